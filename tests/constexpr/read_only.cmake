# Whether a net trained during compilation leaves nothing but read-only data:
#   cmake -D nm=… -D object=… -D symbol=… -P read_only.cmake
# `symbol` must lie in read-only data, and no symbol of the trainer may be there.
execute_process(COMMAND ${nm} -C ${object} OUTPUT_VARIABLE symbols RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${nm} ${object} failed")
endif()
if(NOT symbols MATCHES "[0-9a-f]+ [rR] [^\n]*${symbol}")
  message(FATAL_ERROR "${symbol} is not in read-only data:\n${symbols}")
endif()
string(REGEX MATCHALL "[^\n]*(fit|train|initialize|Engine|Optimizer|Adam|Workspace|backward|History|Batches)[^\n]*" trainer "${symbols}")
if(trainer)
  string(REPLACE ";" "\n" trainer "${trainer}")
  message(FATAL_ERROR "code of the trainer in ${object}:\n${trainer}")
endif()
