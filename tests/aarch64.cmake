# Toolchain of the preset aarch64: cross-compiled by Debian's g++-aarch64-linux-gnu, run by qemu-user.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu)

# Boost's headers serve every target, but /usr/include itself holds the host's C library: a folder with that one link.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/host_headers)
file(CREATE_LINK /usr/include/boost ${CMAKE_BINARY_DIR}/host_headers/boost SYMBOLIC)
set(Boost_INCLUDE_DIR ${CMAKE_BINARY_DIR}/host_headers CACHE PATH "Where boost/ lies")
set(Boost_NO_BOOST_CMAKE ON)
set(CMAKE_DISABLE_FIND_PACKAGE_nlohmann_json ON)   # its package names /usr/include
