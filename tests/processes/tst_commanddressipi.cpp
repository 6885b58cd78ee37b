// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "hostedworld.h"

#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryFile>
#include <QtTest/QTest>

using namespace Latchkey;

Q_DECLARE_METATYPE(Latchkey::Demo::AutomaticCode)

/// Dressipi, whole, as one types it, against what its documents say that its servers answer.
class tst_CommandDressipi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void codeOfTheAuthorizeAnswer_data();
    void codeOfTheAuthorizeAnswer();
    void pasteWhereTheAnswerHoldsNoCode();
    void request();
    void headerOfTheProviderIsRefused_data();
    void headerOfTheProviderIsRefused();
    void refresh();
    void refreshTokenIsReplacedOnlyByANewOne();
    void refusedTokenIsRenewed();
    void errors_data();
    void errors();
    void apiKeyThatIsWrong();
    void domainThatIsNone_data();
    void domainThatIsNone();
    void apiKeyIsInTheKeychainAlone();
};

namespace {

const QString host = QStringLiteral("dressipi.example.com");
const QString apiKey = QStringLiteral("4pi-key+of&a/customer=");
const QString automatic = QStringLiteral("urn:ietf:wg:oauth:2.0:oob:auto");
const QByteArray garments = R"({"items":[{"garment_id":"7"}]})";
const QByteArray refusal = R"({"error":"invalid_token"})";

Demo::Knobs dressipiKnobs()
{
    Demo::Knobs knobs = HostedWorld::knobs(Demo::Dialect::Dressipi);
    knobs.apiKey = apiKey;
    return knobs;
}

class DressipiWorld : public HostedWorld
{
public:
    DressipiWorld() : HostedWorld({host}, dressipiKnobs())
    {
        const TestHandler api =
            forwardTo(provider.port(),
                      {{QStringLiteral("/api/oauth/authorize"), QStringLiteral("/oauth/authorize")},
                       {QStringLiteral("/api/oauth/token"), QStringLiteral("/oauth/token")}});
        internet.serve(host, [this, api](const TestRequest &request) {
            if (request.path.startsWith(QLatin1String("/api/oauth/")))
                return api(request);
            // As its reference has it: the key and the person's JWT, each in its own header.
            if (request.header("x-api-key") != apiKey.toUtf8())
                return TestAnswer(401, refusal);
            return data(request, garments, refusal);
        });
        key.open();
        key.write(apiKey.toUtf8() + '\n');
        key.close();
    }

    /// As one types it.
    QString login() const
    {
        return QStringLiteral("login dressipi --set domain=%1 --set-file api_key=%2 --client-id X")
            .arg(host, key.fileName());
    }

    QList<TestRequest> asked(const char *path) const
    {
        QList<TestRequest> found = internet.requests(host);
        found.removeIf(
            [path](const TestRequest &request) { return request.path != QLatin1String(path); });
        return found;
    }

    QByteArray token() const { return outputOf(QStringLiteral("token dressipi")).trimmed(); }

    // Elsewhere than all that is searched.
    QTemporaryFile key;
};

const QString top =
    QStringLiteral("request dressipi GET https://dressipi.example.com/api/v2/items/top");

} // namespace

void tst_CommandDressipi::codeOfTheAuthorizeAnswer_data()
{
    using Demo::AutomaticCode;
    QTest::addColumn<Demo::AutomaticCode>("form");
    QTest::newRow("JSON") << AutomaticCode::Json;
    QTest::newRow("JSON, one level down") << AutomaticCode::NestedJson;
    QTest::newRow("form-encoded") << AutomaticCode::Form;
    QTest::newRow("a redirect to the URN") << AutomaticCode::Redirect;
    QTest::newRow("the title of a page") << AutomaticCode::PageTitle;
}

