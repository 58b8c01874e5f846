#pragma once
/// \file
/// Poolings: MaxPool2D, AvgPool2D, MaxPool1D, AvgPool1D, GlobalMaxPool2D, GlobalAvgPool2D, GlobalMaxPool1D,
/// GlobalAvgPool1D.

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/window.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/kernel/max_pool.hpp>
#include <sinew/kernel/mean_pool.hpp>
#include <sinew/layer/options.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/pool_options.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// A pooling over known windows. Neighbouring layers identify it by `kind` and `windows`. Whole: over the whole
/// image, whose extents the output then lacks.
template <pool_kind Kind, class In, sinew::_detail::windows Windows, bool Whole = false> struct pool {
  using input = In;
  static constexpr std::size_t parameters = 0;
  static constexpr bool writes_unwanted_dx = false, samplewise = true;

  static constexpr pool_kind kind = Kind;
  static constexpr sinew::_detail::windows windows = Windows;
  static constexpr std::size_t size = windows.rows.kernel;
  /// N, if the layer computes the maximum of each N × N pixels without overlap, gaps or padding; else 0.
  static constexpr std::size_t maximum_of =
      Kind == pool_kind::maximum && windows.rows == window{size, size} && windows.cols == windows.rows ? size : 0;
  static constexpr std::size_t channels = image<In>::channels, height = image<In>::height, width = image<In>::width;
  static constexpr std::size_t out_height = windows.rows.outputs(height), out_width = windows.cols.outputs(width);
  using output = std::conditional_t<
      Whole, shape<channels>,
      std::conditional_t<image<In>::is_sequence, shape<channels, out_width>, shape<channels, out_height, out_width>>>;
  static constexpr std::size_t places = windows.rows.kernel * windows.cols.kernel;

  template <class Run>
  static constexpr std::size_t cost{(Run::lanes == 1 ? Run::batch : Run::blocks) * output::size * places};
  /// The position of the maximum within its window.
  using place = std::conditional_t<places <= 1u << 8, std::uint8_t,
                                   std::conditional_t<places <= 1u << 16, std::uint16_t, std::uint32_t>>;
  template <class Run>
  requires(Kind == pool_kind::maximum) struct cache {
    alignas(line_bytes) std::array<place, Run::samples * output::size> largest{};
  };

  static auto onnx(auto& graph, auto x) {
    if constexpr (!Whole) return graph.pool(x, Kind, Windows, height, width, image<In>::is_sequence);
    else
      return graph.reshape(graph.add(Kind == pool_kind::maximum ? "GlobalMaxPool" : "GlobalAveragePool", {x}),
                           output{});
  }

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
      const auto* x = pass.x.at(block, lane);
      auto* y = pass.y.at(block, lane);
      if constexpr (Kind != pool_kind::maximum)
        kernel::mean_forward<pool, V, Run::lanes, Kind == pool_kind::mean_within>(x, y);
      else if constexpr (!Run::training)
        kernel::max_forward<pool, V, Run::lanes, false>(x, y, static_cast<place*>(nullptr));
      else kernel::max_forward<pool, V, Run::lanes, true>(x, y, pass.cache.largest.data() + (y - pass.y.data));
    });
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    if constexpr (Pass::wants_dx)
      each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
        const auto* dy = pass.dy.at(block, lane);
        auto* dx = pass.dx.at(block, lane);
        if constexpr (Kind != pool_kind::maximum)
          kernel::mean_backward<pool, V, Run::lanes, Kind == pool_kind::mean_within>(dy, dx);
        else kernel::max_backward<pool, V, Run::lanes>(dy, pass.cache.largest.data() + (dy - pass.dy.data), dx);
      });
  }
};

/// The pooling bound to the input shape In, or the reason for refusing it. Rank 2 takes an image, rank 1 a sequence.
template <class Written, class Bound, bool Maximum, std::size_t Rank, class In, std::size_t Size, class... O>
consteval auto bind_pool() {
  if constexpr (Rank == 2 && !image<In>::is_image)
    return std::type_identity<refuse<mistake::not_an_image, Written, given<In>, expected<channels_height_width>>>{};
  else if constexpr (Rank == 1 && !image<In>::is_sequence)
    return std::type_identity<refuse<mistake::not_an_image, Written, given<In>, expected<channels_length>>>{};
  else {
    constexpr windows w = _detail::pool_windows<Rank, In, O...>(Size);
    using Fault = typename decltype(_detail::pool_fault<Written, Maximum, Rank, In, w, O...>())::type;
    return std::type_identity<std::conditional_t<std::is_same_v<Fault, nothing>, Bound, Fault>>{};
  }
}
template <class Written, class Bound, class In> using bind_whole_pool =
    std::conditional_t<image<In>::is_image || image<In>::is_sequence, Bound,
                       refuse<mistake::not_an_image, Written, given<In>, expected<channels_height_width>>>;
template <class Written, class Bound, class In> using bind_whole_pool_1d =
    std::conditional_t<image<In>::is_sequence, Bound,
                       refuse<mistake::not_an_image, Written, given<In>, expected<channels_length>>>;

}  // namespace _detail

