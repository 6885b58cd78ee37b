// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/patientstore.h"

#include <QtCore/QPointer>

namespace Latchkey {

namespace {

constexpr std::chrono::milliseconds patience(800);

} // namespace

PatientStore::PatientStore(SecretStore *inner, Scheduler *scheduler)
    : m_inner(inner), m_scheduler(scheduler)
{ }

void PatientStore::read(const QString &key, QObject *context, ReadCallback callback)
{
    begin();
    m_inner->read(key, this,
                  [this, guard = QPointer<QObject>(context),
                   callback = std::move(callback)](const ReadResult &result) {
                      end();
                      if (guard)
                          callback(result);
                  });
}

void PatientStore::write(const QString &key, const QByteArray &value, QObject *context,
                         DoneCallback callback)
{
    begin();
    m_inner->write(key, value, this, watched(context, std::move(callback)));
}

void PatientStore::remove(const QString &key, QObject *context, DoneCallback callback)
{
    begin();
    m_inner->remove(key, this, watched(context, std::move(callback)));
}

bool PatientStore::isPersistent() const
{
    return m_inner->isPersistent();
}

qsizetype PatientStore::largestValue() const
{
    return m_inner->largestValue();
}

SecretStore::DoneCallback PatientStore::watched(QObject *context, DoneCallback callback)
{
    return [this, guard = QPointer<QObject>(context),
            callback = std::move(callback)](const Error &error) {
        end();
        if (guard)
            callback(error);
    };
}

void PatientStore::begin()
{
    if (++m_underWay == 1)
        wait();
}

void PatientStore::end()
{
    // An answer shows that nobody is being asked; what is still under way waits anew.
    m_patience.cancel();
    if (--m_underWay > 0)
        wait();
    if (!m_isWaiting)
        return;
    m_isWaiting = false;
    Q_EMIT waitingChanged();
}

void PatientStore::wait()
{
    m_patience.start(m_scheduler, patience, [this] {
        m_isWaiting = true;
        Q_EMIT waitingChanged();
    });
}

} // namespace Latchkey
