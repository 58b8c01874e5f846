#pragma once
/// \file
/// diagnose: finds out why a net does not learn. It checks the data, the weights, the units, the gradients and the
/// learning rate.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/net/net.hpp>
#include <sinew/loss/binary_cross_entropy.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/loss/cross_entropy.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/loss/nll.hpp>
#include <sinew/optimizer/concept.hpp>
#include <sinew/optimizer/sgd.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/target.hpp>
#include <sinew/diagnose/diagnosis.hpp>
#include <sinew/diagnose/findings.hpp>
#include <sinew/diagnose/measure.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// The default loss for the net's output activation: CrossEntropy for Softmax, NLL for LogSoftmax, BinaryCrossEntropy
/// for Sigmoid, otherwise MSE.
template <class Net> using default_loss =
    element<first_true({std::is_same_v<typename Net::activation, needs_of<CrossEntropy>>,
                        std::is_same_v<typename Net::activation, needs_of<NLL>>,
                        std::is_same_v<typename Net::activation, needs_of<BinaryCrossEntropy>>, true}),
            list<CrossEntropy, NLL, BinaryCrossEntropy, MSE>>;
}  // namespace _detail

/// Looks for the causes that keep a net from learning, and suggests a fix for each:
///     Diagnosis d = diagnose(net, train, CrossEntropy{}, SGD{.rate = 0.1});
///     if (!d.ok()) std::fputs(to_string(d).c_str(), stderr);          // to_string: report/text.hpp
/// Parameters:
/// `net` as it is before training, or where training got stuck. It is not changed; passes and trials run on copies.
/// `data` is the training data, as for fit().
/// `loss` as for fit(); by default the loss for the net's output activation.
/// `optimizer` as for fit(); its rate is tested. Without an optimizer no rate is tested.
///
/// The checks run in this order, and stop at the first that finds something, because bad data cause bad units, and
/// bad units cause bad gradients:
///   1. inputs, targets, parameters: NaN and infinity
///   2. inputs: constant or not scaled; targets: out of the outputs' reach, constant, or unrelated to the inputs
///      (two permutation tests: diagnose/permutation_test.hpp)
///   3. units that are all equal; units that are dead or saturated; gradients that vanish or explode
///   4. the rate: training for some steps at this rate and, unless the loss falls, at rates 10, 100, … times lower and
///      higher
/// Remarks, which stop no check, are a loss that is slow with the output activation (Softmax with MSE) and a program
/// compiled without optimization.
/// If the net already explains its targets (it avoids four fifths of the error of a constant answer), only steps 1
/// and 2 report findings. DiagnoseOptions holds the thresholds and their reasons. Units whose slope is not determined
/// by their output (GELU, SiLU) count as healthy. A dependence of the targets that only several features together
/// show, in many dimensions and without similar neighbours, is not detected.
/// Cost: one pass over the data; about samples²·features; 32 single-sample gradients; with an optimizer at most
/// 15·steps training steps. Allocates.
/// Errors: as fit().
/// Misuse: as fit().
template <std::size_t Batch = 64, class T, class... L, class Data,
          class LossType = _detail::default_loss<BasicNet<T, L...>>, class Formula = mistake::nothing>
[[nodiscard]] Diagnosis diagnose(const BasicNet<T, L...>& net, const Data& data, const LossType& loss = {},
                                 const Formula& optimizer = {}, const DiagnoseOptions& options = {}) {
  using Net = BasicNet<T, L...>;
  constexpr bool tries_rates = !std::is_same_v<Formula, mistake::nothing>;
  using Mistake = typename _detail::first_of<
      _detail::one_output_mistake<Net, mistake::function::diagnose>, _detail::batch_mistake<Batch>,
      _detail::data_mistake_of<Net, Data>, _detail::weights_mistake_of<Data>, _detail::loss_mistake_of<Net, LossType>,
      _detail::optimizer_mistake_for<std::conditional_t<tries_rates, Formula, SGD>, Net>>::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  } else if constexpr (!std::is_same_v<_detail::training_mistake_of<Net, Batch>, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<_detail::training_mistake_of<Net, Batch>>, mistake::of<Net>)){};
    return {};
  } else {
    const _detail::view_of<Data> view = data;
    _detail::check_data<Net>(view, "diagnose");
    _detail::check_loss(loss, "diagnose");
    _detail::NetMeasurement<Net, Batch, _detail::view_of<Data>, LossType> measurement(net, view, loss, options);
    measurement.measure_data();
    if (measurement.all_finite()) {
      if (!measurement.m.constant_targets) measurement.measure_dependence();
      measurement.measure_units();
      measurement.measure_gradients();
      if constexpr (tries_rates)
        if (_detail::findings_of(measurement.m, options).ok() && !measurement.m.learned)
          measurement.try_rates(optimizer);
    }
    return _detail::findings_of(measurement.m, options);
  }
}

// Catches arguments that are not a net.
template <std::size_t Batch = 64, class What, class... Rest>
requires(!_detail::is_net<What>) Diagnosis diagnose(const What&, const Rest&...) {
  decltype(mistake::tell(mistake::of<mistake::not_a_net<What>>)){};
  return {};
}

}  // namespace sinew
