// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "pastelogin.h"

namespace Latchkey {

PasteLogin::PasteLogin(const Provider &provider, const Means &means)
    : RedirectLogin(means), m_signIn(provider), m_prompt(nullptr)
{
    watchAttempt(&m_signIn);
    connect(&m_prompt, &Prompt::answered, this, &PasteLogin::take);
    connect(&m_prompt, &Prompt::ended, this, &PasteLogin::inputEnded);
    connect(&m_signIn, &SignIn::stateChanged, this, [this](SignIn::State state) {
        if (state != SignIn::State::WaitingForUser)
            m_prompt.stop();
    });
}

void PasteLogin::showAddress(const QUrl &url)
{
    const QString address = url.toString(QUrl::FullyEncoded);
    out().event(QStringLiteral("paste"), {{QStringLiteral("url"), address}});
    out().say(tr("Sign in to %1").arg(m_signIn.provider().name()));
    out().say(isOpened() ? tr("Your browser opens. Where it does not, open this address on any "
                              "device:")
                         : tr("Open this address on any device:"));
    out().say(QString());
    out().say(address);
    out().say(QString());
    out().say(tr("It shows a code in the end, which is wanted here."));
}

void PasteLogin::askForCode()
{
    m_prompt.ask(tr("Paste the code:"), Prompt::Echo::Shown);
}

void PasteLogin::take(const QString &pasted)
{
    const Error error = m_signIn.submit(pasted);
    if (!error.isError())
        return;
    // A script has said what it had to say.
    if (!Prompt::isTerminal()) {
        Q_EMIT givenUp(error);
        return;
    }
    out().note(QStringList{error.message(), error.advice()}.join(u' ').trimmed());
    askForCode();
}

void PasteLogin::inputEnded()
{
    if (Prompt::isTerminal()) {
        Q_EMIT givenUp(Error(Error::Kind::Cancelled));
        return;
    }
    Q_EMIT givenUp(
        Error(Error::Kind::Usage)
            .withSentences(tr("Standard input ended, and there was no code."), QString()));
}

} // namespace Latchkey
