// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/error.h>
#include <latchkey/identity.h>
#include <latchkey/provider.h>
#include <latchkey/tokenset.h>

#include <QtCore/QDateTime>
#include <QtCore/QObject>

#include <chrono>
#include <functional>
#include <memory>

namespace Latchkey {

class Accounts;
class SessionPrivate;

/// What withFreshToken() gives.
struct LATCHKEY_CORE_EXPORT AccessTokenResult
{
    Error error; ///< SignedOut where the person has to sign in again, or a Keychain kind.
    QString accessToken;
    QString tokenType;
    QDateTime expiresAt; ///< Invalid where the end is not known.
};

/// How signing out went.
struct LATCHKEY_CORE_EXPORT SignOutResult
{
    bool revoked = false; ///< The provider confirmed that the tokens no longer work (RFC 7009).
    bool forgotten = false; ///< Nothing of the account is left on this computer.
    Error revocationError; ///< Why not revoked; none where the provider has no such endpoint.
    Error storageError; ///< Why not forgotten.
};

/// One signed-in account. Owned by Accounts; it dies after Accounts has removed it.
class LATCHKEY_CORE_EXPORT Session : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QString id READ id CONSTANT)
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(State state READ state NOTIFY changed)
public:
    enum class State {
        Restoring, ///< The keychain has not answered yet.
        Active, ///< There is a token that can be used.
        Refreshing, ///< A new token is being fetched.
        Offline, ///< The provider cannot be reached; it is tried again.
        NeedsSignIn, ///< Only the person can go on, by signing in again.
        Locked, ///< The keychain is locked, absent, or refuses; see lastError().
    };
    Q_ENUM(State)

    ~Session() override;

    /// What names the account in files and on the command line, for instance
    /// "demo/mara@demo.example".
    QString id() const;
    /// The name that a person knows the account by. Plain text from the network.
    QString name() const;
    Provider provider() const;
    State state() const;
    /// Why the state is not Active.
    Error lastError() const;
    /// False where the account is gone when the process ends ("stay signed in until I quit").
    bool isPersistent() const;

    /// Who it is. Known after load().
    Identity identity() const;
    /// What was granted. Known after load().
    QStringList scopes() const;
    /// When the access token ends, in UTC; invalid where not known. Known after load() or
    /// withFreshToken().
    QDateTime expiresAt() const;
    /// When the access token was granted, in UTC. Known after load() or withFreshToken().
    QDateTime issuedAt() const;
    /// Known after load().
    bool hasRefreshToken() const;

    /// Reads all that the keychain holds of this account; changed() follows.
    void load();

    /// Gives an access token that is good for \a minimumValidity from now on. The callback comes
    /// exactly once, later, and is dropped where \a context dies first.
    ///
    /// This version does not renew tokens yet: once the stored one has ended, the error is
    /// SignedOut.
    void withFreshToken(std::chrono::seconds minimumValidity, QObject *context,
                        std::function<void(const AccessTokenResult &)> callback);

    /// Revokes the tokens at the provider where it has an endpoint for that (RFC 7009), forgets the
    /// account on this computer whatever the provider says, and tells how both went. The session
    /// is removed from Accounts and deleted later where it was forgotten.
    void signOut(QObject *context, std::function<void(const SignOutResult &)> callback);

Q_SIGNALS:
    void changed();

private:
    friend class Accounts;
    friend class SessionPrivate;
    explicit Session(std::unique_ptr<SessionPrivate> priv, QObject *parent);
    std::unique_ptr<SessionPrivate> d;
};

} // namespace Latchkey
