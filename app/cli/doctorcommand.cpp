// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctorcommand.h"

#include "environment.h"
#include "interrupt.h"

#include <QtCore/QTimer>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr int cleaningUp = 500; // milliseconds

QString markOf(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Ok:
        return DoctorCommand::tr("ok");
    case Finding::Severity::Warning:
        return DoctorCommand::tr("warning");
    case Finding::Severity::Problem:
        return DoctorCommand::tr("problem");
    }
    Q_UNREACHABLE();
    return {};
}

qsizetype widthOfMarks()
{
    return std::max({markOf(Finding::Severity::Ok).size(),
                     markOf(Finding::Severity::Warning).size(),
                     markOf(Finding::Severity::Problem).size()});
}

} // namespace

void DoctorCommand::start()
{
    connect(new Interrupt(this), &Interrupt::requested, this, &DoctorCommand::interrupted);
    applyEnvironment();
    m_doctor = std::make_unique<Doctor>(QStringLiteral("latchkey"), store());
    connect(m_doctor.get(), &Doctor::found, this, &DoctorCommand::print);
    connect(m_doctor.get(), &Doctor::finished, this, &DoctorCommand::printEnd);
    m_doctor->start();
}

void DoctorCommand::print(const Finding &finding)
{
    if (finding.severity() == Finding::Severity::Problem)
        ++m_problems;
    else if (finding.severity() == Finding::Severity::Warning)
        ++m_warnings;
    out().event(QStringLiteral("finding"),
                {{QStringLiteral("check"), finding.checkCode()},
                 {QStringLiteral("subject"), finding.subject()},
                 {QStringLiteral("severity"), finding.severityCode()},
                 {QStringLiteral("message"), finding.message()},
                 {QStringLiteral("remedy"), finding.remedy()},
                 {QStringLiteral("detail"), finding.detail()}});
    const qsizetype width = widthOfMarks() + 2;
    const QString indent(width, u' ');
    out().result(markOf(finding.severity()).leftJustified(width) + finding.message());
    if (finding.isOk())
        return;
    out().result(indent + finding.remedy());
    if (!finding.detail().isEmpty())
        out().result(indent + u'(' + finding.detail() + u')');
}

void DoctorCommand::printEnd()
{
    out().event(
        QStringLiteral("done"),
        {{QStringLiteral("problems"), m_problems}, {QStringLiteral("warnings"), m_warnings}});
    const bool isWell = m_problems + m_warnings == 0;
    out().result(isWell ? tr("Nothing is wrong.")
                        : tr("Problems: %1, warnings: %2.").arg(m_problems).arg(m_warnings));
    finish(isWell ? ExitDone : ExitFailure);
}

/// The keychain may hold the item that it was tried with; its removal gets a moment.
void DoctorCommand::interrupted()
{
    if (!m_doctor)
        return;
    m_doctor.reset();
    QTimer::singleShot(cleaningUp, this,
                       [this] { finish(out().fail(Error(Error::Kind::Cancelled))); });
}

} // namespace Latchkey
