// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountscommand.h"

#include "accountreport.h"

#include <algorithm>

namespace Latchkey {

void AccountsCommand::start()
{
    if (!accounts())
        return;
    m_notLoaded = accounts()->sessions();
    if (m_notLoaded.isEmpty())
        out().note(tr("Nobody is signed in. Sign in with: latchkey login PROVIDER"));
    loadNext();
}

/// One after the other, so that a person who refuses to unlock the keychain is asked but once.
void AccountsCommand::loadNext()
{
    if (m_notLoaded.isEmpty() || m_refusal.isError())
        return print();
    Session *const session = m_notLoaded.takeFirst();
    connect(session, &Session::changed, this, [this, session] {
        session->disconnect(this);
        if (isRefusalOfKeychain(session->lastError()))
            m_refusal = session->lastError();
        loadNext();
    });
    session->load();
}

void AccountsCommand::print()
{
    qsizetype widest = 0;
    for (const Session *session : accounts()->sessions())
        widest = std::max(widest, session->id().size());
    Error trouble;
    for (const Session *session : accounts()->sessions()) {
        const AccountReport report(session, m_refusal);
        const bool isLocked = report.state() == Session::State::Locked;
        out().event(QStringLiteral("account"), report.fields());
        out().result(session->id().leftJustified(widest) + QStringLiteral("  ")
                     + report.stateText().leftJustified(13) + QStringLiteral("  ") + session->name()
                     + QStringLiteral(" (") + session->provider().name() + u')'
                     + (isLocked ? QStringLiteral(": ") + report.error().message() : QString()));
        if (isLocked)
            trouble = report.error();
    }
    finish(trouble.isError() ? out().fail(trouble) : ExitDone);
}

} // namespace Latchkey
