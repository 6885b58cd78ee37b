// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "hostedworld.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

#include <atomic>

using namespace Latchkey;

/// Yoto, whole, as one types it, against what its documents say that its servers answer.
class tst_CommandYoto : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void byCode();
#ifdef LATCHKEY_HAVE_BROWSER
    void byBrowser();
    void byBrowserWhilePortIsTaken();
    void byBrowserDenied();
#endif
    void byTheReference();
    void refreshTokensAreUsedOnce();
    void refusedTokenIsRenewedAndTheRequestRepeated();
    void whatIsRefusedTwiceIsTheAnswer();
    void earlierEndWins();
    void clientThatMayNotAskWhoItIs();
    void codeThatExpires_data();
    void codeThatExpires();
    void deniedByThePerson();
    void toldToSlowDown();
    void errorsOfTheDeviceEndpoint_data();
    void errorsOfTheDeviceEndpoint();
    void errorsOfTheTokenEndpoint_data();
    void errorsOfTheTokenEndpoint();
    void refreshThatIsRefusedEndsTheSession();
    void suggestions();
};

namespace {

const QString loginHost = QStringLiteral("login.yotoplay.com");
const QString apiHost = QStringLiteral("api.yotoplay.com");
const QString login = QStringLiteral("login yoto --client-id X");
const QString mine = QStringLiteral("request yoto GET https://api.yotoplay.com/content/mine");
const QString devices =
    QStringLiteral("request yoto GET https://api.yotoplay.com/device-v2/devices/mine");

// In the shape of https://yoto.dev/api/.
const QByteArray cards = R"({"cards":[{"cardId":"iMG7o","content":{"activity":"yoto_Player",)"
                         R"("chapters":[],"version":"1"},"createdAt":"2021-05-07T14:08:26.435Z",)"
                         R"("deleted":false,"metadata":{"category":"none","cover":{},)"
                         R"("media":{"duration":1419,"fileSize":0}},"title":"Stories",)"
                         R"("updatedAt":"2023-06-22T10:16:53.717Z","userId":"auth0|65afcb79"}]})";
const QByteArray players = R"({"devices":[{"deviceId":"y23","name":"Yoto Player",)"
                           R"("description":"nameless.limit","online":true,)"
                           R"("releaseChannel":"general","deviceType":"mini",)"
                           R"("deviceFamily":"v3","deviceGroup":""}]})";
const QByteArray unauthorized =
    R"({"error":{"code":"unauthorized","message":"The token is not valid."}})";

Demo::Knobs yotoKnobs(Demo::Dialect dialect)
{
    Demo::Knobs knobs = HostedWorld::knobs(dialect);
    // What the demo provider says of itself is not what stands in the provider's file.
    knobs.idTokenClaims = {{QStringLiteral("iss"), QStringLiteral("https://login.yotoplay.com/")}};
    knobs.person.subject = QStringLiteral("auth0|65afcb79");
    Demo::Client client;
    client.id = QStringLiteral("X");
    client.name = QStringLiteral("Somebody's program");
    client.redirectUris = {QStringLiteral("http://127.0.0.1:8787/callback")};
    knobs.clients = {client};
    knobs.acceptUnknownClients = false;
    return knobs;
}

class YotoWorld : public HostedWorld
{
public:
    explicit YotoWorld(Demo::Dialect dialect = Demo::Dialect::Yoto)
        : HostedWorld({loginHost, apiHost}, yotoKnobs(dialect))
    {
        const TestHandler tenant =
            forwardTo(provider.port(),
                      {{QStringLiteral("/authorize"), QStringLiteral("/oauth/authorize")},
                       {QStringLiteral("/userinfo"), QStringLiteral("/oauth/userinfo")},
                       {QStringLiteral("/.well-known/jwks.json"), QStringLiteral("/oauth/jwks")}});
        internet.serve(loginHost, tenant);
        internet.serve(apiHost, [this, tenant](const TestRequest &request) {
            if (request.path.startsWith(QLatin1String("/oauth/")))
                return tenant(request);
            if (refusals > 0) {
                --refusals;
                return TestAnswer(401, unauthorized);
            }
            if (request.path == QLatin1String("/content/mine"))
                return data(request, cards, unauthorized);
            if (request.path == QLatin1String("/device-v2/devices/mine"))
                return data(request, players, unauthorized);
            return TestAnswer(404, R"({"error":{"code":"not-found","message":"No."}})");
        });
    }

