// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

#include <latchkey/doctor.h>

#include <memory>

namespace Latchkey {

/// `latchkey doctor`
class DoctorCommand : public Command
{
    Q_OBJECT
public:
    explicit DoctorCommand(const CommandLine &line) : Command(line) { }
    void start() override;

private:
    void print(const Finding &finding);
    void printEnd();
    void interrupted();

    std::unique_ptr<Doctor> m_doctor;
    int m_problems = 0;
    int m_warnings = 0;
};

} // namespace Latchkey
