// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "findingsof.h"
#include "testauthority.h"

#include "doctor/authoritycheck.h"
#include "doctor/browsercheck.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QSemaphore>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <memory>

#include <sys/stat.h>

using namespace Latchkey;
using Check = Finding::Check;
using Severity = Finding::Severity;

namespace {

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly)
        && file.write(content) == content.size();
}

bool writeProgram(const QString &path)
{
    return write(path, "#!/bin/sh\n")
        && QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::ExeOwner);
}

} // namespace

/// What is told of certificate authorities and browsers, of which a computer has more kinds than a
/// test may install.
class TestDoctorSurroundings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void authoritiesOfTheSystem_data();
    void authoritiesOfTheSystem();
    void authoritiesOfTheEnvironment_data();
    void authoritiesOfTheEnvironment();
    void authoritiesThatHaveAllExpired();
    void theSameAuthorityTwiceIsOne();
    void aGoodFileAndABadFolder();
    void readingIsNotWaitedForForEver();

    void openers_data();
    void openers();
    void desktopHandlers_data();
    void desktopHandlers();

private:
    AuthoritySources sources() const;

    TestAuthority m_authority;
    QTemporaryDir m_folder;
};

void TestDoctorSurroundings::initTestCase()
{
    QVERIFY2(m_authority.isValid(), "the openssl command is needed");
    const auto at = [&](const char *name) { return m_folder.filePath(QLatin1String(name)); };
    QVERIFY(write(at("text"), "This is no certificate.\n"));
    QVERIFY(write(at("large"), "x") && QFile::resize(at("large"), 17 * 1024 * 1024));
    QVERIFY(QDir().mkpath(at("nothing")));
    QVERIFY(QDir().mkpath(at("some")));
    QVERIFY(QFile::copy(m_authority.file(), at("some/one.pem")));
    QVERIFY(QFile::copy(m_authority.file(), at("some/again.0")));
    QVERIFY(write(at("some/readme"), "This is no certificate.\n"));
    // Whoever opens one waits for somebody to write.
    QCOMPARE(mkfifo(at("some/pipe").toLocal8Bit().constData(), 0600), 0);
}

AuthoritySources TestDoctorSurroundings::sources() const
{
    AuthoritySources sources;
    sources.systemCount = [] { return 140; };
    return sources;
}

void TestDoctorSurroundings::authoritiesOfTheSystem_data()
{
    QTest::addColumn<bool>("hasTls");
    QTest::addColumn<int>("count");
    QTest::addColumn<Severity>("severity");
    QTest::addColumn<QString>("message");
    QTest::newRow("many") << true << 140 << Severity::Ok
                          << QStringLiteral("Certificate authorities that this computer trusts: "
                                            "140.");
    QTest::newRow("none") << true << 0 << Severity::Problem
                          << QStringLiteral("This computer trusts no certificate authority, so no "
                                            "connection can be made secure.");
    QTest::newRow("no way to use them")
        << false << 140 << Severity::Problem
        << QStringLiteral("This program cannot make connections secure.");
}

void TestDoctorSurroundings::authoritiesOfTheSystem()
{
    QFETCH(bool, hasTls);
    QFETCH(int, count);
    QFETCH(Severity, severity);
    QFETCH(QString, message);
    AuthoritySources system = sources();
    system.hasTls = hasTls;
    system.systemCount = [count] { return count; };
    const Findings findings = checkAuthorities(system, QDateTime::currentDateTimeUtc());
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.constFirst().message(), message);
    QCOMPARE(findings.constFirst().severity(), severity);
    QCOMPARE(faultOf(findings.constFirst()), QString());
}

