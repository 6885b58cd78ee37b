// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QLockFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

/// The end of an account, at the provider (RFC 7009) and here.
class tst_SignOut : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void revokesBothAndForgets();
    void forgetsWhateverTheProviderSays_data();
    void forgetsWhateverTheProviderSays();
    void withoutARevocationEndpoint();
    void thatCannotForgetKeepsTheAccount();
    void callerMayDie();
    void whoWantsATokenMeanwhileIsTold();
    void whoWaitsForATokenIsTold();
    void waitsForItsOwnRefresh();
    void waitsForAnotherProgramsRefresh();
    void waitsForNobodyForEver();
    void staysSignedOutWhenAnotherProgramGoesOn();
    void holdsNoLockWhileThePersonIsAsked();
    void keychainThatCannotBeRead_data();
    void keychainThatCannotBeRead();
    void tokenThatCouldNotBeWrittenIsRevoked();
    void wantedTwice();
    void wantedByTwoProgramsAtOnce();
    void mayBeTriedAgain();
};

namespace {

QStringList revoked(const AccountsFixture &fixture)
{
    QStringList tokens;
    for (const SentRequest &request : fixture.network.sentTo(fixture.revocationUrl))
        tokens.append(request.form.value(QStringLiteral("token")));
    return tokens;
}

/// A provider that takes \a delay for a new pair of tokens and revokes at once.
void answerAll(AccountsFixture &fixture, std::chrono::milliseconds delay)
{
    ScriptedAnswer grant = AccountsFixture::grant(QStringLiteral("secret-access-2"),
                                                  QStringLiteral("secret-refresh-2"));
    grant.delay = delay;
    fixture.network.answer(fixture.tokenUrl, grant);
    fixture.network.answer(fixture.revocationUrl, {200, "", {}});
}

const QStringList newTokens{QStringLiteral("secret-refresh-2"), QStringLiteral("secret-access-2")};

} // namespace

// Demand: RFC7009-2.1-refresh-first
void tst_SignOut::revokesBothAndForgets()
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
    QVERIFY(one.store.items.isEmpty());
}

void tst_SignOut::forgetsWhateverTheProviderSays_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<Error::Kind>("kind");
    QTest::newRow("unreachable") << ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError)
                                 << Error::Kind::Network;
    // Demand: RFC7009-2.2.1-503
    QTest::newRow("503") << ScriptedAnswer{503, "", {}} << Error::Kind::Network;
    QTest::newRow("refused") << ScriptedAnswer::json(400, "{\"error\":\"unsupported_token_type\"}")
                             << Error::Kind::Rejected;
    QTest::newRow("a web page") << ScriptedAnswer{404, "<html>", {}} << Error::Kind::Protocol;
}

void tst_SignOut::forgetsWhateverTheProviderSays()
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

void tst_SignOut::withoutARevocationEndpoint()
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

void tst_SignOut::thatCannotForgetKeepsTheAccount()
{
    OneAccount one;
    one.network.answer(one.revocationUrl, ScriptedAnswer{200, "", {}});
    one.store.removeError = Error(Error::Kind::KeychainDenied);
    const auto result = one.signOut(*one.session);
    QVERIFY(result);
    QVERIFY(result->revoked);
    QVERIFY(!result->forgotten);
    QCOMPARE(result->storageError.kind(), Error::Kind::KeychainDenied);
    QCOMPARE(one.accounts->count(), 1);
}

void tst_SignOut::callerMayDie()
{
    OneAccount one;
    one.network.answer(one.revocationUrl, ScriptedAnswer{200, "", {}});
    auto caller = std::make_unique<QObject>();
    one.session->signOut(caller.get(), [](const auto &) { QFAIL("nobody asked"); });
    caller.reset();
    one.clock.advance(1s);
    QCOMPARE(one.accounts->count(), 0);
}

void tst_SignOut::whoWantsATokenMeanwhileIsTold()
{
    OneAccount one;
    ScriptedAnswer slow{200, "", {}};
    slow.delay = 5s;
    one.network.answer(one.revocationUrl, slow);
    one.token(*one.session);
    bool isSignedOut = false;
    one.session->signOut(this, [&](const SignOutResult &) { isSignedOut = true; });
    one.clock.advance(1s);
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(one.refresh(*one.session).error.kind(), Error::Kind::SignedOut);
    QVERIFY(!isSignedOut);
    one.clock.advance(10s);
    QVERIFY(isSignedOut);
    QCOMPARE(one.refreshes().size(), 0);
}

