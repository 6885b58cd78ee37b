// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "addresstext.h"
#include "rendering.h"
#include "textblock.h"

#include <QtGui/QAccessible>
#include <QtTest/QTest>

using namespace Latchkey;

namespace {

QString shown(const TextPiece &piece, bool strong)
{
    QString text;
    for (const TextRun &run : piece.runs) {
        const bool isStrong = run.weight == TextRun::Weight::Strong;
        if (!strong)
            text += run.text;
        else if (isStrong)
            text += run.text;
    }
    return text;
}

} // namespace

class TestAddressText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { Rendering::failOnWarning(); }

    void emphasisesTheRegistrableDomain_data();
    void emphasisesTheRegistrableDomain();
    void addressStandsWholeOnItsLine();
    void hostIsNeverBroken();
    void longTextsAreBounded();
    void markupIsText();
};

void TestAddressText::emphasisesTheRegistrableDomain_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("strong");
    const auto row = [](const char *name, const char *url, const char *text, const char *strong) {
        QTest::newRow(name) << QString::fromUtf8(url) << QString::fromUtf8(text)
                            << QString::fromUtf8(strong);
    };
    row("a subdomain", "https://login.yotoplay.com/activate", "login.yotoplay.com/activate",
        "yotoplay.com");
    row("no subdomain, nothing but a slash", "https://github.com/", "github.com", "github.com");
    row("a public suffix of two labels", "https://id.shop.co.uk/x", "id.shop.co.uk/x",
        "shop.co.uk");
    row("a private suffix", "https://mara.github.io/x", "mara.github.io/x", "mara.github.io");
    row("a name that pretends", "https://yotoplay.com.evil.example/activate",
        "yotoplay.com.evil.example/activate", "evil.example");
    row("a user name that pretends", "https://yotoplay.com@evil.example/",
        "yotoplay.com@evil.example", "evil.example");
    row("a public suffix itself", "https://co.uk/x", "co.uk/x", "co.uk");
    row("loopback with a port", "http://127.0.0.1:8717/activate", "127.0.0.1:8717/activate",
        "127.0.0.1");
    row("loopback by IPv6", "http://[::1]:8717/a", "[::1]:8717/a", "[::1]");
    row("localhost", "http://localhost:3000/a", "localhost:3000/a", "localhost");
    row("capitals", "https://Login.YOTOPLAY.com/A", "login.yotoplay.com/A", "yotoplay.com");
    row("punycode stays punycode", "https://xn--pple-43d.com/a", "xn--pple-43d.com/a",
        "xn--pple-43d.com");
    row("letters outside ASCII become punycode", "https://\u0430pple.com/a", "xn--pple-43d.com/a",
        "xn--pple-43d.com");
    row("a query and a fragment", "https://a.example/p?q=%20#f", "a.example/p?q=%20#f",
        "a.example");
}

void TestAddressText::emphasisesTheRegistrableDomain()
{
    QFETCH(QString, url);
    QFETCH(QString, text);
    QFETCH(QString, strong);
    const TextPiece piece = addressPiece(QUrl(url));
    QCOMPARE(shown(piece, false), text);
    QCOMPARE(shown(piece, true), strong);
}

void TestAddressText::addressStandsWholeOnItsLine()
{
    QWidget parent;
    TextBlock block(&parent);
    block.setPieces(
        sentenceWith(QStringLiteral("Scan the code, or open %1 on any device"),
                     addressPiece(QUrl(QStringLiteral("https://login.yotoplay.com/activate")))));
    QCOMPARE(block.text(),
             QStringLiteral("Scan the code, or open login.yotoplay.com/activate on any device"));
    QCOMPARE(block.heightForWidth(block.naturalWidth()), block.lineHeight());
    // One pixel less, and the address begins a line; the rest of the sentence goes along.
    QCOMPARE(block.heightForWidth(block.naturalWidth() - 2), 2 * block.lineHeight());

    TextBlock address(&parent);
    address.setPieces({addressPiece(QUrl(QStringLiteral("https://login.yotoplay.com/activate")))});
    const int alone = address.naturalWidth();
    QCOMPARE(block.wrappedWidth(alone + 4) <= alone + 4, true);
    // Three lines: before, the address, after.
    QCOMPARE(block.heightForWidth(alone + 4), 3 * block.lineHeight());
}

void TestAddressText::hostIsNeverBroken()
{
    QWidget parent;
    TextBlock host(&parent);
    host.setPieces({hostPiece(QUrl(QStringLiteral("https://a-long.host-name.example.com/")))});
    TextBlock block(&parent);
    block.setPieces(sentenceWith(
        QStringLiteral("Open %1"),
        addressPiece(QUrl(QStringLiteral("https://a-long.host-name.example.com/and/a/path")))));
    QVERIFY(block.minimumSizeHint().width() >= host.naturalWidth() - 2);
    // Narrower than the host: it stands on one line all the same.
    QCOMPARE(host.heightForWidth(host.naturalWidth() / 2), host.lineHeight());
}

void TestAddressText::longTextsAreBounded()
{
    QWidget parent;
    TextBlock block(&parent);
    block.setText(QString(5'000'000, QLatin1Char('x')));
    QCOMPARE(block.text().size(), qsizetype(TextFlow::longestText));
    QVERIFY(block.minimumSizeHint().width() < 400);
    QVERIFY(block.heightForWidth(200) < 20'000);
}

void TestAddressText::markupIsText()
{
    QWidget parent;
    TextBlock block(&parent);
    const QString text = QStringLiteral("<b>bold</b> &amp; <img src='x'>");
    block.setText(text);
    QCOMPARE(block.text(), text);
    QCOMPARE(QAccessible::queryAccessibleInterface(&block)->text(QAccessible::Name), text);
    TextBlock same(&parent);
    same.setText(QStringLiteral("bold & "));
    QVERIFY(block.naturalWidth() > 2 * same.naturalWidth());
}

QTEST_MAIN(TestAddressText)
#include "tst_addresstext.moc"
