// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Latchkey;

/// Which accounts there are, and that every process of the program agrees.
class tst_Accounts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void nobodyYet();
    void foundAgainByAnotherProcess();
    void theListHoldsNoSecretAndIsPrivate();
    void ids_data();
    void ids();
    void samePersonIsReplaced();
    void twoPeopleWithOneAddressStayApart();
    void namedAccountsOfOnePersonStayApart();
    void find_data();
    void find();
    void appearsInAnotherProcessThatWatches();
    void signedInAgainElsewhereShowsInAProcessThatWatches();
    void damagedListIsToldAndKept_data();
    void damagedListIsToldAndKept();
    void forThisRunIsListedNowhere();
    void isAProperModel();
    void largeIdentityIsCut();
};

void tst_Accounts::nobodyYet()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    QVERIFY(!accounts->restore().isError());
    QCOMPARE(accounts->count(), 0);
    QVERIFY(!QFile::exists(fixture.indexPath()));
}

void tst_Accounts::foundAgainByAnotherProcess()
{
    AccountsFixture fixture;
    const auto first = fixture.process();
    const Accounts::AddResult added = fixture.add(*first, fixture.mara());
    QVERIFY2(!added.error.isError(), qPrintable(added.error.detail()));
    QCOMPARE(added.session->state(), Session::State::Active);

    const auto second = fixture.process();
    QVERIFY(!second->restore().isError());
    QCOMPARE(second->count(), 1);
    Session *const session = second->find(QStringLiteral("demo"));
    QVERIFY(session);
    QCOMPARE(session->id(), QStringLiteral("demo/mara@demo.example"));
    QCOMPARE(session->state(), Session::State::Restoring);
    fixture.load(*session);
    QCOMPARE(session->state(), Session::State::Active);
    QCOMPARE(session->identity().email(), QStringLiteral("mara@demo.example"));
    QCOMPARE(session->scopes(), QStringList{QStringLiteral("openid")});
    QVERIFY(session->hasRefreshToken());
    QCOMPARE(fixture.token(*session).accessToken, QStringLiteral("secret-access"));
}

void tst_Accounts::theListHoldsNoSecretAndIsPrivate()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    fixture.add(*accounts, fixture.mara());
    QVERIFY(fixture.indexContent().contains("mara@demo.example"));
    QVERIFY(!fixture.indexContent().contains("secret-"));
    const QFileDevice::Permissions others = QFileDevice::ReadGroup | QFileDevice::WriteGroup
        | QFileDevice::ReadOther | QFileDevice::WriteOther;
    QVERIFY(!(QFile::permissions(fixture.indexPath()) & others));
}

void tst_Accounts::ids_data()
{
    QTest::addColumn<QJsonObject>("claims");
    QTest::addColumn<QString>("accountName");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("name");
    const auto claims = [](std::initializer_list<std::pair<QString, QJsonValue>> list) {
        return QJsonObject(list);
    };
    const QString sub = QStringLiteral("sub");
    const QString name = QStringLiteral("name");
    QTest::newRow("by email") << claims({{sub, QStringLiteral("u")},
                                         {name, QStringLiteral("Mara")},
                                         {QStringLiteral("email"), QStringLiteral("m@x.org")}})
                              << QString() << QStringLiteral("demo/m@x.org")
                              << QStringLiteral("Mara");
    QTest::newRow("by user name") << claims(
        {{sub, QStringLiteral("u")},
         {QStringLiteral("preferred_username"), QStringLiteral("mara")}})
                                  << QString() << QStringLiteral("demo/mara")
                                  << QStringLiteral("mara");
    QTest::newRow("by subject") << claims({{sub, QStringLiteral("auth0|65f1")}}) << QString()
                                << QStringLiteral("demo/auth0_65f1")
                                << QStringLiteral("auth0|65f1");
    QTest::newRow("nobody knows who")
        << QJsonObject() << QString() << QStringLiteral("demo") << QStringLiteral("Demo");
    QTest::newRow("a name of the person's own")
        << QJsonObject() << QStringLiteral("work") << QStringLiteral("demo/work")
        << QStringLiteral("work");
    QTest::newRow("hostile texts")
        << claims({{sub, QStringLiteral("../../etc/passwd\u202e")},
                   {name, QStringLiteral("Ma\u202era\n\x1b[31m<b>")}})
        << QString() << QStringLiteral("demo/.._.._etc_passwd") << QStringLiteral("Mara [31m<b>");
}

