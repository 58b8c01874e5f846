// PReLU: PyTorch's figures and the laws of laws/layer.hpp, in both layouts.
#include <array>
#include <cstddef>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"
#include "in_lanes.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_prelu)

using OneImage = BasicNet<double, Input<2, 3, 3>, PReLU<>>;
using OneImageInLanes = InLanes<Input<2, 3, 3>, PReLU<>>;
using OneVector = InLanes<Input<6>, PReLU<>>;
using Image = InLanes<Input<3, 2, 5>, PReLU<PerChannel>>;
using ImageInRows = BasicNet<double, Input<3, 2, 5>, PReLU<PerChannel>>;
using Sequence = BasicNet<double, Input<3, 21>, PReLU<PerChannel>>;
using Vector = BasicNet<double, Input<11>, PReLU<PerChannel>>;
using VectorInLanes = InLanes<Input<6>, PReLU<PerChannel>>;

static_assert(OneImage::parameter_count == 1 && Image::parameter_count == 3 && Vector::parameter_count == 11);
static_assert(ImageInRows::plan<19, Mode::training>.lanes[1] == 1 &&
              Image::plan<19, Mode::training>.lanes[2] == simd::native_lanes<double>);

BOOST_AUTO_TEST_CASE(figures) {
  against::file<OneImage, 5>("prelu.txt", "one_image");
  against::file<OneImageInLanes, 19>("prelu.txt", "one_image");
  against::file<OneVector, 19>("prelu.txt", "one_vector");
  against::file<Image, 19>("prelu.txt", "image");
  against::file<ImageInRows, 5>("prelu.txt", "image");
  against::file<Sequence, 5>("prelu.txt", "sequence");
  against::file<Vector, 5>("prelu.txt", "vector");
  against::file<VectorInLanes, 19>("prelu.txt", "vector_19");
}
BOOST_AUTO_TEST_CASE(all_laws) {
  laws::all_laws(laws::make<OneImageInLanes, 19>, 2);
  laws::all_laws(laws::make<OneImage, 5>, 3);
  laws::all_laws(laws::make<Image, 19>, 4);
  laws::all_laws(laws::make<Sequence, 5>, 5);
  laws::all_laws(laws::make<Vector, 5>, 6);
  laws::all_laws(laws::make<BasicNet<double, Dense<3, 5>, PReLU<PerChannel>, Dense<5, 2>>, 7>, 7);
}

// It begins at 1/4 whatever the scheme, and a step of training moves it, in a constant expression too.
constexpr bool in_a_constant_expression() {
  Net<Input<2>, PReLU<PerChannel>> net;
  initialize(net, 1, Orthogonal<>{});
  if (net.parameters_of<1>()[0] != 0.25f || net.parameters_of<1>()[1] != 0.25f) return false;
  const auto y = net({-2, 3});
  if (y[0] != -0.5f || y[1] != 3) return false;
  constexpr std::array<std::array<float, 2>, 1> x{{{-2, 3}}}, t{{{-1, 3}}};
  fit<1>(net, DataView(x, t), MSE{}, SGD{.rate = 0.125}, {.epochs = 1});
  // dL/dy = (y − t)·2/2 = 0.5, dL/da = −2·0.5
  return net.parameters_of<1>()[0] == 0.375f && net.parameters_of<1>()[1] == 0.25f;
}
static_assert(in_a_constant_expression());

BOOST_AUTO_TEST_SUITE_END()
