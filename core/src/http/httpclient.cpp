// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "http/httpclient.h"

#include "http/httpexchange.h"

#include <QtNetwork/QNetworkAccessManager>

namespace Latchkey {

HttpClient::HttpClient(QNetworkAccessManager *manager, Scheduler *scheduler, QObject *parent)
    : QObject(parent), m_manager(manager), m_scheduler(scheduler)
{ }

HttpClient::~HttpClient()
{
    // Exchanges have to end before the manager whose replies they hold.
    qDeleteAll(findChildren<HttpExchange *>(QString(), Qt::FindDirectChildrenOnly));
}

void HttpClient::send(const HttpRequest &request, QObject *context, HttpCallback callback)
{
    auto *exchange = new HttpExchange(this, request, context, std::move(callback));
    exchange->start();
}

void HttpClient::setScheduler(Scheduler *scheduler)
{
    m_scheduler = scheduler;
    const auto exchanges = findChildren<HttpExchange *>(QString(), Qt::FindDirectChildrenOnly);
    for (HttpExchange *exchange : exchanges)
        exchange->restartDeadline();
}

QNetworkAccessManager *HttpClient::manager()
{
    // Made on first use: it costs more than all the rest of an attempt that never gets that far.
    if (!m_manager)
        m_manager = new QNetworkAccessManager(this);
    return m_manager;
}

} // namespace Latchkey
