// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/hostcheck.h"

#include "doctor/clockcheck.h"
#include "endpoints/metadataendpoint.h"

#include <latchkey/scheduler.h>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr std::chrono::milliseconds requestPatience = std::chrono::seconds(10);

} // namespace

HostCheck::HostCheck(HttpClient *http, ConnectionWatch *watch, const HostTarget &target,
                     const QString &proxy, QObject *parent)
    : DoctorCheck(parent), m_http(http), m_watch(watch), m_target(target),
      m_route(Route::to(target, proxy))
{ }

void HostCheck::start()
{
    m_begun = m_http->scheduler()->monotonic();
    askNext();
}

Findings HostCheck::giveUp() const
{
    if (m_isReached) {
        return {warning(Finding::Check::Metadata, m_route.server,
                        Doctor::tr("%1 is slow to answer.").arg(m_route.server),
                        Doctor::tr("Try again later."))};
    }
    if (m_begun.count() >= 0)
        return {noAnswerInTime(m_route)};
    return {warning(Finding::Check::Connection, m_route.server,
                    Doctor::tr("There was no time left to ask %1.").arg(m_route.server),
                    Doctor::tr("Mend what else was found, then try again."))};
}

std::chrono::milliseconds HostCheck::timeLeft() const
{
    return patience - (m_http->scheduler()->monotonic() - m_begun);
}

void HostCheck::askNext()
{
    if (m_places.isEmpty()) {
        if (!m_answers.isEmpty()) {
            Q_EMIT found(metadataFinding(m_route.server, m_answers));
            m_answers.clear();
        }
        if (!m_target.issuers.isEmpty()) {
            m_issuer = m_target.issuers.takeFirst();
            m_places = MetadataEndpoint(m_http, m_issuer).documentUrls();
        } else if (m_isReached) {
            return finish();
        } else {
            return ask(m_target.endpoint);
        }
    }
    ask(m_places.takeFirst());
}

void HostCheck::ask(const QUrl &url)
{
    HttpRequest request;
    request.verb = HttpRequest::Verb::Get;
    request.url = url;
    request.deadline = std::clamp(timeLeft(), std::chrono::milliseconds::zero(), requestPatience);
    m_asked = m_http->scheduler()->monotonic();
    m_watch->begin(url);
    m_http->send(request, this, [this, url, deadline = request.deadline](const HttpResult &result) {
        const bool isTooLate = m_http->scheduler()->monotonic() - m_asked >= deadline;
        answered(url, result, isTooLate ? Haste::TooLate : Haste::InTime);
    });
}

void HostCheck::answered(const QUrl &url, const HttpResult &result, Haste haste)
{
    const ConnectionTrouble trouble = m_watch->end(url);
    const bool isAnswer = result || result.error().kind() == Error::Kind::Protocol;
    if (!isAnswer) {
        const bool isKnown = trouble.code != QNetworkReply::NoError
            || result.error().kind() != Error::Kind::Network || haste == Haste::InTime;
        const Findings findings =
            isKnown ? Findings{notReached(m_route, result.error(), trouble)} : giveUp();
        for (const Finding &finding : findings) {
            Q_EMIT found(finding.detail().isEmpty() ? finding.withDetail(result.error().detail())
                                                    : finding);
        }
        return finish();
    }
    if (!m_isReached)
        tellReached(result);
    if (m_issuer.isEmpty()) {
        if (const auto finding = endpointFinding(m_route.server, result))
            Q_EMIT found(*finding);
    } else {
        judgeMetadata(result);
    }
    askNext();
}

void HostCheck::tellReached(const HttpResult &result)
{
    m_isReached = true;
    for (const Finding &finding : reached(m_route))
        Q_EMIT found(finding);
    if (result && result->serverDate.isValid())
        Q_EMIT found(clockFinding(m_route.server, result->serverDate, result->receivedAt));
    else if (!result && result.error().clockSkew().count() != 0)
        Q_EMIT found(clockFinding(m_route.server, result.error().clockSkew()));
}

void HostCheck::judgeMetadata(const HttpResult &result)
{
    m_answers += MetadataAnswer::judge(result, m_issuer);
    if (!m_answers.constLast().isInconclusive())
        m_places.clear();
}

} // namespace Latchkey