void TestDoctorSurroundings::authoritiesOfTheEnvironment_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<Severity>("severity");
    QTest::addColumn<QString>("message");
    const auto row = [&](const char *name, const QString &file, const QString &folder,
                         Severity severity, const char *message) {
        QTest::newRow(name) << file << folder << severity << QString::fromLatin1(message);
    };
    const auto at = [&](const char *name) { return m_folder.filePath(QLatin1String(name)); };
    row("a file", m_authority.file(), {}, Severity::Ok, "authorities that SSL_CERT_FILE adds: 1.");
    row("no such file", at("absent"), {}, Severity::Problem, "which does not exist.");
    row("a folder for a file", at("some"), {}, Severity::Problem, "which is not a file.");
    row("a pipe for a file", at("some/pipe"), {}, Severity::Problem, "which is not a file.");
    row("a file of another kind", at("text"), {}, Severity::Problem, "which holds no certificate.");
    row("a file that is too large", at("large"), {}, Severity::Problem, "which is too large.");
    row("a folder", {}, at("some"), Severity::Ok, "authorities that SSL_CERT_DIR adds: 1.");
    row("no such folder", {}, at("absent"), Severity::Problem, "which does not exist.");
    row("a file for a folder", {}, at("text"), Severity::Problem, "which is not a folder.");
    row("an empty folder", {}, at("nothing"), Severity::Problem, "which holds no certificate.");
}

void TestDoctorSurroundings::authoritiesOfTheEnvironment()
{
    QFETCH(QString, file);
    QFETCH(QString, folder);
    QFETCH(Severity, severity);
    QFETCH(QString, message);
    AuthoritySources environment = sources();
    environment.file = file;
    environment.folder = folder;
    const Findings findings = checkAuthorities(environment, QDateTime::currentDateTimeUtc());
    const Finding finding = findings.constFirst();
    QCOMPARE(finding.check(), Check::CertificateAuthorities);
    QCOMPARE(finding.severity(), severity);
    QVERIFY2(finding.message().endsWith(message), qPrintable(finding.message()));
    QCOMPARE(finding.subject(), file + folder);
    QVERIFY(finding.isOk() || finding.remedy().contains(QStringLiteral("SSL_CERT_")));
    QCOMPARE(faultOf(finding), QString());
    // What cannot be used leaves those of the system.
    QCOMPARE(findings.size(), finding.isOk() ? 1 : 2);
    QVERIFY(findings.constLast().isOk());
}

void TestDoctorSurroundings::authoritiesThatHaveAllExpired()
{
    AuthoritySources environment = sources();
    environment.file = m_authority.file();
    for (const int days : {-30, 30}) {
        const Findings findings =
            checkAuthorities(environment, QDateTime::currentDateTimeUtc().addDays(days));
        const Finding finding = findings.constFirst();
        QCOMPARE(finding.severity(), Severity::Problem);
        QCOMPARE(finding.message(),
                 QStringLiteral("No certificate that SSL_CERT_FILE names is valid today."));
        QVERIFY(finding.remedy().contains(QStringLiteral("date and time")));
        QCOMPARE(faultOf(finding), QString());
    }
}

void TestDoctorSurroundings::theSameAuthorityTwiceIsOne()
{
    AuthoritySources environment = sources();
    QFile one(m_authority.file());
    QVERIFY(one.open(QIODevice::ReadOnly));
    const QByteArray pem = one.readAll();
    environment.file = m_folder.filePath(QStringLiteral("twice.pem"));
    QVERIFY(write(environment.file, pem + pem));
    const Findings findings = checkAuthorities(environment, QDateTime::currentDateTimeUtc());
    QVERIFY(findings.constFirst().message().endsWith(QStringLiteral(" 1.")));
}

void TestDoctorSurroundings::aGoodFileAndABadFolder()
{
    AuthoritySources environment = sources();
    environment.file = m_authority.file();
    environment.folder = m_folder.filePath(QStringLiteral("absent"));
    const Findings findings = checkAuthorities(environment, QDateTime::currentDateTimeUtc());
    QCOMPARE(findings.size(), 2);
    QVERIFY(findings.at(0).isOk() && !findings.at(1).isOk());
}

