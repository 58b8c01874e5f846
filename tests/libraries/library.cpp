// A library that the program loads while it runs.
#include "common.hpp"

LIBRARY void make(Kind kind, void* where) { ::new (where) Any(make_here(kind)); }
LIBRARY bool holds(Kind kind, const void* any) { return holds_here(kind, *static_cast<const Any*>(any)); }
LIBRARY void throws(Thrown what) {
  const std::vector<std::array<float, 4>> none;
  const std::vector<int> no_classes;
  const sinew::DataView nothing(none, no_classes);
  if (what == data) {
    nets::plain net;
    static_cast<void>(sinew::accuracy(net, nothing));
  } else if (what == split) {
    static_cast<void>(sinew::train_test_split(nothing, 2.0, 1));
  } else throw sinew::Error("of the library");
}
