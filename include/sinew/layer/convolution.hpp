#pragma once
/// \file
/// The passes of a convolution, with or without a fused pooling: the type that Conv2D, DepthwiseConv2D and Conv1D
/// bind to.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/convert.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/kernel/convolution_gradients.hpp>
#include <sinew/kernel/convolution_rows.hpp>
#include <sinew/kernel/convolution_rows_gradients.hpp>
#include <sinew/kernel/padded.hpp>
#include <sinew/kernel/winograd.hpp>
#include <sinew/kernel/winograd_rows.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/convolution_parameters.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The convolution S without the output pixels that no N × N pooling window reaches.
template <class S, std::size_t N> struct pooled : S {
  static constexpr std::size_t out_height = S::out_height / N * N, out_width = S::out_width / N * N;
};

/// ∂L/∂z = dy·act′ of an output from the values that the activation's derivative needs, or dy itself if that is ∂L/∂z
/// already. A type of its own, so that layers of all sizes share kernels.
template <class Act, bool DyIsDz> struct output_slope {
  template <class V, class T>
  [[gnu::always_inline]] constexpr V operator()(const V& dy, [[maybe_unused]] const T* kept) const noexcept {
    if constexpr (DyIsDz || std::is_same_v<Act, Identity>) return dy;
    else return dy * activation_derivative<Act, V>(load<V>(kept));
  }
};

