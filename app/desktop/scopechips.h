// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/provider.h>

#include <QtWidgets/QWidget>

namespace Latchkey::Desktop {

/// What a sign-in allows, in the provider's words; the raw names are in the tool tips.
class ScopeChips : public QWidget
{
    Q_OBJECT
public:
    explicit ScopeChips(QWidget *parent);

    void setScopes(const Provider &provider, const QStringList &scopes);

private:
    QStringList m_scopes;
    QStringList m_texts;
};

} // namespace Latchkey::Desktop
