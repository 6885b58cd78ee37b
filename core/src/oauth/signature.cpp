// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/signature.h"

#include "oauth/jws.h"

#include <QtCore/QJsonDocument>

#include <jansson.h>

#include <memory>

// José's headers declare C functions without saying so to a C++ compiler.
extern "C" {
#include <jose/cfg.h>
#include <jose/jws.h>
}

namespace Latchkey {

namespace {

struct Release
{
    void operator()(json_t *json) const { json_decref(json); }
    void operator()(jose_cfg_t *configuration) const { jose_cfg_decref(configuration); }
};
using Json = std::unique_ptr<json_t, Release>;
using Configuration = std::unique_ptr<jose_cfg_t, Release>;

// What Qt reads and Jansson leaves out unless told: U+0000 in a text, and integers of more than 64
// bits, which are numbers like any others in JSON.
Json toJansson(const QByteArray &text, size_t moreFlags)
{
    const size_t flags = JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL | moreFlags;
    return Json(json_loadb(text.constData(), static_cast<size_t>(text.size()), flags, nullptr));
}

Json toJansson(const QJsonObject &object)
{
    return toJansson(QJsonDocument(object).toJson(QJsonDocument::Compact), 0);
}

// Without one, José writes to standard error what it thinks of the input.
void sayNothing(void *, const char *, int, uint64_t, const char *, va_list)
{ }

Configuration quietConfiguration()
{
    Configuration configuration(jose_cfg());
    if (configuration)
        jose_cfg_set_err_func(configuration.get(), sayNothing, nullptr);
    return configuration;
}

} // namespace

bool verifySignature(const CompactJws &jws, const QJsonObject &publicKey)
{
    // The key is for this algorithm alone, so that José does not choose either.
    QJsonObject bound = publicKey;
    bound.insert(QStringLiteral("alg"), jws.algorithm());
    const Json key = toJansson(bound);
    const Json signedObject =
        toJansson({{QStringLiteral("protected"), QString::fromLatin1(jws.protectedPart)},
                   {QStringLiteral("payload"), QString::fromLatin1(jws.payloadPart)},
                   {QStringLiteral("signature"), QString::fromLatin1(jws.signaturePart)}});
    const Configuration configuration = quietConfiguration();
    return key && signedObject && configuration
        && jose_jws_ver(configuration.get(), signedObject.get(), nullptr, key.get(), false);
}

bool hasRepeatedMembers(const QByteArray &json)
{
    return !toJansson(json, JSON_REJECT_DUPLICATES);
}

} // namespace Latchkey
