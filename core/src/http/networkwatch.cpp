// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "http/networkwatch.h"

#include "base/logging.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QThread>

#ifdef LATCHKEY_HAVE_DBUS
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#endif

#include <utility>

using namespace std::chrono_literals;

namespace Latchkey {

namespace {

using Reachability = QNetworkInformation::Reachability;

// Loading a backend takes some milliseconds, which a program that has only just started spends
// better on its window.
constexpr std::chrono::milliseconds firstPause = 2s;

#ifdef LATCHKEY_HAVE_DBUS
// The backend for NetworkManager asks it and waits, however long that takes. So it is asked here
// first, without waiting, and the backend is not loaded while it gives no answer.
constexpr int managerPatience = 5000; // milliseconds
constexpr std::chrono::milliseconds pauseAfterSilence = 5min;

QDBusMessage questionToManager()
{
    QDBusMessage question = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.NetworkManager"),
        QStringLiteral("/org/freedesktop/NetworkManager"),
        QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("GetAll"));
    question.setArguments({QStringLiteral("org.freedesktop.NetworkManager")});
    question.setAutoStartService(false);
    return question;
}
#endif

} // namespace

/// While it is started; its end is the end of all that is under way.
struct NetworkWatch::State
{
    QObject context;
    ScheduledCall next;
    Reachability reachability = Reachability::Unknown;
};

NetworkWatch::NetworkWatch(Scheduler *scheduler, QObject *parent)
    : QObject(parent), m_scheduler(scheduler)
{ }

NetworkWatch::~NetworkWatch() = default;

void NetworkWatch::start()
{
    if (m_state)
        return;
    m_state = std::make_unique<State>();
    m_state->next.start(m_scheduler, firstPause, [this] { prepare(); });
}

void NetworkWatch::stop()
{
    m_state.reset();
}

void NetworkWatch::prepare()
{
    // Qt's object belongs to the application's own thread, and so do its notices.
    const QCoreApplication *application = QCoreApplication::instance();
    if (!application || application->thread() != thread())
        return;
    if (QNetworkInformation::instance())
        return listen();
#ifdef LATCHKEY_HAVE_DBUS
    if (const QDBusConnection bus = QDBusConnection::systemBus(); bus.isConnected()) {
        auto *watcher = new QDBusPendingCallWatcher(
            bus.asyncCall(questionToManager(), managerPatience), &m_state->context);
        connect(watcher, &QDBusPendingCallWatcher::finished, &m_state->context, [this, watcher] {
            const QDBusError error = watcher->error();
            watcher->deleteLater();
            if (error.type() == QDBusError::NoReply) {
                qCDebug(lcHttp, "NetworkManager does not answer");
                m_state->next.start(m_scheduler, pauseAfterSilence, [this] { prepare(); });
                return;
            }
            // Where a sandbox keeps us from asking, its backend would complain; the other may know.
            const bool isRefused = error.type() == QDBusError::AccessDenied;
            if (!isRefused || QNetworkInformation::loadBackendByName(u"glib"))
                listen();
        });
        return;
    }
#endif
    listen();
}

void NetworkWatch::listen()
{
    using Feature = QNetworkInformation::Feature;
    if (!QNetworkInformation::instance())
        QNetworkInformation::loadBackendByFeatures(Feature::Reachability);
    QNetworkInformation *const information = QNetworkInformation::instance();
    if (!information || !information->supports(Feature::Reachability)) {
        qCDebug(lcHttp, "nothing tells when the network comes back");
        return;
    }
    m_state->reachability = information->reachability();
    qCDebug(lcHttp) << "the network is watched by" << information->backendName() << "and is"
                    << m_state->reachability;
    connect(information, &QNetworkInformation::reachabilityChanged, &m_state->context,
            [this](Reachability reachability) { haveReachability(reachability); });
}

void NetworkWatch::haveReachability(Reachability reachability)
{
    qCDebug(lcHttp) << "the network is" << reachability;
    const Reachability before = std::exchange(m_state->reachability, reachability);
    // The kinds are in order, from knowing nothing to all the world.
    if (reachability < Reachability::Site || reachability <= before)
        return;
    // Behind a captive portal there is nothing but the portal.
    const QNetworkInformation *const information = QNetworkInformation::instance();
    if (reachability == Reachability::Site && information && information->isBehindCaptivePortal())
        return;
    Q_EMIT online();
}

} // namespace Latchkey
