// The laws of laws/layer.hpp for Concat, in both layouts; figures of PyTorch.
#include <array>
#include <cstddef>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "../laws/user_layers.hpp"
#include "../reference/composition.hpp"
#include "figures_file.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_concat)

// First, in the middle and last; views, a user's layer (which knows rows alone), nets and blocks as branches.
using Small = BasicNet<double, Concat<Dense<3, 4, Tanh>, PassThrough, Dense<3, 2, GELU>>, Dense<9, 4, Tanh>,
                       Concat<PassThrough, mine::Gain, BasicNet<double, Dense<4, 3, Tanh>, Dense<3, 2, Softmax>>>>;
using Wide =
    BasicNet<double, Dense<3, 20, Tanh>, Concat<Dense<20, 12, Tanh>, Dense<20, 16, Sigmoid>>, Dense<28, 16, Tanh>>;
using Within = BasicNet<double, Concat<Concat<Dense<3, 2>, PassThrough>, Residual<Dense<3, 3, Tanh>>>,
                        Residual<Concat<Dense<8, 3, Tanh>, Dense<8, 5, Softplus>>>, Dense<8, 3>>;
using Images =
    BasicNet<double, Input<2, 3>, Concat<PassThrough, Residual<mine::Gain>, mine::Gain>, Flatten, Dense<18, 2>>;

static_assert(Small::parameter_count == (3 * 4 + 4) + (3 * 2 + 2) + (9 * 4 + 4) + 4 + (4 * 3 + 3) + (3 * 2 + 2));
static_assert(std::is_same_v<Small::output, shape<10>> && std::is_same_v<Images::layer<1>::output, shape<6, 3>>);
static_assert(Wide::multiply_adds == 3 * 20 + 20 * 12 + 20 * 16 + 28 * 16);
// On registers of 8 doubles narrow branches run in lanes, and wide ones in rows.
static_assert(simd::native_lanes<double> != 8 ||
              (Small::plan<16, Mode::training>.lanes[0] == 8 && Wide::plan<19, Mode::training>.lanes[1] == 1));

BOOST_AUTO_TEST_CASE(narrow) { laws::all_laws(laws::make<Small, 23>, 4); }
BOOST_AUTO_TEST_CASE(wide) { laws::all_laws(laws::make<Wide, 19>, 12); }
BOOST_AUTO_TEST_CASE(branches_within) { laws::all_laws(laws::make<Within, 19>, 22); }
BOOST_AUTO_TEST_CASE(of_images) { laws::all_laws(laws::make<Images, 3>, 31); }
BOOST_AUTO_TEST_CASE(order_of_outputs) {
  Net<Input<2>, Concat<PassThrough, mine::Gain, PassThrough>> net;
  net.parameters_of<1>()[0] = 10;
  net.parameters_of<1>()[1] = 100;
  BOOST_TEST(net({1, 2}) == (std::array<float, 6>{1, 2, 10, 200, 1, 2}));
  Net<Input<2, 2>, Concat<PassThrough, mine::Gain>> image;  // channels, then positions
  image.parameters.fill(-1);
  BOOST_TEST(image({1, 2, 3, 4}) == (std::array<float, 8>{1, 2, 3, 4, -1, -2, -3, -4}));
}
BOOST_AUTO_TEST_CASE(one_branch_alone_and_views_alone) {
  using One = BasicNet<double, Concat<Dense<3, 4, Tanh>>>;
  laws::all_laws(laws::make<One, 5>, 41);
  using Views = BasicNet<double, Input<2>, Concat<PassThrough, PassThrough>>;
  laws::gradient(laws::make<Views, 3>, 42);
  laws::no_trace(laws::make<Views, 3>, 43);
}

// The activation that all branches share is that of their outputs; Softmax is not: each branch has its own sum.
using Gates = Concat<Dense<3, 2, Sigmoid>, BasicNet<double, Dense<3, 4, Tanh>, Dense<4, 1, Sigmoid>>>;
static_assert(std::is_same_v<BasicNet<double, Gates>::activation, Sigmoid>);
static_assert(
    std::is_same_v<BasicNet<double, Concat<Dense<3, 2, Sigmoid>, Dense<3, 2, Tanh>>>::activation, mistake::nothing>);
static_assert(
    std::is_same_v<BasicNet<double, Concat<Dense<3, 2, Softmax>, Dense<3, 2, Softmax>>>::activation, mistake::nothing>);
static_assert(
    std::is_same_v<BasicNet<double, Concat<Dense<3, 2, Sigmoid>, PassThrough>>::activation, mistake::nothing>);
