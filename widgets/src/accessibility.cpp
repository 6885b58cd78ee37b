// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accessibility.h"

#include "textblock.h"
#include "usercode.h"

#include <latchkey/countdownring.h>
#include <latchkey/qrcodeview.h>
#include <latchkey/usercodeview.h>

#include <QtWidgets/QAccessibleWidget>

namespace Latchkey::Accessibility {

namespace {

/// A painted widget whose name comes from what it shows unless the host program names it.
class PaintedWidget : public QAccessibleWidget
{
public:
    PaintedWidget(QWidget *widget, QAccessible::Role role) : QAccessibleWidget(widget, role) { }

    QString text(QAccessible::Text which) const override
    {
        if (which == QAccessible::Name && widget()->accessibleName().isEmpty())
            return shownName();
        return QAccessibleWidget::text(which);
    }

protected:
    virtual QString shownName() const = 0;
};

class QrCode : public PaintedWidget
{
public:
    explicit QrCode(QrCodeView *view) : PaintedWidget(view, QAccessible::Graphic) { }

protected:
    QString shownName() const override
    {
        return QrCodeView::tr("QR code for %1").arg(static_cast<QrCodeView *>(widget())->text());
    }
};

class Code : public PaintedWidget
{
public:
    explicit Code(UserCodeView *view) : PaintedWidget(view, QAccessible::StaticText) { }

    QString text(QAccessible::Text which) const override
    {
        if (which == QAccessible::Value)
            return static_cast<UserCodeView *>(widget())->code();
        return PaintedWidget::text(which);
    }

protected:
    QString shownName() const override
    {
        const QString code = static_cast<UserCodeView *>(widget())->code();
        return UserCodeView::tr("Code: %1").arg(UserCode(code).spelled());
    }
};

class Text : public PaintedWidget
{
public:
    explicit Text(TextBlock *block) : PaintedWidget(block, QAccessible::StaticText) { }

protected:
    QString shownName() const override { return static_cast<TextBlock *>(widget())->text(); }
};

class Ring : public PaintedWidget, public QAccessibleValueInterface
{
public:
    explicit Ring(CountdownRing *ring) : PaintedWidget(ring, QAccessible::ProgressBar) { }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface *>(this);
        return PaintedWidget::interface_cast(type);
    }

    QString text(QAccessible::Text which) const override
    {
        if (which == QAccessible::Value)
            return CountdownRing::tr("%1 left").arg(ring()->displayedTime());
        return PaintedWidget::text(which);
    }

    QVariant currentValue() const override { return ring()->secondsLeft(); }
    void setCurrentValue(const QVariant &) override { }
    QVariant maximumValue() const override { return ring()->duration(); }
    QVariant minimumValue() const override { return 0; }
    QVariant minimumStepSize() const override { return 1; }

protected:
    QString shownName() const override { return CountdownRing::tr("Time left"); }

private:
    CountdownRing *ring() const { return static_cast<CountdownRing *>(widget()); }
};

QAccessibleInterface *make(const QString &, QObject *object)
{
    if (auto *view = qobject_cast<QrCodeView *>(object))
        return new QrCode(view);
    if (auto *view = qobject_cast<UserCodeView *>(object))
        return new Code(view);
    if (auto *block = qobject_cast<TextBlock *>(object))
        return new Text(block);
    if (auto *ring = qobject_cast<CountdownRing *>(object))
        return new Ring(ring);
    return nullptr;
}

} // namespace

void install()
{
    static const bool installed = (QAccessible::installFactory(make), true);
    Q_UNUSED(installed);
}

void nameChanged(QWidget *widget)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(widget, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&event);
}

void valueChanged(QWidget *widget, int value)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleValueChangeEvent event(widget, value);
    QAccessible::updateAccessibility(&event);
}

void announce(QWidget *widget, const QString &text)
{
    // What nobody can look at is not said either.
    if (!QAccessible::isActive() || !widget->isVisible())
        return;
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QAccessibleAnnouncementEvent event(widget, text);
    event.setPoliteness(QAccessible::AnnouncementPoliteness::Polite);
#else
    // Before Qt 6.8 there is no announcement; an alert makes a screen reader say the widget's name
    // and description.
    widget->setAccessibleDescription(text);
    QAccessibleEvent event(widget, QAccessible::Alert);
#endif
    QAccessible::updateAccessibility(&event);
}

} // namespace Latchkey::Accessibility
