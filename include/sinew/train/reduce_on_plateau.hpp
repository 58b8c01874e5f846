#pragma once
/// \file
/// ReduceOnPlateau: a callback that lowers the rate when the loss no longer falls.

#include <cstddef>
#include <limits>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/train/history.hpp>

namespace SINEW_NAMESPACE {

/// The options of ReduceOnPlateau, with PyTorch's defaults.
struct PlateauOptions {
  double factor = 0.1;         ///< on the rate, at each reduction; in (0, 1)
  std::size_t patience = 10;   ///< epochs without a better loss that are accepted: the next one reduces the rate
  double threshold = 1e-4;     ///< a loss is better if it is below best·(1 − threshold), or as below
  bool absolute = false;       ///< below best − threshold, in place of that (threshold_mode='abs')
  std::size_t cooldown = 0;    ///< epochs after a reduction that are not counted
  double least_rate = 0;       ///< the rate does not fall below this (min_lr)
  double least_change = 1e-8;  ///< a reduction by no more than this is left out (eps)
};

/// A callback of fit() that multiplies the rate of an optimizer by `factor` when the loss has not become better for
/// more than `patience` epochs. The loss is that of the validation data, or of the training without any; one that is
/// NaN is never better. A Schedule is a factor on the rate that it sets.
///
///     Adam adam{.rate = 0.01};
///     fit<32>(net, train, CrossEntropy{}, adam, {.epochs = 100, .validation = test}, ReduceOnPlateau(adam));
///
///     Trainer trainer(net, Adam{.rate = 0.01});
///     ReduceOnPlateau plateau(trainer.formula(), {.factor = 0.5, .patience = 5});
///     trainer.fit<32>(train, CrossEntropy{}, {.epochs = 100}, plateau);
///
/// It changes `adam` itself, so fit() must be given that object, and it must outlive the callback. The callback counts:
/// make one for each training. A Trainer's checkpoint has the rate, but not the count.
/// Precondition: options in their ranges.
/// Misuse: a temporary or const optimizer → mistake::plateau_changes_an_optimizer; beside a Checkpoint, which would
/// begin a later run with the first rate → mistake::plateau_beside_a_checkpoint.
/// PyTorch: ReduceLROnPlateau. Keras: ReduceLROnPlateau.
template <class Formula> class ReduceOnPlateau {
 public:
  /// Lowers the rate of `optimizer`.
  constexpr explicit ReduceOnPlateau(Formula& optimizer SINEW_LIFETIMEBOUND,
                                     const PlateauOptions& options = {}) noexcept
      : formula_{&optimizer},
        options_{options} {
    if constexpr (std::is_const_v<Formula>)
      decltype(mistake::tell(mistake::of<mistake::plateau_changes_an_optimizer<Formula>>)){};
    _detail::precondition(options.factor > 0 && options.factor < 1,
                          "ReduceOnPlateau: found a factor of {}, expected more than 0 and less than 1",
                          options.factor);
    _detail::precondition(options.threshold >= 0 && options.least_rate >= 0,
                          "ReduceOnPlateau: found a threshold of {} and a least rate of {}, expected at least 0",
                          options.threshold, options.least_rate);
  }

  /// Catches a temporary optimizer.
  constexpr explicit ReduceOnPlateau(Formula&& optimizer, const PlateauOptions& options = {}) noexcept
      : formula_{&optimizer},
        options_{options} {
    decltype(mistake::tell(mistake::of<mistake::plateau_changes_an_optimizer<Formula>>)){};
  }

  /// Notes the loss of an epoch, and lowers the rate if it is time to.
  constexpr void operator()(const Epoch& epoch) noexcept {
    validates_ = validates_ || !_detail::is_nan(epoch.validation_loss);
    note(validates_ ? epoch.validation_loss : epoch.loss);
  }
  /// The same for a loss, in a loop of one's own.
  constexpr void note(double loss) noexcept {
    const double limit = options_.absolute ? best_ - options_.threshold : best_ * (1 - options_.threshold);
    if (loss < limit) {
      best_ = loss;
      bad_ = 0;
    } else ++bad_;
    if (cooldown_ > 0) {
      --cooldown_;
      bad_ = 0;
    }
    if (bad_ <= options_.patience) return;
    using Rate = std::remove_cvref_t<decltype(formula_->rate)>;
    const double rate = static_cast<double>(formula_->rate),
                 lower = _detail::max_of(rate * options_.factor, options_.least_rate);
    if constexpr (!std::is_const_v<Formula>)
      if (rate - lower > options_.least_change) formula_->rate = static_cast<Rate>(lower);
    cooldown_ = options_.cooldown;
    bad_ = 0;
  }
  /// The best loss so far, infinite at the beginning.
  [[nodiscard]] constexpr double best_loss() const noexcept { return best_; }

 private:
  Formula* formula_;
  PlateauOptions options_;
  double best_ = std::numeric_limits<double>::infinity();
  std::size_t bad_ = 0, cooldown_ = 0;
  bool validates_ = false;
};
/// Deduces the optimizer: ReduceOnPlateau plateau(adam).
template <class Formula> ReduceOnPlateau(Formula&) -> ReduceOnPlateau<Formula>;
/// Deduces the optimizer: ReduceOnPlateau plateau(adam, {.patience = 5}).
template <class Formula> ReduceOnPlateau(Formula&, const PlateauOptions&) -> ReduceOnPlateau<Formula>;

}  // namespace sinew
