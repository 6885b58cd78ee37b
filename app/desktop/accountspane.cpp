// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountspane.h"

#include "actionbutton.h"
#include "actionicon.h"
#include "look.h"
#include "rowdelegate.h"
#include "statemark.h"
#include "texts.h"

#include <latchkey/accounts.h>

#include <QtCore/QEvent>
#include <QtCore/QIdentityProxyModel>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QListView>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyle>
#include <QtWidgets/QToolButton>

#include <algorithm>

namespace Latchkey::Desktop {

namespace {

constexpr int paneWidth = 272;

Session::State stateOf(const QModelIndex &index)
{
    return static_cast<Session::State>(index.data(Accounts::StateRole).toInt());
}

/// The accounts, with what a screen reader and the mouse are told about a row.
class SpokenAccounts : public QIdentityProxyModel
{
public:
    using QIdentityProxyModel::QIdentityProxyModel;

    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role == Qt::AccessibleTextRole) {
            return AccountsPane::tr("%1, %2, %3",
                                    "name of the account, its state, name of the provider")
                .arg(index.data(Accounts::NameRole).toString(), stateText(stateOf(index)),
                     index.data(Accounts::ProviderNameRole).toString());
        }
        if (role == Qt::ToolTipRole)
            return plainToolTip(index.data(Accounts::IdRole).toString());
        return QIdentityProxyModel::data(index, role);
    }
};

class AccountDelegate : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

protected:
    Row row(const QModelIndex &index, const QPalette &palette) const override
    {
        const Session::State state = stateOf(index);
        Row row;
        row.title = index.data(Accounts::NameRole).toString();
        row.letterOf = index.data(Accounts::ProviderNameRole).toString();
        row.mark = [state](QPainter *painter, const QRectF &square, const QColor &color) {
            paintStateMark(painter, state, square, color);
        };
        row.markColor = stateMarkColor(state, palette);
        row.word = stateText(state);
        row.rest = index.data(Accounts::ProviderNameRole).toString();
        return row;
    }
};

} // namespace

AccountsPane::AccountsPane(Accounts *accounts, QMenu *menu, QWidget *parent)
    : QWidget(parent), m_accounts(accounts), m_heading(new QLabel(tr("Accounts"), this)),
      m_list(new QListView(this)), m_add(new ActionButton(tr("Add account"), this)),
      m_menuButton(new QToolButton(this))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);

    m_heading->setBuddy(m_list);
    m_menuButton->setObjectName(QStringLiteral("menu"));
    m_menuButton->setIcon(actionIcon(ActionIcon::Menu, m_menuButton, QPalette::WindowText));
    m_menuButton->setAutoRaise(true);
    m_menuButton->setAccessibleName(tr("Menu"));
    m_menuButton->setToolTip(tr("Menu"));

    auto *model = new SpokenAccounts(this);
    model->setSourceModel(accounts);
    m_list->setObjectName(QStringLiteral("accounts"));
    m_list->setAccessibleName(tr("Accounts"));
    m_list->setModel(model);
    m_list->setItemDelegate(new AccountDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);

    m_add->setObjectName(QStringLiteral("add"));
    m_add->setIcon(actionIcon(ActionIcon::Plus, m_add, QPalette::ButtonText));
    m_add->setAutoDefault(true);

    auto *top = new QHBoxLayout;
    top->setContentsMargins(16, 0, 8, 0);
    top->addWidget(m_heading);
    top->addStretch();
    top->addWidget(m_menuButton);
    auto *bottom = new QHBoxLayout;
    bottom->setContentsMargins(12, 0, 12, 0);
    bottom->addWidget(m_add);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 12, 0, 12);
    layout->setSpacing(8);
    layout->addLayout(top);
    layout->addWidget(m_list);
    layout->addLayout(bottom);
    setSizes();

    // The list picks a current row when it gets the focus; only a selection is a choice.
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_selecting)
            Q_EMIT chosen(selected());
    });
    // A click on the selected account leads back to it from another page.
    connect(m_list, &QListView::clicked, this, [this] { Q_EMIT chosen(selected()); });
    // Not the button's own menu, which would draw an arrow into the icon.
    connect(m_menuButton, &QToolButton::clicked, menu, [this, menu] {
        const int x = isRightToLeft() ? 0 : m_menuButton->width() - menu->sizeHint().width();
        menu->popup(m_menuButton->mapToGlobal(QPoint(x, m_menuButton->height())));
    });
    connect(m_add, &QPushButton::clicked, this, &AccountsPane::addRequested);
}

AccountsPane::~AccountsPane() = default;

Session *AccountsPane::selected() const
{
    const QModelIndexList rows = m_list->selectionModel()->selectedIndexes();
    return rows.isEmpty() ? nullptr
                          : rows.constFirst().data(Accounts::SessionRole).value<Session *>();
}

void AccountsPane::select(Session *session)
{
    const int row = static_cast<int>(m_accounts->sessions().indexOf(session));
    m_selecting = true;
    if (row < 0)
        m_list->selectionModel()->clear();
    else
        m_list->setCurrentIndex(m_list->model()->index(row, 0));
    m_selecting = false;
}

void AccountsPane::focusList()
{
    m_list->setFocus(Qt::OtherFocusReason);
}

QSize AccountsPane::sizeHint() const
{
    return {Look::grown(font(), paneWidth), Look::grown(font(), 400)};
}

void AccountsPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        setSizes();
}

void AccountsPane::setSizes()
{
    QPalette quiet = palette();
    // On Base a label takes Text.
    for (const auto role : {QPalette::WindowText, QPalette::Text})
        quiet.setColor(role, Look::secondaryText(palette()));
    m_heading->setPalette(quiet);
    m_heading->setFont(Look::scaled(font(), 0.93, QFont::DemiBold));
    const int icon = Look::grown(font(), 16);
    m_menuButton->setIconSize({icon, icon});
    // The state of an account can always be read; its provider's name makes room for it.
    int row = Look::grown(font(), 176);
    for (const auto state :
         {Session::State::Restoring, Session::State::Active, Session::State::Refreshing,
          Session::State::Offline, Session::State::NeedsSignIn, Session::State::Locked})
        row = std::max(row, RowDelegate::widthFor(font(), stateText(state)));
    setMinimumWidth(row + style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, m_list));
}

} // namespace Latchkey::Desktop
