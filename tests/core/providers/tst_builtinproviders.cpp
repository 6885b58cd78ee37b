// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/providercatalog.h>

#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Latchkey;
using Endpoint = Provider::Endpoint;
using Flow = Provider::Flow;
using Quirk = Provider::Quirk;
using Values = QMap<QString, QString>;

namespace {

QString text(const char *latin1)
{
    return QString::fromLatin1(latin1);
}

QUrl url(const char *address)
{
    return QUrl(text(address), QUrl::StrictMode);
}

Provider named(const char *id)
{
    const auto provider = ProviderCatalog().provider(text(id));
    if (!provider)
        qFatal("there is no %s", id);
    return *provider;
}

/// As a person would fill it in who has what the examples say.
Provider filled(const Provider &provider)
{
    Values values;
    for (const Placeholder &placeholder : provider.placeholders()) {
        const bool isLeftAlone = !placeholder.isRequired || !placeholder.defaultValue.isEmpty();
        if (!isLeftAlone) {
            values.insert(placeholder.name,
                          placeholder.example.isEmpty() ? QStringLiteral("secret-or-id")
                                                        : placeholder.example);
        }
    }
    QString problem;
    const auto result = provider.filled(values, &problem);
    if (!result)
        qFatal("%s: %s", qUtf8Printable(provider.id()), qUtf8Printable(problem));
    return *result;
}

QStringList openNames(const Provider &provider)
{
    QStringList names;
    for (const Placeholder &placeholder : provider.placeholders())
        names += placeholder.name;
    return names;
}

} // namespace

/// The providers that come with Latchkey, by what their documents say.
class TestBuiltInProviders : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void areAllThere();
    void areComplete_data();
    void areComplete();
    void endpointsAreAsDocumented_data();
    void endpointsAreAsDocumented();
    void differIn_data();
    void differIn();
    void noTwoShareARegisteredAddress();
    void demoIsTheEmbeddedProvider();
    void yotoIsAsItsTutorialsSay();
    void yotoReferenceIsAsTheReferenceSays();
    void dressipiIsAsItsPagesSay();
    void googleNeedsASecret();
    void microsoftMayBeOneTenant();
    void gitlabMayBeOnesOwn();
    void auth0HasTheAudienceOfOnesOwnApi();

private:
    QTemporaryDir m_folder;
};

void TestBuiltInProviders::initTestCase()
{
    qputenv("XDG_DATA_HOME", m_folder.filePath(text("user")).toLocal8Bit());
    qputenv("XDG_DATA_DIRS", m_folder.filePath(text("system")).toLocal8Bit());
}

void TestBuiltInProviders::areAllThere()
{
    const ProviderCatalog catalog;
    QCOMPARE(catalog.problems(), QStringList());
    QStringList ids;
    for (const Provider &provider : catalog.providers())
        ids += provider.id();
    ids.sort();
    QCOMPARE(ids.join(u' '),
             text("auth0 demo dressipi github gitlab google keycloak microsoft okta twitch yoto "
                  "yoto-reference"));
}

void TestBuiltInProviders::areComplete_data()
{
    QTest::addColumn<Provider>("provider");
    for (const Provider &provider : ProviderCatalog().providers())
        QTest::newRow(qPrintable(provider.id())) << provider;
}

void TestBuiltInProviders::areComplete()
{
    QFETCH(Provider, provider);
    const Provider complete = filled(provider);
    QVERIFY(!complete.flows().isEmpty());
    for (const Flow flow : complete.flows())
        QVERIFY2(!complete.check(flow).isError(), qPrintable(complete.check(flow).detail()));
    for (const Scope &scope : complete.knownScopes())
        QVERIFY2(!scope.text.isEmpty(), qPrintable(scope.name));
    for (const Placeholder &placeholder : provider.placeholders())
        QVERIFY2(!placeholder.text.isEmpty(), qPrintable(placeholder.name));
    const bool isDemo = provider.id() == text("demo");
    QCOMPARE(provider.documentation().isEmpty(), isDemo);
    QCOMPARE(provider.suggestions().isEmpty() && complete.suggestions().isEmpty(), isDemo);
    for (const Suggestion &suggestion : complete.suggestions()) {
        // Trying something must not change anything.
        QCOMPARE(suggestion.method, text("GET"));
        QCOMPARE(suggestion.url.scheme(), text("https"));
        QVERIFY(!suggestion.text.isEmpty());
    }
    for (const Flow flow : complete.flows()) {
        if (flow == Flow::Browser && !complete.redirectUri().isEmpty())
            QCOMPARE(complete.redirectUri().host(), text("127.0.0.1"));
    }
}

