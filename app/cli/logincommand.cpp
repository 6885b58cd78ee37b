// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "logincommand.h"

#include "interrupt.h"
#include "loginflow.h"
#include "loginprovider.h"
#include "loginvalues.h"
#include "providerfields.h"

#include <QtCore/QJsonArray>
#include <QtCore/QTimer>
#include <QtNetwork/QNetworkReply>

#include <algorithm>

namespace Latchkey {

namespace {

// Milliseconds until the person is told why nothing happens.
constexpr int keychainPatience = 800;
constexpr int undoPatience = 1000;

} // namespace

LoginCommand::LoginCommand(const CommandLine &line) : Command(line), m_prompt(nullptr)
{
    connect(&m_prompt, &Prompt::answered, this, &LoginCommand::take);
    connect(&m_prompt, &Prompt::ended, this, &LoginCommand::interrupted);
}

LoginCommand::~LoginCommand() = default;

void LoginCommand::start()
{
    // Secrets may come by standard input, and reading that is still interrupted as usual.
    if (!checkProvider())
        return;
    m_interrupt = new Interrupt(this);
    connect(m_interrupt, &Interrupt::requested, this, &LoginCommand::interrupted);
    if (line().memory)
        prepare();
    else
        probeKeychain();
}

/// What can be known to be wrong without asking anybody is told first.
bool LoginCommand::checkProvider()
{
    QString problem;
    if (line().issuer.isEmpty()) {
        m_provider = namedProvider(line(), &problem);
        if (m_provider && applyOptions(line(), *m_provider, &problem) && !hasProblem(&problem))
            return true;
    } else {
        const QUrl issuer(line().issuer, QUrl::StrictMode);
        if (issuer.isValid() && !issuer.isRelative() && !issuer.host().isEmpty())
            return true;
        problem = tr("\"%1\" is not an address.").arg(line().issuer);
    }
    finish(out().fail(QStringLiteral("usage"), problem, ExitUsage));
    return false;
}

/// What is missing and cannot be asked for, or a way to sign in that there is not.
bool LoginCommand::hasProblem(QString *problem) const
{
    const QList<Placeholder> missing = valuesToAsk(line(), *m_provider);
    if (missing.isEmpty())
        return !flow(problem);
    if (Prompt::isTerminal())
        return false;
    *problem = missingSentence(*m_provider, missing.constFirst());
    return true;
}

std::optional<Provider::Flow> LoginCommand::flow(QString *problem) const
{
    const bool canOpen = m_browser.isAvailable() && !line().noBrowser;
    return chooseFlow(*m_provider, line().flow, canOpen, problem);
}

/// Finds out before the person is sent to their phone whether their sign-in could be kept at all.
void LoginCommand::probeKeychain()
{
    if (!accounts())
        return;
    auto *slow = new QTimer(this);
    slow->setSingleShot(true);
    connect(slow, &QTimer::timeout, this, [this] { tellKeychainWait(); });
    slow->start(keychainPatience);
    // Reading shows nothing: a locked keyring knows what it does not have.
    const QString key = QStringLiteral("probe");
    store()->write(key, QByteArrayLiteral("probe"), this, [this, slow, key](const Error &error) {
        slow->deleteLater();
        if (!error.isError()) {
            store()->remove(key, this, [](const Error &) {});
            return prepare();
        }
        const int exitCode = out().fail(error);
        out().note(tr("To sign in without keeping it, use: latchkey login --memory"));
        end(exitCode);
    });
}

/// Goes on until nothing is missing, and then signs in.
void LoginCommand::prepare()
{
    if (!m_provider)
        return discover();
    const QList<Placeholder> missing = valuesToAsk(line(), *m_provider);
    if (missing.isEmpty())
        signIn();
    else
        askFor(missing.constFirst());
}

void LoginCommand::askFor(const Placeholder &missing)
{
    m_asked = missing;
    m_prompt.ask(questionFor(missing),
                 missing.isSecret ? Prompt::Echo::Hidden : Prompt::Echo::Shown);
}

void LoginCommand::take(const QString &value)
{
    QString problem = missingSentence(*m_provider, *m_asked);
    const auto filled =
        value.isEmpty() ? std::nullopt : m_provider->filled({{m_asked->name, value}}, &problem);
    if (filled)
        m_provider = *filled;
    else
        out().note(problem);
    prepare();
}

void LoginCommand::discover()
{
    m_discovery = std::make_unique<Discovery>(QUrl(line().issuer, QUrl::StrictMode));
    m_discovery->setNetworkAccessManager(network());
    connect(m_discovery.get(), &Discovery::finished, this,
            [this](const Provider &provider, const Error &error) {
                if (error.isError())
                    end(out().fail(error));
                else
                    discovered(provider);
            });
    m_discovery->start();
}

void LoginCommand::discovered(Provider provider)
{
    tellDiscovered(provider);
    QString problem;
    const bool isGood = applyOptions(line(), provider, &problem);
    m_provider = provider;
    if (isGood && !hasProblem(&problem))
        prepare();
    else
        end(out().fail(QStringLiteral("usage"), problem, ExitUsage));
}

/// What an issuer says of itself is shown before anything is asked of it.
void LoginCommand::tellDiscovered(const Provider &provider)
{
    const QString issuer = provider.issuer().toString(QUrl::FullyEncoded);
    const QStringList flows = flowNames(provider);
    const QString scope = provider.scopeNames().join(u' ');
    const QJsonObject endpoints = endpointFields(provider);
    out().event(QStringLiteral("discovered"),
                {{QStringLiteral("issuer"), issuer},
                 {QStringLiteral("flows"), QJsonArray::fromStringList(flows)},
                 {QStringLiteral("scope"), scope},
                 {QStringLiteral("endpoints"), endpoints}});
    out().note(tr("Found %1").arg(issuer));
    const auto add = [this](const QString &title, const QString &text) {
        out().note(QStringLiteral("  ") + (title + u':').leftJustified(22) + u' ' + text);
    };
    add(tr("ways to sign in"), flows.join(QStringLiteral(", ")));
    add(tr("scopes"), scope);
    for (auto it = endpoints.begin(); it != endpoints.end(); ++it)
        add(it.key(), it.value().toString());
}

void LoginCommand::signIn()
{
    QString problem;
    const auto way = flow(&problem);
    if (!way)
        return end(out().fail(QStringLiteral("usage"), problem, ExitUsage));
    m_way = LoginWay::create(*way, *m_provider, {line(), out(), &m_browser});
    SignIn *const attempt = m_way->signIn();
    attempt->setNetworkAccessManager(network());
    connect(attempt, &SignIn::finished, this, &LoginCommand::signedIn);
    connect(m_way.get(), &LoginWay::givenUp, this, &LoginCommand::giveUp);
    m_step = Step::SigningIn;
    attempt->start();
}

void LoginCommand::giveUp(const Error &why)
{
    m_whyGivenUp = why;
    m_way->signIn()->cancel();
}

void LoginCommand::signedIn(const SignInResult &result)
{
    if (!result.isSuccess())
        return endAfterRevoking(failLogin(m_whyGivenUp.isError() ? m_whyGivenUp : result.error));
    m_step = Step::Storing;
    if (line().memory)
        return stored(result, {});
    m_ticket = accounts()->add(
        result, line().accountName, this,
        [this, result](const Accounts::AddResult &added) { stored(result, added); });
}

void LoginCommand::stored(const SignInResult &result, const Accounts::AddResult &added)
{
    if (added.error.isError())
        return giveBack(result, added.error);
    QJsonObject event{
        {QStringLiteral("scope"), result.tokens.scopes().join(u' ')},
        {QStringLiteral("has_refresh_token"), !result.tokens.refreshToken().isEmpty()},
        {QStringLiteral("subject"), result.identity.subject()},
        {QStringLiteral("account"),
         added.session ? QJsonValue(added.session->id()) : QJsonValue(QJsonValue::Null)},
    };
    if (result.tokens.expiresAt().isValid()) {
        event.insert(QStringLiteral("expires_in"),
                     QDateTime::currentDateTimeUtc().secsTo(result.tokens.expiresAt()));
    }
    out().event(QStringLiteral("signed_in"), event);
    if (result.identity.isValid()) {
        out().say(tr("You are signed in to %1 as %2.")
                      .arg(result.provider.name(), result.identity.name()));
    } else {
        out().say(tr("You are signed in to %1.").arg(result.provider.name()));
    }
    if (added.session)
        out().say(tr("Its token: latchkey token %1").arg(added.session->id()));
    else
        out().say(tr("Nothing was stored, so the sign-in ends here."));
    end(ExitDone);
}

/// Tokens that could not be stored are no use to anybody, and are revoked where possible.
void LoginCommand::giveBack(const SignInResult &result, const Error &error)
{
    m_step = Step::Ending;
    const int exitCode = failLogin(error);
    accounts()
        ->addForThisRun(result, line().accountName)
        ->signOut(this, [this, exitCode](const SignOutResult &) { finish(exitCode); });
}

void LoginCommand::interrupted()
{
    switch (m_step) {
    case Step::Preparing:
        m_prompt.stop();
        return end(out().fail(Error(Error::Kind::Cancelled)));
    case Step::SigningIn:
        return m_way->signIn()->cancel();
    case Step::Storing:
        return takeBack();
    case Step::Ending:
        m_interrupt->endProcess();
    }
}

/// What was granted is revoked, and the keychain and the list become what they were.
void LoginCommand::takeBack()
{
    m_step = Step::Ending;
    const int exitCode = out().fail(Error(Error::Kind::Cancelled));
    auto *slow = new QTimer(this);
    slow->setSingleShot(true);
    connect(slow, &QTimer::timeout, this, [this] {
        out().note(tr("What was stored is being put back first. Press Ctrl+C again to end at "
                      "once."));
    });
    slow->start(undoPatience);
    connect(accounts(), &Accounts::takenBack, this, [this, slow, exitCode] {
        slow->stop();
        endAfterRevoking(exitCode);
    });
    accounts()->takeBack(m_ticket);
}

void LoginCommand::end(int exitCode)
{
    m_step = Step::Ending;
    finish(exitCode);
}

/// A cancelled attempt may still be revoking what was granted; the last requests get a moment.
void LoginCommand::endAfterRevoking(int exitCode)
{
    m_step = Step::Ending;
    auto *check = new QTimer(this);
    auto *patience = new QTimer(this);
    const auto endNow = [this, check, patience, exitCode] {
        check->stop();
        patience->stop();
        finish(exitCode);
    };
    patience->setSingleShot(true);
    connect(patience, &QTimer::timeout, this, endNow);
    connect(check, &QTimer::timeout, this, [this, endNow] {
        const auto replies = network()->findChildren<QNetworkReply *>();
        if (std::none_of(replies.cbegin(), replies.cend(),
                         [](const QNetworkReply *reply) { return reply->isRunning(); }))
            endNow();
    });
    check->start(20);
    patience->start(3000);
}

int LoginCommand::failLogin(const Error &error) const
{
    const int exitCode = out().fail(error);
    const bool demo = m_way && m_way->signIn()->provider().id() == QLatin1String("demo");
    if (demo && error.kind() == Error::Kind::Network)
        out().note(tr("Is the demo provider running? Start it with: latchkey demo"));
    return exitCode;
}

} // namespace Latchkey
