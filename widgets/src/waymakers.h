// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/signinwidget.h>

#include <QtCore/QMap>

namespace Latchkey {

/// Who makes an attempt by each way to sign in. A code for a device and a pasted code are there
/// from the start; what is missing cannot be done by this program.
class WayMakers
{
public:
    WayMakers();

    /// An empty maker takes the way away.
    void set(Provider::Flow way, const SignInWidget::SignInMaker &maker);
    /// The ways that \a provider supports and this program can go, the best first. Where none could
    /// begin, one that would say why.
    QList<Provider::Flow> waysFor(const Provider &provider) const;
    /// Null where there is nobody to make it.
    SignIn *make(Provider::Flow way, const Provider &provider, QObject *parent) const;

private:
    QMap<Provider::Flow, SignInWidget::SignInMaker> m_makers;
};

} // namespace Latchkey
