// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "dialectplay.h"

#include <latchkey/pastedcodesignin.h>

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Demo::AutomaticCode;
using Demo::Endpoint;
using Demo::Knobs;
using Kind = Error::Kind;
using State = SignIn::State;

namespace {

const QString automatic = QStringLiteral("urn:ietf:wg:oauth:2.0:oob:auto");
const QString apiKey = QStringLiteral("secret-api-key");

DialectCase dressipi()
{
    DialectCase one;
    one.id = QStringLiteral("dressipi");
    one.dialect = Demo::Dialect::Dressipi;
    one.values = {{QStringLiteral("domain"), QStringLiteral("dressipi.example.com")},
                  {QStringLiteral("client_id"), QStringLiteral("client-1")},
                  {QStringLiteral("api_key"), apiKey}};
    return one;
}

/// A sign-in at Dressipi, whose authorization endpoint gives the code to the program itself.
struct Attempt : DialectPlay
{
    explicit Attempt(const Change &change = {})
        : DialectPlay(dressipi(),
                      [&change](Knobs &knobs) {
                          knobs.apiKey = apiKey;
                          if (change)
                              change(knobs);
                      }),
          signIn(provider)
    {
        prepare(signIn);
        QObject::connect(&signIn, &AuthorizationCodeSignIn::authorizeWithBrowser, &signIn,
                         [this](const QUrl &url) { opened.append(url); });
    }

    bool finish()
    {
        signIn.start();
        return waitFor([this] { return result.has_value(); });
    }

    Session *session() { return finish() && result->isSuccess() ? stored(*result) : nullptr; }

    PastedCodeSignIn signIn;
    QList<QUrl> opened;
};

} // namespace

/// Dressipi from start to finish: an API key, a code that needs no browser, a refresh that repeats
/// the redirect URI, and a token in a header of its own.
class tst_Dressipi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void signsInWithoutABrowser_data();
    void signsInWithoutABrowser();
    void asksThePersonWhereNoCodeComes();
    void refused_data();
    void refused();
    void refreshRepeatsTheRedirectUri();
    void refreshTokenIsReplacedOnlyByANewOne();
    void endedAtTheProvider();
    void tokenTravelsInItsOwnHeader();
    void apiKeyIsKeptInTheKeychainAlone();
    void signsOut();
};

void tst_Dressipi::signsInWithoutABrowser_data()
{
    QTest::addColumn<AutomaticCode>("shape");
    QTest::newRow("JSON") << AutomaticCode::Json;
    QTest::newRow("JSON, one level down") << AutomaticCode::NestedJson;
    QTest::newRow("a form") << AutomaticCode::Form;
    QTest::newRow("a redirect to the URN") << AutomaticCode::Redirect;
    QTest::newRow("the title of a page") << AutomaticCode::PageTitle;
}

// Demand: Dressipi-authorize-answer
// Demand: Dressipi-pkce
void tst_Dressipi::signsInWithoutABrowser()
{
    QFETCH(AutomaticCode, shape);
    Attempt attempt([shape](Knobs &knobs) { knobs.automaticCode = shape; });
    QVERIFY(attempt.finish());
    const SignInResult &result = *attempt.result;
    QVERIFY2(result.isSuccess(), qPrintable(result.error.message() + result.error.detail()));
    QCOMPARE(attempt.opened.size(), 0);

    const Demo::LoggedRequest asked = attempt.server.requests(Endpoint::Authorization).value(0);
    const auto query = [&asked](const char *name) {
        for (const auto &[key, value] : asked.query) {
            if (key == QLatin1String(name))
                return value;
        }
        return QString();
    };
    QCOMPARE(asked.method, QByteArray("GET"));
    QCOMPARE(query("redirect_uri"), automatic);
    QCOMPARE(query("response_type"), QStringLiteral("code"));
    QCOMPARE(query("code_challenge_method"), QStringLiteral("S256"));
    QVERIFY(query("state").size() >= 22);
    QCOMPARE(asked.header("x-api-key"), apiKey.toLatin1());

    const Demo::LoggedRequest exchanged =
        attempt.tokenRequests(QStringLiteral("authorization_code")).value(0);
    QCOMPARE(exchanged.header("x-api-key"), apiKey.toLatin1());
    QCOMPARE(exchanged.parameter(QStringLiteral("redirect_uri")), automatic);
    QCOMPARE(exchanged.parameter(QStringLiteral("client_id")), QStringLiteral("client-1"));
    QVERIFY(exchanged.parameter(QStringLiteral("code_verifier")).size() >= 43);
    QVERIFY(!result.tokens.refreshToken().isEmpty());
    const qint64 life = attempt.clock.wallClock().secsTo(result.tokens.expiresAt());
    QVERIFY2(qAbs(life - 86'400) <= 5, qPrintable(QString::number(life)));
}

/// The shape of the answer is not documented: what cannot be read is left to the person.
void tst_Dressipi::asksThePersonWhereNoCodeComes()
{
    Attempt attempt;
    attempt.server.queueFault(Endpoint::Authorization,
                              Demo::Fault::answer(200, "<title>Welcome</title>", "text/html"));
    attempt.signIn.start();
    QVERIFY(attempt.waitFor([&] { return !attempt.opened.isEmpty(); }));
    QCOMPARE(attempt.signIn.state(), State::WaitingForUser);
    const QUrl answer = attempt.server.approveRequest(attempt.opened.constFirst());
    QVERIFY(!attempt.signIn.submit(answer.toString(QUrl::FullyEncoded)).isError());
    QVERIFY(attempt.waitFor([&] { return attempt.result.has_value(); }));
    QVERIFY2(attempt.result->isSuccess(), qPrintable(attempt.result->error.detail()));
}

void tst_Dressipi::refused_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<int>("codeLifetime");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("description");
    QTest::newRow("another API key")
        << QStringLiteral("another") << 60 << QStringLiteral("invalid_request")
        << QStringLiteral("The API key is missing or wrong.");
    QTest::newRow("a code that is over")
        << apiKey << 0 << QStringLiteral("invalid_grant")
        << QStringLiteral("The code is not known, or has expired.");
}

// Demand: Dressipi-400
void tst_Dressipi::refused()
{
    QFETCH(QString, key);
    QFETCH(int, codeLifetime);
    QFETCH(QString, code);
    QFETCH(QString, description);
    Attempt attempt([&](Knobs &knobs) {
        knobs.apiKey = key;
        knobs.authorizationCodeLifetime = codeLifetime;
    });
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn.state(), State::Failed);
    QCOMPARE(attempt.result->error.kind(), Kind::Rejected);
    QCOMPARE(attempt.result->error.oauthCode(), code);
    QCOMPARE(attempt.result->error.oauthDescription(), description);
    QCOMPARE(attempt.result->error.httpStatus(), 400);
    QVERIFY(!attempt.result->error.message().contains(apiKey));
    QVERIFY(!attempt.result->error.detail().contains(apiKey));
}

