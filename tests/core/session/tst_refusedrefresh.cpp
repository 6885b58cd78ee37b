// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "refusedaccount.h"

#include <QtCore/QLockFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Operation = TestStore::Operation;
using Program = AccountsFixture::Program;

namespace {

const QString firstRefresh = QStringLiteral("secret-refresh");
const QString otherRefresh = QStringLiteral("secret-other-refresh");
const QString secondAccess = QStringLiteral("secret-access-2");
const QString secondRefresh = QStringLiteral("secret-refresh-2");
const ScriptedAnswer bare401{401, "", {}};
const ScriptedAnswer good = AccountsFixture::grant(secondAccess, secondRefresh);

} // namespace

/// What the provider says about a refresh token that it no longer takes, and what a session does
/// with that.
class tst_RefusedRefresh : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void endsTheSessionAndKeepsTheAccount();
    void isNotAskedAgain();
    void isNotAskedAgainByAnotherProgram();
    void saysSoInEveryProgramAtOnce();
    void isAskedAgainByOneWhoInsists();
    void insistingJoinsNobodyWhoDoesNot();
    void signingInAgainGoesOn();
    void signingInAgainElsewhereGoesOn();
    void anotherTokenInTheKeychainIsTried_data();
    void anotherTokenInTheKeychainIsTried();
    void anotherAccessTokenInTheKeychainIsTaken();
    void anotherTokenIsNeverCalledDeadUntried();
    void anAccountThatIsGoneStaysGone();
    void theMarkMayFailToBeWritten();
    void aClockThatIsWrongIsNamed();
};

void tst_RefusedRefresh::endsTheSessionAndKeepsTheAccount()
{
    RefusedAccount one;
    const AccessTokenResult result = one.token(*one.session);
    QCOMPARE(result.error.kind(), Error::Kind::SignedOut);
    QVERIFY(result.accessToken.isEmpty());
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QCOMPARE(one.session->lastError().kind(), Error::Kind::SignedOut);
    QVERIFY(one.session->lastError().detail().contains(QLatin1String("invalid_grant")));
    QVERIFY(!one.session->nextTryAt().isValid());
    QCOMPARE(one.accounts->count(), 1);
    QCOMPARE(one.session->name(), QStringLiteral("Mara"));
    QVERIFY(one.indexContent().contains("mara"));
    // The token is kept until the person has signed in again.
    QCOMPARE(one.storedRefreshToken(), firstRefresh);
    QVERIFY(one.isMarked());
    QCOMPARE(one.refreshes().size(), 1);
    QLockFile lock(one.lockPath());
    QVERIFY(lock.tryLock(0));
}

void tst_RefusedRefresh::isNotAskedAgain()
{
    RefusedAccount one;
    one.token(*one.session);
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::SignedOut);
        one.accounts->retryNow();
        one.load(*one.session);
        one.clock.advance(1h);
    }
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QCOMPARE(one.refreshes().size(), 1);
}

// Demand: RFC9700-4.14-never-replayed
void tst_RefusedRefresh::isNotAskedAgainByAnotherProgram()
{
    RefusedAccount one;
    one.token(*one.session);
    for (const Program program : {Program::IsShort, Program::RunsOn}) {
        const auto other = one.process(program);
        other->restore();
        Session *const session = other->sessions().constFirst();
        QCOMPARE(one.token(*session).error.kind(), Error::Kind::SignedOut);
        QCOMPARE(session->state(), Session::State::NeedsSignIn);
        one.load(*session);
        QCOMPARE(session->state(), Session::State::NeedsSignIn);
    }
    QCOMPARE(one.refreshes().size(), 1);
}

