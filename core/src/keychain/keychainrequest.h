// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "keychain/keychainservice.h"

#include <latchkey/secretstore.h>

#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <memory>

namespace QKeychain {
class Job;
}

namespace Latchkey {

/// One request to the keychain, to its real end: QtKeychain's answer, and where that says less than
/// a program has to know, what the keychain's service says itself.
///
/// It goes on where its caller is gone. A job of QtKeychain's is never deleted while it runs, nor
/// hurried; only where the service that owed the answer has ended, it is not waited for any longer.
class KeychainRequest : public QObject
{
    Q_OBJECT
public:
    enum class Verb { Read, Write, Remove };
    struct Order
    {
        Verb verb;
        QString service;
        QString key;
        QByteArray value; ///< To be written.
    };
    using Callback = SecretStore::ReadCallback;

    KeychainRequest(const Order &order, QObject *caller, Callback callback);

    void start();
    /// Ends it with an error, without having been started.
    void refuse(const Error &error);
    /// False where it need not be started any more: nobody waits for what would be read.
    bool isWanted() const { return m_caller || m_order.verb != Verb::Read; }
    /// True where whoever has waited for this request to end would fare the same.
    bool speaksForOthers() const { return m_speaksForOthers; }
    Error error() const { return m_error; }

Q_SIGNALS:
    /// The last that is emitted. The caller is called after it.
    void ended();

private:
    struct Answer;
    struct DeleteLater
    {
        void operator()(QObject *object) const { object->deleteLater(); }
    };

    void startJob(Verb verb);
    void haveAnswer(Verb verb, const Answer &answer);
    void haveSuccess(const Answer &answer);
    void endOfJob();
#ifdef LATCHKEY_HAVE_DBUS
    void askService(const Answer &answer);
    void judge(const Answer &answer, const KeychainStatus &status);
    void search(const Answer &answer);
    void listenForLoss();
    void giveUpJob();
#endif
    void tryAgain(const Error &otherwise);
    void fail(Error::Kind kind, const QString &detail);
    void end(const SecretStore::ReadResult &result);

    Order m_order;
    QPointer<QObject> m_caller;
    Callback m_callback;
    Error m_error;
    bool m_speaksForOthers = false;
    bool m_triedAgain = false;
    bool m_triedToUnlock = false;
    QPointer<QKeychain::Job> m_job; ///< The one that runs.
    /// As long as it runs. It may end itself, so it is deleted later.
    std::unique_ptr<QObject, DeleteLater> m_lossListener;
};

} // namespace Latchkey
