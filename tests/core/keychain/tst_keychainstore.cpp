// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/keychainstore.h>

#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QUuid>
#include <QtTest/QTest>

#include <optional>

using namespace Latchkey;

/// The real thing: the Secret Service of this session.
class tst_KeychainStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void keepsUntilRemoved();
    void keepsWhatIsNoText();
    void isSeenByOtherPrograms();
    void servicesDoNotMix();
    void removingNothingIsNoError();
    void callerMayDie();
    void storeMayDieBeforeItsAnswers();
    void absentWithoutABus();

private:
    SecretStore::ReadResult read(KeychainStore &store, const QString &key);
    Error write(KeychainStore &store, const QString &key, const QByteArray &value);
    Error remove(KeychainStore &store, const QString &key);

    const QString m_service = QStringLiteral("latchkey-test-") + QUuid::createUuid().toString();
};

SecretStore::ReadResult tst_KeychainStore::read(KeychainStore &store, const QString &key)
{
    std::optional<SecretStore::ReadResult> result;
    store.read(key, this, [&](const SecretStore::ReadResult &answer) { result = answer; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(result, 10000); }();
    return result.value_or(SecretStore::ReadResult{Error(Error::Kind::Network), false, {}});
}

Error tst_KeychainStore::write(KeychainStore &store, const QString &key, const QByteArray &value)
{
    std::optional<Error> result;
    store.write(key, value, this, [&](const Error &error) { result = error; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(result, 10000); }();
    return result.value_or(Error(Error::Kind::Network));
}

Error tst_KeychainStore::remove(KeychainStore &store, const QString &key)
{
    std::optional<Error> result;
    store.remove(key, this, [&](const Error &error) { result = error; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(result, 10000); }();
    return result.value_or(Error(Error::Kind::Network));
}

void tst_KeychainStore::keepsUntilRemoved()
{
    KeychainStore store(m_service);
    const QString key = QStringLiteral("demo/mara@demo.example/session");
    SecretStore::ReadResult item = read(store, key);
    QVERIFY2(!item.error.isError(), qPrintable(item.error.detail()));
    QVERIFY(!item.found);
    QCOMPARE(write(store, key, "first").kind(), Error::Kind::None);
    QCOMPARE(write(store, key, "second").kind(), Error::Kind::None);
    item = read(store, key);
    QVERIFY(item.found);
    QCOMPARE(item.value, QByteArray("second"));
    QCOMPARE(remove(store, key).kind(), Error::Kind::None);
    item = read(store, key);
    QVERIFY(!item.found && !item.error.isError());
    QVERIFY(store.isPersistent());
}

void tst_KeychainStore::keepsWhatIsNoText()
{
    KeychainStore store(m_service);
    QByteArray value;
    for (int byte = 0; byte < 256; ++byte)
        value += static_cast<char>(byte);
    QCOMPARE(write(store, QStringLiteral("bytes"), value).kind(), Error::Kind::None);
    QCOMPARE(read(store, QStringLiteral("bytes")).value, value);
    remove(store, QStringLiteral("bytes"));
}

void tst_KeychainStore::isSeenByOtherPrograms()
{
    KeychainStore store(m_service);
    QCOMPARE(write(store, QStringLiteral("seen"), "by others").kind(), Error::Kind::None);
    QProcess tool;
    tool.start(
        QStringLiteral("secret-tool"),
        {QStringLiteral("search"), QStringLiteral("--all"), QStringLiteral("server"), m_service});
    QVERIFY(tool.waitForFinished(10000));
    const QByteArray found = tool.readAllStandardOutput() + tool.readAllStandardError();
    QVERIFY2(found.contains("seen"), found.constData());
    remove(store, QStringLiteral("seen"));
}

void tst_KeychainStore::servicesDoNotMix()
{
    KeychainStore store(m_service);
    KeychainStore other(m_service + QStringLiteral("-other"));
    write(store, QStringLiteral("key"), "value");
    QVERIFY(!read(other, QStringLiteral("key")).found);
    remove(store, QStringLiteral("key"));
}

void tst_KeychainStore::removingNothingIsNoError()
{
    KeychainStore store(m_service);
    QCOMPARE(remove(store, QStringLiteral("never written")).kind(), Error::Kind::None);
}

void tst_KeychainStore::callerMayDie()
{
    KeychainStore store(m_service);
    auto caller = std::make_unique<QObject>();
    store.read(QStringLiteral("key"), caller.get(), [](const auto &) { QFAIL("nobody asked"); });
    caller.reset();
    // The next answer comes after the one that nobody waits for.
    read(store, QStringLiteral("key"));
}

void tst_KeychainStore::storeMayDieBeforeItsAnswers()
{
    auto store = std::make_unique<KeychainStore>(m_service);
    bool answered = false;
    store->write(QStringLiteral("late"), "value", this, [&](const Error &) { answered = true; });
    store.reset();
    QTRY_VERIFY_WITH_TIMEOUT(answered, 10000);
    KeychainStore again(m_service);
    QCOMPARE(read(again, QStringLiteral("late")).value, QByteArray("value"));
    remove(again, QStringLiteral("late"));
}

/// In a process of its own, since a program keeps the bus that it has found.
void tst_KeychainStore::absentWithoutABus()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (environment.contains(QStringLiteral("LATCHKEY_TEST_ABSENT"))) {
        KeychainStore store(m_service);
        const SecretStore::ReadResult item = read(store, QStringLiteral("key"));
        QCOMPARE(item.error.kind(), Error::Kind::KeychainAbsent);
        QCOMPARE(write(store, QStringLiteral("key"), "v").kind(), Error::Kind::KeychainAbsent);
        return;
    }
    environment.insert(QStringLiteral("LATCHKEY_TEST_ABSENT"), QStringLiteral("1"));
    environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                       QStringLiteral("unix:path=/nonexistent/bus"));
    QProcess self;
    self.setProcessEnvironment(environment);
    self.setProcessChannelMode(QProcess::MergedChannels);
    self.start(QCoreApplication::applicationFilePath(), {QStringLiteral("absentWithoutABus")});
    QVERIFY(self.waitForFinished(30000));
    QVERIFY2(self.exitCode() == 0, self.readAll().constData());
}

QTEST_GUILESS_MAIN(tst_KeychainStore)
#include "tst_keychainstore.moc"
