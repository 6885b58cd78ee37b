// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QProcessEnvironment>
#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>

/// Stands in for what a desktop opens web addresses with, and keeps the address for the person.
class Opener
{
public:
    Opener();

    /// The surroundings of a program that opens addresses by this: BROWSER, and xdg-open in PATH.
    QProcessEnvironment environment() const;
    /// What it was asked to open; empty where that did not happen within so many seconds.
    QUrl waitForUrl(int seconds) const;

private:
    QTemporaryDir m_folder;
};
