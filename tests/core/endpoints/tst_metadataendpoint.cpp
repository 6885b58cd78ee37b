// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/metadataendpoint.h"
#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <optional>

using namespace Latchkey;
using Kind = Error::Kind;

namespace {

const QString issuerText = QStringLiteral("https://login.example.com/tenant");
const QUrl issuer(issuerText);
const QUrl
    first(QStringLiteral("https://login.example.com/tenant/.well-known/openid-configuration"));
const QUrl second(
    QStringLiteral("https://login.example.com/.well-known/oauth-authorization-server/tenant"));
const QUrl
    third(QStringLiteral("https://login.example.com/.well-known/openid-configuration/tenant"));

QJsonObject fullDocument()
{
    const QString base = issuerText;
    return {
        {QStringLiteral("issuer"), base},
        {QStringLiteral("device_authorization_endpoint"),
         QString(base + QStringLiteral("/device"))},
        {QStringLiteral("authorization_endpoint"), QString(base + QStringLiteral("/authorize"))},
        {QStringLiteral("token_endpoint"), QString(base + QStringLiteral("/token"))},
        {QStringLiteral("revocation_endpoint"), QString(base + QStringLiteral("/revoke"))},
        {QStringLiteral("userinfo_endpoint"), QString(base + QStringLiteral("/userinfo"))},
        {QStringLiteral("jwks_uri"), QString(base + QStringLiteral("/jwks"))},
        {QStringLiteral("scopes_supported"),
         QJsonArray{QStringLiteral("profile"), QStringLiteral("openid"), QStringLiteral("email"),
                    QStringLiteral("offline_access"), QStringLiteral("admin")}},
    };
}

QJsonObject documentWith(const char *name, const QJsonValue &value)
{
    QJsonObject document = fullDocument();
    document.insert(QLatin1String(name), value);
    return document;
}

ScriptedAnswer answerWith(const QJsonObject &document)
{
    return ScriptedAnswer::json(200, QJsonDocument(document).toJson());
}

ScriptedAnswer page(int status)
{
    ScriptedAnswer answer;
    answer.status = status;
    answer.body = "<!DOCTYPE html><title>Welcome</title>";
    return answer;
}

/// One question to the metadata documents of an issuer.
struct Question
{
    VirtualScheduler scheduler;
    ScriptedNetwork network{&scheduler};
    std::optional<Expected<Metadata>> answer;
    int calls = 0;

    void ask()
    {
        HttpClient client(&network, &scheduler, nullptr);
        QObject context;
        MetadataEndpoint(&client, issuer).request(&context, [this](const auto &result) {
            answer = result;
            ++calls;
        });
        scheduler.advance(std::chrono::minutes(5));
    }

    Kind kind() const { return answer->has_value() ? Kind::None : answer->error().kind(); }
    QList<QUrl> asked() const
    {
        QList<QUrl> urls;
        for (const SentRequest &request : network.sent())
            urls += request.url;
        return urls;
    }
};

} // namespace

/// OpenID Connect Discovery §4 and RFC 8414 §3.
class TestMetadataEndpoint : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void knowsThePlaces_data();
    void knowsThePlaces();
    void readsADocument();
    void theLifetimeIsTold();
    void theWaysInAreThoseThatAreOffered_data();
    void theWaysInAreThoseThatAreOffered();
    void secretsAreShownAsTheServerWantsThem_data();
    void secretsAreShownAsTheServerWantsThem();
    void whoSendsItsIssuerSaysSo();
    void scopesAreThoseThatAreUsual_data();
    void scopesAreThoseThatAreUsual();
    void theIssuerHasToBeTheOneAsked_data();
    void theIssuerHasToBeTheOneAsked();
    void everyEndpointHasToBeSecure_data();
    void everyEndpointHasToBeSecure();
    void wrongTypesAreRefused_data();
    void wrongTypesAreRefused();
    void issuersHaveIdsOfTheirOwn_data();
    void issuersHaveIdsOfTheirOwn();
    void asksTheNextPlaceWhereOneHasNothing_data();
    void asksTheNextPlaceWhereOneHasNothing();
    void asksNoFurther_data();
    void asksNoFurther();
    void nothingAnywhereIsTold();
    void anInsecureIssuerIsNotAsked();
};