    bool signIn()
    {
        provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
        return isUp() && type(login)->exitStatus() == 0;
    }

    QList<Demo::LoggedRequest> tokenRequests(const char *grantType) const
    {
        QList<Demo::LoggedRequest> found;
        for (const auto &request : provider.requests(Demo::Endpoint::Token)) {
            if (request.parameter(QStringLiteral("grant_type")) == QLatin1String(grantType))
                found += request;
        }
        return found;
    }

    /// How many more data requests are refused, whatever their token.
    std::atomic<int> refusals = 0;
};

QString parameter(const Demo::LoggedRequest &request, const char *name)
{
    return request.parameter(QLatin1String(name));
}

} // namespace

// Demand: Yoto-device-request
// Demand: Yoto-request
// Demand: Auth0-403
void tst_CommandYoto::byCode()
{
    YotoWorld world;
    QVERIFY(world.isUp());
    const auto signIn = world.typeJson(login);
    const QJsonObject code = signIn->nextEvent();
    QCOMPARE(textOf(code, "event"), QStringLiteral("code"));
    QVERIFY(!textOf(code, "verification_uri").isEmpty());
    QVERIFY(textOf(code, "verification_uri_complete").contains(textOf(code, "user_code")));
    // Pending is told by 403 for a while.
    QTRY_VERIFY_WITH_TIMEOUT(!world.provider.requests(Demo::Endpoint::Token).isEmpty(), 20000);
    QVERIFY(world.provider.approve(textOf(code, "user_code")));
    const QJsonObject signedIn = signIn->nextEvent();
    QCOMPARE(textOf(signedIn, "event"), QStringLiteral("signed_in"));
    QCOMPARE(textOf(signedIn, "subject"), QStringLiteral("auth0|65afcb79"));
    QVERIFY(signedIn.value(QLatin1String("has_refresh_token")).toBool());
    QCOMPARE(signIn->exitStatus(), 0);
    QVERIFY(!world.browser.hasBeenOpened());

    const auto asked = world.provider.requests(Demo::Endpoint::DeviceAuthorization).constFirst();
    QCOMPARE(parameter(asked, "client_id"), QStringLiteral("X"));
    QCOMPARE(parameter(asked, "audience"), QStringLiteral("https://api.yotoplay.com"));
    QVERIFY(parameter(asked, "scope").contains(QStringLiteral("offline_access")));
    const auto polls = world.tokenRequests("urn:ietf:params:oauth:grant-type:device_code");
    QVERIFY(polls.size() >= 2);
    QCOMPARE(parameter(polls.constLast(), "client_id"), QStringLiteral("X"));
    QCOMPARE(parameter(polls.constLast(), "audience"), QStringLiteral("https://api.yotoplay.com"));

    const auto content = world.type(mine);
    QCOMPARE(content->exitStatus(), 0);
    QCOMPARE(content->output(), cards);
    QVERIFY(content->errorOutput().contains("HTTP 200"));
    const auto playersOfMine = world.type(devices);
    QCOMPARE(playersOfMine->exitStatus(), 0);
    QCOMPARE(playersOfMine->output(), players);
    const TestRequest request = world.internet.requests(apiHost).constFirst();
    QCOMPARE(request.method, QByteArray("GET"));
    QVERIFY(request.header("Authorization").startsWith("Bearer "));

    const auto logout = world.typeJson(QStringLiteral("logout yoto"));
    const QJsonObject signedOut = logout->nextEvent();
    QVERIFY(signedOut.value(QLatin1String("revoked")).toBool());
    QVERIFY(signedOut.value(QLatin1String("forgotten")).toBool());
    QCOMPARE(world.type(mine)->exitStatus(), 8);
    QCOMPARE(world.internet.strangers(), QStringList());
}

