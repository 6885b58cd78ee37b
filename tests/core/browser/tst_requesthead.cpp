// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "requesthead.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using Status = RequestHead::Status;

class tst_RequestHead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void reads();
    void comesInPieces();
    void judges_data();
    void judges();
};

void tst_RequestHead::reads()
{
    const RequestHead head = RequestHead::read(
        "GET /cb/%2F?code=a%20b&state=c?d HTTP/1.1\r\nHOST:  127.0.0.1:80 \r\nX: \xc3\xa9\r\n\r\n");
    QCOMPARE(head.status, Status::Complete);
    QCOMPARE(head.method, QByteArray("GET"));
    QCOMPARE(head.path, QByteArray("/cb/%2F"));
    QCOMPARE(head.query, QByteArray("code=a%20b&state=c?d"));
    QCOMPARE(head.host, QByteArray("127.0.0.1:80"));
    QVERIFY(!head.hasBody);
}

void tst_RequestHead::comesInPieces()
{
    const QByteArray whole = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    for (qsizetype length = 0; length < whole.size(); ++length)
        QCOMPARE(RequestHead::read(whole.left(length)).status, Status::Incomplete);
    QCOMPARE(RequestHead::read(whole).status, Status::Complete);
}

void tst_RequestHead::judges_data()
{
    QTest::addColumn<QByteArray>("received");
    QTest::addColumn<Status>("status");
    QTest::addColumn<bool>("hasBody");
    const auto row = [](const char *name, const QByteArray &received, Status status,
                        bool hasBody = false) {
        QTest::newRow(name) << received << status << hasBody;
    };
    const QByteArray host = "Host: h\r\n";
    const QByteArray line = "GET / HTTP/1.1\r\n";
    row("HTTP/1.0", "GET / HTTP/1.0\r\n" + host + "\r\n", Status::Complete);
    row("no header at all", line + "\r\n", Status::Malformed);
    row("no host", line + "A: b\r\n\r\n", Status::Malformed);
    row("an empty host", line + "Host:\r\n\r\n", Status::Malformed);
    row("two hosts", line + host + host + "\r\n", Status::Malformed);
    row("a folded header", line + host + "A: b\r\n c\r\n\r\n", Status::Malformed);
    row("a header without a name", line + host + ": b\r\n\r\n", Status::Malformed);
    row("a header without a colon", line + host + "b\r\n\r\n", Status::Malformed);
    row("a blank before the colon", line + "Host : h\r\n\r\n", Status::Malformed);
    row("a null in a header", line + host + QByteArray("A: b\0\r\n\r\n", 9), Status::Malformed);
    row("line feeds alone", "GET / HTTP/1.1\nHost: h\n\r\n\r\n", Status::Malformed);
    row("HTTP/0.9", "GET /\r\n\r\n", Status::Malformed);
    row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Status::Malformed, true);
    row("another protocol", "GET / RTSP/1.0\r\n" + host + "\r\n", Status::Malformed);
    row("a whole address", "GET http://h/ HTTP/1.1\r\n" + host + "\r\n", Status::Malformed);
    row("a fragment", "GET /#a HTTP/1.1\r\n" + host + "\r\n", Status::Malformed);
    row("two blanks", "GET  / HTTP/1.1\r\n" + host + "\r\n", Status::Malformed);
    row("a tab", "GET\t/ HTTP/1.1\r\n" + host + "\r\n", Status::Malformed);
    row("bytes beyond ASCII", "GET /\xc3\xa9 HTTP/1.1\r\n" + host + "\r\n", Status::Malformed);
    row("TLS", QByteArray("\x16\x03\x01\x02\x00\x01", 6), Status::Malformed);
    row("a word that is no method", QByteArray(100, 'A'), Status::Malformed);
    row("nulls", QByteArray(1, '\0'), Status::Malformed);
    row("an endless line", "GET /" + QByteArray(RequestHead::maxBytes, 'a'), Status::TooLarge);
    row("endless headers",
        line + host + "A: " + QByteArray(RequestHead::maxBytes, 'a') + "\r\n\r\n",
        Status::TooLarge);
    row("very many headers", line + host + QByteArray("A: b\r\n").repeated(300) + "\r\n",
        Status::Malformed);
    row("a body", line + host + "Content-Length: 3\r\n\r\nabc", Status::Complete, true);
    row("a body to come", line + host + "Content-Length: 3\r\n\r\n", Status::Complete, true);
    row("no body", line + host + "Content-Length: 0\r\n\r\n", Status::Complete);
    row("a body in pieces", line + host + "Transfer-Encoding: chunked\r\n\r\n", Status::Complete,
        true);
    row("a second request", line + host + "\r\n" + line, Status::Complete, true);
}

void tst_RequestHead::judges()
{
    QFETCH(QByteArray, received);
    const RequestHead head = RequestHead::read(received);
    QTEST(head.status, "status");
    QTEST(head.hasBody, "hasBody");
}

QTEST_APPLESS_MAIN(tst_RequestHead)
#include "tst_requesthead.moc"
