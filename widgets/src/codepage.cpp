// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "codepage.h"

#include "accessibility.h"
#include "addresstext.h"
#include "caution.h"
#include "codearrangement.h"
#include "copybutton.h"
#include "look.h"
#include "stepnumber.h"
#include "textblock.h"
#include "usercode.h"

#include <latchkey/countdownring.h>
#include <latchkey/qrcodeview.h>
#include <latchkey/usercodeview.h>

#include <QtCore/QEvent>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>

namespace Latchkey {

namespace {

// Stand in for the code while there is none, so that the widget asks for the right size at once.
const char16_t *const usualCode = u"0000-0000";

QUrl usualAddress()
{
    return QUrl(QStringLiteral("https://login.example.com/activate"));
}

} // namespace

CodePage::CodePage(QWidget *parent)
    : Page(parent), m_title(new TitleRow(this)), m_qr(new QrCodeView(this)),
      m_number1(new StepNumber(1, this)), m_step1(new TextBlock(this)),
      m_number2(new StepNumber(2, this)), m_step2(new TextBlock(this)),
      m_code(new UserCodeView(this)), m_copy(new CopyButton(this)), m_ring(new CountdownRing(this)),
      m_status(new StatusLine(this)), m_caption(new TextBlock(this)), m_caution(new Caution(this))
{
    m_step1->setSelecting(TextBlock::Selecting::On);
    m_copy->setSpokenName(tr("Copy the code"));
    connect(m_copy, &QPushButton::clicked, this, &CodePage::copyCode);
    connect(m_code, &UserCodeView::copied, m_copy, &CopyButton::showCopied);
    // The QR code has a usual size of its own.
    showSteps(QString::fromUtf16(usualCode), usualAddress(), QUrl());
    showCaption();
    applyDensity();
}

CodePage::~CodePage() = default;

void CodePage::setCode(const QString &userCode, const QUrl &uri, const QUrl &complete)
{
    m_qr->setText((complete.isEmpty() ? uri : complete).toString(QUrl::FullyEncoded));
    showSteps(userCode, uri, complete);
}

void CodePage::showSteps(const QString &userCode, const QUrl &uri, const QUrl &complete)
{
    // A phone cannot reach what listens on this computer alone.
    const QString sentence = isOnThisComputer(uri) ? tr("Open %1 on this computer")
                                                   : tr("Scan the code, or open %1 on any device");
    m_step1->setPieces(sentenceWith(sentence, addressPiece(uri)));
    m_step2->setText(complete.isEmpty() ? tr("Enter this code there")
                                        : tr("Check that it shows this code"));
    m_code->setCode(userCode);
    m_status->setStatus(StatusLine::Status::Waiting);
}

void CodePage::setLifetime(int seconds)
{
    m_ring->setDuration(seconds);
}

void CodePage::setSecondsLeft(int seconds)
{
    const int before = m_ring->secondsLeft();
    m_ring->setSecondsLeft(seconds);
    showCaption();
    if (before > 300 && seconds <= 300 && seconds > 60)
        Accessibility::announce(this, tr("Five minutes left for this code"));
    else if (before > 60 && seconds <= 60 && seconds > 0)
        Accessibility::announce(this, tr("One minute left for this code"));
}

void CodePage::showCaption()
{
    const bool warning = m_ring->isWarning();
    const QString text = warning ? tr("Less than a minute left") : tr("Time left for this code");
    if (text == m_caption->text())
        return;
    m_caption->setText(text);
    m_caption->setTone(warning ? Tone::Warning : Tone::Secondary);
}

void CodePage::setStatus(StatusLine::Status status)
{
    if (status == m_status->status())
        return;
    m_status->setStatus(status);
    Accessibility::announce(this, m_status->text());
    arrange();
}

void CodePage::setScheduler(Scheduler *scheduler)
{
    m_copy->setScheduler(scheduler);
}

void CodePage::copyCode()
{
    // All of it, whatever somebody has selected before pressing the button beside it.
    QGuiApplication::clipboard()->setText(m_code->code());
    m_copy->showCopied();
}

CodePage::Columns CodePage::columnsFor(int width) const
{
    return CodeArrangement::columnsFor(this, width);
}

void CodePage::setColumns(Columns columns)
{
    if (columns == m_columns)
        return;
    m_columns = columns;
    arrange();
    updateGeometry();
}

void CodePage::setTitle(const QString &title, const QString &providerName)
{
    m_title->setTitle(title, providerName);
}

void CodePage::setWarningColor(const QColor &color)
{
    m_ring->setWarningColor(color);
    m_status->setWarningColor(color);
    m_caption->setWarningColor(color);
}

QString CodePage::announcement() const
{
    return m_step1->text() + QStringLiteral(". ") + m_step2->text() + QStringLiteral(": ")
        + UserCode(m_code->code()).spelled();
}

QSize CodePage::sizeHint() const
{
    return CodeArrangement::comfortableSize(this);
}

QSize CodePage::minimumSizeHint() const
{
    return {CodeArrangement::leastWidth(this), 0};
}

int CodePage::heightForWidth(int width) const
{
    return CodeArrangement(this, m_columns, width, CodeArrangement::Pass::Measure).run(0);
}

bool CodePage::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::LayoutRequest:
    case QEvent::LayoutDirectionChange:
    case QEvent::FontChange:
    case QEvent::StyleChange:
        arrange();
        updateGeometry();
        break;
    case QEvent::LanguageChange:
        m_copy->setSpokenName(tr("Copy the code"));
        break;
    default:
        break;
    }
    return Page::event(event);
}

void CodePage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    place();
}

void CodePage::applyDensity()
{
    const bool wide = density() == Density::Wide;
    const qreal step = wide ? 1 : 0.93;
    m_title->setDensity(density());
    m_number1->setSide(wide ? 24 : 20);
    m_number2->setSide(wide ? 24 : 20);
    m_step1->setType(step, QFont::Normal);
    m_step2->setType(step, QFont::Normal);
    m_code->setFontScale(wide ? 1.7 : 1.2);
    m_status->setScale(step);
    m_caption->setType(wide ? 0.93 : 0.86, QFont::Normal);
    m_caution->setType(wide ? 0.93 : 0.86, wide ? Look::usualLeading : 1.25);
    arrange();
}

void CodePage::arrange()
{
    // Until the page is shown its width is not its own, and a resize event is yet to come.
    if (!testAttribute(Qt::WA_PendingResizeEvent))
        place();
}

void CodePage::place()
{
    CodeArrangement(this, m_columns, width(), CodeArrangement::Pass::Place).run(height());
}

} // namespace Latchkey
