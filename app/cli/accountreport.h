// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/session.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonObject>

namespace Latchkey {

/// What the commands tell of an account; nothing of it is secret.
class AccountReport
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::AccountReport)
public:
    /// Not owned. It has to be loaded, or else \a refusal is why it was not: the keychain has
    /// refused another account, and would only ask the person again for this one.
    AccountReport(const Session *session, const Error &refusal);

    Session::State state() const { return m_state; }
    /// Why the state is not Active.
    Error error() const { return m_error; }
    /// True where what the keychain holds of the account is known.
    bool isKnown() const;
    /// The state, for people.
    QString stateText() const;
    /// The fields of the event `account`. What is not known is left out.
    QJsonObject fields() const;

private:
    const Session *m_session;
    Session::State m_state;
    Error m_error;
};

/// True where the keychain as such refuses, and not one of its items: then there is no point in
/// going on to the next one.
bool isRefusalOfKeychain(const Error &error);

} // namespace Latchkey
