#pragma once
/// \file
/// softmax, log_softmax, argmax and top_k of scores: what a program wants to know of the outputs of a net.
///
///     const auto p = softmax(net(x));                       // of a net whose outputs are scores
///     for (const auto& [label, value] : top_k<3>(p)) …      // the three most probable classes
///     const std::size_t label = argmax(w.y()[s]);           // of a row of a workspace
///
/// The values are a std::array, a span or a row of a workspace, or where their number is not known at compile time a
/// vector. Everything here is constexpr, and allocates nothing.

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/activation/log_softmax.hpp>
#include <sinew/activation/softmax.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

template <class T, std::size_t N> constexpr std::span<const T, N> scores_of(const std::array<T, N>& y) noexcept {
  return y;
}
template <class T, std::size_t N> constexpr std::span<const T, N> scores_of(const T (&y)[N]) noexcept { return y; }
template <class T, std::size_t N> constexpr std::span<const T, N> scores_of(const std::span<T, N>& y) noexcept {
  return y;
}
template <class Values>
requires(
    !requires(const Values& y) { Values::extent; } &&
    requires(const Values& y) {
      y.data();
      y.size();
    }) constexpr auto scores_of(const Values& y) noexcept {
  return std::span<const std::remove_cvref_t<decltype(*y.data())>>(y.data(), y.size());
}
/// The type of the span of some values, or nothing if they are no values.
template <class Values> consteval auto span_of_scores() {
  if constexpr (requires(const Values& y) { _detail::scores_of(y); })
    return std::type_identity<decltype(_detail::scores_of(std::declval<const Values&>()))>{};
  else return std::type_identity<nothing>{};
}
template <class Values> using scores_t = typename decltype(_detail::span_of_scores<Values>())::type;
template <class Span> inline constexpr bool of_known_number = false;
template <class T, std::size_t N> inline constexpr bool of_known_number<std::span<const T, N>> =
    N != std::dynamic_extent&& N > 0 && std::floating_point<T>;

/// A function of scores that returns as many: Activation of a copy.
template <class Activation, class Scores> constexpr auto activate_scores(const Scores& scores) noexcept {
  using Span = scores_t<Scores>;
  if constexpr (of_known_number<Span>) {
    using T = typename Span::value_type;
    constexpr std::size_t N = Span::extent;
    const Span from = _detail::scores_of(scores);
    std::array<T, N> to{};
    for (std::size_t i = 0; i < N; ++i) to[i] = from[i];
    Activation::template forward<T, N, 1>(to.data());
    return to;
  } else {
    decltype(mistake::tell(mistake::of<mistake::scores_of_unknown_number<Activation, given<Scores>>>)){};
    return std::array<float, 1>{};
  }
}

/// Whether value a is to be named before b, which stands behind it: NaN is the least of all.
template <class T> constexpr bool precedes(T a, T b) noexcept {
  return a > b || (_detail::is_nan(b) && !_detail::is_nan(a));
}

}  // namespace _detail

/// The probabilities of scores, for nets whose outputs are scores (Identity): e^(z_i − m) / Σ_j e^(z_j − m), m = max z.
/// Parameters: as many floating-point scores as are known at compile time. Returns a std::array.
/// Limits: those of Softmax.
/// Misuse: values whose number is not known at compile time → mistake::scores_of_unknown_number.
/// Cost: one exponential a score.
/// PyTorch: softmax(z, dim).
template <class Scores> [[nodiscard]] constexpr auto softmax(const Scores& scores) noexcept {
  return _detail::activate_scores<Softmax>(scores);
}
/// The logarithms of the probabilities of scores: z_i − m − log Σ_j e^(z_j − m), m = max z.
/// Parameters, limits and misuse: as softmax().
/// PyTorch: log_softmax(z, dim).
template <class Scores> [[nodiscard]] constexpr auto log_softmax(const Scores& scores) noexcept {
  return _detail::activate_scores<LogSoftmax>(scores);
}

/// The index of the largest value, of the first one of equals; that is the class that net.predict(x) returns. NaN is
/// less than any number (PyTorch: more).
/// Parameters: numbers in an array, a span, a row of a workspace or a vector. Precondition: there is at least one.
/// PyTorch: argmax.
template <class Values>
requires(!std::is_same_v<_detail::scores_t<Values>, mistake::nothing>) [[nodiscard]] constexpr std::size_t
    argmax(const Values& values) noexcept {
  const auto y = _detail::scores_of(values);
  _detail::precondition(!y.empty(), "argmax(values): found no values, expected at least one");
  std::size_t best = 0;
  for (std::size_t i = 1; i < y.size(); ++i)
    if (_detail::precedes(y[i], y[best])) best = i;
  return best;
}

/// A value and its index.
template <class T> struct Ranked {
  std::size_t index = 0;  ///< where it is, for outputs of a net the class
  T value{};              ///< the value

  /// Returns whether both are the same.
  friend constexpr bool operator==(const Ranked&, const Ranked&) = default;
};

/// The K largest values with their indices, in falling order, and of equals the one of the lower index first. NaN is
/// less than any number (PyTorch: more).
/// Parameters: numbers in an array, a span, a row of a workspace or a vector. Precondition: there are at least K.
/// Misuse: K is 0, or more than the number of values → mistake::top_of_fewer_values.
/// Cost: at most K·N comparisons of N values; about N where K is small beside N.
/// PyTorch: topk, which leaves the order of equals open.
template <std::size_t K, class Values>
requires(!std::is_same_v<_detail::scores_t<Values>, mistake::nothing>)
    [[nodiscard]] constexpr auto top_k(const Values& values) noexcept {
  using Span = _detail::scores_t<Values>;
  std::array<Ranked<typename Span::value_type>, K> top{};
  if constexpr (K == 0 || Span::extent < K)
    decltype(mistake::tell(
        mistake::of<mistake::top_of_fewer_values<mistake::given<mistake::scalars<K>>,
                                                 mistake::expected<mistake::scalars<Span::extent>>>>)){};
  else {
    const Span y = _detail::scores_of(values);
    _detail::precondition(y.size() >= K, "top_k<{}>(values): found {} value{s}, expected at least {}", K, y.size(), K);
    std::size_t count = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (count == K && !_detail::precedes(y[i], top[K - 1].value)) continue;
      std::size_t at = count < K ? count++ : K - 1;
      for (; at > 0 && _detail::precedes(y[i], top[at - 1].value); --at) top[at] = top[at - 1];
      top[at] = {i, y[i]};
    }
  }
  return top;
}

}  // namespace sinew
