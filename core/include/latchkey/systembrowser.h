// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>

#include <QtCore/QObject>
#include <QtCore/QUrl>

#include <memory>

namespace Latchkey {

/// Opens web addresses in the person's browser, for programs without a window. A program that has
/// one is better off with QDesktopServices::openUrl().
///
/// `BROWSER` is a list of commands, separated by colons: each is tried until one can be started and
/// does not fail at once. Every `%s` in a command is replaced by the address, `%%` is a percent
/// sign and `%c` a colon; without `%s` the address becomes the last argument. No shell takes part.
/// Where BROWSER is not set, xdg-open is started (where there is a display), open on macOS, and the
/// handler of addresses on Windows.
class LATCHKEY_CORE_EXPORT SystemBrowser : public QObject
{
    Q_OBJECT
public:
    /// What becomes of the terminal that this program was started from.
    enum class Terminal {
        Keep, ///< The browser has no part in it, and is not ended by Ctrl+C there.
        Lend, ///< Where there is no display, the browser may be one that draws in the terminal.
    };
    Q_ENUM(Terminal)

    /// Looks at the environment of this process, now.
    explicit SystemBrowser(QObject *parent = nullptr);
    /// A browser that was opened stays open.
    ~SystemBrowser() override;

    /// Whether there is anything that could open an address. False on a server without a display,
    /// for instance.
    bool isAvailable() const;
    /// Whether what is opened can be seen without a terminal: there is a display here.
    bool hasDisplay() const;

    /// Opens \a url, which has to be http or https. Where that turns out to be impossible, failed()
    /// comes later, once; that it never comes does not prove that anybody sees a page. Other
    /// programs of this computer can see the address in the list of processes.
    void open(const QUrl &url, Terminal terminal);

Q_SIGNALS:
    /// \a detail tells for a log what was tried; the address is not part of it.
    void failed(const QString &detail);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
