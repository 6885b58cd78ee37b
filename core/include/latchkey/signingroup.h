// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/signin.h>

#include <QtCore/QList>

namespace Latchkey {

class SignInGroupPrivate;

/// Several ways to sign in, side by side as one attempt: a code for the phone, say, and this
/// computer's browser.
///
/// The first one to succeed wins: the group succeeds with its result, and the others are cancelled,
/// which revokes what they were granted. One that fails, expires or is cancelled by itself leaves
/// the rest alone. The group ends without success where all have ended, with the error that helps
/// most (an error that another try may mend goes before one that it cannot; among equals the last),
/// or where one is denied: whoever said no has answered the request, by whatever way it reached
/// them, and must not find it still open in another.
///
/// state() is that of the one that has got furthest among those still under way. It goes back from
/// Finishing to WaitingForUser, or to Contacting, where that one fails and others are left.
/// connectionTrouble() is the first one's that has any.
class LATCHKEY_CORE_EXPORT SignInGroup : public SignIn
{
    Q_OBJECT
public:
    explicit SignInGroup(const Provider &provider, QObject *parent = nullptr);
    /// Destroys the attempts, which cancels them.
    ~SignInGroup() override;

    /// Takes \a attempt, which has not been started, as one more way; it is given this group's
    /// network access manager and clock tolerance (where they are set) and scheduler. Before
    /// start() it waits for that, and afterwards it is started at once. Where the group has ended
    /// it is deleted.
    void add(SignIn *attempt);
    /// All that were added, in that order, with those that have ended. Owned by the group.
    QList<SignIn *> attempts() const;

    void pollIfDue() override;

private:
    SignInGroupPrivate *priv() const;
};

} // namespace Latchkey
