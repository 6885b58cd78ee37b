// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "demohost.h"
#include "services.h"
#include "virtualscheduler.h"

#include <latchkey/accounts.h>
#include <latchkey/memorystore.h>
#include <latchkey/secretstore.h>
#include <latchkey/signinwidget.h>

#include <QtCore/QTemporaryDir>
#include <QtNetwork/QNetworkAccessManager>

#include <chrono>
#include <functional>
#include <memory>

class QAbstractButton;
class QSettings;

namespace Latchkey::Desktop {
class MainWindow;
}

/// A keychain that refuses what it is told to refuse.
class RefusingStore : public Latchkey::SecretStore
{
public:
    /// From now on, items whose name contains \a part are refused, all of them for an empty one;
    /// with Kind::None nothing is any more.
    void refuse(const QString &part, Latchkey::Error::Kind kind);
    /// The same for removing alone.
    void refuseRemoval(bool refused) { m_removalRefused = refused; }

    void read(const QString &key, QObject *context, ReadCallback callback) override;
    void write(const QString &key, const QByteArray &value, QObject *context,
               DoneCallback callback) override;
    void remove(const QString &key, QObject *context, DoneCallback callback) override;
    bool isPersistent() const override { return true; }

private:
    Latchkey::Error refusal(const QString &key) const;

    Latchkey::MemoryStore m_items;
    QString m_refusedPart;
    Latchkey::Error::Kind m_refusal = Latchkey::Error::Kind::None;
    bool m_removalRefused = false;
};

/// Everything around the window: a clock that a test drives, a keychain in memory, a home of its
/// own, and a demo provider on any port.
class DesktopWorld
{
public:
    DesktopWorld();
    explicit DesktopWorld(const Latchkey::DemoProvider::Options &options);
    ~DesktopWorld();

    /// Starts the program: its accounts are read, its window is open, and nothing is decided yet.
    Latchkey::Desktop::MainWindow *startProgram();
    /// Ends it, as closing the window does.
    void endProgram();
    Latchkey::Desktop::MainWindow *window() const { return m_window.get(); }

    /// The demo provider as the catalogue has it.
    static Latchkey::Provider demoProvider();
    /// A provider that has no client id, and one that has one; nobody ever connects to either.
    static Latchkey::Provider yoto();
    static Latchkey::Provider acme();

    /// A finished sign-in, as if by a person of this name. Its token is good for \a lifetime
    /// seconds of the world's clock.
    Latchkey::SignInResult signedInAs(const Latchkey::Provider &provider, const QString &name,
                                      const QString &email, int lifetime);
    /// Stores one in the running program's accounts, and waits for it.
    Latchkey::Session *addAccount(const Latchkey::SignInResult &result);
    /// Lets the demo provider's person approve the code that is shown, and the program find out.
    bool approve();

    /// Lets time pass for the program, and the demo provider answer meanwhile: its answers come in
    /// real time, which is none beside an hour that passes at once.
    void letPass(std::chrono::seconds time);

    /// Processes events, without time passing for the program, until the condition holds; false
    /// where five seconds were not enough.
    bool waitUntil(const std::function<bool()> &condition);

    QTemporaryDir home;
    Latchkey::VirtualScheduler scheduler;
    RefusingStore store;
    QNetworkAccessManager network;
    Latchkey::Desktop::DemoHost demo;
    std::unique_ptr<Latchkey::Accounts> accounts;
    std::unique_ptr<QSettings> settings;
    QList<Latchkey::Provider> providers;
    QList<QUrl> opened;
    bool browserWorks = true;
    /// How the program signs in by browser; without, as if it had been built so.
    Latchkey::SignInWidget::SignInMaker browserSignIn;

private:
    std::unique_ptr<Latchkey::Desktop::MainWindow> m_window;
};

/// What a named text of the window says; empty where it is not to be seen.
QString visibleText(const QWidget *window, const char *name);
/// The texts of all chips that can be seen.
QStringList visibleChips(const QWidget *window);
/// A button by its name; null where it is not to be seen.
QAbstractButton *visibleButton(const QWidget *window, const char *name);
/// Presses "yes" in the dialog that asks. False where none does.
bool confirm(const QWidget *window);
