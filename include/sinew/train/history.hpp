#pragma once
/// \file
/// What fit() returns: a record per epoch, and how training ended.

#include <cstddef>
#include <limits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/memory/constexpr_vector.hpp>

namespace SINEW_NAMESPACE {

/// The value of a figure that was not measured: NaN.
inline constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

/// The record of one pass over the training data. Losses are means over samples. Training figures are measured during
/// the epoch, each before the step on its batch.
struct Epoch {
  std::size_t epoch = 0;                      ///< counted from 1
  double loss = not_measured;                 ///< training loss
  double accuracy = not_measured;             ///< in [0, 1]: see accuracy(); NaN if the outputs are numbers
  double validation_loss = not_measured;      ///< NaN without validation data
  double validation_accuracy = not_measured;  ///< as accuracy; NaN without validation data
  double rate = not_measured;                 ///< the learning rate at the last step of the epoch
  double gradient_norm = not_measured;        ///< the largest before clipping; NaN without clipping
};

/// How a training ended.
enum class Outcome {
  finished,         ///< all epochs were run
  stopped_early,    ///< patience ran out: the net has the weights of best_epoch
  stopped_by_user,  ///< a callback returned false
  diverged          ///< the loss became NaN or infinite; returned only without exceptions (divergence_error)
};

/// The course of a training.
struct History {
  /// one record per epoch; a vector that can also be used in constant expressions, and converts to std::vector<Epoch>
  _detail::constexpr_vector<Epoch> epochs{};
  /// epoch (from 1) of the lowest validation loss, or of the lowest training loss without validation data
  std::size_t best_epoch = 0;
  Outcome outcome = Outcome::finished;  ///< how the training ended

  /// The last epoch. Precondition: there is one.
  [[nodiscard]] constexpr const Epoch& last() const noexcept {
    _detail::precondition(!epochs.empty(), "History::last() needs an epoch");
    return epochs.back();
  }
  /// The epoch best_epoch. Precondition: there is one.
  [[nodiscard]] constexpr const Epoch& best() const noexcept {
    _detail::precondition(best_epoch - 1 < epochs.size(),
                          "History::best(): found best_epoch {}, expected 1 to {}, the number of epochs", best_epoch,
                          epochs.size());
    return epochs[best_epoch - 1];
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
