// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "dialectplay.h"

#include <latchkey/browsersignin.h>

#include <QtCore/QRegularExpression>
#include <QtCore/QUrlQuery>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Demo::Endpoint;
using Demo::Knobs;
using Kind = Error::Kind;
using State = SignIn::State;

namespace {

/// A port that nobody has, for providers that know their callback with its port.
quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

/// A sign-in by browser, with a person who decides at once and a browser that follows redirects.
struct Attempt : DialectPlay
{
    enum class Person { Allows, Denies };

    explicit Attempt(const DialectCase &one, Person decision = Person::Allows,
                     const Change &change = {})
        : DialectPlay(one, change)
    {
        if (provider.redirectUri().port() > 0) {
            QUrl fixed = provider.redirectUri();
            fixed.setPort(freePort());
            provider.setRedirectUri(fixed);
            server.adjust([&fixed](Knobs &knobs) {
                knobs.clients.first().redirectUris = {fixed.toString()};
            });
        }
        signIn = std::make_unique<BrowserSignIn>(provider);
        prepare(*signIn);
        QObject::connect(
            signIn.get(), &AuthorizationCodeSignIn::authorizeWithBrowser, signIn.get(),
            [this, decision](const QUrl &url) {
                opened = url;
                const QUrl back = decision == Person::Allows ? server.approveRequest(url)
                                                             : server.denyRequest(url);
                QNetworkReply *tab = browser.get(QNetworkRequest(back));
                QObject::connect(tab, &QNetworkReply::finished, tab, &QObject::deleteLater);
            });
    }

    bool finish()
    {
        signIn->start();
        // The answer to the redirect travels in real time.
        return QTest::qWaitFor([this] { return !opened.isEmpty() || result; }, 20'000)
            && QTest::qWaitFor([this] { return result.has_value(); }, 20'000);
    }

    QString asked(const char *name) const
    {
        return QUrlQuery(opened).queryItemValue(QString::fromLatin1(name), QUrl::FullyDecoded);
    }

    std::unique_ptr<BrowserSignIn> signIn;
    QNetworkAccessManager browser;
    QUrl opened;
};

} // namespace

/// Signing in by browser and redirect as each provider documents it.
class tst_DialectBrowser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void signsIn_data() { addRows(DialectCase::withBrowserFlow()); }
    void signsIn();
    void denied_data() { addRows(DialectCase::withBrowserFlow()); }
    void denied();
    void codeRefused_data();
    void codeRefused();
    void audienceIsInsistedOn();
    void callbackIsKnownWithItsPort();
};

void tst_DialectBrowser::signsIn()
{
    QFETCH(DialectCase, one);
    Attempt attempt(one);
    QVERIFY(attempt.finish());
    const SignInResult &result = *attempt.result;
    QVERIFY2(result.isSuccess(), qPrintable(result.error.message() + result.error.detail()));

    QCOMPARE(attempt.asked("response_type"), QStringLiteral("code"));
    QCOMPARE(attempt.asked("client_id"), QStringLiteral("client-1"));
    QCOMPARE(attempt.asked("scope"), attempt.provider.scopeNames().join(u' '));
    QCOMPARE(attempt.asked("audience"), one.audience);
    QCOMPARE(attempt.asked("code_challenge_method"), QStringLiteral("S256"));
    QCOMPARE(attempt.asked("nonce").isEmpty(),
             !attempt.provider.scopeNames().contains(QStringLiteral("openid")));
    QVERIFY(attempt.asked("state").size() >= 22);

    const Demo::LoggedRequest exchanged =
        attempt.tokenRequests(QStringLiteral("authorization_code")).value(0);
    QCOMPARE(exchanged.parameter(QStringLiteral("client_id")), QStringLiteral("client-1"));
    QCOMPARE(exchanged.parameter(QStringLiteral("client_secret")), one.secret);
    QCOMPARE(exchanged.parameter(QStringLiteral("audience")), one.audience);
    QCOMPARE(exchanged.parameter(QStringLiteral("redirect_uri")), attempt.asked("redirect_uri"));
    QVERIFY(exchanged.parameter(QStringLiteral("code_verifier")).size() >= 43);
    QVERIFY(exchanged.header("Accept").contains("application/json"));

    QCOMPARE(result.tokens.scopes(), attempt.provider.scopeNames());
    QCOMPARE(result.tokens.refreshToken().isEmpty(), one.rotation == Rotation::None);
    QCOMPARE(result.identity.isValid(), one.tellsWho);
    Session *session = attempt.stored(result);
    QVERIFY(session);
    QCOMPARE(attempt.statusOfResource(*session), 200);
    if (one.rotation != Rotation::None)
        QVERIFY(!attempt.refresh(*session).error.isError());
    const std::optional<SignOutResult> signedOut = attempt.signOut(*session);
    QVERIFY(signedOut && signedOut->forgotten);
    QCOMPARE(signedOut->revoked, one.revokes);
}

void tst_DialectBrowser::denied()
{
    QFETCH(DialectCase, one);
    Attempt attempt(one, Attempt::Person::Denies);
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn->state(), State::Denied);
    QCOMPARE(attempt.result->error.oauthCode(), QStringLiteral("access_denied"));
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 0);
}

