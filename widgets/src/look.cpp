// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "look.h"

#include <QtGui/QFontDatabase>
#include <QtGui/QFontInfo>
#include <QtGui/QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace Latchkey::Look {

namespace {

// WCAG 2.1 asks for this much between text and its ground.
constexpr qreal readable = 4.5;

qreal linear(qreal channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

qreal luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF());
}

qreal worstContrast(const QColor &color, const QPalette &palette)
{
    return std::min(contrast(color, palette.color(QPalette::Window)),
                    contrast(color, palette.color(QPalette::Base)));
}

void setSize(QFont &font, const QFont &base, qreal factor)
{
    if (base.pointSizeF() > 0)
        font.setPointSizeF(base.pointSizeF() * factor);
    else
        font.setPixelSize(std::max(1, qRound(base.pixelSize() * factor)));
}

} // namespace

QFont scaled(const QFont &base, qreal factor, QFont::Weight weight)
{
    QFont font = base;
    setSize(font, base, factor);
    font.setWeight(weight);
    return font;
}

QFont fixed(const QFont &base, qreal factor, QFont::Weight weight)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    setSize(font, base, factor);
    font.setWeight(weight);
    return font;
}

qreal pixelSize(const QFont &font)
{
    return QFontInfo(font).pixelSize();
}

qreal lineHeight(const QFont &font, qreal leading)
{
    return std::round(std::max(QFontMetricsF(font).height(), leading * pixelSize(font)));
}

int grown(const QFont &font, qreal measure)
{
    return std::max(1, qRound(measure * pixelSize(font) / 14));
}

qreal contrast(const QColor &one, const QColor &other)
{
    const qreal a = luminance(one);
    const qreal b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QColor blend(const QColor &under, const QColor &over, qreal amount)
{
    const auto mix = [amount](float a, float b) { return float(a + (b - a) * amount); };
    return QColor::fromRgbF(mix(under.redF(), over.redF()), mix(under.greenF(), over.greenF()),
                            mix(under.blueF(), over.blueF()));
}

bool isDark(const QPalette &palette)
{
    return luminance(palette.color(QPalette::Window))
        < luminance(palette.color(QPalette::WindowText));
}

QColor secondaryText(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Window);
    const QColor text = palette.color(QPalette::WindowText);
    // Most styles make PlaceholderText translucent, so what counts is what it looks like.
    QColor role = palette.color(QPalette::PlaceholderText);
    role = blend(window, role, role.alphaF());
    if (contrast(role, window) >= readable)
        return role;
    for (const qreal amount : {0.65, 0.75, 0.85}) {
        const QColor mixed = blend(window, text, amount);
        if (contrast(mixed, window) >= readable)
            return mixed;
    }
    return text;
}

QColor outline(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Window);
    const QColor mid = palette.color(QPalette::Mid);
    if (contrast(mid, window) >= 1.3 && contrast(mid, palette.color(QPalette::Base)) >= 1.3)
        return mid;
    return blend(window, palette.color(QPalette::WindowText), 0.3);
}

QColor track(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Window);
    const QColor midlight = palette.color(QPalette::Midlight);
    const qreal ratio = contrast(midlight, window);
    // Many themes derive Midlight so that it is the ground itself, or as strong as text.
    if (ratio >= 1.1 && ratio <= 2.0)
        return midlight;
    return blend(window, palette.color(QPalette::WindowText), 0.12);
}

QColor accentText(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Window);
    for (const auto role : {QPalette::Link, QPalette::Highlight}) {
        if (contrast(palette.color(role), window) >= readable)
            return palette.color(role);
    }
    return palette.color(QPalette::WindowText);
}

QColor tint(const QPalette &palette)
{
    // Base is darker than Window in dark themes, so that the tint needs more to stand out there.
    return blend(palette.color(QPalette::Base), palette.color(QPalette::Highlight),
                 isDark(palette) ? 0.25 : 0.12);
}

QColor tintText(const QPalette &palette)
{
    const QColor accent = accentText(palette);
    return contrast(accent, tint(palette)) >= readable ? accent : palette.color(QPalette::Text);
}

QColor warning(const QPalette &palette, const QColor &chosen)
{
    if (chosen.isValid())
        return chosen;
    const QColor onLight(0x8f, 0x47, 0x00);
    const QColor onDark(0xf2, 0xa0, 0x3d);
    const QColor amber = isDark(palette) ? onDark : onLight;
    if (worstContrast(amber, palette) >= readable)
        return amber;
    // A ground of middling brightness: the better of the two, pulled towards the text as far as
    // it takes to be read.
    const QColor better =
        worstContrast(onDark, palette) > worstContrast(onLight, palette) ? onDark : onLight;
    const QColor text = palette.color(QPalette::WindowText);
    for (const qreal amount : {0.0, 0.25, 0.5, 0.75}) {
        const QColor mixed = blend(better, text, amount);
        if (worstContrast(mixed, palette) >= readable)
            return mixed;
    }
    return text;
}

} // namespace Latchkey::Look
