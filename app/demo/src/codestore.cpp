// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "codestore.h"

#include "secrets.h"

#include <QtCore/QCryptographicHash>

#include <algorithm>

namespace Latchkey::Demo {

namespace {

/// Spent and expired codes stay known this long, so that a second use is told from a wrong code.
constexpr qint64 codeMemoryMs = 15 * 60 * 1000;
constexpr int maximumWaiting = 1000;
constexpr int maximumCodes = 5000;

} // namespace

QByteArray CodeStore::ask(const AuthorizationRequest &request, int lifetime, qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    pruneLocked(nowMs);
    if (m_waiting.size() >= maximumWaiting)
        return {};
    const QByteArray pageToken = randomSecret();
    m_waiting.insert(digest(pageToken), {request, nowMs + qint64(lifetime) * 1000});
    return pageToken;
}

std::optional<AuthorizationRequest> CodeStore::takeAnswered(const QByteArray &pageToken,
                                                            qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    pruneLocked(nowMs);
    const auto found = m_waiting.constFind(digest(pageToken));
    if (found == m_waiting.cend())
        return std::nullopt;
    const AuthorizationRequest request = found->request;
    m_waiting.erase(found);
    return request;
}

QByteArray CodeStore::createCode(const AuthorizationRequest &request, int lifetime, qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    pruneLocked(nowMs);
    const QByteArray code = "dac_" + randomSecret();
    m_codes.insert(digest(code), {request, nowMs + qint64(lifetime) * 1000, false, {}});
    return code;
}

CodeStore::Redeemed
CodeStore::redeem(const Presented &presented, qint64 nowMs,
                  const std::function<QString(const AuthorizationRequest &)> &start)
{
    const std::lock_guard lock(m_mutex);
    pruneLocked(nowMs);
    const auto found = m_codes.find(digest(presented.code));
    if (found == m_codes.end() || found->request.grant.clientId != presented.clientId)
        return {};
    Code &code = *found;
    if (code.spent)
        return {RedeemOutcome::Reused, {}, code.grantId};
    if (nowMs >= code.expiresMs)
        return {RedeemOutcome::Expired, {}, {}};
    // The first try is the only one, right or wrong: whoever guesses at a stolen code's verifier
    // must not get a second guess.
    code.spent = true;
    if (code.request.redirectUri != presented.redirectUri)
        return {RedeemOutcome::WrongRedirectUri, {}, {}};
    if (!isCodeVerifier(presented.codeVerifier)
        || codeChallengeOf(presented.codeVerifier) != code.request.codeChallenge)
        return {RedeemOutcome::WrongVerifier, {}, {}};
    code.grantId = start(code.request);
    return {RedeemOutcome::Redeemed, code.request.nonce, code.grantId};
}

void CodeStore::pruneLocked(qint64 nowMs)
{
    m_waiting.removeIf([nowMs](const QHash<QByteArray, Waiting>::iterator &waiting) {
        return nowMs >= waiting->expiresMs;
    });
    m_codes.removeIf([nowMs](const QHash<QByteArray, Code>::iterator &code) {
        return nowMs >= code->expiresMs + codeMemoryMs;
    });
    while (m_codes.size() >= maximumCodes) {
        m_codes.erase(std::min_element(
            m_codes.cbegin(), m_codes.cend(),
            [](const Code &one, const Code &other) { return one.expiresMs < other.expiresMs; }));
    }
}

QByteArray codeChallengeOf(const QByteArray &codeVerifier)
{
    return QCryptographicHash::hash(codeVerifier, QCryptographicHash::Sha256)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

bool isCodeVerifier(const QByteArray &text)
{
    return text.size() >= 43 && text.size() <= 128
        && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
                   || c == '-' || c == '.' || c == '_' || c == '~';
           });
}

} // namespace Latchkey::Demo
