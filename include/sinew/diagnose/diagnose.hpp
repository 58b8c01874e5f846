#pragma once
/// \file
/// diagnose: why a net does not learn, looked for as an engineer would: in the data, the weights, the units, the gradients, the rate.

#include <cstddef>
#include <type_traits>

#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/net/net.hpp>
#include <sinew/loss/binary_cross_entropy.hpp>
#include <sinew/loss/cross_entropy.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/optimizer/concept.hpp>
#include <sinew/optimizer/sgd.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/target.hpp>
#include <sinew/diagnose/diagnosis.hpp>
#include <sinew/diagnose/examine.hpp>
#include <sinew/diagnose/judge.hpp>

namespace sinew {

/// The loss that goes with the net's output: CrossEntropy for Softmax, BinaryCrossEntropy for Sigmoid, MSE for others.
template <class Net> using usual_loss =
    std::conditional_t<std::is_same_v<typename Net::activation, Softmax>, CrossEntropy,
                       std::conditional_t<std::is_same_v<typename Net::activation, Sigmoid>, BinaryCrossEntropy, MSE>>;

/// Looks for what keeps a net from learning and says what to do:
///     Diagnosis d = diagnose(net, train, CrossEntropy{}, SGD{.rate = 0.1});
///     if (!d.ok()) std::fputs(to_string(d).c_str(), stderr);          // to_string: report/text.hpp
/// net: as it is before training, or where training got stuck. It is not changed: passes and trials run on copies.
/// data: the training data as fit() takes it.  loss: as for fit(), by default the one that goes with the output.
/// optimizer: as for fit(); its rate is tried. Without one no rate is judged.
///
/// In this order, and a later step only if the earlier ones found nothing, for bad data make bad units, and bad units bad gradients:
///   1. inputs, targets, parameters: NaN and infinity
///   2. inputs: constant or not scaled;  targets: constant, or unrelated to the inputs (two permutation tests: diagnose/relation.hpp)
///   3. units that are all equal;  units dead or saturated;  gradients that vanish or explode
///   4. the rate: training for some steps at it and, unless that lowers the loss, at 10, 100, … times lower and higher ones
/// A net that explains its targets already (four fifths of what a constant answer gets wrong) is not searched beyond 2.
/// The thresholds and their reasons: DiagnoseOptions. Units whose slope cannot be told from their output (GELU, SiLU) count as healthy.
/// Relations that only several features show together, in many dimensions and without neighbours that agree, are not seen.
/// Cost: a pass over the data; about samples²·features; 32 single-sample gradients; with an optimizer 15·steps training steps at most.
/// Allocates. Errors and misuse at compile time: as fit().
template <std::size_t Batch = 64, class T, class... L, class Data, class LossType = usual_loss<BasicNet<T, L...>>, class Formula = nothing>
Diagnosis diagnose(const BasicNet<T, L...>& net, const Data& data, const LossType& loss = {}, const Formula& optimizer = {},
                   const DiagnoseOptions& options = {}) {
  using Net = BasicNet<T, L...>;
  constexpr bool judges_rate = !std::is_same_v<Formula, nothing>;
  using Mistake = typename first_of<
      detail::batch_mistake<Batch>, detail::data_mistake_of<Net, Data>, detail::loss_mistake_of<Net, LossType>,
      detail::optimizer_mistake_of<std::conditional_t<judges_rate, Formula, SGD>>>::type;
  if constexpr (!std::is_same_v<Mistake, nothing>) {
    Mistake{};
    return {};
  } else if constexpr (!std::is_same_v<typename Net::layers::no_gradient, nothing>) {
    told<typename Net::layers::no_gradient>{};
    return {};
  } else {
    const view_of<Data> view = data;
    detail::check_data<Net>(view, "diagnose");
    detail::Examination<Net, Batch, view_of<Data>, LossType> examination(net, view, loss, options);
    examination.look_at_data();
    if (examination.all_finite()) {
      if (!examination.m.constant_targets) examination.relate();
      examination.look_at_units();
      examination.look_at_gradients();
      if constexpr (judges_rate)
        if (detail::judge(examination.m, options).ok() && !examination.m.learned) examination.try_rates(optimizer);
    }
    return detail::judge(examination.m, options);
  }
}

// What is no net.
template <std::size_t Batch = 64, class What, class... Rest> requires (!detail::is_net<What>) Diagnosis diagnose(const What&, const Rest&...) {
  mistake::not_a_net<What>{};
  return {};
}

}  // namespace sinew
