// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "doctor/check.h"
#include "doctor/connectionfindings.h"
#include "doctor/metadatafindings.h"
#include "http/httpclient.h"

#include <optional>

namespace Latchkey {

/// Asks one server: is it there, is the way to it secure, what time is it there, and does it
/// publish what its issuers should.
class HostCheck : public DoctorCheck
{
    Q_OBJECT
public:
    /// For one server, in all; a single request gets less of it.
    static constexpr std::chrono::milliseconds patience = std::chrono::seconds(20);

    /// \a http and \a watch are not owned, and use one manager. \a proxy is the proxyName() of what
    /// the way leads through, or empty.
    HostCheck(HttpClient *http, ConnectionWatch *watch, const HostTarget &target,
              const QString &proxy, QObject *parent);

    void start() override;
    Findings giveUp() const override;

private:
    enum class Question { Metadata, Endpoint, Clock };
    enum class Haste { InTime, TooLate };

    void askNext();
    void ask(Question question, const QUrl &url);
    void answered(const HttpResult &result);
    void failed(const Error &error, const ConnectionTrouble &trouble, Haste haste);
    void tellReached(const HttpResult &result);
    void confirmClock(const HttpResult &result);
    void judgeMetadata(const HttpResult &result);
    std::chrono::milliseconds timeLeft() const;

    HttpClient *m_http;
    ConnectionWatch *m_watch;
    HostTarget m_target;
    Route m_route;
    std::chrono::milliseconds m_begun{-1};
    std::chrono::milliseconds m_asked{0};
    Question m_question = Question::Metadata; ///< The latest.
    bool m_isReached = false;
    QUrl m_issuer; ///< Whose metadata is being looked for.
    QList<QUrl> m_places; ///< Where it was not looked for yet.
    QList<MetadataAnswer> m_answers;
    /// A clock that seems to be ahead, by a Date that may be that of a cache.
    std::optional<Finding> m_doubtfulClock;
};

} // namespace Latchkey
