#pragma once
/// \file
/// weights_error: what is wrong with a file of weights.

#include <cstddef>
#include <string>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/data/printable.hpp>

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

}  // namespace sinew
