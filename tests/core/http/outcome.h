// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "http/httpclient.h"

#include <optional>

namespace Latchkey {

/// What a request came to.
struct Outcome
{
    std::optional<HttpResult> result;
    int calls = 0;

    HttpCallback callback()
    {
        return [this](const HttpResult &answer) {
            result = answer;
            ++calls;
        };
    }

    bool isAnswer() const { return result && result->has_value(); }
    int status() const { return isAnswer() ? (*result)->status : 0; }
    QByteArray body() const { return isAnswer() ? (*result)->body : QByteArray(); }
    Error error() const { return result && !result->has_value() ? result->error() : Error(); }
};

} // namespace Latchkey