/// y = act(conv(x) + b), or with N > 1 the maximum of each N × N pixels of it. A non-decreasing activation is applied
/// after the maximum, so values that pooling drops are neither activated nor stored. Sizes: see
/// kernel/convolution.hpp.
template <class In, class Out, class Sizes, std::size_t N, class Act, class Init, bool Bias> struct convolution_layer
    : convolution_parameters<pooled<Sizes, N>, Bias ? Sizes::outputs : 0, Act, In::rank> {
  using S = pooled<Sizes, N>;
  using input = In;
  using output = Out;

  static constexpr bool fusible = N == 1 && !KeepsInput<Act> && NonDecreasing<Act>;
  /// The layer fused with a max pooling Next over M × M pixels.
  template <class Next>
  requires(fusible&& Next::maximum_of > 1 &&
           Next::maximum_of * Next::maximum_of <= kernel::window_accumulators) using fused_with =
      convolution_layer<In, typename Next::output, Sizes, Next::maximum_of, Act, Init, Bias>;

  // What the cache holds. (Public: clang 14 rejects private members in the cache's requires clause.)
  template <class Run> static constexpr bool keeps_z{Run::training && KeepsInput<Act>};
  template <class Run> static constexpr bool keeps_index{Run::training && N > 1};

 private:
  // The kernel in rows, image by image (kernel/convolution_rows.hpp); training has some of them. If none applies,
  // values are computed one at a time.
  static constexpr bool has_channels = S::group_outputs >= kernel::least_channels_in_rows;
  static constexpr bool along_pixels = has_channels && N == 1 && S::taps == 1 && !S::needs_padding &&
                                       S::rows.stride == 1 && S::cols.stride == 1 &&
                                       S::height * S::width >= kernel::least_pixels;
  static constexpr bool along_channels = has_channels && !along_pixels;
  static constexpr bool along_rows = !has_channels && N == 1 && S::cols.stride == 1 && S::out_width > 1;
  static constexpr bool trains_along_rows = along_rows && kernel::transposes<S> && S::width > 1;
  template <class Run>
  static constexpr bool image_by_image = Run::lanes == 1 &&
                                         (along_pixels ||
                                          (Run::training ? trains_along_rows : along_channels || along_rows));
  /// Outputs per vector operation of one sample in rows.
  template <class Run> static consteval std::size_t outputs_at_once() {
    using T = typename Run::scalar;
    constexpr std::size_t channels = S::group_outputs, pixels = S::out_height * S::out_width;
    const auto packs = [](std::size_t n, std::size_t lanes) { return (n + lanes - 1) / lanes; };
    if (!image_by_image<Run>) return 1;
    if (along_channels) return channels / packs(channels, native_lanes<T>);
    const std::size_t in_channel = along_pixels
                                       ? packs(pixels, native_lanes<T>)
                                       : S::out_height * packs(S::out_width, kernel::lanes_along<T, S::out_width>);
    // Training also adds up the lanes of the weights' gradients, or loads and stores them, once per channel.
    const std::size_t more = !Run::training ? 0 : along_pixels ? 1 : 6;
    return max_of<std::size_t>(1, pixels / (in_channel + more));
  }
  using winograd = kernel::winograd<S>;
  template <class Run> static constexpr bool by_winograd = Run::lanes > 1 && N <= 2 && winograd::wins;
  template <class Run> using winograd_rows = kernel::winograd_rows<S, typename Run::scalar>;
  template <class Run> static consteval bool is_image_by_winograd() {
    if constexpr (Run::lanes == 1 && !Run::training && along_channels && N <= 2 && winograd::possible)
      return winograd_rows<Run>::wins;
    else return false;
  }
  template <class Run>
  static constexpr bool image_by_winograd = convolution_layer::template is_image_by_winograd<Run>();
  static constexpr bool dx_by_winograd = kernel::transposed_winograd_wins<S>();
  // The padding of dz that the kernel for dx needs, if a register of the block is a V.
  template <class V> static constexpr auto padding_of_dz() {
    if constexpr (dx_by_winograd && 1 < lanes_of<V>) return std::type_identity<kernel::transposed<S>>{};
    else return std::type_identity<kernel::column_padded<S>>{};
  }
  template <class V> using padded_dz = typename decltype(convolution_layer::template padding_of_dz<V>())::type;
  static constexpr std::size_t sums = S::weights + S::outputs;
  template <class Run> static constexpr std::size_t padded_room{
      S::needs_padding ? whole_lines<typename Run::scalar>(S::padded_size * Run::lanes) : 0};
  template <class Run> static constexpr std::size_t dz_room{
      whole_lines<typename Run::scalar>(max_of(padded_dz<typename Run::scalar>::padded_size,
                                               padded_dz<pack<typename Run::scalar, Run::lanes>>::padded_size) *
                                        Run::lanes)};
  // Backward image by image: dz of one group, then the sums of the gradients. Those of biases, and of weights along
  // rows, have `lanes` lanes each.
  struct rows_backward {
    using dz = kernel::transposed<S>;
    using channel = kernel::padded_channel<dz>;
    template <class T> static constexpr std::size_t lanes =
        kernel::lanes_along<T, along_pixels ? S::height * S::width : S::out_width>;
    template <class T> static constexpr std::size_t dz_room{whole_lines<T>(dz::padded_size)};
    template <class T>
    static constexpr std::size_t room{dz_room<T> + whole_lines<T>(along_pixels ? sums : S::weights * lanes<T>) +
                                      whole_lines<T>(S::outputs * lanes<T>)};
  };
  template <class Run> static consteval std::size_t backward_room() {
    using T = typename Run::scalar;
    const std::size_t in_blocks = dz_room<Run> + whole_lines<T>(sums * Run::lanes);
    if constexpr (image_by_image<Run>) return max_of(in_blocks, rows_backward::template room<T>);
    else if constexpr (dx_by_winograd && 1 < Run::lanes)
      return in_blocks + kernel::winograd<kernel::transposed<S>>::template room<T, Run::lanes>;
    else return in_blocks;
  }

 public:
  template <class Run> static constexpr std::size_t cost{
      Run::blocks *
      (by_winograd<Run>         ? winograd::operations
       : image_by_winograd<Run> ? winograd_rows<Run>::operations / native_lanes<typename Run::scalar>
                                : convolution_layer::multiply_adds /
                                      (Run::lanes > 1 ? 1 : convolution_layer::template outputs_at_once<Run>()))};
  /// Forward: one padded group of channels, and either a row of y (for a single image) or the data of winograd.
  /// Backward: one padded group, dz of a group, the sums of dW lane by lane, and the data of winograd.
  template <class Run> static constexpr std::size_t scratch{
      padded_room<Run> +
      max_of<std::size_t>(Run::training            ? convolution_layer::template backward_room<Run>()
                          : image_by_winograd<Run> ? winograd_rows<Run>::room
                          : image_by_image<Run> && along_channels
                              ? S::out_width / N * native_lanes<typename Run::scalar>
                              : 0,
                          by_winograd<Run> ? winograd::template room<typename Run::scalar, Run::lanes> : 0)};
  template <class Run>
  requires(keeps_z<Run> || keeps_index<Run>) struct cache {
    alignas(line_bytes) std::array<typename Run::scalar, keeps_z<Run> ? Run::samples * output::size : 0> z{};
    // the position of the maximum in its window
    alignas(line_bytes) std::array<std::uint8_t, keeps_index<Run> ? Run::samples * output::size : 0> index{};
  };

  static auto onnx(auto& graph, auto x) {
    return graph.convolve("Conv", x, windows{S::rows, S::cols}, In::rank == 2, S::groups, Bias);
  }

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    constexpr std::size_t L = Run::lanes;
    const T* const w = pass.parameters.data();
    const T* const b = Bias ? w + S::weights : nullptr;
    if constexpr (image_by_image<Run>)
      if (!scalar_only()) {
        for (std::size_t s = 0; s < Run::batch; ++s)
          for (std::size_t g = 0; g < S::groups; ++g) {
            const T* const x = group_image<Run, T>(g, pass.x.at(s, 0), pass.scratch, s == 0 && g == 0);
            T* z = nullptr;
            if constexpr (keeps_z<Run>) z = pass.cache.z.data() + s * output::size;
            constexpr activation_map<Act, keeps_z<Run>> map;
            if constexpr (along_pixels) kernel::convolve_pointwise<S>(g, x, w, b, pass.y.at(s, 0), z, map);
            else if constexpr (along_rows) kernel::convolve_depthwise<S>(g, x, w, b, pass.y.at(s, 0), z, map);
            else if constexpr (image_by_winograd<Run>)
              kernel::convolve_winograd_image<S, N>(x, w, b, pass.y.at(s, 0), pass.scratch + padded_room<Run>, map);
            else kernel::convolve_image<S, N>(g, x, w, b, pass.y.at(s, 0), pass.scratch + padded_room<Run>, map);
          }
        return;
      }
    T* const transformed = pass.scratch + padded_room<Run>;
    if constexpr (by_winograd<Run>)
      if (!scalar_only()) kernel::transform_weights<S>(w, transformed);
    each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
      constexpr bool fast = by_winograd<Run> && 1 < lanes_of<V>;
      const std::size_t at = block * output::size * L + lane;
      for (std::size_t g = 0; g < S::groups; ++g) {
        const T* const x = group_image<Run, V>(g, pass.x.at(block, lane), pass.scratch + lane, block == 0 && g == 0);
        if constexpr (N == 1) {
          T* z = nullptr;
          if constexpr (keeps_z<Run>) z = pass.cache.z.data() + at;
          constexpr activation_map<Act, keeps_z<Run>> map;
          if constexpr (fast)
            kernel::convolve_winograd<S, N, keeps_z<Run>, L, V>(x, transformed, b, pass.y.data + at, z, map);
          else kernel::convolve<S, L, V>(g, x, w, b, pass.y.data + at, z, map);
        } else {
          std::uint8_t* index = nullptr;
          if constexpr (keeps_index<Run>) index = pass.cache.index.data() + at;
          constexpr activation_map<Act, false> map;
          if constexpr (fast)
            kernel::convolve_winograd<S, N, keeps_index<Run>, L, V>(x, transformed, b, pass.y.data + at, index, map);
          else kernel::convolve_and_pool<S, N, keeps_index<Run>, L, V>(g, x, w, b, pass.y.data + at, index, map);
        }
      }
    });
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    constexpr std::size_t L = Run::lanes;
    if constexpr (image_by_image<Run>)
      if (!scalar_only()) return convolution_layer::backward_in_rows(pass);
    const T* const w = pass.parameters.data();
    T* const dz = pass.scratch + padded_room<Run>;
    T* const sum = dz + dz_room<Run>;
    T* const transformed = sum + whole_lines<T>(sums * L);
    if constexpr (dx_by_winograd && Pass::wants_dx && 1 < L)
      if (!scalar_only()) kernel::transform_weights<S>(w, transformed);
    each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
      using padding = padded_dz<V>;
      using channel = kernel::padded_channel<padding>;
      T* const pixels = dz + channel::first * L + lane;
      const std::size_t at = block * output::size * L + lane;
      const T* kept = pass.y.data + at;
      if constexpr (keeps_z<Run>) kept = pass.cache.z.data() + at;
      const std::uint8_t* index = nullptr;
      if constexpr (keeps_index<Run>) index = pass.cache.index.data() + at;
      if (block == 0)
        for (std::size_t o = 0; o < S::group_outputs; ++o)
          kernel::clear_padding<padding, L, V>(dz + o * channel::plane * L + lane);
      for (std::size_t g = 0; g < S::groups; ++g) {
        constexpr std::size_t outputs = output::size / S::groups * L;
        kernel::backpropagate_block<N, L, V>(
            {S::group_outputs, S::out_height, S::out_width, channel::pitch, channel::plane},
            pass.dy.data + at + g * outputs, kept + g * outputs, index + (N > 1 ? g * outputs : 0), pixels, block == 0,
            sum + (S::weights + g * S::group_outputs) * L + lane, output_slope<Act, Pass::dy_is_dz>{});
        if constexpr (Pass::wants_dx) {
          constexpr activation_map<Identity, false> map;
          constexpr const T* no_bias = nullptr;
          constexpr T* not_kept = nullptr;
          T* const dx = pass.dx.at(block, lane);
          if constexpr (dx_by_winograd && 1 < lanes_of<V>)
            kernel::convolve_winograd<kernel::transposed<S>, 1, false, L, V>(dz, transformed, no_bias, dx, not_kept,
                                                                             map);
          else kernel::convolve_transposed<S, L, V>(g, dz + lane, w, no_bias, dx, not_kept, map);
        }
        if constexpr (Pass::wants_dparameters)
          kernel::convolve_weights<S, channel::pitch, channel::plane, L, V>(
              g, group_image<Run, V>(g, pass.x.at(block, lane), pass.scratch + lane, block == 0 && g == 0), pixels,
              block == 0, sum + lane);
      }
    });
    kernel::give_lane_sums<L>(convolution_layer::parameters, sum, pass.dparameters);
  }

  template <class T>
  static constexpr void initialize(std::span<T, convolution_layer::parameters> all, Engine& engine) noexcept {
    initialize_by<Init>(all, engine);
  }
  template <class By, class T>
  static constexpr void initialize_by(std::span<T, convolution_layer::parameters> all, Engine& engine) noexcept {
    convolution_layer::template fill<By>(all, S::depth, S::outputs * S::taps, engine);
  }

 private:
  /// The channels of group g with their padding: x itself if none is needed, otherwise a copy in `to`. first: nothing
  /// was copied there before.
  template <class Run, class V, class T>
  static constexpr const T* group_image(std::size_t g, const T* x, T* to, [[maybe_unused]] bool first) noexcept {
    x += g * S::group_channels * S::height * S::width * Run::lanes;
    if constexpr (!S::needs_padding) return x;
    else {
      kernel::copy_padded<S, Run::lanes, V>(x, to, first);
      return to;
    }
  }

  /// backward image by image.
  template <class Pass> static void backward_in_rows(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    using sizes = rows_backward;
    using channel = typename sizes::channel;
    constexpr std::size_t W = sizes::template lanes<T>, outputs = output::size / S::groups;
    const T* const w = pass.parameters.data();
    T* const dz = pass.scratch + padded_room<Run>;
    T* const sum = dz + sizes::template dz_room<T>;
    T* const bias_sum = sum + (along_pixels ? whole_lines<T>(sums) : S::weights * W);
    constexpr output_slope<Act, Pass::dy_is_dz> slope;
    if constexpr (!along_pixels)
      for (std::size_t o = 0; o < S::group_outputs; ++o)
        kernel::clear_padding<typename sizes::dz, 1, T>(dz + o * channel::plane);
    for (std::size_t s = 0; s < Run::batch; ++s)
      for (std::size_t g = 0; g < S::groups; ++g) {
        [[maybe_unused]] const T* x = nullptr;
        if constexpr (Pass::wants_dparameters)
          x = group_image<Run, T>(g, pass.x.at(s, 0), pass.scratch, s == 0 && g == 0);
        const T* const dy = pass.dy.at(s, 0, g * outputs);
        const T* kept = pass.y.at(s, 0, g * outputs);
        if constexpr (keeps_z<Run>) kept = pass.cache.z.data() + s * output::size + g * outputs;
        T* const bias_sums = bias_sum + g * S::group_outputs * W;
        T* dx = nullptr;
        if constexpr (Pass::wants_dx) dx = pass.dx.at(s, 0);
        if constexpr (along_pixels) {
          kernel::backpropagate_rows<1, S::height * S::width, 0, channel::plane>(S::group_outputs, dy, kept, dz, s == 0,
                                                                                 bias_sums, slope);
          if constexpr (Pass::wants_dx) kernel::convolve_pointwise_transposed<S>(g, dz, w, dx);
          if constexpr (Pass::wants_dparameters) kernel::convolve_pointwise_weights<S>(g, x, dz, s == 0, sum);
        } else {
          kernel::backpropagate_rows<S::out_height, S::out_width, channel::pitch, channel::plane>(
              S::group_outputs, dy, kept, dz + channel::first, s == 0, bias_sums, slope);
          if constexpr (Pass::wants_dx)
            kernel::convolve_depthwise<typename sizes::dz>(g, dz, w, static_cast<const T*>(nullptr), dx,
                                                           static_cast<T*>(nullptr), activation_map<Identity, false>{});
          if constexpr (Pass::wants_dparameters)
            kernel::convolve_weights_along_rows<S, channel::pitch, channel::plane>(g, x, dz + channel::first, s == 0,
                                                                                   sum);
        }
      }
    if constexpr (!Pass::wants_dparameters) return;
    else if constexpr (along_pixels) {
      for (std::size_t o = 0; o < S::outputs; ++o)
        sum[S::weights + o] = sinew::simd::sum(load<pack<T, W>>(bias_sum + o * W));
      kernel::give_lane_sums<1>(convolution_layer::parameters, sum, pass.dparameters);
    } else kernel::give_lane_sums<W>(convolution_layer::parameters, sum, pass.dparameters);
  }
};

}  // namespace sinew::_detail
