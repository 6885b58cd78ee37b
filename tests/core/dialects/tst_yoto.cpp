// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "dialectplay.h"

#include <latchkey/devicesignin.h>

#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Demo::Endpoint;
using Demo::Fault;
using Demo::Knobs;
using Kind = Error::Kind;
using State = SignIn::State;

namespace {

const QString audience = QStringLiteral("https://api.yotoplay.com");
const QString deviceGrant = QStringLiteral("urn:ietf:params:oauth:grant-type:device_code");

struct Attempt : DialectPlay
{
    explicit Attempt(const char *id, const Change &change = {})
        : DialectPlay(DialectCase::named(QString::fromLatin1(id)), change), signIn(provider)
    {
        prepare(signIn);
    }

    void start()
    {
        signIn.start();
        waitFor([this] { return signIn.state() == State::WaitingForUser || result; });
    }

    bool finish()
    {
        return waitFor([this] { return result.has_value(); });
    }

    DeviceSignIn signIn;
};

/// Both profiles of the catalogue.
void addProfiles()
{
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("yoto") << QByteArray("yoto");
    QTest::newRow("yoto-reference") << QByteArray("yoto-reference");
}

} // namespace

/// Yoto from start to finish, as its tutorials and as its API reference have it.
class tst_Yoto : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void deviceRequest_data() { addProfiles(); }
    void deviceRequest();
    void deviceErrors_data();
    void deviceErrors();
    void everyGrantNamesTheAudience();
    void theEarlierEndWins_data();
    void theEarlierEndWins();
    void tokenErrors_data();
    void tokenErrors();
    void refreshTokensAreSingleUse();
    void expiredOnceAndInvalidAfterThat();
    void ownContent_data();
    void ownContent();
};

// Demand: Yoto-device-request
// Demand: Yoto-device-answer
void tst_Yoto::deviceRequest()
{
    QFETCH(QByteArray, id);
    Attempt attempt(id.constData());
    attempt.start();
    QCOMPARE(attempt.signIn.state(), State::WaitingForUser);
    const Demo::LoggedRequest asked =
        attempt.server.requests(Endpoint::DeviceAuthorization).value(0);
    QCOMPARE(asked.parameter(QStringLiteral("client_id")), QStringLiteral("client-1"));
    QCOMPARE(asked.parameter(QStringLiteral("audience")), audience);
    QCOMPARE(asked.parameter(QStringLiteral("scope")), attempt.provider.scopeNames().join(u' '));

    const QString page = attempt.server.url(QStringLiteral("/activate")).toString();
    QCOMPARE(attempt.signIn.userCode().size(), 9);
    QCOMPARE(attempt.signIn.verificationUri().toString(), page);
    QCOMPARE(attempt.signIn.verificationUriComplete().toString(),
             page + QLatin1String("?user_code=") + attempt.signIn.userCode());
    QCOMPARE(attempt.clock.wallClock().secsTo(attempt.signIn.expiresAt()), 900);
    // `interval` and `device_code` show in the polls.
    attempt.pass(11s);
    const QList<Demo::LoggedRequest> polls = attempt.tokenRequests(deviceGrant);
    QCOMPARE(polls.size(), 2);
    QCOMPARE(polls.constFirst().parameter(QStringLiteral("device_code")),
             attempt.server.issuedSecrets().constFirst());
}

void tst_Yoto::deviceErrors_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<State>("state");
    QTest::newRow("invalid_request") << QStringLiteral("invalid_request") << State::Failed;
    QTest::newRow("unauthorized_client") << QStringLiteral("unauthorized_client") << State::Failed;
    QTest::newRow("access_denied") << QStringLiteral("access_denied") << State::Denied;
    QTest::newRow("invalid_scope") << QStringLiteral("invalid_scope") << State::Failed;
}

// Demand: Yoto-device-errors
void tst_Yoto::deviceErrors()
{
    QFETCH(QString, code);
    QFETCH(State, state);
    Attempt attempt("yoto-reference");
    attempt.server.queueFault(Endpoint::DeviceAuthorization, Fault::error(400, code));
    attempt.start();
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn.state(), state);
    QCOMPARE(attempt.result->error.oauthCode(), code);
    QVERIFY(!attempt.result->error.message().isEmpty());
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 0);
}

