// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "signer.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <jansson.h>

#include <cstdlib>

// Jose's headers declare C functions without saying so to a C++ compiler.
extern "C" {
#include <jose/jwk.h>
#include <jose/jws.h>
}

namespace Latchkey::Demo {

namespace {

struct Release
{
    void operator()(json_t *json) const { json_decref(json); }
};
using Json = std::unique_ptr<json_t, Release>;

Json toJansson(const QJsonObject &object)
{
    const QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return Json(json_loadb(text.constData(), static_cast<size_t>(text.size()), 0, nullptr));
}

QJsonObject fromJansson(const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    const QJsonObject object = QJsonDocument::fromJson(QByteArray(text)).object();
    std::free(text);
    return object;
}

QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray stringIn(const json_t *object, const char *name)
{
    return QByteArray(json_string_value(json_object_get(object, name)));
}

/// A new private key without `alg`, so that one RSA key does for both of its algorithms.
QJsonObject makeKey(bool elliptic)
{
    const Json key =
        toJansson(elliptic ? QJsonObject{{QStringLiteral("kty"), QStringLiteral("EC")},
                                         {QStringLiteral("crv"), QStringLiteral("P-256")}}
                           : QJsonObject{{QStringLiteral("kty"), QStringLiteral("RSA")},
                                         {QStringLiteral("bits"), 2048}});
    if (!jose_jwk_gen(nullptr, key.get()))
        return {};
    return fromJansson(key.get());
}

/// The first keys of signers that remember nothing. Making one takes long enough to be felt by test
/// programs with a provider per test function, so that these share it.
QJsonObject sharedFirstKey(bool elliptic)
{
    static std::mutex mutex;
    static QJsonObject rsa;
    static QJsonObject onCurve;
    const std::lock_guard lock(mutex);
    QJsonObject &key = elliptic ? onCurve : rsa;
    if (key.isEmpty())
        key = makeKey(elliptic);
    return key;
}

} // namespace

struct Signer::Key
{
    explicit Key(QJsonObject privateJwk)
    {
        privateJwk.remove(QLatin1String("alg"));
        jwk = toJansson(privateJwk);
        if (!jwk)
            return;
        const Json thumbprint(jose_jwk_thp(nullptr, jwk.get(), "S256"));
        id = QByteArray(thumbprint ? json_string_value(thumbprint.get()) : nullptr);
    }

    QByteArray sign(const QJsonObject &claims, QJsonObject header) const;
    QJsonObject publicJwk(SigningAlgorithm algorithm) const;

    Json jwk;
    QByteArray id; ///< The thumbprint, RFC 7638; empty when this is no key.
};

QByteArray Signer::Key::sign(const QJsonObject &claims, QJsonObject header) const
{
    const QByteArray payload = base64Url(QJsonDocument(claims).toJson(QJsonDocument::Compact));
    const Json jws = toJansson({{QStringLiteral("payload"), QString::fromLatin1(payload)}});
    const Json signature = toJansson({{QStringLiteral("protected"), header}});
    if (!jws || !signature || !jose_jws_sig(nullptr, jws.get(), signature.get(), jwk.get()))
        return {};
    return stringIn(jws.get(), "protected") + '.' + payload + '.'
        + stringIn(jws.get(), "signature");
}

QJsonObject Signer::Key::publicJwk(SigningAlgorithm algorithm) const
{
    const Json copy(json_deep_copy(jwk.get()));
    if (!jose_jwk_pub(nullptr, copy.get()))
        return {};
    QJsonObject key = fromJansson(copy.get());
    key.remove(QLatin1String("key_ops"));
    key.insert(QLatin1String("use"), QStringLiteral("sig"));
    key.insert(QLatin1String("alg"), nameOf(algorithm));
    key.insert(QLatin1String("kid"), QString::fromLatin1(id));
    return key;
}

/// The keys of one kind.
struct Signer::Family
{
    std::unique_ptr<Key> current;
    std::unique_ptr<Key> previous;
};

Signer::Signer(FirstKeys firstKeys, std::function<void(const QJsonObject &)> keyMade)
    : m_firstKeys(firstKeys), m_keyMade(std::move(keyMade)), m_rsa(std::make_unique<Family>()),
      m_elliptic(std::make_unique<Family>())
{ }
Signer::~Signer() = default;

bool Signer::setPrivateJwk(const QJsonObject &jwk)
{
    if (jwk.value(QLatin1String("kty")).toString() != QLatin1String("RSA"))
        return false;
    auto key = std::make_unique<Key>(jwk);
    if (key->id.isEmpty()
        || key->sign({}, {{QStringLiteral("alg"), nameOf(SigningAlgorithm::Rs256)}}).isEmpty())
        return false;
    const std::lock_guard lock(m_mutex);
    m_rsa->current = std::move(key);
    return true;
}

Signer::Family &Signer::familyLocked(SigningAlgorithm algorithm)
{
    const bool elliptic = algorithm == SigningAlgorithm::Es256;
    Family &family = elliptic ? *m_elliptic : *m_rsa;
    if (family.current)
        return family;
    const bool shared = m_firstKeys == FirstKeys::Shared && !family.previous;
    const QJsonObject jwk = shared ? sharedFirstKey(elliptic) : makeKey(elliptic);
    family.current = std::make_unique<Key>(jwk);
    if (m_keyMade && !elliptic && !jwk.isEmpty())
        m_keyMade(jwk);
    return family;
}

void Signer::rotate()
{
    const std::lock_guard lock(m_mutex);
    for (const auto algorithm : {SigningAlgorithm::Rs256, SigningAlgorithm::Es256}) {
        Family &family = familyLocked(algorithm);
        family.previous = std::move(family.current);
    }
}

QJsonObject Signer::keySet(SigningAlgorithm algorithm)
{
    const std::lock_guard lock(m_mutex);
    const Family &family = familyLocked(algorithm);
    QJsonArray keys;
    for (const Key *key : {family.current.get(), family.previous.get()}) {
        if (key && !key->id.isEmpty())
            keys.append(key->publicJwk(algorithm));
    }
    return {{QStringLiteral("keys"), keys}};
}

QByteArray Signer::sign(const QJsonObject &claims, SigningAlgorithm algorithm,
                        const QJsonObject &header)
{
    const std::lock_guard lock(m_mutex);
    const Key &key = *familyLocked(algorithm).current;
    if (key.id.isEmpty())
        return {};
    QJsonObject complete{{QStringLiteral("alg"), nameOf(algorithm)},
                         {QStringLiteral("typ"), QStringLiteral("JWT")},
                         {QStringLiteral("kid"), QString::fromLatin1(key.id)}};
    for (auto member = header.begin(); member != header.end(); ++member)
        complete.insert(member.key(), member.value());
    return key.sign(claims, complete);
}

QString nameOf(SigningAlgorithm algorithm)
{
    switch (algorithm) {
    case SigningAlgorithm::Ps256:
        return QStringLiteral("PS256");
    case SigningAlgorithm::Es256:
        return QStringLiteral("ES256");
    case SigningAlgorithm::Rs256:
        break;
    }
    return QStringLiteral("RS256");
}

} // namespace Latchkey::Demo
