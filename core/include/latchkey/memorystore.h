// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/secretstore.h>

#include <memory>

namespace Latchkey {

/// Secrets for this run of the process only, in its memory: for "stay signed in until I quit" and
/// for tests.
class LATCHKEY_CORE_EXPORT MemoryStore : public SecretStore
{
public:
    MemoryStore();
    ~MemoryStore() override;

    void read(const QString &key, QObject *context, ReadCallback callback) override;
    void write(const QString &key, const QByteArray &value, QObject *context,
               DoneCallback callback) override;
    void remove(const QString &key, QObject *context, DoneCallback callback) override;
    bool isPersistent() const override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
