# Runs examples/embed_server.cc with a new directory, then with what that left:
# what comes twice is told once.
file(REMOVE_RECURSE "${STATE_DIR}")
file(MAKE_DIRECTORY "${STATE_DIR}")
set(aside "set aside: line 3, column 53: the time of the activity: [^\n]*\n")
foreach(expected "^${aside}1: L-42 is MQL\n$" "^${aside}$")
  execute_process(COMMAND "${PROGRAM}" "${STATE_DIR}"
    OUTPUT_VARIABLE output RESULT_VARIABLE code)
  if(NOT code EQUAL 0 OR NOT output MATCHES "${expected}")
    message(FATAL_ERROR "it ended with ${code}, and printed\n${output}")
  endif()
endforeach()
