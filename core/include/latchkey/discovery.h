// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/error.h>
#include <latchkey/provider.h>

#include <QtCore/QDateTime>
#include <QtCore/QJsonObject>
#include <QtCore/QObject>
#include <QtCore/QStringList>

#include <memory>

class QNetworkAccessManager;

namespace Latchkey {

class Scheduler;

/// Makes a Provider from an issuer's metadata: OpenID Connect Discovery §4, then RFC 8414 §3 where
/// there is none. What an issuer has said is kept in the process for as long as it says (ten
/// minutes to a week), so that asking again costs nothing.
class LATCHKEY_CORE_EXPORT Discovery : public QObject
{
    Q_OBJECT
public:
    explicit Discovery(const QUrl &issuer, QObject *parent = nullptr);
    /// Fills in what \a provider, which has to have an issuer, leaves open. What it names by itself
    /// stays as it is, see Provider::takeDiscovered(); the issuer is spelt as it spells itself.
    explicit Discovery(const Provider &provider, QObject *parent = nullptr);
    ~Discovery() override;

    /// As SignIn::setNetworkAccessManager().
    void setNetworkAccessManager(QNetworkAccessManager *manager);
    /// As SignIn::setScheduler().
    void setScheduler(Scheduler *scheduler);

    // What was found, once finished() has come without an error. All of it is data from the
    // network: show it as plain text.

    /// Where the document was found.
    QUrl documentUrl() const;
    /// The document as it is.
    QJsonObject document() const;
    /// Until when it is good.
    QDateTime goodUntil() const;
    /// `scopes_supported`, cleaned and bounded; empty where the issuer does not list them.
    QStringList scopesSupported() const;
    /// The algorithms by which ID tokens may be signed, as far as they are accepted here; empty
    /// where the issuer does not list any of these.
    QStringList idTokenAlgorithms() const;
    /// There are keys, and an algorithm that is accepted: Identity::source() will be Signature.
    bool signsIdTokens() const;
    /// PKCE by S256 is listed (RFC 7636). Where it is not, it is used all the same; where only
    /// another method is listed, the provider has no Flow::Browser.
    bool listsPkce() const;

public Q_SLOTS:
    /// Begins; finished() follows exactly once, unless the object is destroyed before.
    void start();

Q_SIGNALS:
    /// The provider has endpoints, scopes that make sense for a sign-in, and flows, but no client
    /// id, unless it had one before. The error is InsecureEndpoint or Protocol where an address is
    /// unsafe or the document names another issuer (RFC 8414 §3.3; a slash at the end may be left
    /// out or added).
    void finished(const Latchkey::Provider &provider, const Latchkey::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
