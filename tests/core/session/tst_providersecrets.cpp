// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"
#include "refusedaccount.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Program = AccountsFixture::Program;
using Values = QMap<QString, QString>;

namespace {

const QUrl apiUrl(QStringLiteral("https://shop.example.org/api/items"));
const QString keyName = QStringLiteral("api_key");
const QString key = QStringLiteral("secret-api-key");

/// Of Dressipi's kind, with what its customer has filled in.
Provider shop(const QUrl &tokenUrl, const QUrl &revocationUrl,
              const QString &domain = QStringLiteral("shop.example.org"))
{
    const QByteArray file = R"({
        "id": "demo",
        "name": "Shop",
        "client_id": "client-1",
        "placeholders": [
            {"name": "domain", "text": "Domain", "kind": "host"},
            {"name": "api_key", "text": "API key", "kind": "secret"}
        ],
        "endpoints": {"token": "https:\/\/{domain}/token"},
        "redirect_uri": "urn:ietf:wg:oauth:2.0:oob:auto",
        "flows": ["paste"],
        "quirks": ["redirect_uri_on_refresh"],
        "extra_headers": {
            "token": {"x-api-key": "{api_key}"},
            "revocation": {"x-api-key": "{api_key}"}
        },
        "token_presentation": {
            "header": "x-shop-jwt",
            "extra_headers": {"x-api-key": "{api_key}", "x-client": "{client_id}"}
        }
    })";
    QString problem;
    const auto provider = Provider::fromJson(QJsonDocument::fromJson(file).object(), &problem);
    auto filled = provider
        ? provider->filled({{QStringLiteral("domain"), domain}, {keyName, key}}, &problem)
        : provider;
    if (!filled)
        qFatal("%s", qUtf8Printable(problem));
    filled->setEndpoint(Provider::Endpoint::Token, tokenUrl);
    filled->setEndpoint(Provider::Endpoint::Revocation, revocationUrl);
    return *filled;
}

/// Mara at the shop, in a process that has only just begun.
struct ShopAccount : AccountsFixture
{
    explicit ShopAccount(Program program = Program::RunsOn)
    {
        SignInResult result = mara();
        result.provider = shop(tokenUrl, revocationUrl);
        const auto before = process(Program::IsShort);
        add(*before, result);
        accounts = process(program);
        accounts->restore();
        session = accounts->sessions().constFirst();
    }

    std::optional<SendResult> send(const QNetworkRequest &request)
    {
        std::optional<SendResult> result;
        session->send(request, "GET", {}, session,
                      [&](const SendResult &answer) { result = answer; });
        for (int i = 0; i < 200 && !result; ++i)
            clock.advance(10ms);
        if (result)
            delete result->reply;
        return result;
    }

    std::unique_ptr<Accounts> accounts;
    Session *session = nullptr;
};

} // namespace

/// Providers with secrets of their own, and with habits in how tokens are used.
class tst_ProviderSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void areInTheKeychainAlone();
    void surviveARestart();
    void areStillThereAfterARefresh();
    void goWithRequests_data();
    void goWithRequests();
    void areReadBeforeARequestThatNeedsThem();
    void areNotReadForARequestThatHasNoUseForThem();
    void aKeychainThatRefusesThemEndsTheRequest();
    void whatTheApplicationSetsItMeans();
    void goWithTheSignOut();
    void itemsOfEarlierVersionsAreRead();
    void anUnknownFieldOfALaterVersionIsIgnored();
    void whatNoFileMayHoldHidesNoAccount();
    void aProviderWithoutAnIdHidesNoAccount();
    void anotherServersSubjectIsAnotherPerson();
    void endedByTheProvidersOwnWord_data();
    void endedByTheProvidersOwnWord();
};

