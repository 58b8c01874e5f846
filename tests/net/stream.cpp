// Nets in time: single steps, blocks, several streams, streams that go on elsewhere, gradients through the steps.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "../laws/user_layers.hpp"
#include "../random/aborts.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(net_stream)

using Plain = Net<Dense<2, 3, Tanh>, Dense<3, 1>>;
/// States inside of a Dense's values, of a nested net, of a Residual and of a Concat.
template <class T> using Timed =
    BasicNet<T, Dense<2, 3, Tanh>, mine::Smooth<3>, BasicNet<T, mine::Smooth<3>, Dense<3, 3>>,
             Residual<Dense<3, 3, Tanh>, mine::Smooth<3>>, Concat<mine::Smooth<3>, PassThrough>, Dense<6, 2>>;
using Smoothed = Timed<float>;

static_assert(Smoothed::stream_bytes == 12 * sizeof(float) && Stream<Smoothed>::values == 12);
static_assert(std::is_trivially_copyable_v<Stream<Smoothed, 3>> && sizeof(Stream<Smoothed, 4>) == 192);
static_assert(Plain::stream_bytes == 0 && std::is_empty_v<Stream<Plain, 7>>);
// What a net keeps is no part of its passes' other memory.
static_assert(Plain::stack_bytes < Smoothed::stack_bytes);

std::vector<std::array<float, 2>> some_steps(std::size_t count, std::uint64_t seed) {
  Engine engine(seed);
  std::vector<std::array<float, 2>> xs(count);
  for (auto& x : xs)
    for (float& v : x) v = uniform<float>(engine, -1.f, 1.f);
  return xs;
}
using Outputs = std::vector<Smoothed::Output>;

double worst_difference(std::span<const Smoothed::Output> a, std::span<const Smoothed::Output> b) {
  double worst = a.size() == b.size() ? 0 : HUGE_VAL;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
    for (std::size_t o = 0; o < a[i].size(); ++o) {
      const double off = std::abs(double(a[i][o]) - double(b[i][o]));
      worst = off > worst || std::isnan(off) ? off : worst;
    }
  return worst;
}
// Sums of a few values below 1, in another order (see net(x)).
constexpr double rounding = 8 * 1.2e-7;

// By hand: y = (x + the y before) / 2.
BOOST_AUTO_TEST_CASE(steps_by_hand) {
  const Net<mine::Smooth<1>> net;
  Stream<Net<mine::Smooth<1>>> stream;
  BOOST_TEST(net({4.f}, stream)[0] == 2);
  BOOST_TEST(net({4.f}, stream)[0] == 3);
  BOOST_TEST(stream[0][0] == 3);
  BOOST_TEST(net({4.f})[0] == 2);  // from rest
  const std::vector<std::array<float, 1>> xs{{1}, {5}, {-1}};
  std::vector<std::array<float, 1>> ys(3);
  net(xs, ys, stream);
  BOOST_TEST((ys[0][0] == 2 && ys[1][0] == 3.5f && ys[2][0] == 1.25f));
  stream.reset();
  BOOST_TEST(net(std::array{4.f}, stream)[0] == 2);
  const Net<mine::Smooth<1>, Activate<Tanh>> decides;
  Stream<Net<mine::Smooth<1>, Activate<Tanh>>> decisions;
  BOOST_TEST(decides.predict(std::array{-9.f}, decisions) == 0u);  // −4.5
  BOOST_TEST(decides.predict({8.f}, decisions) == 1u);             // 1.75
  BOOST_TEST(decides.predict(std::span<const float, 1>(std::array{-2.f}), decisions) == 0u);
  const std::array<std::uint8_t, 1> pixel{255};
  stream.reset();
  BOOST_TEST(net(pixel, stream)[0] == 0.5f);
}

BOOST_AUTO_TEST_CASE(a_block_is_its_steps) {
  Smoothed net;
  initialize(net, 3);
  const auto xs = some_steps(300, 1);
  Outputs expected(300);
  Stream<Smoothed> one_by_one;
  for (std::size_t i = 0; i < 300; ++i) expected[i] = net(xs[i], one_by_one);
  for (std::size_t n = 1; n <= 300; n += n < 140 ? 1 : 20) {
    Stream<Smoothed> stream;
    Outputs ys(n);
    net(std::span(xs).first(n), ys, stream);
    BOOST_TEST(worst_difference(ys, std::span(expected).first(n)) < rounding, n << " steps");
  }
  Engine engine(9);
  for (int round = 0; round < 20; ++round) {
    Stream<Smoothed> stream;
    Outputs ys(300);
    for (std::size_t at = 0; at < 300;) {
      const std::size_t n = std::min<std::size_t>(300 - at, uniform_index(engine, 100));  // 0 is a block, too
      net(std::span(xs).subspan(at, n), std::span(ys).subspan(at, n), stream);
      at += n;
    }
    BOOST_TEST(worst_difference(ys, expected) < rounding);
  }
}

