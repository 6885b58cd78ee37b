// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QFile>
#include <QtCore/QLockFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

/// How a finished sign-in is stored, all of it or nothing.
class tst_AccountStoring : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void nothingIsListedWhereTheKeychainFails_data();
    void nothingIsListedWhereTheKeychainFails();
    void listLockedByAnotherIsWaitedFor();
    void listLockedTooLongIsTold();
    void callerMayDie();
    void whatWasThereComesBackWhereTheKeychainFails_data();
    void whatWasThereComesBackWhereTheKeychainFails();
    void takenBack_data();
    void takenBack();
    void takenBackWhileTheListIsLocked_data();
    void takenBackWhileTheListIsLocked();
    void takenBackTooLate();
    void noTokenOfOneIsBesideOneOfTheOther_data();
    void noTokenOfOneIsBesideOneOfTheOther();
    void signedInAgainKeepsItsPlace();
    void keychainThatAsksThePersonIsWaitedFor();
    void accountThatIsBusyIsWaitedFor();
    void accountThatIsBusyForTooLongIsTold();
    void refreshThatIsUnderWayDoesNotOverwriteIt();
};

namespace {

/// Two accounts, and a sign-in for one that is there, or for one that is not.
struct TwoAccounts : AccountsFixture
{
    explicit TwoAccounts(bool isNew) : accounts(process(Program::IsShort))
    {
        add(*accounts, mara());
        add(*accounts, signIn(QStringLiteral("u2"), QStringLiteral("bo@demo.example")));
        network.answer(revocationUrl, {200, "", {}});
        clock.advance(10min);
        itemsBefore = store.items;
        listBefore = indexContent();
        result = isNew ? signIn(QStringLiteral("u3"), QStringLiteral("new@demo.example")) : mara();
        result.tokens.setAccessToken(QStringLiteral("secret-new"));
        result.tokens.setRefreshToken(QStringLiteral("secret-new-refresh"));
        store.reads = 0;
        store.changes = 0;
    }

    bool isAsBefore() const { return store.items == itemsBefore && indexContent() == listBefore; }

    QStringList revoked() const
    {
        QStringList tokens;
        for (const SentRequest &request : network.sentTo(revocationUrl))
            tokens.append(request.form.value(QStringLiteral("token")));
        return tokens;
    }

    std::unique_ptr<Accounts> accounts;
    QMap<QString, QByteArray> itemsBefore;
    QByteArray listBefore;
    SignInResult result;
};

const QStringList newTokens{QStringLiteral("secret-new-refresh"), QStringLiteral("secret-new")};

} // namespace

void tst_AccountStoring::nothingIsListedWhereTheKeychainFails_data()
{
    QTest::addColumn<int>("change");
    QTest::newRow("making room") << 0;
    QTest::newRow("at the first item") << 1;
    QTest::newRow("at the second item") << 2;
}

void tst_AccountStoring::nothingIsListedWhereTheKeychainFails()
{
    QFETCH(int, change);
    AccountsFixture fixture;
    fixture.store.failChange(change);
    const auto accounts = fixture.process();
    const Accounts::AddResult added = fixture.add(*accounts, fixture.mara());
    QCOMPARE(added.error.kind(), Error::Kind::KeychainDenied);
    QVERIFY(!added.session);
    QCOMPARE(accounts->count(), 0);
    QVERIFY(!QFile::exists(fixture.indexPath()));
    QVERIFY(fixture.store.items.isEmpty());
}

void tst_AccountStoring::listLockedByAnotherIsWaitedFor()
{
    AccountsFixture fixture;
    fixture.writeIndex("{\"version\":1,\"accounts\":[]}");
    QLockFile other(fixture.indexPath() + QStringLiteral(".lock"));
    QVERIFY(other.lock());
    const auto accounts = fixture.process();
    std::optional<Accounts::AddResult> added;
    accounts->add(fixture.mara(), QString(), this, [&](const auto &answer) { added = answer; });
    fixture.clock.advance(5s);
    QVERIFY(!added);
    other.unlock();
    fixture.clock.advance(1s);
    QVERIFY(added && added->session);
}

void tst_AccountStoring::listLockedTooLongIsTold()
{
    AccountsFixture fixture;
    fixture.writeIndex("{\"version\":1,\"accounts\":[]}");
    QLockFile other(fixture.indexPath() + QStringLiteral(".lock"));
    QVERIFY(other.lock());
    const auto accounts = fixture.process();
    std::optional<Accounts::AddResult> added;
    accounts->add(fixture.mara(), QString(), this, [&](const auto &answer) { added = answer; });
    fixture.clock.advance(11s);
    QVERIFY(added);
    QCOMPARE(added->error.kind(), Error::Kind::Busy);
    QVERIFY(fixture.store.items.isEmpty());
}

void tst_AccountStoring::callerMayDie()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    auto caller = std::make_unique<QObject>();
    accounts->add(fixture.mara(), QString(), caller.get(),
                  [](const auto &) { QFAIL("nobody asked"); });
    caller.reset();
    fixture.clock.advance(1s);
    QCOMPARE(accounts->count(), 1);
}

