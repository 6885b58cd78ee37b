// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"
#include "loopbackserver.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

/// A session whose token endpoint and API are real servers.
struct Wire : AccountsFixture
{
    explicit Wire(LoopbackServer::Handler api)
        : server(std::move(api)),
          provider(LoopbackServer::always(LoopbackServer::answer(
              200,
              "{\"access_token\":\"secret-2\",\"token_type\":\"Bearer\",\"expires_in\":3600}"))),
          manager(new QNetworkAccessManager), accounts(QStringLiteral("test"), &store)
    {
        accounts.setNetworkAccessManager(manager.get());
        SignInResult person = mara();
        person.provider.setEndpoint(Provider::Endpoint::Token, provider.url());
        person.tokens.setExpiresAt(QDateTime::currentDateTimeUtc().addSecs(3600));
        session = accounts.addForThisRun(person, QString());
    }

    ~Wire()
    {
        if (result)
            delete result->reply;
    }

    void send(QNetworkRequest request, const QByteArray &verb = "GET", const QByteArray &body = {})
    {
        request.setUrl(server.url(QStringLiteral("/things")));
        session->send(request, verb, body, session,
                      [this](const SendResult &answer) { result = answer; });
    }

    QNetworkReply *reply() const { return result ? result->reply : nullptr; }
    int status() const
    {
        return reply() ? reply()->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() : 0;
    }

    LoopbackServer server;
    LoopbackServer provider;
    std::unique_ptr<QNetworkAccessManager> manager;
    Accounts accounts;
    Session *session = nullptr;
    std::optional<SendResult> result;
};

QByteArray redirect(int status, const QUrl &url)
{
    return LoopbackServer::answer(status, "", "Location: " + url.toEncoded() + "\r\n");
}

} // namespace

/// Requests with a token, as they go over the wire.
class tst_AuthorizedWire : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void headersComeBeforeTheBody();
    void repeatedWithAllOfItsBody();
    void redirectElsewhereIsNotFollowed_data();
    void redirectElsewhereIsNotFollowed();
    void redirectWithinOneOriginIsFollowed();
    void redirectIsHandedOverWhereTheApplicationWantsIt();
    void redirectToARefusal();
    void challengeForAPassword();
    void managerMayDie();
};

void tst_AuthorizedWire::headersComeBeforeTheBody()
{
    QTcpSocket *open = nullptr;
    Wire wire([&](QTcpSocket *socket, const ReceivedRequest &) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234");
        open = socket;
    });
    wire.send({});
    QTRY_VERIFY(wire.reply());
    QCOMPARE(wire.status(), 200);
    QVERIFY(!wire.reply()->isFinished());
    QCOMPARE(wire.server.requests().constFirst().header("Authorization"),
             QByteArray("Bearer secret-access"));
    open->write("56789");
    QTRY_VERIFY(wire.reply()->isFinished());
    QCOMPARE(wire.reply()->readAll(), QByteArray("0123456789"));
}

void tst_AuthorizedWire::repeatedWithAllOfItsBody()
{
    const QByteArray body(5'000'000, 'x');
    Wire wire([&](QTcpSocket *socket, const ReceivedRequest &request) {
        const bool isNew = request.header("Authorization") == "Bearer secret-2";
        socket->write(isNew ? LoopbackServer::answer(200, "done")
                            : LoopbackServer::answer(401, "no"));
    });
    QNetworkRequest request;
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("text/plain"));
    wire.send(request, "POST", body);
    QTRY_VERIFY_WITH_TIMEOUT(wire.reply(), 20'000);
    QCOMPARE(wire.status(), 200);
    QCOMPARE(wire.server.requests().size(), 2);
    QCOMPARE(wire.server.requests().at(0).body, body);
    QCOMPARE(wire.server.requests().at(1).body, body);
    QVERIFY(wire.server.requests().at(1).head.startsWith("POST /things "));
    QCOMPARE(wire.provider.requests().size(), 1);
}

void tst_AuthorizedWire::redirectElsewhereIsNotFollowed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("policy");
    for (const int status : {301, 302, 303, 307, 308}) {
        QTest::addRow("%d", status) << status << -1;
        QTest::addRow("%d, although the application allows it", status)
            << status << int(QNetworkRequest::NoLessSafeRedirectPolicy);
    }
    QTest::newRow("302, although the application would look at it")
        << 302 << int(QNetworkRequest::UserVerifiedRedirectPolicy);
}

