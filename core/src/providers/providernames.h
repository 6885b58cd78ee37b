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

} // namespace Latchkey
