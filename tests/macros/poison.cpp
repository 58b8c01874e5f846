// The standard library and the system's headers first, then the macros, then sinew.
#include "standard.hpp"

#include <poison.hpp>

#include "use.hpp"

int main() { return trains() ? 0 : 1; }
