// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Program = AccountsFixture::Program;

/// One account's token where nothing has to be fetched, and a keychain that cannot be used.
class tst_Session : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void tokenNeedsOneItemOnly();
    void programThatRunsOnKnowsAllAfterAToken();
    void tokenStaysInMemory();
    void tokenAnswersLater();
    void tokenThatCannotBeRenewed_data();
    void tokenThatCannotBeRenewed();
    void tokenWithoutAnEnd();
    void endOfATokenThatCannotBeRenewedShowsByItself();
    void absurdMinimum_data();
    void absurdMinimum();
    void signedInAgainByAnotherProcess();
    void keychainTroubleKeepsTheAccount_data();
    void keychainTroubleKeepsTheAccount();
    void refusedPromptIsAskedOnce();
    void damagedDurableItemIsToldAndKept_data();
    void damagedDurableItemIsToldAndKept();
    void damagedCacheIsReplaced();
    void nothingStoredAnyMore();
};

namespace {

SignInResult withoutRefreshToken(SignInResult result)
{
    result.tokens.setRefreshToken(QString());
    return result;
}

} // namespace

void tst_Session::tokenNeedsOneItemOnly()
{
    OneAccount one(Program::IsShort);
    QCOMPARE(one.token(*one.session).accessToken, QStringLiteral("secret-access"));
    QCOMPARE(one.store.reads, 1);
    QCOMPARE(one.session->state(), Session::State::Active);
}

void tst_Session::programThatRunsOnKnowsAllAfterAToken()
{
    OneAccount one;
    QCOMPARE(one.token(*one.session).accessToken, QStringLiteral("secret-access"));
    VirtualScheduler::settle();
    QVERIFY(one.session->hasRefreshToken());
    QCOMPARE(one.session->identity().email(), QStringLiteral("mara@demo.example"));
    QCOMPARE(one.session->scopes(), QStringList{QStringLiteral("openid")});
}

void tst_Session::tokenStaysInMemory()
{
    OneAccount one(Program::IsShort);
    one.token(*one.session);
    const AccessTokenResult again = one.token(*one.session);
    QCOMPARE(again.accessToken, QStringLiteral("secret-access"));
    QCOMPARE(again.tokenType, QStringLiteral("Bearer"));
    QCOMPARE(one.store.reads, 1);
}

void tst_Session::tokenAnswersLater()
{
    OneAccount one;
    for (int round = 0; round < 2; ++round) {
        bool answered = false;
        one.session->withFreshToken(0s, this, [&](const auto &) { answered = true; });
        QVERIFY(!answered);
        VirtualScheduler::settle();
        QVERIFY(answered);
    }
    auto caller = std::make_unique<QObject>();
    one.session->withFreshToken(0s, caller.get(), [](const auto &) { QFAIL("nobody asked"); });
    caller.reset();
    VirtualScheduler::settle();
}

void tst_Session::tokenThatCannotBeRenewed_data()
{
    QTest::addColumn<int>("secondsLater");
    QTest::addColumn<int>("minimumValidity");
    QTest::addColumn<bool>("given");
    QTest::newRow("a second before its end") << 3598 << 0 << true;
    QTest::newRow("at its end") << 3600 << 0 << false;
    QTest::newRow("long after") << 100'000 << 0 << false;
    QTest::newRow("good for long enough") << 0 << 3500 << true;
    QTest::newRow("wanted for longer than the provider's tokens last") << 0 << 3601 << true;
    QTest::newRow("not good for long enough") << 1800 << 2000 << false;
}

void tst_Session::tokenThatCannotBeRenewed()
{
    QFETCH(int, secondsLater);
    QFETCH(int, minimumValidity);
    QFETCH(bool, given);
    OneAccount one(withoutRefreshToken(AccountsFixture().mara()), Program::IsShort);
    one.clock.advance(std::chrono::seconds(secondsLater));
    const AccessTokenResult result = one.token(*one.session, minimumValidity);
    QCOMPARE(result.accessToken.isEmpty(), !given);
    QCOMPARE(result.error.kind(), given ? Error::Kind::None : Error::Kind::SignedOut);
    QCOMPARE(one.session->state(),
             secondsLater >= 3600 ? Session::State::NeedsSignIn : Session::State::Active);
    QCOMPARE(one.accounts->count(), 1);
    QCOMPARE(one.network.sent().size(), 0);
}

void tst_Session::tokenWithoutAnEnd()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    SignInResult result = fixture.mara();
    result.tokens.setExpiresAt(QDateTime());
    fixture.add(*accounts, result);
    const auto later = fixture.process();
    later->restore();
    Session *const session = later->sessions().constFirst();
    fixture.load(*session);
    fixture.clock.advance(24h * 365);
    const AccessTokenResult token = fixture.token(*session);
    QCOMPARE(token.accessToken, QStringLiteral("secret-access"));
    QVERIFY(!token.expiresAt.isValid());
    QCOMPARE(fixture.network.sent().size(), 0);
}

/// A window said "signed in" for as long as nobody asked for a token.
void tst_Session::endOfATokenThatCannotBeRenewedShowsByItself()
{
    OneAccount one(withoutRefreshToken(AccountsFixture().mara()), Program::RunsOn);
    one.load(*one.session);
    one.clock.advance(3590s);
    QCOMPARE(one.session->state(), Session::State::Active);
    one.clock.advance(20s);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QCOMPARE(one.clock.pendingCalls(), 0);
}