/// A disk of another computer may be slow to answer, or not answer at all.
void TestDoctorSurroundings::readingIsNotWaitedForForEver()
{
    QSemaphore disk;
    QSemaphore isRead;
    AuthoritySources slow;
    slow.systemCount = [&] {
        disk.acquire();
        isRead.release();
        return 1;
    };
    auto check = std::make_unique<AuthorityCheck>(slow, QDateTime::currentDateTimeUtc(), nullptr);
    check->start();
    const Findings findings = check->giveUp();
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.constFirst().severity(), Severity::Warning);
    QCOMPARE(faultOf(findings.constFirst()), QString());
    check.reset();
    disk.release();
    QVERIFY(isRead.tryAcquire(1, 10000));

    AuthorityCheck quick(sources(), QDateTime::currentDateTimeUtc(), nullptr);
    const FindingsOf told(&quick);
    quick.start();
    QTRY_COMPARE(told.timesFinished, 1);
    QCOMPARE(told.findings.size(), 1);
    QVERIFY(told.areAllOk());
}

void TestDoctorSurroundings::openers_data()
{
    QTest::addColumn<QString>("browser");
    QTest::addColumn<bool>("hasDisplay");
    QTest::addColumn<QStringList>("programs");
    QTest::addColumn<Severity>("severity");
    QTest::addColumn<QString>("message");
    const QString xdgOpen = QStringLiteral("xdg-open");
    const QString firefox = QStringLiteral("firefox");
    const QString lynx = QStringLiteral("lynx");
    QTest::newRow("BROWSER is there") << lynx << false << QStringList{lynx} << Severity::Ok
                                      << QStringLiteral("Addresses are opened by lynx.");
    QTest::newRow("the second in BROWSER is there")
        << QStringLiteral("absent:lynx -dump %s") << true << QStringList{lynx} << Severity::Ok
        << QStringLiteral("Addresses are opened by lynx.");
    QTest::newRow("BROWSER is not there")
        << QStringLiteral("absent") << true << QStringList{xdgOpen, firefox} << Severity::Warning
        << QStringLiteral("BROWSER names a program that is not there.");
    QTest::newRow("a terminal and nothing else")
        << QString() << false << QStringList{} << Severity::Ok
        << QStringLiteral("There is no display here, so no browser is opened; sign-in by code "
                          "works without.");
    QTest::newRow("a display and nothing else")
        << QString() << true << QStringList{firefox} << Severity::Warning
        << QStringLiteral("There is no program here that opens a browser.");
    QTest::newRow("an opener and no browser")
        << QString() << true << QStringList{xdgOpen} << Severity::Warning
        << QStringLiteral("No browser is set up to open "
                          "addresses.");
    QTest::newRow("an opener and a browser")
        << QString() << true << QStringList{xdgOpen, firefox} << Severity::Ok
        << QStringLiteral("Addresses are opened by firefox.");
}

