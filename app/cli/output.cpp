// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "output.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonDocument>

#include <cerrno>
#include <csignal>
#include <cstdio>

#ifdef Q_OS_UNIX
#include <sys/ioctl.h>
#include <unistd.h>
#else
#include <fcntl.h>
#include <io.h>
#endif

namespace Latchkey {

namespace {

// Why standard output could not be written to, as errno has it; standard streams are the
// process's, so this is as well.
int outputFailure = 0;

void writeBytes(std::FILE *stream, const QByteArray &bytes)
{
    if (stream == stdout && outputFailure != 0)
        return;
    const auto size = static_cast<size_t>(bytes.size());
    if (std::fwrite(bytes.constData(), 1, size, stream) == size && std::fflush(stream) == 0)
        return;
    if (stream == stdout)
        outputFailure = errno;
}

void writeLine(std::FILE *stream, const QString &line)
{
    writeBytes(stream, line.toLocal8Bit() + '\n');
}

void useBinaryOutput()
{
#ifdef Q_OS_WIN
    _setmode(_fileno(stdout), _O_BINARY);
#endif
}

bool isTerminalStream(std::FILE *stream)
{
#ifdef Q_OS_UNIX
    return isatty(fileno(stream)) != 0;
#else
    return _isatty(_fileno(stream)) != 0;
#endif
}

} // namespace

int exitCodeFor(const Error &error)
{
    switch (error.kind()) {
    case Error::Kind::None:
        return ExitDone;
    case Error::Kind::Denied:
    case Error::Kind::Rejected:
        return ExitDenied;
    case Error::Kind::Expired:
        return ExitExpired;
    case Error::Kind::Network:
    case Error::Kind::Tls:
        return ExitNetwork;
    case Error::Kind::KeychainLocked:
    case Error::Kind::KeychainAbsent:
    case Error::Kind::KeychainDenied:
    case Error::Kind::KeychainFailed:
        return ExitKeychain;
    case Error::Kind::Protocol:
    case Error::Kind::InvalidIdToken:
        return ExitUnusableAnswer;
    case Error::Kind::InsecureEndpoint:
        // With a status it came in an answer; without one the person gave it.
        return error.httpStatus() != 0 ? ExitUnusableAnswer : ExitUsage;
    case Error::Kind::SignedOut:
        return ExitSignInNeeded;
    case Error::Kind::Usage:
        return ExitUsage;
    case Error::Kind::StorageFailed:
    case Error::Kind::Busy:
    case Error::Kind::Cancelled:
        return ExitFailure;
    }
    Q_UNREACHABLE();
    return ExitFailure;
}

bool Output::isTerminal() const
{
    return isTerminalStream(m_json ? stderr : stdout);
}

int Output::columns() const
{
#ifdef Q_OS_UNIX
    winsize size{};
    if (ioctl(m_json ? STDERR_FILENO : STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
#endif
    return 80;
}

void Output::event(const QString &name, QJsonObject fields) const
{
    if (!m_json)
        return;
    fields.insert(QStringLiteral("event"), name);
    writeBytes(stdout, QJsonDocument(fields).toJson(QJsonDocument::Compact) + '\n');
}

void Output::say(const QString &line) const
{
    writeLine(m_json ? stderr : stdout, line);
}

void Output::note(const QString &line) const
{
    writeLine(stderr, line);
}

void Output::result(const QString &line) const
{
    if (!m_json)
        writeLine(stdout, line);
}

void Output::raw(const QByteArray &bytes) const
{
    if (m_json)
        return;
    useBinaryOutput();
    writeBytes(stdout, bytes);
}

bool Output::hasFailed() const
{
    return outputFailure != 0;
}

int Output::settle(int exitCode) const
{
    if (outputFailure == 0)
        return exitCode;
#ifdef Q_OS_UNIX
    if (outputFailure == EPIPE) {
        // Qt has turned it off for its sockets.
        std::signal(SIGPIPE, SIG_DFL);
        std::raise(SIGPIPE);
    }
#endif
    note(QStringLiteral("latchkey: ")
         + QCoreApplication::translate("Latchkey::Output", "Standard output: %1")
               .arg(qt_error_string(outputFailure)));
    return exitCode == ExitDone ? ExitFailure : exitCode;
}

int Output::fail(const Error &error) const
{
    return fail(error, QString());
}

int Output::fail(const Error &error, const QString &account) const
{
    const QString message = QStringList{error.message(), error.advice()}.join(u' ').trimmed();
    const int exitCode = tell(error.code(), message, account, exitCodeFor(error));
    if (!error.detail().isEmpty())
        note(QStringLiteral("  (%1)").arg(error.detail()));
    return exitCode;
}

int Output::fail(const QString &code, const QString &message, int exitCode) const
{
    return tell(code, message, QString(), exitCode);
}

int Output::tell(const QString &code, const QString &message, const QString &account,
                 int exitCode) const
{
    QJsonObject fields{{QStringLiteral("code"), code}, {QStringLiteral("message"), message}};
    if (!account.isEmpty())
        fields.insert(QStringLiteral("account"), account);
    event(QStringLiteral("error"), fields);
    note(QStringLiteral("latchkey: ")
         + (account.isEmpty() ? message : account + QStringLiteral(": ") + message));
    return exitCode;
}

} // namespace Latchkey
