// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Program = AccountsFixture::Program;

namespace {

const QString secondAccess = QStringLiteral("secret-access-2");
const QByteArray firstBearer = "Bearer secret-access";
const QByteArray secondBearer = "Bearer secret-access-2";

/// An account, and an API that takes its tokens.
struct Calling : OneAccount
{
    explicit Calling(Program program = Program::RunsOn) : OneAccount(program)
    {
        network.answer(tokenUrl, grant(secondAccess, QStringLiteral("secret-refresh-2")));
    }

    explicit Calling(const SignInResult &result) : OneAccount(result, Program::RunsOn) { }

    ~Calling()
    {
        // They are the receiver's.
        for (const SendResult &result : std::as_const(results))
            delete result.reply;
    }

    void send(QObject *context, const QByteArray &verb = "GET", const QByteArray &body = {})
    {
        session->send(QNetworkRequest(url), verb, body, context,
                      [this](const SendResult &result) { results.append(result); });
    }

    QList<SentRequest> calls() const { return network.sentTo(url); }
    QByteArray bearer(int call) const
    {
        return calls().at(call).request.rawHeader("Authorization");
    }
    int status(int answer) const
    {
        return results.at(answer)
            .reply->attribute(QNetworkRequest::HttpStatusCodeAttribute)
            .toInt();
    }

    const QUrl url{QStringLiteral("https://api.example.org/things?page=1")};
    QList<SendResult> results;
};

const ScriptedAnswer ok = ScriptedAnswer::json(200, "{\"things\":[]}");
const ScriptedAnswer unauthorized{401, "no", {}};

} // namespace

/// An application's request with the session's token (RFC 6750 §2.1).
class tst_AuthorizedRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void hasTheTokenInItsHeader();
    void keepsWhatTheApplicationSays();
    void waitsForANewToken();
    void isRepeatedOnceAfter401_data();
    void isRepeatedOnceAfter401();
    void isNotRepeatedForEver();
    void otherAnswersAreFinal_data();
    void otherAnswersAreFinal();
    void theEndIsToldAfterTheCallback_data() { otherAnswersAreFinal_data(); }
    void theEndIsToldAfterTheCallback();
    void refusalIsTheAnswerWhereThereIsNoNewToken_data();
    void refusalIsTheAnswerWhereThereIsNoNewToken();
    void refusalWithoutARefreshToken();
    void anotherProgramsTokenIsUsed();
    void manyAreRefusedAtOnce();
    void nothingIsSentWithoutAToken();
    void insecureAddressesAreRefused_data();
    void insecureAddressesAreRefused();
    void callerDies_data();
    void callerDies();
    void callerDiesWithItsAnswer();
    void sessionDiesWhileATokenIsFetchedAnew();
};

// Demand: RFC6750-2.1-header
// Demand: RFC6750-2.3-never-in-uri
void tst_AuthorizedRequest::hasTheTokenInItsHeader()
{
    Calling one;
    one.network.answer(one.url, ok);
    one.send(this);
    QVERIFY(one.results.isEmpty());
    one.clock.advance(1s);
    QCOMPARE(one.results.size(), 1);
    QVERIFY(!one.results.constFirst().error.isError());
    QCOMPARE(one.status(0), 200);
    QCOMPARE(one.results.constFirst().reply->readAll(), ok.body);
    QCOMPARE(one.calls().size(), 1);
    QCOMPARE(one.bearer(0), firstBearer);
    QCOMPARE(one.calls().constFirst().verb, QByteArray("GET"));
    // In the header only.
    QCOMPARE(one.calls().constFirst().url, one.url);
    QVERIFY(one.calls().constFirst().body.isEmpty());
    QCOMPARE(one.refreshes().size(), 0);
}