void tst_Accounts::ids()
{
    QFETCH(QJsonObject, claims);
    QFETCH(QString, accountName);
    QFETCH(QString, id);
    QFETCH(QString, name);
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    SignInResult result = fixture.signIn(QString(), QString());
    result.identity = Identity(claims);
    const Accounts::AddResult added = fixture.add(*accounts, result, accountName);
    QVERIFY(added.session);
    QCOMPARE(added.session->id(), id);
    QCOMPARE(added.session->name(), name);
}

void tst_Accounts::samePersonIsReplaced()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    fixture.add(*accounts, fixture.mara());
    SignInResult again =
        fixture.signIn(QStringLiteral("u1"), QStringLiteral("new-address@demo.example"));
    again.tokens.setAccessToken(QStringLiteral("secret-newer"));
    Session *const session = fixture.add(*accounts, again).session;
    QCOMPARE(accounts->count(), 1);
    QCOMPARE(session->id(), QStringLiteral("demo/mara@demo.example"));
    QCOMPARE(fixture.token(*session).accessToken, QStringLiteral("secret-newer"));
}

void tst_Accounts::twoPeopleWithOneAddressStayApart()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    fixture.add(*accounts, fixture.mara());
    const auto other = fixture.add(
        *accounts, fixture.signIn(QStringLiteral("u2"), QStringLiteral("mara@demo.example")));
    QCOMPARE(other.session->id(), QStringLiteral("demo/mara@demo.example-2"));
    QCOMPARE(accounts->count(), 2);
}

void tst_Accounts::namedAccountsOfOnePersonStayApart()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    fixture.add(*accounts, fixture.mara(), QStringLiteral("home"));
    fixture.add(*accounts, fixture.mara(), QStringLiteral("work"));
    fixture.add(*accounts, fixture.mara(), QStringLiteral("work"));
    QCOMPARE(accounts->count(), 2);
}

void tst_Accounts::find_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("matches");
    QTest::newRow("an id") << QStringLiteral("demo/mara@demo.example") << 1;
    QTest::newRow("a provider with two") << QStringLiteral("demo") << 2;
    QTest::newRow("a name that two have") << QStringLiteral("Mara") << 2;
    QTest::newRow("a stranger") << QStringLiteral("somebody") << 0;
    QTest::newRow("nothing") << QString() << 0;
}

void tst_Accounts::find()
{
    QFETCH(QString, text);
    QFETCH(int, matches);
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    fixture.add(*accounts, fixture.mara());
    fixture.add(*accounts, fixture.signIn(QStringLiteral("u2"), QStringLiteral("b@demo.example")));
    QCOMPARE(accounts->matches(text).size(), matches);
    QCOMPARE(accounts->find(text) != nullptr, matches == 1);
}

void tst_Accounts::appearsInAnotherProcessThatWatches()
{
    AccountsFixture fixture;
    const auto window = fixture.process();
    QVERIFY(!window->restore().isError());
    window->watch();
    const auto command = fixture.process();
    fixture.add(*command, fixture.mara());
    QTRY_COMPARE(window->count(), 1);
    QTRY_COMPARE(window->sessions().constFirst()->state(), Session::State::Active);
    fixture.network.answer(fixture.revocationUrl, ScriptedAnswer{200, "", {}});
    const auto result = fixture.signOut(*command->sessions().constFirst());
    QVERIFY(result && result->forgotten);
    QTRY_COMPARE(window->count(), 0);
}

