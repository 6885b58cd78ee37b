// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "personsbrowser.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QEventLoop>
#include <QtCore/QFile>
#include <QtCore/QThread>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>

#include <memory>

namespace Latchkey {

PersonsBrowser::PersonsBrowser()
{
    QFile program(m_folder.filePath(QStringLiteral("browser")));
    if (!program.open(QIODevice::WriteOnly))
        qWarning("there is no browser");
    program.write("#!/bin/sh\n"
                  "folder=$(dirname \"$0\")\n"
                  "printf '%s\\n' \"$0\" \"$@\" > \"$folder/line\"\n"
                  "printf '%s' \"$1\" > \"$folder/part\"\n"
                  "mv \"$folder/part\" \"$folder/address\"\n");
    program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

void PersonsBrowser::addTo(QProcessEnvironment &environment) const
{
    environment.insert(QStringLiteral("BROWSER"), m_folder.filePath(QStringLiteral("browser")));
}

QUrl PersonsBrowser::waitForAddress() const
{
    const QDeadlineTimer deadline(20000);
    while (!hasBeenOpened() && !deadline.hasExpired())
        QThread::msleep(10);
    return QUrl::fromEncoded(noted(QStringLiteral("address")));
}

bool PersonsBrowser::hasBeenOpened() const
{
    return QFile::exists(m_folder.filePath(QStringLiteral("address")));
}

QByteArray PersonsBrowser::commandLine() const
{
    return noted(QStringLiteral("line"));
}

QByteArray PersonsBrowser::visit(const QUrl &url)
{
    QNetworkAccessManager network;
    QNetworkRequest request(url);
    request.setTransferTimeout(20000);
    const std::unique_ptr<QNetworkReply> reply(network.get(request));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    return reply->readAll();
}

QByteArray PersonsBrowser::noted(const QString &name) const
{
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace Latchkey
