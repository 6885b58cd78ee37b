// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "tokencommand.h"

#include "refreshguard.h"

namespace Latchkey {

void TokenCommand::start()
{
    Session *const session = chosenSession(line().account);
    if (!session)
        return;
    new RefreshGuard(session, out(), this);
    const auto done = [this, session](const AccessTokenResult &result) { print(session, result); };
    if (line().refresh)
        session->refresh(this, done);
    else
        session->withFreshToken(std::chrono::seconds(line().minimumValidity), this, done);
}

void TokenCommand::print(const Session *session, const AccessTokenResult &result)
{
    if (result.error.isError())
        return finish(out().fail(result.error));
    QJsonObject event{
        {QStringLiteral("account"), session->id()},
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
