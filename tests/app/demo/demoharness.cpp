// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "demoharness.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtCore/QUrl>
#include <QtCore/QUrlQuery>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <httplib.h>

using namespace Latchkey;

namespace DemoTest {

namespace {

DemoProvider::Options optionsFor(const VirtualClock &clock,
                                 const std::function<void(Demo::Knobs &)> &change)
{
    DemoProvider::Options options = DemoProvider::Options::inMemory();
    options.knobs.clock = clock.function();
    options.knobs.recordRequests = true;
    options.knobs.recordSecrets = true;
    if (change)
        change(options.knobs);
    return options;
}

Reply toReply(const httplib::Result &result)
{
    Reply reply;
    if (!result)
        return reply;
    reply.status = result->status;
    reply.body = QByteArray::fromStdString(result->body);
    for (const auto &[name, value] : result->headers)
        reply.headers.append({QByteArray::fromStdString(name), QByteArray::fromStdString(value)});
    return reply;
}

/// RFC 7636 appendix B.
constexpr QLatin1String codeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
constexpr QLatin1String codeChallenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

Form changed(Form form, const Form &changes)
{
    for (const auto &change : changes) {
        form.removeIf([&change](const auto &one) { return one.first == change.first; });
        if (!change.second.isEmpty())
            form.append(change);
    }
    return form;
}

QByteArray encoded(const Form &form)
{
    QByteArray body;
    for (const auto &[name, value] : form) {
        body += (body.isEmpty() ? QByteArray() : QByteArray("&")) + QUrl::toPercentEncoding(name)
            + '=' + QUrl::toPercentEncoding(value);
    }
    return body;
}

httplib::Headers toHeaders(const Headers &headers)
{
    httplib::Headers converted;
    for (const auto &[name, value] : headers)
        converted.emplace(name.toStdString(), value.toStdString());
    return converted;
}

} // namespace

QJsonObject Reply::json() const
{
    return QJsonDocument::fromJson(body).object();
}

QString Reply::error() const
{
    return json().value(QLatin1String("error")).toString();
}

QByteArray Reply::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

QString Reply::redirected(const char *name) const
{
    const QUrlQuery query(QUrl(QString::fromLatin1(header("Location")), QUrl::StrictMode));
    return query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
}

QString hiddenField(const Reply &page, const char *name)
{
    const QRegularExpression field(
        QStringLiteral("name=\"%1\" value=\"([^\"]*)\"").arg(QString::fromLatin1(name)));
    return field.match(QString::fromUtf8(page.body)).captured(1);
}

struct Http::Private
{
    explicit Private(quint16 port) : client("127.0.0.1", port)
    {
        client.set_keep_alive(true);
        client.set_tcp_nodelay(true);
        client.set_connection_timeout(5, 0);
        client.set_read_timeout(10, 0);
    }

    httplib::Client client;
};

Http::Http(quint16 port) : d(std::make_unique<Private>(port))
{ }

Http::~Http() = default;

Reply Http::get(const QByteArray &path, const Headers &headers)
{
    return toReply(d->client.Get(path.toStdString(), toHeaders(headers)));
}

Reply Http::postForm(const QByteArray &path, const Form &form, const Headers &headers)
{
    return post(path, encoded(form), "application/x-www-form-urlencoded", headers);
}

Reply Http::post(const QByteArray &path, const QByteArray &body, const QByteArray &contentType,
                 const Headers &headers)
{
    return toReply(d->client.Post(path.toStdString(), toHeaders(headers), body.toStdString(),
                                  contentType.toStdString()));
}

Reply Http::send(const QByteArray &method, const QByteArray &path)
{
    httplib::Request request;
    request.method = method.toStdString();
    request.path = path.toStdString();
    return toReply(d->client.send(request));
}

QByteArray exchangeRaw(quint16 port, const QByteArray &bytes, int silenceMs)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    if (!socket.waitForConnected(2000))
        return "not connected";
    socket.write(bytes);
    while (socket.bytesToWrite() > 0 && socket.waitForBytesWritten(2000)) { }
    QByteArray received;
    while (socket.waitForReadyRead(silenceMs))
        received += socket.readAll();
    return received + socket.readAll();
}

Demo::Clock VirtualClock::function() const
{
    return [ms = m_ms] { return ms->load(); };
}

Harness::Harness(const std::function<void(Demo::Knobs &)> &change)
    : provider(optionsFor(clock, change))
{
    const auto started = provider.start();
    if (started.status != DemoProvider::StartResult::Status::Started)
        qFatal("The provider did not start: %s", qPrintable(started.message));
    http = std::make_unique<Http>(provider.port());
}

Reply Harness::requestCode(const Form &form)
{
    return http->postForm("/oauth/device/code", form);
}

QJsonObject Harness::newCode(const QString &scope)
{
    return requestCode({{QStringLiteral("client_id"), QStringLiteral("latchkey")},
                        {QStringLiteral("scope"), scope}})
        .json();
}

Reply Harness::poll(const QString &deviceCode, const QString &clientId)
{
    return http->postForm("/oauth/token",
                          {{QStringLiteral("grant_type"),
                            QStringLiteral("urn:ietf:params:oauth:grant-type:device_code")},
                           {QStringLiteral("device_code"), deviceCode},
                           {QStringLiteral("client_id"), clientId}});
}

Reply Harness::refresh(const QString &refreshToken, const QString &scope)
{
    Form form{{QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
              {QStringLiteral("refresh_token"), refreshToken},
              {QStringLiteral("client_id"), QStringLiteral("latchkey")}};
    if (!scope.isEmpty())
        form.append({QStringLiteral("scope"), scope});
    return http->postForm("/oauth/token", form);
}

QJsonObject Harness::signIn(const QString &scope)
{
    const QJsonObject code = newCode(scope);
    provider.approve(code.value(QLatin1String("user_code")).toString());
    return poll(code.value(QLatin1String("device_code")).toString()).json();
}

QByteArray Harness::authorizationPath(const Form &changes) const
{
    return "/oauth/authorize?"
        + encoded(changed({{QStringLiteral("response_type"), QStringLiteral("code")},
                           {QStringLiteral("client_id"), QStringLiteral("latchkey")},
                           {QStringLiteral("redirect_uri"), redirectUri()},
                           {QStringLiteral("scope"),
                            QStringLiteral("openid profile email demo:read offline_access")},
                           {QStringLiteral("state"), QStringLiteral("af0ifjsldkj")},
                           {QStringLiteral("code_challenge"), codeChallenge},
                           {QStringLiteral("code_challenge_method"), QStringLiteral("S256")}},
                          changes));
}

Reply Harness::exchange(const QString &code, const Form &changes)
{
    return http->postForm(
        "/oauth/token",
        changed({{QStringLiteral("grant_type"), QStringLiteral("authorization_code")},
                 {QStringLiteral("code"), code},
                 {QStringLiteral("redirect_uri"), redirectUri()},
                 {QStringLiteral("client_id"), QStringLiteral("latchkey")},
                 {QStringLiteral("code_verifier"), codeVerifier}},
                changes));
}

Reply Harness::withBearer(const QByteArray &path, const QString &accessToken)
{
    return http->get(path, {{"Authorization", "Bearer " + accessToken.toLatin1()}});
}

void failOnWarning()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
}

} // namespace DemoTest
