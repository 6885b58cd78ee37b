// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/form.h"

#include <QtCore/QUrl>

#include <algorithm>

namespace Latchkey {

QByteArray formEncode(const FormParameters &parameters)
{
    QByteArray body;
    for (const auto &[name, value] : parameters) {
        if (value.isEmpty())
            continue;
        if (!body.isEmpty())
            body += '&';
        body += QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    }
    return body;
}

void addParameters(FormParameters &parameters, const QMap<QString, QString> &extra)
{
    for (auto it = extra.cbegin(); it != extra.cend(); ++it) {
        const bool known = std::any_of(parameters.cbegin(), parameters.cend(),
                                       [&](const auto &pair) { return pair.first == it.key(); });
        if (!known)
            parameters.append({it.key(), it.value()});
    }
}

} // namespace Latchkey
