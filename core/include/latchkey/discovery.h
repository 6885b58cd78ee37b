// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/error.h>
#include <latchkey/provider.h>

#include <QtCore/QObject>

#include <memory>

class QNetworkAccessManager;

namespace Latchkey {

class Scheduler;

/// Makes a Provider from an issuer's metadata: OpenID Connect Discovery §4, then RFC 8414 §3 where
/// there is none.
class LATCHKEY_CORE_EXPORT Discovery : public QObject
{
    Q_OBJECT
public:
    explicit Discovery(const QUrl &issuer, QObject *parent = nullptr);
    ~Discovery() override;

    /// As SignIn::setNetworkAccessManager().
    void setNetworkAccessManager(QNetworkAccessManager *manager);
    /// As SignIn::setScheduler().
    void setScheduler(Scheduler *scheduler);

public Q_SLOTS:
    /// Begins; finished() follows exactly once, unless the object is destroyed before.
    void start();

Q_SIGNALS:
    /// The provider has endpoints, scopes that make sense for a sign-in, and flows, but no client
    /// id. The error is InsecureEndpoint or Protocol where an address is unsafe or the document
    /// names another issuer.
    void finished(const Latchkey::Provider &provider, const Latchkey::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
