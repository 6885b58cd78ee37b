// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "rendering.h"

#include <latchkey/usercodeview.h>

#include <QtGui/QAccessible>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QMenu>

using namespace Latchkey;

namespace {

const QString usual = QStringLiteral("WDJB-MJHT");

QString spoken(UserCodeView *view)
{
    return QAccessible::queryAccessibleInterface(view)->text(QAccessible::Name);
}

QString clipboard()
{
    return QGuiApplication::clipboard()->text();
}

/// How many cells there are in the first line, by the Base-coloured runs at its upper edge.
int cellsInLine(const QImage &image, int y, const QColor &base)
{
    int cells = 0;
    bool inside = false;
    for (int x = 0; x < image.width(); ++x) {
        const bool isBase = image.pixelColor(x, y) == base;
        if (isBase && !inside)
            ++cells;
        inside = isBase;
    }
    return cells;
}

} // namespace

class TestUserCodeView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        Rendering::failOnWarning();
        QGuiApplication::clipboard()->clear();
    }

    void isSpelledInGroups_data();
    void isSpelledInGroups();
    void eachCharacterHasItsCell();
    void wrapsBetweenGroupsOnly();
    void hintsAreLargeEnough_data();
    void hintsAreLargeEnough();
    void growsWithTheFont();
    void copiesTheWholeCode();
    void copiesTheSelection();
    void selectsWithTheMouse();
    void contextMenuCopies();
    void staysLeftToRight();
    void hostileCodesAreBounded_data();
    void hostileCodesAreBounded();
};

void TestUserCodeView::isSpelledInGroups_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("spelled");
    QTest::newRow("a dash") << usual << QStringLiteral("W D J B, M J H T");
    QTest::newRow("no groups") << QStringLiteral("A1B2C3") << QStringLiteral("A 1 B 2 C 3");
    QTest::newRow("blanks") << QStringLiteral("123 456 789")
                            << QStringLiteral("1 2 3, 4 5 6, 7 8 9");
    QTest::newRow("several separators make one gap")
        << QStringLiteral(" AB - CD--EF ") << QStringLiteral("A B, C D, E F");
    QTest::newRow("dashes of another kind")
        << QStringLiteral("AB\u2013CD\u2010EF") << QStringLiteral("A B, C D, E F");
    QTest::newRow("what cannot be seen is left out")
        << QStringLiteral("A\u202eB\u200b\x07-\u2066CD") << QStringLiteral("A B, C D");
    QTest::newRow("characters outside the basic plane stay whole")
        << QStringLiteral("\U0001f511A-B") << QStringLiteral("\U0001f511 A, B");
}

void TestUserCodeView::isSpelledInGroups()
{
    QFETCH(QString, code);
    QFETCH(QString, spelled);
    UserCodeView view;
    view.setCode(code);
    QCOMPARE(view.code(), code);
    QVERIFY2(spoken(&view).endsWith(QStringLiteral(": ") + spelled), qPrintable(spoken(&view)));
    QCOMPARE(QAccessible::queryAccessibleInterface(&view)->role(), QAccessible::StaticText);
    QCOMPARE(QAccessible::queryAccessibleInterface(&view)->text(QAccessible::Value), code);
}

void TestUserCodeView::eachCharacterHasItsCell()
{
    UserCodeView view;
    view.setPalette(Rendering::lightPalette());
    view.setCode(usual);
    view.resize(view.sizeHint());
    const QImage image = Rendering::render(&view, 1);
    QCOMPARE(cellsInLine(image, 4, Qt::white), 8);
    QCOMPARE(view.heightForWidth(view.width()), view.height());
}

