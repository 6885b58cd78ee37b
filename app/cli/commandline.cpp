// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandline.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace Latchkey {

namespace {

CLI::Option *addText(CLI::App *app, const std::string &name, QString &target,
                     const std::string &help)
{
    return app->add_option_function<std::string>(
        name, [&target](const std::string &text) { target = QString::fromStdString(text); }, help);
}

/// An option that may be repeated. \a take gets one value at a time.
void addRepeated(CLI::App *app, const std::string &name,
                 const std::function<void(const std::string &)> &take, const std::string &help)
{
    const auto takeAll = [take](const std::vector<std::string> &values) {
        std::for_each(values.cbegin(), values.cend(), take);
    };
    // Otherwise CLI11 takes apart what looks like a list, for instance a JSON array.
    app->add_option_function<std::vector<std::string>>(name, takeAll, help)
        ->allow_extra_args(false);
}

void addTexts(CLI::App *app, const std::string &name, QStringList &target, const std::string &help)
{
    addRepeated(
        app, name, [&target](const std::string &value) { target += QString::fromStdString(value); },
        help);
}

void addJson(CLI::App *app, CommandLine &line)
{
    app->add_flag("--json", line.json,
                  "Print one JSON object a line on standard output, and nothing else there");
}

void addLogin(CLI::App &app, CommandLine &line)
{
    CLI::App *login = app.add_subcommand("login", "Sign in to a provider");
    login->callback([&line] { line.verb = CommandLine::Verb::Login; });
    addText(login, "PROVIDER", line.provider, "A provider from the catalogue; see 'providers'");
    addText(login, "--issuer", line.issuer,
            "The address of an issuer; its endpoints are discovered");
    addText(login, "--device-endpoint", line.deviceEndpoint,
            "The device authorization endpoint (wins over a discovered one)");
    addText(login, "--authorization-endpoint", line.authorizationEndpoint,
            "The authorization endpoint, for sign-in by browser");
    addText(login, "--token-endpoint", line.tokenEndpoint, "The token endpoint");
    addText(login, "--revocation-endpoint", line.revocationEndpoint, "The revocation endpoint");
    addText(login, "--client-id", line.clientId, "The client id that the provider gave you");
    addText(login, "--client-secret-file", line.clientSecretFile,
            "A file that holds the client secret, where the provider demands one; '-' is standard "
            "input");
    addText(login, "--redirect-uri", line.redirectUri,
            "Where the browser comes back to, where the provider knows one address only");
    addTexts(login, "--set", line.values,
             "NAME=VALUE: what the provider asks for, such as your domain; may be repeated");
    addTexts(login, "--set-file", line.secretFiles,
             "NAME=FILE: the same for a secret, such as an API key; '-' is standard input");
    addTexts(login, "--scope", line.scopes,
             "A scope to ask for; may be repeated, or hold several with spaces between");
    login->add_option_function<std::string>(
        "--audience",
        [&line](const std::string &text) { line.audience = QString::fromStdString(text); },
        "The API that the token is for (Auth0)");
    addText(login, "--account", line.accountName, "A name of your own for the account");
    addText(
        login, "--flow", line.flow,
        "The way to sign in: 'device' (a code, entered anywhere), 'browser', or 'paste' (a code "
        "that a page shows)")
        ->check(CLI::IsMember({"device", "browser", "paste"}));
    login->add_flag("--no-browser", line.noBrowser,
                    "Open no browser; the address is printed, for you to open");
    login->add_flag_callback(
        "--qr", [&line] { line.qr = CommandLine::QrCode::Always; }, "Draw the QR code");
    login->add_flag_callback(
        "--no-qr", [&line] { line.qr = CommandLine::QrCode::Never; }, "Do not draw the QR code");
    login->add_flag("--memory", line.memory, "Store nothing: the sign-in ends with the command");
    addJson(login, line);
}

void addToken(CLI::App &app, CommandLine &line)
{
    CLI::App *token = app.add_subcommand("token", "Print an account's access token");
    token->callback([&line] { line.verb = CommandLine::Verb::Token; });
    addText(token, "ACCOUNT", line.account, "The account, or its provider where there is one only");
    token
        ->add_option("--min-valid", line.minimumValidity,
                     "Seconds that the token has to be good for")
        ->check(CLI::Range(0, 10 * 365 * 24 * 60 * 60));
    token->add_flag("--refresh", line.refresh,
                    "Fetch a new token although the present one is still good");
    addJson(token, line);
}

void addShow(CLI::App &app, CommandLine &line)
{
    CLI::App *show = app.add_subcommand("show", "Show all that is known of an account");
    show->callback([&line] { line.verb = CommandLine::Verb::Show; });
    addText(show, "ACCOUNT", line.account, "The account")->required();
    addJson(show, line);
}

void addRequest(CLI::App &app, CommandLine &line)
{
    CLI::App *request = app.add_subcommand(
        "request", "Send a request with an account's access token, and print the answer");
    request->callback([&line] { line.verb = CommandLine::Verb::Request; });
    addText(request, "ACCOUNT", line.account, "The account")->required();
    // Which of the two a lone one is shows only when all have been read.
    addText(request, "METHOD", line.method, "GET, or POST where there is data, unless given");
    addText(request, "URL", line.url, "An https address, or http on this computer");
    addText(request, "-X,--request", line.methodOption, "The method, as METHOD");
    addTexts(request, "-H,--header", line.headers, "A header, as 'Name: value'; may be repeated");
    addRepeated(
        request, "-d,--data",
        [&line](const std::string &value) { line.data += QByteArray::fromStdString(value); },
        "A body; @FILE reads one, @- standard input. What is repeated is joined by '&'");
    request->add_flag("-f,--fail", line.failOnStatus,
                      "End with status 1, and without a body, where the answer is 400 or more");
    addJson(request, line);
}

void settleMethod(CommandLine &line)
{
    if (line.url.isEmpty())
        line.url = std::exchange(line.method, QString());
    if (line.url.isEmpty())
        throw CLI::RequiredError("URL");
    if (!line.methodOption.isEmpty() && !line.method.isEmpty())
        throw CLI::ExcludesError("-X", "METHOD");
    if (line.method.isEmpty())
        line.method = line.methodOption;
}

void addLogout(CLI::App &app, CommandLine &line)
{
    CLI::App *logout = app.add_subcommand("logout", "Sign out: revoke the tokens and forget them");
    logout->callback([&line] { line.verb = CommandLine::Verb::Logout; });
    CLI::Option *account = addText(logout, "ACCOUNT", line.account, "The account");
    CLI::Option *all = logout->add_flag("--all", line.all, "Every account");
    account->excludes(all);
    addJson(logout, line);
}

void addOthers(CLI::App &app, CommandLine &line)
{
    CLI::App *accounts = app.add_subcommand("accounts", "List the accounts and their state");
    accounts->callback([&line] { line.verb = CommandLine::Verb::Accounts; });
    addJson(accounts, line);

    CLI::App *providers = app.add_subcommand("providers", "List the providers that are known");
    providers->callback([&line] { line.verb = CommandLine::Verb::Providers; });
    addJson(providers, line);

    CLI::App *doctor = app.add_subcommand(
        "doctor", "Look for what keeps sign-ins from working, and say what to do about it");
    doctor->callback([&line] { line.verb = CommandLine::Verb::Doctor; });
    addJson(doctor, line);

    CLI::App *demo = app.add_subcommand("demo", "Run the demo provider on this computer");
    demo->callback([&line] { line.verb = CommandLine::Verb::Demo; });
    demo->add_option("--port", line.port, "The port on 127.0.0.1 (8765); 0 takes a free one")
        ->check(CLI::Range(0, 65535));
}

} // namespace

