#pragma once
/// \file
/// ConvTranspose2D and ConvTranspose1D: the transposed convolution, which enlarges images and sequences.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/window.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/kernel/convolution_gradients.hpp>
#include <sinew/kernel/padded.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/conv2d.hpp>
#include <sinew/layer/convolution_parameters.hpp>
#include <sinew/layer/options.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// S: the convolution of which this layer is the transpose, from the larger image (y) to the smaller one (x). The
/// kernels' dx is y here.
template <class In, class Out, class S, class Act, class Init, bool Bias> struct transposed_convolution_layer
    : convolution_parameters<S, Bias ? S::channels : 0, Act, image<In>::is_sequence ? 2 : 3> {
  using input = In;
  using output = Out;
  template <class Run> static constexpr std::size_t cost{Run::blocks * transposed_convolution_layer::multiply_adds};

 private:
  using padded_x = kernel::column_padded<S>;
  static constexpr std::size_t sums = S::weights + S::channels;
  template <class Run> static constexpr std::size_t room(std::size_t n) {
    return whole_lines<typename Run::scalar>(n * Run::lanes);
  }

 public:
  /// Forward: one padded group of x. Backward: dz of a block, one padded group of dz, and the sums of dW lane by
  /// lane.
  template <class Run> static constexpr std::size_t scratch = max_of(
      room<Run>(padded_x::padded_size),
      Run::training ? room<Run>(output::size) + (S::needs_padding ? room<Run>(S::padded_size) : 0) + room<Run>(sums)
                    : 0);
  template <class Run>
  requires(Run::training&& KeepsInput<Act>) struct cache {
    alignas(line_bytes) std::array<typename Run::scalar, Run::samples * output::size> z{};
  };

  /// The output padding is what y has beyond the extent without it.
  static auto onnx(auto& graph, auto x) {
    constexpr std::size_t along =
        S::width + S::cols.before + S::cols.after - S::cols.span() - (S::out_width - 1) * S::cols.stride;
    if constexpr (image<In>::is_sequence)
      return graph.convolve("ConvTranspose", x, windows{S::rows, S::cols}, true, S::groups, Bias, {along});
    else
      return graph.convolve(
          "ConvTranspose", x, windows{S::rows, S::cols}, false, S::groups, Bias,
          {S::height + S::rows.before + S::rows.after - S::rows.span() - (S::out_height - 1) * S::rows.stride, along});
  }

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    constexpr bool keep = Run::training && KeepsInput<Act>;
    const T* const w = pass.parameters.data();
    each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
      T* const padded = pass.scratch + lane;
      T* const y = pass.y.at(block, lane);
      T* z = nullptr;
      if constexpr (keep) z = pass.cache.z.data() + (y - pass.y.data);
      for (std::size_t g = 0; g < S::groups; ++g) {
        kernel::copy_column_padded<S, Run::lanes, V>(pass.x.at(block, lane, g * input::size / S::groups), padded);
        kernel::convolve_transposed<S, Run::lanes, V>(g, padded, w, Bias ? w + S::weights : nullptr, y, z,
                                                      activation_map<Act, keep>{});
      }
    });
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    constexpr std::size_t L = Run::lanes;
    T* const dz = pass.scratch;
    T* const padded = dz + room<Run>(output::size);
    T* const sum = padded + (S::needs_padding ? room<Run>(S::padded_size) : 0);
    each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
      const T* const dy = pass.dy.at(block, lane);
      const T* kept = pass.y.at(block, lane);
      if constexpr (KeepsInput<Act>) kept = pass.cache.z.data() + (dy - pass.dy.data);
      for (std::size_t c = 0, i = 0; c < S::channels; ++c) {
        T* const bias = sum + (S::weights + c) * L + lane;
        V total = block == 0 ? V{} : load<V>(bias);
        for (const std::size_t end = i + S::height * S::width * L; i < end; i += L) {
          V v = load<V>(dy + i);
          if constexpr (!Pass::dy_is_dz && !std::is_same_v<Act, Identity>)
            v = v * activation_derivative<Act, V>(load<V>(kept + i));
          store<V>(dz + lane + i, v);
          total += v;
        }
        store<V>(bias, total);
      }
      for (std::size_t g = 0; g < S::groups; ++g) {
        const T* image = dz + lane + g * output::size / S::groups * L;
        if constexpr (S::needs_padding) {
          kernel::copy_padded<S, L, V>(image, padded + lane, block == 0 && g == 0);
          image = padded + lane;
        }
        if constexpr (Pass::wants_dx)
          kernel::convolve<S, L, V>(g, image, pass.parameters.data(), static_cast<const T*>(nullptr),
                                    pass.dx.at(block, lane), static_cast<T*>(nullptr),
                                    activation_map<Identity, false>{});
        if constexpr (Pass::wants_dparameters)
          kernel::convolve_weights<S, S::out_width, S::out_height * S::out_width, L, V>(
              g, image, pass.x.at(block, lane, g * input::size / S::groups), block == 0, sum + lane);
      }
    });
    kernel::give_lane_sums<L>(transposed_convolution_layer::parameters, sum, pass.dparameters);
  }

  template <class T> static constexpr void initialize(std::span<T, transposed_convolution_layer::parameters> all,
                                                      Engine& engine) noexcept {
    initialize_by<Init>(all, engine);
  }
  template <class By, class T>
  static constexpr void initialize_by(std::span<T, transposed_convolution_layer::parameters> all,
                                      Engine& engine) noexcept {
    // With a stride, a pixel of y receives only one in `steps` of the kernel's weights.
    constexpr std::size_t steps = S::rows.stride * S::cols.stride;
    constexpr std::size_t inputs = max_of<std::size_t>(1, S::group_outputs * S::taps / steps);
    transposed_convolution_layer::template fill<By>(all, inputs, S::channels * S::taps, engine);
  }
};