void tst_AccountStoring::whatWasThereComesBackWhereTheKeychainFails_data()
{
    nothingIsListedWhereTheKeychainFails_data();
}

void tst_AccountStoring::whatWasThereComesBackWhereTheKeychainFails()
{
    QFETCH(int, change);
    TwoAccounts two(false);
    two.store.failChange(change);
    const Accounts::AddResult added = two.add(*two.accounts, two.result);
    QCOMPARE(added.error.kind(), Error::Kind::KeychainDenied);
    QVERIFY(two.isAsBefore());
    Session *const session = two.accounts->sessions().constFirst();
    QCOMPARE(two.token(*session).accessToken, QStringLiteral("secret-access"));
}

void tst_AccountStoring::takenBack_data()
{
    QTest::addColumn<bool>("isNew");
    QTest::addColumn<int>("requests");
    const QStringList stages{QStringLiteral("before the keychain has answered"),
                             QStringLiteral("after one item was read"),
                             QStringLiteral("before the keychain is read under the lock"),
                             QStringLiteral("after one item was read under the lock"),
                             QStringLiteral("before anything is changed"),
                             QStringLiteral("after room was made"),
                             QStringLiteral("after the first item was written")};
    for (int i = 0; i < stages.size(); ++i) {
        QTest::addRow("%s, a new account", qPrintable(stages.at(i))) << true << i;
        QTest::addRow("%s, in place of another", qPrintable(stages.at(i))) << false << i;
    }
}

void tst_AccountStoring::takenBack()
{
    QFETCH(bool, isNew);
    QFETCH(int, requests);
    TwoAccounts two(isNew);
    two.store.holds = [&](TestStore::Operation, const QString &) {
        return two.store.reads + two.store.changes == requests;
    };
    const quint64 ticket = two.accounts->add(two.result, QString(), this,
                                             [](const auto &) { QFAIL("it was taken back"); });
    two.clock.advance(1s);
    QCOMPARE(two.store.held(), 1);
    const QSignalSpy undone(two.accounts.get(), &Accounts::takenBack);
    two.accounts->takeBack(ticket);
    two.clock.advance(1s);
    // There is something to undo yet.
    QVERIFY(undone.isEmpty());
    two.store.release();
    two.clock.advance(1s);
    QCOMPARE(undone, QList<QVariantList>{{ticket}});
    QVERIFY(two.isAsBefore());
    QCOMPARE(two.accounts->count(), 2);
    QCOMPARE(two.revoked(), newTokens);
    QCOMPARE(two.token(*two.accounts->sessions().constFirst()).accessToken,
             QStringLiteral("secret-access"));
    QLockFile lock(two.lockPath());
    QVERIFY(lock.tryLock(0));
    // Once is enough.
    two.accounts->takeBack(ticket);
    two.clock.advance(1s);
    QCOMPARE(two.revoked(), newTokens);
}

void tst_AccountStoring::takenBackWhileTheListIsLocked_data()
{
    QTest::addColumn<bool>("isNew");
    QTest::newRow("a new account") << true;
    QTest::newRow("in place of another") << false;
}

/// The list is written then, and has to be written back. The order was another one afterwards.
void tst_AccountStoring::takenBackWhileTheListIsLocked()
{
    QFETCH(bool, isNew);
    TwoAccounts two(isNew);
    QLockFile other(two.indexPath() + QStringLiteral(".lock"));
    QVERIFY(other.lock());
    const quint64 ticket = two.accounts->add(two.result, QString(), this,
                                             [](const auto &) { QFAIL("it was taken back"); });
    two.clock.advance(1s);
    QVERIFY(two.store.items != two.itemsBefore);
    const QSignalSpy undone(two.accounts.get(), &Accounts::takenBack);
    two.accounts->takeBack(ticket);
    two.clock.advance(1s);
    QVERIFY(undone.isEmpty());
    other.unlock();
    two.clock.advance(1s);
    QCOMPARE(undone, QList<QVariantList>{{ticket}});
    QCOMPARE(two.indexContent(), two.listBefore);
    QCOMPARE(two.store.items, two.itemsBefore);
    QCOMPARE(two.revoked(), newTokens);
    QCOMPARE(two.accounts->count(), 2);
}

void tst_AccountStoring::takenBackTooLate()
{
    TwoAccounts two(false);
    quint64 ticket = 0;
    int calls = 0;
    ticket = two.accounts->add(two.result, QString(), this, [&](const Accounts::AddResult &) {
        ++calls;
        two.accounts->takeBack(ticket);
    });
    two.clock.advance(1s);
    const QSignalSpy undone(two.accounts.get(), &Accounts::takenBack);
    two.accounts->takeBack(ticket);
    two.accounts->takeBack(ticket + 1);
    two.clock.advance(1s);
    QVERIFY(undone.isEmpty());
    QCOMPARE(calls, 1);
    QCOMPARE(two.revoked(), QStringList());
    QCOMPARE(two.token(*two.accounts->sessions().constFirst()).accessToken,
             QStringLiteral("secret-new"));
}

