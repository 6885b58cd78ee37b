// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "providerformpage.h"

#include "accessibility.h"
#include "actionbutton.h"
#include "foundprovider.h"
#include "lineicon.h"
#include "look.h"
#include "pagetitle.h"
#include "placeholderfields.h"
#include "textblock.h"
#include "ways.h"

#include <latchkey/discovery.h>
#include <latchkey/error.h>

#include <QtCore/QEvent>
#include <QtCore/QSettings>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace Latchkey::Desktop {

namespace {

constexpr int longestField = 2000;

QString settingsKey(const QString &providerId, const QString &placeholder)
{
    // As it was before there was anything but client ids.
    if (placeholder == QLatin1String("client_id"))
        return QStringLiteral("clientId/") + providerId;
    return QStringLiteral("values/%1/%2").arg(providerId, placeholder);
}

/// What somebody types: "id.example.org" is meant to be https.
QUrl issuerFrom(QString text)
{
    text = text.trimmed();
    if (!text.contains(QLatin1String("://")))
        text.prepend(QLatin1String("https://"));
    return QUrl(text, QUrl::StrictMode);
}

/// As it is looked up: what only looks like another host is told apart.
QString hostOf(const QUrl &url)
{
    return url.host(QUrl::FullyEncoded);
}

QString inWords(const Error &error)
{
    return error.advice().isEmpty() ? error.message() : error.message() + u' ' + error.advice();
}

} // namespace

ProviderFormPage::ProviderFormPage(const Services &services, QWidget *parent)
    : ScrollPage(parent), m_services(services), m_title(new PageTitle(this)),
      m_sentence(new TextBlock(this)), m_issuerLabel(new QLabel(tr("Issuer's address"), this)),
      m_issuer(new QLineEdit(this)), m_fields(new PlaceholderFields(this)),
      m_foundView(new FoundProvider(this)), m_documentation(new ActionButton(this)),
      m_problemRow(new QWidget(this)), m_problem(new TextBlock(this)), m_busy(new TextBlock(this)),
      m_continue(new ActionButton(tr("Continue"), this))
{
    m_title->setBackVisible(true);
    m_issuer->setObjectName(QStringLiteral("issuer"));
    m_issuer->setPlaceholderText(QStringLiteral("https://id.example.org"));
    m_issuer->setMaxLength(longestField);
    m_issuer->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_issuerLabel->setBuddy(m_issuer);
    m_documentation->setObjectName(QStringLiteral("documentation"));
    m_documentation->setIcon(
        lineIcon(LineIcon::OpenInBrowser, m_documentation, QPalette::ButtonText));
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setSelecting(TextBlock::Selecting::On);
    m_problem->setFocusPolicy(Qt::ClickFocus);
    m_sentence->setObjectName(QStringLiteral("explanation"));
    m_busy->setTone(Tone::Secondary);
    m_continue->setObjectName(QStringLiteral("continue"));
    m_continue->setDefault(true);

    auto *problemIcon = new IconView(m_problemRow);
    problemIcon->setTone(Tone::Warning);
    problemIcon->setIcon(LineIcon::Warning);
    problemIcon->setBeside(m_problem);
    auto *problemLayout = new QHBoxLayout(m_problemRow);
    problemLayout->setContentsMargins(0, 8, 0, 0);
    problemLayout->setSpacing(8);
    problemLayout->addWidget(problemIcon, 0, Qt::AlignTop);
    problemLayout->addWidget(m_problem, 1);

    auto *content = new PageContent(this);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_continue);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(24, 24, 24, 16);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_sentence);
    layout->addWidget(m_documentation, 0, Qt::AlignLeading);
    layout->addSpacing(8);
    layout->addWidget(m_issuerLabel);
    layout->addWidget(m_issuer);
    layout->addSpacing(8);
    layout->addWidget(m_fields);
    layout->addWidget(m_problemRow);
    layout->addSpacing(8);
    layout->addWidget(m_foundView);
    layout->addWidget(m_busy);
    layout->addStretch(1);
    layout->addLayout(buttons);
    setContent(content);
    setSizes();

    connect(m_title, &PageTitle::backRequested, this, &ProviderFormPage::backRequested);
    connect(m_documentation, &QPushButton::clicked, this, &ProviderFormPage::openDocumentation);
    connect(m_continue, &QPushButton::clicked, this, &ProviderFormPage::goOn);
    connect(m_issuer, &QLineEdit::textChanged, this, &ProviderFormPage::forgetFound);
    connect(m_fields, &PlaceholderFields::changed, this, &ProviderFormPage::updateContinue);
}

