#pragma once
/// \file
/// Kinds of characters, in the C locale.

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
/// Whether c may stand in a name of C++.
constexpr bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

}  // namespace sinew::_detail
