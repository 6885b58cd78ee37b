// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "requestline.h"

#include <memory>
#include <optional>

class QNetworkReply;

namespace Latchkey {

class RefreshGuard;

/// `latchkey request`: one request with the account's token. The answer's body goes to standard
/// output as it comes, no faster than it is read there, and is never held as a whole.
class RequestCommand : public Command
{
    Q_OBJECT
public:
    explicit RequestCommand(const CommandLine &line);
    ~RequestCommand() override;

    void start() override;

private:
    QString headerOfTheProvider() const;
    void send();
    void answered(const SendResult &result);
    void tellStatus();
    void pass();
    void ended();
    bool isShort() const;

    std::unique_ptr<RefreshGuard> m_guard;
    QNetworkReply *m_reply = nullptr; ///< Owned by the network.
    std::optional<RequestToSend> m_request;
    Session *m_session = nullptr;
    qint64 m_received = 0; ///< Bytes of the body.
};

} // namespace Latchkey