void tst_Accounts::signedInAgainElsewhereShowsInAProcessThatWatches()
{
    AccountsFixture fixture;
    const auto window = fixture.process();
    Session *const session = fixture.add(*window, fixture.mara()).session;
    window->watch();
    fixture.network.answer(fixture.tokenUrl,
                           AccountsFixture::refusal(QStringLiteral("invalid_grant")));
    fixture.clock.advance(std::chrono::hours(2));
    QCOMPARE(fixture.token(*session).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(session->state(), Session::State::NeedsSignIn);
    const auto command = fixture.process();
    QVERIFY(!command->restore().isError());
    SignInResult again = fixture.mara();
    again.tokens.setAccessToken(QStringLiteral("secret-newer"));
    fixture.add(*command, again);
    QTRY_COMPARE(session->state(), Session::State::Active);
}

void tst_Accounts::damagedListIsToldAndKept_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut off") << QByteArray("{\"version\":1,\"accounts\":[{");
    QTest::newRow("another shape") << QByteArray("[]");
    QTest::newRow("an entry without a provider")
        << QByteArray("{\"accounts\":[{\"id\":\"demo/x\"}]}");
}

void tst_Accounts::damagedListIsToldAndKept()
{
    QFETCH(QByteArray, content);
    AccountsFixture fixture;
    fixture.writeIndex(content);
    const auto accounts = fixture.process();
    const Error error = accounts->restore();
    QCOMPARE(error.kind(), Error::Kind::StorageFailed);
    QVERIFY(error.detail().contains(fixture.indexPath()));
    const Accounts::AddResult added = fixture.add(*accounts, fixture.mara());
    QCOMPARE(added.error.kind(), Error::Kind::StorageFailed);
    QCOMPARE(fixture.indexContent(), content);
    // Secrets that no list names would stay in the keychain for good.
    QVERIFY(fixture.store.items.isEmpty());
}

void tst_Accounts::forThisRunIsListedNowhere()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    Session *const session = accounts->addForThisRun(fixture.mara(), QString());
    VirtualScheduler::settle();
    QVERIFY(!session->isPersistent());
    QCOMPARE(session->state(), Session::State::Active);
    QCOMPARE(fixture.token(*session).accessToken, QStringLiteral("secret-access"));
    QVERIFY(!QFile::exists(fixture.indexPath()));
    QVERIFY(!accounts->restore().isError());
    QCOMPARE(accounts->count(), 1);
    fixture.network.answer(fixture.revocationUrl, ScriptedAnswer{200, "", {}});
    const auto result = fixture.signOut(*session);
    QVERIFY(result && result->forgotten && result->revoked);
    QCOMPARE(accounts->count(), 0);
}

void tst_Accounts::isAProperModel()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    const QAbstractItemModelTester tester(accounts.get(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy counts(accounts.get(), &Accounts::countChanged);
    fixture.add(*accounts, fixture.mara());
    fixture.add(*accounts, fixture.signIn(QStringLiteral("u2"), QStringLiteral("b@demo.example")));
    const QModelIndex first = accounts->index(0);
    QCOMPARE(first.data().toString(), QStringLiteral("Mara"));
    QCOMPARE(first.data(Accounts::ProviderNameRole).toString(), QStringLiteral("Demo"));
    QCOMPARE(first.data(Accounts::StateRole).toInt(), static_cast<int>(Session::State::Active));
    QCOMPARE(first.data(Accounts::SessionRole).value<Session *>(),
             accounts->sessions().constFirst());
    fixture.network.answer(fixture.revocationUrl, ScriptedAnswer{200, "", {}});
    QVERIFY(fixture.signOut(*accounts->sessions().constFirst()));
    QCOMPARE(accounts->index(0).data(Accounts::IdRole).toString(),
             QStringLiteral("demo/b@demo.example"));
    QCOMPARE(counts.size(), 3);
}

void tst_Accounts::largeIdentityIsCut()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    SignInResult result = fixture.mara();
    QJsonObject claims = result.identity.claims();
    claims.insert(QStringLiteral("groups"), QString(100'000, u'g'));
    result.identity = Identity(claims);
    Session *const session = fixture.add(*accounts, result).session;
    QCOMPARE(session->identity().name(), QStringLiteral("Mara"));
    QVERIFY(!session->identity().claims().contains(QStringLiteral("groups")));
}

QTEST_GUILESS_MAIN(tst_Accounts)
#include "tst_accounts.moc"
