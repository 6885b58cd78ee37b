// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/error.h>

#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QMap>
#include <QtCore/QMetaType>
#include <QtCore/QSharedDataPointer>
#include <QtCore/QStringList>
#include <QtCore/QUrl>

#include <optional>

class QDebug;

namespace Latchkey {

class ProviderData;

/// One scope value (RFC 6749 §3.3) with words for a person.
struct LATCHKEY_CORE_EXPORT Scope
{
    QString name; ///< As it is sent.
    QString text; ///< For instance "See your name and email"; may be empty.
};

/// Whom one signs in to: addresses, client id, scopes and habits of one authorization server.
///
/// A value. The client secret, where there is one, is never part of toJson() or of QDebug output.
class LATCHKEY_CORE_EXPORT Provider
{
    Q_GADGET
    Q_PROPERTY(QString id READ id)
    Q_PROPERTY(QString name READ name)
public:
    enum class Endpoint {
        DeviceAuthorization, ///< RFC 8628 §3.1
        Authorization, ///< RFC 6749 §3.1
        Token, ///< RFC 6749 §3.2
        Revocation, ///< RFC 7009
        UserInfo, ///< OpenID Connect Core §5.3
        Jwks, ///< RFC 8414 §2, `jwks_uri`
    };
    Q_ENUM(Endpoint)

    /// A way to sign in.
    enum class Flow {
        Device, ///< A code, entered on any device (RFC 8628).
        Browser, ///< A redirect to this computer's browser (RFC 8252).
        Paste, ///< A code that the person pastes.
    };
    Q_ENUM(Flow)

    Provider();
    Provider(const Provider &);
    Provider &operator=(const Provider &);
    ~Provider();

    /// Reads a provider file (see docs/providers.md).
    /// Returns nothing and sets \a problem to one sentence where a field has the wrong type, an
    /// address is not absolute, or the id is missing.
    static std::optional<Provider> fromJson(const QJsonObject &json, QString *problem);
    /// The same provider as a file would hold it, without the client secret.
    QJsonObject toJson() const;

    /// A short word that names the provider in files and on the command line: letters, digits,
    /// '-', '_' and '.'.
    QString id() const;
    /// The name that people know it by; the id where none is set.
    QString name() const;
    /// RFC 8414 §2, `issuer`; empty where the provider has none.
    QUrl issuer() const;
    QUrl endpoint(Endpoint which) const;
    QString clientId() const;
    QString clientSecret() const;
    /// All that is asked for when signing in, in order.
    QList<Scope> scopes() const;
    QStringList scopeNames() const;
    /// Sent with every request to the device and token endpoints where not empty (Auth0).
    QString audience() const;
    QUrl redirectUri() const;
    /// The ways in, the best first.
    QList<Flow> flows() const;
    /// Extra form parameters for an endpoint.
    QMap<QString, QString> extraParameters(Endpoint which) const;
    /// Where to register a client and read about it; shown to a person who has no client id yet.
    QUrl documentation() const;

    void setId(const QString &id);
    void setName(const QString &name);
    void setIssuer(const QUrl &issuer);
    void setEndpoint(Endpoint which, const QUrl &url);
    void setClientId(const QString &clientId);
    void setClientSecret(const QString &secret);
    void setScopes(const QList<Scope> &scopes);
    /// Keeps the words of scopes that were known by name before.
    void setScopeNames(const QStringList &names);
    void setAudience(const QString &audience);
    void setRedirectUri(const QUrl &uri);
    void setFlows(const QList<Flow> &flows);
    void setExtraParameters(Endpoint which, const QMap<QString, QString> &parameters);
    void setDocumentation(const QUrl &url);

    /// The words for a scope, or its name where the provider has none for it.
    QString scopeText(const QString &scopeName) const;

    /// What stops a sign-in by \a flow before anything is sent: a missing client id or endpoint
    /// (Usage), or an address that is not secure (InsecureEndpoint). No error where it can start.
    Error check(Flow flow) const;

private:
    QSharedDataPointer<ProviderData> d;
};

LATCHKEY_CORE_EXPORT QDebug operator<<(QDebug debug, const Provider &provider);

} // namespace Latchkey

Q_DECLARE_METATYPE(Latchkey::Provider)