#ifdef LATCHKEY_HAVE_BROWSER

// Demand: Yoto-fixed-port
// Demand: Yoto-token-grants
// Demand: RFC8252-8.12-system-browser
void tst_CommandYoto::byBrowser()
{
    YotoWorld world;
    QVERIFY(world.isUp());
    const auto signIn = world.typeJson(login + QStringLiteral(" --flow browser"));
    const QUrl address(textOf(signIn->nextEvent(), "url"), QUrl::StrictMode);
    QCOMPARE(world.browser.waitForAddress(), address);
    QCOMPARE(address.host(), loginHost);
    QCOMPARE(address.path(), QStringLiteral("/authorize"));
    const QUrlQuery query(address);
    const auto value = [&](const char *name) {
        return query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
    };
    QCOMPARE(value("redirect_uri"), QStringLiteral("http://127.0.0.1:8787/callback"));
    QCOMPARE(value("audience"), QStringLiteral("https://api.yotoplay.com"));
    QCOMPARE(value("code_challenge_method"), QStringLiteral("S256"));
    QCOMPARE(value("client_id"), QStringLiteral("X"));
    const QUrl back = world.provider.approveRequest(address);
    QCOMPARE(back.adjusted(QUrl::RemoveQuery),
             QUrl(QStringLiteral("http://127.0.0.1:8787/callback")));
    PersonsBrowser::visit(back);
    const QJsonObject signedIn = signIn->nextEvent();
    QCOMPARE(textOf(signedIn, "event"), QStringLiteral("signed_in"));
    QCOMPARE(textOf(signedIn, "subject"), QStringLiteral("auth0|65afcb79"));
    QCOMPARE(signIn->exitStatus(), 0);
    const auto exchange = world.tokenRequests("authorization_code").constFirst();
    QCOMPARE(parameter(exchange, "redirect_uri"), QStringLiteral("http://127.0.0.1:8787/callback"));
    QCOMPARE(parameter(exchange, "audience"), QStringLiteral("https://api.yotoplay.com"));
    QCOMPARE(world.outputOf(mine), cards);
    // And once more, by the same port.
    const auto again = world.typeJson(login + QStringLiteral(" --flow browser"));
    PersonsBrowser::visit(
        world.provider.approveRequest(QUrl(textOf(again->nextEvent(), "url"), QUrl::StrictMode)));
    QCOMPARE(again->exitStatus(), 0);
}

// Demand: Yoto-fixed-port
void tst_CommandYoto::byBrowserWhilePortIsTaken()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost, 8787));
    YotoWorld world;
    const auto signIn = world.typeJson(login + QStringLiteral(" --flow browser"));
    const QJsonObject error = signIn->nextEvent();
    QCOMPARE(textOf(error, "code"), QStringLiteral("busy"));
    QVERIFY2(textOf(error, "message").contains(QStringLiteral("8787")),
             qPrintable(textOf(error, "message")));
    QCOMPARE(signIn->exitStatus(), 1);
    QVERIFY(!world.browser.hasBeenOpened());
}

void tst_CommandYoto::byBrowserDenied()
{
    YotoWorld world;
    const auto signIn = world.typeJson(login + QStringLiteral(" --flow browser"));
    const QUrl address(textOf(signIn->nextEvent(), "url"), QUrl::StrictMode);
    PersonsBrowser::visit(world.provider.denyRequest(address));
    QCOMPARE(textOf(signIn->nextEvent(), "code"), QStringLiteral("access_denied"));
    QCOMPARE(signIn->exitStatus(), 3);
}

