// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "signinscene.h"
#include "textblock.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QUrl>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

/// A window with a SignInWidget in it, as a host program would make one.
struct Stage
{
    explicit Stage(const QSize &size)
    {
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        widget = new Latchkey::SignInWidget(&window);
        layout->addWidget(widget);
        scene.direct(widget);
        window.resize(size);
        window.show();
        window.activateWindow();
        QCoreApplication::processEvents();
    }

    QPushButton *button(const QString &text) const
    {
        const auto buttons = widget->findChildren<QPushButton *>();
        for (QPushButton *candidate : buttons) {
            if (candidate->isVisible() && candidate->text() == text)
                return candidate;
        }
        return nullptr;
    }

    QStringList visibleButtons() const
    {
        QStringList texts;
        const auto buttons = widget->findChildren<QPushButton *>();
        for (const QPushButton *candidate : buttons) {
            if (candidate->isVisible())
                texts.append(candidate->text());
        }
        texts.sort();
        return texts;
    }

    QString visibleText() const
    {
        QStringList texts;
        const auto blocks = widget->findChildren<Latchkey::TextBlock *>();
        for (const Latchkey::TextBlock *block : blocks) {
            if (block->isVisible())
                texts.append(block->text());
        }
        return texts.join(QLatin1Char('\n'));
    }

    template <typename T> T *find() const { return widget->findChild<T *>(); }

    // The scene outlives what uses it.
    SignInScene scene;
    QWidget window;
    Latchkey::SignInWidget *widget = nullptr;
};

/// What SignInScene's server sends in Act::Code.
inline const QUrl plainUri(QStringLiteral("https://login.yotoplay.com/activate"));
inline const QUrl
    completeUri(QStringLiteral("https://login.yotoplay.com/activate?user_code=WDJB-MJHT"));

inline const QSize wideSize(760, 390);
inline const QSize narrowSize(280, 420);

struct NamedAct
{
    const char *name;
    SignInScene::Act act;
};

inline constexpr NamedAct allActs[] = {
    {"idle", SignInScene::Act::Idle},
    {"slow", SignInScene::Act::Slow},
    {"code", SignInScene::Act::Code},
    {"plain code", SignInScene::Act::CodeWithoutCompleteUri},
    {"code on loopback", SignInScene::Act::CodeOnLoopback},
    {"last minute", SignInScene::Act::LastMinute},
    {"offline", SignInScene::Act::Offline},
    {"no browser", SignInScene::Act::BrowserDidNotOpen},
    {"finishing", SignInScene::Act::Finishing},
    {"waiting for the keychain", SignInScene::Act::WaitingForKeychain},
    {"keychain refused", SignInScene::Act::KeychainRefused},
    {"signed in", SignInScene::Act::SignedIn},
    {"signed in, nobody known", SignInScene::Act::SignedInNobodyKnown},
    {"expired", SignInScene::Act::Expired},
    {"denied", SignInScene::Act::Denied},
    {"failed", SignInScene::Act::Failed},
    {"choosing", SignInScene::Act::Choosing},
    {"choosing of three", SignInScene::Act::ChoosingOfThree},
    {"browser", SignInScene::Act::BrowserOpened},
    {"browser, with other ways", SignInScene::Act::BrowserOpenedWithOtherWays},
    {"browser that did not open", SignInScene::Act::BrowserMissing},
    {"browser after the code expired", SignInScene::Act::BrowserAfterExpiry},
    {"code after the browser failed", SignInScene::Act::CodeAfterBrowser},
    {"browser, time up", SignInScene::Act::BrowserTimeUp},
    {"paste", SignInScene::Act::PasteCode},
    {"paste, wrong", SignInScene::Act::PasteProblem},
    {"paste, no browser", SignInScene::Act::PasteWithoutBrowser},
    {"denied, with other ways", SignInScene::Act::DeniedWithOtherWays},
};

/// Fails the test where a visible part of \a root does not fit into what it lies in, or holds more
/// than it shows.
void failWhereSomethingIsCutOff(const QWidget *root);
QRect inWidget(const QWidget *child, const QWidget *ancestor);
/// What scrolls, and through which one looks at it.
const QWidget *pageOf(const Latchkey::SignInWidget *widget);
bool needsScrolling(const Latchkey::SignInWidget *widget);
/// The font and the name of the program that the pictures have too.
void setUpApplication();
