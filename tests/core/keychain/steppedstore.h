// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/secretstore.h>

#include <QtCore/QMap>
#include <QtCore/QPointer>
#include <QtCore/QQueue>

/// What several processes see of one keychain.
using Disk = QMap<QString, QByteArray>;

/// One process's way to a keychain, which does one request a step, and fails or stops where the
/// test wants it to.
class SteppedStore : public Latchkey::SecretStore
{
public:
    enum class Fault {
        None,
        Refused, ///< An error, and nothing is done.
        DoneAndRefused, ///< Done, and yet reported as an error.
        CrashBefore, ///< Nothing is done, and nothing comes after it.
        CrashAfter, ///< Done, and nothing comes after it.
    };

    SteppedStore(Disk *disk, qsizetype limit) : m_disk(disk), m_limit(limit) { }

    void failAt(int request, Fault fault);
    /// Does the next request and answers it. False where there is none or the process has crashed.
    bool step();
    /// Steps until nothing is left to do.
    void run();
    /// The requests that have been done.
    int requests() const { return m_requests; }
    bool hasCrashed() const { return m_crashed; }

    void read(const QString &key, QObject *context, ReadCallback callback) override;
    void write(const QString &key, const QByteArray &value, QObject *context,
               DoneCallback callback) override;
    void remove(const QString &key, QObject *context, DoneCallback callback) override;
    bool isPersistent() const override { return true; }
    qsizetype largestValue() const override { return m_limit; }

private:
    /// Does it where it is to be done; the error is the fault's.
    using Request = std::function<void(bool isDone, const Latchkey::Error &fault)>;

    Disk *m_disk;
    qsizetype m_limit;
    QQueue<Request> m_queue;
    int m_requests = 0;
    int m_faultAt = -1;
    Fault m_fault = Fault::None;
    bool m_crashed = false;
};
