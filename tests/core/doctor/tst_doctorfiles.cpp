// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "findingsof.h"

#include "doctor/accountlistcheck.h"
#include "doctor/lockcheck.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QLockFile>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QSysInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <functional>
#include <memory>

#include <unistd.h>

using namespace Latchkey;
using Check = Finding::Check;
using Severity = Finding::Severity;
using Permissions = QFileDevice::Permissions;

namespace {

const QString program = QStringLiteral("test");

const QByteArray goodList = R"({"version":1,"accounts":[{"id":"a/1","name":"Mara","subject":"1",)"
                            R"("provider":{"id":"a","issuer":"https://a.example"}},)"
                            R"({"id":"b/1","name":"Mara","subject":"1",)"
                            R"("provider":{"id":"b","issuer":"https://b.example"}}]})";

constexpr Permissions owner =
    QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner;
constexpr Permissions everybody = owner | QFileDevice::ReadGroup | QFileDevice::ExeGroup
    | QFileDevice::ReadOther | QFileDevice::ExeOther;

/// A data folder of its own.
class Home
{
public:
    Home() { qputenv("XDG_DATA_HOME", m_folder.path().toLocal8Bit()); }

    QString programFolder() const
    {
        return m_folder.filePath(QStringLiteral("latchkey/") + program);
    }
    QString list() const { return programFolder() + QStringLiteral("/accounts.json"); }
    QString lock() const { return programFolder() + QStringLiteral("/locks/a%2F1.lock"); }

    bool write(const QString &path, const QByteArray &content) const
    {
        const QString folder = QFileInfo(path).path();
        if (!QFileInfo::exists(folder)
            && (!QDir().mkpath(folder) || !QFile::setPermissions(folder, owner)))
            return false;
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size()
            && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }

private:
    QTemporaryDir m_folder;
};

using Prepare = std::function<bool(const Home &)>;

QByteArray lockOf(qint64 pid, const QByteArray &name, const QByteArray &host)
{
    return QByteArray::number(pid) + '\n' + name + '\n' + host + '\n';
}

qint64 pidThatEnded()
{
    QProcess process;
    process.start(QStringLiteral("true"), QStringList());
    const qint64 pid = process.waitForStarted() ? process.processId() : 0;
    process.waitForFinished();
    return pid;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

Q_DECLARE_METATYPE(Prepare)

/// What is told of the files of a program, and that they are left as they are.
class TestDoctorFiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void lists_data();
    void lists();
    void whoeverIsListedIsKnown();
    void locks_data();
    void locks();
    void aLockThatIsHeldForLong();
    void aLockThatIsHeldByThisVeryMoment();
    void noFolderIsMade();
    void nothingIsLeftInTheFolder();
    void foldersThatCannotBeWritten_data();
    void foldersThatCannotBeWritten();
};

void TestDoctorFiles::lists_data()
{
    QTest::addColumn<Prepare>("prepare");
    QTest::addColumn<Severity>("severity");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const Prepare &prepare, Severity severity,
                        const char *message) {
        QTest::newRow(name) << prepare << severity << QString::fromLatin1(message);
    };
    const auto content = [](const QByteArray &bytes) {
        return [bytes](const Home &home) { return home.write(home.list(), bytes); };
    };
    const auto permissions = [](Permissions ofFolder, Permissions ofFile) {
        return [=](const Home &home) {
            return home.write(home.list(), goodList)
                && QFile::setPermissions(home.programFolder(), ofFolder)
                && QFile::setPermissions(home.list(), ofFile);
        };
    };
    row(
        "none yet", [](const Home &) { return true; }, Severity::Ok, "Nobody is signed in yet.");
    row("a good one", content(goodList), Severity::Ok, "Accounts in the list: 2.");
    row("nobody in it", content(R"({"accounts":[]})"), Severity::Ok, "Accounts in the list: 0.");
    row("empty", content({}), Severity::Problem, "The list of accounts is damaged.");
    row("cut off", content(goodList.left(100)), Severity::Problem,
        "The list of accounts is damaged.");
    row("an entry is damaged", content(R"({"accounts":[{"id":7}]})"), Severity::Problem,
        "The list of accounts is damaged.");
    row(
        "far too large",
        [](const Home &home) {
            return home.write(home.list(), "{") && QFile::resize(home.list(), 5 * 1024 * 1024);
        },
        Severity::Problem, "The list of accounts is damaged.");
    row(
        "a folder in its place", [](const Home &home) { return QDir().mkpath(home.list()); },
        Severity::Problem, "The list of accounts cannot be read.");
    row("others may read it", permissions(everybody, everybody), Severity::Warning,
        "Other people on this computer can read whose accounts you have.");
    row("others may read it and not come near", permissions(owner, everybody), Severity::Ok,
        "Accounts in the list: 2.");
    row("others may come near and not read it", permissions(everybody, owner), Severity::Ok,
        "Accounts in the list: 2.");
    if (geteuid() == 0) {
        row(
            "somebody else's",
            [](const Home &home) {
                return home.write(home.list(), goodList)
                    && chown(home.list().toLocal8Bit().constData(), 1, 1) == 0;
            },
            Severity::Warning, "The list of accounts belongs to another user.");
        row(
            "somebody else's and damaged",
            [](const Home &home) {
                return home.write(home.list(), "[")
                    && chown(home.list().toLocal8Bit().constData(), 1, 1) == 0;
            },
            Severity::Problem, "The list of accounts belongs to another user.");
    } else {
        row(
            "somebody else's",
            [](const Home &home) {
                return QDir().mkpath(home.programFolder())
                    && QFile::link(QStringLiteral("/etc/passwd"), home.list());
            },
            Severity::Problem, "The list of accounts belongs to another user.");
        row("not to be read", permissions(owner, Permissions()), Severity::Problem,
            "The list of accounts cannot be read.");
    }
}

