// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "page.h"

class QBoxLayout;

namespace Latchkey {

class Monogram;
class TextBlock;

/// Who is signed in now.
class SignedInPage final : public Page
{
    Q_OBJECT
public:
    explicit SignedInPage(QWidget *parent);

    /// \a name is the person's, or empty where the provider does not tell; \a account is what tells
    /// two accounts of one person apart, such as an email address, and may be empty.
    void setPerson(const QString &name, const QString &account, const QString &providerName);

    void setTitle(const QString &title, const QString &providerName) override;
    QString announcement() const override;

protected:
    void applyDensity() override;

private:
    QBoxLayout *m_layout;
    Monogram *m_picture;
    TextBlock *m_name;
    TextBlock *m_account;
    TextBlock *m_sentence;
};

} // namespace Latchkey
