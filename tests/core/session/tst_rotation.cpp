// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QLockFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Operation = TestStore::Operation;
using Program = AccountsFixture::Program;

namespace {

const QString secondAccess = QStringLiteral("secret-access-2");
const QString secondRefresh = QStringLiteral("secret-refresh-2");
const QString thirdAccess = QStringLiteral("secret-access-3");
const QString thirdRefresh = QStringLiteral("secret-refresh-3");

/// An account whose token has ended, and a provider that grants one new pair of tokens.
struct Rotation : OneAccount
{
    Rotation()
    {
        load(*session);
        clock.advance(50min);
        network.answer(tokenUrl, grant(secondAccess, secondRefresh));
    }

    /// From now on the provider grants the third pair.
    void grantTheThird()
    {
        network.forget(tokenUrl);
        network.answer(tokenUrl, grant(thirdAccess, thirdRefresh));
    }

    QString storedRefreshToken() const
    {
        return durableItem().value(QLatin1String("refresh_token")).toString();
    }

    QString storedAccessToken() const
    {
        return cacheItem().value(QLatin1String("access_token")).toString();
    }

    /// Which refresh tokens were sent, in order.
    QStringList sentTokens() const
    {
        QStringList tokens;
        for (const SentRequest &request : refreshes())
            tokens.append(request.form.value(QStringLiteral("refresh_token")));
        return tokens;
    }
};

/// One that is spent, and could not be replaced in the keychain.
struct Unsaved : Rotation
{
    Unsaved()
    {
        store.writeError = Error(Error::Kind::KeychainLocked, QStringLiteral("scripted"));
        failed = refresh(*session);
    }

    AccessTokenResult failed;
};

} // namespace

/// A new refresh token is in the keychain before anybody knows of it, and the spent one is never
/// sent again.
class tst_Rotation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void nobodyIsToldBefore_data();
    void nobodyIsToldBefore();
    void aWriteThatFailsIsTriedAgain_data();
    void aWriteThatFailsIsTriedAgain();
    void aCacheThatCannotBeWrittenHoldsNobodyUp();
    void aKeychainThatKeepsNothingIsNoticed();
    void whatCannotBeSavedIsTold_data();
    void whatCannotBeSavedIsTold();
    void whatCouldNotBeSavedIsSavedLater_data();
    void whatCouldNotBeSavedIsSavedLater();
    void theSpentTokenIsNotSentMeanwhile_data();
    void theSpentTokenIsNotSentMeanwhile();
    void aLockThatIsHeldLosesNothing();
    void aSignInMeanwhileCountsForMore();
    void aSignInHereMeanwhileCountsForMore();
    void aSignOutMeanwhileCountsForMore();
    void aWriteThatWorkedAndWasCalledAFailure();
};

void tst_Rotation::nobodyIsToldBefore_data()
{
    QTest::addColumn<Operation>("operation");
    QTest::newRow("it is written") << Operation::Write;
    QTest::newRow("it is read back") << Operation::Read;
}

// Demand: RFC6749-6-new-replaces-old, Yoto-single-use-refresh
void tst_Rotation::nobodyIsToldBefore()
{
    QFETCH(Operation, operation);
    Rotation one;
    const QDateTime endBefore = one.session->expiresAt();
    // Nothing is held until the provider has answered.
    one.store.holds = [&](Operation asked, const QString &) {
        return !one.refreshes().isEmpty() && asked == operation;
    };
    QList<AccessTokenResult> results;
    const auto take = [&](const AccessTokenResult &result) { results.append(result); };
    one.session->refresh(this, take);
    one.session->withFreshToken(0s, this, [](const AccessTokenResult &) {});
    one.clock.advance(1min);
    QCOMPARE(one.refreshes().size(), 1);
    QCOMPARE(one.store.held(), 1);
    QVERIFY(results.isEmpty());
    QCOMPARE(one.session->state(), Session::State::Refreshing);
    QCOMPARE(one.session->expiresAt(), endBefore);
    QCOMPARE(one.storedAccessToken(), QStringLiteral("secret-access"));
    one.store.release();
    one.clock.advance(1ms);
    QCOMPARE(results.size(), 1);
    QCOMPARE(results.constFirst().accessToken, secondAccess);
    QCOMPARE(one.storedRefreshToken(), secondRefresh);
    QCOMPARE(one.session->state(), Session::State::Active);
}

void tst_Rotation::aWriteThatFailsIsTriedAgain_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::newRow("once") << 300;
    QTest::newRow("for a second") << 1000;
    QTest::newRow("for three seconds") << 3000;
}

