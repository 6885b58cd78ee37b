// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "keychain/splithead.h"

#include <latchkey/secretstore.h>

#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <optional>

namespace Latchkey {

/// One request to a SplitStore: a chain of requests to the store within. It goes on where its
/// caller is gone, and ends where it is deleted itself.
class SplitRequest : public QObject
{
    Q_OBJECT
public:
    SplitRequest(SecretStore *inner, const QString &key, QObject *caller);

    virtual void start() = 0;
    /// Tells the caller Cancelled, later.
    virtual void abandon() = 0;

Q_SIGNALS:
    /// The last that is emitted. The caller is called after it.
    void ended();

protected:
    SecretStore *inner() const { return m_inner; }
    QString key() const { return m_key; }
    QObject *caller() const { return m_caller; }

    /// Removes the parts of a slot that begin with number \a from, the last one first, so that
    /// those which a crash leaves are again found from that number on.
    void removeParts(SplitHead::Slot slot, int from, SecretStore::DoneCallback done);

private:
    void removeDownTo(SplitHead::Slot slot, int from, int last, SecretStore::DoneCallback done);
    void findPartsEnd(SplitHead::Slot slot, int from, int index, SecretStore::DoneCallback done);

    SecretStore *m_inner;
    QString m_key;
    QPointer<QObject> m_caller;
};

class SplitReadRequest : public SplitRequest
{
    Q_OBJECT
public:
    SplitReadRequest(SecretStore *inner, const QString &key, QObject *caller,
                     SecretStore::ReadCallback callback);

    void start() override;
    void abandon() override;

private:
    void haveItem(const SecretStore::ReadResult &item);
    void readPart(int index);
    void end(const SecretStore::ReadResult &result);

    SecretStore::ReadCallback m_callback;
    std::optional<SplitHead> m_head;
    QByteArray m_value;
    int m_attempts = 0;
    int m_attemptsWithThisHead = 0;
};

/// A write or a removal.
class SplitChangeRequest : public SplitRequest
{
    Q_OBJECT
public:
    SplitChangeRequest(SecretStore *inner, const QString &key, QObject *caller,
                       SecretStore::DoneCallback callback);

    void abandon() override;

protected:
    void end(const Error &error);

private:
    SecretStore::DoneCallback m_callback;
};

class SplitWriteRequest : public SplitChangeRequest
{
    Q_OBJECT
public:
    SplitWriteRequest(SecretStore *inner, qsizetype limit, const QString &key,
                      const QByteArray &value, QObject *caller, SecretStore::DoneCallback callback);

    void start() override;

private:
    void writePart(int index);
    void writeHead();
    void removeLeftovers();

    qsizetype m_limit;
    QByteArray m_value;
    SplitHead m_head; ///< What is to be written; its count is 0 where the value is one item.
};

class SplitRemoveRequest : public SplitChangeRequest
{
    Q_OBJECT
public:
    using SplitChangeRequest::SplitChangeRequest;

    void start() override;
};

} // namespace Latchkey
