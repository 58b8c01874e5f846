#pragma once
/// \file
/// The requirements on a loss. The loss of a batch is the mean over its samples; where these count differently, it is
/// the sum of their losses divided by that of their weights. For one sample with outputs y and
/// targets t, a loss is one of
///
///     elementwise   value(y, t) and derivative(y, t) of one output, averaged over the outputs, or summed with
///                   `sums_outputs = true`; arguments are scalars or packs, or only scalars where constrained to
///                   std::floating_point
///     samplewise    T sample(std::span<const T> y, std::span<const T> t, std::span<T> dy): returns L, writes ∂L/∂y
///
/// Optional members, with their defaults in brackets:
///
///     batch         template <N> T batch(y, t, dy, count, scale): the same for `count` consecutive samples of N
///                   outputs; returns the sum of their losses and writes scale·∂L/∂y unless dy is null. dy may be
///                   t, so read a target before its gradient is written. For losses that are faster that way
///                   [sample, count times]
///     needs         the activation the net must end with  [any]
///     from_logits   the gradient is ∂L/∂z, z the input of that activation  [no: ∂L/∂y]
///     classifies    targets are classes, so accuracy is defined  [no]
///     normalizes_outputs
///                   the outputs of a sample are normalized together, so the loss of a single one is constant  [no]
///     linear_in_targets
///                   a multiple of the targets multiplies the loss, so weights of classes can multiply the targets:
///                   weighted() takes such a loss, and elementwise ones (loss/weighted_loss.hpp)  [no]
///     weight        template <class T> T weight(std::span<const T> t) const: how much a sample with these targets
///                   counts in the mean  [1]
///     plain, is_plain
///                   a type without numbers that computes the same where is_plain() is true, for batches  [none]
///     numbers       std::array<double, N> numbers() const: the loss's own numbers, which a Checkpoint compares  [none]
///     fault         const char* fault() const: what is wrong with the loss's own numbers, or nullptr; fit() and
///                   evaluate() throw it as an option_error  [nothing]
///
/// tests/laws/loss.hpp tests the laws of a loss: the gradient equals the numeric one; a perfect fit has the least
/// loss.

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/activation/identity.hpp>

namespace SINEW_NAMESPACE {

/// A loss that is a function of one output and its target.
template <class L> concept ElementwiseLoss = requires(const L& loss, float y) {
  loss.value(y, y);
  loss.derivative(y, y);
};
/// A loss of all outputs of a sample.
template <class L> concept SamplewiseLoss = requires(const L& loss, std::span<const float> y, std::span<float> dy) {
  loss.sample(y, y, dy);
};
namespace _detail {
/// The mistake if L is not a loss: the member that a user-defined loss lacks, or that it is no loss at all.
template <class L> consteval auto loss_fault() {
  constexpr bool value = requires(const L& loss, float y) { loss.value(y, y); };
  constexpr bool slope = requires(const L& loss, float y) { loss.derivative(y, y); };
  constexpr bool plain_sample = requires { &L::sample; };
  constexpr bool template_sample = requires { &L::template sample<float>; };
  if constexpr (ElementwiseLoss<L> || SamplewiseLoss<L>) return std::type_identity<nothing>{};
  else if constexpr (value) return std::type_identity<mistake::loss_lacks<L, member::derivative>>{};
  else if constexpr (slope) return std::type_identity<mistake::loss_lacks<L, member::value>>{};
  else if constexpr (plain_sample || template_sample)
    return std::type_identity<mistake::loss_lacks<L, member::sample_of_y_t_dy>>{};
  else return std::type_identity<mistake::not_a_loss<L>>{};
}
}  // namespace _detail
/// A loss that computes several samples in one call.
template <class L, class T> concept BatchwiseLoss = requires(const L& loss, const T* y, T* dy, T scale) {
  loss.template batch<2>(y, y, dy, std::size_t{}, scale);
};
/// A loss, elementwise or samplewise.
template <class L> concept Loss = ElementwiseLoss<L> || SamplewiseLoss<L>;

namespace _detail {
template <class L> struct needs_type { using type = nothing; };
template <class L>
requires requires { typename L::needs; }
struct needs_type<L> {
  using type = typename L::needs;
};
/// The output activation a loss needs, or nothing.
template <class L> using needs_of = typename needs_type<L>::type;

template <class L> consteval bool gives_logit_gradients() {
  if constexpr (requires { L::from_logits; }) return L::from_logits;
  else return false;
}
template <class L> consteval bool is_classification() {
  if constexpr (requires { L::classifies; }) return L::classifies;
  else return false;
}
template <class L> consteval bool normalizes_outputs() {
  if constexpr (requires { L::normalizes_outputs; }) return L::normalizes_outputs;
  else return false;
}
template <class L> consteval bool is_linear_in_targets() {
  if constexpr (requires { L::linear_in_targets; }) return L::linear_in_targets;
  else return false;
}
/// Whether a loss with weights has one for each of so many outputs; true of other losses.
template <class L> consteval bool takes_outputs([[maybe_unused]] std::size_t outputs) {
  if constexpr (requires { L::weight_count; }) return L::takes(outputs);
  else return true;
}
template <class L> struct unweighted { using type = L; };
template <class L>
requires requires { typename L::unweighted; }
struct unweighted<L> {
  using type = typename L::unweighted;
};
/// Whether each output is judged for itself, as by ElementwiseLoss; weights do not change that.
template <class L> inline constexpr bool judges_outputs_singly = ElementwiseLoss<typename unweighted<L>::type>;
template <class L> consteval bool sums_outputs() {
  if constexpr (requires { L::sums_outputs; }) return L::sums_outputs;
  else return false;
}

/// Whether the loss accepts the net's output. A last layer that names no activation counts as Identity.
template <class L, class Activation>
inline constexpr bool fits_output = std::is_same_v<needs_of<L>, nothing> || std::is_same_v<needs_of<L>, Activation> ||
                                    (std::is_same_v<needs_of<L>, Identity> && std::is_same_v<Activation, nothing>);

}  // namespace _detail
}  // namespace sinew
