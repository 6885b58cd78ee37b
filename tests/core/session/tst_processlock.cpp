// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "virtualscheduler.h"

#include "session/processlock.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QLockFile>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QSysInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <optional>

using namespace Latchkey;
using namespace std::chrono_literals;

/// Keeping other processes out, and getting past those that are no more.
class tst_ProcessLock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void freeOne();
    void folderIsMadeForThePersonAlone();
    void noneWithoutAPath();
    void heldByThisProcess();
    void releasedAndTakenAgain();
    void heldForTooLongIsToldWithItsHolder();
    void heldByAProcessThatHangs();
    void leftByAProcessThatIsGone();
    void leftByAProcessOfAnotherComputer();
    void leftEmpty();
    void leftEmptyJustNow();
    void leftInTheMiddleOfATakeover();
    void noPlaceForIt_data();
    void noPlaceForIt();
    void destroyedWhileWaiting();
    void releasedWhileWaiting();
    void destroyedInItsCallback();
    void twoWhoWait();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("locks/account.lock")); }
    void acquire(ProcessLock &lock, std::chrono::milliseconds patience);
    void write(const QByteArray &content, int secondsAgo) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    VirtualScheduler m_clock;
    QList<Error> m_answers;
};

void tst_ProcessLock::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_folder = std::make_unique<QTemporaryDir>();
    m_answers.clear();
}

void tst_ProcessLock::acquire(ProcessLock &lock, std::chrono::milliseconds patience)
{
    lock.acquire(&m_clock, patience, [this](const Error &error) { m_answers.append(error); });
}

/// A lock file as another process has left it.
void tst_ProcessLock::write(const QByteArray &content, int secondsAgo) const
{
    QDir().mkpath(QFileInfo(path()).path());
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.flush();
    QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(-secondsAgo),
                             QFileDevice::FileModificationTime));
}

void tst_ProcessLock::freeOne()
{
    ProcessLock lock(path());
    acquire(lock, 10s);
    QVERIFY(m_answers.isEmpty());
    m_clock.advance(0ms);
    QCOMPARE(m_answers.size(), 1);
    QVERIFY(!m_answers.constFirst().isError());
    QLockFile other(path());
    QVERIFY(!other.tryLock(0));
    lock.release();
    QVERIFY(other.tryLock(0));
}

void tst_ProcessLock::folderIsMadeForThePersonAlone()
{
    ProcessLock lock(path());
    acquire(lock, 0ms);
    m_clock.advance(0ms);
    QCOMPARE(QFile::permissions(QFileInfo(path()).path())
                 & (QFileDevice::ReadGroup | QFileDevice::ExeGroup | QFileDevice::WriteGroup
                    | QFileDevice::ReadOther | QFileDevice::ExeOther | QFileDevice::WriteOther),
             QFileDevice::Permissions());
}

void tst_ProcessLock::noneWithoutAPath()
{
    ProcessLock first{QString()};
    ProcessLock second{QString()};
    acquire(first, 0ms);
    acquire(second, 0ms);
    QVERIFY(m_answers.isEmpty());
    m_clock.advance(0ms);
    QCOMPARE(m_answers.size(), 2);
    QVERIFY(!m_answers.at(0).isError() && !m_answers.at(1).isError());
}

void tst_ProcessLock::heldByThisProcess()
{
    auto first = std::make_unique<ProcessLock>(path());
    acquire(*first, 0ms);
    m_clock.advance(0ms);
    ProcessLock second(path());
    acquire(second, 10s);
    m_clock.advance(9s);
    QCOMPARE(m_answers.size(), 1);
    first.reset();
    m_clock.advance(1s);
    QCOMPARE(m_answers.size(), 2);
    QVERIFY(!m_answers.at(1).isError());
}

void tst_ProcessLock::releasedAndTakenAgain()
{
    ProcessLock lock(path());
    for (int i = 0; i < 3; ++i) {
        acquire(lock, 0ms);
        m_clock.advance(0ms);
        lock.release();
    }
    QCOMPARE(m_answers.size(), 3);
    QVERIFY(!m_answers.constLast().isError());
    QVERIFY(!QFile::exists(path()));
}

