// Layers of sequences that have siblings of images: PyTorch's figures and the laws of laws/layer.hpp, in both layouts.
#include <cmath>
#include <cstddef>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>
#include <sinew/deploy/fold_batch_norm.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"
#include "in_lanes.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_one_axis)

template <std::size_t Batch, class In, class Layer> void same(const char* name) {
  against::file<BasicNet<double, In, Layer>, Batch>("convolution_1d_more.txt", name);
}

BOOST_AUTO_TEST_CASE(transposed) {
  same<5, Input<3, 4>, ConvTranspose1D<2, 3, Tanh>>("transposed");
  same<19, Input<2, 5>, ConvTranspose1D<3, 2, Stride<2>, ReLU>>("transposed_stride_2");
  same<5, Input<2, 4>, ConvTranspose1D<3, 3, Stride<3>, Padding<1>, OutputPadding<2>, Tanh>>(
      "transposed_output_padding");
  same<3, Input<2, 5>, ConvTranspose1D<2, 3, Dilation<2>, Padding<1>, Sigmoid>>("transposed_dilation");
  same<5, Input<4, 3>, ConvTranspose1D<6, 3, Groups<2>, GELU>>("transposed_groups");
  same<5, Input<3, 4>, ConvTranspose1D<2, 3, NoBias>>("transposed_no_bias");
  laws::all_laws(laws::make<BasicNet<double, Input<2, 5>, ConvTranspose1D<3, 2, Stride<2>, Tanh>>, 5>, 2);
}
BOOST_AUTO_TEST_CASE(depthwise) {
  same<19, Input<5, 6>, DepthwiseConv1D<3, Padding<1>, ReLU>>("depthwise");
  same<5, Input<5, 6>, DepthwiseConv1D<3, Same, ReLU>>("depthwise");
  same<5, Input<2, 9>, DepthwiseConv1D<3, NoBias, Dilation<2>, Padding<4, 0>, Tanh>>("depthwise_causal");
}
BOOST_AUTO_TEST_CASE(global_poolings) {
  against::file<BasicNet<double, Input<2, 9>, GlobalMaxPool1D>, 5>("pooling.txt", "global_max_1d");
  against::file<BasicNet<double, Input<2, 9>, GlobalAvgPool1D>, 5>("pooling.txt", "global_avg_1d");
}

// The same draws as Dropout2D of a sequence, which tests/layer/dropout.cpp knows.
BOOST_AUTO_TEST_CASE(dropout_of_channels) {
  using One = BasicNet<double, Input<5, 4>, Dropout1D<Ratio<1, 4>>>;
  using Two = BasicNet<double, Input<5, 4>, Dropout2D<Ratio<1, 4>>>;
  static Workspace<One, 3, Mode::training> a;
  static Workspace<Two, 3, Mode::training> b;
  std::size_t dropped = 0;
  for (std::size_t i = 0; i < 60; ++i) a.x().flat()[i] = b.x().flat()[i] = static_cast<double>(i + 1);
  Engine first(3), second(3);
  One{}.forward(a, first);
  Two{}.forward(b, second);
  for (std::size_t s = 0; s < 3; ++s)
    for (std::size_t i = 0; i < 20; ++i) {
      BOOST_TEST(a.y()[s][i] == b.y()[s][i]);
      BOOST_TEST((a.y()[s][i] == 0) == (a.y()[s][i / 4 * 4] == 0));  // whole channels
      if (a.y()[s][i] != 0) BOOST_TEST(std::abs(a.y()[s][i] - a.x()[s][i] * 4 / 3) < 1e-13);
      dropped += a.y()[s][i] == 0;
    }
  BOOST_TEST((dropped > 0 && dropped < 60));
}

static_assert(std::is_same_v<folded_t<Net<Input<2, 6>, DepthwiseConv1D<3, NoBias>, BatchNorm<>, Activate<ReLU>>>,
                             Net<Input<2, 6>, DepthwiseConv1D<3, ReLU>>>);

BOOST_AUTO_TEST_SUITE_END()
