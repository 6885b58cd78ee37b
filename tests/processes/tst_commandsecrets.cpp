// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandfixture.h"
#include "personsbrowser.h"

#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QMap>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtCore/QTemporaryFile>
#include <QtCore/QUrlQuery>
#include <QtTest/QTest>

#include <algorithm>
#include <csignal>

using namespace Latchkey;

/// No secret leaves: every command and every failure, with everything logged that Qt and Latchkey
/// can log, and not one token, device code or client secret on any way out.
class tst_CommandSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void searchFindsWhatIsThere();
    void everyCommand();
    void everyFailureOfALogin();
    void byBrowserAndByAPastedCode();
    void everyFailureOfARefresh();
    void everyFailureOfARequest();
    void everyFailureOfALogout();
    void interruptedAndKilled();
    void keychainAbsent();
    void clientSecretOfAPerson();
};

namespace {

/// Runs commands, and keeps all that anybody else could get to see of them.
class Eavesdropper : public CommandFixture
{
public:
    Eavesdropper()
    {
        provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    }

    std::unique_ptr<CommandRun> start(const QStringList &arguments,
                                      CommandRun::Keyring keyring = CommandRun::Keyring::Real)
    {
        CommandRun::Options options;
        options.keyring = keyring;
        return start(arguments, options);
    }

    std::unique_ptr<CommandRun> start(const QStringList &arguments, CommandRun::Options options)
    {
        options.environment.insert(QStringLiteral("QT_LOGGING_RULES"),
                                   QStringLiteral("*.debug=true;latchkey.*=true"));
        auto run = std::make_unique<CommandRun>(home.path(), arguments, options);
        seeProcess(*run);
        return run;
    }

    /// Waits for the end and keeps what it said.
    int end(CommandRun &run)
    {
        waitFor(run);
        keep("standard output", run.output());
        keep("standard error", run.errorOutput());
        return run.exitStatus();
    }

    /// The same, of a run that prints the access token that it was asked for, and nothing else.
    int endOfToken(CommandRun &run)
    {
        waitFor(run);
        const QByteArray output = run.output();
        const QByteArray inJson =
            text(QJsonDocument::fromJson(output).object(), "access_token").toUtf8();
        const QByteArray given = inJson.isEmpty() ? output.trimmed() : inJson;
        keep("standard output", QByteArray(output).replace(given, "(the token)"));
        keep("standard error", run.errorOutput());
        return provider.issuedSecrets().contains(QString::fromUtf8(given)) ? run.exitStatus() : -1;
    }

    /// In both forms, for people and for scripts.
    void runs(const QStringList &arguments)
    {
        end(*start(arguments));
        end(*start(QStringList(arguments) << QStringLiteral("--json")));
    }

    QStringList loginArguments() const
    {
        return {QStringLiteral("login"),
                QStringLiteral("--issuer"),
                provider.issuer().toString(),
                QStringLiteral("--client-id"),
                QStringLiteral("latchkey"),
                QStringLiteral("--account"),
                account,
                QStringLiteral("--scope"),
                QStringLiteral("openid profile email offline_access demo:read")};
    }

    QString items() const { return provider.url(QStringLiteral("/api/items")).toString(); }

    QString newest(const char *prefix) const
    {
        QString newest;
        for (const QString &secret : provider.issuedSecrets()) {
            if (secret.startsWith(QLatin1String(prefix)))
                newest = secret;
        }
        return newest;
    }

    /// What was seen on a way out, by its name.
    bool hasSeen(const char *where, const QByteArray &text) const
    {
        return m_seen.value(QLatin1String(where)).contains(text);
    }

    /// Every secret that was seen, and where; empty is good.
    QStringList leaks(const QStringList &more = {})
    {
        seeFiles(home.path());
        // The suite's keyring, on disk.
        seeFiles(QString::fromLocal8Bit(qgetenv("XDG_DATA_HOME")) + QStringLiteral("/keyrings"));
        const QStringList secrets = provider.issuedSecrets() + more;
        QStringList found;
        for (auto it = m_seen.begin(); it != m_seen.end(); ++it) {
            for (const QString &secret : secrets) {
                for (const QByteArray &form : formsOf(secret.toUtf8())) {
                    const qsizetype at = it.value().indexOf(form);
                    if (at >= 0)
                        found += it.key() + QStringLiteral(": ")
                            + QString::fromUtf8(
                                     it.value().mid(std::max<qsizetype>(at - 60, 0), 160));
                }
            }
        }
        return found;
    }

private:
    static QSet<QByteArray> formsOf(const QByteArray &secret)
    {
        return {secret, secret.toPercentEncoding(), secret.toBase64(),
                ("latchkey:" + secret).toBase64(), secret.toHex()};
    }

