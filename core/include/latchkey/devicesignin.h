// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/signin.h>

#include <QtCore/QDateTime>
#include <QtCore/QUrl>

namespace Latchkey {

class DeviceSignInPrivate;

/// Signs in by the device authorization grant (RFC 8628): the person enters a code on any device,
/// and this program polls until they have.
class LATCHKEY_CORE_EXPORT DeviceSignIn : public SignIn
{
    Q_OBJECT
    Q_PROPERTY(QString userCode READ userCode NOTIFY codeReady)
    Q_PROPERTY(QUrl verificationUri READ verificationUri NOTIFY codeReady)
    Q_PROPERTY(QUrl verificationUriComplete READ verificationUriComplete NOTIFY codeReady)
    Q_PROPERTY(QDateTime expiresAt READ expiresAt NOTIFY codeReady)
    Q_PROPERTY(int lifetime READ lifetime NOTIFY codeReady)
public:
    explicit DeviceSignIn(const Provider &provider, QObject *parent = nullptr);
    ~DeviceSignIn() override;

    /// RFC 8628 §3.2, free of control characters and bounded in length. Empty before codeReady().
    QString userCode() const;
    /// https, or http on loopback. Empty before codeReady().
    QUrl verificationUri() const;
    /// The address that holds the code as well; empty where the provider sends none.
    QUrl verificationUriComplete() const;
    /// When the code ends by the wall clock, in UTC.
    QDateTime expiresAt() const;
    /// Seconds that the code was good for when it came.
    int lifetime() const;
    /// Seconds until the code ends, by the monotonic and the wall clock, whichever says less; 0
    /// after that. Read it when painting: it changes without a signal.
    int secondsLeft() const;
    /// Seconds between two requests at the least (RFC 8628 §3.5), as of now.
    int interval() const;

    void pollIfDue() override;

Q_SIGNALS:
    /// The code is there to be shown; comes once.
    void codeReady();

private:
    DeviceSignInPrivate *priv() const;
};

} // namespace Latchkey
