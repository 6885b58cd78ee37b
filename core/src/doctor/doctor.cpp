// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/doctor.h>

#include "base/scheduledcall.h"
#include "doctor/accountlistcheck.h"
#include "doctor/authoritycheck.h"
#include "doctor/browsercheck.h"
#include "doctor/hostcheck.h"
#include "doctor/keychaincheck.h"
#include "doctor/lockcheck.h"
#include "doctor/proxycheck.h"

#include <latchkey/keychainstore.h>
#include <latchkey/scheduler.h>

#include <QtCore/QPointer>
#include <QtCore/QSet>
#include <QtNetwork/QNetworkAccessManager>

#include <algorithm>
#include <deque>
#include <utility>

namespace Latchkey {

namespace {

constexpr std::chrono::seconds patience(30);
constexpr qsizetype mostAtOnce = 12;
constexpr qsizetype mostProxies = 8;

} // namespace

class Doctor::Private
{
public:
    Private(Doctor *doctor, const QString &programName, SecretStore *secretStore)
        : q(doctor), program(programName), store(secretStore)
    { }

    void examine();
    void examineNetwork(const QList<Provider> &providers);
    void add(std::unique_ptr<DoctorCheck> check);
    void startMore();
    void ended(DoctorCheck *check);
    void giveUp();
    void tell(const Finding &finding);
    void tellAll(const Findings &findings);
    void deliverLater();
    void deliver();

    Doctor *q;
    QString program;
    SecretStore *store;
    QNetworkAccessManager *manager = nullptr;
    Scheduler *scheduler = Scheduler::system();
    bool isStarted = false;
    bool isExamined = false;
    bool isDelivering = false;
    ScheduledCall deadline;

    // The checks use the client, and the client the manager: they have to go the other way round.
    std::unique_ptr<QNetworkAccessManager> ownManager;
    std::unique_ptr<HttpClient> http;
    std::unique_ptr<ConnectionWatch> watch;
    std::deque<std::unique_ptr<DoctorCheck>> waiting;
    std::deque<std::unique_ptr<DoctorCheck>> running;

