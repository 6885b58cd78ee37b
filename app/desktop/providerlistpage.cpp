// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "providerlistpage.h"

#include "pagetitle.h"
#include "rowdelegate.h"
#include "textblock.h"
#include "texts.h"

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
    const QString ways = ProviderListPage::tr("By code, on any device");
    if (!provider.clientId().isEmpty())
        return ways;
    return ProviderListPage::tr("%1; needs a client id of your own", "the ways to sign in")
        .arg(ways);
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

void ProviderListPage::choose(const QModelIndex &index)
{
    // One of two signals for one click is enough.
    if (!isVisible())
        return;
    if (index.row() < m_providers.size())
        Q_EMIT providerChosen(m_providers.at(index.row()));
    else
        Q_EMIT otherChosen();
}

} // namespace Latchkey::Desktop