    void waitFor(CommandRun &run)
    {
        while (!run.hasEnded()) {
            seeProcess(run);
            QTest::qWait(5);
        }
    }

    void keep(const QString &where, const QByteArray &what) { m_seen[where] += what + '\n'; }
    void keep(const char *where, const QByteArray &what) { keep(QLatin1String(where), what); }

    void seeProcess(const CommandRun &run)
    {
        for (const char *name : {"cmdline", "environ"}) {
            QFile file(QStringLiteral("/proc/%1/%2").arg(run.processId()).arg(QLatin1String(name)));
            if (file.open(QIODevice::ReadOnly))
                keep(name, file.readAll());
        }
    }

    void seeFiles(const QString &folder)
    {
        QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                keep(file.fileName(), file.fileName().toUtf8() + '\n' + file.readAll());
        }
    }

    QMap<QString, QByteArray> m_seen;
};

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ');
}

/// Answers that say more than they should, and that break off.
QList<Demo::Fault> faults(const QString &secret)
{
    using Demo::Fault;
    const QByteArray said = secret.toUtf8();
    Demo::Fault header = Fault::answer(500, "down " + said, "text/plain");
    header.headers = {{"WWW-Authenticate", "Bearer realm=\"" + said + '"'},
                      {"X-Token", said},
                      {"Location", "https://192.0.2.1/?token=" + said},
                      {"Set-Cookie", "token=" + said}};
    return {
        header,
        Fault::answer(302, "moved " + said, "text/plain"),
        Fault::answer(200, "<html>" + said, "text/html"),
        Fault::answer(200, said, "text/plain"),
        Fault::answer(200, '"' + said + '"'),
        Fault::answer(200, "token=" + said, "application/x-www-form-urlencoded"),
        Fault::answer(200, "{\"access_token\":\"" + said + "\",\"token_type\":7}"),
        Fault::answer(200, "{\"access_token\":[\"" + said + "\"]}"),
        Fault::answer(200, "{\"unheard_of\":{\"of\":\"" + said + "\"}}"),
        Fault::answer(400,
                      "{\"error\":\"invalid_request\",\"error_description\":\"What is " + said
                          + "?\",\"error_uri\":\"https://192.0.2.1/?t=" + said + "\"}"),
        Fault::answer(401, "{\"error\":\"invalid_client\",\"error_description\":\"" + said + "\"}"),
        Fault::answer(400, "{\"error\":\"" + said + "\"}"),
        Fault::answer(503, "{\"error\":\"" + said + "\"}"),
        Fault::answer(429, "{\"detail\":\"" + said + "\"}"),
        Fault::truncated(40),
        Fault::lostAnswer(),
        Fault::lostRequest(),
    };
}

} // namespace

/// A search that finds nothing has to be one that would find something.
void tst_CommandSecrets::searchFindsWhatIsThere()
{
    Eavesdropper eavesdropper;
    QCOMPARE(eavesdropper.end(*eavesdropper.start(eavesdropper.loginArguments())), 0);
    QCOMPARE(eavesdropper.end(*eavesdropper.start(words("token"))), 0);
    const QStringList leaks = eavesdropper.leaks();
    QCOMPARE(leaks.size(), 1);
    QVERIFY(leaks.constFirst().startsWith(QStringLiteral("standard output: ")));
    // Both Qt and Latchkey have told what they do.
    QVERIFY(eavesdropper.hasSeen("standard error", "latchkey.http: POST"));
    QVERIFY(eavesdropper.hasSeen("standard error", "latchkey.session: "));
    QVERIFY(eavesdropper.hasSeen("standard error", "qt."));
    QVERIFY(eavesdropper.hasSeen("cmdline", "--client-id"));
    QVERIFY(eavesdropper.hasSeen("environ", "QT_LOGGING_RULES"));
    QVERIFY(!eavesdropper.leaks({eavesdropper.account}).isEmpty());
    eavesdropper.end(*eavesdropper.start(words("logout --all")));
}

