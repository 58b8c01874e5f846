// A consumer of the component: a header that needs zlib compiles and links.
#include <cstdio>

#include <zlib.h>

#include <sinew/data/idx_gz.hpp>
#include <sinew/data/mnist.hpp>

int main() { std::puts(zlibVersion()); }
