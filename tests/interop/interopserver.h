// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "jsonprocess.h"

#include <QtCore/QList>
#include <QtCore/QStringList>
#include <QtCore/QUrl>

/// An authorization server that nobody here wrote, run for as long as this object lives. Its
/// commands wait for their answers and let events be handled meanwhile.
class InteropServer
{
public:
    enum class Software {
        OidcProvider, ///< npm's, run by oidc-provider/server.mjs.
        Glewlwyd, ///< Debian's, run by glewlwyd/server.mjs.
    };

    struct Request
    {
        qint64 at = 0; ///< Milliseconds on the server's monotonic clock.
        QString path;
        QString grant; ///< `grant_type`, where it is known.
        int status = 0; ///< 0 while it has not been answered.
        QString error; ///< The OAuth error that it was answered by, where it is known.
    };

    /// What a token endpoint said.
    struct Answer
    {
        int status = 0;
        QString error;
    };

    /// What a browser shows that was sent back to the program.
    struct Page
    {
        int status = 0;
        QString address; ///< Without its query.
        QString issuer; ///< `iss` in that query (RFC 9207).
        QString text; ///< Or why nobody was sent there.
    };

    /// \a options are those of server.mjs.
    explicit InteropServer(Software software, const QStringList &options = {});

    bool isRunning() const { return problem().isEmpty(); }
    /// Why the server did not come up.
    QString problem() const { return JsonProcess::errorOf(m_process.greeting()); }
    /// Where it listens, http://127.0.0.1:PORT.
    QString address() const;
    /// What it calls itself.
    QString issuer() const;

    /// A person opens the page that belongs to the code, logs in and allows it. An empty string,
    /// or what the person got to see instead.
    QString approve(const QString &userCode);
    /// A person opens the page and follows "Cancel".
    QString deny(const QString &userCode);
    /// A person opens the authorization endpoint, logs in, allows it, and waits for what the
    /// program says in the tab.
    Page authorize(const QUrl &url);
    /// The same for a person who cancels.
    Page refuse(const QUrl &url);
    /// Another program polls for the code, without asking whether it is time.
    Answer poll(const QString &userCode);

    /// Every sign-in is ended on the server's side. An empty string, or what went wrong.
    QString revokeEverything();

    /// All requests for \a path so far, oldest first.
    QList<Request> requests(const QString &path);

private:
    Page sentBack(const char *command, const QUrl &url);

    JsonProcess m_process;
};
