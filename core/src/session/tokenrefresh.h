// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "session/accountsecrets.h"
#include "session/processlock.h"

#include <latchkey/provider.h>

#include <QtCore/QObject>

#include <functional>
#include <optional>

namespace Latchkey {

class HttpClient;

/// One refresh of one account's tokens (RFC 6749 §6), at most one at a time among all programs of
/// the user: wait for the lock, read the keychain again, take what somebody else has fetched in the
/// meantime or ask the provider, write the new refresh token, read it back, and only then tell.
///
/// The lock is not held while the keychain asks a person for a password, with one exception: a new
/// refresh token that waits to be written, since nobody else may use the old one meanwhile.
/// Destroying it gives up; the lock is released.
class TokenRefresh : public QObject
{
    Q_OBJECT
public:
    /// A new refresh token that could not be written yet.
    struct Unsaved
    {
        DurableSecrets replaced;
        DurableSecrets durable;
        CachedAccess access;
    };

    struct Wanted
    {
        std::chrono::seconds minimumValidity{0};
        /// An access token that will not do, whatever the keychain says of its life.
        QString newerThan;
        /// Asks although the provider has refused the refresh token before.
        bool insists = false;
        /// The answer of a provider that asked for a pause, which is not over: it is not asked.
        Error postponed;
        /// What an earlier refresh left to be written.
        std::optional<Unsaved> unsaved = std::nullopt;
    };

    struct Outcome
    {
        /// None where \a access is good. SignedOut where only the person can go on, which the
        /// provider or another program of theirs has said.
        Error error;
        CachedAccess access;
        /// What the keychain holds, where it was read.
        std::optional<DurableSecrets> durable;
        /// The provider as its issuer describes it now, where that was asked.
        std::optional<Provider> provider;
        /// What is left to be written; the error is the keychain's then.
        std::optional<Unsaved> unsaved;
    };

    /// Nothing is owned. An empty \a lockPath locks nothing.
    TokenRefresh(HttpClient *http, const AccountSecrets &secrets, const Provider &provider,
                 const QString &lockPath, QObject *parent);

    /// To be called once. The callback comes once, later.
    void start(const Wanted &wanted, std::function<void(const Outcome &)> callback);

Q_SIGNALS:
    /// The provider is about to be asked.
    void asking();

private:
    enum class Look { BeforeLock, UnderLock };
    void look(Look when);
    void found(Look when, const Expected<DurableSecrets> &read, const CachedAccess &cached);
    bool isWanted(const CachedAccess &access) const;
    void acquireLock(std::function<void()> next);
    void saveUnsaved();
    void revokeUnwanted();
    void ask();
    void askAgainAfter(std::chrono::milliseconds pause);
    void refused(const Error &error);
    void lookForTheEndpoint(const Error &error);
    void lookBeforeTheEnd(const Error &error);
    void granted(const TokenSet &tokens);
    void save();
    void checkSaved();
    void couldNotSave(const Error &error);
    void saveAccess();
    void endSession(const Error &error);
    void finish(const Error &error);

    HttpClient *m_http;
    AccountSecrets m_secrets;
    Provider m_provider;
    ProcessLock m_lock;
    Wanted m_wanted;
    std::function<void(const Outcome &)> m_callback;
    Outcome m_outcome;
    DurableSecrets m_durable; ///< As it was read.
    DurableSecrets m_renewed; ///< As it is to be written.
    ScheduledCall m_pause;
    std::chrono::milliseconds m_lockedAt{0};
    bool m_hasLetGo = false; ///< Of the lock, since the keychain kept us waiting.
    int m_tokensTried = 0;
    int m_writesTried = 0;
    bool m_bareRefusalSeen = false;
    bool m_lostAnswerSeen = false;
    bool m_hasLookedForTheEndpoint = false;
};

} // namespace Latchkey
