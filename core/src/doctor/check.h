// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/doctor.h>

#include <QtCore/QList>

namespace Latchkey {

using Findings = QList<Finding>;

inline Finding okFinding(Finding::Check check, const QString &subject, const QString &message)
{
    return {check, Finding::Severity::Ok, subject, message};
}

inline Finding warning(Finding::Check check, const QString &subject, const QString &message,
                       const QString &remedy)
{
    return Finding(check, Finding::Severity::Warning, subject, message).withRemedy(remedy);
}

inline Finding problem(Finding::Check check, const QString &subject, const QString &message,
                       const QString &remedy)
{
    return Finding(check, Finding::Severity::Problem, subject, message).withRemedy(remedy);
}

/// One thing that Doctor waits for. Destroying it ends it.
class DoctorCheck : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Begins. What follows may follow at once.
    virtual void start() = 0;
    /// What there is to tell where it has not finished by now and will not be waited for, whether
    /// it was started or not.
    virtual Findings giveUp() const = 0;

    bool isFinished() const { return m_isFinished; }

Q_SIGNALS:
    void found(const Latchkey::Finding &finding);
    /// Comes once, as the last signal.
    void finished();

protected:
    void finish()
    {
        m_isFinished = true;
        Q_EMIT finished();
    }

private:
    bool m_isFinished = false;
};

} // namespace Latchkey
