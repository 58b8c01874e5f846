// A net in use: one sample, many, predictions, parameters by name, streams, buffers, random layers, threads.
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>
#ifndef __wasi__  // which has none
#include <thread>
#endif

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"
#include "../laws/user_layers.hpp"
#include "../random/aborts.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(net_net)

using Small = Net<Dense<3, 5, Tanh>, Dense<5, 4, Softmax>>;

BOOST_AUTO_TEST_CASE(by_hand) {
  // 2-2-1: h = relu(x·W + b), y = h·v + c, in numbers that float holds exactly
  Net<Dense<2, 2, ReLU>, Dense<2, 1>> net;
  net.weight<0>(0, 0) = 1, net.weight<0>(1, 0) = 2, net.weight<0>(0, 1) = -1, net.weight<0>(1, 1) = 0.5f;
  net.bias<0>(0) = 0.5f, net.bias<0>(1) = -4;
  net.weight<1>(0, 0) = 3, net.weight<1>(1, 0) = 100;
  net.bias<1>(0) = -1;
  BOOST_TEST(net(std::array{1.f, 2.f})[0] == 15.5f);    // h = (5.5, 0)
  BOOST_TEST(net(std::array{-4.f, 2.f})[0] == 100.5f);  // h = (0.5, 1): 1.5 + 100 − 1
  const auto& constant = net;
  BOOST_TEST((constant.weight<0>(1, 0) == 2 && constant.bias<1>(0) == -1));
  // W row-major (in, out), then b; the next layer from the next aligned slice
  BOOST_TEST(
      (net.parameters[0] == 1 && net.parameters[1] == -1 && net.parameters[2] == 2 && net.parameters[3] == 0.5f));
  BOOST_TEST((net.parameters[4] == 0.5f && net.parameters[5] == -4));
  BOOST_TEST((net.weight_index<0>(1, 0) == 2 && net.bias_index<0>(1) == 5 && net.weight_index<1>(0, 0) == 8 &&
              net.bias_index<1>(0) == 10));
}

BOOST_AUTO_TEST_CASE(another_scalar) {
  using Normed = Net<Dense<3, 4>, BatchNorm<>, Dense<4, 2>>;
  using Precise = Normed::with_scalar<double>;
  static_assert(std::is_trivially_copyable_v<Normed> && !std::is_convertible_v<Normed, Precise>);
  Normed net;
  initialize(net, 1);
  const Precise precise(net);
  for (std::size_t i = 0; i < net.parameters.size(); ++i)
    BOOST_TEST(precise.parameters[i] == double(net.parameters[i]));
  for (std::size_t i = 0; i < net.buffers.size(); ++i) BOOST_TEST(precise.buffers[i] == double(net.buffers[i]));
  Precise third;
  third.bias<2>(1) = 1 / 3.0;
  third.buffers_of<1>()[5] = 1 / 3.0;
  const Normed rounded{third};
  BOOST_TEST((rounded.bias<2>(1) == 1 / 3.0f && rounded.buffers[5] == 1 / 3.0f));
  constexpr auto constant = [] {
    BasicNet<double, Dense<1, 1>> one;
    one.weight<0>(0, 0) = 0.1;
    return Net<Dense<1, 1>>(one);
  }();
  static_assert(constant.weight<0>(0, 0) == 0.1f);
}

BOOST_AUTO_TEST_CASE(named_indices) {
  Net<Input<2, 5, 5>, Conv2D<3, 2>, Flatten, Dense<48, 4>> net;
  net.weight<3>({.in = 7, .out = 2}) = 5;
  net.weight<1>({.channel = 1, .row = 0, .column = 1, .out = 2}) = 6;
  const auto& constant = net;
  BOOST_TEST((constant.weight<3>(7, 2) == 5 && constant.weight<3>({.in = 7, .out = 2}) == 5));
  BOOST_TEST(
      (constant.weight<1>(1, 0, 1, 2) == 6 && net.weight_index<1>({1, 0, 1, 2}) == net.weight_index<1>(1, 0, 1, 2)));
}

