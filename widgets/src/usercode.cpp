// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "usercode.h"

#include <QtCore/QTextBoundaryFinder>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr int mostCharacters = 128;
// One base character and the few marks that a script may put on it; more is an attack on the eye.
constexpr int longestCharacter = 8;

bool isVisible(QChar character)
{
    switch (character.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_NotAssigned:
    case QChar::Other_PrivateUse:
        return false;
    default:
        return true;
    }
}

QString visible(const QString &text)
{
    QString kept;
    std::copy_if(text.begin(), text.end(), std::back_inserter(kept),
                 [](QChar c) { return c.isSpace() || isVisible(c); });
    return kept;
}

} // namespace

UserCode::UserCode(const QString &code) : m_tooLong(code.size() > mostCharacters)
{
    if (m_tooLong)
        return;
    const QString text = visible(code);
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    qsizetype start = 0;
    while (finder.toNextBoundary() != -1) {
        const QString character = text.mid(start, finder.position() - start);
        start = finder.position();
        if (character.at(0).isSpace())
            separate(Separator::Blank);
        else if (character.at(0).category() == QChar::Punctuation_Dash)
            separate(Separator::Dash);
        else
            append(character.left(longestCharacter));
    }
    if (!m_groups.isEmpty())
        m_groups.last().after = Separator::None;
}

void UserCode::append(const QString &character)
{
    if (m_groups.isEmpty() || m_groups.last().after != Separator::None)
        m_groups.append({int(m_characters.size()), 0, Separator::None});
    m_characters.append(character);
    ++m_groups.last().count;
}

void UserCode::separate(Separator separator)
{
    // Several in a row, as in "AB - CD", make one gap, and what is drawn is the dash.
    if (!m_groups.isEmpty())
        m_groups.last().after = std::max(m_groups.last().after, separator);
}

QString UserCode::text(int first, int last) const
{
    QString text;
    for (const Group &group : m_groups) {
        for (int i = group.first; i < group.first + group.count; ++i) {
            if (i >= first && i <= last)
                text += m_characters.at(i);
        }
        const int end = group.first + group.count;
        if (group.after != Separator::None && end > first && end <= last)
            text += group.after == Separator::Dash ? QLatin1Char('-') : QLatin1Char(' ');
    }
    return text;
}

QString UserCode::spelled() const
{
    QStringList groups;
    for (const Group &group : m_groups)
        groups.append(m_characters.mid(group.first, group.count).join(QLatin1Char(' ')));
    return groups.join(QStringLiteral(", "));
}

} // namespace Latchkey
