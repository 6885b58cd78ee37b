// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/error.h>

#include <QtCore/QDateTime>
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

/// Something that the person has to fill in before they can sign in: their own domain, a client id,
/// an API key.
struct LATCHKEY_CORE_EXPORT Placeholder
{
    QString name; ///< As in `{domain}`; what Provider::filled() takes.
    QString text; ///< For a person, for instance "Your Auth0 domain".
    QString example; ///< For instance "example.eu.auth0.com"; may be empty.
    bool isSecret = false; ///< Not to be shown, nor to be kept anywhere but in the keychain.
    bool isRequired = true; ///< Without it nobody can sign in.
    QString defaultValue; ///< What stands for it until it is filled in; may be empty.
};

/// How an access token is presented to the services that take it.
struct LATCHKEY_CORE_EXPORT TokenPresentation
{
    QString header = QStringLiteral("Authorization");
    QString scheme = QStringLiteral("Bearer"); ///< Before the token; empty for the bare token.

    /// What stands in the header for \a accessToken.
    QString value(const QString &accessToken) const;
};

/// A request that one may try once signed in.
struct LATCHKEY_CORE_EXPORT Suggestion
{
    QString method; ///< For instance "GET".
    QUrl url;
    QString text; ///< For instance "Your own cards".
};

/// Whom one signs in to: addresses, client id, scopes and habits of one authorization server.
///
/// A value. Secrets, the client secret among them, are never part of toJson() or of QDebug output.
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

    /// A habit that no tolerance can make up for, since somebody has to know of it beforehand.
    enum class Quirk {
        /// `scope` in an answer separates by commas (GitHub), which RFC 6749 §3.3 allows in a name.
        CommaSeparatedScopes,
        /// The device flow calls the parameter `scopes`, with the code and with each poll (Twitch).
        DeviceScopesParameter,
        /// A refresh repeats the redirect URI (Dressipi).
        RedirectUriOnRefresh,
        /// The authorization endpoint answers the program itself, without a browser (Dressipi).
        AuthorizeAnswersProgram,
    };
    Q_ENUM(Quirk)

    /// How a client that has a secret shows it (RFC 6749 §2.3.1).
    enum class ClientAuthentication {
        Post, ///< In the form, beside the client id (`client_secret_post`).
        Basic, ///< In the Authorization header (`client_secret_basic`).
    };
    Q_ENUM(ClientAuthentication)

    Provider();
    Provider(const Provider &);
    Provider &operator=(const Provider &);
    ~Provider();

    /// Reads a provider file (see docs/providers.md).
    /// Returns nothing and sets \a problem to one sentence where a field is unknown or has the
    /// wrong type, an address is not absolute, or the id is missing.
    static std::optional<Provider> fromJson(const QJsonObject &json, QString *problem);
    /// The same provider as a file would hold it, with what was filled in but without secrets.
    QJsonObject toJson() const;

    /// A short word that names the provider in files and on the command line: letters, digits,
    /// '-', '_' and '.'.
    QString id() const;
    /// The name that people know it by; the id where none is set.
    QString name() const;
    /// RFC 8414 §2, `issuer`; empty where the provider has none.
    QUrl issuer() const;
    /// Empty where the provider has none, or where a placeholder in it is still open.
    QUrl endpoint(Endpoint which) const;
    QString clientId() const;
    QString clientSecret() const;
    /// All that is asked for when signing in, in order.
    QList<Scope> scopes() const;
    QStringList scopeNames() const;
    /// All that the provider has words for, asked for or not.
    QList<Scope> knownScopes() const;
    /// Sent with every request to the device, authorization and token endpoints where not empty
    /// (Auth0), unless extraParameters() of the endpoint hold one of their own.
    QString audience() const;
    /// What to send as `audience` to one endpoint; empty for nothing.
    QString audience(Endpoint which) const;
    QUrl redirectUri() const;
    /// The ways in, the best first; Flow::Device where nobody has said which there are.
    QList<Flow> flows() const;
    /// Extra form parameters for an endpoint.
    QMap<QString, QString> extraParameters(Endpoint which) const;
    /// Extra headers for an endpoint. One that holds a secret which is not known is left out.
    QMap<QString, QString> extraHeaders(Endpoint which) const;
    /// Headers that go with the access token wherever the application sends it.
    QMap<QString, QString> requestHeaders() const;
    /// The names of all of them, with those that requestHeaders() leaves out because a secret is
    /// not known.
    QStringList requestHeaderNames() const;
    TokenPresentation tokenPresentation() const;
    QList<Quirk> quirks() const;
    bool hasQuirk(Quirk quirk) const;
    /// What to try once signed in; those whose address has an open placeholder are left out.
    QList<Suggestion> suggestions() const;

    /// What is still to be filled in, in the order to ask. A client id that the person has to bring
    /// is among them as `client_id`, and so is a `client_secret` where the file declares one.
    QList<Placeholder> placeholders() const;
    /// The same provider with \a values for some of its placeholders. Returns nothing and sets
    /// \a problem to a sentence for the person, translated, where a value will not do: a server's
    /// name that holds anything else, for instance. No secret is part of the sentence.
    std::optional<Provider> filled(const QMap<QString, QString> &values, QString *problem) const;
    /// What was filled in, secrets aside.
    QMap<QString, QString> values() const;
    /// All secrets by the name of their placeholder, the client secret as `client_secret`. They
    /// belong into the keychain.
    QMap<QString, QString> secrets() const;
    /// Where to register a client and read about it; shown to a person who has no client id yet.
    QUrl documentation() const;
    ClientAuthentication clientAuthentication() const;
    /// The issuer comes with the answer of the authorization endpoint, and has to (RFC 9207 §3,
    /// `authorization_response_iss_parameter_supported`).
    bool sendsIssuer() const;
    /// The endpoints that the issuer's metadata named. All others were given by hand.
    QList<Endpoint> discoveredEndpoints() const;
    /// Until when that metadata is good; not valid where there was none.
    QDateTime discoveredUntil() const;

    /// Where \a id holds what no id may hold or is too long, another one is made of it: the same
    /// text gives the same id, and no two texts give one. Accounts::add() finds one for none.
    void setId(const QString &id);
    void setName(const QString &name);
    void setIssuer(const QUrl &issuer);
    /// By hand: what is discovered later does not replace it.
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
    void setExtraHeaders(Endpoint which, const QMap<QString, QString> &headers);
    void setRequestHeaders(const QMap<QString, QString> &headers);
    void setTokenPresentation(const TokenPresentation &presentation);
    void setQuirks(const QList<Quirk> &quirks);
    void setSuggestions(const QList<Suggestion> &suggestions);
    /// In place of all that there are, the client secret among them.
    void setSecrets(const QMap<QString, QString> &secrets);
    void setDocumentation(const QUrl &url);
    void setClientAuthentication(ClientAuthentication way);
    void setSendsIssuer(bool sends);
    /// Takes over what the issuer's metadata names, as \a found has it, good until \a until. An
    /// endpoint that was given by hand stays as it is, and with it sendsIssuer() or
    /// clientAuthentication(); so do scopes where there are any, and flows where they were set.
    /// True where an endpoint is another one now.
    bool takeDiscovered(const Provider &found, const QDateTime &until);

    /// The words for a scope, or its name where the provider has none for it.
    QString scopeText(const QString &scopeName) const;

    /// What stops a sign-in by \a flow before anything is sent: a placeholder that is open, a
    /// missing client id or endpoint (Usage), or an address that is not secure (InsecureEndpoint).
    /// No error where it can start.
    Error check(Flow flow) const;

private:
    friend class ProviderReader;
    QSharedDataPointer<ProviderData> d;
};

LATCHKEY_CORE_EXPORT QDebug operator<<(QDebug debug, const Provider &provider);

} // namespace Latchkey

Q_DECLARE_METATYPE(Latchkey::Provider)
