// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "doctor/check.h"

#include <QtCore/QDateTime>

#include <functional>

namespace Latchkey {

/// Whom this computer trusts to sign certificates.
struct AuthoritySources
{
    QString file; ///< SSL_CERT_FILE
    QString folder; ///< SSL_CERT_DIR
    std::function<qsizetype()> systemCount; ///< Asked only where the others add nobody.
    bool hasTls = true; ///< Whether Qt found a library to make connections secure with.

    /// Those of this process.
    static AuthoritySources ofProcess();
};

Findings checkAuthorities(const AuthoritySources &sources, const QDateTime &now);

} // namespace Latchkey
