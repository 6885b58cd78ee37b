// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QLockFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

/// An account, and somebody who deletes all accounts at a moment that a test chooses.
struct Deleted : OneAccount
{
    Deleted()
    {
        network.answer(revocationUrl, {200, "", {}});
        network.answer(QUrl(QStringLiteral("https://api.example.org/")), {200, "{}", {}});
    }

    /// Deletes the accounts when the session comes into a state.
    void deleteIn(Session::State state)
    {
        Session *const watched = session;
        QObject::connect(watched, &Session::changed, &listener, [this, watched, state] {
            if (accounts && watched->state() == state)
                accounts.reset();
        });
    }

    QObject listener;
};

using Way = std::function<void(Deleted &)>;

ScriptedAnswer good()
{
    return AccountsFixture::grant(QStringLiteral("secret-access-2"),
                                  QStringLiteral("secret-refresh-2"));
}

} // namespace

/// Whoever is told of something may delete the accounts, and they may die while something is under
/// way.
class tst_SessionLifetime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void deletedByOneWhoIsTold_data();
    void deletedByOneWhoIsTold();
    void deletedWhileUnderWay_data();
    void deletedWhileUnderWay();
    void nobodyIsCalledBackAfterwards();
};

void tst_SessionLifetime::deletedByOneWhoIsTold_data()
{
    QTest::addColumn<Way>("way");
    using State = Session::State;
    const auto wantsToken = [](Deleted &one) {
        one.session->withFreshToken(0s, &one.listener, [](const auto &) {});
        one.session->withFreshToken(0s, &one.listener, [](const auto &) {});
    };
    const auto comesTo = [&](const char *row, State state, const ScriptedAnswer &answer) {
        QTest::newRow(row) << Way([=](Deleted &one) {
            one.clock.advance(2h);
            one.network.answer(one.tokenUrl, answer);
            one.deleteIn(state);
            wantsToken(one);
        });
    };
    // It went on to ask with what was gone.
    comesTo("that a refresh begins", State::Refreshing, good());
    comesTo("that a refresh has worked", State::Active, good());
    comesTo("that a refresh has failed", State::Offline, {500, "", {}});
    comesTo("that the session has ended", State::NeedsSignIn,
            AccountsFixture::refusal(QStringLiteral("invalid_grant")));
    QTest::newRow("that the keychain is locked") << Way([=](Deleted &one) {
        one.store.readError = Error(Error::Kind::KeychainLocked);
        one.deleteIn(State::Locked);
        wantsToken(one);
    });
    QTest::newRow("that it is loaded") << Way([](Deleted &one) {
        one.deleteIn(State::Active);
        one.session->load();
    });
    QTest::newRow("that it is tried again") << Way([](Deleted &one) {
        one.network.answer(one.tokenUrl, {500, "", {}});
        one.clock.advance(2h);
        one.refresh(*one.session);
        one.deleteIn(State::Offline);
        one.accounts->retryNow();
    });
    QTest::newRow("of data that has changed") << Way([](Deleted &one) {
        QObject::connect(one.accounts.get(), &Accounts::dataChanged, &one.listener,
                         [&one] { one.accounts.reset(); });
        one.session->load();
    });
    QTest::newRow("the token") << Way([](Deleted &one) {
        const auto end = [&one](const AccessTokenResult &) { one.accounts.reset(); };
        one.session->withFreshToken(0s, &one.listener, end);
        one.session->withFreshToken(0s, &one.listener, end);
    });
    QTest::newRow("the token that it has already") << Way([](Deleted &one) {
        one.token(*one.session);
        one.session->withFreshToken(0s, &one.listener,
                                    [&one](const AccessTokenResult &) { one.accounts.reset(); });
    });
    QTest::newRow("the new token") << Way([](Deleted &one) {
        one.network.answer(one.tokenUrl, good());
        const auto end = [&one](const AccessTokenResult &) { one.accounts.reset(); };
        one.session->refresh(&one.listener, end);
        one.session->refresh(&one.listener, end);
    });
    QTest::newRow("the answer") << Way([](Deleted &one) {
        one.session->send(QNetworkRequest(QUrl(QStringLiteral("https://api.example.org/"))), "GET",
                          {}, &one.listener, [&one](const SendResult &result) {
                              result.reply->deleteLater();
                              one.accounts.reset();
                          });
    });
    QTest::newRow("that somebody has signed in") << Way([](Deleted &one) {
        one.accounts->add(one.mara(), QString(), &one.listener,
                          [&one](const Accounts::AddResult &) { one.accounts.reset(); });
    });
    QTest::newRow("that somebody has signed in, by the session") << Way([](Deleted &one) {
        one.deleteIn(State::Active);
        one.accounts->add(one.mara(), QString(), &one.listener,
                          [](const Accounts::AddResult &) { QFAIL("the accounts are gone"); });
    });
    QTest::newRow("that there is one more") << Way([](Deleted &one) {
        QObject::connect(one.accounts.get(), &Accounts::countChanged, &one.listener,
                         [&one] { one.accounts.reset(); });
        one.accounts->add(one.signIn(QStringLiteral("u2"), QStringLiteral("b@demo.example")),
                          QString(), &one.listener,
                          [](const Accounts::AddResult &) { QFAIL("the accounts are gone"); });
    });
    QTest::newRow("that there is one less") << Way([](Deleted &one) {
        QObject::connect(one.accounts.get(), &Accounts::countChanged, &one.listener,
                         [&one] { one.accounts.reset(); });
        one.session->signOut(&one.listener, [](const SignOutResult &) {});
    });
    QTest::newRow("that a row is gone") << Way([](Deleted &one) {
        QObject::connect(one.accounts.get(), &Accounts::rowsRemoved, &one.listener,
                         [&one] { one.accounts.reset(); });
        one.session->signOut(&one.listener, [](const SignOutResult &) {});
    });
    QTest::newRow("that the account is signed out") << Way([](Deleted &one) {
        one.session->signOut(&one.listener,
                             [&one](const SignOutResult &) { one.accounts.reset(); });
    });
    QTest::newRow("that the keychain keeps them waiting") << Way([](Deleted &one) {
        QObject::connect(one.accounts.get(), &Accounts::waitingForKeychainChanged, &one.listener,
                         [&one] { one.accounts.reset(); });
        one.store.holds = [](TestStore::Operation, const QString &) { return true; };
        one.session->load();
    });
    QTest::newRow("that the keychain has answered") << Way([](Deleted &one) {
        QObject::connect(one.accounts.get(), &Accounts::waitingForKeychainChanged, &one.listener,
                         [&one](bool isWaiting) {
                             if (!isWaiting)
                                 one.accounts.reset();
                         });
        one.store.holds = [](TestStore::Operation, const QString &) { return true; };
        one.session->load();
        one.clock.advance(5s);
        one.store.release();
    });
}

