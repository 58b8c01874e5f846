// The laws of laws/layer.hpp for views, nested nets, changes of layout, and a user's layers between Dense ones.
#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "../laws/user_layers.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_user)

using Mixed = BasicNet<double, Input<2, 3>, Flatten, Dense<6, 5, Tanh>, mine::Gain,
                       BasicNet<double, Dense<5, 3, Sigmoid>, Dense<3, 4, Tanh>>, Dense<4, 3, Softmax>, mine::Gain>;
using GainFirst = BasicNet<double, Input<4>, mine::Gain, Dense<4, 3, ELU>, Flatten>;

// On registers of 8 doubles the user's layer, which knows rows alone, lies between lanes.
static_assert(simd::native_lanes<double> != 8 || (Mixed::plan<23, Mode::training>.lanes[3] == 1 &&
                                                  Mixed::plan<23, Mode::training>.values.transposes >= 2));

BOOST_AUTO_TEST_CASE(layouts_that_change) { laws::all_laws(laws::make<Mixed, 23>, 32); }
BOOST_AUTO_TEST_CASE(a_users_layer_first_and_a_view_last) { laws::all_laws(laws::make<GainFirst, 5>, 42); }

// A layer that writes dx whether or not it is wanted finds room for it in a workspace for training too, in a nested net
// as well.
template <class Net> void trains_alike() {
  constexpr std::size_t B = 5;
  Net net;
  Workspace<Net, B, Mode::training> w;
  Workspace<Net, B, Mode::input_gradient> other;
  typename Net::Parameters g{}, expected{};
  auto draw = laws::draws(45);
  for (double& p : net.parameters) p = draw();
  for (std::size_t i = 0; i < B * Net::input::size; ++i) w.x().data[i] = other.x().data[i] = draw();
  for (std::size_t i = 0; i < B * Net::output::size; ++i) w.dy().data[i] = other.dy().data[i] = draw();
  net.forward(w);
  net.forward(other);
  net.backward(w, g);
  net.backward(other, expected);
  BOOST_TEST(g == expected);
  BOOST_TEST(g[0] != 0);
}
BOOST_AUTO_TEST_CASE(unwanted_dx_has_room) {
  trains_alike<GainFirst>();
  trains_alike<BasicNet<double, BasicNet<double, Input<4>, mine::Gain>, Dense<4, 2>>>();
}

// Layers that mix samples or draw.
using Centred = BasicNet<double, Dense<3, 4, Tanh>, mine::Centre, Dense<4, 2, Tanh>>;
using Dropping = BasicNet<double, Dense<3, 8, Tanh>, mine::Drop, Dense<8, 2, Tanh>>;
BOOST_AUTO_TEST_CASE(batch_statistics) {
  laws::gradient(laws::make<Centred, 5>, 51);
  laws::sinks(laws::make<Centred, 5>, 52);
  laws::no_trace(laws::make<Centred, 5>, 53);
}
BOOST_AUTO_TEST_CASE(random_layers) {
  laws::gradient(laws::make<Dropping, 5>, 61);
  laws::sinks(laws::make<Dropping, 5>, 62);
  laws::no_trace(laws::make<Dropping, 5>, 63);
  laws::independence(laws::make<Dropping, 5>, 64);
}

// Without parameters: gradients of inputs alone.
BOOST_AUTO_TEST_CASE(views_alone) {
  using Views = BasicNet<double, Input<2, 2>, Flatten>;
  laws::gradient(laws::make<Views, 3>, 71);
  laws::no_trace(laws::make<Views, 3>, 72);
}

BOOST_AUTO_TEST_SUITE_END()
