// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "page.h"
#include "statusline.h"

#include <QtCore/QUrl>

namespace Latchkey {

class Caution;
class CopyButton;
class CountdownRing;
class QrCodeView;
class Scheduler;
class StepNumber;
class TextBlock;
class UserCodeView;

/// The code to scan or to enter, and the time that is left for it.
///
/// In two columns where there is room: the QR code beside everything else. In one column
/// otherwise: the QR code and the ring above the steps.
class CodePage final : public Page
{
    Q_OBJECT
public:
    explicit CodePage(QWidget *parent);
    ~CodePage() override;

    /// RFC 8628 §3.2; \a complete may be empty.
    void setCode(const QString &userCode, const QUrl &uri, const QUrl &complete);
    /// The seconds that the code was good for when it came.
    void setLifetime(int seconds);
    void setSecondsLeft(int seconds);
    void setStatus(StatusLine::Status status);
    void setScheduler(Scheduler *scheduler);
    void copyCode();

    enum class Columns {
        One, ///< The caution stands at the end of the page.
        Two, ///< The caution belongs beside the buttons, outside of the page.
    };

    /// Two where there is room for them in \a width.
    Columns columnsFor(int width) const;
    /// The page does not choose for itself: a scroll bar that appears must not change it.
    void setColumns(Columns columns);
    Columns columns() const { return m_columns; }

    void setTitle(const QString &title, const QString &providerName) override;
    void setWarningColor(const QColor &color) override;
    QString announcement() const override;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void applyDensity() override;

private:
    friend class CodeArrangement;

    void showSteps(const QString &userCode, const QUrl &uri, const QUrl &complete);
    void showCaption();
    void arrange();
    void place();

    Columns m_columns = Columns::Two;

    TitleRow *m_title;
    QrCodeView *m_qr;
    StepNumber *m_number1;
    TextBlock *m_step1;
    StepNumber *m_number2;
    TextBlock *m_step2;
    UserCodeView *m_code;
    CopyButton *m_copy;
    CountdownRing *m_ring;
    StatusLine *m_status;
    TextBlock *m_caption;
    Caution *m_caution;
};

} // namespace Latchkey