void tst_Session::absurdMinimum_data()
{
    QTest::addColumn<std::chrono::seconds>("minimum");
    QTest::newRow("longer than time can be counted") << std::chrono::seconds::max();
    QTest::newRow("less than nothing") << std::chrono::seconds::min();
}

void tst_Session::absurdMinimum()
{
    QFETCH(std::chrono::seconds, minimum);
    OneAccount one;
    QString token;
    one.session->withFreshToken(
        minimum, this, [&](const AccessTokenResult &result) { token = result.accessToken; });
    VirtualScheduler::settle();
    QCOMPARE(token, QStringLiteral("secret-access"));
}

void tst_Session::signedInAgainByAnotherProcess()
{
    OneAccount one(withoutRefreshToken(AccountsFixture().mara()), Program::RunsOn);
    one.token(*one.session);
    one.clock.advance(2h);
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::SignedOut);
    const auto other = one.process();
    other->restore();
    SignInResult again = one.mara();
    again.tokens.setAccessToken(QStringLiteral("secret-newer"));
    one.add(*other, again);
    QCOMPARE(one.token(*one.session).accessToken, QStringLiteral("secret-newer"));
    QCOMPARE(one.session->state(), Session::State::Active);
    // This time with a refresh token, which this program knew nothing of.
    VirtualScheduler::settle();
    QVERIFY(one.session->hasRefreshToken());
    one.network.answer(one.tokenUrl, AccountsFixture::grant(QStringLiteral("secret-2"), {}));
    one.clock.advance(2h);
    QCOMPARE(one.session->state(), Session::State::Active);
}

void tst_Session::keychainTroubleKeepsTheAccount_data()
{
    QTest::addColumn<Error::Kind>("kind");
    QTest::newRow("locked") << Error::Kind::KeychainLocked;
    QTest::newRow("absent") << Error::Kind::KeychainAbsent;
    QTest::newRow("denied") << Error::Kind::KeychainDenied;
    QTest::newRow("failed") << Error::Kind::KeychainFailed;
}

void tst_Session::keychainTroubleKeepsTheAccount()
{
    QFETCH(Error::Kind, kind);
    OneAccount one;
    one.store.readError = Error(kind);
    one.load(*one.session);
    QCOMPARE(one.session->state(), Session::State::Locked);
    QCOMPARE(one.session->lastError().kind(), kind);
    QCOMPARE(one.token(*one.session).error.kind(), kind);
    QCOMPARE(one.accounts->count(), 1);
    QCOMPARE(one.network.sent().size(), 0);
    one.store.readError = Error();
    one.accounts->retryNow();
    VirtualScheduler::settle();
    QCOMPARE(one.session->state(), Session::State::Active);
    QVERIFY(!one.session->lastError().isError());
}

/// Each further request would make the keychain ask the person again, who has just said no.
void tst_Session::refusedPromptIsAskedOnce()
{
    OneAccount one;
    one.store.readError = Error(Error::Kind::KeychainLocked);
    one.load(*one.session);
    QCOMPARE(one.store.reads, 1);
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::KeychainLocked);
    QCOMPARE(one.store.reads, 2);
    QCOMPARE(one.refresh(*one.session).error.kind(), Error::Kind::KeychainLocked);
    QCOMPARE(one.store.reads, 3);
    QCOMPARE(one.session->state(), Session::State::Locked);
    const auto left = one.signOut(*one.session);
    QVERIFY(left && !left->forgotten);
    QCOMPARE(left->storageError.kind(), Error::Kind::KeychainLocked);
    QCOMPARE(one.store.reads, 4);
    QCOMPARE(one.store.changes, 0);
}

void tst_Session::damagedDurableItemIsToldAndKept_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("cut off") << QByteArray("{\"version\":");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("of a newer version") << QByteArray("{\"version\":2,\"refresh_token\":\"x\"}");
    QTest::newRow("something else") << QByteArray("\xff\x00\x01");
}

void tst_Session::damagedDurableItemIsToldAndKept()
{
    QFETCH(QByteArray, content);
    OneAccount one;
    const QString key = one.maraId + QStringLiteral("/session");
    one.store.items.insert(key, content);
    one.clock.advance(2h);
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::KeychainFailed);
    QCOMPARE(one.session->state(), Session::State::Locked);
    one.load(*one.session);
    QCOMPARE(one.session->state(), Session::State::Locked);
    QCOMPARE(one.store.items.value(key), content);
    QCOMPARE(one.network.sent().size(), 0);
}

void tst_Session::damagedCacheIsReplaced()
{
    OneAccount one;
    one.store.items.insert(one.maraId + QStringLiteral("/access"), "{\"version\":");
    one.network.answer(one.tokenUrl, AccountsFixture::grant(QStringLiteral("secret-2"), {}));
    QCOMPARE(one.token(*one.session).accessToken, QStringLiteral("secret-2"));
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.cacheItem().value(QLatin1String("access_token")).toString(),
             QStringLiteral("secret-2"));
}

void tst_Session::nothingStoredAnyMore()
{
    OneAccount one;
    one.store.items.clear();
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QCOMPARE(one.accounts->count(), 1);
    QVERIFY(one.store.items.isEmpty());
}

QTEST_GUILESS_MAIN(tst_Session)
#include "tst_session.moc"
