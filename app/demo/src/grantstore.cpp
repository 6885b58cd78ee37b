// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "grantstore.h"

#include "dialect.h"
#include "secrets.h"

#include <QtCore/QSet>

#include <algorithm>
#include <utility>

namespace Latchkey::Demo {

namespace {

/// Finished and expired codes stay known this long, so that they can be told from unknown ones.
constexpr qint64 codeMemoryMs = 15 * 60 * 1000;
/// Slack for the two clocks of a client that waits exactly one interval.
constexpr qint64 pollToleranceMs = 10;
constexpr int maximumPageTokens = 8;
constexpr int maximumGrants = 1000;
constexpr int maximumAccessTokens = 5000;
constexpr int maximumSpent = 50;
constexpr int intervalWhenUnsaid = 5;

bool isUnfinished(const DeviceCode &code, qint64 nowMs)
{
    return nowMs < code.expiresMs
        && (code.state == DeviceCode::State::Pending || code.state == DeviceCode::State::Allowed);
}

} // namespace

const Grant::Spent *Grant::findSpent(const QByteArray &given) const
{
    for (const Spent &old : spent) {
        if (equalDigests(old.digest, given))
            return &old;
    }
    return nullptr;
}

GrantStore::GrantStore(std::function<void(const QJsonObject &)> changed)
    : m_changed(std::move(changed))
{ }

std::optional<GrantStore::NewCode> GrantStore::createDeviceCode(const GrantRequest &request,
                                                                const Knobs &knobs, qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    pruneLocked(nowMs);
    if (m_codes.size() >= knobs.maximumDeviceCodes) {
        // Those that are only remembered make room first.
        m_codes.removeIf(
            [nowMs](const Codes::iterator &code) { return !isUnfinished(*code, nowMs); });
        if (m_codes.size() >= knobs.maximumDeviceCodes)
            return std::nullopt;
    }
    const QByteArray deviceCode = randomSecret();
    DeviceCode code;
    code.digest = digest(deviceCode);
    do {
        code.userCode = randomUserCode();
    } while (findLocked(code.userCode));
    code.request = request;
    code.expiresMs = nowMs + qint64(knobs.deviceCodeLifetime) * 1000;
    code.interval = knobs.sendInterval ? knobs.interval : intervalWhenUnsaid;
    m_codes.insert(code.digest, code);
    changedLocked();
    return NewCode{deviceCode, shownUserCode(code.userCode)};
}

GrantStore::Polled GrantStore::poll(const QByteArray &deviceCode, const QString &clientId,
                                    const Knobs &knobs, qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    pruneLocked(nowMs);
    const auto found = m_codes.find(digest(deviceCode));
    if (found == m_codes.end() || found->request.clientId != clientId
        || found->state == DeviceCode::State::Redeemed)
        return {};
    DeviceCode &code = *found;
    if (nowMs >= code.expiresMs) {
        if (code.expiryTold && rulesOf(knobs.dialect).tellsExpiryOnce())
            return {};
        code.expiryTold = true;
        return {PollOutcome::Expired, {}, 0};
    }
    // A clock that was set back proves nothing about the client.
    const qint64 sinceLast = nowMs - code.lastPollMs;
    const bool tooSoon = code.lastPollMs >= 0 && sinceLast >= 0
        && sinceLast + pollToleranceMs < qint64(code.interval) * 1000;
    code.lastPollMs = nowMs;
    if (tooSoon && knobs.enforceInterval) {
        code.interval += 5;
        return {PollOutcome::SlowDown, {}, code.interval};
    }
    if (code.state == DeviceCode::State::Pending && knobs.decision != Decision::Ask
        && code.pendingAnswers >= knobs.pendingPolls)
        decideLocked(&code, knobs.decision == Decision::Allow, nowMs);
    switch (code.state) {
    case DeviceCode::State::Pending:
        ++code.pendingAnswers;
        return {PollOutcome::Pending, {}, 0};
    case DeviceCode::State::Denied:
        return {PollOutcome::Denied, {}, 0};
    case DeviceCode::State::Allowed:
    case DeviceCode::State::Redeemed:
        break;
    }
    code.state = DeviceCode::State::Redeemed;
    return {PollOutcome::Issued, startLocked(code.request, knobs, nowMs).issued, 0};
}

GrantStore::Started GrantStore::start(const GrantRequest &request, const Knobs &knobs, qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    pruneLocked(nowMs);
    return startLocked(request, knobs, nowMs);
}

bool GrantStore::end(const QString &grantId)
{
    const std::lock_guard lock(m_mutex);
    if (!m_grants.contains(grantId))
        return false;
    endGrantLocked(grantId);
    changedLocked();
    return true;
}

GrantStore::Started GrantStore::startLocked(const GrantRequest &request, const Knobs &knobs,
                                            qint64 nowMs)
{
    makeRoomForGrantLocked();
    Grant grant;
    grant.id = QString::fromLatin1(randomSecret());
    grant.request = request;
    const bool withRefreshToken = knobs.sendRefreshToken
        && (knobs.refreshTokenForAll || request.scopes.contains(QLatin1String("offline_access")));
    const Issued issued = issueLocked(grant, request.scopes, withRefreshToken, knobs, nowMs);
    m_grants.insert(grant.id, grant);
    changedLocked();
    return {grant.id, issued};
}

std::optional<DeviceCode> GrantStore::find(const QString &userCode, qint64 nowMs) const
{
    const std::lock_guard lock(m_mutex);
    for (const DeviceCode &code : m_codes) {
        if (code.userCode == userCode && nowMs < code.expiresMs + codeMemoryMs)
            return code;
    }
    return std::nullopt;
}

QByteArray GrantStore::createPageToken(const QString &userCode)
{
    const std::lock_guard lock(m_mutex);
    DeviceCode *code = findLocked(userCode);
    if (!code)
        return {};
    const QByteArray token = randomSecret();
    code->pageTokens.append(digest(token));
    if (code->pageTokens.size() > maximumPageTokens)
        code->pageTokens.removeFirst();
    return token;
}

GrantStore::DecideOutcome GrantStore::decide(const QString &userCode, bool allow, qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    return decideLocked(findLocked(userCode), allow, nowMs);
}

GrantStore::DecideOutcome GrantStore::decideOnPage(const QString &userCode,
                                                   const QByteArray &pageToken, bool allow,
                                                   qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    DeviceCode *code = findLocked(userCode);
    if (!code)
        return DecideOutcome::Unknown;
    const QByteArray given = digest(pageToken);
    const bool right =
        std::any_of(code->pageTokens.cbegin(), code->pageTokens.cend(),
                    [&given](const QByteArray &known) { return equalDigests(known, given); });
    if (!right && code->state == DeviceCode::State::Pending)
        return DecideOutcome::BadPageToken;
    return decideLocked(code, allow, nowMs);
}

GrantStore::DecideOutcome GrantStore::decideLocked(DeviceCode *code, bool allow, qint64 nowMs)
{
    if (!code)
        return DecideOutcome::Unknown;
    if (code->state != DeviceCode::State::Pending)
        return DecideOutcome::AlreadyDecided;
    if (nowMs >= code->expiresMs)
        return DecideOutcome::Expired;
    code->state = allow ? DeviceCode::State::Allowed : DeviceCode::State::Denied;
    code->pageTokens.clear();
    changedLocked();
    return DecideOutcome::Done;
}

GrantStore::Refreshed GrantStore::refresh(const QByteArray &refreshToken, const QString &clientId,
                                          const QStringList &scopes, const Knobs &knobs,
                                          qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    const QByteArray given = digest(refreshToken);
    pruneLocked(nowMs);
    const auto grant = std::find_if(m_grants.begin(), m_grants.end(), [&given](const Grant &one) {
        return equalDigests(one.refreshDigest, given) || one.findSpent(given);
    });
    if (grant == m_grants.end())
        return {};
    // RFC 9700 section 4.14.2: one of the two holders of a spent token is not the client, and
    // nobody can say which.
    const Grant::Spent *spent = grant->findSpent(given);
    if (spent && nowMs - spent->atMs >= qint64(knobs.refreshGrace) * 1000) {
        endGrantLocked(grant->id);
        changedLocked();
        return {RefreshOutcome::Reused, {}};
    }
    if (grant->request.clientId != clientId)
        return {};
    if (knobs.refreshTokenLifetime > 0
        && nowMs >= grant->refreshIssuedMs + qint64(knobs.refreshTokenLifetime) * 1000)
        return {};
    for (const QString &scope : scopes) {
        if (!grant->request.scopes.contains(scope))
            return {RefreshOutcome::ScopeTooWide, {}};
    }
    if (knobs.rotateRefreshTokens) {
        grant->spent.append({grant->refreshDigest, nowMs});
        if (grant->spent.size() > maximumSpent)
            grant->spent.removeFirst();
    }
    if (knobs.endOldAccessTokens)
        endAccessTokensLocked(grant->id);
    const Issued issued = issueLocked(*grant, scopes.isEmpty() ? grant->request.scopes : scopes,
                                      knobs.rotateRefreshTokens, knobs, nowMs);
    changedLocked();
    return {RefreshOutcome::Issued, issued};
}

std::optional<GrantStore::Access> GrantStore::access(const QByteArray &accessToken,
                                                     qint64 nowMs) const
{
    const std::lock_guard lock(m_mutex);
    const auto token = m_accessTokens.constFind(digest(accessToken));
    if (token == m_accessTokens.cend() || nowMs >= token->expiresMs)
        return std::nullopt;
    const auto grant = m_grants.constFind(token->grantId);
    if (grant == m_grants.cend())
        return std::nullopt;
    return Access{grant->request, token->scopes};
}

bool GrantStore::revoke(const QByteArray &token, const QString &clientId)
{
    const std::lock_guard lock(m_mutex);
    const QByteArray given = digest(token);
    const auto access = m_accessTokens.constFind(given);
    if (access != m_accessTokens.cend()) {
        if (m_grants.value(access->grantId).request.clientId != clientId)
            return false;
        m_accessTokens.erase(access);
        changedLocked();
        return true;
    }
    for (const Grant &grant : std::as_const(m_grants)) {
        if (!grant.findSpent(given) && !equalDigests(grant.refreshDigest, given))
            continue;
        if (grant.request.clientId != clientId)
            return false;
        endGrantLocked(grant.id);
        changedLocked();
        return true;
    }
    return false;
}

void GrantStore::revokeEverything()
{
    const std::lock_guard lock(m_mutex);
    m_grants.clear();
    m_accessTokens.clear();
    changedLocked();
}

Issued GrantStore::issueLocked(Grant &grant, const QStringList &scopes, bool withRefreshToken,
                               const Knobs &knobs, qint64 nowMs)
{
    Issued issued;
    issued.request = grant.request;
    issued.request.scopes = scopes;
    issued.accessToken = "dat_" + randomSecret();
    AccessToken access;
    access.digest = digest(issued.accessToken);
    access.grantId = grant.id;
    access.scopes = scopes;
    access.expiresMs = nowMs + qint64(knobs.accessTokenLifetime) * 1000;
    m_accessTokens.insert(access.digest, access);
    grant.usedMs = nowMs;
    if (withRefreshToken) {
        issued.refreshToken = "drt_" + randomSecret();
        grant.refreshDigest = digest(issued.refreshToken);
        grant.refreshIssuedMs = nowMs;
    }
    return issued;
}

void GrantStore::endGrantLocked(QString grantId)
{
    m_grants.remove(grantId);
    endAccessTokensLocked(grantId);
}

void GrantStore::endAccessTokensLocked(const QString &grantId)
{
    m_accessTokens.removeIf(
        [&grantId](const AccessTokens::iterator &token) { return token->grantId == grantId; });
}

DeviceCode *GrantStore::findLocked(const QString &userCode)
{
    for (DeviceCode &code : m_codes) {
        if (code.userCode == userCode)
            return &code;
    }
    return nullptr;
}

void GrantStore::pruneLocked(qint64 nowMs)
{
    m_codes.removeIf(
        [nowMs](const Codes::iterator &code) { return nowMs >= code->expiresMs + codeMemoryMs; });
    m_accessTokens.removeIf(
        [nowMs](const AccessTokens::iterator &token) { return nowMs >= token->expiresMs; });
    while (m_accessTokens.size() >= maximumAccessTokens) {
        m_accessTokens.erase(std::min_element(m_accessTokens.cbegin(), m_accessTokens.cend(),
                                              [](const AccessToken &one, const AccessToken &other) {
                                                  return one.expiresMs < other.expiresMs;
                                              }));
    }
    // A sign-in without refresh token ends with its last access token.
    QSet<QString> alive;
    for (const AccessToken &token : std::as_const(m_accessTokens))
        alive.insert(token.grantId);
    m_grants.removeIf([&alive](const Grants::iterator &grant) {
        return grant->refreshDigest.isEmpty() && !alive.contains(grant->id);
    });
}

void GrantStore::makeRoomForGrantLocked()
{
    while (m_grants.size() >= maximumGrants) {
        const auto oldest = std::min_element(
            m_grants.cbegin(), m_grants.cend(),
            [](const Grant &one, const Grant &other) { return one.usedMs < other.usedMs; });
        endGrantLocked(oldest->id);
    }
}

void GrantStore::changedLocked()
{
    if (m_changed)
        m_changed(toJsonLocked());
}

} // namespace Latchkey::Demo
