// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/scheduledcall.h"

#include <latchkey/secretstore.h>

#include <QtCore/QObject>

namespace Latchkey {

/// Another store, as it is, and word of when it keeps its callers waiting: a keychain that asks a
/// person for a password takes as long as the person.
class PatientStore : public QObject, public SecretStore
{
    Q_OBJECT
public:
    /// Neither is owned; both have to outlive this.
    PatientStore(SecretStore *inner, Scheduler *scheduler);

    /// True while a request has been without an answer for longer than a keychain takes that asks
    /// nobody.
    bool isWaiting() const { return m_isWaiting; }

    void read(const QString &key, QObject *context, ReadCallback callback) override;
    void write(const QString &key, const QByteArray &value, QObject *context,
               DoneCallback callback) override;
    void remove(const QString &key, QObject *context, DoneCallback callback) override;
    bool isPersistent() const override;
    qsizetype largestValue() const override;

Q_SIGNALS:
    void waitingChanged();

private:
    void begin();
    void end();
    void wait();
    DoneCallback watched(QObject *context, DoneCallback callback);

    SecretStore *m_inner;
    Scheduler *m_scheduler;
    ScheduledCall m_patience;
    int m_underWay = 0;
    bool m_isWaiting = false;
};

} // namespace Latchkey
