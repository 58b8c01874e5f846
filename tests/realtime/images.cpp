// Inference of nets of images and signals: convolutions, poolings, normalisations, upsampling.
#include "calls.hpp"

using namespace sinew;
using realtime::hold;

BOOST_AUTO_TEST_SUITE(realtime_images)

BOOST_AUTO_TEST_CASE(digits) {
  hold<Input<1, 14, 14>, Conv2D<8, 3, ReLU>, MaxPool2D<2>, Conv2D<16, 3, ReLU>, AvgPool2D<2>, Flatten,
       Dense<64, 10, Softmax>>();
}
BOOST_AUTO_TEST_CASE(options) {
  hold<Input<4, 9, 9>, Conv2D<10, 3, Tanh, Stride<2>, Same>, BatchNorm<>,
       Residual<DepthwiseConv2D<3, Same>, Conv2D<10, 1, SiLU>>, LayerNorm<>,
       Conv2D<6, 3, GELU, Groups<2>, Dilation<2>, Padding<2>>, GlobalAvgPool2D, Dense<6, 2>>();
}
BOOST_AUTO_TEST_CASE(larger) {
  hold<Input<3, 4, 4>, ConvTranspose2D<5, 3, ReLU, Stride<2>>, AvgPool2D<3, Stride<2>, Same>, Upsample<2>, GroupNorm<5>,
       InstanceNorm<>, Upsample<2, Bilinear>, Permute<2, 0, 1>, GlobalMaxPool2D>();
}
BOOST_AUTO_TEST_CASE(signals) {
  hold<Input<2, 32>, Conv1D<8, 3, Tanh, Padding<2, 0>>, LayerNorm<>, MaxPool1D<2>, Conv1D<3, 5>, AvgPool1D<2>,
       Dropout2D<Ratio<1, 4>>, Flatten>();
}

BOOST_AUTO_TEST_SUITE_END()
