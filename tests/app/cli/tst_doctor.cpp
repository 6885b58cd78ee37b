// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandfixture.h"
#include "keyringsession.h"

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

#include <algorithm>
#include <functional>

using namespace Latchkey;
using Fault = Demo::Fault;

namespace {

/// A variable of the environment, for as long as this lives.
class Variable
{
public:
    Variable(const char *name, const QByteArray &value) : m_name(name), m_before(qgetenv(name))
    {
        qputenv(name, value);
    }
    ~Variable()
    {
        if (m_before.isNull())
            qunsetenv(m_name);
        else
            qputenv(m_name, m_before);
    }
    Variable(const Variable &) = delete;
    Variable &operator=(const Variable &) = delete;

private:
    const char *m_name;
    QByteArray m_before;
};

/// All that one run of `latchkey doctor --json` said.
struct Report
{
    QList<QJsonObject> findings;
    QJsonObject done;
    QByteArray output;
    QByteArray errorOutput;
    int exitStatus = -1;

    static Report of(CommandRun &run)
    {
        Report report;
        for (QJsonObject event = run.nextEvent(); !event.isEmpty(); event = run.nextEvent()) {
            if (CommandFixture::text(event, "event") == QLatin1String("finding"))
                report.findings += event;
            else
                report.done = event;
        }
        report.exitStatus = run.exitStatus();
        report.output = run.output();
        report.errorOutput = run.errorOutput();
        return report;
    }

    static Report in(const QString &home)
    {
        CommandRun::Options options;
        // With the browser of this process, which a test may have set.
        options.environment = QProcessEnvironment::systemEnvironment();
        CommandRun run(home, {QStringLiteral("doctor"), QStringLiteral("--json")}, options);
        return of(run);
    }

    /// What is not well, as "check severity".
    QStringList complaints() const
    {
        QStringList list;
        for (const QJsonObject &finding : findings) {
            const QString severity = CommandFixture::text(finding, "severity");
            if (severity != QLatin1String("ok"))
                list += CommandFixture::text(finding, "check") + u' ' + severity;
        }
        return list;
    }
    QJsonObject complaint() const
    {
        const auto it =
            std::find_if(findings.cbegin(), findings.cend(), [](const QJsonObject &finding) {
                return CommandFixture::text(finding, "severity") != QLatin1String("ok");
            });
        return it == findings.cend() ? QJsonObject() : *it;
    }
    /// The checks of which something was said of \a subject.
    QStringList checksOf(const QString &subject) const
    {
        QStringList list;
        for (const QJsonObject &finding : findings) {
            if (CommandFixture::text(finding, "subject") == subject)
                list += CommandFixture::text(finding, "check");
        }
        list.sort();
        return list;
    }
};

/// Signs in, so that there is an account.
bool signIn(CommandFixture &fixture)
{
    const auto login = fixture.login();
    return fixture.provider.approve(fixture.text(login->nextEvent(), "user_code"))
        && login->exitStatus() == 0;
}

QString hostOf(const CommandFixture &fixture)
{
    return QStringLiteral("127.0.0.1:%1").arg(fixture.provider.port());
}

/// What the keyring of this session holds for the command, without the secrets.
QByteArray itemsInTheKeyring()
{
    QProcess search;
    search.setProcessChannelMode(QProcess::MergedChannels);
    search.start(QStringLiteral("secret-tool"),
                 {QStringLiteral("search"), QStringLiteral("--all"), QStringLiteral("server"),
                  QStringLiteral("latchkey")},
                 QIODevice::ReadOnly);
    return search.waitForFinished() ? search.readAll() : QByteArray("secret-tool does not work");
}

} // namespace

using Tamper = std::function<void(CommandFixture &)>;
Q_DECLARE_METATYPE(Tamper)

/// What `latchkey doctor` says and how it ends, as scripts rely on it. Needs a real keyring.
class tst_Doctor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void nobodyIsSignedIn();
    void anAccountThatIsWell();
    void providers_data();
    void providers();
    void aProviderThatIsDownHidesNoOther();
    void damagedListOfAccounts();
    void keychainAbsent();
    void keyrings_data();
    void keyrings();
    void environment_data();
    void environment();
    void forPeople();
    void nothingSecretLeaves();
    void interrupted();
    void usage();

