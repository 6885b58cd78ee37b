// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keyringkeepassxc.h"

#include "keyringsession.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

namespace {

constexpr char settings[] = R"([General]
ConfigVersion=2
UpdateCheckMessageShown=true
SingleInstance=false
[FdoSecrets]
Enabled=true
ShowNotification=false
ConfirmAccessItem=false
ConfirmDeleteItem=false
UnlockBeforeSearch=false
)";

// A database whose only group is the one that the Secret Service shows.
constexpr char emptyDatabase[] = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<KeePassFile>
    <Meta>
        <CustomData>
            <Item>
                <Key>FDO_SECRETS_EXPOSED_GROUP</Key>
                <Value>{12345678-1234-1234-1234-123456789abc}</Value>
            </Item>
        </CustomData>
    </Meta>
    <Root>
        <Group>
            <UUID>EjRWeBI0EjQSNBI0VniavA==</UUID>
            <Name>Root</Name>
        </Group>
    </Root>
</KeePassFile>
)";

void writeFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) < 0)
        qWarning("%s cannot be written", qPrintable(path));
}

} // namespace

KeyringKeePassXC::KeyringKeePassXC(KeyringSession *session)
    : m_session(session), m_database(session->home() + QStringLiteral("/secrets.kdbx"))
{
    writeSettings();
    createDatabase();
    QProcessEnvironment environment = session->environment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    m_program.setProcessEnvironment(environment);
    m_program.setProcessChannelMode(QProcess::MergedChannels);
    m_program.setStandardOutputFile(session->home() + QStringLiteral("/keepassxc.log"));
    m_program.start(QStringLiteral("keepassxc"), QStringList());
    if (!m_program.waitForStarted()
        || !session->waitForName(QStringLiteral("org.freedesktop.secrets"), true)) {
        qWarning("KeePassXC did not start");
    }
    unlock();
}

KeyringKeePassXC::~KeyringKeePassXC()
{
    // It would ask whether to save.
    m_program.kill();
    m_program.waitForFinished();
}

void KeyringKeePassXC::writeSettings()
{
    const QString folder = m_session->home() + QStringLiteral("/config/keepassxc");
    QDir().mkpath(folder);
    writeFile(folder + QStringLiteral("/keepassxc.ini"), settings);
}

void KeyringKeePassXC::createDatabase()
{
    const QString xml = m_session->home() + QStringLiteral("/secrets.xml");
    writeFile(xml, emptyDatabase);
    QProcess import;
    import.setProcessEnvironment(m_session->environment());
    import.start(QStringLiteral("keepassxc-cli"),
                 {QStringLiteral("import"), QStringLiteral("--set-password"),
                  QStringLiteral("--decryption-time"), QStringLiteral("100"), xml, m_database});
    // Twice, since it asks to repeat it.
    import.write(QByteArray(KeyringSession::password) + '\n');
    import.write(QByteArray(KeyringSession::password) + '\n');
    if (!import.waitForFinished() || import.exitCode() != 0)
        qWarning("the database was not made: %s", import.readAllStandardError().constData());
}

void KeyringKeePassXC::lock()
{
    call(QStringLiteral("lockAllDatabases"), {});
}

void KeyringKeePassXC::unlock()
{
    call(QStringLiteral("openDatabase"),
         {m_database, QString::fromLatin1(KeyringSession::password)});
}

void KeyringKeePassXC::call(const QString &method, const QVariantList &arguments)
{
    m_session->call(QStringLiteral("org.keepassxc.KeePassXC.MainWindow"),
                    QStringLiteral("/keepassxc"),
                    QStringLiteral("org.keepassxc.KeePassXC.MainWindow"), method, arguments);
}
