// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/signout.h"

#include "endpoints/revocationendpoint.h"
#include "session/rediscovery.h"
#include "session/session_p.h"

namespace Latchkey {

namespace {

// Somebody else's refresh, with its own bound, may have to end before.
constexpr std::chrono::milliseconds lockPatience = std::chrono::seconds(40);

} // namespace

SignOut::SignOut(const SessionPrivate &session, QObject *parent)
    : QObject(parent), m_session(session), m_http(session.context.http),
      m_index(session.context.index), m_secrets(session.secrets()), m_record(session.record),
      m_accessToken(session.access.accessToken), m_lock(session.context.lockPath(session.record.id))
{ }

void SignOut::start(std::function<void(const SignOutResult &)> callback)
{
    m_callback = std::move(callback);
    // Once without the lock, so that a person who has to unlock the keychain first keeps no other
    // program waiting.
    m_secrets.readDurable(this, [this](const Expected<DurableSecrets> &durable) {
        if (!durable)
            return revoke(durable);
        // A refresh that another program is in the middle of would store new tokens after we are
        // gone. One that does not end keeps nobody from leaving.
        m_lock.acquire(m_http->scheduler(), lockPatience, [this](const Error &) { read(); });
    });
}

void SignOut::read()
{
    m_secrets.readCache(this, [this](const Expected<CachedAccess> &cached) {
        // Without the access token the refresh token is revoked alone.
        if (cached && !cached->accessToken.isEmpty())
            m_accessToken = cached->accessToken;
        m_secrets.readDurable(this,
                              [this](const Expected<DurableSecrets> &durable) { revoke(durable); });
    });
}

void SignOut::revoke(const Expected<DurableSecrets> &durable)
{
    // One that could not be written yet has replaced the one that is stored.
    const std::optional<DurableSecrets> unsaved = m_session.unsavedSecrets(durable);
    if (!durable && !unsaved) {
        m_result.revocationError = durable.error();
        // A person who has refused to unlock the keychain would only be asked again.
        const Error::Kind kind = durable.error().kind();
        if (kind == Error::Kind::KeychainLocked || kind == Error::Kind::KeychainAbsent)
            return finish(durable.error());
        // What cannot be read cannot be revoked, and is forgotten all the same if possible.
        return forget();
    }
    const DurableSecrets &secrets = unsaved ? *unsaved : *durable;
    Provider provider = m_record.provider;
    provider.setSecrets(secrets.secrets);
    const RevocationEndpoint endpoint(m_http, provider);
    TokenSet tokens;
    tokens.setRefreshToken(secrets.refreshToken);
    tokens.setAccessToken(m_accessToken);
    if (!endpoint.exists() || (tokens.refreshToken().isEmpty() && m_accessToken.isEmpty()))
        return forget();
    revokeAt(provider, tokens, Where::AsStored);
}

void SignOut::revokeAt(const Provider &provider, const TokenSet &tokens, Where where)
{
    const RevocationEndpoint endpoint(m_http, provider);
    endpoint.revoke(tokens, this, [this, provider, tokens, where](const Error &error) {
        constexpr auto revocation = Provider::Endpoint::Revocation;
        if (where == Where::AsStored && hasMoved(provider, revocation, error)) {
            return rediscover(m_http, provider, this,
                              [this, provider, tokens, error](const auto &renewed) {
                                  if (renewed)
                                      return revokeAt(*renewed, tokens, Where::AsTheIssuerSays);
                                  revoked(error);
                              });
        }
        revoked(error);
    });
}

void SignOut::revoked(const Error &error)
{
    m_result.revoked = !error.isError();
    m_result.revocationError = error;
    forget();
}

void SignOut::forget()
{
    m_secrets.remove(this, [this](const Error &error) {
        if (error.isError() || !m_index)
            return finish(error);
        m_index->update(
            m_http->scheduler(),
            [id = m_record.id](QList<AccountRecord> &records) {
                records.removeIf([&](const AccountRecord &entry) { return entry.id == id; });
            },
            [self = QPointer<SignOut>(this)](const Error &indexError) {
                if (self)
                    self->finish(indexError);
            });
    });
}

void SignOut::finish(const Error &storageError)
{
    m_lock.release();
    m_result.storageError = storageError;
    m_result.forgotten = !storageError.isError();
    deleteLater();
    // Whoever is told may delete the session, and this with it.
    const SignOutResult result = m_result;
    const auto callback = std::move(m_callback);
    callback(result);
}

} // namespace Latchkey
