// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QCoreApplication>

namespace Latchkey::Demo {

/// Gives all of the provider's sentences one translation context, that of its public class.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::DemoProvider)
};

} // namespace Latchkey::Demo