/// While the access token was still good, one program asked the person to sign in and another did
/// not.
void tst_RefusedRefresh::saysSoInEveryProgramAtOnce()
{
    OneAccount one;
    one.network.answer(one.tokenUrl, one.refusal(QStringLiteral("invalid_grant")));
    one.load(*one.session);
    one.clock.advance(57min);
    QCOMPARE(one.refreshes().size(), 1);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    one.load(*one.session);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    const auto other = one.process();
    other->restore();
    one.load(*other->sessions().constFirst());
    QCOMPARE(other->sessions().constFirst()->state(), Session::State::NeedsSignIn);
    // It is given as long as it is good.
    QCOMPARE(one.token(*one.session).accessToken, QStringLiteral("secret-access"));
    QCOMPARE(one.token(*other->sessions().constFirst()).accessToken,
             QStringLiteral("secret-access"));
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_RefusedRefresh::isAskedAgainByOneWhoInsists()
{
    RefusedAccount one;
    one.token(*one.session);
    QCOMPARE(one.refresh(*one.session).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(one.refreshes().size(), 2);
    one.answerFromNowOn(good);
    QCOMPARE(one.refresh(*one.session).accessToken, secondAccess);
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.storedRefreshToken(), secondRefresh);
    QVERIFY(!one.isMarked());
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
}

/// One who insists came while another only read that the session has ended.
void tst_RefusedRefresh::insistingJoinsNobodyWhoDoesNot()
{
    RefusedAccount one;
    one.token(*one.session);
    one.answerFromNowOn(good);
    QList<AccessTokenResult> results;
    const auto take = [&](const AccessTokenResult &result) { results.append(result); };
    one.session->withFreshToken(0s, this, take);
    one.session->refresh(this, take);
    one.clock.advance(1s);
    QCOMPARE(results.size(), 2);
    QCOMPARE(results.at(0).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(results.at(1).accessToken, secondAccess);
}

void tst_RefusedRefresh::signingInAgainGoesOn()
{
    RefusedAccount one;
    one.token(*one.session);
    SignInResult again = one.mara();
    again.tokens.setAccessToken(QStringLiteral("secret-new"));
    again.tokens.setRefreshToken(otherRefresh);
    QCOMPARE(one.add(*one.accounts, again).session, one.session);
    QCOMPARE(one.session->state(), Session::State::Active);
    QVERIFY(!one.isMarked());
    QCOMPARE(one.token(*one.session).accessToken, QStringLiteral("secret-new"));
    one.answerFromNowOn(good);
    QCOMPARE(one.refresh(*one.session).accessToken, secondAccess);
    QCOMPARE(one.sentTokens().constLast(), otherRefresh);
}

void tst_RefusedRefresh::signingInAgainElsewhereGoesOn()
{
    RefusedAccount one;
    one.token(*one.session);
    const auto other = one.process(Program::IsShort);
    other->restore();
    SignInResult again = one.mara();
    again.tokens.setAccessToken(QStringLiteral("secret-new"));
    again.tokens.setRefreshToken(otherRefresh);
    one.add(*other, again);
    QCOMPARE(one.token(*one.session).accessToken, QStringLiteral("secret-new"));
    QCOMPARE(one.session->state(), Session::State::Active);
    one.answerFromNowOn(good);
    // By itself, too.
    one.clock.advance(1h);
    QCOMPARE(one.sentTokens().constLast(), otherRefresh);
    QCOMPARE(one.session->state(), Session::State::Active);
}

void tst_RefusedRefresh::anotherTokenInTheKeychainIsTried_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<int>("answers");
    QTest::newRow("after invalid_grant")
        << AccountsFixture::refusal(QStringLiteral("invalid_grant")) << 1;
    // It was written over with the dead one.
    QTest::newRow("after bare refusals") << bare401 << 2;
}

void tst_RefusedRefresh::anotherTokenInTheKeychainIsTried()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(int, answers);
    RefusedAccount one(answer);
    for (int i = 1; i < answers; ++i)
        one.network.answer(one.tokenUrl, answer);
    one.network.answer(one.tokenUrl, good);
    one.somebodyWritesAfter(answers);
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
    QCOMPARE(one.sentTokens().size(), answers + 1);
    QCOMPARE(one.sentTokens().constFirst(), firstRefresh);
    QCOMPARE(one.sentTokens().constLast(), otherRefresh);
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.storedRefreshToken(), secondRefresh);
    QVERIFY(!one.isMarked());
}

/// Its access token came with it, so that nothing has to be asked at all.
void tst_RefusedRefresh::anotherAccessTokenInTheKeychainIsTaken()
{
    RefusedAccount one;
    one.store.holds = [&](Operation, const QString &) {
        if (one.refreshes().size() == 1) {
            one.store.holds = nullptr;
            one.setDurableItem(QStringLiteral("refresh_token"), otherRefresh);
            const QString end = one.clock.wallClock().addSecs(3600).toString(Qt::ISODate);
            one.store.items.insert(
                one.maraId + QStringLiteral("/access"),
                QStringLiteral("{\"version\":1,\"access_token\":\"secret-theirs\","
                               "\"token_type\":\"Bearer\",\"expires_at\":\"%1\"}")
                    .arg(end)
                    .toUtf8());
        }
        return false;
    };
    QCOMPARE(one.token(*one.session).accessToken, QStringLiteral("secret-theirs"));
    QCOMPARE(one.refreshes().size(), 1);
    QCOMPARE(one.storedRefreshToken(), otherRefresh);
}

/// Somebody writes a new token each time that one is refused.
void tst_RefusedRefresh::anotherTokenIsNeverCalledDeadUntried()
{
    RefusedAccount one;
    one.store.holds = [&](Operation, const QString &) {
        one.setDurableItem(QStringLiteral("refresh_token"),
                           otherRefresh + QString::number(one.refreshes().size()));
        return false;
    };
    const AccessTokenResult result = one.token(*one.session);
    QVERIFY(result.error.isError());
    QVERIFY2(one.refreshes().size() <= 4, "it has to end some time");
    QCOMPARE(one.session->state(), Session::State::Offline);
    QVERIFY(!one.isMarked());
    QCOMPARE(one.storedRefreshToken(), otherRefresh + QString::number(one.refreshes().size()));
}

/// The dead token was written back where somebody had signed out meanwhile.
void tst_RefusedRefresh::anAccountThatIsGoneStaysGone()
{
    RefusedAccount one;
    one.store.holds = [&](Operation, const QString &) {
        if (one.refreshes().size() == 1)
            one.store.items.clear();
        return false;
    };
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QVERIFY(one.store.items.isEmpty());
}

void tst_RefusedRefresh::theMarkMayFailToBeWritten()
{
    RefusedAccount one;
    one.store.writeError = Error(Error::Kind::KeychainFailed);
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QCOMPARE(one.storedRefreshToken(), firstRefresh);
    one.clock.advance(24h);
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_RefusedRefresh::aClockThatIsWrongIsNamed()
{
    ScriptedAnswer answer = AccountsFixture::refusal(QStringLiteral("invalid_grant"));
    RefusedAccount one(answer);
    const QDateTime serverTime = one.clock.wallClock().addSecs(-3 * 3600);
    answer.headers.insert(
        "Date",
        QLocale::c().toString(serverTime, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")).toLatin1()
            + " GMT");
    one.answerFromNowOn(answer);
    const AccessTokenResult result = one.token(*one.session);
    QCOMPARE(result.error.kind(), Error::Kind::SignedOut);
    QVERIFY(qAbs((result.error.clockSkew() - 3h).count()) <= 1);
    QVERIFY2(result.error.advice().contains(QLatin1String("3 hours")),
             qPrintable(result.error.advice()));
}

QTEST_GUILESS_MAIN(tst_RefusedRefresh)
#include "tst_refusedrefresh.moc"
