// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// The least that plain Qt Widgets needs to ask for a code and to show it.

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QUrl>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>

#include <cstdio>

namespace {

class CodeLabel : public QLabel
{
protected:
    void paintEvent(QPaintEvent *event) override
    {
        QLabel::paintEvent(event);
        if (!text().isEmpty())
            std::fputs("user code painted\n", stderr);
    }
};

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QNetworkAccessManager network;
    CodeLabel label;
    label.resize(744, 417);
    label.show();
    QNetworkRequest request{QUrl(application.arguments().at(1))};
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      QStringLiteral("application/x-www-form-urlencoded"));
    QNetworkReply *const reply =
        network.post(request,
                     "client_id=latchkey&scope=openid%20profile%20email%20demo%3Aread%20"
                     "offline_access");
    QObject::connect(reply, &QNetworkReply::finished, &label, [&] {
        const QJsonObject answer = QJsonDocument::fromJson(reply->readAll()).object();
        label.setText(answer.value(QLatin1String("user_code")).toString());
    });
    return QApplication::exec();
}
