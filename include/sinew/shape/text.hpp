#pragma once
/// \file
/// text<C>: a string of bounded length that constant expressions build.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/text_view.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A string built in constant expressions, with a capacity of C characters.
template <std::size_t C> struct text {
  char characters[C + 1]{};  // plus a terminating zero
  std::size_t length = 0;

  constexpr void add(text_view more) {
    for (std::size_t i = 0; i < more.length; ++i) characters[length++] = more.first[i];
  }
  constexpr text_view view() const noexcept { return {characters, length}; }
  constexpr operator text_view() const noexcept { return view(); }
  constexpr std::size_t size() const noexcept { return length; }
};

}  // namespace sinew::_detail
