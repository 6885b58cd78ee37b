// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "dialectplay.h"

#include <latchkey/devicesignin.h>
#include <latchkey/providercatalog.h>

#include <QtCore/QCoreApplication>
#include <QtTest/QTest>

using namespace std::chrono_literals;

namespace Latchkey {

namespace {

/// Below the tolerance of the demo provider for clients that wait exactly one interval.
constexpr auto step = 5ms;

struct Place
{
    Provider::Endpoint endpoint;
    const char *path;
};

constexpr Place places[] = {
    {Provider::Endpoint::DeviceAuthorization, "/oauth/device/code"},
    {Provider::Endpoint::Authorization, "/oauth/authorize"},
    {Provider::Endpoint::Token, "/oauth/token"},
    {Provider::Endpoint::Revocation, "/oauth/revoke"},
    {Provider::Endpoint::UserInfo, "/oauth/userinfo"},
    {Provider::Endpoint::Jwks, "/oauth/jwks"},
};

} // namespace

Scheduler::TimerId SharedClock::callAfter(std::chrono::milliseconds delay, QObject *context,
                                          std::function<void()> call)
{
    return VirtualScheduler::callAfter(delay, context, [this, call = std::move(call)] {
        publish();
        call();
    });
}

Demo::Clock SharedClock::function()
{
    return [this] { return m_ms.load(); };
}

void SharedClock::publish()
{
    m_ms = wallClock().toMSecsSinceEpoch();
}

QNetworkReply *CountingNetwork::createRequest(Operation operation, const QNetworkRequest &request,
                                              QIODevice *body)
{
    QNetworkRequest sent = request;
    QUrl url = request.url();
    if (!m_host.isEmpty() && url.host() == m_host) {
        played.append(url);
        url.setScheme(m_server.scheme());
        url.setHost(m_server.host());
        url.setPort(m_server.port());
        sent.setUrl(url);
    }
    QNetworkReply *reply = QNetworkAccessManager::createRequest(operation, sent, body);
    // A reply that is dropped before its end never finishes.
    m_underway.insert(reply);
    connect(reply, &QNetworkReply::finished, this, [this, reply] { m_underway.remove(reply); });
    connect(reply, &QObject::destroyed, this, [this, reply] { m_underway.remove(reply); });
    return reply;
}

void CountingNetwork::playHost(const QString &host, const QUrl &server)
{
    m_host = host;
    m_server = server;
}

Provider providerOf(const DialectCase &one)
{
    const ProviderCatalog catalog;
    std::optional<Provider> file = catalog.provider(one.id);
    if (!file)
        file = catalog.provider(QStringLiteral("demo"));
    if (!file)
        qFatal("no provider file for %s", qUtf8Printable(one.id));
    QMap<QString, QString> values = one.values;
    const QList<Placeholder> open = file->placeholders();
    for (const QString &name : one.values.keys()) {
        const bool isOpen = std::any_of(open.begin(), open.end(), [&name](const auto &placeholder) {
            return placeholder.name == name;
        });
        if (!isOpen)
            values.remove(name);
    }
    QString problem;
    const std::optional<Provider> filled = file->filled(values, &problem);
    if (!filled)
        qFatal("%s: %s", qUtf8Printable(one.id), qUtf8Printable(problem));
    Provider provider = *filled;
    provider.setClientId(one.values.value(QStringLiteral("client_id"), provider.clientId()));
    return provider;
}

DemoProvider::Options DialectPlay::options(const DialectCase &one, SharedClock &clock)
{
    DemoProvider::Options options = DemoProvider::Options::inMemory();
    Demo::Knobs &knobs = options.knobs;
    knobs = Demo::Knobs::speaking(one.dialect);
    knobs.clock = clock.function();
    knobs.recordRequests = true;
    knobs.recordSecrets = true;
    knobs.acceptUnknownClients = false;
    Demo::Client client;
    client.id = one.values.value(QStringLiteral("client_id"));
    client.name = QStringLiteral("Latchkey");
    client.secret = one.secret;
    knobs.clients = {client};
    return options;
}

DialectPlay::DialectPlay(const DialectCase &one, const Change &change)
    : dialect(one), server(options(one, clock)), provider(providerOf(one))
{
    qputenv("XDG_DATA_HOME", folder.path().toLocal8Bit());
    if (change)
        server.adjust(change);
    const auto started = server.start();
    if (!started.isUsable())
        qFatal("no demo provider: %s", qUtf8Printable(started.message));
    for (const Place &place : places) {
        if (!provider.endpoint(place.endpoint).isEmpty())
            provider.setEndpoint(place.endpoint, server.url(QString::fromLatin1(place.path)));
    }
    if (!provider.issuer().isEmpty())
        provider.setIssuer(server.issuer());
    accounts = std::make_unique<Accounts>(QStringLiteral("test"), &store);
    accounts->setScheduler(&clock);
    accounts->setNetworkAccessManager(&network);
    accounts->setKeepsFresh(false);
    accounts->restore();
}

void DialectPlay::settle()
{
    VirtualScheduler::settle();
    // Real time passes here, and no other: the answers come from another thread.
    const bool answered = QTest::qWaitFor([this] { return network.underway() == 0; }, 20'000);
    if (!answered)
        qFatal("a request has no answer");
    VirtualScheduler::settle();
}

bool DialectPlay::waitFor(const std::function<bool()> &what, std::chrono::seconds longest)
{
    const auto end = clock.monotonic() + longest;
    settle();
    while (!what() && clock.monotonic() < end) {
        clock.advance(step);
        clock.publish();
        settle();
    }
    return what();
}

void DialectPlay::pass(std::chrono::milliseconds duration)
{
    const auto end = clock.monotonic() + duration;
    waitFor([&] { return clock.monotonic() >= end; }, std::chrono::hours(24));
}

void DialectPlay::prepare(SignIn &attempt)
{
    result.reset();
    attempt.setNetworkAccessManager(&network);
    attempt.setScheduler(&clock);
    QObject::connect(&attempt, &SignIn::finished, accounts.get(),
                     [this](const SignInResult &ended) { result = ended; });
}

SignInResult DialectPlay::signInByDevice()
{
    DeviceSignIn attempt(provider);
    prepare(attempt);
    attempt.start();
    waitFor([this] { return result.has_value(); });
    return result.value_or(SignInResult{Error(Error::Kind::Cancelled), provider, {}, {}});
}

Session *DialectPlay::signedIn()
{
    server.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    const SignInResult signedIn = signInByDevice();
    return signedIn.isSuccess() ? stored(signedIn) : nullptr;
}

Session *DialectPlay::stored(const SignInResult &signedIn)
{
    std::optional<Accounts::AddResult> added;
    accounts->add(signedIn, QString(), accounts.get(),
                  [&added](const Accounts::AddResult &answer) { added = answer; });
    waitFor([&added] { return added.has_value(); });
    return added ? added->session : nullptr;
}

AccessTokenResult DialectPlay::refresh(Session &session)
{
    std::optional<AccessTokenResult> token;
    QObject caller;
    session.refresh(&caller, [&token](const AccessTokenResult &answer) { token = answer; });
    waitFor([&token] { return token.has_value(); });
    return token.value_or(AccessTokenResult{Error(Error::Kind::Cancelled), {}, {}, {}});
}

int DialectPlay::statusOfResource(Session &session)
{
    QNetworkReply *reply = nullptr;
    bool answered = false;
    session.send(QNetworkRequest(server.url(QStringLiteral("/api/items"))), "GET", {},
                 accounts.get(), [&](const SendResult &sent) {
                     reply = sent.reply;
                     answered = true;
                 });
    waitFor([&] { return answered && (!reply || reply->isFinished()); });
    if (!reply)
        return 0;
    reply->deleteLater();
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

std::optional<SignOutResult> DialectPlay::signOut(Session &session)
{
    std::optional<SignOutResult> signedOut;
    session.signOut(accounts.get(),
                    [&signedOut](const SignOutResult &answer) { signedOut = answer; });
    waitFor([&signedOut] { return signedOut.has_value(); });
    return signedOut;
}

QList<Demo::LoggedRequest> DialectPlay::tokenRequests(const QString &grantType) const
{
    QList<Demo::LoggedRequest> chosen = server.requests(Demo::Endpoint::Token);
    chosen.removeIf([&grantType](const Demo::LoggedRequest &request) {
        return request.parameter(QStringLiteral("grant_type")) != grantType;
    });
    return chosen;
}

void addRows(const QList<DialectCase> &cases)
{
    QTest::addColumn<DialectCase>("one");
    for (const DialectCase &one : cases)
        QTest::newRow(qUtf8Printable(one.id)) << one;
}

} // namespace Latchkey
