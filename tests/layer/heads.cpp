// The laws of laws/layer.hpp for Inputs, Branches and Heads, in both layouts.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "../laws/user_layers.hpp"
#include "in_lanes.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_heads)

using Three = Inputs<shape<3>, shape<2>, shape<1, 4, 4>>;
// Layers, views, a user's layer (which knows rows alone) and nets as branches and as heads.
using Small =
    BasicNet<double, Three, Branches<Dense<3, 4, Tanh>, PassThrough, Sequential<Conv2D<2, 3, Tanh>, Flatten>>,
             Dense<14, 5, Tanh>,
             Heads<Dense<5, 3, Softmax>, PassThrough, Sequential<mine::Gain, Dense<5, 4, GELU>, Dense<4, 2>>>>;
using Wide = BasicNet<double, Branches<Dense<20, 12, Tanh>, Dense<3, 16, Sigmoid>>,
                      Heads<Dense<28, 16, Tanh>, BasicNet<double, Dense<28, 9, Tanh>, Dense<9, 1, Sigmoid>>>>;
using Images = BasicNet<double, Inputs<shape<1, 4, 4>, shape<2, 5, 5>>, Branches<PassThrough, Conv2D<2, 2, Tanh>>,
                        Residual<DepthwiseConv2D<3, Same>>, Flatten, Heads<Dense<48, 2>>>;
using Joined = BasicNet<double, Inputs<shape<3>, shape<2, 2>>, Flatten, Dense<7, 3, Tanh>>;
/// The parts of an input may be those of heads, and a branch may be a net with several inputs.
using Deep = BasicNet<double, Dense<3, 5, Tanh>, Heads<Dense<5, 2, Tanh>, PassThrough>,
                      Branches<Dense<2, 3>, Residual<Dense<5, 5, Tanh>>>, Dense<8, 2>>;

static_assert(Small::input::size == 21 && Small::output::size == 10 && Small::input::count == 3);
static_assert(std::is_same_v<Small::output, shapes<shape<3>, shape<5>, shape<2>>>);
static_assert(std::is_same_v<Wide::input, shapes<shape<20>, shape<3>>>);
static_assert(std::is_same_v<Images::layer<1>::output, shape<3, 4, 4>>);
static_assert(std::is_same_v<Joined::output, shape<3>> && Joined::parameter_count == 7 * 3 + 3);
static_assert(Small::parameter_count ==
              (3 * 4 + 4) + (9 * 2 + 2) + (14 * 5 + 5) + (5 * 3 + 3) + 5 + (5 * 4 + 4) + (4 * 2 + 2));
static_assert(Wide::multiply_adds == 20 * 12 + 3 * 16 + 28 * 16 + 28 * 9 + 9);

BOOST_AUTO_TEST_CASE(narrow) {
  laws::all_laws(laws::make<Small, 23>, 4);
  laws::all_laws(laws::make<Small, 1>, 5);
}
BOOST_AUTO_TEST_CASE(wide) { laws::all_laws(laws::make<Wide, 19>, 12); }
BOOST_AUTO_TEST_CASE(of_images) { laws::all_laws(laws::make<Images, 9>, 31); }
BOOST_AUTO_TEST_CASE(inputs_as_one_vector) { laws::all_laws(laws::make<Joined, 7>, 32); }
BOOST_AUTO_TEST_CASE(heads_as_inputs) { laws::all_laws(laws::make<Deep, 17>, 33); }

template <class L> using Lanes = InLanes<Inputs<shape<3>, shape<4>>, L>;
template <class L> using Rows = InRows<Inputs<shape<3>, shape<4>>, L>;
using Pair = Branches<Dense<3, 2, Tanh>, PassThrough>;
using Split = Sequential<Branches<PassThrough, Dense<4, 1>>, Heads<Dense<4, 3, Tanh>, PassThrough>>;
BOOST_AUTO_TEST_CASE(in_both_layouts) {
  laws::all_laws(laws::make<Lanes<Pair>, 37>, 41);
  laws::all_laws(laws::make<Rows<Pair>, 37>, 42);
  laws::all_laws(laws::make<Lanes<Split>, 37>, 43);
  laws::all_laws(laws::make<Rows<Split>, 37>, 44);
}
static_assert(Lanes<Pair>::plan<64, Mode::training>.lanes[2] == simd::native_lanes<double>);

BOOST_AUTO_TEST_CASE(order_of_inputs_and_outputs) {
  Net<Inputs<shape<2>, shape<1>>, Branches<mine::Gain, PassThrough>, Heads<PassThrough, mine::Gain>> net;
  net.parameters_of<1, 0>()[0] = 10;
  net.parameters_of<1, 0>()[1] = 100;
  for (float& p : net.parameters_of<2, 1>()) p = -1;
  const auto [first, second] = net(std::array{1.f, 2.f}, std::array{3.f});
  BOOST_TEST(first == (std::array<float, 3>{10, 200, 3}));
  BOOST_TEST(second == (std::array<float, 3>{-10, -200, -3}));
  BOOST_TEST(net(std::array{1.f, 2.f, 3.f}).values == (std::array<float, 6>{10, 200, 3, -10, -200, -3}));
}

using Mixed = Net<Inputs<shape<4>, shape<2>>, Branches<Dense<4, 3, Tanh>, Dense<2, 3, ReLU>>,
                  Heads<Dense<6, 3, Softmax>, Dense<6, 1, Sigmoid>>>;