#endif

/// The host that the API reference names.
void tst_CommandYoto::byTheReference()
{
    YotoWorld world(Demo::Dialect::YotoReference);
    world.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    QCOMPARE(world.type(QStringLiteral("login yoto-reference --client-id X"))->exitStatus(), 0);
    const auto hosts = world.internet.requests(apiHost);
    QCOMPARE(hosts.constFirst().path, QStringLiteral("/oauth/device/code"));
    const auto refreshed = world.type(QStringLiteral("token yoto-reference --refresh"));
    QCOMPARE(refreshed->exitStatus(), 0);
    QCOMPARE(world.outputOf(
                 QStringLiteral("request yoto-reference https://api.yotoplay.com/content/mine")),
             cards);
    QVERIFY(world.internet.requests(loginHost).isEmpty());
}

// Demand: Yoto-single-use-refresh
// Demand: Yoto-token-grants
void tst_CommandYoto::refreshTokensAreUsedOnce()
{
    YotoWorld world;
    QVERIFY(world.signIn());
    for (int i = 0; i < 3; ++i)
        QCOMPARE(world.type(QStringLiteral("token yoto --refresh"))->exitStatus(), 0);
    const auto refreshes = world.tokenRequests("refresh_token");
    QCOMPARE(refreshes.size(), 3);
    QSet<QString> used;
    for (const Demo::LoggedRequest &request : refreshes) {
        used += parameter(request, "refresh_token");
        QCOMPARE(parameter(request, "client_id"), QStringLiteral("X"));
        QCOMPARE(parameter(request, "audience"), QStringLiteral("https://api.yotoplay.com"));
    }
    QCOMPARE(used.size(), 3);
    QCOMPARE(world.provider.counters().reuseDetected, 0);
    QCOMPARE(world.outputOf(mine), cards);
}

// Demand: RFC6750-3.1-refresh-on-401
void tst_CommandYoto::refusedTokenIsRenewedAndTheRequestRepeated()
{
    YotoWorld world;
    QVERIFY(world.signIn());
    world.refusals = 1;
    const auto content = world.type(mine);
    QCOMPARE(content->exitStatus(), 0);
    QCOMPARE(content->output(), cards);
    QCOMPARE(world.tokenRequests("refresh_token").size(), 1);
    const auto requests = world.internet.requests(apiHost);
    QCOMPARE(requests.size(), 2);
    QVERIFY(requests.first().header("Authorization") != requests.last().header("Authorization"));
}

// Demand: RFC6750-3.1-refresh-on-401
void tst_CommandYoto::whatIsRefusedTwiceIsTheAnswer()
{
    YotoWorld world;
    QVERIFY(world.signIn());
    world.refusals = 5;
    const auto content = world.type(mine + QStringLiteral(" --fail"));
    QCOMPARE(content->exitStatus(), 1);
    QCOMPARE(world.internet.requests(apiHost).size(), 2);
    QCOMPARE(world.tokenRequests("refresh_token").size(), 1);
    world.refusals = 0;
    QCOMPARE(world.outputOf(mine), cards);
}

/// `expires_at` of the reference, which may say something else than `expires_in`.
// Demand: Yoto-token-answer
void tst_CommandYoto::earlierEndWins()
{
    YotoWorld world;
    const qint64 end = QDateTime::currentSecsSinceEpoch() + 300;
    world.provider.adjust([&](Demo::Knobs &knobs) {
        knobs.decision = Demo::Decision::Allow;
        knobs.answerOverrides[Demo::Endpoint::Token] = {{QStringLiteral("expires_at"), end}};
    });
    const auto signIn = world.typeJson(login);
    signIn->nextEvent();
    const QJsonObject signedIn = signIn->nextEvent();
    QCOMPARE(textOf(signedIn, "event"), QStringLiteral("signed_in"));
    const int left = signedIn.value(QLatin1String("expires_in")).toInt();
    QVERIFY2(left > 200 && left <= 300, qPrintable(QString::number(left)));
}