void tst_ProcessLock::heldForTooLongIsToldWithItsHolder()
{
    ProcessLock first(path());
    acquire(first, 0ms);
    m_clock.advance(0ms);
    ProcessLock second(path());
    acquire(second, 75s);
    m_clock.advance(74s);
    QCOMPARE(m_answers.size(), 1);
    m_clock.advance(2s);
    QCOMPARE(m_answers.size(), 2);
    const Error error = m_answers.at(1);
    QCOMPARE(error.kind(), Error::Kind::Busy);
    QVERIFY(error.isTransient());
    QVERIFY(error.detail().contains(QString::number(QCoreApplication::applicationPid())));
    QVERIFY(error.detail().contains(QLatin1String("tst_processlock")));
    QVERIFY(error.detail().contains(path()));
    // It is the first one's still.
    m_clock.advance(1h);
    QLockFile other(path());
    QVERIFY(!other.tryLock(0));
}

/// However old its file is.
void tst_ProcessLock::heldByAProcessThatHangs()
{
    QDir().mkpath(QFileInfo(path()).path());
    QLockFile holder(path());
    QVERIFY(holder.tryLock(0));
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::currentDateTime().addDays(-1),
                             QFileDevice::FileModificationTime));
    file.close();
    ProcessLock lock(path());
    acquire(lock, 1min);
    m_clock.advance(59s);
    QVERIFY(m_answers.isEmpty());
    m_clock.advance(2s);
    QCOMPARE(m_answers.size(), 1);
    QCOMPARE(m_answers.constFirst().kind(), Error::Kind::Busy);
    QVERIFY(QFile::exists(path()));
}

void tst_ProcessLock::leftByAProcessThatIsGone()
{
    QProcess process;
    process.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QStringLiteral("exit 0")});
    QVERIFY(process.waitForStarted());
    const qint64 gone = process.processId();
    QVERIFY(process.waitForFinished());
    write(QByteArray::number(gone) + "\nlatchkey\n" + QSysInfo::machineHostName().toUtf8() + "\n",
          0);
    ProcessLock lock(path());
    acquire(lock, 0ms);
    m_clock.advance(0ms);
    QCOMPARE(m_answers.size(), 1);
    QVERIFY2(!m_answers.constFirst().isError(), qPrintable(m_answers.constFirst().detail()));
}

/// A home folder on a server, or a laptop whose name has changed.
void tst_ProcessLock::leftByAProcessOfAnotherComputer()
{
    write("1\nlatchkey\nanother-computer\n", 3);
    ProcessLock lock(path());
    acquire(lock, 0ms);
    m_clock.advance(0ms);
    QCOMPARE(m_answers.size(), 1);
    QVERIFY2(!m_answers.constFirst().isError(), qPrintable(m_answers.constFirst().detail()));
}

/// A process was killed between making the file and writing its number into it. That kept everybody
/// else waiting for ten seconds, which was longer than they would wait for the list of accounts.
void tst_ProcessLock::leftEmpty()
{
    write(QByteArray(), 3);
    ProcessLock lock(path());
    acquire(lock, 0ms);
    m_clock.advance(0ms);
    QCOMPARE(m_answers.size(), 1);
    QVERIFY2(!m_answers.constFirst().isError(), qPrintable(m_answers.constFirst().detail()));
}

/// Nobody can tell yet whether its process lives; that is known in a moment.
void tst_ProcessLock::leftEmptyJustNow()
{
    write(QByteArray(), 0);
    ProcessLock lock(path());
    std::optional<Error> answer;
    lock.acquire(Scheduler::system(), 10s, [&](const Error &error) { answer = error; });
    QTest::qWait(500);
    QVERIFY(!answer);
    QTRY_VERIFY_WITH_TIMEOUT(answer, 8000);
    QVERIFY2(!answer->isError(), qPrintable(answer->detail()));
}

