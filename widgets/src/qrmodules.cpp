// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "qrmodules.h"

#include <qrcodegen.hpp>

#include <cstdint>
#include <vector>

namespace Latchkey {

namespace {

// Version 40 holds no more than this in bytes, and twice that in digits, at level M.
constexpr qsizetype longestText = 5596;

std::vector<qrcodegen::QrSegment> segmentsOf(const QByteArray &bytes)
{
    // The library takes a C string where it looks for the shortest mode, which would end a text
    // with a NUL in it too early.
    if (!bytes.contains('\0'))
        return qrcodegen::QrSegment::makeSegments(bytes.constData());
    return {
        qrcodegen::QrSegment::makeBytes(std::vector<std::uint8_t>(bytes.cbegin(), bytes.cend()))};
}

} // namespace

std::optional<QrModules> QrModules::encode(const QString &text)
{
    if (text.isEmpty() || text.size() > longestText)
        return std::nullopt;
    try {
        const auto code = qrcodegen::QrCode::encodeSegments(segmentsOf(text.toUtf8()),
                                                            qrcodegen::QrCode::Ecc::MEDIUM);
        QrModules modules;
        modules.m_side = code.getSize();
        for (int y = 0; y < modules.m_side; ++y) {
            for (int x = 0; x < modules.m_side; ++x) {
                const int start = x;
                while (x < modules.m_side && code.getModule(x, y))
                    ++x;
                if (x > start)
                    modules.m_runs.append(QRect(start, y, x - start, 1));
            }
        }
        return modules;
    } catch (const qrcodegen::data_too_long &) {
        return std::nullopt;
    }
}

} // namespace Latchkey
