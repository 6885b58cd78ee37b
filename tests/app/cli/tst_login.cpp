// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandfixture.h"
#include "personsbrowser.h"
#include "testterminal.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtCore/QUrlQuery>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

#include <csignal>

using namespace Latchkey;

/// The ways to sign in by the command, and what it asks for. Needs a real keyring.
class tst_Login : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void issuerShowsWhatWasFound();

#ifdef LATCHKEY_HAVE_BROWSER
    void chosenFlow_data();
    void chosenFlow();
    void browser();
    void browserThatIsDenied();
    void browserThatCannotBeOpened();
    void browserThatIsNotWanted();
    void browserThatIsWaitedForIsInterrupted();
    void portThatIsTaken();
#else
    void browserThatIsNotBuilt_data();
    void browserThatIsNotBuilt();
#endif

    void pasteByStandardInput_data();
    void pasteByStandardInput();
    void pasteThatCannotBeTheCode_data();
    void pasteThatCannotBeTheCode();
    void pasteOnATerminal();
    void pasteThatIsGivenUp();

    void asksForWhatIsMissing();
    void asksAgain();
    void questionThatIsInterrupted_data();
    void questionThatIsInterrupted();
    void missingWithoutATerminal_data();
    void missingWithoutATerminal();
    void valuesOfTheCommandLine_data();
    void valuesOfTheCommandLine();
    void valuesThatWillNotDo_data();
    void valuesThatWillNotDo();
    void secretByStandardInputOfATerminal();
    void clientSecretByStandardInputOfATerminal();
    void unknownNameByStandardInputOfATerminal();
};

namespace {

const char apiKey[] = "k3y-of-a-person";

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

/// A provider file for the demo provider, of which a test may change everything.
class World : public CommandFixture
{
public:
    World()
    {
        provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
        file = {
            {QStringLiteral("id"), QStringLiteral("corner")},
            {QStringLiteral("name"), QStringLiteral("Corner Shop")},
            {QStringLiteral("client_id"), QStringLiteral("latchkey")},
            {QStringLiteral("endpoints"),
             QJsonObject{
                 {QStringLiteral("device_authorization"), at("/oauth/device/code")},
                 {QStringLiteral("authorization"), at("/oauth/authorize")},
                 {QStringLiteral("token"), at("/oauth/token")},
             }},
            {QStringLiteral("flows"), QJsonArray{QStringLiteral("device")}},
        };
    }

    void setFlows(const char *flows)
    {
        file.insert(QStringLiteral("flows"), QJsonArray::fromStringList(words(flows)));
    }

    /// Leaves open what a person has to bring.
    void leaveOpen()
    {
        const auto entry = [](const char *name, const char *kind, const char *text) {
            return QJsonObject{{QStringLiteral("name"), QLatin1String(name)},
                               {QStringLiteral("kind"), QLatin1String(kind)},
                               {QStringLiteral("text"), QLatin1String(text)}};
        };
        QJsonObject shop = entry("shop", "path_segment", "Your shop");
        shop.insert(QStringLiteral("example"), QStringLiteral("corner-7"));
        QJsonObject note = entry("note", "text", "A note");
        note.insert(QStringLiteral("required"), false);
        file.insert(QStringLiteral("placeholders"),
                    QJsonArray{shop, entry("api_key", "secret", "API key from the shop"), note});
        QJsonObject endpoints = file.value(QLatin1String("endpoints")).toObject();
        endpoints.insert(QStringLiteral("device_authorization"),
                         provider.issuer().toString() + QStringLiteral("/{shop}/device/code"));
        file.insert(QStringLiteral("endpoints"), endpoints);
        file.insert(
            QStringLiteral("extra_headers"),
            QJsonObject{{QStringLiteral("device_authorization"),
                         QJsonObject{{QStringLiteral("x-api-key"), QStringLiteral("{api_key}")}}}});
    }

    /// The demo provider's first folder.
    QString shop() const { return QStringLiteral("oauth"); }

