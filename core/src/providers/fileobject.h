// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QStringList>
#include <QtCore/QUrl>

#include <optional>

namespace Latchkey {

/// What is wrong with a provider file, and where: the names and, in lists, the numbers from 0 that
/// lead to the value.
struct FileProblem
{
    QString text;
    QStringList path;
};

/// One object of a provider file. Remembers the first problem of the whole file, so that whoever
/// reads stays free of error handling, and which members were asked for, so that the others can be
/// refused.
class FileObject
{
public:
    FileObject(const QJsonObject &json, const QStringList &path, FileProblem *problem);

    bool contains(const QString &name) const { return m_json.contains(name); }
    QStringList names() const { return m_json.keys(); }

    /// Empty where absent.
    QString string(const QString &name);
    /// As string(), but an empty one is refused where there is one.
    QString filledString(const QString &name);
    bool boolean(const QString &name, bool whereAbsent);
    /// Any absolute address; empty where absent.
    QUrl url(const QString &name);
    FileObject object(const QString &name);
    QJsonArray array(const QString &name);
    /// An entry of a list of objects.
    FileObject entry(const QString &name, qsizetype index, const QJsonObject &json) const;

    /// Says of a member, or of the entry \a index of one that is a list, what is wrong with it.
    void fail(const QString &name, const QString &why);
    void fail(const QString &name, qsizetype index, const QString &why);
    /// Refuses members that nobody has asked for.
    void refuseOthers();

private:
    void failAt(const QStringList &path, const QString &why);
    QJsonValue take(const QString &name);

    QJsonObject m_json;
    QStringList m_path;
    QStringList m_known;
    FileProblem *m_problem;
};

} // namespace Latchkey
