// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "visitor.h"

#include <latchkey/demo/demoprovider.h>
#include <latchkey/loopbackreplyhandler.h>

#include "oauth/pkce.h"

#include <QtCore/QRegularExpression>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetworkAuth/QOAuth2AuthorizationCodeFlow>
#include <QtTest/QSignalSpy>

using namespace Latchkey;

namespace {

using Stage = QAbstractOAuth::Stage;

// Since Qt 6.6 its flow listens for exchanges that fail; before, nobody can tell it.
constexpr bool flowCanBeTold = QT_VERSION >= QT_VERSION_CHECK(6, 6, 0);

/// Qt's flow warns of whatever it is told.
void expectWarningOfTheExchange()
{
    if (flowCanBeTold) {
        QTest::ignoreMessage(
            QtWarningMsg,
            QRegularExpression(QStringLiteral("Token request failed: \"?invalid_grant\"?$")));
    }
}

/// A program that signs in with Qt's own flow at a real authorization server, and a browser whose
/// person has decided.
class QtProgram
{
public:
    enum class Decision { Approve, Deny };

    explicit QtProgram(DemoProvider *server)
        : flow(QStringLiteral("latchkey"), server->url(QStringLiteral("/oauth/authorize")),
               server->url(QStringLiteral("/oauth/token")), &network),
          granted(&flow, &QAbstractOAuth::granted), failed(&handler, &LoopbackReplyHandler::failed),
          refused(&flow, &QAbstractOAuth2::error), gaveUp(&flow, &QAbstractOAuth::requestFailed),
          opened(&flow, &Flow::authorizeWithBrowser)
    {
        handler.setProviderName(QStringLiteral("Demo"));
        const Error error = handler.listen(QUrl());
        if (error.isError())
            qWarning("%s", qUtf8Printable(error.detail()));
        flow.setReplyHandler(&handler);
        flow.setScope(QStringLiteral("openid demo:read offline_access"));
        // Qt 6.4 knows no PKCE, and its own state has 8 characters.
        flow.setState(randomWord());
        flow.setModifyParametersFunction([this](Stage stage,
                                                QMultiMap<QString, QVariant> *parameters) {
            if (stage == Stage::RequestingAuthorization) {
                parameters->insert(QStringLiteral("code_challenge"), pkce.challenge);
                parameters->insert(QStringLiteral("code_challenge_method"), QStringLiteral("S256"));
            } else if (stage == Stage::RequestingAccessToken) {
                parameters->insert(QStringLiteral("code_verifier"), pkce.verifier);
            }
        });
        QObject::connect(&flow, &QAbstractOAuth::authorizeWithBrowser, &handler,
                         &LoopbackReplyHandler::expectAnswerTo);
    }

    using Flow = QOAuth2AuthorizationCodeFlow;

    QNetworkAccessManager network;
    LoopbackReplyHandler handler;
    Flow flow;
    Pkce pkce = Pkce::create();
    QSignalSpy granted;
    QSignalSpy failed;
    QSignalSpy refused;
    QSignalSpy gaveUp;
    QSignalSpy opened;
};

} // namespace

/// Qt's QOAuth2AuthorizationCodeFlow, unmodified, with the handler in the place of Qt's own.
class tst_QtFlow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void signsIn();
    void strangersDoNotReachTheFlow();
    void theTabIsToldOfARefusal();
    void theTabIsToldWhereTheExchangeFails();
    void theFlowIsToldWhereTheExchangeFails();
    void refreshes();

private:
    static DemoProvider *server();
};

DemoProvider *tst_QtFlow::server()
{
    static DemoProvider provider(DemoProvider::Options::inMemory());
    if (!provider.start().isUsable())
        qFatal("the demo provider does not start");
    return &provider;
}

void tst_QtFlow::signsIn()
{
    QtProgram program(server());
    program.flow.grant();
    QCOMPARE(program.opened.count(), 1);
    const QUrl back = server()->approveRequest(program.opened.constFirst().constFirst().toUrl());
    QCOMPARE(back.adjusted(QUrl::RemoveQuery), program.handler.redirectUri());
    Visitor tab(back);
    tab.get(back);
    // The tab is still without an answer when the program has its tokens.
    bool wasEarly = false;
    QObject::connect(&program.flow, &QAbstractOAuth::granted, &program.flow,
                     [&] { wasEarly = !tab.received().isEmpty(); });
    QVERIFY(Visitor::wait([&] { return program.granted.count() == 1; }));
    QVERIFY(!wasEarly);
    QVERIFY(!program.flow.token().isEmpty());
    QVERIFY(!program.flow.refreshToken().isEmpty());
    QVERIFY(tab.answer().contains("<h1>You are signed in to Demo</h1>"));
    QVERIFY(!program.handler.isListening());
    QCOMPARE(program.failed.count(), 0);
}

