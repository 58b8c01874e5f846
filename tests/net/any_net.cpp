// Nets chosen at run time: OneOf, which knows them, and AnyNet, which does not. What they compute must be what the net
// computes, bit for bit.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(net_any_net)

using Small = Net<Dense<4, 3, Softmax>>;
using Large = Net<Dense<4, 16, ReLU>, Dense<16, 8, Tanh>, Dense<8, 3, Softmax>>;
using Choice = OneOf<Small, Large>;
using Any = AnyNet<4, 3, 2048>;
enum class Size { small, large };

const std::array<float, 4> x{0.5f, -1, 2, 0.25f};

template <class N> N made(std::uint64_t seed) {
  N net;
  initialize(net, seed);
  return net;
}
/// Every way to call `held` gives what `net` gives.
template <class Held, class N> void same(const Held& held, const N& net) {
  const auto y = net(x);
  BOOST_TEST(held(x) == y);
  BOOST_TEST(held({0.5f, -1, 2, 0.25f}) == y);
  BOOST_TEST(held(std::span<const float, 4>(x)) == y);
  BOOST_TEST(held.predict(x) == net.predict(x));
  BOOST_TEST(held.predict({0.5f, -1, 2, 0.25f}) == net.predict(x));
  const std::array<std::uint8_t, 4> pixels{0, 17, 254, 255};
  BOOST_TEST(held(pixels) == net(pixels));
  std::vector<std::array<float, 4>> xs(70);
  for (std::size_t i = 0; i < xs.size(); ++i) xs[i] = {float(i), float(i % 7), -1, 0.01f * float(i)};
  std::vector<std::array<float, 3>> ys(xs.size()), expected(xs.size());
  held(xs, ys);
  net(xs, expected);
  BOOST_TEST((ys == expected));
}

static_assert(std::is_trivially_copyable_v<Choice> && std::is_trivially_copyable_v<Any> &&
              std::is_nothrow_default_constructible_v<Choice>);
static_assert(Choice::count == 2 && sizeof(Choice) == sizeof(Large) + 64 && alignof(Choice) == 64 &&
              sizeof(Any) == 2048 + 64);
static_assert(std::is_same_v<Choice::Input, std::array<float, 4>> && std::is_same_v<Any::Output, std::array<float, 3>>);
static_assert(noexcept(std::declval<const Choice&>()(x)) && noexcept(std::declval<const Any&>()(x)));

BOOST_AUTO_TEST_CASE(one_of_is_the_net_it_holds) {
  const auto small = made<Small>(1);
  const auto large = made<Large>(2);
  Choice net = small;
  BOOST_TEST((net.index() == 0 && net.holds<Small>() && !net.holds<Large>() && net.get_if<Large>() == nullptr));
  same(net, small);
  net = large;
  BOOST_TEST((net.index() == 1 && net.holds<Large>() && net.get_if<Small>() == nullptr));
  same(net, large);
  const Choice copy = net;
  net = small;
  same(copy, large);
  same(net, small);
}

BOOST_AUTO_TEST_CASE(one_of_is_chosen_by_a_tag) {
  for (const Size size : {Size::small, Size::large}) {
    Choice net(size);
    BOOST_TEST(net.index() == std::size_t(size));
    for (const float p : net.parameters()) BOOST_TEST(p == 0);
    net.visit([](auto& chosen) { initialize(chosen, 3); });
    if (size == Size::small) same(net, made<Small>(3));
    else same(net, made<Large>(3));
    const std::size_t count = std::as_const(net).visit([](const auto& chosen) { return chosen.parameter_count; });
    BOOST_TEST(count == (size == Size::small ? 15u : 80u + 136 + 27));
  }
  Choice net;
  BOOST_TEST(net.holds<Small>());
  initialize(net.emplace<Large>(), 4);
  same(net, made<Large>(4));
  net.emplace(Size::large);  // anew: zeros, so every class has a third
  BOOST_TEST(net(x)[0] == 1.f / 3);
}

BOOST_AUTO_TEST_CASE(one_of_is_trained_where_it_lies) {
  Dataset<std::array<float, 4>, int> data;
  for (int i = 0; i < 48; ++i) {
    data.inputs.push_back({float(i % 3), float(i % 2), 1, 0});
    data.targets.push_back(i % 3);
  }
  Choice net(Size::large);
  Large twin = made<Large>(5);
  net.visit([&](auto& chosen) {
    initialize(chosen, 5);
    fit<16>(chosen, data, CrossEntropy{}, Adam{.rate = 0.01}, {.epochs = 3});
  });
  fit<16>(twin, data, CrossEntropy{}, Adam{.rate = 0.01}, {.epochs = 3});
  same(net, twin);
}

BOOST_AUTO_TEST_CASE(any_net_is_the_net_it_holds) {
  const auto small = made<Small>(1);
  const auto large = made<Large>(2);
  Any net;
  BOOST_TEST(!net);
  BOOST_TEST((!net.holds<Small>() && !net.holds<Choice>()));
  net = small;
  BOOST_TEST(bool(net));
  same(net, small);
  Any copy = net;
  net = large;
  same(net, large);
  same(copy, small);
  BOOST_TEST((net.holds<Large>() && net.get_if<Large>() != nullptr && net.get_if<Small>() == nullptr));
  initialize(copy.emplace<Large>(), 7);
  same(copy, made<Large>(7));
  // Loaded as numbers, by code that does not know the net.
  copy.emplace<Large>();
  BOOST_TEST(copy.parameters().size() == large.parameters.size());
  std::memcpy(copy.parameters().data(), large.parameters.data(), copy.parameters().size_bytes());
  same(copy, large);
}

BOOST_AUTO_TEST_CASE(a_single_output_is_decided_by_its_own_activation) {
  using Probability = Net<Dense<1, 1, Sigmoid>>;  // 1 from 0.5 on
  using Score = Net<Dense<1, 1, Tanh>>;           // 1 from 0 on
  OneOf<Probability, Score> choice;
  AnyNet<1, 1, 64> any;
  const auto with_weight_1 = [](auto net) {
    net.template weight<0>(0, 0) = 1;
    return net;
  };
  choice = with_weight_1(Probability{});
  any = with_weight_1(Score{});
  // At −0.1 both are below, at 0.1 both above: σ(±0.1) = 0.475 and 0.525, tanh(±0.1) = ∓0.0997.
  BOOST_TEST((choice.predict({-0.1f}) == 0 && choice.predict({0.1f}) == 1 && any.predict({-0.1f}) == 0 &&
              any.predict({0.1f}) == 1));
  choice = with_weight_1(Score{});
  BOOST_TEST((choice.predict({-0.1f}) == 0 && choice.predict({0.1f}) == 1));
}

BOOST_AUTO_TEST_CASE(double_and_a_whole_line_of_nets) {
  using A = BasicNet<double, Dense<2, 2>>;
  using B = BasicNet<double, Dense<2, 2, Tanh>>;
  using C = BasicNet<double, Dense<2, 5>, Dense<5, 2>>;
  OneOf<A, B, C, A> net(2);
  net.visit([](auto& chosen) { initialize(chosen, 1); });
  C c;
  initialize(c, 1);
  BOOST_TEST((net({1., 2.}) == c({1., 2.}) && net.holds<C>()));
  net = A{};
  BOOST_TEST(net.index() == 0u);
  AnyNet<2, 2, 512, double> any = c;
  BOOST_TEST(any({1., 2.}) == c({1., 2.}));
}

BOOST_AUTO_TEST_SUITE_END()
