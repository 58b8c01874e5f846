// Poolings against figures of PyTorch; the laws of laws/layer.hpp in both layouts; NaN and infinities; in constant
// expressions.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_pooling)

/// The cases have 3 samples: a larger batch has spare ones.
template <std::size_t Batch, class In, class Pool> void same(const char* name) {
  against::file<BasicNet<double, In, Pool>, Batch>("pooling.txt", name);
}

using Image = Input<2, 6, 7>;
using Sequence = Input<2, 9>;

BOOST_AUTO_TEST_CASE(max_of_images) {
  same<19, Image, MaxPool2D<2>>("max_2");
  same<5, Input<2, 4, 6>, MaxPool2D<2, Valid>>("max_2_even");
  same<5, Input<2, 4, 6>, MaxPool2D<2, Valid>>("max_2_ties");
  same<5, Image, MaxPool2D<3, Stride<2>, Padding<1>>>("max_3_stride_2_padding_1");
  same<3, Input<2, 5, 5>, MaxPool2D<3, Stride<1>>>("max_3_stride_1_ties");
  same<5, Image, MaxPool2D<2, Same, Stride<1>>>("max_2_same_stride_1");
  same<19, Input<1, 6, 5>, MaxPool2D<3, Stride<2>, Same>>("max_3_same_stride_2");
  same<5, Image, MaxPool2D<2, KernelWidth<3>>>("max_2x3");
  same<5, Image, MaxPool2D<3, KernelWidth<2>, Stride<2, 1>>>("max_3x2_stride_2x1");
}
BOOST_AUTO_TEST_CASE(max_of_windows_with_gaps) {
  same<5, Image, MaxPool2D<2, Stride<1>, Dilation<2, 3>>>("max_2_dilation_2x3");
  same<5, Image, MaxPool2D<3, Dilation<2>, Stride<1>, Padding<1>>>("max_3_dilation_2_padding_1");
  same<5, Image, MaxPool2D<2, Stride<3>>>("max_2_stride_3");
  same<5, Image, MaxPool2D<3, Stride<2>, Padding<0, 1, 0, 0>>>("max_3_ceil");
  same<3, Input<1, 18, 17>, MaxPool2D<17>>("max_17");
}
BOOST_AUTO_TEST_CASE(mean_of_images) {
  same<5, Image, AvgPool2D<2>>("avg_2");
  same<5, Image, AvgPool2D<3, Stride<2>, Padding<1>>>("avg_3_stride_2_padding_1");
  same<19, Image, AvgPool2D<3, Stride<2>, Padding<1>, IgnorePadding>>("avg_3_stride_2_padding_1_ignored");
  same<5, Image, AvgPool2D<3, Stride<1>>>("avg_3_stride_1");
  same<5, Image, AvgPool2D<2, KernelWidth<3>>>("avg_2x3");
  same<5, Image, AvgPool2D<3, KernelWidth<2>, Stride<1, 2>, Padding<1, 0>>>("avg_3x2_stride_1x2_padding_1x0");
  same<5, Image, AvgPool2D<2, Same, Stride<1>>>("avg_2_same_stride_1");
  same<3, Input<2, 4, 4>, AvgPool2D<3, IgnorePadding, Same, Stride<1>>>("avg_3_same_ignored");
  same<5, Image, AvgPool2D<2, Stride<3>>>("avg_2_stride_3");
}
BOOST_AUTO_TEST_CASE(sequences) {
  same<5, Sequence, MaxPool1D<2>>("max_1d_2");
  same<5, Sequence, MaxPool1D<3, Stride<2>, Padding<1>>>("max_1d_3_stride_2_padding_1");
  same<5, Sequence, MaxPool1D<3, Stride<1>, Padding<2, 0>>>("max_1d_3_causal");
  same<5, Sequence, MaxPool1D<3, Stride<1>, Dilation<2>>>("max_1d_3_dilation_2");
  same<5, Sequence, AvgPool1D<3>>("avg_1d_3");
  same<5, Sequence, AvgPool1D<3, Stride<2>, Padding<1>>>("avg_1d_3_stride_2_padding_1");
  same<5, Sequence, AvgPool1D<3, Stride<2>, Padding<1>, IgnorePadding>>("avg_1d_3_stride_2_padding_1_ignored");
}
BOOST_AUTO_TEST_CASE(whole_channels) {
  same<5, Image, GlobalMaxPool2D>("global_max");
  same<19, Input<2, 4, 4>, GlobalMaxPool2D>("global_max_ties");
  same<5, Image, GlobalAvgPool2D>("global_avg");
  same<5, Sequence, GlobalMaxPool2D>("global_max_1d");
  same<19, Sequence, GlobalAvgPool2D>("global_avg_1d");
}

