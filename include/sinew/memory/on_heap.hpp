#pragma once
/// \file
/// on_heap: one object that may be too large for the stack.

namespace sinew::detail {

/// A T{} on the heap, for as long as this lives. As std::vector<T>(1) or std::make_unique, which constant expressions do not have in
/// C++20, at a tenth of what either costs to compile.
template <class T> struct on_heap {
  T& value;

  constexpr on_heap() : value{*new T{}} {}
  constexpr ~on_heap() { delete &value; }
  on_heap(const on_heap&) = delete;
  on_heap& operator=(const on_heap&) = delete;
};

}  // namespace sinew::detail
