# Whether the sample data are what their generator makes.
#
#   cmake -DGENERATOR=... -DSAMPLE_DIR=... -DWORK_DIR=... -P sample_data_test.cmake
file(MAKE_DIRECTORY "${WORK_DIR}")
execute_process(COMMAND "${GENERATOR}" "${WORK_DIR}" COMMAND_ERROR_IS_FATAL ANY)
foreach(name leads.csv activities.csv)
  file(SHA256 "${WORK_DIR}/${name}" made)
  file(SHA256 "${SAMPLE_DIR}/${name}" committed)
  if(NOT made STREQUAL committed)
    message(FATAL_ERROR "${name} is not what its generator makes")
  endif()
endforeach()