// Demand: Dressipi-authorize-answer
// Demand: Dressipi-redirect-uri
// Demand: Dressipi-pkce
void tst_CommandDressipi::codeOfTheAuthorizeAnswer()
{
    QFETCH(Demo::AutomaticCode, form);
    DressipiWorld world;
    QVERIFY(world.isUp());
    world.provider.adjust([form](Demo::Knobs &knobs) { knobs.automaticCode = form; });
    const auto login = world.typeJson(world.login());
    // Nobody has to do anything.
    const QJsonObject signedIn = login->nextEvent();
    QCOMPARE(textOf(signedIn, "event"), QStringLiteral("signed_in"));
    QVERIFY(signedIn.value(QLatin1String("has_refresh_token")).toBool());
    QCOMPARE(login->exitStatus(), 0);
    QVERIFY(!world.browser.hasBeenOpened());

    const TestRequest authorize = world.asked("/api/oauth/authorize").constFirst();
    QCOMPARE(authorize.method, QByteArray("GET"));
    const auto value = [&](const char *name) {
        return authorize.query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
    };
    QCOMPARE(value("redirect_uri"), automatic);
    QCOMPARE(value("response_type"), QStringLiteral("code"));
    QCOMPARE(value("client_id"), QStringLiteral("X"));
    QCOMPARE(value("code_challenge_method"), QStringLiteral("S256"));
    QCOMPARE(value("code_challenge").size(), 43);
    QVERIFY(value("state").size() >= 22);
    const TestRequest exchange = world.asked("/api/oauth/token").constFirst();
    QCOMPARE(exchange.parameter(QStringLiteral("grant_type")),
             QStringLiteral("authorization_code"));
    QCOMPARE(exchange.parameter(QStringLiteral("redirect_uri")), automatic);
    QCOMPARE(exchange.parameter(QStringLiteral("client_id")), QStringLiteral("X"));
    QVERIFY(exchange.parameter(QStringLiteral("code_verifier")).size() >= 43);
    QCOMPARE(exchange.header("x-api-key"), apiKey.toUtf8());
}

// Demand: Dressipi-authorize-answer
void tst_CommandDressipi::pasteWhereTheAnswerHoldsNoCode()
{
    DressipiWorld world;
    world.provider.queueFault(Demo::Endpoint::Authorization,
                              Demo::Fault::answer(200, "<html>Sign in first", "text/html"));
    CommandRun::Options options = world.surroundings();
    options.hasMoreInput = true;
    CommandRun login(world.session.home(),
                     QProcess::splitCommand(world.login()) << QStringLiteral("--json"), options);
    const QJsonObject event = login.nextEvent();
    QCOMPARE(textOf(event, "event"), QStringLiteral("paste"));
    const QUrl back = world.provider.approveRequest(QUrl(textOf(event, "url"), QUrl::StrictMode));
    login.type(QUrlQuery(back).queryItemValue(QStringLiteral("code")).toUtf8() + '\n');
    QCOMPARE(textOf(login.nextEvent(), "event"), QStringLiteral("signed_in"));
    QCOMPARE(login.exitStatus(), 0);
}

// Demand: Dressipi-headers
void tst_CommandDressipi::request()
{
    DressipiWorld world;
    QCOMPARE(world.type(world.login())->exitStatus(), 0);
    const QByteArray token = world.token();
    QVERIFY(!token.isEmpty());
    const auto request = world.type(top);
    QCOMPARE(request->exitStatus(), 0);
    QCOMPARE(request->output(), garments);
    const TestRequest sent = world.asked("/api/v2/items/top").constFirst();
    QCOMPARE(sent.header("x-dressipi-jwt"), token);
    QCOMPARE(sent.header("x-api-key"), apiKey.toUtf8());
    QCOMPARE(sent.header("Authorization"), QByteArray());
}

void tst_CommandDressipi::headerOfTheProviderIsRefused_data()
{
    QTest::addColumn<QString>("header");
    QTest::newRow("that holds the token") << QStringLiteral("x-dressipi-jwt");
    // Nobody has read the secret by then.
    QTest::newRow("that holds a secret") << QStringLiteral("X-Api-Key");
}

/// The person's word would send it twice, or another one.
void tst_CommandDressipi::headerOfTheProviderIsRefused()
{
    QFETCH(QString, header);
    DressipiWorld world;
    QCOMPARE(world.type(world.login())->exitStatus(), 0);
    const auto request = world.typeJson(top + QStringLiteral(" -H \"%1: a\"").arg(header));
    const QJsonObject error = request->nextEvent();
    QCOMPARE(textOf(error, "code"), QStringLiteral("usage"));
    QVERIFY(textOf(error, "message").contains(header, Qt::CaseInsensitive));
    QCOMPARE(request->exitStatus(), 2);
    QVERIFY(world.asked("/api/v2/items/top").isEmpty());
}

