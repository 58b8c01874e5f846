// The laws of laws/layer.hpp for Residual, in both layouts; figures of PyTorch.
#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "../laws/user_layers.hpp"
#include "../reference/composition.hpp"
#include "figures_file.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_residual)

// First, in the middle and last; open layers, a user's layer (which knows rows alone) and a net within.
using Small =
    BasicNet<double, Residual<Dense<4, 9, Tanh>, Dense<9, 4, GELU>>, Dense<4, 5, Tanh>, Residual<Dense<5, 5, Softmax>>>;
using Wide = BasicNet<double, Dense<3, 20, Tanh>, Residual<Dense<20, 40, Tanh>, Dense<40, 20, Sigmoid>>,
                      Dense<20, 16, Softplus>>;
using Within = BasicNet<double, Input<2, 2>, Residual<mine::Gain>, Residual<Residual<mine::Gain>, mine::Gain>, Flatten,
                        Residual<BasicNet<double, Dense<4, 3, Tanh>>, mine::Gain, Dense<3, 4>>>;

static_assert(Small::parameter_count == (4 * 9 + 9) + (9 * 4 + 4) + (4 * 5 + 5) + (5 * 5 + 5));
static_assert(std::is_same_v<Small::layer<0>::input, shape<4>> &&
              std::is_same_v<Within::layer<2>::output, shape<2, 2>>);
static_assert(Wide::multiply_adds == 3 * 20 + 2 * 20 * 40 + 20 * 16);
// On registers of 8 doubles a narrow block runs in lanes, and a wide one in rows.
static_assert(simd::native_lanes<double> != 8 ||
              (Small::plan<16, Mode::training>.lanes[0] == 8 && Small::plan<23, Mode::training>.lanes[2] == 8));
static_assert(Wide::plan<19, Mode::training>.lanes[1] == 1);
// A sum has been through no activation, whatever came before it: so no loss can take its gradient for one of logits.
static_assert(std::is_same_v<Small::activation, mistake::nothing> &&
              !_detail::fits_output<CrossEntropy, Small::activation>);

BOOST_AUTO_TEST_CASE(narrow) { laws::all_laws(laws::make<Small, 23>, 4); }
BOOST_AUTO_TEST_CASE(wide) { laws::all_laws(laws::make<Wide, 19>, 12); }
BOOST_AUTO_TEST_CASE(blocks_within) { laws::all_laws(laws::make<Within, 19>, 22); }

// Without parameters, or around nothing but views: y = 2x.
BOOST_AUTO_TEST_CASE(around_views) {
  using Twice = BasicNet<double, Residual<Input<3>>>;
  BOOST_TEST(Twice{}({1, -2, 0.5}) == (std::array<double, 3>{2, -4, 1}));
  laws::gradient(laws::make<Twice, 3>, 31);
  using Lanes = BasicNet<double, Dense<3, 4, Tanh>, Residual<PassThrough>, Dense<4, 2>>;
  static_assert(simd::native_lanes<double> != 8 || Lanes::plan<16, Mode::training>.lanes[1] == 8);
  laws::all_laws(laws::make<Lanes, 16>, 32);
}

// Layers that draw, that keep running means, and that keep a state between steps.
BOOST_AUTO_TEST_CASE(random_layers) {
  using Dropping = BasicNet<double, Residual<Dense<3, 8, Tanh>, mine::Drop, Dense<8, 3>>, Dense<3, 2, Tanh>>;
  static_assert(Dropping::layers::random);
  laws::gradient(laws::make<Dropping, 5>, 41);
  laws::sinks(laws::make<Dropping, 5>, 42);
  laws::no_trace(laws::make<Dropping, 5>, 43);
  laws::independence(laws::make<Dropping, 5>, 44);
}
BOOST_AUTO_TEST_CASE(batch_statistics) {
  using Centred = BasicNet<double, Residual<Dense<3, 3, Tanh>, mine::Centre>, Dense<3, 2, Tanh>>;
  static_assert(Centred::layers::buffers == 4);
  laws::gradient(laws::make<Centred, 5>, 51);
  laws::sinks(laws::make<Centred, 5>, 52);
  laws::no_trace(laws::make<Centred, 5>, 53);
}
BOOST_AUTO_TEST_CASE(streams) {
  using Stepper = Net<Residual<mine::Smooth<1>>>;
  Stepper net;
  Workspace<Stepper, 1> w;
  Stream<Stepper, 1> stream{};
  w.x()(0, 0) = 4;
  net.forward(w, stream);
  BOOST_TEST(w.y()(0, 0) == 6);  // 4 + (0 + 4) / 2
  net.forward(w, stream);
  BOOST_TEST(w.y()(0, 0) == 7);  // 4 + (2 + 4) / 2
}

BOOST_AUTO_TEST_CASE(as_pytorch_has_it) {
  namespace r = ::reference::composition;
  using Block = BasicNet<double, Dense<3, 4, Tanh>, Residual<Dense<4, 5, ReLU>, Dense<5, 4, Tanh>>, Dense<4, 2>>;
  against::reference<Block>(r::residual);
}

BOOST_AUTO_TEST_SUITE_END()