void tst_Rotation::aWriteThatFailsIsTriedAgain()
{
    QFETCH(int, milliseconds);
    Rotation one;
    one.store.writeError = Error(Error::Kind::KeychainFailed, QStringLiteral("scripted"));
    QList<AccessTokenResult> results;
    one.session->refresh(this, [&](const AccessTokenResult &result) { results.append(result); });
    one.clock.advance(std::chrono::milliseconds(milliseconds));
    QVERIFY(results.isEmpty());
    one.store.writeError = Error();
    one.clock.advance(5s);
    QCOMPARE(results.size(), 1);
    QCOMPARE(results.constFirst().accessToken, secondAccess);
    QCOMPARE(one.storedRefreshToken(), secondRefresh);
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_Rotation::aCacheThatCannotBeWrittenHoldsNobodyUp()
{
    Rotation one;
    one.store.failChange(1);
    QCOMPARE(one.refresh(*one.session).accessToken, secondAccess);
    QCOMPARE(one.storedRefreshToken(), secondRefresh);
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
    // Other programs find the old one, which has ended by now, and fetch one of their own.
    one.grantTheThird();
    one.clock.advance(20min);
    const auto other = one.process(Program::IsShort);
    other->restore();
    QCOMPARE(one.token(*other->sessions().constFirst()).accessToken, thirdAccess);
    QCOMPARE(one.sentTokens().constLast(), secondRefresh);
}

void tst_Rotation::aKeychainThatKeepsNothingIsNoticed()
{
    Rotation one;
    one.store.losesWrites = true;
    const AccessTokenResult result = one.refresh(*one.session);
    QCOMPARE(result.error.kind(), Error::Kind::KeychainFailed);
    QVERIFY(result.accessToken.isEmpty());
    QCOMPARE(one.session->state(), Session::State::Locked);
    one.store.losesWrites = false;
    one.accounts->retryNow();
    one.clock.advance(1s);
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.storedRefreshToken(), secondRefresh);
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_Rotation::whatCannotBeSavedIsTold_data()
{
    QTest::addColumn<Error::Kind>("kind");
    QTest::newRow("locked") << Error::Kind::KeychainLocked;
    QTest::newRow("absent") << Error::Kind::KeychainAbsent;
    QTest::newRow("denied") << Error::Kind::KeychainDenied;
    QTest::newRow("failed") << Error::Kind::KeychainFailed;
}

void tst_Rotation::whatCannotBeSavedIsTold()
{
    QFETCH(Error::Kind, kind);
    Rotation one;
    one.store.writeError = Error(kind);
    QList<AccessTokenResult> results;
    one.session->refresh(this, [&](const AccessTokenResult &result) { results.append(result); });
    one.session->refresh(this, [&](const AccessTokenResult &result) { results.append(result); });
    one.clock.advance(10s);
    QCOMPARE(results.size(), 2);
    for (const AccessTokenResult &result : std::as_const(results)) {
        QCOMPARE(result.error.kind(), kind);
        QVERIFY(result.accessToken.isEmpty());
    }
    QCOMPARE(one.session->state(), Session::State::Locked);
    QCOMPARE(one.session->lastError().kind(), kind);
    // The lock is not kept from others while the keychain does not let us.
    QLockFile lock(one.lockPath());
    QVERIFY(lock.tryLock(0));
}

void tst_Rotation::whatCouldNotBeSavedIsSavedLater_data()
{
    using Way = std::function<void(Rotation &)>;
    QTest::addColumn<Way>("way");
    QTest::newRow("when it is tried again") << Way([](Rotation &one) {
        one.accounts->retryNow();
        one.clock.advance(1s);
    });
    QTest::newRow("when somebody wants a token")
        << Way([](Rotation &one) { QCOMPARE(one.token(*one.session).accessToken, secondAccess); });
    QTest::newRow("when the session is loaded") << Way([](Rotation &one) {
        one.load(*one.session);
        one.clock.advance(1s);
    });
}

void tst_Rotation::whatCouldNotBeSavedIsSavedLater()
{
    using Way = std::function<void(Rotation &)>;
    QFETCH(Way, way);
    Unsaved one;
    QCOMPARE(one.failed.error.kind(), Error::Kind::KeychainLocked);
    QCOMPARE(one.storedRefreshToken(), QStringLiteral("secret-refresh"));
    one.store.writeError = Error();
    way(one);
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.storedRefreshToken(), secondRefresh);
    QCOMPARE(one.storedAccessToken(), secondAccess);
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
    QCOMPARE(one.refreshes().size(), 1);
    one.grantTheThird();
    QCOMPARE(one.refresh(*one.session).accessToken, thirdAccess);
    QCOMPARE(one.sentTokens().constLast(), secondRefresh);
}

