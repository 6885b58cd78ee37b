// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandline.h"

#include <latchkey/error.h>
#include <latchkey/provider.h>

#include <optional>

namespace Latchkey {

/// The provider of the catalogue, or one made from the addresses of the command line alone. Sets
/// \a problem to a sentence where there is none.
std::optional<Provider> namedProvider(const CommandLine &line, QString *problem);

/// Puts the command line's own words over those of the catalogue or of discovery. Sets \a problem
/// to a sentence where one of them cannot be used.
bool applyOptions(const CommandLine &line, Provider &provider, QString *problem);

} // namespace Latchkey
