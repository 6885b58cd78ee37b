// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect.h"

namespace Latchkey::Demo {

/// Google's limited-input devices and installed programs: the draft's name for the address, 428
/// while nobody has decided, no word for a code that has expired.
class GoogleRules : public DialectRules
{
public:
    void shapeDeviceAuthorization(const AnswerFacts &facts, QJsonObject &answer) const override;
    void shapeUserInfo(const AnswerFacts &facts, QJsonObject &claims) const override;

protected:
    const Refusals &ownRefusals() const override;
};

/// GitHub: errors with 200, forms unless JSON is asked for, scopes with commas, error codes of its
/// own, and a person who is no OpenID one.
class GitHubRules : public DialectRules
{
public:
    QLatin1String userInfoScope() const override { return {}; }
    void shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const override;
    void shapeUserInfo(const AnswerFacts &facts, QJsonObject &claims) const override;
    void shapeRefusal(const AnswerFacts &facts, Cause cause, int status,
                      QJsonObject &answer) const override;
    HttpAnswer write(const HttpRequest &request, int status,
                     const QJsonObject &answer) const override;

protected:
    const Refusals &ownRefusals() const override;
};

/// The Microsoft identity platform, version 2: a message for the person, words of its own for
/// declined and unknown codes, and a trace of numbers with each error.
class MicrosoftRules : public DialectRules
{
public:
    void shapeDeviceAuthorization(const AnswerFacts &facts, QJsonObject &answer) const override;
    void shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const override;
    void shapeRefusal(const AnswerFacts &facts, Cause cause, int status,
                      QJsonObject &answer) const override;

protected:
    const Refusals &ownRefusals() const override;
};

/// Twitch: `scopes` at the device endpoint, an array of them in the answer, errors that have a
/// status and a message and no code.
class TwitchRules : public DialectRules
{
public:
    QLatin1String scopeParameter() const override { return QLatin1String("scopes"); }
    QLatin1String userInfoScope() const override { return {}; }
    void shapeDeviceAuthorization(const AnswerFacts &facts, QJsonObject &answer) const override;
    void shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const override;
    void shapeRefusal(const AnswerFacts &facts, Cause cause, int status,
                      QJsonObject &answer) const override;

protected:
    const Refusals &ownRefusals() const override;
};

} // namespace Latchkey::Demo