    std::unique_ptr<CommandRun> start(const QStringList &more, const CommandRun::Options &options)
    {
        const QString folder = home.filePath(QStringLiteral("data/latchkey/providers"));
        QDir().mkpath(folder);
        QFile out(folder + QStringLiteral("/corner.json"));
        if (!out.open(QIODevice::WriteOnly))
            qWarning("the provider could not be written");
        out.write(QJsonDocument(file).toJson());
        out.close();
        QStringList arguments = words("login corner --memory");
        if (!options.terminal)
            arguments += QStringLiteral("--json");
        return std::make_unique<CommandRun>(home.path(), arguments << more, options);
    }

    std::unique_ptr<CommandRun> start(const QStringList &more = {})
    {
        return start(more, CommandRun::Options());
    }

    QJsonObject file;

private:
    QString at(const char *path) const { return provider.url(QLatin1String(path)).toString(); }
};

QUrl addressIn(const QJsonObject &event)
{
    return QUrl(CommandFixture::text(event, "url"), QUrl::StrictMode);
}

} // namespace

void tst_Login::issuerShowsWhatWasFound()
{
    CommandFixture fixture;
    const auto login = fixture.login({QStringLiteral("--memory")});
    const QJsonObject found = login->nextEventOfAny();
    QCOMPARE(fixture.text(found, "event"), QStringLiteral("discovered"));
    QCOMPARE(fixture.text(found, "issuer"), fixture.provider.issuer().toString());
    QVERIFY(found.value(QLatin1String("flows")).toArray().contains(QStringLiteral("device")));
    QVERIFY(fixture.text(found, "scope").contains(QStringLiteral("openid")));
    const QJsonObject endpoints = found.value(QLatin1String("endpoints")).toObject();
    QCOMPARE(fixture.text(endpoints, "token"),
             fixture.provider.url(QStringLiteral("/oauth/token")).toString());
    // Nothing was asked of it before.
    QCOMPARE(fixture.text(login->nextEventOfAny(), "event"), QStringLiteral("code"));
    const QByteArray said = login->errorOutput();
    QVERIFY(said.contains("Found " + fixture.provider.issuer().toEncoded()));
    QVERIFY(said.contains("device_authorization:"));
}

#ifdef LATCHKEY_HAVE_BROWSER

void tst_Login::chosenFlow_data()
{
    QTest::addColumn<QByteArray>("flows");
    QTest::addColumn<bool>("hasBrowser");
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QString>("event");
    const QString code = QStringLiteral("code");
    const QString browser = QStringLiteral("browser");
    const QString paste = QStringLiteral("paste");
    QTest::newRow("the best one, by code")
        << QByteArray("device browser") << true << QByteArray() << code;
    QTest::newRow("the best one, by browser")
        << QByteArray("browser device") << true << QByteArray() << browser;
    QTest::newRow("by code where no browser can be opened")
        << QByteArray("browser device") << false << QByteArray() << code;
    QTest::newRow("by code where no browser is to be opened")
        << QByteArray("browser device") << true << QByteArray("--no-browser") << code;
    QTest::newRow("by a pasted code where no browser can be opened")
        << QByteArray("browser paste") << false << QByteArray() << paste;
    QTest::newRow("by browser where there is nothing else")
        << QByteArray("browser") << false << QByteArray() << browser;
    QTest::newRow("the one that is asked for")
        << QByteArray("device browser") << false << QByteArray("--flow browser") << browser;
    QTest::newRow("one that the file does not name and the endpoints allow")
        << QByteArray("device") << true << QByteArray("--flow paste") << paste;
}

void tst_Login::chosenFlow()
{
    QFETCH(QByteArray, flows);
    QFETCH(bool, hasBrowser);
    QFETCH(QByteArray, options);
    QFETCH(QString, event);
    World world;
    world.setFlows(flows);
    const PersonsBrowser browser;
    CommandRun::Options surroundings;
    surroundings.hasMoreInput = true;
    if (hasBrowser)
        browser.addTo(surroundings.environment);
    const auto login = world.start(words(options), surroundings);
    QCOMPARE(world.text(login->nextEvent(), "event"), event);
}

