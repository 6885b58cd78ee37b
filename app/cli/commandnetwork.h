// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "environmentnetwork.h"

namespace Latchkey {

/// A network of which every answer is held back at its server until it is read: whoever sends has
/// to read as the answer comes, or else it never ends.
class CommandNetwork : public EnvironmentNetwork
{
    Q_OBJECT
public:
    using EnvironmentNetwork::EnvironmentNetwork;

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *outgoing) override;
};

} // namespace Latchkey