private:
    QTemporaryDir m_folder;
};

/// A computer on which nothing is wrong, whatever the one is like that the tests run on.
void tst_Doctor::initTestCase()
{
    const QString certificate = m_folder.filePath(QStringLiteral("cert.pem"));
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                   QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                   QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                   QStringLiteral("-subj"), QStringLiteral("/CN=authority"),
                   QStringLiteral("-keyout"), m_folder.filePath(QStringLiteral("key.pem")),
                   QStringLiteral("-out"), certificate});
    QVERIFY2(openssl.waitForFinished() && openssl.exitCode() == 0, "the openssl command is needed");
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "SSL_CERT_DIR", "HTTPS_PROXY",
                             "https_proxy", "NO_PROXY", "no_proxy"})
        qunsetenv(name);
    qputenv("SSL_CERT_FILE", certificate.toLocal8Bit());
}

void tst_Doctor::nobodyIsSignedIn()
{
    const QTemporaryDir home;
    const Report report = Report::in(home.path());
    QCOMPARE(report.complaints(), QStringList());
    QCOMPARE(report.exitStatus, 0);
    QCOMPARE(report.done.value(QLatin1String("problems")).toInt(-1), 0);
    QCOMPARE(report.done.value(QLatin1String("warnings")).toInt(-1), 0);
    QVERIFY(report.errorOutput.isEmpty());
    QStringList checks;
    for (const QJsonObject &finding : report.findings) {
        checks += CommandFixture::text(finding, "check");
        QVERIFY(!CommandFixture::text(finding, "message").isEmpty());
        for (const char *field :
             {"event", "check", "subject", "severity", "message", "remedy", "detail"})
            QVERIFY2(finding.value(QLatin1String(field)).isString(), field);
        QCOMPARE(finding.size(), 7);
    }
    checks.removeDuplicates();
    checks.sort();
    QCOMPARE(checks.join(u' '),
             QStringLiteral("account_list browser certificate_authorities keychain locks proxy"));
    // To look is not to leave something behind.
    QVERIFY(!QFile::exists(home.filePath(QStringLiteral("data"))));
    QVERIFY2(!itemsInTheKeyring().contains("doctor-"), itemsInTheKeyring().constData());
}

void tst_Doctor::anAccountThatIsWell()
{
    CommandFixture fixture;
    QVERIFY(signIn(fixture));
    QVERIFY(itemsInTheKeyring().contains(fixture.account.toUtf8()));
    fixture.provider.clearRequests();
    const Report report = Report::in(fixture.home.path());
    QCOMPARE(report.complaints(), QStringList());
    QCOMPARE(report.exitStatus, 0);
    QCOMPARE(report.checksOf(hostOf(fixture)).join(u' '),
             QStringLiteral("clock connection metadata"));
    // No token is spent, shown or refreshed for it.
    const QList<Demo::LoggedRequest> requests = fixture.provider.requests();
    QCOMPARE(requests.size(), 1);
    QCOMPARE(requests.constFirst().endpoint, Demo::Endpoint::Metadata);
    QVERIFY(requests.constFirst().header("Authorization").isEmpty());
}