// Demand: Dressipi-key-in-keychain
void tst_ProviderSecrets::areInTheKeychainAlone()
{
    ShopAccount one;
    QVERIFY(!one.indexContent().contains("secret-"));
    QVERIFY(one.indexContent().contains("shop.example.org"));
    QVERIFY(one.indexContent().contains("{api_key}"));
    const QJsonObject secrets = one.durableItem().value(QLatin1String("secrets")).toObject();
    QCOMPARE(secrets, (QJsonObject{{keyName, key}}));
    QVERIFY(!QJsonDocument(one.cacheItem()).toJson().contains("secret-api-key"));
}

// Demand: Dressipi-key-in-keychain
// Demand: Dressipi-redirect-uri
void tst_ProviderSecrets::surviveARestart()
{
    ShopAccount one;
    one.network.answer(one.tokenUrl, one.grant(QStringLiteral("secret-2"), QString()));
    const AccessTokenResult token = one.refresh(*one.session);
    QVERIFY2(!token.error.isError(), qPrintable(token.error.detail()));
    const SentRequest sent = one.refreshes().constLast();
    QCOMPARE(sent.request.rawHeader("x-api-key"), key.toLatin1());
    QVERIFY(!sent.body.contains("secret-api-key"));
    QCOMPARE(sent.form.value(QStringLiteral("redirect_uri")),
             QStringLiteral("urn:ietf:wg:oauth:2.0:oob:auto"));
    QCOMPARE(one.session->provider().secrets(), (Values{{keyName, key}}));
}

// Demand: Dressipi-refresh-may-rotate
// Demand: RFC6749-6-absent-stays
// Demand: RFC6749-6-new-replaces-old
void tst_ProviderSecrets::areStillThereAfterARefresh()
{
    ShopAccount one(Program::IsShort);
    const auto stored = [&] {
        return one.durableItem().value(QLatin1String("refresh_token")).toString();
    };
    const QString first = stored();
    one.network.answer(one.tokenUrl, one.grant(QStringLiteral("secret-2"), QString()));
    one.network.answer(one.tokenUrl,
                       one.grant(QStringLiteral("secret-3"), QStringLiteral("secret-refresh-3")));
    QVERIFY(!one.refresh(*one.session).error.isError());
    QCOMPARE(stored(), first);
    QVERIFY(!one.refresh(*one.session).error.isError());
    QCOMPARE(stored(), QStringLiteral("secret-refresh-3"));
    QCOMPARE(one.durableItem().value(QLatin1String("secrets")).toObject(),
             (QJsonObject{{keyName, key}}));
    for (const SentRequest &sent : one.refreshes())
        QCOMPARE(sent.request.rawHeader("x-api-key"), key.toLatin1());
}

void tst_ProviderSecrets::goWithRequests_data()
{
    QTest::addColumn<bool>("isLoaded");
    QTest::newRow("of a session that has read them") << true;
    QTest::newRow("of a session that has read nothing yet") << false;
}

// Demand: Dressipi-headers
// Demand: RFC6750-2.1-header
// Demand: RFC6750-2.3-never-in-uri
void tst_ProviderSecrets::goWithRequests()
{
    QFETCH(bool, isLoaded);
    ShopAccount one(Program::IsShort);
    if (isLoaded)
        one.load(*one.session);
    one.network.answer(apiUrl, {200, "[]", {}});
    const auto result = one.send(QNetworkRequest(apiUrl));
    QVERIFY(result);
    QVERIFY2(!result->error.isError(), qPrintable(result->error.detail()));
    const QNetworkRequest sent = one.network.sentTo(apiUrl).constFirst().request;
    QCOMPARE(sent.rawHeader("x-shop-jwt"), QByteArray("secret-access"));
    QCOMPARE(sent.rawHeader("x-api-key"), key.toLatin1());
    QCOMPARE(sent.rawHeader("x-client"), QByteArray("client-1"));
    QVERIFY(!sent.hasRawHeader("Authorization"));
    QVERIFY(!sent.url().toString().contains(QLatin1String("secret")));
}