/// Some clients are not granted `openid` and `profile`.
void tst_CommandYoto::clientThatMayNotAskWhoItIs()
{
    YotoWorld world;
    world.provider.adjust([](Demo::Knobs &knobs) {
        knobs.decision = Demo::Decision::Allow;
        knobs.clients.first().refusedScopes = {QStringLiteral("openid"), QStringLiteral("profile")};
    });
    const auto refused = world.typeJson(login);
    const QJsonObject error = refused->nextEvent();
    QCOMPARE(textOf(error, "code"), QStringLiteral("invalid_scope"));
    QVERIFY(!textOf(error, "message").isEmpty());
    QCOMPARE(refused->exitStatus(), 3);
    const auto signIn = world.typeJson(
        login + QStringLiteral(" --scope \"user:content:view offline_access\" --account me"));
    signIn->nextEvent();
    QCOMPARE(textOf(signIn->nextEvent(), "account"), QStringLiteral("yoto/me"));
    QCOMPARE(world.outputOf(mine), cards);
    QVERIFY(world.provider.requests(Demo::Endpoint::UserInfo).isEmpty());
}

void tst_CommandYoto::codeThatExpires_data()
{
    QTest::addColumn<bool>("isAnswerLost");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("exitStatus");
    QTest::newRow("told") << false << QStringLiteral("expired_token") << 4;
    QTest::newRow("told once, and that answer got lost")
        << true << QStringLiteral("invalid_grant") << 3;
}

// Demand: Auth0-expired-once
void tst_CommandYoto::codeThatExpires()
{
    QFETCH(bool, isAnswerLost);
    QFETCH(QString, code);
    QFETCH(int, exitStatus);
    YotoWorld world;
    const auto signIn = world.typeJson(login);
    QCOMPARE(textOf(signIn->nextEvent(), "event"), QStringLiteral("code"));
    if (isAnswerLost)
        world.provider.queueFault(Demo::Endpoint::Token, Demo::Fault::lostAnswer());
    // The server's clock has gone on past the code's end, which the command cannot know by its own.
    world.provider.adjust([](Demo::Knobs &knobs) {
        const qint64 ahead = (knobs.deviceCodeLifetime + 5) * 1000;
        knobs.clock = [ahead] { return QDateTime::currentMSecsSinceEpoch() + ahead; };
    });
    const QJsonObject error = signIn->nextEvent();
    QCOMPARE(textOf(error, "code"), code);
    QVERIFY(!textOf(error, "message").isEmpty());
    QCOMPARE(signIn->exitStatus(), exitStatus);
}

void tst_CommandYoto::deniedByThePerson()
{
    YotoWorld world;
    const auto signIn = world.typeJson(login);
    QVERIFY(world.provider.deny(textOf(signIn->nextEvent(), "user_code")));
    QCOMPARE(textOf(signIn->nextEvent(), "code"), QStringLiteral("access_denied"));
    QCOMPARE(signIn->exitStatus(), 3);
}

void tst_CommandYoto::toldToSlowDown()
{
    YotoWorld world;
    world.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    world.provider.queueFault(Demo::Endpoint::Token,
                              Demo::Fault::error(403, QStringLiteral("slow_down")));
    const auto signIn = world.typeJson(login);
    signIn->nextEvent();
    QCOMPARE(textOf(signIn->nextEvent(), "event"), QStringLiteral("signed_in"));
    const auto polls = world.tokenRequests("urn:ietf:params:oauth:grant-type:device_code");
    QCOMPARE(polls.size(), 2);
    QVERIFY(polls.last().arrivedMs - polls.first().arrivedMs >= 6000);
}

