#pragma once
/// \file
/// Losses: the loss of a net with several outputs, a weighted sum of one loss for each of its Heads.

#include <array>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/mistake/heads.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/loss/differentiate.hpp>

namespace SINEW_NAMESPACE {

/// L = Σ weight · loss of head J, the losses in the order of the Heads:
///
///     Losses{CrossEntropy{}, MSE{}}                        // all weights are 1
///     Losses{CrossEntropy{}, MSE{}}.weighted(1, 0.5)       // L = L₀ + 0.5·L₁
///
/// Each is the mean over the samples of a batch, as it is alone. A loss that gives the gradient of logits, as
/// CrossEntropy with Softmax, does so for its head. With class weights (weighted()) the mean divides by those of the
/// batch; where fit() runs a batch in parts, or `accumulate` makes one step for several, by those of each.
/// Numbers: weights are finite and at least 0.
/// Misuse: another number of weights → `mistake::wrong_number_of_weights`; where a net uses it, another number of
/// losses than heads → `mistake::wrong_number_of_losses`, and a loss that does not fit its head →
/// `mistake::loss_needs_another_head<layer<J, K>, …>`.
/// PyTorch: the sum of the losses, `ce(y[0], t[0]) + 0.5 * mse(y[1], t[1])`. Keras: the lists loss and loss_weights.
template <class... L> struct Losses {
  boost::hana::basic_tuple<L...> each;         ///< the losses; get<J>() returns one
  std::array<double, sizeof...(L)> weights{};  ///< their factors, 1 unless weighted() sets them

  /// Losses with their default numbers.
  constexpr Losses() requires(sizeof...(L) > 0) : Losses(L{}...) {}
  /// The losses of the heads, in their order.
  constexpr explicit(sizeof...(L) == 1) Losses(const L&... losses) : each(losses...) {
    for (double& weight : weights) weight = 1;
  }
  /// A copy with these weights, one for each loss.
  template <class... W> [[nodiscard]] constexpr Losses weighted(W... factors) const {
    Losses all = *this;
    if constexpr (sizeof...(W) != sizeof...(L))
      decltype(mistake::tell(
          mistake::of<mistake::wrong_number_of_weights<mistake::given<mistake::weights<sizeof...(W)>>,
                                                       mistake::expected<mistake::weights<sizeof...(L)>>>>)){};
    else all.weights = {static_cast<double>(factors)...};
    return all;
  }
  /// The loss of head J.
  template <std::size_t J> [[nodiscard]] constexpr const auto& get() const noexcept {
    return boost::hana::at_c<J>(each);
  }
  /// Why the numbers of the losses are out of their ranges, or nullptr.
  [[nodiscard]] constexpr const char* fault() const {
    for (const double weight : weights)
      if (!(weight >= 0 && weight <= (std::numeric_limits<double>::max)()))
        return "a weight of Losses is negative or not finite, expected at least 0";
    return [&]<std::size_t... J>(std::index_sequence<J...>) {
      const char* first = nullptr;
      const auto look = [&](const auto& loss) {
        if constexpr (requires { loss.fault(); })
          if (first == nullptr) first = loss.fault();
      };
      (look(get<J>()), ...);
      return first;
    }
    (std::index_sequence_for<L...>{});
  }
};

/// Deduces the losses: Losses{CrossEntropy{}, MSE{}}.
template <class... L> Losses(const L&...) -> Losses<L...>;

namespace _detail {

template <class L> inline constexpr bool is_losses = false;
template <class... L> inline constexpr bool is_losses<Losses<L...>> = true;

/// The loss of head J.
template <std::size_t J, class L> struct loss_in;
template <std::size_t J, class... L> struct loss_in<J, Losses<L...>> { using type = element<J, list<L...>>; };
template <std::size_t J, class L> using loss_of_head = typename loss_in<J, L>::type;

/// The heads whose gradient is that of logits, of any loss.
template <class L> inline constexpr head_mask heads_with_logits = gives_logit_gradients<L>() ? all_heads : 0;
template <class... L> inline constexpr head_mask heads_with_logits<Losses<L...>> = [] {
  head_mask mask = 0, bit = 1;
  for (const bool logits : {gives_logit_gradients<L>()...}) {
    if (logits) mask |= bit;
    bit <<= 1;
  }
  return mask;
}();

/// The loss of a head, and what its mean divided by.
struct head_loss {
  double mean, divisor;
};
/// The mean loss of head J; its gradient, times the weight, goes to its part of dy, which may be t, unless dy is null.
/// The values of a head are Stride apart, so samples are copied to the stack, a few at a time.
template <std::size_t N, std::size_t Stride, Loss L, class T>
constexpr head_loss differentiate_head(const L& loss, double weight, const T* y, const T* t, T* dy,
                                       std::size_t count) noexcept {
  constexpr std::size_t most = 1024 / sizeof(T), chunk = N > most / 2 ? 1 : min_of<std::size_t>(64, most / N);
  const T factor = static_cast<T>(weight);
  T divisor = static_cast<T>(count);
  if constexpr (weighs_samples<L, T>) {
    divisor = T(0);
    for (std::size_t s = 0; s < count; ++s) divisor += _detail::count_of<N>(loss, t + s * Stride, 1);
  }
  double total = 0;
  for (std::size_t at = 0; at < count; at += chunk) {
    const std::size_t samples = min_of(chunk, count - at);
    const T *y_part = y + at * Stride, *t_part = t + at * Stride;
    T* const dy_part = dy == nullptr ? nullptr : dy + at * Stride;
    if constexpr (chunk == 1) {
      total += static_cast<double>(_detail::differentiate<N>(loss, y_part, t_part, dy_part, 1, divisor));
      if (dy_part != nullptr)
        for (std::size_t i = 0; i < N; ++i) dy_part[i] *= factor;
    } else {
      std::array<T, chunk * N> outputs{}, wanted{};
      for (std::size_t s = 0; s < samples; ++s)
        for (std::size_t i = 0; i < N; ++i) {
          outputs[s * N + i] = y_part[s * Stride + i];
          wanted[s * N + i] = t_part[s * Stride + i];
        }
      total += static_cast<double>(_detail::differentiate<N>(
          loss, outputs.data(), wanted.data(), dy_part == nullptr ? nullptr : wanted.data(), samples, divisor));
      if (dy_part != nullptr)
        for (std::size_t s = 0; s < samples; ++s)
          for (std::size_t i = 0; i < N; ++i) dy_part[s * Stride + i] = wanted[s * N + i] * factor;
    }
  }
  return {total, static_cast<double>(divisor)};
}
/// The mean weighted loss of `count` samples whose outputs have this shape, and its gradient; see differentiate(). The
/// sums of the losses of the heads, without their weights, and what their means divide by are added to `each` unless it
/// is null.
template <class Shape, class T, class... L> constexpr T differentiate_heads(const Losses<L...>& losses, const T* y,
                                                                            const T* t, T* dy, std::size_t count,
                                                                            head_loss* each = nullptr) noexcept {
  return [&]<std::size_t... J>(std::index_sequence<J...>) {
    double total = 0;
    const auto add = [&](std::size_t j, double weight, const head_loss& loss) {
      total += weight * loss.mean;
      if (each != nullptr) {
        each[j].mean += loss.mean * loss.divisor;
        each[j].divisor += loss.divisor;
      }
    };
    (add(J, losses.weights[J],
         _detail::differentiate_head<part_shape<J, Shape>::size, Shape::size>(
             losses.template get<J>(), losses.weights[J], y + part_begin<J, Shape>, t + part_begin<J, Shape>,
             dy == nullptr ? nullptr : dy + part_begin<J, Shape>, count)),
     ...);
    return static_cast<T>(total);
  }
  (std::index_sequence_for<L...>{});
}
/// The mean loss of `count` samples whose outputs have this shape, and its gradient, for any loss.
template <class Shape, class L, class T>
constexpr T differentiate_outputs(const L& loss, const T* y, const T* t, T* dy, std::size_t count) noexcept {
  if constexpr (is_losses<L>) return _detail::differentiate_heads<Shape>(loss, y, t, dy, count);
  else return _detail::differentiate<Shape::size>(loss, y, t, dy, count);
}

}  // namespace _detail
}  // namespace sinew
