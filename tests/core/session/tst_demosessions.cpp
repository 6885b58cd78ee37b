// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <latchkey/demo/demoprovider.h>
#include <latchkey/devicesignin.h>

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Demo::Fault;

namespace {

/// Somebody who has signed in at a provider that rotates refresh tokens, and ends a sign-in where
/// one is used twice. All is real but the keychain.
class SignedIn : public AccountsFixture
{
public:
    explicit SignedIn(int grace) : server(options(grace))
    {
        const auto started = server.start();
        if (!started.isUsable())
            qFatal("no demo provider: %s", qUtf8Printable(started.message));
        provider.setId(QStringLiteral("demo"));
        provider.setClientId(QStringLiteral("latchkey"));
        provider.setScopeNames({QStringLiteral("offline_access"), QStringLiteral("demo:read")});
        provider.setEndpoint(Provider::Endpoint::DeviceAuthorization,
                             server.url(QStringLiteral("/oauth/device/code")));
        provider.setEndpoint(Provider::Endpoint::Token, server.url(QStringLiteral("/oauth/token")));
        provider.setEndpoint(Provider::Endpoint::Revocation,
                             server.url(QStringLiteral("/oauth/revoke")));
        accounts = realProcess();
        signInAtTheProvider();
    }

    std::unique_ptr<Accounts> realProcess()
    {
        auto made = std::make_unique<Accounts>(QStringLiteral("test"), &store);
        made->setKeepsFresh(false);
        made->restore();
        return made;
    }

