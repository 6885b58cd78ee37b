// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/displaytext.h"

#include <QtCore/QStringList>

#include <algorithm>

namespace Latchkey {

namespace {

// Letters and marks that look like nothing at all; a name made of them would be an empty button.
bool isBlankLetter(char32_t ucs4)
{
    switch (ucs4) {
    case 0x034f: // combining grapheme joiner
    case 0x115f: // Hangul fillers
    case 0x1160:
    case 0x3164:
    case 0xffa0:
    case 0x17b4: // Khmer inherent vowels
    case 0x17b5:
    case 0x2800: // Braille without dots
        return true;
    default:
        return false;
    }
}

bool isShown(char32_t ucs4)
{
    if (isBlankLetter(ucs4))
        return false;
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
    QString head = text.left(maxLength * 4);
    const bool isCut = head.size() < text.size();
    if (isCut && head.back().isHighSurrogate())
        head.chop(1);
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
    if (shown.size() > maxLength || isCut) {
        shown.truncate(maxLength - 1);
        if (!shown.isEmpty() && shown.back().isHighSurrogate())
            shown.chop(1);
        shown += QChar(0x2026);
    }
    return shown;
}

bool isVisibleAscii(const QString &text)
{
    return std::all_of(text.cbegin(), text.cend(),
                       [](QChar character) { return character >= u' ' && character <= u'~'; });
}

} // namespace Latchkey