    Findings undelivered;
    QSet<QString> told;
};

/// What needs no waiting is done at once; the rest is begun. There is always something to wait for.
void Doctor::Private::examine()
{
    deadline.start(scheduler, patience, [this] { giveUp(); });
    const QDateTime now = scheduler->wallClock();
    KeychainCheck::AskStatus askStatus;
    if (dynamic_cast<KeychainStore *>(store))
        askStatus = keychainStatus;
    add(std::make_unique<KeychainCheck>(store, scheduler, askStatus, nullptr));
    add(std::make_unique<AuthorityCheck>(AuthoritySources::ofProcess(), now, nullptr));

    const AccountListReport list = checkAccountList(program);
    tellAll(list.findings);
    tellAll(checkLocks(program, now));
    tell(checkBrowser(BrowserSurroundings::ofProcess()));
    examineNetwork(list.providers);
    isExamined = true;
    startMore();
}

void Doctor::Private::examineNetwork(const QList<Provider> &providers)
{
    if (!manager) {
        ownManager = std::make_unique<QNetworkAccessManager>();
        manager = ownManager.get();
    }
    http = std::make_unique<HttpClient>(manager, scheduler, nullptr);
    watch = std::make_unique<ConnectionWatch>(manager, nullptr);

    const QList<HostTarget> targets = hostTargets(providers);
    QList<QUrl> urls;
    for (const HostTarget &target : targets)
        urls += target.origin;
    // Any server that has no exception, where there is none to ask yet. Nothing is sent to it.
    if (urls.isEmpty())
        urls += QUrl(QStringLiteral("https://latchkey.invalid/"));
    QList<QNetworkProxy> proxies;
    for (const QUrl &url : std::as_const(urls)) {
        const QNetworkProxy proxy = proxyFor(manager, url);
        if (proxy.type() != QNetworkProxy::NoProxy && !proxies.contains(proxy)
            && proxies.size() < mostProxies)
            proxies += proxy;
    }
    if (proxies.isEmpty()) {
        tell(okFinding(Finding::Check::Proxy, QString(),
                       Doctor::tr("Connections go straight to the servers, through no proxy.")));
    }
    for (const QNetworkProxy &proxy : std::as_const(proxies))
        add(std::make_unique<ProxyCheck>(proxy, scheduler, nullptr));
    for (const HostTarget &target : targets) {
        const QNetworkProxy proxy = proxyFor(manager, target.origin);
        const QString name = proxy.type() == QNetworkProxy::NoProxy ? QString() : proxyName(proxy);
        add(std::make_unique<HostCheck>(http.get(), watch.get(), target, name, nullptr));
    }
}

void Doctor::Private::add(std::unique_ptr<DoctorCheck> check)
{
    QObject::connect(check.get(), &DoctorCheck::found, q,
                     [this](const Finding &finding) { tell(finding); });
    DoctorCheck *const ending = check.get();
    // Later, since it is in the middle of something when it says so.
    QObject::connect(
        check.get(), &DoctorCheck::finished, q, [this, ending] { ended(ending); },
        Qt::QueuedConnection);
    waiting.push_back(std::move(check));
}

void Doctor::Private::startMore()
{
    while (!waiting.empty() && static_cast<qsizetype>(running.size()) < mostAtOnce) {
        running.push_back(std::move(waiting.front()));
        waiting.pop_front();
        running.back()->start();
    }
}

void Doctor::Private::ended(DoctorCheck *check)
{
    const auto it = std::find_if(running.begin(), running.end(),
                                 [&](const auto &other) { return other.get() == check; });
    if (it == running.end())
        return;
    running.erase(it);
    startMore();
    deliverLater();
}

void Doctor::Private::giveUp()
{
    for (const auto &check : running) {
        if (!check->isFinished())
            tellAll(check->giveUp());
    }
    for (const auto &check : waiting)
        tellAll(check->giveUp());
    running.clear();
    waiting.clear();
    deliverLater();
}

void Doctor::Private::tellAll(const Findings &findings)
{
    for (const Finding &finding : findings)
        tell(finding);
}

void Doctor::Private::tell(const Finding &finding)
{
    // A proxy that is down is found by whoever needs it.
    const QString content =
        finding.checkCode() + u'\n' + finding.subject() + u'\n' + finding.message();
    if (told.contains(content))
        return;
    told.insert(content);
    undelivered += finding;
    deliverLater();
}

void Doctor::Private::deliverLater()
{
    if (std::exchange(isDelivering, true))
        return;
    QMetaObject::invokeMethod(
        q, [this] { deliver(); }, Qt::QueuedConnection);
}

/// The only place that signals are sent from, since whoever hears them may delete the doctor.
void Doctor::Private::deliver()
{
    isDelivering = false;
    const QPointer<Doctor> guard(q);
    while (!undelivered.isEmpty()) {
        Q_EMIT q->found(undelivered.takeFirst());
        if (!guard)
            return;
    }
    if (isExamined && running.empty() && waiting.empty()) {
        isExamined = false;
        deadline.cancel();
        Q_EMIT q->finished();
    }
}

Doctor::Doctor(const QString &program, SecretStore *store, QObject *parent)
    : QObject(parent), d(new Private(this, program, store))
{ }

Doctor::~Doctor() = default;

void Doctor::setNetworkAccessManager(QNetworkAccessManager *manager)
{
    d->manager = manager;
}

void Doctor::setScheduler(Scheduler *scheduler)
{
    d->scheduler = scheduler;
}

void Doctor::start()
{
    if (std::exchange(d->isStarted, true))
        return;
    QMetaObject::invokeMethod(
        this, [this] { d->examine(); }, Qt::QueuedConnection);
}

} // namespace Latchkey
