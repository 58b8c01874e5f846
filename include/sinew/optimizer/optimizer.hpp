#pragma once
/// \file
/// Optimizer<Formula, Net>: an optimizer for one net: its gradient, its memory, its count of steps.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/shape/mistake.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/optimizer/concept.hpp>
#include <sinew/optimizer/sgd.hpp>

namespace sinew {

/// For loops of your own (reinforcement learning, online learning); fit() uses the same.
///     Optimizer<Adam, Policy> optimizer{{.rate = 3e-4}};
///     policy.forward(w);  …write w.dy()…  policy.backward(w, optimizer.gradient());  optimizer.step(policy);
/// Everything is in place, nothing allocates. Bytes: (1 + slots) × those of the parameters.
template <class Formula, class Net> class Optimizer {
public:
  using scalar = typename Net::scalar;
  using Parameters = typename Net::Parameters;
  /// Steps can be taken within backward, by sink().
  static constexpr bool descends = std::is_same_v<Formula, SGD>;

  constexpr Optimizer() = default;
  constexpr explicit(false) Optimizer(const Formula& settings) noexcept : formula{settings} {}

  /// The hyper-parameters; change the rate at any time.
  Formula formula{};

  /// ∂L/∂parameters, laid out as the parameters are. Starts at 0; backward adds to it.
  constexpr Parameters& gradient() noexcept { return gradient_; }
  constexpr std::size_t steps() const noexcept { return steps_; }

  /// One step along the gradient, which then is 0 again.
  constexpr void step(Net& net) noexcept {
    apply(net);
    gradient_.fill(scalar(0));
  }
  /// One step along the gradient, which stays: for gradients that the next backward overwrites.
  constexpr void apply(Net& net) noexcept {
    const auto update = formula.template at<scalar>(++steps_);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      if (__builtin_is_constant_evaluated()) {
        scalar* w = net.parameters.data();
        for (std::size_t i = 0; i < gradient_.size(); ++i) w[i] = update(w[i], gradient_[i], slots_[I][i]...);
      } else sweep<scalar>(gradient_.size(), [&]<class V>(std::size_t i) {
        [[maybe_unused]] std::array<V, Formula::slots> slot{load<V>(slots_[I].data() + i)...};
        store<V>(net.parameters.data() + i, V(update(load<V>(net.parameters.data() + i), load<V>(gradient_.data() + i), slot[I]...)));
        (store<V>(slots_[I].data() + i, slot[I]), ...);
      });
    }(std::make_index_sequence<Formula::slots>{});
  }
  /// The sink whose gradients are steps already; for SGD. Do not call step() after it.
  constexpr gradient_sink<scalar> sink(Net& net) noexcept {
    if constexpr (!descends) { mistake::only_SGD_has_a_sink<Formula>{}; return overwrite(gradient_.data()); }
    else {
      ++steps_;
      return descend(net.parameters.data(), static_cast<scalar>(formula.rate), static_cast<scalar>(formula.weight_decay));
    }
  }
  // Another net, or one that is const.
  template <class Other> constexpr void step(Other&) noexcept { mistake::made_for_another_net<given<Other>, expected<Net>>{}; }
  template <class Other> constexpr void apply(Other&) noexcept { mistake::made_for_another_net<given<Other>, expected<Net>>{}; }
  template <class Other> constexpr gradient_sink<scalar> sink(Other&) noexcept {
    mistake::made_for_another_net<given<Other>, expected<Net>>{};
    return overwrite(gradient_.data());
  }

private:
  alignas(line_bytes) Parameters gradient_{};
  alignas(line_bytes) std::array<Parameters, Formula::slots> slots_{};
  std::size_t steps_ = 0;
};
namespace detail {
template <class Net> concept HasParameters = requires { typename Net::Parameters; };
template <class Formula, class Net> struct optimizer_mistake { using type = optimizer_mistake_of<Formula>; };
template <class Formula, class Net> requires (OptimizerFormula<Formula>)
struct optimizer_mistake<Formula, Net> { using type = mistake::not_a_net<Net>; };
}  // namespace detail
// Has all members, so that nothing follows from the mistake.
template <class Formula, class Net> requires (!OptimizerFormula<Formula> || !detail::HasParameters<Net>)
class Optimizer<Formula, Net> : public detail::optimizer_mistake<Formula, Net>::type {
  using Settings = std::conditional_t<OptimizerFormula<Formula>, Formula, SGD>;

public:
  constexpr Optimizer() = default;
  constexpr explicit(false) Optimizer(const Settings& settings) noexcept : formula{settings} {}
  Settings formula{};
  std::array<float, 1> gradient_{};
  constexpr auto& gradient() noexcept { return gradient_; }
  constexpr std::size_t steps() const noexcept { return 0; }
  constexpr void step(auto&) noexcept {}
  constexpr void apply(auto&) noexcept {}
  constexpr gradient_sink<float> sink(auto&) noexcept { return overwrite(gradient_.data()); }
};

}  // namespace sinew
