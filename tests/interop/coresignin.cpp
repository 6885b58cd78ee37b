// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "coresignin.h"

#include <latchkey/discovery.h>

#include <QtCore/QJsonDocument>
#include <QtNetwork/QNetworkReply>
#include <QtNetwork/QNetworkRequest>
#include <QtTest/QTest>

#include <memory>

using Latchkey::AccessTokenResult;
using Latchkey::Discovery;
using Latchkey::Error;
using Latchkey::Provider;
using Latchkey::SendResult;
using Latchkey::Session;
using Latchkey::SignIn;
using Latchkey::SignInResult;
using Latchkey::SignOutResult;

namespace CoreSignIn {

namespace {

constexpr int patience = 20000; // milliseconds

} // namespace

Provider discover(const QString &issuer, const QString &clientId, const QStringList &scopes)
{
    Discovery discovery{QUrl(issuer)};
    Provider provider;
    bool isFinished = false;
    QObject::connect(&discovery, &Discovery::finished, &discovery,
                     [&](const Provider &found, const Error &error) {
                         if (error.isError())
                             qWarning("%s", qPrintable(error.detail()));
                         provider = found;
                         isFinished = true;
                     });
    discovery.start();
    static_cast<void>(QTest::qWaitFor([&] { return isFinished; }, patience));
    provider.setClientId(clientId);
    provider.setScopeNames(scopes);
    return provider;
}

Ending::Ending(SignIn *signIn)
{
    QObject::connect(signIn, &SignIn::finished, &m_context,
                     [this](const SignInResult &result) { m_result = result; });
}

SignInResult Ending::wait(int seconds)
{
    static_cast<void>(QTest::qWaitFor([this] { return m_result.has_value(); }, seconds * 1000));
    SignInResult late;
    late.error = Error(Error::Kind::Cancelled, QStringLiteral("no end within the time"));
    return m_result.value_or(late);
}

AccessTokenResult refresh(Session *session)
{
    AccessTokenResult result;
    result.error = Error(Error::Kind::Cancelled);
    bool isFinished = false;
    QObject context;
    session->refresh(&context, [&](const AccessTokenResult &given) {
        result = given;
        isFinished = true;
    });
    static_cast<void>(QTest::qWaitFor([&] { return isFinished; }, patience));
    return result;
}

Reply userInfo(Session *session)
{
    const QNetworkRequest request(session->provider().endpoint(Provider::Endpoint::UserInfo));
    std::unique_ptr<QNetworkReply> reply;
    QObject context;
    session->send(request, "GET", {}, &context,
                  [&](const SendResult &sent) { reply.reset(sent.reply); });
    if (!QTest::qWaitFor([&] { return reply && reply->isFinished(); }, patience))
        return {};
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
            QJsonDocument::fromJson(reply->readAll()).object()};
}

SignOutResult signOut(Session *session)
{
    SignOutResult result;
    bool isFinished = false;
    QObject context;
    session->signOut(&context, [&](const SignOutResult &ended) {
        result = ended;
        isFinished = true;
    });
    static_cast<void>(QTest::qWaitFor([&] { return isFinished; }, patience));
    return result;
}

} // namespace CoreSignIn
