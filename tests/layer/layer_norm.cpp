// LayerNorm: PyTorch's figures and the laws of laws/layer.hpp, in both layouts.
#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"
#include "in_lanes.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_layer_norm)

using Image = InLanes<Input<2, 3, 2>, LayerNorm<>>;
using Plain = InLanes<Input<2, 3, 2>, LayerNorm<NoAffine>>;
using Sequence = BasicNet<double, Input<3, 5>, LayerNorm<>>;
using Vector = BasicNet<double, Input<6>, LayerNorm<>>;
using Options = BasicNet<double, Input<6>, LayerNorm<Epsilon<Ratio<1, 10>>>>;
using Wide = BasicNet<double, Input<21>, LayerNorm<>>;

static_assert(Vector::plan<19, Mode::training>.lanes[1] == 1 &&
              Image::plan<19, Mode::training>.lanes[2] == simd::native_lanes<double>);
static_assert(Image::parameter_count == 24 && Plain::parameter_count == 0);

BOOST_AUTO_TEST_CASE(figures) {
  against::file<Image, 19>("layer_norm.txt", "image");
  against::file<Image, 19>("layer_norm.txt", "image_19");
  against::file<Plain, 5>("layer_norm.txt", "image_without_affine");
  against::file<Sequence, 5>("layer_norm.txt", "sequence");
  against::file<Vector, 19>("layer_norm.txt", "vector");
  against::file<Vector, 19>("layer_norm.txt", "vector_19");
  against::file<Options, 5>("layer_norm.txt", "vector_options");
  against::file<Wide, 5>("layer_norm.txt", "wide_vector");
}

BOOST_AUTO_TEST_CASE(all_laws) {
  laws::all_laws(laws::make<Image, 19>, 2);
  laws::all_laws(laws::make<Plain, 5>, 3);
  laws::all_laws(laws::make<Vector, 19>, 5);
  laws::all_laws(laws::make<Wide, 5>, 6);
}

// In a constant expression; by hand: mean 3, variance 4 of (1, 5).
constexpr bool in_constant_expressions() {
  using Net = BasicNet<double, Input<2>, LayerNorm<>>;
  Net net{};
  initialize(net, 1);
  const double s = 2 / math::sqrt(4 + 1e-5);
  const auto near = [](double a, double b) { return a - b < 1e-12 && b - a < 1e-12; };
  return near(net({1, 5})[0], -s) && near(net({1, 5})[1], s);
}
static_assert(in_constant_expressions());

BOOST_AUTO_TEST_SUITE_END()
