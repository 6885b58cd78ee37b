// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "providers/placeholderrule.h"

#include <latchkey/provider.h>

#include <QtCore/QMap>

namespace Latchkey {

// What provider files call things.
const QMap<QString, Provider::Endpoint> &endpointNames();
const QMap<QString, Provider::Flow> &flowNames();
const QMap<QString, Provider::Quirk> &quirkNames();
const QMap<QString, PlaceholderRule::Kind> &placeholderKindNames();

/// Whether \a text can be the id of a provider: 1 to 64 letters, digits, '-', '_' or '.'.
bool isProviderId(const QString &text);
/// \a text where it can be an id, and otherwise one made of it that no other text has.
QString usableProviderId(const QString &text);

} // namespace Latchkey