/// Another port is another origin.
// Demand: RFC6750-5.3-tls
void tst_AuthorizedWire::redirectElsewhereIsNotFollowed()
{
    QFETCH(int, status);
    QFETCH(int, policy);
    LoopbackServer elsewhere(LoopbackServer::always(LoopbackServer::answer(200, "thanks")));
    Wire wire(LoopbackServer::always(redirect(status, elsewhere.url())));
    QNetworkRequest request;
    if (policy >= 0)
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, policy);
    wire.send(request);
    QTRY_VERIFY(wire.reply());
    QTRY_VERIFY(wire.reply()->isFinished());
    QCOMPARE(wire.status(), status);
    QTest::qWait(50);
    QCOMPARE(elsewhere.connections(), 0);
}

void tst_AuthorizedWire::redirectWithinOneOriginIsFollowed()
{
    Wire wire([&](QTcpSocket *socket, const ReceivedRequest &request) {
        const bool isFirst = request.head.startsWith("GET /things ");
        socket->write(isFirst ? redirect(302, wire.server.url(QStringLiteral("/other")))
                              : LoopbackServer::answer(200, "here"));
    });
    wire.send({});
    QTRY_VERIFY(wire.reply());
    QTRY_VERIFY(wire.reply()->isFinished());
    QCOMPARE(wire.status(), 200);
    QCOMPARE(wire.reply()->readAll(), QByteArray("here"));
    QCOMPARE(wire.server.requests().size(), 2);
    QCOMPARE(wire.server.requests().at(1).header("Authorization"),
             QByteArray("Bearer secret-access"));
}

void tst_AuthorizedWire::redirectIsHandedOverWhereTheApplicationWantsIt()
{
    Wire wire(LoopbackServer::always(redirect(302, QUrl(QStringLiteral("https://example.org/")))));
    QNetworkRequest request;
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    wire.send(request);
    QTRY_VERIFY(wire.reply());
    QCOMPARE(wire.status(), 302);
    QCOMPARE(wire.reply()->error(), QNetworkReply::NoError);
    QCOMPARE(wire.server.requests().size(), 1);
}

void tst_AuthorizedWire::redirectToARefusal()
{
    Wire wire([&](QTcpSocket *socket, const ReceivedRequest &request) {
        const bool isFirst = request.head.startsWith("GET /things ");
        socket->write(isFirst ? redirect(302, wire.server.url(QStringLiteral("/other")))
                              : LoopbackServer::answer(401, "no"));
    });
    wire.send({});
    QTRY_VERIFY(wire.reply());
    QCOMPARE(wire.status(), 401);
    // Twice each.
    QCOMPARE(wire.server.requests().size(), 4);
    QCOMPARE(wire.provider.requests().size(), 1);
}

/// The token is our answer to it. Whether there is another is up to the application, whose manager
/// it is.
void tst_AuthorizedWire::challengeForAPassword()
{
    Wire wire(LoopbackServer::always(
        LoopbackServer::answer(401, "no", "WWW-Authenticate: Basic realm=\"x\"\r\n")));
    wire.send({});
    QTRY_VERIFY(wire.reply());
    QCOMPARE(wire.status(), 401);
    QCOMPARE(wire.server.requests().size(), 2);
    QCOMPARE(wire.server.requests().at(0).header("Authorization"),
             QByteArray("Bearer secret-access"));
    QCOMPARE(wire.server.requests().at(1).header("Authorization"), QByteArray("Bearer secret-2"));
}

void tst_AuthorizedWire::managerMayDie()
{
    Wire wire([](QTcpSocket *, const ReceivedRequest &) {});
    wire.send({});
    QTRY_COMPARE(wire.server.requests().size(), 1);
    wire.manager.reset();
    QTRY_VERIFY(wire.result);
    QVERIFY(!wire.result->reply);
    QCOMPARE(wire.result->error.kind(), Error::Kind::Network);
}

QTEST_GUILESS_MAIN(tst_AuthorizedWire)
#include "tst_authorizedwire.moc"
