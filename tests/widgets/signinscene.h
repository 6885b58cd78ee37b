// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <latchkey/accounts.h>
#include <latchkey/authorizationcodesignin.h>
#include <latchkey/provider.h>
#include <latchkey/secretstore.h>
#include <latchkey/signinwidget.h>

#include <QtCore/QPointer>
#include <QtCore/QTemporaryDir>

#include <functional>

/// A SecretStore that keeps everything, keeps everybody waiting, or refuses, as it is told.
class ScriptedStore : public Latchkey::SecretStore
{
public:
    enum class Mode { Works, Waits, Refuses };

    explicit ScriptedStore(Latchkey::Scheduler *scheduler) : m_scheduler(scheduler) { }

    void setMode(Mode mode, Latchkey::Error::Kind refusal);
    /// Answers, by the present mode, what was kept waiting.
    void answerWaiting();
    int items() const { return int(m_values.size()); }

    void read(const QString &key, QObject *context, ReadCallback callback) override;
    void write(const QString &key, const QByteArray &value, QObject *context,
               DoneCallback callback) override;
    void remove(const QString &key, QObject *context, DoneCallback callback) override;
    bool isPersistent() const override { return true; }

private:
    void answer(QObject *context, const std::function<void()> &call);

    Latchkey::Scheduler *m_scheduler;
    Mode m_mode = Mode::Works;
    Latchkey::Error::Kind m_refusal = Latchkey::Error::Kind::KeychainLocked;
    QMap<QString, QByteArray> m_values;
    QList<std::function<void()>> m_waiting;
};

/// A sign-in by a browser that is not there: the test answers in its place.
class ScriptedBrowserSignIn : public Latchkey::AuthorizationCodeSignIn
{
    Q_OBJECT
public:
    enum class Listening { Works, Fails };

    ScriptedBrowserSignIn(const Latchkey::Provider &provider, Listening listening, QObject *parent);

    /// What the browser brings back, with the right state.
    void answer(const QByteArray &query);

protected:
    void prepare() override;

private:
    Listening m_listening;
};

/// A SignInWidget with a provider, a network, a keychain and a clock that do what a script says,
/// to bring it into any of its states.
class SignInScene
{
public:
    enum class Act {
        Idle,
        Contacting,
        Slow, ///< Contacting, and eight seconds have passed.
        Code,
        CodeWithoutCompleteUri,
        CodeOnLoopback,
        Copied,
        LastMinute,
        Offline,
        BrowserDidNotOpen,
        Finishing,
        WaitingForKeychain,
        KeychainRefused,
        SignedIn,
        SignedInNobodyKnown, ///< The provider does not tell who it is.
        Expired,
        Denied,
        Failed,
        // With several ways, or another one than a code for a device.
        Choosing,
        ChoosingOfThree,
        BrowserOpened,
        BrowserOpenedWithOtherWays, ///< There is one that does not go beside it.
        BrowserMissing, ///< It did not open.
        BrowserAfterExpiry, ///< The code expired while the browser was open.
        CodeAfterBrowser, ///< The browser brought an error.
        BrowserTimeUp,
        PasteCode,
        PasteProblem,
        PasteWithoutBrowser,
        DeniedWithOtherWays,
    };

    SignInScene();
    ~SignInScene();

    using Flow = Latchkey::Provider::Flow;

    static Latchkey::Provider yoto();
    /// The same by other ways.
    static Latchkey::Provider yoto(const QList<Flow> &ways);

    /// Connects \a widget to the scene; it has to die before the scene does.
    void direct(Latchkey::SignInWidget *widget);
    /// From wherever it is, by starting anew.
    void play(Act act);
    /// Has the widget sign in to yoto() by these ways.
    void useWays(const QList<Flow> &ways);
    /// Begins by \a way, and lets it get to where the person has to act.
    void begin(Flow way);

    void answerCode(const QByteArray &userCode, const QByteArray &uri, const QByteArray &complete,
                    int seconds);
    void answerPolls(int status, const QByteArray &body);
    /// The first time "access-1" and "refresh-1", and so on.
    void grant();
    void advance(std::chrono::milliseconds time) { scheduler.advance(time); }

    QUrl deviceEndpoint() const;
    QUrl tokenEndpoint() const;
    QUrl revocationEndpoint() const;

    QTemporaryDir home;
    Latchkey::VirtualScheduler scheduler;
    Latchkey::ScriptedNetwork network{&scheduler};
    ScriptedStore store{&scheduler};
    Latchkey::Accounts accounts;
    Latchkey::SignInWidget *widget = nullptr;
    QList<QUrl> opened;
    bool browserWorks = true;
    ScriptedBrowserSignIn::Listening listening = ScriptedBrowserSignIn::Listening::Works;
    /// The latest one.
    QPointer<ScriptedBrowserSignIn> browser;

private:
    void showCode(Act act);
    void playSeveral(Act act);
    void approve(Act act);

    int m_grants = 0;
};
