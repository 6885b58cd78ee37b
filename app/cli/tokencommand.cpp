// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "tokencommand.h"

#include "refreshguard.h"

namespace Latchkey {

void TokenCommand::start()
{
    m_session = chosenSession(line().account);
    if (!m_session)
        return;
    m_guard = new RefreshGuard(m_session, out(), this);
    const auto done = [this](const AccessTokenResult &result) { print(result); };
    if (line().refresh)
        m_session->refresh(this, done);
    else
        ask();
}

void TokenCommand::ask()
{
    m_session->withFreshToken(std::chrono::seconds(line().minimumValidity), this,
                              [this](const AccessTokenResult &result) { print(result); });
}

void TokenCommand::print(const AccessTokenResult &result)
{
    if (m_guard->tryAgainAfter(result.error, [this] { ask(); }))
        return;
    if (result.error.isError())
        return finish(out().fail(result.error));
    QJsonObject event{
        {QStringLiteral("account"), m_session->id()},
        {QStringLiteral("access_token"), result.accessToken},
        {QStringLiteral("token_type"), result.tokenType},
    };
    if (result.expiresAt.isValid()) {
        event.insert(QStringLiteral("expires_in"),
                     QDateTime::currentDateTimeUtc().secsTo(result.expiresAt));
    }
    out().event(QStringLiteral("token"), event);
    out().result(result.accessToken);
    finish(ExitDone);
}

} // namespace Latchkey