void tst_Doctor::providers_data()
{
    QTest::addColumn<Tamper>("tamper");
    QTest::addColumn<QString>("complaint");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const char *complaint, const char *message,
                        const Tamper &tamper) {
        QTest::newRow(name) << tamper << QString::fromLatin1(complaint)
                            << QString::fromLatin1(message);
    };
    const auto skew = [](int seconds) {
        return [seconds](CommandFixture &fixture) {
            fixture.provider.adjust([=](Demo::Knobs &knobs) { knobs.dateSkew = seconds; });
        };
    };
    const auto fault = [](const Fault &answer) {
        return [answer](CommandFixture &fixture) {
            fixture.provider.setFault(Demo::Endpoint::Metadata, answer);
        };
    };
    row("down", "connection problem", "refuses the connection.",
        [](CommandFixture &fixture) { fixture.provider.stop(); });
    row("its clock is two hours behind", "clock problem", "clock is 2 h ahead of the clock of",
        skew(-7200));
    row("its clock is two hours ahead", "clock problem", "clock is 2 h behind the clock of",
        skew(7200));
    row("its clock is two minutes ahead", "clock warning", "behind the clock of", skew(125));
    row("a page of the network", "metadata problem", "A web page or a redirect comes",
        fault(Fault::answer(200, "<html>Welcome", "text/html")));
    row("a redirect", "metadata problem", "A web page or a redirect comes",
        fault(Fault::answer(302, "", "text/plain")));
    row("a server in trouble", "metadata problem", "has a problem of its own.",
        fault(Fault::answer(503, "down", "text/plain")));
    row("no metadata", "metadata warning", "does not publish its addresses.",
        fault(Fault::answer(404, "", "text/plain")));
    row("no answer", "connection problem", "ends the connection before it has answered.",
        fault(Fault::lostAnswer()));
    row("a hundred megabytes", "metadata problem", "cannot be understood.",
        fault(Fault::megabytes(100)));
    row("metadata of another issuer", "metadata problem", "says that it is another provider.",
        [](CommandFixture &fixture) {
            fixture.provider.adjust([](Demo::Knobs &knobs) {
                knobs.answerOverrides[Demo::Endpoint::Metadata] =
                    QJsonObject{{QStringLiteral("issuer"), QStringLiteral("https://evil.example")}};
            });
        });
}

void tst_Doctor::providers()
{
    QFETCH(Tamper, tamper);
    QFETCH(QString, complaint);
    QFETCH(QString, message);
    CommandFixture fixture;
    QVERIFY(signIn(fixture));
    const QString host = hostOf(fixture);
    tamper(fixture);
    const Report report = Report::in(fixture.home.path());
    QCOMPARE(report.complaints(), QStringList{complaint});
    QVERIFY2(CommandFixture::text(report.complaint(), "message").contains(message),
             qPrintable(CommandFixture::text(report.complaint(), "message")));
    QVERIFY(!CommandFixture::text(report.complaint(), "remedy").isEmpty());
    QCOMPARE(CommandFixture::text(report.complaint(), "subject"), host);
    QCOMPARE(report.exitStatus, 1);
    const bool isWarning = complaint.endsWith(QLatin1String("warning"));
    QCOMPARE(report.done.value(QLatin1String("problems")).toInt(), isWarning ? 0 : 1);
    QCOMPARE(report.done.value(QLatin1String("warnings")).toInt(), isWarning ? 1 : 0);
}

void tst_Doctor::aProviderThatIsDownHidesNoOther()
{
    CommandFixture fixture;
    DemoProvider second(DemoProvider::Options::inMemory());
    QCOMPARE(second.start().status, DemoProvider::StartResult::Status::Started);
    second.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    QVERIFY(signIn(fixture));
    const auto login =
        fixture.run({QStringLiteral("login"), QStringLiteral("--issuer"),
                     second.issuer().toString(), QStringLiteral("--client-id"),
                     QStringLiteral("latchkey"), QStringLiteral("--account"), fixture.account});
    QTRY_VERIFY_WITH_TIMEOUT(login->hasEnded(), 20000);
    QCOMPARE(login->exitStatus(), 0);
    fixture.provider.stop();
    const Report report = Report::in(fixture.home.path());
    QCOMPARE(report.complaints(), QStringList{QStringLiteral("connection problem")});
    QCOMPARE(report.checksOf(QStringLiteral("127.0.0.1:%1").arg(second.port())).join(u' '),
             QStringLiteral("clock connection metadata"));
    QCOMPARE(report.exitStatus, 1);
}

void tst_Doctor::damagedListOfAccounts()
{
    CommandFixture fixture;
    QVERIFY(signIn(fixture));
    const QString path =
        fixture.home.filePath(QStringLiteral("data/latchkey/latchkey/accounts.json"));
    QFile list(path);
    QVERIFY(list.open(QIODevice::ReadWrite) && list.resize(list.size() / 2));
    const QByteArray before = list.readAll();
    list.close();
    const Report report = Report::in(fixture.home.path());
    QCOMPARE(report.complaints(), QStringList{QStringLiteral("account_list problem")});
    QCOMPARE(CommandFixture::text(report.complaint(), "subject"), path);
    QVERIFY(CommandFixture::text(report.complaint(), "remedy").contains(path));
    QCOMPARE(report.exitStatus, 1);
    QVERIFY(list.open(QIODevice::ReadOnly));
    QCOMPARE(list.readAll(), before);
}

