// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keyboard.h"

#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>

namespace Keyboard {

namespace {

// Between two keys, in milliseconds: as fast as a person could.
const QString delay = QStringLiteral("20");

bool xdotool(const QStringList &arguments)
{
    return QProcess::execute(QStringLiteral("xdotool"), arguments) == 0;
}

} // namespace

bool focus(const QString &title)
{
    const QString whole = u'^' + QRegularExpression::escape(title) + u'$';
    return xdotool({QStringLiteral("search"), QStringLiteral("--onlyvisible"),
                    QStringLiteral("--name"), whole, QStringLiteral("windowfocus"),
                    QStringLiteral("--sync")});
}

bool press(const QStringList &keys)
{
    return xdotool(QStringList{QStringLiteral("key"), QStringLiteral("--delay"), delay} + keys);
}

bool type(const QString &text)
{
    return xdotool({QStringLiteral("type"), QStringLiteral("--delay"), delay, text});
}

} // namespace Keyboard
