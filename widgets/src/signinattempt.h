// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "waymakers.h"

#include <latchkey/devicesignin.h>
#include <latchkey/signin.h>

#include <QtCore/QMap>
#include <QtCore/QPointer>
#include <QtCore/QSet>

#include <optional>

namespace Latchkey {

class AuthorizationCodeSignIn;
class PastedCodeSignIn;
class SignInGroup;

/// One attempt to sign in, by one way at first and by others beside it where the person asks for
/// them, and which of them the person has before their eyes.
class SignInAttempt : public QObject
{
    Q_OBJECT
public:
    using Flow = Provider::Flow;

    enum class Phase { Contacting, CodeShown, BrowserOpened, PasteCode, Finishing };

    /// What became of a way beside the one that is shown now.
    enum class Note {
        None,
        BrowserFailed, ///< The code is still good.
        CodeExpired, ///< The browser may still go on.
        CodeFailed, ///< The same.
    };

    SignInAttempt(const Provider &provider, const WayMakers &makers, QObject *parent);
    ~SignInAttempt() override;

    void setNetworkAccessManager(QNetworkAccessManager *manager);
    void setScheduler(Scheduler *scheduler);

    void start(Flow way);
    /// Ends it without finished().
    void cancel();
    void pollIfDue();

    Phase phase() const { return m_phase; }
    Flow shownWay() const { return m_shown; }
    Note note() const { return m_note; }
    /// Why the way that is shown had no usable answer, although it goes on.
    Error connectionTrouble() const;
    /// The code that is shown or could be; null without one that is under way.
    DeviceSignIn *device() const;
    /// What the browser is to show for the way that is shown.
    QUrl browserAddress() const;

    /// Whether \a one and \a other can be had beside each other at all.
    static bool goTogether(Flow one, Flow other);
    /// Whether \a way can be had beside the one that is shown.
    bool offers(Flow way) const;
    /// Whether it was asked for and is on its way.
    bool isAwaiting(Flow way) const { return m_awaited == way; }
    /// Shows \a way, beginning it where need be. The others go on.
    void goBy(Flow way);
    /// Has the browser opened again for the way that is shown.
    void openBrowser();
    /// In PasteCode. An error says what is wrong with \a text, and nothing has happened.
    Error submit(const QString &text);

Q_SIGNALS:
    /// The phase, the note, or what is awaited.
    void changed();
    void connectionTroubleChanged();
    /// The browser is to show \a url.
    void browserWanted(const QUrl &url);
    void finished(const Latchkey::SignInResult &result);

private:
    void add(Flow way);
    void wayMoved(Flow way);
    void update();
    bool isUnderWay(Flow way) const;
    bool isReady(Flow way) const;
    AuthorizationCodeSignIn *codeWay(Flow way) const;
    std::optional<Flow> another(Flow than) const;
    Phase phaseOf(Flow way) const;
    Note noteOnEndOf(Flow way) const;

    const Provider m_provider;
    const WayMakers m_makers;
    SignInGroup *m_group;
    QMap<Flow, QPointer<SignIn>> m_ways;
    QSet<Flow> m_ended;
    QSet<Flow> m_unusable; ///< Ended before the person could do anything.
    Phase m_phase = Phase::Contacting;
    Flow m_shown = Flow::Device;
    std::optional<Flow> m_awaited;
    Note m_note = Note::None;
};

} // namespace Latchkey
