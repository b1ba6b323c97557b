# The install target: libraries, headers, protos, the program, and packages for
# CMake and pkg-config. Where libleadscore_c brings Abseil, RE2 and Protocol
# Buffers along, it is all of the libraries: the others need theirs.

set(libraries leadscore leadscore_io leadscore_arrow)
if(LEADSCORE_BUILD_PROTO)
  list(APPEND libraries leadscore_proto)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/proto/leadscore"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/leadscore/proto")
endif()
if(LEADSCORE_BUILD_PROTO AND NOT LEADSCORE_BUNDLE_DEPS)
  install(DIRECTORY "${PROJECT_BINARY_DIR}/generated/leadscore"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    FILES_MATCHING PATTERN "*.pb.h")
endif()
if(LEADSCORE_BUILD_STORE)
  list(APPEND libraries leadscore_store)
endif()
if(LEADSCORE_BUILD_C)
  list(APPEND libraries leadscore_c)
endif()
if(LEADSCORE_BUNDLE_DEPS)
  set(libraries leadscore_c)
endif()
set(leadscore_parts "")
foreach(library IN LISTS libraries)
  get_target_property(part ${library} EXPORT_NAME)
  list(APPEND leadscore_parts ${part})
  install(TARGETS ${library} EXPORT leadscoreTargets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
endforeach()
if(LEADSCORE_BUILD_CLI)
  install(TARGETS leadscore_program
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/leadscore")
install(EXPORT leadscoreTargets
  NAMESPACE leadscore::
  DESTINATION "${package_dir}")
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/leadscoreConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/leadscoreConfig.cmake"
  INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/leadscoreConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/leadscoreConfig.cmake"
  "${PROJECT_BINARY_DIR}/leadscoreConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/leadscore_re2.cmake"
  DESTINATION "${package_dir}")

# leadscore_pkgconfig(name description requires libs): a pkg-config file that
# finds its folder from where it lies, so that an installed tree can be moved.
function(leadscore_pkgconfig name description requires)
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
    BASE_DIRECTORY "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig"
    OUTPUT_VARIABLE prefix_from_here)
  file(WRITE "${PROJECT_BINARY_DIR}/${name}.pc"
"prefix=\${pcfiledir}/${prefix_from_here}
libdir=\${prefix}/${CMAKE_INSTALL_LIBDIR}
includedir=\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}

Name: ${name}
Description: ${description}
Version: ${PROJECT_VERSION}
Requires: ${requires}
Libs: -L\${libdir} -l${name}
Cflags: -I\${includedir}
")
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endfunction()

if(NOT LEADSCORE_BUNDLE_DEPS)
  leadscore_pkgconfig(leadscore "${PROJECT_DESCRIPTION}"
    "absl_civil_time absl_flat_hash_map absl_flat_hash_set absl_hash absl_int128 absl_span absl_status absl_statusor absl_strings absl_time re2")
  leadscore_pkgconfig(leadscore_io "Files of leads, activities and scores"
    "leadscore simdjson zlib libzstd")
  leadscore_pkgconfig(leadscore_arrow "Leads in batches of Arrow" "leadscore_io")
  if(LEADSCORE_BUILD_PROTO)
    leadscore_pkgconfig(leadscore_proto "Models in files" "leadscore protobuf")
  endif()
  if(LEADSCORE_BUILD_STORE)
    leadscore_pkgconfig(leadscore_store "Leads that survive a crash"
      "leadscore sqlite3")
  endif()
endif()
if(LEADSCORE_BUILD_C)
  leadscore_pkgconfig(leadscore_c "The C ABI over Arrow" "")
endif()