template <class O> struct output_padding_of { static constexpr std::size_t down = 0, along = 0; };
template <std::size_t D, std::size_t A> struct output_padding_of<OutputPadding<D, A>> {
  static constexpr std::size_t down = D, along = A;
};

/// The OutputPadding among the options, or nothing.
template <class... O> using output_padding_among =
    element<first_true({(subject_of<O> == subject::output_padding)..., true}), list<O..., mistake::nothing>>;

/// The extent of the output for `in` input pixels and `more` pixels of output padding.
constexpr std::size_t transposed_extent(const window& w, std::size_t in, std::size_t more) noexcept {
  const std::size_t full = (in - 1) * w.stride + w.span() + more;
  return full > w.before + w.after ? full - w.before - w.after : 0;
}

}  // namespace _detail

/// The transpose of the linear map of Conv2D: the kernel spreads each pixel of x over y.
///   y[o, i·stride + r·dilation − padding, j·stride + s·dilation − padding] += Σ_c W[o, r, s, c] · x[c, i, j]
/// followed by act(y + b).
/// Shapes: x (Batch, C, H, W), W (Out / Groups, Kernel, Kernel, C), b (Out), y (Batch, Out, H′, W′), with
///   H′ = (H − 1)·stride − padding above and below + dilation·(Kernel − 1) + 1 + output padding, W′ likewise.
/// Parameters: W, then b.
/// Options: those of Conv2D except Same, and OutputPadding.
/// Cost: C / Groups · Kernel² · Out multiply-adds per pixel of x, twice that backward.
/// Misuse: not an image → mistake::not_an_image; Groups that do not divide both numbers of channels →
/// mistake::groups_do_not_divide; an unknown option, or an OutputPadding not smaller than the stride →
/// mistake::not_an_option; padding that leaves no pixel → mistake::zero_size.
/// Source: Zeiler, Krishnan, Taylor, Fergus, "Deconvolutional networks", CVPR (2010); Dumoulin, Visin, "A guide to
/// convolution arithmetic for deep learning", arXiv:1603.07285 (2016).
/// PyTorch: ConvTranspose2d. PyTorch and ONNX store W as (C, Out / Groups, Kernel, Kernel).
template <std::size_t Out, std::size_t Kernel, class... Options> struct ConvTranspose2D {
  template <class In> static consteval auto bind() {
    using Image = _detail::image<In>;
    using Said = _detail::convolution_options<Options...>;
    using More = _detail::output_padding_among<Options...>;
    using Rest = _detail::output_padding_of<More>;
    constexpr _detail::windows w = _detail::windows_of<Options...>(Kernel, 0, 0);
    if constexpr (!Image::is_image)
      return std::type_identity<mistake::refuse<mistake::not_an_image, ConvTranspose2D, mistake::given<In>,
                                                mistake::expected<mistake::channels_height_width>>>{};
    else if constexpr (w.same)
      return std::type_identity<mistake::refuse<mistake::not_an_option, ConvTranspose2D, Same>>{};
    else if constexpr ((Rest::down > 0 && Rest::down >= w.rows.stride) ||
                       (Rest::along > 0 && Rest::along >= w.cols.stride))
      return std::type_identity<mistake::refuse<mistake::not_an_option, ConvTranspose2D, More>>{};
    else {
      constexpr std::size_t height = _detail::transposed_extent(w.rows, Image::height, Rest::down);
      constexpr std::size_t width = _detail::transposed_extent(w.cols, Image::width, Rest::along);
      using Y = shape<Out, height, width>;
      if constexpr (height * width == 0)
        return std::type_identity<mistake::refuse<mistake::zero_size, ConvTranspose2D>>{};
      else {
        using Fault =
            typename decltype(_detail::convolution_fault<ConvTranspose2D, Said, typename Said::template unknown<>,
                                                         shape<Image::channels, height, width>, Out, Said::groups,
                                                         w>())::type;
        if constexpr (!std::is_same_v<Fault, mistake::nothing>) return std::type_identity<Fault>{};
        else
          return std::type_identity<_detail::transposed_convolution_layer<
              In, Y, kernel::convolution<Out, height, width, Image::channels, Said::groups, w>,
              typename Said::activation, typename Said::initializer, Said::bias>>{};
      }
    }
  }
  template <class In> using on = typename decltype(bind<In>())::type;
};

