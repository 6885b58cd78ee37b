// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/revocationendpoint.h"

#include "base/logging.h"
#include "oauth/errorresponse.h"
#include "oauth/json.h"

#include <latchkey/scheduler.h>

#include <QtCore/QCoreApplication>
#include <QtNetwork/QNetworkAccessManager>

namespace Latchkey {

RevocationEndpoint::RevocationEndpoint(HttpClient *client, const Provider &provider)
    : Endpoint(client, provider, Provider::Endpoint::Revocation)
{ }

bool RevocationEndpoint::exists() const
{
    return !url().isEmpty();
}

void RevocationEndpoint::revoke(const TokenSet &tokens, QObject *context,
                                const Callback &callback) const
{
    const auto revokeAccessToken = [endpoint = *this, tokens, context,
                                    callback](const Error &refreshError) {
        endpoint.revokeOne(tokens.accessToken(), QStringLiteral("access_token"), context,
                           [refreshError, callback](const Error &accessError) {
                               callback(refreshError.isError() ? refreshError : accessError);
                           });
    };
    if (tokens.refreshToken().isEmpty())
        revokeAccessToken(Error());
    else
        revokeOne(tokens.refreshToken(), QStringLiteral("refresh_token"), context,
                  revokeAccessToken);
}

void RevocationEndpoint::revokeOne(const QString &token, const QString &hint, QObject *context,
                                   Callback callback) const
{
    // There is nothing left to revoke: an access token that was not kept, for instance.
    if (token.isEmpty())
        return callback(Error());
    const FormParameters form{{QStringLiteral("token"), token},
                              {QStringLiteral("token_type_hint"), hint}};
    post(form, context, [callback = std::move(callback)](const HttpResult &result) {
        if (!result)
            return callback(result.error());
        // A success has an empty body (RFC 7009 §2.2), so the status counts here.
        if (result->status >= 200 && result->status < 300)
            return callback(Error());
        const Expected<QJsonObject> grant = result->grant();
        const Error error = grant ? Error(Error::Kind::Protocol) : grant.error();
        // Some call it an error that a token is over already (Google, Twitch), which it is not
        // (RFC 7009 §2.2): after the refresh token, that is how they answer for the access token.
        const bool isOver = error.oauthCode() == QLatin1String("invalid_token");
        callback(isOver ? Error() : error);
    });
}

void revokeInBackground(const Provider &provider, const TokenSet &tokens,
                        QNetworkAccessManager *manager)
{
    // Whoever granted the tokens keeps them until they end where no request can be made any more.
    QObject *owner = manager ? static_cast<QObject *>(manager) : QCoreApplication::instance();
    if (!owner || !tokens.isValid())
        return;
    auto *client = new HttpClient(manager, Scheduler::system(), owner);
    const RevocationEndpoint endpoint(client, provider);
    if (!endpoint.exists()) {
        client->deleteLater();
        return;
    }
    endpoint.revoke(tokens, client, [client](const Error &error) {
        if (error.isError())
            qCWarning(lcSignIn, "revoking failed: %s", qUtf8Printable(error.detail()));
        client->deleteLater();
    });
}

} // namespace Latchkey
