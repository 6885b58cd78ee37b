// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QMap>
#include <QtCore/QPair>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <functional>

namespace Latchkey::Demo {

/// The endpoints of the demo provider, as the address for faults, overrides and the request log.
enum class Endpoint {
    Metadata, ///< Both discovery documents.
    Authorization, ///< GET and POST /oauth/authorize, RFC 6749 section 3.1, with its page.
    DeviceAuthorization, ///< POST /oauth/device/code, RFC 8628 section 3.1.
    Token, ///< POST /oauth/token, RFC 6749 section 3.2.
    UserInfo, ///< GET or POST /oauth/userinfo.
    Keys, ///< GET /oauth/jwks.
    Revocation, ///< POST /oauth/revoke, RFC 7009.
    Items, ///< GET /api/items, a resource that wants the scope demo:read.
    Page, ///< Everything under /activate that a person sees.
    Other ///< Whatever else was asked for, found or not.
};

/// Whose manners the provider has: statuses, error codes, names of fields, what it insists on. The
/// paths are the same in every dialect. Each is what that provider documents, which is not to say
/// what it does. Knobs::speaking() adds what the provider does rather than says.
enum class Dialect {
    Standard, ///< RFC 8628, RFC 6749 and OpenID Connect to the letter.
    Auth0, ///< 403 for device codes, expired_token once and invalid_grant after that.
    Yoto, ///< An Auth0 tenant that wants `audience`, with `expires_at`.
    YotoReference, ///< As its API reference has it.
    Dressipi, ///< `x-api-key`, one redirect URI, tokens in `x-dressipi-jwt`.
    Google, ///< `verification_url`, 428 for pending.
    GitHub, ///< Errors with 200, forms unless JSON is asked for.
    Microsoft, ///< `authorization_declined`, `bad_verification_code`, a `message`.
    GitLab, ///< A refresh ends both old tokens.
    Okta,
    Keycloak,
    Twitch, ///< `scopes`, arrays of them, errors in `message`.
    OidcProvider, ///< No `interval`.
    Glewlwyd ///< A code that it does not know is "denied".
};

/// Who decides about a device code or an authorization request.
enum class Decision {
    Ask, ///< The person on the page, or approve() and deny().
    /// Allowed by itself: a device code once Knobs::pendingPolls polls were answered "pending", an
    /// authorization request at once and without a page.
    Allow,
    Deny ///< Denied by itself at the same moment.
};

/// What becomes of `iss` in the answer to an authorization request, RFC 9207.
enum class IssuerParameter {
    Sent, ///< As advertised in the metadata.
    Missing, ///< Advertised, but left out.
    Wrong, ///< Advertised, but somebody else's.
    Unsupported ///< Neither advertised nor sent.
};

/// How a code reaches a program whose redirect_uri is `urn:ietf:wg:oauth:2.0:oob:auto`. Errors
/// travel in the same way.
enum class AutomaticCode {
    PageTitle, ///< "Success code=…&state=…" as the title of a page that shows the code as well.
    Json, ///< An object with `code` and `state`.
    NestedJson, ///< The same object as the member `data` of another.
    Form, ///< application/x-www-form-urlencoded.
    Redirect ///< 302 to the URN, with the parameters as its query.
};

/// How ID tokens are signed, RFC 7518 section 3.1.
enum class SigningAlgorithm { Rs256, Ps256, Es256 };

/// What is wrong with every ID token. Only for what is issued anew: nothing else changes.
enum class IdTokenFault {
    None,
    WrongIssuer,
    WrongAudience,
    WrongAuthorizedParty, ///< Two audiences, the client one of them, and `azp` the other.
    WrongNonce, ///< Where the request had none, too.
    MissingNonce,
    MissingSubject,
    Expired, ///< An hour ago.
    IssuedInFuture, ///< In an hour.
    NotSigned, ///< `alg` is none.
    SymmetricSignature, ///< HS256, with the public key for the secret.
    UnknownKey, ///< A `kid` that the key set does not have.
    BadSignature,
    CriticalHeader, ///< A `crit` that nobody understands, RFC 7515 section 4.1.11.
    Malformed ///< No JWT at all.
};

/// A program that may sign people in here.
struct Client
{
    QString id;
    QString name; ///< Shown on the approval page. The id is shown when this is empty.
    QString secret; ///< Empty for a public client. Wanted in the body or by HTTP Basic otherwise.
    bool deviceGrant = true; ///< False: unauthorized_client at the device endpoint.
    /// Where an answer to an authorization request may be sent. Empty stands for all loopback
    /// address literals and both `urn:ietf:wg:oauth:2.0:oob` URNs.
    QStringList redirectUris = {};
    bool codeGrant = true; ///< False: unauthorized_client in the redirect.
    QStringList refusedScopes = {}; ///< Asking for one of these is answered with invalid_scope.
};

/// The one person who has an account here.
struct Person
{
    QString subject = QStringLiteral("demo-mara");
    QString name = QStringLiteral("Mara Demo");
    QString email = QStringLiteral("mara@demo.example");
};

/// One prepared misbehaviour. The static functions make the usual kinds; the members can be
/// combined.
struct Fault
{
    /// What happens to the request itself.
    enum class Handling {
        Skip, ///< It is not looked at: no token is issued, no poll is counted.
        Process ///< It is answered as usual, and the answer then suffers what is said below.
    };

