// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QObject>

#include <functional>

namespace Latchkey {

/// Notices that the Secret Service which owes an answer has ended: libsecret waits for ever for the
/// prompt of one, and QtKeychain lets nobody else pass meanwhile.
///
/// Made when the request leaves. Nearly every request is answered before this begins to listen, and
/// costs nothing then.
class ServiceLossListener : public QObject
{
    Q_OBJECT
public:
    ServiceLossListener();

Q_SIGNALS:
    /// Once; what the service has still said has had the time to arrive.
    void lost();

private:
    void listen();
    void ifMissing(std::function<void()> then);
};

} // namespace Latchkey
