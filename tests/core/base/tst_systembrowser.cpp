// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "base/browserchoice.h"

#include <latchkey/systembrowser.h>

#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <unistd.h>

using namespace Latchkey;

namespace {

const QUrl address(QStringLiteral("https://id.example/authorize?a=b&c=%20d$(touch x);e"));

QString encoded()
{
    return address.toString(QUrl::FullyEncoded);
}

} // namespace

/// What opens a browser, and that no shell reads the address.
class TestSystemBrowser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void commands_data();
    void commands();
    void nothingToSee();
    void startsWhatBrowserNames();
    void startsTheNextWhereOneFails();
    void tellsWhereNothingCouldBeStarted();
    void opensOnlyWebAddresses_data();
    void opensOnlyWebAddresses();
    void leavesTheBrowserOpen();
    void keepsTheBrowserFromTheTerminal();

private:
    QString writeBrowser(const QString &name, const QByteArray &script);
    QByteArray seen(const QString &name) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestSystemBrowser::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_folder = std::make_unique<QTemporaryDir>();
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"})
        qunsetenv(name);
    qputenv("SEEN", m_folder->path().toLocal8Bit());
}

/// A program, which finds in $SEEN where to write what it sees.
QString TestSystemBrowser::writeBrowser(const QString &name, const QByteArray &script)
{
    QFile file(m_folder->filePath(name));
    if (!file.open(QIODevice::WriteOnly))
        qWarning("there is no browser");
    file.write("#!/bin/sh\n" + script + '\n');
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return file.fileName();
}

QByteArray TestSystemBrowser::seen(const QString &name) const
{
    QFile file(m_folder->filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestSystemBrowser::commands_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QList<QStringList>>("commands");
    const QString sh = QStringLiteral("sh");
    const QString url = encoded();
    using Commands = QList<QStringList>;
    QTest::newRow("a name") << sh << Commands{{sh, url}};
    QTest::newRow("an argument") << QStringLiteral("sh --new")
                                 << Commands{{sh, QStringLiteral("--new"), url}};
    QTest::newRow("a place for the address")
        << QStringLiteral("sh -u %s -x")
        << Commands{{sh, QStringLiteral("-u"), url, QStringLiteral("-x")}};
    QTest::newRow("a place within an argument")
        << QStringLiteral("sh --url=%s") << Commands{{sh, QStringLiteral("--url=") + url}};
    QTest::newRow("a percent sign and a colon")
        << QStringLiteral("sh 100%%s -p%c1")
        << Commands{{sh, QStringLiteral("100%s"), QStringLiteral("-p:1"), url}};
    QTest::newRow("an argument in quotation marks")
        << QStringLiteral("sh \"a b\"") << Commands{{sh, QStringLiteral("a b"), url}};
    QTest::newRow("what a shell would run stays text")
        << QStringLiteral("sh $(touch y);z")
        << Commands{{sh, QStringLiteral("$(touch"), QStringLiteral("y);z"), url}};
    QTest::newRow("several, of which some are not there")
        << QStringLiteral("absent:sh -1::absent %s:sh -2")
        << Commands{{sh, QStringLiteral("-1"), url}, {sh, QStringLiteral("-2"), url}};
    QTest::newRow("none that is there") << QStringLiteral("absent:/absent") << Commands{};
}

void TestSystemBrowser::commands()
{
    QFETCH(QString, variable);
    QFETCH(QList<QStringList>, commands);
    BrowserSurroundings surroundings;
    surroundings.hasDisplay = true;
    surroundings.browserVariable = variable;
    surroundings.programFolders = QStringList{QStringLiteral("/bin")};
    const BrowserChoice choice = chooseBrowser(surroundings);
    QCOMPARE(choice.source, BrowserChoice::Source::Variable);
    QList<QStringList> complete;
    for (const BrowserCommand &command : choice.commands)
        complete += commandFor(command, address);
    QCOMPARE(complete, commands);
}

void TestSystemBrowser::nothingToSee()
{
    const SystemBrowser browser;
    QVERIFY(!browser.hasDisplay());
    QVERIFY(!browser.isAvailable());
    qputenv("BROWSER", "absent");
    QVERIFY(!SystemBrowser().isAvailable());
    qputenv("BROWSER", "absent:sh");
    QVERIFY(SystemBrowser().isAvailable());
}

void TestSystemBrowser::startsWhatBrowserNames()
{
    const QString program = writeBrowser(QStringLiteral("one"),
                                         "printf '%s\\n' \"$@\" > $SEEN/part\n"
                                         "mv $SEEN/part $SEEN/arguments");
    qputenv("BROWSER", program.toLocal8Bit() + " --new %s");
    SystemBrowser browser;
    const QSignalSpy failures(&browser, &SystemBrowser::failed);
    browser.open(address, SystemBrowser::Terminal::Keep);
    const QString arguments = QStringLiteral("arguments");
    QTRY_COMPARE(seen(arguments), "--new\n" + encoded().toUtf8() + '\n');
    QVERIFY(failures.isEmpty());
}

void TestSystemBrowser::startsTheNextWhereOneFails()
{
    const QString first = writeBrowser(QStringLiteral("one"), "echo 1 >> $SEEN/tried; exit 3");
    const QString second = writeBrowser(QStringLiteral("two"), "echo 2 >> $SEEN/tried; kill -9 $$");
    const QString broken = writeBrowser(QStringLiteral("broken"), "");
    QFile file(broken);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("#!/nonexistent\n");
    file.close();
    const QString last = writeBrowser(QStringLiteral("three"), "echo 3 >> $SEEN/tried");
    const QString never = writeBrowser(QStringLiteral("four"), "echo 4 >> $SEEN/tried");
    qputenv("BROWSER", QStringList{first, second, broken, last, never}.join(u':').toLocal8Bit());
    SystemBrowser browser;
    const QSignalSpy failures(&browser, &SystemBrowser::failed);
    browser.open(address, SystemBrowser::Terminal::Keep);
    QTRY_COMPARE(seen(QStringLiteral("tried")), QByteArray("1\n2\n3\n"));
    QTest::qWait(100);
    QCOMPARE(seen(QStringLiteral("tried")), QByteArray("1\n2\n3\n"));
    QVERIFY(failures.isEmpty());
}

void TestSystemBrowser::tellsWhereNothingCouldBeStarted()
{
    const QString program = writeBrowser(QStringLiteral("one"), "exit 1");
    qputenv("BROWSER", program.toLocal8Bit());
    SystemBrowser browser;
    QSignalSpy failures(&browser, &SystemBrowser::failed);
    browser.open(address, SystemBrowser::Terminal::Keep);
    QVERIFY(failures.isEmpty());
    QVERIFY(failures.wait());
    const QString detail = failures.takeFirst().constFirst().toString();
    QVERIFY(detail.contains(program));
    // It carries the request's state.
    QVERIFY(!detail.contains(QStringLiteral("id.example")));
    // Once more, by the same object.
    browser.open(address, SystemBrowser::Terminal::Keep);
    QVERIFY(failures.wait());
    qunsetenv("BROWSER");
    SystemBrowser none;
    QSignalSpy failuresOfNone(&none, &SystemBrowser::failed);
    none.open(address, SystemBrowser::Terminal::Keep);
    QVERIFY(failuresOfNone.wait());
}

void TestSystemBrowser::opensOnlyWebAddresses_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::newRow("a file") << QUrl(QStringLiteral("file:///etc/passwd"));
    QTest::newRow("a script") << QUrl(QStringLiteral("javascript:alert(1)"));
    QTest::newRow("an option") << QUrl(QStringLiteral("--help"));
    QTest::newRow("nothing") << QUrl();
}

