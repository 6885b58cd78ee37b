// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signin/codeexchange.h"

#include "base/logging.h"
#include "endpoints/revocationendpoint.h"
#include "endpoints/tokenendpoint.h"

#include <QtCore/QCoreApplication>
#include <QtNetwork/QNetworkAccessManager>

namespace Latchkey {

namespace {

// One, two, four and eight seconds: fifteen in all. Many codes live for thirty.
constexpr std::chrono::seconds longestPause{8};

} // namespace

void CodeExchange::start(const Provider &provider, const TokenRequest &request,
                         QNetworkAccessManager *manager, Scheduler *scheduler, QObject *context,
                         TroubleCallback trouble, Callback callback)
{
    QObject *owner = manager ? static_cast<QObject *>(manager) : QCoreApplication::instance();
    auto *exchange = new CodeExchange(provider, request, manager, scheduler, owner);
    exchange->m_context = context;
    exchange->m_trouble = std::move(trouble);
    exchange->m_callback = std::move(callback);
    connect(context, &QObject::destroyed, exchange, &CodeExchange::abandon);
    exchange->send();
}

CodeExchange::CodeExchange(const Provider &provider, const TokenRequest &request,
                           QNetworkAccessManager *manager, Scheduler *scheduler, QObject *owner)
    : QObject(owner), m_provider(provider), m_request(request), m_manager(manager),
      m_scheduler(scheduler), m_http(manager, scheduler, nullptr)
{ }

void CodeExchange::send()
{
    const TokenEndpoint endpoint(&m_http, m_provider);
    endpoint.request(m_request, this,
                     [this](const Expected<TokenSet> &answer) { answered(answer); });
}

void CodeExchange::answered(const Expected<TokenSet> &answer)
{
    if (m_abandoned || !m_context) {
        if (answer)
            revokeInBackground(m_provider, *answer, m_manager);
        deleteLater();
        return;
    }
    const bool tryAgain = !answer && answer.error().kind() == Error::Kind::Network
        && !answer.error().isOutcomeUnknown() && m_pause <= longestPause;
    if (tryAgain) {
        qCDebug(lcSignIn, "the exchange did not get through, trying again");
        m_retry.start(m_scheduler, m_pause, [this] { send(); });
        m_pause *= 2;
        // What a listener does may end all of this.
        const TroubleCallback trouble = m_trouble;
        return trouble(answer.error());
    }
    m_context->disconnect(this);
    deleteLater();
    m_callback(answer);
}

void CodeExchange::abandon()
{
    m_abandoned = true;
    // Either nothing is under way, or nobody could take back what it brings.
    const RevocationEndpoint revocation(&m_http, m_provider);
    if (m_retry.isPending() || !revocation.exists()) {
        m_retry.cancel();
        delete this;
        return;
    }
    // The attempt's scheduler need not outlive the attempt.
    m_http.setScheduler(Scheduler::system());
}

} // namespace Latchkey