void tst_QtFlow::strangersDoNotReachTheFlow()
{
    QtProgram program(server());
    program.flow.grant();
    QUrl forged = program.handler.redirectUri();
    for (const char *query : {"code=c&state=x", "error=access_denied&state=x", "code=c"}) {
        forged.setQuery(QString::fromLatin1(query));
        Visitor stranger(forged);
        stranger.get(forged);
        QCOMPARE(stranger.status(), 400);
    }
    QCOMPARE(program.refused.count(), 0);
    const QUrl back = server()->approveRequest(program.opened.constFirst().constFirst().toUrl());
    Visitor tab(back);
    tab.get(back);
    QVERIFY(Visitor::wait([&] { return program.granted.count() == 1; }));
    QCOMPARE(tab.status(), 200);
}

void tst_QtFlow::theTabIsToldOfARefusal()
{
    QtProgram program(server());
    program.flow.grant();
    const QUrl back = server()->denyRequest(program.opened.constFirst().constFirst().toUrl());
    // Qt's flow warns of whatever the person decides.
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(QStringLiteral("AuthenticationError: access_denied")));
    Visitor tab(back);
    tab.get(back);
    QVERIFY(tab.answer().contains("<h1>The request was declined</h1>"));
    QCOMPARE(program.refused.count(), 1);
    QCOMPARE(program.granted.count(), 0);
    QVERIFY(!program.handler.isListening());
}

void tst_QtFlow::theTabIsToldWhereTheExchangeFails()
{
    QtProgram program(server());
    program.flow.grant();
    const QUrl back = server()->approveRequest(program.opened.constFirst().constFirst().toUrl());
    // Somebody else's verifier.
    program.pkce = Pkce::create();
    expectWarningOfTheExchange();
    Visitor tab(back);
    tab.get(back);
    QVERIFY(tab.answer().contains("<h1>The sign-in did not work</h1>"));
    QCOMPARE(program.failed.count(), 1);
    QCOMPARE(program.failed.constFirst().constFirst().value<Error>().oauthCode(),
             QStringLiteral("invalid_grant"));
    QCOMPARE(program.granted.count(), 0);
}

/// It went on waiting, and its program with it.
void tst_QtFlow::theFlowIsToldWhereTheExchangeFails()
{
    QtProgram program(server());
    program.flow.grant();
    const QUrl back = server()->approveRequest(program.opened.constFirst().constFirst().toUrl());
    program.pkce = Pkce::create();
    expectWarningOfTheExchange();
    Visitor tab(back);
    tab.get(back);
    QVERIFY(Visitor::wait([&] { return program.failed.count() == 1; }));
    QCOMPARE(program.gaveUp.count(), flowCanBeTold ? 1 : 0);
    QCOMPARE(program.granted.count(), 0);
}

void tst_QtFlow::refreshes()
{
    QtProgram program(server());
    program.flow.grant();
    const QUrl back = server()->approveRequest(program.opened.constFirst().constFirst().toUrl());
    Visitor tab(back);
    tab.get(back);
    QVERIFY(Visitor::wait([&] { return program.granted.count() == 1; }));
    const QString first = program.flow.token();
    program.flow.refreshAccessToken();
    QVERIFY(Visitor::wait([&] { return program.granted.count() == 2; }));
    QVERIFY(program.flow.token() != first);
    QCOMPARE(program.failed.count(), 0);

    // Another sign-in that has begun meanwhile goes on waiting.
    QVERIFY(!program.handler.listen(QUrl()).isError());
    program.flow.refreshAccessToken();
    QVERIFY(Visitor::wait([&] { return program.granted.count() == 3; }));
    QVERIFY(program.handler.isListening());
}

QTEST_GUILESS_MAIN(tst_QtFlow)
#include "tst_qtflow.moc"