void TestMetadataEndpoint::knowsThePlaces_data()
{
    QTest::addColumn<QString>("asked");
    QTest::addColumn<QStringList>("places");
    const QString host = QStringLiteral("https://login.example.com");
    const QString openId = QStringLiteral("/.well-known/openid-configuration");
    const QString oauth = QStringLiteral("/.well-known/oauth-authorization-server");
    QTest::newRow("a host") << host << QStringList{host + openId, host + oauth};
    QTest::newRow("a host with a slash")
        << QString(host + u'/') << QStringList{host + openId, host + oauth};
    QTest::newRow("a path") << QString(host + QStringLiteral("/a"))
                            << QStringList{host + QStringLiteral("/a") + openId,
                                           host + oauth + QStringLiteral("/a"),
                                           host + openId + QStringLiteral("/a")};
    QTest::newRow("a path with a slash") << QString(host + QStringLiteral("/a/b/"))
                                         << QStringList{host + QStringLiteral("/a/b") + openId,
                                                        host + oauth + QStringLiteral("/a/b"),
                                                        host + openId + QStringLiteral("/a/b")};
    QTest::newRow("an escaped path") << QString(host + QStringLiteral("/a%2Fb%20c"))
                                     << QStringList{host + QStringLiteral("/a%2Fb%20c") + openId,
                                                    host + oauth + QStringLiteral("/a%2Fb%20c"),
                                                    host + openId + QStringLiteral("/a%2Fb%20c")};
    QTest::newRow("a port") << QStringLiteral("http://127.0.0.1:8765")
                            << QStringList{QStringLiteral("http://127.0.0.1:8765") + openId,
                                           QStringLiteral("http://127.0.0.1:8765") + oauth};
}

// Demand: RFC8414-3.1-path, OIDCD-4-location
void TestMetadataEndpoint::knowsThePlaces()
{
    QFETCH(QString, asked);
    QFETCH(QStringList, places);
    QStringList known;
    for (const QUrl &url : MetadataEndpoint(nullptr, QUrl(asked)).documentUrls())
        known += url.toString(QUrl::FullyEncoded);
    QCOMPARE(known, places);
}

void TestMetadataEndpoint::readsADocument()
{
    Question question;
    question.network.answer(first, answerWith(fullDocument()));
    question.ask();
    QCOMPARE(question.calls, 1);
    QCOMPARE(question.kind(), Kind::None);
    QCOMPARE(question.asked(), QList<QUrl>{first});
    QVERIFY(!question.network.sent().constFirst().request.hasRawHeader("Authorization"));
    const Provider provider = (*question.answer)->provider;
    QCOMPARE((*question.answer)->url, first);
    QCOMPARE((*question.answer)->document, fullDocument());
    QCOMPARE((*question.answer)->lifetime, std::nullopt);
    QCOMPARE(provider.issuer(), issuer);
    const std::pair<Provider::Endpoint, const char *> endpoints[] = {
        {Provider::Endpoint::DeviceAuthorization, "/device"},
        {Provider::Endpoint::Authorization, "/authorize"},
        {Provider::Endpoint::Token, "/token"},
        {Provider::Endpoint::Revocation, "/revoke"},
        {Provider::Endpoint::UserInfo, "/userinfo"},
        {Provider::Endpoint::Jwks, "/jwks"},
    };
    for (const auto &[which, path] : endpoints)
        QCOMPARE(provider.endpoint(which), QUrl(issuerText + QLatin1String(path)));
    QCOMPARE(provider.flows(),
             QList<Provider::Flow>({Provider::Flow::Device, Provider::Flow::Browser}));
    QCOMPARE(provider.discoveredEndpoints().size(), 6);
}

