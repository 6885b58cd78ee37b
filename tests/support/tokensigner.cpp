// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "tokensigner.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QMap>

#include <jansson.h>

#include <cstdlib>
#include <tuple>

// José's headers declare C functions without saying so to a C++ compiler.
extern "C" {
#include <jose/jwk.h>
#include <jose/jws.h>
}

namespace Latchkey {

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

QString stringIn(const json_t *object, const char *name)
{
    return QString::fromLatin1(json_string_value(json_object_get(object, name)));
}

// An RSA key takes a noticeable part of a second to make.
QJsonObject privateJwk(const QString &algorithm, int rsaBits)
{
    static QMap<std::tuple<QString, int>, QJsonObject> made;
    const bool isCurve = algorithm.startsWith(u'E');
    QJsonObject &jwk = made[{isCurve ? algorithm : QStringLiteral("RSA"), rsaBits}];
    if (jwk.isEmpty()) {
        jwk = isCurve ? QJsonObject{{QStringLiteral("alg"), algorithm}}
                      : QJsonObject{{QStringLiteral("kty"), QStringLiteral("RSA")},
                                    {QStringLiteral("bits"), rsaBits}};
        const Json key = toJansson(jwk);
        if (!jose_jwk_gen(nullptr, key.get()))
            qFatal("no key for %s", qPrintable(algorithm));
        jwk = fromJansson(key.get());
        jwk.remove(QStringLiteral("alg"));
        jwk.remove(QStringLiteral("key_ops"));
    }
    return jwk;
}

} // namespace

struct TokenSigner::Key
{
    QString algorithm;
    QString id;
    QJsonObject jwk;
};

TokenSigner::TokenSigner(const QString &algorithm, const QString &keyId, int rsaBits)
    : m_key(new Key{algorithm, keyId, privateJwk(algorithm, rsaBits)})
{ }

TokenSigner::~TokenSigner() = default;

QJsonObject TokenSigner::publicJwk() const
{
    const Json copy = toJansson(m_key->jwk);
    if (!jose_jwk_pub(nullptr, copy.get()))
        qFatal("no public key");
    QJsonObject key = fromJansson(copy.get());
    key.remove(QStringLiteral("key_ops"));
    key.insert(QStringLiteral("kid"), m_key->id);
    key.insert(QStringLiteral("use"), QStringLiteral("sig"));
    key.insert(QStringLiteral("alg"), m_key->algorithm);
    return key;
}

QByteArray TokenSigner::keySet() const
{
    return QJsonDocument(QJsonObject{{QStringLiteral("keys"), QJsonArray{publicJwk()}}}).toJson();
}

QJsonObject TokenSigner::header() const
{
    return {{QStringLiteral("alg"), m_key->algorithm},
            {QStringLiteral("kid"), m_key->id},
            {QStringLiteral("typ"), QStringLiteral("JWT")}};
}

QString TokenSigner::sign(const QJsonObject &header, const QJsonObject &claims) const
{
    return sign(QJsonDocument(header).toJson(QJsonDocument::Compact),
                QJsonDocument(claims).toJson(QJsonDocument::Compact));
}

QString TokenSigner::sign(const QByteArray &header, const QByteArray &payload) const
{
    const QString protectedPart = QString::fromLatin1(base64Url(header));
    const QString payloadPart = QString::fromLatin1(base64Url(payload));
    const Json jws = toJansson({{QStringLiteral("payload"), payloadPart}});
    const Json signature = toJansson({{QStringLiteral("protected"), protectedPart}});
    // What José will not sign, such as a header without "alg", gets a signature that is none.
    QString signaturePart = QStringLiteral("AAAA");
    if (jose_jws_sig(nullptr, jws.get(), signature.get(), toJansson(m_key->jwk).get()))
        signaturePart = stringIn(jws.get(), "signature");
    return protectedPart + u'.' + payloadPart + u'.' + signaturePart;
}

QByteArray TokenSigner::base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

} // namespace Latchkey
