// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/provider.h>

#include <QtCore/QString>

#include <optional>

namespace Latchkey {

/// The word for a way to sign in, as it is typed and told.
QString flowName(Provider::Flow flow);

/// Which way to sign in by: the one named \a asked, or else the provider's best one. Where no
/// browser can be opened, a way that needs none on this computer comes first: a code can be entered
/// on any other device. Sets \a problem to a sentence where there is none.
std::optional<Provider::Flow> chooseFlow(const Provider &provider, const QString &asked,
                                         bool canOpenBrowser, QString *problem);

} // namespace Latchkey