// Demand: Yoto-token-grants
void tst_Yoto::everyGrantNamesTheAudience()
{
    DialectPlay play(DialectCase::named(QStringLiteral("yoto")));
    Session *session = play.signedIn();
    QVERIFY(session);
    QVERIFY(!play.refresh(*session).error.isError());
    for (const QString &grant : {deviceGrant, QStringLiteral("refresh_token")}) {
        const QList<Demo::LoggedRequest> requests = play.tokenRequests(grant);
        QVERIFY(!requests.isEmpty());
        for (const Demo::LoggedRequest &request : requests)
            QCOMPARE(request.parameter(QStringLiteral("audience")), audience);
    }
}

void tst_Yoto::theEarlierEndWins_data()
{
    QTest::addColumn<int>("expiresIn");
    QTest::addColumn<int>("expiresAt"); // Seconds from now.
    QTest::addColumn<int>("life");
    QTest::newRow("both agree") << 3600 << 3600 << 3600;
    QTest::newRow("expires_in is earlier") << 600 << 3600 << 600;
    QTest::newRow("expires_at is earlier") << 3600 << 600 << 600;
}

// Demand: Yoto-token-answer
void tst_Yoto::theEarlierEndWins()
{
    QFETCH(int, expiresIn);
    QFETCH(int, expiresAt);
    QFETCH(int, life);
    Attempt attempt("yoto-reference", [](Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    const qint64 now = attempt.clock.wallClock().toSecsSinceEpoch();
    attempt.server.adjust([&](Knobs &knobs) {
        knobs.answerOverrides.insert(Endpoint::Token,
                                     {{QStringLiteral("expires_in"), expiresIn},
                                      {QStringLiteral("expires_at"), now + 5 + expiresAt}});
    });
    attempt.start();
    QVERIFY(attempt.finish());
    const TokenSet tokens = attempt.result->tokens;
    QVERIFY2(attempt.result->isSuccess(), qPrintable(attempt.result->error.detail()));
    const qint64 lasts = attempt.clock.wallClock().secsTo(tokens.expiresAt());
    QVERIFY2(qAbs(lasts - life) <= 5, qPrintable(QString::number(lasts)));
    QVERIFY(tokens.accessToken().startsWith(QLatin1String("dat_")));
    QVERIFY(tokens.refreshToken().startsWith(QLatin1String("drt_")));
    QVERIFY(!tokens.idToken().isEmpty());
    QCOMPARE(tokens.tokenType(), QStringLiteral("Bearer"));
    QCOMPARE(tokens.scopes(), attempt.provider.scopeNames());
}

void tst_Yoto::tokenErrors_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("status");
    QTest::addColumn<State>("state");
    QTest::addColumn<Kind>("kind");
    const auto row = [](const char *code, int status, State state, Kind kind) {
        QTest::newRow(code) << QString::fromLatin1(code) << status << state << kind;
    };
    row("invalid_request", 400, State::Failed, Kind::Rejected);
    // Demand: Yoto-invalid-client
    QTest::newRow("invalid_client")
        << QStringLiteral("invalid_client") << 401 << State::Failed << Kind::Rejected;
    row("invalid_grant", 400, State::Failed, Kind::Rejected);
    row("unauthorized_client", 400, State::Failed, Kind::Rejected);
    row("unsupported_grant_type", 400, State::Failed, Kind::Rejected);
    row("invalid_scope", 400, State::Failed, Kind::Rejected);
    row("expired_token", 400, State::Expired, Kind::Expired);
    // The two that are no end.
    row("authorization_pending", 400, State::Succeeded, Kind::None);
    row("slow_down", 400, State::Succeeded, Kind::None);
}

// Demand: Yoto-token-errors
void tst_Yoto::tokenErrors()
{
    QFETCH(QString, code);
    QFETCH(int, status);
    QFETCH(State, state);
    QFETCH(Kind, kind);
    Attempt attempt("yoto-reference", [](Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    const QByteArray body = "{\"error\":\"" + code.toLatin1()
        + "\",\"error_description\":\"In its own words.\","
          "\"error_uri\":\"https://yoto.example/errors\"}";
    attempt.server.queueFault(Endpoint::Token, Fault::answer(status, body));
    attempt.start();
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn.state(), state);
    const Error &error = attempt.result->error;
    QCOMPARE(error.kind(), kind);
    if (kind == Kind::None)
        return;
    QCOMPARE(error.oauthCode(), code);
    QCOMPARE(error.httpStatus(), status);
    QCOMPARE(error.oauthDescription(), QStringLiteral("In its own words."));
    QCOMPARE(error.oauthUri(), QUrl(QStringLiteral("https://yoto.example/errors")));
    QVERIFY(!error.message().isEmpty());
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 1);
}

// Demand: Yoto-single-use-refresh
void tst_Yoto::refreshTokensAreSingleUse()
{
    DialectPlay play(DialectCase::named(QStringLiteral("yoto")));
    Session *session = play.signedIn();
    QVERIFY(session);
    for (int i = 0; i < 5; ++i) {
        QVERIFY(!play.refresh(*session).error.isError());
        // Whoever comes now finds the newest one in the keychain.
        Accounts another(QStringLiteral("test"), &play.store);
        another.setScheduler(&play.clock);
        another.setNetworkAccessManager(&play.network);
        another.setKeepsFresh(false);
        another.restore();
        const AccessTokenResult token = play.refresh(*another.sessions().constFirst());
        QVERIFY2(!token.error.isError(), qPrintable(token.error.detail()));
    }
    QCOMPARE(play.server.counters().reuseDetected, 0);
    const QList<Demo::LoggedRequest> refreshes = play.refreshes();
    QVERIFY(refreshes.size() >= 5);
    QSet<QString> used;
    for (const Demo::LoggedRequest &request : refreshes)
        used.insert(request.parameter(QStringLiteral("refresh_token")));
    QCOMPARE(used.size(), refreshes.size());
}

/// The one "expired_token" got lost on its way.
// Demand: Auth0-expired-once
void tst_Yoto::expiredOnceAndInvalidAfterThat()
{
    Attempt attempt("yoto", [](Knobs &knobs) {
        knobs.deviceCodeLifetime = 8;
        knobs.answerOverrides.insert(Endpoint::DeviceAuthorization,
                                     {{QStringLiteral("expires_in"), 20}});
    });
    attempt.start();
    attempt.pass(6s);
    attempt.server.queueFault(Endpoint::Token, Fault::lostAnswer());
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn.state(), State::Expired);
    QCOMPARE(attempt.result->error.kind(), Kind::Expired);
}

