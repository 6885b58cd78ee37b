// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "services.h"

#include <QtWidgets/QWidget>

namespace Latchkey {
class TextBlock;
}

namespace Latchkey::Desktop {

/// What an issuer says of itself, for a person to look at before they go on.
class FoundProvider : public QWidget
{
    Q_OBJECT
public:
    explicit FoundProvider(QWidget *parent);

    void setProvider(const Provider &provider, const Services &services);
    /// All of it as one text, for a screen reader.
    QString spoken() const;

private:
    void addRow(const QString &label, const QString &value);

    QWidget *m_rows;
    TextBlock *m_title;
};

} // namespace Latchkey::Desktop
