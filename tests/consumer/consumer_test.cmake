# Installs the library somewhere, moves what was installed elsewhere, and builds
# a project against it there: by find_package and by pkg-config.
#
#   cmake -DBUILD_DIR=... -DSOURCE_DIR=... -DWORK_DIR=... -DCC=... -DCXX=...
#         -DTYPE=... -DWITH_C=... -P consumer_test.cmake
set(run COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
file(REMOVE_RECURSE "${WORK_DIR}")
file(MAKE_DIRECTORY "${WORK_DIR}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD_DIR}"
  --prefix "${WORK_DIR}/first" ${run})
file(RENAME "${WORK_DIR}/first" "${WORK_DIR}/moved")

set(flags "-Wall -Wextra -Wpedantic -Werror ${FLAGS}")
execute_process(COMMAND "${CMAKE_COMMAND}" -G Ninja
  -S "${SOURCE_DIR}" -B "${WORK_DIR}/build"
  "-DCMAKE_PREFIX_PATH=${WORK_DIR}/moved" "-DCMAKE_C_COMPILER=${CC}"
  "-DCMAKE_CXX_COMPILER=${CXX}" "-DCMAKE_BUILD_TYPE=${TYPE}"
  "-DWITH_C=${WITH_C}" "-DCMAKE_C_FLAGS=${flags}" "-DCMAKE_CXX_FLAGS=${flags}" ${run})
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${WORK_DIR}/build" ${run})
set(programs core_consumer file_consumer strict_consumer)
if(WITH_C)
  list(APPEND programs c_consumer)
endif()
foreach(program IN LISTS programs)
  execute_process(COMMAND "${WORK_DIR}/build/${program}" ${run})
endforeach()
# Nothing of Protocol Buffers reaches who uses the core.
execute_process(COMMAND ldd "${WORK_DIR}/build/core_consumer"
  OUTPUT_VARIABLE libraries COMMAND_ERROR_IS_FATAL ANY)
if(libraries MATCHES "protobuf")
  message(FATAL_ERROR "the core brings Protocol Buffers along:\n${libraries}")
endif()

# Who asks for a part brings only what that needs; one that is not there is told.
set(configure_core "${CMAKE_COMMAND}" -G Ninja -S "${SOURCE_DIR}/core_only"
  -B "${WORK_DIR}/core" "-DCMAKE_PREFIX_PATH=${WORK_DIR}/moved"
  "-DCMAKE_CXX_COMPILER=${CXX}" "-DCMAKE_BUILD_TYPE=${TYPE}"
  "-DCMAKE_CXX_FLAGS=${flags}")
execute_process(COMMAND ${configure_core} -DPARTS=leadscore ${run})
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${WORK_DIR}/core" ${run})
execute_process(COMMAND "${WORK_DIR}/core/core_consumer" ${run})
execute_process(COMMAND ${configure_core} -DPARTS=core OUTPUT_QUIET
  ERROR_VARIABLE message RESULT_VARIABLE code)
string(REGEX REPLACE "[ \n]+" " " message "${message}")
if(code EQUAL 0 OR NOT message MATCHES "without a component core; it has leadscore")
  message(FATAL_ERROR "an unknown component: ${message}")
endif()

file(GLOB_RECURSE pc "${WORK_DIR}/moved/*/leadscore.pc")
cmake_path(GET pc PARENT_PATH pc_dir)
set(ENV{PKG_CONFIG_PATH} "${pc_dir}")
separate_arguments(more_flags UNIX_COMMAND "${FLAGS}")
cmake_path(GET pc_dir PARENT_PATH lib_dir)
# Where shared libraries are nobody but the program has to know.
list(APPEND more_flags "-Wl,-rpath,${lib_dir}")
function(compile_by_pkgconfig package source)
  execute_process(COMMAND pkg-config --cflags --libs ${package}
    OUTPUT_VARIABLE pc_flags OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(pc_flags)
  execute_process(COMMAND ${ARGN} ${more_flags} "${SOURCE_DIR}/${source}"
    -o "${WORK_DIR}/${package}_by_pkgconfig" ${pc_flags} ${run})
  execute_process(COMMAND "${WORK_DIR}/${package}_by_pkgconfig" ${run})
endfunction()
compile_by_pkgconfig(leadscore core_consumer.cc "${CXX}" -std=c++17)
if(WITH_C)
  compile_by_pkgconfig(leadscore_c c_consumer.c "${CC}" -std=c11)
endif()
