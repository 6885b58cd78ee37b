// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/errorcodes.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QStringList>

#include <algorithm>
#include <utility>

namespace Latchkey {

bool endsSession(const QString &code)
{
    static const QStringList codes{
        QStringLiteral("invalid_grant"),    QStringLiteral("bad_refresh_token"),
        QStringLiteral("login_required"),   QStringLiteral("interaction_required"),
        QStringLiteral("consent_required"),
    };
    return codes.contains(code);
}

QString codeFromWords(const QString &words)
{
    static const QRegularExpression code(QStringLiteral("\\A[a-z]+(_[a-z]+)+\\z"));
    const QString text = words.trimmed().toLower();
    if (code.match(text).hasMatch())
        return text;
    static const std::pair<QLatin1String, QLatin1String> known[] = {
        {QLatin1String("invalid refresh token"), QLatin1String("invalid_grant")},
        {QLatin1String("invalid device code"), QLatin1String("invalid_grant")},
        {QLatin1String("invalid authorization code"), QLatin1String("invalid_grant")},
        {QLatin1String("invalid token"), QLatin1String("invalid_token")},
        {QLatin1String("invalid client"), QLatin1String("invalid_client")},
        {QLatin1String("invalid client secret"), QLatin1String("invalid_client")},
        {QLatin1String("missing client id"), QLatin1String("invalid_request")},
        {QLatin1String("missing device code"), QLatin1String("invalid_request")},
        {QLatin1String("missing scopes"), QLatin1String("invalid_request")},
    };
    const auto it = std::find_if(std::begin(known), std::end(known),
                                 [&](const auto &pair) { return pair.first == text; });
    return it == std::end(known) ? QString() : QString(it->second);
}

} // namespace Latchkey