void TestDoctorSurroundings::openers()
{
    QFETCH(QString, browser);
    QFETCH(bool, hasDisplay);
    QFETCH(QStringList, programs);
    QFETCH(Severity, severity);
    QFETCH(QString, message);
    const QTemporaryDir folder;
    for (const QString &name : programs)
        QVERIFY(writeProgram(folder.filePath(name)));
    BrowserSurroundings surroundings;
    surroundings.browserVariable = browser;
    surroundings.hasDisplay = hasDisplay;
    surroundings.programFolders = QStringList{folder.path()};
    const Finding finding = checkBrowser(surroundings);
    QCOMPARE(finding.message(), message);
    QCOMPARE(finding.severity(), severity);
    QCOMPARE(finding.check(), Check::Browser);
    QVERIFY(finding.isOk() || finding.remedy().contains(QStringLiteral("sign-in by code")));
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorSurroundings::desktopHandlers_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("opener");
    const auto chosen = [](const char *ids) {
        return QStringLiteral("config/mimeapps.list|[Added Associations]\n"
                              "x-scheme-handler/https=never.desktop;\n"
                              "[Default Applications]\ntext/html=other.desktop\n"
                              "x-scheme-handler/https=%1\n")
            .arg(QLatin1String(ids));
    };
    const auto offered = [](const char *ids) {
        return QStringLiteral("data/applications/mimeinfo.cache|[MIME Cache]\n"
                              "x-scheme-handler/https=%1\n")
            .arg(QLatin1String(ids));
    };
    const auto desktopFile = [](const char *path, const char *command) {
        return QStringLiteral("data/applications/%1|[Desktop Entry]\nExec=%2\n"
                              "[Desktop Action new]\nExec=absent\n")
            .arg(QLatin1String(path), QLatin1String(command));
    };
    const QString none;
    QTest::newRow("the chosen one") << QStringList{chosen("one.desktop;"), offered("two.desktop;"),
                                                   desktopFile("one.desktop", "browser %u"),
                                                   desktopFile("two.desktop", "browser %u")}
                                    << QStringLiteral("one.desktop");
    QTest::newRow("the chosen one is not there")
        << QStringList{chosen("one.desktop"), offered("two.desktop;"),
                       desktopFile("two.desktop", "browser %u")}
        << QStringLiteral("two.desktop");
    QTest::newRow("the program of the chosen one is not there")
        << QStringList{chosen("one.desktop;two.desktop"), desktopFile("one.desktop", "absent %u"),
                       desktopFile("two.desktop", "\"browser\" --new %u")}
        << QStringLiteral("two.desktop");
    QTest::newRow("one in a folder")
        << QStringList{chosen("kde-one.desktop"), desktopFile("kde/one.desktop", "browser")}
        << QStringLiteral("kde-one.desktop");
    QTest::newRow("of this desktop")
        << QStringList{QStringLiteral("config/gnome-mimeapps.list|[Default Applications]\n"
                                      "x-scheme-handler/https=two.desktop\n"),
                       chosen("one.desktop"), desktopFile("one.desktop", "browser"),
                       desktopFile("two.desktop", "browser")}
        << QStringLiteral("two.desktop");
    QTest::newRow("hidden") << QStringList{QStringLiteral("data/applications/one.desktop|[Desktop "
                                                          "Entry]\nHidden=true\nExec=browser\n"),
                                           chosen("one.desktop")}
                            << none;
    QTest::newRow("none that is there") << QStringList{offered("one.desktop")} << none;
    QTest::newRow("nothing") << QStringList{} << none;
}

void TestDoctorSurroundings::desktopHandlers()
{
    QFETCH(QStringList, files);
    QFETCH(QString, opener);
    const QTemporaryDir folder;
    for (const QString &file : files) {
        const qsizetype bar = file.indexOf(u'|');
        QVERIFY(write(folder.filePath(file.left(bar)), file.mid(bar + 1).toUtf8()));
    }
    const QString programs = folder.filePath(QStringLiteral("bin"));
    QVERIFY(writeProgram(programs + QStringLiteral("/xdg-open")));
    QVERIFY(writeProgram(programs + QStringLiteral("/browser")));
    BrowserSurroundings surroundings;
    surroundings.hasDisplay = true;
    surroundings.programFolders = QStringList{programs};
    surroundings.configFolders = QStringList{folder.filePath(QStringLiteral("config"))};
    surroundings.dataFolders = QStringList{folder.filePath(QStringLiteral("data"))};
    surroundings.desktops = QStringList{QStringLiteral("gnome")};
    const Finding finding = checkBrowser(surroundings);
    QCOMPARE(finding.isOk(), !opener.isEmpty());
    QCOMPARE(finding.subject(), opener.isEmpty() ? QStringLiteral("xdg-open") : opener);
    QCOMPARE(faultOf(finding), QString());
}

QTEST_GUILESS_MAIN(TestDoctorSurroundings)

#include "tst_doctorsurroundings.moc"
