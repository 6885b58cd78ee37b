// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loopbackserver.h"
#include "outcome.h"
#include "virtualscheduler.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QTimer>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Kind = Error::Kind;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;

QByteArray head(int status, const QByteArray &headers)
{
    return "HTTP/1.1 " + QByteArray::number(status) + " Status\r\n" + headers + "\r\n";
}

HttpRequest post(const LoopbackServer &server)
{
    HttpRequest request;
    request.url = server.url();
    request.form = {{QStringLiteral("code"), QStringLiteral("abc")}};
    return request;
}

/// \a data in the gzip format (RFC 1952).
QByteArray gzip(const QByteArray &data)
{
    // qCompress puts six bytes of its own and of zlib's before the deflated data, and four after
    // it.
    const QByteArray zlib = qCompress(data, 9);
    quint32 crc = 0xffffffff;
    for (const char byte : data) {
        crc ^= static_cast<quint8>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    QByteArray trailer;
    for (const quint32 value : {~crc, static_cast<quint32>(data.size())}) {
        for (int shift = 0; shift < 32; shift += 8)
            trailer += static_cast<char>(value >> shift);
    }
    return QByteArray("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10) + zlib.mid(6, zlib.size() - 10) + trailer;
}

} // namespace

/// The client against servers that mean harm or are broken.
class TestHttpHostile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void hugeAnswersAreDroppedAsTheyArrive_data();
    void hugeAnswersAreDroppedAsTheyArrive();
    void compressedAnswersAreBoundedByWhatTheyHold_data();
    void compressedAnswersAreBoundedByWhatTheyHold();
    void theBoundIsExact_data();
    void theBoundIsExact();
    void brokenAnswersAreErrors_data();
    void brokenAnswersAreErrors();
    void answersInPiecesAreWhole_data();
    void answersInPiecesAreWhole();
    void aDripDoesNotOutliveTheDeadline_data();
    void aDripDoesNotOutliveTheDeadline();
    void textOfTheServerIsCleaned();
};

void TestHttpHostile::hugeAnswersAreDroppedAsTheyArrive_data()
{
    QTest::addColumn<QByteArray>("answerHead");
    QTest::addColumn<QByteArray>("chunk");
    const QByteArray block(16 * 1024, 'a');
    const QByteArray length = "Content-Length: 104857600\r\n";
    QTest::newRow("with a length") << head(200, length) << block;
    QTest::newRow("until the connection closes") << head(200, "") << block;
    QTest::newRow("in chunks") << head(200, "Transfer-Encoding: chunked\r\n")
                               << QByteArray("4000\r\n" + block + "\r\n");
    QTest::newRow("with 400") << head(400, length) << block;
    QTest::newRow("with 500") << head(500, length) << block;
    QTest::newRow("with a redirect") << head(302, "Location: /\r\n" + length) << block;
}

void TestHttpHostile::hugeAnswersAreDroppedAsTheyArrive()
{
    QFETCH(QByteArray, answerHead);
    QFETCH(QByteArray, chunk);
    LoopbackServer server(LoopbackServer::flood(answerHead, chunk, 100 * mebibyte));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(server), this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    QVERIFY(outcome.error().isError());
    QTRY_COMPARE(server.openConnections(), 0);
    // What the client read, and what its and the server's systems hold in their buffers.
    QVERIFY2(server.bytesTaken() < 12 * mebibyte, qPrintable(QString::number(server.bytesTaken())));
}

void TestHttpHostile::compressedAnswersAreBoundedByWhatTheyHold_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<int>("status");
    QTest::newRow("many megabytes of nothing") << QByteArray(16 * mebibyte, '\0') << 200;
    QTest::newRow("many megabytes of JSON with 400")
        << QByteArray("{\"a\":\"" + QByteArray(16 * mebibyte, 'a') + "\"}") << 400;
}

void TestHttpHostile::compressedAnswersAreBoundedByWhatTheyHold()
{
    QFETCH(QByteArray, data);
    QFETCH(int, status);
    const QByteArray small = gzip(data);
    QVERIFY(small.size() < mebibyte);
    LoopbackServer server(LoopbackServer::always(
        LoopbackServer::answer(status, small, "Content-Encoding: gzip\r\n")));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(server), this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), Kind::Protocol);
}

void TestHttpHostile::theBoundIsExact_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<bool>("isCompressed");
    QTest::addColumn<bool>("isWhole");
    QTest::newRow("a mebibyte") << mebibyte << false << true;
    QTest::newRow("one byte more") << mebibyte + 1 << false << false;
    QTest::newRow("a mebibyte, compressed") << mebibyte << true << true;
    QTest::newRow("one byte more, compressed") << mebibyte + 1 << true << false;
    QTest::newRow("nothing") << qint64(0) << false << true;
}

void TestHttpHostile::theBoundIsExact()
{
    QFETCH(qint64, size);
    QFETCH(bool, isCompressed);
    QFETCH(bool, isWhole);
    QByteArray data(size, 'x');
    for (qsizetype i = 0; i < data.size(); ++i)
        data[i] = static_cast<char>('a' + (i * 7919 % 26));
    LoopbackServer server(LoopbackServer::always(
        isCompressed ? LoopbackServer::answer(200, gzip(data), "Content-Encoding: gzip\r\n")
                     : LoopbackServer::answer(200, data)));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(server), this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), isWhole ? Kind::None : Kind::Protocol);
    if (isWhole)
        QVERIFY(outcome.body() == data);
}

