# cmake -D clang_format=<clang-format 14> -D grep=<grep> -D root=<folder> -D files=<glob;…> -P format.cmake
# Every file is what clang-format makes of it by .clang-format, and no line has more than 120 characters: clang-format
# does not break comments.
cmake_policy(VERSION 3.22)   # a script has no policies of its own
set(all "")
foreach(pattern IN LISTS files)
  file(GLOB_RECURSE found ${root}/${pattern})
  list(APPEND all ${found})
endforeach()
list(FILTER all EXCLUDE REGEX "/tests/reference/.*[.]hpp$")   # written by the scripts beside them
if(NOT root MATCHES "/tests/format$")
  list(FILTER all EXCLUDE REGEX "/tests/format/")   # must be refused
endif()
list(LENGTH all count)
if(count EQUAL 0)
  message(FATAL_ERROR "no files match ${files} in ${root}")
endif()

execute_process(COMMAND ${clang_format} --style=file --dry-run -Werror ${all}
                RESULT_VARIABLE status ERROR_VARIABLE errors OUTPUT_QUIET)
set(ENV{LC_ALL} C.UTF-8)   # so that grep counts characters, not bytes
set(texts ${all})
list(FILTER texts EXCLUDE REGEX "/tests/errors/.*[.]cpp$")   # their first lines are single expressions
execute_process(COMMAND ${grep} -HnE "^.{121,}" ${texts} OUTPUT_VARIABLE long)
if(NOT status EQUAL 0 OR long)
  message("${errors}")
  message(FATAL_ERROR "Not formatted (see above; clang-format-14 -i mends it), or lines of more than 120 characters:\n${long}")
endif()
message(STATUS "${count} files")
