// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/authorizationrequest.h"

namespace Latchkey {

FormParameters AuthorizationRequest::toForm() const
{
    return {
        {QStringLiteral("response_type"), QStringLiteral("code")},
        {QStringLiteral("client_id"), clientId},
        {QStringLiteral("redirect_uri"), redirectUri},
        {QStringLiteral("scope"), scopes.join(u' ')},
        {QStringLiteral("audience"), audience},
        {QStringLiteral("state"), state},
        {QStringLiteral("nonce"), nonce},
        {QStringLiteral("code_challenge"), codeChallenge},
        {QStringLiteral("code_challenge_method"), QStringLiteral("S256")},
    };
}

QUrl authorizationUrl(const QUrl &endpoint, const FormParameters &parameters)
{
    QUrl url = endpoint.adjusted(QUrl::RemoveFragment);
    QString query = url.query(QUrl::FullyEncoded);
    if (!query.isEmpty() && !query.endsWith(u'&'))
        query += u'&';
    url.setQuery(query + QString::fromLatin1(formEncode(parameters)), QUrl::StrictMode);
    return url;
}

} // namespace Latchkey
