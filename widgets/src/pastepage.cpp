// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "pastepage.h"

#include "accessibility.h"
#include "addresstext.h"
#include "iconbutton.h"
#include "look.h"
#include "stepnumber.h"
#include "textblock.h"

#include <QtCore/QEvent>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QVBoxLayout>

namespace Latchkey {

namespace {

constexpr int widestContent = 460;
// Whole addresses are pasted as well; more than this is something else.
constexpr int longestPasted = 20000;

enum Column { numberColumn, textColumn };
enum Row { firstRow, openRow, addressRow, gapRow, secondRow, fieldRow, problemRow };

} // namespace

PastePage::PastePage(QWidget *parent)
    : Page(parent), m_layout(new QVBoxLayout(this)), m_content(new QWidget(this)),
      m_title(new TitleRow(this)), m_number1(new StepNumber(1, m_content)),
      m_step1(new TextBlock(m_content)), m_open(new IconButton(m_content)),
      m_addressRow(new AddressRow(m_content)), m_number2(new StepNumber(2, m_content)),
      m_step2(new TextBlock(m_content)), m_field(new QLineEdit(m_content)),
      m_problemIcon(new IconView(m_content)), m_problem(new TextBlock(m_content))
{
    m_step1->setSelecting(TextBlock::Selecting::On);
    m_step1->setFocusPolicy(Qt::ClickFocus);
    m_open->setAutoDefault(true);
    m_open->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_open->setIcon(lineIcon(LineIcon::OpenInBrowser, m_open, QPalette::ButtonText));
    m_field->setMaxLength(longestPasted);
    // A code is no word, and reads from left to right in any language.
    m_field->setLayoutDirection(Qt::LeftToRight);
    m_field->setInputMethodHints(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase
                                 | Qt::ImhSensitiveData);
    m_problemIcon->setIcon(LineIcon::Warning);
    m_problemIcon->setTone(Tone::Warning);
    m_problemIcon->setBeside(m_problem);
    connect(m_open, &QPushButton::clicked, this, &PastePage::openBrowserClicked);
    connect(m_field, &QLineEdit::textEdited, this, [this] { setProblem({}); });

    m_steps = new QGridLayout(m_content);
    m_steps->setContentsMargins(0, 0, 0, 0);
    m_steps->setHorizontalSpacing(8);
    m_steps->setVerticalSpacing(8);
    m_steps->setColumnStretch(textColumn, 1);
    addStep(firstRow, m_number1, m_step1);
    m_steps->addWidget(m_open, openRow, textColumn, Qt::AlignLeading);
    m_steps->addWidget(m_addressRow, addressRow, textColumn);
    m_steps->setRowMinimumHeight(gapRow, 1);
    addStep(secondRow, m_number2, m_step2);
    m_steps->addWidget(m_field, fieldRow, textColumn);
    auto *problem = new QHBoxLayout;
    problem->setSpacing(8);
    problem->addWidget(m_problemIcon, 0, Qt::AlignTop);
    problem->addWidget(m_problem, 1);
    m_steps->addLayout(problem, problemRow, textColumn);

    m_layout->setSpacing(0);
    m_layout->addWidget(m_title);
    m_layout->addSpacing(16);
    m_layout->addWidget(m_content);
    m_layout->addStretch(1);
    setProblem({});
    setBrowser(Browser::Opened);
    retranslate();
    applyDensity();
}

void PastePage::addStep(int row, StepNumber *number, TextBlock *text)
{
    m_steps->addWidget(number, row, numberColumn, Qt::AlignTop);
    m_steps->addWidget(text, row, textColumn);
}

void PastePage::retranslate()
{
    m_step2->setText(tr("Copy the code that it shows in the end, and paste it here"));
    m_field->setAccessibleName(tr("Code"));
    m_open->setText(tr("Open again"));
    setAddress(m_address);
}

void PastePage::clear()
{
    m_field->clear();
    setProblem({});
}

void PastePage::setAddress(const QUrl &address)
{
    m_address = address;
    m_addressRow->setAddress(address);
    m_step1->setPieces(sentenceWith(tr("Sign in at %1 in your browser"), hostPiece(address)));
}

void PastePage::setBrowser(Browser browser)
{
    const bool isNews = browser != m_addressRow->browser() && browser == Browser::DidNotOpen;
    m_addressRow->setBrowser(browser);
    m_addressRow->setVisible(browser == Browser::DidNotOpen);
    if (isNews)
        Accessibility::announce(this, m_addressRow->label());
}

void PastePage::setScheduler(Scheduler *scheduler)
{
    m_addressRow->setScheduler(scheduler);
}

void PastePage::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_problemIcon->setVisible(!problem.isEmpty());
    // Who comes to the field later hears it as well.
    m_field->setAccessibleDescription(problem);
    if (!problem.isEmpty())
        Accessibility::announce(this, problem);
}

QString PastePage::pasted() const
{
    return m_field->text();
}

QWidget *PastePage::field() const
{
    return m_field;
}

void PastePage::setTitle(const QString &title, const QString &providerName)
{
    m_title->setTitle(title, providerName);
}

void PastePage::setWarningColor(const QColor &color)
{
    m_problemIcon->setWarningColor(color);
    m_addressRow->setWarningColor(color);
}

QString PastePage::announcement() const
{
    return m_step1->text() + QStringLiteral(". ") + m_step2->text();
}

void PastePage::applyDensity()
{
    const int margin = contentMargin(density());
    const bool wide = density() == Density::Wide;
    m_layout->setContentsMargins(margin, margin, margin, 0);
    m_title->setDensity(density());
    m_addressRow->setDensity(density());
    for (StepNumber *number : {m_number1, m_number2})
        number->setSide(wide ? 24 : 20);
    m_field->setMinimumHeight(Look::grown(font(), 32));
    m_content->setMaximumWidth(Look::grown(font(), widestContent));
}

void PastePage::changeEvent(QEvent *event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace Latchkey