void tst_Login::browser()
{
    World world;
    world.setFlows("browser");
    const PersonsBrowser browser;
    CommandRun::Options options;
    browser.addTo(options.environment);
    const auto login = world.start({}, options);
    const QUrl address = addressIn(login->nextEvent());
    QCOMPARE(browser.waitForAddress(), address);
    const QUrlQuery query(address);
    QCOMPARE(query.queryItemValue(QStringLiteral("code_challenge_method")), QStringLiteral("S256"));
    // The one argument is the address, and the secret that belongs to it is not in it.
    QCOMPARE(browser.commandLine().count('\n'), 2);
    QVERIFY(!browser.commandLine().contains("verifier"));
    const QUrl back = world.provider.approveRequest(address);
    QCOMPARE(back.host(), QStringLiteral("127.0.0.1"));
    QVERIFY(PersonsBrowser::visit(back).contains("latchkey"));
    QCOMPARE(world.text(login->nextEvent(), "event"), QStringLiteral("signed_in"));
    QCOMPARE(login->exitStatus(), 0);
}

void tst_Login::browserThatIsDenied()
{
    World world;
    world.setFlows("browser");
    const auto login = world.start();
    PersonsBrowser::visit(world.provider.denyRequest(addressIn(login->nextEvent())));
    QCOMPARE(world.text(login->nextEvent(), "code"), QStringLiteral("access_denied"));
    QCOMPARE(login->exitStatus(), 3);
}

void tst_Login::browserThatCannotBeOpened()
{
    World world;
    world.setFlows("browser");
    CommandRun::Options options;
    options.environment.insert(QStringLiteral("BROWSER"), QStringLiteral("/bin/false"));
    const auto login = world.start({}, options);
    const QUrl address = addressIn(login->nextEvent());
    QVERIFY(login->waitForError(QStringLiteral("No browser could be opened.")));
    QVERIFY(login->errorOutput().contains(address.toEncoded()));
    PersonsBrowser::visit(world.provider.approveRequest(address));
    QCOMPARE(world.text(login->nextEvent(), "event"), QStringLiteral("signed_in"));
    QCOMPARE(login->exitStatus(), 0);
}

void tst_Login::browserThatIsNotWanted()
{
    World world;
    world.setFlows("browser");
    const PersonsBrowser browser;
    CommandRun::Options options;
    browser.addTo(options.environment);
    const auto login = world.start({QStringLiteral("--no-browser")}, options);
    const QUrl address = addressIn(login->nextEvent());
    QVERIFY(login->waitForError(QStringLiteral("Open this address in a browser on this computer")));
    PersonsBrowser::visit(world.provider.approveRequest(address));
    QCOMPARE(login->exitStatus(), 0);
    QVERIFY(!browser.hasBeenOpened());
}

void tst_Login::browserThatIsWaitedForIsInterrupted()
{
    World world;
    world.setFlows("browser");
    const auto login = world.start();
    QCOMPARE(world.text(login->nextEvent(), "event"), QStringLiteral("browser"));
    login->interrupt();
    QCOMPARE(world.text(login->nextEvent(), "code"), QStringLiteral("cancelled"));
    QCOMPARE(login->exitStatus(), 1);
}

void tst_Login::portThatIsTaken()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QString port = QString::number(other.serverPort());
    World world;
    world.setFlows("browser");
    const PersonsBrowser browser;
    CommandRun::Options options;
    browser.addTo(options.environment);
    const auto login = world.start({QStringLiteral("--redirect-uri"),
                                    QStringLiteral("http://127.0.0.1:%1/callback").arg(port)},
                                   options);
    const QJsonObject error = login->nextEvent();
    QCOMPARE(world.text(error, "event"), QStringLiteral("error"));
    QVERIFY2(world.text(error, "message").contains(port), qPrintable(world.text(error, "message")));
    QCOMPARE(login->exitStatus(), 1);
    QVERIFY(!browser.hasBeenOpened());
}

