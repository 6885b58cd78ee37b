// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signoutreport.h"

#include <latchkey/session.h>

#include <QtCore/QCoreApplication>

namespace Latchkey::Desktop {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::Desktop)
};

} // namespace

QString signOutReport(const SignOutResult &result, const QString &accountName,
                      const QString &providerName)
{
    if (result.revoked && result.forgotten) {
        return Text::tr("%1 is signed out. %2 has revoked the access, and nothing of the account "
                        "is left on this computer.")
            .arg(accountName, providerName);
    }
    if (result.revoked) {
        return Text::tr("%2 has revoked the access of %1, but the account could not be removed "
                        "from this computer. %3")
            .arg(accountName, providerName, result.storageError.message());
    }
    if (!result.forgotten) {
        return Text::tr("%1 is not signed out: the account could not be removed from this "
                        "computer. %2")
            .arg(accountName, result.storageError.message());
    }
    if (!result.revocationError.isError()) {
        return Text::tr(
                   "Nothing of %1 is left on this computer. %2 has no way to revoke access, so "
                   "what was granted ends when it runs out.")
            .arg(accountName, providerName);
    }
    return Text::tr(
               "Nothing of %1 is left on this computer, but %2 did not confirm that the access "
               "is revoked. %3")
        .arg(accountName, providerName, result.revocationError.message());
}

bool isCleanSignOut(const SignOutResult &result)
{
    return result.forgotten && (result.revoked || !result.revocationError.isError());
}

} // namespace Latchkey::Desktop
