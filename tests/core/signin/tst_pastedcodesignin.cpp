// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "codeattempt.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using State = SignIn::State;

namespace {

using Attempt = CodeAttempt<PastedCodeSignIn>;

} // namespace

/// A code that the person pastes. What may be pasted is in tst_PastedCode.
class tst_PastedCodeSignIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void signsIn_data();
    void signsIn();
    void redirectUri_data();
    void redirectUri();
    void refusedAndTriedAgain_data();
    void refusedAndTriedAgain();
    void anotherAttemptsCodeIsNamedAsSuch();
    void aPastedErrorEndsIt();
    void anotherIssuerEndsIt();
    void onlyWhileACodeIsWaitedFor();
    void tooLate();
};

void tst_PastedCodeSignIn::signsIn_data()
{
    QTest::addColumn<QString>("pasted"); // S stands for the state.
    QTest::newRow("the code") << QStringLiteral(" secret-code\n");
    QTest::newRow("a form") << QStringLiteral("code=secret-code&state=S");
    QTest::newRow("an address") << QStringLiteral("https://x.example/?state=S&code=secret-code");
    QTest::newRow("a title") << QStringLiteral("Success code=secret-code&state=S");
}

void tst_PastedCodeSignIn::signsIn()
{
    QFETCH(QString, pasted);
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    QCOMPARE(attempt.opened.size(), 1);
    QCOMPARE(attempt.signIn->state(), State::WaitingForUser);
    const Error error =
        attempt.signIn->submit(pasted.replace(QLatin1String("=S"), u'=' + attempt.asked("state")));
    QVERIFY2(!error.isError(), qPrintable(error.message()));
    QCOMPARE(attempt.signIn->state(), State::Finishing);
    VirtualScheduler::settle();
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
    const SentRequest sent = attempt.network.sent().constFirst();
    QCOMPARE(sent.form.value(QStringLiteral("code")), QStringLiteral("secret-code"));
    QCOMPARE(sent.form.value(QStringLiteral("redirect_uri")),
             QStringLiteral("urn:ietf:wg:oauth:2.0:oob"));
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_PastedCodeSignIn::redirectUri_data()
{
    QTest::addColumn<QString>("uri");
    for (const char *uri : {"urn:ietf:wg:oauth:2.0:oob", "urn:ietf:wg:oauth:2.0:oob:auto",
                            "https://id.example.org/show-code?a=b%20c"})
        QTest::newRow(uri) << QString::fromLatin1(uri);
}

void tst_PastedCodeSignIn::redirectUri()
{
    QFETCH(QString, uri);
    Attempt attempt;
    attempt.provider.setRedirectUri(QUrl(uri));
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    QCOMPARE(attempt.asked("redirect_uri"), uri);
    attempt.signIn->submit(QStringLiteral("abc"));
    VirtualScheduler::settle();
    QCOMPARE(attempt.network.sent().constFirst().form.value(QStringLiteral("redirect_uri")), uri);
}

void tst_PastedCodeSignIn::refusedAndTriedAgain_data()
{
    QTest::addColumn<QString>("pasted");
    QTest::newRow("nothing") << QString();
    QTest::newRow("absurd") << QString(100000, u'a');
    QTest::newRow("an address without a code") << QStringLiteral("https://x.example/");
    QTest::newRow("another sign-in's") << QStringLiteral("code=abc&state=xyz");
    QTest::newRow("another sign-in's refusal") << QStringLiteral("error=access_denied&state=xyz");
}

void tst_PastedCodeSignIn::refusedAndTriedAgain()
{
    QFETCH(QString, pasted);
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    const Error error = attempt.signIn->submit(pasted);
    QCOMPARE(error.kind(), Error::Kind::Usage);
    QVERIFY(!error.message().isEmpty());
    QVERIFY(!error.advice().isEmpty());
    VirtualScheduler::settle();
    QCOMPARE(attempt.signIn->state(), State::WaitingForUser);
    QCOMPARE(attempt.network.sent().size(), 0);
    QVERIFY(!attempt.signIn->submit(QStringLiteral("secret-code")).isError());
    VirtualScheduler::settle();
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
}

void tst_PastedCodeSignIn::anotherAttemptsCodeIsNamedAsSuch()
{
    Attempt attempt;
    attempt.start();
    QCOMPARE(attempt.signIn->submit(QStringLiteral("code=abc&state=xyz")).message(),
             QStringLiteral("That code belongs to another sign-in."));
}

void tst_PastedCodeSignIn::aPastedErrorEndsIt()
{
    Attempt attempt;
    attempt.start();
    QVERIFY(!attempt.signIn->submit(QString::fromLatin1(attempt.answer("&error=access_denied")))
                 .isError());
    QCOMPARE(attempt.signIn->state(), State::Denied);
}

void tst_PastedCodeSignIn::anotherIssuerEndsIt()
{
    Attempt attempt;
    attempt.provider.setIssuer(QUrl(QStringLiteral("https://id.example.org")));
    attempt.start();
    attempt.signIn->submit(
        QString::fromLatin1(attempt.answer("&code=abc&iss=https%3A%2F%2Fevil.example")));
    QCOMPARE(attempt.signIn->state(), State::Failed);
    QCOMPARE(attempt.network.sent().size(), 0);
}

void tst_PastedCodeSignIn::onlyWhileACodeIsWaitedFor()
{
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.create();
    QVERIFY(attempt.signIn->submit(QStringLiteral("abc")).isError());
    attempt.signIn->start();
    QVERIFY(attempt.signIn->submit(QStringLiteral("abc")).isError());
    VirtualScheduler::settle();
    QVERIFY(!attempt.signIn->submit(QStringLiteral("abc")).isError());
    QVERIFY(attempt.signIn->submit(QStringLiteral("abc")).isError());
    VirtualScheduler::settle();
    QVERIFY(attempt.signIn->submit(QStringLiteral("abc")).isError());
    QCOMPARE(attempt.network.sent().size(), 1);
}

void tst_PastedCodeSignIn::tooLate()
{
    Attempt attempt;
    attempt.start();
    attempt.clock.suspend(11min);
    attempt.signIn->submit(QStringLiteral("abc"));
    QCOMPARE(attempt.signIn->state(), State::Expired);
    QCOMPARE(attempt.network.sent().size(), 0);
}

QTEST_GUILESS_MAIN(tst_PastedCodeSignIn)
#include "tst_pastedcodesignin.moc"
