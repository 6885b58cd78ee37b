// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

/// One account's token, and its end.
class tst_Session : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void tokenNeedsOneItemOnly();
    void tokenStaysInMemory();
    void tokenAnswersLater();
    void tokenThatEnded_data();
    void tokenThatEnded();
    void tokenWithoutAnEnd();
    void signedInAgainByAnotherProcess();
    void keychainTroubleKeepsTheAccount_data();
    void keychainTroubleKeepsTheAccount();
    void damagedItemIsToldAndKept();
    void signOutRevokesBothAndForgets();
    void signOutForgetsWhateverTheProviderSays_data();
    void signOutForgetsWhateverTheProviderSays();
    void signOutWithoutARevocationEndpoint();
    void signOutThatCannotForgetKeepsTheAccount();
    void callerMayDieWhileSigningOut();
};

namespace {

struct OneAccount : AccountsFixture
{
    OneAccount() : accounts(process())
    {
        add(*accounts, mara());
        // As another process would find it, with nothing in memory yet.
        accounts = process();
        accounts->restore();
        session = accounts->sessions().constFirst();
        store.reads = 0;
    }

    std::unique_ptr<Accounts> accounts;
    Session *session = nullptr;
};

} // namespace

void tst_Session::tokenNeedsOneItemOnly()
{
    OneAccount one;
    QCOMPARE(one.token(*one.session).accessToken, QStringLiteral("secret-access"));
    QCOMPARE(one.store.reads, 1);
}

void tst_Session::tokenStaysInMemory()
{
    OneAccount one;
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

void tst_Session::tokenThatEnded_data()
{
    QTest::addColumn<int>("secondsLater");
    QTest::addColumn<int>("minimumValidity");
    QTest::addColumn<bool>("given");
    QTest::newRow("a second before its end") << 3598 << 0 << true;
    QTest::newRow("at its end") << 3600 << 0 << false;
    QTest::newRow("long after") << 100'000 << 0 << false;
    QTest::newRow("good for long enough") << 0 << 3500 << true;
    QTest::newRow("not good for long enough") << 0 << 3601 << false;
}

void tst_Session::tokenThatEnded()
{
    QFETCH(int, secondsLater);
    QFETCH(int, minimumValidity);
    QFETCH(bool, given);
    OneAccount one;
    one.clock.advance(std::chrono::seconds(secondsLater));
    const AccessTokenResult result = one.token(*one.session, minimumValidity);
    QCOMPARE(result.accessToken.isEmpty(), !given);
    QCOMPARE(result.error.kind(), given ? Error::Kind::None : Error::Kind::SignedOut);
    QCOMPARE(one.session->state(),
             secondsLater >= 3600 ? Session::State::NeedsSignIn : Session::State::Active);
    QCOMPARE(one.accounts->count(), 1);
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
    fixture.clock.advance(24h * 365);
    Session *const session = later->sessions().constFirst();
    const AccessTokenResult token = fixture.token(*session);
    QCOMPARE(token.accessToken, QStringLiteral("secret-access"));
    QVERIFY(!token.expiresAt.isValid());
}

void tst_Session::signedInAgainByAnotherProcess()
{
    OneAccount one;
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
    one.store.readError = Error();
    one.load(*one.session);
    QCOMPARE(one.session->state(), Session::State::Active);
}

void tst_Session::damagedItemIsToldAndKept()
{
    OneAccount one;
    const QString key = one.session->id() + QStringLiteral("/access");
    one.store.write(key, "{\"version\":", this, [](const Error &) {});
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::KeychainFailed);
    QCOMPARE(one.session->state(), Session::State::Locked);
    QByteArray value;
    one.store.read(key, this, [&](const auto &item) { value = item.value; });
    VirtualScheduler::settle();
    QCOMPARE(value, QByteArray("{\"version\":"));
}

