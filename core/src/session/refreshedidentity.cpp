// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/refreshedidentity.h"

#include "base/logging.h"
#include "oauth/idtoken.h"
#include "session/storedidentity.h"

#include <QtCore/QJsonArray>
#include <QtCore/QSet>

namespace Latchkey {

namespace {

QSet<QString> audiences(const QJsonObject &claims)
{
    QSet<QString> all;
    const QJsonValue value = claims.value(QLatin1String("aud"));
    if (value.isString())
        all.insert(value.toString());
    for (const QJsonValue &one : value.toArray())
        all.insert(one.toString());
    return all;
}

Error isAnothers(const char *claim)
{
    return Error(Error::Kind::InvalidIdToken,
                 QStringLiteral("the ID token that came with the refresh has another \"%1\" "
                                "than the one of the sign-in")
                     .arg(QLatin1String(claim)));
}

} // namespace

Error checkRefreshedIdentity(const DurableSecrets &known, const TokenSet &tokens)
{
    const Identity identity = keptIdentity(known.claims, known.proof);
    const bool isProven = identity.source() == Identity::Source::TlsOrigin
        || identity.source() == Identity::Source::Signature;
    if (tokens.idToken().isEmpty() || !isProven)
        return {};
    const Expected<IdToken> token = IdToken::parse(tokens.idToken());
    if (!token) {
        qCWarning(lcSession, "the ID token that came with a refresh is not used: %s",
                  qUtf8Printable(token.error().detail()));
        return {};
    }
    for (const char *name : {"iss", "sub"}) {
        const QLatin1String claim(name);
        // An issuer that was too long to be kept cannot be compared.
        if (known.claims.contains(claim)
            && token->claims().value(claim) != known.claims.value(claim))
            return isAnothers(name);
    }
    if (!audiences(token->claims()).contains(audiences(known.claims)))
        return isAnothers("aud");
    return {};
}

} // namespace Latchkey
