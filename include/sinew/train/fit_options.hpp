#pragma once
/// \file
/// FitOptions: the options of fit(), of samples and of sequences.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <sinew/config/namespace.hpp>
#include <sinew/optimizer/schedule.hpp>

namespace SINEW_NAMESPACE {

/// Options of fit(). View is the DataView of the training data.
template <class View> struct FitOptions {
  std::size_t epochs = 1;  ///< the number of passes over the data
  /// seed for the order of samples, for random layers and for augmentation. A Trainer goes on with its random numbers
  /// if the seed is that of the call before, and starts anew with another one
  std::uint64_t seed = 1;
  bool shuffle = true;   ///< a new order in every epoch
  View validation{};     ///< evaluated after every epoch, unless empty
  Schedule schedule{};   ///< a factor on the optimizer's rate, applied at every step; its time is that of the training
  double clip_norm = 0;  ///< limit for the norm of the gradient; 0: none
  /// batches for each step of the optimizer, along the mean over all their samples: `fit<16>` with 4 makes the steps of
  /// `fit<64>` but for rounding, in a quarter of the memory. The last batches of an epoch make a step of their own if
  /// they are fewer. Layers that mix samples (BatchNorm) mix those of a batch. Of sequences: blocks, along the mean
  /// over all their steps
  std::size_t accumulate = 1;
  /// epochs without a better loss before training stops; the net then has the best weights, whether it stopped or not.
  /// The loss is that of the validation data, if there are any. One that is NaN or infinite is never better; if there
  /// was no other, the net keeps its last weights. 0: never stop, and keep the last weights, unless keep_best
  std::size_t patience = 0;
  double min_delta = 0;  ///< how much lower a loss must be to count as better, or how much better a monitored figure
  /// the net has the best weights at the end, as with patience, but training does not stop early
  bool keep_best = false;
  /// what `patience` and `keep_best` compare: "loss", also if it is empty, "accuracy", or the name of a metric given
  /// behind the options. It is measured on the validation data, or on the training data without any
  std::string_view monitor{};
};

}  // namespace sinew