void TestUserCodeView::wrapsBetweenGroupsOnly()
{
    UserCodeView view;
    view.setPalette(Rendering::lightPalette());
    view.setCode(QStringLiteral("ABC-DEFG-HI"));
    const int whole = view.sizeHint().width();
    const int line = view.sizeHint().height();
    QCOMPARE(view.heightForWidth(whole), line);

    view.resize(whole - 1, view.heightForWidth(whole - 1));
    QVERIFY(view.height() > 2 * line);
    QVERIFY(view.height() < 3 * line);
    QImage image = Rendering::render(&view, 1);
    QCOMPARE(cellsInLine(image, 4, Qt::white), 7);
    QCOMPARE(cellsInLine(image, view.height() - 5, Qt::white), 2);

    // No group is broken at the least width that the widget asks for.
    const int least = view.minimumSizeHint().width();
    view.resize(least, view.heightForWidth(least));
    image = Rendering::render(&view, 1);
    QCOMPARE(cellsInLine(image, 4, Qt::white), 3);
    QCOMPARE(cellsInLine(image, view.height() / 2, Qt::white) > 0, true);
    QCOMPARE(cellsInLine(image, view.height() - 5, Qt::white), 2);
}

void TestUserCodeView::hintsAreLargeEnough_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<qreal>("fontScale");
    QTest::newRow("the usual code") << usual << 1.7;
    QTest::newRow("narrow") << usual << 1.2;
    QTest::newRow("three groups") << QStringLiteral("ABCD-EFGH-IJKL") << 1.7;
    QTest::newRow("no code yet") << QString() << 1.7;
}

void TestUserCodeView::hintsAreLargeEnough()
{
    QFETCH(QString, code);
    QFETCH(qreal, fontScale);
    UserCodeView view;
    view.setPalette(Rendering::lightPalette());
    view.setFontScale(fontScale);
    view.setCode(code);
    const QSize hint = view.sizeHint();
    QVERIFY(view.minimumSizeHint().width() <= hint.width());
    QVERIFY(view.minimumSizeHint().height() <= hint.height());
    QVERIFY(hint.height() > 0);

    // Nothing is painted beyond the hint.
    view.resize(hint + QSize(40, 40));
    const QImage image = Rendering::render(&view, 1);
    const QColor ground = Rendering::lightPalette().color(QPalette::Window);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (x >= hint.width() || y >= hint.height())
                QCOMPARE(image.pixelColor(x, y), ground);
        }
    }
}

void TestUserCodeView::growsWithTheFont()
{
    UserCodeView view;
    view.setCode(usual);
    QFont font = view.font();
    font.setPixelSize(14);
    view.setFont(font);
    const QSize normal = view.sizeHint();
    QVERIFY(qAbs(normal.height() - 48) <= 4);
    QVERIFY(qAbs(normal.width() - 300) <= 24);
    font.setPixelSize(28);
    view.setFont(font);
    QVERIFY(view.sizeHint().height() > 1.9 * normal.height());
    QVERIFY(view.sizeHint().width() > 1.9 * normal.width());
}

void TestUserCodeView::copiesTheWholeCode()
{
    UserCodeView view;
    QSignalSpy spy(&view, &UserCodeView::copied);
    view.copy();
    QCOMPARE(spy.count(), 0);
    view.setCode(usual);
    QTest::keySequence(&view, QKeySequence::Copy);
    QCOMPARE(clipboard(), usual);
    QCOMPARE(spy.count(), 1);
}

