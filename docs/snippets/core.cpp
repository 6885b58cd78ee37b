// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/devicesignin.h>
#include <latchkey/providercatalog.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QTextStream>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QTextStream out(stdout);

    //! [core]
    Latchkey::DeviceSignIn signIn(*Latchkey::ProviderCatalog().provider(QStringLiteral("demo")));
    QObject::connect(&signIn, &Latchkey::DeviceSignIn::codeReady, &signIn, [&] {
        out << signIn.verificationUri().toString() << ' ' << signIn.userCode() << Qt::endl;
    });
    QObject::connect(
        &signIn, &Latchkey::SignIn::finished, &signIn, [&](const Latchkey::SignInResult &result) {
            out << (result.isSuccess() ? result.identity.name() : result.error.message())
                << Qt::endl;
            QCoreApplication::quit();
        });
    signIn.start();
    //! [core]
    return QCoreApplication::exec();
}