template <std::size_t Batch, class In, class Pool> void same_ceil(const char* name) {
  against::file<BasicNet<double, In, Pool>, Batch>("pooling_ceil.txt", name);
}
using Square = Input<1, 4, 4>;
BOOST_AUTO_TEST_CASE(ceil_of_maxima) {
  same_ceil<19, Image, MaxPool2D<3, CeilMode, Stride<2>>>("max_3_stride_2");
  same_ceil<5, Square, MaxPool2D<2, CeilMode>>("max_2_even");
  same_ceil<5, Image, MaxPool2D<4, CeilMode>>("max_4");
  same_ceil<5, Input<2, 5, 6>, MaxPool2D<2, Padding<1>, CeilMode>>("max_2_padding_1_ties");
  same_ceil<5, Image, MaxPool2D<3, Stride<2, 3>, Padding<1, 1, 0, 0>, Dilation<1, 2>, CeilMode>>(
      "max_3_stride_2x3_padding_1x0_dilation_1x2");
  same_ceil<5, Image, MaxPool2D<1, Stride<3>, CeilMode>>("max_1_stride_3");
  same_ceil<5, Square, MaxPool2D<5, Stride<2>, CeilMode>>("max_5_stride_2_of_4");
  same_ceil<5, Input<2, 8>, MaxPool1D<3, Stride<2>, Padding<1>, CeilMode>>("max_1d_3_stride_2_padding_1");
  same_ceil<5, Sequence, MaxPool1D<4, CeilMode, Valid>>("max_1d_4");
}
template <class... Divisor> void ceil_of_means(const std::string& suffix) {
  const auto name = [&](const char* of) { return of + suffix; };
  same_ceil<5, Square, AvgPool2D<3, Stride<2>, CeilMode, Divisor...>>(name("avg_3_stride_2").c_str());
  same_ceil<19, Square, AvgPool2D<3, Stride<2>, Padding<1>, Divisor..., CeilMode>>(
      name("avg_3_stride_2_padding_1").c_str());
  same_ceil<5, Image, AvgPool2D<2, Padding<1>, CeilMode, Divisor...>>(name("avg_2_padding_1").c_str());
  same_ceil<5, Image, AvgPool2D<3, KernelWidth<2>, Stride<2, 3>, Padding<1, 1, 0, 0>, CeilMode, Divisor...>>(
      name("avg_3x2_stride_2x3_padding_1x0").c_str());
  same_ceil<5, Image, AvgPool2D<4, Padding<2>, CeilMode, Divisor...>>(name("avg_4_padding_2").c_str());
  same_ceil<5, Square, AvgPool2D<5, Stride<2>, CeilMode, Divisor...>>(name("avg_5_stride_2_of_4").c_str());
  same_ceil<5, Sequence, AvgPool1D<7, Stride<3>, Padding<3>, CeilMode, Divisor...>>(
      name("avg_1d_7_stride_3_padding_3").c_str());
}
BOOST_AUTO_TEST_CASE(ceil_of_means_with_padding) { ceil_of_means<>(""); }
BOOST_AUTO_TEST_CASE(ceil_of_means_without_padding) { ceil_of_means<IgnorePadding>("_ignored"); }

using Deep = BasicNet<double, Input<1, 8, 8>, MaxPool2D<2, Stride<1>, Same>, AvgPool2D<3, Padding<1>, IgnorePadding>,
                      MaxPool2D<2>, GlobalAvgPool2D, Dense<1, 3, Tanh>>;