void tst_AccountStoring::noTokenOfOneIsBesideOneOfTheOther_data()
{
    nothingIsListedWhereTheKeychainFails_data();
    QTest::newRow("nowhere") << -1;
}

/// Whoever reads in between, or is killed, may not mix up two people.
void tst_AccountStoring::noTokenOfOneIsBesideOneOfTheOther()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process(AccountsFixture::Program::IsShort);
    const QString name = QStringLiteral("work");
    fixture.add(*accounts, fixture.mara(), name);
    SignInResult another = fixture.signIn(QStringLiteral("u2"), QStringLiteral("bo@demo.example"));
    another.tokens.setAccessToken(QStringLiteral("secret-bo"));
    another.tokens.setRefreshToken(QStringLiteral("secret-bo-refresh"));
    int looks = 0;
    const auto look = [&] {
        const QByteArray durable = fixture.store.items.value(QStringLiteral("demo/work/session"));
        const QByteArray cache = fixture.store.items.value(QStringLiteral("demo/work/access"));
        QVERIFY(!durable.contains("secret-bo-refresh") || !cache.contains("secret-access"));
        QVERIFY(!durable.contains("secret-refresh") || !cache.contains("secret-bo"));
        ++looks;
    };
    fixture.store.holds = [&](TestStore::Operation, const QString &) {
        look();
        return false;
    };
    QFETCH(int, change);
    if (change >= 0)
        fixture.store.failChange(change);
    QCOMPARE(fixture.add(*accounts, another, name).error.isError(), change >= 0);
    look();
    QVERIFY(looks > 7);
}

void tst_AccountStoring::signedInAgainKeepsItsPlace()
{
    TwoAccounts two(false);
    QVERIFY(two.add(*two.accounts, two.result).session);
    const auto later = two.process();
    later->restore();
    QCOMPARE(later->count(), 2);
    QCOMPARE(later->sessions().at(0)->id(), two.maraId);
    QCOMPARE(later->sessions().at(1)->id(), QStringLiteral("demo/bo@demo.example"));
}

void tst_AccountStoring::keychainThatAsksThePersonIsWaitedFor()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    QList<bool> told;
    QObject::connect(accounts.get(), &Accounts::waitingForKeychainChanged, this,
                     [&](bool isWaiting) { told.append(isWaiting); });
    fixture.store.holds = [](TestStore::Operation, const QString &) { return true; };
    std::optional<Accounts::AddResult> added;
    accounts->add(fixture.mara(), QString(), this, [&](const auto &answer) { added = answer; });
    fixture.clock.advance(500ms);
    QVERIFY(!accounts->isWaitingForKeychain());
    fixture.clock.advance(10min);
    QVERIFY(accounts->isWaitingForKeychain());
    QVERIFY(!added);
    // No other program is kept waiting meanwhile.
    QVERIFY(!QFile::exists(fixture.lockPath()));
    fixture.store.release();
    fixture.clock.advance(1s);
    QVERIFY(!accounts->isWaitingForKeychain());
    const QList<bool> expected{true, false};
    QCOMPARE(told, expected);
    QVERIFY(added && added->session);
}

void tst_AccountStoring::accountThatIsBusyIsWaitedFor()
{
    TwoAccounts two(false);
    QLockFile lock(two.lockPath());
    QVERIFY(lock.tryLock(0));
    std::optional<Accounts::AddResult> added;
    two.accounts->add(two.result, QString(), this, [&](const auto &answer) { added = answer; });
    two.clock.advance(1min);
    QVERIFY(!added);
    QVERIFY(two.isAsBefore());
    lock.unlock();
    two.clock.advance(1s);
    QVERIFY(added && added->session);
}

void tst_AccountStoring::accountThatIsBusyForTooLongIsTold()
{
    TwoAccounts two(false);
    QLockFile lock(two.lockPath());
    QVERIFY(lock.tryLock(0));
    const Accounts::AddResult added = two.add(*two.accounts, two.result);
    QCOMPARE(added.error.kind(), Error::Kind::Busy);
    QVERIFY(!added.session);
    QVERIFY(two.isAsBefore());
}

void tst_AccountStoring::refreshThatIsUnderWayDoesNotOverwriteIt()
{
    TwoAccounts two(false);
    ScriptedAnswer slow = AccountsFixture::grant(QStringLiteral("secret-late"),
                                                 QStringLiteral("secret-late-refresh"));
    slow.delay = 5s;
    two.network.answer(two.tokenUrl, slow);
    Session *const session = two.accounts->sessions().constFirst();
    int answers = 0;
    session->refresh(this, [&](const AccessTokenResult &) { ++answers; });
    two.clock.advance(1s);
    QCOMPARE(two.refreshes().size(), 1);
    QVERIFY(two.add(*two.accounts, two.result).session);
    QCOMPARE(answers, 1);
    QCOMPARE(two.durableItem().value(QLatin1String("refresh_token")).toString(),
             QStringLiteral("secret-new-refresh"));
    QCOMPARE(two.token(*session).accessToken, QStringLiteral("secret-new"));
    QCOMPARE(session->state(), Session::State::Active);
}

QTEST_GUILESS_MAIN(tst_AccountStoring)
#include "tst_accountstoring.moc"
