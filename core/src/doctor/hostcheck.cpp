// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/hostcheck.h"

#include "doctor/clockcheck.h"
#include "endpoints/metadataendpoint.h"

#include <latchkey/scheduler.h>

#include <algorithm>
#include <utility>

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
    Findings findings;
    if (m_doubtfulClock)
        findings += *m_doubtfulClock;
    if (m_question == Question::Clock)
        return findings;
    if (m_isReached) {
        findings += warning(Finding::Check::Metadata, m_route.server,
                            Doctor::tr("%1 is slow to answer.").arg(m_route.server),
                            Doctor::tr("Try again later."));
    } else if (m_begun.count() >= 0) {
        findings += noAnswerInTime(m_route);
    } else {
        findings += warning(Finding::Check::Connection, m_route.server,
                            Doctor::tr("There was no time left to ask %1.").arg(m_route.server),
                            Doctor::tr("Mend what else was found, then try again."));
    }
    return findings;
}

std::chrono::milliseconds HostCheck::timeLeft() const
{
    return patience - (m_http->scheduler()->monotonic() - m_begun);
}

void HostCheck::askNext()
{
    if (!m_places.isEmpty())
        return ask(Question::Metadata, m_places.takeFirst());
    if (!m_answers.isEmpty()) {
        Q_EMIT found(metadataFinding(m_route.server, m_answers));
        m_answers.clear();
    }
    if (!m_target.issuers.isEmpty()) {
        m_issuer = m_target.issuers.takeFirst();
        m_places = MetadataEndpoint(m_http, m_issuer).documentUrls();
        ask(Question::Metadata, m_places.takeFirst());
    } else if (!m_isReached) {
        ask(Question::Endpoint, m_target.endpoint);
    } else if (m_doubtfulClock) {
        ask(Question::Clock, m_target.endpoint);
    } else {
        finish();
    }
}

void HostCheck::ask(Question question, const QUrl &url)
{
    HttpRequest request;
    request.verb = HttpRequest::Verb::Get;
    request.url = url;
    request.deadline = std::clamp(timeLeft(), std::chrono::milliseconds::zero(), requestPatience);
    m_question = question;
    m_asked = m_http->scheduler()->monotonic();
    m_watch->begin(url);
    m_http->send(request, this, [this, url, deadline = request.deadline](const HttpResult &result) {
        const bool isTooLate = m_http->scheduler()->monotonic() - m_asked >= deadline;
        const Haste haste = isTooLate ? Haste::TooLate : Haste::InTime;
        const ConnectionTrouble trouble = m_watch->end(url);
        if (result || result.error().kind() == Error::Kind::Protocol)
            answered(result);
        else
            failed(result.error(), trouble, haste);
    });
}

void HostCheck::failed(const Error &error, const ConnectionTrouble &trouble, Haste haste)
{
    const bool isKnown = trouble.code != QNetworkReply::NoError
        || error.kind() != Error::Kind::Network || haste == Haste::InTime;
    Findings findings = giveUp();
    // What it is that was given up is known better now.
    if (isKnown && m_question != Question::Clock)
        findings.last() = notReached(m_route, error, trouble);
    for (const Finding &finding : std::as_const(findings)) {
        Q_EMIT found(finding.detail().isEmpty() ? finding.withDetail(error.detail()) : finding);
    }
    finish();
}

void HostCheck::answered(const HttpResult &result)
{
    if (!m_isReached)
        tellReached(result);
    switch (m_question) {
    case Question::Metadata:
        judgeMetadata(result);
        break;
    case Question::Endpoint:
        if (const auto finding = endpointFinding(m_route.server, result))
            Q_EMIT found(*finding);
        break;
    case Question::Clock:
        confirmClock(result);
        break;
    }
    askNext();
}

void HostCheck::tellReached(const HttpResult &result)
{
    m_isReached = true;
    for (const Finding &finding : reached(m_route))
        Q_EMIT found(finding);
    std::optional<std::chrono::seconds> ahead;
    if (!result && result.error().clockSkew().count() != 0)
        ahead = result.error().clockSkew();
    else if (result && result->serverDate.isValid())
        ahead = std::chrono::seconds(result->serverDate.secsTo(result->receivedAt));
    if (!ahead)
        return;
    const Finding finding = result
        ? clockFinding(m_route.server, result->serverDate, result->receivedAt)
        : clockFinding(m_route.server, *ahead);
    // A cache between here and the server repeats the Date of when it was filled (RFC 9111 §4.2.3).
    // Metadata is what caches keep, and the endpoints are what they do not.
    const bool mayBeOfACache = ahead->count() > 0 && m_question == Question::Metadata;
    if (!finding.isOk() && mayBeOfACache && !m_target.endpoint.isEmpty())
        m_doubtfulClock = finding;
    else
        Q_EMIT found(finding);
}

void HostCheck::confirmClock(const HttpResult &result)
{
    const Finding finding = *std::exchange(m_doubtfulClock, std::nullopt);
    if (result && result->serverDate.isValid())
        Q_EMIT found(clockFinding(m_route.server, result->serverDate, result->receivedAt));
    else if (result || result.error().clockSkew().count() != 0)
        Q_EMIT found(finding);
    // Otherwise it is a redirect whose Date agrees, or which has none: nothing is known then.
}

void HostCheck::judgeMetadata(const HttpResult &result)
{
    m_answers += MetadataAnswer::judge(result, m_issuer);
    if (!m_answers.constLast().isInconclusive())
        m_places.clear();
}

} // namespace Latchkey
