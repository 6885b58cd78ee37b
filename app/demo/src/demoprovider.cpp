// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include <latchkey/demo/demoprovider.h>

#include "httpserver.h"
#include "secrets.h"
#include "service.h"
#include "statefile.h"
#include "texts.h"

#include <QtCore/QStandardPaths>

#include <httplib.h>

namespace Latchkey {

using namespace Demo;

namespace {

constexpr QLatin1String grantsPart("grants");
constexpr QLatin1String keyPart("key");

/// Whether a demo provider answers on \a port.
bool probe(quint16 port, const QString &issuer)
{
    httplib::Client client("127.0.0.1", port);
    client.set_connection_timeout(1, 0);
    client.set_read_timeout(1, 0);
    client.set_write_timeout(1, 0);
    // Whatever else listens there may answer without end.
    QByteArray body;
    const auto result = client.Get(probePath.data(), [&body](const char *data, size_t size) {
        body.append(data, static_cast<qsizetype>(size));
        return body.size() <= 16 * 1024;
    });
    return result && result->status == 200 && isProbeAnswer(body, issuer);
}

} // namespace

struct DemoProvider::Private
{
    explicit Private(const Options &given)
        : options(given), file(given.stateFile),
          store([this](const QJsonObject &content) { file.setPart(grantsPart, content); }),
          signer(given.stateFile.isEmpty() ? Signer::FirstKeys::Shared : Signer::FirstKeys::Own,
                 [this](const QJsonObject &jwk) { file.setPart(keyPart, jwk); }),
          service(store, signer, given.knobs)
    {
        service.setPort(given.port);
    }

    StartResult load();
    StartResult serve();

    const Options options;
    StateFile file;
    GrantStore store;
    Signer signer;
    Service service;
    std::atomic<quint16> port{0};

    mutable std::mutex serverMutex; ///< Guards the pointer; what it points to guards itself.
    std::shared_ptr<HttpServer> server;

    std::shared_ptr<HttpServer> currentServer() const
    {
        const std::lock_guard lock(serverMutex);
        return server;
    }
};

DemoProvider::Options DemoProvider::Options::persistent(quint16 port)
{
    Options options;
    options.port = port;
    options.stateFile = defaultStateFile(port);
    return options;
}

DemoProvider::Options DemoProvider::Options::inMemory()
{
    Options options;
    options.port = 0;
    return options;
}

DemoProvider::DemoProvider(const Options &options) : d(std::make_unique<Private>(options))
{ }

DemoProvider::~DemoProvider()
{
    stop();
}

QString DemoProvider::defaultStateFile(quint16 port)
{
    const QString name = port == defaultPort ? QStringLiteral("demo-provider.json")
                                             : QStringLiteral("demo-provider-%1.json").arg(port);
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + QLatin1String("/latchkey/") + name;
}

DemoProvider::StartResult DemoProvider::Private::load()
{
    StateFile::Loaded loaded = file.load();
    if (loaded.status == StateFile::Loaded::Status::Read) {
        const QJsonObject grants = file.part(grantsPart);
        const QJsonObject key = file.part(keyPart);
        const bool understood = (grants.isEmpty() || store.fromJson(grants))
            && (key.isEmpty() || signer.setPrivateJwk(key));
        if (!understood)
            loaded = file.setAside();
    }
    if (loaded.status == StateFile::Loaded::Status::Failed)
        return {StartResult::Status::Failed, loaded.message};
    return {StartResult::Status::Started, loaded.message};
}

DemoProvider::StartResult DemoProvider::Private::serve()
{
    auto next = std::make_shared<HttpServer>(
        [this](const HttpRequest &request) { return service.answer(request); });
    if (!next->bind(options.port)) {
        service.setPort(options.port);
        if (options.port == 0) {
            return {StartResult::Status::Failed,
                    Demo::Texts::tr("The demo provider found no free port on this computer.")};
        }
        port = options.port;
        if (probe(options.port, service.issuer()))
            return {StartResult::Status::Attached, {}};
        // Whoever had it may have gone away in the meantime.
        if (!next->bind(options.port)) {
            return {StartResult::Status::PortTaken,
                    Demo::Texts::tr(
                        "The demo provider needs port %1 on this computer, but another program "
                        "uses it.")
                        .arg(options.port)};
        }
    }
    // Only now, since another program may have written the file as long as it held the port.
    const StartResult loaded = load();
    if (loaded.status == StartResult::Status::Failed)
        return loaded;
    port = next->port();
    service.setPort(port);
    next->setIdleTimeout(service.knobs().idleConnectionMs);
    next->serve();
    const std::lock_guard lock(serverMutex);
    server = next;
    return loaded;
}

DemoProvider::StartResult DemoProvider::start()
{
    if (isServing())
        return {StartResult::Status::Started, {}};
    stop();
    return d->serve();
}

DemoProvider::StartResult DemoProvider::ensureRunning()
{
    return start();
}

void DemoProvider::stop()
{
    std::shared_ptr<HttpServer> old;
    {
        const std::lock_guard lock(d->serverMutex);
        old = std::move(d->server);
    }
    if (old)
        old->stop();
}

bool DemoProvider::isServing() const
{
    const auto server = d->currentServer();
    return server && server->isServing();
}

quint16 DemoProvider::port() const
{
    const quint16 port = d->port;
    return port ? port : d->options.port;
}

QUrl DemoProvider::issuer() const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port()));
}

