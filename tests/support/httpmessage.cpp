// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "httpmessage.h"

#include <QtCore/QUrl>

namespace Latchkey {

QByteArray TestRequest::header(const QByteArray &name) const
{
    for (const auto &[headerName, value] : headers) {
        if (headerName.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

QString TestRequest::host() const
{
    return QString::fromLatin1(header("Host")).section(u':', 0, 0);
}

QString TestRequest::parameter(const QString &name) const
{
    const QString form = QString::fromLatin1(body).replace(u'+', QStringLiteral("%20"));
    return QUrlQuery(form).queryItemValue(name, QUrl::FullyDecoded);
}

std::optional<TestRequest> TestRequest::takeFrom(QByteArray &received)
{
    const qsizetype end = received.indexOf("\r\n\r\n");
    if (end < 0)
        return std::nullopt;
    TestRequest request;
    QList<QByteArray> lines = received.left(end).split('\n');
    const QList<QByteArray> first = lines.takeFirst().trimmed().split(' ');
    for (const QByteArray &line : std::as_const(lines)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.append({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
    }
    const qsizetype length = request.header("Content-Length").toLongLong();
    const qsizetype start = end + 4;
    if (received.size() < start + length)
        return std::nullopt;
    request.body = received.mid(start, length);
    received.remove(0, start + length);
    const QUrl target = QUrl::fromEncoded(first.value(1));
    request.method = first.value(0);
    request.path = target.path();
    request.query = QUrlQuery(target.query(QUrl::FullyEncoded));
    return request;
}

QByteArray TestAnswer::toBytes() const
{
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(status) + " Answer\r\n";
    for (const auto &[name, value] : headers)
        bytes += name + ": " + value + "\r\n";
    return bytes + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace Latchkey