ParsedCommandLine parseCommandLine(int argc, char **argv)
{
    ParsedCommandLine parsed;
    CommandLine &line = parsed.commandLine;
    CLI::App app("Signs you in to a provider, and keeps the tokens in your keychain.", "latchkey");
    app.set_version_flag("--version", "latchkey " LATCHKEY_VERSION);
    app.require_subcommand(0, 1);
    app.footer("Exit status: 0 done, 1 other failure, 2 usage, 3 denied, 4 code expired,\n"
               "5 network or TLS, 6 keychain, 7 unusable answer, 8 sign-in needed.");
    addLogin(app, line);
    addToken(app, line);
    addShow(app, line);
    addRequest(app, line);
    addOthers(app, line);
    addLogout(app, line);
    try {
        app.parse(argc, argv);
        if (line.verb == CommandLine::Verb::Request)
            settleMethod(line);
        if (line.verb == CommandLine::Verb::Logout && line.account.isEmpty() && !line.all)
            throw CLI::RequiredError("ACCOUNT or --all");
    } catch (const CLI::Success &help) {
        parsed.exitCode = app.exit(help);
    } catch (const CLI::ParseError &error) {
        parsed.exitCode = 2;
        parsed.usageProblem = QString::fromStdString(error.what());
        // What came before the mistake may not have been reached, so it is looked for by hand.
        for (int i = 1; i < argc; ++i)
            line.json = line.json || qstrcmp(argv[i], "--json") == 0;
    }
    parsed.help = QString::fromStdString(app.help());
    return parsed;
}

} // namespace Latchkey
