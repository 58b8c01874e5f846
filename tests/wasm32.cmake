# Toolchain of the preset wasm32: WebAssembly with SIMD by Debian's clang 19, wasi-libc and libc++, run by node (tests/wasi.mjs).
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
# Debian's node 18 still calls WASI experimental; later ones accept the option and ignore it.
set(CMAKE_CROSSCOMPILING_EMULATOR node --no-warnings --experimental-wasi-unstable-preview1 ${CMAKE_CURRENT_LIST_DIR}/wasi.mjs)

# The C++ libraries come without exceptions. The linker's own stack is one page, whose overflow would write over data: here it is as large
# as Linux's and lies at the beginning of memory, where an overflow is a trap. The table of functions is for tests/random/aborts.hpp.
add_compile_options(-msimd128 -fno-exceptions)
add_link_options(-Wl,-z,stack-size=8388608,--stack-first,--export-table -lwasi-emulated-process-clocks)

# Boost's headers serve every target, but /usr/include itself holds the host's C library: a folder with that one link. Boost.Test wants
# std::unary_function and file streams, which libc++ leaves out where it was built without a file system, as Debian's for WASI is.
set(host_headers ${CMAKE_BINARY_DIR}/host_headers)
file(MAKE_DIRECTORY ${host_headers})
file(CREATE_LINK /usr/include/boost ${host_headers}/boost SYMBOLIC)
file(CONFIGURE OUTPUT ${host_headers}/__config_site CONTENT "#include_next <__config_site>\n#undef _LIBCPP_HAS_NO_FILESYSTEM\n")
include_directories(SYSTEM ${host_headers})
add_compile_definitions(_LIBCPP_ENABLE_CXX17_REMOVED_UNARY_BINARY_FUNCTION)
set(Boost_INCLUDE_DIR ${host_headers} CACHE PATH "Where boost/ lies")
set(Boost_NO_BOOST_CMAKE ON)
set(CMAKE_DISABLE_FIND_PACKAGE_nlohmann_json ON)   # its package names /usr/include
