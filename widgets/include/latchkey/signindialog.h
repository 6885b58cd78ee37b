// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/signinwidget.h>
#include <latchkey/widgets_export.h>

#include <QtWidgets/QDialog>

#include <memory>

namespace Latchkey {

/// SignInWidget in a dialog of its own.
///
/// Opening it is the person's request to sign in: the attempt starts when the dialog first appears.
/// It is accepted when the person presses Done, or closes it after signing in, and rejected
/// otherwise; what the attempt gave is in widget().
class LATCHKEY_WIDGETS_EXPORT SignInDialog : public QDialog
{
    Q_OBJECT
public:
    explicit SignInDialog(QWidget *parent = nullptr);
    explicit SignInDialog(const Provider &provider, QWidget *parent = nullptr);
    ~SignInDialog() override;

    /// The widget that does the work; to be set up before the dialog is shown. Owned by the dialog.
    SignInWidget *widget() const;

public Q_SLOTS:
    /// Cancels what is under way.
    void reject() override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
