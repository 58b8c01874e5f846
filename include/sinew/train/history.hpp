#pragma once
/// \file
/// What fit() and Trainer::fit() return: a record per epoch, and how training ended.

#include <cstddef>
#include <limits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/memory/constexpr_vector.hpp>
#include <sinew/train/metric_values.hpp>

namespace SINEW_NAMESPACE {

/// The value of a figure that was not measured: NaN.
inline constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

/// The record of one pass over the training data. Losses are means over samples. Training figures are measured during
/// the epoch, each before the step on its batch.
struct Epoch {
  std::size_t epoch = 0;                      ///< counted from 1
  double loss = not_measured;                 ///< training loss
  double accuracy = not_measured;             ///< in [0, 1]: see accuracy(); NaN if the outputs are numbers
  double validation_loss = not_measured;      ///< NaN without validation data, or if that of a sample is NaN
  double validation_accuracy = not_measured;  ///< as accuracy; NaN without validation data
  double rate = not_measured;                 ///< the learning rate at the last step of the epoch
  double gradient_norm = not_measured;        ///< the largest before clipping; NaN without clipping
  /// the metrics given to fit(), of the validation data, or of the training data without any, after the epoch
  MetricValues metrics{};
};

/// How a call of fit() or Trainer::fit() ended.
enum class Outcome {
  finished,         ///< all epochs were run
  stopped_early,    ///< patience ran out: the net has the weights of best_epoch, or the last ones if that is 0
  stopped_by_user,  ///< a callback returned false; one for steps ends its epoch, which is not in the history
  diverged          ///< the loss became NaN or infinite; returned only without exceptions (divergence_error)
};

namespace _detail {
[[noreturn, gnu::cold, gnu::noinline]] inline void history_has_no_epochs() {
  fail(
      history_error("the history has no epochs: training was to run 0, had stopped before, diverged "
                    "in the first, or was ended in it by a callback"));
}
[[noreturn, gnu::cold, gnu::noinline]] inline void history_lacks_the_best_epoch(std::size_t best, std::size_t first,
                                                                                std::size_t last) {
  if (best == 0)
    fail(history_error("the history has no best epoch: no monitored loss was finite; test best_epoch > 0 first"));
  fail(history_error(
      message("the best epoch, %zu, was in an earlier call: this history has epochs %zu to %zu", best, first, last)
          .text));
}
}  // namespace _detail

/// The course of a training, or of the part of it that one call of Trainer::fit() ran.
struct History {
  /// one record per epoch; a vector that can also be used in constant expressions, and converts to std::vector<Epoch>
  _detail::constexpr_vector<Epoch> epochs{};
  /// epoch (from 1) of the lowest validation loss, or of the lowest training loss without validation data, or of the
  /// best value of FitOptions::monitor. One that is NaN or infinite is never the best: 0 if there was no other
  std::size_t best_epoch = 0;
  Outcome outcome = Outcome::finished;  ///< how the call ended

  /// The last epoch.
  /// Errors: history_error without epochs.
  [[nodiscard]] constexpr const Epoch& last() const {
    if (epochs.empty()) _detail::history_has_no_epochs();
    return epochs.back();
  }
  /// The record of best_epoch.
  /// Errors: history_error if best_epoch is 0, or not in this history: an earlier call of Trainer::fit() ran it.
  [[nodiscard]] constexpr const Epoch& best() const {
    if (epochs.empty()) _detail::history_has_no_epochs();
    const std::size_t first = epochs[0].epoch;
    if (best_epoch < first || best_epoch - first >= epochs.size())
      _detail::history_lacks_the_best_epoch(best_epoch, first, epochs.back().epoch);
    return epochs[best_epoch - first];
  }
};

namespace _detail {
/// Doubles the number of records and keeps the existing ones. A constructor and copies, because push_back, reserve and
/// resize take the compiler several times as long; a template, so that programs without training do not compile it.
template <class Epochs> [[gnu::cold, gnu::noinline]] constexpr void make_room(Epochs& epochs) {
  Epochs more(2 * epochs.size());
  for (std::size_t i = 0; i < epochs.size(); ++i) more[i] = epochs[i];
  epochs.swap(more);
}
/// Removes the records after the first `count`.
template <class Epochs>
[[gnu::cold, gnu::noinline]] constexpr void keep_first(Epochs& epochs, std::size_t count) noexcept {
  while (epochs.size() > count) epochs.pop_back();
}
}  // namespace _detail

}  // namespace sinew
