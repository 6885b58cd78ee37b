// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "textqr.h"

#include <qrcodegen/qrcodegen.hpp>

namespace Latchkey {

namespace {

constexpr int quietZone = 4;
// Colours by number, so that a terminal's theme does not turn black into grey.
const QString blackOnWhite = QStringLiteral("\033[38;5;16;48;5;231m");
const QString reset = QStringLiteral("\033[0m");

QChar halfBlocks(bool upper, bool lower)
{
    if (upper)
        return lower ? QChar(0x2588) : QChar(0x2580);
    return lower ? QChar(0x2584) : QChar(u' ');
}

} // namespace

QStringList textQr(const QString &text, QrStyle style)
{
    QStringList lines;
    try {
        const auto code = qrcodegen::QrCode::encodeText(text.toUtf8().constData(),
                                                        qrcodegen::QrCode::Ecc::MEDIUM);
        const int end = code.getSize() + quietZone;
        // Outside of the code getModule() says light, which is the quiet zone.
        for (int y = -quietZone; y < end; y += 2) {
            QString line;
            for (int x = -quietZone; x < end; ++x)
                line += halfBlocks(code.getModule(x, y), code.getModule(x, y + 1));
            lines += style == QrStyle::Terminal ? blackOnWhite + line + reset : line;
        }
    } catch (const qrcodegen::data_too_long &) {
        return {};
    }
    return lines;
}

int textQrWidth(const QStringList &lines, QrStyle style)
{
    if (lines.isEmpty())
        return 0;
    const qsizetype colours = style == QrStyle::Terminal ? blackOnWhite.size() + reset.size() : 0;
    return static_cast<int>(lines.constFirst().size() - colours);
}

} // namespace Latchkey