void tst_Session::signOutRevokesBothAndForgets()
{
    OneAccount one;
    one.network.answer(one.revocationUrl, ScriptedAnswer{200, "", {}});
    const auto result = one.signOut(*one.session);
    QVERIFY(result);
    QVERIFY(result->revoked && result->forgotten);
    QVERIFY(!result->revocationError.isError() && !result->storageError.isError());
    const QList<SentRequest> sent = one.network.sentTo(one.revocationUrl);
    QCOMPARE(sent.size(), 2);
    QCOMPARE(sent.at(0).form.value(QStringLiteral("token")), QStringLiteral("secret-refresh"));
    QCOMPARE(sent.at(0).form.value(QStringLiteral("token_type_hint")),
             QStringLiteral("refresh_token"));
    QCOMPARE(sent.at(0).form.value(QStringLiteral("client_secret")),
             QStringLiteral("secret-client"));
    QCOMPARE(sent.at(1).form.value(QStringLiteral("token")), QStringLiteral("secret-access"));
    QCOMPARE(one.accounts->count(), 0);
    QVERIFY(!one.indexContent().contains("mara"));
    for (const char *item : {"/session", "/access"}) {
        bool found = true;
        one.store.read(QStringLiteral("demo/mara@demo.example") + QLatin1String(item), this,
                       [&](const auto &read) { found = read.found; });
        VirtualScheduler::settle();
        QVERIFY(!found);
    }
}

void tst_Session::signOutForgetsWhateverTheProviderSays_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<Error::Kind>("kind");
    QTest::newRow("unreachable") << ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError)
                                 << Error::Kind::Network;
    QTest::newRow("503") << ScriptedAnswer{503, "", {}} << Error::Kind::Network;
    QTest::newRow("refused") << ScriptedAnswer::json(400, "{\"error\":\"unsupported_token_type\"}")
                             << Error::Kind::Rejected;
    QTest::newRow("a web page") << ScriptedAnswer{404, "<html>", {}} << Error::Kind::Protocol;
}

void tst_Session::signOutForgetsWhateverTheProviderSays()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(Error::Kind, kind);
    OneAccount one;
    one.network.answer(one.revocationUrl, answer);
    const auto result = one.signOut(*one.session);
    QVERIFY(result);
    QVERIFY(!result->revoked);
    QVERIFY(result->forgotten);
    QCOMPARE(result->revocationError.kind(), kind);
    QCOMPARE(one.accounts->count(), 0);
}

void tst_Session::signOutWithoutARevocationEndpoint()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    SignInResult result = fixture.mara();
    result.provider.setEndpoint(Provider::Endpoint::Revocation, QUrl());
    Session *const session = fixture.add(*accounts, result).session;
    const auto signedOut = fixture.signOut(*session);
    QVERIFY(signedOut);
    QVERIFY(!signedOut->revoked);
    QVERIFY(signedOut->forgotten);
    QVERIFY(!signedOut->revocationError.isError());
    QCOMPARE(fixture.network.sent().size(), 0);
}

void tst_Session::signOutThatCannotForgetKeepsTheAccount()
{
    OneAccount one;
    one.network.answer(one.revocationUrl, ScriptedAnswer{200, "", {}});
    one.store.removalFails = true;
    const auto result = one.signOut(*one.session);
    QVERIFY(result);
    QVERIFY(result->revoked);
    QVERIFY(!result->forgotten);
    QCOMPARE(result->storageError.kind(), Error::Kind::KeychainDenied);
    QCOMPARE(one.accounts->count(), 1);
}

void tst_Session::callerMayDieWhileSigningOut()
{
    OneAccount one;
    one.network.answer(one.revocationUrl, ScriptedAnswer{200, "", {}});
    auto caller = std::make_unique<QObject>();
    one.session->signOut(caller.get(), [](const auto &) { QFAIL("nobody asked"); });
    caller.reset();
    one.clock.advance(1s);
    QCOMPARE(one.accounts->count(), 0);
}

QTEST_GUILESS_MAIN(tst_Session)
#include "tst_session.moc"