void TestBuiltInProviders::endpointsAreAsDocumented_data()
{
    QTest::addColumn<Endpoint>("endpoint");
    QTest::addColumn<QUrl>("address");
    const auto row = [](const char *id, Endpoint endpoint, const char *address) {
        QTest::addRow("%s %d", id, int(endpoint)) << endpoint << url(address);
    };
    row("okta", Endpoint::DeviceAuthorization,
        "https://example.okta.com/oauth2/default/v1/device/authorize");
    row("okta", Endpoint::Authorization, "https://example.okta.com/oauth2/default/v1/authorize");
    row("okta", Endpoint::Token, "https://example.okta.com/oauth2/default/v1/token");
    row("okta", Endpoint::Revocation, "https://example.okta.com/oauth2/default/v1/revoke");
    row("okta", Endpoint::UserInfo, "https://example.okta.com/oauth2/default/v1/userinfo");
    row("okta", Endpoint::Jwks, "https://example.okta.com/oauth2/default/v1/keys");
    const char *const realm = "https://sso.example.org/realms/staff/protocol/openid-connect/";
    const std::pair<Endpoint, const char *> keycloak[] = {
        {Endpoint::DeviceAuthorization, "auth/device"},
        {Endpoint::Authorization, "auth"},
        {Endpoint::Token, "token"},
        {Endpoint::Revocation, "revoke"},
        {Endpoint::UserInfo, "userinfo"},
        {Endpoint::Jwks, "certs"},
    };
    for (const auto &[endpoint, path] : keycloak)
        row("keycloak", endpoint, qPrintable(text(realm) + text(path)));
    row("gitlab", Endpoint::DeviceAuthorization, "https://gitlab.com/oauth/authorize_device");
    row("gitlab", Endpoint::Authorization, "https://gitlab.com/oauth/authorize");
    row("gitlab", Endpoint::Token, "https://gitlab.com/oauth/token");
    row("gitlab", Endpoint::Revocation, "https://gitlab.com/oauth/revoke");
    row("gitlab", Endpoint::UserInfo, "https://gitlab.com/oauth/userinfo");
    row("gitlab", Endpoint::Jwks, "https://gitlab.com/oauth/discovery/keys");
    row("auth0", Endpoint::DeviceAuthorization, "https://example.eu.auth0.com/oauth/device/code");
    row("auth0", Endpoint::Authorization, "https://example.eu.auth0.com/authorize");
    row("auth0", Endpoint::Token, "https://example.eu.auth0.com/oauth/token");
    row("auth0", Endpoint::Revocation, "https://example.eu.auth0.com/oauth/revoke");
    row("auth0", Endpoint::UserInfo, "https://example.eu.auth0.com/userinfo");
    row("auth0", Endpoint::Jwks, "https://example.eu.auth0.com/.well-known/jwks.json");
    row("google", Endpoint::DeviceAuthorization, "https://oauth2.googleapis.com/device/code");
    row("google", Endpoint::Authorization, "https://accounts.google.com/o/oauth2/v2/auth");
    row("google", Endpoint::Token, "https://oauth2.googleapis.com/token");
    row("google", Endpoint::Revocation, "https://oauth2.googleapis.com/revoke");
    row("google", Endpoint::UserInfo, "https://openidconnect.googleapis.com/v1/userinfo");
    row("google", Endpoint::Jwks, "https://www.googleapis.com/oauth2/v3/certs");
    row("github", Endpoint::DeviceAuthorization, "https://github.com/login/device/code");
    row("github", Endpoint::Authorization, "https://github.com/login/oauth/authorize");
    row("github", Endpoint::Token, "https://github.com/login/oauth/access_token");
    row("github", Endpoint::Revocation, "");
    row("microsoft", Endpoint::DeviceAuthorization,
        "https://login.microsoftonline.com/common/oauth2/v2.0/devicecode");
    row("microsoft", Endpoint::Authorization,
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize");
    row("microsoft", Endpoint::Token, "https://login.microsoftonline.com/common/oauth2/v2.0/token");
    row("microsoft", Endpoint::UserInfo, "https://graph.microsoft.com/oidc/userinfo");
    row("microsoft", Endpoint::Revocation, "");
    row("twitch", Endpoint::DeviceAuthorization, "https://id.twitch.tv/oauth2/device");
    row("twitch", Endpoint::Token, "https://id.twitch.tv/oauth2/token");
    row("twitch", Endpoint::Revocation, "https://id.twitch.tv/oauth2/revoke");
}

// Demand: Okta-discovery
// Demand: Keycloak-discovery
void TestBuiltInProviders::endpointsAreAsDocumented()
{
    QFETCH(Endpoint, endpoint);
    QFETCH(QUrl, address);
    const QByteArray id = QByteArray(QTest::currentDataTag()).split(' ').constFirst();
    QCOMPARE(filled(named(id.constData())).endpoint(endpoint), address);
}

void TestBuiltInProviders::differIn_data()
{
    QTest::addColumn<QList<Quirk>>("quirks");
    QTest::addColumn<QString>("asks");
    QTest::newRow("demo") << QList<Quirk>() << "";
    QTest::newRow("yoto") << QList<Quirk>() << "client_id";
    QTest::newRow("yoto-reference") << QList<Quirk>() << "client_id";
    QTest::newRow("dressipi") << QList<Quirk>{Quirk::AuthorizeAnswersProgram,
                                              Quirk::RedirectUriOnRefresh}
                              << "domain client_id api_key";
    QTest::newRow("google") << QList<Quirk>() << "client_id client_secret";
    QTest::newRow("github") << QList<Quirk>{Quirk::CommaSeparatedScopes}
                            << "client_id client_secret";
    QTest::newRow("microsoft") << QList<Quirk>() << "tenant client_id";
    QTest::newRow("gitlab") << QList<Quirk>() << "domain client_id client_secret";
    QTest::newRow("auth0") << QList<Quirk>() << "domain client_id audience";
    QTest::newRow("okta") << QList<Quirk>() << "domain server client_id";
    QTest::newRow("keycloak") << QList<Quirk>() << "domain realm client_id client_secret";
    QTest::newRow("twitch") << QList<Quirk>{Quirk::DeviceScopesParameter} << "client_id";
}

void TestBuiltInProviders::differIn()
{
    QFETCH(QList<Quirk>, quirks);
    QFETCH(QString, asks);
    const Provider provider = named(QTest::currentDataTag());
    QCOMPARE(provider.quirks(), quirks);
    QCOMPARE(openNames(provider).join(u' '), asks);
}

// An answer at one provider's address is then never taken for another's.
// Demand: RFC8252-8.10-own-redirect
void TestBuiltInProviders::noTwoShareARegisteredAddress()
{
    QMap<QUrl, QString> owners;
    for (const Provider &provider : ProviderCatalog().providers()) {
        const QUrl uri = provider.redirectUri();
        if (uri.scheme() != QLatin1String("http"))
            continue;
        QVERIFY2(!owners.contains(uri), qPrintable(provider.id() + u' ' + owners.value(uri)));
        owners.insert(uri, provider.id());
    }
    QVERIFY(owners.size() >= 3);
}

void TestBuiltInProviders::demoIsTheEmbeddedProvider()
{
    const Provider demo = named("demo");
    QVERIFY(!demo.check(Flow::Device).isError());
    for (const Endpoint endpoint :
         {Endpoint::DeviceAuthorization, Endpoint::Authorization, Endpoint::Token,
          Endpoint::Revocation, Endpoint::UserInfo, Endpoint::Jwks}) {
        QCOMPARE(demo.endpoint(endpoint).host(), QStringLiteral("127.0.0.1"));
        QCOMPARE(demo.endpoint(endpoint).port(), demo.issuer().port());
    }
}

// Demand: Yoto-fixed-port
void TestBuiltInProviders::yotoIsAsItsTutorialsSay()
{
    const Provider yoto = named("yoto");
    QCOMPARE(yoto.endpoint(Endpoint::DeviceAuthorization),
             url("https://login.yotoplay.com/oauth/device/code"));
    QCOMPARE(yoto.endpoint(Endpoint::Token), url("https://login.yotoplay.com/oauth/token"));
    QCOMPARE(yoto.endpoint(Endpoint::Authorization), url("https://login.yotoplay.com/authorize"));
    QCOMPARE(yoto.audience(), QStringLiteral("https://api.yotoplay.com"));
    QCOMPARE(yoto.redirectUri(), url("http://127.0.0.1:8787/callback"));
    QCOMPARE(yoto.flows(), QList<Flow>({Flow::Device, Flow::Browser}));
    // The client id is the user's own.
    QVERIFY(yoto.clientId().isEmpty());
    QCOMPARE(yoto.check(Flow::Device).kind(), Error::Kind::Usage);

    QStringList known;
    for (const Scope &scope : yoto.knownScopes())
        known += scope.name;
    known.sort();
    QCOMPARE(known.join(u' '),
             text("family:devices:control family:devices:manage family:devices:view "
                  "family:library:manage family:library:view family:view offline_access openid "
                  "profile user:content:manage user:content:view user:icons:manage"));
    // No more is asked for than the suggestions need.
    QCOMPARE(yoto.scopeNames().join(u' '),
             text("family:library:view user:content:view family:devices:view openid profile "
                  "offline_access"));
    QCOMPARE(yoto.scopeText(text("family:devices:control")),
             text("Operate your family's players, and see what they do"));
    QCOMPARE(yoto.suggestions().at(0).url, url("https://api.yotoplay.com/content/mine"));
    QCOMPARE(yoto.suggestions().at(1).url, url("https://api.yotoplay.com/device-v2/devices/mine"));
}

void TestBuiltInProviders::yotoReferenceIsAsTheReferenceSays()
{
    const Provider yoto = named("yoto-reference");
    QCOMPARE(yoto.endpoint(Endpoint::DeviceAuthorization),
             url("https://api.yotoplay.com/oauth/device/code"));
    QCOMPARE(yoto.endpoint(Endpoint::Token), url("https://api.yotoplay.com/oauth/token"));
    QCOMPARE(yoto.audience(), QStringLiteral("https://api.yotoplay.com"));
    QCOMPARE(yoto.scopeNames().join(u' '), QStringLiteral("profile offline_access openid"));
    QCOMPARE(yoto.flows(), QList<Flow>{Flow::Device});
    QVERIFY(yoto.clientId().isEmpty());
}

// Demand: Dressipi-redirect-uri
// Demand: Dressipi-headers
void TestBuiltInProviders::dressipiIsAsItsPagesSay()
{
    const Provider open = named("dressipi");
    QVERIFY(open.endpoint(Endpoint::Token).isEmpty());
    const Provider dressipi = filled(open);
    QCOMPARE(dressipi.flows(), QList<Flow>{Flow::Paste});
    QCOMPARE(dressipi.redirectUri(), url("urn:ietf:wg:oauth:2.0:oob:auto"));
    QCOMPARE(dressipi.endpoint(Endpoint::Authorization),
             url("https://dressipi.example.com/api/oauth/authorize"));
    QCOMPARE(dressipi.endpoint(Endpoint::Token),
             url("https://dressipi.example.com/api/oauth/token"));
    const Values key{{text("x-api-key"), text("secret-or-id")}};
    QCOMPARE(dressipi.extraHeaders(Endpoint::Authorization), key);
    QCOMPARE(dressipi.extraHeaders(Endpoint::Token), key);
    QCOMPARE(dressipi.requestHeaders(), key);
    QCOMPARE(dressipi.tokenPresentation().header, text("x-dressipi-jwt"));
    QCOMPARE(dressipi.tokenPresentation().value(text("jwt")), text("jwt"));
    QVERIFY(dressipi.scopeNames().isEmpty());
    for (const Placeholder &placeholder : open.placeholders())
        QCOMPARE(placeholder.isSecret, placeholder.name == text("api_key"));
}

// Demand: Google-secret
void TestBuiltInProviders::googleNeedsASecret()
{
    Provider google = named("google");
    google.setClientId(text("client"));
    QCOMPARE(google.check(Flow::Device).kind(), Error::Kind::Usage);
    QVERIFY(google.placeholders().constFirst().isSecret);
    QVERIFY(google.placeholders().constFirst().isRequired);
    google.setClientSecret(text("secret"));
    QVERIFY(!google.check(Flow::Device).isError());
    QVERIFY(google.placeholders().isEmpty());
}

void TestBuiltInProviders::microsoftMayBeOneTenant()
{
    const auto contoso =
        named("microsoft").filled({{text("tenant"), text("contoso.onmicrosoft.com")}}, nullptr);
    QVERIFY(contoso);
    QCOMPARE(contoso->endpoint(Endpoint::Token),
             url("https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token"));
    QVERIFY(named("microsoft").scopeNames().contains(text("offline_access")));
}

void TestBuiltInProviders::gitlabMayBeOnesOwn()
{
    QCOMPARE(named("gitlab").issuer(), url("https://gitlab.com"));
    const auto own =
        named("gitlab").filled({{text("domain"), text("git.example.org:8443")}}, nullptr);
    QVERIFY(own);
    QCOMPARE(own->issuer(), url("https://git.example.org:8443"));
    QCOMPARE(own->suggestions().constFirst().url, url("https://git.example.org:8443/api/v4/user"));
}

// Demand: Auth0-audience
void TestBuiltInProviders::auth0HasTheAudienceOfOnesOwnApi()
{
    const Provider auth0 = filled(named("auth0"));
    QCOMPARE(auth0.issuer(), url("https://example.eu.auth0.com/"));
    QCOMPARE(auth0.audience(), QString());
    const auto mine = auth0.filled({{text("audience"), text("https://api.example.com")}}, nullptr);
    QVERIFY(mine);
    for (const Endpoint endpoint :
         {Endpoint::DeviceAuthorization, Endpoint::Authorization, Endpoint::Token})
        QCOMPARE(mine->audience(endpoint), text("https://api.example.com"));
}

QTEST_GUILESS_MAIN(TestBuiltInProviders)

#include "tst_builtinproviders.moc"
