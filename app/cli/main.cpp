// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "command.h"

#include <QtCore/QCoreApplication>

using namespace Latchkey;

int main(int argc, char *argv[])
{
    ParsedCommandLine parsed = parseCommandLine(argc, argv);
    const Output out(parsed.commandLine.json);
    if (!parsed.usageProblem.isEmpty()) {
        out.fail(QStringLiteral("usage"), parsed.usageProblem, ExitUsage);
        out.note(QStringLiteral("Try: latchkey --help"));
    }
    if (parsed.exitCode)
        return *parsed.exitCode;
    if (parsed.commandLine.verb == CommandLine::Verb::None) {
        if (!out.isTerminal()) {
            out.result(parsed.help);
            return ExitDone;
        }
        parsed.commandLine.verb = CommandLine::Verb::Accounts;
    }

    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("latchkey"));
    const std::unique_ptr<Command> command = Command::create(parsed.commandLine);
    QObject::connect(command.get(), &Command::finished, &application,
                     [](int exitCode) { QCoreApplication::exit(exitCode); });
    command->start();
    return out.settle(QCoreApplication::exec());
}
