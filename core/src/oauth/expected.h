// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/error.h>

#include <tl/expected.hpp>

namespace Latchkey {

// std::expected would do, but clang's tools before 19 cannot parse libstdc++ 12's.
template <typename T> using Expected = tl::expected<T, Error>;
using tl::unexpected;

} // namespace Latchkey
