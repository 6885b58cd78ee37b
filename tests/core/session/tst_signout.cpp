// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

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
};

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

QTEST_GUILESS_MAIN(tst_SignOut)
#include "tst_signout.moc"
