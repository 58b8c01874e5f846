#pragma once
/// \file
/// weights_error: what is wrong with a file of weights.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>

namespace SINEW_NAMESPACE {

/// An error in a file of weights, or in writing one: the file, the tensor if it is about one, what was found and what
/// was expected. If a file differs from the net in several places, the sentence says all of them, as far as its 1,023
/// characters reach, and counts the others; the members are those of the first difference.
struct SINEW_SHARED_ERROR weights_error : Error {
  std::string file;             ///< the path
  std::string tensor;           ///< the name of the tensor; empty if the error concerns the whole file
  std::string found, expected;  ///< what is in that place, and what should be there
  std::size_t differences;      ///< how many there are; 1 unless a whole file is compared with a net
  /// Takes the facts and makes the sentence of them.
  weights_error(std::string in_file, std::string of_tensor, std::string what_found, std::string what_expected)
      : Error{(in_file + ": " + (of_tensor.empty() ? "" : "tensor " + of_tensor + ": ") + "found " + what_found +
               ", expected " + what_expected)
                  .c_str()},
        file{(std::move)(in_file)},
        tensor{(std::move)(of_tensor)},
        found{(std::move)(what_found)},
        expected{(std::move)(what_expected)},
        differences{1} {}
  /// Takes the sentence, the facts of the first difference and the number of differences.
  weights_error(const std::string& sentence, std::string in_file, std::string of_tensor, std::string what_found,
                std::string what_expected, std::size_t count)
      : Error{sentence.c_str()},
        file{(std::move)(in_file)},
        tensor{(std::move)(of_tensor)},
        found{(std::move)(what_found)},
        expected{(std::move)(what_expected)},
        differences{count} {}
};

namespace _detail {

/// Text from a file for a message: control characters and, unless it is known to be UTF-8, bytes above ASCII become
/// `?`, and what is longer than `most` bytes is cut between two characters.
inline std::string printable(std::string_view text, std::size_t most = 80, bool utf8 = true) {
  const bool whole = text.size() <= most;
  if (!whole) {
    std::size_t end = most;
    while (utf8 && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text = text.substr(0, end);
  }
  std::string result(text);
  for (char& c : result) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (!utf8 && byte > 0x7f)) c = '?';
  }
  return whole ? result : result + "…";
}

}  // namespace _detail
}  // namespace sinew