// Demand: Dressipi-redirect-uri
void tst_CommandDressipi::refresh()
{
    DressipiWorld world;
    QCOMPARE(world.type(world.login())->exitStatus(), 0);
    QCOMPARE(world.type(QStringLiteral("token dressipi --refresh"))->exitStatus(), 0);
    const TestRequest refresh = world.asked("/api/oauth/token").constLast();
    QCOMPARE(refresh.parameter(QStringLiteral("grant_type")), QStringLiteral("refresh_token"));
    QCOMPARE(refresh.parameter(QStringLiteral("redirect_uri")), automatic);
    QCOMPARE(refresh.parameter(QStringLiteral("client_id")), QStringLiteral("X"));
    QVERIFY(!refresh.parameter(QStringLiteral("refresh_token")).isEmpty());
    QCOMPARE(refresh.header("x-api-key"), apiKey.toUtf8());
    // The authorize endpoint is for whoever has no refresh token.
    QCOMPARE(world.asked("/api/oauth/authorize").size(), 1);
}

// Demand: Dressipi-refresh-may-rotate
void tst_CommandDressipi::refreshTokenIsReplacedOnlyByANewOne()
{
    DressipiWorld world;
    QCOMPARE(world.type(world.login())->exitStatus(), 0);
    const auto presented = [&] {
        if (world.type(QStringLiteral("token dressipi --refresh"))->exitStatus() != 0)
            return QString();
        return world.asked("/api/oauth/token")
            .constLast()
            .parameter(QStringLiteral("refresh_token"));
    };
    world.provider.adjust([](Demo::Knobs &knobs) { knobs.rotateRefreshTokens = false; });
    const QString first = presented();
    QVERIFY(!first.isEmpty());
    QCOMPARE(presented(), first);
    world.provider.adjust([](Demo::Knobs &knobs) { knobs.rotateRefreshTokens = true; });
    QCOMPARE(presented(), first);
    const QString second = presented();
    QVERIFY(!second.isEmpty());
    QVERIFY(second != first);
    QCOMPARE(world.provider.counters().reuseDetected, 0);
}

void tst_CommandDressipi::refusedTokenIsRenewed()
{
    DressipiWorld world;
    QCOMPARE(world.type(world.login())->exitStatus(), 0);
    const QByteArray before = world.token();
    world.provider.adjust([](Demo::Knobs &knobs) { knobs.endOldAccessTokens = true; });
    // Renewed by somebody else, as it were: the stored one is good by its time, and is refused.
    const auto refresh = world.type(QStringLiteral("token dressipi --refresh"));
    QCOMPARE(refresh->exitStatus(), 0);
    QVERIFY(refresh->output().trimmed() != before);
    QCOMPARE(world.outputOf(top), garments);
}

void tst_CommandDressipi::errors_data()
{
    QTest::addColumn<bool>("isAtRefresh");
    QTest::addColumn<QString>("error");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("exitStatus");
    for (const char *code : {"invalid_request", "invalid_client", "invalid_grant",
                             "unauthorized_client", "unsupported_grant_type", "invalid_scope"}) {
        const QString error = QString::fromLatin1(code);
        QTest::addRow("%s at the exchange", code) << false << error << error << 3;
        // That one ends the sign-in.
        const bool isEnd = error == QLatin1String("invalid_grant");
        QTest::addRow("%s at a refresh", code)
            << true << error << (isEnd ? QStringLiteral("signed_out") : error) << (isEnd ? 8 : 3);
    }
}

/// All of them come with 400.
// Demand: Dressipi-400
void tst_CommandDressipi::errors()
{
    QFETCH(bool, isAtRefresh);
    QFETCH(QString, error);
    QFETCH(QString, code);
    QFETCH(int, exitStatus);
    DressipiWorld world;
    if (isAtRefresh)
        QCOMPARE(world.type(world.login())->exitStatus(), 0);
    world.provider.setFault(Demo::Endpoint::Token, Demo::Fault::error(400, error));
    const auto run =
        world.typeJson(isAtRefresh ? QStringLiteral("token dressipi --refresh") : world.login());
    const QJsonObject told = run->nextEvent();
    QCOMPARE(textOf(told, "code"), code);
    QVERIFY(!textOf(told, "message").isEmpty());
    QCOMPARE(run->exitStatus(), exitStatus);
}

