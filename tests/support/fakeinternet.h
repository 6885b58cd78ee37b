// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "httpmessage.h"
#include "testauthority.h"

#include <QtCore/QProcessEnvironment>
#include <QtCore/QStringList>
#include <QtCore/QThread>

#include <memory>

namespace Latchkey {

/// Servers under other people's names, all on this computer: whoever goes by the proxy and trusts
/// the authority of addTo() meets them in place of the real ones, over https, and nobody else.
/// Every other name is unreachable. They answer from a thread of their own.
class FakeInternet
{
public:
    explicit FakeInternet(const QStringList &hosts);
    ~FakeInternet();
    FakeInternet(const FakeInternet &) = delete;
    FakeInternet &operator=(const FakeInternet &) = delete;

    /// False where it could not be set up.
    bool isUp() const;

    /// What one of the hosts answers from now on. Without it, 404.
    void serve(const QString &host, const TestHandler &handler);
    /// Sets the proxy and the authority, for programs that are to live here.
    void addTo(QProcessEnvironment &environment) const;
    quint16 proxyPort() const;
    const TestAuthority &authority() const { return m_authority; }

    /// What one of the hosts was asked, oldest first.
    QList<TestRequest> requests(const QString &host) const;
    void clearRequests();
    /// The hosts that were asked for and are not here.
    QStringList strangers() const;

private:
    struct State;
    class Servers;

    const TestAuthority m_authority;
    const std::shared_ptr<State> m_state;
    QThread m_thread;
};

} // namespace Latchkey
