// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/provider.h>

#include <QtCore/QList>
#include <QtCore/QStringList>

#include <memory>
#include <optional>

namespace Latchkey {

/// The providers that are known by name: the ones that come with Latchkey, then those in the
/// system's and the user's `latchkey/providers` data folders (QStandardPaths::GenericDataLocation),
/// where a file of the same id wins, the user's over the system's.
class LATCHKEY_CORE_EXPORT ProviderCatalog
{
public:
    /// Reads all files at once. A broken one is left out and named in problems().
    ProviderCatalog();
    ~ProviderCatalog();
    ProviderCatalog(const ProviderCatalog &) = delete;
    ProviderCatalog &operator=(const ProviderCatalog &) = delete;

    /// Sorted by name.
    QList<Provider> providers() const;
    std::optional<Provider> provider(const QString &id) const;
    /// One sentence a broken file, with its path and the line.
    QStringList problems() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
