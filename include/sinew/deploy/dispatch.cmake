# sinew_dispatch(<target> SOURCES <file>... LEVELS <level>...)
#
# Compiles the files once per level beside the target's own flags, the baseline. The program runs the best level that its
# processor has. find_package(sinew) and add_subdirectory provide the function; sinew/deploy/dispatch.hpp says what the
# files contain.
#
#   add_executable(app main.cpp)
#   target_link_libraries(app PRIVATE sinew::sinew)
#   sinew_dispatch(app SOURCES digits.cpp LEVELS x86-64-v3 x86-64-v4)
#
# <target>   an executable, or a static or shared library or module; one call a target
# SOURCES    C++ files, relative to the current source folder; they need not be among the target's sources
# LEVELS     of x86-64-v2 (SSE4.2), x86-64-v3 (AVX2, FMA) and x86-64-v4 (AVX-512)
#
# Other files of the target get no flags. The levels get all that the target has: definitions, folders, options, standard,
# libraries, add_dependencies (generated headers need such a target). They are compiled without link-time optimisation
# and without precompiled headers.
#
# Per level the objects are joined to one file, of which only functions and variables in namespace SINEW_LEVEL are visible
# (dispatch_isolate.cmake): inline functions and templates that the levels share with other files, such as std::sort,
# would else be linked once for all of them, with the instructions of any.
#
# Levels need x86-64 and ELF (Linux, BSD), GNU's ld or LLVM's from 19 on, nm and objcopy. For other processors and for
# Windows and macOS the files are compiled for the baseline alone.