void tst_AuthorizedRequest::keepsWhatTheApplicationSays()
{
    Calling one;
    one.network.answer(one.url, ok);
    QNetworkRequest request(one.url);
    request.setRawHeader("X-Page", "2");
    request.setRawHeader("Authorization", "Basic of-the-application");
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("text/x-thing"));
    request.setTransferTimeout(1234);
    one.session->send(request, "PROPFIND", "a body", this,
                      [&](const SendResult &result) { one.results.append(result); });
    one.clock.advance(1s);
    QCOMPARE(one.calls().size(), 1);
    const SentRequest sent = one.calls().constFirst();
    QCOMPARE(sent.verb, QByteArray("PROPFIND"));
    QCOMPARE(sent.body, QByteArray("a body"));
    QCOMPARE(sent.request.rawHeader("X-Page"), QByteArray("2"));
    QCOMPARE(sent.request.rawHeader("Content-Type"), QByteArray("text/x-thing"));
    QCOMPARE(sent.request.rawHeader("Authorization"), firstBearer);
    QCOMPARE(sent.request.transferTimeout(), 1234);
}

void tst_AuthorizedRequest::waitsForANewToken()
{
    Calling one;
    one.network.answer(one.url, ok);
    one.clock.advance(2h);
    one.send(this);
    one.clock.advance(1s);
    QCOMPARE(one.calls().size(), 1);
    QCOMPARE(one.bearer(0), secondBearer);
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_AuthorizedRequest::isRepeatedOnceAfter401_data()
{
    QTest::addColumn<QByteArray>("verb");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("GET") << QByteArray("GET") << QByteArray();
    QTest::newRow("POST") << QByteArray("POST") << QByteArray("{\"name\":\"thing\"}");
    QTest::newRow("PUT, large") << QByteArray("PUT") << QByteArray(3'000'000, 'x');
    QTest::newRow("PATCH, binary") << QByteArray("PATCH") << QByteArray("\0\xff\r\n\0", 5);
    QTest::newRow("DELETE") << QByteArray("DELETE") << QByteArray();
    QTest::newRow("a verb of its own") << QByteArray("REPORT") << QByteArray("<report/>");
}

// Demand: RFC6750-3.1-refresh-on-401
void tst_AuthorizedRequest::isRepeatedOnceAfter401()
{
    QFETCH(QByteArray, verb);
    QFETCH(QByteArray, body);
    Calling one;
    one.network.answer(one.url, unauthorized);
    one.network.answer(one.url, ok);
    one.send(this, verb, body);
    one.clock.advance(1s);
    QCOMPARE(one.results.size(), 1);
    QCOMPARE(one.status(0), 200);
    QCOMPARE(one.calls().size(), 2);
    for (const SentRequest &sent : one.calls()) {
        QCOMPARE(sent.verb, verb);
        QCOMPARE(sent.body, body);
    }
    QCOMPARE(one.bearer(0), firstBearer);
    QCOMPARE(one.bearer(1), secondBearer);
    QCOMPARE(one.refreshes().size(), 1);
    // The next one begins with the new token.
    one.send(this);
    one.clock.advance(1s);
    QCOMPARE(one.bearer(2), secondBearer);
    QCOMPARE(one.refreshes().size(), 1);
}

// Demand: RFC6750-3.1-refresh-on-401
void tst_AuthorizedRequest::isNotRepeatedForEver()
{
    Calling one;
    one.network.answer(one.url, unauthorized);
    one.send(this);
    one.clock.advance(1h);
    QCOMPARE(one.results.size(), 1);
    QVERIFY(!one.results.constFirst().error.isError());
    QCOMPARE(one.status(0), 401);
    QCOMPARE(one.results.constFirst().reply->readAll(), QByteArray("no"));
    QCOMPARE(one.calls().size(), 2);
}

void tst_AuthorizedRequest::otherAnswersAreFinal_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    for (const int status : {200, 201, 204, 304, 400, 403, 404, 418, 429, 500, 503})
        QTest::addRow("%d", status) << ScriptedAnswer{status, "x", {}};
    QTest::newRow("no connection")
        << ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError);
    QTest::newRow("no host") << ScriptedAnswer::failure(QNetworkReply::HostNotFoundError);
    QTest::newRow("a broken connection") << ScriptedAnswer::lost();
}

void tst_AuthorizedRequest::otherAnswersAreFinal()
{
    QFETCH(ScriptedAnswer, answer);
    Calling one;
    one.network.answer(one.url, answer);
    one.send(this);
    one.clock.advance(1min);
    QCOMPARE(one.results.size(), 1);
    QVERIFY(!one.results.constFirst().error.isError());
    QVERIFY(one.results.constFirst().reply);
    if (answer.error == QNetworkReply::NoError)
        QCOMPARE(one.status(0), answer.status);
    else
        QCOMPARE(one.results.constFirst().reply->error(), answer.error);
    QCOMPARE(one.calls().size(), 1);
    QCOMPARE(one.refreshes().size(), 0);
    QCOMPARE(one.session->state(), Session::State::Active);
}

