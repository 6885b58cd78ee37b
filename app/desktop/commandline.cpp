// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandline.h"

#include <latchkey/demo/demoprovider.h>

#include <CLI/CLI.hpp>

namespace Latchkey::Desktop {

CommandLine parseCommandLine(int argc, char **argv)
{
    CommandLine line;
    line.demoPort = DemoProvider::defaultPort;
    CLI::App app("The window with all your accounts.", "latchkey-desktop");
    app.set_version_flag("--version", "latchkey-desktop " LATCHKEY_VERSION);
    app.add_flag("--demo", line.demo, "Sign in to the demo provider, which it brings along");
    app.add_option("--demo-port", line.demoPort,
                   "The demo provider's port on 127.0.0.1 (8765); all who use it have to agree")
        ->check(CLI::Range(1, 65535));
    // What is left over is for Qt, such as -platform.
    app.allow_extras();
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success &help) {
        line.exitCode = app.exit(help);
    } catch (const CLI::ParseError &error) {
        app.exit(error);
        line.exitCode = 2;
    }
    return line;
}

} // namespace Latchkey::Desktop
