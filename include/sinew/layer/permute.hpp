#pragma once
/// \file
/// Permute<Axes...>: the axes of a sample in another order.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The extents of a sample, and how far apart neighbours along each are.
template <std::size_t... D> consteval std::size_t extent_of(shape<D...>, std::size_t axis) {
  const std::size_t all[]{D...};
  return all[axis];
}
template <std::size_t... D> consteval std::size_t stride_of(shape<D...>, std::size_t axis) {
  const std::size_t all[]{D...};
  std::size_t stride = 1;
  for (std::size_t k = axis + 1; k < sizeof...(D); ++k) stride *= all[k];
  return stride;
}

/// Whether the axes are 0, …, Rank − 1 in any order.
template <std::size_t Rank, std::size_t... Axes> consteval bool is_permutation() {
  if constexpr (Rank == 0 || sizeof...(Axes) != Rank) return false;
  else {
    bool named[Rank]{}, all = true;
    for (const std::size_t axis : {Axes...})
      if (axis < Rank) named[axis] = true;
    for (const bool one : named) all = all && one;
    return all;
  }
}

template <class In, std::size_t... Axes> struct permute {
  static constexpr std::size_t rank = sizeof...(Axes);
  static constexpr std::array<std::size_t, rank> extents{_detail::extent_of(In{}, Axes)...};
  /// How far apart the inputs of neighbouring outputs are.
  static constexpr std::array<std::size_t, rank> strides{_detail::stride_of(In{}, Axes)...};
  using input = In;
  using output = shape<_detail::extent_of(In{}, Axes)...>;
  static constexpr std::size_t parameters = 0;
  static constexpr bool writes_unwanted_dx = false, samplewise = true;
  /// Axes of extent 1 may move without a copy.
  static constexpr bool keeps_order = [] {
    std::size_t last = 0, k = 0;
    for (const std::size_t axis : {Axes...})
      if (extents[k++] > 1) {
        if (axis < last) return false;
        last = axis;
      }
    return true;
  }();
  template <class Run> static constexpr bool view = keeps_order;
  template <class Run> static constexpr std::size_t cost{(Run::lanes == 1 ? Run::batch : Run::blocks) * In::size};

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
      const auto* const from = pass.x.at(block, lane);
      auto* to = pass.y.at(block, lane);
      each_output([&](std::size_t i) __attribute__((always_inline)) {
        store<V>(to, load<V>(from + i * Run::lanes));
        to += Run::lanes;
      });
    });
  }
  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    if constexpr (Pass::wants_dx)
      each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
        const auto* from = pass.dy.at(block, lane);
        auto* const to = pass.dx.at(block, lane);
        each_output([&](std::size_t i) __attribute__((always_inline)) {
          store<V>(to + i * Run::lanes, load<V>(from));
          from += Run::lanes;
        });
      });
  }

 private:
  /// f(the index of the input) for each output, in order.
  template <class F> [[gnu::always_inline]] static constexpr void each_output(F f) {
    std::array<std::size_t, rank> index{};
    for (std::size_t o = 0, i = 0; o < In::size; o += extents[rank - 1]) {
      for (std::size_t k = 0; k < extents[rank - 1]; ++k) f(i + k * strides[rank - 1]);
      for (std::size_t k = rank - 1; k-- > 0;) {
        i += strides[k];
        if (++index[k] < extents[k]) break;
        i -= strides[k] * extents[k];
        index[k] = 0;
      }
    }
  }
};

}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

/// The axes of a sample in another order: axis k of y is axis Axes[k] of x, counted from 0 without the batch.
/// Permute<2, 0, 1> makes channels, height, width of height, width, channels.
/// y[i₀, i₁, …] = x[j₀, j₁, …] with j[Axes[k]] = i[k].
/// Shapes: x (Batch, D...), y (Batch, the extents D in the order of Axes).
/// Backward: dx = dy, permuted back.
/// Cost: one copy per value; none if only axes of extent 1 change their places.
/// Misuse: axes that are not those of the input, each once → mistake::not_a_permutation.
/// PyTorch: torchvision.ops.Permute, whose axes count the batch. ONNX: Transpose, likewise.
template <std::size_t... Axes> struct Permute {
  template <class In> struct bound : _detail::permute<In, Axes...> {};
  template <class In> using on =
      std::conditional_t<_detail::is_permutation<In::rank, Axes...>(), bound<In>,
                         mistake::refuse<mistake::not_a_permutation, Permute, mistake::given<In>>>;
};

}  // namespace sinew