void tst_SessionLifetime::deletedByOneWhoIsTold()
{
    QFETCH(Way, way);
    Deleted one;
    way(one);
    one.clock.advance(1min);
    QVERIFY(!one.accounts);
    one.store.release();
    one.clock.advance(3h);
    QCOMPARE(one.network.underWay(), 0);
    QCOMPARE(one.clock.pendingCalls(), 0);
    QLockFile lock(one.lockPath());
    QVERIFY(lock.tryLock(0));
}

void tst_SessionLifetime::deletedWhileUnderWay_data()
{
    QTest::addColumn<Way>("way");
    const auto slowly = [](ScriptedAnswer answer) {
        answer.delay = 5s;
        return answer;
    };
    const auto holdWrites = [](Deleted &one) {
        one.store.holds = [](TestStore::Operation operation, const QString &) {
            return operation != TestStore::Operation::Read;
        };
    };
    QTest::newRow("the keychain is read") << Way([](Deleted &one) {
        one.store.holds = [](TestStore::Operation, const QString &) { return true; };
        one.session->load();
        one.refresh(*one.session);
    });
    QTest::newRow("the provider is asked") << Way([=](Deleted &one) {
        one.network.answer(one.tokenUrl, slowly(good()));
        one.session->refresh(&one.listener, [](const auto &) {});
        one.clock.advance(1s);
    });
    QTest::newRow("it pauses before it asks again") << Way([](Deleted &one) {
        one.network.answer(one.tokenUrl, {401, "", {}});
        one.session->refresh(&one.listener, [](const auto &) {});
        one.clock.advance(1s);
    });
    QTest::newRow("the new token is written") << Way([=](Deleted &one) {
        one.network.answer(one.tokenUrl, good());
        holdWrites(one);
        one.session->refresh(&one.listener, [](const auto &) {});
        one.clock.advance(1s);
    });
    QTest::newRow("it waits to write again") << Way([](Deleted &one) {
        one.network.answer(one.tokenUrl, good());
        one.store.writeError = Error(Error::Kind::KeychainFailed);
        one.session->refresh(&one.listener, [](const auto &) {});
        one.clock.advance(100ms);
    });
    QTest::newRow("a request is answered") << Way([=](Deleted &one) {
        const QUrl url(QStringLiteral("https://slow.example.org/"));
        one.network.answer(url, slowly({200, "{}", {}}));
        one.session->send(QNetworkRequest(url), "GET", {}, &one.listener,
                          [](const auto &) { QFAIL("the session is gone"); });
        one.clock.advance(1s);
        QCOMPARE(one.network.underWay(), 1);
    });
    QTest::newRow("a sign-in is stored") << Way([=](Deleted &one) {
        holdWrites(one);
        one.accounts->add(one.mara(), QString(), &one.listener,
                          [](const auto &) { QFAIL("the accounts are gone"); });
        one.clock.advance(1s);
    });
    QTest::newRow("a sign-in is taken back") << Way([=](Deleted &one) {
        holdWrites(one);
        const quint64 ticket = one.accounts->add(one.mara(), QString(), &one.listener,
                                                 [](const auto &) { QFAIL("taken back"); });
        one.clock.advance(1s);
        one.accounts->takeBack(ticket);
    });
    QTest::newRow("it signs out") << Way([=](Deleted &one) {
        one.network.forget(one.revocationUrl);
        one.network.answer(one.revocationUrl, slowly({200, "", {}}));
        one.session->signOut(&one.listener, [](const auto &) { QFAIL("the session is gone"); });
        one.clock.advance(1s);
    });
    QTest::newRow("it forgets") << Way([=](Deleted &one) {
        holdWrites(one);
        one.session->signOut(&one.listener, [](const auto &) { QFAIL("the session is gone"); });
        one.clock.advance(1s);
    });
}

void tst_SessionLifetime::deletedWhileUnderWay()
{
    QFETCH(Way, way);
    Deleted one;
    way(one);
    one.accounts.reset();
    QLockFile lock(one.lockPath());
    QVERIFY(lock.tryLock(0));
    one.store.release();
    one.clock.advance(1h);
    QCOMPARE(one.network.underWay(), 0);
    QCOMPARE(one.clock.pendingCalls(), 0);
}

void tst_SessionLifetime::nobodyIsCalledBackAfterwards()
{
    Deleted one;
    const auto never = [](const auto &) { QFAIL("the session is gone"); };
    one.token(*one.session);
    one.session->withFreshToken(0s, this, never);
    one.session->refresh(this, never);
    one.session->send(QNetworkRequest(QUrl(QStringLiteral("https://api.example.org/"))), "GET", {},
                      this, never);
    one.session->signOut(this, never);
    one.accounts->add(one.mara(), QString(), this, never);
    one.accounts.reset();
    one.clock.advance(1h);
    QCOMPARE(one.network.sent().size(), 0);
}

QTEST_GUILESS_MAIN(tst_SessionLifetime)
#include "tst_sessionlifetime.moc"
