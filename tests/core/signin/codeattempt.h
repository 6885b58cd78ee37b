// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <latchkey/authorizationcodesignin.h>
#include <latchkey/pastedcodesignin.h>

#include <QtCore/QList>
#include <QtCore/QUrlQuery>

#include <memory>

namespace Latchkey {

/// The grant itself, with the test in the place of whatever takes the answer.
class BareCodeSignIn : public AuthorizationCodeSignIn
{
public:
    explicit BareCodeSignIn(const Provider &provider)
        : AuthorizationCodeSignIn(provider, Provider::Flow::Browser, nullptr)
    { }

    using AuthorizationCodeSignIn::giveUp;
    using AuthorizationCodeSignIn::receive;

    QString redirectUri = QStringLiteral("http://127.0.0.1:8787/callback");

protected:
    void prepare() override { authorize(redirectUri); }
};

/// An attempt by authorization code on a scripted network in virtual time, with what came of it.
template <typename SignInType> class CodeAttempt
{
public:
    CodeAttempt() : network(&clock)
    {
        provider.setId(QStringLiteral("test"));
        provider.setClientId(QStringLiteral("client-1"));
        provider.setScopeNames({QStringLiteral("openid"), QStringLiteral("offline_access")});
        provider.setEndpoint(Provider::Endpoint::Authorization, authorizeUrl);
        provider.setEndpoint(Provider::Endpoint::Token, tokenUrl);
    }

    void create()
    {
        signIn = std::make_unique<SignInType>(provider);
        signIn->setNetworkAccessManager(&network);
        signIn->setScheduler(&clock);
        QObject::connect(signIn.get(), &SignIn::finished, signIn.get(),
                         [this](const SignInResult &result) { results.append(result); });
        QObject::connect(signIn.get(), &SignIn::stateChanged, signIn.get(),
                         [this](SignIn::State state) { states.append(state); });
        QObject::connect(signIn.get(), &SignIn::connectionTroubleChanged, signIn.get(),
                         [this](const Error &trouble) { troubles.append(trouble); });
        QObject::connect(signIn.get(), &AuthorizationCodeSignIn::authorizeWithBrowser, signIn.get(),
                         [this](const QUrl &url) { opened.append(url); });
    }

    /// Creates, starts, and lets the browser be asked for.
    void start()
    {
        create();
        signIn->start();
        VirtualScheduler::settle();
    }

    /// What the browser was asked for, by name.
    QString asked(const char *name) const
    {
        return QUrlQuery(opened.constLast())
            .queryItemValue(QString::fromLatin1(name), QUrl::FullyDecoded);
    }

    QByteArray answer(const QByteArray &more = "&code=secret-code") const
    {
        return "state=" + asked("state").toLatin1() + more;
    }

    void offerRevocation()
    {
        provider.setEndpoint(Provider::Endpoint::Revocation, revocationUrl);
        network.answer(revocationUrl, ScriptedAnswer{200, "", {}});
    }

    QStringList revokedTokens() const
    {
        QStringList tokens;
        for (const SentRequest &request : network.sentTo(revocationUrl))
            tokens += request.form.value(QStringLiteral("token"));
        return tokens;
    }

    static ScriptedAnswer error(int status, const QByteArray &code)
    {
        return ScriptedAnswer::json(status, "{\"error\":\"" + code + "\"}");
    }

    static ScriptedAnswer tokens()
    {
        return ScriptedAnswer::json(200,
                                    "{\"access_token\":\"secret-access\",\"token_type\":\"Bearer\","
                                    "\"refresh_token\":\"secret-refresh\",\"expires_in\":3600}");
    }

    const QUrl authorizeUrl{QStringLiteral("https://id.example.org/authorize")};
    const QUrl tokenUrl{QStringLiteral("https://id.example.org/token")};
    const QUrl revocationUrl{QStringLiteral("https://id.example.org/revoke")};
    VirtualScheduler clock;
    ScriptedNetwork network;
    Provider provider;
    std::unique_ptr<SignInType> signIn;
    QList<SignInResult> results;
    QList<SignIn::State> states;
    QList<Error> troubles;
    QList<QUrl> opened;
};

} // namespace Latchkey
