// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/pastedcode.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;

class tst_PastedCode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void understands_data();
    void understands();
    void understandsErrors();
    void refuses_data();
    void refuses();
};

void tst_PastedCode::understands_data()
{
    QTest::addColumn<QString>("pasted");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("state");
    const auto row = [](const char *name, const char *pasted, const char *code,
                        const char *state = "") {
        QTest::newRow(name) << QString::fromUtf8(pasted) << QString::fromLatin1(code)
                            << QString::fromLatin1(state);
    };
    row("the code", "4/P7q7W91a-oMsCeLvIaQm6bTrgtp7", "4/P7q7W91a-oMsCeLvIaQm6bTrgtp7");
    row("blanks around it", "  \t abc123 \n", "abc123");
    row("a line break at its end, as Windows writes it", "abc123\r\n", "abc123");
    row("a blank that does not break", "\u00a0abc123\u00a0", "abc123");
    row("characters that nobody sees", "\u200babc\u200d123\ufeff", "abc123");
    row("double quotes", "\"abc123\"", "abc123");
    row("quotes as a word processor writes them", "\u201cabc123\u201d", "abc123");
    row("German quotes, blanks within", "\u201e abc123 \u201c", "abc123");
    row("French quotes", "\u00ab\u00a0abc123\u00a0\u00bb", "abc123");
    row("as code in a chat", "`abc123`", "abc123");
    row("broken over two lines", "abc\n123", "abc123");
    row("in groups", "abc 123 def", "abc123def");
    row("as it stands in an address", "4%2F0Ab-c", "4/0Ab-c");
    row("a percent sign of its own", "100%x", "100%x");
    row("characters that only codes have", "a=b&c+d~", "a=b&c+d~");
    row("a form", "code=abc&state=xyz", "abc", "xyz");
    row("a form in another order", "state=xyz&code=abc", "abc", "xyz");
    row("a form, encoded", "code=4%2F0A&state=xyz", "4/0A", "xyz");
    row("a form with a question mark", "?code=abc&state=xyz", "abc", "xyz");
    row("a whole address", "http://127.0.0.1:8787/callback?code=abc&state=xyz", "abc", "xyz");
    row("a whole address in brackets", "<https://x.example/cb?code=abc&state=xyz>", "abc", "xyz");
    row("a whole address with a fragment", "https://x.example/cb?state=xyz&code=abc#_=_", "abc",
        "xyz");
    row("a sentence with an address in it",
        "It says: \"https://x.example/cb?code=abc&state=xyz\" and stops there", "abc", "xyz");
    row("the oob address", "urn:ietf:wg:oauth:2.0:oob:auto?code=abc&state=xyz", "abc", "xyz");
    row("the title of the page", "Success code=abc&state=xyz", "abc", "xyz");
    row("the title with the browser's name", "Success code=abc - Mozilla Firefox", "abc");
    row("from a page's source", "code=abc&amp;state=xyz", "abc", "xyz");
}

void tst_PastedCode::understands()
{
    QFETCH(QString, pasted);
    const auto response = PastedCode::read(pasted);
    QVERIFY2(response, response ? "" : qPrintable(response.error().message()));
    QTEST(response->code, "code");
    QTEST(response->state, "state");
}

void tst_PastedCode::understandsErrors()
{
    const auto response =
        PastedCode::read(QStringLiteral("https://x.example/cb?error=access_denied&state=xyz"));
    QVERIFY(response);
    QVERIFY(response->error);
    QCOMPARE(response->error->error, QStringLiteral("access_denied"));
    QCOMPARE(response->state, QStringLiteral("xyz"));
}

void tst_PastedCode::refuses_data()
{
    QTest::addColumn<QString>("pasted");
    const auto row = [](const char *name, const QByteArray &pasted) {
        QTest::newRow(name) << QString::fromUtf8(pasted);
    };
    row("nothing", "");
    row("blanks", " \t\n ");
    row("quotes", "\"\"");
    row("characters that nobody sees", "\u200b\u200d");
    row("an address without a code", "https://x.example/cb?state=xyz");
    row("an address", "https://x.example/");
    row("another alphabet", "\u043a\u043e\u0434");
    row("a page's source", "<html><body>abc</body></html>");
    row("a whole book", QByteArray(20000, 'a'));
    row("a long paragraph", QByteArray(5000, 'a'));
    row("an address with two codes", "https://x.example/cb?code=abc&code=abd");
    row("an empty code", "code=&state=xyz");
    row("half an escape", "code=abc%&state=xyz");
}

void tst_PastedCode::refuses()
{
    QFETCH(QString, pasted);
    const auto response = PastedCode::read(pasted);
    QVERIFY(!response);
    QCOMPARE(response.error().kind(), Error::Kind::Usage);
    QVERIFY(!response.error().message().isEmpty());
    QVERIFY(!response.error().advice().isEmpty());
    QVERIFY(!response.error().isTransient());
}

QTEST_APPLESS_MAIN(tst_PastedCode)
#include "tst_pastedcode.moc"
