# Makes sure that there is a target re2::re2, whether the installed RE2 comes
# with a CMake package or only with a pkg-config file, as Debian's does. Used by
# our build and, installed, by leadscoreConfig.cmake.

if(NOT TARGET re2::re2)
  find_package(re2 CONFIG QUIET)
endif()
if(NOT TARGET re2::re2)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(leadscore_re2 QUIET IMPORTED_TARGET re2)
  endif()
  if(NOT TARGET PkgConfig::leadscore_re2)
    message(FATAL_ERROR
      "RE2 was not found; install it (Debian: libre2-dev and pkg-config)")
  endif()
  add_library(re2::re2 INTERFACE IMPORTED)
  target_link_libraries(re2::re2 INTERFACE PkgConfig::leadscore_re2)
endif()