    Handling handling = Handling::Skip;
    int status = 200; ///< Only for Skip.
    QByteArray contentType = "application/json"; ///< Only for Skip.
    QByteArray body; ///< Only for Skip.
    /// Added to the answer, and in place of a header of the same name.
    QList<QPair<QByteArray, QByteArray>> headers;
    int delayMs = 0; ///< Real milliseconds before the answer begins.
    bool closeWithoutAnswer = false; ///< The connection ends and not one byte was answered.
    bool closeAfterAnswer = false; ///< A kept-alive connection ends unannounced after the answer.
    qint64 cutBodyAfter = -1; ///< Bytes of the body that arrive, of those that were announced.
    qint64 padBodyTo = -1; ///< The body is padded with blanks to this many bytes, as it is sent.
    int chunkBytes = 64 * 1024; ///< How much of a padded body goes out at once …
    int chunkDelayMs = 0; ///< … and the real milliseconds between two such pieces.

    static Fault answer(int status, const QByteArray &body,
                        const QByteArray &contentType = "application/json");
    /// An OAuth error with this code.
    static Fault error(int status, const QString &code);
    /// The usual answer, late.
    static Fault delayed(int milliseconds);
    /// The request gets lost: nothing was done and nothing is answered.
    static Fault lostRequest();
    /// The answer gets lost: everything was done, a code or token is spent, nothing is answered.
    static Fault lostAnswer();
    /// The usual answer, of which only this many bytes of body arrive.
    static Fault truncated(qint64 bodyBytes);
    /// An answer of this many megabytes (blanks after \a body).
    static Fault megabytes(int count, int status = 200, const QByteArray &body = {},
                           const QByteArray &contentType = "application/json");
};

/// Milliseconds since 1970-01-01 UTC. Called from several threads.
using Clock = std::function<qint64()>;

/// Everything that can be turned, at any time, while the provider runs.
/// The defaults are those of the provider that a person uses.
struct Knobs
{
    /// A provider that does as it speaks: \a dialect, and everything else as that provider's
    /// documentation has it (lifetimes, rotation, what is sent and what is enforced).
    static Knobs speaking(Dialect dialect);

    Dialect dialect = Dialect::Standard;

    // Device authorization, RFC 8628 section 3.2 and 3.5.
    int interval = 5; ///< Seconds between polls, as told and as enforced.
    bool sendInterval = true; ///< False: `interval` is left out; 5 seconds are enforced then.
    bool enforceInterval = true; ///< False: never slow_down, for tests that poll in a hurry.
    int deviceCodeLifetime = 900; ///< Seconds.
    bool sendVerificationUriComplete = true;
    Decision decision = Decision::Ask;
    int pendingPolls = 0; ///< How many polls are answered "pending" before Decision acts.
    int maximumDeviceCodes = 1000; ///< More than this many unfinished ones are refused with 503.
    int wrongCodesPerMinute = 20; ///< Guessed user codes, RFC 8628 section 5.1.

