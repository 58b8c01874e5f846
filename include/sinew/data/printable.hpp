#pragma once
/// \file
/// Texts from files as messages show them.

#include <cstddef>
#include <string>
#include <string_view>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/utf8.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Text from a file for a message: control characters, and bytes that are no characters of UTF-8, become `?`, and what
/// is longer than `most` bytes is cut between two characters.
inline std::string printable(std::string_view text, std::size_t most = 80) {
  std::string result;
  const char *at = text.data(), *const end = at + text.size();
  while (at != end) {
    const std::size_t size = _detail::character_size(at, end), bytes = size > 0 ? size : 1;
    if (result.size() + bytes > most) return result += "…";
    const auto lead = static_cast<unsigned char>(*at);
    const bool control =
        lead < 0x20 || lead == 0x7f || (lead == 0xc2 && static_cast<unsigned char>(at[bytes - 1]) < 0xa0);
    if (size == 0 || control) result += '?';
    else result.append(at, size);
    at += bytes;
  }
  return result;
}
/// The same in quotes.
inline std::string quoted(std::string_view text, std::size_t most = 40) {
  return '"' + _detail::printable(text, most) + '"';
}

}  // namespace sinew::_detail
