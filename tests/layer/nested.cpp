// Layers of layers in use: paths to what is within, first weights, training, views, constant expressions, diagnosis,
// budgets.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <sinew/diagnose/diagnose.hpp>
#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "../laws/user_layers.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_nested)

using Encoder = Net<Dense<4, 6, Tanh>, Dense<6, 3>>;
using Deep = Net<Encoder, Residual<Dense<3, 5, ReLU>, Dense<5, 3>>,
                 Concat<PassThrough, Dense<3, 2>, Net<Dense<3, 7>, Residual<Dense<7, 7>>>>, Dense<12, 2>>;
static_assert(Deep::parameter_count == 30 + 21 + 20 + 18 + 8 + 28 + 56 + 26);

BOOST_AUTO_TEST_CASE(paths) {
  static_assert(std::is_same_v<Deep::layer<0, 1>, Dense<6, 3>> && std::is_same_v<Deep::layer<2, 2, 1, 0>, Dense<7, 7>>);
  static_assert(std::is_same_v<Deep::layer<2>::output, shape<12>> && std::is_same_v<Deep::layer<2, 1>, Dense<3, 2>>);
  static_assert(decltype(std::declval<Deep&>().parameters_of<1, 0>())::extent == 20 &&
                Deep::weight_index<3>(11, 1) == Deep::layers::slice[3] + 23);
  // Each layer's parameters are its own: numbered by paths, they fill the array in order, and only padding is left.
  Deep net;
  float next = 1;
  const auto number = [&](std::span<float> all) {
    for (float& p : all) p = next++;
  };
  number(net.parameters_of<0, 0>()), number(net.parameters_of<0, 1>());
  number(net.parameters_of<1, 0>()), number(net.parameters_of<1, 1>());
  number(net.parameters_of<2, 1>()), number(net.parameters_of<2, 2, 0>()), number(net.parameters_of<2, 2, 1, 0>());
  number(net.parameters_of<3>());
  BOOST_TEST(next == 1 + float(Deep::parameter_count));
  float before = 0;
  for (const float p : net.parameters)
    if (p != 0) {
      BOOST_TEST(p == before + 1);
      before = p;
    }
  BOOST_TEST(before + 1 == next);
  const auto& constant = net;
  BOOST_TEST((constant.weight<0, 0>(0, 0) == 1 && constant.weight<0, 1>(0, 0) == 31 && constant.bias<0, 1>(2) == 51));
  BOOST_TEST((net.weight<2, 2, 1, 0>(0, 1) == 51 + 38 + 8 + 28 + 2 && &net.bias<3>(1) == &net.parameters_of<3>()[25]));
}
BOOST_AUTO_TEST_CASE(by_hand) {
  Net<Residual<Dense<2, 2, ReLU>>, Concat<PassThrough, Net<Dense<2, 1>>>> net;
  net.weight<0, 0>(0, 0) = 2, net.weight<0, 0>(1, 1) = -1, net.bias<0, 0>(0) = 1;
  net.weight<1, 1, 0>(0, 0) = 10, net.weight<1, 1, 0>(1, 0) = 1, net.bias<1, 1, 0>(0) = 0.5f;
  BOOST_TEST(net({3, 4}) == (std::array<float, 3>{10, 4, 104.5f}));  // 3 + relu(7), 4 + relu(−4); 10·10 + 4 + 0.5
}
BOOST_AUTO_TEST_CASE(first_weights_are_those_of_the_layers_in_order) {
  Deep net;
  Net<Dense<4, 6, Tanh>, Dense<6, 3>, Dense<3, 5, ReLU>, Dense<5, 3>> flat;
  initialize(net, 3);
  initialize(flat, 3);
  BOOST_TEST((net.weight<0, 1>(5, 2) == flat.weight<1>(5, 2) && net.weight<1, 1>(4, 2) == flat.weight<3>(4, 2)));
  BOOST_TEST((net.weight<1, 1>(4, 2) != 0 && net.weight<2, 2, 1, 0>(6, 6) != 0 && net.bias<1, 0>(0) == 0));
}

