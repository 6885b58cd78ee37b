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

QByteArray signWith(const json_t *key, const QByteArray &keyId, const QJsonObject &claims)
{
    const QJsonObject header{{QStringLiteral("alg"), QStringLiteral("RS256")},
                             {QStringLiteral("typ"), QStringLiteral("JWT")},
                             {QStringLiteral("kid"), QString::fromLatin1(keyId)}};
    const QByteArray payload = base64Url(QJsonDocument(claims).toJson(QJsonDocument::Compact));
    const Json jws = toJansson({{QStringLiteral("payload"), QString::fromLatin1(payload)}});
    const Json signature = toJansson({{QStringLiteral("protected"), header}});
    if (!jws || !signature || !jose_jws_sig(nullptr, jws.get(), signature.get(), key))
        return {};
    return stringIn(jws.get(), "protected") + '.' + payload + '.'
        + stringIn(jws.get(), "signature");
}

} // namespace

struct Signer::Key
{
    Json jwk;
    QByteArray id; ///< The thumbprint, RFC 7638.
};

Signer::Signer(std::function<void(const QJsonObject &)> keyMade) : m_keyMade(std::move(keyMade))
{ }
Signer::~Signer() = default;

bool Signer::setPrivateJwk(const QJsonObject &jwk)
{
    auto key = std::make_unique<Key>();
    key->jwk = toJansson(jwk);
    if (!key->jwk || stringIn(key->jwk.get(), "kty") != "RSA")
        return false;
    const Json thumbprint(jose_jwk_thp(nullptr, key->jwk.get(), "S256"));
    key->id = QByteArray(thumbprint ? json_string_value(thumbprint.get()) : nullptr);
    if (key->id.isEmpty() || signWith(key->jwk.get(), key->id, {}).isEmpty())
        return false;
    const std::lock_guard lock(m_mutex);
    m_key = std::move(key);
    return true;
}

void Signer::ensureKeyLocked()
{
    if (m_key)
        return;
    auto key = std::make_unique<Key>();
    key->jwk = toJansson({{QStringLiteral("alg"), QStringLiteral("RS256")},
                          {QStringLiteral("kty"), QStringLiteral("RSA")},
                          {QStringLiteral("bits"), 2048}});
    if (!jose_jwk_gen(nullptr, key->jwk.get()))
        return;
    const Json thumbprint(jose_jwk_thp(nullptr, key->jwk.get(), "S256"));
    key->id = QByteArray(thumbprint ? json_string_value(thumbprint.get()) : nullptr);
    m_key = std::move(key);
    if (m_keyMade)
        m_keyMade(fromJansson(m_key->jwk.get()));
}

QJsonObject Signer::keySet()
{
    const std::lock_guard lock(m_mutex);
    ensureKeyLocked();
    QJsonArray keys;
    if (m_key) {
        const Json copy(json_deep_copy(m_key->jwk.get()));
        if (jose_jwk_pub(nullptr, copy.get())) {
            QJsonObject key = fromJansson(copy.get());
            key.remove(QLatin1String("key_ops"));
            key.insert(QLatin1String("use"), QStringLiteral("sig"));
            key.insert(QLatin1String("alg"), QStringLiteral("RS256"));
            key.insert(QLatin1String("kid"), QString::fromLatin1(m_key->id));
            keys.append(key);
        }
    }
    return {{QStringLiteral("keys"), keys}};
}

QByteArray Signer::sign(const QJsonObject &claims)
{
    const std::lock_guard lock(m_mutex);
    ensureKeyLocked();
    return m_key ? signWith(m_key->jwk.get(), m_key->id, claims) : QByteArray();
}

} // namespace Latchkey::Demo
