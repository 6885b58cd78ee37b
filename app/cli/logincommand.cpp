// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "logincommand.h"

#include "interrupt.h"
#include "loginprovider.h"
#include "textqr.h"

#include <QtCore/QTimer>
#include <QtNetwork/QNetworkReply>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr int keychainPatience = 800; // milliseconds until the person is told why nothing happens

} // namespace

LoginCommand::LoginCommand(const CommandLine &line) : Command(line)
{ }

LoginCommand::~LoginCommand() = default;

void LoginCommand::start()
{
    connect(new Interrupt(this), &Interrupt::requested, this, &LoginCommand::interrupted);
    if (!checkProvider())
        return;
    if (line().memory)
        findProvider();
    else
        probeKeychain();
}

/// What can be known to be wrong without asking anybody is told first.
bool LoginCommand::checkProvider()
{
    QString problem;
    if (line().issuer.isEmpty()) {
        m_provider = namedProvider(line(), &problem);
        if (m_provider && applyOptions(line(), *m_provider, &problem))
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
            return findProvider();
        }
        const int exitCode = out().fail(error);
        out().note(tr("To sign in without keeping it, use: latchkey login --memory"));
        finish(exitCode);
    });
}

void LoginCommand::findProvider()
{
    if (m_provider)
        return signIn(*m_provider);
    m_discovery = std::make_unique<Discovery>(QUrl(line().issuer, QUrl::StrictMode));
    m_discovery->setNetworkAccessManager(network());
    connect(m_discovery.get(), &Discovery::finished, this,
            [this](const Provider &provider, const Error &error) {
                if (error.isError())
                    finish(out().fail(error));
                else
                    discovered(provider);
            });
    m_discovery->start();
}

void LoginCommand::discovered(Provider provider)
{
    QString problem;
    if (applyOptions(line(), provider, &problem))
        signIn(provider);
    else
        finish(out().fail(QStringLiteral("usage"), problem, ExitUsage));
}

void LoginCommand::signIn(const Provider &provider)
{
    if (provider.check(Provider::Flow::Device).kind() == Error::Kind::Usage) {
        const QString problem = tr("%1 does not offer sign-in by code.").arg(provider.name());
        return finish(out().fail(QStringLiteral("usage"), problem, ExitUsage));
    }
    m_signIn = std::make_unique<DeviceSignIn>(provider);
    m_signIn->setNetworkAccessManager(network());
    connect(m_signIn.get(), &DeviceSignIn::codeReady, this, &LoginCommand::showCode);
    connect(m_signIn.get(), &SignIn::connectionTroubleChanged, this, &LoginCommand::tellTrouble);
    connect(m_signIn.get(), &SignIn::finished, this, &LoginCommand::signedIn);
    m_signIn->start();
}

void LoginCommand::showCode()
{
    const QUrl plain = m_signIn->verificationUri();
    const QUrl complete = m_signIn->verificationUriComplete();
    const auto text = [](const QUrl &url) { return url.toString(QUrl::FullyEncoded); };
    QJsonObject event{
        {QStringLiteral("user_code"), m_signIn->userCode()},
        {QStringLiteral("verification_uri"), text(plain)},
        {QStringLiteral("expires_in"), m_signIn->lifetime()},
        {QStringLiteral("interval"), m_signIn->interval()},
    };
    if (!complete.isEmpty())
        event.insert(QStringLiteral("verification_uri_complete"), text(complete));
    out().event(QStringLiteral("code"), event);

    out().say(tr("Sign in to %1").arg(m_signIn->provider().name()));
    showQrCode(complete.isEmpty() ? plain : complete);
    out().say(tr("1. Scan the code, or open %1 on any device").arg(text(plain)));
    out().say(complete.isEmpty() ? tr("2. Enter this code there:")
                                 : tr("2. Check that it shows this code:"));
    out().say(QString());
    out().say(QStringLiteral("       ") + m_signIn->userCode());
    out().say(QString());
    out().say(tr("Go on only if you started this yourself: whoever enters this code gives this "
                 "computer access."));
    out().say(tr("Waiting for you to approve. Time left for this code: %1 min")
                  .arg((m_signIn->secondsLeft() + 59) / 60));
}

void LoginCommand::showQrCode(const QUrl &url)
{
    if (line().qr == CommandLine::QrCode::Never)
        return;
    if (line().qr == CommandLine::QrCode::Automatic && !out().isTerminal())
        return;
    const QrStyle style = out().isTerminal() ? QrStyle::Terminal : QrStyle::Plain;
    const QStringList lines = textQr(url.toString(QUrl::FullyEncoded), style);
    // A wrapped code is worse than none.
    if (out().isTerminal() && textQrWidth(lines, style) > out().columns())
        return out().note(tr("(The terminal is too narrow for the QR code.)"));
    for (const QString &row : lines)
        out().say(row);
}

void LoginCommand::tellTrouble(const Error &trouble)
{
    if (!trouble.isError())
        return;
    out().note(tr("No connection. Still trying."));
    out().note(QStringLiteral("  (%1)").arg(trouble.detail()));
}

void LoginCommand::signedIn(const SignInResult &result)
{
    if (!result.isSuccess())
        return finishAfterRevoking(failLogin(result.error));
    if (line().memory)
        return stored(result, {});
    accounts()->add(result, line().accountName, this,
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
    finish(ExitDone);
}

/// Tokens that could not be stored are no use to anybody, and are revoked where possible.
void LoginCommand::giveBack(const SignInResult &result, const Error &error)
{
    const int exitCode = failLogin(error);
    accounts()
        ->addForThisRun(result, line().accountName)
        ->signOut(this, [this, exitCode](const SignOutResult &) { finish(exitCode); });
}

void LoginCommand::interrupted()
{
    if (m_signIn && !m_signIn->isFinished())
        return m_signIn->cancel();
    finish(out().fail(Error(Error::Kind::Cancelled)));
}

/// A cancelled attempt may still be revoking what was granted; the last requests get a moment.
void LoginCommand::finishAfterRevoking(int exitCode)
{
    auto *check = new QTimer(this);
    auto *patience = new QTimer(this);
    const auto end = [this, check, patience, exitCode] {
        check->stop();
        patience->stop();
        finish(exitCode);
    };
    patience->setSingleShot(true);
    connect(patience, &QTimer::timeout, this, end);
    connect(check, &QTimer::timeout, this, [this, end] {
        const auto replies = network()->findChildren<QNetworkReply *>();
        if (std::none_of(replies.cbegin(), replies.cend(),
                         [](const QNetworkReply *reply) { return reply->isRunning(); }))
            end();
    });
    check->start(20);
    patience->start(3000);
}

int LoginCommand::failLogin(const Error &error) const
{
    const int exitCode = out().fail(error);
    const bool demo = m_signIn && m_signIn->provider().id() == QLatin1String("demo");
    if (demo && error.kind() == Error::Kind::Network)
        out().note(tr("Is the demo provider running? Start it with: latchkey demo"));
    return exitCode;
}

} // namespace Latchkey
