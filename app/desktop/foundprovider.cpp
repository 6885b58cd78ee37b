// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "foundprovider.h"

#include "textblock.h"
#include "ways.h"

#include <QtWidgets/QBoxLayout>

namespace Latchkey::Desktop {

namespace {

// An issuer may list as many scopes as it likes.
constexpr int mostScopes = 20;

/// As they are looked up, each once.
QStringList hostsOf(const Provider &provider)
{
    QStringList hosts;
    for (const auto which :
         {Provider::Endpoint::DeviceAuthorization, Provider::Endpoint::Authorization,
          Provider::Endpoint::Token, Provider::Endpoint::Revocation, Provider::Endpoint::UserInfo,
          Provider::Endpoint::Jwks}) {
        const QString host = provider.endpoint(which).host(QUrl::FullyEncoded);
        if (!host.isEmpty() && !hosts.contains(host))
            hosts.append(host);
    }
    return hosts;
}

} // namespace

FoundProvider::FoundProvider(QWidget *parent)
    : QWidget(parent), m_rows(new QWidget(this)), m_title(new TextBlock(this))
{
    m_title->setType(1.07, QFont::DemiBold);
    auto *rows = new QVBoxLayout(m_rows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_rows);
}

void FoundProvider::setProvider(const Provider &provider, const Services &services)
{
    m_title->setText(tr("This is what was found there"));
    qDeleteAll(m_rows->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    addRow(tr("Issuer"), provider.issuer().toString(QUrl::FullyEncoded));
    addRow(tr("Ways to sign in"), waysSentence(provider, services));
    const QStringList scopes = provider.scopeNames();
    if (!scopes.isEmpty()) {
        QString text = scopes.mid(0, mostScopes).join(QStringLiteral(", "));
        if (scopes.size() > mostScopes)
            text = tr("%1 and %n more", nullptr, int(scopes.size()) - mostScopes).arg(text);
        addRow(tr("What will be asked for"), text);
    }
    addRow(tr("Servers that take part"), hostsOf(provider).join(QStringLiteral(", ")));
}

void FoundProvider::addRow(const QString &label, const QString &value)
{
    auto *row = new QWidget(m_rows);
    auto *name = new TextBlock(row);
    name->setText(label);
    name->setTone(Tone::Secondary);
    name->setType(0.93, QFont::Normal);
    auto *words = new TextBlock(row);
    words->setObjectName(QStringLiteral("found"));
    words->setText(value);
    words->setSelecting(TextBlock::Selecting::On);
    words->setFocusPolicy(Qt::ClickFocus);
    auto *layout = new QVBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(name);
    layout->addWidget(words);
    m_rows->layout()->addWidget(row);
    // A layout would show it later, and count it as nothing until then.
    row->show();
}

QString FoundProvider::spoken() const
{
    QStringList parts;
    const auto blocks = findChildren<TextBlock *>();
    for (const TextBlock *block : blocks)
        parts.append(block->text());
    return parts.join(QStringLiteral(". "));
}

} // namespace Latchkey::Desktop