BOOST_AUTO_TEST_CASE(indices_are_checked) {
  static Net<Input<2, 5, 5>, Conv2D<3, 2, Groups<1>>, Flatten, Dense<48, 4>, Dense<4, 2>> net;
  BOOST_TEST(!aborts([] { net.weight<3>(47, 3) = 1; }));
  BOOST_TEST(aborts([] { net.weight<3>(3, 47) = 1; }));  // PyTorch's order
  BOOST_TEST(aborts([] { net.weight<3>(48, 0) = 1; }));
  BOOST_TEST(aborts([] { net.weight<3>(-1, 0) = 1; }));
  BOOST_TEST(aborts([] { net.weight<3>({.in = 0, .out = 4}) = 1; }));
  BOOST_TEST(aborts([] { net.bias<3>(4) = 1; }));
  BOOST_TEST(!aborts([] { net.weight<1>(1, 1, 1, 2) = net.bias<1>(2) = 1; }));
  BOOST_TEST(aborts([] { net.weight<1>(2, 0, 0, 0) = 1; }));
  BOOST_TEST(aborts([] { net.weight<1>(0, 2, 0, 0) = 1; }));
  BOOST_TEST(aborts([] { net.weight<1>(0, 0, 2, 0) = 1; }));
  BOOST_TEST(aborts([] { net.weight<1>(0, 0, 0, 3) = 1; }));
  BOOST_TEST(aborts([] { net.bias<1>(3) = 1; }));
}

BOOST_AUTO_TEST_CASE(buffers_by_layer) {
  Net<Dense<3, 4>, BatchNorm<>, Residual<Dense<4, 4>, BatchNorm<>>, Dense<4, 2>> net;
  initialize(net, 1);
  static_assert(decltype(net.buffers_of<1>())::extent == 8 && decltype(net.buffers_of<2, 1>())::extent == 8 &&
                decltype(net.buffers_of<0>())::extent == 0);
  for (std::size_t i = 0; i < 8; ++i)  // means 0, then variances 1
    BOOST_TEST((net.buffers_of<1>()[i] == (i >= 4) && std::as_const(net).buffers_of<2, 1>()[i] == (i >= 4)));
  net.buffers_of<2, 1>()[3] = 7;
  BOOST_TEST(net.buffers[8 + 3] == 7);
}

BOOST_AUTO_TEST_CASE(every_kind_of_sample) {
  Small net;
  initialize(net, 1);
  const std::array<float, 3> x{0.2f, 0.6f, 1};
  const auto y = net(x);
  std::array<float, 3> writable = x;
  const float plain[3] = {0.2f, 0.6f, 1};
  BOOST_TEST(net(std::span<const float, 3>(x)) == y);
  BOOST_TEST(net(std::span<float, 3>(writable)) == y);
  BOOST_TEST(net(plain) == y);
  BOOST_TEST(net({0.2f, 0.6f, 1}) == y);
  const std::array<std::uint8_t, 3> pixels{51, 153, 255};  // fifths
  const auto of_pixels = net(pixels);
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(std::abs(of_pixels[i] - y[i]) < 1e-6f);
  BOOST_TEST(net(std::span<const std::uint8_t, 3>(pixels)) == of_pixels);
  BOOST_TEST(net.predict(x) == std::size_t(std::max_element(y.begin(), y.end()) - y.begin()));
  BOOST_TEST(net.predict(pixels) == net.predict(x));
  BOOST_TEST(net.predict({0.2f, 0.6f, 1}) == net.predict(x));
}

/// The largest difference between net(xs, ys) and net(x), for inputs that are multiples of 1/8.
template <class Net> double worst_of_batch(const Net& net, std::size_t count) {
  auto draw = laws::draws(count);
  std::vector<std::array<float, Net::input::size>> xs(count);
  for (auto& x : xs)
    for (float& v : x) v = float(std::round(8 * draw()) / 8);
  std::vector<typename Net::Output> ys(count);
  net(xs, ys);
  double worst = 0;
  for (std::size_t s = 0; s < count; ++s) {
    const auto one = net(xs[s]);
    for (std::size_t o = 0; o < one.size(); ++o) worst = std::max(worst, std::abs(double(ys[s][o]) - double(one[o])));
  }
  return worst;
}
// Figures that are exact in any order of summation are equal to the bit, and others to a few units in the last place.
BOOST_AUTO_TEST_CASE(many_rows_are_single_rows) {
  Small small;
  initialize(small, 1);
  Net<Dense<20, 40, ReLU>, Dense<40, 3>> exact;
  auto draw = laws::draws(2);
  for (float& p : exact.parameters) p = float(std::round(4 * draw()) / 4);
  for (const std::size_t count : std::array<std::size_t, 5>{0, 1, 7, 64, 150}) {
    BOOST_TEST(worst_of_batch(small, count) <= 5e-7, count << " rows: " << worst_of_batch(small, count));
    BOOST_TEST(worst_of_batch(exact, count) == 0, count << " rows: " << worst_of_batch(exact, count));
  }
  // other containers, and bytes
  const std::array<std::array<std::uint8_t, 3>, 2> pixels{{{0, 255, 51}, {255, 0, 102}}};
  std::array<Small::Output, 2> ys;
  small(pixels, ys);
  for (std::size_t s = 0; s < 2; ++s)
    for (std::size_t o = 0; o < 4; ++o) BOOST_TEST(std::abs(ys[s][o] - small(pixels[s])[o]) <= 5e-7f);
  small(std::span(pixels), std::span(ys));
}

