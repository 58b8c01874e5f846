#pragma once
/// \file
/// MetricValues: the values of the metrics of one epoch or evaluation, with their names.

#include <array>
#include <cstddef>
#include <string_view>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/config/precondition.hpp>

namespace SINEW_NAMESPACE {

/// Thrown by History::last() and History::best() for an epoch that the history does not have, and by
/// MetricValues::value() for a metric that was not measured.
struct SINEW_SHARED_ERROR history_error : Error {
  using Error::Error;
};

namespace _detail {
[[noreturn, gnu::cold, gnu::noinline]] inline void no_such_metric(std::string_view name, const char* first) {
  fail(history_error(message("no metric \"%.*s\" was measured%s%s%s", static_cast<int>(name.size()), name.data(),
                             first == nullptr ? "" : "; the first one is \"", first == nullptr ? "" : first,
                             first == nullptr ? "" : "\"")
                         .text));
}
}  // namespace _detail

/// The values of metrics in the order in which they were given; at most `capacity` of them. It is trivially copyable
/// and refers to the names, which are constants.
class MetricValues {
 public:
  /// How many metrics one call takes.
  static constexpr std::size_t capacity = 6;

  constexpr MetricValues() noexcept = default;
  /// `count` values, all NaN, whose names are names[0 … count − 1] for as long as the program runs.
  constexpr MetricValues(const char* const* names, std::size_t count) noexcept : names_{names}, count_{count} {
    _detail::precondition(count <= capacity, "MetricValues: found {} metric{s}, expected at most {}", count, capacity);
  }

  /// The number of metrics.
  [[nodiscard]] constexpr std::size_t size() const noexcept { return count_; }
  /// Whether there are none.
  [[nodiscard]] constexpr bool empty() const noexcept { return count_ == 0; }
  /// The name of a metric. Precondition: index < size().
  [[nodiscard]] constexpr const char* name(std::size_t index) const noexcept { return names_[checked(index)]; }
  /// The value of a metric. Precondition: index < size().
  [[nodiscard]] constexpr double& operator[](std::size_t index) noexcept { return values_[checked(index)]; }
  /// The same of const values.
  [[nodiscard]] constexpr double operator[](std::size_t index) const noexcept { return values_[checked(index)]; }
  /// The index of the first metric of this name; size() if there is none.
  [[nodiscard]] constexpr std::size_t find(std::string_view name) const noexcept {
    std::size_t i = 0;
    while (i < count_ && name != names_[i]) ++i;
    return i;
  }
  /// The value of the first metric of this name: epoch.metrics.value("F1").
  /// Errors: history_error if there is none.
  [[nodiscard]] constexpr double value(std::string_view name) const {
    const std::size_t i = find(name);
    if (i == count_) _detail::no_such_metric(name, count_ > 0 ? names_[0] : nullptr);
    return values_[i];
  }

 private:
  constexpr std::size_t checked(std::size_t index) const noexcept {
    _detail::precondition(index < count_, "MetricValues: found index {}, expected less than {}, the number of metrics",
                          index, count_);
    return index;
  }
  const char* const* names_ = nullptr;
  std::size_t count_ = 0;
  std::array<double, capacity> values_{__builtin_nan(""), __builtin_nan(""), __builtin_nan(""),
                                       __builtin_nan(""), __builtin_nan(""), __builtin_nan("")};
};

}  // namespace sinew
