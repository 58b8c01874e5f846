#pragma once
/// \file
/// TrainingState: everything that a Trainer remembers from one call to the next, as one object of named members.

#include <cstddef>
#include <cstdint>
#include <limits>

#include <sinew/config/namespace.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/optimizer/optimizer.hpp>

namespace SINEW_NAMESPACE {

/// How far a training has come.
struct TrainingProgress {
  std::size_t epoch = 0;       ///< epochs completed; the time of the schedule
  std::size_t best_epoch = 0;  ///< the epoch (from 1) of best_loss; 0: no monitored figure was finite so far
  /// the best monitored figure: the lowest loss of the validation data, or of training without validation data, or the
  /// best value of what FitOptions::monitor names
  double best_loss = std::numeric_limits<double>::infinity();
  std::size_t epochs_since_best = 0;  ///< epochs without a better figure, which `patience` limits
  std::size_t last_good_epoch = 0;  ///< the epoch at whose end the net had the weights `last_good`; 0: before the first
};

/// Everything that a Trainer remembers from one call of fit() to the next, besides the net; every other memory of a
/// Trainer is scratch. The order of the samples is not part of it: each epoch shuffles the order 0, 1, … by `engine`.
/// It is trivially copyable. A file of it is a checkpoint (io/checkpoint.hpp).
template <class Net, class Formula> struct TrainingState {
  Formula formula{};  ///< the hyper-parameters; a new rate applies from the next epoch
  Optimizer<Formula, Net>
      optimizer{};              ///< moments and count of steps; its own hyper-parameters are those of the last step
  std::uint64_t seed = 1;       ///< the seed that `engine` began with
  Engine engine{1};             ///< draws the order of samples, Dropout and augmentation
  TrainingProgress progress{};  ///< epochs, the best loss and patience
  Net last_good{};  ///< the last weights at the beginning of an epoch that gave a finite loss; restored on divergence
  Net best{};       ///< the weights of progress.best_epoch
  /// the last weights, from which the next call goes on: if shows_best, or while the net has them after
  /// load_checkpoint()
  Net last{};
  bool shows_best = false;  ///< whether the net was given the weights `best` at the end of a call with patience
};

}  // namespace sinew