/// The largest difference between one layer's output for a sample alone, and in a batch of 64 or in what is left of
/// one, in units in the last place of |b| + Σ|x·w|: what a sum loses when its terms are added in another order.
template <std::size_t In, std::size_t Out> double worst_of_order() {
  using Layer = Net<Dense<In, Out>>;
  const auto net = std::make_unique<Layer>();
  auto draw = laws::draws(In);
  for (float& p : net->parameters) p = float(draw());
  std::vector<std::array<float, In>> xs(71);
  for (auto& x : xs)
    for (float& v : x) v = float(draw());
  std::vector<std::array<float, Out>> ys(xs.size());
  (*net)(xs, ys);
  double worst = 0;
  for (std::size_t s = 0; s < xs.size(); ++s) {
    const auto alone = (*net)(xs[s]);
    for (std::size_t o = 0; o < Out; ++o) {
      double magnitude = std::abs(double(net->template bias<0>(o)));
      for (std::size_t i = 0; i < In; ++i)
        magnitude += std::abs(double(xs[s][i]) * double(net->template weight<0>(i, o)));
      worst =
          std::max(worst, std::abs(double(ys[s][o]) - double(alone[o])) / std::ldexp(1.0, std::ilogb(magnitude) - 23));
    }
  }
  return worst;
}
// Promised at BasicNet::operator().
BOOST_AUTO_TEST_CASE(a_sample_depends_on_its_batch_by_rounding_alone) {
  BOOST_TEST((worst_of_order<784, 128>()) <= 4);
  BOOST_TEST((worst_of_order<784, 10>()) <= 4);
  BOOST_TEST((worst_of_order<64, 10>()) <= 4);
  BOOST_TEST((worst_of_order<16, 8>()) <= 4);
  BOOST_TEST((worst_of_order<8, 3>()) <= 4);
  BOOST_TEST((worst_of_order<300, 1>()) <= 4);
}

BOOST_AUTO_TEST_CASE(decisions) {
  const auto with_bias = []<class N>(N net, float bias) {
    net.template bias<0>(0) = bias;
    return net.predict(std::array{0.f});
  };
  BOOST_TEST(with_bias(Net<Dense<1, 1, Sigmoid>>{}, 0.1f) == 1u);
  BOOST_TEST(with_bias(Net<Dense<1, 1, Sigmoid>>{}, -0.1f) == 0u);
  BOOST_TEST(with_bias(Net<Dense<1, 1, Sigmoid>>{}, 0) == 1u);  // σ(0) = 0.5 is class 1
  BOOST_TEST(with_bias(Net<Dense<1, 1, HardSigmoid>>{}, -0.1f) == 0u);
  BOOST_TEST(with_bias(Net<Dense<1, 1, Tanh>>{}, 0.1f) == 1u);
  BOOST_TEST(with_bias(Net<Dense<1, 1, Tanh>>{}, -0.1f) == 0u);
  BOOST_TEST(with_bias(Net<Dense<1, 1>>{}, 0.1f) == 1u);  // a logit
  BOOST_TEST(with_bias(Net<Dense<1, 1>>{}, -0.1f) == 0u);
  BOOST_TEST(with_bias(Net<Dense<1, 1, Step>>{}, 0) == 1u);
  BOOST_TEST(with_bias(Net<Dense<1, 1, Step>>{}, -0.1f) == 0u);
  const std::array<float, 4> tie{1, 3, 3, 2};
  BOOST_TEST((_detail::predicted_class<Identity, 4>(tie.data()) == 1u));  // the first largest
}

