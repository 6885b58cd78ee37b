// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QList>
#include <QtCore/QRect>
#include <QtCore/QString>

#include <optional>

namespace Latchkey {

/// The dark modules of a QR code, without its quiet zone.
class QrModules
{
public:
    /// Nothing where \a text does not fit into the largest QR code at error correction level M.
    static std::optional<QrModules> encode(const QString &text);

    /// Modules on one side: 21 to 177.
    int side() const { return m_side; }
    /// The dark modules, those that touch in a row taken together.
    const QList<QRect> &runs() const { return m_runs; }

private:
    int m_side = 0;
    QList<QRect> m_runs;
};

} // namespace Latchkey
