// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "logoutcommand.h"

#include "accountreport.h"

#include <algorithm>

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
    Session *const session = accounts()->find(account);
    const Provider provider = session->provider();
    const auto done = [this, account, provider](const SignOutResult &result) {
        report(account, provider, result);
        signOutNext();
    };
    if (!m_refusal.isError())
        return session->signOut(this, done);
    SignOutResult refused;
    refused.revocationError = m_refusal;
    refused.storageError = m_refusal;
    done(refused);
}

void LogoutCommand::report(const QString &account, const Provider &provider,
                           const SignOutResult &result)
{
    QJsonObject event{
        {QStringLiteral("account"), account},
        {QStringLiteral("revoked"), result.revoked},
        {QStringLiteral("forgotten"), result.forgotten},
    };
    if (result.revocationError.isError())
        event.insert(QStringLiteral("revocation_error"), result.revocationError.code());
    out().event(QStringLiteral("signed_out"), event);

    if (result.forgotten)
        out().say(tr("%1 is forgotten on this computer.").arg(account));
    if (result.revoked) {
        out().say(tr("The provider has revoked its tokens."));
    } else if (result.revocationError.isError()) {
        out().note(tr("The provider has not revoked its tokens: %1")
                       .arg(result.revocationError.message()));
    } else if (provider.endpoint(Provider::Endpoint::Revocation).isEmpty()) {
        out().say(tr("The provider offers no way to revoke its tokens; they end by themselves."));
    } else {
        out().say(tr("There were no tokens to revoke."));
    }
    if (result.forgotten)
        return;
    m_exitCode = std::max(m_exitCode, out().fail(result.storageError, account));
    // One refusal is enough: the next account would only have the person asked again.
    if (isRefusalOfKeychain(result.storageError))
        m_refusal = result.storageError;
}

} // namespace Latchkey
