#pragma once
/// \file
/// Weights of samples: WeightedTarget is a target with a weight, and weighted(data, weights) a data set of such
/// targets.
///
///     fit<32>(net, weighted(train, weights), CrossEntropy{}, Adam{}, {.epochs = 20});
///
/// The weights are part of the samples: split(), subset(), shuffled batches and the like keep them. The loss of a batch
/// is
///
///     L = Σ over samples of w·ℓ / n,   n the number of samples
///
/// as with PyTorch's (loss(reduction='none')·w).mean() and Keras' sample_weight: a weight of 2 is as good as a sample
/// that is there twice, up to the step size, since n counts it once. So choose weights whose mean is about 1; the step
/// is smaller otherwise. A weight of 0 leaves a sample out of the loss, but not out of n. With class weights
/// (loss/weighted_loss.hpp) the sum of the class weights of the samples takes the place of n.
/// Accuracy, metrics and confusion_matrix() count each sample once, as Keras' metrics do.
///
/// They are targets wherever these are samples: fit(), Trainer, evaluate(), train_step(), forward_loss(); in sequences,
/// the weights of single steps (DataView(inputs, targets) of std::vector<std::vector<WeightedTarget<…>>>).

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/data/dataset.hpp>

namespace SINEW_NAMESPACE {

/// A target whose sample has a weight in the loss; see data/weighted.hpp.
template <class Target> struct WeightedTarget {
  Target target{};    ///< the target
  double weight = 1;  ///< from 0 to 1e30

  /// Returns whether both are the same.
  friend constexpr bool operator==(const WeightedTarget&, const WeightedTarget&) = default;
};

namespace _detail {
template <class Target> inline constexpr bool is_weighted = false;
template <class Target> inline constexpr bool is_weighted<WeightedTarget<Target>> = true;
template <class Target> struct without_weight { using type = Target; };
template <class Target> struct without_weight<WeightedTarget<Target>> { using type = Target; };
/// Target without a weight.
template <class Target> using plain_t = typename without_weight<Target>::type;
/// The target without its weight.
template <class Target> constexpr const Target& plain(const Target& target) noexcept { return target; }
template <class Target> constexpr const Target& plain(const WeightedTarget<Target>& target) noexcept {
  return target.target;
}
/// Whether a sample may have this weight.
constexpr bool is_weight(double weight) noexcept { return weight >= 0 && weight <= 1e30; }
}  // namespace _detail

/// The targets with weights, for a DataView of inputs that are not copied: `auto t = weighted(train.targets, weights);
/// DataView data(train.inputs, t)`.
/// Parameters: both are contiguous ranges; weights are numbers. Precondition: as many weights as targets.
template <class Targets, class Weights>
requires requires(const Targets& targets, const Weights& weights) {
  std::data(targets);
  std::data(weights);
}
[[nodiscard]] constexpr auto weighted(const Targets& targets, const Weights& weights) {
  using Target = _detail::element_of<Targets>;
  const std::size_t count = std::size(targets);
  _detail::precondition(std::size(weights) == count,
                        "weighted(data, weights): found {} weight{s} for {} sample{s}, expected as many",
                        std::size(weights), count);
  std::vector<WeightedTarget<Target>> all(count);
  for (std::size_t i = 0; i < count; ++i) all[i] = {std::data(targets)[i], static_cast<double>(std::data(weights)[i])};
  return all;
}
/// A copy of the data whose samples have weights, in the order of the samples.
/// Parameters: `data` is a Dataset or DataView; the inputs of a Dataset that is moved are not copied.
/// Precondition: as many weights as samples.
/// PyTorch: loss(reduction='none') and the product with the weights. Keras: sample_weight.
template <class Input, class Target, class Weights>
[[nodiscard]] constexpr Dataset<Input, WeightedTarget<Target>> weighted(Dataset<Input, Target> data,
                                                                        const Weights& weights) {
  auto targets = weighted(data.targets, weights);
  return {(std::move)(data.inputs), (std::move)(targets)};
}
/// The same for a view.
template <class Input, class Target, class Weights>
[[nodiscard]] constexpr Dataset<Input, WeightedTarget<Target>> weighted(DataView<Input, Target> data,
                                                                        const Weights& weights) {
  return {{data.inputs.begin(), data.inputs.end()}, weighted(data.targets, weights)};
}
/// The data with the weight 1 for each sample: validation data beside training data with weights.
template <class Input, class Target>
[[nodiscard]] constexpr Dataset<Input, WeightedTarget<Target>> weighted(Dataset<Input, Target> data) {
  const std::vector<decltype(WeightedTarget<Target>::weight)> ones(data.size(), 1);
  return weighted((std::move)(data), ones);
}

}  // namespace sinew