void tst_CommandYoto::errorsOfTheDeviceEndpoint_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("status");
    for (const char *code :
         {"invalid_request", "unauthorized_client", "access_denied", "invalid_scope"}) {
        for (const int status : {400, 403})
            QTest::addRow("%s with %d", code, status) << QString::fromLatin1(code) << status;
    }
}

// Demand: Yoto-device-errors
void tst_CommandYoto::errorsOfTheDeviceEndpoint()
{
    QFETCH(QString, code);
    QFETCH(int, status);
    YotoWorld world;
    world.provider.setFault(Demo::Endpoint::DeviceAuthorization, Demo::Fault::error(status, code));
    const auto signIn = world.typeJson(login + QStringLiteral(" --memory"));
    const QJsonObject error = signIn->nextEvent();
    QCOMPARE(textOf(error, "code"), code);
    QVERIFY(!textOf(error, "message").isEmpty());
    QCOMPARE(signIn->exitStatus(), 3);
}

void tst_CommandYoto::errorsOfTheTokenEndpoint_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("exitStatus");
    QTest::newRow("invalid_client") << QStringLiteral("invalid_client") << 401 << 3;
    QTest::newRow("expired_token") << QStringLiteral("expired_token") << 403 << 4;
    for (const char *code : {"invalid_request", "invalid_grant", "unauthorized_client",
                             "unsupported_grant_type", "invalid_scope"})
        QTest::newRow(code) << QString::fromLatin1(code) << 400 << 3;
}

/// Of the reference's nine, those that end it; the other two are in byCode() and toldToSlowDown().
// Demand: Yoto-token-errors
void tst_CommandYoto::errorsOfTheTokenEndpoint()
{
    QFETCH(QString, code);
    QFETCH(int, status);
    QFETCH(int, exitStatus);
    YotoWorld world;
    world.provider.setFault(Demo::Endpoint::Token, Demo::Fault::error(status, code));
    const auto signIn = world.typeJson(login + QStringLiteral(" --memory"));
    QCOMPARE(textOf(signIn->nextEvent(), "event"), QStringLiteral("code"));
    const QJsonObject error = signIn->nextEvent();
    QCOMPARE(textOf(error, "code"), code);
    QVERIFY(!textOf(error, "message").isEmpty());
    QCOMPARE(signIn->exitStatus(), exitStatus);
}

/// By 403, and the account stays.
void tst_CommandYoto::refreshThatIsRefusedEndsTheSession()
{
    YotoWorld world;
    QVERIFY(world.signIn());
    world.provider.revokeEverything();
    const auto token = world.typeJson(QStringLiteral("token yoto --refresh"));
    QCOMPARE(token->exitStatus(), 8);
    const auto accounts = world.typeJson(QStringLiteral("accounts"));
    QCOMPARE(textOf(accounts->nextEvent(), "state"), QStringLiteral("needs_sign_in"));
    QVERIFY(world.signIn());
    QCOMPARE(world.outputOf(mine), cards);
}

void tst_CommandYoto::suggestions()
{
    YotoWorld world;
    QVERIFY(world.signIn());
    const auto show = world.type(QStringLiteral("show yoto"));
    QCOMPARE(show->exitStatus(), 0);
    const QRegularExpression line(QStringLiteral("latchkey (request \\S+ GET \\S+/content/mine)"));
    const QString toTry = line.match(QString::fromUtf8(show->output())).captured(1);
    QVERIFY2(!toTry.isEmpty(), show->output().constData());
    QCOMPARE(world.outputOf(toTry), cards);
    const auto json = world.typeJson(QStringLiteral("show yoto"))->nextEvent();
    const QJsonArray suggested = json.value(QLatin1String("suggestions")).toArray();
    QCOMPARE(textOf(suggested.first().toObject(), "url"),
             QStringLiteral("https://api.yotoplay.com/content/mine"));
}

QTEST_GUILESS_MAIN(tst_CommandYoto)
#include "tst_commandyoto.moc"