void tst_SignOut::whoWaitsForATokenIsTold()
{
    OneAccount one;
    answerAll(one, 0s);
    one.clock.advance(2h);
    QLockFile lock(one.lockPath());
    QVERIFY(lock.tryLock(0));
    std::optional<AccessTokenResult> token;
    one.session->withFreshToken(0s, this, [&](const AccessTokenResult &result) { token = result; });
    one.clock.advance(1s);
    const auto result = one.signOut(*one.session);
    QVERIFY(result && result->forgotten);
    VirtualScheduler::settle();
    QVERIFY(token);
    QCOMPARE(token->error.kind(), Error::Kind::SignedOut);
    QCOMPARE(one.refreshes().size(), 0);
}

void tst_SignOut::waitsForItsOwnRefresh()
{
    OneAccount one;
    answerAll(one, 5s);
    int answers = 0;
    one.session->refresh(this, [&](const AccessTokenResult &) { ++answers; });
    one.clock.advance(1s);
    QCOMPARE(one.refreshes().size(), 1);
    const auto result = one.signOut(*one.session);
    QVERIFY(result && result->forgotten && result->revoked);
    QCOMPARE(answers, 1);
    QCOMPARE(revoked(one), newTokens);
    QVERIFY(one.store.items.isEmpty());
}

void tst_SignOut::waitsForAnotherProgramsRefresh()
{
    OneAccount one;
    answerAll(one, 5s);
    const auto other = one.process(AccountsFixture::Program::IsShort);
    other->restore();
    QString token;
    other->sessions().constFirst()->refresh(
        this, [&](const AccessTokenResult &result) { token = result.accessToken; });
    one.clock.advance(1s);
    QCOMPARE(one.refreshes().size(), 1);
    const auto result = one.signOut(*one.session);
    QVERIFY(result && result->forgotten && result->revoked);
    QCOMPARE(token, QStringLiteral("secret-access-2"));
    QCOMPARE(revoked(one), newTokens);
    QVERIFY(one.store.items.isEmpty());
}

void tst_SignOut::waitsForNobodyForEver()
{
    OneAccount one;
    answerAll(one, 0s);
    QLockFile lock(one.lockPath());
    QVERIFY(lock.tryLock(0));
    std::optional<SignOutResult> result;
    one.session->signOut(this, [&](const SignOutResult &answer) { result = answer; });
    one.clock.advance(30s);
    QVERIFY(!result);
    one.clock.advance(15s);
    QVERIFY(result && result->forgotten && result->revoked);
    QVERIFY(one.store.items.isEmpty());
}

/// Whose refresh had hung for so long that nobody waited for it. It wrote its tokens, which nothing
/// listed any more.
void tst_SignOut::staysSignedOutWhenAnotherProgramGoesOn()
{
    OneAccount one;
    one.network.answer(one.tokenUrl, ScriptedAnswer::silence());
    answerAll(one, 20s);
    const auto other = one.process(AccountsFixture::Program::IsShort);
    other->restore();
    std::optional<AccessTokenResult> token;
    other->sessions().constFirst()->refresh(
        this, [&](const AccessTokenResult &result) { token = result; });
    one.clock.advance(1s);
    std::optional<SignOutResult> result;
    one.session->signOut(this, [&](const SignOutResult &answer) { result = answer; });
    one.clock.advance(45s);
    QVERIFY(result && result->forgotten);
    QVERIFY(!token);
    one.clock.advance(15s);
    QVERIFY(token);
    QCOMPARE(token->error.kind(), Error::Kind::SignedOut);
    QVERIFY(one.store.items.isEmpty());
    QCOMPARE(revoked(one).mid(2), newTokens);
}

