// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect.h"

namespace Latchkey::Demo {

/// Auth0's documentation of its device and token endpoints: 403 for what RFC 8628 answers with 400,
/// and an expiry that is told once.
class Auth0Rules : public DialectRules
{
public:
    bool tellsExpiryOnce() const override { return true; }

protected:
    const Refusals &ownRefusals() const override;
};

/// Yoto as its tutorials and clients have it: an Auth0 tenant for an API that has to be named, and
/// tokens that say when they end.
class YotoRules : public Auth0Rules
{
public:
    QString missing(Endpoint endpoint, const HttpRequest &request, const ParameterList &parameters,
                    const Knobs &knobs) const override;
    void shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const override;
};

/// Yoto as its API reference has it: RFC 8628's statuses, three required parameters, and every
/// field that the reference lists.
class YotoReferenceRules : public DialectRules
{
public:
    QString missing(Endpoint endpoint, const HttpRequest &request, const ParameterList &parameters,
                    const Knobs &knobs) const override;
    void shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const override;
    void shapeRefusal(const AnswerFacts &facts, Cause cause, int status,
                      QJsonObject &answer) const override;
};

/// Dressipi: an API key, one redirect URI that goes with the refresh as well, and a token in a
/// header of its own.
class DressipiRules : public DialectRules
{
public:
    QString missing(Endpoint endpoint, const HttpRequest &request, const ParameterList &parameters,
                    const Knobs &knobs) const override;
    std::optional<QByteArray> presentedToken(const HttpRequest &request) const override;
    void shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const override;

protected:
    const Refusals &ownRefusals() const override;
};

} // namespace Latchkey::Demo
