# SPDX-FileCopyrightText: 2026 The Latchkey authors
# SPDX-License-Identifier: MIT

# Builds the consumer in a folder of its own and runs it. WAY is "installed" or "subdirectory".

function(step)
    execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# Nothing of an earlier run is taken for what this one installed or found; objects may stay.
file(REMOVE_RECURSE "${WORK_DIR}/prefix")
file(REMOVE "${WORK_DIR}/build/CMakeCache.txt")
set(arguments
    -S "${CMAKE_CURRENT_LIST_DIR}/consumer"
    -B "${WORK_DIR}/build"
    -G "${GENERATOR}"
    -D "CMAKE_CXX_COMPILER=${COMPILER}"
    -D "CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
    -D "CMAKE_CXX_FLAGS=${CXX_FLAGS}"
    -D CMAKE_BUILD_TYPE=Debug
    -D CMAKE_CXX_FLAGS_DEBUG=-O0
    -D "LATCHKEY_SOURCE_DIR=${LATCHKEY_SOURCE_DIR}")

if(WAY STREQUAL "installed")
    step("${CMAKE_COMMAND}" --install "${LATCHKEY_BINARY_DIR}" --prefix "${WORK_DIR}/prefix")
    list(APPEND arguments
        -D USE_INSTALLED=ON "-DCMAKE_PREFIX_PATH=${WORK_DIR}/prefix;${PREFIX_PATH}")
else()
    list(APPEND arguments -D USE_INSTALLED=OFF "-DCMAKE_PREFIX_PATH=${PREFIX_PATH}")
endif()

# Who does not ask for Browser does not need NetworkAuth.
step("${CMAKE_COMMAND}" ${arguments} -D CMAKE_DISABLE_FIND_PACKAGE_Qt6NetworkAuth=ON)
step("${CMAKE_COMMAND}" --build "${WORK_DIR}/build")
step("${WORK_DIR}/build/core-consumer")
step("${WORK_DIR}/build/widgets-consumer")

if(WAY STREQUAL "installed" AND BROWSER)
    list(TRANSFORM arguments REPLACE "/consumer$" "/browserconsumer")
    list(TRANSFORM arguments REPLACE "${WORK_DIR}/build" "${WORK_DIR}/browser-build")
    file(REMOVE "${WORK_DIR}/browser-build/CMakeCache.txt")
    step("${CMAKE_COMMAND}" ${arguments})
    step("${CMAKE_COMMAND}" --build "${WORK_DIR}/browser-build")
    step("${WORK_DIR}/browser-build/browser-consumer")
endif()
