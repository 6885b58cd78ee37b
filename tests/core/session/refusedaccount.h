// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "accountsfixture.h"

namespace Latchkey {

/// An account whose token has ended, and a provider that takes no more of its refresh tokens.
struct RefusedAccount : OneAccount
{
    explicit RefusedAccount(Program program = Program::RunsOn)
        : RefusedAccount(refusal(QStringLiteral("invalid_grant")), program)
    { }

    explicit RefusedAccount(const ScriptedAnswer &answer, Program program = Program::RunsOn)
        : OneAccount(program)
    {
        clock.advance(std::chrono::hours(2));
        network.answer(tokenUrl, answer);
    }

    void answerFromNowOn(const ScriptedAnswer &answer)
    {
        network.forget(tokenUrl);
        network.answer(tokenUrl, answer);
    }

    /// When the provider has answered \a answers times, a program that knows no lock writes another
    /// refresh token.
    void somebodyWritesAfter(int answers)
    {
        store.holds = [this, answers](TestStore::Operation, const QString &) {
            if (refreshes().size() == answers) {
                setDurableItem(QStringLiteral("refresh_token"),
                               QStringLiteral("secret-other-refresh"));
                store.holds = nullptr;
            }
            return false;
        };
    }

    QStringList sentTokens() const
    {
        QStringList tokens;
        for (const SentRequest &request : refreshes())
            tokens.append(request.form.value(QStringLiteral("refresh_token")));
        return tokens;
    }

    QString storedRefreshToken() const
    {
        return durableItem().value(QLatin1String("refresh_token")).toString();
    }

    bool isMarked() const { return durableItem().value(QLatin1String("ended")).toBool(); }
};

} // namespace Latchkey