// Demand: RFC8628-3.3-device-code-hidden
void tst_CommandSecrets::everyCommand()
{
    Eavesdropper eavesdropper;
    eavesdropper.runs(eavesdropper.loginArguments());
    const QString account = eavesdropper.accountId();
    eavesdropper.runs(QStringList(eavesdropper.loginArguments()) << QStringLiteral("--memory"));
    for (const char *verb : {"accounts", "providers", "doctor", "--help", "--version", "nonsense"})
        eavesdropper.runs({QLatin1String(verb)});
    eavesdropper.runs({QStringLiteral("show"), account});
    for (const QStringList &more :
         {QStringList(), {QStringLiteral("--refresh")}, {QStringLiteral("--json")}}) {
        const auto token =
            eavesdropper.start(QStringList{QStringLiteral("token"), account} << more);
        QCOMPARE(eavesdropper.endOfToken(*token), 0);
    }
    eavesdropper.runs({QStringLiteral("request"), account, eavesdropper.items()});
    eavesdropper.runs({QStringLiteral("request"), account, eavesdropper.items(),
                       QStringLiteral("-d"), QStringLiteral("a=b")});
    eavesdropper.runs({QStringLiteral("logout"), account});
    eavesdropper.runs(eavesdropper.loginArguments());
    eavesdropper.runs(words("logout --all"));
    QVERIFY(eavesdropper.provider.issuedSecrets().size() > 15);
    QCOMPARE(eavesdropper.leaks(), QStringList());
}

// Demand: RFC8628-3.3-device-code-hidden
void tst_CommandSecrets::everyFailureOfALogin()
{
    Eavesdropper eavesdropper;
    eavesdropper.provider.adjust([](Demo::Knobs &knobs) {
        knobs.decision = Demo::Decision::Deny;
        knobs.deviceCodeLifetime = 3;
    });
    eavesdropper.runs(eavesdropper.loginArguments());
    eavesdropper.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Ask; });
    eavesdropper.runs(eavesdropper.loginArguments());
    eavesdropper.provider.adjust([](Demo::Knobs &knobs) {
        knobs.decision = Demo::Decision::Allow;
        knobs.deviceCodeLifetime = 900;
    });
    const QString secret = QStringLiteral("s3cr3t-of-a-server");
    QStringList arguments = eavesdropper.loginArguments() << QStringLiteral("--memory");
    for (const Demo::Fault &fault : faults(secret)) {
        eavesdropper.provider.queueFault(Demo::Endpoint::UserInfo, fault);
        eavesdropper.end(*eavesdropper.start(arguments));
    }
    // What the provider issues is searched for, whatever it then does with it.
    for (const Demo::Fault &fault : {Demo::Fault::truncated(30), Demo::Fault::lostAnswer(),
                                     Demo::Fault::megabytes(2, 200, "{}")}) {
        eavesdropper.provider.queueFault(Demo::Endpoint::DeviceAuthorization, fault);
        eavesdropper.end(*eavesdropper.start(arguments));
    }
    // A server that repeats the device code when it is asked for tokens.
    eavesdropper.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Ask; });
    for (qsizetype i = 0; i < faults(QString()).size(); ++i) {
        const Demo::Fault fault = faults(QString()).at(i);
        const bool isFinal = fault.body.contains("\"error\"") && fault.status < 429;
        if (!isFinal)
            continue;
        const auto login = eavesdropper.start(arguments);
        QVERIFY(login->waitForOutput(QStringLiteral("Waiting for you")));
        const QString code = eavesdropper.provider.issuedSecrets().constLast();
        eavesdropper.provider.setFault(Demo::Endpoint::Token, faults(code).at(i));
        QCOMPARE(eavesdropper.end(*login), 3);
        eavesdropper.provider.clearFaults();
    }
    QCOMPARE(eavesdropper.leaks(), QStringList());
}

