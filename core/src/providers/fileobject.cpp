// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "providers/fileobject.h"

#include "oauth/displaytext.h"

namespace Latchkey {

namespace {

constexpr qsizetype longestString = 2048;
constexpr qsizetype mostEntries = 200;

// "scopes": entry 2: "text"
QString described(const QStringList &path)
{
    QStringList parts;
    for (const QString &part : path) {
        bool isIndex = false;
        const qsizetype index = part.toLongLong(&isIndex);
        parts += isIndex ? QStringLiteral("entry %1").arg(index + 1)
                         : u'"' + displayText(part, maxNameLength) + u'"';
    }
    return parts.join(QStringLiteral(": "));
}

} // namespace

FileObject::FileObject(const QJsonObject &json, const QStringList &path, FileProblem *problem)
    : m_json(json), m_path(path), m_problem(problem)
{
    if (json.size() > mostEntries)
        failAt(path, QStringLiteral("holds more than %1 members").arg(mostEntries));
}

QString FileObject::string(const QString &name)
{
    const QJsonValue value = take(name);
    if (!value.isUndefined() && !value.isString())
        fail(name, QStringLiteral("is not a string"));
    const QString text = value.toString();
    if (text.size() > longestString)
        fail(name, QStringLiteral("is longer than %1 characters").arg(longestString));
    return text;
}

QString FileObject::filledString(const QString &name)
{
    const QString text = string(name);
    if (text.isEmpty() && contains(name))
        fail(name, QStringLiteral("is empty"));
    return text;
}

bool FileObject::boolean(const QString &name, bool whereAbsent)
{
    const QJsonValue value = take(name);
    if (!value.isUndefined() && !value.isBool())
        fail(name, QStringLiteral("is neither true nor false"));
    return value.toBool(whereAbsent);
}

QUrl FileObject::url(const QString &name)
{
    const QString text = string(name);
    if (!contains(name))
        return {};
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.isRelative())
        fail(name, QStringLiteral("is not an absolute address"));
    return url;
}

FileObject FileObject::object(const QString &name)
{
    const QJsonValue value = take(name);
    if (!value.isUndefined() && !value.isObject())
        fail(name, QStringLiteral("is not an object"));
    return {value.toObject(), m_path + QStringList{name}, m_problem};
}

QJsonArray FileObject::array(const QString &name)
{
    const QJsonValue value = take(name);
    if (!value.isUndefined() && !value.isArray())
        fail(name, QStringLiteral("is not a list"));
    const QJsonArray list = value.toArray();
    if (list.size() > mostEntries)
        fail(name, QStringLiteral("holds more than %1 entries").arg(mostEntries));
    return list;
}

FileObject FileObject::entry(const QString &name, qsizetype index, const QJsonObject &json) const
{
    return {json, m_path + QStringList{name, QString::number(index)}, m_problem};
}

void FileObject::fail(const QString &name, const QString &why)
{
    failAt(m_path + QStringList{name}, why);
}

void FileObject::fail(const QString &name, qsizetype index, const QString &why)
{
    failAt(m_path + QStringList{name, QString::number(index)}, why);
}

void FileObject::refuseOthers()
{
    const QStringList present = names();
    for (const QString &name : present) {
        if (!m_known.contains(name))
            fail(name, QStringLiteral("is not a field that is known"));
    }
}

void FileObject::failAt(const QStringList &path, const QString &why)
{
    if (!m_problem->text.isEmpty())
        return;
    m_problem->path = path;
    const QString where = path.isEmpty() ? QStringLiteral("the file") : described(path);
    m_problem->text = where + u' ' + why;
}

QJsonValue FileObject::take(const QString &name)
{
    m_known += name;
    return m_json.value(name);
}

} // namespace Latchkey
