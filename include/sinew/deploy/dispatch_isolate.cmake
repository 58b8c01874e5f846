# What sinew_dispatch (dispatch.cmake) runs for each level: cmake -D objects=… -D output=… … -P dispatch_isolate.cmake
#
# Joins the objects of a level to one file whose code no other file can get:
# - Functions of inline kind and of templates become local, and their groups are dissolved: the linker keeps one of each
#   group for a program. So do virtual tables and other constants with addresses of such functions. What remains shared
#   are variables, which must be one object for all files, and the identity of types, by which errors are caught.
# - Entries of .init_array and .fini_array become tables that the choice of the level runs, instead of the start of the
#   program, whose processor may not have the level.
function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE out ERROR_VARIABLE err)
  if(NOT result EQUAL 0)
    file(REMOVE ${output})
    message(FATAL_ERROR "sinew_dispatch(${target} …), level ${level}: ${what} failed: ${result}\n${out}${err}")
  endif()
  set(out "${out}" PARENT_SCOPE)
endfunction()

run("joining the objects" ${linker} -r --force-group-allocation -T ${script} -o ${output} ${objects})
run("nm" ${nm} -f sysv ${output})
string(REPLACE ";" "," out "${out}")
string(REPLACE "\n" ";" lines "${out}")
set(local "")
set(foreign "")   # but for names of the implementation, such as those of sanitizers
foreach(line IN LISTS lines)
  # name|value|class|type|size|line|section
  if(NOT line MATCHES "^([^|]+)[|][^|]*[|] *([A-Za-z]) *[|][^|]*[|][^|]*[|][^|]*[|] *([^ ]+) *$")
    continue()
  endif()
  set(class ${CMAKE_MATCH_2})
  set(section ${CMAKE_MATCH_3})
  string(STRIP "${CMAKE_MATCH_1}" name)
  if(class MATCHES "^[WwVv]$" AND NOT section MATCHES "UND")
    if(class MATCHES "^[Ww]$" OR (name MATCHES "^_ZT[VTC]" OR (section MATCHES "^[.]data[.]rel[.]ro" AND NOT name MATCHES "^_ZTI")))
      string(APPEND local "${name}\n")
    endif()
  elseif(class MATCHES "^[TDBRSGiCA]$" AND NOT section MATCHES "UND" AND NOT name MATCHES "${namespace}|^__|^${prefix}_(init|fini)_(begin|end)$")
    list(APPEND foreign "${name}")
  endif()
endforeach()
if(foreign)
  list(GET foreign 0 first)
  file(REMOVE ${output})
  message(FATAL_ERROR "sinew_dispatch(${target} …): '${first}' is defined for each level, outside of namespace SINEW_LEVEL: "
                      "put it into that namespace, or give it internal linkage (static or an unnamed namespace)")
endif()
if(local)   # objcopy takes no empty list
  file(WRITE ${output}.local "${local}")
  run("objcopy" ${objcopy} --localize-symbols=${output}.local ${output})
endif()
