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

} // namespace

std::optional<double> measure(const Contender &contender)
{
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    QElapsedTimer timer;
    timer.start();
    process.start(contender.program, contender.arguments);
    if (contender.until.isEmpty()) {
        if (!process.waitForFinished(patience) || process.exitCode() != 0)
            return std::nullopt;
        return static_cast<double>(timer.nsecsElapsed()) / 1e6;
    }
    QByteArray seen;
    while (!seen.contains(contender.until) && timer.elapsed() < patience
           && process.waitForReadyRead(patience))
        seen += process.readAllStandardError();
    const double elapsed = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    process.kill();
    process.waitForFinished();
    if (!seen.contains(contender.until))
        return std::nullopt;
    return elapsed;
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
        const auto oursTime = measure(ours);
        const auto bareTime = measure(bare);
        if (!oursTime || !bareTime) {
            print(
                QStringLiteral("  %1 did not get that far").arg(oursTime ? bare.name : ours.name));
            return false;
        }
        if (round == 0)
            continue;
        oursTimes += *oursTime;
        bareTimes += *bareTime;
        ratios += *oursTime / *bareTime;
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
