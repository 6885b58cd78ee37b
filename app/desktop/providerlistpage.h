// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "services.h"

#include <QtWidgets/QWidget>

class QLineEdit;
class QListView;
class QModelIndex;
class QSortFilterProxyModel;
class QStandardItemModel;

namespace Latchkey::Desktop {

/// The first page of adding an account: with whom?
class ProviderListPage : public QWidget
{
    Q_OBJECT
public:
    ProviderListPage(const Services &services, QWidget *parent);
    ~ProviderListPage() override;

    /// Reads the catalogue again, and puts the keyboard into the list.
    void open();

Q_SIGNALS:
    void providerChosen(const Latchkey::Provider &provider);
    void otherChosen();
    /// The person has changed their mind.
    void left();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void choose(const QModelIndex &index);

    void search(const QString &text);

    const Services m_services;
    QList<Provider> m_providers;
    QStandardItemModel *m_model;
    QSortFilterProxyModel *m_shown;
    QLineEdit *m_search;
    QListView *m_list;
};

} // namespace Latchkey::Desktop