/// The access token alone was in the cache that all programs share, so that nothing but the key was
/// left to be read.
void tst_ProviderSecrets::areReadBeforeARequestThatNeedsThem()
{
    ShopAccount one(Program::IsShort);
    one.network.answer(apiUrl, {200, "[]", {}});
    bool isHeld = true;
    one.store.holds = [&](TestStore::Operation, const QString &name) {
        return isHeld && name.endsWith(QLatin1String("/session"));
    };
    std::optional<SendResult> result;
    one.session->send(QNetworkRequest(apiUrl), "GET", {}, one.session,
                      [&](const SendResult &answer) { result = answer; });
    one.clock.advance(1s);
    QCOMPARE(one.store.held(), 1);
    QVERIFY(one.network.sentTo(apiUrl).isEmpty());
    isHeld = false;
    one.store.release();
    one.clock.advance(1s);
    QVERIFY(result);
    delete result->reply;
    QCOMPARE(one.network.sentTo(apiUrl).constFirst().request.rawHeader("x-api-key"),
             key.toLatin1());
}

/// Google and GitHub declare a client secret, which is for the token endpoint alone: each
/// `latchkey request` read it all the same.
void tst_ProviderSecrets::areNotReadForARequestThatHasNoUseForThem()
{
    AccountsFixture fixture;
    QString problem;
    const QJsonObject file{
        {QStringLiteral("id"), QStringLiteral("demo")},
        {QStringLiteral("client_id"), QStringLiteral("client-1")},
        {QStringLiteral("placeholders"),
         QJsonArray{QJsonObject{{QStringLiteral("name"), QStringLiteral("client_secret")},
                                {QStringLiteral("text"), QStringLiteral("Client secret")},
                                {QStringLiteral("kind"), QStringLiteral("secret")}}}},
        {QStringLiteral("endpoints"),
         QJsonObject{{QStringLiteral("token"), fixture.tokenUrl.toString()}}},
    };
    const auto provider = Provider::fromJson(file, &problem);
    QVERIFY2(provider, qPrintable(problem));
    SignInResult result = fixture.mara();
    result.provider = *provider;
    result.provider.setClientSecret(QStringLiteral("secret-client"));
    fixture.add(*fixture.process(Program::IsShort), result);
    const auto accounts = fixture.process(Program::IsShort);
    accounts->restore();
    Session *session = accounts->sessions().constFirst();
    QCOMPARE(session->provider().placeholders().size(), 1);

    QStringList read;
    fixture.store.holds = [&](TestStore::Operation, const QString &name) {
        read.append(name);
        return false;
    };
    fixture.network.answer(apiUrl, {200, "[]", {}});
    std::optional<SendResult> sent;
    session->send(QNetworkRequest(apiUrl), "GET", {}, session,
                  [&](const SendResult &answer) { sent = answer; });
    fixture.clock.advance(1s);
    QVERIFY(sent);
    delete sent->reply;
    QVERIFY(!sent->error.isError());
    QVERIFY(!read.isEmpty());
    QVERIFY2(read.filter(QStringLiteral("/session")).isEmpty(),
             qPrintable(read.join(QLatin1Char(' '))));
}

void tst_ProviderSecrets::aKeychainThatRefusesThemEndsTheRequest()
{
    ShopAccount one(Program::IsShort);
    one.store.holds = [&](TestStore::Operation, const QString &name) {
        if (name.endsWith(QLatin1String("/session")))
            one.store.readError = Error(Error::Kind::KeychainDenied);
        return false;
    };
    const auto result = one.send(QNetworkRequest(apiUrl));
    QVERIFY(result);
    QCOMPARE(result->error.kind(), Error::Kind::KeychainDenied);
    QVERIFY(!result->reply);
    QVERIFY(one.network.sentTo(apiUrl).isEmpty());
}

