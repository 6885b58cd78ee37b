// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>

#include <QtCore/QMetaType>
#include <QtCore/QSharedDataPointer>
#include <QtCore/QString>
#include <QtCore/QUrl>

#include <chrono>

class QDebug;

namespace Latchkey {

class ErrorData;

/// What went wrong, as a value: for a program (kind(), code()), for a person (message(), advice())
/// and for a log (detail()).
///
/// A default-constructed Error means that nothing went wrong. No secret is ever part of an Error.
class LATCHKEY_CORE_EXPORT Error
{
    Q_GADGET
public:
    enum class Kind {
        None, ///< Nothing went wrong.
        Denied, ///< The person or the provider refused (`access_denied`).
        Expired, ///< The code's time ran out (RFC 8628 §3.5, `expired_token`).
        Network, ///< No answer: not reachable, refused, reset, timed out, or a 5xx or 429.
        Tls, ///< The connection could not be made secure.
        Protocol, ///< An answer came, and it was unusable.
        InsecureEndpoint, ///< An address that is neither https nor http on loopback; nothing was
                          ///< sent.
        InvalidIdToken, ///< The ID token failed a check (OpenID Connect Core §3.1.3.7), which
                        ///< detail() names.
        Rejected, ///< The server answered with an OAuth error (RFC 6749 §5.2) other than the above.
        KeychainLocked, ///< The keychain is locked and was not unlocked.
        KeychainAbsent, ///< There is no keychain service to talk to.
        KeychainDenied, ///< The keychain refused this program.
        KeychainFailed, ///< The keychain failed in another way, or what it holds is unreadable.
        StorageFailed, ///< The list of accounts could not be read or written.
        Busy, ///< Another program has what is needed: it has been working on the account for too
              ///< long, or holds the port that the browser is to come back to.
        SignedOut, ///< No usable session: the person has to sign in (again).
        Cancelled, ///< The caller gave up.
        Usage, ///< The call itself was wrong, for instance a provider without a client id.
    };
    Q_ENUM(Kind)

    Error();
    explicit Error(Kind kind);
    Error(Kind kind, const QString &detail);
    Error(const Error &);
    Error &operator=(const Error &);
    ~Error();

    Kind kind() const;
    bool isError() const { return kind() != Kind::None; }

    /// True where the same request may succeed later without anybody doing anything. A session
    /// never ends because of a transient error.
    bool isTransient() const;

    /// A stable word for scripts: the OAuth error code where the server sent one, otherwise one of
    /// `access_denied`, `expired_token`, `network`, `tls`, `protocol`, `insecure_endpoint`,
    /// `invalid_id_token`,
    /// `keychain_locked`, `keychain_absent`, `keychain_denied`, `keychain_failed`,
    /// `storage_failed`, `busy`, `signed_out`, `cancelled`, `usage`. Empty without an error.
    QString code() const;

    /// `error`, `error_description` and `error_uri` as the server sent them (RFC 6749 §5.2), free
    /// of control and bidirectional characters and cut to a bounded length; empty if it sent none.
    /// They are data from the network: show them as plain text.
    QString oauthCode() const;
    QString oauthDescription() const;
    QUrl oauthUri() const;

    /// The endpoint that was asked, without its query; empty where none was.
    QUrl endpoint() const;
    /// The HTTP status of the answer; 0 where no answer came.
    int httpStatus() const;
    /// True where a request went out whole and nothing was answered, so that the server may have
    /// acted on it. A refresh token that rotates may be spent then.
    bool isOutcomeUnknown() const;
    /// How long the server asked to wait (RFC 9110 §10.2.3); zero where it did not.
    std::chrono::seconds retryAfter() const;

    /// By how much this computer's clock is ahead of the server's (RFC 9110 §6.6.1), negative where
    /// it is behind; zero where they agree to within a minute or nothing is known. advice() names a
    /// clock that is off by five minutes or more where that may be the cause.
    std::chrono::seconds clockSkew() const;

    /// One sentence for the person: what happened. Translated.
    QString message() const;
    /// One sentence for the person: what to do about it; may be empty. Translated.
    QString advice() const;
    /// The technical detail for a log or a bug report, on one line. Not translated.
    QString detail() const;

    // Each of these returns a copy with one more thing known.
    Error withOAuth(const QString &code, const QString &description, const QUrl &uri) const;
    Error withEndpoint(const QUrl &endpoint) const;
    Error withHttpStatus(int status) const;
    Error withOutcomeUnknown() const;
    Error withRetryAfter(std::chrono::seconds delay) const;
    Error withClockSkew(std::chrono::seconds skew) const;
    Error withDetail(const QString &detail) const;
    /// \a message and \a advice instead of those that the kind has; translated already.
    Error withSentences(const QString &message, const QString &advice) const;

private:
    QSharedDataPointer<ErrorData> d;
};

LATCHKEY_CORE_EXPORT QDebug operator<<(QDebug debug, const Error &error);

} // namespace Latchkey

Q_DECLARE_METATYPE(Latchkey::Error)
