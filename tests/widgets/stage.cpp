// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "stage.h"

#include <latchkey/qrcodeview.h>
#include <latchkey/usercodeview.h>

#include <QtGui/QFontInfo>
#include <QtGui/QGuiApplication>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QScrollArea>

using namespace Latchkey;

void failWhereSomethingIsCutOff(const QWidget *root)
{
    const auto widgets = root->findChildren<QWidget *>();
    for (const QWidget *child : widgets) {
        if (!child->isVisible())
            continue;
        const QString what =
            QStringLiteral("%1 %2 at %3,%4 %5x%6 of %7x%8")
                .arg(QLatin1String(child->metaObject()->className()), child->accessibleName())
                .arg(child->x())
                .arg(child->y())
                .arg(child->width())
                .arg(child->height())
                .arg(child->parentWidget()->width())
                .arg(child->parentWidget()->height());
        // What is inside of a viewport may be larger: that is what scrolling is for.
        if (child->parentWidget()->objectName() != QLatin1String("qt_scrollarea_viewport"))
            QVERIFY2(child->parentWidget()->rect().contains(child->geometry()), qPrintable(what));
        if (const auto *block = qobject_cast<const TextBlock *>(child))
            QVERIFY2(block->height() >= block->heightForWidth(block->width()), qPrintable(what));
        if (const auto *button = qobject_cast<const QPushButton *>(child)) {
            QVERIFY2(button->width() >= button->fontMetrics().horizontalAdvance(button->text()),
                     qPrintable(what));
        }
        if (const auto *qr = qobject_cast<const QrCodeView *>(child))
            QVERIFY2(qr->width() >= qr->minimumSizeHint().width(), qPrintable(what));
        if (const auto *code = qobject_cast<const UserCodeView *>(child))
            QVERIFY2(code->height() >= code->heightForWidth(code->width()), qPrintable(what));
    }
}

QRect inWidget(const QWidget *child, const QWidget *ancestor)
{
    return QRect(child->mapTo(ancestor, QPoint()), child->size());
}

/// What scrolls, and through which one looks at it.
const QWidget *pageOf(const SignInWidget *widget)
{
    return widget->findChild<QScrollArea *>()->widget();
}

bool needsScrolling(const SignInWidget *widget)
{
    const QSize seen = pageOf(widget)->parentWidget()->size();
    const QSize all = pageOf(widget)->size();
    return all.width() > seen.width() || all.height() > seen.height();
}

void setUpApplication()
{
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(14);
    QVERIFY2(QFontInfo(font).family() == QLatin1String("Inter"),
             "the sizes that are tested are those of the font Inter (fonts-inter)");
    QApplication::setFont(font);
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Bedtime Player"));
}
