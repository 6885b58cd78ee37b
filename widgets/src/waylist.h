// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "lineicon.h"
#include "page.h"

#include <latchkey/provider.h>

#include <QtCore/QList>

class QButtonGroup;
class QRadioButton;

namespace Latchkey {

class IconView;
class TextBlock;

/// One way to sign in among several, with words that wrap. A click anywhere on it chooses it.
class WayChoice : public QWidget
{
    Q_OBJECT
public:
    struct Words
    {
        LineIcon icon = LineIcon::OpenInBrowser;
        QString title;
        QString detail;
    };

    explicit WayChoice(QWidget *parent);

    void setWords(const Words &words);
    void setDensity(Density density);
    QRadioButton *button() const { return m_button; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fitButton();

    QRadioButton *m_button;
    IconView *m_icon;
    TextBlock *m_title;
    TextBlock *m_detail;
};

/// The ways to sign in, the best one first and chosen.
class WayList : public QWidget
{
    Q_OBJECT
public:
    explicit WayList(QWidget *parent);

    /// Chooses the first where \a ways are others than before. Fewer than two are nothing to choose
    /// from, and not shown.
    void setWays(const QList<Provider::Flow> &ways, const QList<WayChoice::Words> &words);
    void setDensity(Density density);
    QList<Provider::Flow> ways() const { return m_ways; }
    Provider::Flow chosen() const;
    void choose(Provider::Flow way);
    QString question() const;

private:
    QList<Provider::Flow> m_ways;
    QList<WayChoice *> m_choices;
    QButtonGroup *m_group;
    TextBlock *m_question;
    QWidget *m_rows;
};

} // namespace Latchkey
