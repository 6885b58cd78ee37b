// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/idtoken.h"

#include "oauth/displaytext.h"
#include "oauth/issuer.h"
#include "oauth/jwkset.h"
#include "oauth/signature.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QJsonArray>

#include <algorithm>
#include <cmath>

namespace Latchkey {

namespace {

using Check = Identity::Check;
using std::chrono::seconds;

Error invalid(const QString &why)
{
    return Error(Error::Kind::InvalidIdToken, why);
}

Error invalid(const char *why)
{
    return invalid(QString::fromLatin1(why));
}

/// Runs the checks one after the other and keeps the first that fails.
class ClaimsReader
{
public:
    ClaimsReader(const QJsonObject &claims, const QString &algorithm, const IdToken::Rules &rules)
        : m_claims(claims), m_algorithm(algorithm), m_rules(rules)
    { }

    void checkIssuer();
    void checkSubject();
    void checkAudience();
    void checkTimes();
    void checkNonce();
    void checkAccessTokenHash();

    Expected<QList<Check>> result() const
    {
        if (m_error.isError())
            return unexpected(m_error);
        return m_passed;
    }

private:
    QJsonValue value(const char *name) const { return m_claims.value(QLatin1String(name)); }
    void note(Check check, bool passed, const char *fault);
    void fail(const Error &error);
    std::optional<qint64> moment(const char *name);
    Error untimely(const QString &fault) const;
    seconds skew() const;