BOOST_AUTO_TEST_CASE(xs_and_ys_may_be_the_same_memory) {
  using Square = Net<Dense<2, 2, Tanh>, mine::Smooth<2>>;
  Square net;
  initialize(net, 3);
  auto xs = some_steps(77, 1);
  std::vector<Square::Output> ys(77);
  Stream<Square> a, b;
  net(xs, ys, a);
  net(xs, xs, b);
  BOOST_TEST((xs == ys && a == b));
}

BOOST_AUTO_TEST_CASE(streams_side_by_side_are_each_alone) {
  Smoothed net;
  initialize(net, 4);
  constexpr std::size_t streams = 3, steps = 90;
  const auto xs = some_steps(streams * steps, 2);
  Outputs ys(streams * steps);
  Stream<Smoothed, streams> together;
  net(xs, ys, together);
  for (std::size_t s = 0; s < streams; ++s) {
    Outputs mine(steps), alone(steps);
    Stream<Smoothed> stream;
    for (std::size_t t = 0; t < steps; ++t) {
      alone[t] = net(xs[t * streams + s], stream);
      mine[t] = ys[t * streams + s];
    }
    BOOST_TEST(worst_difference(mine, alone) < rounding, "stream " << s);
    // and goes on alone
    Stream<Smoothed> taken;
    taken[0] = together[s];
    BOOST_TEST(worst_difference(Outputs{net(xs[0], taken)}, Outputs{net(xs[0], stream)}) < rounding);
  }
  together.reset(1);
  const Stream<Smoothed> rest;
  const auto& held = together;
  BOOST_TEST((std::ranges::equal(held[1], rest[0]) && !std::ranges::equal(held[0], rest[0])));
  together.reset();
  BOOST_TEST((together == Stream<Smoothed, streams>{}));
}

/// A workspace of Streams × Steps goes on where another left off, in rows or in lanes.
template <std::size_t Streams, std::size_t Steps, Mode M> void goes_on(Smoothed& net, std::size_t rows) {
  const auto xs = some_steps(rows, 7);
  Outputs expected(rows), found(rows);
  Stream<Smoothed, Streams> by_steps, by_blocks;
  net(xs, expected, by_steps);
  Workspace<Smoothed, Streams, M, Steps> w;
  static_assert(w.batch == Streams * Steps && w.streams == Streams && w.steps == Steps);
  for (std::size_t at = 0; at < rows; at += w.batch) {
    w.x() = std::span(xs).subspan(at, w.batch);
    net.forward(w, by_blocks);
    for (std::size_t i = 0; i < w.batch; ++i) found[at + i] = w.y()[i];
  }
  BOOST_TEST(worst_difference(found, expected) < rounding);
}
BOOST_AUTO_TEST_CASE(workspaces_of_steps) {
  Smoothed net;
  initialize(net, 5);
  goes_on<1, 1, Mode::inference>(net, 20);
  goes_on<1, 20, Mode::training>(net, 80);
  goes_on<4, 5, Mode::inference>(net, 80);
  goes_on<16, 1, Mode::training>(net, 64);
  goes_on<16, 4, Mode::input_gradient>(net, 128);
}
BOOST_AUTO_TEST_CASE(without_a_stream_from_rest) {
  Smoothed net;
  initialize(net, 5);
  const auto xs = some_steps(12, 3);
  Outputs expected(12);
  Stream<Smoothed, 3> stream;
  net(xs, expected, stream);
  const auto same = [&](auto& w) {
    for (int again = 0; again < 2; ++again) {
      w.x() = xs;
      net.forward(w);
      Outputs ys(12);
      for (std::size_t i = 0; i < 12; ++i) ys[i] = w.y()[i];
      BOOST_TEST(worst_difference(ys, expected) < rounding);
    }
  };
  Workspace<Smoothed, 3, Mode::inference, 4> inference;
  Workspace<Smoothed, 3, Mode::training, 4> training;
  Workspace<Smoothed, 3, Mode::inspection, 4> inspection;
  same(inference);
  same(training);
  same(inspection);
}