void TestSystemBrowser::opensOnlyWebAddresses()
{
    QFETCH(QUrl, url);
    const QString program = writeBrowser(QStringLiteral("one"), "echo > $SEEN/started");
    qputenv("BROWSER", program.toLocal8Bit());
    SystemBrowser browser;
    QSignalSpy failures(&browser, &SystemBrowser::failed);
    browser.open(url, SystemBrowser::Terminal::Keep);
    QVERIFY(failures.wait());
    QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("started"))));
}

void TestSystemBrowser::leavesTheBrowserOpen()
{
    const QString program = writeBrowser(
        QStringLiteral("one"), "echo > $SEEN/started; sleep 0.3; echo noise; echo > $SEEN/alive");
    qputenv("BROWSER", program.toLocal8Bit());
    auto browser = std::make_unique<SystemBrowser>();
    browser->open(address, SystemBrowser::Terminal::Keep);
    QTRY_VERIFY(QFile::exists(m_folder->filePath(QStringLiteral("started"))));
    browser.reset();
    QTRY_VERIFY(QFile::exists(m_folder->filePath(QStringLiteral("alive"))));
}

void TestSystemBrowser::keepsTheBrowserFromTheTerminal()
{
    const QString program = writeBrowser(QStringLiteral("one"),
                                         "cut -d' ' -f6 /proc/self/stat > $SEEN/part\n"
                                         "mv $SEEN/part $SEEN/session");
    qputenv("BROWSER", program.toLocal8Bit());
    SystemBrowser browser;
    browser.open(address, SystemBrowser::Terminal::Keep);
    QTRY_VERIFY(QFile::exists(m_folder->filePath(QStringLiteral("session"))));
    const int session = seen(QStringLiteral("session")).trimmed().toInt();
    QVERIFY(session > 0);
    QVERIFY(session != getsid(0));
    // Where it is lent, it stays in it.
    QVERIFY(QFile::remove(m_folder->filePath(QStringLiteral("session"))));
    browser.open(address, SystemBrowser::Terminal::Lend);
    QTRY_VERIFY(QFile::exists(m_folder->filePath(QStringLiteral("session"))));
    QCOMPARE(seen(QStringLiteral("session")).trimmed().toInt(), getsid(0));
}

QTEST_GUILESS_MAIN(TestSystemBrowser)
#include "tst_systembrowser.moc"
