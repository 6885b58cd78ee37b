// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/authorizationresponse.h"

#include <QtCore/QCoreApplication>

namespace Latchkey {

/// Reads what a person pastes where a code is asked for: the code, with blanks, line breaks or
/// quotes around or in it; the whole address that the browser ended at; `code=…&state=…`; or the
/// title of the page that showed it (`urn:ietf:wg:oauth:2.0:oob:auto`).
class PastedCode
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::PastedCode)
public:
    /// The state and the issuer are empty where what was pasted does not hold them. The error is
    /// Usage, and says in a sentence for the person what is wrong with what they pasted.
    static Expected<AuthorizationResponse> read(const QString &pasted);
};

} // namespace Latchkey
