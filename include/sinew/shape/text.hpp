#pragma once
/// \file
/// text<C>: a string of bounded length that constant expressions build.

#include <array>
#include <cstddef>
#include <string_view>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A string built in constant expressions, with a capacity of C characters.
template <std::size_t C> struct text {
  std::array<char, C + 1> characters{};  // plus a terminating zero
  std::size_t length = 0;

  constexpr void add(std::string_view more) {
    for (const char c : more) characters[length++] = c;
  }
  constexpr std::string_view view() const noexcept { return {characters.data(), length}; }
  // size() and data() make it the message of a static_assert, since C++26.
  constexpr std::size_t size() const noexcept { return length; }
  constexpr const char* data() const noexcept { return characters.data(); }
};

}  // namespace sinew::_detail
