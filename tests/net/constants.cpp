// What a net says of itself at compile time, and constant evaluation of its passes.
#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/user_layers.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(net_constants)

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(Digits::parameter_count == 109'386 && Digits::depth == 3 &&
              Digits::multiply_adds == 784 * 128 + 128 * 64 + 64 * 10);
static_assert(std::is_same_v<Digits::input, shape<784>> && std::is_same_v<Digits::output, shape<10>> &&
              std::is_same_v<Digits::scalar, float>);
static_assert(std::is_same_v<Digits::layer<1>, Dense<128, 64, ReLU>> && Digits::layer<1>::parameters == 128 * 64 + 64);
static_assert(std::is_same_v<Digits::with_scalar<double>,
                             BasicNet<double, Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>>);
static_assert(std::is_same_v<Digits::activation, Softmax>);
static_assert(sizeof(Digits) == Digits::parameter_bytes && alignof(Digits) == 64);
// 650 up to a multiple of 32
static_assert(Digits::parameter_bytes == (784 * 128 + 128 + 128 * 64 + 64 + 672) * 4);
static_assert(Digits::workspace_bytes<64> == sizeof(Workspace<Digits, 64>));
static_assert(Digits::workspace_bytes<64> < Digits::workspace_bytes<64, Mode::training> &&
              Digits::workspace_bytes<1> < Digits::workspace_bytes<64>);
static_assert(Digits::workspace_bytes<64, Mode::training> < Digits::workspace_bytes<64, Mode::input_gradient>);
// less than twice the inputs
static_assert(Digits::workspace_bytes<64, Mode::training> < 2 * 64 * 784 * sizeof(float));
static_assert(std::is_trivially_copyable_v<Digits> && std::is_standard_layout_v<Digits> &&
              std::is_nothrow_default_constructible_v<Digits>);
static_assert(Stream<Digits>::values == 0 && std::is_empty_v<Stream<Digits>> && Digits::stream_bytes == 0);

// sizeof is the parameters, small nets and nets with buffers included.
using Xor = Net<Dense<2, 4, Tanh>, Dense<4, 1, Sigmoid>>;
// 12 and 5: 16 and 5, in 32
static_assert(Xor::parameter_count == 17 && sizeof(Xor) == Xor::parameter_bytes && sizeof(Xor) == 128);
using Buffered = Net<Dense<2, 3>, mine::Centre>;
static_assert(sizeof(Buffered) == Buffered::parameter_bytes && Buffered::parameter_count == 9);
using OnlyBuffers = Net<Input<16>, mine::Centre>;
static_assert(sizeof(OnlyBuffers) == OnlyBuffers::parameter_bytes && OnlyBuffers::parameter_count == 0);
using Nothing = Net<Input<3>>;
static_assert(sizeof(Nothing) == Nothing::parameter_bytes && Nothing::parameter_count == 0);

// Nothing on the way of inference and training may throw.
static_assert(noexcept(std::declval<const Digits&>()(std::declval<const std::array<float, 784>&>())));
static_assert(noexcept(std::declval<const Digits&>().predict(std::declval<const std::array<float, 784>&>())));
static_assert(noexcept(std::declval<const Digits&>().forward(std::declval<Workspace<Digits, 1>&>())));
static_assert(noexcept(std::declval<Digits&>().forward(std::declval<Workspace<Digits, 1, Mode::training>&>())));
static_assert(noexcept(std::declval<Digits&>().backward(std::declval<Workspace<Digits, 1, Mode::training>&>(),
                                                        std::declval<Digits::Parameters&>())));

// Layouts: large layers stay in rows; tiny nets go to lanes and come back; at batch 1 there is one layout.
template <class N, std::size_t B> constexpr bool all_rows = [] {
  for (const std::size_t lanes : N::template plan<B>.lanes)
    if (lanes != 1) return false;
  return N::template plan<B>.values.transposes == 0;
}();
using Iris = Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>;
using Large = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>>;
static_assert(all_rows<Digits, 1> && all_rows<Large, 64> && all_rows<Xor, 1> && all_rows<Iris, 1>);
static_assert(Digits::plan<64>.lanes[0] == 1 && Digits::plan<64>.lanes[1] == 1);  // the 10 outputs may go either way
constexpr bool wide_registers = simd::native_lanes<float> == 16;                  // narrower ones make lanes pay less
static_assert(!wide_registers ||
              (Xor::plan<64>.values.transposes == 1 && Xor::plan<64>.lanes[0] == 16 && Xor::plan<64>.lanes[1] == 16));