/// Whoever waited for finished() alone waited for ever where there was no connection.
void tst_AuthorizedRequest::theEndIsToldAfterTheCallback()
{
    QFETCH(ScriptedAnswer, answer);
    Calling one;
    one.network.answer(one.url, answer);
    int ends = 0;
    one.session->send(QNetworkRequest(one.url), "GET", {}, this, [&](const SendResult &result) {
        one.results.append(result);
        connect(result.reply, &QNetworkReply::finished, this, [&] { ++ends; });
    });
    one.clock.advance(1min);
    QCOMPARE(one.results.size(), 1);
    QCOMPARE(ends, 1);
}

void tst_AuthorizedRequest::refusalIsTheAnswerWhereThereIsNoNewToken_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<Session::State>("state");
    QTest::newRow("the provider is in trouble")
        << ScriptedAnswer{500, "", {}} << Session::State::Offline;
    QTest::newRow("no network") << ScriptedAnswer::failure(QNetworkReply::HostNotFoundError)
                                << Session::State::Offline;
    QTest::newRow("the session has ended")
        << AccountsFixture::refusal(QStringLiteral("invalid_grant")) << Session::State::NeedsSignIn;
}

void tst_AuthorizedRequest::refusalIsTheAnswerWhereThereIsNoNewToken()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(Session::State, state);
    Calling one;
    one.network.forget(one.tokenUrl);
    one.network.answer(one.tokenUrl, answer);
    one.network.answer(one.url, unauthorized);
    one.send(this);
    one.clock.advance(1s);
    QCOMPARE(one.results.size(), 1);
    QVERIFY(!one.results.constFirst().error.isError());
    QCOMPARE(one.status(0), 401);
    QCOMPARE(one.calls().size(), 1);
    QCOMPARE(one.refreshes().size(), 1);
    QCOMPARE(one.session->state(), state);
}

void tst_AuthorizedRequest::refusalWithoutARefreshToken()
{
    SignInResult result = AccountsFixture().mara();
    result.tokens.setRefreshToken(QString());
    Calling one(result);
    one.network.answer(one.url, unauthorized);
    one.send(this);
    one.clock.advance(1s);
    QCOMPARE(one.results.size(), 1);
    QCOMPARE(one.status(0), 401);
    QCOMPARE(one.calls().size(), 1);
}

