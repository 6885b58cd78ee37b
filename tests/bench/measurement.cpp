// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "measurement.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QProcess>

#include <algorithm>
#include <cstdio>

namespace {

constexpr int patience = 30000; // milliseconds

void print(const QString &line)
{
    std::fputs(qPrintable(line + QLatin1Char('\n')), stdout);
    std::fflush(stdout);
}

QString row(const QString &name, const QList<double> &values)
{
    return QStringLiteral("  %1 %2 ms  (%3 to %4)")
        .arg(name, -34)
        .arg(median(values), 7, 'f', 1)
        .arg(*std::min_element(values.begin(), values.end()), 0, 'f', 1)
        .arg(*std::max_element(values.begin(), values.end()), 0, 'f', 1);
}

/// Always false, for whoever hands the failure on.
bool reportProblem(const Contender &contender, const Measured &measured)
{
    std::fputs(qPrintable(QStringLiteral("bench: no figure, since %1 %2\n")
                              .arg(contender.name, measured.problem)),
               stderr);
    return false;
}

/// Why a moment was not seen.
QString problemOf(const QProcess &process, bool running, const QByteArray &said)
{
    QString problem = QStringLiteral("ended with status %1").arg(process.exitCode());
    if (process.error() == QProcess::FailedToStart)
        problem = process.errorString();
    else if (running)
        problem = QStringLiteral("had not got there after %1 s").arg(patience / 1000);
    else if (process.exitStatus() == QProcess::CrashExit)
        problem = QStringLiteral("crashed");
    if (said.isEmpty())
        return problem;
    return problem + QStringLiteral("; it said: ") + QString::fromUtf8(said.right(2000)).trimmed();
}

} // namespace

Measured measure(const Contender &contender)
{
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    // Waiting for something to read waits for this channel, which is not the usual one.
    process.setReadChannel(QProcess::StandardError);
    QElapsedTimer timer;
    timer.start();
    process.start(contender.program, contender.arguments);
    QByteArray said;
    Measured measured;
    const bool untilEnd = contender.until.isEmpty();
    bool there = untilEnd && process.waitForFinished(patience);
    while (!untilEnd && !there && timer.elapsed() < patience
           && process.waitForReadyRead(patience)) {
        said += process.readAllStandardError();
        there = said.contains(contender.until);
    }
    measured.milliseconds = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    const bool running = process.state() != QProcess::NotRunning;
    process.kill();
    process.waitForFinished();
    said += process.readAllStandardError();
    if (untilEnd && there)
        there = process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    if (!there)
        measured.problem = problemOf(process, running, said);
    return measured;
}

double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    const qsizetype middle = values.size() / 2;
    return values.size() % 2 != 0 ? values.at(middle)
                                  : (values.at(middle - 1) + values.at(middle)) / 2;
}

bool compare(const QString &title, const Contender &ours, const Contender &bare, int rounds,
             double aim)
{
    print(title);
    QList<double> oursTimes;
    QList<double> bareTimes;
    QList<double> ratios;
    // The first round fills caches and is not counted.
    for (int round = 0; round <= rounds; ++round) {
        const Measured oursOnce = measure(ours);
        const Measured bareOnce = measure(bare);
        if (!oursOnce.problem.isEmpty())
            return reportProblem(ours, oursOnce);
        if (!bareOnce.problem.isEmpty())
            return reportProblem(bare, bareOnce);
        if (round == 0)
            continue;
        oursTimes += oursOnce.milliseconds;
        bareTimes += bareOnce.milliseconds;
        ratios += oursOnce.milliseconds / bareOnce.milliseconds;
    }
    print(row(ours.name, oursTimes));
    print(row(bare.name, bareTimes));
    print(QStringLiteral("  ratio of medians %1, median of ratios %2, aim %3 or less, %4 rounds\n")
              .arg(median(oursTimes) / median(bareTimes), 0, 'f', 2)
              .arg(median(ratios), 0, 'f', 2)
              .arg(aim, 0, 'f', 1)
              .arg(rounds));
    return true;
}
