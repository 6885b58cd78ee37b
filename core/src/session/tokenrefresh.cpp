// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/tokenrefresh.h"

#include "base/logging.h"
#include "endpoints/revocationendpoint.h"
#include "endpoints/tokenendpoint.h"
#include "oauth/errorcodes.h"
#include "session/accesslife.h"
#include "session/rediscovery.h"
#include "session/refreshedidentity.h"

namespace Latchkey {

namespace {

// A holder may wait for a whole exchange, ask again and then write.
constexpr std::chrono::milliseconds lockPatience = std::chrono::seconds(75);
constexpr std::chrono::milliseconds pauseAfterBareRefusal = std::chrono::seconds(2);
// Well within the time for which providers accept a spent refresh token once more.
constexpr std::chrono::milliseconds pauseAfterLostAnswer = std::chrono::seconds(1);
constexpr std::chrono::milliseconds firstPauseBetweenWrites(500);
// A keychain that asks nobody has answered long before.
constexpr std::chrono::milliseconds longestReadUnderLock = std::chrono::seconds(5);
// Who signs out waits for a lock no longer than this, and what they have removed stays removed.
constexpr std::chrono::milliseconds longestUndisturbed = std::chrono::seconds(35);
constexpr int mostWrites = 4;
constexpr int mostTokens = 3;

/// Some servers answer a dead token with a bare status.
bool isBareRefusal(const Error &error)
{
    const int status = error.httpStatus();
    return error.oauthCode().isEmpty() && (status == 400 || status == 401 || status == 403);
}

Error signedOut(const Error &cause)
{
    return Error(Error::Kind::SignedOut, cause.detail()).withClockSkew(cause.clockSkew());
}

} // namespace

TokenRefresh::TokenRefresh(HttpClient *http, const AccountSecrets &secrets,
                           const Provider &provider, const QString &lockPath, QObject *parent)
    : QObject(parent), m_http(http), m_secrets(secrets), m_provider(provider), m_lock(lockPath)
{ }

void TokenRefresh::start(const Wanted &wanted, std::function<void(const Outcome &)> callback)
{
    m_wanted = wanted;
    m_callback = std::move(callback);
    if (m_wanted.unsaved) {
        // Whatever stops this attempt, it is left to be written.
        m_outcome.unsaved = m_wanted.unsaved;
        m_outcome.durable = m_wanted.unsaved->durable;
        m_outcome.access = m_wanted.unsaved->access;
        return acquireLock([this] { saveUnsaved(); });
    }
    // The keychain is read without the lock first: often another program has a good token already,
    // and a person who has to unlock the keychain keeps no other program waiting.
    look(Look::BeforeLock);
}

void TokenRefresh::acquireLock(std::function<void()> next)
{
    m_lock.acquire(m_http->scheduler(), lockPatience,
                   [this, next = std::move(next)](const Error &error) {
                       if (error.isError())
                           return finish(error);
                       m_lockedAt = m_http->scheduler()->monotonic();
                       next();
                   });
}

bool TokenRefresh::isWanted(const CachedAccess &access) const
{
    const AccessLife life(access.issuedAt, access.expiresAt, *m_http->scheduler());
    return !access.accessToken.isEmpty() && access.accessToken != m_wanted.newerThan
        && life.isFresh(*m_http->scheduler(), m_wanted.minimumValidity);
}

void TokenRefresh::look(Look when)
{
    // The keychain may have been locked while we waited, and the person is being asked now.
    if (when == Look::UnderLock) {
        m_hasLetGo = false;
        m_pause.start(m_http->scheduler(), longestReadUnderLock, [this] {
            m_lock.release();
            m_hasLetGo = true;
        });
    }
    m_secrets.readCache(this, [this, when](const Expected<CachedAccess> &cached) {
        // What the cache holds can be fetched anew, unless the keychain as such is at fault.
        if (!cached && cached.error().kind() != Error::Kind::KeychainFailed)
            return finish(cached.error());
        const CachedAccess access = cached.value_or(CachedAccess());
        if (isWanted(access)) {
            m_outcome.access = access;
            return finish(Error());
        }
        m_secrets.readDurable(this, [this, when, access](const Expected<DurableSecrets> &durable) {
            found(when, durable, access);
        });
    });
}

void TokenRefresh::found(Look when, const Expected<DurableSecrets> &read,
                         const CachedAccess &cached)
{
    if (!read)
        return finish(read.error());
    m_durable = *read;
    m_outcome.durable = *read;
    m_outcome.access = cached;
    if (read->refreshToken.isEmpty()) {
        return finish(Error(Error::Kind::SignedOut,
                            QStringLiteral("the access token has ended or will not do, and there "
                                           "is no refresh token")));
    }
    if (read->ended && !m_wanted.insists) {
        return finish(Error(Error::Kind::SignedOut,
                            QStringLiteral("the provider has refused the refresh token before")));
    }
    if (m_wanted.postponed.isError())
        return finish(m_wanted.postponed);
    if (when == Look::BeforeLock || m_hasLetGo)
        return acquireLock([this] { look(Look::UnderLock); });
    m_pause.cancel();
    m_provider.setSecrets(read->secrets);
    ask();
}

void TokenRefresh::ask()
{
    // Whoever listens may delete the session and with it this.
    const QPointer<TokenRefresh> alive(this);
    Q_EMIT asking();
    if (!alive)
        return;
    const TokenEndpoint endpoint(m_http, m_provider);
    endpoint.request(TokenRequest::refreshToken(m_durable.refreshToken, m_durable.scopes), this,
                     [this](const Expected<TokenSet> &answer) {
                         if (answer)
                             granted(*answer);
                         else
                             refused(answer.error());
                     });
}

void TokenRefresh::askAgainAfter(std::chrono::milliseconds pause)
{
    m_pause.start(m_http->scheduler(), pause, [this] { ask(); });
}

void TokenRefresh::refused(const Error &error)
{
    if (error.isOutcomeUnknown() && !m_lostAnswerSeen) {
        // The provider may have spent the token, and its answer was lost on the way. For a short
        // while most providers take the old one once more.
        m_lostAnswerSeen = true;
        return askAgainAfter(pauseAfterLostAnswer);
    }
    if (!m_hasLookedForTheEndpoint && hasMoved(m_provider, Provider::Endpoint::Token, error))
        return lookForTheEndpoint(error);
    const bool isBare = isBareRefusal(error);
    if (isBare && !m_bareRefusalSeen) {
        m_bareRefusalSeen = true;
        return askAgainAfter(pauseAfterBareRefusal);
    }
    // A server in trouble says many things.
    const bool isJudgement = error.kind() == Error::Kind::Rejected;
    if (isBare || (isJudgement && endsSession(error.oauthCode())))
        return lookBeforeTheEnd(error);
    finish(error);
}

/// The issuer may know where it is now.
void TokenRefresh::lookForTheEndpoint(const Error &error)
{
    m_hasLookedForTheEndpoint = true;
    rediscover(m_http, m_provider, this, [this, error](const std::optional<Provider> &renewed) {
        if (!renewed)
            return refused(error);
        constexpr auto token = Provider::Endpoint::Token;
        const bool isElsewhere = renewed->endpoint(token) != m_provider.endpoint(token);
        m_provider = *renewed;
        m_outcome.provider = renewed;
        if (isElsewhere)
            ask();
        else
            refused(error);
    });
}

/// Perhaps a program that knows no lock was quicker.
void TokenRefresh::lookBeforeTheEnd(const Error &error)
{
    m_secrets.readDurable(this, [this, error](const Expected<DurableSecrets> &read) {
        if (!read)
            return finish(read.error());
        if (read->refreshToken == m_durable.refreshToken)
            return endSession(error);
        // One that was not tried is never called dead.
        if (!read->refreshToken.isEmpty() && ++m_tokensTried >= mostTokens)
            return finish(error);
        m_bareRefusalSeen = false;
        look(Look::UnderLock);
    });
}

/// The provider's last word, or a grant that is another person's. The refused token is kept until
/// the person has signed in again, and marked, so that no other program asks with it.
void TokenRefresh::endSession(const Error &error)
{
    m_renewed = m_durable;
    m_renewed.ended = true;
    m_outcome.durable = m_renewed;
    const Error ended = signedOut(error);
    if (m_durable.ended)
        return finish(ended);
    m_secrets.writeDurable(m_renewed, this, [this, ended](const Error &) { finish(ended); });
}

void TokenRefresh::granted(const TokenSet &tokens)
{
    if (const Error error = checkRefreshedIdentity(m_durable, tokens); error.isError()) {
        qCWarning(lcSession, "%s", qUtf8Printable(error.detail()));
        // They are somebody else's, and nobody is going to use them.
        revokeInBackground(m_provider, tokens, m_http->manager());
        return endSession(error);
    }
    m_renewed = m_durable;
    m_renewed.ended = false;
    m_renewed.scopes = tokens.scopes();
    // Absent, the old one stays (RFC 6749 §6).
    if (!tokens.refreshToken().isEmpty())
        m_renewed.refreshToken = tokens.refreshToken();
    m_outcome.access = {tokens.accessToken(), tokens.tokenType(), m_http->scheduler()->wallClock(),
                        tokens.expiresAt()};
    const std::chrono::milliseconds held = m_http->scheduler()->monotonic() - m_lockedAt;
    if (held > longestUndisturbed) {
        m_wanted.unsaved = Unsaved{m_durable, m_renewed, m_outcome.access};
        saveUnsaved();
    } else if (m_renewed == m_durable) {
        saveAccess();
    } else {
        save();
    }
}

void TokenRefresh::saveUnsaved()
{
    m_durable = m_wanted.unsaved->replaced;
    m_renewed = m_wanted.unsaved->durable;
    m_secrets.readDurable(this, [this](const Expected<DurableSecrets> &read) {
        if (!read)
            return couldNotSave(read.error());
        if (*read == m_renewed)
            return saveAccess();
        if (*read == m_durable)
            return save();
        // Somebody has signed in again or out, which counts for more.
        if (read->refreshToken.isEmpty())
            revokeUnwanted();
        m_outcome = {};
        look(Look::UnderLock);
    });
}

/// After a sign-out nobody else would.
void TokenRefresh::revokeUnwanted()
{
    TokenSet tokens;
    tokens.setRefreshToken(m_renewed.refreshToken);
    tokens.setAccessToken(m_wanted.unsaved->access.accessToken);
    m_provider.setSecrets(m_renewed.secrets);
    revokeInBackground(m_provider, tokens, m_http->manager());
}

void TokenRefresh::save()
{
    ++m_writesTried;
    m_secrets.writeDurable(m_renewed, this, [this](const Error &error) {
        if (error.isError())
            couldNotSave(error);
        else
            checkSaved();
    });
}

void TokenRefresh::checkSaved()
{
    m_secrets.readDurable(this, [this](const Expected<DurableSecrets> &read) {
        if (!read)
            return couldNotSave(read.error());
        if (*read != m_renewed) {
            return couldNotSave(Error(Error::Kind::KeychainFailed,
                                      QStringLiteral("what was written is not what is read")));
        }
        saveAccess();
    });
}

void TokenRefresh::couldNotSave(const Error &error)
{
    qCWarning(lcSession, "the new refresh token could not be written: %s",
              qUtf8Printable(error.detail()));
    if (m_writesTried > 0 && m_writesTried < mostWrites) {
        const auto pause = firstPauseBetweenWrites * (1 << (m_writesTried - 1));
        return m_pause.start(m_http->scheduler(), pause, [this] { save(); });
    }
    m_outcome.unsaved = Unsaved{m_durable, m_renewed, m_outcome.access};
    m_outcome.durable = m_renewed;
    finish(error);
}

void TokenRefresh::saveAccess()
{
    m_outcome.unsaved.reset();
    m_outcome.durable = m_renewed;
    // The cache spares other programs a refresh; nothing depends on it.
    m_secrets.writeCache(m_outcome.access, this, [this](const Error &error) {
        if (error.isError())
            qCWarning(lcSession, "the access token could not be written: %s",
                      qUtf8Printable(error.detail()));
        finish(Error());
    });
}

void TokenRefresh::finish(const Error &error)
{
    m_pause.cancel();
    m_lock.release();
    m_outcome.error = error;
    deleteLater();
    // Whoever is told may delete the session, and this with it.
    const Outcome outcome = std::move(m_outcome);
    const auto callback = std::move(m_callback);
    callback(outcome);
}

} // namespace Latchkey
