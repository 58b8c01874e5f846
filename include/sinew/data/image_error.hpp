#pragma once
/// \file
/// image_error: what is wrong with a file of images, or a folder of them.

#include <cstdint>
#include <string>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>

namespace SINEW_NAMESPACE {

/// An error in a file of images, or in a folder.
struct SINEW_SHARED_ERROR image_error : Error {
  std::string file;             ///< the path of the file, or of the folder
  std::string found, expected;  ///< what is there, and what should be there
  /// Takes the facts and makes the sentence of them.
  image_error(std::string in_file, std::string what_found, std::string what_expected)
      : Error{(in_file + ": found " + what_found + ", expected " + what_expected).c_str()},
        file{(std::move)(in_file)},
        found{(std::move)(what_found)},
        expected{(std::move)(what_expected)} {}
};

}  // namespace sinew
