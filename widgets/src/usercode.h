// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace Latchkey {

/// A user code taken apart into what is drawn: characters, and the groups that they stand in.
class UserCode
{
public:
    enum class Separator {
        None, ///< The last group.
        Blank,
        Dash,
    };

    struct Group
    {
        int first = 0; ///< Index of its first character.
        int count = 0;
        Separator after = Separator::None;
    };

    UserCode() = default;
    /// Control and formatting characters are left out: nothing of them could be seen, let alone
    /// typed.
    explicit UserCode(const QString &code);

    const QStringList &characters() const { return m_characters; }
    const QList<Group> &groups() const { return m_groups; }
    /// True where there is more than anybody would type. There are no characters then.
    bool isTooLong() const { return m_tooLong; }

    /// The characters from \a first to \a last, with the separators between them.
    QString text(int first, int last) const;
    /// The characters one by one, with a pause between groups, as a screen reader should say them.
    QString spelled() const;

private:
    void append(const QString &character);
    void separate(Separator separator);

    QStringList m_characters;
    QList<Group> m_groups;
    bool m_tooLong = false;
};

} // namespace Latchkey
