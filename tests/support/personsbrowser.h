// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>

namespace Latchkey {

/// What a program starts as the person's browser. It notes the address and ends, as one does that
/// hands it to a window which is open already; the test then acts as the person.
class PersonsBrowser
{
public:
    PersonsBrowser();

    /// Names it in BROWSER.
    void addTo(QProcessEnvironment &environment) const;
    /// The address that was opened, once one was; empty where none was.
    QUrl waitForAddress() const;
    bool hasBeenOpened() const;
    /// How it was started: program, arguments, each on a line.
    QByteArray commandLine() const;

    /// What a browser shows at \a url, which is plain http on this computer. Waits for the answer
    /// while the event loop goes on.
    static QByteArray visit(const QUrl &url);

private:
    QByteArray noted(const QString &name) const;

    QTemporaryDir m_folder;
};

} // namespace Latchkey
