#pragma once
/// \file
/// What fit() reports: a record an epoch, and how it ended.

#include <cstddef>
#include <limits>
#include <vector>

#include <sinew/config/error.hpp>

namespace sinew {

inline constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

/// One pass over the training data. Losses are means over samples; training figures are those met on the way, before each step.
struct Epoch {
  std::size_t epoch = 0;                          ///< 1, 2, …
  double loss = not_measured;
  double accuracy = not_measured;                 ///< in [0, 1]; NaN where the net is no classifier
  double validation_loss = not_measured;          ///< NaN without validation data
  double validation_accuracy = not_measured;
  double rate = not_measured;                     ///< the learning rate at the epoch's last step
  double gradient_norm = not_measured;            ///< the largest before clipping; NaN without clipping
};

enum class Outcome {
  finished,         ///< all epochs
  stopped_early,    ///< patience ran out: the net has the weights of best_epoch
  stopped_by_user,  ///< a callback returned false
  diverged          ///< the loss became NaN or infinite: seen only without exceptions; see divergence_error
};

struct History {
  std::vector<Epoch> epochs{};
  std::size_t best_epoch = 0;       ///< the epoch (1, 2, …) of the least validation loss, or training loss without validation data
  Outcome outcome = Outcome::finished;

  constexpr const Epoch& last() const noexcept { return epochs.back(); }
  constexpr const Epoch& best() const noexcept { return epochs[best_epoch - 1]; }
};

namespace detail {
/// Twice as many records, the first of them those there are. (By a constructor and copies, since push_back, reserve and resize take the compiler
/// several times as long; and a template, so that programs which do not train compile none of it.)
template <class Epochs> [[gnu::cold, gnu::noinline]] constexpr void make_room(Epochs& epochs) {
  Epochs more(2 * epochs.size());
  for (std::size_t i = 0; i < epochs.size(); ++i) more[i] = epochs[i];
  epochs.swap(more);
}
/// Without the records behind the first `count`.
template <class Epochs> [[gnu::cold, gnu::noinline]] constexpr void keep_first(Epochs& epochs, std::size_t count) noexcept {
  while (epochs.size() > count) epochs.pop_back();
}
}  // namespace detail

/// The loss (or a weight, after the last step of an epoch) became NaN or infinite. The net has the last weights at the beginning of an
/// epoch that gave a finite loss: those of the end of epoch `weights_of`, or, where that is 0, those it came with.
struct divergence_error : error {
  std::size_t epoch, batch;   ///< 1, 2, …
  std::size_t weights_of;     ///< 0, 1, …
  divergence_error(std::size_t in_epoch, std::size_t in_batch, std::size_t good)
      : error(detail::message("training diverged: the loss is no longer finite in epoch %zu, batch %zu; the net has the weights %s again. "
                              "Lower the rate, clip gradients (clip_norm), scale the inputs, or look for NaN in the data.",
                              in_epoch, in_batch, good == 0 ? "it began with" : detail::message("of the end of epoch %zu", good).text).text),
        epoch{in_epoch}, batch{in_batch}, weights_of{good} {}
};

}  // namespace sinew
