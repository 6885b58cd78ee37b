// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Program = AccountsFixture::Program;

namespace {

const QString first = QStringLiteral("secret-access");
const QString second = QStringLiteral("secret-access-2");
const QString third = QStringLiteral("secret-access-3");

/// What several who asked were given.
struct Asked
{
    QList<AccessTokenResult> results;

    std::function<void(const AccessTokenResult &)> callback()
    {
        return [this](const AccessTokenResult &result) { results.append(result); };
    }
};

} // namespace

/// One refresh for all that want a token (RFC 6749 §6), in one program.
class tst_TokenRefresh : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void isSentAsTheStandardSays();
    void isForAllWhoWantOne();
    void isForThoseWhoComeWhileItRuns();
    void bringsLessThanSomebodyWants();
    void failsEarlyAndTheOldTokenIsGiven_data();
    void failsEarlyAndTheOldTokenIsGiven();
    void answersWithTheSameToken();
    void keepsWhatTheAnswerLeavesOut();
    void takesNewScopes();
    void onDemand_data();
    void onDemand();
    void ofAShortTokenIsNotForEveryCall_data();
    void ofAShortTokenIsNotForEveryCall();
    void isInsistedOn();
    void isInsistedOnWithNothingInMemory();
    void callerMayDie();
};

void tst_TokenRefresh::isSentAsTheStandardSays()
{
    SignInResult result = AccountsFixture().mara();
    result.provider.setAudience(QStringLiteral("https://api.example.org"));
    result.provider.setExtraParameters(Provider::Endpoint::Token,
                                       {{QStringLiteral("flavour"), QStringLiteral("plain")}});
    OneAccount one(result, Program::IsShort);
    one.network.answer(one.tokenUrl, one.grant(second, QStringLiteral("secret-refresh-2")));
    one.clock.advance(2h);
    const AccessTokenResult token = one.token(*one.session);
    QCOMPARE(token.accessToken, second);
    QCOMPARE(token.tokenType, QStringLiteral("Bearer"));
    QVERIFY(qAbs(one.clock.wallClock().secsTo(token.expiresAt) - 3600) <= 1);
    QCOMPARE(one.refreshes().size(), 1);
    const SentRequest sent = one.refreshes().constFirst();
    QCOMPARE(sent.verb, QByteArray("POST"));
    const QMap<QString, QString> form{
        {QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
        {QStringLiteral("refresh_token"), QStringLiteral("secret-refresh")},
        {QStringLiteral("client_id"), QStringLiteral("client-1")},
        {QStringLiteral("client_secret"), QStringLiteral("secret-client")},
        {QStringLiteral("audience"), QStringLiteral("https://api.example.org")},
        {QStringLiteral("flavour"), QStringLiteral("plain")},
    };
    QCOMPARE(sent.form, form);
    QCOMPARE(one.durableItem().value(QLatin1String("refresh_token")).toString(),
             QStringLiteral("secret-refresh-2"));
    QCOMPARE(one.cacheItem().value(QLatin1String("access_token")).toString(), second);
    QCOMPARE(one.session->state(), Session::State::Active);
}

void tst_TokenRefresh::isForAllWhoWantOne()
{
    OneAccount one;
    one.network.answer(one.tokenUrl, one.grant(second, QStringLiteral("secret-refresh-2")));
    one.clock.advance(2h);
    Asked asked;
    for (int minimum = 0; minimum < 1000; minimum += 10)
        one.session->withFreshToken(std::chrono::seconds(minimum), this, asked.callback());
    for (int i = 0; i < 10; ++i)
        one.session->refresh(this, asked.callback());
    QVERIFY(asked.results.isEmpty());
    one.clock.advance(1s);
    QCOMPARE(asked.results.size(), 110);
    for (const AccessTokenResult &result : std::as_const(asked.results))
        QCOMPARE(result.accessToken, second);
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_TokenRefresh::isForThoseWhoComeWhileItRuns()
{
    OneAccount one;
    ScriptedAnswer slow = one.grant(second, QStringLiteral("secret-refresh-2"));
    slow.delay = 10s;
    one.network.answer(one.tokenUrl, slow);
    one.clock.advance(2h);
    Asked asked;
    for (int i = 0; i < 20; ++i) {
        one.session->withFreshToken(30s, this, asked.callback());
        one.session->refresh(this, asked.callback());
        one.clock.advance(400ms);
    }
    QCOMPARE(one.session->state(), Session::State::Refreshing);
    QVERIFY(asked.results.isEmpty());
    one.clock.advance(5s);
    QCOMPARE(asked.results.size(), 40);
    QCOMPARE(one.refreshes().size(), 1);
    QCOMPARE(one.session->state(), Session::State::Active);
}

/// Another program's token is taken first, which is good for less than one of them wants.
void tst_TokenRefresh::bringsLessThanSomebodyWants()
{
    OneAccount one(Program::IsShort);
    one.token(*one.session);
    one.clock.advance(50min);
    const auto other = one.process(Program::IsShort);
    other->restore();
    one.network.answer(one.tokenUrl,
                       one.grant(second, QStringLiteral("secret-refresh-2"),
                                 {{QStringLiteral("expires_in"), 900}}));
    QCOMPARE(one.token(*other->sessions().constFirst(), 700).accessToken, second);
    one.clock.advance(5min);
    one.network.forget(one.tokenUrl);
    one.network.answer(one.tokenUrl, one.grant(third, QStringLiteral("secret-refresh-3")));
    Asked asked;
    one.session->withFreshToken(500s, this, asked.callback());
    one.session->withFreshToken(700s, this, asked.callback());
    one.clock.advance(1s);
    QCOMPARE(asked.results.size(), 2);
    QCOMPARE(asked.results.at(0).accessToken, second);
    QCOMPARE(asked.results.at(1).accessToken, third);
    QCOMPARE(one.refreshes().size(), 2);
}

void tst_TokenRefresh::failsEarlyAndTheOldTokenIsGiven_data()
{
    QTest::addColumn<bool>("isInMemory");
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<int>("minimum");
    QTest::addColumn<bool>("isGiven");
    const auto unreachable = ScriptedAnswer::failure(QNetworkReply::HostNotFoundError);
    const ScriptedAnswer refused = AccountsFixture::refusal(QStringLiteral("invalid_grant"));
    QTest::newRow("unreachable") << true << unreachable << 0 << true;
    // A command prints what is in the keychain rather than nothing.
    QTest::newRow("unreachable, for a program that has only begun")
        << false << unreachable << 0 << true;
    QTest::newRow("unreachable, and good for less than wanted")
        << true << unreachable << 40 << false;
    QTest::newRow("500") << true << ScriptedAnswer{500, "", {}} << 0 << true;
    QTest::newRow("500, for a program that has only begun")
        << false << ScriptedAnswer{500, "", {}} << 0 << true;
    QTest::newRow("refused for good") << true << refused << 0 << true;
    QTest::newRow("refused for good, for a program that has only begun")
        << false << refused << 0 << true;
}

void tst_TokenRefresh::failsEarlyAndTheOldTokenIsGiven()
{
    QFETCH(bool, isInMemory);
    QFETCH(ScriptedAnswer, answer);
    QFETCH(int, minimum);
    QFETCH(bool, isGiven);
    OneAccount one(Program::IsShort);
    one.network.answer(one.tokenUrl, answer);
    if (isInMemory)
        one.token(*one.session);
    one.clock.advance(3570s);
    const AccessTokenResult result = one.token(*one.session, minimum);
    QCOMPARE(one.refreshes().size(), 1);
    QCOMPARE(result.accessToken, isGiven ? first : QString());
    QCOMPARE(result.error.isError(), !isGiven);
}

// Demand: RFC6749-6-absent-stays
void tst_TokenRefresh::keepsWhatTheAnswerLeavesOut()
{
    OneAccount one;
    one.network.answer(one.tokenUrl, one.grant(second, QString()));
    one.clock.advance(2h);
    const QByteArray before = one.store.items.value(one.maraId + QStringLiteral("/session"));
    QCOMPARE(one.token(*one.session).accessToken, second);
    // Not even written anew.
    QCOMPARE(one.store.items.value(one.maraId + QStringLiteral("/session")), before);
    QCOMPARE(one.store.changes, 1);
    QVERIFY(one.session->hasRefreshToken());
    QCOMPARE(one.session->scopes(), QStringList{QStringLiteral("openid")});
    one.network.forget(one.tokenUrl);
    one.network.answer(one.tokenUrl, one.grant(third, QString()));
    QCOMPARE(one.refresh(*one.session).accessToken, third);
    QCOMPARE(one.refreshes().at(1).form.value(QStringLiteral("refresh_token")),
             QStringLiteral("secret-refresh"));
}

void tst_TokenRefresh::takesNewScopes()
{
    OneAccount one;
    one.network.answer(
        one.tokenUrl,
        one.grant(second, QString(), {{QStringLiteral("scope"), QStringLiteral("openid email")}}));
    one.clock.advance(2h);
    one.token(*one.session);
    const QStringList scopes{QStringLiteral("openid"), QStringLiteral("email")};
    QCOMPARE(one.session->scopes(), scopes);
    QCOMPARE(one.durableItem().value(QLatin1String("scope")).toString(),
             QStringLiteral("openid email"));
    QCOMPARE(one.durableItem().value(QLatin1String("refresh_token")).toString(),
             QStringLiteral("secret-refresh"));
}

void tst_TokenRefresh::onDemand_data()
{
    QTest::addColumn<int>("secondsLater");
    QTest::addColumn<int>("minimum");
    QTest::addColumn<int>("requests");
    QTest::newRow("just granted") << 0 << 0 << 0;
    QTest::newRow("in its middle") << 1800 << 0 << 0;
    QTest::newRow("two minutes before its end") << 3480 << 0 << 0;
    QTest::newRow("in its last minute") << 3550 << 0 << 1;
    QTest::newRow("at its end") << 3600 << 0 << 1;
    QTest::newRow("days later") << 1'000'000 << 0 << 1;
    QTest::newRow("good for as long as wanted") << 1800 << 1790 << 0;
    QTest::newRow("wanted for longer than it lasts") << 1800 << 1810 << 1;
    QTest::newRow("wanted for longer than any lasts, in its first half") << 1700 << 7200 << 0;
    QTest::newRow("wanted for longer than any lasts, in its second half") << 1900 << 7200 << 1;
}

void tst_TokenRefresh::onDemand()
{
    QFETCH(int, secondsLater);
    QFETCH(int, minimum);
    QFETCH(int, requests);
    OneAccount one(Program::IsShort);
    one.network.answer(one.tokenUrl, one.grant(second, QStringLiteral("secret-refresh-2")));
    one.clock.advance(std::chrono::seconds(secondsLater));
    const AccessTokenResult result = one.token(*one.session, minimum);
    QVERIFY2(!result.error.isError(), qPrintable(result.error.detail()));
    QCOMPARE(result.accessToken, requests == 0 ? first : second);
    QCOMPARE(one.refreshes().size(), requests);
    // Not once more for another who wants the same.
    QCOMPARE(one.token(*one.session, minimum).accessToken, result.accessToken);
    QCOMPARE(one.refreshes().size(), requests);
}

void tst_TokenRefresh::ofAShortTokenIsNotForEveryCall_data()
{
    QTest::addColumn<int>("lifetime");
    QTest::addColumn<int>("minimum");
    QTest::addColumn<int>("most");
    QTest::newRow("good for 6 s") << 6 << 0 << 12;
    QTest::newRow("good for 6 s, wanted for a minute") << 6 << 60 << 13;
    QTest::newRow("good for 1 s") << 1 << 0 << 70;
    QTest::newRow("good for nothing") << 0 << 0 << 13;
    QTest::newRow("good for less than nothing") << -100 << 0 << 13;
}

/// Ten calls a second for a minute.
void tst_TokenRefresh::ofAShortTokenIsNotForEveryCall()
{
    QFETCH(int, lifetime);
    QFETCH(int, minimum);
    QFETCH(int, most);
    OneAccount one(Program::IsShort);
    one.network.answer(one.tokenUrl,
                       one.grant(second, QString(), {{QStringLiteral("expires_in"), lifetime}}));
    one.clock.advance(2h);
    int given = 0;
    for (int i = 0; i < 600; ++i) {
        one.session->withFreshToken(
            std::chrono::seconds(minimum), this,
            [&](const AccessTokenResult &result) { given += result.error.isError() ? 0 : 1; });
        one.clock.advance(100ms);
    }
    QCOMPARE(given, 600);
    QVERIFY2(one.refreshes().size() <= most, qPrintable(QString::number(one.refreshes().size())));
}

/// A server that granted the same token again was asked over and over.
void tst_TokenRefresh::answersWithTheSameToken()
{
    OneAccount one(Program::IsShort);
    one.network.answer(one.tokenUrl, one.grant(first, QString()));
    one.token(*one.session);
    for (int hour = 1; hour < 4; ++hour) {
        one.clock.advance(1h);
        const AccessTokenResult result = one.token(*one.session);
        QCOMPARE(result.accessToken, first);
        QVERIFY(one.clock.wallClock().secsTo(result.expiresAt) > 3500);
        QCOMPARE(one.token(*one.session, 3000).accessToken, first);
        QCOMPARE(one.refreshes().size(), hour);
    }
    // One who insists was told that the session has ended.
    QCOMPARE(one.refresh(*one.session).accessToken, first);
    QCOMPARE(one.session->state(), Session::State::Active);
}

void tst_TokenRefresh::isInsistedOn()
{
    OneAccount one;
    one.network.answer(one.tokenUrl, one.grant(second, QStringLiteral("secret-refresh-2")));
    one.token(*one.session);
    QCOMPARE(one.refresh(*one.session).accessToken, second);
    QCOMPARE(one.refreshes().size(), 1);
    // An old token is never given.
    one.network.forget(one.tokenUrl);
    one.network.answer(one.tokenUrl, ScriptedAnswer{503, "", {}});
    const AccessTokenResult failed = one.refresh(*one.session);
    QVERIFY(failed.accessToken.isEmpty());
    QCOMPARE(failed.error.kind(), Error::Kind::Network);
    QCOMPARE(one.token(*one.session).accessToken, second);
}

void tst_TokenRefresh::isInsistedOnWithNothingInMemory()
{
    OneAccount one(Program::IsShort);
    one.network.answer(one.tokenUrl, one.grant(second, QStringLiteral("secret-refresh-2")));
    QCOMPARE(one.refresh(*one.session).accessToken, second);
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_TokenRefresh::callerMayDie()
{
    OneAccount one;
    ScriptedAnswer slow = one.grant(second, QStringLiteral("secret-refresh-2"));
    slow.delay = 5s;
    one.network.answer(one.tokenUrl, slow);
    one.clock.advance(2h);
    auto caller = std::make_unique<QObject>();
    Asked asked;
    one.session->withFreshToken(0s, caller.get(), [](const auto &) { QFAIL("nobody asked"); });
    one.session->withFreshToken(0s, this, asked.callback());
    one.clock.advance(1s);
    caller.reset();
    one.clock.advance(5s);
    QCOMPARE(asked.results.size(), 1);
    QCOMPARE(asked.results.constFirst().accessToken, second);
}

QTEST_GUILESS_MAIN(tst_TokenRefresh)
#include "tst_tokenrefresh.moc"