void tst_AuthorizedRequest::anotherProgramsTokenIsUsed()
{
    Calling one(Program::IsShort);
    one.token(*one.session);
    const auto other = one.process(Program::IsShort);
    other->restore();
    QCOMPARE(one.refresh(*other->sessions().constFirst()).accessToken, secondAccess);
    one.network.answer(one.url, unauthorized);
    one.network.answer(one.url, ok);
    one.send(this);
    one.clock.advance(1s);
    QCOMPARE(one.status(0), 200);
    QCOMPARE(one.bearer(0), firstBearer);
    QCOMPARE(one.bearer(1), secondBearer);
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_AuthorizedRequest::manyAreRefusedAtOnce()
{
    Calling one;
    for (int i = 0; i < 20; ++i)
        one.network.answer(one.url, unauthorized);
    one.network.answer(one.url, ok);
    for (int i = 0; i < 20; ++i)
        one.send(this);
    one.clock.advance(1s);
    QCOMPARE(one.results.size(), 20);
    for (int i = 0; i < 20; ++i)
        QCOMPARE(one.status(i), 200);
    QCOMPARE(one.calls().size(), 40);
    QCOMPARE(one.refreshes().size(), 1);
}

void tst_AuthorizedRequest::nothingIsSentWithoutAToken()
{
    Calling one;
    one.network.forget(one.tokenUrl);
    one.network.answer(one.tokenUrl, AccountsFixture::refusal(QStringLiteral("invalid_grant")));
    one.clock.advance(2h);
    one.send(this);
    one.clock.advance(1s);
    QCOMPARE(one.results.size(), 1);
    QCOMPARE(one.results.constFirst().error.kind(), Error::Kind::SignedOut);
    QVERIFY(!one.results.constFirst().reply);
    QCOMPARE(one.calls().size(), 0);
}

void tst_AuthorizedRequest::insecureAddressesAreRefused_data()
{
    QTest::addColumn<QUrl>("url");
    for (const char *url :
         {"http://api.example.org/", "http://127.0.0.1.example.org/", "ftp://api.example.org/",
          "file:///etc/passwd", "https://user:password@api.example.org/", "https:///path",
          "api.example.org/things", "data:text/plain,x", ""}) {
        QTest::newRow(*url ? url : "nothing") << QUrl(QString::fromLatin1(url));
    }
}

// Demand: RFC6750-5.3-tls
void tst_AuthorizedRequest::insecureAddressesAreRefused()
{
    QFETCH(QUrl, url);
    Calling one;
    one.clock.advance(2h);
    one.session->send(QNetworkRequest(url), "GET", {}, this,
                      [&](const SendResult &result) { one.results.append(result); });
    QVERIFY(one.results.isEmpty());
    one.clock.advance(1s);
    QCOMPARE(one.results.size(), 1);
    QCOMPARE(one.results.constFirst().error.kind(), Error::Kind::InsecureEndpoint);
    QVERIFY(!one.results.constFirst().reply);
    QVERIFY(!one.results.constFirst().error.detail().contains(QLatin1String("password@")));
    // Not even a token is fetched for it.
    QCOMPARE(one.network.sent().size(), 0);
}

void tst_AuthorizedRequest::callerDies_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::addColumn<int>("calls");
    QTest::newRow("at once") << 0 << 0;
    QTest::newRow("while the token is fetched") << 500 << 0;
    QTest::newRow("while the answer is awaited") << 1500 << 1;
    QTest::newRow("while a newer token is fetched") << 2500 << 1;
    QTest::newRow("while the second answer is awaited") << 3500 << 2;
}

void tst_AuthorizedRequest::callerDies()
{
    QFETCH(int, milliseconds);
    QFETCH(int, calls);
    Calling one;
    const auto slowly = [](ScriptedAnswer answer) {
        answer.delay = 1s;
        return answer;
    };
    one.network.forget(one.tokenUrl);
    one.network.answer(one.tokenUrl, slowly(one.grant(secondAccess, QString())));
    one.network.answer(one.tokenUrl, slowly(one.grant(QStringLiteral("secret-3"), QString())));
    one.network.answer(one.url, slowly(unauthorized));
    one.network.answer(one.url, slowly(ok));
    one.clock.advance(2h);
    auto caller = std::make_unique<QObject>();
    one.send(caller.get());
    one.clock.advance(std::chrono::milliseconds(milliseconds));
    QCOMPARE(one.calls().size(), calls);
    caller.reset();
    one.clock.advance(1min);
    QVERIFY(one.results.isEmpty());
    QCOMPARE(one.calls().size(), calls);
    QCOMPARE(one.network.underWay(), 0);
}

/// The reply was given away, and stays.
void tst_AuthorizedRequest::callerDiesWithItsAnswer()
{
    Calling one;
    one.network.answer(one.url, ok);
    auto caller = std::make_unique<QObject>();
    one.send(caller.get());
    one.clock.advance(1s);
    QCOMPARE(one.results.size(), 1);
    caller.reset();
    one.accounts.reset();
    one.clock.advance(1s);
    QCOMPARE(one.results.constFirst().reply->readAll(), ok.body);
}

void tst_AuthorizedRequest::sessionDiesWhileATokenIsFetchedAnew()
{
    Calling one;
    ScriptedAnswer slow = one.grant(secondAccess, QString());
    slow.delay = 5s;
    one.network.forget(one.tokenUrl);
    one.network.answer(one.tokenUrl, slow);
    one.network.answer(one.url, unauthorized);
    one.send(this);
    one.clock.advance(1s);
    QCOMPARE(one.refreshes().size(), 1);
    one.accounts.reset();
    one.clock.advance(1min);
    QVERIFY(one.results.isEmpty());
    QCOMPARE(one.calls().size(), 1);
    QCOMPARE(one.network.underWay(), 0);
}

QTEST_GUILESS_MAIN(tst_AuthorizedRequest)
#include "tst_authorizedrequest.moc"
