// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "measurement.h"

#include <latchkey/demo/demoprovider.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QProcess>

#include <algorithm>
#include <cstdio>

using namespace Latchkey;

namespace {

QString sibling(const char *name)
{
    return QCoreApplication::applicationDirPath() + QLatin1Char('/') + QLatin1String(name);
}

/// From the start of the process to the code on the screen, at a provider that runs already.
bool compareWindows(const DemoProvider &provider, int rounds)
{
    qputenv("QT_LOGGING_RULES", "latchkey.widgets=true");
    const QByteArray painted("user code painted");
    const Contender ours{
        QStringLiteral("latchkey-desktop --demo"),
        sibling("latchkey-desktop"),
        {QStringLiteral("--demo"), QStringLiteral("--demo-port"), QString::number(provider.port())},
        painted};
    const Contender bare{QStringLiteral("bare Qt Widgets program"),
                         sibling("bench-bare-widgets"),
                         {provider.url(QStringLiteral("/oauth/device/code")).toString()},
                         painted};
    const bool done =
        compare(QStringLiteral("Process start to user code painted"), ours, bare, rounds, 1.5);
    qunsetenv("QT_LOGGING_RULES");
    return done;
}

/// From the start of the process to its end, with a token in the keyring.
bool compareTokens(DemoProvider &provider, int rounds)
{
    provider.adjust([](Demo::Knobs &knobs) {
        knobs.interval = 1;
        knobs.decision = Demo::Decision::Allow;
    });
    const QStringList login{QStringLiteral("login"),      QStringLiteral("--issuer"),
                            provider.issuer().toString(), QStringLiteral("--client-id"),
                            QStringLiteral("latchkey"),   QStringLiteral("--account"),
                            QStringLiteral("bench")};
    if (QProcess::execute(sibling("latchkey"), login) != 0)
        return false;
    const QString account = QStringLiteral("127.0.0.1-%1/bench").arg(provider.port());
    const Contender ours{QStringLiteral("latchkey token"),
                         sibling("latchkey"),
                         {QStringLiteral("token"), account},
                         {}};
    const Contender bare{QStringLiteral("bare program that reads one item"),
                         sibling("bench-bare-keychain"),
                         {account + QStringLiteral("/access")},
                         {}};
    return compare(QStringLiteral("A stored token, printed"), ours, bare, rounds, 1.5);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const int rounds = argc > 1 ? std::max(1, atoi(argv[1])) : 15;
    DemoProvider provider(DemoProvider::Options::inMemory());
    if (provider.start().status != DemoProvider::StartResult::Status::Started)
        return 1;
    const bool windows = compareWindows(provider, rounds);
    const bool tokens = compareTokens(provider, rounds);
    return windows && tokens ? 0 : 1;
}
