#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Latchkey authors
# SPDX-License-Identifier: MIT
#
# Usage: run-with-keyring.sh COMMAND [ARGUMENT...]
#
# Runs the command with a home of its own, on a private D-Bus session with a real gnome-keyring
# that is unlocked, and without the system's bus, which tells of the real network. Nothing of the
# person who runs it is read or changed. Everything ends with it.

set -euo pipefail

fail() { printf 'run-with-keyring: %s\n' "$*" >&2; exit 1; }

# Within the private session: start the keyring, prove that it works, run the command.
if [[ ${1:-} == --inside ]]; then
    shift
    # The password is the keyring's own; --foreground keeps the daemon a child that can be ended.
    gnome-keyring-daemon --foreground --unlock --components=secrets \
        <<<latchkey-tests >"$HOME/keyring.log" 2>&1 &
    keyring=$!
    trap 'kill "$keyring" 2>/dev/null; wait "$keyring" 2>/dev/null || true' EXIT
    for ((tries = 0; tries < 100; tries++)); do
        answer=$(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
            org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets)
        [[ $answer == *true* ]] && break
        sleep 0.05
    done
    printf probe | timeout 10 secret-tool store --label=probe latchkey-probe yes || true
    if [[ $(timeout 10 secret-tool lookup latchkey-probe yes) != probe ]]; then
        fail "the keyring keeps nothing; it said: $(<"$HOME/keyring.log")"
    fi
    timeout 10 secret-tool clear latchkey-probe yes
    "$@"
    exit
fi

(($# > 0)) || fail "which command?"
for program in dbus-run-session dbus-send gnome-keyring-daemon secret-tool; do
    command -v "$program" >/dev/null || fail "$program is not installed."
done

# The path is short, because the name of a socket in it may have 107 bytes at most.
home=$(mktemp -d /tmp/latchkey-XXXXXX)
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/run"
unset DBUS_SESSION_BUS_ADDRESS XDG_CURRENT_DESKTOP DESKTOP_SESSION GNOME_KEYRING_CONTROL
export HOME=$home LC_ALL=C.UTF-8
export XDG_RUNTIME_DIR=$home/run
export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$home/run/no-system-bus
export XDG_CONFIG_HOME=$home/config XDG_DATA_HOME=$home/data
export XDG_CACHE_HOME=$home/cache XDG_STATE_HOME=$home/state
dbus-run-session -- "$0" --inside "$@"
