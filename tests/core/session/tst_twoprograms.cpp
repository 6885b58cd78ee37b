// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
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

/// Programs of one person that share an account, whose token has ended.
struct Programs : AccountsFixture
{
    explicit Programs(int count, Program program = Program::IsShort)
    {
        const auto before = process(Program::IsShort);
        add(*before, mara());
        for (int i = 0; i < count; ++i) {
            programs.push_back(process(program));
            programs.back()->restore();
        }
        clock.advance(2h);
        results.resize(count);
    }

    Session *session(int program) const { return programs.at(program)->sessions().constFirst(); }

    void wantToken(int program)
    {
        session(program)->withFreshToken(
            0s, programs.at(program).get(),
            [this, program](const AccessTokenResult &result) { results[program] = result; });
    }

    void answer(ScriptedAnswer next, std::chrono::milliseconds delay)
    {
        next.delay = delay;
        network.answer(tokenUrl, next);
    }

    void answerWell(std::chrono::milliseconds delay)
    {
        answer(grant(secondAccess, secondRefresh), delay);
    }

    bool isLocked() const
    {
        QLockFile lock(lockPath());
        return !lock.tryLock(0);
    }

    std::vector<std::unique_ptr<Accounts>> programs;
    QList<std::optional<AccessTokenResult>> results;
};

} // namespace

/// Several programs with one account: one of them asks the provider, for all.
class tst_TwoPrograms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void oneRequestForAll_data();
    void oneRequestForAll();
    void insistingOnceForAll();
    void whoComesLaterWaits();
    void whoIsKilledIsReplaced();
    void whoHangsIsNamed();
    void whoHangsLeavesATokenThatIsGood();
    void refusalIsForAll();
    void failureIsForOne();
    void lockIsNotHeldWhileThePersonIsAsked();
    void lockIsLetGoWhereTheKeychainIsLockedMeanwhile();
    void lockIsKeptWhileANewTokenIsWritten();
    void noPlaceForALock();
    void signInMeanwhileWins();
};

void tst_TwoPrograms::oneRequestForAll_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<Program>("program");
    QTest::newRow("two commands") << 2 << Program::IsShort;
    QTest::newRow("sixteen commands") << 16 << Program::IsShort;
    QTest::newRow("two windows") << 2 << Program::RunsOn;
    QTest::newRow("eight windows") << 8 << Program::RunsOn;
}

// Demand: RFC9700-4.14-never-replayed
void tst_TwoPrograms::oneRequestForAll()
{
    QFETCH(int, count);
    QFETCH(Program, program);
    Programs all(count, program);
    all.answerWell(300ms);
    for (int i = 0; i < count; ++i)
        all.wantToken(i);
    all.clock.advance(10s);
    for (int i = 0; i < count; ++i) {
        QVERIFY2(all.results.at(i), qPrintable(QString::number(i)));
        QCOMPARE(all.results.at(i)->accessToken, secondAccess);
        QCOMPARE(all.session(i)->state(), Session::State::Active);
    }
    QCOMPARE(all.refreshes().size(), 1);
    QVERIFY(!all.isLocked());
}

void tst_TwoPrograms::insistingOnceForAll()
{
    Programs all(4);
    all.answerWell(300ms);
    int answers = 0;
    for (int i = 0; i < 4; ++i) {
        all.session(i)->refresh(this, [&](const AccessTokenResult &result) {
            QCOMPARE(result.accessToken, secondAccess);
            ++answers;
        });
    }
    all.clock.advance(10s);
    QCOMPARE(answers, 4);
    QCOMPARE(all.refreshes().size(), 1);
}

void tst_TwoPrograms::whoComesLaterWaits()
{
    Programs all(2);
    all.answerWell(20s);
    all.wantToken(0);
    all.clock.advance(10s);
    QVERIFY(all.isLocked());
    all.wantToken(1);
    all.clock.advance(9s);
    QVERIFY(!all.results.at(0) && !all.results.at(1));
    all.clock.advance(2s);
    QVERIFY(all.results.at(0) && all.results.at(1));
    QCOMPARE(all.results.at(1)->accessToken, secondAccess);
    QCOMPARE(all.refreshes().size(), 1);
}

