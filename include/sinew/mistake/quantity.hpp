#pragma once
/// \file
/// Numbers and quantities as messages show them, "438,312" and "1 sample": for the sentences about mistakes
/// (mistake/sentence.hpp) and for run-time errors. Core headers use it, so it includes neither <string_view> nor
/// <string>, and no memory of the heap is needed.

#include <cstddef>
#include <cstdint>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A number with its digits in groups of three: grouped(438312).text is "438,312".
struct grouped {
  char text[28]{};
  std::size_t length = 0;

  constexpr explicit grouped(std::uintmax_t n) noexcept {
    std::uintmax_t unit = 1;
    std::size_t digits = 1;
    for (; n / unit >= 10; unit *= 10) ++digits;
    for (; unit > 0; unit /= 10, --digits) {
      text[length++] = static_cast<char>('0' + n / unit % 10);
      if (digits > 1 && digits % 3 == 1) text[length++] = ',';
    }
  }
};

/// A number and what it counts: counted(1, "sample").text is "1 sample", counted(71, "sample").text is "71 samples",
/// counted(2, "class", "classes").text is "2 classes". The words have at most 60 characters.
struct counted {
  char text[96]{};
  std::size_t length = 0;

  constexpr counted(std::uintmax_t n, const char* singular, const char* plural = nullptr) noexcept {
    add(grouped(n).text);
    add(" ");
    add(n == 1 || plural == nullptr ? singular : plural);
    if (n != 1 && plural == nullptr) add("s");
  }

 private:
  constexpr void add(const char* more) noexcept {
    for (; *more != '\0' && length + 1 < sizeof text; ++more) text[length++] = *more;
  }
};

}  // namespace sinew::_detail