void tst_Rotation::theSpentTokenIsNotSentMeanwhile_data()
{
    using Way = std::function<void(Rotation &)>;
    QTest::addColumn<Way>("way");
    QTest::newRow("by itself") << Way([](Rotation &) {});
    // It took the session for active, and asked with the spent token when that was due.
    QTest::newRow("after loading") << Way([](Rotation &one) { one.load(*one.session); });
    QTest::newRow("for one who wants a token") << Way([](Rotation &one) {
        QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::KeychainLocked);
    });
    QTest::newRow("for one who insists") << Way([](Rotation &one) {
        QCOMPARE(one.refresh(*one.session).error.kind(), Error::Kind::KeychainLocked);
    });
    QTest::newRow("because it is tried again")
        << Way([](Rotation &one) { one.accounts->retryNow(); });
}

// Demand: RFC9700-4.14-never-replayed
void tst_Rotation::theSpentTokenIsNotSentMeanwhile()
{
    using Way = std::function<void(Rotation &)>;
    QFETCH(Way, way);
    Unsaved one;
    way(one);
    one.clock.advance(3h);
    way(one);
    one.clock.advance(1min);
    QCOMPARE(one.refreshes().size(), 1);
    one.store.writeError = Error();
    one.grantTheThird();
    QCOMPARE(one.token(*one.session).accessToken, thirdAccess);
    const QStringList sent{QStringLiteral("secret-refresh"), secondRefresh};
    QCOMPARE(one.sentTokens(), sent);
    QCOMPARE(one.storedRefreshToken(), thirdRefresh);
}

/// The new token was forgotten where another program held the lock for too long.
void tst_Rotation::aLockThatIsHeldLosesNothing()
{
    Unsaved one;
    one.store.writeError = Error();
    {
        QLockFile lock(one.lockPath());
        QVERIFY(lock.tryLock(0));
        QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::Busy);
        QCOMPARE(one.session->state(), Session::State::Offline);
        QCOMPARE(one.storedRefreshToken(), QStringLiteral("secret-refresh"));
    }
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
    QCOMPARE(one.storedRefreshToken(), secondRefresh);
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_Rotation::aSignInMeanwhileCountsForMore()
{
    Unsaved one;
    one.store.writeError = Error();
    const auto other = one.process(Program::IsShort);
    other->restore();
    SignInResult again = one.mara();
    again.tokens.setAccessToken(QStringLiteral("secret-new"));
    again.tokens.setRefreshToken(QStringLiteral("secret-new-refresh"));
    QVERIFY(one.add(*other, again).session);
    one.accounts->retryNow();
    one.clock.advance(1s);
    QCOMPARE(one.storedRefreshToken(), QStringLiteral("secret-new-refresh"));
    QCOMPARE(one.token(*one.session).accessToken, QStringLiteral("secret-new"));
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_Rotation::aSignInHereMeanwhileCountsForMore()
{
    Unsaved one;
    one.store.writeError = Error();
    SignInResult again = one.mara();
    again.tokens.setAccessToken(QStringLiteral("secret-new"));
    again.tokens.setRefreshToken(QStringLiteral("secret-new-refresh"));
    QCOMPARE(one.add(*one.accounts, again).session, one.session);
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.token(*one.session).accessToken, QStringLiteral("secret-new"));
    QCOMPARE(one.storedRefreshToken(), QStringLiteral("secret-new-refresh"));
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_Rotation::aSignOutMeanwhileCountsForMore()
{
    Unsaved one;
    one.store.writeError = Error();
    one.network.answer(one.revocationUrl, ScriptedAnswer{200, "", {}});
    const auto other = one.process(Program::IsShort);
    other->restore();
    const auto result = one.signOut(*other->sessions().constFirst());
    QVERIFY(result && result->forgotten);
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QVERIFY(one.store.items.isEmpty());
    QCOMPARE(one.refreshes().size(), 1);
}

/// As where the keychain's service dies between doing it and saying so.
void tst_Rotation::aWriteThatWorkedAndWasCalledAFailure()
{
    Unsaved one;
    one.setDurableItem(QStringLiteral("refresh_token"), secondRefresh);
    one.store.writeError = Error();
    const int before = one.store.changes;
    one.accounts->retryNow();
    one.clock.advance(1s);
    QCOMPARE(one.session->state(), Session::State::Active);
    // The access token alone had to be written.
    QCOMPARE(one.store.changes, before + 1);
    QCOMPARE(one.storedAccessToken(), secondAccess);
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
    QCOMPARE(one.refreshes().size(), 1);
}

QTEST_GUILESS_MAIN(tst_Rotation)
#include "tst_rotation.moc"
