# Sets SINEW_TORCH_PYTHON to a Python that has PyTorch, or to nothing. `import torch` takes a second, so it is only looked for.
if(NOT SINEW_TORCH_PYTHON)
  unset(SINEW_PYTHON3 CACHE)
  find_program(SINEW_PYTHON3 python3)
  foreach(python IN ITEMS ${SINEW_PYTHON3} /usr/bin/python3)   # Debian's packages are those of the latter
    if(EXISTS ${python} AND NOT SINEW_TORCH_PYTHON)
      execute_process(COMMAND ${python} -c "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)"
                      RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
      if(status EQUAL 0)
        set(SINEW_TORCH_PYTHON ${python} CACHE FILEPATH "A Python 3 that has PyTorch" FORCE)
      endif()
    endif()
  endforeach()
  mark_as_advanced(SINEW_TORCH_PYTHON SINEW_PYTHON3)
endif()

# add_torch_test(<name> <script> <argument>…): a test by that Python, or one that says that there is none.
function(add_torch_test name)
  if(SINEW_TORCH_PYTHON)
    add_test(NAME ${name} COMMAND ${SINEW_TORCH_PYTHON} -B -W error::SyntaxWarning ${ARGN})
    set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
  else()
    add_test(NAME ${name} COMMAND ${CMAKE_COMMAND} -E echo "Skipped: no Python with PyTorch was found (Debian: python3-torch)")
    set_tests_properties(${name} PROPERTIES SKIP_REGULAR_EXPRESSION "^Skipped: ")
  endif()
endfunction()
