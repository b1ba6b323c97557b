# How every target of this project is compiled. Nothing here reaches a consumer.

if(LEADSCORE_SANITIZE)
  add_compile_options(-fsanitize=${LEADSCORE_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LEADSCORE_SANITIZE})
endif()
if(LEADSCORE_COVERAGE)
  add_compile_options(
    -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc)
  add_link_options(-fprofile-instr-generate -fcoverage-mcdc)
endif()

# leadscore_compile_options(target): our warnings, and floating point that gives
# the same bits on every processor.
function(leadscore_compile_options target)
  target_compile_features(${target} PUBLIC cxx_std_17)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_compile_options(${target} PRIVATE
    -ffp-contract=off
    # Clang's default; lets GCC inline in position-independent code.
    -fno-semantic-interposition
    -Wall -Wextra -Wshadow -Wconversion -Wnon-virtual-dtor
    -Wno-sign-conversion -Wimplicit-fallthrough
    # libstdc++ 12 uses what it has deprecated itself in std::stable_sort; GCC
    # knows, and warns of all else that is deprecated.
    $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>
    # Not as the project says that we are a part of.
    $<IF:$<BOOL:${LEADSCORE_WARNINGS_AS_ERRORS}>,-Werror,-Wno-error>)
  if(LEADSCORE_BUILD_FUZZERS)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# leadscore_library(name [COMPONENT c] HEADERS... SOURCES... PUBLIC... PRIVATE...):
# one of our libraries, leadscore::name or leadscore::c, with the public headers
# that belong to it and what it links to.
function(leadscore_library name)
  cmake_parse_arguments(ARG "" "COMPONENT" "HEADERS;SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(NOT ARG_COMPONENT)
    set(ARG_COMPONENT ${name})
  endif()
  add_library(${name} ${ARG_SOURCES})
  add_library(leadscore::${ARG_COMPONENT} ALIAS ${name})
  # A shared one shows what the others and tests of ours link to, whatever the
  # habits of a host.
  set_target_properties(${name} PROPERTIES
    EXPORT_NAME ${ARG_COMPONENT}
    VERSION "${PROJECT_VERSION}"
    SOVERSION "${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}"
    INSTALL_RPATH "$ORIGIN"
    CXX_VISIBILITY_PRESET default
    VISIBILITY_INLINES_HIDDEN OFF)
  leadscore_compile_options(${name})
  list(TRANSFORM ARG_HEADERS PREPEND "${PROJECT_SOURCE_DIR}/include/")
  target_sources(${name} PUBLIC
    FILE_SET HEADERS
    BASE_DIRS "${PROJECT_SOURCE_DIR}/include"
    FILES ${ARG_HEADERS})
  target_include_directories(${name}
    PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  set_target_properties(${name} PROPERTIES
    VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
endfunction()

# leadscore_precompile(target HEADERS...): headers of others that are parsed once
# for all sources of `target` and of those that reuse them, which must be
# compiled with the same flags. Ours are not among them, so that a change of one
# compiles no more than without.
function(leadscore_precompile target)
  if(LEADSCORE_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} PRIVATE
      <algorithm> <array> <cmath> <cstddef> <cstdint> <functional> <map>
      <memory> <optional> <set> <string> <string_view> <utility> <variant>
      <vector>
      <absl/container/flat_hash_map.h> <absl/numeric/int128.h>
      <absl/status/status.h> <absl/status/statusor.h> <absl/strings/str_cat.h>
      <absl/strings/str_format.h> <absl/strings/str_join.h>
      <absl/strings/str_split.h> <absl/time/time.h> <absl/types/span.h>
      ${ARGN})
  endif()
endfunction()

# leadscore_reuse_precompiled(target from): compiles `target` with what was
# precompiled for `from`.
function(leadscore_reuse_precompiled target from)
  if(LEADSCORE_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} REUSE_FROM ${from})
  endif()
endfunction()