/// Its answer is lost with it, and the old token is tried once more.
void tst_TwoPrograms::whoIsKilledIsReplaced()
{
    Programs all(2);
    all.answerWell(5s);
    all.wantToken(0);
    all.wantToken(1);
    all.clock.advance(2s);
    QCOMPARE(all.refreshes().size(), 1);
    all.programs.front().reset();
    all.clock.advance(1s);
    QCOMPARE(all.refreshes().size(), 2);
    all.clock.advance(5s);
    QVERIFY(all.results.at(1));
    QCOMPARE(all.results.at(1)->accessToken, secondAccess);
}

void tst_TwoPrograms::whoHangsIsNamed()
{
    Programs all(1, Program::RunsOn);
    all.answerWell(0s);
    auto hung = std::make_unique<QLockFile>(all.lockPath());
    QVERIFY(hung->tryLock(0));
    all.wantToken(0);
    all.clock.advance(70s);
    QVERIFY(!all.results.at(0));
    all.clock.advance(10s);
    QVERIFY(all.results.at(0));
    const Error error = all.results.at(0)->error;
    QCOMPARE(error.kind(), Error::Kind::Busy);
    QVERIFY(error.detail().contains(QString::number(QCoreApplication::applicationPid())));
    QVERIFY(!error.message().isEmpty());
    QCOMPARE(all.session(0)->state(), Session::State::Offline);
    QVERIFY(all.session(0)->nextTryAt().isValid());
    QCOMPARE(all.refreshes().size(), 0);
    // Back by itself once the other one goes on.
    hung.reset();
    all.clock.advance(7s);
    QCOMPARE(all.session(0)->state(), Session::State::Active);
    QCOMPARE(all.refreshes().size(), 1);
}

/// The next token is asked for early enough to wait for the lock in vain and to use the old one.
void tst_TwoPrograms::whoHangsLeavesATokenThatIsGood()
{
    Programs all(1, Program::RunsOn);
    all.answerWell(0s);
    all.wantToken(0);
    all.clock.advance(50min);
    QLockFile hung(all.lockPath());
    QVERIFY(hung.tryLock(0));
    all.clock.advance(3min);
    for (int minute = 0; minute < 5; ++minute) {
        all.clock.advance(1min);
        all.results.fill(std::nullopt);
        all.wantToken(0);
        all.clock.advance(100ms);
        QVERIFY(all.results.at(0));
        QCOMPARE(all.results.at(0)->accessToken, secondAccess);
    }
    QCOMPARE(all.session(0)->state(), Session::State::Offline);
    QCOMPARE(all.session(0)->lastError().kind(), Error::Kind::Busy);
    QCOMPARE(all.refreshes().size(), 1);
}

void tst_TwoPrograms::refusalIsForAll()
{
    Programs all(3);
    all.answer(AccountsFixture::refusal(QStringLiteral("invalid_grant")), 1s);
    for (int i = 0; i < 3; ++i)
        all.wantToken(i);
    all.clock.advance(10s);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(all.results.at(i));
        QCOMPARE(all.results.at(i)->error.kind(), Error::Kind::SignedOut);
        QCOMPARE(all.session(i)->state(), Session::State::NeedsSignIn);
    }
    QCOMPARE(all.refreshes().size(), 1);
}

void tst_TwoPrograms::failureIsForOne()
{
    Programs all(2);
    all.answer({500, "", {}}, 1s);
    all.answerWell(1s);
    all.wantToken(0);
    all.wantToken(1);
    all.clock.advance(10s);
    QVERIFY(all.results.at(0) && all.results.at(1));
    QCOMPARE(all.refreshes().size(), 2);
    const bool isFirstLuckier = !all.results.at(0)->error.isError();
    QCOMPARE(all.results.at(isFirstLuckier ? 0 : 1)->accessToken, secondAccess);
    QCOMPARE(all.results.at(isFirstLuckier ? 1 : 0)->error.kind(), Error::Kind::Network);
}