void tst_ProviderSecrets::whatTheApplicationSetsItMeans()
{
    ShopAccount one;
    one.network.answer(apiUrl, {200, "[]", {}});
    QNetworkRequest request(apiUrl);
    request.setRawHeader("X-Api-Key", "another");
    request.setRawHeader("X-Shop-Jwt", "not this one");
    QVERIFY(one.send(request));
    const QNetworkRequest sent = one.network.sentTo(apiUrl).constFirst().request;
    QCOMPARE(sent.rawHeader("x-api-key"), QByteArray("another"));
    // Whoever sends through a session wants its token.
    QCOMPARE(sent.rawHeader("x-shop-jwt"), QByteArray("secret-access"));
}

void tst_ProviderSecrets::goWithTheSignOut()
{
    ShopAccount one;
    one.network.answer(one.revocationUrl, {200, "", {}});
    const auto result = one.signOut(*one.session);
    QVERIFY(result && result->revoked);
    for (const SentRequest &sent : one.network.sentTo(one.revocationUrl))
        QCOMPARE(sent.request.rawHeader("x-api-key"), key.toLatin1());
    QVERIFY(one.store.items.isEmpty());
}

/// They have the client secret and know of no other.
void tst_ProviderSecrets::itemsOfEarlierVersionsAreRead()
{
    OneAccount one;
    QJsonObject item = one.durableItem();
    QCOMPARE(item.value(QLatin1String("client_secret")).toString(),
             QStringLiteral("secret-client"));
    item.remove(QStringLiteral("secrets"));
    one.store.items.insert(one.maraId + QStringLiteral("/session"), QJsonDocument(item).toJson());
    one.network.answer(one.tokenUrl, one.grant(QStringLiteral("secret-2"), QString()));
    QVERIFY(!one.refresh(*one.session).error.isError());
    QCOMPARE(one.refreshes().constLast().form.value(QStringLiteral("client_secret")),
             QStringLiteral("secret-client"));
    // And they may read it again.
    QCOMPARE(one.durableItem().value(QLatin1String("client_secret")).toString(),
             QStringLiteral("secret-client"));
}

void tst_ProviderSecrets::anUnknownFieldOfALaterVersionIsIgnored()
{
    ShopAccount one;
    QByteArray index = one.indexContent();
    index.replace("\"redirect_uri_on_refresh\"", "\"redirect_uri_on_refresh\", \"later\"");
    index.replace("\"client_id\":", "\"later\": {\"a\": 1}, \"client_id\":");
    index.replace("\"flows\":[", "\"flows\":[\"telepathy\",");
    index.replace("\"flows\": [", "\"flows\": [\"telepathy\",");
    QVERIFY(index.contains("telepathy") && index.count("later") == 2);
    one.writeIndex(index);
    const auto accounts = one.process(Program::IsShort);
    QVERIFY(!accounts->restore().isError());
    QCOMPARE(accounts->count(), 1);
    const Provider provider = accounts->sessions().constFirst()->provider();
    QVERIFY(provider.hasQuirk(Provider::Quirk::RedirectUriOnRefresh));
    QCOMPARE(provider.clientId(), QStringLiteral("client-1"));
}