// Gradients flow through the steps of a block, whatever layers are between, and samples are rows of steps × streams.
BOOST_AUTO_TEST_CASE(gradients_through_time) {
  constexpr auto make = laws::make_sequences<Timed<double>, 3, 4>;
  laws::gradient(make, 11);
  laws::sinks(make, 12);
  laws::no_trace(make, 13);
  laws::gradient(laws::make_sequences<Timed<double>, 16, 3>, 14);
}
// A block that goes on from a stream: the gradient of the block alone, for the state it began with.
BOOST_AUTO_TEST_CASE(gradients_end_where_the_block_begins) {
  const auto of = [](bool goes_on) {
    BasicNet<double, mine::Smooth<1>> net;
    Workspace<decltype(net), 1, Mode::input_gradient, 2> w;
    Stream<decltype(net)> stream;
    if (goes_on) net({8.0}, stream);
    w.x()[0] = {1.0}, w.x()[1] = {2.0};
    net.forward(w, stream);
    w.dy()[0] = {1.0}, w.dy()[1] = {1.0};
    net.backward(w, accumulate(static_cast<double*>(nullptr)));
    return std::array{w.y()(0, 0), w.y()(1, 0), w.dx()(0, 0), w.dx()(1, 0)};
  };
  BOOST_TEST((of(false) == std::array{0.5, 1.25, 0.75, 0.5}));
  BOOST_TEST((of(true) == std::array{2.5, 2.25, 0.75, 0.5}));
}

BOOST_AUTO_TEST_CASE(random_layers_take_an_engine_after_the_stream) {
  using Dropping = Net<mine::Smooth<4>, Dropout<Ratio<1, 2>>>;
  Dropping net;
  Workspace<Dropping, 1, Mode::training, 3> w;
  Stream<Dropping> stream;
  Engine engine(1), other(1);
  for (std::size_t t = 0; t < 3; ++t) w.x()[t] = {1.f, 2.f, 3.f, 4.f};
  net.forward(w, stream, engine);
  const auto first = std::array<float, 4>(w.y()[2]);
  net.forward(w, other);
  BOOST_TEST((first == std::array<float, 4>(w.y()[2]) && engine == other));
}

BOOST_AUTO_TEST_CASE(nets_without_state_take_streams) {
  Plain net;
  initialize(net, 1);
  Stream<Plain> stream;
  const auto xs = some_steps(70, 3);
  std::vector<Plain::Output> ys(70), expected(70);
  net(xs, ys, stream);
  net(xs, expected);
  for (std::size_t i = 0; i < 70; ++i) BOOST_TEST(std::abs(ys[i][0] - expected[i][0]) < rounding);
}

constexpr bool in_constant_expressions() {
  Net<mine::Smooth<1>> net;
  Stream<Net<mine::Smooth<1>>> stream;
  Stream<Net<mine::Smooth<1>>, 2> two;
  const std::array<std::array<float, 1>, 4> xs{{{4}, {4}, {8}, {0}}};
  std::array<std::array<float, 1>, 4> ys{};
  net(xs, ys, stream);
  const bool alone = ys[0][0] == 2 && ys[1][0] == 3 && ys[2][0] == 5.5f && net({0.5f}, stream)[0] == 1.625f;
  net(xs, ys, two);
  return alone && ys[0][0] == 2 && ys[1][0] == 2 && ys[2][0] == 5 && ys[3][0] == 1;
}
static_assert(in_constant_expressions());

#if !defined(__wasi__) && !defined(_WIN32)  // where a test cannot see what a program that aborts writes
/// What is written first: qemu adds that the program was aborted.
#define TEST_MESSAGE(expression, text)                                                              \
  BOOST_TEST(message_of_abort([&] { static_cast<void>(expression); }).substr(0, sizeof text + 7) == \
             std::string("sinew: " text "\n"))
BOOST_AUTO_TEST_CASE(lengths) {
  const Smoothed net;
  Stream<Smoothed, 3> stream;
  const auto xs = some_steps(8, 1);
  Outputs ys(8), more(9);
  TEST_MESSAGE(net(xs, more, stream), "net(xs, ys, stream): found 9 outputs for 8 inputs, expected as many");
  TEST_MESSAGE(net(xs, ys, stream), "net(xs, ys, stream): found 8 samples, expected a multiple of 3, the streams");
  TEST_MESSAGE(stream[3], "Stream: found stream 3, expected less than 3");
  TEST_MESSAGE(stream.reset(5), "Stream: found stream 5, expected less than 3");
}
#endif

BOOST_AUTO_TEST_SUITE_END()
