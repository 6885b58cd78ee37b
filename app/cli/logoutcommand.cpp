// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "logoutcommand.h"

namespace Latchkey {

void LogoutCommand::start()
{
    if (line().all) {
        if (!accounts())
            return;
        for (const Session *session : accounts()->sessions())
            m_accounts += session->id();
        if (m_accounts.isEmpty())
            out().note(tr("Nobody is signed in."));
    } else {
        const Session *const session = chosenSession(line().account);
        if (!session)
            return;
        m_accounts += session->id();
    }
    signOutNext();
}

void LogoutCommand::signOutNext()
{
    if (m_accounts.isEmpty())
        return finish(m_exitCode);
    const QString account = m_accounts.takeFirst();
    accounts()->find(account)->signOut(this, [this, account](const SignOutResult &result) {
        report(account, result);
        signOutNext();
    });
}

void LogoutCommand::report(const QString &account, const SignOutResult &result)
{
    out().event(QStringLiteral("signed_out"),
                {{QStringLiteral("account"), account},
                 {QStringLiteral("revoked"), result.revoked},
                 {QStringLiteral("forgotten"), result.forgotten}});
    if (result.forgotten)
        out().say(tr("%1 is forgotten on this computer.").arg(account));
    if (result.revoked)
        out().say(tr("The provider has revoked its tokens."));
    else if (result.revocationError.isError()) {
        out().note(tr("The provider could not be asked to revoke its tokens: %1")
                       .arg(result.revocationError.message()));
    } else {
        out().say(tr("The provider offers no way to revoke its tokens; they end by themselves."));
    }
    if (!result.forgotten)
        m_exitCode = out().fail(result.storageError);
}

} // namespace Latchkey