ProviderFormPage::~ProviderFormPage() = default;

void ProviderFormPage::open(const Provider &provider)
{
    m_provider = provider;
    m_other = false;
    const QList<Placeholder> missing = provider.placeholders();
    const bool isClientIdAlone = missing.size() == 1;
    m_title->setText(tr("Sign in to %1").arg(provider.name()));
    const QString host = hostOf(provider.documentation());
    if (isClientIdAlone) {
        m_sentence->setText(tr("%1 knows programs by a client id. Enter the one that it gave you.")
                                .arg(provider.name()));
        m_documentation->setText(tr("Get one at %1").arg(host));
    } else {
        const QString secrets = tr("What is secret is kept with the account and nowhere else.");
        const QString whence = host.isEmpty()
            ? tr("What is asked for here comes from %1.").arg(provider.name())
            : tr("What is asked for here comes from %1; %2 tells how.").arg(provider.name(), host);
        m_sentence->setText(whence + QLatin1Char(' ') + secrets);
        m_documentation->setText(tr("Read about it"));
    }
    m_fields->clear();
    m_fields->setFields(missing, remembered(provider));
    prepare();
    m_fields->focusFirst();
}

void ProviderFormPage::openOther()
{
    m_provider = Provider();
    m_other = true;
    m_title->setText(tr("Sign in to another provider"));
    m_sentence->setText(tr("Enter the address of its issuer and the client id that it gave you. "
                           "The rest is looked up there."));
    m_issuer->clear();
    m_fields->clear();
    m_fields->setFields(m_provider.placeholders(), {});
    prepare();
    m_issuer->setFocus(Qt::OtherFocusReason);
}

QMap<QString, QString> ProviderFormPage::remembered(const Provider &provider) const
{
    QMap<QString, QString> values;
    for (const Placeholder &placeholder : provider.placeholders()) {
        if (placeholder.isSecret)
            continue;
        const QVariant value =
            m_services.settings->value(settingsKey(provider.id(), placeholder.name));
        if (value.isValid())
            values.insert(placeholder.name, value.toString());
    }
    return values;
}

// Secrets go with the account into the keychain, and nowhere else.
void ProviderFormPage::remember(const Provider &provider) const
{
    const QMap<QString, QString> values = m_fields->values();
    for (const Placeholder &placeholder : m_fields->placeholders()) {
        if (!placeholder.isSecret) {
            m_services.settings->setValue(settingsKey(provider.id(), placeholder.name),
                                          values.value(placeholder.name));
        }
    }
}

void ProviderFormPage::prepare()
{
    stop();
    m_issuerLabel->setVisible(m_other);
    m_issuer->setVisible(m_other);
    m_documentation->setVisible(!m_provider.documentation().isEmpty());
    setProblem(QString());
    forgetFound();
}

// It was said of another address.
void ProviderFormPage::forgetFound()
{
    m_found = false;
    m_foundView->hide();
    m_continue->setText(tr("Continue"));
    updateContinue();
}

void ProviderFormPage::stop()
{
    // It may be its own signal that led here.
    if (m_discovery) {
        m_discovery->disconnect(this);
        m_discovery->deleteLater();
    }
    m_discovery = nullptr;
    setBusy(false);
}

void ProviderFormPage::hideEvent(QHideEvent *event)
{
    ScrollPage::hideEvent(event);
    if (!event->spontaneous())
        stop();
}

