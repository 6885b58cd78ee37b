// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "scrollpage.h"
#include "services.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace Latchkey {
class Discovery;
class TextBlock;
} // namespace Latchkey

namespace Latchkey::Desktop {

class FoundProvider;
class PageTitle;
class PlaceholderFields;

/// Asks for what the catalogue leaves open: a client id, a domain, an API key; and for a provider
/// that it does not know the issuer's address, from which the rest is discovered and shown before
/// anybody signs in.
class ProviderFormPage : public ScrollPage
{
    Q_OBJECT
public:
    ProviderFormPage(const Services &services, QWidget *parent);
    ~ProviderFormPage() override;

    /// For a provider that leaves something open.
    void open(const Provider &provider);
    /// For a provider that is known by its issuer only.
    void openOther();
    /// Forgets a discovery that is under way.
    void stop();

Q_SIGNALS:
    void backRequested();
    /// The provider is complete.
    void ready(const Latchkey::Provider &provider);

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void prepare();
    void openDocumentation();
    void goOn();
    void discover(const QUrl &issuer);
    void discovered(const Provider &provider, const Error &error);
    void finish(const Provider &provider);
    QMap<QString, QString> remembered(const Provider &provider) const;
    void remember(const Provider &provider) const;
    void forgetFound();
    void setBusy(bool busy);
    void setProblem(const QString &sentence);
    void updateContinue();
    void setSizes();

    Services m_services;
    Provider m_provider;
    bool m_other = false;
    bool m_found = false; ///< The other one's issuer has told what m_provider holds.
    Discovery *m_discovery = nullptr; ///< One that is under way.

    PageTitle *m_title;
    TextBlock *m_sentence;
    QLabel *m_issuerLabel;
    QLineEdit *m_issuer;
    PlaceholderFields *m_fields;
    FoundProvider *m_foundView;
    QPushButton *m_documentation;
    QWidget *m_problemRow;
    TextBlock *m_problem;
    TextBlock *m_busy;
    QPushButton *m_continue;
};

} // namespace Latchkey::Desktop
