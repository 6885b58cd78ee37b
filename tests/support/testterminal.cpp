// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "testterminal.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QProcess>
#include <QtCore/QThread>

#include <cstdlib>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

TestTerminal::TestTerminal() : m_master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK))
{
    if (m_master < 0 || grantpt(m_master) != 0 || unlockpt(m_master) != 0)
        return;
    // Kept open here, so that nothing is lost between two programs.
    m_slave = open(ptsname(m_master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    const winsize size{50, 120, 0, 0};
    ioctl(m_slave, TIOCSWINSZ, &size);
}

TestTerminal::~TestTerminal()
{
    close(m_slave);
    close(m_master);
}

void TestTerminal::lendTo(QProcess &process) const
{
    process.setChildProcessModifier([slave = m_slave] {
        setsid();
        ioctl(slave, TIOCSCTTY, 0);
        for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            dup2(slave, stream);
    });
}

void TestTerminal::type(const QByteArray &text) const
{
    [[maybe_unused]] const auto written =
        write(m_master, text.constData(), static_cast<size_t>(text.size()));
}

QByteArray TestTerminal::screen()
{
    char buffer[4096];
    ssize_t count = 0;
    while ((count = read(m_master, buffer, sizeof buffer)) > 0)
        m_screen += QByteArray(buffer, static_cast<qsizetype>(count)).replace("\r\n", "\n");
    return m_screen;
}

bool TestTerminal::waitFor(const QByteArray &text)
{
    const QDeadlineTimer deadline(patience);
    while (!screen().contains(text)) {
        if (deadline.hasExpired())
            return false;
        QThread::msleep(10);
    }
    return true;
}

bool TestTerminal::isEchoing() const
{
    termios settings{};
    tcgetattr(m_slave, &settings);
    return (settings.c_lflag & ECHO) != 0;
}
