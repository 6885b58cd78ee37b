// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QHash>
#include <QtCore/QObject>
#include <QtCore/QUrl>
#include <QtNetwork/QNetworkReply>
#include <QtNetwork/QSslError>

class QNetworkAccessManager;

namespace Latchkey {

/// Why a connection was not made. A default-constructed one says that nothing is known, for
/// instance because it was made.
struct ConnectionTrouble
{
    QNetworkReply::NetworkError code = QNetworkReply::NoError;
    QList<QSslError> certificateErrors;
};

/// Listens to what a manager tells of the connections that are made for us, which says more than a
/// sign-in needs to know: an Error of HttpClient has one kind for all of it.
class ConnectionWatch : public QObject
{
    Q_OBJECT
public:
    /// \a manager is not owned.
    ConnectionWatch(QNetworkAccessManager *manager, QObject *parent);

    /// To be called before the request is sent. An application's other requests are not listened
    /// to.
    void begin(const QUrl &url);
    /// What became of it; forgets it.
    ConnectionTrouble end(const QUrl &url);

private:
    QHash<QUrl, ConnectionTrouble> m_watched;
};

} // namespace Latchkey
