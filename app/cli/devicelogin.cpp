// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "devicelogin.h"

#include "textqr.h"
#include "thiscomputer.h"

namespace Latchkey {

DeviceLogin::DeviceLogin(const Provider &provider, const Means &means)
    : LoginWay(means), m_signIn(provider)
{
    watchConnection();
    connect(&m_signIn, &DeviceSignIn::codeReady, this, &DeviceLogin::showCode);
}

void DeviceLogin::showCode()
{
    const QUrl plain = m_signIn.verificationUri();
    const QUrl complete = m_signIn.verificationUriComplete();
    const auto text = [](const QUrl &url) { return url.toString(QUrl::FullyEncoded); };
    QJsonObject event{
        {QStringLiteral("user_code"), m_signIn.userCode()},
        {QStringLiteral("verification_uri"), text(plain)},
        {QStringLiteral("expires_in"), m_signIn.lifetime()},
        {QStringLiteral("interval"), m_signIn.interval()},
    };
    if (!complete.isEmpty())
        event.insert(QStringLiteral("verification_uri_complete"), text(complete));
    out().event(QStringLiteral("code"), event);

    out().say(tr("Sign in to %1").arg(m_signIn.provider().name()));
    showQrCode(complete.isEmpty() ? plain : complete);
    // No phone can reach what listens on this computer alone.
    out().say(isThisComputer(plain.host())
                  ? tr("1. Open %1 on this computer").arg(text(plain))
                  : tr("1. Scan the code, or open %1 on any device").arg(text(plain)));
    out().say(complete.isEmpty() ? tr("2. Enter this code there:")
                                 : tr("2. Check that it shows this code:"));
    out().say(QString());
    out().say(QStringLiteral("       ") + m_signIn.userCode());
    out().say(QString());
    out().say(tr("Go on only if you started this yourself: whoever enters this code gives this "
                 "computer access."));
    out().say(tr("Waiting for you to approve. Time left for this code: %1 min")
                  .arg((m_signIn.secondsLeft() + 59) / 60));
}

void DeviceLogin::showQrCode(const QUrl &url)
{
    if (line().qr == CommandLine::QrCode::Never)
        return;
    if (line().qr == CommandLine::QrCode::Automatic && !out().isTerminal())
        return;
    const QrStyle style = out().isTerminal() ? QrStyle::Terminal : QrStyle::Plain;
    const QStringList lines = textQr(url.toString(QUrl::FullyEncoded), style);
    // A wrapped code is worse than none.
    if (out().isTerminal() && textQrWidth(lines, style) > out().columns())
        return out().note(tr("(The terminal is too narrow for the QR code.)"));
    for (const QString &row : lines)
        out().say(row);
}

} // namespace Latchkey
