#pragma once
/// \file
/// Distortion and distort: copy an image shifted, rotated and scaled.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/image.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/sample.hpp>

namespace SINEW_NAMESPACE {

/// A distortion: the image is scaled and rotated about its centre, then shifted.
/// PyTorch: torchvision.transforms.functional.affine.
struct Distortion {
  double right = 0, down = 0;  ///< pixels
  double rotation = 0;         ///< degrees, clockwise
  double scale = 1;            ///< a factor
};

namespace _detail {

/// Cosine and sine of an angle from -180 to 180 degrees by Taylor series, summed within a quarter turn. The error is
/// below 10⁻¹⁵.
template <class Real> struct turn {
  Real cosine = 0, sine = 0;
  constexpr explicit turn(Real degrees) noexcept {
    const bool back = degrees > 90 || degrees < -90;  // subtract half a turn: both change sign
    const Real x = (back ? degrees - (degrees > 0 ? 180 : -180) : degrees) * (3.14159265358979323846 / 180), u = x * x;
    for (int k = 24; k > 0; k -= 2) {
      cosine = (1 + cosine) * -u / (k * (k - 1));
      sine = (1 + sine) * -u / (k * (k + 1));
    }
    cosine = back ? -1 - cosine : 1 + cosine;
    sine = (back ? -x : x) * (1 + sine);
  }
};

struct no_field {
  static constexpr bool moves = false;
};

/// Writes to[c, i, j] ← x[c, ·] at the position that d maps to (i, j), displaced by the field's (right, down) there.
/// Positions between pixels are interpolated bilinearly; pixels outside of x are 0.
/// A channel is first copied into a plane with a border of zeros, unless it is large. Positions are clamped to this
/// border, so the loop needs no branch.
template <class Image, class T, class X, class Field> struct resampling;
template <std::size_t C, std::size_t H, std::size_t W, class T, class X, class Field>
struct resampling<shape<C, H, W>, T, X, Field> {
  static constexpr std::size_t width = W + 3, height = H + 3;  // one pixel before the image, two after it
  /// Whether a channel is copied to the stack. A larger one, of more than 64 KiB, is read where it is, with a test for
  /// each pixel whether it lies in the image.
  static constexpr bool copies = width * height * sizeof(T) <= (std::size_t{1} << 16);
  static_assert(width * height < 0x7fffffff,
                "an image may have at most 2^31 - 2 pixels, including a border of 3 rows and columns");

