// <sinew/sinew.hpp> costs every program that includes it, so it does without the standard headers below. Their include
// guards are libstdc++'s.
#include <sinew/sinew.hpp>

#if defined(_GLIBCXX_ALGORITHM) || defined(_GLIBCXX_FUNCTIONAL) || defined(_GLIBCXX_IOSTREAM) ||                    \
    defined(_GLIBCXX_ITERATOR) || defined(_GLIBCXX_MAP) || defined(_GLIBCXX_MEMORY) || defined(_GLIBCXX_NUMERIC) || \
    defined(_GLIBCXX_OSTREAM) || defined(_GLIBCXX_RANDOM) || defined(_GLIBCXX_STRING) ||                            \
    defined(_GLIBCXX_UNORDERED_MAP)
#error "sinew.hpp includes one of the costly standard headers: g++ -H tells which header does"
#endif