BOOST_AUTO_TEST_CASE(laws_hold) {
  laws::all_laws(laws::make<Deep, 1>, 11);
  laws::all_laws(laws::make<Deep, 19>, 12);
}

using DeepCeil =
    BasicNet<double, Input<1, 8, 9>, MaxPool2D<3, Stride<2>, Padding<1>, CeilMode>, AvgPool2D<2, Padding<1>, CeilMode>,
             AvgPool2D<2, IgnorePadding, CeilMode>, Flatten, Dense<4, 3, Tanh>>;
BOOST_AUTO_TEST_CASE(laws_hold_with_ceil) { laws::all_laws(laws::make<DeepCeil, 16>, 15); }

// A convolution computes the maxima of windows that lie within its image itself. The others follow it.
using Touching = BasicNet<double, Input<1, 6, 7>, Conv2D<3, 2, ReLU>, MaxPool2D<2, CeilMode>>;  // of 5 × 6
using Inside = BasicNet<double, Input<1, 7, 7>, Conv2D<3, 2, ReLU>, MaxPool2D<2, CeilMode>>;    // of 6 × 6
using Plain = BasicNet<double, Input<1, 7, 7>, Conv2D<3, 2, ReLU>, MaxPool2D<2>>;
static_assert(std::is_same_v<Touching::output, shape<3, 3, 3>> && std::is_same_v<Inside::output, shape<3, 3, 3>>);
static_assert(Inside::activation_bytes<16> == Plain::activation_bytes<16> &&
              Touching::activation_bytes<16> > Plain::activation_bytes<16>);
BOOST_AUTO_TEST_CASE(ceil_after_a_convolution) {
  laws::all_laws(laws::make<Touching, 3>, 16);
  Touching net;
  initialize(net, 17);
  std::array<double, 42> x;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::cos(3.0 * double(i));
  BasicNet<double, Input<1, 6, 7>, Conv2D<3, 2, ReLU>> convolution;
  convolution.parameters = net.parameters;
  const auto z = convolution(x);
  const auto y = net(x);
  for (std::size_t c = 0; c < 3; ++c)
    for (std::size_t o = 0; o < 3; ++o)
      for (std::size_t q = 0; q < 3; ++q) {
        double largest = 0;
        for (std::size_t i = 2 * o; i < 2 * o + 2 && i < 5; ++i)
          for (std::size_t j = 2 * q; j < 2 * q + 2 && j < 6; ++j) largest = std::fmax(largest, z[(c * 5 + i) * 6 + j]);
        BOOST_TEST(y[(c * 3 + o) * 3 + q] == largest, boost::test_tools::tolerance(1e-14));
      }
}

