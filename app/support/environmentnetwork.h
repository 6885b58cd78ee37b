// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtNetwork/QNetworkAccessManager>

namespace Latchkey {

/// A network that obeys the environment's proxy and certificate authorities. They are read with
/// the first https request and not before: reading a bundle of authorities takes longer than
/// opening the window, or all of `latchkey token` where the stored token is good, and plain http
/// goes to this computer only.
class EnvironmentNetwork : public QNetworkAccessManager
{
    Q_OBJECT
public:
    using QNetworkAccessManager::QNetworkAccessManager;

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *outgoing) override;

private:
    bool m_environmentApplied = false;
};

} // namespace Latchkey
