// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QWidget>

namespace Latchkey {

class Monogram;
class TextBlock;

/// How much room there is. It decides margins and type, the same in every state, so that nothing
/// moves when the state changes.
enum class Density {
    Wide, ///< From 420 pixels on.
    Small, ///< From 320 pixels on.
    Narrow,
};

Density densityFor(int width);
/// The room between the content and the edge.
int contentMargin(Density density);

/// What SignInWidget shows in one state, above the buttons.
class Page : public QWidget
{
    Q_OBJECT
public:
    explicit Page(QWidget *parent);

    Density density() const { return m_density; }
    void setDensity(Density density);
    /// No title is shown where it is empty.
    virtual void setTitle(const QString &title, const QString &providerName) = 0;
    virtual void setWarningColor(const QColor &color);
    /// What a screen reader is told when the page appears.
    virtual QString announcement() const = 0;

protected:
    /// Takes margins, type and measures from density() and font().
    virtual void applyDensity() = 0;
    void changeEvent(QEvent *event) override;

private:
    Density m_density = Density::Wide;
};

/// The provider's mark and the title beside it.
class TitleRow : public QWidget
{
    Q_OBJECT
public:
    explicit TitleRow(QWidget *parent);

    void setTitle(const QString &title, const QString &providerName);
    void setDensity(Density density);

private:
    Monogram *m_mark;
    TextBlock *m_text;
};

} // namespace Latchkey