// ONNX's own cases, from onnx/backend/test/case/node/{averagepool,maxpool}.py.
BOOST_AUTO_TEST_CASE(ceil_as_onnx_defines_it) {
  const auto equal = [](const auto& y, const auto& expected) {
    for (std::size_t i = 0; i < y.size(); ++i) BOOST_TEST(y[i] == expected[i], boost::test_tools::tolerance(4e-4f));
  };
  const std::array<float, 16> ramp{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  // averagepool_2d_ceil, maxpool_2d_ceil
  equal(Net<Input<1, 4, 4>, AvgPool2D<3, Stride<2>, IgnorePadding, CeilMode>>{}(ramp),
        std::array<float, 4>{6, 7.5f, 12, 13.5f});
  equal(Net<Input<1, 4, 4>, MaxPool2D<3, Stride<2>, CeilMode>>{}(ramp), std::array<float, 4>{11, 12, 15, 16});
  // averagepool_2d_ceil_last_window_starts_on_pad, whose numbers count the padding
  equal(Net<Input<3, 2, 2>, AvgPool2D<3, Padding<1>, CeilMode>>{}(std::array<float, 12>{
            .8580f, .0786f, .2692f, .1537f, .8816f, .4353f, .5772f, .6623f, .9067f, .9483f, .5970f, .7630f}),
        std::array<float, 3>{.1511f, .2841f, .3572f});
  // maxpool_2d_ceil_output_size_reduce_by_one
  equal(Net<Input<1, 2, 2>, MaxPool2D<1, Stride<2>, CeilMode>>{}(std::array<float, 4>{1, 2, 3, 4}),
        std::array<float, 1>{1});
}
// AveragePool with count_include_pad = 1: since opset 19 onnxruntime divides as PyTorch does (its test
// AveragePool_19_ceil_count_include_pad_1d), before by the size of the window (microsoft/onnxruntime issue 16203).
BOOST_AUTO_TEST_CASE(divisors_of_onnxruntime) {
  const std::array<float, 18> x{2.0903f, 4.6493f,  1.6320f,  -3.2051f, 4.6975f, 4.7296f, 3.3653f,  -1.5815f, -2.3832f,
                                .9628f,  -1.5899f, -2.6820f, 5.7529f,  7.7346f, -.8910f, -2.0151f, .1313f,   -.5374f};
  const std::array<float, 8> since_19{.73807144f, 2.5655572f, .8032287f,  -.09990001f,
                                      .34911433f, 1.0389f,    1.4536142f, -.40353334f},
      before{.73807144f, 2.5655572f, .8032287f, -.08562858f, .34911433f, 1.0389f, 1.4536142f, -.34588572f};
  const auto y = Net<Input<2, 9>, AvgPool1D<7, Stride<3>, Padding<3>, CeilMode>>{}(x),
             z = Net<Input<2, 9>, AvgPool1D<7, Stride<3>, Padding<3, 4>>>{}(x);
  for (std::size_t i = 0; i < 8; ++i) {
    BOOST_TEST(y[i] == since_19[i], boost::test_tools::tolerance(1e-5f));
    BOOST_TEST(z[i] == before[i], boost::test_tools::tolerance(1e-5f));
  }
}

// The windows of ceil mode against PyTorch's pooling_output_shape (ATen/native/Pool.h) and a count of positions.
BOOST_AUTO_TEST_CASE(windows_of_ceil_mode) {
  using N = std::size_t;
  std::size_t cases = 0;
  for (N in = 1; in <= 9; ++in)
    for (N kernel = 1; kernel <= 5; ++kernel)
      for (N stride = 1; stride <= 5; ++stride)
        for (N dilation = 1; dilation <= 3; ++dilation)
          for (N before = 0; before <= kernel / 2; ++before)
            for (N after = 0; after <= kernel / 2; ++after, ++cases) {
              const _detail::window w = _detail::window{kernel, stride, dilation, before, after}.ceil(in);
              const N span = (kernel - 1) * dilation + 1, reached = in + before + after + stride - 1;
              N expected = reached < span ? 0 : (reached - span) / stride + 1;
              if (expected > 0 && (expected - 1) * stride >= in + before) --expected;
              BOOST_TEST_REQUIRE(w.outputs(in) == expected);
              for (N o = 0; o < expected; ++o) {
                N within = 0, padded = 0;
                for (N k = 0; k < kernel; ++k) {
                  const N at = o * stride + k * dilation;
                  within += at >= before && at < in + before;
                  padded += at < in + before + after;
                }
                const kernel::reach r = kernel::reach_of(w, in, o);
                BOOST_TEST_REQUIRE((within == (r.first < r.last ? r.last - r.first : 0) && padded == r.padded));
              }
            }
  BOOST_TEST(cases == 9u * 5 * 3 * (1 + 4 + 4 + 9 + 9));
  // Same already gives ⌈in / stride⌉ outputs.
  static_assert(std::is_same_v<AvgPool2D<3, Same, CeilMode, Stride<2>>::on<shape<1, 7, 8>>::output, shape<1, 4, 4>> &&
                AvgPool2D<3, Same, CeilMode, Stride<2>>::on<shape<1, 7, 8>>::windows.rows.overhang == 0);
  // Several windows start behind an image whose padding is larger than the window.
  static_assert(_detail::window{2, 1, 1, 0, 5}.ceil(3).outputs(3) == 3);
  static_assert(_detail::window{1, 2, 1, 0, 5}.ceil(4).outputs(4) == 2);
}

// PyTorch's max_pool2d([1, NaN, 2, 3 | NaN, −∞, NaN, NaN | −∞ …]): NaN, the place of the last NaN; −∞ at the first
// place.
template <std::size_t B> void not_numbers() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), far = -std::numeric_limits<double>::infinity();
  constexpr std::array<double, 12> x{1, nan, nan, far, far, far, 2, 3, nan, nan, far, far},
      dx{0, 5, 0, 0, 7, 0, 0, 0, 0, 6, 0, 0};
  BasicNet<double, Input<1, 2, 6>, MaxPool2D<2>> net;
  Workspace<decltype(net), B, Mode::input_gradient> w;
  for (std::size_t s = 0; s < B; ++s)
    for (std::size_t i = 0; i < 12; ++i) w.x()(s, i) = x[i];
  net.forward(w);
  for (std::size_t s = 0; s < B; ++s) {
    BOOST_TEST((std::isnan(w.y()(s, 0)) && std::isnan(w.y()(s, 1)) && w.y()(s, 2) == far));
    for (std::size_t i = 0; i < 3; ++i) w.dy()(s, i) = std::array<double, 3>{5, 6, 7}[i];
  }
  typename decltype(net)::Parameters none;
  net.backward(w, none);
  for (std::size_t s = 0; s < B; ++s)
    for (std::size_t i = 0; i < 12; ++i) BOOST_TEST(w.dx()(s, i) == dx[i]);
}
BOOST_AUTO_TEST_CASE(nan_is_the_largest) {
  not_numbers<1>();
  not_numbers<16>();
}