/// Qt takes over a lock under a lock of its own, and would wait for that for half a minute.
void tst_ProcessLock::leftInTheMiddleOfATakeover()
{
    write(QByteArray(), 3);
    const QString takeover = path() + QStringLiteral(".rmlock");
    QVERIFY(QFile::copy(path(), takeover));
    QFile file(takeover);
    QVERIFY(file.open(QIODevice::ReadWrite));
    // One that begins just now is left alone.
    ProcessLock lock(path());
    acquire(lock, 1min);
    m_clock.advance(1s);
    QVERIFY(m_answers.isEmpty());
    QVERIFY(file.exists());
    QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(-3),
                             QFileDevice::FileModificationTime));
    m_clock.advance(1s);
    QCOMPARE(m_answers.size(), 1);
    QVERIFY(!m_answers.constFirst().isError());
    QVERIFY(!file.exists());
    lock.release();

    // So is one whose process is alive, however long it takes.
    m_answers.clear();
    write(QByteArray(), 3);
    QLockFile living(takeover);
    QVERIFY(living.tryLock(0));
    QVERIFY(QFile(takeover).exists());
    QFile held(takeover);
    QVERIFY(held.open(QIODevice::ReadWrite));
    QVERIFY(held.setFileTime(QDateTime::currentDateTime().addSecs(-20),
                             QFileDevice::FileModificationTime));
    acquire(lock, 1min);
    m_clock.advance(2s);
    QVERIFY(m_answers.isEmpty());
    living.unlock();
    m_clock.advance(1s);
    QCOMPARE(m_answers.size(), 1);
}

void tst_ProcessLock::noPlaceForIt_data()
{
    QTest::addColumn<QString>("place");
    QTest::newRow("a file where the folder should be") << QStringLiteral("file/account.lock");
    QTest::newRow("a file further up") << QStringLiteral("file/locks/account.lock");
    QTest::newRow("a system's folder") << QStringLiteral("/proc/self/account.lock");
    QTest::newRow("a name that is too long") << QString(300, u'x');
}

void tst_ProcessLock::noPlaceForIt()
{
    QFETCH(QString, place);
    QFile file(m_folder->filePath(QStringLiteral("file")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QString there = QFileInfo(place).isAbsolute() ? place : m_folder->filePath(place);
    ProcessLock lock(there);
    acquire(lock, 10s);
    m_clock.advance(11s);
    QCOMPARE(m_answers.size(), 1);
    QVERIFY(m_answers.constFirst().isError());
    QCOMPARE(m_answers.constFirst().kind(), Error::Kind::StorageFailed);
    QVERIFY(m_answers.constFirst().detail().contains(there));
}

void tst_ProcessLock::destroyedWhileWaiting()
{
    QLockFile holder(m_folder->filePath(QStringLiteral("account.lock")));
    QVERIFY(holder.tryLock(0));
    {
        ProcessLock lock(holder.fileName());
        acquire(lock, 10s);
        m_clock.advance(1s);
    }
    holder.unlock();
    m_clock.advance(1min);
    QVERIFY(m_answers.isEmpty());
    QCOMPARE(m_clock.pendingCalls(), 0);
    QVERIFY(!QFile::exists(holder.fileName()));
}

void tst_ProcessLock::releasedWhileWaiting()
{
    ProcessLock lock(path());
    acquire(lock, 10s);
    lock.release();
    m_clock.advance(1min);
    QVERIFY(m_answers.isEmpty());
    QVERIFY(!QFile::exists(path()));
}

void tst_ProcessLock::destroyedInItsCallback()
{
    auto lock = std::make_unique<ProcessLock>(path());
    lock->acquire(&m_clock, 10s, [&](const Error &error) {
        lock.reset();
        m_answers.append(error);
    });
    m_clock.advance(1s);
    QCOMPARE(m_answers.size(), 1);
    QVERIFY(!QFile::exists(path()));
}

void tst_ProcessLock::twoWhoWait()
{
    QDir().mkpath(QFileInfo(path()).path());
    QLockFile holder(path());
    QVERIFY(holder.tryLock(0));
    ProcessLock first(path());
    ProcessLock second(path());
    acquire(first, 1min);
    acquire(second, 1min);
    m_clock.advance(30s);
    holder.unlock();
    m_clock.advance(1s);
    QCOMPARE(m_answers.size(), 1);
    first.release();
    second.release();
    m_clock.advance(1min);
    QCOMPARE(m_answers.size(), 1);
}

QTEST_GUILESS_MAIN(tst_ProcessLock)
#include "tst_processlock.moc"
