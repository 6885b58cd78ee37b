// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "hostedworld.h"

#include <QtCore/QDirIterator>
#include <QtCore/QFile>

namespace Latchkey {

HostedWorld::HostedWorld(const QStringList &hosts, const Demo::Knobs &knobs)
    : session(KeyringSession::Bus::Running), internet(hosts), provider(options(knobs))
{
    session.startDaemon(KeyringSession::Lock::Unlocked);
    m_isStarted = provider.start().status == DemoProvider::StartResult::Status::Started;
}

Demo::Knobs HostedWorld::knobs(Demo::Dialect dialect)
{
    Demo::Knobs knobs = Demo::Knobs::speaking(dialect);
    knobs.interval = 1;
    knobs.recordRequests = true;
    knobs.recordSecrets = true;
    return knobs;
}

DemoProvider::Options HostedWorld::options(const Demo::Knobs &knobs)
{
    DemoProvider::Options options = DemoProvider::Options::inMemory();
    options.knobs = knobs;
    return options;
}

bool HostedWorld::isUp() const
{
    return m_isStarted && internet.isUp();
}

std::unique_ptr<CommandRun> HostedWorld::type(const QString &line) const
{
    return run(QProcess::splitCommand(line));
}

std::unique_ptr<CommandRun> HostedWorld::typeJson(const QString &line) const
{
    return run(QProcess::splitCommand(line) << QStringLiteral("--json"));
}

std::unique_ptr<CommandRun> HostedWorld::run(const QStringList &arguments) const
{
    return std::make_unique<CommandRun>(session.home(), arguments, surroundings());
}

QByteArray HostedWorld::outputOf(const QString &line) const
{
    const auto run = type(line);
    return run->exitStatus() == 0 ? run->output() : QByteArray();
}

CommandRun::Options HostedWorld::surroundings() const
{
    CommandRun::Options options;
    options.environment = session.environment();
    internet.addTo(options.environment);
    browser.addTo(options.environment);
    return options;
}

TestAnswer HostedWorld::asked(const TestRequest &request) const
{
    TestRequest inner = request;
    inner.method = "GET";
    inner.path = QStringLiteral("/api/items");
    inner.query = QUrlQuery();
    inner.body.clear();
    return forwardTo(provider.port())(inner);
}

TestAnswer HostedWorld::data(const TestRequest &request, const QByteArray &json,
                             const QByteArray &refusal) const
{
    return asked(request).status == 200 ? TestAnswer(200, json) : TestAnswer(401, refusal);
}

QByteArray HostedWorld::everythingOnDisk() const
{
    QByteArray all;
    QDirIterator files(session.home(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            all += file.fileName().toUtf8() + '\n' + file.readAll() + '\n';
    }
    return all;
}

QString textOf(const QJsonObject &event, const char *field)
{
    return event.value(QLatin1String(field)).toString();
}

} // namespace Latchkey