// Demand: Dressipi-redirect-uri
void tst_Dressipi::refreshRepeatsTheRedirectUri()
{
    Attempt attempt;
    Session *session = attempt.session();
    QVERIFY(session);
    QVERIFY(!attempt.refresh(*session).error.isError());
    const Demo::LoggedRequest request = attempt.refreshes().value(0);
    QCOMPARE(request.parameter(QStringLiteral("redirect_uri")), automatic);
    QCOMPARE(request.parameter(QStringLiteral("client_id")), QStringLiteral("client-1"));
    QCOMPARE(request.header("x-api-key"), apiKey.toLatin1());
}

// Demand: Dressipi-refresh-may-rotate
void tst_Dressipi::refreshTokenIsReplacedOnlyByANewOne()
{
    Attempt attempt;
    Session *session = attempt.session();
    QVERIFY(session);
    const auto used = [&attempt](int number) {
        return attempt.refreshes().value(number).parameter(QStringLiteral("refresh_token"));
    };
    QVERIFY(!attempt.refresh(*session).error.isError()); // Brings a new one …
    attempt.server.adjust([](Knobs &knobs) { knobs.rotateRefreshTokens = false; });
    QVERIFY(!attempt.refresh(*session).error.isError()); // … and this one does not,
    QVERIFY(!attempt.refresh(*session).error.isError()); // so that it is used once more.
    QVERIFY(used(0) != used(1));
    QCOMPARE(used(2), used(1));
    QCOMPARE(attempt.server.counters().reuseDetected, 0);
}

void tst_Dressipi::endedAtTheProvider()
{
    Attempt attempt;
    Session *session = attempt.session();
    QVERIFY(session);
    attempt.server.revokeEverything();
    const AccessTokenResult token = attempt.refresh(*session);
    QCOMPARE(token.error.kind(), Kind::SignedOut);
    QCOMPARE(session->state(), Session::State::NeedsSignIn);
}

// Demand: Dressipi-headers
void tst_Dressipi::tokenTravelsInItsOwnHeader()
{
    Attempt attempt;
    Session *session = attempt.session();
    QVERIFY(session);
    QCOMPARE(attempt.statusOfResource(*session), 200);
    const Demo::LoggedRequest request = attempt.server.requests(Endpoint::Items).constLast();
    QCOMPARE(request.header("x-dressipi-jwt"), attempt.result->tokens.accessToken().toLatin1());
    QCOMPARE(request.header("x-api-key"), apiKey.toLatin1());
    QCOMPARE(request.header("Authorization"), QByteArray());
}

// Demand: Dressipi-key-in-keychain
void tst_Dressipi::apiKeyIsKeptInTheKeychainAlone()
{
    Attempt attempt;
    Session *session = attempt.session();
    QVERIFY(session);
    QDir folder(attempt.folder.path());
    const QStringList files = folder.entryList({QStringLiteral("latchkey")}, QDir::Dirs);
    QVERIFY(!files.isEmpty());
    QFile index(folder.filePath(QStringLiteral("latchkey/test/accounts.json")));
    QVERIFY(index.open(QIODevice::ReadOnly));
    const QByteArray content = index.readAll();
    QVERIFY(content.contains("dressipi.example.com") || content.contains("dressipi"));
    QVERIFY(!content.contains(apiKey.toLatin1()));

    // Another process finds it where it is kept.
    Accounts another(QStringLiteral("test"), &attempt.store);
    another.setScheduler(&attempt.clock);
    another.setNetworkAccessManager(&attempt.network);
    another.setKeepsFresh(false);
    another.restore();
    QCOMPARE(another.count(), 1);
    const AccessTokenResult token = attempt.refresh(*another.sessions().constFirst());
    QVERIFY2(!token.error.isError(), qPrintable(token.error.detail()));
    QCOMPARE(attempt.refreshes().constLast().header("x-api-key"), apiKey.toLatin1());
}

/// There is nothing to revoke at, which is no fault.
void tst_Dressipi::signsOut()
{
    Attempt attempt;
    Session *session = attempt.session();
    QVERIFY(session);
    const std::optional<SignOutResult> result = attempt.signOut(*session);
    QVERIFY(result && result->forgotten);
    QVERIFY(!result->revoked);
    QVERIFY(!result->revocationError.isError());
}

QTEST_GUILESS_MAIN(tst_Dressipi)
#include "tst_dressipi.moc"
