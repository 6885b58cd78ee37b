// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "httpmessage.h"

#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpSocket>

namespace Latchkey {

namespace {

constexpr int patience = 20000; // milliseconds

bool isOfTheConnection(const QByteArray &name)
{
    for (const char *header : {"Connection", "Keep-Alive", "Content-Length", "Transfer-Encoding"}) {
        if (name.compare(header, Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

QByteArray bytesOf(const TestRequest &request, const QString &path, quint16 port)
{
    QByteArray target = path.toUtf8();
    if (!request.query.isEmpty())
        target += '?' + request.query.toString(QUrl::FullyEncoded).toUtf8();
    QByteArray bytes = request.method + ' ' + target + " HTTP/1.1\r\n";
    for (const auto &[name, value] : request.headers) {
        if (!isOfTheConnection(name) && name.compare("Host", Qt::CaseInsensitive) != 0)
            bytes += name + ": " + value + "\r\n";
    }
    return bytes + "Host: 127.0.0.1:" + QByteArray::number(port) + "\r\nConnection: close\r\n"
        + "Content-Length: " + QByteArray::number(request.body.size()) + "\r\n\r\n" + request.body;
}

TestAnswer answerOf(const QByteArray &bytes)
{
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    QList<QByteArray> lines = bytes.left(end).split('\n');
    TestAnswer answer;
    answer.status = lines.takeFirst().split(' ').value(1).toInt();
    answer.headers.clear();
    for (const QByteArray &line : std::as_const(lines)) {
        const qsizetype colon = line.indexOf(':');
        const QByteArray name = line.left(colon).trimmed();
        if (!isOfTheConnection(name))
            answer.headers.append({name, line.mid(colon + 1).trimmed()});
    }
    answer.body = bytes.mid(end + 4);
    return answer;
}

} // namespace

TestHandler forwardTo(quint16 port, const QMap<QString, QString> &paths)
{
    return [port, paths](const TestRequest &request) -> TestAnswer {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        if (!socket.waitForConnected(patience))
            return {502, "{}"};
        socket.write(bytesOf(request, paths.value(request.path, request.path), port));
        QByteArray bytes;
        while (socket.state() != QAbstractSocket::UnconnectedState
               && socket.waitForReadyRead(patience))
            bytes += socket.readAll();
        bytes += socket.readAll();
        if (!bytes.contains("\r\n\r\n"))
            return {502, "{}"};
        return answerOf(bytes);
    };
}

} // namespace Latchkey
