// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/provider.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

namespace Latchkey {

/// The provider's addresses by their names in provider files, with all that was filled in.
QJsonObject endpointFields(const Provider &provider);

/// What to try once signed in, as in provider files, with all that was filled in.
QJsonArray suggestionFields(const Provider &provider);

/// The words for the ways to sign in, the best first.
QStringList flowNames(const Provider &provider);

} // namespace Latchkey
