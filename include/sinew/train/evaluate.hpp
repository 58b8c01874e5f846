#pragma once
/// \file
/// evaluate, accuracy, confusion_matrix: measure a net on data.

#include <cstddef>
#include <type_traits>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/net/decision.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/loss/differentiate.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/confusion_matrix.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/target.hpp>

namespace SINEW_NAMESPACE {

/// The figures that evaluate() returns.
struct Evaluation {
  double loss = not_measured;  ///< mean over the samples; NaN if that of any sample is
  /// in [0, 1]; NaN if the net is not a classifier, and if the loss is NaN: outputs that are NaN stand for no class
  double accuracy = not_measured;
};

namespace _detail {

/// Whether accuracy is meaningful. With several outputs: if targets are class indices, the output activation is
/// Softmax, or the loss compares scores of classes. (Outputs that each answer a separate question have no single
/// class.) With one output: if its activation has a threshold, or the loss reads it as a logit.
template <class Net, class L, class Target> inline constexpr bool measures_accuracy = [] {
  using Activation = typename Net::activation;
  if constexpr (Net::output::size > 1)
    return ClassIndex<Target> || RowActivation<Activation> || (is_classification<L>() && !ElementwiseLoss<L>);
  else if constexpr (requires { Activation::decision; })
    return Activation::decision != 0 || is_classification<L>() ||
           (ClassIndex<Target> && !std::is_same_v<Activation, Identity>);
  else return false;
}();

/// Runs a forward pass on each block of the data, and calls f(first sample, count) after it.
template <class W, class Net, class Input, class Target, class F>
constexpr void each_block_of(Net& net, W& w, DataView<Input, Target> data, F f) {
  constexpr std::size_t in = Net::input::size;
  const std::size_t all = data.size();
  const Input* const inputs = data.inputs.data();
  typename Net::scalar* const x = w.x().data;
  for (std::size_t at = 0; at < all; at += W::batch) {
    const std::size_t count = min_of(W::batch, all - at);
    for (std::size_t s = 0; s < count; ++s) read_sample<typename Net::scalar, in>(inputs[at + s], x + s * in);
    net.forward(w);
    f(at, count);
  }
}

/// The loop of evaluate(), in the caller's memory; fit() runs it after every epoch.
template <class W, class Targets, class Net, class L, class Input, class Target>
constexpr Evaluation evaluate_in(W& w, Targets& t, Net& net, DataView<Input, Target> data, const L& loss) {
  using T = typename Net::scalar;
  constexpr std::size_t out = Net::output::size;
  const Target* const targets = data.targets.data();
  const T* const y = w.y().data;
  T* const wanted = t.data();
  double total = 0;
  std::size_t hits = 0;
  _detail::each_block_of(net, w, data, [&](std::size_t at, std::size_t count) {
    for (std::size_t s = 0; s < count; ++s) {
      write_target<typename Net::activation, T, out>(targets[at + s], wanted + s * out);
      if constexpr (measures_accuracy<Net, L, Target>)
        hits += predicted_class<typename Net::activation, out>(y + s * out) ==
                class_of<typename Net::activation, T, out>(targets[at + s]);
    }
    total += static_cast<double>(differentiate<out>(loss, y, wanted, static_cast<T*>(nullptr), count)) *
             static_cast<double>(count);
  });
  const double n = static_cast<double>(data.size());
  const bool counts = measures_accuracy<Net, L, Target> && total == total;
  return {total / n, counts ? static_cast<double>(hits) / n : not_measured};
}

/// Whether the outputs stand for a class, as confusion_matrix() and accuracy() require.
template <class Net> inline constexpr bool decides = Net::output::size > 1 || requires { Net::activation::decision; };
template <class Net, class Data, std::size_t Batch> using matrix_mistake_of = typename first_of<
    batch_mistake<Batch>, data_mistake_of<Net, Data>,
    std::conditional_t<decides<Net>, nothing, mistake::output_without_decision<typename Net::activation>>>::type;

}  // namespace _detail

/// Mean loss and accuracy of the net on the data, computed Batch samples at a time. It allocates a workspace.
/// Errors: data_error if there are no samples or a class index is invalid.
template <std::size_t Batch = 64, class T, class... L, class Data, class LossType>
constexpr Evaluation evaluate(const BasicNet<T, L...>& net, const Data& data, const LossType& loss) {
  using Net = BasicNet<T, L...>;
  using Mistake = typename _detail::first_of<_detail::batch_mistake<Batch>, _detail::data_mistake_of<Net, Data>,
                                             _detail::loss_mistake_of<Net, LossType>>::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>)){};
    return {};
  } else {
    const _detail::view_of<Data> view = data;
    _detail::check_data<Net>(view, "evaluate");
    std::vector<Workspace<Net, Batch>> w(1);  // on the heap: it may be large
    std::vector<T> t(Batch * Net::output::size, T(0));
    return _detail::evaluate_in(w[0], t, net, view, loss);
  }
}

/// Counts of (actual class, predicted class) on the data.
/// Errors: data_error if there are no samples or a class index is invalid.
template <std::size_t Batch = 64, class T, class... L, class Data>
constexpr ConfusionMatrix<_detail::classes_of<BasicNet<T, L...>::output::size>> confusion_matrix(
    const BasicNet<T, L...>& net, const Data& data) {
  using Net = BasicNet<T, L...>;
  using Mistake = _detail::matrix_mistake_of<Net, Data, Batch>;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>)){};
    return {};
  } else {
    const _detail::view_of<Data> view = data;
    _detail::check_data<Net>(view, "confusion_matrix");
    std::vector<Workspace<Net, Batch>> w(1);
    ConfusionMatrix<_detail::classes_of<Net::output::size>> matrix;
    _detail::each_block_of(net, w[0], view, [&](std::size_t at, std::size_t count) {
      for (std::size_t s = 0; s < count; ++s)
        ++matrix.counts[_detail::class_of<typename Net::activation, T, Net::output::size>(view.targets[at + s])]
                       [_detail::predicted_class<typename Net::activation, Net::output::size>(w[0].y()[s].data())];
    });
    return matrix;
  }
}

/// Catches a first argument that is not a net.
template <std::size_t Batch = 64, class What, class... Rest>
requires(!_detail::is_net<What>) constexpr Evaluation evaluate(const What&, const Rest&...) {
  mistake::not_a_net<What>{};
  return {};
}
/// Catches a first argument that is not a net.
template <std::size_t Batch = 64, class What, class... Rest>
requires(!_detail::is_net<What>) constexpr ConfusionMatrix<2> confusion_matrix(const What&, const Rest&...) {
  mistake::not_a_net<What>{};
  return {};
}
/// Catches a first argument that is not a net.
template <std::size_t Batch = 64, class What, class... Rest>
requires(!_detail::is_net<What>) constexpr double accuracy(const What&, const Rest&...) {
  mistake::not_a_net<What>{};
  return 0;
}

/// The fraction of samples whose predicted class equals that of the target, in [0, 1].
/// Errors: data_error if there are no samples or a class index is invalid.
template <std::size_t Batch = 64, class T, class... L, class Data>
constexpr double accuracy(const BasicNet<T, L...>& net, const Data& data) {
  using Mistake = _detail::matrix_mistake_of<BasicNet<T, L...>, Data, Batch>;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>)){};
    return 0;
  } else return confusion_matrix<Batch>(net, data).accuracy();
}

}  // namespace sinew
