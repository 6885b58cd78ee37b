// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "service.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonDocument>
#include <QtCore/QLocale>

namespace Latchkey::Demo {

namespace {

constexpr QLatin1String serviceName("latchkey-demo");
constexpr int serviceVersion = 1;

struct Route
{
    QLatin1String path;
    Endpoint endpoint = Endpoint::Other;
    const char *methods = "";
    HttpAnswer (*answer)(const Context &) = nullptr; ///< Without a function, it is a page.
};

HttpAnswer answerProbe(const Context &context)
{
    return jsonAnswer(200,
                      {{QStringLiteral("service"), QString(serviceName)},
                       {QStringLiteral("version"), serviceVersion},
                       {QStringLiteral("issuer"), context.issuer}});
}

HttpAnswer answerRoot(const Context &)
{
    HttpAnswer answer = Pages::refusal(302, QStringLiteral("See /activate."));
    answer.setHeader("Location", "/activate");
    return answer;
}

HttpAnswer answerStyleSheet(const Context &)
{
    return Pages::styleSheet();
}

constexpr std::array routes{
    Route{QLatin1String("/.well-known/openid-configuration"), Endpoint::Metadata, "GET, HEAD",
          answerMetadata},
    Route{QLatin1String("/.well-known/oauth-authorization-server"), Endpoint::Metadata, "GET, HEAD",
          answerMetadata},
    Route{probePath, Endpoint::Other, "GET, HEAD", answerProbe},
    Route{QLatin1String("/oauth/authorize"), Endpoint::Authorization, "GET, POST",
          answerAuthorization},
    Route{QLatin1String("/oauth/device/code"), Endpoint::DeviceAuthorization, "POST",
          answerDeviceAuthorization},
    Route{QLatin1String("/oauth/token"), Endpoint::Token, "POST", answerToken},
    Route{QLatin1String("/oauth/userinfo"), Endpoint::UserInfo, "GET, HEAD, POST", answerUserInfo},
    Route{QLatin1String("/oauth/jwks"), Endpoint::Keys, "GET, HEAD", answerKeys},
    Route{QLatin1String("/oauth/revoke"), Endpoint::Revocation, "POST", answerRevocation},
    Route{QLatin1String("/api/items"), Endpoint::Items, "GET, HEAD", answerItems},
    Route{QLatin1String("/activate"), Endpoint::Page, "GET, HEAD, POST", nullptr},
    Route{QLatin1String("/activate/style.css"), Endpoint::Page, "GET, HEAD", answerStyleSheet},
    Route{QLatin1String("/"), Endpoint::Other, "GET, HEAD", answerRoot},
};

const Route *routeOf(const QString &path)
{
    for (const Route &route : routes) {
        if (path == route.path)
            return &route;
    }
    return nullptr;
}

void mergeOverrides(HttpAnswer &answer, const QJsonObject &overrides)
{
    QJsonObject object = QJsonDocument::fromJson(answer.body).object();
    mergeInto(object, overrides);
    answer.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// RFC 9110 section 5.6.7.
QByteArray httpDate(qint64 ms)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
    return QLocale::c()
        .toString(time, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
        .toLatin1();
}

} // namespace

Service::Service(GrantStore &store, Signer &signer, const Knobs &knobs)
    : m_store(store), m_signer(signer), m_knobs(knobs)
{ }

QString Service::issuer() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(m_port.load());
}

Knobs Service::knobs() const
{
    const std::lock_guard lock(m_mutex);
    return m_knobs;
}

void Service::adjust(const std::function<void(Knobs &)> &change)
{
    const std::lock_guard lock(m_mutex);
    change(m_knobs);
}

qint64 Service::now() const
{
    Clock clock;
    {
        const std::lock_guard lock(m_mutex);
        clock = m_knobs.clock;
    }
    return clock ? clock() : QDateTime::currentMSecsSinceEpoch();
}

bool Service::isForThisHost(const HttpRequest &request) const
{
    // A page of somebody else's whose name was made to point here (DNS rebinding) names itself.
    int hosts = 0;
    for (const auto &header : request.headers)
        hosts += header.first.compare("Host", Qt::CaseInsensitive) == 0 ? 1 : 0;
    const QByteArray given = request.header("Host").toLower();
    const QByteArray suffix = ':' + QByteArray::number(m_port.load());
    for (const char *name : {"127.0.0.1", "localhost", "[::1]"}) {
        if (given == name + suffix || (m_port == 80 && given == name))
            return hosts == 1;
    }
    return false;
}

QUrl Service::decide(const QUrl &url, bool allow)
{
    HttpRequest request;
    request.method = "GET";
    request.path = url.path();
    request.target = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority);
    request.query = parseForm(url.query(QUrl::FullyEncoded).toLatin1()).value_or(ParameterList());
    const Knobs knobs = this->knobs();
    if (knobs.recordRequests)
        log.add(Endpoint::Authorization, request);
    return decidedAuthorization({request, knobs, rulesOf(knobs.dialect), issuer(), now(), m_store,
                                 m_codes, m_signer, recorder},
                                allow);
}

HttpAnswer Service::answer(const HttpRequest &request)
{
    const Knobs knobs = this->knobs();
    const Route *route = routeOf(request.path);
    const Endpoint endpoint = route ? route->endpoint : Endpoint::Other;
    if (knobs.recordRequests)
        log.add(endpoint, request);

    const qint64 nowMs = knobs.clock ? knobs.clock() : QDateTime::currentMSecsSinceEpoch();
    const Context context{request,  knobs,    rulesOf(knobs.dialect),
                          issuer(), nowMs,    m_store,
                          m_codes,  m_signer, recorder};
    HttpAnswer answer;
    const std::optional<Fault> fault = faults.take(endpoint);
    if (!isForThisHost(request)) {
        answer = Pages::refusal(421, QStringLiteral("This server answers on loopback only."));
    } else if (fault && fault->handling == Fault::Handling::Skip) {
        answer.status = fault->status;
        answer.contentType = fault->contentType;
        answer.body = fault->body;
    } else if (!route) {
        answer = Pages::refusal(404, QStringLiteral("There is nothing here."));
    } else if (!QByteArray(route->methods).split(',').contains(request.method)
               && !QByteArray(route->methods).split(',').contains(' ' + request.method)) {
        answer = Pages::refusal(405, QStringLiteral("This method is not answered here."));
        answer.setHeader("Allow", route->methods);
    } else {
        answer = route->answer ? route->answer(context) : m_pages.answer(context);
        const QJsonObject overrides = knobs.answerOverrides.value(endpoint);
        if (answer.status == 200 && !overrides.isEmpty() && answer.contentType.contains("json"))
            mergeOverrides(answer, overrides);
    }
    answer.setHeader("Cache-Control", "no-store");
    answer.setHeader("Pragma", "no-cache");
    answer.setHeader("X-Content-Type-Options", "nosniff");
    answer.setHeader("Referrer-Policy", "no-referrer");
    answer.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    answer.setHeader("Date", httpDate(nowMs + qint64(knobs.dateSkew) * 1000));
    if (fault)
        applyFault(*fault, answer);
    return answer;
}

bool isProbeAnswer(const QByteArray &body, const QString &issuer)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    return object.value(QLatin1String("service")).toString() == serviceName
        && object.value(QLatin1String("issuer")).toString() == issuer;
}

} // namespace Latchkey::Demo
