# SPDX-FileCopyrightText: 2026 The Latchkey authors
# SPDX-License-Identifier: MIT

# Fails where README.md quotes a snippet otherwise than it is compiled.
cmake_minimum_required(VERSION 3.23)

file(READ "${SOURCE_DIR}/README.md" readme)
foreach(name IN ITEMS embed core token browser ways)
    file(READ "${SOURCE_DIR}/docs/snippets/${name}.cpp" source)
    set(mark "    //! [${name}]\n")
    string(FIND "${source}" "${mark}" begin)
    string(FIND "${source}" "${mark}" end REVERSE)
    string(LENGTH "${mark}" length)
    math(EXPR begin "${begin} + ${length}")
    math(EXPR size "${end} - ${begin}")
    if(size LESS 10)
        message(FATAL_ERROR "docs/snippets/${name}.cpp marks no snippet")
    endif()
    string(SUBSTRING "${source}" ${begin} ${size} snippet)
    string(REGEX REPLACE "^    " "" snippet "${snippet}")
    string(REPLACE "\n    " "\n" snippet "${snippet}")
    string(FIND "${readme}" "${snippet}" found)
    if(found EQUAL -1)
        message(FATAL_ERROR "README.md does not quote docs/snippets/${name}.cpp as it is:\n${snippet}")
    endif()
endforeach()
