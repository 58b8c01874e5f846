#pragma once
/// \file
/// on_heap: one object that may be too large for the stack.

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Owns a T{} on the heap, in constant expressions too, where C++20 has no std::make_unique. std::vector<T>(1) would
/// have the compiler instantiate dozens of functions.
template <class T> struct on_heap {
  T& value;

  constexpr on_heap() : value{*new T{}} {}
  constexpr ~on_heap() { delete &value; }
  on_heap(const on_heap&) = delete;
  on_heap& operator=(const on_heap&) = delete;
};

}  // namespace sinew::_detail
