// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "programrun.h"

#include <latchkey/demo/demoprovider.h>

#include <QtCore/QTemporaryDir>

#include <chrono>
#include <memory>

/// A computer with a home folder, a keyring, the command, a program that embeds Latchkey::Core, and
/// a provider that can be unplugged.
class EmbeddedWorld
{
public:
    /// In \a environment, where that is not empty, which then is to hold a home as well.
    explicit EmbeddedWorld(const QProcessEnvironment &environment = QProcessEnvironment());

    /// Access tokens that are issued from now on last this long.
    void setLife(std::chrono::seconds life);
    /// Signs \a number people in, by the command, all at once. False where that failed.
    bool signIn(int number = 1);
    /// The account ids of those who are signed in.
    QStringList accounts() const { return m_accounts; }

    /// Starts the program that embeds Latchkey::Core.
    std::unique_ptr<ProgramRun> embedded(const QStringList &more = {}) const;
    /// The same, with more in its environment.
    std::unique_ptr<ProgramRun> embedded(const QStringList &more,
                                         const QProcessEnvironment &environment) const;
    /// Starts the command, with --json.
    std::unique_ptr<ProgramRun> command(const QStringList &arguments) const;
    /// The arguments that make the program use its accounts now and then, all the time.
    QStringList useEvery(std::chrono::milliseconds every) const;

    QProcessEnvironment environment() const { return m_environment; }
    Latchkey::DemoProvider &provider() { return *m_provider; }
    int refreshes() const { return m_provider->counters().refreshes; }
    /// True where nobody was asked to sign in again in \a run, and nobody has a reason to be:
    /// the provider has never seen a spent token, and the command prints a token for everybody.
    bool isEverybodySignedIn(const ProgramRun &run) const;

private:
    QTemporaryDir m_home;
    QProcessEnvironment m_environment;
    std::unique_ptr<Latchkey::DemoProvider> m_provider;
    QStringList m_accounts;
};