/// y = the maximum of each window, channel by channel.
/// A NaN counts as the maximum of its window, as in PyTorch. Padding is smaller than every value.
/// Shapes: x (Batch, C, H, W), y (Batch, C, H′, W′), with
///   H′ = ⌊(H + padding − (Size − 1)·dilation − 1) / stride⌋ + 1, W′ likewise; with CeilMode ⌈…⌉ + 1, less one if the
///   last window would start behind the image.
/// Options: in any order, KernelWidth<N> [Size], Stride<…> [the size of the window], Padding<…>, Same, Valid [Valid],
/// Dilation<…> [1]; see layer/options.hpp. CeilMode; see layer/pool_options.hpp.
/// Backward: dx = the sum of dy over the windows whose first maximum, in row order, the input is. The position of the
/// maximum within its window is cached, one byte per output for windows of up to 256 positions.
/// Cost: C·H′·W′·(positions of a window) comparisons.
/// Misuse: not an image → mistake::not_an_image; a window larger than the padded image →
/// mistake::window_does_not_fit; a window that contains only padding → mistake::window_of_padding_alone; a size or
/// stride of 0 → mistake::zero_size; an unknown option → mistake::not_an_option; two options of a kind →
/// mistake::option_given_twice.
/// PyTorch: MaxPool2d(Size).
template <std::size_t Size, class... Options> struct MaxPool2D {
  template <class In> struct bound
      : _detail::pool<_detail::pool_kind::maximum, In, _detail::pool_windows<2, In, Options...>(Size)> {};
  template <class In> using on =
      typename decltype(_detail::bind_pool<MaxPool2D, bound<In>, true, 2, In, Size, Options...>())::type;
};
/// MaxPool2D along a sequence.
/// Shapes: x (Batch, C, L), y (Batch, C, L′).
/// Options: Stride<N>, Padding<N>, Padding<before, after>, Same, Valid, Dilation<N>, CeilMode.
/// PyTorch: MaxPool1d(Size).
template <std::size_t Size, class... Options> struct MaxPool1D {
  template <class In> struct bound
      : _detail::pool<_detail::pool_kind::maximum, In, _detail::pool_windows<1, In, Options...>(Size)> {};
  template <class In> using on =
      typename decltype(_detail::bind_pool<MaxPool1D, bound<In>, true, 1, In, Size, Options...>())::type;
};

/// y = the mean of each window, channel by channel.
/// The sum is divided by the number of all positions of the window, with padding as zeros (PyTorch:
/// count_include_pad=True; ONNX's default is 0), or with IgnorePadding by the number of those within the image. The
/// positions beyond the padded image that CeilMode gives a window never count.
/// Shapes: as for MaxPool2D.
/// Options: those of MaxPool2D except Dilation, and IgnorePadding.
/// Backward: dx = the sum over the windows of dy, divided in the same way.
/// PyTorch: AvgPool2d(Size).
template <std::size_t Size, class... Options> struct AvgPool2D {
  template <class In> struct bound
      : _detail::pool<_detail::mean_kind<Options...>, In, _detail::pool_windows<2, In, Options...>(Size)> {};
  template <class In> using on =
      typename decltype(_detail::bind_pool<AvgPool2D, bound<In>, false, 2, In, Size, Options...>())::type;
};
/// AvgPool2D along a sequence; see MaxPool1D.
template <std::size_t Size, class... Options> struct AvgPool1D {
  template <class In> struct bound
      : _detail::pool<_detail::mean_kind<Options...>, In, _detail::pool_windows<1, In, Options...>(Size)> {};
  template <class In> using on =
      typename decltype(_detail::bind_pool<AvgPool1D, bound<In>, false, 1, In, Size, Options...>())::type;
};

/// y = the maximum of each channel: MaxPool2D over the whole image.
/// Shapes: x (Batch, C, H, W) or (Batch, C, L), y (Batch, C).
struct GlobalMaxPool2D {
  template <class In> struct bound : _detail::pool<_detail::pool_kind::maximum, In, _detail::whole_windows<In>, true> {
  };
  template <class In> using on = _detail::bind_whole_pool<GlobalMaxPool2D, bound<In>, In>;
};
/// y = the mean of each channel.
/// Shapes: x (Batch, C, H, W) or (Batch, C, L), y (Batch, C).
/// Source: Lin, Chen, Yan, "Network in network", ICLR (2014).
struct GlobalAvgPool2D {
  template <class In> struct bound : _detail::pool<_detail::pool_kind::mean, In, _detail::whole_windows<In>, true> {};
  template <class In> using on = _detail::bind_whole_pool<GlobalAvgPool2D, bound<In>, In>;
};
/// y = the maximum of each channel of a sequence.
/// Shapes: x (Batch, C, L), y (Batch, C).
/// Misuse: not a sequence → mistake::not_an_image.
/// PyTorch: AdaptiveMaxPool1d(1), Flatten().
struct GlobalMaxPool1D {
  template <class In> struct bound : _detail::pool<_detail::pool_kind::maximum, In, _detail::whole_windows<In>, true> {
  };
  template <class In> using on = _detail::bind_whole_pool_1d<GlobalMaxPool1D, bound<In>, In>;
};
/// y = the mean of each channel of a sequence.
/// Shapes: x (Batch, C, L), y (Batch, C).
/// Misuse: not a sequence → mistake::not_an_image.
/// PyTorch: AdaptiveAvgPool1d(1), Flatten().
struct GlobalAvgPool1D {
  template <class In> struct bound : _detail::pool<_detail::pool_kind::mean, In, _detail::whole_windows<In>, true> {};
  template <class In> using on = _detail::bind_whole_pool_1d<GlobalAvgPool1D, bound<In>, In>;
};

}  // namespace sinew
