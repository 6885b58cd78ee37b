// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <latchkey/demo/demoprovider.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QPair>

#include <atomic>
#include <memory>

namespace DemoTest {

using Headers = QList<QPair<QByteArray, QByteArray>>;
using Form = QList<QPair<QString, QString>>;

/// What came back over the wire. The status is 0 when no whole answer did.
struct Reply
{
    int status = 0;
    QByteArray body;
    Headers headers;

    QJsonObject json() const;
    QString error() const;
    QByteArray header(const QByteArray &name) const;
    /// The parameter in the query of the Location header, for values that need no encoding.
    QString redirected(const char *name) const;
};

/// A client that shares nothing with the server: every request goes through the loopback, on one
/// kept-alive connection per object.
class Http
{
public:
    explicit Http(quint16 port);
    ~Http();

    Reply get(const QByteArray &path, const Headers &headers = {});
    Reply postForm(const QByteArray &path, const Form &form, const Headers &headers = {});
    Reply post(const QByteArray &path, const QByteArray &body, const QByteArray &contentType,
               const Headers &headers = {});
    Reply send(const QByteArray &method, const QByteArray &path);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Sends bytes as they are on a connection of their own, and gives all that comes back until the
/// server closes or falls silent for \a silenceMs.
QByteArray exchangeRaw(quint16 port, const QByteArray &bytes, int silenceMs = 1000);

/// A time that stands still until it is moved.
class VirtualClock
{
public:
    void advance(int seconds) { *m_ms += qint64(seconds) * 1000; }
    qint64 seconds() const { return *m_ms / 1000; }
    Latchkey::Demo::Clock function() const;

private:
    std::shared_ptr<std::atomic<qint64>> m_ms =
        std::make_shared<std::atomic<qint64>>(1'800'000'000'000);
};

/// A running provider in memory on any port with a virtual clock, and the steps of a sign-in.
struct Harness
{
    explicit Harness(const std::function<void(Latchkey::Demo::Knobs &)> &change = {});

    Reply requestCode(const Form &form);
    /// A code for the client "latchkey", as the answer's JSON.
    QJsonObject newCode(const QString &scope = QStringLiteral("openid profile email demo:read "
                                                              "offline_access"));
    Reply poll(const QString &deviceCode, const QString &clientId = QStringLiteral("latchkey"));
    Reply refresh(const QString &refreshToken, const QString &scope = {});
    /// The token endpoint's answer to a sign-in that was allowed.
    QJsonObject signIn(const QString &scope = QStringLiteral("openid profile email demo:read "
                                                             "offline_access"));
    /// The path and query of an authorization request that is in order, for the client "latchkey"
    /// at redirectUri(), with \a changes: an empty value takes a parameter away.
    QByteArray authorizationPath(const Form &changes = {}) const;
    /// The exchange of a code for what authorizationPath() asked, with \a changes.
    Reply exchange(const QString &code, const Form &changes = {});
    static QString redirectUri() { return QStringLiteral("http://127.0.0.1:49152/callback"); }
    Reply withBearer(const QByteArray &path, const QString &accessToken);

    VirtualClock clock;
    Latchkey::DemoProvider provider;
    std::unique_ptr<Http> http;
};

/// The value of a hidden field of a page.
QString hiddenField(const Reply &page, const char *name);

/// Called by each test's init(): a warning that nobody expected fails the test.
void failOnWarning();

} // namespace DemoTest
