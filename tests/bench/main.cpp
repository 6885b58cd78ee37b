// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "measurement.h"
#include "wakeups.h"

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

constexpr int accounts = 5;

/// The name of the \a number-th account, which its id ends with.
QString accountName(int number)
{
    return QStringLiteral("bench-%1").arg(number);
}

/// Signs them all in by the command, for a day.
bool signIn(DemoProvider &provider)
{
    provider.adjust([](Demo::Knobs &knobs) {
        knobs.interval = 1;
        knobs.decision = Demo::Decision::Allow;
        knobs.accessTokenLifetime = 24 * 3600;
    });
    for (int account = 0; account < accounts; ++account) {
        QProcess login;
        login.setProcessChannelMode(QProcess::MergedChannels);
        login.start(sibling("latchkey"),
                    {QStringLiteral("login"), QStringLiteral("--issuer"),
                     provider.issuer().toString(), QStringLiteral("--client-id"),
                     QStringLiteral("latchkey"), QStringLiteral("--account"),
                     accountName(account)});
        if (!login.waitForFinished() || login.exitCode() != 0) {
            std::fprintf(stderr, "bench: nobody could be signed in: %s\n",
                         login.readAll().constData());
            return false;
        }
    }
    return true;
}

/// From the start of the process to its end, with a token in the keyring.
bool compareTokens(const DemoProvider &provider, int rounds)
{
    const QString account =
        QStringLiteral("127.0.0.1-%1/%2").arg(provider.port()).arg(accountName(0));
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

bool reportWakeUps(WakeUps &ours, WakeUps &bare, int seconds)
{
    const double oursPerMinute = ours.perMinute(seconds);
    const double barePerMinute = bare.perMinute(seconds);
    if (oursPerMinute < 0 || barePerMinute < 0)
        return false;
    std::printf("Wake-ups a minute while nothing is to be done\n"
                "  %-40s %6.2f\n  %-40s %6.2f\n  ratio %s, %d seconds\n\n",
                qPrintable(ours.name()), oursPerMinute, qPrintable(bare.name()), barePerMinute,
                // The bare one is not woken up at all within the first five minutes.
                barePerMinute > 0
                    ? qPrintable(QString::number(oursPerMinute / barePerMinute, 'f', 2))
                    : "unknown",
                seconds);
    return true;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const int rounds = argc > 1 ? std::max(1, atoi(argv[1])) : 15;
    // Five minutes, which is the longest that either of them sleeps, and some more.
    const int idleSeconds = argc > 2 ? std::max(1, atoi(argv[2])) : 330;
    DemoProvider provider(DemoProvider::Options::inMemory());
    if (provider.start().status != DemoProvider::StartResult::Status::Started)
        return 1;
    // Before anybody is signed in: the bare program has no list of accounts either.
    const bool windows = compareWindows(provider, rounds);
    if (!signIn(provider))
        return 1;
    WakeUps ours(QStringLiteral("a program with %1 accounts").arg(accounts),
                 sibling("latchkey-test-embedded"), {QStringLiteral("latchkey")});
    WakeUps bare(QStringLiteral("bare program with a 5-minute timer"), sibling("bench-bare-idle"),
                 {});
    ours.begin();
    bare.begin();
    const bool tokens = compareTokens(provider, rounds);
    const bool wakeUps = reportWakeUps(ours, bare, idleSeconds);
    return windows && tokens && wakeUps ? 0 : 1;
}
