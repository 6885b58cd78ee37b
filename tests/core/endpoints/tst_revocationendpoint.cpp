// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/revocationendpoint.h"
#include "loopbackserver.h"
#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <optional>

using namespace Latchkey;
using namespace std::chrono_literals;
using Kind = Error::Kind;

namespace {

const QUrl revocationUrl(QStringLiteral("https://login.example.com/revoke"));

Provider provider()
{
    Provider provider;
    provider.setId(QStringLiteral("example"));
    provider.setClientId(QStringLiteral("client"));
    provider.setEndpoint(Provider::Endpoint::Revocation, revocationUrl);
    return provider;
}

TokenSet tokens(const char *access, const char *refresh)
{
    TokenSet tokens;
    tokens.setAccessToken(QString::fromLatin1(access));
    tokens.setRefreshToken(QString::fromLatin1(refresh));
    return tokens;
}

/// An empty body is what success has (RFC 7009 §2.2).
ScriptedAnswer success()
{
    return {};
}

} // namespace

/// RFC 7009.
class TestRevocationEndpoint : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void theRefreshTokenGoesFirst();
    void onlyWhatIsThereIsRevoked_data();
    void onlyWhatIsThereIsRevoked();
    void theFirstFailureIsToldAndTheSecondTried_data();
    void theFirstFailureIsToldAndTheSecondTried();
    void anAccessTokenThatCannotBeRevokedIsTold();
    void whatIsOverAlreadyIsRevoked_data();
    void whatIsOverAlreadyIsRevoked();
    void existsOnlyWithAnAddress();
    void nothingIsSentToAnInsecureAddress();
    void goesOnInTheBackground();
    void theBackgroundDiesWithItsManager();
    void nothingIsRevokedInTheBackgroundWithoutNeed_data();
    void nothingIsRevokedInTheBackgroundWithoutNeed();
};

// Demand: RFC7009-2.1-refresh-first, RFC7009-2.2-empty-answer
void TestRevocationEndpoint::theRefreshTokenGoesFirst()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    ScriptedAnswer slow = success();
    slow.delay = 3s;
    network.answer(revocationUrl, slow);
    int calls = 0;
    RevocationEndpoint(&client, provider())
        .revoke(tokens("access", "refresh"), this, [&](const Error &error) {
            ++calls;
            QVERIFY(!error.isError());
        });
    scheduler.advance(1min);
    QCOMPARE(calls, 1);
    const QList<SentRequest> sent = network.sent();
    QCOMPARE(sent.size(), 2);
    QCOMPARE(sent.at(0).body,
             QByteArray("token=refresh&token_type_hint=refresh_token&client_id=client"));
    QCOMPARE(sent.at(1).body,
             QByteArray("token=access&token_type_hint=access_token&client_id=client"));
    QVERIFY(sent.at(1).at >= sent.at(0).at + 3s);
}

void TestRevocationEndpoint::onlyWhatIsThereIsRevoked_data()
{
    QTest::addColumn<TokenSet>("held");
    QTest::addColumn<QStringList>("hints");
    QTest::newRow("an access token")
        << tokens("access", "") << QStringList{QStringLiteral("access_token")};
    QTest::newRow("a refresh token")
        << tokens("", "refresh") << QStringList{QStringLiteral("refresh_token")};
    QTest::newRow("nothing") << TokenSet() << QStringList();
}

void TestRevocationEndpoint::onlyWhatIsThereIsRevoked()
{
    QFETCH(TokenSet, held);
    QFETCH(QStringList, hints);
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(revocationUrl, success());
    int calls = 0;
    RevocationEndpoint(&client, provider()).revoke(held, this, [&](const Error &error) {
        ++calls;
        QVERIFY(!error.isError());
    });
    VirtualScheduler::settle();
    QCOMPARE(calls, 1);
    QStringList sent;
    for (const SentRequest &request : network.sent())
        sent += request.form.value(QStringLiteral("token_type_hint"));
    QCOMPARE(sent, hints);
}

void TestRevocationEndpoint::theFirstFailureIsToldAndTheSecondTried_data()
{
    QTest::addColumn<ScriptedAnswer>("firstAnswer");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("code");
    ScriptedAnswer busy = ScriptedAnswer::json(503, "");
    busy.headers.insert("Retry-After", "9");
    // Demand: RFC7009-2.2.1-503
    QTest::newRow("503 is reported and not hidden")
        << busy << Kind::Network << QStringLiteral("network");
    QTest::newRow("no connection") << ScriptedAnswer::failure(QNetworkReply::HostNotFoundError)
                                   << Kind::Network << QStringLiteral("network");
    QTest::newRow("no answer") << ScriptedAnswer::silence() << Kind::Network
                               << QStringLiteral("network");
    QTest::newRow("a client that is not known")
        << ScriptedAnswer::json(401, "{\"error\":\"invalid_client\"}") << Kind::Rejected
        << QStringLiteral("invalid_client");
    // Demand: RFC7009-2.2.1-unsupported-type
    QTest::newRow("a kind of token that cannot be revoked")
        << ScriptedAnswer::json(400, "{\"error\":\"unsupported_token_type\"}") << Kind::Rejected
        << QStringLiteral("unsupported_token_type");
    QTest::newRow("404 with a page") << ScriptedAnswer::json(404, "<html></html>") << Kind::Protocol
                                     << QStringLiteral("protocol");
    QTest::newRow("a redirect") << ScriptedAnswer::json(302, "") << Kind::Protocol
                                << QStringLiteral("protocol");
}

