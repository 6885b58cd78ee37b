// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "scopechips.h"

#include "flowlayout.h"
#include "look.h"
#include "texts.h"

#include <QtGui/QPainter>
#include <QtWidgets/QLabel>

#include <algorithm>
#include <memory>

namespace Latchkey::Desktop {

namespace {

constexpr int chipHeight = 28;
constexpr int chipPadding = 14;
constexpr int mostChips = 100; // a hostile server may grant any number of scopes

class Chip : public QLabel
{
public:
    Chip(const QString &text, QWidget *parent) : QLabel(parent)
    {
        setTextFormat(Qt::PlainText);
        setText(text);
    }

    QSize sizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(text()) + 2 * padding() + 1,
                std::max(Look::grown(font(), chipHeight), fontMetrics().height() + 4)};
    }
    QSize minimumSizeHint() const override
    {
        return {2 * padding() + fontMetrics().averageCharWidth() * 4, sizeHint().height()};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Look::outline(palette()));
        painter.setBrush(palette().color(QPalette::Base));
        const QRectF outline = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        painter.drawRoundedRect(outline, outline.height() / 2, outline.height() / 2);
        painter.setPen(palette().color(QPalette::Text));
        const QRect inner = rect().adjusted(padding(), 0, -padding(), 0);
        painter.drawText(inner, Qt::AlignCenter | Qt::TextSingleLine,
                         fontMetrics().elidedText(text(), Qt::ElideRight, inner.width() + 1));
    }

private:
    int padding() const { return Look::grown(font(), chipPadding); }
};

} // namespace

ScopeChips::ScopeChips(QWidget *parent) : QWidget(parent)
{
    new FlowLayout(this);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ScopeChips::setScopes(const Provider &provider, const QStringList &scopes)
{
    const QStringList shown = scopes.mid(0, mostChips);
    QStringList texts;
    for (const QString &scope : shown)
        texts += provider.scopeText(scope);
    if (texts == m_texts && shown == m_scopes)
        return;
    m_texts = texts;
    m_scopes = shown;
    while (const std::unique_ptr<QLayoutItem> item{layout()->takeAt(0)})
        delete item->widget();
    for (qsizetype i = 0; i < texts.size(); ++i) {
        auto *chip = new Chip(texts.at(i), this);
        chip->setToolTip(plainToolTip(shown.at(i)));
        chip->setAccessibleDescription(shown.at(i));
        layout()->addWidget(chip);
    }
    updateGeometry();
}

} // namespace Latchkey::Desktop