#else

void tst_Login::browserThatIsNotBuilt_data()
{
    QTest::addColumn<QByteArray>("flows");
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QString>("event");
    QTest::newRow("asked for") << QByteArray("device browser") << QByteArray("--flow browser")
                               << QStringLiteral("error");
    QTest::newRow("the only one") << QByteArray("browser") << QByteArray()
                                  << QStringLiteral("error");
    QTest::newRow("the best one") << QByteArray("browser device") << QByteArray()
                                  << QStringLiteral("code");
}

/// The component can be left out, and then it is said.
void tst_Login::browserThatIsNotBuilt()
{
    QFETCH(QByteArray, flows);
    QFETCH(QByteArray, options);
    QFETCH(QString, event);
    World world;
    world.setFlows(flows);
    const auto login = world.start(words(options));
    const QJsonObject told = login->nextEvent();
    QCOMPARE(world.text(told, "event"), event);
    QCOMPARE(login->exitStatus(), event == QLatin1String("error") ? 2 : 0);
    QVERIFY(options.isEmpty()
            || world.text(told, "message").contains(QStringLiteral("no sign-in by browser")));
}

#endif

void tst_Login::pasteByStandardInput_data()
{
    QTest::addColumn<QString>("form");
    QTest::newRow("the code") << QStringLiteral("CODE");
    QTest::newRow("with blanks") << QStringLiteral("  CODE \t");
    QTest::newRow("the whole address") << QStringLiteral("ADDRESS");
    QTest::newRow("without a line break") << QStringLiteral("CODE|");
}

void tst_Login::pasteByStandardInput()
{
    QFETCH(QString, form);
    World world;
    world.setFlows("paste");
    world.file.insert(QStringLiteral("redirect_uri"), QStringLiteral("urn:ietf:wg:oauth:2.0:oob"));
    CommandRun::Options options;
    options.hasMoreInput = true;
    const auto login = world.start({}, options);
    const QJsonObject event = login->nextEvent();
    QCOMPARE(world.text(event, "event"), QStringLiteral("paste"));
    const QUrl back = world.provider.approveRequest(addressIn(event));
    const QString code = QUrlQuery(back).queryItemValue(QStringLiteral("code"));
    QVERIFY(!code.isEmpty());
    form.replace(QStringLiteral("CODE"), code);
    form.replace(QStringLiteral("ADDRESS"), back.toString(QUrl::FullyEncoded));
    if (form.endsWith(u'|')) {
        login->type(form.chopped(1).toUtf8());
        login->closeInput();
    } else {
        login->type(form.toUtf8() + '\n');
    }
    QCOMPARE(world.text(login->nextEvent(), "event"), QStringLiteral("signed_in"));
    QCOMPARE(login->exitStatus(), 0);
    QVERIFY(!login->errorOutput().contains(code.toUtf8()));
}

void tst_Login::pasteThatCannotBeTheCode_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("an empty line") << QByteArray("\n");
    QTest::newRow("another sign-in's") << QByteArray("code=abc&state=def\n");
    QTest::newRow("without an end") << QByteArray(100 * 1024, 'x');
}

/// A script is not asked again.
void tst_Login::pasteThatCannotBeTheCode()
{
    QFETCH(QByteArray, input);
    World world;
    world.setFlows("paste");
    CommandRun::Options options;
    options.input = input;
    const auto login = world.start({}, options);
    QCOMPARE(world.text(login->nextEvent(), "event"), QStringLiteral("paste"));
    const QJsonObject error = login->nextEvent();
    QCOMPARE(world.text(error, "code"), QStringLiteral("usage"));
    QVERIFY(!world.text(error, "message").isEmpty());
    QCOMPARE(login->exitStatus(), 2);
}