void TestMetadataEndpoint::theLifetimeIsTold()
{
    Question question;
    ScriptedAnswer answer = answerWith(fullDocument());
    answer.headers.insert("Cache-Control", "public, max-age=7200");
    question.network.answer(first, answer);
    question.ask();
    QCOMPARE((*question.answer)->lifetime, std::chrono::hours(2));
}

void TestMetadataEndpoint::theWaysInAreThoseThatAreOffered_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<bool>("hasDevice");
    QTest::addColumn<bool>("hasBrowser");
    const auto row = [](const char *title, const char *name, const QJsonValue &value,
                        bool hasDevice, bool hasBrowser) {
        QTest::newRow(title) << QString::fromLatin1(name) << value << hasDevice << hasBrowser;
    };
    const auto list = [](const char *names) {
        return QJsonArray::fromStringList(QString::fromLatin1(names).split(u' '));
    };
    const QJsonValue none(QJsonValue::Undefined);
    row("nothing is said", "unknown", 1, true, true);
    row("no endpoint for devices", "device_authorization_endpoint", none, false, true);
    row("no endpoint for browsers", "authorization_endpoint", none, true, false);
    row("the challenge is hashed", "code_challenge_methods_supported", list("S256"), true, true);
    row("the challenge may be hashed", "code_challenge_methods_supported", list("plain S256"), true,
        true);
    // Demand: RFC7636-7.2-no-downgrade
    // Demand: RFC7636-7.2-no-downgrade
    row("the challenge is plain", "code_challenge_methods_supported", list("plain"), true, false);
    row("there is no challenge", "code_challenge_methods_supported", QJsonArray(), true, false);
    row("challenges of another type", "code_challenge_methods_supported", 5, true, true);
    row("no grant by code", "grant_types_supported", list("client_credentials"), true, false);
    row("the grant for devices by another name", "grant_types_supported",
        list("authorization_code device_code"), true, true);
    row("no code in the answer", "response_types_supported", list("token id_token"), true, false);
    row("a code in the answer", "response_types_supported", list("code token"), true, true);
}

void TestMetadataEndpoint::theWaysInAreThoseThatAreOffered()
{
    QFETCH(QString, name);
    QFETCH(QJsonValue, value);
    QFETCH(bool, hasDevice);
    QFETCH(bool, hasBrowser);
    QJsonObject document = fullDocument();
    if (value.isUndefined())
        document.remove(name);
    else
        document.insert(name, value);
    const auto provider = providerFromMetadata(document, issuer);
    QVERIFY(provider);
    QCOMPARE(provider->flows().contains(Provider::Flow::Device), hasDevice);
    QCOMPARE(provider->flows().contains(Provider::Flow::Browser), hasBrowser);
}

void TestMetadataEndpoint::secretsAreShownAsTheServerWantsThem_data()
{
    QTest::addColumn<QJsonValue>("methods");
    QTest::addColumn<Provider::ClientAuthentication>("way");
    const auto list = [](const char *names) {
        return QJsonArray::fromStringList(QString::fromLatin1(names).split(u' '));
    };
    using Way = Provider::ClientAuthentication;
    // RFC 8414 §2: "If omitted, the default is client_secret_basic".
    QTest::newRow("not said") << QJsonValue(QJsonValue::Undefined) << Way::Basic;
    QTest::newRow("in the header") << QJsonValue(list("client_secret_basic")) << Way::Basic;
    QTest::newRow("in the header or another way")
        << QJsonValue(list("private_key_jwt client_secret_basic none")) << Way::Basic;
    QTest::newRow("in the form") << QJsonValue(list("client_secret_post")) << Way::Post;
    QTest::newRow("in either") << QJsonValue(list("client_secret_basic client_secret_post"))
                               << Way::Post;
    QTest::newRow("not at all") << QJsonValue(list("none")) << Way::Post;
}

void TestMetadataEndpoint::secretsAreShownAsTheServerWantsThem()
{
    QFETCH(QJsonValue, methods);
    QFETCH(Provider::ClientAuthentication, way);
    QJsonObject document = fullDocument();
    if (!methods.isUndefined())
        document.insert(QStringLiteral("token_endpoint_auth_methods_supported"), methods);
    QCOMPARE(providerFromMetadata(document, issuer)->clientAuthentication(), way);
}

