// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/displaytext.h"

#include <QtCore/QStringList>

namespace Latchkey {

namespace {

bool isShown(char32_t ucs4)
{
    switch (QChar::category(ucs4)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidirectional overrides and isolates, zero-width characters
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
        return false;
    default:
        return true;
    }
}

} // namespace

QString displayText(const QString &text, qsizetype maxLength)
{
    // A hostile text is cut before it is looked at: no more than this can matter.
    const QString head = text.left(maxLength * 4);
    QString shown;
    shown.reserve(std::min(head.size(), maxLength + 1));
    for (const char32_t ucs4 : head.toUcs4()) {
        if (QChar::isSpace(ucs4)) {
            if (!shown.isEmpty() && !shown.endsWith(u' '))
                shown += u' ';
        } else if (isShown(ucs4)) {
            shown += QChar::fromUcs4(ucs4);
        }
        if (shown.size() > maxLength)
            break;
    }
    shown = shown.trimmed();
    if (shown.size() > maxLength || head.size() < text.size()) {
        shown.truncate(maxLength - 1);
        if (!shown.isEmpty() && shown.back().isHighSurrogate())
            shown.chop(1);
        shown += QChar(0x2026);
    }
    return shown;
}

} // namespace Latchkey
