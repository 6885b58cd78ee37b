// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "prompt.h"

#include <QtCore/QMetaObject>

#include <cstdio>

#ifdef Q_OS_UNIX
#include <QtCore/QSocketNotifier>
#include <cerrno>
#include <optional>
#include <termios.h>
#include <unistd.h>
#else
#include <QtCore/QThread>
#include <io.h>
#include <windows.h>
#endif

namespace Latchkey {

namespace {

// Nobody types more, and no code or key is longer.
constexpr qsizetype longestLine = 64 * 1024;

} // namespace

#ifdef Q_OS_UNIX

/// Standard input, by the event loop.
class Prompt::Reader
{
public:
    explicit Reader(Prompt *prompt) : m_notifier(new QSocketNotifier(STDIN_FILENO, type))
    {
        connect(m_notifier, &QSocketNotifier::activated, prompt,
                [prompt] { prompt->read(piece()); });
    }

    ~Reader()
    {
        if (m_shown)
            tcsetattr(STDIN_FILENO, TCSADRAIN, &*m_shown);
        // It may be the one that called.
        m_notifier->setEnabled(false);
        m_notifier->deleteLater();
    }

    void hide()
    {
        termios settings{};
        if (tcgetattr(STDIN_FILENO, &settings) != 0)
            return;
        m_shown = settings;
        settings.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        // The line break is all that shows that something was typed.
        settings.c_lflag |= ECHONL;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings);
    }

private:
    static constexpr QSocketNotifier::Type type = QSocketNotifier::Read;

    /// Empty at the end.
    static QByteArray piece()
    {
        QByteArray bytes(4096, Qt::Uninitialized);
        ssize_t count = -1;
        do {
            count = ::read(STDIN_FILENO, bytes.data(), static_cast<size_t>(bytes.size()));
        } while (count < 0 && errno == EINTR);
        bytes.truncate(count > 0 ? static_cast<qsizetype>(count) : 0);
        return bytes;
    }

    QSocketNotifier *const m_notifier;
    std::optional<termios> m_shown; ///< The terminal's settings while nothing is hidden.
};

bool Prompt::isTerminal()
{
    return isatty(STDIN_FILENO) != 0;
}

#else

/// Standard input, by a thread that waits for it.
class Prompt::Reader
{
public:
    explicit Reader(Prompt *prompt)
        : m_thread(QThread::create([prompt] {
              const QByteArray line = wait();
              QMetaObject::invokeMethod(
                  prompt, [prompt, line] { prompt->read(line); }, Qt::QueuedConnection);
          }))
    {
        m_thread->start();
    }

    ~Reader()
    {
        if (m_isHidden)
            SetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), m_mode);
        // It may wait for a key that is never pressed.
        if (!m_thread->isFinished())
            m_thread->terminate();
        m_thread->wait();
    }

    void hide()
    {
        const HANDLE console = GetStdHandle(STD_INPUT_HANDLE);
        m_isHidden = GetConsoleMode(console, &m_mode) != 0
            && SetConsoleMode(console, m_mode & ~static_cast<DWORD>(ENABLE_ECHO_INPUT)) != 0;
    }

private:
    static QByteArray wait()
    {
        QByteArray line(4096, '\0');
        if (!std::fgets(line.data(), static_cast<int>(line.size()), stdin))
            return {};
        line.truncate(static_cast<qsizetype>(qstrlen(line.constData())));
        return line;
    }

    std::unique_ptr<QThread> m_thread;
    DWORD m_mode = 0; ///< The console's mode while nothing is hidden.
    bool m_isHidden = false;
};

bool Prompt::isTerminal()
{
    return _isatty(_fileno(stdin)) != 0;
}

#endif

Prompt::Prompt(QObject *parent) : QObject(parent)
{ }

Prompt::~Prompt() = default;

void Prompt::ask(const QString &question, Echo echo)
{
    m_isAsking = true;
    if (isTerminal()) {
        const QByteArray text = question.toLocal8Bit() + ' ';
        std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stderr);
        std::fflush(stderr);
    }
    // What has come already is answered with later, too.
    if (m_hasEnded || m_buffer.contains('\n')) {
        QMetaObject::invokeMethod(this, &Prompt::take, Qt::QueuedConnection);
        return;
    }
    m_reader = std::make_unique<Reader>(this);
    if (echo == Echo::Hidden && isTerminal())
        m_reader->hide();
}

void Prompt::stop()
{
    m_isAsking = false;
    m_reader.reset();
}

void Prompt::read(const QByteArray &piece)
{
    m_buffer += piece;
    m_hasEnded = piece.isEmpty() || m_buffer.size() > longestLine;
    if (m_hasEnded || m_buffer.contains('\n'))
        take();
}

void Prompt::take()
{
    if (!m_isAsking)
        return;
    stop();
    const qsizetype end = m_buffer.indexOf('\n');
    // The last line need not end with a break.
    const QByteArray line = end < 0 ? m_buffer : m_buffer.left(end);
    m_buffer.remove(0, end < 0 ? m_buffer.size() : end + 1);
    if (end < 0 && line.trimmed().isEmpty())
        Q_EMIT ended();
    else
        Q_EMIT answered(QString::fromLocal8Bit(line).trimmed());
}

} // namespace Latchkey
