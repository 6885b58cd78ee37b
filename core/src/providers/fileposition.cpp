// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "providers/fileposition.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace Latchkey {

namespace {

/// Walks through JSON that Qt has read already; Qt itself does not tell where a value was.
class Walker
{
public:
    Walker(const QByteArray &json, const QStringList &path) : m_json(json), m_path(path) { }

    qsizetype find()
    {
        skipBlanks();
        m_found = m_at;
        descend(0);
        return m_found;
    }

private:
    bool isAt(char character) const { return m_at < m_json.size() && m_json.at(m_at) == character; }

    void skipBlanks()
    {
        while (m_at < m_json.size() && QByteArray(" \t\r\n,:").contains(m_json.at(m_at)))
            ++m_at;
    }

    void skipString()
    {
        for (++m_at; m_at < m_json.size() && !isAt('"'); ++m_at) {
            if (isAt('\\'))
                ++m_at;
        }
        ++m_at;
    }

    QString name()
    {
        const qsizetype start = m_at;
        skipString();
        const QByteArray list = '[' + m_json.mid(start, m_at - start) + ']';
        return QJsonDocument::fromJson(list).array().at(0).toString();
    }

    void skipValue()
    {
        int depth = 0;
        do {
            skipBlanks();
            if (isAt('"')) {
                skipString();
                continue;
            }
            if (isAt('{') || isAt('['))
                ++depth;
            else if (isAt('}') || isAt(']'))
                --depth;
            ++m_at;
            // The rest of a number or a word; within a list or an object each step does as well.
            while (depth == 0 && m_at < m_json.size()
                   && !QByteArray(" \t\r\n,:]}").contains(m_json.at(m_at))) {
                ++m_at;
            }
        } while (depth > 0 && m_at < m_json.size());
    }

    /// Into the value at which we are, along the path from \a step on.
    void descend(qsizetype step)
    {
        if (step == m_path.size())
            return;
        const bool isList = isAt('[');
        if (!isList && !isAt('{'))
            return;
        ++m_at;
        qsizetype index = 0;
        for (skipBlanks(); m_at < m_json.size() && !isAt('}') && !isAt(']'); skipBlanks()) {
            const qsizetype start = m_at;
            const QString found = isList ? QString::number(index++) : name();
            skipBlanks();
            if (found == m_path.at(step)) {
                m_found = start;
                return descend(step + 1);
            }
            skipValue();
        }
    }

    const QByteArray &m_json;
    const QStringList &m_path;
    qsizetype m_at = 0;
    qsizetype m_found = 0;
};

} // namespace

qsizetype lineOf(const QByteArray &json, const QStringList &path)
{
    const qsizetype offset = Walker(json, path).find();
    return json.left(offset).count('\n') + 1;
}

} // namespace Latchkey
