# Toolchain of the preset mingw: Windows by Debian's g++-mingw-w64-x86-64, run by wine.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
# A registry of its own, so that the tests neither need nor change that of the user.
set(CMAKE_CROSSCOMPILING_EMULATOR env WINEDEBUG=-all WINEPREFIX=${CMAKE_BINARY_DIR}/wine wine)
# For AVX: simd/pack.hpp says why. Linking repeats it for link-time optimisation.
add_compile_options(-Wa,-muse-unaligned-vector-move)
add_link_options(-Wa,-muse-unaligned-vector-move)
add_compile_definitions(SINEW_UNALIGNED_VECTOR_MOVES)
add_link_options(-static)   # the libraries of g++ are not where Windows looks

# Boost's headers serve every target, but /usr/include itself holds the host's C library: a folder with that one link.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/host_headers)
file(CREATE_LINK /usr/include/boost ${CMAKE_BINARY_DIR}/host_headers/boost SYMBOLIC)
set(Boost_INCLUDE_DIR ${CMAKE_BINARY_DIR}/host_headers CACHE PATH "Where boost/ lies")
set(Boost_NO_BOOST_CMAKE ON)
set(CMAKE_DISABLE_FIND_PACKAGE_nlohmann_json ON)   # its package names /usr/include