static_assert(!wide_registers || Xor::plan<64, Mode::training>.gradients.transposes == 1);
// A user's layer that knows rows alone gets rows, between lanes. (Enough work on both sides to make lanes worth a
// transpose.)
using Between = Net<Dense<3, 3, Tanh>, Dense<3, 3, Tanh>, mine::Gain, Dense<3, 3, Tanh>, Dense<3, 3, Tanh>>;
static_assert(Between::plan<64>.lanes[2] == 1);
static_assert(!wide_registers || (Between::plan<64>.lanes[1] == 16 && Between::plan<64>.lanes[3] == 16 &&
                                  Between::plan<64>.values.transposes == 4));
// Inference alternates between two buffers; training keeps every value.
using Deep = Net<Dense<128, 128, ReLU>, Dense<128, 128, ReLU>, Dense<128, 128, ReLU>, Dense<128, 128, ReLU>>;
static_assert(Deep::plan<64>.values.length == 64 * 2 * 128 && Deep::plan<64>.values.ends_in_callers_buffer &&
              Deep::plan<64>.values.target[3].begin == _detail::callers_buffer);
static_assert(Deep::plan<64, Mode::training>.values.length == 64 * 3 * 128 &&
              Deep::plan<64, Mode::training>.gradients.length == 64 * 2 * 128);

// AND and OR as the perceptron does them.
using Gate = Net<Dense<2, 1, Step>>;
constexpr Gate gate(float bias) {
  Gate g;
  g.weight<0>(0, 0) = g.weight<0>(1, 0) = 1;
  g.bias<0>(0) = bias;
  return g;
}
constexpr Gate both = gate(-1.5f), either = gate(-0.5f);
static_assert(both.predict(std::array{1.f, 1.f}) == 1 && both.predict(std::array{1.f, 0.f}) == 0 &&
              both.predict(std::array{0.f, 0.f}) == 0);
static_assert(either.predict(std::array{1.f, 1.f}) == 1 && either.predict(std::array{0.f, 1.f}) == 1 &&
              either.predict(std::array{0.f, 0.f}) == 0);

// Forward and backward in a constant expression, through a user's layer: db of the last layer is the sum of dy.
using Tiny = Net<Input<1, 2, 2>, Flatten, Dense<4, 3, ReLU>, mine::Gain, Dense<3, 1>>;
constexpr float bias_gradient() {
  Tiny net;
  initialize(net, 3);
  Workspace<Tiny, 3, Mode::training> w;
  for (std::size_t i = 0; i < 12; ++i) w.x().data[i] = float(i) / 12;
  net.forward(w);
  for (float& d : w.dy().flat()) d = 1;
  Tiny::Parameters g{};
  net.backward(w, g);
  return g[Tiny::bias_index<4>(0)];
}
static_assert(bias_gradient() == 3);

// The published step of back-propagation (2-2-2, inputs .05 .10, biases left alone) in a constant expression. The
// published error after the step, 0.291027924, is one of weights that the article does not give (its hidden weights are
// those checked here, but the figure follows if they are updated by output weights already changed); from its own new
// weights it is 0.2910277737.
using Worked = BasicNet<double, Dense<2, 2, Sigmoid>, Dense<2, 2, Sigmoid>>;
constexpr Worked worked() {
  Worked net;
  net.weight<0>(0, 0) = .15, net.weight<0>(1, 0) = .20, net.weight<0>(0, 1) = .25, net.weight<0>(1, 1) = .30;
  net.weight<1>(0, 0) = .40, net.weight<1>(1, 0) = .45, net.weight<1>(0, 1) = .50, net.weight<1>(1, 1) = .55;
  net.bias<0>(0) = net.bias<0>(1) = .35;
  net.bias<1>(0) = net.bias<1>(1) = .60;
  return net;
}
constexpr bool near(double a, double b, double tolerance) { return a - b < tolerance && b - a < tolerance; }
constexpr bool published_step() {
  Worked net = worked();
  Workspace<Worked, 1, Mode::training> w;
  w.x()(0, 0) = .05, w.x()(0, 1) = .10;
  const std::array<double, 2> t{.01, .99};
  Optimizer<SGD, Worked> optimizer{{.rate = 0.5}};
  const double before = train_step(net, w, std::span<const double>(t), SquaredError{}, optimizer);
  net.bias<0>(0) = net.bias<0>(1) = .35;  // as published
  net.bias<1>(0) = net.bias<1>(1) = .60;
  const double after = forward_loss(net, w, std::span<const double>(t), 1, SquaredError{});
  return near(before, 0.298371109, 1e-9) && near(net.weight<1>(0, 0), 0.35891648, 1e-8) &&
         near(net.weight<0>(0, 0), 0.149780716, 1e-9) && near(after, 0.2910277737, 1e-10) &&
         near(after, 0.291027924, 2e-7);
}
static_assert(published_step());

BOOST_AUTO_TEST_CASE(the_same_at_run_time) {
  BOOST_TEST(published_step());
  BOOST_TEST(bias_gradient() == 3);
  BOOST_TEST(both.predict(std::array{1.f, 1.f}) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
