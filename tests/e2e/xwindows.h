// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QList>
#include <QtCore/QUrl>
#include <QtGui/QImage>

/// What anybody can see of the X display that this program is on.
namespace XWindows {

/// The titles of all visible top-level windows of a process.
QStringList titlesOf(qint64 processId);
/// What is on the screen.
QImage screenshot();
/// Reads the QR code off the screen; empty where there is none within so many seconds.
QUrl scan(int seconds);

} // namespace XWindows
