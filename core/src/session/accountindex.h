// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"
#include "session/accountrecord.h"

#include <latchkey/scheduler.h>

#include <QtCore/QObject>

#include <functional>
#include <memory>

namespace Latchkey {

/// The file that lists the accounts of one program. It holds no secrets, and every process of the
/// program may change it.
class AccountIndex : public QObject
{
    Q_OBJECT
public:
    AccountIndex(const QString &program, QObject *parent);
    ~AccountIndex() override;

    QString path() const { return m_path; }
    /// The file that is locked while the secrets of an account are changed.
    QString lockPath(const QString &accountId) const;

    /// An empty list where there is no file yet. StorageFailed where there is one that cannot be
    /// read; nothing is written over it then.
    Expected<QList<AccountRecord>> load() const;

    using Change = std::function<void(QList<AccountRecord> &records)>;
    using Callback = std::function<void(const Error &)>;
    /// Reads the list, lets \a change change it and writes it, with every other process kept out in
    /// the meantime. Waits for them without blocking, ten seconds at the most, and answers with
    /// Busy then. The callback comes exactly once, later.
    void update(Scheduler *scheduler, Change change, Callback callback);

    /// From now on changed() tells what happens to the file.
    void watch();

Q_SIGNALS:
    /// The file was changed, by this process or another.
    void changed();

private:
    class Update;
    Error applyChange(const Change &change) const;

    QString m_path;
    bool m_watching = false;
};

} // namespace Latchkey
