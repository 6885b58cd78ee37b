// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "demohost.h"

#include <utility>

namespace Latchkey::Desktop {

DemoHost::DemoHost(const DemoProvider::Options &options, QObject *parent)
    : QObject(parent), m_provider(options)
{ }

DemoHost::~DemoHost()
{
    if (m_thread.joinable())
        m_thread.join();
}

void DemoHost::begin()
{
    if (m_thread.joinable() || m_provider.isServing())
        return;
    m_done = false;
    m_thread = std::thread([this] {
        m_result = m_provider.ensureRunning();
        m_done = true;
        QMetaObject::invokeMethod(this, &DemoHost::deliver, Qt::QueuedConnection);
    });
}

void DemoHost::deliver()
{
    // Somebody who asked before the event arrived may have been told already.
    if (!m_thread.joinable() || !m_done)
        return;
    m_thread.join();
    const StartResult result = m_result;
    for (const Waiting &waiting : std::exchange(m_waiting, {})) {
        if (waiting.context)
            waiting.callback(result);
    }
}

void DemoHost::whenRunning(QObject *context, Callback callback)
{
    if (m_provider.isServing())
        return callback({StartResult::Status::Started, {}});
    m_waiting.push_back({context, std::move(callback)});
    if (m_thread.joinable() && m_done)
        deliver();
    else
        begin();
}

bool DemoHost::isDemo(const Provider &provider)
{
    return provider.id() == QLatin1String("demo");
}

Provider DemoHost::adopted(const Provider &provider) const
{
    const auto moved = [port = m_provider.port()](QUrl url) {
        if (!url.isEmpty())
            url.setPort(port);
        return url;
    };
    Provider here = provider;
    here.setIssuer(moved(provider.issuer()));
    for (const auto endpoint :
         {Provider::Endpoint::DeviceAuthorization, Provider::Endpoint::Authorization,
          Provider::Endpoint::Token, Provider::Endpoint::Revocation, Provider::Endpoint::UserInfo,
          Provider::Endpoint::Jwks})
        here.setEndpoint(endpoint, moved(provider.endpoint(endpoint)));
    return here;
}

} // namespace Latchkey::Desktop
