// expect: too_many_heads<sinew::mistake::layer<0>, sinew::mistake::given<sinew::mistake::heads<65>>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::heads<64>>>>
// topic: layers
// More heads than 64.
// says: layer 0, Heads<Dense<2, 1>, Dense<2, 2>, Dense<2, 3>, Dense<2, 4>, Dense<2, 5>, Dense<2, 6>, Dense<2, 7>, …, 64>, Dense<2, 65>>, has 65 heads, but at most 64 heads are allowed: join those that have the same loss to one
#include <utility>

#include <sinew/sinew.hpp>
using namespace sinew;

template <class Indices> struct ManyHeads;
template <std::size_t... J> struct ManyHeads<std::index_sequence<J...>> { using type = Heads<Dense<2, 1 + J>...>; };

int main() {
  Net<ManyHeads<std::make_index_sequence<65>>::type> net;
  return static_cast<int>(net.parameter_count);
}
