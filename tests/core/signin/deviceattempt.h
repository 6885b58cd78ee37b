// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <latchkey/devicesignin.h>

#include <QtCore/QList>

#include <memory>

namespace Latchkey {

/// A device sign-in on a scripted network in virtual time, with what came of it.
class DeviceAttempt
{
public:
    DeviceAttempt() : network(&clock)
    {
        provider.setId(QStringLiteral("test"));
        provider.setClientId(QStringLiteral("client-1"));
        provider.setScopeNames({QStringLiteral("openid"), QStringLiteral("offline_access")});
        provider.setEndpoint(Provider::Endpoint::DeviceAuthorization, codeUrl);
        provider.setEndpoint(Provider::Endpoint::Token, tokenUrl);
    }

    void create()
    {
        signIn = std::make_unique<DeviceSignIn>(provider);
        signIn->setNetworkAccessManager(&network);
        signIn->setScheduler(&clock);
        QObject::connect(signIn.get(), &SignIn::finished, signIn.get(),
                         [this](const SignInResult &result) { results.append(result); });
        QObject::connect(signIn.get(), &SignIn::stateChanged, signIn.get(),
                         [this](SignIn::State state) { states.append(state); });
        QObject::connect(signIn.get(), &SignIn::connectionTroubleChanged, signIn.get(),
                         [this](const Error &trouble) { troubles.append(trouble); });
    }

    /// Creates, starts, and lets the code arrive.
    void startWithCode(int interval = 5, int expiresIn = 900)
    {
        network.answer(codeUrl, code(interval, expiresIn));
        create();
        signIn->start();
        VirtualScheduler::settle();
    }

    static ScriptedAnswer code(int interval, int expiresIn)
    {
        const QByteArray intervalField =
            interval < 0 ? QByteArray() : ",\"interval\":" + QByteArray::number(interval);
        return ScriptedAnswer::json(
            200,
            "{\"device_code\":\"secret-device-code\",\"user_code\":\"WDJB-MJHT\","
            "\"verification_uri\":\"https://id.example.org/activate\","
            "\"verification_uri_complete\":"
            "\"https://id.example.org/activate?user_code=WDJB-MJHT\",\"expires_in\":"
                + QByteArray::number(expiresIn) + intervalField + '}');
    }

    static ScriptedAnswer error(int status, const QByteArray &code)
    {
        return ScriptedAnswer::json(status, "{\"error\":\"" + code + "\"}");
    }

    static ScriptedAnswer pending() { return error(400, "authorization_pending"); }

    static ScriptedAnswer tokens()
    {
        return ScriptedAnswer::json(200,
                                    "{\"access_token\":\"secret-access\",\"token_type\":\"Bearer\","
                                    "\"refresh_token\":\"secret-refresh\",\"expires_in\":3600}");
    }

    QList<int> pollSeconds() const
    {
        QList<int> moments;
        for (const SentRequest &request : network.sentTo(tokenUrl))
            moments.append(static_cast<int>((request.at - begun).count() / 1000));
        return moments;
    }

    const QUrl codeUrl{QStringLiteral("https://id.example.org/device/code")};
    const QUrl tokenUrl{QStringLiteral("https://id.example.org/token")};
    VirtualScheduler clock;
    ScriptedNetwork network;
    Provider provider;
    std::unique_ptr<DeviceSignIn> signIn;
    QList<SignInResult> results;
    QList<SignIn::State> states;
    QList<Error> troubles;
    const std::chrono::milliseconds begun = clock.monotonic();
};

} // namespace Latchkey