void tst_TwoPrograms::lockIsNotHeldWhileThePersonIsAsked()
{
    Programs all(1, Program::RunsOn);
    all.answerWell(0s);
    all.store.holds = [](Operation, const QString &) { return true; };
    all.wantToken(0);
    all.clock.advance(10min);
    QVERIFY(all.programs.front()->isWaitingForKeychain());
    QVERIFY(!all.results.at(0));
    QVERIFY(!QFile::exists(all.lockPath()));
    all.store.release();
    all.clock.advance(1s);
    QVERIFY(all.results.at(0));
    QCOMPARE(all.results.at(0)->accessToken, secondAccess);
}

/// As where the screen is locked, and the keychain with it, while another program refreshes.
void tst_TwoPrograms::lockIsLetGoWhereTheKeychainIsLockedMeanwhile()
{
    Programs all(1, Program::RunsOn);
    all.answerWell(0s);
    QLockFile other(all.lockPath());
    QDir().mkpath(QFileInfo(all.lockPath()).path());
    QVERIFY(other.tryLock(0));
    all.wantToken(0);
    all.clock.advance(1s);
    all.store.holds = [](Operation, const QString &) { return true; };
    other.unlock();
    all.clock.advance(1s);
    QVERIFY(all.isLocked());
    QCOMPARE(all.store.held(), 1);
    all.clock.advance(10s);
    QVERIFY(!all.isLocked());
    all.clock.advance(10min);
    QVERIFY(!all.results.at(0));
    all.store.release();
    all.clock.advance(1s);
    QVERIFY(all.results.at(0));
    QCOMPARE(all.results.at(0)->accessToken, secondAccess);
    QCOMPARE(all.refreshes().size(), 1);
}

/// Somebody else would spend the old one once more.
void tst_TwoPrograms::lockIsKeptWhileANewTokenIsWritten()
{
    Programs all(2);
    all.answerWell(0s);
    all.store.holds = [](Operation operation, const QString &) {
        return operation == Operation::Write;
    };
    all.wantToken(0);
    all.clock.advance(1s);
    all.wantToken(1);
    all.clock.advance(1min);
    QVERIFY(all.isLocked());
    QCOMPARE(all.refreshes().size(), 1);
    all.store.release();
    all.clock.advance(1s);
    QVERIFY(all.results.at(0) && all.results.at(1));
    QCOMPARE(all.results.at(1)->accessToken, secondAccess);
    QCOMPARE(all.refreshes().size(), 1);
}

void tst_TwoPrograms::noPlaceForALock()
{
    Programs all(1, Program::RunsOn);
    all.answerWell(0s);
    const QString folder = QFileInfo(all.lockPath()).path();
    QVERIFY(QDir(folder).removeRecursively());
    QFile file(folder);
    QVERIFY(file.open(QIODevice::WriteOnly));
    all.wantToken(0);
    all.clock.advance(1s);
    QVERIFY(all.results.at(0));
    QCOMPARE(all.results.at(0)->error.kind(), Error::Kind::StorageFailed);
    QCOMPARE(all.session(0)->state(), Session::State::Offline);
    QCOMPARE(all.refreshes().size(), 0);
    QVERIFY(file.remove());
    all.programs.front()->retryNow();
    all.clock.advance(1s);
    QCOMPARE(all.session(0)->state(), Session::State::Active);
}

/// The refresh that is under way elsewhere ends first, and is written over.
void tst_TwoPrograms::signInMeanwhileWins()
{
    Programs all(2);
    all.answerWell(5s);
    all.wantToken(0);
    all.clock.advance(1s);
    SignInResult again = all.mara();
    again.tokens.setAccessToken(QStringLiteral("secret-new"));
    again.tokens.setRefreshToken(QStringLiteral("secret-new-refresh"));
    QVERIFY(all.add(*all.programs.back(), again).session);
    QVERIFY(all.results.at(0));
    QCOMPARE(all.results.at(0)->accessToken, secondAccess);
    QCOMPARE(all.durableItem().value(QLatin1String("refresh_token")).toString(),
             QStringLiteral("secret-new-refresh"));
    QCOMPARE(all.cacheItem().value(QLatin1String("access_token")).toString(),
             QStringLiteral("secret-new"));
}

QTEST_GUILESS_MAIN(tst_TwoPrograms)
#include "tst_twoprograms.moc"
