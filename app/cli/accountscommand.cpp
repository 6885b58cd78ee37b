// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountscommand.h"

#include <algorithm>

namespace Latchkey {

namespace {

struct StateName
{
    QString word; ///< For scripts.
    QString text; ///< For people.
};

StateName nameOf(Session::State state)
{
    switch (state) {
    case Session::State::Restoring:
        return {QStringLiteral("restoring"), AccountsCommand::tr("Restoring")};
    case Session::State::Active:
        return {QStringLiteral("active"), AccountsCommand::tr("Active")};
    case Session::State::Refreshing:
        return {QStringLiteral("refreshing"), AccountsCommand::tr("Refreshing")};
    case Session::State::Offline:
        return {QStringLiteral("offline"), AccountsCommand::tr("Offline")};
    case Session::State::NeedsSignIn:
        return {QStringLiteral("needs_sign_in"), AccountsCommand::tr("Sign in again")};
    case Session::State::Locked:
        return {QStringLiteral("locked"), AccountsCommand::tr("Locked")};
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

void AccountsCommand::start()
{
    if (!accounts())
        return;
    const QList<Session *> sessions = accounts()->sessions();
    m_waiting = sessions.size();
    if (sessions.isEmpty()) {
        out().note(tr("Nobody is signed in. Sign in with: latchkey login PROVIDER"));
        return finish(ExitDone);
    }
    for (Session *session : sessions) {
        connect(session, &Session::changed, this, [this, session] {
            session->disconnect(this);
            if (--m_waiting == 0)
                print();
        });
        session->load();
    }
}

void AccountsCommand::print()
{
    qsizetype widest = 0;
    for (const Session *session : accounts()->sessions())
        widest = std::max(widest, session->id().size());
    Error trouble;
    for (const Session *session : accounts()->sessions()) {
        const StateName state = nameOf(session->state());
        QJsonObject event{
            {QStringLiteral("account"), session->id()},
            {QStringLiteral("name"), session->name()},
            {QStringLiteral("provider"), session->provider().id()},
            {QStringLiteral("state"), state.word},
            {QStringLiteral("scope"), session->scopes().join(u' ')},
            {QStringLiteral("has_refresh_token"), session->hasRefreshToken()},
        };
        if (session->expiresAt().isValid()) {
            event.insert(QStringLiteral("expires_in"),
                         QDateTime::currentDateTimeUtc().secsTo(session->expiresAt()));
        }
        out().event(QStringLiteral("account"), event);
        out().result(session->id().leftJustified(widest) + QStringLiteral("  ")
                     + state.text.leftJustified(13) + QStringLiteral("  ") + session->name()
                     + QStringLiteral(" (") + session->provider().name() + u')');
        if (session->state() == Session::State::Locked)
            trouble = session->lastError();
    }
    finish(trouble.isError() ? out().fail(trouble) : ExitDone);
}

} // namespace Latchkey
