// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "environmentnetwork.h"

#include "environment.h"

namespace Latchkey {

QNetworkReply *EnvironmentNetwork::createRequest(Operation operation,
                                                 const QNetworkRequest &request,
                                                 QIODevice *outgoing)
{
    if (!m_environmentApplied && request.url().scheme() == QLatin1String("https")) {
        m_environmentApplied = true;
        applyEnvironment();
    }
    return QNetworkAccessManager::createRequest(operation, request, outgoing);
}

} // namespace Latchkey