function(sinew_dispatch target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LEVELS")
  set(call "sinew_dispatch(${target} …)")
  set(known x86-64-v2 x86-64-v3 x86-64-v4)
  list(JOIN known ", " known_names)
  if(NOT TARGET ${target})
    message(FATAL_ERROR "${call}: there is no target '${target}': call add_executable or add_library before")
  endif()
  get_target_property(type ${target} TYPE)
  get_target_property(imported ${target} IMPORTED)
  get_target_property(aliased ${target} ALIASED_TARGET)
  if(aliased)
    message(FATAL_ERROR "${call}: '${target}' is an alias: write ${aliased}")
  elseif(imported OR NOT type MATCHES "^(EXECUTABLE|(STATIC|SHARED|MODULE|OBJECT)_LIBRARY)$")
    message(FATAL_ERROR "${call}: '${target}' is not compiled here (type ${type}): name an executable or a library with sources")
  endif()
  if(type STREQUAL "OBJECT_LIBRARY")   # who links it would not get the levels' files
    message(FATAL_ERROR "${call}: '${target}' is an object library: make it a static one")
  endif()
  if(arg_UNPARSED_ARGUMENTS)
    list(GET arg_UNPARSED_ARGUMENTS 0 first)
    message(FATAL_ERROR "${call}: '${first}' stands before SOURCES and LEVELS: write sinew_dispatch(<target> SOURCES <file>... LEVELS <level>...)")
  endif()
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "${call}: SOURCES names no file")
  endif()
  if(NOT arg_LEVELS)
    message(FATAL_ERROR "${call}: LEVELS names no level: there are ${known_names}")
  endif()
  get_target_property(definitions ${target} SINEW_DISPATCH_DEFINITIONS)
  if(definitions OR "${definitions}" STREQUAL "")
    message(FATAL_ERROR "${call}: this is the second call for '${target}': name all files in one call")
  endif()
  foreach(level IN LISTS arg_LEVELS)
    if(NOT level IN_LIST known)
      message(FATAL_ERROR "${call}: there is no level '${level}': there are ${known_names} (the baseline is always compiled)")
    endif()
  endforeach()
  set(sources "")
  foreach(source IN LISTS arg_SOURCES)
    get_filename_component(path "${source}" ABSOLUTE)
    get_source_file_property(generated "${path}" TARGET_DIRECTORY ${target} GENERATED)
    if(NOT generated AND (NOT EXISTS "${path}" OR IS_DIRECTORY "${path}"))
      message(FATAL_ERROR "${call}: there is no file '${source}' (${path})")
    endif()
    list(APPEND sources "${path}")
  endforeach()
  list(REMOVE_DUPLICATES sources)
  target_sources(${target} PRIVATE ${sources})

  include(CheckCXXSourceCompiles)
  check_cxx_source_compiles("#if !defined(__x86_64__) || !defined(__ELF__)\n#error\n#endif\nint main() { return 0; }"
                            SINEW_DISPATCH_HAS_LEVELS)
  if(NOT SINEW_DISPATCH_HAS_LEVELS)
    set_target_properties(${target} PROPERTIES SINEW_DISPATCH_DEFINITIONS "")
    return()
  endif()
  foreach(tool IN ITEMS NM OBJCOPY)
    if(NOT CMAKE_${tool})
      message(FATAL_ERROR "${call}: CMAKE_${tool} is not set: install the binutils, or set it to the program")
    endif()
  endforeach()
  if(NOT SINEW_DISPATCH_LINKER)   # LLVM's has the option from 19 on, gold has not
    foreach(linker IN ITEMS "${CMAKE_LINKER}" ld.bfd ld)
      execute_process(COMMAND "${linker}" --force-group-allocation --version RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
      if(result EQUAL 0)
        set(SINEW_DISPATCH_LINKER "${linker}" CACHE FILEPATH "What joins the objects of a level: ld or ld.lld, version 19 or later")
        mark_as_advanced(SINEW_DISPATCH_LINKER)
        break()
      endif()
    endforeach()
    if(NOT SINEW_DISPATCH_LINKER)
      message(FATAL_ERROR "${call}: no linker with --force-group-allocation was found: install GNU's ld (binutils), or set SINEW_DISPATCH_LINKER")
    endif()
  endif()

  # The baseline's files know the target and its levels. A property of the target, as other targets may have the same files.
  string(MAKE_C_IDENTIFIER ${target} id)
  if(NOT id STREQUAL target)   # a-b and a.b
    string(MD5 hash ${target})
    string(SUBSTRING ${hash} 0 8 hash)
    string(APPEND id _${hash})
  endif()
  set(definitions SINEW_DISPATCH_TARGET=${id})
  set(work ${CMAKE_CURRENT_BINARY_DIR}/sinew_dispatch/${id})
  set(declarations "")
  set(table "")
  foreach(level IN LISTS known)
    if(NOT level IN_LIST arg_LEVELS)
      continue()
    endif()
    string(MAKE_C_IDENTIFIER ${level} level_id)
    string(REGEX REPLACE ".*-v" "" number ${level})
    set(objects ${target}.${level})
    list(APPEND definitions SINEW_DISPATCH_V${number})
    add_library(${objects} OBJECT EXCLUDE_FROM_ALL ${sources})
    target_link_libraries(${objects} PRIVATE $<TARGET_PROPERTY:${target},LINK_LIBRARIES>)
    target_compile_features(${objects} PRIVATE $<TARGET_PROPERTY:${target},COMPILE_FEATURES>)
    target_include_directories(${objects} PRIVATE $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
    target_compile_definitions(${objects} PRIVATE $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>
        SINEW_DISPATCH_LEVEL_OF_TARGET=${level_id} SINEW_LEVEL_NAME="${level}")
    # -march comes last. A variable of g++'s unique kind could not be defined in several files without groups.
    target_compile_options(${objects} PRIVATE $<TARGET_PROPERTY:${target},COMPILE_OPTIONS> -march=${level} -fno-lto
                                              $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
    set_target_properties(${objects} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON INTERPROCEDURAL_OPTIMIZATION OFF
                          UNITY_BUILD OFF)
    # The number behind each table keeps an empty one.
    set(prefix sinew_dispatch_${id}_${level_id})
    file(CONFIGURE OUTPUT ${work}/${level}.ld @ONLY CONTENT [=[
SECTIONS {
  .sinew_init 0 : { @prefix@_init_begin = .; KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*))) KEEP(*(.init_array)) @prefix@_init_end = .; QUAD(0) }
  .sinew_fini 0 : { @prefix@_fini_begin = .; KEEP(*(SORT_BY_INIT_PRIORITY(.fini_array.*))) KEEP(*(.fini_array)) @prefix@_fini_end = .; QUAD(0) }
}
]=])
    set(output ${work}/${level}$<$<BOOL:$<CONFIG>>:.$<CONFIG>>.o)
    add_custom_command(OUTPUT ${output}
      COMMAND ${CMAKE_COMMAND} -D linker=${SINEW_DISPATCH_LINKER} -D nm=${CMAKE_NM} -D objcopy=${CMAKE_OBJCOPY}
              -D script=${work}/${level}.ld -D target=${target} -D level=${level} -D namespace=sinew_level_${level_id}
              -D prefix=${prefix} -D output=${output} "-D objects=$<TARGET_OBJECTS:${objects}>"
              -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/dispatch_isolate.cmake
      DEPENDS $<TARGET_OBJECTS:${objects}> ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/dispatch_isolate.cmake ${work}/${level}.ld
      COMMENT "Isolating level ${level} of ${target}" VERBATIM)
    set_source_files_properties(${output} PROPERTIES GENERATED ON EXTERNAL_OBJECT ON)
    target_sources(${target} PRIVATE ${output})
    add_dependencies(${target} ${objects})   # Makefiles know other targets' objects by this alone
    foreach(end IN ITEMS init_begin init_end fini_begin fini_end)
      string(APPEND declarations "[[gnu::visibility(\"hidden\")]] extern const dispatch_level::function ${prefix}_${end}[];\n")
    endforeach()
    string(APPEND table ",\n    {\"${level}\", ${number}, ${prefix}_init_begin, ${prefix}_init_end, ${prefix}_fini_begin, ${prefix}_fini_end}")
  endforeach()
  set_target_properties(${target} PROPERTIES SINEW_DISPATCH_DEFINITIONS "${definitions}")
  set_property(SOURCE ${sources} TARGET_DIRECTORY ${target} APPEND PROPERTY
               COMPILE_DEFINITIONS $<TARGET_PROPERTY:SINEW_DISPATCH_DEFINITIONS>)
  set_source_files_properties(${sources} TARGET_DIRECTORY ${target} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  file(CONFIGURE OUTPUT ${work}/choice.cpp @ONLY CONTENT [=[
// Written by sinew_dispatch for the target @target@.
#include <sinew/deploy/level_choice.hpp>

using sinew::_detail::dispatch_level;
extern "C" {
@declarations@}
namespace sinew_dispatch_@id@ {
[[gnu::visibility("hidden")]] extern int chosen;
[[gnu::visibility("hidden")]] int choose();
static const dispatch_level levels[] = {{"baseline", 0, nullptr, nullptr, nullptr, nullptr}@table@};
int chosen = -1;
// Where an initialiser of the level calls a dispatched function, the level is known and not yet published.
static thread_local int initialising = -1;
static int first() {
  const int place = sinew::_detail::choose_level("@target@", levels);
  static const sinew::_detail::finish_level at_end(levels[place]);
  struct during {
    explicit during(int place) { initialising = place; }
    ~during() { initialising = -1; }
  } const now(place);
  sinew::_detail::initialise_level(levels[place]);
  __atomic_store_n(&chosen, place, __ATOMIC_RELEASE);
  return place;
}
int choose() {
  if (initialising >= 0) return initialising;
  static const int place = first();
  return place;
}
}  // namespace
]=])
  set_source_files_properties(${work}/choice.cpp TARGET_DIRECTORY ${target} PROPERTIES SKIP_PRECOMPILE_HEADERS ON
      SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${work}/choice.cpp)
  set_target_properties(${target} PROPERTIES SINEW_DISPATCH_LEVELS "${arg_LEVELS}")
  # Deferred calls evaluate their arguments late.
  cmake_language(EVAL CODE "cmake_language(DEFER CALL _sinew_dispatch_properties [[${target}]])")
endfunction()

# What the target is compiled with and no generator expression tells, at the end of its folder's CMakeLists.txt.
function(_sinew_dispatch_properties target)
  get_target_property(levels ${target} SINEW_DISPATCH_LEVELS)
  list(REMOVE_DUPLICATES levels)
  get_target_property(type ${target} TYPE)
  get_target_property(dependencies ${target} MANUALLY_ADDED_DEPENDENCIES)
  list(FILTER dependencies EXCLUDE REGEX "^${target}[.]x86-64-v[234]$|-NOTFOUND$")
  foreach(level IN LISTS levels)
    if(dependencies)
      add_dependencies(${target}.${level} ${dependencies})
    endif()
    foreach(property IN ITEMS POSITION_INDEPENDENT_CODE CXX_STANDARD CXX_STANDARD_REQUIRED CXX_EXTENSIONS
                              CXX_VISIBILITY_PRESET VISIBILITY_INLINES_HIDDEN COMPILE_FLAGS CXX_COMPILER_LAUNCHER
                              NO_SYSTEM_FROM_IMPORTED)
      get_property(is_set TARGET ${target} PROPERTY ${property} SET)
      if(is_set)
        get_target_property(value ${target} ${property})
        set_target_properties(${target}.${level} PROPERTIES ${property} "${value}")
      elseif(property STREQUAL "POSITION_INDEPENDENT_CODE" AND type MATCHES "^(SHARED|MODULE)_LIBRARY$")
        set_target_properties(${target}.${level} PROPERTIES POSITION_INDEPENDENT_CODE ON)
      endif()
    endforeach()
    if(type MATCHES "^(SHARED|MODULE)_LIBRARY$")
      get_target_property(symbol ${target} DEFINE_SYMBOL)
      if(NOT symbol)
        string(MAKE_C_IDENTIFIER ${target}_EXPORTS symbol)
      endif()
      target_compile_definitions(${target}.${level} PRIVATE ${symbol})
    endif()
  endforeach()
endfunction()
