// ConvTranspose2D: the laws of laws/layer.hpp and PyTorch's figures.
#include <array>
#include <cstddef>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"
#include "in_lanes.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_conv_transpose2d)

template <class... L> using Net64 = BasicNet<double, L...>;

BOOST_AUTO_TEST_CASE(against_torch) {
  const auto file = "convolution_transposed.txt";
  against::file<Net64<Input<3, 4, 3>, ConvTranspose2D<2, 3, Tanh>>, 3>(file, "plain");
  against::file<Net64<Input<2, 3, 4>, ConvTranspose2D<3, 2, ReLU, Stride<2>>>, 3>(file, "stride_2");
  against::file<Net64<Input<2, 4, 4>, ConvTranspose2D<3, 3, Stride<2>, Padding<1>, Tanh>>, 3>(file, "stride_2_padding");
  against::file<Net64<Input<2, 3, 4>, ConvTranspose2D<3, 3, Tanh, Stride<2>, Padding<1>, OutputPadding<1>>>, 3>(
      file, "output_padding");
  against::file<Net64<Input<2, 4, 3>, ConvTranspose2D<2, 3, Sigmoid, Dilation<2>, Padding<1>>>, 3>(file, "dilation");
  against::file<Net64<Input<4, 3, 3>, ConvTranspose2D<6, 3, Groups<2>, Tanh>>, 3>(file, "groups");
  against::file<Net64<Input<3, 3, 4>, ConvTranspose2D<2, 3, NoBias>>, 3>(file, "no_bias");
  against::file<Net64<Input<2, 3, 3>, ConvTranspose2D<2, 2, Stride<3>, Tanh>>, 3>(file, "stride_over_gaps");
  against::file<Net64<Input<2, 3, 3>, ConvTranspose2D<3, 2, KernelWidth<4>, Stride<1, 2>, GELU>>, 3>(file,
                                                                                                     "wide_kernel");
}

using Laws = Net64<Input<2, 2, 3>, ConvTranspose2D<3, 3, Tanh, Stride<2>, Padding<1>>, ConvTranspose2D<2, 2, GELU>>;
BOOST_AUTO_TEST_CASE(laws_of_layers) {
  laws::all_laws(laws::make<Laws, 1>, 1);
  laws::all_laws(laws::make<Laws, 19>, 3);
}

// Two images of one pixel, 2 and 3, in lanes: y is the kernel times the pixel; by hand.
constexpr auto by_hand = [] {
  InLanes<Input<1, 1, 1>, ConvTranspose2D<1, 2>> net;
  Workspace<decltype(net), 2, Mode::input_gradient> w;
  for (std::size_t i = 0; i < 4; ++i) net.parameters[i] = double(i + 1);
  w.x()(0, 0) = 2;
  w.x()(1, 0) = 3;
  net.forward(w);
  for (std::size_t i = 0; i < 4; ++i) w.dy()(0, i) = 1, w.dy()(1, i) = double(i);
  decltype(net)::Parameters g{};
  net.backward(w, g);
  return std::array{w.y()(0, 3), w.y()(1, 1), g[0], g[3], g[4], w.dx()(0, 0), w.dx()(1, 0)};
}();
static_assert(by_hand == std::array<double, 7>{8, 6, 2, 2 + 9, 4 + 6, 10, 20});

BOOST_AUTO_TEST_SUITE_END()
