#pragma once
/// \file
/// How a checkpoint differs from the training that is to go on from it.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/io/safetensors_compare.hpp>
#include <sinew/io/safetensors_file.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The differences between a checkpoint and what is to go on from it.
class CheckpointDifferences {
 public:
  /// `what` is a tensor of the file, or what fit() was called with.
  void add(std::string what, std::string found, std::string expected) {
    if (count_++ < 64) all_.push_back({(std::move)(what), (std::move)(found), (std::move)(expected)});
  }
  void add(const CheckpointDifferences& others) {
    for (const Difference& d : others.all_)
      if (all_.size() < 64) all_.push_back(d);
    count_ += others.count_;
  }
  std::size_t count() const noexcept { return count_; }

  /// Throws the error. `from` is what was to go on, `advice` what to do instead.
  [[noreturn]] void refuse(const std::string& path, const std::string& from, const std::string& advice) const {
    const std::size_t most = 980 - advice.size();  // what Error holds, without the last words
    std::string sentence = path + ": " + in_text(_detail::quantity(count_, "difference").view()) + " from " + from;
    std::size_t shown = 0;
    for (const auto& [what, found, expected] : all_) {
      const std::string one = what + ": found " + found + ", expected " + expected;
      if (shown > 0 && sentence.size() + one.size() + 30 > most) break;
      sentence += (shown++ > 0 ? "; " : ": ") + one;
    }
    if (shown < count_) sentence += "; and " + _detail::digits(count_ - shown) + " more";
    sentence += "; " + advice;
    const auto& [what, found, expected] = all_.front();
    fail(weights_error(sentence, path, what, found, expected, count_));
  }

 private:
  struct Difference {
    std::string what, found, expected;
  };
  std::vector<Difference> all_{};
  std::size_t count_ = 0;
};
/// Adds a difference if the file names another type, or none. Returns whether it does.
inline bool compare_type(const SafetensorsFile& file, CheckpointDifferences& to, const char* key, const char* what,
                         std::string_view expected) {
  const TypeDifference types(file.tensors().metadata(key), expected);
  if (types.differ) to.add(what, types.found.empty() ? "none in the metadata" : types.found, types.expected);
  return types.differ;
}
inline bool same_number(double a, double b) noexcept {
  return _detail::equals(a, b) || (_detail::is_nan(a) && _detail::is_nan(b));
}
inline std::string number_text(double v) {
  char text[32];
  ::snprintf(text, sizeof text, "%.9g", v);
  return text;
}
/// Adds a difference if the file's number is another one than the call's.
inline void compare(CheckpointDifferences& to, const char* what, std::uint64_t found, std::uint64_t expected) {
  if (found != expected) to.add(what, std::to_string(found), std::to_string(expected));
}
inline void compare(CheckpointDifferences& to, const char* what, double found, double expected) {
  if (!same_number(found, expected)) to.add(what, number_text(found), number_text(expected));
}

}  // namespace sinew::_detail