/// Neither the code nor what has to come with it, whichever way the code comes in.
void tst_CommandSecrets::byBrowserAndByAPastedCode()
{
    Eavesdropper eavesdropper;
    const PersonsBrowser browser;
    CommandRun::Options options;
    options.hasMoreInput = true;
    browser.addTo(options.environment);
#ifdef LATCHKEY_HAVE_BROWSER
    const char *const flows[] = {"browser", "paste"};
#else
    const char *const flows[] = {"paste"};
#endif
    const auto verifiers = [&] {
        QStringList list;
        for (const Demo::LoggedRequest &request :
             eavesdropper.provider.requests(Demo::Endpoint::Token)) {
            const QString verifier = request.parameter(QStringLiteral("code_verifier"));
            if (!verifier.isEmpty())
                list += verifier;
        }
        return list;
    };
    for (const char *flow : flows) {
        for (const bool isAllowed : {true, false}) {
            const auto login = eavesdropper.start(
                QStringList(eavesdropper.loginArguments())
                    << QStringLiteral("--json") << QStringLiteral("--flow") << QLatin1String(flow),
                options);
            const QUrl address(CommandFixture::text(login->nextEvent(), "url"), QUrl::StrictMode);
            const QUrl back = isAllowed ? eavesdropper.provider.approveRequest(address)
                                        : eavesdropper.provider.denyRequest(address);
            QVERIFY(back.isValid());
            if (qstrcmp(flow, "browser") == 0)
                PersonsBrowser::visit(back);
            else
                login->type(back.toEncoded() + '\n');
            QCOMPARE(eavesdropper.end(*login), isAllowed ? 0 : 3);
        }
    }
    // A server that repeats the code, and one that does not answer.
    for (const Demo::Fault &fault : faults(QStringLiteral("CODE"))) {
        const auto login =
            eavesdropper.start(QStringList(eavesdropper.loginArguments())
                                   << QStringLiteral("--memory") << QStringLiteral("--json")
                                   << QStringLiteral("--flow") << QStringLiteral("paste"),
                               options);
        const QUrl address(CommandFixture::text(login->nextEvent(), "url"), QUrl::StrictMode);
        const QUrl back = eavesdropper.provider.approveRequest(address);
        const QString code = QUrlQuery(back).queryItemValue(QStringLiteral("code"));
        Demo::Fault repeating = fault;
        repeating.body.replace("CODE", code.toUtf8());
        eavesdropper.provider.queueFault(Demo::Endpoint::Token, repeating);
        login->type(code.toUtf8() + '\n');
        // Some of them it gets over.
        eavesdropper.end(*login);
        eavesdropper.provider.clearFaults();
    }
    const QByteArray line = browser.commandLine();
    QVERIFY(line.contains("/oauth/authorize?"));
    QVERIFY(verifiers().size() > 10);
    for (const QString &secret : verifiers() + eavesdropper.provider.issuedSecrets())
        QVERIFY(!line.contains(secret.toUtf8()));
    QCOMPARE(eavesdropper.leaks(verifiers()), QStringList());
    eavesdropper.runs(words("logout --all"));
}

void tst_CommandSecrets::everyFailureOfARefresh()
{
    Eavesdropper eavesdropper;
    eavesdropper.provider.adjust([](Demo::Knobs &knobs) { knobs.refreshGrace = 3600; });
    QVERIFY(eavesdropper.signIn());
    const QStringList token{QStringLiteral("token"), eavesdropper.accountId(),
                            QStringLiteral("--refresh")};
    // A server that repeats what it was sent, in every way that it has.
    for (const Demo::Fault &fault : faults(eavesdropper.newest("drt_"))) {
        eavesdropper.provider.setFault(Demo::Endpoint::Token, fault);
        QVERIFY(eavesdropper.end(*eavesdropper.start(token)) != 0);
    }
    eavesdropper.provider.clearFaults();
    eavesdropper.provider.revokeEverything();
    QCOMPARE(eavesdropper.end(*eavesdropper.start(token)), 8);
    eavesdropper.runs(words("accounts"));
    eavesdropper.runs({QStringLiteral("show"), eavesdropper.accountId()});
    eavesdropper.runs(words("logout --all"));
    QCOMPARE(eavesdropper.leaks(), QStringList());
}

void tst_CommandSecrets::everyFailureOfARequest()
{
    Eavesdropper eavesdropper;
    QVERIFY(eavesdropper.signIn());
    const auto request = [&](const QStringList &more) {
        eavesdropper.runs(QStringList{QStringLiteral("request"), eavesdropper.accountId()} << more);
    };
    // What the server says in its body is what was asked for; the rest is not.
    for (Demo::Fault fault : faults(eavesdropper.newest("dat_"))) {
        fault.body = "body";
        fault.headers.removeIf([](const auto &header) { return header.first == "Location"; });
        eavesdropper.provider.setFault(Demo::Endpoint::Items, fault);
        request({eavesdropper.items()});
        request({eavesdropper.items(), QStringLiteral("--fail")});
    }
    eavesdropper.provider.clearFaults();
    request({QStringLiteral("http://192.0.2.1/")});
    request({eavesdropper.items(), QStringLiteral("-H"), QStringLiteral("Authorization: x")});
    request({QStringLiteral("nonsense")});
    eavesdropper.provider.stop();
    request({eavesdropper.items()});
    eavesdropper.runs(words("logout --all"));
    QCOMPARE(eavesdropper.leaks(), QStringList());
}