void TestDoctorFiles::lists()
{
    QFETCH(Prepare, prepare);
    QFETCH(Severity, severity);
    QFETCH(QString, message);
    const Home home;
    QVERIFY(prepare(home));
    const QByteArray before = contentOf(home.list());
    const QFileDevice::Permissions permissions = QFile::permissions(home.list());
    const AccountListReport report = checkAccountList(program);
    QCOMPARE(report.findings.size(), 1);
    const Finding finding = report.findings.constFirst();
    QCOMPARE(finding.check(), Check::AccountList);
    QCOMPARE(finding.message(), message);
    QCOMPARE(finding.severity(), severity);
    QCOMPARE(finding.subject(), home.list());
    QVERIFY(finding.isOk() || finding.remedy().contains(home.list()));
    QCOMPARE(faultOf(finding), QString());
    QCOMPARE(contentOf(home.list()), before);
    QCOMPARE(QFile::permissions(home.list()), permissions);
}

void TestDoctorFiles::whoeverIsListedIsKnown()
{
    const Home home;
    QVERIFY(home.write(home.list(), goodList));
    const AccountListReport report = checkAccountList(program);
    QCOMPARE(report.providers.size(), 2);
    QCOMPARE(report.providers.at(1).issuer(), QUrl(QStringLiteral("https://b.example")));
}

void TestDoctorFiles::locks_data()
{
    QTest::addColumn<QByteArray>("content");
    const QByteArray host = QSysInfo::machineHostName().toUtf8();
    QTest::newRow("of a process that ended") << lockOf(pidThatEnded(), "latchkey", host);
    QTest::newRow("of a process whose number another program has now")
        << lockOf(QCoreApplication::applicationPid(), "latchkey", host);
    QTest::newRow("of another computer")
        << lockOf(QCoreApplication::applicationPid(), "tst_doctorfiles", "elsewhere.invalid");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("nonsense") << QByteArray("nonsense\n\n\n");
    QTest::newRow("no process has that number") << lockOf(-1, "latchkey", host);
    QTest::newRow("far too large") << QByteArray(1024 * 1024, '1');
}

/// The next program that wants such a lock takes it over, so that there is nothing to do.
void TestDoctorFiles::locks()
{
    QFETCH(QByteArray, content);
    const Home home;
    QVERIFY(home.write(home.lock(), content));
    const Findings findings =
        checkLocks(program, QDateTime::currentDateTimeUtc().addSecs(24 * 60 * 60));
    QCOMPARE(findings.size(), 1);
    QVERIFY(findings.constFirst().isOk());
    QVERIFY2(findings.constFirst().message().startsWith(
                 QStringLiteral("Locks that programs left behind: 1;")),
             qPrintable(findings.constFirst().message()));
    QCOMPARE(faultOf(findings.constFirst()), QString());
    QCOMPARE(contentOf(home.lock()), content);
}

