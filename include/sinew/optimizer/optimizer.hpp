#pragma once
/// \file
/// Optimizer<Formula, Net>: an optimizer for one net, with its gradient, its memory and its count of steps.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/effects.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/optimizer_state.hpp>
#include <sinew/simd/bits.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/tensors.hpp>
#include <sinew/layer/trained.hpp>
#include <sinew/net/wrong_tensors.hpp>
#include <sinew/optimizer/concept.hpp>
#include <sinew/optimizer/sgd.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
template <class Net> concept HasParameters = requires { typename Net::Parameters; };
/// What is wrong with the pair of an optimizer's formula and a net; `nothing` if it can train the net. A formula of
/// whole tensors needs the net's tensors.
template <class Formula, class Net> struct optimizer_and_net { using type = optimizer_mistake_of<Formula>; };
template <OptimizerFormula Formula, class Net>
requires(!HasParameters<Net>) struct optimizer_and_net<Formula, Net> {
  using type = mistake::not_a_net<Net>;
};
template <TensorFormula Formula, class Net>
requires(HasParameters<Net>&& OptimizerFormula<Formula>) struct optimizer_and_net<Formula, Net> {
  using type = typename mistake_in_tensors<Net>::type;
};
template <class Formula, class Net> using optimizer_mistake_for = typename optimizer_and_net<Formula, Net>::type;
}  // namespace _detail

