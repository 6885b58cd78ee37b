// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "codeattempt.h"

#include "oauth/pkce.h"

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
    void aCodeAloneNeedsNoIssuer();
    void onlyWhileACodeIsWaitedFor();
    void tooLate();
    void readFromTheAnswer_data();
    void readFromTheAnswer();
    void askedWithTheProvidersHeaders();
    void otherwiseThePersonPastes_data();
    void otherwiseThePersonPastes();
    void theAnswerEndsIt_data();
    void theAnswerEndsIt();
    void noProgramAsksWithoutTheQuirk();
    void cancelWhileAsking();
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

// Demand: RFC9207-2.4-missing
void tst_PastedCodeSignIn::aCodeAloneNeedsNoIssuer()
{
    for (const bool isAlone : {true, false}) {
        Attempt attempt;
        attempt.provider.setIssuer(QUrl(QStringLiteral("https://id.example.org")));
        attempt.provider.setSendsIssuer(true);
        attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
        attempt.start();
        attempt.signIn->submit(isAlone ? QStringLiteral("secret-code")
                                       : QString::fromLatin1(attempt.answer()));
        VirtualScheduler::settle();
        QCOMPARE(attempt.signIn->state(), isAlone ? State::Succeeded : State::Failed);
    }
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

namespace {

class AskingAttempt : public Attempt
{
public:
    explicit AskingAttempt(const ScriptedAnswer &answer)
    {
        provider.setRedirectUri(QUrl(QStringLiteral("urn:ietf:wg:oauth:2.0:oob:auto")));
        provider.setQuirks({Provider::Quirk::AuthorizeAnswersProgram});
        provider.setExtraHeaders(Provider::Endpoint::Authorization,
                                 {{QStringLiteral("x-api-key"), QStringLiteral("secret-api-key")}});
        network.answer(authorizeUrl, answer);
        network.answer(tokenUrl, tokens());
    }
};

ScriptedAnswer redirectTo(const QByteArray &location)
{
    return ScriptedAnswer{302, "", {{"Location", location}}};
}

ScriptedAnswer page(const QByteArray &title)
{
    return ScriptedAnswer{200,
                          "<!doctype html><html><head><TITLE lang=en>" + title
                              + "</TITLE></head><body>Copy this</body></html>",
                          {{"Content-Type", "text/html"}}};
}

} // namespace

// Demand: Dressipi-authorize-answer
void tst_PastedCodeSignIn::readFromTheAnswer_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    const auto json = [](const QByteArray &body) { return ScriptedAnswer::json(200, body); };
    QTest::newRow("JSON") << json(R"({"code":"secret-code"})");
    QTest::newRow("JSON with the state") << json(R"({"code":"secret-code","state":"{state}"})");
    QTest::newRow("JSON, one level down")
        << json(R"({"status":"ok","grant":{"code":"secret-code","state":"{state}"}})");
    QTest::newRow("JSON that says 201") << ScriptedAnswer::json(201, R"({"code":"secret-code"})");
    QTest::newRow("a form") << ScriptedAnswer{200, "code=secret-code&state={state}\n", {}};
    QTest::newRow("a form with the code alone") << ScriptedAnswer{200, "code=secret-code", {}};
    QTest::newRow("a redirect to the URI")
        << redirectTo("urn:ietf:wg:oauth:2.0:oob:auto?code=secret-code&state={state}");
    QTest::newRow("a redirect within the server")
        << redirectTo("/oauth/authorize/native?code=secret-code");
    QTest::newRow("the title of the page") << page("Success code=secret-code&amp;state={state}");
    QTest::newRow("the title, the code alone") << page("Success code=secret-code");
    // It is found at once: nothing is looked at again for each letter before it.
    QTest::newRow("the title, behind much that looks like it")
        << page(QByteArray("code=").repeated(100'000) + "<title>Success code=secret-code");
    QTest::newRow("the title, behind many that do not end")
        << page(QByteArray("<title>code=").repeated(50'000) + "secret-code");
}

void tst_PastedCodeSignIn::readFromTheAnswer()
{
    QFETCH(ScriptedAnswer, answer);
    AskingAttempt attempt(answer);
    attempt.start();
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
    QVERIFY(attempt.opened.isEmpty());
    QCOMPARE(attempt.states, (QList<State>{State::Contacting, State::Finishing, State::Succeeded}));
    const SentRequest exchange = attempt.network.sentTo(attempt.tokenUrl).constFirst();
    QCOMPARE(exchange.form.value(QStringLiteral("code")), QStringLiteral("secret-code"));
    QCOMPARE(exchange.form.value(QStringLiteral("redirect_uri")),
             QStringLiteral("urn:ietf:wg:oauth:2.0:oob:auto"));
    QCOMPARE(attempt.network.sent().size(), 2);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

// Demand: Dressipi-pkce
// Demand: Dressipi-redirect-uri
// Demand: Dressipi-headers
void tst_PastedCodeSignIn::askedWithTheProvidersHeaders()
{
    AskingAttempt attempt(ScriptedAnswer::json(200, R"({"code":"secret-code"})"));
    attempt.start();
    const SentRequest asked = attempt.network.sent().constFirst();
    QCOMPARE(asked.verb, QByteArray("GET"));
    QCOMPARE(asked.request.rawHeader("x-api-key"), QByteArray("secret-api-key"));
    QCOMPARE(asked.request.attribute(QNetworkRequest::RedirectPolicyAttribute).toInt(),
             static_cast<int>(QNetworkRequest::ManualRedirectPolicy));
    const QUrlQuery query(asked.url);
    const auto value = [&](const char *name) {
        return query.queryItemValue(QString::fromLatin1(name), QUrl::FullyDecoded);
    };
    QCOMPARE(value("response_type"), QStringLiteral("code"));
    QCOMPARE(value("redirect_uri"), QStringLiteral("urn:ietf:wg:oauth:2.0:oob:auto"));
    QCOMPARE(value("client_id"), QStringLiteral("client-1"));
    QCOMPARE(value("code_challenge_method"), QStringLiteral("S256"));
    QCOMPARE(value("state").size(), 43);
    const SentRequest exchange = attempt.network.sentTo(attempt.tokenUrl).constFirst();
    QCOMPARE(Pkce::challengeFor(exchange.form.value(QStringLiteral("code_verifier"))),
             value("code_challenge"));
}

// Demand: Dressipi-authorize-answer
void tst_PastedCodeSignIn::otherwiseThePersonPastes_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::newRow("a page to sign in at") << page("Sign in");
    QTest::newRow("a page that is forbidden") << ScriptedAnswer{401, "<html>", {}};
    QTest::newRow("a redirect to a page") << redirectTo("https://login.example.org/?code=evil");
    QTest::newRow("a redirect within the server, without a code") << redirectTo("/login");
    QTest::newRow("a redirect to nowhere") << redirectTo("");
    QTest::newRow("JSON without a code") << ScriptedAnswer::json(200, R"({"hello":"world"})");
    QTest::newRow("JSON with a code that is a number")
        << ScriptedAnswer::json(200, R"({"code":200})");
    QTest::newRow("JSON with the code two levels down")
        << ScriptedAnswer::json(200, R"({"a":{"b":{"code":"c"}}})");
    QTest::newRow("a code with a status that is none")
        << ScriptedAnswer::json(404, R"({"code":"not_found"})");
    QTest::newRow("nothing") << ScriptedAnswer{200, "", {}};
    QTest::newRow("login_required") << Attempt::error(400, "login_required");
    QTest::newRow("login_required by redirect")
        << redirectTo("urn:ietf:wg:oauth:2.0:oob:auto?error=login_required&state={state}");
    QTest::newRow("login_required in a form")
        << ScriptedAnswer{200, "error=login_required&state={state}", {}};
    QTest::newRow("a redirect to a page that tells of an error")
        << redirectTo("/login?error=access_denied");
    QTest::newRow("a title that is far too long to be one")
        << page(QByteArray("code=").repeated(100'000));
}

void tst_PastedCodeSignIn::otherwiseThePersonPastes()
{
    QFETCH(ScriptedAnswer, answer);
    AskingAttempt attempt(answer);
    attempt.create();
    attempt.signIn->start();
    QVERIFY(attempt.signIn->authorizationUrl().isEmpty());
    VirtualScheduler::settle();
    QCOMPARE(attempt.signIn->state(), State::WaitingForUser);
    QCOMPARE(attempt.opened.size(), 1);
    QCOMPARE(attempt.network.sent().size(), 1);
    QVERIFY(!attempt.signIn->submit(QStringLiteral("secret-code")).isError());
    VirtualScheduler::settle();
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
}

// Demand: Dressipi-400
void tst_PastedCodeSignIn::theAnswerEndsIt_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("code");
    QTest::newRow("400") << Attempt::error(400, "invalid_request") << State::Failed
                         << QStringLiteral("invalid_request");
    QTest::newRow("denied") << Attempt::error(403, "access_denied") << State::Denied
                            << QStringLiteral("access_denied");
    QTest::newRow("denied by redirect")
        << redirectTo("urn:ietf:wg:oauth:2.0:oob:auto?error=access_denied&state={state}")
        << State::Denied << QStringLiteral("access_denied");
    QTest::newRow("another state") << ScriptedAnswer::json(200, R"({"code":"c","state":"other"})")
                                   << State::Failed << QStringLiteral("protocol");
    QTest::newRow("another issuer")
        << ScriptedAnswer::json(200, R"({"code":"c","iss":"https://evil.example"})")
        << State::Failed << QStringLiteral("protocol");
    QTest::newRow("unreachable") << ScriptedAnswer::failure(QNetworkReply::HostNotFoundError)
                                 << State::Failed << QStringLiteral("network");
    QTest::newRow("in trouble") << ScriptedAnswer{503, "<html>", {}} << State::Failed
                                << QStringLiteral("network");
}

void tst_PastedCodeSignIn::theAnswerEndsIt()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(State, state);
    QFETCH(QString, code);
    AskingAttempt attempt(answer);
    attempt.provider.setIssuer(QUrl(QStringLiteral("https://id.example.org")));
    attempt.start();
    QCOMPARE(attempt.signIn->state(), state);
    QCOMPARE(attempt.results.constFirst().error.code(), code);
    QVERIFY(!attempt.results.constFirst().error.detail().contains(QStringLiteral("secret-")));
    QCOMPARE(attempt.network.sentTo(attempt.tokenUrl).size(), 0);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_PastedCodeSignIn::noProgramAsksWithoutTheQuirk()
{
    AskingAttempt attempt(ScriptedAnswer::json(200, R"({"code":"secret-code"})"));
    attempt.provider.setQuirks({});
    attempt.start();
    QCOMPARE(attempt.signIn->state(), State::WaitingForUser);
    QCOMPARE(attempt.network.sent().size(), 0);
}

void tst_PastedCodeSignIn::cancelWhileAsking()
{
    AskingAttempt attempt(ScriptedAnswer::silence());
    attempt.start();
    QCOMPARE(attempt.signIn->state(), State::Contacting);
    attempt.signIn->cancel();
    VirtualScheduler::settle();
    QCOMPARE(attempt.network.underWay(), 0);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

QTEST_GUILESS_MAIN(tst_PastedCodeSignIn)
#include "tst_pastedcodesignin.moc"
