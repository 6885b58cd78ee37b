// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "faultscript.h"

#include <QtCore/QJsonDocument>

namespace Latchkey::Demo {

Fault Fault::answer(int status, const QByteArray &body, const QByteArray &contentType)
{
    Fault fault;
    fault.status = status;
    fault.body = body;
    fault.contentType = contentType;
    return fault;
}

Fault Fault::error(int status, const QString &code)
{
    const QJsonObject body{{QStringLiteral("error"), code}};
    return answer(status, QJsonDocument(body).toJson(QJsonDocument::Compact));
}

Fault Fault::delayed(int milliseconds)
{
    Fault fault;
    fault.handling = Handling::Process;
    fault.delayMs = milliseconds;
    return fault;
}

Fault Fault::lostRequest()
{
    Fault fault;
    fault.closeWithoutAnswer = true;
    return fault;
}

Fault Fault::lostAnswer()
{
    Fault fault;
    fault.handling = Handling::Process;
    fault.closeWithoutAnswer = true;
    return fault;
}

Fault Fault::truncated(qint64 bodyBytes)
{
    Fault fault;
    fault.handling = Handling::Process;
    fault.cutBodyAfter = bodyBytes;
    return fault;
}

Fault Fault::megabytes(int count, int status, const QByteArray &body, const QByteArray &contentType)
{
    Fault fault = answer(status, body, contentType);
    fault.padBodyTo = qint64(count) * 1024 * 1024;
    return fault;
}

QString LoggedRequest::parameter(const QString &name) const
{
    return valueOf(form, name);
}

QByteArray LoggedRequest::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

void FaultScript::queue(Endpoint endpoint, const Fault &fault)
{
    const std::lock_guard lock(m_mutex);
    m_queued[endpoint].append(fault);
}

void FaultScript::set(Endpoint endpoint, const Fault &fault)
{
    const std::lock_guard lock(m_mutex);
    m_lasting.insert(endpoint, fault);
}

void FaultScript::clear()
{
    const std::lock_guard lock(m_mutex);
    m_queued.clear();
    m_lasting.clear();
}

std::optional<Fault> FaultScript::take(Endpoint endpoint)
{
    const std::lock_guard lock(m_mutex);
    const auto queued = m_queued.find(endpoint);
    if (queued != m_queued.end() && !queued->isEmpty())
        return queued->takeFirst();
    const auto lasting = m_lasting.constFind(endpoint);
    if (lasting != m_lasting.cend())
        return *lasting;
    return std::nullopt;
}

void applyFault(const Fault &fault, HttpAnswer &answer)
{
    for (const auto &[name, value] : fault.headers)
        answer.setHeader(name, value);
    Delivery &delivery = answer.delivery;
    delivery.delayMs = fault.delayMs;
    delivery.drop = fault.closeWithoutAnswer;
    delivery.closeAfter = fault.closeAfterAnswer;
    delivery.cutBodyAfter = fault.cutBodyAfter;
    delivery.padBodyTo = fault.padBodyTo;
    delivery.chunkBytes = fault.chunkBytes;
    delivery.chunkDelayMs = fault.chunkDelayMs;
}

void RequestLog::add(Endpoint endpoint, const HttpRequest &request)
{
    LoggedRequest entry;
    entry.endpoint = endpoint;
    entry.method = request.method;
    entry.path = request.path;
    entry.query = request.query;
    if (request.isForm())
        entry.form = parseForm(request.body).value_or(ParameterList());
    entry.body = request.body;
    entry.headers = request.headers;
    entry.connection = request.connection;
    const std::lock_guard lock(m_mutex);
    entry.arrivedMs = m_clock.elapsed();
    if (m_requests.size() >= maximumLength)
        m_requests.removeFirst();
    m_requests.append(entry);
}

QList<LoggedRequest> RequestLog::all() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

void RequestLog::clear()
{
    const std::lock_guard lock(m_mutex);
    m_requests.clear();
}

} // namespace Latchkey::Demo