  static constexpr void run(const X& x, T* to, const Distortion& d, const Field& field) noexcept {
    constexpr T unit = PixelsOf<X, C * H * W> ? T(1) / T(255) : T(1);
    constexpr double middle_row = (static_cast<double>(H) - 1) / 2, middle_column = (static_cast<double>(W) - 1) / 2;
    const turn<double> angle(d.rotation);
    const T along = static_cast<T>(angle.cosine / d.scale), across = static_cast<T>(angle.sine / d.scale);
    // The position of pixel (0, 0), relative to the centre and shifted back, then in the plane. Coordinates in the
    // plane are never negative, so that conversions round down.
    const double u = -middle_column - d.right, v = -middle_row - d.down;
    const T first_column = static_cast<T>((angle.cosine * u + angle.sine * v) / d.scale + middle_column + 1);
    const T first_row = static_cast<T>((angle.cosine * v - angle.sine * u) / d.scale + middle_row + 1);
    std::array<T, copies ? height * width : 0> plane{};
    for (std::size_t c = 0; c < C; ++c) {
      for (std::size_t i = 0; copies && i < H; ++i) {
        const auto* const from = &x[(c * H + i) * W];
        T* const row = &plane[(i + 1) * width + 1];
        for (std::size_t j = 0; j < W; ++j) row[j] = unit * static_cast<T>(from[j]);
      }
      Field displaced = field;  // the same for every channel
      for (std::size_t i = 0; i < H; ++i) {
        const T column = first_column + across * static_cast<T>(i), row = first_row + along * static_cast<T>(i);
        if constexpr (Field::moves) displaced.to_row(i);
        T at[2][W];  // separate loops over plain arrays: g++ vectorizes no others
        std::int32_t place[W];
        for (std::size_t j = 0; j < W; ++j) {
          const T n = static_cast<T>(static_cast<std::int32_t>(j));
          T p = column + along * n, q = row - across * n;
          if constexpr (Field::moves) p += displaced.right[j], q += displaced.down[j];
          at[0][j] = max_of(p, T(0)), at[1][j] = max_of(q, T(0));
        }
        for (std::size_t j = 0; j < W; ++j) {
          const T p = min_of(at[0][j], static_cast<T>(W + 1)), q = min_of(at[1][j], static_cast<T>(H + 1));
          const auto k = static_cast<std::int32_t>(p), r = static_cast<std::int32_t>(q);
          at[0][j] = p - static_cast<T>(k);
          at[1][j] = q - static_cast<T>(r);
          place[j] = r * static_cast<std::int32_t>(width) + k;
        }
        T* const y = to + (c * H + i) * W;
        if constexpr (!copies) {
          const auto* const channel = &x[c * H * W];
          const auto pixel = [&](std::size_t r, std::size_t q) {  // counted from the border
            return r - 1 < H && q - 1 < W ? unit * static_cast<T>(channel[(r - 1) * W + q - 1]) : T(0);
          };
          for (std::size_t j = 0; j < W; ++j) {
            const std::size_t k = static_cast<std::size_t>(place[j]), r = k / width, q = k % width;
            const T right = at[0][j], below = at[1][j];
            const T upper = (1 - right) * pixel(r, q) + right * pixel(r, q + 1),
                    lower = (1 - right) * pixel(r + 1, q) + right * pixel(r + 1, q + 1);
            y[j] = (1 - below) * upper + below * lower;
          }
          continue;
        }
        const T* const pixels = plane.data();
        for (std::size_t j = 0; j < W; ++j) {
          const T* const from = pixels + place[j];
          const T right = at[0][j], below = at[1][j];
          const T upper = (1 - right) * from[0] + right * from[1],
                  lower = (1 - right) * from[width] + right * from[width + 1];
          y[j] = (1 - below) * upper + below * lower;
        }
      }
    }
  }
};

/// An image shape with at least one pixel.
template <class Shape> concept ImageOfPixels = image<Shape>::is_image && Shape::size >
0;
/// Whether `to`, passed as To&&, is an array or a fixed-extent span that can be written to and is not about to end.
template <class To> concept WritableSample = sample_of<std::remove_cvref_t<To>>::known &&
    (std::is_lvalue_reference_v<To> || std::ranges::enable_borrowed_range<std::remove_cvref_t<To>>)&&requires(
        std::remove_reference_t<To>& to, typename sample_of<std::remove_cvref_t<To>>::scalar value) {
  to[0] = value;
};
/// The mistake in distorting x, of Image's shape, into `to`; nothing if there is none.
template <class Image, class X, class To> consteval auto image_mistake() {
  using Destination = sample_of<std::remove_cvref_t<To>>;
  if constexpr (!ImageOfPixels<Image>)
    return std::type_identity<mistake::wrong_input_data<given<Image>, expected<channels_height_width>>>{};
  else if constexpr (!WritableSample<To>)
    return std::type_identity<
        mistake::wrong_input_data<given<std::remove_reference_t<To>>, expected<std::span<float, Image::size>>>>{};
  else if constexpr (!InputSample<X, typename Destination::scalar, Image::size>)
    return std::type_identity<
        mistake::wrong_input_data<given<X>, expected<std::array<typename Destination::scalar, Image::size>>>>{};
  else if constexpr (Destination::extent != Image::size)
    return std::type_identity<
        mistake::wrong_input_data<given<std::span<typename Destination::scalar, Destination::extent>>,
                                  expected<std::span<typename Destination::scalar, Image::size>>>>{};
  else return std::type_identity<nothing>{};
}
template <class Image, class X, class To> using image_mistake_of =
    typename decltype(_detail::image_mistake<Image, X, To>())::type;

}  // namespace _detail

/// Writes a distorted copy of the image to `to`.
/// Each pixel is interpolated bilinearly between the four pixels around the position it comes from; pixels outside
/// the image are 0. A shift by whole pixels copies exactly.
/// Shapes: Image is shape<channels, height, width>.
/// Parameters: `image` holds scalars or bytes (memory/sample.hpp). `to` is an array, a fixed-extent span or a row of a
/// workspace; it has as many scalars and must not be the image itself.
/// Cost: allocates nothing; copies a channel of the image to the stack if it has at most 64 KiB. Larger channels take
/// longer per pixel instead.
/// Errors: shifts of at most 1e6 pixels, a rotation from -180 to 180 degrees and a scale from 1e-6 to 1e6 are
/// preconditions.
/// Misuse: mistake::wrong_input_data.
/// PyTorch: grid_sample(x, affine_grid(…), padding_mode='zeros', align_corners=False).
template <class Image, class X, class To>
constexpr void distort(const X& image, To&& to, const Distortion& distortion) noexcept {
  using Mistake = _detail::image_mistake_of<Image, X, To>;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) decltype(mistake::tell(mistake::of<Mistake>)){};
  else {
    const auto [right, down, rotation, scale] = distortion;  // NaN fails every comparison
    _detail::precondition(right >= -1e6 && right <= 1e6 && down >= -1e6 && down <= 1e6,
                          "distort: found right {} and down {}, expected -1e6 to 1e6 pixels", right, down);
    _detail::precondition(rotation >= -180 && rotation <= 180,
                          "distort: found a rotation of {}, expected -180 to 180 degrees", rotation);
    _detail::precondition(scale >= 1e-6 && scale <= 1e6, "distort: found a scale of {}, expected 1e-6 to 1e6", scale);
    using T = typename _detail::sample_of<std::remove_cvref_t<To>>::scalar;
    _detail::resampling<Image, T, X, _detail::no_field>::run(image, std::data(to), distortion, _detail::no_field{});
  }
}

}  // namespace sinew
