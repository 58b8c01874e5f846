// expect: narrowing conversion of '-8' from 'int' to|non-type template argument evaluates to -8, which cannot be narrowed
// topic: layers
// A negative extent, which the compiler itself rejects.
// way out: Every extent is at least 1.
#include <sinew/sinew.hpp>
using namespace sinew;

using Layer = Dense<4, -8>;
