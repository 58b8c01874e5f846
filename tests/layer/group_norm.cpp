// GroupNorm and InstanceNorm: PyTorch's figures and the laws of laws/layer.hpp, in both layouts.
#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"
#include "in_lanes.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_group_norm)

using Image = InLanes<Input<4, 1, 3>, GroupNorm<2>>;
using ImageInRows = BasicNet<double, Input<4, 1, 3>, GroupNorm<2>>;
using OneGroup = BasicNet<double, Input<4, 1, 3>, GroupNorm<1>>;
using FourGroups = InLanes<Input<4, 1, 3>, GroupNorm<4>>;
using Plain = BasicNet<double, Input<4, 1, 3>, GroupNorm<2, NoAffine>>;
using Options = InLanes<Input<4, 1, 3>, GroupNorm<2, Epsilon<Ratio<1, 10>>>>;
using Sequence = BasicNet<double, Input<6, 5>, GroupNorm<3>>;
using Vector = InLanes<Input<6>, GroupNorm<2>>;
using Wide = BasicNet<double, Input<42>, GroupNorm<2>>;
using Instance = BasicNet<double, Input<2, 3, 2>, InstanceNorm<>>;
using InstanceDefault = InLanes<Input<2, 3, 2>, InstanceNorm<NoAffine>>;
using InstanceSequence = InLanes<Input<2, 7>, InstanceNorm<>>;

static_assert(ImageInRows::plan<19, Mode::training>.lanes[1] == 1 &&
              Image::plan<19, Mode::training>.lanes[2] == simd::native_lanes<double>);
static_assert(Image::parameter_count == 8 && Plain::parameter_count == 0);

BOOST_AUTO_TEST_CASE(figures) {
  against::file<Image, 19>("group_norm.txt", "image_19");
  against::file<ImageInRows, 5>("group_norm.txt", "image");
  against::file<OneGroup, 5>("group_norm.txt", "one_group");
  against::file<FourGroups, 5>("group_norm.txt", "group_a_channel");
  against::file<Plain, 5>("group_norm.txt", "image_without_affine");
  against::file<Options, 5>("group_norm.txt", "image_options");
  against::file<Sequence, 5>("group_norm.txt", "sequence");
  against::file<Vector, 5>("group_norm.txt", "vector");
  against::file<Wide, 5>("group_norm.txt", "wide_vector");
  against::file<Instance, 5>("group_norm.txt", "instance");
  against::file<InstanceDefault, 5>("group_norm.txt", "instance_default");
  against::file<InstanceSequence, 5>("group_norm.txt", "instance_sequence");
}

BOOST_AUTO_TEST_CASE(all_laws) {
  laws::all_laws(laws::make<Image, 19>, 2);
  laws::all_laws(laws::make<ImageInRows, 5>, 3);
  laws::all_laws(laws::make<Sequence, 5>, 4);
  laws::all_laws(laws::make<Wide, 5>, 5);
}

// In a constant expression; by hand: (1, 5) and (2, 2) by channel.
constexpr bool in_constant_expressions() {
  using Net = BasicNet<double, Input<2, 2>, InstanceNorm<>>;
  Net net{};
  initialize(net, 1);
  const double s = 2 / math::sqrt(4 + 1e-5);
  const auto near = [](double a, double b) { return a - b < 1e-12 && b - a < 1e-12; };
  const auto y = net({1, 5, 2, 2});
  return near(y[0], -s) && near(y[1], s) && y[2] == 0 && y[3] == 0;
}
static_assert(in_constant_expressions());

BOOST_AUTO_TEST_SUITE_END()
