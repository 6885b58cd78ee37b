// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http.h"

#include <latchkey/demo/demoknobs.h>

namespace Latchkey::Demo {

/// The code is shown to the person, who carries it to the program.
inline constexpr QLatin1String outOfBand("urn:ietf:wg:oauth:2.0:oob");
/// The program reads the code from the page itself.
inline constexpr QLatin1String automaticOutOfBand("urn:ietf:wg:oauth:2.0:oob:auto");

/// Whether an answer may be sent there: compared exactly (RFC 9700 section 2.1), but for the port
/// of a loopback address literal (RFC 8252 section 7.3).
bool mayRedirectTo(const QString &redirectUri, const Client &client, bool anyLoopbackPort);

/// The address with more parameters in its query; what was in there stays as it is.
QString withParameters(const QString &redirectUri, const ParameterList &parameters);
/// The parameters, application/x-www-form-urlencoded.
QString encoded(const ParameterList &parameters);

} // namespace Latchkey::Demo
