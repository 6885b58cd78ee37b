// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// The least that a program does which looks at something every five minutes.

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

#include <chrono>

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    timer.start(std::chrono::minutes(5));
    return QCoreApplication::exec();
}
