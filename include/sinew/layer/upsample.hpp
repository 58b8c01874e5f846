#pragma once
/// \file
/// Upsample<Factor>: enlarges an image or a sequence.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/layer/options.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE {

/// Linear interpolation between pixels, along rows and columns.
struct Bilinear {};

namespace _detail {

/// The two pixels that an output position lies between along one axis, and the weight of the second.
template <class T> struct between {
  std::size_t first, second;
  T weight;
};
/// The pixels for output o. Pixels are squares around their centres (PyTorch: align_corners=False; ONNX: half_pixel),
/// so the position is (o + ½) / factor − ½, clamped to the image.
template <class T>
constexpr between<T> pixels_of(std::size_t o, std::size_t factor, std::size_t in, bool linear) noexcept {
  if (!linear || 2 * o + 1 <= factor) return {o / factor, o / factor, T(0)};
  const std::size_t halves = 2 * o + 1 - factor, at = halves / (2 * factor);
  return {at, at + 1 < in ? at + 1 : at, static_cast<T>(halves % (2 * factor)) / static_cast<T>(2 * factor)};
}

template <class In, std::size_t Factor, bool Linear> struct upsample {
  using Image = image<In>;
  static constexpr std::size_t height = Image::height, width = Image::width;
  static constexpr std::size_t out_height = Image::is_sequence ? 1 : height * Factor, out_width = width * Factor;
  using input = In;
  using output = std::conditional_t<Image::is_sequence, shape<Image::channels, out_width>,
                                    shape<Image::channels, out_height, out_width>>;
  static constexpr std::size_t parameters = 0, reads = Linear ? (Image::is_sequence ? 2 : 4) : 1;
  static constexpr std::size_t multiply_adds = Linear ? output::size * reads : 0;
  static constexpr bool writes_unwanted_dx = false, samplewise = true;

  template <class Run>
  static constexpr std::size_t cost{(Run::lanes == 1 ? Run::batch : Run::blocks) * output::size * reads};

  static auto onnx(auto& graph, auto x) { return graph.enlarge(x, Factor, Image::is_sequence, Linear); }

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    constexpr std::size_t L = Run::lanes;
    each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
      auto* to = pass.y.at(block, lane);
      each_output<T>([&](std::size_t plane, const between<T>& r, const between<T>& c) __attribute__((always_inline)) {
        const auto* from = pass.x.at(block, lane, plane);
        const auto row = [&](std::size_t i) __attribute__((always_inline)) {
          const V left = load<V>(from + (i * width + c.first) * L);
          if constexpr (!Linear) return left;
          else
            return V(left * broadcast<V>(1 - c.weight) +
                     load<V>(from + (i * width + c.second) * L) * broadcast<V>(c.weight));
        };
        if constexpr (!Linear || Image::is_sequence) store<V>(to, row(r.first));
        else store<V>(to, V(row(r.first) * broadcast<V>(1 - r.weight) + row(r.second) * broadcast<V>(r.weight)));
        to += L;
      });
    });
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    constexpr std::size_t L = Run::lanes;
    if constexpr (Pass::wants_dx)
      each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
        const auto* from = pass.dy.at(block, lane);
        for (std::size_t i = 0; i < In::size; ++i) store<V>(pass.dx.at(block, lane, i), V{});
        each_output<T>([&](std::size_t plane, const between<T>& r, const between<T>& c) __attribute__((always_inline)) {
          auto* to = pass.dx.at(block, lane, plane);
          const V d = load<V>(from);
          const auto add = [&](std::size_t i, std::size_t j, T share) __attribute__((always_inline)) {
            auto* at = to + (i * width + j) * L;
            if constexpr (!Linear) store<V>(at, V(load<V>(at) + d));
            else store<V>(at, V(load<V>(at) + d * broadcast<V>(share)));
          };
          add(r.first, c.first, (1 - r.weight) * (1 - c.weight));
          if constexpr (Linear) {
            add(r.first, c.second, (1 - r.weight) * c.weight);
            if constexpr (!Image::is_sequence) {
              add(r.second, c.first, r.weight * (1 - c.weight));
              add(r.second, c.second, r.weight * c.weight);
            }
          }
          from += L;
        });
      });
  }

 private:
  template <class T> static constexpr std::array<between<T>, out_width> cols = [] {
    std::array<between<T>, out_width> all{};
    for (std::size_t q = 0; q < out_width; ++q) all[q] = _detail::pixels_of<T>(q, Factor, width, Linear);
    return all;
  }();
  /// f(index of the channel's first pixel, rows, columns) for each output.
  template <class T, class F> [[gnu::always_inline]] static constexpr void each_output(F f) {
    for (std::size_t ch = 0; ch < Image::channels; ++ch)
      for (std::size_t o = 0; o < out_height; ++o) {
        const between<T> rows =
            Image::is_sequence ? between<T>{0, 0, T(0)} : _detail::pixels_of<T>(o, Factor, height, Linear);
        for (std::size_t q = 0; q < out_width; ++q) f(ch * height * width, rows, cols<T>[q]);
      }
  }
};

template <class Written, class Bound, std::size_t Factor, class In, class... O> consteval auto bind_upsample() {
  constexpr std::size_t n = sizeof...(O), strange = first_true({!std::is_same_v<O, Bilinear>..., true});
  if constexpr (strange < n)
    return std::type_identity<refuse<mistake::not_an_option, Written, element<strange, list<O...>>>>{};
  else if constexpr (n > 1) return std::type_identity<refuse<mistake::option_given_twice, Written, Bilinear>>{};
  else if constexpr (Factor == 0) return std::type_identity<refuse<mistake::zero_size, Written>>{};
  else if constexpr (!image<In>::is_image && !image<In>::is_sequence)
    return std::type_identity<refuse<mistake::not_an_image, Written, given<In>, expected<channels_height_width>>>{};
  else return std::type_identity<Bound>{};
}

}  // namespace _detail

/// y[c, i, j] = x[c, ⌊i / Factor⌋, ⌊j / Factor⌋], the nearest pixel.
/// With the option Bilinear, y is interpolated between the four pixels whose centres surround that of the output; the
/// edge of the image is repeated.
/// Shapes: x (Batch, C, H, W), y (Batch, C, H·Factor, W·Factor); for a sequence x (Batch, C, L), y (Batch, C,
/// L·Factor).
/// Backward: dx = the sum of dy with the same weights.
/// Cost: one copy per output; with Bilinear 4 multiply-adds (2 for a sequence).
/// Misuse: not an image → mistake::not_an_image; Factor 0 → mistake::zero_size; an unknown option →
/// mistake::not_an_option.
/// PyTorch: Upsample(scale_factor=Factor, mode='nearest' | 'bilinear', align_corners=False). ONNX: Resize with
/// asymmetric and floor, or with half_pixel.
template <std::size_t Factor, class... Options> struct Upsample {
  template <class In> struct bound : _detail::upsample<In, Factor, (sizeof...(Options) > 0)> {};
  template <class In> using on =
      typename decltype(_detail::bind_upsample<Upsample, bound<In>, Factor, In, Options...>())::type;
};

}  // namespace sinew
