// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <latchkey/demo/demoknobs.h>

#include <QtCore/QHash>

#include <functional>
#include <mutex>
#include <optional>

namespace Latchkey::Demo {

/// Who asks for what.
struct GrantRequest
{
    QString clientId;
    QStringList scopes;
    QString audience;
};

/// A device code on its way from being shown to being redeemed.
struct DeviceCode
{
    enum class State { Pending, Allowed, Denied, Redeemed };

    QByteArray digest; ///< Of the device code.
    QString userCode; ///< Normalized.
    GrantRequest request;
    qint64 expiresMs = 0;
    int interval = 5;
    State state = State::Pending;
    bool expiryTold = false;
    int pendingAnswers = 0;
    qint64 lastPollMs = -1;
    QList<QByteArray> pageTokens; ///< Digests; each approval page that was shown has one.
};

/// A sign-in that was allowed. Everything issued for it ends with it.
struct Grant
{
    struct Spent
    {
        QByteArray digest;
        qint64 atMs = 0;
    };

    QString id;
    GrantRequest request;
    qint64 usedMs = 0;
    QByteArray refreshDigest; ///< Of the one refresh token that is good now; empty for none.
    qint64 refreshIssuedMs = 0;
    QList<Spent> spent; ///< Refresh tokens that were rotated away, newest last.

    const Spent *findSpent(const QByteArray &given) const;
};

struct AccessToken
{
    QByteArray digest;
    QString grantId;
    QStringList scopes;
    qint64 expiresMs = 0;
};

/// Tokens just issued, in plain for the only time.
struct Issued
{
    GrantRequest request; ///< With the scopes of this access token.
    QByteArray accessToken;
    QByteArray refreshToken; ///< Empty when none was issued.
};

/// What is remembered: codes, sign-ins and tokens, the latter as digests only. It holds the rules
/// of RFC 8628 section 3.5 and of rotation, and knows neither HTTP nor files. Safe from any thread.
class GrantStore
{
public:
    enum class PollOutcome { Pending, SlowDown, Denied, Expired, Unknown, Issued };
    enum class DecideOutcome { Done, Unknown, Expired, AlreadyDecided, BadPageToken };
    enum class RefreshOutcome { Issued, Unknown, Reused, ScopeTooWide };

    struct NewCode
    {
        QByteArray deviceCode;
        QString userCode; ///< As it is shown.
    };
    /// A sign-in that has just begun.
    struct Started
    {
        QString grantId;
        Issued issued;
    };
    struct Polled
    {
        PollOutcome outcome = PollOutcome::Unknown;
        Issued issued;
        int interval = 0; ///< Seconds to wait from now on, with SlowDown.
    };
    struct Refreshed
    {
        RefreshOutcome outcome = RefreshOutcome::Unknown;
        Issued issued;
    };
    struct Access
    {
        GrantRequest request;
        QStringList scopes;
    };

    /// \a changed is called with the whole content after each change worth remembering, from the
    /// changing thread and one at a time.
    explicit GrantStore(std::function<void(const QJsonObject &)> changed);

    /// Nothing when there are too many unfinished codes.
    std::optional<NewCode> createDeviceCode(const GrantRequest &request, const Knobs &knobs,
                                            qint64 nowMs);
    Polled poll(const QByteArray &deviceCode, const QString &clientId, const Knobs &knobs,
                qint64 nowMs);

    /// What is known about a normalized user code.
    std::optional<DeviceCode> find(const QString &userCode, qint64 nowMs) const;
    /// A token for one approval page, without which decideOnPage() does nothing.
    QByteArray createPageToken(const QString &userCode);
    DecideOutcome decide(const QString &userCode, bool allow, qint64 nowMs);
    DecideOutcome decideOnPage(const QString &userCode, const QByteArray &pageToken, bool allow,
                               qint64 nowMs);

    /// Begins the sign-in that was allowed, with a refresh token for offline_access.
    Started start(const GrantRequest &request, const Knobs &knobs, qint64 nowMs);
    /// Ends a sign-in with everything issued for it. False when it has ended already.
    bool end(const QString &grantId);
    /// \a scopes empty means all that was granted.
    Refreshed refresh(const QByteArray &refreshToken, const QString &clientId,
                      const QStringList &scopes, const Knobs &knobs, qint64 nowMs);
    std::optional<Access> access(const QByteArray &accessToken, qint64 nowMs) const;
    /// RFC 7009: a refresh token ends its sign-in, an access token only itself. False when nothing
    /// was ended.
    bool revoke(const QByteArray &token, const QString &clientId);
    void revokeEverything();

    QJsonObject toJson() const;
    /// Replaces the content. False, with nothing changed, when \a json is not what toJson() gives.
    bool fromJson(const QJsonObject &json);

private:
    using Codes = QHash<QByteArray, DeviceCode>; // By digest.
    using Grants = QHash<QString, Grant>; // By id.
    using AccessTokens = QHash<QByteArray, AccessToken>; // By digest.

    QJsonObject toJsonLocked() const;
    void changedLocked();
    void pruneLocked(qint64 nowMs);
    DeviceCode *findLocked(const QString &userCode);
    DecideOutcome decideLocked(DeviceCode *code, bool allow, qint64 nowMs);
    Started startLocked(const GrantRequest &request, const Knobs &knobs, qint64 nowMs);
    Issued issueLocked(Grant &grant, const QStringList &scopes, bool withRefreshToken,
                       const Knobs &knobs, qint64 nowMs);
    void endAccessTokensLocked(const QString &grantId);
    void makeRoomForGrantLocked();
    void endGrantLocked(QString grantId);

    mutable std::mutex m_mutex;
    std::function<void(const QJsonObject &)> m_changed;
    Codes m_codes;
    Grants m_grants;
    AccessTokens m_accessTokens;
};

} // namespace Latchkey::Demo
