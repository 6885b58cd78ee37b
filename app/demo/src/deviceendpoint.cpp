// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "endpoints.h"

namespace Latchkey::Demo {

HttpAnswer answerDeviceAuthorization(const Context &context)
{
    const FormOrError read = readForm(context);
    if (read.error)
        return *read.error;
    const ClientOrError authenticated = authenticateClient(context, read.form);
    if (authenticated.error)
        return *authenticated.error;
    if (!authenticated.client.deviceGrant) {
        return refuse(context, Cause::ClientUnauthorized,
                      QStringLiteral("This client may not use the device grant."));
    }
    if (const auto missing = refusalOfMissing(context, Endpoint::DeviceAuthorization, read.form))
        return *missing;
    const auto scopes = requestedScopes(
        context, authenticated.client, valueOf(read.form, QString(context.rules.scopeParameter())));
    if (!scopes) {
        return refuse(context, Cause::ScopeRefused,
                      QStringLiteral("The scope is malformed, too long or not known."));
    }
    const QString audience = valueOf(read.form, u"audience");
    if (audience.size() > maximumAudience) {
        return refuse(context, Cause::RequestMalformed,
                      QStringLiteral("The audience is too long."));
    }

    const auto created = context.store.createDeviceCode(
        {authenticated.client.id, *scopes, audience}, context.knobs, context.nowMs);
    if (!created) {
        HttpAnswer busy = refuse(context, Cause::TooManyWaiting,
                                 QStringLiteral("Too many codes are waiting to be approved."));
        busy.setHeader("Retry-After", "60");
        return busy;
    }
    context.recorder.countDeviceCode();
    if (context.knobs.recordSecrets)
        context.recorder.keepSecret(created->deviceCode);

    const QString page = context.issuer + QLatin1String("/activate");
    QJsonObject answer{{QStringLiteral("device_code"), QString::fromLatin1(created->deviceCode)},
                       {QStringLiteral("user_code"), created->userCode},
                       {QStringLiteral("verification_uri"), page},
                       {QStringLiteral("expires_in"), context.knobs.deviceCodeLifetime}};
    if (context.knobs.sendVerificationUriComplete) {
        answer.insert(QStringLiteral("verification_uri_complete"),
                      page + QLatin1String("?user_code=") + created->userCode);
    }
    if (context.knobs.sendInterval)
        answer.insert(QStringLiteral("interval"), context.knobs.interval);
    AnswerFacts facts = context.facts();
    facts.userCode = created->userCode;
    context.rules.shapeDeviceAuthorization(facts, answer);
    return dialectAnswer(context, answer);
}

} // namespace Latchkey::Demo
