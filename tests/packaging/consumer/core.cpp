// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/devicesignin.h>
#include <latchkey/providercatalog.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QTextStream>
#include <QtCore/QTimer>

static_assert(__cplusplus < 202002L, "The point is that C++17 is enough");

// Starts a sign-in that must be refused before anything is sent, and looks for the built-in
// providers, whose files have to survive the linking of a static library.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QTextStream out(stdout);

    const Latchkey::ProviderCatalog catalog;
    if (!catalog.provider(QStringLiteral("demo"))) {
        out << "The catalogue has no demo provider\n";
        return 1;
    }

    Latchkey::Provider provider;
    provider.setId(QStringLiteral("consumer"));
    provider.setClientId(QStringLiteral("consumer"));
    const QUrl plain(QStringLiteral("http://provider.invalid/"));
    provider.setEndpoint(Latchkey::Provider::Endpoint::DeviceAuthorization, plain);
    provider.setEndpoint(Latchkey::Provider::Endpoint::Token, plain);

    Latchkey::DeviceSignIn signIn(provider);
    int status = 1;
    QObject::connect(&signIn, &Latchkey::SignIn::finished, &application,
                     [&](const Latchkey::SignInResult &result) {
                         status =
                             result.error.kind() == Latchkey::Error::Kind::InsecureEndpoint ? 0 : 1;
                         out << result.error.message() << '\n';
                         QCoreApplication::exit(status);
                     });
    QTimer::singleShot(10000, &application, [] { QCoreApplication::exit(2); });
    signIn.start();
    return QCoreApplication::exec();
}
