// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "bigservices.h"
#include "servers.h"
#include "tenants.h"

#include <limits>

namespace Latchkey::Demo {

namespace {

template <typename Rules> const DialectRules &only()
{
    static const Rules rules;
    return rules;
}

} // namespace

const DialectRules &rulesOf(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Standard:
        break;
    case Dialect::Auth0:
        return only<Auth0Rules>();
    case Dialect::Yoto:
        return only<YotoRules>();
    case Dialect::YotoReference:
        return only<YotoReferenceRules>();
    case Dialect::Dressipi:
        return only<DressipiRules>();
    case Dialect::Google:
        return only<GoogleRules>();
    case Dialect::GitHub:
        return only<GitHubRules>();
    case Dialect::Microsoft:
        return only<MicrosoftRules>();
    case Dialect::GitLab:
        return only<GitLabRules>();
    case Dialect::Okta:
        return only<OktaRules>();
    case Dialect::Keycloak:
        return only<KeycloakRules>();
    case Dialect::Twitch:
        return only<TwitchRules>();
    case Dialect::OidcProvider:
        return only<OidcProviderRules>();
    case Dialect::Glewlwyd:
        return only<GlewlwydRules>();
    }
    return only<DialectRules>();
}

Knobs Knobs::speaking(Dialect dialect)
{
    constexpr int endless = std::numeric_limits<int>::max() / 2;
    Knobs knobs;
    knobs.dialect = dialect;
    knobs.issuerParameter = IssuerParameter::Unsupported;
    switch (dialect) {
    case Dialect::Standard:
        knobs.issuerParameter = IssuerParameter::Sent;
        break;
    case Dialect::Auth0:
    case Dialect::Yoto:
    case Dialect::YotoReference:
        // Single-use refresh tokens for offline_access, and callbacks that are registered with
        // their port.
        knobs.anyLoopbackPort = false;
        knobs.accessTokenLifetime = 86'400;
        break;
    case Dialect::Dressipi:
        knobs.decision = Decision::Allow;
        knobs.automaticCode = AutomaticCode::Json;
        knobs.refreshTokenForAll = true;
        knobs.accessTokenLifetime = 86'400;
        break;
    case Dialect::Google:
        knobs.sendVerificationUriComplete = false;
        knobs.deviceCodeLifetime = 1800;
        knobs.refreshTokenForAll = true;
        knobs.rotateRefreshTokens = false;
        break;
    case Dialect::GitHub:
        knobs.sendVerificationUriComplete = false;
        knobs.sendRefreshToken = false;
        knobs.refreshTokenForAll = true; // As soon as one is sent at all.
        knobs.endOldAccessTokens = true;
        knobs.accessTokenLifetime = endless;
        knobs.authorizationCodeLifetime = 600;
        break;
    case Dialect::Microsoft:
        knobs.sendVerificationUriComplete = false;
        knobs.refreshGrace = endless; // A new one comes, and the old one stays good.
        break;
    case Dialect::GitLab:
        knobs.deviceCodeLifetime = 300;
        knobs.accessTokenLifetime = 7200;
        knobs.refreshTokenForAll = true;
        knobs.endOldAccessTokens = true;
        break;
    case Dialect::Okta:
        knobs.deviceCodeLifetime = 600;
        knobs.issuerParameter = IssuerParameter::Sent;
        break;
    case Dialect::Keycloak:
        knobs.deviceCodeLifetime = 600;
        knobs.accessTokenLifetime = 300;
        knobs.refreshTokenLifetime = 1800;
        knobs.refreshTokenForAll = true;
        knobs.refreshGrace = endless;
        knobs.issuerParameter = IssuerParameter::Sent;
        break;
    case Dialect::Twitch:
        knobs.deviceCodeLifetime = 1800;
        knobs.enforceInterval = false;
        knobs.accessTokenLifetime = 14'400;
        knobs.refreshTokenLifetime = 30 * 86'400;
        knobs.refreshTokenForAll = true;
        break;
    case Dialect::OidcProvider:
        knobs.sendInterval = false;
        knobs.enforceInterval = false;
        knobs.issuerParameter = IssuerParameter::Sent;
        break;
    case Dialect::Glewlwyd:
        knobs.deviceCodeLifetime = 600;
        break;
    }
    return knobs;
}

} // namespace Latchkey::Demo
