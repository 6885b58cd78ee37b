// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codestore.h"
#include "grantstore.h"
#include "http.h"
#include "signer.h"

#include <QtCore/QJsonObject>
#include <QtCore/QUrl>

#include <atomic>

namespace Latchkey::Demo {

/// The parts that outlive a request.
class Recorder
{
public:
    void countDeviceCode() { ++m_deviceCodes; }
    void countAuthorizationCode() { ++m_authorizationCodes; }
    void countCodeReuse() { ++m_codesReused; }
    void countIssued(const Issued &issued, bool withIdToken, bool byRefresh);
    void countRevocation() { ++m_revocations; }
    void countReuse() { ++m_reuseDetected; }
    void countSlowDown() { ++m_slowDowns; }
    Counters counters() const;

    void keepSecret(const QByteArray &secret);
    QStringList secrets() const;

private:
    std::atomic<int> m_deviceCodes{0};
    std::atomic<int> m_authorizationCodes{0};
    std::atomic<int> m_codesReused{0};
    std::atomic<int> m_accessTokens{0};
    std::atomic<int> m_refreshTokens{0};
    std::atomic<int> m_idTokens{0};
    std::atomic<int> m_refreshes{0};
    std::atomic<int> m_revocations{0};
    std::atomic<int> m_reuseDetected{0};
    std::atomic<int> m_slowDowns{0};
    mutable std::mutex m_mutex;
    QStringList m_secrets;
};

/// What an endpoint has to work with, for the length of one request.
struct Context
{
    const HttpRequest &request;
    const Knobs &knobs;
    QString issuer; ///< http://127.0.0.1:PORT
    qint64 nowMs;
    GrantStore &store;
    CodeStore &codes;
    Signer &signer;
    Recorder &recorder;
};

/// RFC 8414 and OpenID Connect Discovery: one document for both.
HttpAnswer answerMetadata(const Context &context);
HttpAnswer answerKeys(const Context &context);
/// RFC 8628 section 3.1 and 3.2.
HttpAnswer answerDeviceAuthorization(const Context &context);
/// RFC 6749 section 3.1: the page that asks, and where the browser goes from there.
HttpAnswer answerAuthorization(const Context &context);
/// The same with the decision taken: where the browser goes. Empty when that is nowhere.
QUrl decidedAuthorization(const Context &context, bool allow);
/// RFC 6749 section 3.2, for authorization codes (section 4.1.3), device codes (RFC 8628 section
/// 3.4) and refresh tokens (section 6).
HttpAnswer answerToken(const Context &context);
/// RFC 7009.
HttpAnswer answerRevocation(const Context &context);
/// OpenID Connect Core section 5.3.
HttpAnswer answerUserInfo(const Context &context);
/// A resource to call with the token.
HttpAnswer answerItems(const Context &context);

/// Sets the members of \a overrides in \a object; a null value takes the member away.
void mergeInto(QJsonObject &object, const QJsonObject &overrides);
HttpAnswer jsonAnswer(int status, const QJsonObject &object);
/// RFC 6749 section 5.2.
HttpAnswer oauthError(int status, const QString &code, const QString &description);

/// The form of a request to an endpoint that takes nothing else; or the error to answer.
struct FormOrError
{
    ParameterList form;
    std::optional<HttpAnswer> error;
};
FormOrError readForm(const HttpRequest &request);

/// RFC 6749 section 2.3: who the client is, and that it is that client.
struct ClientOrError
{
    Client client;
    std::optional<HttpAnswer> error;
};
ClientOrError authenticateClient(const Context &context, const ParameterList &form);

/// The client of that id; a stranger where those are served. The secret was not looked at.
std::optional<Client> findClient(const Context &context, const QString &id);

/// Scope as RFC 6749 section 3.3 has it, each word once. Nothing when it is malformed or too long.
std::optional<QStringList> parseScope(const QString &scope);
/// The scopes of a new sign-in: the usual ones where none were asked for. Nothing when they are
/// malformed, or unknown and that matters.
std::optional<QStringList> requestedScopes(const Context &context, const QString &asked);
/// The most characters that an audience may have.
inline constexpr int maximumAudience = 500;

} // namespace Latchkey::Demo
