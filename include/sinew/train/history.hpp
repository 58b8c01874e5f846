#pragma once
/// \file
/// What fit() reports: a record an epoch, and how it ended.

#include <cstddef>
#include <limits>
#include <vector>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

inline constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

/// One pass over the training data. Losses are means over samples; training figures are those met on the way, before
/// each step.
struct Epoch {
  std::size_t epoch = 0;  ///< 1, 2, …
  double loss = not_measured;
  double accuracy = not_measured;         ///< in [0, 1]; NaN where the net is no classifier
  double validation_loss = not_measured;  ///< NaN without validation data
  double validation_accuracy = not_measured;
  double rate = not_measured;           ///< the learning rate at the epoch's last step
  double gradient_norm = not_measured;  ///< the largest before clipping; NaN without clipping
};

enum class Outcome {
  finished,         ///< all epochs
  stopped_early,    ///< patience ran out: the net has the weights of best_epoch
  stopped_by_user,  ///< a callback returned false
  diverged          ///< the loss became NaN or infinite: seen only without exceptions; see divergence_error
};

struct History {
  std::vector<Epoch> epochs{};
  /// the epoch (1, 2, …) of the least validation loss, or training loss without validation data
  std::size_t best_epoch = 0;
  Outcome outcome = Outcome::finished;

  constexpr const Epoch& last() const noexcept { return epochs.back(); }
  constexpr const Epoch& best() const noexcept { return epochs[best_epoch - 1]; }
};

namespace _detail {
/// Twice as many records, the first of them those there are. (By a constructor and copies, since push_back, reserve and
/// resize take the compiler several times as long; and a template, so that programs which do not train compile none of
/// it.)
template <class Epochs> [[gnu::cold, gnu::noinline]] constexpr void make_room(Epochs& epochs) {
  Epochs more(2 * epochs.size());
  for (std::size_t i = 0; i < epochs.size(); ++i) more[i] = epochs[i];
  epochs.swap(more);
}
/// Without the records behind the first `count`.
template <class Epochs>
[[gnu::cold, gnu::noinline]] constexpr void keep_first(Epochs& epochs, std::size_t count) noexcept {
  while (epochs.size() > count) epochs.pop_back();
}
}  // namespace _detail

}  // namespace sinew
