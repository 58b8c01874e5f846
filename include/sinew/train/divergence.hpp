#pragma once
/// \file
/// divergence_error, and restoring the last good weights when training diverges.

#include <cstddef>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/error.hpp>
#include <sinew/simd/bits.hpp>
#include <sinew/train/history.hpp>

namespace SINEW_NAMESPACE {

/// Thrown if the loss became NaN or infinite, or a weight after the last step of an epoch. The net then has the last
/// weights from the beginning of an epoch that gave a finite loss: those at the end of epoch `weights_of`, or the
/// initial ones if `weights_of` is 0.
struct SINEW_SHARED_ERROR divergence_error : Error {
  std::size_t epoch,       ///< where training diverged, counted from 1
      batch;               ///< the same within the epoch
  std::size_t weights_of;  ///< epoch of the restored weights; 0: the initial ones
  /// An error in this epoch and batch, with weights restored from the epoch `good`.
  divergence_error(std::size_t in_epoch, std::size_t in_batch, std::size_t good)
      : Error(_detail::message(
                  "training diverged: the loss is not finite in epoch %zu, batch %zu. The net's weights are reset to "
                  "those %s. "
                  "Lower the rate, clip gradients (clip_norm), scale the inputs, or look for NaN in the data.",
                  in_epoch, in_batch,
                  good == 0 ? "it began with" : _detail::message("of the end of epoch %zu", good).text)
                  .text),
        epoch{in_epoch},
        batch{in_batch},
        weights_of{good} {}
};

namespace _detail {

/// Whether v is neither NaN nor infinite. Its bits are asked, because -fassociative-math takes v − v for 0.
template <class T> constexpr bool is_finite(T v) noexcept {
  using Ieee = math::detail::ieee<T>;
  constexpr auto exponent = static_cast<typename Ieee::word>(~(Ieee::sign_bit | Ieee::mantissa));
  return (__builtin_bit_cast(typename Ieee::word, v) & exponent) != exponent;
}
template <class Net> constexpr bool has_finite_parameters(const Net& net) noexcept {
  bool finite = true;
  for (const auto p : net.parameters) finite &= _detail::is_finite(p);
  return finite;
}

/// Restores the last good weights and throws. Without exceptions, it returns a history of `done` epochs with outcome
/// `diverged`.
template <class Net> constexpr History restore_weights(Net& net, const Net& last_good, const divergence_error& what,
                                                       History& history, std::size_t done) {
  net = last_good;
  _detail::keep_first(history.epochs, done);
  history.outcome = Outcome::diverged;
#if defined(__cpp_exceptions)
  throw what;
#endif
  static_cast<void>(what);  // and clang requires a return in every constexpr function
  return (std::move)(history);
}

}  // namespace _detail
}  // namespace sinew