void TestHttpHostile::brokenAnswersAreErrors_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("shorter than its length")
        << head(200, "Content-Length: 100\r\n") + "{\"access_token\":\"a\"}";
    QTest::newRow("an error, shorter than its length")
        << head(400, "Content-Length: 100\r\n") + "{\"error\":\"invalid_grant\"}";
    QTest::newRow("no byte of its length") << head(200, "Content-Length: 100\r\n");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half of a status line") << QByteArray("HTTP/1.1 20");
    QTest::newRow("half of the headers") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le");
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n\r\n");
    QTest::newRow("null bytes") << QByteArray(4096, '\0');
    const QByteArray chunked = head(200, "Transfer-Encoding: chunked\r\n");
    QTest::newRow("chunks of no size") << chunked + "zz\r\nhello\r\n0\r\n\r\n";
    QTest::newRow("a chunk that is too short") << chunked + "ff\r\n{}";
    QTest::newRow("chunks without an end") << chunked + "2\r\n{}\r\n";
    QTest::newRow("a chunk of a negative size") << chunked + "-5\r\n{}\r\n0\r\n\r\n";
    QTest::newRow("a chunk larger than any number") << chunked + "ffffffffffffffffff\r\n{}";
    const QByteArray packed = gzip("{\"access_token\":\"a\"}");
    QTest::newRow("compressed by somebody who cannot")
        << LoopbackServer::answer(200, "this is not gzip", "Content-Encoding: gzip\r\n");
    QTest::newRow("compressed data that is torn") << LoopbackServer::answer(
        200, packed.left(15) + QByteArray(40, '\xff'), "Content-Encoding: gzip\r\n");
}

void TestHttpHostile::brokenAnswersAreErrors()
{
    QFETCH(QByteArray, bytes);
    LoopbackServer server([&](QTcpSocket *socket, const ReceivedRequest &) {
        socket->write(bytes);
        socket->disconnectFromHost();
    });
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(server), this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    // What Qt lets pass as an answer is unreadable then.
    const Error error = outcome.isAnswer() ? (*outcome.result)->grant().error() : outcome.error();
    QVERIFY(error.kind() == Kind::Network || error.kind() == Kind::Protocol);
    QVERIFY(error.isTransient());
    QCOMPARE(server.requests().size(), 1);
}

void TestHttpHostile::answersInPiecesAreWhole_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray body = "{\"access_token\":\"abc\"}";
    QTest::newRow("with a length") << LoopbackServer::answer(200, body);
    QTest::newRow("in chunks") << head(200, "Transfer-Encoding: chunked\r\n")
            + "5\r\n{\"acc\r\n11\r\ness_token\":\"abc\"}\r\n0\r\n\r\n";
    QTest::newRow("compressed") << LoopbackServer::answer(200, gzip(body),
                                                          "Content-Encoding: gzip\r\n");
    QTest::newRow("with 401") << LoopbackServer::answer(401, body);
    QTest::newRow("after a provisional answer")
        << "HTTP/1.1 100 Continue\r\n\r\n" + LoopbackServer::answer(200, body);
}

void TestHttpHostile::answersInPiecesAreWhole()
{
    QFETCH(QByteArray, bytes);
    LoopbackServer server([&](QTcpSocket *socket, const ReceivedRequest &) {
        auto *timer = new QTimer(socket);
        qsizetype next = 0;
        connect(timer, &QTimer::timeout, socket, [=]() mutable {
            if (next < bytes.size())
                socket->write(bytes.mid(next++, 1));
            else
                timer->stop();
        });
        timer->start(0);
    });
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(server), this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    QCOMPARE(outcome.body(), QByteArray("{\"access_token\":\"abc\"}"));
}

void TestHttpHostile::aDripDoesNotOutliveTheDeadline_data()
{
    QTest::addColumn<QByteArray>("answerHead");
    QTest::newRow("the body") << head(200, "Content-Length: 1000\r\n");
    QTest::newRow("the headers") << QByteArray("HTTP/1.1 200 OK\r\nX: ");
    QTest::newRow("the body of a 401") << head(401, "Content-Length: 1000\r\n");
}

void TestHttpHostile::aDripDoesNotOutliveTheDeadline()
{
    QFETCH(QByteArray, answerHead);
    int drops = 0;
    LoopbackServer server([&](QTcpSocket *socket, const ReceivedRequest &) {
        socket->write(answerHead);
        auto *timer = new QTimer(socket);
        connect(timer, &QTimer::timeout, socket, [&drops, socket] {
            socket->write("a");
            ++drops;
        });
        timer->start(5);
    });
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(server), this, outcome.callback());
    for (int passed = 0; passed < 5; ++passed) {
        const int before = drops;
        QTRY_VERIFY(drops > before);
        scheduler.advance(5s);
    }
    QCOMPARE(outcome.calls, 0);
    scheduler.advance(5s);
    QCOMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), Kind::Network);
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestHttpHostile::textOfTheServerIsCleaned()
{
    // A status line is the server's text, too, and Qt repeats it in its own.
    LoopbackServer server(LoopbackServer::always(
        "HTTP/1.1 404 \x1b[2J\xe2\x80\xaegone\tfor good\r\nContent-Length: 100\r\n"
        "Connection: close\r\n\r\n{}"));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(server), this, outcome.callback());
    QTRY_COMPARE(server.requests().size(), 1);
    server.closeConnections();
    QTRY_COMPARE(outcome.calls, 1);
    const QString detail = outcome.error().detail();
    QVERIFY(!detail.isEmpty());
    for (const QChar character : detail)
        QVERIFY2(character.isPrint(), qPrintable(detail));
}

QTEST_GUILESS_MAIN(TestHttpHostile)

#include "tst_httphostile.moc"
