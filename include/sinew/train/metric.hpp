#pragma once
/// \file
/// Metric: a figure of the outputs on data, measured by evaluate() and fit(). Ready ones are in train/metrics.hpp.

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/metric.hpp>
#include <sinew/train/metric_values.hpp>

namespace SINEW_NAMESPACE {

/// A metric over the scalar T. It has
///
///     static constexpr const char* name           in tables, logs and FitOptions::monitor
///     static constexpr bool larger_is_better      which of two values is the better one
///     void reset()                                forgets all samples
///     void add(std::span<const T> y, std::span<const T> t)
///                                                 the outputs of one sample (for sequences: of one step that counts)
///                                                 and its targets as the loss compares them: a class index is one-hot
///     double value() const                        of the samples since reset()
///
/// and may have
///
///     void begin(const Answers& answers)          called before reset(), to learn what outputs mean
///     static constexpr bool needs_classes = true  a net whose outputs are numbers is then a compile error
///     static constexpr bool needs_one_class = true    and so is one that answers several questions
///
/// Samples come in the order of the data, each once. It may allocate. PyTorch: torchmetrics.Metric, with update() and
/// compute().
template <class M, class T> concept MetricOver = requires(M& metric, const M& done, std::span<const T> values) {
  { M::name } -> std::convertible_to<const char*>;
  { M::larger_is_better } -> std::convertible_to<bool>;
  metric.reset();
  metric.add(values, values);
  { done.value() } -> std::convertible_to<double>;
};
/// A metric over float or double.
template <class M> concept Metric = MetricOver<M, float> || MetricOver<M, double>;

/// What outputs and targets of a net answer, for metrics of classes.
struct Answers {
  bool one_class = false;      ///< the largest of several outputs names the class; false: each is a yes or no
  double output_border = 0.5;  ///< an output from here on is a yes; above it if it is 0
  double target_border = 0.5;  ///< the same of targets

  /// Whether an output is a yes, if `border` is output_border, and so for targets.
  template <class T> [[nodiscard]] static constexpr bool yes(T value, double border) noexcept {
    return static_cast<double>(value) > border || (border > 0 && !(static_cast<double>(value) < border));
  }
};

namespace _detail {

/// Whether an argument of evaluate() or behind the options of fit() is a metric over T.
template <class Given, class T> inline constexpr bool is_metric = MetricOver<std::remove_reference_t<Given>, T>;
template <class T, class... Given>
inline constexpr std::size_t metrics_among = (std::size_t{0} + ... + is_metric<Given, T>);
/// Whether something that is no metric was meant as one.
template <class M> concept MeantAsMetric = requires(std::remove_cvref_t<M>& m) { m.reset(); }
|| requires { &std::remove_cvref_t<M>::value; }
|| requires { std::remove_cvref_t<M>::larger_is_better; };

/// The names of the metrics among Given.
template <class T, class... Given> consteval std::array<const char*, 1 + metrics_among<T, Given...>> find_names() {
  std::array<const char*, 1 + metrics_among<T, Given...>> names{};
  std::size_t next = 0;
  [[maybe_unused]] const auto add = [&]<class M>(std::type_identity<M>) {
    if constexpr (is_metric<M, T>) names[next++] = std::remove_reference_t<M>::name;
  };
  (add(std::type_identity<Given>{}), ...);
  return names;
}
template <class T, class... Given>
inline constexpr std::array<const char*, 1 + metrics_among<T, Given...>> metric_names =
    _detail::find_names<T, Given...>();
/// Whether the metric of this index is better if it is larger.
template <class T, class... Given> constexpr bool larger_is_better(std::size_t index) noexcept {
  bool larger = false;
  std::size_t next = 0;
  [[maybe_unused]] const auto ask = [&]<class M>(std::type_identity<M>) {
    if constexpr (is_metric<M, T>)
      if (next++ == index) larger = std::remove_reference_t<M>::larger_is_better;
  };
  (ask(std::type_identity<Given>{}), ...);
  return larger;
}

template <class T, class M> constexpr void begin_metric(M& metric, const Answers& answers) {
  if constexpr (is_metric<M, T>) {
    if constexpr (requires { metric.begin(answers); }) metric.begin(answers);
    metric.reset();
  }
}
template <class T, class M> constexpr void add_to_metric(M& metric, std::span<const T> y, std::span<const T> t) {
  if constexpr (is_metric<M, T>) metric.add(y, t);
}
/// The values of the metrics among Given.
template <class T, class... Given> constexpr MetricValues values_of(const Given&... given) {
  MetricValues values(metric_names<T, Given...>.data(), metrics_among<T, Given...>);
  std::size_t next = 0;
  [[maybe_unused]] const auto read = [&](const auto& metric) {
    if constexpr (is_metric<std::remove_cvref_t<decltype(metric)>, T>)
      values[next++] = static_cast<double>(metric.value());
  };
  (read(given), ...);
  return values;
}

}  // namespace _detail
}  // namespace sinew
