// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QList>
#include <QtCore/QObject>
#include <QtCore/QSet>

#include <chrono>

namespace Latchkey {

class AbsenceWatch;
class KeychainWatch;
class NetworkWatch;
class Scheduler;
class Session;

/// Lets sessions go on by themselves when what they have waited for is back: the keychain, the
/// network, or this program, after the computer slept. Watches for each of them only while there is
/// a session that needs it.
class Recovery : public QObject
{
    Q_OBJECT
public:
    /// What may be watched. Nothing is owned, and all of it is read whenever it matters.
    struct Context
    {
        const QList<Session *> *sessions = nullptr;
        const bool *keepsFresh = nullptr; ///< Accounts::keepsFresh()
        bool hasKeychain = true; ///< False where secrets are kept in memory.
        Scheduler *scheduler = nullptr;
    };

    Recovery(const Context &context, QObject *parent);
    ~Recovery() override;

    AbsenceWatch *absenceWatch() const { return m_absence; }
    /// To be called when a session has changed, come or gone.
    void update();
    /// What failed is tried again, and what is due is renewed.
    void retryAll();

private:
    template <typename Use> void forEachSession(Use use);
    bool isKeychainWanted() const;
    void updateKeychainWatch();
    void retryLocked();
    void comeBack();

    Context m_context;
    AbsenceWatch *m_absence;
    NetworkWatch *m_network;
    KeychainWatch *m_keychain;
    QSet<const Session *> m_locked; ///< As of the last update().
};

} // namespace Latchkey
