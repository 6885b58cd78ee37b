#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Latchkey authors
# SPDX-License-Identifier: MIT
#
# Usage: run-with-display.sh COMMAND [ARGUMENT...]
#
# Runs the command with an X server of its own, on a display number that nobody else uses.

set -euo pipefail

fail() { printf 'run-with-display: %s\n' "$*" >&2; exit 1; }

(($# > 0)) || fail "which command?"
command -v Xvfb >/dev/null || fail "Xvfb is not installed."

# The server itself picks a free number and writes it down once it can be talked to.
folder=$(mktemp -d)
touch "$folder/number"
Xvfb -displayfd 3 -screen 0 1600x1200x24 -nolisten tcp 3>"$folder/number" 2>"$folder/log" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
for ((tries = 0; tries < 400; tries++)); do
    [[ $(<"$folder/number") == *[0-9] ]] && break
    sleep 0.05
done
[[ -s $folder/number ]] || fail "no X server came up; it said: $(<"$folder/log")"
number=$(<"$folder/number")

unset WAYLAND_DISPLAY XAUTHORITY
export DISPLAY=:$number QT_QPA_PLATFORM=xcb
"$@"