    /// One token that is newer than the one there is.
    AccessTokenResult refreshed()
    {
        std::optional<AccessTokenResult> token;
        QObject caller;
        session->refresh(&caller, [&](const AccessTokenResult &result) { token = result; });
        if (!QTest::qWaitFor([&] { return token.has_value(); }, 20'000))
            return {Error(Error::Kind::Cancelled), {}, {}, {}};
        return *token;
    }

    /// What the provider's API says to the session's token.
    int statusOfTheApi()
    {
        QNetworkReply *reply = nullptr;
        session->send(QNetworkRequest(server.url(QStringLiteral("/api/items"))), "GET", {}, session,
                      [&](const SendResult &result) { reply = result.reply; });
        if (!QTest::qWaitFor([&] { return reply && reply->isFinished(); }, 20'000))
            return -1;
        reply->deleteLater();
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }

    DemoProvider server;
    Provider provider;
    std::unique_ptr<Accounts> accounts;
    Session *session = nullptr;

private:
    static DemoProvider::Options options(int grace)
    {
        DemoProvider::Options options = DemoProvider::Options::inMemory();
        options.knobs.decision = Demo::Decision::Allow;
        options.knobs.interval = 1;
        options.knobs.enforceInterval = false;
        options.knobs.refreshGrace = grace;
        return options;
    }

    void signInAtTheProvider()
    {
        DeviceSignIn attempt(provider);
        std::optional<Accounts::AddResult> added;
        QObject::connect(
            &attempt, &SignIn::finished, accounts.get(), [&](const SignInResult &result) {
                accounts->add(result, QString(), accounts.get(),
                              [&](const Accounts::AddResult &answer) { added = answer; });
            });
        attempt.start();
        if (QTest::qWaitFor([&] { return added.has_value(); }, 20'000))
            session = added->session;
    }
};

} // namespace

/// Sessions at a provider that is as strict as any.
class tst_DemoSessions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void rotates();
    void survives_data();
    void survives();
    void answerThatIsLostWhereNoneIsForgiven();
    void revokedAtTheProvider();
    void sixteenProgramsAtOnce();
    void signsOut();
};

void tst_DemoSessions::rotates()
{
    SignedIn one(0);
    QVERIFY(one.session);
    QCOMPARE(one.statusOfTheApi(), 200);
    QSet<QString> tokens;
    for (int i = 0; i < 10; ++i)
        tokens.insert(one.refreshed().accessToken);
    QVERIFY(!tokens.contains(QString()));
    QCOMPARE(tokens.size(), 10);
    QCOMPARE(one.statusOfTheApi(), 200);
    QCOMPARE(one.server.counters().refreshes, 10);
    QCOMPARE(one.server.counters().reuseDetected, 0);
}

void tst_DemoSessions::survives_data()
{
    using Faults = QList<Fault>;
    QTest::addColumn<Faults>("faults");
    QTest::addColumn<int>("grace");
    QTest::addColumn<bool>("isDelayed"); ///< Until it is tried again later.
    QTest::newRow("a request that is lost") << Faults{Fault::lostRequest()} << 0 << false;
    QTest::newRow("an answer that is lost") << Faults{Fault::lostAnswer()} << 30 << false;
    QTest::newRow("an answer that is cut off") << Faults{Fault::truncated(20)} << 30 << false;
    QTest::newRow("two answers that are lost")
        << Faults{Fault::lostAnswer(), Fault::lostAnswer()} << 30 << true;
    QTest::newRow("a server in trouble")
        << Faults{Fault::answer(503, "{}"), Fault::answer(500, "<html>", "text/html")} << 0 << true;
    QTest::newRow("a captive portal")
        << Faults{Fault::answer(200, "<html>Welcome</html>", "text/html")} << 0 << true;
    QTest::newRow("a bare 401") << Faults{Fault::answer(401, "")} << 0 << false;
}

void tst_DemoSessions::survives()
{
    QFETCH(QList<Fault>, faults);
    QFETCH(int, grace);
    QFETCH(bool, isDelayed);
    SignedIn one(grace);
    QVERIFY(one.session);
    for (const Fault &fault : std::as_const(faults))
        one.server.queueFault(Demo::Endpoint::Token, fault);
    AccessTokenResult result = one.refreshed();
    QCOMPARE(result.error.isError(), isDelayed);
    for (int i = 0; i < 2 && result.error.isError(); ++i) {
        QCOMPARE(one.session->state(), Session::State::Offline);
        result = one.refreshed();
    }
    QVERIFY2(!result.error.isError(), qPrintable(result.error.detail()));
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.server.counters().reuseDetected, 0);
    // It is not the last one.
    QVERIFY(!one.refreshed().error.isError());
    QCOMPARE(one.statusOfTheApi(), 200);
}

/// The one window that no client can close.
void tst_DemoSessions::answerThatIsLostWhereNoneIsForgiven()
{
    SignedIn one(0);
    QVERIFY(one.session);
    one.server.queueFault(Demo::Endpoint::Token, Fault::lostAnswer());
    QCOMPARE(one.refreshed().error.kind(), Error::Kind::SignedOut);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QCOMPARE(one.accounts->count(), 1);
}

void tst_DemoSessions::revokedAtTheProvider()
{
    SignedIn one(0);
    QVERIFY(one.session);
    one.server.revokeEverything();
    QCOMPARE(one.statusOfTheApi(), 401);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QCOMPARE(one.accounts->count(), 1);
}

void tst_DemoSessions::sixteenProgramsAtOnce()
{
    SignedIn one(0);
    QVERIFY(one.session);
    std::vector<std::unique_ptr<Accounts>> programs;
    QList<AccessTokenResult> results;
    for (int i = 0; i < 16; ++i) {
        programs.push_back(one.realProcess());
        QCOMPARE(programs.back()->count(), 1);
    }
    for (const auto &program : programs) {
        program->sessions().constFirst()->refresh(
            this, [&](const AccessTokenResult &result) { results.append(result); });
    }
    QTRY_COMPARE_WITH_TIMEOUT(results.size(), 16, 30'000);
    for (const AccessTokenResult &result : std::as_const(results)) {
        QVERIFY2(!result.error.isError(), qPrintable(result.error.detail()));
        QCOMPARE(result.accessToken, results.constFirst().accessToken);
    }
    QCOMPARE(one.server.counters().refreshes, 1);
    QCOMPARE(one.server.counters().reuseDetected, 0);
}

void tst_DemoSessions::signsOut()
{
    SignedIn one(0);
    QVERIFY(one.session);
    std::optional<SignOutResult> result;
    one.session->signOut(this, [&](const SignOutResult &answer) { result = answer; });
    QTRY_VERIFY_WITH_TIMEOUT(result, 20'000);
    QVERIFY(result->revoked && result->forgotten);
    QVERIFY(one.server.counters().revocations >= 1);
    QVERIFY(one.store.items.isEmpty());
    QCOMPARE(one.accounts->count(), 0);
}

QTEST_GUILESS_MAIN(tst_DemoSessions)
#include "tst_demosessions.moc"