QUrl DemoProvider::url(const QString &path) const
{
    return QUrl(issuer().toString() + path);
}

Knobs DemoProvider::knobs() const
{
    return d->service.knobs();
}

void DemoProvider::setKnobs(const Knobs &knobs)
{
    adjust([&knobs](Knobs &current) { current = knobs; });
}

void DemoProvider::adjust(const std::function<void(Knobs &)> &change)
{
    d->service.adjust(change);
    if (const auto server = d->currentServer())
        server->setIdleTimeout(d->service.knobs().idleConnectionMs);
}

bool DemoProvider::approve(const QString &userCode)
{
    return d->store.decide(normalizedUserCode(userCode), true, d->service.now())
        == GrantStore::DecideOutcome::Done;
}

bool DemoProvider::deny(const QString &userCode)
{
    return d->store.decide(normalizedUserCode(userCode), false, d->service.now())
        == GrantStore::DecideOutcome::Done;
}

QUrl DemoProvider::approveRequest(const QUrl &request)
{
    return d->service.decide(request, true);
}

QUrl DemoProvider::denyRequest(const QUrl &request)
{
    return d->service.decide(request, false);
}

void DemoProvider::revokeEverything()
{
    d->store.revokeEverything();
}

void DemoProvider::rotateKeys()
{
    d->signer.rotate();
}

void DemoProvider::queueFault(Endpoint endpoint, const Fault &fault)
{
    d->service.faults.queue(endpoint, fault);
}

void DemoProvider::setFault(Endpoint endpoint, const Fault &fault)
{
    d->service.faults.set(endpoint, fault);
}

void DemoProvider::clearFaults()
{
    d->service.faults.clear();
}

QList<LoggedRequest> DemoProvider::requests() const
{
    return d->service.log.all();
}

QList<LoggedRequest> DemoProvider::requests(Endpoint endpoint) const
{
    QList<LoggedRequest> chosen = d->service.log.all();
    chosen.removeIf(
        [endpoint](const LoggedRequest &request) { return request.endpoint != endpoint; });
    return chosen;
}

void DemoProvider::clearRequests()
{
    d->service.log.clear();
}

Counters DemoProvider::counters() const
{
    return d->service.recorder.counters();
}

QStringList DemoProvider::issuedSecrets() const
{
    return d->service.recorder.secrets();
}

} // namespace Latchkey
