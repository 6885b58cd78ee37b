// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/demo/demoprovider.h>
#include <latchkey/provider.h>

#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace Latchkey::Desktop {

/// Brings up the demo provider without keeping the window waiting: what blocks is done on a thread.
///
/// May be made and begun before there is an application object.
class DemoHost : public QObject
{
    Q_OBJECT
public:
    using StartResult = DemoProvider::StartResult;
    using Callback = std::function<void(const StartResult &)>;

    explicit DemoHost(const DemoProvider::Options &options, QObject *parent = nullptr);
    /// Waits for a start that is under way (two seconds at most), and ends serving.
    ~DemoHost() override;

    /// Starts to serve, or finds the program that does. Does nothing while this object serves.
    void begin();
    /// Calls back once it is known whether a demo provider answers: from within the call where that
    /// is known already, otherwise later. Dropped where \a context dies first.
    void whenRunning(QObject *context, Callback callback);

    /// Whether it is this provider that somebody wants to sign in to.
    static bool isDemo(const Provider &provider);
    /// The demo provider of the catalogue, at the port that this one has.
    Provider adopted(const Provider &provider) const;

    DemoProvider *provider() { return &m_provider; }

private:
    struct Waiting
    {
        QPointer<QObject> context;
        Callback callback;
    };

    void deliver();

    DemoProvider m_provider;
    std::thread m_thread; ///< A start that is under way, or done and not delivered.
    StartResult m_result; ///< The thread's until m_done is true.
    std::atomic<bool> m_done = false;
    std::vector<Waiting> m_waiting;
};

} // namespace Latchkey::Desktop
