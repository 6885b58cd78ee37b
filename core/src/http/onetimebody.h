// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QIODevice>

namespace Latchkey {

/// The body of a request that is sent once.
///
/// Where a connection closes before an answer, QNetworkAccessManager sends the request again by
/// itself, a POST too and up to three times, unless its body cannot be read from the beginning
/// again. A token request may not be repeated like that: a rotated refresh token that arrives twice
/// may end the session (RFC 9700 §2.2.2), and a poll would come before its interval.
class OneTimeBody : public QIODevice
{
    Q_OBJECT
public:
    explicit OneTimeBody(const QByteArray &content);

    bool isSequential() const override { return false; }
    qint64 size() const override { return m_content.size(); }
    /// Forwards only.
    bool seek(qint64 position) override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArray m_content;
    qint64 m_next = 0;
};

} // namespace Latchkey
