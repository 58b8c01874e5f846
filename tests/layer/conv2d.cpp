// Conv2D, DepthwiseConv2D and Conv1D: the laws of laws/layer.hpp, PyTorch's figures, and constant expressions.
#include <array>
#include <cstddef>
#include <cstdint>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"
#include "in_lanes.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_conv2d)

template <class... L> using Net64 = BasicNet<double, L...>;

BOOST_AUTO_TEST_CASE(against_torch) {
  const auto file = "convolution.txt";
  against::file<Net64<Input<2, 6, 5>, Conv2D<3, 3, Tanh>>, 3>(file, "valid");
  against::file<Net64<Input<2, 5, 6>, Conv2D<5, 3, Same, ReLU>>, 3>(file, "same");
  against::file<Net64<Input<2, 7, 8>, Conv2D<3, 3, GELU, Stride<2>, Padding<1>>>, 3>(file, "stride_2");
  against::file<Net64<Input<1, 6, 7>, Conv2D<2, 3, Tanh, Stride<2>, Same>>, 3>(file, "stride_2_same");
  against::file<Net64<Input<2, 8, 7>, Conv2D<2, 3, KernelWidth<2>, Stride<3, 2>>>, 3>(file, "stride_3_2");
  against::file<Net64<Input<2, 7, 8>, Conv2D<3, 3, Sigmoid, Dilation<2>, Padding<2>>>, 3>(file, "dilation");
  against::file<Net64<Input<4, 5, 5>, Conv2D<6, 3, Tanh, Groups<2>, Padding<1>>>, 3>(file, "groups");
  against::file<Net64<Input<5, 5, 6>, DepthwiseConv2D<3, ReLU, Same>>, 3>(file, "depthwise");
  against::file<Net64<Input<3, 4, 4>, Conv2D<4, 3, NoBias, Tanh, Valid>>, 3>(file, "no_bias");
  against::file<Net64<Input<5, 3, 4>, Conv2D<7, 1, SiLU>>, 3>(file, "pointwise");
  against::file<Net64<Input<2, 5, 7>, Conv2D<3, 2, KernelWidth<5>, Padding<0, 2>, Tanh>>, 3>(file, "wide_kernel");
  against::file<Net64<Input<2, 4, 5>, Conv2D<3, 3, Padding<1, 2, 3, 0>, Tanh>>, 3>(file, "uneven_padding");
  against::file<Net64<Input<2, 7, 8>, Conv2D<3, 2, Stride<3>, Tanh>>, 3>(file, "stride_over_gaps");
  against::file<Net64<Input<1, 9, 8>, Conv2D<2, 3, Stride<2>, Dilation<3>, Padding<3>, Tanh>>, 3>(file,
                                                                                                  "dilated_stride");
}
BOOST_AUTO_TEST_CASE(sequences_against_torch) {
  const auto file = "convolution_1d.txt";
  against::file<Net64<Input<2, 9>, Conv1D<4, 3, Tanh>>, 3>(file, "valid");
  against::file<Net64<Input<3, 8>, Conv1D<2, 5, ReLU, Same>>, 3>(file, "same");
  against::file<Net64<Input<2, 10>, Conv1D<3, 3, Tanh, Dilation<2>, Padding<4, 0>>>, 3>(file, "causal");
  against::file<Net64<Input<2, 11>, Conv1D<3, 4, Tanh, Stride<3>, Padding<2>>>, 3>(file, "stride");
  against::file<Net64<Input<4, 7>, Conv1D<8, 3, Tanh, Groups<4>>>, 3>(file, "groups");
  against::file<Net64<Input<3, 6>, Conv1D<5, 2, NoBias>>, 3>(file, "no_bias");
  against::file<Net64<Input<6, 5>, Conv1D<3, 1, Sigmoid>>, 3>(file, "pointwise");
  against::file<Net64<Input<2, 12>, Conv1D<2, 3, GELU, Dilation<4>, Padding<4>>>, 3>(file, "dilation");
}

// Two convolutions in a row, so that dx of the second is somebody's dy; lanes with and without spare ones, and a single
// image.
using Plain = Net64<Input<2, 5, 4>, Conv2D<3, 2, Tanh, Padding<1>>, Conv2D<4, 3, GELU, Stride<2>, Groups<1>>>;
BOOST_AUTO_TEST_CASE(laws_of_layers) {
  laws::all_laws(laws::make<Plain, 1>, 1);
  laws::all_laws(laws::make<Plain, 19>, 3);
}

