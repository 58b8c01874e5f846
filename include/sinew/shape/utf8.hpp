#pragma once
/// \file
/// The characters of texts that come from outside.

#include <cstddef>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The number of bytes of the character of UTF-8 at `first`; 0 if these bytes are none.
/// Source: The Unicode Standard, table 3-7.
constexpr std::size_t character_size(const char* first, const char* last) noexcept {
  const auto byte = [&](std::ptrdiff_t i) -> unsigned {
    return i < last - first ? static_cast<unsigned char>(first[i]) : 0;
  };
  const auto follows = [&](std::ptrdiff_t i) { return (byte(i) & 0xc0) == 0x80; };
  const unsigned lead = byte(0), second = byte(1);
  if (lead < 0x80) return first != last ? 1 : 0;
  if (lead < 0xc2 || lead > 0xf4 || !follows(1)) return 0;  // 0xc0 and 0xc1 would be two bytes for one of ASCII
  if (lead < 0xe0) return 2;
  if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || !follows(2)) return 0;
  if (lead < 0xf0) return 3;
  if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f) || !follows(3)) return 0;
  return 4;
}

}  // namespace sinew::_detail
