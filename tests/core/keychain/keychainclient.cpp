// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
//
// A program that uses the keychain as it is told to on standard input, and tells what comes of it
// on standard output, a line each. The tests run it in a session whose keyring they play with.
//
//     read KEY | write KEY VALUE | remove KEY | status | watch | unwatch | quit
//
// A "lone" before read, write or remove makes the caller die at once.

#include "keychain/keychainservice.h"
#include "keychain/keychainwatch.h"

#include <latchkey/keychainstore.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QMetaEnum>
#include <QtCore/QSocketNotifier>

#include <cstdio>
#include <memory>
#include <unistd.h>

using namespace Latchkey;

namespace {

QByteArray wordOf(const Error &error)
{
    return error.isError() ? error.code().toUtf8() : "ok";
}

QByteArray wordOf(const KeychainStatus &status)
{
    using S = KeychainStatus::State;
    const QMap<S, QByteArray> words{
        {S::Unlocked, "unlocked"},      {S::Locked, "locked"},      {S::NoKeyring, "no_keyring"},
        {S::NotRunning, "not_running"}, {S::Absent, "absent"},      {S::Denied, "denied"},
        {S::NotAnswering, "no_answer"}, {S::NotAsked, "not_asked"},
    };
    return words.value(status.state) + ' ' + status.program.toUtf8();
}

class Client : public QObject
{
public:
    Client() : m_store(QStringLiteral("latchkey-test")), m_watch(Scheduler::system())
    {
        connect(&m_input, &QSocketNotifier::activated, this, [this] { haveInput(); });
        connect(&m_watch, &KeychainWatch::available, this, [] { say("available"); });
    }

private:
    static void say(const QByteArray &line)
    {
        std::puts(line.constData());
        std::fflush(stdout);
    }

    void haveInput()
    {
        char buffer[4096];
        const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (count <= 0)
            return QCoreApplication::quit();
        m_buffer.append(buffer, count);
        for (qsizetype end = 0; (end = m_buffer.indexOf('\n')) >= 0; m_buffer.remove(0, end + 1))
            obey(m_buffer.left(end).split(' '));
    }

    void obey(QList<QByteArray> words)
    {
        std::unique_ptr<QObject> lone;
        if (words.first() == "lone") {
            words.removeFirst();
            lone = std::make_unique<QObject>();
        }
        QObject *context = lone ? lone.get() : this;
        const QByteArray verb = words.value(0);
        const QString key = QString::fromUtf8(words.value(1));
        const auto done = [verb](const Error &error) {
            say(verb + ' ' + wordOf(error) + " | " + error.detail().toUtf8());
        };
        if (verb == "read") {
            m_store.read(key, context, [](const SecretStore::ReadResult &item) {
                const QByteArray found = item.found ? item.value : "nothing";
                say("read " + (item.error.isError() ? wordOf(item.error) : found) + " | "
                    + item.error.detail().toUtf8());
            });
        } else if (verb == "write") {
            m_store.write(key, words.value(2), context, done);
        } else if (verb == "remove") {
            m_store.remove(key, context, done);
        } else if (verb == "status") {
            keychainStatus(context, [](const KeychainStatus &status) {
                say("status " + wordOf(status) + " | " + status.detail.toUtf8());
            });
        } else if (verb == "watch") {
            m_watch.start();
        } else if (verb == "unwatch") {
            m_watch.stop();
        } else if (verb == "quit") {
            QCoreApplication::quit();
        }
    }

    KeychainStore m_store;
    KeychainWatch m_watch;
    QSocketNotifier m_input{STDIN_FILENO, QSocketNotifier::Read};
    QByteArray m_buffer;
};

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const Client client;
    return QCoreApplication::exec();
}
