// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "monogram.h"

#include "look.h"

#include <QtCore/QEvent>
#include <QtCore/QStringList>
#include <QtCore/QTextBoundaryFinder>
#include <QtGui/QPainter>

namespace Latchkey {

namespace {

QString firstLetter(const QString &word)
{
    for (qsizetype i = 0; i < word.size(); ++i) {
        const QChar c = word.at(i);
        if (!c.isLetterOrNumber() && !c.isHighSurrogate())
            continue;
        QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, word);
        finder.setPosition(i);
        const qsizetype end = finder.toNextBoundary();
        return word.mid(i, qMin<qsizetype>(end < 0 ? 1 : end - i, 4)).toUpper();
    }
    return {};
}

QString lettersOf(const QString &name, Monogram::Shape shape)
{
    const QStringList words = name.left(200).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words.isEmpty())
        return {};
    QString letters = firstLetter(words.constFirst());
    if (shape == Monogram::Shape::Circle && words.size() > 1)
        letters += firstLetter(words.constLast());
    return letters;
}

} // namespace

Monogram::Monogram(Shape shape, QWidget *parent) : QWidget(parent), m_shape(shape)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Monogram::setName(const QString &name)
{
    m_letters = lettersOf(name, m_shape);
    update();
}

void Monogram::setSide(int side)
{
    m_side = side;
    updateGeometry();
    update();
}

QSize Monogram::sizeHint() const
{
    const int side = Look::grown(font(), m_side);
    return {side, side};
}

void Monogram::paintEvent(QPaintEvent *)
{
    const int side = qMin(width(), height());
    QRectF ground(0, 0, side, side);
    ground.moveCenter(QRectF(rect()).center());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Look::tint(palette()));
    const qreal radius = m_shape == Shape::Circle ? side / 2.0 : side / 4.0;
    painter.drawRoundedRect(ground, radius, radius);

    QFont letterFont = font();
    letterFont.setPixelSize(qMax(1, qRound(side * (m_letters.size() > 1 ? 0.38 : 0.53))));
    letterFont.setWeight(QFont::DemiBold);
    painter.setFont(letterFont);
    painter.setPen(Look::tintText(palette()));
    painter.drawText(ground, Qt::AlignCenter | Qt::TextSingleLine, m_letters);
}

void Monogram::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    QWidget::changeEvent(event);
}

} // namespace Latchkey
