// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/connectionwatch.h"

#include <QtNetwork/QNetworkAccessManager>

namespace Latchkey {

ConnectionWatch::ConnectionWatch(QNetworkAccessManager *manager, QObject *parent) : QObject(parent)
{
    const auto watched = [this](const QNetworkReply *reply) {
        return m_watched.find(reply->request().url());
    };
    connect(manager, &QNetworkAccessManager::sslErrors, this,
            [this, watched](const QNetworkReply *reply, const QList<QSslError> &errors) {
                if (const auto it = watched(reply); it != m_watched.end())
                    it->certificateErrors = errors;
            });
    // HttpClient hears of the same end later, since it began to listen later.
    connect(manager, &QNetworkAccessManager::finished, this,
            [this, watched](const QNetworkReply *reply) {
                if (const auto it = watched(reply); it != m_watched.end())
                    it->code = reply->error();
            });
}

void ConnectionWatch::begin(const QUrl &url)
{
    m_watched.insert(url, {});
}

ConnectionTrouble ConnectionWatch::end(const QUrl &url)
{
    return m_watched.take(url);
}

} // namespace Latchkey