void ProviderFormPage::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    // Outside of a dialog Enter does not press a button that has the focus.
    if (auto *button = qobject_cast<QAbstractButton *>(QApplication::focusWidget());
        enter && button && isAncestorOf(button))
        return button->click();
    if (enter && m_continue->isEnabled())
        return goOn();
    if (event->key() == Qt::Key_Escape)
        return Q_EMIT backRequested();
    ScrollPage::keyPressEvent(event);
}

void ProviderFormPage::openDocumentation()
{
    const QUrl page = m_provider.documentation();
    if (m_services.openBrowser(page))
        return setProblem(QString());
    setProblem(
        tr("The browser did not open. The page is at %1").arg(page.toString(QUrl::FullyEncoded)));
}

void ProviderFormPage::goOn()
{
    setProblem(QString());
    if (!m_other || m_found)
        return finish(m_provider);
    const QUrl issuer = issuerFrom(m_issuer->text());
    if (!issuer.isValid() || issuer.host().isEmpty())
        return setProblem(tr("This is not an address."));
    discover(issuer);
}

void ProviderFormPage::discover(const QUrl &issuer)
{
    m_discovery = new Discovery(issuer, this);
    m_discovery->setNetworkAccessManager(m_services.network);
    m_discovery->setScheduler(m_services.scheduler);
    connect(m_discovery, &Discovery::finished, this, &ProviderFormPage::discovered);
    m_busy->setText(tr("Asking %1…").arg(hostOf(issuer)));
    setBusy(true);
    m_discovery->start();
}

void ProviderFormPage::discovered(const Provider &provider, const Error &error)
{
    stop();
    if (error.isError())
        return setProblem(inWords(error));
    if (waysOf(provider, m_services).isEmpty()) {
        return setProblem(tr("%1 offers none of the ways to sign in that this program knows.")
                              .arg(provider.name()));
    }
    m_provider = provider;
    m_found = true;
    m_fields->setFields(provider.placeholders(), remembered(provider));
    m_foundView->setProvider(provider, m_services);
    m_foundView->show();
    m_continue->setText(tr("Sign in"));
    updateContinue();
    Accessibility::announce(this, m_foundView->spoken());
    if (m_continue->isEnabled())
        m_continue->setFocus(Qt::OtherFocusReason);
    else
        m_fields->focusFirst();
    // The button and what it is about come into sight.
    QMetaObject::invokeMethod(
        this, [this] { ensureWidgetVisible(m_foundView); }, Qt::QueuedConnection);
}

void ProviderFormPage::finish(const Provider &provider)
{
    const QMap<QString, QString> values = m_fields->values();
    QString problem;
    // One by one, so that what is wrong is said where it is wrong.
    for (auto it = values.cbegin(); it != values.cend(); ++it) {
        if (!provider.filled({{it.key(), it.value()}}, &problem))
            return m_fields->showProblem(it.key(), problem);
    }
    const auto complete = provider.filled(values, &problem);
    if (!complete)
        return setProblem(problem);
    Error error;
    for (const Provider::Flow way : waysOf(*complete, m_services)) {
        error = complete->check(way);
        if (!error.isError())
            break;
    }
    if (error.isError())
        return setProblem(inWords(error));
    remember(*complete);
    Q_EMIT ready(*complete);
}

void ProviderFormPage::setBusy(bool busy)
{
    m_busy->setVisible(busy);
    // Not disabled: that would send the keyboard elsewhere.
    m_issuer->setReadOnly(busy);
    m_fields->setReadOnly(busy);
    updateContinue();
}

void ProviderFormPage::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problemRow->setVisible(!sentence.isEmpty());
    if (!sentence.isEmpty())
        Accessibility::announce(this, sentence);
}

void ProviderFormPage::updateContinue()
{
    m_continue->setEnabled(!m_discovery && m_fields->isComplete()
                           && (!m_other || !m_issuer->text().trimmed().isEmpty()));
}

void ProviderFormPage::changeEvent(QEvent *event)
{
    ScrollPage::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        setSizes();
}

void ProviderFormPage::setSizes()
{
    m_issuer->setMinimumHeight(Look::grown(font(), 32));
}

} // namespace Latchkey::Desktop