void tst_Login::pasteOnATerminal()
{
    World world;
    world.setFlows("paste");
    TestTerminal terminal;
    QVERIFY(terminal.isOpen());
    CommandRun::Options options;
    options.terminal = &terminal;
    const auto login = world.start({}, options);
    QVERIFY(terminal.waitFor("Paste the code: "));
    QVERIFY(terminal.isEchoing());
    const QRegularExpression pattern(QStringLiteral("(?m)^(http://127\\S+)$"));
    const QUrl address(pattern.match(QString::fromUtf8(terminal.screen())).captured(1));
    terminal.type("code=abc&state=def\n");
    QVERIFY(terminal.waitFor("That code belongs to another sign-in."));
    const QUrl back = world.provider.approveRequest(address);
    QVERIFY(!back.isEmpty());
    terminal.type(back.toEncoded() + '\n');
    QVERIFY(terminal.waitFor("You are signed in to Corner Shop"));
    QCOMPARE(login->exitStatus(), 0);
}

void tst_Login::pasteThatIsGivenUp()
{
    World world;
    world.setFlows("paste");
    TestTerminal terminal;
    CommandRun::Options options;
    options.terminal = &terminal;
    const auto login = world.start({}, options);
    QVERIFY(terminal.waitFor("Paste the code: "));
    terminal.type("\004"); // Ctrl+D
    QVERIFY(terminal.waitFor("The sign-in was cancelled."));
    QCOMPARE(login->exitStatus(), 1);
}

void tst_Login::asksForWhatIsMissing()
{
    World world;
    world.leaveOpen();
    TestTerminal terminal;
    CommandRun::Options options;
    options.terminal = &terminal;
    const auto login = world.start({}, options);
    QVERIFY(terminal.waitFor("Your shop (for instance corner-7): "));
    QVERIFY(terminal.isEchoing());
    terminal.type(world.shop().toLatin1() + '\n');
    QVERIFY(terminal.waitFor("API key from the shop: "));
    QTRY_VERIFY(!terminal.isEchoing());
    terminal.type(QByteArray(apiKey) + '\n');
    QVERIFY(terminal.waitFor("You are signed in to Corner Shop"));
    QCOMPARE(login->exitStatus(), 0);
    QVERIFY(terminal.isEchoing());
    QVERIFY(!terminal.screen().contains(apiKey));
    // What nobody needs is not asked for.
    QVERIFY(!terminal.screen().contains("A note"));
    const auto request = world.provider.requests(Demo::Endpoint::DeviceAuthorization).constFirst();
    QCOMPARE(request.header("x-api-key"), QByteArray(apiKey));
}

void tst_Login::asksAgain()
{
    World world;
    world.leaveOpen();
    TestTerminal terminal;
    CommandRun::Options options;
    options.terminal = &terminal;
    const auto login = world.start({}, options);
    QVERIFY(terminal.waitFor("corner-7): "));
    terminal.type("\n");
    QVERIFY(terminal.waitFor("Corner Shop needs \"shop\""));
    terminal.type("a b/c\n");
    QTRY_COMPARE(terminal.screen().count("Your shop (for instance"), 3);
    terminal.type(world.shop().toLatin1() + '\n');
    QVERIFY(terminal.waitFor("API key from the shop: "));
    QTRY_VERIFY(!terminal.isEchoing());
    terminal.type("no\005key\n");
    QTRY_COMPARE(terminal.screen().count("API key from the shop: "), 2);
    QTRY_VERIFY(!terminal.isEchoing());
    terminal.type(QByteArray(apiKey) + '\n');
    QCOMPARE(login->exitStatus(), 0);
    QVERIFY(!terminal.screen().contains(apiKey));
}

void tst_Login::questionThatIsInterrupted_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl+C") << QByteArray("\003") << 0;
    QTest::newRow("Ctrl+D") << QByteArray("\004") << 0;
    QTest::newRow("a request to end") << QByteArray() << SIGTERM;
}

