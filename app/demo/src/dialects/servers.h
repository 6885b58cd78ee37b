// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect.h"

namespace Latchkey::Demo {

/// GitLab (Doorkeeper): to the letter, with the moment at which a token was made.
class GitLabRules : public DialectRules
{
public:
    void shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const override;
};

/// Okta: to the letter, but for clients that it does not know: those get the error of its own API.
class OktaRules : public DialectRules
{
public:
    void shapeRefusal(const AnswerFacts &facts, Cause cause, int status,
                      QJsonObject &answer) const override;

protected:
    const Refusals &ownRefusals() const override;
};

/// Keycloak: to the letter, with the session and the refresh token's end in the answer.
class KeycloakRules : public DialectRules
{
public:
    void shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const override;

protected:
    const Refusals &ownRefusals() const override;
};

/// oidc-provider for Node: to the letter; what it leaves out is a matter of knobs.
class OidcProviderRules : public DialectRules
{
protected:
    const Refusals &ownRefusals() const override;
};

/// Glewlwyd: a code that it does not know is "denied", and an error has no description.
class GlewlwydRules : public DialectRules
{
public:
    void shapeRefusal(const AnswerFacts &facts, Cause cause, int status,
                      QJsonObject &answer) const override;

protected:
    const Refusals &ownRefusals() const override;
};

} // namespace Latchkey::Demo
