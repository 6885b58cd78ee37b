// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

#include <latchkey/demo/demoprovider.h>

#include <memory>

namespace Latchkey {

/// `latchkey demo`
class DemoCommand : public Command
{
    Q_OBJECT
public:
    explicit DemoCommand(const CommandLine &line) : Command(line) { }
    void start() override;

private:
    std::unique_ptr<DemoProvider> m_provider;
};

} // namespace Latchkey