/// An optimizer for training loops of your own (reinforcement learning, online learning); fit() uses the same class.
///     Optimizer<Adam, Policy> optimizer{{.rate = 3e-4}};
///     policy.forward(w);  …write w.dy()…  policy.backward(w, optimizer.gradient());  optimizer.step(policy);
/// Moments and parameters that decay below the smallest normal number become 0 (optimizer/concept.hpp).
/// Cost: (1 + slots) × the bytes of the parameters. All of it lies within the object; nothing allocates.
/// Misuse: another net than Net → mistake::made_for_another_net; a Formula that is no optimizer →
/// mistake::not_an_optimizer or mistake::optimizer_lacks.
template <class Formula, class Net> class Optimizer : _detail::optimizer_state<Formula, typename Net::Parameters> {
  using State = _detail::optimizer_state<Formula, typename Net::Parameters>;
  using State::gradient_, State::slots_, State::steps_;
  using Rules = _detail::rules_of<Formula>;
  using Trained = typename Rules::trained;

 public:
  using scalar = typename Net::scalar;          ///< float or double
  using Parameters = typename Net::Parameters;  ///< the array of the net's parameters, and of the gradient
  /// Whether steps can be taken within backward, through sink().
  static constexpr bool descends = SinkFormula<Formula, scalar> && Rules::alike;

  constexpr Optimizer() = default;
  /// Starts with these hyper-parameters; the gradient, the slots and the count of steps are 0.
  constexpr explicit(false) Optimizer(const Formula& settings) noexcept : State{settings} {}

  /// The hyper-parameters. The rate may change at any time.
  using State::formula;

  /// The gradient ∂L/∂parameters, in the layout of the parameters. It starts at 0, and backward adds to it: several
  /// passes before a step() accumulate the gradient of a larger batch, if each dy is divided by their number.
  constexpr Parameters& gradient() noexcept SINEW_LIFETIMEBOUND { return gradient_; }
  /// The number of steps taken.
  [[nodiscard]] constexpr std::size_t steps() const noexcept { return steps_; }
  /// The values remembered per parameter, Formula::slot_count arrays in the layout of the parameters; 0 before the
  /// first step.
  constexpr std::array<Parameters, Formula::slot_count>& moments() noexcept { return slots_; }
  /// The same for a const optimizer.
  constexpr const std::array<Parameters, Formula::slot_count>& moments() const noexcept { return slots_; }
  /// Forgets all steps: the count, the gradient and the slots become 0. The hyper-parameters stay.
  constexpr void restart() noexcept {
    steps_ = 0;
    gradient_.fill(scalar(0));
    for (Parameters& slot : slots_) slot.fill(scalar(0));
  }

  /// Goes on from the moments() that were assigned, with this count of steps. The gradient becomes 0.
  constexpr void continue_from(std::size_t steps) noexcept {
    steps_ = steps;
    gradient_.fill(scalar(0));
  }

  /// Takes one step along the gradient, then sets it to 0.
  constexpr void step(Net& net) noexcept SINEW_NONALLOCATING {
    apply(net);
    gradient_.fill(scalar(0));
  }
  /// Takes one step along the gradient and keeps it, for gradients that the next backward overwrites.
  /// Misuse: a formula that does not take its slots → mistake::optimizer_formula_takes_something_else.
  constexpr void apply(Net& net) noexcept SINEW_NONALLOCATING {
    using Elements = std::make_index_sequence<Formula::slot_count>;
    ++steps_;
    if constexpr (TensorFormula<Formula>) update_layer<typename Net::layers>(net, 0);
    else if constexpr (!std::is_same_v<_detail::optimizer_mistake_of<Formula>, mistake::nothing>)
      decltype(mistake::tell(mistake::of<_detail::optimizer_mistake_of<Formula>>)){};
    else if constexpr (!Rules::any) update_elements(net, formula, 0, gradient_.size(), Elements{});
    else
      Rules::template each_run<typename Net::layers>(formula,
                                                     [&](std::size_t begin, std::size_t end, const auto& own) noexcept {
                                                       update_elements(net, own, begin, end, Elements{});
                                                     });
  }
  /// A sink that adds to gradient(), for `net.backward(w, optimizer.accumulate())`: that computes no gradients of
  /// layers that the optimizer freezes (optimizer/per_layer.hpp).
  constexpr auto accumulate() noexcept { return trained_part(sinew::accumulate(gradient_.data())); }
  /// The same, but what backward gives replaces the gradient.
  constexpr auto overwrite() noexcept { return trained_part(sinew::overwrite(gradient_.data())); }
  /// A sink that applies gradients as steps, for formulas that have one (SGD). Do not call step() after it.
  /// Misuse: a formula without sink() → mistake::optimizer_without_sink.
  constexpr auto sink(Net& net) noexcept SINEW_NONALLOCATING {
    if constexpr (descends) return trained_part(formula.sink(net.parameters.data(), ++steps_));
    else {
      decltype(mistake::tell(mistake::of<mistake::optimizer_without_sink<Formula>>)){};
      return overwrite();
    }
  }
  // Misuse: another net, or one that is const.
  template <class Other> constexpr void step(Other&) noexcept {
    decltype(mistake::tell(mistake::of<mistake::made_for_another_net<mistake::given<Other>, mistake::expected<Net>>>,
                           mistake::of<Optimizer>)){};
  }
  template <class Other> constexpr void apply(Other&) noexcept {
    decltype(mistake::tell(mistake::of<mistake::made_for_another_net<mistake::given<Other>, mistake::expected<Net>>>,
                           mistake::of<Optimizer>)){};
  }
  template <class Other> constexpr GradientSink<scalar> sink(Other&) noexcept {
    decltype(mistake::tell(mistake::of<mistake::made_for_another_net<mistake::given<Other>, mistake::expected<Net>>>,
                           mistake::of<Optimizer>)){};
    return sinew::overwrite(gradient_.data());
  }

 private:
  /// The sink, for the layers that are trained.
  static constexpr auto trained_part(GradientSink<scalar> to) noexcept {
    if constexpr (std::is_same_v<Trained, _detail::all_trained>) return to;
    else return _detail::choosing_sink<scalar, Trained>{to};
  }
  /// Updates the parameters from `begin` to `end`.
  template <class Own, std::size_t... J> constexpr void update_elements(Net& net, const Own& own, std::size_t begin,
                                                                        std::size_t end,
                                                                        std::index_sequence<J...>) noexcept {
    const auto update = own.template at<scalar>(steps_);
    if (__builtin_is_constant_evaluated()) {
      scalar* w = net.parameters.data();
      for (std::size_t i = begin; i < end; ++i) {
        w[i] = math::detail::flushed(update(w[i], gradient_[i], slots_[J][i]...));
        ((slots_[J][i] = math::detail::flushed(slots_[J][i])), ...);
      }
    } else
      simd::sweep<scalar>(end - begin, [&]<class V>(std::size_t from) {
        const std::size_t i = begin + from;
        [[maybe_unused]] std::array<V, Formula::slot_count> slot{simd::load<V>(slots_[J].data() + i)...};
        simd::store<V>(net.parameters.data() + i,
                       math::detail::flushed(V(update(simd::load<V>(net.parameters.data() + i),
                                                      simd::load<V>(gradient_.data() + i), slot[J]...))));
        (simd::store<V>(slots_[J].data() + i, math::detail::flushed(slot[J])), ...);
      });
  }
  static constexpr void flush(scalar* values, std::size_t count) noexcept {
    simd::sweep<scalar>(count, [=]<class V>(std::size_t i) {
      simd::store<V>(values + i, math::detail::flushed(simd::load<V>(values + i)));
    });
  }
  /// Updates the tensors of a layer whose parameters begin at `begin`, or those of the layers within it: each as a
  /// matrix of its first extent by the others, transposed where the first extent is the innermost in memory; a vector,
  /// and a tensor with gaps between its elements, as one row.
  template <class Layer> constexpr void update_layer(Net& net, std::size_t begin) noexcept {
    if constexpr (_detail::HasParts<Layer>) {
      [&]<std::size_t... J>(std::index_sequence<J...>) {
        (update_layer<typename Layer::template at<J>>(net, begin + Layer::slice[J]), ...);
      }
      (std::make_index_sequence<Layer::depth>{});
    } else if constexpr (Layer::parameters > 0) {
      _detail::each_layer_tensor<Layer>([&](const _detail::layer_tensor& of) {
        if (of.buffer || of.size() == 0) return;
        [[maybe_unused]] const auto rule = [&] {
          if constexpr (Rules::any) return Rules::template rule_at<typename Net::layers>(begin);
          else return 0;
        }();
        if constexpr (Rules::any)
          if (Rules::freezes(rule)) return;
        const std::size_t at = begin + of.offset, size = of.end() - of.offset;
        std::size_t rows = 1;
        if (of.extents.size() > 1 && of.size() == size) {
          if (of.strides[0] == 1) rows = size / of.extents[0];
          else if (of.strides[0] == size / of.extents[0]) rows = of.extents[0];
        }
        ParameterTensor<scalar, Formula::slot_count> tensor{
            {net.parameters.data() + at, size}, {gradient_.data() + at, size}, {}, rows, size / rows};
        for (std::size_t k = 0; k < Formula::slot_count; ++k) tensor.slot[k] = {slots_[k].data() + at, size};
        if constexpr (Rules::any) Rules::formula_for(formula, rule, of.extents.size() > 1).update(tensor, steps_);
        else formula.update(tensor, steps_);
        flush(net.parameters.data() + at, size);
        for (std::size_t k = 0; k < Formula::slot_count; ++k) flush(slots_[k].data() + at, size);
      });
    }
  }
};
// Misuse: the formula or the net is none, or the net's tensors are wrong. All members exist, so that no further errors
// follow from the mistake.
template <class Formula, class Net>
requires(!std::is_same_v<_detail::optimizer_mistake_for<Formula, Net>, mistake::nothing>) class Optimizer<Formula, Net>
    : public decltype(mistake::tell(mistake::of<_detail::optimizer_mistake_for<Formula, Net>>, mistake::of<Net>)) {
  using Settings = std::conditional_t<OptimizerFormula<Formula>, Formula, SGD>;

 public:
  constexpr Optimizer() = default;
  constexpr explicit(false) Optimizer(const Settings& settings) noexcept : formula{settings} {}
  Settings formula{};
  std::array<float, 1> gradient_{};
  constexpr auto& gradient() noexcept { return gradient_; }
  [[nodiscard]] constexpr std::size_t steps() const noexcept { return 0; }
  constexpr std::array<std::array<float, 1>, 0> moments() const noexcept { return {}; }
  constexpr void restart() noexcept {}
  constexpr void continue_from(std::size_t) noexcept {}
  constexpr void step(auto&) noexcept {}
  constexpr void apply(auto&) noexcept {}
  constexpr GradientSink<float> sink(auto&) noexcept { return sinew::overwrite(gradient_.data()); }
  constexpr GradientSink<float> accumulate() noexcept { return sinew::accumulate(gradient_.data()); }
  constexpr GradientSink<float> overwrite() noexcept { return sinew::overwrite(gradient_.data()); }
  static constexpr bool descends = false;
};

}  // namespace sinew
