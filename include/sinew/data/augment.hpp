#pragma once
/// \file
/// Augmentation and augment: random distortion of training images, drawn anew in every epoch.
///
///     fit<64>(net, train, CrossEntropy{}, Adam{}, {.epochs = 20}, Augmentation{.shift = 2, .rotation = 10});

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/fault.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/data/distort.hpp>
#include <sinew/data/smooth_field.hpp>

namespace SINEW_NAMESPACE {

/// The ranges of a random distortion; each draw is uniform within its range. A range of 0 changes nothing and draws
/// no number.
struct Augmentation {
  double shift = 0;               ///< the largest shift along each axis, in pixels
  double rotation = 0;            ///< the largest angle in either direction, in degrees
  double scale = 0;               ///< the image is scaled by a factor from 1 − scale to 1 + scale
  double elastic = 0;             ///< root mean square of a smooth random displacement along each axis, in pixels
  double elastic_smoothness = 4;  ///< σ of the Gaussian that smooths the displacement, in pixels

  /// Returns whether any distortion has a range other than 0.
  [[nodiscard]] constexpr bool active() const noexcept {
    return !(_detail::equals(shift, 0) && _detail::equals(rotation, 0) && _detail::equals(scale, 0) &&
             _detail::equals(elastic, 0));
  }
  /// Throws augmentation_error if a number is out of its range; fit() calls it before the first epoch.
  constexpr void validate(const char* what) const;
  /// Writes the distorted image to `to` if any distortion is active; fit() calls it for every sample it reads.
  template <class Image, class X, class T> constexpr void alter(const X& image, T* to, Engine& engine) const noexcept;
};

/// Thrown by fit() for an augmentation with a number out of its range.
struct SINEW_SHARED_ERROR augmentation_error : Error {
  using Error::Error;
};

namespace _detail {

/// Returns a message about the first number out of range, or nullptr. NaN is out of range.
constexpr const char* augmentation_fault(const Augmentation& a) noexcept {
  if (!(a.shift >= 0 && a.shift <= 1e6)) return "the augmentation's shift must be 0 to 1e6 pixels";
  if (!(a.rotation >= 0 && a.rotation <= 180)) return "the augmentation's rotation must be 0 to 180 degrees";
  if (!(a.scale >= 0 && a.scale < 1)) return "the augmentation's scale must be at least 0 and below 1";
  if (!(a.elastic >= 0 && a.elastic <= 1e6)) return "the augmentation's elastic must be 0 to 1e6 pixels";
  if (!(a.elastic_smoothness >= 1 && a.elastic_smoothness <= 1e6))
    return "the augmentation's elastic_smoothness must be 1 to 1e6 pixels";
  return nullptr;
}

[[noreturn, gnu::cold, gnu::noinline]] inline void refuse_augmentation(const char* what, const char* fault) {
  fail(augmentation_error(message("%s: %s", what, fault).text));
}

constexpr Distortion draw(const Augmentation& a, Engine& engine) noexcept {
  const auto within = [&engine](double most) noexcept { return most > 0 ? uniform(engine, -most, most) : 0; };
  Distortion d;
  d.right = within(a.shift);
  d.down = within(a.shift);
  d.rotation = within(a.rotation);
  d.scale = 1 + within(a.scale);
  return d;
}

/// augment() without the check of the ranges.
template <class Image, class X, class T>
constexpr void augment_checked(const X& from, T* to, const Augmentation& a, Engine& engine) noexcept {
  const Distortion d = _detail::draw(a, engine);
  if (a.elastic > 0) {
    using Field = smooth_field<T, image<Image>::width>;
    resampling<Image, T, X, Field>::run(from, to, d, Field(a.elastic, a.elastic_smoothness, engine));
  } else resampling<Image, T, X, no_field>::run(from, to, d, no_field{});
}

}  // namespace _detail

constexpr void Augmentation::validate(const char* what) const {
  if (const char* const fault = _detail::augmentation_fault(*this)) _detail::refuse_augmentation(what, fault);
}
template <class Image, class X, class T>
constexpr void Augmentation::alter(const X& image, T* to, Engine& engine) const noexcept {
  if (active()) _detail::augment_checked<Image>(image, to, *this, engine);
}

/// Writes a randomly distorted copy of the image to `to`, an array, fixed-extent span or row; see distort().
///     augment<shape<1, 28, 28>>(image, w.x()[0], {.shift = 2, .rotation = 10}, engine);
/// Draws from the engine one number each, in this order: right, down, rotation, scale, the elastic field.
/// Cost: about 3 µs for 28 × 28 pixels, 5 µs with the elastic field. Allocates nothing; copies a channel of the image
/// to the stack if it has at most 64 KiB.
/// Errors: the numbers of the augmentation must be within their ranges (precondition).
/// Misuse: mistake::wrong_input_data.
/// analysis", ICDAR (2003).
template <class Image, class X, class To>
constexpr void augment(const X& image, To&& to, const Augmentation& augmentation, Engine& engine) noexcept {
  using Mistake = _detail::image_mistake_of<Image, X, To>;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) decltype(mistake::tell(mistake::of<Mistake>)){};
  else {
    const char* const fault = _detail::augmentation_fault(augmentation);
    _detail::precondition(fault == nullptr, fault);
    _detail::augment_checked<Image>(image, std::data(to), augmentation, engine);
  }
}

}  // namespace sinew
