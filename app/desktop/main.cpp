// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandline.h"
#include "demohost.h"
#include "environmentnetwork.h"
#include "mainwindow.h"

#include <latchkey/accounts.h>
#ifdef LATCHKEY_HAVE_BROWSER
#include <latchkey/browsersignin.h>
#endif
#include <latchkey/keychainstore.h>
#include <latchkey/providercatalog.h>
#include <latchkey/scheduler.h>

#include <QtCore/QSettings>
#include <QtGui/QDesktopServices>
#include <QtWidgets/QApplication>

using namespace Latchkey;
using namespace Latchkey::Desktop;

namespace {

// The window and the command are one program to the person, and share their accounts.
const QString program = QStringLiteral("latchkey");

void open(MainWindow &window, const CommandLine &line)
{
    if (!line.demo)
        return window.open();
    if (const auto demo = ProviderCatalog().provider(QStringLiteral("demo")))
        window.openDemo(*demo);
    else
        window.open();
}

} // namespace

int main(int argc, char *argv[])
{
    const CommandLine line = parseCommandLine(argc, argv);
    if (line.exitCode)
        return *line.exitCode;

    // The demo provider comes up while the toolkit does.
    DemoHost demo(DemoProvider::Options::persistent(line.demoPort));
    if (line.demo)
        demo.begin();

    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("latchkey-desktop"));
    // What a person reads, in "... will be able to" for instance.
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Latchkey"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LATCHKEY_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("latchkey-desktop"));

    EnvironmentNetwork network;
    KeychainStore store(program);
    Accounts accounts(program, &store);
    accounts.setNetworkAccessManager(&network);
    const Error problem = accounts.restore();
    accounts.watch();
    QSettings settings(program, QStringLiteral("latchkey-desktop"));

    Services services;
    services.accounts = &accounts;
    services.network = &network;
    services.scheduler = Scheduler::system();
    services.demo = &demo;
    services.settings = &settings;
    services.providers = [] { return ProviderCatalog().providers(); };
#ifdef LATCHKEY_HAVE_BROWSER
    services.browserSignIn = [](const Provider &provider, QObject *parent) {
        return new BrowserSignIn(provider, parent);
    };
#endif
    services.openBrowser = [](const QUrl &url) { return QDesktopServices::openUrl(url); };

    MainWindow window(services);
    // The window system takes its time to put a window up; the page is made meanwhile, and is there
    // when it asks for the first picture.
    window.show();
    open(window, line);
    if (problem.isError())
        window.tellStorageProblem(problem);
    return QApplication::exec();
}
