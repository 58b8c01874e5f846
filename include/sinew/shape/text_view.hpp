#pragma once
/// \file
/// text_view: a view of characters for names in constant expressions. It is what they need of std::string_view, whose
/// header and constraints would cost each program more than the names do.

#include <cstddef>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The `length` characters from `first` on.
struct text_view {
  static constexpr std::size_t npos = ~std::size_t{};
  const char* first = "";
  std::size_t length = 0;

  constexpr text_view() = default;
  constexpr text_view(const char* literal) noexcept : first{literal} {
    while (literal[length] != '\0') ++length;
  }
  constexpr text_view(const char* begin, std::size_t size) noexcept : first{begin}, length{size} {}

  constexpr std::size_t size() const noexcept { return length; }
  constexpr bool empty() const noexcept { return length == 0; }
  constexpr const char* data() const noexcept { return first; }
  constexpr const char* begin() const noexcept { return first; }
  constexpr const char* end() const noexcept { return first + length; }
  constexpr char operator[](std::size_t i) const noexcept { return first[i]; }
  constexpr char back() const noexcept { return first[length - 1]; }
  constexpr text_view substr(std::size_t from, std::size_t count = npos) const noexcept {
    return {first + from, count < length - from ? count : length - from};
  }
  constexpr void remove_prefix(std::size_t n) noexcept { *this = substr(n); }
  constexpr bool starts_with(text_view other) const noexcept {
    return other.length <= length && substr(0, other.length) == other;
  }
  constexpr bool ends_with(char c) const noexcept { return length > 0 && back() == c; }
  constexpr std::size_t find(text_view other, std::size_t from = 0) const noexcept {
    for (; from <= length; ++from)
      if (substr(from).starts_with(other)) return from;
    return npos;
  }
  constexpr std::size_t find(char c, std::size_t from = 0) const noexcept { return find(text_view(&c, 1), from); }
  constexpr std::size_t rfind(char c, std::size_t from = npos) const noexcept {
    for (std::size_t i = from < length ? from + 1 : length; i > 0; --i)
      if (first[i - 1] == c) return i - 1;
    return npos;
  }
  friend constexpr bool operator==(text_view a, text_view b) noexcept {
    if (a.length != b.length) return false;
    for (std::size_t i = 0; i < a.length; ++i)
      if (a.first[i] != b.first[i]) return false;
    return true;
  }
};

}  // namespace sinew::_detail
