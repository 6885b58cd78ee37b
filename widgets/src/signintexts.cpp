// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signintexts.h"

namespace Latchkey::SignInTexts {

namespace {

// What the store is called where the program runs.
QString tryKeychainAgain()
{
#if defined(Q_OS_MACOS)
    return SignInWidget::tr("Try the keychain again");
#elif defined(Q_OS_WIN)
    return SignInWidget::tr("Try the credential store again");
#else
    return SignInWidget::tr("Try the keyring again");
#endif
}

QString waitingForKeychain()
{
#if defined(Q_OS_MACOS)
    return SignInWidget::tr("Waiting for your keychain to be unlocked");
#elif defined(Q_OS_WIN)
    return SignInWidget::tr("Waiting for the credential store");
#else
    return SignInWidget::tr("Waiting for your keyring to be unlocked");
#endif
}

// OpenID Connect Core §5.4 and §11 name these for every provider.
QString standardScopeText(const QString &name)
{
    if (name == QLatin1String("openid"))
        return SignInWidget::tr("Know that it is you");
    if (name == QLatin1String("profile"))
        return SignInWidget::tr("See your name and picture");
    if (name == QLatin1String("email"))
        return SignInWidget::tr("See your email address");
    if (name == QLatin1String("offline_access"))
        return SignInWidget::tr("Stay signed in");
    return name;
}

bool isOfTheKeychain(const Error &error)
{
    switch (error.kind()) {
    case Error::Kind::KeychainLocked:
    case Error::Kind::KeychainAbsent:
    case Error::Kind::KeychainDenied:
    case Error::Kind::KeychainFailed:
        return true;
    default:
        return false;
    }
}

// Trying again changes nothing about how the program is set up.
bool mayHelpToTryAgain(const Error &error)
{
    return error.kind() != Error::Kind::Usage && error.kind() != Error::Kind::InsecureEndpoint;
}

} // namespace

Footer::Buttons buttons(State state, const Error &error)
{
    const QString cancel = SignInWidget::tr("Cancel");
    switch (state) {
    case State::Idle:
        return {.primary = SignInWidget::tr("Sign in"), .cancel = {}};
    case State::Contacting:
    case State::Finishing:
    case State::WaitingForKeychain:
        return {.cancel = cancel};
    case State::CodeShown:
        return {.primary = SignInWidget::tr("Open in browser"),
                .primaryIcon = LineIcon::OpenInBrowser,
                .cancel = cancel};
    case State::KeychainRefused:
        return {.primary =
                    isOfTheKeychain(error) ? tryKeychainAgain() : SignInWidget::tr("Try again"),
                .secondary = SignInWidget::tr("Stay signed in until I quit"),
                .cancel = cancel};
    case State::SignedIn:
        return {.primary = SignInWidget::tr("Done")};
    case State::Expired:
        return {.primary = SignInWidget::tr("Get a new code"), .cancel = cancel};
    case State::Denied:
        return {.primary = SignInWidget::tr("Try again"), .cancel = cancel};
    case State::Failed:
        return {.primary = mayHelpToTryAgain(error) ? SignInWidget::tr("Try again") : QString(),
                .cancel = cancel};
    }
    return {};
}

MessagePage::Message message(State state, const Error &error)
{
    switch (state) {
    case State::Finishing:
        return {.icon = LineIcon::Tick,
                .sentence = SignInWidget::tr("Approved. Signing you in…"),
                .busy = true};
    case State::WaitingForKeychain:
        return {.icon = LineIcon::Lock,
                .sentence = waitingForKeychain(),
                .advice = SignInWidget::tr("Your desktop asks for its password."),
                .busy = true};
    case State::KeychainRefused:
        return {.icon = isOfTheKeychain(error) ? LineIcon::Lock : LineIcon::Warning,
                .tone = isOfTheKeychain(error) ? Tone::Secondary : Tone::Warning,
                .sentence = error.message(),
                .advice = error.advice(),
                .details = error.detail()};
    case State::Expired:
        return {.icon = LineIcon::Clock,
                .sentence = SignInWidget::tr("That code has expired."),
                .advice = SignInWidget::tr("Nothing was signed in.")};
    case State::Denied:
        return {.icon = LineIcon::Declined,
                .sentence = SignInWidget::tr("The request was declined."),
                .advice = SignInWidget::tr("Nothing was signed in.")};
    default:
        return {.icon = LineIcon::Warning,
                .tone = Tone::Warning,
                .sentence = error.message(),
                .advice = error.advice(),
                .details = error.detail()};
    }
}

QStringList scopes(const Provider &provider)
{
    QStringList texts;
    for (const Scope &scope : provider.scopes())
        texts.append(scope.text.isEmpty() ? standardScopeText(scope.name) : scope.text);
    texts.removeDuplicates();
    return texts;
}

} // namespace Latchkey::SignInTexts
