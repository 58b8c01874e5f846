#pragma once
/// \file
/// The requirements on an optimizer: hyper-parameters, and a formula that changes the parameters.
///
///     double rate                                 the learning rate; schedules change it
///     static constexpr std::size_t slot_count     values remembered per parameter (moments); 0 for SGD
///
/// and one of
///
///     template <class T> auto at(step) const      the formula at step 1, 2, …, with its factors computed once:
///       V operator()(V w, V g, V& slot...)        the new w from the gradient g; scalars or packs
///     template <class T> void update(const ParameterTensor<T, slot_count>& tensor, step) const
///                                                 changes one weight matrix or bias vector, for steps that depend on a
///                                                 whole tensor (LAMB, Muon). A formula that has both uses this one
///
/// After either, parameters and slots below the smallest normal number become 0: what decays by a factor would stay
/// among subnormal numbers, which processors multiply slowly.
///
/// Optional, with the default in brackets:
///
///     template <class T> GradientSink<T> sink(T* parameters, step) const
///                                                 a step w ← keep·w + scale·g as a gradient sink
///                                                 (layer/gradient_sink.hpp): backward then takes the step itself and
///                                                 writes no gradient  [the gradient is stored]
///     static constexpr std::array slot_names{"…", …}
///                                                 what files of checkpoints call the slots; of the library's
///                                                 optimizers PyTorch's names  ["slot0", "slot1", …]
///     void hyper_parameters(auto&& visit)         visit("name", number) for each hyper-parameter that a checkpoint
///                                                 keeps, a member of any arithmetic type  [those below]
///
/// Further hyper-parameters of the library's optimizers, all of type double:
///
///     momentum, alpha, rho, beta1, beta2          the part of a remembered value that stays at each step
///     momentum_decay                              how fast the momentum rises to its full value
///     epsilon                                     ε, added to the divisor of a step
///     weight_decay                                the pull of parameters towards 0, biases included; 0: none
///
/// Optimizer<Formula, Net> (optimizer/optimizer.hpp) provides the loops, the memory and the count of steps.

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/trained.hpp>

namespace SINEW_NAMESPACE {

/// One tensor of a layer's parameters, the argument of a formula's update(). A layer names its tensors
/// (layer/tensors.hpp): a Dense layer has W (In × Out) and b (1 × Out). A tensor of more than two extents is a matrix
/// of PyTorch's first extent by all others, or its transpose, as it lies in memory: W of a Conv2D has a row per input
/// and position of the kernel, and a column per output.
template <class T, std::size_t Slots> struct ParameterTensor {
  std::span<T> parameters;               ///< rows × columns, row-major
  std::span<const T> gradient;           ///< ∂L/∂parameters, in the same order
  std::array<std::span<T>, Slots> slot;  ///< values remembered per parameter; 0 before the first step
  std::size_t rows, cols;                ///< the extents; a vector has one row
};

/// A formula that changes each parameter by itself.
template <class F> concept ElementwiseFormula = requires(const F f) { f.template at<float>(std::size_t{1}); };
/// A formula that changes a whole tensor.
template <class F> concept TensorFormula = requires(const F f, const ParameterTensor<float, F::slot_count>& tensor) {
  f.update(tensor, std::size_t{1});
};
/// A formula whose step a gradient sink can take.
template <class F, class T> concept SinkFormula = requires(const F f, T* parameters) {
  { f.sink(parameters, std::size_t{1}) } -> std::same_as<GradientSink<T>>;
};
/// The formula of an optimizer, with its hyper-parameters.
template <class F> concept OptimizerFormula = (ElementwiseFormula<F> || TensorFormula<F>)&&requires(F f) {
  { f.rate } -> std::convertible_to<double>;
  { F::slot_count } -> std::convertible_to<std::size_t>;
};

namespace _detail {
/// The signature of an optimizer's update, for messages; float(float, float, float&) with one slot.
template <class Slots> struct spelt;
template <std::size_t... J> struct spelt<std::index_sequence<J...>> {
  using type = float(float w, float g, std::conditional_t<J == 0, float, float>&... slot);
};
template <class F, std::size_t... J> consteval bool updates(std::index_sequence<J...>) {
  return requires(decltype(std::declval<const F&>().template at<float>(1)) update, float w, float& slot) {
    w = update(w, w, (static_cast<void>(J), slot)...);
  };
}
/// The mistake if F is not an optimizer: the member that a user-defined one lacks, or that it is no optimizer at all;
/// nothing if it is one.
template <class F> consteval auto optimizer_fault() {
  constexpr bool rate = requires(F f) {
    { f.rate } -> std::convertible_to<double>;
  };
  constexpr bool slot_count = requires { typename std::make_index_sequence<F::slot_count>; };
  constexpr bool at = ElementwiseFormula<F>;
  if constexpr (!rate && !slot_count && !at) return std::type_identity<mistake::not_an_optimizer<F>>{};
  else if constexpr (!rate) return std::type_identity<mistake::optimizer_lacks<F, member::rate>>{};
  else if constexpr (!slot_count) return std::type_identity<mistake::optimizer_lacks<F, member::slot_count>>{};
  else if constexpr (TensorFormula<F>) return std::type_identity<nothing>{};
  else if constexpr (!at) return std::type_identity<mistake::optimizer_lacks<F, member::at_step>>{};
  else if constexpr (!_detail::updates<F>(std::make_index_sequence<F::slot_count>{}))
    return std::type_identity<mistake::optimizer_formula_takes_something_else<
        F, expected<typename spelt<std::make_index_sequence<F::slot_count>>::type>>>{};
  else return std::type_identity<nothing>{};
}
template <class F> using optimizer_mistake_of = typename decltype(_detail::optimizer_fault<F>())::type;

/// f("name", number) for each hyper-parameter of an optimizer.
template <class Formula, class F> constexpr void each_hyper_parameter(Formula& formula, F&& f) {
  if constexpr (requires { formula.hyper_parameters(f); }) formula.hyper_parameters(f);
  else {
    f("rate", formula.rate);
    if constexpr (requires { formula.momentum; }) f("momentum", formula.momentum);
    if constexpr (requires { formula.alpha; }) f("alpha", formula.alpha);
    if constexpr (requires { formula.rho; }) f("rho", formula.rho);
    if constexpr (requires { formula.beta1; }) f("beta1", formula.beta1);
    if constexpr (requires { formula.beta2; }) f("beta2", formula.beta2);
    if constexpr (requires { formula.momentum_decay; }) f("momentum_decay", formula.momentum_decay);
    if constexpr (requires { formula.epsilon; }) f("epsilon", formula.epsilon);
    if constexpr (requires { formula.weight_decay; }) f("weight_decay", formula.weight_decay);
  }
}

/// What an optimizer does per layer, if it is a PerLayer (optimizer/per_layer.hpp); others treat all layers alike.
template <class Formula> struct rules_of {
  static constexpr bool any = false, alike = true;
  using trained = all_trained;
};

/// b^n by squaring, in constant expressions too; accurate to an ULP or two.
constexpr double power(double b, std::size_t n) noexcept {
  double result = 1;
  for (; n > 0; n /= 2, b *= b)
    if (n % 2 != 0) result *= b;
  return result;
}
}  // namespace _detail

}  // namespace sinew
