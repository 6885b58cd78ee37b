#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Latchkey authors
# SPDX-License-Identifier: MIT
#
# Usage: run-structure-checks.sh [BUILD FOLDER]
#
# What no compiler checks: licence lines, that an include never points to a higher layer, that
# public headers show nothing of others, and (with a build folder) what the command links.

set -euo pipefail
shopt -s nullglob
cd "$(dirname "${BASH_SOURCE[0]}")/.."

faults=0
fault() {
    printf '%s\n' "$*"
    faults=$((faults + 1))
}

# What each folder of core/src may include, itself among them. The three in the middle do not
# know each other.
may_include() {
    local middle="base oauth providers http keychain"
    case $1 in
        oauth) echo "oauth" ;;
        base) echo "base oauth" ;;
        providers | http | keychain) echo "base oauth $1" ;;
        endpoints) echo "$middle endpoints" ;;
        signin) echo "$middle endpoints signin" ;;
        session) echo "$middle endpoints signin session" ;;
        # Above the grant, and a component of its own.
        browser) echo "base oauth providers signin browser" ;;
        doctor) echo "$middle endpoints signin session doctor" ;;
    esac
}

# A public header belongs to the layer that implements it.
layer_of_header() {
    local source
    source=$(compgen -G "core/src/*/$1.cpp") || return 0
    source=${source#core/src/}
    echo "${source%%/*}"
}

check_layers_of() { # LAYER FILE...
    local layer=$1 allowed file line name target
    shift
    allowed=$(may_include "$layer")
    [[ -n $allowed ]] || fault "core/src/$layer: a layer that run-structure-checks.sh does not know"
    while IFS=: read -r file line name; do
        target=${name%%/*}
        if [[ $target == latchkey ]]; then
            name=${name#latchkey/}
            target=$(layer_of_header "${name%.h}")
        fi
        [[ ! -d core/src/$target || -z $target || " $allowed " == *" $target "* ]] \
            || fault "$file:$line: $layer may not know $target"
    done < <(own_includes "$@")
}

# FILE:LINE:PATH for every include that names a folder of ours.
own_includes() {
    awk 'match($0, /^#include [<"][a-z]+\/[^>"]+/) {
        print FILENAME ":" FNR ":" substr($0, 11, RLENGTH - 10)
    }' "$@" /dev/null
}

check_layers() {
    local folder header layer
    for folder in core/src/*/; do
        layer=$(basename "$folder")
        check_layers_of "$layer" "$folder"*.h "$folder"*.cpp
    done
    check_layers_of browser core/browser/src/*.h core/browser/src/*.cpp \
        core/browser/include/latchkey/*.h
    for header in core/include/latchkey/*.h; do
        layer=$(layer_of_header "$(basename "$header" .h)")
        [[ -z $layer ]] || check_layers_of "$layer" "$header"
    done
}

# forbid PATTERN WHY FOLDER...
forbid() {
    local pattern=$1 why=$2 hit
    shift 2
    while IFS= read -r hit; do
        fault "$hit ($why)"
    done < <(grep -rEn --include='*.h' --include='*.cpp' "^#include [<\"]($pattern)" "$@" || true)
}

check_includes() {
    forbid 'QtWidgets|QtGui|QtQml|QtQuick|QtSvg' 'core needs no window' core
    forbid 'QtWidgets|QtGui|QtSvg' 'the command needs no window' app/cli app/support
    forbid 'QtNetworkAuth|latchkey/(browsersignin|loopbackreplyhandler)' \
        'Core and Widgets never use NetworkAuth' core/include core/src widgets
    forbid 'QtNetwork/Q(NetworkRe|Ssl|Tcp|Abstract)' 'widgets hold no protocol' widgets
    forbid '(tl|qt6keychain|jose|httplib|qrcodegen|CLI)' 'a public header shows no third party' \
        core/include core/browser/include widgets/include
}

# Demand: RFC9700-2.4-no-password
# Demand: RFC9700-2.1.2-no-implicit
check_grants() {
    local hit
    while IFS= read -r hit; do
        fault "$hit (a grant that hands passwords or tokens through where they leak)"
    done < <(grep -rEn --include='*.h' --include='*.cpp' \
        'grant_type[^;]*"password"|"password"[^;]*grant_type|"(code )?(id_)?token( token)?"[^;]*response_type|response_type[^;]*"[^"]*token' \
        core widgets app || true)
}

# Demand: RFC8252-8.12-system-browser
check_no_embedded_browser() {
    forbid 'Qt(WebEngine|WebView|WebKit)[A-Za-z]*' 'a sign-in page opens in the system browser only' \
        core widgets app
    local hit
    while IFS= read -r hit; do
        fault "$hit (links an embedded browser)"
    done < <(grep -rEn --include=CMakeLists.txt 'Web(Engine|View|Kit)' CMakeLists.txt core widgets app \
        || true)
}

check_licence_lines() {
    local file head
    while IFS= read -r file; do
        head=$(head -n 8 "$file")
        [[ $head == *SPDX-FileCopyrightText:* && $head == *SPDX-License-Identifier:* ]] \
            || fault "$file: the two SPDX lines are missing"
    done < <(find dev .ci cmake core widgets app tests docs resources CMakeLists.txt \
        -name node_modules -prune -o -type f \
        \( -name '*.h' -o -name '*.cpp' -o -name '*.cmake' -o -name '*.in' -o -name '*.sh' \
        -o -name '*.mjs' -o -name '*.js' -o -name '*.py' -o -name CMakeLists.txt \
        -o -path dev -o -path '.ci/*' -o -name run \) -print)
}

check_links() { # BUILD FOLDER
    local libraries
    if ! libraries=$(ldd "$1/bin/latchkey"); then
        fault "$1/bin/latchkey: cannot be examined"
    elif grep -E 'libQt6(Widgets|Gui)\.' <<<"$libraries"; then
        fault "$1/bin/latchkey: links what a command does not need"
    fi
}

check_layers
check_includes
check_grants
check_no_embedded_browser
check_licence_lines
[[ -z ${1:-} ]] || check_links "$1"
((faults == 0)) || { printf '%d faults of structure\n' "$faults"; exit 1; }
