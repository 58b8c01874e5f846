// ConvTranspose2D: the laws of laws/layer.hpp and PyTorch's figures.
#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_conv_transpose2d)

template <class... L> using Net64 = BasicNet<double, L...>;

BOOST_AUTO_TEST_CASE(against_torch) {
  const auto file = "convolution_transposed.txt";
  against::file<Net64<Input<3, 4, 3>, ConvTranspose2D<2, 3, Tanh>>, 3>(file, "plain");
  against::file<Net64<Input<2, 3, 4>, ConvTranspose2D<3, 2, ReLU, Stride<2>>>, 3>(file, "stride_2");
  against::file<Net64<Input<2, 4, 4>, ConvTranspose2D<3, 3, Stride<2>, Padding<1>, Tanh>>, 3>(file, "stride_2_padding");
  against::file<Net64<Input<2, 3, 4>, ConvTranspose2D<3, 3, Tanh, Stride<2>, Padding<1>, OutputPadding<1>>>, 3>(file, "output_padding");
  against::file<Net64<Input<2, 4, 3>, ConvTranspose2D<2, 3, Sigmoid, Dilation<2>, Padding<1>>>, 3>(file, "dilation");
  against::file<Net64<Input<4, 3, 3>, ConvTranspose2D<6, 3, Groups<2>, Tanh>>, 3>(file, "groups");
  against::file<Net64<Input<3, 3, 4>, ConvTranspose2D<2, 3, NoBias>>, 3>(file, "no_bias");
  against::file<Net64<Input<2, 3, 3>, ConvTranspose2D<2, 2, Stride<3>, Tanh>>, 3>(file, "stride_over_gaps");
  against::file<Net64<Input<2, 3, 3>, ConvTranspose2D<3, 2, KernelWidth<4>, Stride<1, 2>, GELU>>, 3>(file, "wide_kernel");
}

using Laws = Net64<Input<2, 2, 3>, ConvTranspose2D<3, 3, Tanh, Stride<2>, Padding<1>>, ConvTranspose2D<2, 2, GELU>>;
BOOST_AUTO_TEST_CASE(laws_of_layers) {
  laws::all_laws(laws::make<Laws, 1>, 1);
  laws::all_laws(laws::make<Laws, 19>, 3);
}

BOOST_AUTO_TEST_SUITE_END()