BOOST_AUTO_TEST_CASE(first_weights) {
  Net<Dense<4, 16, ReLU>, Dense<16, 8, Tanh>, Dense<8, 3, Softmax>> net, again;
  initialize(net, 42);
  again.parameters.fill(7);
  initialize(again, 42);
  BOOST_TEST(net.parameters == again.parameters);  // padding and biases too
  initialize(again, 43);
  BOOST_TEST(net.parameters != again.parameters);
  // by tests/initializer/reference.py
  BOOST_TEST((net.weight<0>(0, 0) == 0x1.95265cp-2f && net.weight<0>(3, 15) == -0x1.036b48p-2f));
  BOOST_TEST((net.weight<1>(0, 0) == 0x1.59ea4cp-2f && net.weight<1>(15, 7) == -0x1.3dba80p-5f));
  BOOST_TEST((net.weight<2>(0, 0) == -0x1.46ef6ap-1f && net.weight<2>(7, 2) == 0x1.6810b6p-1f));
  for (std::size_t o = 0; o < 16; ++o) BOOST_TEST(net.bias<0>(o) == 0);
  const auto real = std::count_if(net.parameters.begin(), net.parameters.end(), [](float p) { return p != 0; });
  BOOST_TEST(std::size_t(real) == 4u * 16 + 16 * 8 + 8 * 3);  // no biases, no padding

  Engine engine(42);
  initialize(again, engine);
  BOOST_TEST(net.parameters == again.parameters);
  initialize(again, engine);  // it goes on where it was
  BOOST_TEST(net.parameters != again.parameters);
  // a layer that names its scheme
  Net<Dense<4, 2, ReLU, Zeros>> zeros;
  initialize(zeros, 1);
  BOOST_TEST(zeros.parameters == decltype(zeros){}.parameters);
}

BOOST_AUTO_TEST_CASE(copies_are_bytes) {
  Small net, copy;
  initialize(net, 5);
  std::memcpy(&copy, &net, sizeof net);
  BOOST_TEST(copy({1, 2, 3}) == net({1, 2, 3}));
  BOOST_TEST(reinterpret_cast<std::uintptr_t>(net.parameters.data()) % 64 == 0u);
  const Small other = net;
  net.parameters.fill(0);
  BOOST_TEST(other({1, 2, 3}) == copy({1, 2, 3}));
  BOOST_TEST(net({1, 2, 3}) == (Small::Output{0.25, 0.25, 0.25, 0.25}));
}

BOOST_AUTO_TEST_CASE(what_each_layer_put_out) {
  using Deep = BasicNet<double, Dense<2, 3, Tanh>, Dense<3, 3, Tanh>, Dense<3, 2>>;
  Deep net;
  initialize(net, 1);
  constexpr std::size_t B = 19;  // lanes, with spare ones
  Workspace<Deep, B, Mode::training> w;
  auto draw = laws::draws(1);
  for (double& x : w.x().flat()) x = draw();
  net.forward(w);
  const auto first = w.output<0>(), second = w.output<1>();
  const auto last = w.output<2>();
  for (std::size_t s = 0; s < B; ++s)
    for (std::size_t o = 0; o < 3; ++o) {
      double z = net.bias<0>(o), next = net.bias<1>(o);
      for (std::size_t i = 0; i < 2; ++i) z += w.x()(s, i) * net.weight<0>(i, o);
      for (std::size_t i = 0; i < 3; ++i) next += first(s, i) * net.weight<1>(i, o);
      BOOST_TEST(std::abs(first(s, o) - std::tanh(z)) < 1e-14);
      BOOST_TEST(std::abs(second(s, o) - std::tanh(next)) < 1e-14);
      if (o < 2) BOOST_TEST(last(s, o) == w.y()(s, o));
    }
}
BOOST_AUTO_TEST_CASE(what_views_put_out) {
  using Viewed = Net<Input<1, 2>, Flatten, Dense<2, 2>, Flatten>;
  Viewed net;
  initialize(net, 1);
  Workspace<Viewed, 3, Mode::training> w;
  for (std::size_t i = 0; i < 6; ++i) w.x().data[i] = float(i);
  net.forward(w);
  for (std::size_t s = 0; s < 3; ++s)
    for (std::size_t i = 0; i < 2; ++i) {
      BOOST_TEST((w.output<0>()(s, i) == w.x()(s, i) && w.output<1>()(s, i) == w.x()(s, i)));
      BOOST_TEST((w.output<2>()(s, i) == w.y()(s, i) && w.output<3>()(s, i) == w.y()(s, i)));
    }
}

