// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/signindialog.h>

#include <QtGui/QGuiApplication>
#include <QtGui/QShowEvent>
#include <QtWidgets/QVBoxLayout>

namespace Latchkey {

class SignInDialog::Private
{
public:
    SignInWidget *widget = nullptr;
    bool started = false;
};

SignInDialog::SignInDialog(QWidget *parent) : QDialog(parent), d(std::make_unique<Private>())
{
    d->widget = new SignInWidget(this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(d->widget);
    setWindowTitle(QGuiApplication::applicationDisplayName().isEmpty()
                       ? tr("Sign in")
                       : QGuiApplication::applicationDisplayName());
    connect(d->widget, &SignInWidget::done, this, &QDialog::accept);
    // The person's own Cancel closes the dialog; reject() has no more to cancel by then.
    connect(d->widget, &SignInWidget::cancelled, this, &SignInDialog::reject);
}

SignInDialog::SignInDialog(const Provider &provider, QWidget *parent) : SignInDialog(parent)
{
    d->widget->setProvider(provider);
}

SignInDialog::~SignInDialog()
{
    // What the widget says while it dies is for nobody.
    disconnect(d->widget, nullptr, this, nullptr);
}

SignInWidget *SignInDialog::widget() const
{
    return d->widget;
}

void SignInDialog::reject()
{
    if (d->widget->state() == SignInWidget::State::SignedIn)
        return accept();
    if (d->widget->state() == SignInWidget::State::Idle)
        return QDialog::reject();
    // Comes back here by cancelled().
    d->widget->cancel();
}

void SignInDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (d->started || event->spontaneous())
        return;
    d->started = true;
    d->widget->setFocus(Qt::OtherFocusReason);
    d->widget->start();
}

} // namespace Latchkey
