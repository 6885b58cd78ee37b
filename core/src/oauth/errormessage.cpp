// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/errormessage.h"

#include <algorithm>
#include <initializer_list>

namespace Latchkey {

QString ErrorMessage::rejection(const Error &error)
{
    const QString code = error.oauthCode();
    const auto isOneOf = [&](std::initializer_list<const char *> codes) {
        return std::any_of(codes.begin(), codes.end(),
                           [&](const char *known) { return code == QLatin1String(known); });
    };
    if (isOneOf({"invalid_client", "incorrect_client_credentials"}))
        return tr("The server does not accept this program's client id.");
    if (isOneOf({"unauthorized_client", "org_internal", "admin_policy_enforced"}))
        return tr("The server does not allow this program to sign in this way.");
    if (isOneOf({"invalid_scope"}))
        return tr("The server does not grant what this program asks for.");
    if (isOneOf({"invalid_grant", "bad_refresh_token"}))
        return tr("The server no longer accepts this sign-in.");
    if (isOneOf({"bad_verification_code", "incorrect_device_code"}))
        return tr("The server does not know this code, or no longer.");
    if (isOneOf({"interaction_required", "login_required", "consent_required"}))
        return tr("The server wants you to sign in again.");
    if (isOneOf({"unsupported_grant_type", "device_flow_disabled"}))
        return tr("The server does not offer this way to sign in.");
    if (isOneOf({"redirect_uri_mismatch"}))
        return tr("The address that this program is answered at is not registered.");
    if (isOneOf({"invalid_request"}))
        return tr("The server could not make sense of the request.");
    if (isOneOf({"authorization_pending"}))
        return tr("The sign-in has not been confirmed yet.");
    if (isOneOf({"slow_down"}))
        return tr("The server asks for fewer requests.");
    return tr("The server refused the request.");
}

QString ErrorMessage::network(const Error &error)
{
    if (error.httpStatus() == 429 || error.oauthCode() == QLatin1String("rate_limit_exceeded"))
        return tr("The server asks for fewer requests.");
    if (error.httpStatus() >= 500 || !error.oauthCode().isEmpty())
        return tr("The server has a problem of its own.");
    return tr("The server could not be reached.");
}

// "Keychain" is what the store is called on macOS; other systems have words of their own.
QString ErrorMessage::keychain(Error::Kind kind)
{
#if defined(Q_OS_MACOS)
    switch (kind) {
    case Error::Kind::KeychainLocked:
        return tr("The keychain is locked.");
    case Error::Kind::KeychainAbsent:
        return tr("There is no keychain on this computer.");
    case Error::Kind::KeychainDenied:
        return tr("The keychain refused this program.");
    default:
        return tr("The keychain could not be used.");
    }
#elif defined(Q_OS_WIN)
    switch (kind) {
    case Error::Kind::KeychainLocked:
        return tr("The credential store is locked.");
    case Error::Kind::KeychainAbsent:
        return tr("There is no credential store on this computer.");
    case Error::Kind::KeychainDenied:
        return tr("The credential store refused this program.");
    default:
        return tr("The credential store could not be used.");
    }
#else
    switch (kind) {
    case Error::Kind::KeychainLocked:
        return tr("The keyring is locked.");
    case Error::Kind::KeychainAbsent:
        return tr("There is no keyring service on this computer.");
    case Error::Kind::KeychainDenied:
        return tr("The keyring refused this program.");
    default:
        return tr("The keyring could not be used.");
    }
#endif
}

QString ErrorMessage::keychainAdvice(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::KeychainLocked:
        return tr("Unlock it, then try again.");
#if defined(Q_OS_LINUX)
    case Error::Kind::KeychainAbsent:
        return tr("Start or install one, such as GNOME Keyring or KWallet, then try again.");
#endif
    default:
        return tr("Check its settings, then try again.");
    }
}

