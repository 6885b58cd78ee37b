// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/systembrowser.h>

#include "base/browserchoice.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QProcess>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace Latchkey {

namespace {

// A browser that ends with an error later than this was there before, and has been closed.
constexpr int failsWithin = 20000; // milliseconds

/// The browsers that are open. One that this program opened outlives it, and QProcess would end its
/// process with itself.
QList<QProcess *> &openBrowsers()
{
    static auto *const browsers = new QList<QProcess *>;
    return *browsers;
}

void letGo(QProcess *process)
{
    openBrowsers().removeOne(process);
    process->deleteLater();
}

QProcess *makeProcess(const BrowserCommand &command, bool mayDrawInTerminal)
{
    auto *const process = new QProcess;
    process->setProgram(command.constFirst());
    process->setArguments(command.mid(1));
    if (mayDrawInTerminal) {
        process->setProcessChannelMode(QProcess::ForwardedChannels);
        process->setInputChannelMode(QProcess::ForwardedInputChannel);
        return process;
    }
    // Pipes would break with this program's end.
    process->setStandardInputFile(QProcess::nullDevice());
    process->setStandardOutputFile(QProcess::nullDevice());
    process->setStandardErrorFile(QProcess::nullDevice());
#ifdef Q_OS_UNIX
    // Ctrl+C is for this program, and not for the browser.
    process->setChildProcessModifier([] { setsid(); });
#endif
    return process;
}

} // namespace

class SystemBrowser::Private
{
public:
    explicit Private(SystemBrowser *browser) : q(browser) { }

    void tryNext();
    void tellFailure(const QString &detail);
    void start(const BrowserCommand &command);

    SystemBrowser *const q;
    const BrowserSurroundings surroundings = BrowserSurroundings::ofProcess();
    const BrowserChoice choice = chooseBrowser(surroundings);
    QList<BrowserCommand> left;
    QStringList tried;
    QUrl url;
    bool mayDrawInTerminal = false;
};

void SystemBrowser::Private::tryNext()
{
    if (!left.isEmpty())
        return start(left.takeFirst());
    tellFailure(tried.isEmpty() ? QStringLiteral("there is no program that opens a browser")
                                : QStringLiteral("could not be started, or failed: ")
                        + tried.join(QStringLiteral(", ")));
}

void SystemBrowser::Private::tellFailure(const QString &detail)
{
    QMetaObject::invokeMethod(
        q, [this, detail] { Q_EMIT q->failed(detail); }, Qt::QueuedConnection);
}

void SystemBrowser::Private::start(const BrowserCommand &command)
{
    tried += command.constFirst();
    QProcess *const process = makeProcess(commandFor(command, url), mayDrawInTerminal);
    openBrowsers().append(process);
    const QDeadlineTimer deadline(failsWithin);
    // Where this object has gone, nobody tries the next one, and the browser is let go all the
    // same.
    QObject::connect(process, &QProcess::finished, process, [process] { letGo(process); });
    QObject::connect(process, &QProcess::errorOccurred, process,
                     [process](QProcess::ProcessError error) {
                         if (error == QProcess::FailedToStart)
                             letGo(process);
                     });
    QObject::connect(process, &QProcess::finished, q,
                     [this, deadline](int status, QProcess::ExitStatus how) {
                         const bool isFailure = status != 0 || how != QProcess::NormalExit;
                         if (isFailure && !deadline.hasExpired())
                             tryNext();
                     });
    QObject::connect(process, &QProcess::errorOccurred, q, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            tryNext();
    });
    process->start();
}

SystemBrowser::SystemBrowser(QObject *parent) : QObject(parent), d(new Private(this))
{ }

SystemBrowser::~SystemBrowser() = default;

bool SystemBrowser::isAvailable() const
{
    return !d->choice.commands.isEmpty();
}

bool SystemBrowser::hasDisplay() const
{
    return d->surroundings.hasDisplay;
}

void SystemBrowser::open(const QUrl &url, Terminal terminal)
{
    const bool isWeb = url.isValid() && !url.host().isEmpty()
        && (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http"));
    if (!isWeb)
        return d->tellFailure(QStringLiteral("only http and https addresses are opened"));
    d->url = url;
    d->left = d->choice.commands;
    d->tried.clear();
    d->mayDrawInTerminal = terminal == Terminal::Lend && !d->surroundings.hasDisplay;
    d->tryNext();
}

} // namespace Latchkey