void TestRevocationEndpoint::theFirstFailureIsToldAndTheSecondTried()
{
    QFETCH(ScriptedAnswer, firstAnswer);
    QFETCH(Kind, kind);
    QFETCH(QString, code);
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(revocationUrl, firstAnswer);
    network.answer(revocationUrl, success());
    Error told;
    int calls = 0;
    RevocationEndpoint(&client, provider())
        .revoke(tokens("access", "refresh"), this, [&](const Error &error) {
            ++calls;
            told = error;
        });
    scheduler.advance(2min);
    QCOMPARE(calls, 1);
    QCOMPARE(told.kind(), kind);
    QCOMPARE(told.code(), code);
    QCOMPARE(told.endpoint(), revocationUrl);
    QCOMPARE(told.retryAfter(), firstAnswer.headers.contains("Retry-After") ? 9s : 0s);
    QCOMPARE(network.sent().size(), 2);
}

void TestRevocationEndpoint::anAccessTokenThatCannotBeRevokedIsTold()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(revocationUrl, success());
    network.answer(revocationUrl,
                   ScriptedAnswer::json(400, "{\"error\":\"unsupported_token_type\"}"));
    QString code;
    RevocationEndpoint(&client, provider())
        .revoke(tokens("access", "refresh"), this,
                [&](const Error &error) { code = error.code(); });
    VirtualScheduler::settle();
    QCOMPARE(code, QStringLiteral("unsupported_token_type"));
}

void TestRevocationEndpoint::whatIsOverAlreadyIsRevoked_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("in Google's words") << QByteArray(R"({"error":"invalid_token"})");
    QTest::newRow("in Twitch's words") << QByteArray(R"({"status":400,"message":"Invalid token"})");
}

/// Signing out was told as failed, since the access token ends with the refresh token there.
void TestRevocationEndpoint::whatIsOverAlreadyIsRevoked()
{
    QFETCH(QByteArray, body);
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(revocationUrl, success());
    network.answer(revocationUrl, ScriptedAnswer::json(400, body));
    std::optional<Error> told;
    RevocationEndpoint(&client, provider())
        .revoke(tokens("access", "refresh"), this, [&](const Error &error) { told = error; });
    VirtualScheduler::settle();
    QVERIFY(told);
    QVERIFY2(!told->isError(), qPrintable(told->detail()));
}

void TestRevocationEndpoint::existsOnlyWithAnAddress()
{
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    QVERIFY(RevocationEndpoint(&client, provider()).exists());
    QVERIFY(!RevocationEndpoint(&client, Provider()).exists());
}

// Demand: RFC7009-2-tls
void TestRevocationEndpoint::nothingIsSentToAnInsecureAddress()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    Provider insecure = provider();
    insecure.setEndpoint(Provider::Endpoint::Revocation,
                         QUrl(QStringLiteral("http://login.example.com/revoke")));
    Kind kind = Kind::None;
    RevocationEndpoint(&client, insecure)
        .revoke(tokens("access", "refresh"), this,
                [&](const Error &error) { kind = error.kind(); });
    VirtualScheduler::settle();
    QCOMPARE(kind, Kind::InsecureEndpoint);
    QVERIFY(network.sent().isEmpty());
}

void TestRevocationEndpoint::goesOnInTheBackground()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    network.answer(revocationUrl, success());
    revokeInBackground(provider(), tokens("access", "refresh"), &network);
    VirtualScheduler::settle();
    QCOMPARE(network.sent().size(), 2);
    // Nothing is left behind.
    QVERIFY(network.findChildren<HttpClient *>().isEmpty());
}

void TestRevocationEndpoint::theBackgroundDiesWithItsManager()
{
    LoopbackServer server([](QTcpSocket *, const ReceivedRequest &) {});
    Provider local = provider();
    local.setEndpoint(Provider::Endpoint::Revocation, server.url());
    auto manager = std::make_unique<QNetworkAccessManager>();
    revokeInBackground(local, tokens("access", "refresh"), manager.get());
    QTRY_COMPARE(server.requests().size(), 1);
    manager.reset();
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestRevocationEndpoint::nothingIsRevokedInTheBackgroundWithoutNeed_data()
{
    QTest::addColumn<Provider>("where");
    QTest::addColumn<TokenSet>("held");
    QTest::newRow("no tokens") << provider() << TokenSet();
    QTest::newRow("no endpoint") << Provider() << tokens("access", "refresh");
}

void TestRevocationEndpoint::nothingIsRevokedInTheBackgroundWithoutNeed()
{
    QFETCH(Provider, where);
    QFETCH(TokenSet, held);
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    revokeInBackground(where, held, &network);
    VirtualScheduler::settle();
    QVERIFY(network.sent().isEmpty());
    QVERIFY(network.findChildren<HttpClient *>().isEmpty());
}

QTEST_GUILESS_MAIN(TestRevocationEndpoint)

#include "tst_revocationendpoint.moc"
