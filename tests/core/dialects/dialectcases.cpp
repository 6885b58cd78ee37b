// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "dialectcases.h"

namespace Latchkey {

namespace {

using Demo::Dialect;
using Values = QMap<QString, QString>;

const QString clientId = QStringLiteral("client_id");
const QString clientSecret = QStringLiteral("client_secret");
const QString domain = QStringLiteral("domain");
const QString client = QStringLiteral("client-1");
const QString host = QStringLiteral("id.example.org");

DialectCase yoto(const char *id, Dialect dialect)
{
    DialectCase one;
    one.id = QString::fromLatin1(id);
    one.dialect = dialect;
    one.values = {{clientId, client}};
    one.audience = QStringLiteral("https://api.yotoplay.com");
    return one;
}

DialectCase server(const char *id, Dialect dialect, const Values &more)
{
    DialectCase one;
    one.id = QString::fromLatin1(id);
    one.dialect = dialect;
    one.values = more;
    one.values.insert(clientId, client);
    return one;
}

} // namespace

QList<DialectCase> DialectCase::all()
{
    DialectCase reference = yoto("yoto-reference", Dialect::YotoReference);
    reference.tellsWho = false; // It names no issuer and no endpoint that would tell.
    reference.revokes = false;

    DialectCase auth0 = server(
        "auth0", Dialect::Auth0,
        {{domain, host}, {QStringLiteral("audience"), QStringLiteral("https://api.example")}});
    auth0.audience = QStringLiteral("https://api.example");

    DialectCase google =
        server("google", Dialect::Google, {{clientSecret, QStringLiteral("secret-client")}});
    google.secret = QStringLiteral("secret-client");
    google.rotation = Rotation::Keeps;

    DialectCase gitHub = server("github", Dialect::GitHub, {});
    gitHub.rotation = Rotation::None;
    gitHub.tellsWho = false;
    gitHub.revokes = false;

    DialectCase microsoft = server("microsoft", Dialect::Microsoft, {});
    microsoft.revokes = false;

    DialectCase twitch = server("twitch", Dialect::Twitch, {});
    twitch.tellsWho = false;

    return {yoto("yoto", Dialect::Yoto),
            reference,
            auth0,
            google,
            gitHub,
            microsoft,
            server("gitlab", Dialect::GitLab, {{domain, host}}),
            server("okta", Dialect::Okta, {{domain, host}}),
            server("keycloak", Dialect::Keycloak,
                   {{domain, host}, {QStringLiteral("realm"), QStringLiteral("staff")}}),
            twitch,
            server("demo", Dialect::Standard, {}),
            server("oidc-provider", Dialect::OidcProvider, {}),
            server("glewlwyd", Dialect::Glewlwyd, {})};
}

QList<DialectCase> DialectCase::withDeviceFlow()
{
    return all();
}

QList<DialectCase> DialectCase::withBrowserFlow()
{
    QList<DialectCase> cases = all();
    cases.removeIf([](const DialectCase &one) {
        return one.id == QLatin1String("yoto-reference") || one.id == QLatin1String("twitch");
    });
    return cases;
}

DialectCase DialectCase::named(const QString &id)
{
    for (const DialectCase &one : all()) {
        if (one.id == id)
            return one;
    }
    qFatal("no case %s", qUtf8Printable(id));
}

} // namespace Latchkey