/// backward from ∂L/∂z gives what backward from ∂L/∂y = ∂L/∂z / y′ gives.
template <class Net, std::size_t B, class Slope> void logits(Slope slope) {
  Net net;
  Workspace<Net, B, Mode::input_gradient> w;
  typename Net::Parameters from_y{}, from_z{};
  auto draw = laws::draws(5);
  for (double& p : net.parameters) p = draw();
  for (double& x : w.x().flat()) x = draw();
  for (double& d : w.dy().flat()) d = draw();
  net.forward(w);
  net.backward_from_logits(w, from_z);
  for (std::size_t i = 0; i < B * Net::output::size; ++i) w.dy().data[i] /= slope(w.y().data[i]);
  net.backward(w, from_y);
  for (std::size_t i = 0; i < from_y.size(); ++i) BOOST_TEST(std::abs(from_y[i] - from_z[i]) < 1e-12);
  BOOST_TEST(from_y[0] != 0);
}
BOOST_AUTO_TEST_CASE(gradients_before_the_activation) {
  const auto of_sigmoid = [](double y) { return y * (1 - y); };
  logits<BasicNet<double, Gates>, 19>(of_sigmoid);
  // Without an activation in common y is its own z, and so is the sum of a Residual.
  const auto of_nothing = [](double) { return 1.0; };
  logits<BasicNet<double, Concat<Dense<3, 2, Sigmoid>, Dense<3, 2, Tanh>>>, 5>(of_nothing);
  logits<BasicNet<double, Dense<3, 3, Tanh>, Residual<Dense<3, 3, Sigmoid>>>, 5>(of_nothing);
}

// Layers that draw, that keep running means, and that keep a state between steps.
BOOST_AUTO_TEST_CASE(random_layers) {
  using Dropping =
      BasicNet<double, Dense<3, 4>, Concat<mine::Drop, Sequential<Dense<4, 3, Tanh>, mine::Drop>>, Dense<7, 2, Tanh>>;
  laws::gradient(laws::make<Dropping, 5>, 51);
  laws::sinks(laws::make<Dropping, 5>, 52);
  laws::no_trace(laws::make<Dropping, 5>, 53);
  laws::independence(laws::make<Dropping, 5>, 54);
}
BOOST_AUTO_TEST_CASE(batch_statistics) {
  using Centred = BasicNet<double, Dense<2, 3, Tanh>, Concat<mine::Centre, Sequential<Dense<3, 2, Tanh>, mine::Centre>>,
                           Dense<5, 2, Tanh>>;
  laws::gradient(laws::make<Centred, 5>, 61);
  laws::sinks(laws::make<Centred, 5>, 62);
  laws::no_trace(laws::make<Centred, 5>, 63);
}
BOOST_AUTO_TEST_CASE(streams) {
  using Stepper = Net<Concat<PassThrough, mine::Smooth<1>, Net<mine::Smooth<1>, mine::Smooth<1>>>>;
  Stepper net;
  Workspace<Stepper, 2> w;
  Stream<Stepper, 2> stream{};
  w.x()(0, 0) = 4, w.x()(1, 0) = 8;
  net.forward(w, stream);
  BOOST_TEST((w.y()(0, 0) == 4 && w.y()(0, 1) == 2 && w.y()(0, 2) == 1 && w.y()(1, 2) == 2));
  net.forward(w, stream);
  // held 2, 1: (2 + 4) / 2 = 3, (1 + 3) / 2
  BOOST_TEST((w.y()(0, 0) == 4 && w.y()(0, 1) == 3 && w.y()(0, 2) == 2 && w.y()(1, 2) == 4));
}

BOOST_AUTO_TEST_CASE(as_pytorch_has_it) {
  namespace r = ::reference::composition;
  using Branched = BasicNet<double, Dense<3, 6, Tanh>,
                            Concat<PassThrough, Dense<6, 3, ReLU>, BasicNet<double, Dense<6, 4, Tanh>, Dense<4, 2>>>,
                            Dense<11, 2, Sigmoid>>;
  against::reference<Branched>(r::concat);
  using All = BasicNet<double, Concat<PassThrough, Residual<Dense<2, 3, Tanh>, Dense<3, 2>>>,
                       Residual<Concat<Dense<4, 1>, Dense<4, 3, Tanh>>>, BasicNet<double, Dense<4, 2>>>;
  against::reference<All>(r::all);
}

BOOST_AUTO_TEST_SUITE_END()
