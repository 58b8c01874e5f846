// Poolings against figures of PyTorch; the laws of laws/layer.hpp in both layouts; NaN and infinities; in constant
// expressions.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
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
  same<5, Image, MaxPool2D<2>>("max_2");
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

using Deep = BasicNet<double, Input<1, 8, 8>, MaxPool2D<2, Stride<1>, Same>, AvgPool2D<3, Padding<1>, IgnorePadding>,
                      MaxPool2D<2>, GlobalAvgPool2D, Dense<1, 3, Tanh>>;
BOOST_AUTO_TEST_CASE(laws_hold) {
  laws::all_laws(laws::make<Deep, 1>, 11);
  laws::all_laws(laws::make<Deep, 5>, 12);
  laws::all_laws(laws::make<Deep, 16>, 13);
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
