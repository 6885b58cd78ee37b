// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/storedidentity.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QMap>
#include <QtCore/QStringList>

namespace Latchkey {

namespace {

using Source = Identity::Source;
using Check = Identity::Check;

const QMap<QString, Source> &sourceWords()
{
    static const QMap<QString, Source> words = {
        {QStringLiteral("userinfo"), Source::UserInfo},
        {QStringLiteral("tls"), Source::TlsOrigin},
        {QStringLiteral("signature"), Source::Signature},
    };
    return words;
}

const QMap<QString, Check> &checkWords()
{
    static const QMap<QString, Check> words = {
        {QStringLiteral("iss"), Check::Issuer},
        {QStringLiteral("aud"), Check::Audience},
        {QStringLiteral("azp"), Check::AuthorizedParty},
        {QStringLiteral("sub"), Check::Subject},
        {QStringLiteral("exp"), Check::Expiry},
        {QStringLiteral("iat"), Check::IssuedAt},
        {QStringLiteral("nbf"), Check::NotBefore},
        {QStringLiteral("nonce"), Check::Nonce},
        {QStringLiteral("at_hash"), Check::AccessTokenHash},
        {QStringLiteral("signature"), Check::Signature},
        {QStringLiteral("userinfo"), Check::UserInfoSubject},
    };
    return words;
}

} // namespace

QJsonObject claimsToKeep(const Identity &identity)
{
    // Windows holds 2560 bytes in an item, and the refresh token needs its share.
    constexpr qsizetype most = 1024;
    const QJsonObject all = identity.claims();
    if (QJsonDocument(all).toJson(QJsonDocument::Compact).size() <= most)
        return all;
    QJsonObject kept;
    for (const char *name : {"iss", "sub", "name", "preferred_username", "email", "picture"}) {
        const QString text = all.value(QLatin1String(name)).toString();
        if (!text.isEmpty() && text.size() <= 255)
            kept.insert(QLatin1String(name), text);
    }
    if (identity.isEmailVerified())
        kept.insert(QStringLiteral("email_verified"), true);
    return kept;
}

QJsonObject proofToKeep(const Identity &identity)
{
    if (!identity.isValid())
        return {};
    QStringList checks;
    for (const Check check : identity.checks())
        checks += checkWords().key(check);
    return {{QStringLiteral("source"), sourceWords().key(identity.source())},
            {QStringLiteral("checks"), checks.join(u' ')}};
}

Identity keptIdentity(const QJsonObject &claims, const QJsonObject &proof)
{
    const QString source = proof.value(QLatin1String("source")).toString();
    QList<Check> checks;
    const QStringList words =
        proof.value(QLatin1String("checks")).toString().split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        // One that a later version has added is not known here.
        const auto it = checkWords().constFind(word);
        if (it != checkWords().constEnd())
            checks.append(*it);
    }
    return Identity(claims, sourceWords().value(source, Source::UserInfo), checks);
}

} // namespace Latchkey
