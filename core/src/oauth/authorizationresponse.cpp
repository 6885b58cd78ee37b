// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/authorizationresponse.h"

#include "oauth/displaytext.h"
#include "oauth/form.h"

#include <QtCore/QJsonObject>

namespace Latchkey {

Expected<AuthorizationResponse> AuthorizationResponse::fromQuery(const QByteArray &query)
{
    const Expected<QMap<QString, QString>> fields = formDecode(query);
    if (!fields)
        return unexpected(fields.error());
    AuthorizationResponse response;
    response.code = fields->value(QStringLiteral("code"));
    response.state = fields->value(QStringLiteral("state"));
    response.issuer = fields->value(QStringLiteral("iss"));
    if (!isVisibleAscii(response.code)) {
        return unexpected(Error(Error::Kind::Protocol,
                                QStringLiteral("\"code\" has characters that no code may have")));
    }
    QJsonObject error;
    for (const char *name : {"error", "error_description", "error_uri"})
        error.insert(QLatin1String(name), fields->value(QLatin1String(name)));
    response.error = ErrorResponse::fromJson(error);
    return response;
}

} // namespace Latchkey