BOOST_AUTO_TEST_CASE(nets_nest) {
  using Flat = Net<Dense<3, 4, Tanh>, Dense<4, 5, ReLU>, Dense<5, 2, Softmax>>;
  using Nested = Net<Net<Dense<3, 4, Tanh>, Dense<4, 5, ReLU>>, Net<Net<Dense<5, 2, Softmax>>>>;
  static_assert(Flat::parameter_count == Nested::parameter_count && std::is_same_v<Nested::activation, Softmax>);
  Flat flat;
  Nested nested;
  initialize(flat, 9);
  initialize(nested, 9);
  const std::array<float, 3> x{1, -2, 0.5f};
  BOOST_TEST(flat(x) == nested(x));
}

// ---- streams
using Stepper = Net<mine::Smooth<1>, Net<mine::Smooth<1>>>;
BOOST_AUTO_TEST_CASE(a_stream_keeps_its_state) {
  Stepper net;
  Workspace<Stepper, 2> w;
  Stream<Stepper, 2> stream{};
  w.x()(0, 0) = 4, w.x()(1, 0) = 8;
  net.forward(w, stream);
  BOOST_TEST((w.y()(0, 0) == 1 && w.y()(1, 0) == 2));  // held 2 and 1, 4 and 2
  net.forward(w, stream);
  BOOST_TEST((w.y()(0, 0) == 2 && w.y()(1, 0) == 4));  // held 3: (1 + 3) / 2
  net.forward(w);
  BOOST_TEST((w.y()(0, 0) == 1 && w.y()(1, 0) == 2));  // without one: from rest
  BOOST_TEST(net({4.f})[0] == 1);
}

// ---- buffers
BOOST_AUTO_TEST_CASE(buffers_follow_training) {
  using Centred = Net<Input<2>, mine::Centre>;
  Centred net;
  Workspace<Centred, 2, Mode::training> w;
  w.x()(0, 0) = 1, w.x()(1, 0) = 3, w.x()(0, 1) = 10, w.x()(1, 1) = 30;
  net.forward(w);
  BOOST_TEST((w.y()(0, 0) == -1 && w.y()(1, 1) == 10));
  BOOST_TEST((net.buffers[0] == 1 && net.buffers[1] == 10));  // half of the means 2 and 20
  BOOST_TEST(net({5, 5}) == (std::array<float, 2>{4, -5}));   // inference takes the running mean off, and leaves it
  BOOST_TEST((net.buffers[0] == 1 && net.buffers[1] == 10));
  initialize(net, 1);
  BOOST_TEST((net.buffers[0] == 0 && net.buffers[1] == 0));
}

// ---- random layers
BOOST_AUTO_TEST_CASE(the_callers_engine_decides) {
  using Dropping = Net<Input<8>, mine::Drop>;
  Dropping net;
  Workspace<Dropping, 4, Mode::training> w;
  for (float& x : w.x().flat()) x = 1;
  const auto pass = [&](std::uint64_t seed) {
    Engine engine(seed);
    net.forward(w, engine);
    return std::vector<float>(w.y().data, w.y().data + 32);
  };
  const auto first = pass(1);
  BOOST_TEST(first == pass(1));
  BOOST_TEST(first != pass(2));
  const auto zeros = std::count(first.begin(), first.end(), 0.f), twos = std::count(first.begin(), first.end(), 2.f);
  BOOST_TEST(zeros + twos == 32);
  BOOST_TEST((zeros > 4 && twos > 4));
  // inference: the identity
  BOOST_TEST(net({1, 2, 3, 4, 5, 6, 7, 8}) == (std::array<float, 8>{1, 2, 3, 4, 5, 6, 7, 8}));
}

// ---- threads: one const net, each thread its own samples
#ifndef __wasi__
BOOST_AUTO_TEST_CASE(many_threads_share_a_net) {
  const auto net = [] {
    Small made;
    initialize(made, 3);
    return made;
  }();
  std::vector<std::array<float, 3>> xs(200);
  auto draw = laws::draws(1);
  for (auto& x : xs)
    for (float& v : x) v = float(draw());
  std::vector<Small::Output> expected(xs.size());
  for (std::size_t i = 0; i < xs.size(); ++i) expected[i] = net(xs[i]);
  std::atomic<int> wrong = 0;
  {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        std::vector<Small::Output> ys(xs.size());
        for (int round = 0; round < 20; ++round) {
          for (std::size_t i = 0; i < xs.size(); ++i) wrong += net(xs[i]) != expected[i];
          net(xs, ys);
          for (std::size_t i = 0; i < xs.size(); ++i) wrong += std::abs(ys[i][0] - expected[i][0]) > 1e-6f;
        }
      });
    for (auto& thread : threads) thread.join();
  }
  BOOST_TEST(wrong == 0);
}
#endif

BOOST_AUTO_TEST_SUITE_END()