void tst_DialectBrowser::codeRefused_data()
{
    QTest::addColumn<DialectCase>("one");
    QTest::addColumn<QString>("code");
    for (const DialectCase &one : DialectCase::withBrowserFlow()) {
        const bool isGitHub = one.dialect == Demo::Dialect::GitHub;
        QTest::newRow(qUtf8Printable(one.id)) << one
                                              << (isGitHub ? QStringLiteral("bad_verification_code")
                                                           : QStringLiteral("invalid_grant"));
    }
}

void tst_DialectBrowser::codeRefused()
{
    QFETCH(DialectCase, one);
    QFETCH(QString, code);
    // Over before it can be exchanged.
    Attempt attempt(one, Attempt::Person::Allows,
                    [](Knobs &knobs) { knobs.authorizationCodeLifetime = 0; });
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn->state(), State::Failed);
    QCOMPARE(attempt.result->error.oauthCode(), code);
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 1);
}

/// Without it Yoto would give a token that its API does not take.
void tst_DialectBrowser::audienceIsInsistedOn()
{
    DialectCase yoto = DialectCase::named(QStringLiteral("yoto"));
    Attempt attempt(yoto);
    Provider without = attempt.provider;
    without.setAudience(QString());
    BrowserSignIn signIn(without);
    attempt.prepare(signIn);
    QUrl opened;
    QObject::connect(&signIn, &AuthorizationCodeSignIn::authorizeWithBrowser, &signIn,
                     [&](const QUrl &url) {
                         opened = url;
                         attempt.browser.get(QNetworkRequest(attempt.server.approveRequest(url)));
                     });
    signIn.start();
    QVERIFY(QTest::qWaitFor([&] { return attempt.result.has_value(); }, 20'000));
    QCOMPARE(attempt.result->error.oauthCode(), QStringLiteral("invalid_request"));
    QVERIFY(!QUrlQuery(opened).hasQueryItem(QStringLiteral("audience")));
}

/// Auth0's tenants compare the callback with its port: one that is taken cannot be replaced.
// Demand: Yoto-fixed-port
void tst_DialectBrowser::callbackIsKnownWithItsPort()
{
    Attempt attempt(DialectCase::named(QStringLiteral("yoto")));
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost,
                         static_cast<quint16>(attempt.provider.redirectUri().port())));
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.result->error.kind(), Kind::Busy);
    QVERIFY(attempt.result->error.message().contains(QString::number(taken.serverPort())));
    QVERIFY(attempt.opened.isEmpty());
}

QTEST_GUILESS_MAIN(tst_DialectBrowser)
#include "tst_dialectbrowser.moc"
