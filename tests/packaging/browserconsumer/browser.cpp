// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/browsersignin.h>
#include <latchkey/loopbackreplyhandler.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

static_assert(__cplusplus < 202002L, "The point is that C++17 is enough");

// Starts a sign-in, and ends it where the browser would be opened.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    Latchkey::Provider provider;
    provider.setId(QStringLiteral("consumer"));
    provider.setClientId(QStringLiteral("consumer"));
    const QUrl server(QStringLiteral("https://provider.invalid/"));
    provider.setEndpoint(Latchkey::Provider::Endpoint::Authorization, server);
    provider.setEndpoint(Latchkey::Provider::Endpoint::Token, server);

    Latchkey::BrowserSignIn signIn(provider);
    QObject::connect(&signIn, &Latchkey::AuthorizationCodeSignIn::authorizeWithBrowser, &signIn,
                     [&] { QCoreApplication::exit(signIn.redirectUri().port() > 0 ? 0 : 1); });
    QTimer::singleShot(10000, &application, [] { QCoreApplication::exit(2); });
    signIn.start();
    return QCoreApplication::exec();
}
