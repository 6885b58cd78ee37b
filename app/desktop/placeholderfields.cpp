// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "placeholderfields.h"

#include "accessibility.h"
#include "lineicon.h"
#include "look.h"
#include "textblock.h"

#include <QtCore/QEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>

#include <algorithm>

namespace Latchkey::Desktop {

namespace {

constexpr int longestField = 2000;

/// Under which name the field is found.
QString fieldName(const Placeholder &placeholder)
{
    return placeholder.name == QLatin1String("client_id") ? QStringLiteral("clientId")
                                                          : placeholder.name;
}

} // namespace

PlaceholderFields::PlaceholderFields(QWidget *parent)
    : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(16);
}

PlaceholderFields::~PlaceholderFields() = default;

void PlaceholderFields::setFields(const QList<Placeholder> &placeholders,
                                  const QMap<QString, QString> &remembered)
{
    const QMap<QString, QString> typed = values();
    clear();
    for (const Placeholder &placeholder : placeholders) {
        const QString usual = remembered.value(placeholder.name, placeholder.defaultValue);
        m_fields.append(addField(placeholder, typed.value(placeholder.name, usual)));
    }
    setSizes();
}

void PlaceholderFields::clear()
{
    for (const Field &field : std::as_const(m_fields))
        delete field.row;
    m_fields.clear();
}

PlaceholderFields::Field PlaceholderFields::addField(const Placeholder &placeholder,
                                                     const QString &value)
{
    Field field;
    field.placeholder = placeholder;
    field.row = new QWidget(this);
    field.edit = new QLineEdit(field.row);
    field.edit->setObjectName(fieldName(placeholder));
    field.edit->setMaxLength(longestField);
    field.edit->setText(value);
    if (placeholder.isSecret) {
        field.edit->setEchoMode(QLineEdit::Password);
        field.edit->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData
                                        | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    } else {
        field.edit->setInputMethodHints(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    }
    if (!placeholder.example.isEmpty())
        field.edit->setPlaceholderText(tr("For instance %1").arg(placeholder.example));

    auto *label = new QLabel(field.row);
    // Texts of a provider file are data: an ampersand in them is one, and markup is none.
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    const QString words =
        placeholder.isRequired ? placeholder.text : tr("%1 (optional)").arg(placeholder.text);
    label->setText(words);
    field.edit->setAccessibleName(words);

    field.problemRow = new QWidget(field.row);
    field.problem = new TextBlock(field.problemRow);
    field.problem->setObjectName(fieldName(placeholder) + QLatin1String("Problem"));
    field.problem->setSelecting(TextBlock::Selecting::On);
    field.problem->setFocusPolicy(Qt::ClickFocus);
    auto *icon = new IconView(field.problemRow);
    icon->setIcon(LineIcon::Warning);
    icon->setTone(Tone::Warning);
    icon->setBeside(field.problem);
    auto *problemLayout = new QHBoxLayout(field.problemRow);
    problemLayout->setContentsMargins(0, 0, 0, 0);
    problemLayout->setSpacing(8);
    problemLayout->addWidget(icon, 0, Qt::AlignTop);
    problemLayout->addWidget(field.problem, 1);
    field.problemRow->hide();

    auto *layout = new QVBoxLayout(field.row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(label);
    layout->addWidget(field.edit);
    layout->addWidget(field.problemRow);
    m_layout->addWidget(field.row);
    field.row->show();

    connect(field.edit, &QLineEdit::textChanged, this, [this, row = field.problemRow] {
        // It was about what stood there before.
        row->hide();
        Q_EMIT changed();
    });
    return field;
}

QMap<QString, QString> PlaceholderFields::values() const
{
    QMap<QString, QString> filled;
    for (const Field &field : m_fields) {
        const QString value = field.edit->text().trimmed();
        if (!value.isEmpty())
            filled.insert(field.placeholder.name, value);
    }
    return filled;
}

QList<Placeholder> PlaceholderFields::placeholders() const
{
    QList<Placeholder> all;
    for (const Field &field : m_fields)
        all.append(field.placeholder);
    return all;
}

bool PlaceholderFields::isComplete() const
{
    return std::all_of(m_fields.cbegin(), m_fields.cend(), [](const Field &field) {
        return !field.placeholder.isRequired || !field.edit->text().trimmed().isEmpty();
    });
}

void PlaceholderFields::showProblem(const QString &name, const QString &sentence)
{
    for (const Field &field : std::as_const(m_fields)) {
        const bool isMeant = field.placeholder.name == name;
        field.problemRow->setVisible(isMeant);
        field.problem->setText(isMeant ? sentence : QString());
        field.edit->setAccessibleDescription(isMeant ? sentence : QString());
        if (isMeant) {
            field.edit->setFocus(Qt::OtherFocusReason);
            Accessibility::announce(this, sentence);
        }
    }
}

void PlaceholderFields::setReadOnly(bool readOnly)
{
    for (const Field &field : std::as_const(m_fields))
        field.edit->setReadOnly(readOnly);
}

void PlaceholderFields::focusFirst()
{
    if (m_fields.isEmpty())
        return;
    const auto empty = std::find_if(m_fields.cbegin(), m_fields.cend(), [](const Field &field) {
        return field.placeholder.isRequired && field.edit->text().isEmpty();
    });
    const Field &first = empty == m_fields.cend() ? m_fields.constFirst() : *empty;
    first.edit->setFocus(Qt::OtherFocusReason);
}

void PlaceholderFields::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        setSizes();
}

void PlaceholderFields::setSizes()
{
    for (const Field &field : std::as_const(m_fields))
        field.edit->setMinimumHeight(Look::grown(font(), 32));
}

} // namespace Latchkey::Desktop
