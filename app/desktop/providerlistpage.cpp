// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "providerlistpage.h"

#include "demohost.h"
#include "look.h"
#include "pagetitle.h"
#include "rowdelegate.h"
#include "textblock.h"
#include "texts.h"
#include "ways.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSortFilterProxyModel>
#include <QtGui/QKeyEvent>
#include <QtGui/QStandardItemModel>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>

namespace Latchkey::Desktop {

namespace {

enum Role {
    LetterRole = Qt::UserRole + 1, ///< What the icon's letter is taken from; empty for "Other".
    WaysRole, ///< One line: how one signs in there.
    NumberRole, ///< Which provider; -1 for "Other".
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

/// Finds by name and by what it says of the ways; "Other" is there whatever is looked for.
class ProviderFilter : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const QModelIndex index = sourceModel()->index(row, 0, parent);
        return index.data(NumberRole).toInt() < 0
            || QSortFilterProxyModel::filterAcceptsRow(row, parent);
    }
};

QStandardItem *makeItem(int number, const QString &name, const QString &letterOf,
                        const QString &ways)
{
    auto *item = new QStandardItem(name);
    item->setEditable(false);
    item->setData(number, NumberRole);
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
    : QWidget(parent), m_services(services), m_model(new QStandardItemModel(this)),
      m_shown(new ProviderFilter(this)), m_search(new QLineEdit(this)), m_list(new QListView(this))
{
    auto *title = new PageTitle(this);
    title->setText(tr("Add account"));
    auto *sentence = new TextBlock(this);
    sentence->setText(tr("With whom do you want to sign in?"));
    m_list->setObjectName(QStringLiteral("providers"));
    m_list->setAccessibleName(tr("Providers"));
    m_shown->setSourceModel(m_model);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_shown->setFilterRole(Qt::AccessibleTextRole);
    m_search->setObjectName(QStringLiteral("search"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search among the providers"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumHeight(Look::grown(font(), 32));
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, &ProviderListPage::search);
    m_list->setModel(m_shown);
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
    top->addSpacing(8);
    top->addWidget(m_search);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);
}

ProviderListPage::~ProviderListPage() = default;

void ProviderListPage::open()
{
    m_providers.clear();
    m_model->clear();
    m_search->clear();
    for (const Provider &known : m_services.providers()) {
        const Provider provider = DemoHost::isDemo(known) ? m_services.demo->adopted(known) : known;
        if (waysOf(provider, m_services).isEmpty())
            continue;
        m_model->appendRow(makeItem(int(m_providers.size()), provider.name(), provider.name(),
                                    waysText(provider, m_services)));
        m_providers.append(known);
    }
    m_model->appendRow(makeItem(-1, tr("Other"), QString(), tr("Enter the address of an issuer")));
    m_list->setCurrentIndex(m_shown->index(0, 0));
    m_list->setFocus(Qt::OtherFocusReason);
}

void ProviderListPage::search(const QString &text)
{
    m_shown->setFilterFixedString(text);
    m_list->setCurrentIndex(m_shown->index(0, 0));
}

// The list is gone through while the search keeps the keyboard.
bool ProviderListPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Down:
        case Qt::Key_Up:
        case Qt::Key_PageDown:
        case Qt::Key_PageUp:
            QCoreApplication::sendEvent(m_list, event);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose(m_list->currentIndex());
            return true;
        case Qt::Key_Escape:
            if (m_search->text().isEmpty())
                break;
            m_search->clear();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ProviderListPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return Q_EMIT left();
    if (event->matches(QKeySequence::Find))
        return m_search->setFocus(Qt::ShortcutFocusReason);
    QWidget::keyPressEvent(event);
}

void ProviderListPage::choose(const QModelIndex &index)
{
    // One of two signals for one click is enough.
    if (!isVisible() || !index.isValid())
        return;
    const int number = index.data(NumberRole).toInt();
    if (number < 0)
        return Q_EMIT otherChosen();
    // A copy, since whoever listens may have the catalogue read again.
    const Provider provider = m_providers.at(number);
    Q_EMIT providerChosen(provider);
}

} // namespace Latchkey::Desktop
