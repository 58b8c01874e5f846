# Compiles main.cpp with some flags and runs it: cmake -D compiler=… -D flags=… -D include=… -D program=… [-D refused=<regex>] [-D emulator=<program>] -P run.cmake.
# With `refused` the compiler must refuse instead, with one error that matches.
execute_process(COMMAND ${compiler} -std=c++20 ${flags} -w -I${include} ${CMAKE_CURRENT_LIST_DIR}/main.cpp -o ${program}
                RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
if(DEFINED refused)
  string(REGEX MATCHALL "error: " errors "${text}")
  list(LENGTH errors count)
  if(code EQUAL 0 OR NOT count EQUAL 1 OR NOT text MATCHES "${refused}")
    message(FATAL_ERROR "expected one error that matches '${refused}', got ${count}:\n${text}")
  endif()
  return()
endif()
if(NOT code EQUAL 0)
  message(FATAL_ERROR "${flags}: does not compile\n${text}")
endif()
execute_process(COMMAND ${emulator} ${program} RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
if(NOT code EQUAL 0 OR NOT text MATCHES "all figures agree")
  message(FATAL_ERROR "${flags}: ${code}\n${text}")
endif()