/// The transpose of the linear map of Conv1D: the kernel spreads each position of x over y.
///   y[o, i·stride + s·dilation − padding] += Σ_c W[o, s, c] · x[c, i]
/// followed by act(y + b).
/// Shapes: x (Batch, C, N), W (Out / Groups, Kernel, C), b (Out), y (Batch, Out, N′), with
///   N′ = (N − 1)·stride − padding before and after + dilation·(Kernel − 1) + 1 + output padding.
/// Parameters: W, then b.
/// Options: those of Conv1D except Same, and OutputPadding<N>.
/// Cost and misuse: as for ConvTranspose2D; not a sequence → mistake::not_an_image.
/// PyTorch: ConvTranspose1d. PyTorch and ONNX store W as (C, Out / Groups, Kernel).
template <std::size_t Out, std::size_t Kernel, class... Options> struct ConvTranspose1D {
  template <class In> static consteval auto bind() {
    using Image = _detail::image<In>;
    using Said = _detail::convolution_options<Options...>;
    using More = _detail::output_padding_among<Options...>;
    constexpr std::size_t more = _detail::output_padding_of<More>::along;
    constexpr _detail::windows w = _detail::windows_along<Options...>(Kernel, 0);
    if constexpr (!Image::is_sequence)
      return std::type_identity<mistake::refuse<mistake::not_an_image, ConvTranspose1D, mistake::given<In>,
                                                mistake::expected<mistake::channels_length>>>{};
    else if constexpr (w.same)
      return std::type_identity<mistake::refuse<mistake::not_an_option, ConvTranspose1D, Same>>{};
    else if constexpr (more > 0 && (more >= w.cols.stride || _detail::output_padding_of<More>::down != more))
      return std::type_identity<mistake::refuse<mistake::not_an_option, ConvTranspose1D, More>>{};
    else {
      constexpr std::size_t length = _detail::transposed_extent(w.cols, Image::width, more);
      if constexpr (length == 0) return std::type_identity<mistake::refuse<mistake::zero_size, ConvTranspose1D>>{};
      else {
        using Fault = typename decltype(_detail::convolution_fault<
                                        ConvTranspose1D, Said,
                                        typename Said::template unknown_along<_detail::subject::kernel_width>,
                                        shape<Image::channels, length>, Out, Said::groups, w>())::type;
        if constexpr (!std::is_same_v<Fault, mistake::nothing>) return std::type_identity<Fault>{};
        else
          return std::type_identity<_detail::transposed_convolution_layer<
              In, shape<Out, length>, kernel::convolution<Out, 1, length, Image::channels, Said::groups, w>,
              typename Said::activation, typename Said::initializer, Said::bias>>{};
      }
    }
  }
  template <class In> using on = typename decltype(bind<In>())::type;
};

}  // namespace sinew
