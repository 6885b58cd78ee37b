// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/secretstore.h>

namespace Latchkey {

SecretStore::~SecretStore() = default;

qsizetype SecretStore::largestValue() const
{
    return noLimit;
}

} // namespace Latchkey
