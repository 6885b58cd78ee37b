// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QProcess>
#include <QtCore/QStringList>

/// npm's oidc-provider, run by oidc-provider/server.mjs for as long as this object lives.
class OidcServer
{
public:
    struct Request
    {
        qint64 at = 0; ///< Milliseconds on the server's monotonic clock.
        QString path;
        int status = 0; ///< 0 while it has not been answered.
    };

    /// \a options are those of server.mjs.
    explicit OidcServer(const QStringList &options = {});
    ~OidcServer();
    OidcServer(const OidcServer &) = delete;
    OidcServer &operator=(const OidcServer &) = delete;

    bool isRunning() const { return !m_address.isEmpty(); }
    /// What the server said when it did not come up.
    QString problem() const { return m_problem; }
    /// Where it listens, http://127.0.0.1:PORT. This is its issuer as well, unless --issuer says
    /// otherwise.
    QString address() const { return m_address; }

    /// A person opens the page that belongs to the code, logs in and allows it. An empty string,
    /// or what the person got to see instead.
    QString approve(const QString &userCode);
    /// A person opens the page and follows "Cancel".
    QString deny(const QString &userCode);

    /// An administrator ends every sign-in. An empty string, or what went wrong.
    QString revokeEverything();

    /// All requests for \a path so far, oldest first.
    QList<Request> requests(const QString &path);

private:
    QJsonObject command(const QJsonObject &command);
    QJsonObject readLine();

    QProcess m_process;
    QString m_address;
    QString m_problem;
};
