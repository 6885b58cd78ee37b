// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "providerlistpage.h"

#include "demohost.h"
#include "pagetitle.h"
#include "rowdelegate.h"
#include "textblock.h"
#include "texts.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QStandardItemModel>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QListView>

namespace Latchkey::Desktop {

namespace {

enum Role {
    LetterRole = Qt::UserRole + 1, ///< What the icon's letter is taken from; empty for "Other".
    WaysRole, ///< One line: how one signs in there.
};

class ProviderDelegate : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

protected:
    Row row(const QModelIndex &index, const QPalette &palette) const override
    {
        Q_UNUSED(palette);
        Row row;
        row.title = index.data(Qt::DisplayRole).toString();
        row.letterOf = index.data(LetterRole).toString();
        row.rest = index.data(WaysRole).toString();
        return row;
    }
};

QString waysText(const Provider &provider)
{
    // Sign-in by code is the only way that this version knows.
    if (provider.clientId().isEmpty())
        return ProviderListPage::tr("By code; needs a client id of your own");
    // No phone can reach what listens on this computer alone.
    return DemoHost::isDemo(provider) ? ProviderListPage::tr("By code, on this computer")
                                      : ProviderListPage::tr("By code, on any device");
}

QStandardItem *makeItem(const QString &name, const QString &letterOf, const QString &ways)
{
    auto *item = new QStandardItem(name);
    item->setEditable(false);
    item->setData(letterOf, LetterRole);
    item->setData(ways, WaysRole);
    item->setData(ProviderListPage::tr("%1. %2", "name of a provider, how one signs in there")
                      .arg(name, ways),
                  Qt::AccessibleTextRole);
    item->setToolTip(plainToolTip(ways));
    return item;
}

} // namespace

ProviderListPage::ProviderListPage(const Services &services, QWidget *parent)
    : QWidget(parent), m_read(services.providers), m_model(new QStandardItemModel(this)),
      m_list(new QListView(this))
{
    auto *title = new PageTitle(this);
    title->setText(tr("Add account"));
    auto *sentence = new TextBlock(this);
    sentence->setText(tr("With whom do you want to sign in?"));
    m_list->setObjectName(QStringLiteral("providers"));
    m_list->setAccessibleName(tr("Providers"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ProviderDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    // A click goes on, so the keyboard's selection is the only one there is to see.
    connect(m_list, &QListView::clicked, this, &ProviderListPage::choose);
    connect(m_list, &QListView::activated, this, &ProviderListPage::choose);

    auto *layout = new QVBoxLayout(this);
    // Rows are inset, and what is in them is not to stand further in than the title.
    layout->setContentsMargins(16, 24, 16, 24);
    layout->setSpacing(8);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(8, 0, 8, 8);
    top->addWidget(title);
    top->addWidget(sentence);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);
}

ProviderListPage::~ProviderListPage() = default;

void ProviderListPage::open()
{
    m_providers.clear();
    m_model->clear();
    for (const Provider &provider : m_read()) {
        if (!provider.flows().contains(Provider::Flow::Device))
            continue;
        m_providers.append(provider);
        m_model->appendRow(makeItem(provider.name(), provider.name(), waysText(provider)));
    }
    m_model->appendRow(makeItem(tr("Other"), QString(), tr("Enter the address of an issuer")));
    m_list->setCurrentIndex(m_model->index(0, 0));
    m_list->setFocus(Qt::OtherFocusReason);
}

void ProviderListPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return Q_EMIT left();
    QWidget::keyPressEvent(event);
}

void ProviderListPage::choose(const QModelIndex &index)
{
    // One of two signals for one click is enough.
    if (!isVisible())
        return;
    if (index.row() < m_providers.size()) {
        // A copy, since whoever listens may have the catalogue read again.
        const Provider provider = m_providers.at(index.row());
        Q_EMIT providerChosen(provider);
        return;
    }
    Q_EMIT otherChosen();
}

} // namespace Latchkey::Desktop
