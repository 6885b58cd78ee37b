// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandline.h"

#include <QtCore/QByteArray>
#include <QtNetwork/QNetworkRequest>

#include <optional>

namespace Latchkey {

/// What is to be sent, but for the token.
struct RequestToSend
{
    QNetworkRequest request;
    QByteArray verb;
    QByteArray body;
};

/// Makes the request that the command line describes; reads files and standard input for its body.
/// Nothing, and one sentence in \a problem, where the command line is wrong.
std::optional<RequestToSend> requestToSend(const CommandLine &line, QString *problem);

} // namespace Latchkey
