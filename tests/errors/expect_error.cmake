# cmake -D compiler=… [-D flags=…] -D includes=… -D file=… -D lines=… [-D precompiled=… -D by=<compiler's id>] -P expect_error.cmake
# The file must not compile; there must be exactly one error; the error's line must match the regex of the file's first line,
# `// expect: <regex>` (CMake's dialect); a mistake of sinew's must be traced to a line of the file; and the whole message must not be
# longer than `lines` lines.
# With `-D sentences=ON`, for compilers that print sentences (SINEW_SENTENCES), the error's line must be the sentence of the line
# `// says: <text>` instead, in which `…` stands for any text, and the regex must match what follows. Errors without a sentence, which
# are the compiler's own words, are checked as above.
# Both spellings of nested templates match either: `> >` is read as `>>`, and `struct` and `class` before a name are dropped.
#
# The file is compiled as C++20 unless `flags` chooses another standard by -std=….
#
# cmake -D compiler=… -D includes=… -D precompiled=… -D by=<compiler's id> -D precompile=ON -P expect_error.cmake
# Writes the header `precompiled`, which includes <sinew/sinew.hpp>, and precompiles it for the files that are checked
# with the same `precompiled`. It only saves time: without it the compiler gives the same message.
cmake_policy(VERSION 3.22)   # a script has no policies of its own
set(standard -std=c++20)
if(flags MATCHES "-std=")
  set(standard "")
endif()
set(search "")
foreach(folder IN LISTS includes)
  list(APPEND search -I${folder})
endforeach()
set(prelude "")
if(precompiled)
  if(by MATCHES "Clang")
    set(compiled ${precompiled}.pch)
    set(prelude -include-pch ${compiled})
  else()
    set(compiled ${precompiled}.gch)   # g++ looks for it beside the header
    set(prelude -include ${precompiled})
  endif()
endif()
if(precompile)
  file(WRITE ${precompiled} "#include <sinew/sinew.hpp>\n")
  execute_process(COMMAND ${compiler} ${standard} ${flags} -x c++-header ${search} ${precompiled} -o ${compiled} RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${precompiled} does not compile")
  endif()
  return()
endif()
file(READ ${file} source)
if(NOT source MATCHES "^// expect: ([^\n]+)\n")
  message(FATAL_ERROR "no '// expect: <regex>' in the first line of ${file}")
endif()
set(expected "${CMAKE_MATCH_1}")
set(says "")
if(source MATCHES "\n// says: ([^\n]+)\n")
  set(says "${CMAKE_MATCH_1}")
endif()

set(ENV{LC_ALL} C)   # plain quotes, English
execute_process(COMMAND ${compiler} ${standard} -fsyntax-only -fdiagnostics-color=never ${flags} ${search} ${prelude} ${file}
                RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(prelude MATCHES "-include-pch")   # clang names the precompiled header in a line of its own
  string(REPLACE "In file included from ${precompiled}:1:\n" "" output "${output}")
endif()

function(fail reason)
  message("${reason}\n--- ${compiler} said:\n${output}")   # as it is: FATAL_ERROR would break its lines
  message(FATAL_ERROR "${file}")
endfunction()
function(normalise result text)
  string(REGEX REPLACE "(struct|class) " "" text "${text}")
  while(text MATCHES "> >")
    string(REPLACE "> >" ">>" text "${text}")
  endwhile()
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

if(status EQUAL 0)
  fail("it compiles, and must not")
endif()
string(REGEX MATCHALL ": (fatal )?error: " errors "${output}")
list(LENGTH errors errors)
if(NOT errors EQUAL 1)
  fail("${errors} errors instead of one")
endif()
string(REGEX MATCH "[^\n]*error: [^\n]*" first "${output}")
normalise(expected "${expected}")
if(sentences AND NOT says STREQUAL "")
  string(REGEX REPLACE "([][+.*()^$?|\\\\])" "\\\\\\1" sentence "${says}")
  string(REPLACE "…" ".*" sentence "${sentence}")
  if(NOT first MATCHES "error: static assertion failed: ${sentence}$")
    fail("the sentence is another one\n  expected: ${says}\n  error:    ${first}")
  endif()
  normalise(below "${output}")
  if(NOT below MATCHES "${expected}")
    fail("the mistake's type is not below the sentence\n  expected: ${expected}")
  endif()
else()
  normalise(first "${first}")
  if(NOT first MATCHES "${expected}")
    fail("the error does not match\n  expected: ${expected}\n  error:    ${first}")
  endif()
  if(sentences AND first MATCHES "sinew::mistake::|static assertion failed")
    fail("the line '// says: <sentence>' is missing; the compiler says\n${first}")
  endif()
endif()
get_filename_component(name ${file} NAME)
string(REPLACE "." "\\." name "${name}")
# (Outside functions, where the value of a variable template is asked for, g++ 12 names the template alone.)
if(output MATCHES "mistake::" AND source MATCHES "int main" AND NOT output MATCHES "${name}:[0-9]+:[0-9]+: ")
  fail("the user's line is not named")
endif()
string(REGEX MATCHALL "\n" count "${output}")
list(LENGTH count count)
if(count GREATER lines)
  fail("${count} lines of output, more than ${lines}")
endif()
message(STATUS "${count} lines; ${first}")
