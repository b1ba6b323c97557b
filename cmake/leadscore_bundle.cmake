# Abseil, RE2 and Protocol Buffers from their sources, for a libleadscore_c that
# holds them and shows nothing of them. Their targets are made here, so that
# nobody looks for installed ones.

if(BUILD_SHARED_LIBS)
  message(FATAL_ERROR
    "LEADSCORE_BUNDLE_DEPS puts all into libleadscore_c; leave BUILD_SHARED_LIBS off")
endif()
if(NOT LEADSCORE_BUILD_C OR NOT LEADSCORE_BUILD_PROTO)
  message(FATAL_ERROR
    "LEADSCORE_BUNDLE_DEPS is about libleadscore_c; set LEADSCORE_BUILD_C and LEADSCORE_BUILD_PROTO to ON")
endif()
foreach(dependency absl::status re2::re2 protobuf::libprotobuf)
  if(TARGET ${dependency})
    message(FATAL_ERROR
      "the project that builds leadscore brings ${dependency} along; build libleadscore_c with LEADSCORE_BUNDLE_DEPS by itself")
  endif()
endforeach()
foreach(folder abseil-cpp re2 protobuf)
  if(NOT EXISTS "${LEADSCORE_BUNDLE_DIR}/${folder}/CMakeLists.txt")
    message(FATAL_ERROR
      "LEADSCORE_BUNDLE_DIR is \"${LEADSCORE_BUNDLE_DIR}\", where ${folder}/CMakeLists.txt is not; it names a folder with the sources of abseil-cpp, re2 and protobuf (scripts/bundled_c gets those of Debian)")
  endif()
endforeach()

find_package(Threads REQUIRED)
# In a function, so that what they are built with stays with them.
function(leadscore_add_bundled)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  set(CMAKE_CXX_STANDARD 17)
  set(CMAKE_CXX_VISIBILITY_PRESET hidden)
  set(CMAKE_C_VISIBILITY_PRESET hidden)
  set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
  # Their options honour variables only where they ask for a new CMake.
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  set(CMAKE_WARN_DEPRECATED OFF CACHE BOOL "" FORCE)
  set(BUILD_TESTING OFF)
  set(ABSL_PROPAGATE_CXX_STD ON)
  set(ABSL_BUILD_TESTING OFF)
  set(ABSL_ENABLE_INSTALL OFF)
  set(RE2_BUILD_TESTING OFF)
  set(protobuf_BUILD_TESTS OFF)
  set(protobuf_BUILD_LIBUPB OFF)
  set(protobuf_BUILD_SHARED_LIBS OFF)
  set(protobuf_INSTALL OFF)
  set(protobuf_WITH_ZLIB OFF)
  foreach(folder abseil-cpp re2 protobuf)
    add_subdirectory("${LEADSCORE_BUNDLE_DIR}/${folder}"
      "${PROJECT_BINARY_DIR}/bundled/${folder}" EXCLUDE_FROM_ALL SYSTEM)
  endforeach()
endfunction()
leadscore_add_bundled()