// What a layer keeps of a maximum: a byte, or two for windows of more than 256 places.
template <class Pool, std::size_t... D> using kept = typename Pool::template on<shape<D...>>::place;
static_assert(std::is_same_v<kept<MaxPool2D<16>, 1, 16, 16>, std::uint8_t> &&
              std::is_same_v<kept<MaxPool2D<17>, 1, 17, 17>, std::uint16_t>);
static_assert(std::is_same_v<kept<GlobalMaxPool2D, 3, 16, 17>, std::uint16_t>);
static_assert(std::is_same_v<MaxPool2D<2>::on<shape<8, 26, 26>>::output, shape<8, 13, 13>>);
// On registers of 8 doubles they run in lanes.
static_assert(simd::native_lanes<double> != 8 || Deep::plan<16, Mode::training>.lanes[1] == 8);

constexpr std::array<float, 16> ramp{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
static_assert(Net<Input<1, 4, 4>, MaxPool2D<2>>{}(ramp) == std::array<float, 4>{6, 8, 14, 16});
static_assert(Net<Input<1, 4, 4>, AvgPool2D<2>>{}(ramp) == std::array<float, 4>{3.5f, 5.5f, 11.5f, 13.5f});
static_assert(Net<Input<1, 4, 4>, GlobalMaxPool2D>{}(ramp)[0] == 16 &&
              Net<Input<2, 8>, GlobalAvgPool2D>{}(ramp)[1] == 12.5f);
static_assert(Net<Input<1, 4, 4>, AvgPool2D<3, Stride<2>, CeilMode>>{}(ramp) ==
              std::array<float, 4>{6, 7.5f, 12, 13.5f});
static_assert(Net<Input<1, 4, 4>, MaxPool2D<3, CeilMode>>{}(ramp) == std::array<float, 4>{11, 12, 15, 16});
static_assert([] {  // training, in lanes, within a constant expression
  Net<Input<1, 2, 2>, MaxPool2D<2>> net;
  Workspace<decltype(net), 2, Mode::input_gradient> w;
  for (std::size_t i = 0; i < 8; ++i) w.x().data[i] = i == 3 ? -1.f : float(i);
  net.forward(w);
  w.dy()(0, 0) = 2, w.dy()(1, 0) = 3;
  decltype(net)::Parameters none;
  net.backward(w, none);
  return w.y()(0, 0) == 2 && w.y()(1, 0) == 7 && w.dx()(0, 2) == 2 && w.dx()(1, 3) == 3 && w.dx()(0, 0) == 0 &&
         w.dx()(1, 0) == 0;
}());

BOOST_AUTO_TEST_SUITE_END()
