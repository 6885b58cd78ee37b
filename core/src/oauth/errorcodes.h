// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

namespace Latchkey {

/// True where a refresh that was answered with \a code will never be granted, and only the person
/// can go on: `invalid_grant` (RFC 6749 §5.2), GitHub's `bad_refresh_token`, and what Microsoft and
/// OpenID Connect Core §3.1.2.6 say where the person has to be asked.
bool endsSession(const QString &code);

/// The code that is meant by what a server says in words, as Twitch does ("Invalid refresh token");
/// empty where the words are not known. A word that is a code already is given back.
QString codeFromWords(const QString &words);

} // namespace Latchkey
