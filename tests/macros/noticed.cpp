// The test passes if this does not compile: A_MACRO is the name of a macro.
#include <poison.hpp>

int A_MACRO(int x) { return x; }
