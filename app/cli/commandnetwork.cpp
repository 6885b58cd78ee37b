// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandnetwork.h"

#include <QtCore/QTimer>
#include <QtNetwork/QNetworkReply>

namespace Latchkey {

namespace {

constexpr qint64 readBuffer = 64 * 1024;

} // namespace

QNetworkReply *CommandNetwork::createRequest(Operation operation, const QNetworkRequest &request,
                                             QIODevice *outgoing)
{
    QNetworkReply *const reply = EnvironmentNetwork::createRequest(operation, request, outgoing);
    // The reply starts with an event of its own, and what is set before that does not reach the
    // thread that reads.
    QTimer::singleShot(0, reply, [reply] { reply->setReadBufferSize(readBuffer); });
    return reply;
}

} // namespace Latchkey
