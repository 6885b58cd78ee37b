// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keyringkwallet.h"

#include "keyringsession.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

namespace {

const QString serviceName = QStringLiteral("org.kde.kwalletd5");
const QString walletName = QStringLiteral("kdewallet");

} // namespace

KeyringKWallet::KeyringKWallet(KeyringSession *session, Rule rule, Switch onOff)
    : m_session(session)
{
    const QString folder = session->home() + QStringLiteral("/config");
    QDir().mkpath(folder);
    QFile settings(folder + QStringLiteral("/kwalletrc"));
    if (!settings.open(QIODevice::WriteOnly))
        qWarning("kwalletrc cannot be written");
    settings.write("[Wallet]\nFirst Use=false\nDefault Wallet=kdewallet\nPrompt on Open=false\n");
    settings.write(onOff == Switch::On ? "Enabled=true\n" : "Enabled=false\n");
    settings.write(rule == Rule::Allow ? "[Auto Allow]\n" : "[Auto Deny]\n");
    settings.write("kdewallet=latchkey-test\n");
    settings.close();

    QProcessEnvironment own = environment();
    own.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    m_daemon.setProcessEnvironment(own);
    m_daemon.setProcessChannelMode(QProcess::MergedChannels);
    m_daemon.setStandardOutputFile(session->home() + QStringLiteral("/kwallet.log"));
    m_daemon.start(QStringLiteral("kwalletd5"), QStringList());
    // Switched off, it comes and goes.
    if (!m_daemon.waitForStarted() || (onOff == Switch::Off && !m_daemon.waitForFinished())
        || !session->waitForName(serviceName, onOff == Switch::On)) {
        qWarning("kwalletd5 did not start");
    }
}

KeyringKWallet::~KeyringKWallet()
{
    // It does not end with the bus.
    m_daemon.kill();
    m_daemon.waitForFinished();
}

QProcessEnvironment KeyringKWallet::environment() const
{
    QProcessEnvironment environment = m_session->environment();
    environment.insert(QStringLiteral("XDG_CURRENT_DESKTOP"), QStringLiteral("KDE"));
    environment.insert(QStringLiteral("KDE_SESSION_VERSION"), QStringLiteral("5"));
    return environment;
}

void KeyringKWallet::open()
{
    const QByteArray hashOfPassword(56, 'x');
    call(QStringLiteral("pamOpen"), {walletName, hashOfPassword, 0});
}

void KeyringKWallet::close()
{
    call(QStringLiteral("close"), {walletName, true});
}

void KeyringKWallet::kill()
{
    m_daemon.kill();
    if (!m_daemon.waitForFinished() || !m_session->waitForName(serviceName, false))
        qWarning("kwalletd5 was not killed");
}

void KeyringKWallet::call(const QString &method, const QVariantList &arguments)
{
    m_session->call(serviceName, QStringLiteral("/modules/kwalletd5"),
                    QStringLiteral("org.kde.KWallet"), method, arguments);
}
