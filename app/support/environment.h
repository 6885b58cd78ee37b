// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

namespace Latchkey {

/// Applies what people set for every command-line program: `SSL_CERT_FILE` and `SSL_CERT_DIR` add
/// certificate authorities, `HTTPS_PROXY` and `NO_PROXY` choose the proxy. Costs nothing where none
/// of them is set.
void applyEnvironment();

} // namespace Latchkey
