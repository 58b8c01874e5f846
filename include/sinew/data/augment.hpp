#pragma once
/// \file
/// Augmentation and augment: training images distorted at random, anew in every epoch.
///
///     fit<64>(net, train, CrossEntropy{}, Adam{}, {.epochs = 20, .augmentation = {.shift = 2, .rotation = 10}});

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/contract.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/data/distort.hpp>
#include <sinew/data/smooth_field.hpp>

namespace sinew {

/// How far images are distorted; all of it equally likely. What is 0 changes nothing, and draws nothing.
struct Augmentation {
  double shift = 0;                ///< at most so many pixels to the right or left, and as many up or down
  double rotation = 0;             ///< at most so many degrees, either way
  double scale = 0;                ///< by a factor of 1 − scale to 1 + scale
  double elastic = 0;              ///< root mean square of a smooth random displacement, in pixels along each axis
  double elastic_smoothness = 4;   ///< over how many pixels that changes: σ of the Gaussian that smooths it

  constexpr bool active() const noexcept { return shift != 0 || rotation != 0 || scale != 0 || elastic != 0; }
};

/// What fit() throws for an augmentation that it cannot use: a number out of its range, or a net whose input is no image.
struct augmentation_error : error {
  using error::error;
};

namespace detail {

// Templates, so that only programs which augment pay for compiling them: fit() includes this file.

/// What must hold and does not, or nullptr. NaN never holds.
template <class Options> constexpr const char* augmentation_fault(const Options& a) noexcept {
  if (!(a.shift >= 0 && a.shift <= 1e6)) return "the augmentation's shift must be 0 to 1e6 pixels";
  if (!(a.rotation >= 0 && a.rotation <= 180)) return "the augmentation's rotation must be 0 to 180 degrees";
  if (!(a.scale >= 0 && a.scale < 1)) return "the augmentation's scale must be at least 0 and below 1";
  if (!(a.elastic >= 0 && a.elastic <= 1e6)) return "the augmentation's elastic must be 0 to 1e6 pixels";
  if (!(a.elastic_smoothness >= 1 && a.elastic_smoothness <= 1e6)) return "the augmentation's elastic_smoothness must be 1 to 1e6 pixels";
  return nullptr;
}
/// What fit() checks before it begins.
template <class Image, class Options> [[gnu::cold, gnu::noinline]] void check_augmentation(const Options& a) {
  if constexpr (!is_picture<Image>)
    fail(augmentation_error("fit: the augmentation is of images, but the net's input is none; expected a net that begins with "
                            "Input<channels, height, width>"));
  if (const char* const fault = detail::augmentation_fault(a)) fail(augmentation_error(message("fit: %s", fault).text));
}

template <class Options> constexpr Distortion draw(const Options& a, Engine& engine) noexcept {
  const auto within = [&engine](double most) noexcept { return most > 0 ? uniform(engine, -most, most) : 0; };
  Distortion d;
  d.right = within(a.shift);
  d.down = within(a.shift);
  d.rotation = within(a.rotation);
  d.scale = 1 + within(a.scale);
  return d;
}

/// augment, of what has been checked.
template <class Image, class X, class T> constexpr void augment_checked(const X& image, T* to, const Augmentation& a, Engine& engine) noexcept {
  const Distortion d = detail::draw(a, engine);
  if (a.elastic > 0) {
    using Field = smooth_field<T, picture<Image>::width>;
    resampling<Image, T, X, Field>::run(image, to, d, Field(a.elastic, a.elastic_smoothness, engine));
  } else resampling<Image, T, X, no_field>::run(image, to, d, no_field{});
}

}  // namespace detail

/// to ← image, distorted at random: see distort. Draws from the engine: right, down, rotation, scale, then the elastic field, one draw each.
///     augment<shape<1, 28, 28>>(image, w.x()[0], {.shift = 2, .rotation = 10}, engine);
/// No allocation: a channel of the image is copied to the stack. Cost: about 3 µs for 28 × 28 pixels, 5 if elastic.
/// Contract: Augmentation's numbers are within their ranges.  Misuse: mistake::wrong_input_data.
/// Source: Simard, Steinkraus, Platt, "Best practices for convolutional neural networks applied to visual document analysis", ICDAR (2003).
template <class Image, class X, class T, std::size_t N>
constexpr void augment(const X& image, std::span<T, N> to, const Augmentation& augmentation, Engine& engine) noexcept {
  using Mistake = detail::picture_mistake_of<Image, X, T, N>;
  if constexpr (!std::is_same_v<Mistake, nothing>) Mistake{};
  else {
    const char* const fault = detail::augmentation_fault(augmentation);
    contract(fault == nullptr, fault);
    detail::augment_checked<Image>(image, to.data(), augmentation, engine);
  }
}

}  // namespace sinew