// Training goes image by image where few channels have many pixels. Some activations need their argument for the slope.
template <class N> void laws_in_rows(std::uint64_t seed) {
  static_assert(N::template plan<8, Mode::training>.lanes[2] == 1);
  laws::all_laws(laws::make<N, 1>, seed);
  laws::all_laws(laws::make<N, 8>, seed);
}
BOOST_AUTO_TEST_CASE(laws_of_layers_image_by_image) {
  laws_in_rows<InRows<Input<2, 9, 33>, DepthwiseConv2D<3, Same, GELU>>>(7);
  laws_in_rows<InRows<Input<4, 2, 40>, Conv2D<2, 2, KernelWidth<3>, Groups<2>, Padding<1, 0, 2, 1>, Tanh>>>(8);
  laws_in_rows<InRows<Input<3, 5, 6>, Conv2D<5, 1, NoBias>>>(9);
  laws_in_rows<InRows<Input<2, 30>, Conv1D<4, 1, SiLU>>>(10);
}

// A pooling right behind is computed with the convolution. Rows and columns are left over here.
using Fused = Net64<Input<2, 7, 8>, Conv2D<5, 2, Tanh>, MaxPool2D<2>, Conv2D<3, 2, Sigmoid, Same>, MaxPool2D<3>,
                    Flatten, Dense<3, 2>>;
BOOST_AUTO_TEST_CASE(laws_of_fused_layers) {
  laws::all_laws(laws::make<Fused, 1>, 4);
  laws::all_laws(laws::make<Fused, 19>, 6);
}
template <std::size_t Batch> void compare_with_inspection() {
  const auto net = std::make_unique<Fused>();
  initialize(*net, 3);
  const auto alone = std::make_unique<Workspace<Fused, Batch, Mode::inspection>>();
  const auto together = std::make_unique<Workspace<Fused, Batch>>();
  const auto kept = std::make_unique<Workspace<Fused, Batch, Mode::training>>();
  auto draw = laws::draws(7);
  for (std::size_t i = 0; i < Batch * Fused::input::size; ++i)
    alone->x().data[i] = together->x().data[i] = kept->x().data[i] = draw();
  net->forward(*alone);
  net->forward(*together);
  net->forward(*kept);
  for (std::size_t s = 0; s < Batch; ++s) {
    for (std::size_t o = 0; o < 2; ++o) {
      BOOST_TEST(std::abs(together->y()(s, o) - alone->y()(s, o)) < 1e-14);
      BOOST_TEST(kept->y()(s, o) == together->y()(s, o));
    }
    // The first maximum of the convolution's own output, which only inspection has.
    double largest = -2;
    for (const std::size_t at : {0u, 1u, 7u, 8u}) largest = std::max(largest, alone->template output<1>()(s, at));
    BOOST_TEST(alone->template output<2>()(s, 0) == largest);
    BOOST_TEST(std::abs(kept->template output<2>()(s, 0) - largest) < 1e-14);
  }
}
BOOST_AUTO_TEST_CASE(fused_is_one_after_the_other) {
  compare_with_inspection<1>();
  compare_with_inspection<19>();
}

// Of one channel in, [1 2; 3 4] and the kernel [1 0; 0 1]: 1 + 4; by hand.
constexpr float by_hand = [] {
  Net<Input<1, 2, 2>, Conv2D<1, 2>> net;
  net.parameters[0] = net.parameters[3] = 1;
  net.bias<1>(0) = 0.5f;
  return net({1, 2, 3, 4})[0];
}();
static_assert(by_hand == 5.5f);

// Two images in lanes, whose gradients of y are 1 and 10: each weight's is its pixel of the first and 10 times that of
// the second; by hand.
constexpr auto gradient_by_hand = [] {
  InLanes<Input<1, 2, 2>, Conv2D<1, 2>> net;
  Workspace<decltype(net), 2, Mode::input_gradient> w;
  for (std::size_t i = 0; i < 4; ++i) net.parameters[i] = double(i + 1);
  for (std::size_t i = 0; i < 8; ++i) w.x().data[i] = double(i + 1);
  net.forward(w);
  w.dy()(0, 0) = 1;
  w.dy()(1, 0) = 10;
  decltype(net)::Parameters g{};
  net.backward(w, g);
  return std::array{w.y()(0, 0), w.y()(1, 0), g[0], g[1], g[2], g[3], g[4], w.dx()(0, 2), w.dx()(1, 2)};
}();
static_assert(gradient_by_hand == std::array<double, 9>{30, 70, 51, 62, 73, 84, 11, 3, 30});

BOOST_AUTO_TEST_SUITE_END()
