// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "consent.h"
#include "pageparts.h"
#include "redirecturi.h"
#include "texts.h"

namespace Latchkey::Demo {

namespace {

constexpr int maximumOpaque = 2000; ///< Characters of state and nonce.
constexpr qsizetype challengeLength = 43; ///< A SHA-256 in base64url, RFC 7636 section 4.2.

/// The error that a request is answered with, RFC 6749 section 4.1.2.1.
struct SentBack
{
    QString error;
    QString description;
};

struct Read
{
    /// Why the request is wrong in a way that forbids to send any answer to its redirect_uri.
    QString wrong;
    AuthorizationRequest request; ///< Up to where it could be read.
    std::optional<SentBack> refusal;
};

SentBack invalidRequest(const char *description)
{
    return {QStringLiteral("invalid_request"), QString::fromLatin1(description)};
}

int count(const ParameterList &parameters, QStringView name)
{
    int found = 0;
    for (const auto &parameter : parameters)
        found += parameter.first == name ? 1 : 0;
    return found;
}

bool isChallenge(const QString &text)
{
    return text.size() == challengeLength && isCodeVerifier(text.toUtf8());
}

/// What is wrong with everything but the client and the redirect_uri.
std::optional<SentBack> refusalOf(const Context &context, const Client &client,
                                  const ParameterList &query)
{
    const auto value = [&query](QStringView name) { return valueOf(query, name); };
    if (hasDuplicates(query))
        return invalidRequest("A parameter occurs more than once.");
    if (!value(u"request").isEmpty())
        return SentBack{QStringLiteral("request_not_supported"), {}};
    if (!value(u"request_uri").isEmpty())
        return SentBack{QStringLiteral("request_uri_not_supported"), {}};
    if (value(u"response_type").isEmpty())
        return invalidRequest("response_type is missing.");
    if (value(u"response_type") != QLatin1String("code")) {
        return SentBack{QStringLiteral("unsupported_response_type"),
                        QStringLiteral("Only codes are answered here.")};
    }
    if (!value(u"response_mode").isEmpty() && value(u"response_mode") != QLatin1String("query"))
        return invalidRequest("The answer is sent in the query only.");
    if (!client.codeGrant) {
        return SentBack{QStringLiteral("unauthorized_client"),
                        QStringLiteral("This client may not use the authorization code grant.")};
    }
    if (value(u"state").size() > maximumOpaque || value(u"nonce").size() > maximumOpaque
        || value(u"audience").size() > maximumAudience)
        return invalidRequest("A parameter is too long.");
    const QString missing =
        context.rules.missing(Endpoint::Authorization, context.request, query, context.knobs);
    if (!missing.isEmpty())
        return SentBack{QStringLiteral("invalid_request"), missing};
    if (value(u"code_challenge").isEmpty())
        return invalidRequest("code_challenge is missing: PKCE is required.");
    if (value(u"code_challenge_method") != QLatin1String("S256"))
        return invalidRequest("code_challenge_method has to be S256.");
    if (!isChallenge(value(u"code_challenge")))
        return invalidRequest("code_challenge is malformed.");
    if (!requestedScopes(context, client, value(u"scope"))) {
        return SentBack{QStringLiteral("invalid_scope"),
                        QStringLiteral("The scope is malformed, too long or not known.")};
    }
    // Nobody is signed in here before they were asked. Other prompts ask for what happens anyway.
    if (value(u"prompt").split(QLatin1Char(' ')).contains(QLatin1String("none"))) {
        return SentBack{QStringLiteral("interaction_required"),
                        QStringLiteral("Nothing is decided without the person.")};
    }
    return std::nullopt;
}

Read readRequest(const Context &context, const ParameterList &query)
{
    Read read;
    if (count(query, u"client_id") > 1 || count(query, u"redirect_uri") > 1
        || count(query, u"state") > 1) {
        read.wrong = Texts::tr("The program's request says one thing in two ways.");
        return read;
    }
    const std::optional<Client> client = findClient(context, valueOf(query, u"client_id"));
    if (!client) {
        read.wrong = Texts::tr("The program that sent you here is not known to the demo provider.");
        return read;
    }
    AuthorizationRequest &request = read.request;
    request.redirectUri = valueOf(query, u"redirect_uri");
    if (!mayRedirectTo(request.redirectUri, *client, context.knobs.anyLoopbackPort)) {
        read.wrong =
            Texts::tr("The program wants the answer sent to an address that is not registered.");
        return read;
    }
    request.state = valueOf(query, u"state");
    read.refusal = refusalOf(context, *client, query);
    if (read.refusal)
        return read;
    request.grant = {client->id, *requestedScopes(context, *client, valueOf(query, u"scope")),
                     valueOf(query, u"audience")};
    request.nonce = valueOf(query, u"nonce");
    request.codeChallenge = valueOf(query, u"code_challenge").toUtf8();
    return read;
}

/// Adds what every answer carries, good or bad.
ParameterList completed(const Context &context, const AuthorizationRequest &request,
                        ParameterList answer)
{
    if (!request.state.isEmpty())
        answer.append({QStringLiteral("state"), request.state});
    if (context.knobs.issuerParameter == IssuerParameter::Sent)
        answer.append({QStringLiteral("iss"), context.issuer});
    else if (context.knobs.issuerParameter == IssuerParameter::Wrong)
        answer.append({QStringLiteral("iss"), QStringLiteral("https://somebody-else.example")});
    return answer;
}

ParameterList refused(const Context &context, const AuthorizationRequest &request,
                      const SentBack &refusal)
{
    ParameterList answer{{QStringLiteral("error"), refusal.error}};
    if (!refusal.description.isEmpty())
        answer.append({QStringLiteral("error_description"), refusal.description});
    return completed(context, request, answer);
}

ParameterList decided(const Context &context, const AuthorizationRequest &request, bool allow)
{
    if (!allow) {
        return refused(
            context, request,
            {QStringLiteral("access_denied"), QStringLiteral("The request was declined.")});
    }
    const QByteArray code =
        context.codes.createCode(request, context.knobs.authorizationCodeLifetime, context.nowMs);
    context.recorder.countAuthorizationCode();
    if (context.knobs.recordSecrets)
        context.recorder.keepSecret(code);
    return completed(context, request, {{QStringLiteral("code"), QString::fromLatin1(code)}});
}

HttpAnswer answerDecision(const Context &context)
{
    const FormOrError form = readForm(context);
    const QString decision = valueOf(form.form, u"decision");
    if (form.error || !comesFromHere(context.request)
        || (decision != QLatin1String("allow") && decision != QLatin1String("deny")))
        return notDecidedPage(context);
    const auto request =
        context.codes.takeAnswered(valueOf(form.form, u"page_token").toUtf8(), context.nowMs);
    if (!request)
        return notDecidedPage(context);
    return deliver(context, *request,
                   decided(context, *request, decision == QLatin1String("allow")));
}

} // namespace

HttpAnswer answerAuthorization(const Context &context)
{
    if (context.request.method == "POST")
        return answerDecision(context);
    const Read read = readRequest(context, context.request.query);
    if (!read.wrong.isEmpty())
        return wrongRequestPage(context, read.wrong);
    if (read.refusal)
        return deliver(context, read.request, refused(context, read.request, *read.refusal));
    if (context.knobs.decision != Decision::Ask) {
        const bool allow = context.knobs.decision == Decision::Allow;
        return deliver(context, read.request, decided(context, read.request, allow));
    }
    const QByteArray pageToken =
        context.codes.ask(read.request, context.knobs.consentLifetime, context.nowMs);
    if (pageToken.isEmpty()) {
        return deliver(context, read.request,
                       refused(context, read.request,
                               {QStringLiteral("temporarily_unavailable"),
                                QStringLiteral("Too many pages wait for an answer.")}));
    }
    return consentPage(context, read.request, pageToken);
}

QUrl decidedAuthorization(const Context &context, bool allow)
{
    const Read read = readRequest(context, context.request.query);
    if (!read.wrong.isEmpty())
        return {};
    const ParameterList answer = read.refusal ? refused(context, read.request, *read.refusal)
                                              : decided(context, read.request, allow);
    return QUrl(withParameters(read.request.redirectUri, answer), QUrl::StrictMode);
}

} // namespace Latchkey::Demo
