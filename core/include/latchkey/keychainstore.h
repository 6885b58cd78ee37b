// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/secretstore.h>

#include <memory>

namespace Latchkey {

/// The operating system's keychain, by QtKeychain: Secret Service or KWallet, macOS Keychain,
/// Windows Credential Store. Never falls back to plain text.
///
/// A request may wait for as long as the person takes to unlock the keychain; whoever does not want
/// to wait lets the context die. Destroying the store or the context leaves requests that are under
/// way to end by themselves, and so does the end of the process. All requests of a process are done
/// one after the other. Those that have waited behind a prompt which the person dismissed are
/// answered KeychainLocked as well, and do not prompt again.
///
/// Errors: KeychainLocked where it was not unlocked, also where the item might be in it; never is a
/// locked keychain taken for an empty one. KeychainAbsent where there is no service to ask, or no
/// session bus or library to reach it by. KeychainDenied where it, or the person, refuses this
/// program. KeychainFailed for everything else, such as a service that does not answer.
///
/// To be used from one thread, the application's: QtKeychain has one queue for all.
class LATCHKEY_CORE_EXPORT KeychainStore : public SecretStore
{
public:
    /// \a service groups the items of one program, for instance "latchkey" or "org.example.player".
    explicit KeychainStore(const QString &service);
    ~KeychainStore() override;

    void read(const QString &key, QObject *context, ReadCallback callback) override;
    void write(const QString &key, const QByteArray &value, QObject *context,
               DoneCallback callback) override;
    void remove(const QString &key, QObject *context, DoneCallback callback) override;
    bool isPersistent() const override;
    /// 2560 on Windows (CRED_MAX_CREDENTIAL_BLOB_SIZE), no limit elsewhere.
    qsizetype largestValue() const override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
