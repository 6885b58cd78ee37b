// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/provider.h>
#include <latchkey/signinwidget.h>

#include <QtCore/QList>

#include <functional>

class QNetworkAccessManager;
class QSettings;

namespace Latchkey {
class Accounts;
class Scheduler;
} // namespace Latchkey

namespace Latchkey::Desktop {

class DemoHost;

/// The world as the window sees it, so that a test may bring another one. Nothing here is owned,
/// and all of it has to outlive the window.
struct Services
{
    Accounts *accounts = nullptr;
    QNetworkAccessManager *network = nullptr;
    Scheduler *scheduler = nullptr;
    DemoHost *demo = nullptr;
    QSettings *settings = nullptr;
    /// Reads the catalogue; called when somebody wants to see it, not before.
    std::function<QList<Provider>()> providers;
    SignInWidget::BrowserOpener openBrowser;
    /// Makes a sign-in by this computer's browser; empty where this program was built without.
    SignInWidget::SignInMaker browserSignIn;
};

} // namespace Latchkey::Desktop
