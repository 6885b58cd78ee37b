// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "disclosure.h"

#include "copybutton.h"
#include "lineicon.h"
#include "look.h"
#include "textblock.h"

#include <QtCore/QEvent>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QStyle>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

namespace Latchkey {

namespace {

/// Drawn as a link with a chevron that turns, in every style.
class DisclosureButton : public QToolButton
{
public:
    explicit DisclosureButton(QWidget *parent) : QToolButton(parent)
    {
        setCheckable(true);
        setAutoRaise(true);
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::PointingHandCursor);
    }

    QSize sizeHint() const override
    {
        return {chevron() + 6 + fontMetrics().horizontalAdvance(text()) + 4,
                int(Look::lineHeight(font(), Look::usualLeading)) + 4};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const QColor color = Look::accentText(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool rightToLeft = layoutDirection() == Qt::RightToLeft;
        const QRect mark = QStyle::visualRect(
            layoutDirection(), rect(), QRect(0, (height() - chevron()) / 2, chevron(), chevron()));
        painter.save();
        painter.translate(QRectF(mark).center());
        painter.rotate(isChecked() ? 90 : rightToLeft ? 180 : 0);
        paintLineIcon(&painter, LineIcon::Chevron,
                      QRectF(-chevron() / 2.0, -chevron() / 2.0, chevron(), chevron()), color);
        painter.restore();

        const QRect words =
            QStyle::visualRect(layoutDirection(), rect(), rect().adjusted(chevron() + 6, 0, 0, 0));
        painter.setPen(color);
        QFont wordsFont = font();
        wordsFont.setUnderline(hasFocus() || underMouse());
        painter.setFont(wordsFont);
        painter.drawText(
            words, int(Qt::AlignVCenter | (rightToLeft ? Qt::AlignRight : Qt::AlignLeft)), text());
    }

    void keyPressEvent(QKeyEvent *event) override
    {
        // Enter would otherwise go on to the window's default button.
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            toggle();
        else
            QToolButton::keyPressEvent(event);
    }

private:
    int chevron() const { return Look::grown(font(), 14); }
};

} // namespace

Disclosure::Disclosure(QWidget *parent)
    : QWidget(parent), m_button(new DisclosureButton(this)), m_text(new TextBlock(this)),
      m_copy(new CopyButton(this))
{
    retranslate();
    m_text->setType(0.93, QFont::Normal);
    m_text->setHintEms(20);
    m_text->setWidestWordEms(5);
    m_text->setSelecting(TextBlock::Selecting::On);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_button, 0, Qt::AlignLeading);
    column->addWidget(m_text);
    column->addWidget(m_copy, 0, Qt::AlignLeading);

    connect(m_button, &QToolButton::toggled, this, &Disclosure::showState);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_text->text());
        m_copy->showCopied();
    });
    showState();
}

void Disclosure::setDetails(const QString &details)
{
    m_text->setText(details);
    m_button->setChecked(false);
}

void Disclosure::setScheduler(Scheduler *scheduler)
{
    m_copy->setScheduler(scheduler);
}

void Disclosure::showState()
{
    m_text->setVisible(m_button->isChecked());
    m_copy->setVisible(m_button->isChecked());
}

void Disclosure::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void Disclosure::retranslate()
{
    m_button->setText(tr("Details"));
    m_copy->setSpokenName(tr("Copy the details"));
}

} // namespace Latchkey
