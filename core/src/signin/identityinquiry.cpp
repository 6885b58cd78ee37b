// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signin/identityinquiry.h"

#include "base/logging.h"
#include "endpoints/jwkscache.h"

namespace Latchkey {

namespace {

QStringList trustedAudiences(const Provider &provider)
{
    // The program itself has asked for tokens for this one.
    return provider.audience().isEmpty() ? QStringList() : QStringList{provider.audience()};
}

} // namespace

IdentityInquiry::IdentityInquiry(HttpClient *http, const Provider &provider, QObject *parent)
    : QObject(parent), m_http(http), m_provider(provider)
{ }

void IdentityInquiry::start(const Question &question, Callback callback)
{
    m_question = question;
    m_callback = std::move(callback);
    QMetaObject::invokeMethod(
        this, [this] { readIdToken(); }, Qt::QueuedConnection);
}

void IdentityInquiry::readIdToken()
{
    const QString text = m_question.tokens.idToken();
    // Without an issuer there is nothing that `iss` could be held against.
    if (text.isEmpty() || m_provider.issuer().isEmpty())
        return askUserInfo();
    const Expected<IdToken> token = IdToken::parse(text);
    if (!token)
        return finish(unexpected(token.error()));
    IdToken::Rules rules;
    rules.issuer = m_provider.issuer();
    rules.clientId = m_provider.clientId();
    rules.trustedAudiences = trustedAudiences(m_provider);
    rules.nonce = m_question.nonce;
    rules.accessToken = m_question.tokens.accessToken();
    rules.now = m_http->scheduler()->wallClock();
    rules.clockSkew = m_question.tokens.clockSkew();
    rules.tolerance = m_question.tolerance;
    const Expected<QList<Identity::Check>> checks = token->checkClaims(rules);
    if (!checks)
        return finish(unexpected(checks.error()));
    m_checks = *checks;
    // Step 6: it came straight from the token endpoint, over TLS or from this computer.
    if (m_provider.endpoint(Provider::Endpoint::Jwks).isEmpty())
        return believe(*token, Identity::Source::TlsOrigin);
    checkSignature(*token);
}

void IdentityInquiry::checkSignature(const IdToken &token)
{
    JwksCache::instance()->find(m_http, m_provider, token.algorithm(), token.keyId(), this,
                                [this, token](const Expected<JwkSet> &keys) {
                                    if (!keys) {
                                        // The person is not to be sent away because a server is
                                        // away for a moment.
                                        qCWarning(lcSignIn,
                                                  "no keys, so TLS stands in for the signature: %s",
                                                  qUtf8Printable(keys.error().detail()));
                                        return believe(token, Identity::Source::TlsOrigin);
                                    }
                                    const Error error = token.checkSignature(*keys);
                                    if (error.isError())
                                        return finish(unexpected(error));
                                    m_checks.append(Identity::Check::Signature);
                                    believe(token, Identity::Source::Signature);
                                });
}

void IdentityInquiry::believe(const IdToken &token, Identity::Source source)
{
    m_identity = Identity(token.claims(), source, m_checks);
    if (isUserInfoWanted())
        askUserInfo();
    else
        finish(m_identity);
}

bool IdentityInquiry::isUserInfoWanted() const
{
    const QStringList scopes = m_question.tokens.scopes();
    const auto isMissing = [&](const char *claim) {
        return m_identity.claims().value(QLatin1String(claim)).toString().isEmpty();
    };
    return (scopes.contains(QLatin1String("profile"))
            && (isMissing("name") || isMissing("picture")))
        || (scopes.contains(QLatin1String("email")) && isMissing("email"));
}

void IdentityInquiry::askUserInfo()
{
    const bool canAsk = !m_provider.endpoint(Provider::Endpoint::UserInfo).isEmpty()
        && m_question.tokens.scopes().contains(QLatin1String("openid"));
    if (!canAsk)
        return finish(m_identity);
    const UserInfoEndpoint userInfo(m_http, m_provider);
    userInfo.request(m_question.tokens.accessToken(), this, [this](const Expected<Identity> &told) {
        // The person is signed in whether or not the provider tells their name.
        if (told)
            return addUserInfo(*told);
        qCWarning(lcSignIn, "no userinfo: %s", qUtf8Printable(told.error().detail()));
        finish(m_identity);
    });
}

void IdentityInquiry::addUserInfo(const Identity &told)
{
    if (!m_identity.isValid())
        return finish(told);
    // OpenID Connect Core §5.3.2: what is told of somebody else is not used.
    const QLatin1String subject("sub");
    if (told.claims().value(subject) != m_identity.claims().value(subject)) {
        qCWarning(lcSignIn, "userinfo is about somebody else, and is not used");
        return finish(m_identity);
    }
    QJsonObject claims = told.claims();
    const QJsonObject proven = m_identity.claims();
    for (auto it = proven.begin(); it != proven.end(); ++it)
        claims.insert(it.key(), it.value());
    m_checks.append(Identity::Check::UserInfoSubject);
    finish(Identity(claims, m_identity.source(), m_checks));
}

void IdentityInquiry::finish(const Expected<Identity> &who)
{
    const auto describe = [&](const Error &error) {
        return error.withEndpoint(m_provider.endpoint(Provider::Endpoint::Token));
    };
    const Expected<Identity> answer = who.map_error(describe);
    const Callback callback = std::move(m_callback);
    callback(answer);
}

} // namespace Latchkey