void tst_CommandSecrets::everyFailureOfALogout()
{
    Eavesdropper eavesdropper;
    QVERIFY(eavesdropper.signIn());
    for (qsizetype i = 0; i < faults(QString()).size(); ++i) {
        QVERIFY(eavesdropper.signIn());
        for (const char *prefix : {"drt_", "dat_"}) {
            eavesdropper.provider.queueFault(Demo::Endpoint::Revocation,
                                             faults(eavesdropper.newest(prefix)).at(i));
        }
        QCOMPARE(eavesdropper.end(*eavesdropper.start(words("logout --all"))), 0);
        eavesdropper.provider.clearFaults();
    }
    QCOMPARE(eavesdropper.leaks(), QStringList());
}

void tst_CommandSecrets::interruptedAndKilled()
{
    Eavesdropper eavesdropper;
    eavesdropper.provider.adjust([](Demo::Knobs &knobs) { knobs.refreshGrace = 3600; });
    QVERIFY(eavesdropper.signIn());
    const QStringList token{QStringLiteral("token"), eavesdropper.accountId(),
                            QStringLiteral("--refresh")};
    for (const int signal : {SIGINT, SIGTERM, SIGKILL, SIGSEGV, SIGABRT}) {
        eavesdropper.provider.setFault(Demo::Endpoint::Token, Demo::Fault::delayed(300));
        const int before = eavesdropper.provider.counters().refreshes;
        const auto run = eavesdropper.start(token);
        QTRY_COMPARE(eavesdropper.provider.counters().refreshes, before + 1);
        run->send(signal);
        eavesdropper.end(*run);
        QCOMPARE(run->endingSignal(), signal);
    }
    eavesdropper.provider.clearFaults();
    eavesdropper.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Ask; });
    const auto login = eavesdropper.start(eavesdropper.loginArguments());
    QVERIFY(login->waitForOutput(QStringLiteral("Waiting for you")));
    login->interrupt();
    QCOMPARE(eavesdropper.end(*login), 1);
    eavesdropper.runs(words("logout --all"));
    QCOMPARE(eavesdropper.leaks(), QStringList());
}

void tst_CommandSecrets::keychainAbsent()
{
    Eavesdropper eavesdropper;
    QVERIFY(eavesdropper.signIn());
    const QString account = eavesdropper.accountId();
    for (const QStringList &arguments :
         {words("accounts"), words("logout --all"), words("token --refresh"), words("doctor"),
          QStringList{QStringLiteral("show"), account},
          QStringList{QStringLiteral("request"), account, eavesdropper.items()},
          eavesdropper.loginArguments()}) {
        QVERIFY(eavesdropper.end(*eavesdropper.start(arguments, CommandRun::Keyring::Absent)) != 0);
    }
    eavesdropper.runs(words("logout --all"));
    QCOMPARE(eavesdropper.leaks(), QStringList());
}

void tst_CommandSecrets::clientSecretOfAPerson()
{
    Eavesdropper eavesdropper;
    const QString secret = QStringLiteral("cl13nt+secret&of/a%person=");
    eavesdropper.provider.adjust([&](Demo::Knobs &knobs) {
        knobs.clients.first().secret = secret;
        knobs.acceptUnknownClients = false;
    });
    // Elsewhere than all that is searched.
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(secret.toUtf8() + '\n');
    file.close();
    const QStringList login = eavesdropper.loginArguments()
        << QStringLiteral("--client-secret-file") << file.fileName();
    QCOMPARE(eavesdropper.end(*eavesdropper.start(login)), 0);
    const QStringList token{QStringLiteral("token"), eavesdropper.accountId(),
                            QStringLiteral("--refresh")};
    const auto renewed = eavesdropper.start(token);
    QCOMPARE(eavesdropper.endOfToken(*renewed), 0);
    eavesdropper.runs({QStringLiteral("show"), eavesdropper.accountId()});
    for (const Demo::Fault &fault : faults(secret)) {
        eavesdropper.provider.queueFault(Demo::Endpoint::DeviceAuthorization, fault);
        eavesdropper.end(*eavesdropper.start(login));
        eavesdropper.provider.setFault(Demo::Endpoint::Token, fault);
        if (fault.body.contains("invalid_client"))
            eavesdropper.end(*eavesdropper.start(token));
        eavesdropper.provider.clearFaults();
    }
    eavesdropper.runs(words("logout --all"));
    QCOMPARE(eavesdropper.leaks({secret}), QStringList());
}

QTEST_GUILESS_MAIN(tst_CommandSecrets)
#include "tst_commandsecrets.moc"
