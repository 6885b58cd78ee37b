// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/keychainqueue.h"

#include "keychain/keychainrequest.h"

namespace Latchkey {

KeychainQueue &KeychainQueue::instance()
{
    static auto *queue = new KeychainQueue;
    return *queue;
}

void KeychainQueue::add(KeychainRequest *request)
{
    QObject::connect(request, &KeychainRequest::ended, request, [this] { haveEnd(); });
    m_requests += request;
    if (m_requests.size() == 1)
        startFirst();
}

void KeychainQueue::haveEnd()
{
    KeychainRequest *request = m_requests.takeFirst();
    request->deleteLater();
    if (request->speaksForOthers()) {
        for (KeychainRequest *other : std::exchange(m_requests, {})) {
            other->disconnect();
            QMetaObject::invokeMethod(
                other,
                [other, error = request->error()] {
                    other->refuse(error);
                    other->deleteLater();
                },
                Qt::QueuedConnection);
        }
    }
    startFirst();
}

void KeychainQueue::startFirst()
{
    while (!m_requests.isEmpty() && !m_requests.first()->isWanted())
        m_requests.takeFirst()->deleteLater();
    if (!m_requests.isEmpty())
        m_requests.first()->start();
}

} // namespace Latchkey