/// Whoever types next sees what they type.
void tst_Login::questionThatIsInterrupted()
{
    QFETCH(QByteArray, key);
    QFETCH(int, signal);
    World world;
    world.leaveOpen();
    TestTerminal terminal;
    CommandRun::Options options;
    options.terminal = &terminal;
    const auto login =
        world.start({QStringLiteral("--set"), QStringLiteral("shop=") + world.shop()}, options);
    QVERIFY(terminal.waitFor("API key from the shop: "));
    QTRY_VERIFY(!terminal.isEchoing());
    if (signal != 0)
        login->send(signal);
    terminal.type(key);
    QVERIFY(terminal.waitFor("The sign-in was cancelled."));
    QCOMPARE(login->exitStatus(), 1);
    QVERIFY(terminal.isEchoing());
    QVERIFY(world.provider.requests().isEmpty());
}

void tst_Login::missingWithoutATerminal_data()
{
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("the first") << QByteArray()
                               << QStringLiteral("Corner Shop needs \"shop\": Your shop. Give it "
                                                 "with --set shop=VALUE.");
    QTest::newRow("a secret") << QByteArray("--set shop=oauth")
                              << QStringLiteral("Corner Shop needs \"api_key\": API key from the "
                                                "shop. Give it with --set-file api_key=FILE.");
}

void tst_Login::missingWithoutATerminal()
{
    QFETCH(QByteArray, options);
    QFETCH(QString, sentence);
    World world;
    world.leaveOpen();
    const auto login = world.start(words(options));
    const QJsonObject error = login->nextEvent();
    QCOMPARE(world.text(error, "code"), QStringLiteral("usage"));
    QCOMPARE(world.text(error, "message"), sentence);
    QCOMPARE(login->exitStatus(), 2);
}

void tst_Login::valuesOfTheCommandLine_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("a file") << QStringLiteral("FILE") << QByteArray();
    QTest::newRow("standard input") << QStringLiteral("-") << QByteArray(apiKey);
    QTest::newRow("standard input, a line") << QStringLiteral("-") << QByteArray(apiKey) + "\r\n";
}

void tst_Login::valuesOfTheCommandLine()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, input);
    World world;
    world.leaveOpen();
    QFile key(world.home.filePath(QStringLiteral("key")));
    QVERIFY(key.open(QIODevice::WriteOnly));
    key.write(QByteArray(apiKey) + '\n');
    key.close();
    file.replace(QStringLiteral("FILE"), key.fileName());
    CommandRun::Options options;
    options.input = input;
    const auto login =
        world.start({QStringLiteral("--set"), QStringLiteral("shop=") + world.shop(),
                     QStringLiteral("--set"), QStringLiteral("note=a=b"),
                     QStringLiteral("--set-file"), QStringLiteral("api_key=") + file},
                    options);
    QCOMPARE(world.text(login->nextEvent(), "event"), QStringLiteral("code"));
    QCOMPARE(world.text(login->nextEvent(), "event"), QStringLiteral("signed_in"));
    QCOMPARE(login->exitStatus(), 0);
    const auto request = world.provider.requests(Demo::Endpoint::DeviceAuthorization).constFirst();
    QCOMPARE(request.header("x-api-key"), QByteArray(apiKey));
}

