// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "texts.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QTextDocument>

namespace Latchkey::Desktop {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::Desktop)
};

} // namespace

QString plainToolTip(const QString &text)
{
    if (!Qt::mightBeRichText(text))
        return text;
    return QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped());
}

QString durationText(qint64 seconds)
{
    const qint64 minutes = seconds / 60;
    const qint64 hours = minutes / 60;
    const qint64 days = hours / 24;
    if (days >= 2)
        return Text::tr("%1 days").arg(days);
    if (hours > 0) {
        return minutes % 60 == 0 ? Text::tr("%1 h").arg(hours)
                                 : Text::tr("%1 h %2 min").arg(hours).arg(minutes % 60);
    }
    if (minutes >= 5 || (minutes > 0 && seconds % 60 == 0))
        return Text::tr("%1 min").arg(minutes);
    if (minutes > 0)
        return Text::tr("%1 min %2 s").arg(minutes).arg(seconds % 60);
    return Text::tr("%1 s").arg(seconds);
}

QString signOutExplanation(const QString &providerName)
{
#if defined(Q_OS_MACOS)
    return Text::tr("Signing out asks %1 to revoke the access and removes it from this computer's "
                    "keychain.")
        .arg(providerName);
#elif defined(Q_OS_WIN)
    return Text::tr("Signing out asks %1 to revoke the access and removes it from this computer's "
                    "credential store.")
        .arg(providerName);
#else
    return Text::tr("Signing out asks %1 to revoke the access and removes it from this computer's "
                    "keyring.")
        .arg(providerName);
#endif
}

QString waitingForKeychain()
{
#if defined(Q_OS_MACOS)
    return Text::tr("Waiting for your keychain to be unlocked");
#elif defined(Q_OS_WIN)
    return Text::tr("Waiting for your credential store to answer");
#else
    return Text::tr("Waiting for your keyring to be unlocked");
#endif
}

QString tryKeychainAgain()
{
#if defined(Q_OS_MACOS)
    return Text::tr("Try the keychain again");
#elif defined(Q_OS_WIN)
    return Text::tr("Try the credential store again");
#else
    return Text::tr("Try the keyring again");
#endif
}

} // namespace Latchkey::Desktop