void TestDoctorFiles::aLockThatIsHeldForLong()
{
    const Home home;
    QVERIFY(home.write(home.list(), goodList));
    QVERIFY(QDir().mkpath(QFileInfo(home.lock()).path()));
    QLockFile account(home.lock());
    QLockFile list(home.list() + QStringLiteral(".lock"));
    QVERIFY(account.tryLock(0) && list.tryLock(0));
    const Findings findings =
        checkLocks(program, QDateTime::currentDateTimeUtc().addSecs(7 * 60 + 30));
    QCOMPARE(findings.size(), 2);
    for (const Finding &finding : findings) {
        QCOMPARE(finding.severity(), Severity::Warning);
        QCOMPARE(finding.message(),
                 QStringLiteral("The program tst_doctorfiles (process %1) has kept others waiting "
                                "for 7 min.")
                     .arg(QCoreApplication::applicationPid()));
        // The name of a lock is that of its account, percent-encoded.
        QVERIFY(finding.subject().endsWith(QStringLiteral(".lock")));
        QCOMPARE(faultOf(finding), QString());
    }
    QVERIFY(account.isLocked() && QFileInfo::exists(home.lock()));
}

void TestDoctorFiles::aLockThatIsHeldByThisVeryMoment()
{
    const Home home;
    QVERIFY(QDir().mkpath(QFileInfo(home.lock()).path()));
    QLockFile account(home.lock());
    QVERIFY(account.tryLock(0));
    const Findings findings = checkLocks(program, QDateTime::currentDateTimeUtc().addSecs(60));
    QCOMPARE(findings.size(), 1);
    QVERIFY(findings.constFirst().isOk());
    QCOMPARE(findings.constFirst().message(), QStringLiteral("No program keeps others waiting."));
}

void TestDoctorFiles::noFolderIsMade()
{
    const Home home;
    const Findings findings = checkLocks(program, QDateTime::currentDateTimeUtc());
    QCOMPARE(findings.size(), 1);
    QVERIFY(findings.constFirst().isOk());
    QCOMPARE(faultOf(findings.constFirst()), QString());
    QVERIFY(!QFileInfo::exists(QFileInfo(home.programFolder()).path()));
}

void TestDoctorFiles::nothingIsLeftInTheFolder()
{
    const Home home;
    QVERIFY(home.write(home.list(), goodList));
    QVERIFY(checkLocks(program, QDateTime::currentDateTimeUtc()).constFirst().isOk());
    QCOMPARE(QDir(home.programFolder())
                 .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{QStringLiteral("accounts.json")});
}

void TestDoctorFiles::foldersThatCannotBeWritten_data()
{
    QTest::addColumn<Prepare>("prepare");
    QTest::newRow("a file in the place of the folder")
        << Prepare([](const Home &home) { return home.write(home.programFolder(), "x"); });
    QTest::newRow("a file in the place of the folder above it") << Prepare(
        [](const Home &home) { return home.write(QFileInfo(home.programFolder()).path(), "x"); });
    QTest::newRow("a file in the place of the folder with the locks")
        << Prepare([](const Home &home) { return home.write(QFileInfo(home.lock()).path(), "x"); });
    if (geteuid() != 0) {
        QTest::newRow("not allowed") << Prepare([](const Home &home) {
            return home.write(home.list(), goodList)
                && QFile::setPermissions(home.programFolder(),
                                         QFileDevice::ReadOwner | QFileDevice::ExeOwner);
        });
    }
}

void TestDoctorFiles::foldersThatCannotBeWritten()
{
    QFETCH(Prepare, prepare);
    const Home home;
    QVERIFY(prepare(home));
    const Findings findings = checkLocks(program, QDateTime::currentDateTimeUtc());
    QFile::setPermissions(home.programFolder(), owner);
    QCOMPARE(findings.size(), 1);
    const Finding finding = findings.constFirst();
    QCOMPARE(finding.check(), Check::Locks);
    QCOMPARE(finding.severity(), Severity::Problem);
    QVERIFY2(finding.message().startsWith(QStringLiteral("Nothing can be written to the folder /")),
             qPrintable(finding.message()));
    QVERIFY(!finding.detail().isEmpty());
    QCOMPARE(faultOf(finding), QString());
}

QTEST_GUILESS_MAIN(TestDoctorFiles)

#include "tst_doctorfiles.moc"
