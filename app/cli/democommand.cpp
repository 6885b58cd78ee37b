// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "democommand.h"

#include "interrupt.h"

namespace Latchkey {

void DemoCommand::start()
{
    m_provider = std::make_unique<DemoProvider>(
        DemoProvider::Options::persistent(static_cast<quint16>(line().port)));
    const DemoProvider::StartResult result = m_provider->start();
    const QString address = m_provider->issuer().toString();
    switch (result.status) {
    case DemoProvider::StartResult::Status::Started:
        break;
    case DemoProvider::StartResult::Status::Attached:
        out().say(tr("The demo provider is running already at %1").arg(address));
        return finish(ExitDone);
    case DemoProvider::StartResult::Status::PortTaken:
    case DemoProvider::StartResult::Status::Failed:
        return finish(out().fail(QStringLiteral("demo_failed"), result.message, ExitFailure));
    }
    if (!result.message.isEmpty())
        out().note(result.message);
    out().say(tr("The demo provider runs at %1 until you press Ctrl+C").arg(address));
    if (m_provider->port() == DemoProvider::defaultPort)
        out().say(tr("Sign in to it with: latchkey login demo"));
    else {
        out().say(
            tr("Sign in to it with: latchkey login --issuer %1 --client-id latchkey").arg(address));
    }
    connect(new Interrupt(this), &Interrupt::requested, this, [this] {
        m_provider->stop();
        finish(ExitDone);
    });
}

} // namespace Latchkey
