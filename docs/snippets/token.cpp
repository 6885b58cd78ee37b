// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/accounts.h>
#include <latchkey/keychainstore.h>

#include <QtCore/QCoreApplication>
#include <QtNetwork/QNetworkReply>
#include <QtNetwork/QNetworkRequest>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QString program = QStringLiteral("org.example.player");
    Latchkey::KeychainStore keychain(program);
    Latchkey::Accounts accounts(program, &keychain);

    //! [token]
    accounts.restore();
    Latchkey::Session *session = accounts.find(QStringLiteral("demo"));
    if (!session)
        return 1; // nobody is signed in

    const QNetworkRequest request(QUrl(QStringLiteral("http://127.0.0.1:8765/api/items")));
    session->send(request, "GET", {}, session, [](const Latchkey::SendResult &sent) {
        if (sent.error.isError()) {
            qWarning("%s", qUtf8Printable(sent.error.message()));
            return QCoreApplication::exit(1);
        }
        QObject::connect(sent.reply, &QNetworkReply::finished, sent.reply, [reply = sent.reply] {
            qInfo("%s", reply->readAll().constData());
            QCoreApplication::quit();
        });
    });
    //! [token]
    return QCoreApplication::exec();
}
