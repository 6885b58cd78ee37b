// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

/// One command line, measured from its start to the moment that counts.
struct Contender
{
    QString name;
    QString program;
    QStringList arguments;
    /// The line of standard error that ends the measurement; the process is ended after it. Empty
    /// where the end of the process counts.
    QByteArray until;
};

/// One run of a contender.
struct Measured
{
    double milliseconds = 0;
    /// Why the figure counts for nothing. Empty where the moment came.
    QString problem;
};

Measured measure(const Contender &contender);

double median(QList<double> values);

/// Runs both in turn, so that a machine whose speed drifts is fair to both, and prints medians, the
/// ratio of the medians and the median of the ratios pair by pair. False where a run failed, which
/// is said on standard error.
bool compare(const QString &title, const Contender &ours, const Contender &bare, int rounds,
             double aim);