/// The lock was taken first, and then the person was asked to unlock the keychain.
void tst_SignOut::holdsNoLockWhileThePersonIsAsked()
{
    OneAccount one;
    answerAll(one, 0s);
    one.store.holds = [](TestStore::Operation, const QString &) { return true; };
    std::optional<SignOutResult> result;
    one.session->signOut(this, [&](const SignOutResult &answer) { result = answer; });
    one.clock.advance(1min);
    QVERIFY(one.accounts->isWaitingForKeychain());
    {
        QLockFile lock(one.lockPath());
        QVERIFY(lock.tryLock(0));
    }
    one.store.release();
    one.clock.advance(1s);
    QVERIFY(result && result->forgotten && result->revoked);
}

void tst_SignOut::keychainThatCannotBeRead_data()
{
    QTest::addColumn<Error::Kind>("kind");
    QTest::addColumn<bool>("canRemove");
    QTest::newRow("locked") << Error::Kind::KeychainLocked << false;
    QTest::newRow("absent") << Error::Kind::KeychainAbsent << false;
    QTest::newRow("denied") << Error::Kind::KeychainDenied << false;
    QTest::newRow("damaged") << Error::Kind::KeychainFailed << true;
}

void tst_SignOut::keychainThatCannotBeRead()
{
    QFETCH(Error::Kind, kind);
    QFETCH(bool, canRemove);
    OneAccount one;
    one.store.readError = Error(kind);
    if (!canRemove)
        one.store.removeError = Error(kind);
    const auto result = one.signOut(*one.session);
    QVERIFY(result);
    QVERIFY(!result->revoked);
    QCOMPARE(result->revocationError.kind(), kind);
    QCOMPARE(result->forgotten, canRemove);
    QCOMPARE(result->storageError.kind(), canRemove ? Error::Kind::None : kind);
    QCOMPARE(one.accounts->count(), canRemove ? 0 : 1);
    QCOMPARE(one.network.sent().size(), 0);
}

/// The spent one was revoked, and the new one was said to be.
void tst_SignOut::tokenThatCouldNotBeWrittenIsRevoked()
{
    OneAccount one;
    answerAll(one, 0s);
    one.store.writeError = Error(Error::Kind::KeychainFailed);
    QCOMPARE(one.refresh(*one.session).error.kind(), Error::Kind::KeychainFailed);
    const auto result = one.signOut(*one.session);
    QVERIFY(result && result->forgotten && result->revoked);
    QCOMPARE(revoked(one).constFirst(), QStringLiteral("secret-refresh-2"));
}

/// The second one was never told.
void tst_SignOut::wantedTwice()
{
    OneAccount one;
    answerAll(one, 0s);
    QList<SignOutResult> results;
    const auto take = [&](const SignOutResult &result) { results.append(result); };
    one.session->signOut(this, take);
    one.session->signOut(this, take);
    one.clock.advance(1s);
    QCOMPARE(results.size(), 2);
    for (const SignOutResult &result : std::as_const(results))
        QVERIFY(result.forgotten && result.revoked);
    QCOMPARE(revoked(one).size(), 2);
}

/// The one that came second saw the account go before it could tell.
void tst_SignOut::wantedByTwoProgramsAtOnce()
{
    OneAccount one;
    answerAll(one, 0s);
    const auto other = one.process();
    other->restore();
    one.accounts->watch();
    other->watch();
    QList<SignOutResult> results;
    const auto take = [&](const SignOutResult &result) { results.append(result); };
    one.session->signOut(this, take);
    other->sessions().constFirst()->signOut(this, take);
    QTRY_COMPARE((one.clock.advance(5ms), results.size()), 2);
    for (const SignOutResult &result : std::as_const(results))
        QVERIFY(result.forgotten && !result.storageError.isError());
    QTRY_COMPARE(one.accounts->count() + other->count(), 0);
    QVERIFY(one.store.items.isEmpty());
}

void tst_SignOut::mayBeTriedAgain()
{
    OneAccount one;
    answerAll(one, 0s);
    one.store.removeError = Error(Error::Kind::KeychainLocked);
    auto result = one.signOut(*one.session);
    QVERIFY(result && !result->forgotten);
    one.store.removeError = Error();
    result = one.signOut(*one.session);
    QVERIFY(result && result->forgotten);
    QCOMPARE(one.accounts->count(), 0);
}

QTEST_GUILESS_MAIN(tst_SignOut)
#include "tst_signout.moc"
