// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandrun.h"
#include "fakeinternet.h"
#include "keyringsession.h"
#include "personsbrowser.h"

#include <latchkey/demo/demoprovider.h>

#include <QtCore/QJsonObject>

#include <memory>

namespace Latchkey {

/// A computer on which the command meets a provider under the names of its real servers: the demo
/// provider, in that provider's dialect, behind https and a proxy. It has a keyring of its own, and
/// its person has a browser.
class HostedWorld
{
public:
    HostedWorld(const QStringList &hosts, const Demo::Knobs &knobs);

    /// As the dialect has it, and patient people's seconds short.
    static Demo::Knobs knobs(Demo::Dialect dialect);

    /// False where anything could not be set up.
    bool isUp() const;

    /// What follows "latchkey" on a command line, typed as it is here.
    std::unique_ptr<CommandRun> type(const QString &line) const;
    /// The same with --json.
    std::unique_ptr<CommandRun> typeJson(const QString &line) const;
    std::unique_ptr<CommandRun> run(const QStringList &arguments) const;
    /// What it prints, once it has ended; empty where it failed.
    QByteArray outputOf(const QString &line) const;
    CommandRun::Options surroundings() const;

    /// The answer of one of the demo provider's services that needs a token: 200 where it is good.
    TestAnswer asked(const TestRequest &request) const;
    /// The answer to a data request: \a json to whoever comes with a good token, \a refusal to
    /// everybody else.
    TestAnswer data(const TestRequest &request, const QByteArray &json,
                    const QByteArray &refusal) const;

    /// Everything that is kept on this computer outside of running programs, as it is on disk.
    QByteArray everythingOnDisk() const;

    KeyringSession session;
    FakeInternet internet;
    DemoProvider provider;
    PersonsBrowser browser;

private:
    static DemoProvider::Options options(const Demo::Knobs &knobs);

    bool m_isStarted = false;
};

QString textOf(const QJsonObject &event, const char *field);

} // namespace Latchkey
