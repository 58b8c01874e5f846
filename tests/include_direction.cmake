# cmake -D include=<folder> -P include_direction.cmake: fails on an #include of a header that runs against the order below.
# A folder may include itself and the folders before it; `data` stands aside and may include only those named for it.
cmake_policy(VERSION 3.22)   # a script has no policies of its own
set(order config shape mistake memory simd kernel random initializer activation layer plan compose net loss optimizer data train diagnose report
    io deploy)
set(data_may config shape mistake memory random)

# Heavy headers no file of the library includes: what a user's every translation unit costs is a feature.
set(heavy "iostream|functional|ranges|regex|boost/hana[.]hpp")

file(GLOB_RECURSE headers RELATIVE ${include} ${include}/*.hpp)
list(REMOVE_ITEM headers sinew.hpp)   # the umbrella includes what it likes
if(NOT headers)
  message(FATAL_ERROR "no headers in ${include}")
endif()
set(wrong "")
foreach(header IN LISTS headers)
  get_filename_component(from ${header} DIRECTORY)
  list(FIND order "${from}" from_rank)
  if(from_rank EQUAL -1)
    string(APPEND wrong "\n  ${header}: its folder is not in the order of ${CMAKE_CURRENT_LIST_FILE}")
    continue()
  endif()
  file(STRINGS ${include}/${header} lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    if(line MATCHES "<sinew/([a-z_]+)/[a-z0-9_]+[.]hpp>")
      set(to ${CMAKE_MATCH_1})
      list(FIND order ${to} to_rank)
      if(to_rank EQUAL -1 OR to_rank GREATER from_rank
         OR (from STREQUAL "data" AND NOT to STREQUAL "data" AND NOT to IN_LIST data_may))
        string(APPEND wrong "\n  ${header}: ${from} may not include ${to}: ${line}")
      endif()
    elseif(line MATCHES "\"|<sinew/")
      string(APPEND wrong "\n  ${header}: write #include <sinew/folder/file.hpp>: ${line}")
    elseif(line MATCHES "<(${heavy})>")
      string(APPEND wrong "\n  ${header}: too heavy for the library: ${line}")
    endif()
  endforeach()
endforeach()
list(LENGTH headers count)
if(wrong)
  list(JOIN order " <- " arrows)
  message("Includes point one way:\n  ${arrows}\n  data may include: ${data_may}\nAgainst it:${wrong}")
  message(FATAL_ERROR "${include}")
endif()
message(STATUS "${count} headers, every #include points the right way")