void TestMetadataEndpoint::whoSendsItsIssuerSaysSo()
{
    const char *name = "authorization_response_iss_parameter_supported";
    QVERIFY(!providerFromMetadata(fullDocument(), issuer)->sendsIssuer());
    QVERIFY(providerFromMetadata(documentWith(name, true), issuer)->sendsIssuer());
    QVERIFY(!providerFromMetadata(documentWith(name, false), issuer)->sendsIssuer());
    QVERIFY(
        !providerFromMetadata(documentWith(name, QStringLiteral("true")), issuer)->sendsIssuer());
}

void TestMetadataEndpoint::scopesAreThoseThatAreUsual_data()
{
    QTest::addColumn<QJsonValue>("supported");
    QTest::addColumn<QString>("asked");
    const auto list = [](const char *names) {
        return QJsonArray::fromStringList(QString::fromLatin1(names).split(u' '));
    };
    QTest::newRow("all of them, in our order")
        << QJsonValue(list("admin offline_access email profile openid"))
        << QStringLiteral("openid profile email offline_access");
    QTest::newRow("some of them") << QJsonValue(list("openid api")) << QStringLiteral("openid");
    QTest::newRow("not said") << QJsonValue(QJsonValue::Undefined) << QString();
    QTest::newRow("another type") << QJsonValue(QStringLiteral("openid")) << QString();
    QTest::newRow("a list of numbers") << QJsonValue(QJsonArray{1, 2}) << QString();
}

void TestMetadataEndpoint::scopesAreThoseThatAreUsual()
{
    QFETCH(QJsonValue, supported);
    QFETCH(QString, asked);
    const auto provider = providerFromMetadata(documentWith("scopes_supported", supported), issuer);
    QVERIFY(provider);
    QCOMPARE(provider->scopeNames().join(u' '), asked);
}

void TestMetadataEndpoint::theIssuerHasToBeTheOneAsked_data()
{
    QTest::addColumn<QString>("asked");
    QTest::addColumn<QJsonValue>("named");
    QTest::addColumn<Kind>("kind");
    const auto row = [](const char *name, const char *asked, const char *named, Kind kind) {
        QTest::newRow(name) << QString::fromLatin1(asked) << QJsonValue(QLatin1String(named))
                            << kind;
    };
    row("the same", "https://a.example/t", "https://a.example/t", Kind::None);
    row("typed without its slash", "https://a.example", "https://a.example/", Kind::None);
    row("typed with a slash too many", "https://a.example/t/", "https://a.example/t", Kind::None);
    row("typed with two slashes too many", "https://a.example/t//", "https://a.example/t",
        Kind::Protocol);
    row("typed in capitals", "HTTPS://A.example/t", "https://a.example/t", Kind::None);
    row("named in capitals", "https://sts.Contoso.com/adfs", "https://sts.Contoso.com/adfs",
        Kind::None);
    row("with an escape", "https://a.example/a%20b", "https://a.example/a%20b", Kind::None);
    row("with a host of other letters", "https://xn--bcher-kva.example/t",
        "https://xn--bcher-kva.example/t", Kind::None);
    row("another host", "https://a.example/t", "https://b.example/t", Kind::Protocol);
    row("another path", "https://a.example/t", "https://a.example/u", Kind::Protocol);
    row("another case in its path", "https://a.example/t", "https://a.example/T", Kind::Protocol);
    row("another port", "https://a.example/t", "https://a.example:444/t", Kind::Protocol);
    row("another scheme", "https://a.example/t", "http://a.example/t", Kind::Protocol);
    row("longer", "https://a.example/t", "https://a.example/t/u", Kind::Protocol);
    row("with a query", "https://a.example/t", "https://a.example/t?u", Kind::Protocol);
    row("empty", "https://a.example/t", "", Kind::Protocol);
    for (const QJsonValue &value : {QJsonValue(), QJsonValue(5), QJsonValue(QJsonArray())}) {
        QTest::addRow("of type %d", int(value.type()))
            << QStringLiteral("https://a.example/t") << value << Kind::Protocol;
    }
}

