// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

#include <functional>

class QWidget;

namespace Latchkey {
class Session;
}

namespace Latchkey::Desktop {

/// Each of these asks in a dialog of its own without blocking, and calls \a confirmed where the
/// person says yes.
void askToCopyToken(QWidget *parent, const Session &session, std::function<void()> confirmed);
void askToSignOut(QWidget *parent, const Session &session, std::function<void()> confirmed);

/// Tells who made this, and under which licences its parts are.
void showAbout(QWidget *parent);

} // namespace Latchkey::Desktop