/// A program may set what no file may hold, and so may a person with `--revocation-endpoint`.
void tst_ProviderSecrets::whatNoFileMayHoldHidesNoAccount()
{
    AccountsFixture fixture;
    SignInResult result = fixture.mara();
    const QUrl odd(QStringLiteral("ftp://id.example.org/revoke#here"));
    result.provider.setEndpoint(Provider::Endpoint::Revocation, odd);
    result.provider.setExtraHeaders(Provider::Endpoint::Token,
                                    {{QStringLiteral("Host"), QStringLiteral("a.example")},
                                     {QStringLiteral("x-a"), QStringLiteral("1\r\nb: c")},
                                     {QStringLiteral("x-b"), QStringLiteral("2")}});
    result.provider.setSuggestions({{QStringLiteral("GET"), QUrl(), QStringLiteral("Nothing")}});
    result.provider.setScopes({{QString(), QString()}, {QStringLiteral("openid"), QString()}});
    const auto before = fixture.process(Program::IsShort);
    QVERIFY(!fixture.add(*before, result).error.isError());

    const auto after = fixture.process(Program::IsShort);
    const Error error = after->restore();
    QVERIFY2(!error.isError(), qPrintable(error.detail()));
    QCOMPARE(after->count(), 1);
    const Provider provider = after->sessions().constFirst()->provider();
    QCOMPARE(provider.endpoint(Provider::Endpoint::Token), fixture.tokenUrl);
    QVERIFY(provider.endpoint(Provider::Endpoint::Revocation).isEmpty());
    QCOMPARE(provider.extraHeaders(Provider::Endpoint::Token),
             (Values{{QStringLiteral("x-b"), QStringLiteral("2")}}));
    QCOMPARE(provider.scopeNames(), QStringList{QStringLiteral("openid")});
}

/// A program that builds its provider itself may leave the id out: the whole list was unreadable.
void tst_ProviderSecrets::aProviderWithoutAnIdHidesNoAccount()
{
    AccountsFixture fixture;
    const auto before = fixture.process(Program::IsShort);
    QVERIFY(!fixture.add(*before, fixture.mara()).error.isError());
    SignInResult result = fixture.mara();
    result.provider = Provider();
    result.provider.setClientId(QStringLiteral("client-1"));
    result.provider.setEndpoint(Provider::Endpoint::Token, fixture.tokenUrl);
    QVERIFY(!fixture.add(*before, result).error.isError());
    // The same person, and no third account.
    QVERIFY(!fixture.add(*before, result).error.isError());

    const auto after = fixture.process(Program::IsShort);
    const Error error = after->restore();
    QVERIFY2(!error.isError(), qPrintable(error.detail()));
    QCOMPARE(after->count(), 2);
    QCOMPARE(after->sessions().at(0)->id(), fixture.maraId);
    QCOMPARE(after->sessions().at(1)->id(), QStringLiteral("id.example.org/mara@demo.example"));
}

/// Person 42 of one GitLab took the place of person 42 of another.
void tst_ProviderSecrets::anotherServersSubjectIsAnotherPerson()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    for (const char *domain : {"one.example.org", "two.example.org", "one.example.org"}) {
        SignInResult result = fixture.mara();
        result.provider =
            shop(fixture.tokenUrl, fixture.revocationUrl, QString::fromLatin1(domain));
        QVERIFY(!fixture.add(*accounts, result).error.isError());
    }
    QCOMPARE(accounts->count(), 2);
    QCOMPARE(accounts->sessions().at(0)->id(), fixture.maraId);
    QCOMPARE(accounts->sessions().at(1)->id(), fixture.maraId + QStringLiteral("-2"));
}

void tst_ProviderSecrets::endedByTheProvidersOwnWord_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    const auto row = [](const char *name, int status, const char *body) {
        QTest::newRow(name) << ScriptedAnswer::json(status, body);
    };
    row("GitHub, with 200", 200, R"({"error":"bad_refresh_token"})");
    row("Microsoft", 400, R"({"error":"interaction_required","error_codes":[50076]})");
    row("Twitch", 400, R"({"error":"Bad Request","status":400,"message":"Invalid refresh token"})");
    row("OpenID Connect", 400, R"({"error":"login_required"})");
    row("Auth0", 403, R"({"error":"invalid_grant","error_description":"Unknown or invalid"})");
}

void tst_ProviderSecrets::endedByTheProvidersOwnWord()
{
    QFETCH(ScriptedAnswer, answer);
    RefusedAccount one(answer);
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QVERIFY(one.isMarked());
    QCOMPARE(one.refreshes().size(), 1);
}

QTEST_GUILESS_MAIN(tst_ProviderSecrets)

#include "tst_providersecrets.moc"
