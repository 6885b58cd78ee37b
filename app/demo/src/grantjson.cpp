// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "grantstore.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>

namespace Latchkey::Demo {

namespace {

QString text(const QByteArray &digest)
{
    return QString::fromLatin1(digest);
}

QByteArray digestIn(const QJsonObject &object, QLatin1String name)
{
    return object.value(name).toString().toLatin1();
}

qint64 timeIn(const QJsonObject &object, QLatin1String name)
{
    return object.value(name).toInteger();
}

QStringList stringsIn(const QJsonObject &object, QLatin1String name)
{
    QStringList strings;
    for (const QJsonValue &value : object.value(name).toArray())
        strings.append(value.toString());
    return strings;
}

QJsonObject requestToJson(const GrantRequest &request)
{
    return {{QStringLiteral("client_id"), request.clientId},
            {QStringLiteral("scopes"), QJsonArray::fromStringList(request.scopes)},
            {QStringLiteral("audience"), request.audience}};
}

GrantRequest requestFromJson(const QJsonObject &json)
{
    return {json.value(QLatin1String("client_id")).toString(),
            stringsIn(json, QLatin1String("scopes")),
            json.value(QLatin1String("audience")).toString()};
}

QLatin1String nameOf(DeviceCode::State state)
{
    switch (state) {
    case DeviceCode::State::Pending:
        return QLatin1String("pending");
    case DeviceCode::State::Allowed:
        return QLatin1String("allowed");
    case DeviceCode::State::Denied:
        return QLatin1String("denied");
    case DeviceCode::State::Redeemed:
        break;
    }
    return QLatin1String("redeemed");
}

DeviceCode::State stateNamed(const QString &name)
{
    for (const auto state :
         {DeviceCode::State::Pending, DeviceCode::State::Allowed, DeviceCode::State::Denied}) {
        if (name == nameOf(state))
            return state;
    }
    return DeviceCode::State::Redeemed;
}

QJsonObject codeToJson(const DeviceCode &code)
{
    return {{QStringLiteral("digest"), text(code.digest)},
            {QStringLiteral("user_code"), code.userCode},
            {QStringLiteral("request"), requestToJson(code.request)},
            {QStringLiteral("expires_ms"), code.expiresMs},
            {QStringLiteral("interval"), code.interval},
            {QStringLiteral("state"), QString(nameOf(code.state))}};
}

DeviceCode codeFromJson(const QJsonObject &json)
{
    DeviceCode code;
    code.digest = digestIn(json, QLatin1String("digest"));
    code.userCode = json.value(QLatin1String("user_code")).toString();
    code.request = requestFromJson(json.value(QLatin1String("request")).toObject());
    code.expiresMs = timeIn(json, QLatin1String("expires_ms"));
    code.interval = json.value(QLatin1String("interval")).toInt(code.interval);
    code.state = stateNamed(json.value(QLatin1String("state")).toString());
    return code;
}

QJsonObject grantToJson(const Grant &grant)
{
    QJsonArray spent;
    for (const Grant::Spent &old : grant.spent) {
        spent.append(QJsonObject{{QStringLiteral("digest"), text(old.digest)},
                                 {QStringLiteral("at_ms"), old.atMs}});
    }
    return {{QStringLiteral("id"), grant.id},
            {QStringLiteral("request"), requestToJson(grant.request)},
            {QStringLiteral("used_ms"), grant.usedMs},
            {QStringLiteral("refresh_digest"), text(grant.refreshDigest)},
            {QStringLiteral("refresh_issued_ms"), grant.refreshIssuedMs},
            {QStringLiteral("spent"), spent}};
}

Grant grantFromJson(const QJsonObject &json)
{
    Grant grant;
    grant.id = json.value(QLatin1String("id")).toString();
    grant.request = requestFromJson(json.value(QLatin1String("request")).toObject());
    grant.usedMs = timeIn(json, QLatin1String("used_ms"));
    grant.refreshDigest = digestIn(json, QLatin1String("refresh_digest"));
    grant.refreshIssuedMs = timeIn(json, QLatin1String("refresh_issued_ms"));
    for (const QJsonValue &value : json.value(QLatin1String("spent")).toArray()) {
        const QJsonObject old = value.toObject();
        grant.spent.append(
            {digestIn(old, QLatin1String("digest")), timeIn(old, QLatin1String("at_ms"))});
    }
    return grant;
}

QJsonObject accessTokenToJson(const AccessToken &token)
{
    return {{QStringLiteral("digest"), text(token.digest)},
            {QStringLiteral("grant_id"), token.grantId},
            {QStringLiteral("scopes"), QJsonArray::fromStringList(token.scopes)},
            {QStringLiteral("expires_ms"), token.expiresMs}};
}

AccessToken accessTokenFromJson(const QJsonObject &json)
{
    return {digestIn(json, QLatin1String("digest")),
            json.value(QLatin1String("grant_id")).toString(),
            stringsIn(json, QLatin1String("scopes")), timeIn(json, QLatin1String("expires_ms"))};
}

} // namespace

QJsonObject GrantStore::toJson() const
{
    const std::lock_guard lock(m_mutex);
    return toJsonLocked();
}

QJsonObject GrantStore::toJsonLocked() const
{
    QJsonArray codes;
    for (const DeviceCode &code : m_codes)
        codes.append(codeToJson(code));
    QJsonArray grants;
    for (const Grant &grant : m_grants)
        grants.append(grantToJson(grant));
    QJsonArray accessTokens;
    for (const AccessToken &token : m_accessTokens)
        accessTokens.append(accessTokenToJson(token));
    return {{QStringLiteral("device_codes"), codes},
            {QStringLiteral("grants"), grants},
            {QStringLiteral("access_tokens"), accessTokens}};
}

bool GrantStore::fromJson(const QJsonObject &json)
{
    const QJsonValue codes = json.value(QLatin1String("device_codes"));
    const QJsonValue grants = json.value(QLatin1String("grants"));
    const QJsonValue accessTokens = json.value(QLatin1String("access_tokens"));
    if (!codes.isArray() || !grants.isArray() || !accessTokens.isArray())
        return false;
    Codes newCodes;
    for (const QJsonValue &value : codes.toArray()) {
        const DeviceCode code = codeFromJson(value.toObject());
        if (code.digest.isEmpty() || code.userCode.isEmpty())
            return false;
        newCodes.insert(code.digest, code);
    }
    Grants newGrants;
    for (const QJsonValue &value : grants.toArray()) {
        const Grant grant = grantFromJson(value.toObject());
        if (grant.id.isEmpty() || grant.request.clientId.isEmpty())
            return false;
        newGrants.insert(grant.id, grant);
    }
    AccessTokens newAccessTokens;
    for (const QJsonValue &value : accessTokens.toArray()) {
        const AccessToken token = accessTokenFromJson(value.toObject());
        if (token.digest.isEmpty() || token.grantId.isEmpty())
            return false;
        newAccessTokens.insert(token.digest, token);
    }
    const std::lock_guard lock(m_mutex);
    m_codes = newCodes;
    m_grants = newGrants;
    m_accessTokens = newAccessTokens;
    return true;
}

} // namespace Latchkey::Demo
