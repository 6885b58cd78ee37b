// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http.h"

#include <latchkey/demo/demoknobs.h>

#include <QtCore/QJsonObject>
#include <QtCore/QLatin1String>

#include <map>
#include <optional>

namespace Latchkey::Demo {

/// Why a request is refused, whatever a dialect calls it.
enum class Cause {
    // Polling with a device code.
    Pending,
    PolledTooSoon,
    Denied,
    DeviceCodeExpired,
    DeviceCodeUnknown, ///< Or spent.
    // Other grants.
    CodeRefused, ///< Unknown, expired, spent, or with a verifier that does not fit.
    RedirectUriDiffers, ///< From the one of the authorization request.
    RefreshTokenRefused,
    // The client.
    ClientUnknown,
    SecretWrong,
    ClientUnauthorized, ///< It may not use this grant.
    // The request.
    RequestMalformed,
    ScopeRefused,
    GrantTypeUnknown,
    TooManyWaiting,
    // Elsewhere.
    RevokedTokenUnknown, ///< No error at most providers, RFC 7009 section 2.2.
    AccessTokenMissing,
    AccessTokenRefused,
    ScopeInsufficient
};

/// What a refusal looks like.
struct Refusal
{
    int status = 400;
    QLatin1String code;
    QLatin1String description; ///< Empty leaves the one that says what happened here.
};

/// What an answer may take up that is not in it already.
struct AnswerFacts
{
    const Knobs &knobs;
    QString issuer;
    qint64 nowMs = 0;
    QString userCode; ///< Of a device authorization.
    int interval = 0; ///< Seconds, after a poll that came too soon.
    QStringList scopes;
    bool hasRefreshToken = false;
};

/// The manners of one provider on the wire. What it does rather than says is a matter of knobs.
/// This base class speaks RFC 8628 and RFC 6749 to the letter. Has no state of its own.
class DialectRules
{
public:
    using Refusals = std::map<Cause, Refusal>;

    DialectRules() = default;
    virtual ~DialectRules() = default;
    DialectRules(const DialectRules &) = delete;
    DialectRules &operator=(const DialectRules &) = delete;

    Refusal refusal(Cause cause) const;
    /// What a request lacks that this provider insists on, in a sentence; empty when it is nothing.
    virtual QString missing(Endpoint endpoint, const HttpRequest &request,
                            const ParameterList &parameters, const Knobs &knobs) const;
    /// The name of the parameter with the scopes at the device endpoint.
    virtual QLatin1String scopeParameter() const { return QLatin1String("scope"); }
    /// Without which the userinfo endpoint tells nothing; empty where any token will do.
    virtual QLatin1String userInfoScope() const { return QLatin1String("openid"); }
    /// Whether expired_token is answered once, and invalid_grant from then on.
    virtual bool tellsExpiryOnce() const { return false; }
    /// The access token in a request for a resource; nothing where there is none.
    virtual std::optional<QByteArray> presentedToken(const HttpRequest &request) const;

    // Each gets the answer as the RFCs have it, and turns it into the provider's.
    virtual void shapeDeviceAuthorization(const AnswerFacts &facts, QJsonObject &answer) const;
    virtual void shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const;
    virtual void shapeUserInfo(const AnswerFacts &facts, QJsonObject &claims) const;
    virtual void shapeRefusal(const AnswerFacts &facts, Cause cause, int status,
                              QJsonObject &answer) const;
    /// How the answer to \a request is written down.
    virtual HttpAnswer write(const HttpRequest &request, int status,
                             const QJsonObject &answer) const;

protected:
    /// The refusals in which this provider differs.
    virtual const Refusals &ownRefusals() const;
};

const DialectRules &rulesOf(Dialect dialect);

} // namespace Latchkey::Demo