// Demand: RFC8414-3.3-issuer, OIDCD-4.3-issuer
void TestMetadataEndpoint::theIssuerHasToBeTheOneAsked()
{
    QFETCH(QString, asked);
    QFETCH(QJsonValue, named);
    QFETCH(Kind, kind);
    const auto provider = providerFromMetadata(documentWith("issuer", named), QUrl(asked));
    QCOMPARE(provider ? Kind::None : provider.error().kind(), kind);
    if (provider)
        QCOMPARE(provider->issuer(), QUrl(named.toString()));
}

void TestMetadataEndpoint::everyEndpointHasToBeSecure_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("address");
    for (const char *name :
         {"device_authorization_endpoint", "authorization_endpoint", "token_endpoint",
          "revocation_endpoint", "userinfo_endpoint", "jwks_uri"}) {
        for (const char *address : {"http://login.example.com/a", "/token", "javascript:alert(1)",
                                    "https://a:b@login.example.com/", "file:///etc/passwd"}) {
            QTest::addRow("%s is %s", name, address)
                << QString::fromLatin1(name) << QString::fromLatin1(address);
        }
    }
}

// Demand: RFC8414-2-secure-endpoints
void TestMetadataEndpoint::everyEndpointHasToBeSecure()
{
    QFETCH(QString, name);
    QFETCH(QString, address);
    const auto provider =
        providerFromMetadata(documentWith(name.toLatin1().constData(), address), issuer);
    QVERIFY(!provider);
    QCOMPARE(provider.error().kind(), Kind::InsecureEndpoint);
    QVERIFY(provider.error().detail().contains(name));
}

void TestMetadataEndpoint::wrongTypesAreRefused_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("a number") << QJsonValue(5);
    QTest::newRow("a list") << QJsonValue(QJsonArray{QStringLiteral("https://a.example/")});
    QTest::newRow("an object") << QJsonValue(QJsonObject());
}

// Demand: RFC8414-3.2-required
void TestMetadataEndpoint::wrongTypesAreRefused()
{
    QFETCH(QJsonValue, value);
    const auto provider = providerFromMetadata(documentWith("token_endpoint", value), issuer);
    QVERIFY(!provider);
    QCOMPARE(provider.error().kind(), Kind::Protocol);
    QVERIFY(provider.error().detail().contains(QLatin1String("token_endpoint")));
}

void TestMetadataEndpoint::issuersHaveIdsOfTheirOwn_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("id");
    const auto row = [](const char *address, const char *id) {
        QTest::newRow(address) << QString::fromUtf8(address) << QString::fromLatin1(id);
    };
    row("https://login.example.com", "login.example.com");
    row("https://login.example.com/", "login.example.com");
    row("http://127.0.0.1:8765", "127.0.0.1-8765");
    row("http://[::1]:8765", "__1-8765");
    // Two realms of one host are two issuers, whose people have nothing to do with each other.
    row("https://login.example.com/realms/one", "login.example.com_realms_one");
    row("https://login.example.com/realms/two/", "login.example.com_realms_two");
    row("https://login.example.com/a b", "login.example.com_a_20b-eec70c55");
    row("https://login.example.com/a_20b", "login.example.com_a_20b-626077ab");
    // The id of an account's provider is read again from its file, and has to be one there.
    row("https://b\xc3\xbc"
        "cher.example/",
        "xn--bcher-kva.example");
}

