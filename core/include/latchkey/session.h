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

class QNetworkReply;
class QNetworkRequest;

namespace Latchkey {

class Accounts;
class SessionPrivate;

/// What withFreshToken() gives.
struct LATCHKEY_CORE_EXPORT AccessTokenResult
{
    /// SignedOut where the person has to sign in again; a Keychain kind; or why the provider could
    /// not be asked for a new token, which is tried again when the next one is wanted, though no
    /// sooner than a server that asked for a pause (RFC 9110 §10.2.3) lets us.
    Error error;
    QString accessToken;
    QString tokenType;
    QDateTime expiresAt; ///< Invalid where the end is not known.
};

/// What send() gives.
struct LATCHKEY_CORE_EXPORT SendResult
{
    /// Why nothing was sent: as AccessTokenResult::error, or InsecureEndpoint.
    Error error;
    /// The answer, from when its headers are there or it has failed, which its error() tells. Its
    /// body may still be coming, and its finished() comes after the callback in any case. Null on
    /// error. The receiver disposes of it, by deleteLater().
    QNetworkReply *reply = nullptr;
};

/// How signing out went.
struct LATCHKEY_CORE_EXPORT SignOutResult
{
    bool revoked = false; ///< The provider confirmed that the tokens no longer work (RFC 7009).
    bool forgotten = false; ///< Nothing of the account is left on this computer.
    Error revocationError; ///< Why not revoked; none where the provider has no such endpoint.
    Error storageError; ///< Why not forgotten.
};

/// One signed-in account, kept alive. Owned by Accounts; it dies after Accounts has removed it.
///
/// The session ends only where the provider or the person ends it. All that want a token share one
/// refresh (RFC 6749 §6), in this process and among all programs of the user; a new refresh token
/// is in the keychain before anybody is told of it. While Accounts::keepsFresh(), tokens are
/// renewed ahead of their end, and what failed is tried again.
///
/// One window is left that no client can close: where a program is killed, or its network breaks,
/// between the provider's answer and its being written, the provider has spent the stored refresh
/// token. It is tried once more, and within their grace period most providers accept it.
class LATCHKEY_CORE_EXPORT Session : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QString id READ id CONSTANT)
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(State state READ state NOTIFY changed)
public:
    enum class State {
        Restoring, ///< The keychain has not answered yet.
        Active, ///< There is a token that can be used, or that can be renewed once it is wanted.
        Refreshing, ///< A new token is being fetched.
        Offline, ///< No new token could be fetched; it is tried again, see nextTryAt().
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
    /// When the session tries again by itself, in UTC; invalid unless it is Offline, or where
    /// Accounts::keepsFresh() is off, and the next try is the next withFreshToken().
    QDateTime nextTryAt() const;
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

    /// Gives an access token that is good for \a minimumValidity from now on, or for as long as the
    /// provider's tokens last where that is shorter; it is renewed first where need be. Where it
    /// could not be renewed, but is still good for long enough, it is given. The callback comes
    /// exactly once, later, unless \a context or the session dies first.
    void withFreshToken(std::chrono::seconds minimumValidity, QObject *context,
                        std::function<void(const AccessTokenResult &)> callback);
    /// Fetches a new access token although the present one is still good. The callback is as that
    /// of withFreshToken(), but an old token is never given.
    void refresh(QObject *context, std::function<void(const AccessTokenResult &)> callback);

    /// Sends \a request with the access token as the provider wants it presented, in most cases in
    /// its Authorization header (RFC 6750 §2.1), by the network manager of Accounts. An answer of
    /// 401 leads to one refresh and one repetition, whose answer is final. Only https is spoken,
    /// and http on loopback; redirects are followed within one origin at most. The callback comes
    /// exactly once, later, unless \a context or the session dies first, which aborts the request.
    void send(const QNetworkRequest &request, const QByteArray &verb, const QByteArray &body,
              QObject *context, std::function<void(const SendResult &)> callback);

    /// Revokes the tokens at the provider where it has an endpoint for that (RFC 7009), forgets the
    /// account on this computer whatever the provider says, and tells how both went. The session
    /// is removed from Accounts and deleted later where it was forgotten.
    void signOut(QObject *context, std::function<void(const SignOutResult &)> callback);

Q_SIGNALS:
    void changed();

private:
    friend class Accounts;
    friend class Recovery;
    friend class SessionPrivate;
    explicit Session(std::unique_ptr<SessionPrivate> priv, QObject *parent);
    std::unique_ptr<SessionPrivate> d;
};

} // namespace Latchkey