void tst_Yoto::ownContent_data()
{
    QTest::addColumn<QUrl>("url");
    for (const Suggestion &suggestion :
         providerOf(DialectCase::named(QStringLiteral("yoto"))).suggestions())
        QTest::newRow(qUtf8Printable(suggestion.url.toString())) << suggestion.url;
    QTest::newRow("content/mine") << QUrl(QStringLiteral("https://api.yotoplay.com/content/mine"));
}

/// What one would type. The host is played by the demo provider, one layer below the request.
// Demand: Yoto-request
void tst_Yoto::ownContent()
{
    QFETCH(QUrl, url);
    DialectPlay play(DialectCase::named(QStringLiteral("yoto")));
    Session *session = play.signedIn();
    QVERIFY(session);
    const QByteArray cards = "{\"cards\":[{\"cardId\":\"4OtBJ\",\"title\":\"My own stories\"}]}";
    play.network.playHost(QStringLiteral("api.yotoplay.com"), play.server.issuer());
    play.server.queueFault(Endpoint::Other, Fault::answer(200, cards));
    QNetworkReply *reply = nullptr;
    session->send(QNetworkRequest(url), "GET", {}, play.accounts.get(),
                  [&](const SendResult &sent) { reply = sent.reply; });
    QVERIFY(play.waitFor([&] { return reply && reply->isFinished(); }));
    QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 200);
    QCOMPARE(reply->readAll(), cards);
    reply->deleteLater();
    QCOMPARE(play.network.played, QList<QUrl>{url});
    const Demo::LoggedRequest seen = play.server.requests(Endpoint::Other).constLast();
    QCOMPARE(seen.path, url.path());
    QVERIFY(seen.header("Authorization").startsWith("Bearer dat_"));
}

QTEST_GUILESS_MAIN(tst_Yoto)
#include "tst_yoto.moc"
