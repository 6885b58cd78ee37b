// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "endpoints.h"

#include <deque>

namespace Latchkey::Demo {

/// What a person sees in the browser: a field for the code, the approval page, and what came of it.
/// The pages need no script, fit a phone, and carry no text from outside unescaped.
class Pages
{
public:
    /// GET and POST /activate.
    HttpAnswer answer(const Context &context);
    static HttpAnswer styleSheet();
    /// Plain text for requests that no browser of an honest user makes.
    static HttpAnswer refusal(int status, const QString &sentence);

private:
    HttpAnswer show(const Context &context, const QString &typed);
    HttpAnswer decide(const Context &context);
    bool mayGuess(const Context &context);
    void countWrongGuess(const Context &context);

    std::mutex m_mutex;
    std::deque<qint64> m_wrongGuesses; ///< When, in milliseconds; the last minute's only.
};

} // namespace Latchkey::Demo
