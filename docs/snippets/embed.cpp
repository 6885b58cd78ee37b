// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/accounts.h>
#include <latchkey/keychainstore.h>
#include <latchkey/providercatalog.h>
#include <latchkey/signindialog.h>

#include <QtWidgets/QApplication>
#include <QtWidgets/QMessageBox>

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);

    //! [embed]
    const QString program = QStringLiteral("org.example.player");
    Latchkey::KeychainStore keychain(program);
    Latchkey::Accounts accounts(program, &keychain);
    accounts.restore(); // who signed in before is there again

    Latchkey::SignInDialog dialog(*Latchkey::ProviderCatalog().provider(QStringLiteral("demo")));
    dialog.widget()->setAccounts(&accounts);
    if (dialog.exec() == QDialog::Accepted) {
        const QString name = dialog.widget()->session()->name();
        QMessageBox::information(nullptr, program, QStringLiteral("Hello, %1").arg(name));
    }
    //! [embed]
    return 0;
}
