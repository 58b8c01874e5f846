#pragma once
/// \file
/// divergence_error, and what fit() does when a training diverges: it restores the last good weights.

#include <cstddef>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/train/history.hpp>

namespace SINEW_NAMESPACE {

/// The loss (or a weight, after the last step of an epoch) became NaN or infinite. The net has the last weights at the
/// beginning of an epoch that gave a finite loss: those of the end of epoch `weights_of`, or, where that is 0, those it
/// came with.
struct divergence_error : Error {
  std::size_t epoch, batch;  ///< 1, 2, …
  std::size_t weights_of;    ///< 0, 1, …
  divergence_error(std::size_t in_epoch, std::size_t in_batch, std::size_t good)
      : Error(_detail::message(
                  "training diverged: the loss is no longer finite in epoch %zu, batch %zu; the net has the weights %s "
                  "again. "
                  "Lower the rate, clip gradients (clip_norm), scale the inputs, or look for NaN in the data.",
                  in_epoch, in_batch,
                  good == 0 ? "it began with" : _detail::message("of the end of epoch %zu", good).text)
                  .text),
        epoch{in_epoch},
        batch{in_batch},
        weights_of{good} {}
};

namespace _detail {

template <class T> constexpr bool is_finite(T v) noexcept { return v - v == T(0); }
template <class Net> constexpr bool has_finite_parameters(const Net& net) noexcept {
  typename Net::scalar sum{};
  for (const auto p : net.parameters) sum += p - p;  // 0, or NaN
  return sum == 0;
}

/// Restores the last good weights and throws; without exceptions returns a history of `done` epochs with that outcome.
template <class Net> constexpr History restore_weights(Net& net, const Net& last_good, const divergence_error& what,
                                                       History& history, std::size_t done) {
  net = last_good;
  _detail::keep_first(history.epochs, done);
  history.outcome = Outcome::diverged;
#if defined(__cpp_exceptions)
  throw what;
#endif
  static_cast<void>(what);  // and clang wants a return in every constexpr function
  return std::move(history);
}

}  // namespace _detail
}  // namespace sinew