    const QJsonObject &m_claims;
    const QString m_algorithm;
    const IdToken::Rules &m_rules;
    QList<Check> m_passed;
    Error m_error;
};

void ClaimsReader::fail(const Error &error)
{
    if (!m_error.isError())
        m_error = error;
}

void ClaimsReader::note(Check check, bool passed, const char *fault)
{
    if (passed)
        m_passed.append(check);
    else
        fail(invalid(fault));
}

void ClaimsReader::checkIssuer()
{
    note(Check::Issuer, isIssuer(m_rules.issuer, value("iss").toString()),
         "\"iss\" is not the provider's issuer");
}

void ClaimsReader::checkSubject()
{
    const QString subject = value("sub").toString();
    // What is shown is what is compared, so nothing in it may be hidden.
    const bool isPlain = !subject.isEmpty() && displayText(subject, maxSubjectLength) == subject;
    note(Check::Subject, isPlain, "\"sub\" is missing, too long or not plain text");
}

void ClaimsReader::checkAudience()
{
    QStringList audiences;
    const QJsonArray array =
        value("aud").isArray() ? value("aud").toArray() : QJsonArray{value("aud")};
    for (const QJsonValue &entry : array) {
        if (!entry.isString())
            return fail(invalid("\"aud\" is not a string or a list of strings"));
        if (!audiences.contains(entry.toString()))
            audiences += entry.toString();
        if (audiences.size() > 100)
            return fail(invalid("\"aud\" is too long"));
    }
    note(Check::Audience, !m_rules.clientId.isEmpty() && audiences.contains(m_rules.clientId),
         "\"aud\" does not name this program");
    const bool areTrusted =
        std::all_of(audiences.cbegin(), audiences.cend(), [&](const QString &audience) {
            return audience == m_rules.clientId || m_rules.trustedAudiences.contains(audience);
        });
    if (!areTrusted)
        fail(invalid("\"aud\" names others as well, which are not trusted"));
    if (!value("azp").isUndefined()) {
        note(Check::AuthorizedParty, value("azp").toString() == m_rules.clientId,
             "\"azp\" is not this program");
    } else if (audiences.size() > 1) {
        fail(invalid("\"aud\" names several, and \"azp\" is missing"));
    }
}

std::optional<qint64> ClaimsReader::moment(const char *name)
{
    constexpr double latest = 1e12;
    const double number = value(name).toDouble(-1);
    if (!std::isfinite(number) || number < 0 || number > latest) {
        fail(invalid(QStringLiteral("\"%1\" is missing or not a time").arg(QLatin1String(name))));
        return std::nullopt;
    }
    return static_cast<qint64>(std::floor(number));
}

/// By how much this computer's clock is ahead. A server that does not tell the time has issued the
/// token just now all the same.
seconds ClaimsReader::skew() const
{
    if (m_rules.clockSkew)
        return *m_rules.clockSkew;
    const double issued = value("iat").toDouble(0);
    const double ahead = static_cast<double>(m_rules.now.toSecsSinceEpoch()) - issued;
    const bool isKnown = issued > 0 && std::abs(ahead) < 1e12;
    return isKnown ? seconds(static_cast<qint64>(ahead)) : seconds::zero();
}

Error ClaimsReader::untimely(const QString &fault) const
{
    const seconds ahead = skew();
    const bool isOurs = ahead > m_rules.tolerance || ahead < -m_rules.tolerance;
    return isOurs ? invalid(fault).withClockSkew(ahead) : invalid(fault);
}

void ClaimsReader::checkTimes()
{
    const qint64 now = m_rules.now.toSecsSinceEpoch();
    const qint64 tolerance = m_rules.tolerance.count();
    const auto inFuture = [&](Check check, const char *name, qint64 time) {
        if (time <= now + tolerance)
            m_passed.append(check);
        else
            fail(untimely(QStringLiteral("\"%1\" is %2 s in the future")
                              .arg(QLatin1String(name))
                              .arg(time - now)));
    };
    if (const std::optional<qint64> issuedAt = moment("iat"))
        inFuture(Check::IssuedAt, "iat", *issuedAt);
    if (!value("nbf").isUndefined()) {
        if (const std::optional<qint64> notBefore = moment("nbf"))
            inFuture(Check::NotBefore, "nbf", *notBefore);
    }
    if (const std::optional<qint64> expiry = moment("exp")) {
        if (now < *expiry + tolerance)
            m_passed.append(Check::Expiry);
        else
            fail(untimely(QStringLiteral("\"exp\" is %1 s past").arg(now - *expiry)));
    }
}

void ClaimsReader::checkNonce()
{
    if (!m_rules.nonce.isEmpty()) {
        note(Check::Nonce, value("nonce").toString() == m_rules.nonce,
             "\"nonce\" is not what was sent");
    }
}

QCryptographicHash::Algorithm hashFor(const QString &algorithm)
{
    if (algorithm.endsWith(QLatin1String("512")))
        return QCryptographicHash::Sha512;
    return algorithm.endsWith(QLatin1String("384")) ? QCryptographicHash::Sha384
                                                    : QCryptographicHash::Sha256;
}

// OpenID Connect Core §3.1.3.8
void ClaimsReader::checkAccessTokenHash()
{
    if (value("at_hash").isUndefined() || m_rules.accessToken.isEmpty())
        return;
    const QByteArray hash =
        QCryptographicHash::hash(m_rules.accessToken.toUtf8(), hashFor(m_algorithm));
    const QByteArray half =
        hash.left(hash.size() / 2)
            .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    note(Check::AccessTokenHash, value("at_hash").toString() == QString::fromLatin1(half),
         "\"at_hash\" is not that of the access token");
}

} // namespace

Expected<IdToken> IdToken::parse(const QString &text)
{
    return CompactJws::parse(text).map([](const CompactJws &jws) {
        IdToken token;
        token.m_jws = jws;
        return token;
    });
}

Expected<QList<Identity::Check>> IdToken::checkClaims(const Rules &rules) const
{
    ClaimsReader reader(claims(), algorithm(), rules);
    reader.checkIssuer();
    reader.checkAudience();
    reader.checkSubject();
    reader.checkNonce();
    reader.checkTimes();
    reader.checkAccessTokenHash();
    return reader.result();
}

Error IdToken::checkSignature(const JwkSet &keys) const
{
    const QList<QJsonObject> meant = keys.keysFor(algorithm(), keyId());
    if (meant.isEmpty())
        return invalid("no key of the provider's fits its signature");
    const bool isSigned = std::any_of(meant.cbegin(), meant.cend(), [&](const QJsonObject &key) {
        return verifySignature(m_jws, key);
    });
    return isSigned ? Error() : invalid("its signature is not the provider's");
}

} // namespace Latchkey
