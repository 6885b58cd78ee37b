// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/provider.h>

#include <QtCore/QMap>
#include <QtWidgets/QWidget>

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace Latchkey {
class TextBlock;
}

namespace Latchkey::Desktop {

/// One field for each thing that a provider leaves open, with its problem beside it.
class PlaceholderFields : public QWidget
{
    Q_OBJECT
public:
    explicit PlaceholderFields(QWidget *parent);
    ~PlaceholderFields() override;

    /// What was typed for something of the same name stays; otherwise \a remembered is there, or
    /// what the provider itself would take.
    void setFields(const QList<Placeholder> &placeholders,
                   const QMap<QString, QString> &remembered);
    /// Forgets what was typed, secrets above all.
    void clear();
    /// What is filled in, by name, without blanks around it.
    QMap<QString, QString> values() const;
    QList<Placeholder> placeholders() const;
    /// Whether all is there that nobody can sign in without.
    bool isComplete() const;
    /// Says \a sentence beside the field of \a name, and goes there.
    void showProblem(const QString &name, const QString &sentence);
    void setReadOnly(bool readOnly);
    void focusFirst();

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Field
    {
        Placeholder placeholder;
        QWidget *row = nullptr;
        QLineEdit *edit = nullptr;
        QWidget *problemRow = nullptr;
        TextBlock *problem = nullptr;
    };

    Field addField(const Placeholder &placeholder, const QString &value);
    void setSizes();

    QVBoxLayout *m_layout;
    QList<Field> m_fields;
};

} // namespace Latchkey::Desktop