void tst_Doctor::keychainAbsent()
{
    const QTemporaryDir home;
    CommandRun run(home.path(), {QStringLiteral("doctor"), QStringLiteral("--json")},
                   CommandRun::Keyring::Absent);
    const Report report = Report::of(run);
    QCOMPARE(report.complaints(), QStringList{QStringLiteral("keychain problem")});
    QCOMPARE(CommandFixture::text(report.complaint(), "message"),
             QStringLiteral("There is no keyring service on this computer."));
    QVERIFY(!CommandFixture::text(report.complaint(), "detail").isEmpty());
    QCOMPARE(report.exitStatus, 1);
}

void tst_Doctor::keyrings_data()
{
    using Prepare = std::function<void(KeyringSession &)>;
    QTest::addColumn<Prepare>("prepare");
    QTest::addColumn<QString>("complaint");
    QTest::addColumn<QString>("message");
    QTest::newRow("unlocked") << Prepare([](KeyringSession &session) {
        session.startDaemon(KeyringSession::Lock::Unlocked);
    }) << QString() << QString();
    QTest::newRow("locked") << Prepare([](KeyringSession &session) {
        session.startDaemon(KeyringSession::Lock::Unlocked);
        session.lock();
    }) << QStringLiteral("keychain warning")
                            << QStringLiteral("The keyring is locked.");
    QTest::newRow("none installed")
        << Prepare([](KeyringSession &) {}) << QStringLiteral("keychain problem")
        << QStringLiteral("There is no keyring service on this computer.");
    QTest::newRow("not started yet")
        << Prepare([](KeyringSession &session) { session.makeStartable(); }) << QString()
        << QString();
    QTest::newRow("frozen") << Prepare([](KeyringSession &session) {
        session.startDaemon(KeyringSession::Lock::Unlocked);
        session.freezeDaemon();
    }) << QStringLiteral("keychain problem")
                            << QStringLiteral("The keyring does not answer.");
}

/// Nobody is asked for a password, and nothing waits for one.
void tst_Doctor::keyrings()
{
    QFETCH(std::function<void(KeyringSession &)>, prepare);
    QFETCH(QString, complaint);
    QFETCH(QString, message);
    KeyringSession session(KeyringSession::Bus::Running);
    prepare(session);
    const Variable address(
        "DBUS_SESSION_BUS_ADDRESS",
        session.environment().value(QStringLiteral("DBUS_SESSION_BUS_ADDRESS")).toLocal8Bit());
    const QTemporaryDir home;
    CommandRun run(home.path(), {QStringLiteral("doctor"), QStringLiteral("--json")});
    QTRY_VERIFY_WITH_TIMEOUT(run.hasEnded(), 20000);
    const Report report = Report::of(run);
    QCOMPARE(report.complaints().join(u' '), complaint);
    QCOMPARE(CommandFixture::text(report.complaint(), "message"), message);
    QCOMPARE(report.exitStatus, complaint.isEmpty() ? 0 : 1);
}

void tst_Doctor::environment_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("a proxy that is not there")
        << QByteArray("HTTPS_PROXY") << QByteArray("http://mara:s3cr3t@127.0.0.1:CLOSED")
        << QStringLiteral("proxy problem");
    QTest::newRow("a proxy without an address")
        << QByteArray("HTTPS_PROXY") << QByteArray("http://") << QStringLiteral("proxy problem");
    QTest::newRow("a proxy that is there")
        << QByteArray("HTTPS_PROXY") << QByteArray("http://mara:s3cr3t@127.0.0.1:OPEN")
        << QString();
    QTest::newRow("authorities that are not there")
        << QByteArray("SSL_CERT_FILE") << QByteArray("/nonexistent/authorities.pem")
        << QStringLiteral("certificate_authorities problem");
    QTest::newRow("a browser that is not there")
        << QByteArray("BROWSER") << QByteArray("/nonexistent/browser")
        << QStringLiteral("browser warning");
    QTest::newRow("a browser that is there")
        << QByteArray("BROWSER") << QByteArray("/nonexistent/browser:sh %s") << QString();
}