void tst_CommandDressipi::apiKeyThatIsWrong()
{
    DressipiWorld world;
    world.provider.adjust([](Demo::Knobs &knobs) { knobs.apiKey = QStringLiteral("another"); });
    const auto login = world.typeJson(world.login());
    const QJsonObject error = login->nextEvent();
    QCOMPARE(textOf(error, "code"), QStringLiteral("invalid_request"));
    // In the server's own words, which are the only ones that say it.
    QVERIFY(textOf(error, "message").contains(QStringLiteral("API key")));
    QCOMPARE(login->exitStatus(), 3);
}

void tst_CommandDressipi::domainThatIsNone_data()
{
    QTest::addColumn<QString>("domain");
    QTest::newRow("with a path of another") << QStringLiteral("evil.example/x?y=");
    QTest::newRow("with a name before it") << QStringLiteral("a@evil.example");
    QTest::newRow("with a blank") << QStringLiteral("two words");
}

void tst_CommandDressipi::domainThatIsNone()
{
    QFETCH(QString, domain);
    DressipiWorld world;
    const auto login =
        world.run({QStringLiteral("login"), QStringLiteral("dressipi"), QStringLiteral("--set"),
                   QStringLiteral("domain=") + domain, QStringLiteral("--set-file"),
                   QStringLiteral("api_key=") + world.key.fileName(), QStringLiteral("--client-id"),
                   QStringLiteral("X"), QStringLiteral("--json")});
    QCOMPARE(textOf(login->nextEvent(), "code"), QStringLiteral("usage"));
    QCOMPARE(login->exitStatus(), 2);
    QCOMPARE(world.internet.strangers(), QStringList());
}

/// In no file, no list, no log, no argument and no environment; another process finds it all the
/// same.
// Demand: Dressipi-key-in-keychain
void tst_CommandDressipi::apiKeyIsInTheKeychainAlone()
{
    DressipiWorld world;
    QByteArray seen;
    const auto see = [&](const QString &line) {
        CommandRun::Options options = world.surroundings();
        options.environment.insert(QStringLiteral("QT_LOGGING_RULES"),
                                   QStringLiteral("*.debug=true;latchkey.*=true"));
        CommandRun run(world.session.home(), QProcess::splitCommand(line), options);
        while (!run.hasEnded()) {
            for (const char *name : {"cmdline", "environ"}) {
                QFile file(
                    QStringLiteral("/proc/%1/%2").arg(run.processId()).arg(QLatin1String(name)));
                if (file.open(QIODevice::ReadOnly))
                    seen += file.readAll() + '\n';
            }
            QTest::qWait(5);
        }
        seen += run.output() + run.errorOutput();
        return run.exitStatus();
    };
    QCOMPARE(see(world.login()), 0);
    QCOMPARE(see(QStringLiteral("token dressipi --refresh")), 0);
    QCOMPARE(see(top), 0);
    for (const char *line : {"show dressipi", "show dressipi --json", "accounts --json",
                             "providers --json", "doctor --json"})
        see(QLatin1String(line));
    world.provider.setFault(
        Demo::Endpoint::Token,
        Demo::Fault::answer(400,
                            "{\"error\":\"invalid_request\",\"error_description\":\"What is "
                                + apiKey.toUtf8() + "?\"}"));
    QVERIFY(see(QStringLiteral("token dressipi --refresh")) != 0);
    QVERIFY(see(world.login()) != 0);
    world.provider.clearFaults();
    // It is needed for every one of these, and each is a process of its own.
    int exchanges = 0;
    for (const TestRequest &request : world.asked("/api/oauth/token")) {
        // The doctor only looks whether anybody is there.
        if (request.method != "POST")
            continue;
        QCOMPARE(request.header("x-api-key"), apiKey.toUtf8());
        ++exchanges;
    }
    QVERIFY(exchanges >= 4);
    QVERIFY(seen.contains("latchkey.http"));
    const QByteArray disk = world.everythingOnDisk();
    QVERIFY(disk.contains(host.toUtf8()));
    const QByteArray key = apiKey.toUtf8();
    for (const QByteArray &form : {key, key.toPercentEncoding(), key.toBase64(), key.toHex()}) {
        QVERIFY2(!seen.contains(form),
                 seen.mid(std::max<qsizetype>(seen.indexOf(form) - 200, 0), 400));
        QVERIFY(!disk.contains(form));
    }
    QCOMPARE(see(QStringLiteral("logout dressipi")), 0);
}

QTEST_GUILESS_MAIN(tst_CommandDressipi)
#include "tst_commanddressipi.moc"
