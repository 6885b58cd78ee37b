// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>

namespace Latchkey {

/// What was asked for on the command line, as values; see docs/command-line.md.
struct CommandLine
{
    enum class Verb {
        None,
        Login,
        Token,
        Accounts,
        Show,
        Request,
        Logout,
        Providers,
        Doctor,
        Demo
    };
    enum class QrCode { Automatic, Always, Never };

    Verb verb = Verb::None;
    bool json = false;

    // login
    QString provider;
    QString issuer;
    QString deviceEndpoint;
    QString authorizationEndpoint;
    QString tokenEndpoint;
    QString revocationEndpoint;
    QString clientId;
    QString clientSecretFile;
    QString redirectUri;
    QStringList values; ///< As "NAME=VALUE".
    QStringList secretFiles; ///< As "NAME=FILE"; "-" is standard input.
    QStringList scopes;
    std::optional<QString> audience;
    QString accountName;
    QString flow; ///< Empty for the best one.
    bool noBrowser = false;
    QrCode qr = QrCode::Automatic;
    bool memory = false;

    // token, show, request, logout
    QString account;
    int minimumValidity = 0; ///< Seconds.
    bool refresh = false;
    bool all = false;

    // request
    QString method; ///< Empty where none was given, by -X or as an argument.
    QString methodOption; ///< Only while parsing.
    QString url;
    QStringList headers; ///< As "Name: value".
    QList<QByteArray> data; ///< What to send, or "@" and the name of a file.
    bool failOnStatus = false;

    // demo
    int port = 8765;
};

/// The outcome of parsing: a command line, or the end of the program.
struct ParsedCommandLine
{
    CommandLine commandLine;
    /// Set where there is nothing left to do: help was printed, or the usage was wrong.
    std::optional<int> exitCode;
    /// What is wrong with the usage, in one sentence.
    QString usageProblem;
    QString help;
};

ParsedCommandLine parseCommandLine(int argc, char **argv);

} // namespace Latchkey
