// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/accounts.h>
#include <latchkey/keychainstore.h>

#include <QtCore/QCoreApplication>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>

using namespace std::chrono_literals;

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QNetworkAccessManager network;
    const QString program = QStringLiteral("org.example.player");
    Latchkey::KeychainStore keychain(program);
    Latchkey::Accounts accounts(program, &keychain);

    //! [token]
    accounts.restore();
    Latchkey::Session *session = accounts.find(QStringLiteral("demo"));
    if (!session)
        return 1; // nobody is signed in

    session->withFreshToken(60s, &network, [&](const Latchkey::AccessTokenResult &token) {
        if (token.error.isError()) {
            qWarning("%s", qUtf8Printable(token.error.message()));
            return QCoreApplication::exit(1);
        }
        QNetworkRequest request(QUrl(QStringLiteral("http://127.0.0.1:8765/api/items")));
        request.setRawHeader("Authorization", "Bearer " + token.accessToken.toUtf8());
        QNetworkReply *reply = network.get(request);
        QObject::connect(reply, &QNetworkReply::finished, reply, [reply] {
            qInfo("%s", reply->readAll().constData());
            QCoreApplication::quit();
        });
    });
    //! [token]
    return QCoreApplication::exec();
}