// All forms of a sample, and of a call, give the same outputs.
BOOST_AUTO_TEST_CASE(forms_of_samples) {
  Mixed net;
  initialize(net, 3);
  const std::array<std::uint8_t, 4> bytes{0, 51, 102, 255};
  const std::array<float, 4> pixels{0, 0.2f, 0.4f, 1};
  const std::array<float, 2> two{0.5f, -1};
  const std::array<float, 6> all{0, 0.2f, 0.4f, 1, 0.5f, -1};
  const auto expected = net(all).values;
  BOOST_TEST(expected[0] > 0);
  BOOST_TEST(net(std::tuple{pixels, two}).values == expected);
  BOOST_TEST(net(pixels, two).values == expected);
  BOOST_TEST(net(std::pair{pixels, std::span<const float, 2>(two)}).values == expected);
  const auto [classes, certainty] = net(std::tuple{bytes, two});
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(std::abs(classes[i] - expected[i]) < 1e-6f);
  BOOST_TEST(std::abs(certainty[0] - expected[3]) < 1e-6f);
  BOOST_TEST(net(std::tuple{bytes, two}).values == net(bytes, two).values);

  static Workspace<Mixed, 1> w;
  BOOST_TEST(net(std::tuple{pixels, two}, w).values == expected);
  const auto& [in_place, sure] = net(all, w);
  BOOST_TEST(in_place == net(all).get<0>());
  BOOST_TEST(sure == get<1>(net(all)));
  const std::vector<std::tuple<std::array<float, 4>, std::array<float, 2>>> many(70, {pixels, two});
  std::vector<Mixed::Output> ys(70);
  net(many, ys);
  for (const auto& y : ys)
    for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(std::abs(y[i] - expected[i]) < 1e-6f);
  static Workspace<Mixed, 8> eight;
  std::vector<Mixed::Output> again(70);
  net(many, again, eight);
  BOOST_TEST(again[69].get<1>()[0] == again[0].get<1>()[0]);

  eight.x<0>()[2] = bytes;
  eight.x<1>()[2] = two;
  BOOST_TEST(eight.x()[2][5] == -1);
  BOOST_TEST(eight.x<0>()(2, 3) == 1);
  const std::vector<std::array<float, 2>> rows(8, two);
  eight.x<1>() = rows;
  BOOST_TEST(eight.x()[7][4] == 0.5f);
  net.forward(eight);
  BOOST_TEST(std::abs(eight.y<0>()[2][1] - expected[1]) < 1e-6f);
  BOOST_TEST(std::abs(eight.y<1>()[2][0] - expected[3]) < 1e-6f);

  std::size_t largest = 0;
  for (std::size_t i = 1; i < 3; ++i) largest = expected[i] > expected[largest] ? i : largest;
  BOOST_TEST(net.predict<0>(pixels, two) == largest);
  BOOST_TEST(net.predict<0>(all) == largest);
  BOOST_TEST(net.predict<1>(std::tuple{pixels, two}) == (expected[3] >= 0.5f));
}

// A head gets ∂L/∂z if its bit is set, and ∂L/∂y if not; dy written per head.
BOOST_AUTO_TEST_CASE(gradients_of_logits_of_some_heads) {
  using Gates =
      BasicNet<double, Dense<3, 4, Tanh>,
               Heads<Dense<4, 2, Sigmoid>, Dense<4, 3, Sigmoid>, Sequential<Dense<4, 1, Sigmoid>>, PassThrough>>;
  Gates net;
  auto draw = laws::draws(5);
  for (double& p : net.parameters) p = draw();
  Workspace<Gates, 21, Mode::input_gradient> w;
  for (double& x : w.x().flat()) x = draw();
  std::array<std::array<double, 10>, 21> dy{};
  for (auto& row : dy)
    for (double& d : row) d = draw();
  const auto slopes = [&](std::size_t s, std::size_t i) {
    const double y = w.y()[s][i];
    return i < 6 ? y * (1 - y) : 1;
  };
  net.forward(w);
  w.dy() = dy;
  Gates::Parameters from_y{}, from_some{}, from_all{};
  net.backward(w, from_y);
  for (std::size_t s = 0; s < 21; ++s) {
    for (std::size_t i = 0; i < 2; ++i) w.dy<0>()[s][i] = dy[s][i] * slopes(s, i);
    for (std::size_t i = 5; i < 6; ++i) w.dy<2>()(s, i - 5) = dy[s][i] * slopes(s, i);
  }
  _detail::heads_access::backward<0b0101>(net, w, accumulate(from_some.data()));
  for (std::size_t s = 0; s < 21; ++s)
    for (std::size_t i = 2; i < 5; ++i) w.dy<1>()[s][i - 2] = dy[s][i] * slopes(s, i);
  net.backward_from_logits(w, from_all);  // the PassThrough has no activation, so its dz is its dy
  for (std::size_t i = 0; i < from_y.size(); ++i) {
    BOOST_TEST(std::abs(from_y[i] - from_some[i]) < 1e-12);
    BOOST_TEST(std::abs(from_y[i] - from_all[i]) < 1e-12);
  }
  BOOST_TEST(from_y[0] != 0);
}

BOOST_AUTO_TEST_SUITE_END()
