// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/browsersignin.h>
#include <latchkey/providercatalog.h>
#include <latchkey/systembrowser.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QTextStream>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QTextStream out(stdout);

    //! [browser]
    Latchkey::BrowserSignIn signIn(*Latchkey::ProviderCatalog().provider(QStringLiteral("demo")));
    Latchkey::SystemBrowser browser; // with a window, QDesktopServices::openUrl() does the same
    QObject::connect(
        &signIn, &Latchkey::BrowserSignIn::authorizeWithBrowser, &browser,
        [&](const QUrl &url) { browser.open(url, Latchkey::SystemBrowser::Terminal::Keep); });
    QObject::connect(
        &signIn, &Latchkey::SignIn::finished, &signIn, [&](const Latchkey::SignInResult &result) {
            out << (result.isSuccess() ? result.identity.name() : result.error.message())
                << Qt::endl;
            QCoreApplication::quit();
        });
    signIn.start();
    //! [browser]
    return QCoreApplication::exec();
}