void TestUserCodeView::copiesTheSelection()
{
    UserCodeView view;
    view.setCode(usual);
    QTest::keySequence(&view, QKeySequence::SelectAll);
    QCOMPARE(view.selectedText(), usual);

    view.setCode(QStringLiteral("ABC-DEF"));
    QCOMPARE(view.selectedText(), QString());
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(view.selectedText(), QStringLiteral("ABC-D"));
    QTest::keyClick(&view, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(view.selectedText(), QStringLiteral("ABC"));
    QTest::keySequence(&view, QKeySequence::Copy);
    QCOMPARE(clipboard(), QStringLiteral("ABC"));
    QTest::keyClick(&view, Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(view.selectedText(), QStringLiteral("ABC-DEF"));
}

void TestUserCodeView::selectsWithTheMouse()
{
    UserCodeView view;
    view.setPalette(Rendering::lightPalette());
    view.setCode(usual);
    view.resize(view.sizeHint());
    const int middle = view.height() / 2;
    QTest::mousePress(&view, Qt::LeftButton, Qt::NoModifier, QPoint(5, middle));
    // QTest's mouse moves carry no buttons.
    QMouseEvent drag(QEvent::MouseMove, QPointF(view.width() + 50, middle),
                     view.mapToGlobal(QPointF(view.width() + 50, middle)), Qt::NoButton,
                     Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &drag);
    QTest::mouseRelease(&view, Qt::LeftButton, Qt::NoModifier, QPoint(5, middle));
    QCOMPARE(view.selectedText(), usual);
    QCOMPARE(cellsInLine(Rendering::render(&view, 1), 4, Qt::white), 0);

    QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, QPoint(5, middle));
    QCOMPARE(view.selectedText(), QString());
    QTest::mouseDClick(&view, Qt::LeftButton, Qt::NoModifier, QPoint(5, middle));
    QCOMPARE(view.selectedText(), usual);
}

void TestUserCodeView::contextMenuCopies()
{
    UserCodeView view;
    view.setCode(usual);
    view.show();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(3, 3),
                            view.mapToGlobal(QPoint(3, 3)));
    QCoreApplication::sendEvent(&view, &event);
    auto *menu = view.findChild<QMenu *>();
    QVERIFY(menu);
    QVERIFY(!menu->actions().isEmpty());
    menu->actions().constFirst()->trigger();
    QCOMPARE(clipboard(), usual);
    menu->close();
}

void TestUserCodeView::staysLeftToRight()
{
    QGuiApplication::setLayoutDirection(Qt::RightToLeft);
    UserCodeView mirrored;
    mirrored.setPalette(Rendering::lightPalette());
    mirrored.setCode(usual);
    mirrored.resize(mirrored.sizeHint());
    const QImage there = Rendering::render(&mirrored, 1);
    QGuiApplication::setLayoutDirection(Qt::LeftToRight);
    UserCodeView plain;
    plain.setPalette(Rendering::lightPalette());
    plain.setCode(usual);
    plain.resize(plain.sizeHint());
    QCOMPARE(there, Rendering::render(&plain, 1));
}

void TestUserCodeView::hostileCodesAreBounded_data()
{
    QTest::addColumn<QString>("code");
    QTest::newRow("a million characters") << QString(1'000'000, QLatin1Char('W'));
    QTest::newRow("one group of 128") << QString(128, QLatin1Char('W'));
    QTest::newRow("a hundred marks on one letter")
        << QLatin1Char('A') + QString(100, QChar(0x0301)) + QLatin1Char('B');
    QTest::newRow("markup") << QStringLiteral("<b>A</b><img src=x>&lt;");
    QTest::newRow("nothing but separators") << QStringLiteral("- - --");
    QTest::newRow("half a surrogate pair") << QString(QChar(0xd83d)) + QStringLiteral("AB");
    QTest::newRow("right-to-left letters") << QStringLiteral("\u05d0\u05d1-\u0627\u0628");
}

void TestUserCodeView::hostileCodesAreBounded()
{
    QFETCH(QString, code);
    UserCodeView view;
    view.setCode(code);
    QVERIFY(view.minimumSizeHint().width() < 600);
    for (const int width : {1, 300, 700}) {
        QVERIFY(view.heightForWidth(width) < 20'000);
        view.resize(width, qMin(2000, view.heightForWidth(width)));
        QVERIFY(!Rendering::render(&view, 1).isNull());
    }
    QVERIFY(spoken(&view).size() < 1000);
    view.copy();
    QCOMPARE(clipboard(), code);
}

QTEST_MAIN(TestUserCodeView)
#include "tst_usercodeview.moc"