void tst_Login::valuesThatWillNotDo_data()
{
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QString>("part");
    QTest::newRow("a secret on the command line")
        << QByteArray("--set api_key=k3y-of-a-person") << QStringLiteral("--set-file api_key=FILE");
    QTest::newRow("a client secret on the command line")
        << QByteArray("--set client_secret=k3y-of-a-person")
        << QStringLiteral("--set-file client_secret=FILE");
    QTest::newRow("a name that there is not")
        << QByteArray("--set colour=k3y-of-a-person") << QStringLiteral("\"colour\"");
    QTest::newRow("no name") << QByteArray("--set k3y-of-a-person") << QStringLiteral("--set");
    QTest::newRow("no value that fits") << QByteArray("--set shop=a/b") << QStringLiteral("a/b");
    QTest::newRow("a file that is not there")
        << QByteArray("--set-file api_key=/nonexistent") << QStringLiteral("/nonexistent");
    QTest::newRow("a file that is empty")
        << QByteArray("--set-file api_key=/dev/null") << QStringLiteral("/dev/null");
    QTest::newRow("an empty standard input")
        << QByteArray("--set-file api_key=-") << QStringLiteral("Standard input");
    QTest::newRow("standard input twice")
        << QByteArray("--set-file api_key=- --client-secret-file -")
        << QStringLiteral("one secret only");
}

void tst_Login::valuesThatWillNotDo()
{
    QFETCH(QByteArray, options);
    QFETCH(QString, part);
    World world;
    world.leaveOpen();
    CommandRun::Options surroundings;
    surroundings.input = options.contains("client-secret-file") ? apiKey : "";
    const auto login = world.start(words(options), surroundings);
    const QJsonObject error = login->nextEvent();
    QCOMPARE(world.text(error, "code"), QStringLiteral("usage"));
    QVERIFY2(world.text(error, "message").contains(part), qPrintable(world.text(error, "message")));
    QCOMPARE(login->exitStatus(), 2);
    // It would be in logs from then on.
    QVERIFY2(!(login->output() + login->errorOutput()).contains(apiKey),
             login->errorOutput().constData());
    QVERIFY(world.provider.requests().isEmpty());
}

void tst_Login::secretByStandardInputOfATerminal()
{
    World world;
    world.leaveOpen();
    TestTerminal terminal;
    CommandRun::Options options;
    options.terminal = &terminal;
    const auto login = world.start({QStringLiteral("--set"), QStringLiteral("shop=") + world.shop(),
                                    QStringLiteral("--set-file"), QStringLiteral("api_key=-")},
                                   options);
    QVERIFY(terminal.waitFor("API key from the shop: "));
    QTRY_VERIFY(!terminal.isEchoing());
    terminal.type(QByteArray(apiKey) + '\n');
    QCOMPARE(login->exitStatus(), 0);
    QVERIFY(!terminal.screen().contains(apiKey));
}

/// Where the provider's file declares none it was dropped, and the sign-in went on without it.
void tst_Login::clientSecretByStandardInputOfATerminal()
{
    World world;
    world.provider.adjust(
        [](Demo::Knobs &knobs) { knobs.clients.first().secret = QString::fromLatin1(apiKey); });
    TestTerminal terminal;
    CommandRun::Options options;
    options.terminal = &terminal;
    const auto login =
        world.start({QStringLiteral("--client-secret-file"), QStringLiteral("-")}, options);
    QVERIFY(terminal.waitFor("Client secret: "));
    QTRY_VERIFY(!terminal.isEchoing());
    QVERIFY(world.provider.requests().isEmpty());
    terminal.type(QByteArray(apiKey) + '\n');
    QCOMPARE(login->exitStatus(), 0);
    QVERIFY(!terminal.screen().contains(apiKey));
    QCOMPARE(terminal.screen().count("Client secret: "), 1);
    const auto request = world.provider.requests(Demo::Endpoint::DeviceAuthorization).constFirst();
    QCOMPARE(request.parameter(QStringLiteral("client_secret")), QString::fromLatin1(apiKey));
}

void tst_Login::unknownNameByStandardInputOfATerminal()
{
    World world;
    TestTerminal terminal;
    CommandRun::Options options;
    options.terminal = &terminal;
    const auto login =
        world.start({QStringLiteral("--set-file"), QStringLiteral("colour=-")}, options);
    QVERIFY(terminal.waitFor("\"colour\""));
    QCOMPARE(login->exitStatus(), 2);
    QVERIFY(world.provider.requests().isEmpty());
}

QTEST_GUILESS_MAIN(tst_Login)
#include "tst_login.moc"
