// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "endpoints.h"
#include "faultscript.h"
#include "pages.h"

namespace Latchkey::Demo {

/// From a request to an answer: the log, the guard, the route, the knobs. Safe from any thread.
class Service
{
public:
    Service(GrantStore &store, Signer &signer, const Knobs &knobs);

    /// The port that is served, for the issuer and for the guard on the Host header.
    void setPort(quint16 port) { m_port = port; }
    QString issuer() const;

    HttpAnswer answer(const HttpRequest &request);
    /// Where a browser is sent that opens \a request and whose person has decided.
    QUrl decide(const QUrl &request, bool allow);

    Knobs knobs() const;
    void adjust(const std::function<void(Knobs &)> &change);
    /// The provider's time in milliseconds.
    qint64 now() const;

    FaultScript faults;
    RequestLog log;
    Recorder recorder;

private:
    bool isForThisHost(const HttpRequest &request) const;

    GrantStore &m_store;
    Signer &m_signer;
    CodeStore m_codes;
    Pages m_pages;
    std::atomic<quint16> m_port{0};
    mutable std::mutex m_mutex;
    Knobs m_knobs;
};

/// The path under which a demo provider is told from anything else that listens on its port.
inline constexpr QLatin1String probePath("/.well-known/latchkey-demo");
/// Whether \a body is what the demo provider at \a issuer answers there.
bool isProbeAnswer(const QByteArray &body, const QString &issuer);

} // namespace Latchkey::Demo
