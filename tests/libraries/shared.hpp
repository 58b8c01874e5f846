#pragma once
// What the program and the libraries share: types of nets, and functions that a library offers under C names.
#include <array>
#include <cstddef>

#include <sinew/sinew.hpp>

// Layers and activations of users: at namespace scope and elsewhere, with and without values as arguments.
namespace mine {
struct Twice : sinew::Tanh {};
template <std::size_t N> struct Shifted : sinew::Tanh {};
}  // namespace mine
struct Unscoped : sinew::Tanh {};
namespace {
struct Hidden : sinew::Tanh {};  // another type in each file
}

namespace nets {
template <class A> using of = sinew::Net<sinew::Dense<4, 16, A>, sinew::Dense<16, 3, sinew::Softmax>>;
using plain = of<sinew::ReLU>;
using twice = of<mine::Twice>;
using shifted = of<mine::Shifted<2>>;
using unscoped = of<Unscoped>;
using hidden = of<Hidden>;
}  // namespace nets
using Any = sinew::AnyNet<4, 3, 2048>;

/// The kinds of nets that a library makes.
enum Kind { empty, plain, twice, shifted, unscoped, hidden, local, kinds };
/// What a library throws.
enum Thrown { data, split, base };

#define LIBRARY extern "C" __attribute__((visibility("default")))
/// Makes an AnyNet with a net of a kind, initialized with seed 1, in sizeof(Any) bytes at `where`.
LIBRARY void make(Kind kind, void* where);
/// Whether the AnyNet holds a net of a kind, as this library sees it.
LIBRARY bool holds(Kind kind, const void* any);
/// Throws an error of sinew.
LIBRARY void throws(Thrown what);
