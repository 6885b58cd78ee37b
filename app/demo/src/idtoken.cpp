// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "idtoken.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QMessageAuthenticationCode>

namespace Latchkey::Demo {

namespace {

constexpr int longTime = 3600; ///< Seconds; more than any tolerance for clocks.

QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray base64Url(const QJsonObject &object)
{
    return base64Url(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject honestClaims(const Context &context, const Issued &issued, const QString &nonce)
{
    const Person &person = context.knobs.person;
    const qint64 now = context.nowMs / 1000;
    QJsonObject claims{{QStringLiteral("iss"), context.issuer},
                       {QStringLiteral("sub"), person.subject},
                       {QStringLiteral("aud"), issued.request.clientId},
                       {QStringLiteral("iat"), now},
                       {QStringLiteral("exp"), now + context.knobs.idTokenLifetime}};
    if (!nonce.isEmpty())
        claims.insert(QStringLiteral("nonce"), nonce);
    if (issued.request.scopes.contains(QLatin1String("profile"))) {
        claims.insert(QStringLiteral("name"), person.name);
        claims.insert(QStringLiteral("preferred_username"), person.email);
    }
    if (issued.request.scopes.contains(QLatin1String("email"))) {
        claims.insert(QStringLiteral("email"), person.email);
        claims.insert(QStringLiteral("email_verified"), true);
    }
    return claims;
}

/// What the faults do to the claims; those of the signature are left to makeIdToken().
void spoilClaims(IdTokenFault fault, qint64 now, QJsonObject &claims)
{
    const QString somebody = QStringLiteral("https://somebody-else.example");
    switch (fault) {
    case IdTokenFault::WrongIssuer:
        claims.insert(QStringLiteral("iss"), somebody);
        break;
    case IdTokenFault::WrongAudience:
        claims.insert(QStringLiteral("aud"), somebody);
        break;
    case IdTokenFault::WrongAuthorizedParty:
        claims.insert(QStringLiteral("aud"),
                      QJsonArray{claims.value(QLatin1String("aud")), somebody});
        claims.insert(QStringLiteral("azp"), somebody);
        break;
    case IdTokenFault::WrongNonce:
        claims.insert(QStringLiteral("nonce"), QStringLiteral("another-nonce"));
        break;
    case IdTokenFault::MissingNonce:
        claims.remove(QLatin1String("nonce"));
        break;
    case IdTokenFault::MissingSubject:
        claims.remove(QLatin1String("sub"));
        break;
    case IdTokenFault::Expired:
        claims.insert(QStringLiteral("iat"), now - 2 * longTime);
        claims.insert(QStringLiteral("exp"), now - longTime);
        break;
    case IdTokenFault::IssuedInFuture:
        claims.insert(QStringLiteral("iat"), now + longTime);
        claims.insert(QStringLiteral("exp"), now + 2 * longTime);
        break;
    case IdTokenFault::None:
    case IdTokenFault::NotSigned:
    case IdTokenFault::SymmetricSignature:
    case IdTokenFault::UnknownKey:
    case IdTokenFault::BadSignature:
    case IdTokenFault::CriticalHeader:
    case IdTokenFault::Malformed:
        break;
    }
}

/// HS256 with the public key for the secret: what a client falls for that lets the token choose how
/// it is checked.
QByteArray symmetricallySigned(const QJsonObject &claims, const QJsonObject &publicKey)
{
    const QByteArray signedPart =
        base64Url(QJsonObject{{QStringLiteral("alg"), QStringLiteral("HS256")},
                              {QStringLiteral("typ"), QStringLiteral("JWT")},
                              {QStringLiteral("kid"), publicKey.value(QLatin1String("kid"))}})
        + '.' + base64Url(claims);
    const QByteArray secret = QByteArray::fromBase64(
        publicKey.value(QLatin1String(publicKey.contains(QLatin1String("n")) ? "n" : "x"))
            .toString()
            .toLatin1(),
        QByteArray::Base64UrlEncoding);
    return signedPart + '.'
        + base64Url(
               QMessageAuthenticationCode::hash(signedPart, secret, QCryptographicHash::Sha256));
}

QByteArray withAnotherSignature(QByteArray token)
{
    // Not in the last character, whose lowest bits may mean nothing.
    const qsizetype place = token.lastIndexOf('.') + 10;
    token[place] = token[place] == 'A' ? 'B' : 'A';
    return token;
}

} // namespace

QByteArray makeIdToken(const Context &context, const Issued &issued, const QString &nonce)
{
    const Knobs &knobs = context.knobs;
    const SigningAlgorithm algorithm = knobs.idTokenAlgorithm;
    QJsonObject claims = honestClaims(context, issued, nonce);
    spoilClaims(knobs.idTokenFault, context.nowMs / 1000, claims);
    mergeInto(claims, knobs.idTokenClaims);
    switch (knobs.idTokenFault) {
    case IdTokenFault::NotSigned:
        return base64Url(QJsonObject{{QStringLiteral("alg"), QStringLiteral("none")},
                                     {QStringLiteral("typ"), QStringLiteral("JWT")}})
            + '.' + base64Url(claims) + '.';
    case IdTokenFault::SymmetricSignature:
        return symmetricallySigned(claims,
                                   context.signer.keySet(algorithm)
                                       .value(QLatin1String("keys"))
                                       .toArray()
                                       .first()
                                       .toObject());
    case IdTokenFault::UnknownKey:
        return context.signer.sign(claims, algorithm,
                                   {{QStringLiteral("kid"), QStringLiteral("never-published")}});
    case IdTokenFault::BadSignature:
        return withAnotherSignature(context.signer.sign(claims, algorithm));
    case IdTokenFault::CriticalHeader:
        return context.signer.sign(
            claims, algorithm,
            {{QStringLiteral("crit"), QJsonArray{QStringLiteral("https://demo.example/new")}},
             {QStringLiteral("https://demo.example/new"), true}});
    case IdTokenFault::Malformed:
        return "this.is-not.a-token";
    default:
        return context.signer.sign(claims, algorithm);
    }
}

} // namespace Latchkey::Demo
