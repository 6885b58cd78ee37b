// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "endpoints.h"

namespace Latchkey::Demo {

/// The page that asks whether a program may sign in.
HttpAnswer consentPage(const Context &context, const AuthorizationRequest &request,
                       const QByteArray &pageToken);
/// The page for a request whose answer must not be sent anywhere, RFC 6749 section 4.1.2.1.
HttpAnswer wrongRequestPage(const Context &context, const QString &reason);
/// The page for a decision that cannot be counted.
HttpAnswer notDecidedPage(const Context &context);

/// Takes the answer to where the request wants it: by redirect, or for the oob URNs on a page or in
/// one of the shapes that programs read.
HttpAnswer deliver(const Context &context, const AuthorizationRequest &request,
                   const ParameterList &answer);

} // namespace Latchkey::Demo
