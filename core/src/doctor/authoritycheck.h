// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "doctor/check.h"

#include <QtCore/QDateTime>
#include <QtCore/QFutureWatcher>

#include <functional>

namespace Latchkey {

/// Whom this computer trusts to sign certificates.
struct AuthoritySources
{
    QString file; ///< SSL_CERT_FILE
    QString folder; ///< SSL_CERT_DIR
    /// Asked only where the others add nobody; from another thread than the caller's.
    std::function<qsizetype()> systemCount;
    bool hasTls = true; ///< Whether Qt found a library to make connections secure with.

    /// Those of this process.
    static AuthoritySources ofProcess();
};

Findings checkAuthorities(const AuthoritySources &sources, const QDateTime &now);

/// The same in a thread of its own: to read all authorities takes long enough to be felt in a
/// window.
class AuthorityCheck : public DoctorCheck
{
    Q_OBJECT
public:
    AuthorityCheck(const AuthoritySources &sources, const QDateTime &now, QObject *parent);

    void start() override;
    Findings giveUp() const override;

private:
    AuthoritySources m_sources;
    QDateTime m_now;
    QFutureWatcher<Findings> m_watcher;
};

} // namespace Latchkey
