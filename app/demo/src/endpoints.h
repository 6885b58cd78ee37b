// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codestore.h"
#include "dialect.h"
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
    const DialectRules &rules;
    QString issuer; ///< http://127.0.0.1:PORT
    qint64 nowMs;
    GrantStore &store;
    CodeStore &codes;
    Signer &signer;
    Recorder &recorder;

    AnswerFacts facts() const;
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
/// An answer as the dialect writes it down.
HttpAnswer dialectAnswer(const Context &context, const QJsonObject &answer);
/// RFC 6749 section 5.2, in the dialect; \a description is what the standard one says.
/// \a interval are the seconds to wait after a poll that came too soon.
HttpAnswer refuse(const Context &context, Cause cause, const QString &description,
                  int interval = 0);

/// The form of a request to an endpoint that takes nothing else; or the error to answer.
struct FormOrError
{
    ParameterList form;
    std::optional<HttpAnswer> error;
};
FormOrError readForm(const Context &context);

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
/// What the dialect insists on in this request and does not find, as a refusal.
std::optional<HttpAnswer> refusalOfMissing(const Context &context, Endpoint endpoint,
                                           const ParameterList &form);
/// The scopes of a new sign-in: the usual ones where none were asked for. Nothing when they are
/// malformed, or unknown and that matters.
std::optional<QStringList> requestedScopes(const Context &context, const Client &client,
                                           const QString &asked);
/// The most characters that an audience may have.
inline constexpr int maximumAudience = 500;

} // namespace Latchkey::Demo