void TestMetadataEndpoint::issuersHaveIdsOfTheirOwn()
{
    QFETCH(QString, address);
    QFETCH(QString, id);
    const QUrl asked(address);
    const auto provider = providerFromMetadata(documentWith("issuer", asked.toString()), asked);
    QVERIFY2(provider, qPrintable(provider ? QString() : provider.error().detail()));
    QCOMPARE(provider->id(), id);
    QString problem;
    QVERIFY2(Provider::fromJson(provider->toJson(), &problem), qPrintable(problem));

    // However long the address is, the id fits, and tells two of them apart.
    QStringList ids;
    for (const QChar last : {u'1', u'2'}) {
        const QUrl longer(QStringLiteral("https://login.example.com/") + QString(200, u'a') + last);
        const auto long_ = providerFromMetadata(documentWith("issuer", longer.toString()), longer);
        QVERIFY(long_);
        QVERIFY(Provider::fromJson(long_->toJson(), &problem));
        ids += long_->id();
    }
    QVERIFY(ids.at(0) != ids.at(1));
}

void TestMetadataEndpoint::asksTheNextPlaceWhereOneHasNothing_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("404 with a page") << 404 << page(404).body;
    QTest::newRow("404 with nothing") << 404 << QByteArray();
    QTest::newRow("404 in JSON") << 404 << QByteArray("{\"message\":\"no\"}");
    QTest::newRow("404 in OAuth's JSON") << 404 << QByteArray("{\"error\":\"not_found\"}");
    QTest::newRow("a page for everything") << 200 << page(200).body;
    QTest::newRow("a redirect to a page") << 302 << QByteArray();
    QTest::newRow("401") << 401 << QByteArray();
    QTest::newRow("truncated") << 200 << QByteArray("{\"issuer\":\"https");
}

void TestMetadataEndpoint::asksTheNextPlaceWhereOneHasNothing()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    Question question;
    for (const QUrl &url : {first, second})
        question.network.answer(url, ScriptedAnswer::json(status, body));
    question.network.answer(third, answerWith(fullDocument()));
    question.ask();
    QCOMPARE(question.calls, 1);
    QCOMPARE(question.asked(), QList<QUrl>({first, second, third}));
    QCOMPARE(question.kind(), Kind::None);
}

void TestMetadataEndpoint::asksNoFurther_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("no connection")
        << ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError) << Kind::Network;
    QTest::newRow("no answer") << ScriptedAnswer::silence() << Kind::Network;
    QTest::newRow("no security") << ScriptedAnswer::failure(QNetworkReply::SslHandshakeFailedError)
                                 << Kind::Tls;
    QTest::newRow("a server in trouble") << page(503) << Kind::Network;
    QTest::newRow("another issuer's document")
        << answerWith(documentWith("issuer", QStringLiteral("https://evil.example/")))
        << Kind::Protocol;
    QTest::newRow("an insecure endpoint")
        << answerWith(documentWith("token_endpoint", QStringLiteral("http://a.example/")))
        << Kind::InsecureEndpoint;
}

void TestMetadataEndpoint::asksNoFurther()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(Kind, kind);
    Question question;
    question.network.answer(first, answer);
    question.ask();
    QCOMPARE(question.calls, 1);
    QCOMPARE(question.asked(), QList<QUrl>{first});
    QCOMPARE(question.kind(), kind);
    QCOMPARE(question.answer->error().endpoint(), first);
}

void TestMetadataEndpoint::nothingAnywhereIsTold()
{
    Question question;
    for (const QUrl &url : {first, second, third})
        question.network.answer(url, page(404));
    question.ask();
    QCOMPARE(question.calls, 1);
    QCOMPARE(question.asked().size(), 3);
    QCOMPARE(question.kind(), Kind::Protocol);
    QCOMPARE(question.answer->error().httpStatus(), 404);
}

// Demand: RFC8414-3-tls
void TestMetadataEndpoint::anInsecureIssuerIsNotAsked()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    Kind kind = Kind::None;
    MetadataEndpoint(&client, QUrl(QStringLiteral("http://login.example.com")))
        .request(this, [&](const Expected<Metadata> &result) { kind = result.error().kind(); });
    VirtualScheduler::settle();
    QCOMPARE(kind, Kind::InsecureEndpoint);
    QVERIFY(network.sent().isEmpty());
}

QTEST_GUILESS_MAIN(TestMetadataEndpoint)

#include "tst_metadataendpoint.moc"
