// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "services.h"

namespace Latchkey::Desktop {

/// The ways in that \a provider supports and this program can go, the best first.
QList<Provider::Flow> waysOf(const Provider &provider, const Services &services);
/// One line that says them.
QString waysSentence(const Provider &provider, const Services &services);
/// The same, and whether the person has to bring something.
QString waysText(const Provider &provider, const Services &services);

} // namespace Latchkey::Desktop
