// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/secretstore.h>

#include <QtCore/QMap>
#include <QtCore/QPointer>
#include <QtCore/QQueue>

namespace Latchkey {

/// A keychain in memory whose requests fail, wait or get lost as a test says.
class TestStore : public SecretStore
{
public:
    enum class Operation { Read, Write, Remove };

    void read(const QString &key, QObject *context, ReadCallback callback) override;
    void write(const QString &key, const QByteArray &value, QObject *context,
               DoneCallback callback) override;
    void remove(const QString &key, QObject *context, DoneCallback callback) override;
    bool isPersistent() const override { return false; }

    /// Of the writes and removals from now on, the one with this number, from 0, fails; the others
    /// are done.
    void failChange(int number) { m_failingChange = changes + number; }

    /// Requests for which this returns true are neither done nor answered until release().
    std::function<bool(Operation, const QString &key)> holds;
    /// Does what was held, in its order, and holds nothing more.
    void release();
    int held() const { return static_cast<int>(m_held.size()); }

    QMap<QString, QByteArray> items;
    Error readError; ///< Of every read.
    Error writeError; ///< Of every write.
    Error removeError; ///< Of every removal.
    bool losesWrites = false; ///< Says that it has written what it has not.
    int reads = 0;
    int changes = 0;

private:
    void perform(Operation operation, const QString &key, std::function<void()> request);
    Error changeError(const Error &scripted);

    QQueue<std::function<void()>> m_held;
    int m_failingChange = -1;
};

} // namespace Latchkey
