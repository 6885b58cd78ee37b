// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/browsersignin.h>
#include <latchkey/loopbackreplyhandler.h>

namespace Latchkey {

class BrowserSignIn::Private
{
public:
    LoopbackReplyHandler handler;
};

BrowserSignIn::BrowserSignIn(const Provider &provider, QObject *parent)
    : AuthorizationCodeSignIn(provider, Provider::Flow::Browser, parent), b(new Private)
{
    LoopbackReplyHandler *const handler = &b->handler;
    handler->setProviderName(provider.name());
    // All of these are connected before anybody else can be: the port knows the state before a
    // browser is opened, and the tab has its answer before a listener may delete this object.
    connect(this, &AuthorizationCodeSignIn::authorizeWithBrowser, handler,
            &LoopbackReplyHandler::expectAnswerTo);
    connect(handler, &LoopbackReplyHandler::callbackDataReceived, this, &BrowserSignIn::receive);
    connect(this, &SignIn::finished, handler,
            [handler](const SignInResult &result) { handler->tellOutcome(result.error); });
}

BrowserSignIn::~BrowserSignIn() = default;

void BrowserSignIn::setProgramName(const QString &name)
{
    b->handler.setProgramName(name);
}

QUrl BrowserSignIn::redirectUri() const
{
    return b->handler.isListening() ? b->handler.redirectUri() : QUrl();
}

void BrowserSignIn::prepare()
{
    b->handler.setScheduler(scheduler());
    const Error error = b->handler.listen(provider().redirectUri());
    if (error.isError())
        giveUp(error);
    else
        authorize(b->handler.callback());
}

} // namespace Latchkey