void tst_Doctor::environment()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(QString, complaint);
    QTcpServer open;
    QTcpServer closed;
    QVERIFY(open.listen(QHostAddress::LocalHost) && closed.listen(QHostAddress::LocalHost));
    value.replace("OPEN", QByteArray::number(open.serverPort()));
    value.replace("CLOSED", QByteArray::number(closed.serverPort()));
    closed.close();
    const Variable variable(name.constData(), value);
    const QTemporaryDir home;
    const Report report = Report::in(home.path());
    // Without those of the environment it is up to the system whether there are any.
    QStringList complaints = report.complaints();
    complaints.removeDuplicates();
    QCOMPARE(complaints.join(u' '), complaint);
    QCOMPARE(report.exitStatus, complaint.isEmpty() ? 0 : 1);
    QVERIFY(!report.output.contains("s3cr3t") && !report.errorOutput.contains("s3cr3t"));
}

void tst_Doctor::forPeople()
{
    CommandFixture fixture;
    QVERIFY(signIn(fixture));
    CommandRun well(fixture.home.path(), {QStringLiteral("doctor")});
    QCOMPARE(well.exitStatus(), 0);
    const QString host = hostOf(fixture);
    QVERIFY2(well.output().contains("ok       " + host.toUtf8() + " answers.\n"),
             well.output().constData());
    QVERIFY(well.output().endsWith("\nNothing is wrong.\n"));
    QVERIFY(well.errorOutput().isEmpty());

    fixture.provider.stop();
    CommandRun ill(fixture.home.path(), {QStringLiteral("doctor")});
    QCOMPARE(ill.exitStatus(), 1);
    QVERIFY2(ill.output().contains("problem  " + host.toUtf8()
                                   + " refuses the connection.\n"
                                     "         Start the server on this computer that should "
                                     "answer there.\n"
                                     "         ("),
             ill.output().constData());
    QVERIFY(ill.output().endsWith("\nProblems: 1, warnings: 0.\n"));
    QVERIFY(ill.errorOutput().isEmpty());
}

void tst_Doctor::nothingSecretLeaves()
{
    CommandFixture fixture;
    QVERIFY(signIn(fixture));
    const QStringList secrets = fixture.provider.issuedSecrets();
    QVERIFY(secrets.size() >= 3);
    const Variable logging("QT_LOGGING_RULES", "latchkey.*=true");
    QByteArray everything;
    for (const bool isUp : {true, false}) {
        if (!isUp)
            fixture.provider.stop();
        for (const QStringList &arguments :
             {QStringList{QStringLiteral("doctor")},
              QStringList{QStringLiteral("doctor"), QStringLiteral("--json")}}) {
            CommandRun run(fixture.home.path(), arguments);
            QCOMPARE(run.exitStatus(), isUp ? 0 : 1);
            everything += run.output() + run.errorOutput();
        }
    }
    QVERIFY(everything.contains("latchkey.http"));
    for (const QString &secret : secrets)
        QVERIFY(!everything.contains(secret.toUtf8()));
}

void tst_Doctor::interrupted()
{
    CommandFixture fixture;
    QVERIFY(signIn(fixture));
    fixture.provider.setFault(Demo::Endpoint::Metadata, Fault::delayed(20000));
    const auto run = fixture.run({QStringLiteral("doctor")});
    QVERIFY(!run->nextEvent().isEmpty());
    run->interrupt();
    QTRY_VERIFY_WITH_TIMEOUT(run->hasEnded(), 10000);
    QCOMPARE(run->exitStatus(), 1);
    QVERIFY(run->output().contains(R"("code":"cancelled")"));
    QVERIFY(!run->output().contains(R"("event":"done")"));
    QVERIFY2(!itemsInTheKeyring().contains("doctor-"), itemsInTheKeyring().constData());
}

void tst_Doctor::usage()
{
    const QTemporaryDir home;
    CommandRun run(home.path(), {QStringLiteral("doctor"), QStringLiteral("account")});
    QCOMPARE(run.exitStatus(), 2);
    QVERIFY(run.output().isEmpty());
    CommandRun help(home.path(), {QStringLiteral("--help")});
    QCOMPARE(help.exitStatus(), 0);
    QVERIFY(help.output().contains("doctor"));
}

QTEST_GUILESS_MAIN(tst_Doctor)
#include "tst_doctor.moc"
