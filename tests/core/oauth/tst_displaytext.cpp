// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/displaytext.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;

class TestDisplayText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void cleans_data();
    void cleans();
    void bounds_data();
    void bounds();
    void neverCutsACharacterInTwo();
    void megabytesAreQuick_data();
    void megabytesAreQuick();
};

void TestDisplayText::cleans_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    const auto same = [](const char *row, const QString &text) {
        QTest::newRow(row) << text << text;
    };
    const auto gone = [](const char *row, char32_t ucs4) {
        QTest::newRow(row) << QStringLiteral("a") + QString::fromUcs4(&ucs4, 1)
                + QStringLiteral("b")
                           << QStringLiteral("ab");
    };

    same("plain text stays", QStringLiteral("The code has expired."));
    same("markup is text like any other", QStringLiteral("<a href=\"x\">&amp;</a>"));
    same("other scripts stay", QStringLiteral(u"\u0645\u0631\u062d\u0628\u0627 \u65e5\u672c"));
    same("accents that are characters of their own stay", QStringLiteral(u"e\u0301"));
    same("emoji stay", QStringLiteral(u"\U0001F511"));
    same("empty stays empty", QString());
    gone("null", 0);
    gone("escape, which a terminal would obey", 0x1b);
    gone("delete", 0x7f);
    gone("the eight-bit control sequence introducer", 0x9b);
    gone("soft hyphen", 0xad);
    gone("zero-width space", 0x200b);
    gone("zero-width joiner", 0x200d);
    gone("right-to-left mark", 0x200f);
    gone("left-to-right override", 0x202d);
    gone("right-to-left override", 0x202e);
    gone("first strong isolate", 0x2068);
    gone("word joiner", 0x2060);
    gone("byte order mark", 0xfeff);
    gone("language tag", 0xe0001);
    gone("combining grapheme joiner", 0x34f);
    gone("Hangul filler, which looks like nothing", 0x3164);
    gone("private use", 0xe000);
    gone("not a character", 0xffff);
    QTest::newRow("line breaks become a blank")
        << QStringLiteral("one\r\ntwo") << QStringLiteral("one two");
    QTest::newRow("tabs and runs of blanks become one")
        << QStringLiteral("one\t \t two") << QStringLiteral("one two");
    QTest::newRow("line and paragraph separators become a blank")
        << QStringLiteral(u"one\u2028two\u2029three") << QStringLiteral("one two three");
    QTest::newRow("blanks at the ends go")
        << QStringLiteral(" \n one \n ") << QStringLiteral("one");
    QTest::newRow("nothing but what is removed leaves nothing")
        << QStringLiteral(u"\u200b\u202e\n\u0007") << QString();
    QTest::newRow("a blank among invisible characters is no text")
        << QStringLiteral(u"\u200b \u200b") << QString();
}

void TestDisplayText::cleans()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(displayText(text, 100), shown);
}

void TestDisplayText::bounds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    const QString ellipsis = QString(QChar(0x2026));

    QTest::newRow("one short of the limit stays") << QString(9, u'a') << QString(9, u'a');
    QTest::newRow("exactly the limit stays") << QString(10, u'a') << QString(10, u'a');
    QTest::newRow("one more is cut") << QString(11, u'a') << QString(9, u'a') + ellipsis;
    QTest::newRow("far more is cut") << QString(5000, u'a') << QString(9, u'a') + ellipsis;
    QTest::newRow("what is removed does not count")
        << QString(10, u'a') + QString(20, QChar(0x200b)) << QString(10, u'a');
    QTest::newRow("a text hidden behind invisible ones is not looked for")
        << QString(1000, QChar(0x200b)) + QStringLiteral("secret") << ellipsis;
}

void TestDisplayText::bounds()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(displayText(text, 10), shown);
}

void TestDisplayText::neverCutsACharacterInTwo()
{
    const QString key = QStringLiteral(u"\U0001F511");
    for (int lead = 0; lead < 8; ++lead) {
        for (int keys = 0; keys < 40; ++keys) {
            const QString shown = displayText(QString(lead, u'a') + key.repeated(keys), 10);
            QVERIFY(shown.isValidUtf16());
            QVERIFY(shown.size() <= 10);
            QVERIFY2(!shown.contains(QChar::ReplacementCharacter), qPrintable(shown));
        }
    }
    // Half characters come in through JSON escapes such as "\ud83d".
    for (const QString &half : {QString(QChar(0xd83d)), QString(QChar(0xdd11))}) {
        QVERIFY(displayText(QStringLiteral("a") + half + QStringLiteral("b"), 10).isValidUtf16());
        QVERIFY(displayText(half, 10).isValidUtf16());
    }
}

void TestDisplayText::megabytesAreQuick_data()
{
    QTest::addColumn<QString>("unit");
    QTest::newRow("letters") << QStringLiteral("a");
    QTest::newRow("invisible characters") << QString(QChar(0x200b));
    QTest::newRow("blanks") << QStringLiteral(" ");
    QTest::newRow("right-to-left overrides") << QString(QChar(0x202e));
    QTest::newRow("half characters") << QString(QChar(0xd83d));
}

void TestDisplayText::megabytesAreQuick()
{
    QFETCH(QString, unit);
    const QString text = unit.repeated(16 * 1024 * 1024);
    QElapsedTimer timer;
    timer.start();
    const QString shown = displayText(text, maxDescriptionLength);
    QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(shown.size() <= maxDescriptionLength);
    QVERIFY(shown.isValidUtf16());
}

QTEST_GUILESS_MAIN(TestDisplayText)

#include "tst_displaytext.moc"
