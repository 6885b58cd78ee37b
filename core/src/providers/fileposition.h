// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QStringList>

namespace Latchkey {

/// The line, from 1, of the value that \a path leads to in \a json, by names and, in lists, by
/// numbers from 0; of what is nearest to it where it is not there. \a json has to be well formed.
qsizetype lineOf(const QByteArray &json, const QStringList &path);

} // namespace Latchkey
