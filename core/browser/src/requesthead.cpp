// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "requesthead.h"

#include <QtCore/QList>

#include <algorithm>

namespace Latchkey {

namespace {

using Status = RequestHead::Status;

constexpr qsizetype maxHeaders = 200;
constexpr qsizetype maxMethod = 16;

bool isTokenCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), isTokenCharacter);
}

// Field values may hold anything that is printable, and bytes beyond ASCII.
bool isFieldValue(const QByteArray &text)
{
    return std::all_of(text.cbegin(), text.cend(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
    });
}

bool isTarget(const QByteArray &text)
{
    return text.startsWith('/') && std::all_of(text.cbegin(), text.cend(), [](char c) {
               return c > ' ' && c <= '~' && c != '#';
           });
}

bool readRequestLine(const QByteArray &line, RequestHead &head)
{
    const QList<QByteArray> parts = line.split(' ');
    if (parts.size() != 3 || (parts.at(2) != "HTTP/1.1" && parts.at(2) != "HTTP/1.0"))
        return false;
    head.method = parts.at(0);
    const QByteArray &target = parts.at(1);
    if (!isToken(head.method) || !isTarget(target))
        return false;
    const qsizetype mark = target.indexOf('?');
    head.path = mark < 0 ? target : target.left(mark);
    head.query = mark < 0 ? QByteArray() : target.mid(mark + 1);
    return true;
}

bool readField(const QByteArray &line, RequestHead &head)
{
    const qsizetype colon = line.indexOf(':');
    const QByteArray name = line.left(std::max<qsizetype>(colon, 0)).toLower();
    const QByteArray value = line.mid(colon + 1).trimmed();
    if (!isToken(name) || !isFieldValue(value))
        return false;
    if (name == "host") {
        // Two of them, and two readers might believe different ones (RFC 9112 §3.2).
        if (!head.host.isEmpty() || value.isEmpty())
            return false;
        head.host = value;
    } else if (name == "transfer-encoding" || (name == "content-length" && value != "0")) {
        head.hasBody = true;
    }
    return true;
}

bool readWhole(const QByteArray &text, RequestHead &head)
{
    QList<QByteArray> lines = text.split('\n');
    if (lines.size() > maxHeaders)
        return false;
    for (QByteArray &line : lines) {
        if (!line.endsWith('\r'))
            return false;
        line.chop(1);
    }
    if (!readRequestLine(lines.takeFirst(), head))
        return false;
    return std::all_of(lines.cbegin(), lines.cend(),
                       [&](const QByteArray &line) { return readField(line, head); })
        && !head.host.isEmpty();
}

// What can be no request is refused at once: somebody who speaks TLS waits for an answer.
bool mayBecomeOne(const QByteArray &received)
{
    const qsizetype blank = received.indexOf(' ');
    const QByteArray method = blank < 0 ? received : received.left(blank);
    return method.size() <= maxMethod
        && std::all_of(method.cbegin(), method.cend(), isTokenCharacter);
}

} // namespace

RequestHead RequestHead::read(const QByteArray &received)
{
    RequestHead head;
    if (received.isEmpty())
        return head;
    const qsizetype end = received.indexOf("\r\n\r\n");
    if (!mayBecomeOne(received)) {
        head.status = Status::Malformed;
    } else if (end > maxBytes || (end < 0 && received.size() > maxBytes)) {
        head.status = Status::TooLarge;
    } else if (end >= 0) {
        head.status = readWhole(received.left(end + 2).chopped(1), head) ? Status::Complete
                                                                         : Status::Malformed;
        head.hasBody = head.hasBody || received.size() > end + 4;
    }
    return head;
}

} // namespace Latchkey
