// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/browsersignin.h>
#include <latchkey/providercatalog.h>
#include <latchkey/signindialog.h>

#include <QtWidgets/QApplication>

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Latchkey::SignInDialog dialog(*Latchkey::ProviderCatalog().provider(QStringLiteral("yoto")));

    //! [ways]
    dialog.widget()->setSignInMaker(Latchkey::Provider::Flow::Browser,
                                    [](const Latchkey::Provider &provider, QObject *parent) {
                                        return new Latchkey::BrowserSignIn(provider, parent);
                                    });
    //! [ways]
    return dialog.exec() == QDialog::Accepted ? 0 : 1;
}