QString ErrorMessage::message(const Error &error)
{
    switch (error.kind()) {
    case Error::Kind::None:
        return {};
    case Error::Kind::Denied:
        return tr("The request was declined.");
    case Error::Kind::Expired:
        return tr("That code has expired.");
    case Error::Kind::Network:
        return network(error);
    case Error::Kind::Tls:
        return tr("The connection to the server is not secure.");
    case Error::Kind::Protocol:
        return tr("The server's answer could not be understood.");
    case Error::Kind::InsecureEndpoint:
        return tr("An address of the server is not secure.");
    case Error::Kind::InvalidIdToken:
        return tr("The provider's proof of who signed in is not valid.");
    case Error::Kind::Rejected:
        return rejection(error);
    case Error::Kind::KeychainLocked:
    case Error::Kind::KeychainAbsent:
    case Error::Kind::KeychainDenied:
    case Error::Kind::KeychainFailed:
        return keychain(error.kind());
    case Error::Kind::StorageFailed:
        return tr("The list of accounts could not be read or written.");
    case Error::Kind::Busy:
        return tr("Another program is busy with this account and does not finish.");
    case Error::Kind::SignedOut:
        return tr("The sign-in has ended.");
    case Error::Kind::Cancelled:
        return tr("The sign-in was cancelled.");
    case Error::Kind::Usage:
        return tr("The sign-in is not set up completely.");
    }
    Q_UNREACHABLE();
    return {};
}

// A clock that is wrong makes good tokens look ended, and proofs look forged.
QString ErrorMessage::clockAdvice(std::chrono::seconds skew)
{
    const std::chrono::seconds amount = std::chrono::abs(skew);
    const auto whole = [&](std::chrono::seconds unit) { return (amount + unit / 2) / unit; };
    QString text = tr("%1 minutes").arg(whole(std::chrono::minutes(1)));
    if (amount < std::chrono::minutes(2))
        text = tr("%1 seconds").arg(amount.count());
    else if (amount >= std::chrono::hours(48))
        text = tr("%1 days").arg(whole(std::chrono::hours(24)));
    else if (amount >= std::chrono::hours(2))
        text = tr("%1 hours").arg(whole(std::chrono::hours(1)));
    return skew.count() > 0
        ? tr("This computer's clock is about %1 fast. Set it right, then try again.").arg(text)
        : tr("This computer's clock is about %1 slow. Set it right, then try again.").arg(text);
}

bool ErrorMessage::mayBeTheClock(const Error &error)
{
    // It is told of an ID token only where the time was what failed.
    if (error.kind() == Error::Kind::InvalidIdToken)
        return error.clockSkew().count() != 0;
    constexpr std::chrono::minutes harmless(5);
    const bool isOff = std::chrono::abs(error.clockSkew()) >= harmless;
    return isOff
        && (error.kind() == Error::Kind::Rejected || error.kind() == Error::Kind::SignedOut
            || error.kind() == Error::Kind::Protocol);
}

QString ErrorMessage::advice(const Error &error)
{
    if (mayBeTheClock(error))
        return clockAdvice(error.clockSkew());
    switch (error.kind()) {
    case Error::Kind::Denied:
    case Error::Kind::Expired:
        return tr("Nothing was signed in.");
    case Error::Kind::Network:
        if (error.httpStatus() != 0 || !error.oauthCode().isEmpty())
            return tr("Wait a little, then try again.");
        return tr("Check the connection, then try again.");
    case Error::Kind::Tls:
        return tr("Check this computer's clock and network, then try again.");
    case Error::Kind::Protocol:
        return tr("Check the connection: some networks ask for a sign-in of their own first.");
    case Error::Kind::InsecureEndpoint:
        return tr("Nothing was sent to it. Addresses have to begin with https.");
    case Error::Kind::InvalidIdToken:
        return tr("Nothing was signed in. The details tell what is wrong with it.");
    case Error::Kind::Rejected:
        // The server's own words say more than we can; they are plain text, bounded and clean.
        return error.oauthDescription().isEmpty() ? tr("The details tell what it said.")
                                                  : tr("It said: %1").arg(error.oauthDescription());
    case Error::Kind::KeychainLocked:
    case Error::Kind::KeychainAbsent:
    case Error::Kind::KeychainDenied:
    case Error::Kind::KeychainFailed:
        return keychainAdvice(error.kind());
    case Error::Kind::Busy:
        return tr("Close other programs that use it, then try again.");
    case Error::Kind::SignedOut:
        return tr("Sign in again.");
    case Error::Kind::None:
    case Error::Kind::StorageFailed:
    case Error::Kind::Cancelled:
    case Error::Kind::Usage:
        return {};
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace Latchkey
