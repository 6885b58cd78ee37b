// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/transportsecurity.h"

#include <QtCore/QRegularExpression>
#include <QtNetwork/QHostAddress>
#include <QtTest/QTest>

using namespace Latchkey;

class TestTransportSecurity : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void judgesAddresses_data();
    void judgesAddresses();
    void whatIsAllowedInClearStaysOnThisComputer_data();
    void whatIsAllowedInClearStaysOnThisComputer();
};

void TestTransportSecurity::judgesAddresses_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("isSecure");
    const auto secure = [](const char *address) {
        QTest::newRow(address) << QString::fromUtf8(address) << true;
    };
    const auto refused = [](const char *address) {
        QTest::newRow(address) << QString::fromUtf8(address) << false;
    };

    secure("https://login.example.com/oauth/token");
    secure("HTTPS://login.example.com/");
    secure("https://login.example.com:8443/");
    secure("https://192.0.2.1/");
    secure("https://[2001:db8::1]/");
    secure("http://127.0.0.1/");
    secure("http://127.0.0.1:8765/oauth/token");
    secure("http://127.255.255.254/");
    secure("http://localhost:8765/");
    secure("http://LOCALHOST/");
    secure("HTTP://127.0.0.1/");
    secure("http://[::1]:8765/");
    secure("http://[0:0:0:0:0:0:0:1]/");

    refused("");
    refused("http://login.example.com/");
    refused("http://192.168.1.1/");
    refused("http://10.0.0.1/");
    refused("http://0.0.0.0/");
    refused("http://[::]/");
    refused("http://[2001:db8::1]/");
    refused("http://127.0.0.1.evil.example/");
    refused("http://127.0.0.1.nip.io/");
    refused("http://localhost.evil.example/");
    refused("http://evil.example/127.0.0.1");
    refused("http://evil.example?127.0.0.1");
    refused("http://evil.example#127.0.0.1");
    refused("http://evil.example\\@127.0.0.1/");
    refused("http://notlocalhost/");
    refused("http://xlocalhost/");
    refused("http://128.0.0.1/");
    refused("http://127.0.0.1@evil.example/");
    refused("http://evil.example@127.0.0.1/");
    refused("https://user@login.example.com/");
    refused("https://user:password@login.example.com/");
    refused("http://2886729729/");
    refused("https:///oauth/token");
    refused("https:");
    refused("https:login.example.com");
    refused("//login.example.com/");
    refused("/oauth/token");
    refused("login.example.com");
    refused("ftp://127.0.0.1/");
    refused("ws://127.0.0.1/");
    refused("file:///etc/passwd");
    refused("file://127.0.0.1/etc/passwd");
    refused("javascript:alert(1)");
    refused("data:text/html,hello");
    refused("httpss://login.example.com/");
    refused("https ://login.example.com/");
    refused("https://exa mple.com/");
    refused("https://[::1/");
    refused("https://login.example.com:99999/");
    refused("http://[::ffff:192.0.2.1]/");
    refused("http://[::ffff:127.0.0.1.evil]/");
}

void TestTransportSecurity::judgesAddresses()
{
    QFETCH(QString, address);
    QFETCH(bool, isSecure);
    QCOMPARE(isSecureUrl(QUrl(address, QUrl::StrictMode)), isSecure);
    QCOMPARE(isSecureUrl(QUrl(address)), isSecure);
}

/// Addresses have many spellings. Whichever of them is let through has to be this very computer.
void TestTransportSecurity::whatIsAllowedInClearStaysOnThisComputer_data()
{
    QTest::addColumn<QString>("host");
    for (const char *host : {"2130706433", "127.1", "127.0.1", "0177.0.0.1", "0x7f.0.0.1",
                             "0x7f000001", "017700000001", "0", "127.0.0.1.", "localhost.",
                             "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::1%251]",
                             "[fe80::1%251]", "loc%61lhost", "127%2e0.0.1", "127.0.0.256"})
        QTest::newRow(host) << QString::fromLatin1(host);
    QTest::newRow("full-width digits") << QStringLiteral(u"\uff11\uff12\uff17.0.0.1");
    QTest::newRow("circled letters") << QStringLiteral(u"\u24db\u24de\u24d2alhost");
}

void TestTransportSecurity::whatIsAllowedInClearStaysOnThisComputer()
{
    QFETCH(QString, host);
    const QUrl url(QStringLiteral("http://%1:80/").arg(host));
    const bool isThisComputer =
        url.host() == QLatin1String("localhost") || QHostAddress(url.host()).isLoopback();
    QVERIFY2(!isSecureUrl(url) || isThisComputer, qPrintable(url.host()));
}

QTEST_GUILESS_MAIN(TestTransportSecurity)

#include "tst_transportsecurity.moc"
