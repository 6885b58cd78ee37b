// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <mutex>

namespace Latchkey::Demo {

/// The one file that the provider remembers itself in. Readable by the user alone, replaced as a
/// whole, and never thrown away: one that cannot be understood is renamed.
class StateFile
{
public:
    struct Loaded
    {
        enum class Status {
            Read,
            Absent,
            SetAside, ///< It was not understood, and has been renamed; see the message.
            Failed ///< It is there and must not be overwritten; see the message.
        };
        Status status = Status::Absent;
        QString message;
    };

    /// An empty path keeps everything in memory.
    explicit StateFile(const QString &path) : m_path(path) { }

    Loaded load();
    /// Renames a file whose parts were not understood.
    Loaded setAside();
    QJsonObject part(QLatin1String name) const;
    /// Remembers one part and writes the file. Problems are logged, once until it works again: who
    /// is signing in just now must not fail for it.
    void setPart(QLatin1String name, const QJsonObject &content);

private:
    void writeLocked();

    const QString m_path;
    mutable std::mutex m_mutex;
    QJsonObject m_parts;
    bool m_failing = false;
};

} // namespace Latchkey::Demo