    // Authorization code, RFC 6749 section 4.1.
    int authorizationCodeLifetime = 60; ///< Seconds.
    /// Seconds for which the page that asks can be answered.
    int consentLifetime = 900;
    /// Whether a registered loopback redirect URI is good for any port, RFC 8252 section 7.3.
    bool anyLoopbackPort = true;
    IssuerParameter issuerParameter = IssuerParameter::Sent;
    AutomaticCode automaticCode = AutomaticCode::PageTitle;

    // Tokens.
    int accessTokenLifetime = 3600; ///< Seconds.
    int idTokenLifetime = 3600; ///< Seconds.
    SigningAlgorithm idTokenAlgorithm = SigningAlgorithm::Rs256;
    IdTokenFault idTokenFault = IdTokenFault::None;
    QJsonObject idTokenClaims; ///< Merged into the claims; a null value takes the claim away.
    int refreshTokenLifetime = 0; ///< Seconds since the last rotation; 0 means until revoked.
    bool sendRefreshToken = true; ///< False: none is issued, even for offline_access.
    bool refreshTokenForAll = false; ///< True: one is issued without offline_access as well.
    bool endOldAccessTokens = false; ///< True: a refresh ends the access tokens before it.
    bool rotateRefreshTokens = true; ///< False: a refresh answers no new refresh token.
    /// Seconds for which a spent refresh token may still be presented, and is answered with a fresh
    /// one, without being taken for stolen. 0 is the strictest: any second use ends the sign-in.
    int refreshGrace = 0;

    // Whom it serves.
    QString apiKey; ///< Dressipi: the one that `x-api-key` has to hold; empty takes any.
    QList<Client> clients = {{QStringLiteral("latchkey"), QStringLiteral("Latchkey"), {}, true}};
    bool acceptUnknownClients = true; ///< False: invalid_client.
    bool acceptUnknownScopes = true; ///< False: invalid_scope.
    Person person;

    /// Merged into the successful JSON answers of an endpoint, after everything else; a null value
    /// takes the member away. Hostile texts, numbers as strings, extra members: all go in here.
    QMap<Endpoint, QJsonObject> answerOverrides;

    Clock clock; ///< What the provider holds for the time; empty means the system's clock.
    int dateSkew = 0; ///< Seconds by which the Date header is off from that clock.
    int idleConnectionMs = 5000; ///< After which a kept-alive connection is closed, unannounced.

    bool recordRequests = false; ///< Fills DemoProvider::requests(); the last 10,000 are kept.
    bool recordSecrets = false; ///< Fills DemoProvider::issuedSecrets(), without bound.
};

/// One request as it arrived.
struct LoggedRequest
{
    Endpoint endpoint = Endpoint::Other;
    QByteArray method;
    QString path;
    QList<QPair<QString, QString>> query;
    QList<QPair<QString, QString>> form; ///< Empty unless it was application/x-www-form-urlencoded.
    QByteArray body;
    QList<QPair<QByteArray, QByteArray>> headers;
    qint64 arrivedMs =
        0; ///< A monotonic clock in real milliseconds; only differences mean something.
    quint64 connection = 0; ///< The same number for requests that shared a kept-alive connection.

    /// The first form parameter of that name, or an empty string.
    QString parameter(const QString &name) const;
    /// The first header of that name (regardless of case), or an empty value.
    QByteArray header(const QByteArray &name) const;
};

/// What was done since the start of this process.
struct Counters
{
    int deviceCodes = 0;
    int authorizationCodes = 0;
    int accessTokens = 0;
    int refreshTokens = 0;
    int idTokens = 0;
    int refreshes = 0;
    int revocations = 0; ///< Requests that really ended something.
    int reuseDetected = 0; ///< Sign-ins ended because a spent refresh token came back.
    int codesReused = 0; ///< Authorization codes that were presented once more.
    int slowDowns = 0;
};

} // namespace Latchkey::Demo