// A workspace for training has no dx where nobody wants it; layers that write it all the same find room.
template <class Net> void trains_alike() {
  constexpr std::size_t B = 19;
  const auto net = std::make_unique<Net>();
  const auto w = std::make_unique<Workspace<Net, B, Mode::training>>();
  const auto other = std::make_unique<Workspace<Net, B, Mode::input_gradient>>();
  typename Net::Parameters g{}, expected{};
  auto draw = laws::draws(45);
  for (double& p : net->parameters) p = draw();
  for (std::size_t i = 0; i < B * Net::input::size; ++i) w->x().data[i] = other->x().data[i] = draw();
  for (std::size_t i = 0; i < B * Net::output::size; ++i) w->dy().data[i] = other->dy().data[i] = draw();
  net->forward(*w);
  net->forward(*other);
  net->backward(*w, g);
  net->backward(*other, expected);
  BOOST_TEST(g == expected);
  BOOST_TEST(g[0] != 0);
}
BOOST_AUTO_TEST_CASE(unwanted_dx) {
  trains_alike<BasicNet<double, Residual<Dense<4, 5, Tanh>, Dense<5, 4>>, Dense<4, 2>>>();
  trains_alike<BasicNet<double, Input<4>, Residual<mine::Gain>, Dense<4, 2>>>();
  trains_alike<BasicNet<double, Concat<Dense<4, 5, Tanh>, PassThrough>, Dense<9, 2>>>();
  trains_alike<
      BasicNet<double, Concat<BasicNet<double, Input<4>, mine::Gain>, mine::Gain, Dense<4, 2>>, Dense<10, 2>>>();
}

// A net of nothing but views, between layers in lanes.
BOOST_AUTO_TEST_CASE(views_within) {
  using Viewed = BasicNet<double, Dense<3, 4, Tanh>, Sequential<Flatten, PassThrough>, Dense<4, 4, Tanh>,
                          BasicNet<double, Input<4>>, Dense<4, 2>>;
  static_assert(simd::native_lanes<double> != 8 || Viewed::plan<16, Mode::training>.lanes[1] == 8);
  laws::all_laws(laws::make<Viewed, 16>, 1);
}

// Whether two numbers have the same sign is no task for a line. SGD steps within backward, Adam after it.
template <class Net, class Formula> double trained(const Formula& formula) {
  constexpr std::size_t count = 96;
  Dataset<std::array<float, 2>, float> data;
  auto draw = laws::draws(8);
  for (std::size_t i = 0; i < count; ++i) {
    const float a = float(draw()), b = float(draw());
    data.push_back({a, b}, a * b > 0 ? 1.f : 0.f);
  }
  Net net;
  initialize(net, 2);
  return double(fit<32>(net, data, BinaryCrossEntropy{}, formula, {.epochs = 300}).last().loss);
}
BOOST_AUTO_TEST_CASE(training_them) {
  using Blocks = Net<Dense<2, 12, Tanh>, Residual<Dense<12, 12, Tanh>, Dense<12, 12>>,
                     Concat<PassThrough, Net<Dense<12, 6, Tanh>>>, Dense<18, 1, Sigmoid>>;
  BOOST_TEST(trained<Blocks>(SGD{.rate = 0.3}) < 0.1);
  BOOST_TEST(trained<Blocks>(Adam{.rate = 0.01}) < 0.1);
  BOOST_TEST((trained<Net<Dense<2, 1, Sigmoid>>>(Adam{.rate = 0.01}) > 0.5));  // what a line gets
}

// In a constant expression, and to the bit what the layers give one by one.
constexpr auto in_compiler = [] {
  Net<Residual<Dense<2, 2, Tanh>>, Concat<PassThrough, Dense<2, 1>>> net;
  initialize(net, 1);
  Workspace<decltype(net), 2, Mode::training> w;
  for (std::size_t i = 0; i < 4; ++i) w.x().data[i] = float(i) / 4;
  net.forward(w);
  for (float& d : w.dy().flat()) d = 1;
  net.backward(w, descend(net.parameters.data(), 0.5f));
  return net;
}();
static_assert(in_compiler.bias<1, 1>(0) == -1 && in_compiler({1, 2})[2] != 0);  // −0.5 · 2 samples

BOOST_AUTO_TEST_CASE(diagnosed_and_measured) {
  using Blocks = Net<Dense<2, 8, Tanh>, Residual<Dense<8, 8, ReLU>, Dense<8, 8>>,
                     Concat<PassThrough, Dense<8, 2, Tanh>>, Dense<10, 1>>;
  Dataset<std::array<float, 2>, float> data;
  auto draw = laws::draws(8);
  for (std::size_t i = 0; i < 200; ++i) {
    const float a = float(draw()), b = float(draw());
    data.push_back({a, b}, a * b);
  }
  Blocks net;
  initialize(net, 1);
  BOOST_TEST(diagnose<32>(net, data, MSE{}, Adam{.rate = 0.01}).findings.size() == 0u);
  net.weight<1, 0>(0, 0) = std::numeric_limits<float>::quiet_NaN();
  const auto sick = diagnose<32>(net, data, MSE{}, Adam{.rate = 0.01});
  BOOST_TEST(sick.findings.size() == 1u);
  static_assert(fits<Blocks, Budget{.multiply_adds = 2 * 8 + 2 * 64 + 16 + 10}> && Blocks::stack_bytes > 0);
}

BOOST_AUTO_TEST_SUITE_END()
