// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "endpoints.h"

#include "secrets.h"

#include <QtCore/QJsonDocument>

#include <algorithm>

namespace Latchkey::Demo {

namespace {

constexpr int maximumClientId = 200;
constexpr int maximumScope = 1000;
constexpr QLatin1String scopeWhenUnsaid("openid profile email demo:read");
constexpr std::array knownScopes{QLatin1String("openid"), QLatin1String("profile"),
                                 QLatin1String("email"), QLatin1String("demo:read"),
                                 QLatin1String("offline_access")};

bool isKnown(const QString &scope)
{
    return std::find(knownScopes.begin(), knownScopes.end(), scope) != knownScopes.end();
}

/// RFC 6749 appendix A: VSCHAR.
bool isVisibleAscii(const QString &text)
{
    return std::all_of(text.begin(), text.end(),
                       [](QChar c) { return c.unicode() >= 0x20 && c.unicode() <= 0x7e; });
}

bool isClientId(const QString &id)
{
    return !id.isEmpty() && id.size() <= maximumClientId && isVisibleAscii(id);
}

struct Credentials
{
    QString id;
    QString secret;
    bool basic = false;
};

std::optional<Credentials> credentials(const HttpRequest &request, const ParameterList &form)
{
    const QByteArray authorization = request.header("Authorization");
    if (!authorization.toLower().startsWith("basic "))
        return Credentials{valueOf(form, u"client_id"), valueOf(form, u"client_secret"), false};
    const auto decoded = QByteArray::fromBase64Encoding(authorization.mid(6).trimmed(),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    const qsizetype colon = decoded.decoded.indexOf(':');
    if (decoded.decodingStatus != QByteArray::Base64DecodingStatus::Ok || colon < 0)
        return std::nullopt;
    // Both halves are form-encoded first, RFC 6749 section 2.3.1.
    const auto half = [](QByteArray text) {
        return QString::fromUtf8(QByteArray::fromPercentEncoding(text.replace('+', ' ')));
    };
    const Credentials given{half(decoded.decoded.left(colon)), half(decoded.decoded.mid(colon + 1)),
                            true};
    const QString inBody = valueOf(form, u"client_id");
    if (!inBody.isEmpty() && inBody != given.id)
        return std::nullopt;
    return given;
}

HttpAnswer invalidClient(const Context &context, Cause cause, bool basic,
                         const QString &description)
{
    HttpAnswer answer = refuse(context, cause, description);
    if (basic)
        answer.setHeader("WWW-Authenticate", "Basic realm=\"demo\"");
    return answer;
}

} // namespace

void Recorder::countIssued(const Issued &issued, bool withIdToken, bool byRefresh)
{
    ++m_accessTokens;
    m_refreshTokens += issued.refreshToken.isEmpty() ? 0 : 1;
    m_idTokens += withIdToken ? 1 : 0;
    m_refreshes += byRefresh ? 1 : 0;
}

Counters Recorder::counters() const
{
    Counters counters;
    counters.deviceCodes = m_deviceCodes;
    counters.authorizationCodes = m_authorizationCodes;
    counters.codesReused = m_codesReused;
    counters.accessTokens = m_accessTokens;
    counters.refreshTokens = m_refreshTokens;
    counters.idTokens = m_idTokens;
    counters.refreshes = m_refreshes;
    counters.revocations = m_revocations;
    counters.reuseDetected = m_reuseDetected;
    counters.slowDowns = m_slowDowns;
    return counters;
}

void Recorder::keepSecret(const QByteArray &secret)
{
    if (secret.isEmpty())
        return;
    const std::lock_guard lock(m_mutex);
    m_secrets.append(QString::fromLatin1(secret));
}

QStringList Recorder::secrets() const
{
    const std::lock_guard lock(m_mutex);
    return m_secrets;
}

void mergeInto(QJsonObject &object, const QJsonObject &overrides)
{
    for (auto member = overrides.begin(); member != overrides.end(); ++member) {
        if (member.value().isNull())
            object.remove(member.key());
        else
            object.insert(member.key(), member.value());
    }
}

HttpAnswer jsonAnswer(int status, const QJsonObject &object)
{
    HttpAnswer answer;
    answer.status = status;
    answer.contentType = "application/json";
    answer.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return answer;
}

AnswerFacts Context::facts() const
{
    return {knobs, issuer, nowMs, {}, 0, {}, false};
}

HttpAnswer dialectAnswer(const Context &context, const QJsonObject &answer)
{
    return context.rules.write(context.request, 200, answer);
}

HttpAnswer refuse(const Context &context, Cause cause, const QString &description, int interval)
{
    const Refusal refusal = context.rules.refusal(cause);
    QJsonObject answer;
    if (!refusal.code.isEmpty())
        answer.insert(QStringLiteral("error"), QString(refusal.code));
    const QString said = refusal.description.isEmpty() ? description : QString(refusal.description);
    if (!said.isEmpty())
        answer.insert(QStringLiteral("error_description"), said);
    AnswerFacts facts = context.facts();
    facts.interval = interval;
    context.rules.shapeRefusal(facts, cause, refusal.status, answer);
    return context.rules.write(context.request, refusal.status, answer);
}

std::optional<HttpAnswer> refusalOfMissing(const Context &context, Endpoint endpoint,
                                           const ParameterList &form)
{
    const QString missing = context.rules.missing(endpoint, context.request, form, context.knobs);
    if (missing.isEmpty())
        return std::nullopt;
    return refuse(context, Cause::RequestMalformed, missing);
}

FormOrError readForm(const Context &context)
{
    const HttpRequest &request = context.request;
    const auto invalid = [&context](const QString &description) {
        return FormOrError{{}, refuse(context, Cause::RequestMalformed, description)};
    };
    if (!request.isForm())
        return invalid(QStringLiteral("The body must be application/x-www-form-urlencoded."));
    const std::optional<ParameterList> form = parseForm(request.body);
    if (!form)
        return invalid(QStringLiteral("Too many parameters."));
    if (hasDuplicates(*form))
        return invalid(QStringLiteral("A parameter occurs more than once."));
    return {*form, std::nullopt};
}

ClientOrError authenticateClient(const Context &context, const ParameterList &form)
{
    const std::optional<Credentials> given = credentials(context.request, form);
    if (!given)
        return {{},
                invalidClient(context, Cause::ClientUnknown, true,
                              QStringLiteral("The credentials are malformed."))};
    if (given->id.isEmpty()) {
        return {{},
                refuse(context, Cause::RequestMalformed, QStringLiteral("client_id is missing."))};
    }
    if (!isClientId(given->id)) {
        return {
            {},
            refuse(context, Cause::RequestMalformed, QStringLiteral("client_id is malformed."))};
    }
    const std::optional<Client> client = findClient(context, given->id);
    if (!client)
        return {{},
                invalidClient(context, Cause::ClientUnknown, given->basic,
                              QStringLiteral("This client is not known."))};
    if (!client->secret.isEmpty()
        && !equalDigests(digest(client->secret.toUtf8()), digest(given->secret.toUtf8())))
        return {{},
                invalidClient(context, Cause::SecretWrong, given->basic,
                              QStringLiteral("The secret is wrong."))};
    return {*client, std::nullopt};
}

std::optional<Client> findClient(const Context &context, const QString &id)
{
    if (!isClientId(id))
        return std::nullopt;
    for (const Client &client : context.knobs.clients) {
        if (client.id == id)
            return client;
    }
    if (!context.knobs.acceptUnknownClients)
        return std::nullopt;
    Client stranger;
    stranger.id = id;
    return stranger;
}

std::optional<QStringList> parseScope(const QString &scope)
{
    if (scope.size() > maximumScope)
        return std::nullopt;
    QStringList scopes;
    for (const QString &word : scope.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        // NQCHAR: visible, neither a quotation mark nor a backslash.
        const bool good = isVisibleAscii(word) && !word.contains(QLatin1Char('"'))
            && !word.contains(QLatin1Char('\\'));
        if (!good)
            return std::nullopt;
        if (!scopes.contains(word))
            scopes.append(word);
    }
    return scopes;
}

std::optional<QStringList> requestedScopes(const Context &context, const Client &client,
                                           const QString &asked)
{
    const auto scopes = parseScope(asked.trimmed().isEmpty() ? QString(scopeWhenUnsaid) : asked);
    if (scopes && !context.knobs.acceptUnknownScopes
        && !std::all_of(scopes->begin(), scopes->end(), isKnown))
        return std::nullopt;
    if (scopes && std::any_of(scopes->begin(), scopes->end(), [&client](const QString &scope) {
            return client.refusedScopes.contains(scope);
        }))
        return std::nullopt;
    return scopes;
}

} // namespace Latchkey::Demo
