// 22 · Composed layers: residual blocks, parallel branches, nested nets.
//
//     Residual<A, B>       y = x + B(A(x))        the block learns a correction to x
//     Concat<A, B>         y = A(x), B(x)         concatenates the outputs; the branch PassThrough returns x
//     Net<A, B>            y = B(A(x))            a net as a layer of another net
//
// They are layers like Dense; they can be nested, and the compiler checks all shapes. The layers within them have
// paths: net.weight<1, 0>(in, out) is a weight of layer 0 of the block that is layer 1, and an error there names
// layer<1, 0>.
//
// The task: is a point within a ring? Then four blocks show the purpose of Residual: the gradient reaches the first
// layer undiminished.

#include <array>
#include <cmath>
#include <cstdio>

#include <sinew/sinew.hpp>

using namespace sinew;

// The features of a point; also a net that could be trained and used alone.
using Features = Net<Dense<2, 16, Tanh>, Dense<16, 8, Tanh>>;

using Ring = Net<Features,                                    // 2 → 8
                 Residual<Dense<8, 16, ReLU>, Dense<16, 8>>,  // 8 → 8
                 Concat<PassThrough, Dense<8, 4, Tanh>>,      // 8 → 8 + 4
                 Dense<12, 1, Sigmoid>>;

static_assert(Ring::layer<1>::output::size == 8 && Ring::layer<2>::output::size == 12);
static_assert(Ring::parameter_count ==
              Features::parameter_count + (8 * 16 + 16) + (16 * 8 + 8) + (8 * 4 + 4) + (12 * 1 + 1));

static bool within_ring(float a, float b) {
  const float r = std::hypot(a, b);
  return r > 0.4f && r < 0.8f;
}

static Dataset<std::array<float, 2>, int> points(std::size_t count, std::uint64_t seed) {
  Dataset<std::array<float, 2>, int> data;
  Engine engine(seed);
  for (std::size_t i = 0; i < count; ++i) {
    const float a = uniform(engine, -1.0f, 1.0f), b = uniform(engine, -1.0f, 1.0f);
    data.push_back({a, b}, within_ring(a, b));
  }
  return data;
}

/// ‖∂L/∂W‖ of the first layer divided by that of the last, in a newly initialized net of four blocks.
template <class Block> static double reaches_the_first_layer() {
  using Deep = Net<Dense<2, 16, Tanh>, Block, Block, Block, Block, Dense<16, 1>>;
  Deep net;
  initialize(net, 1);
  Workspace<Deep, 32, Mode::training> w;
  Engine engine(2);
  for (float& x : w.x().flat()) x = uniform(engine, -1.0f, 1.0f);
  for (float& dy : w.dy().flat()) dy = 1;
  net.forward(w);
  typename Deep::Parameters gradient{};
  net.backward(w, gradient);
  double first = 0, last = 0;
  for (std::size_t o = 0; o < 16; ++o) {
    for (std::size_t i = 0; i < 2; ++i) first += std::pow(gradient[Deep::template weight_index<0>(i, o)], 2);
    last += std::pow(gradient[Deep::template weight_index<5>(o, 0)], 2);
  }
  return std::sqrt(first / last);
}

int main() {
  const auto train = points(2000, 1), test = points(1000, 2);
  Ring net;
  initialize(net, 3);
  fit<50>(net, train, BinaryCrossEntropy{}, Adam{.rate = 0.01}, {.epochs = 40});
  const double right = accuracy(net, test);
  std::printf("within the ring or not: %.1f %% of unseen points correct\n", 100 * right);
  std::printf("a weight of layer 0 of the block: %.3f\n", net.weight<1, 0>(0, 0));

  using Plain = Net<Dense<16, 16, Sigmoid>, Dense<16, 16, Sigmoid>>;
  const double plain = reaches_the_first_layer<Plain>();
  const double skipped = reaches_the_first_layer<Residual<Dense<16, 16, Sigmoid>, Dense<16, 16, Sigmoid>>>();
  std::printf(
      "gradient of the first layer over that of the last: %.1e through 8 plain layers, %.1e with residual blocks\n",
      plain, skipped);
  return right > 0.93 && skipped > 100 * plain ? 0 : 1;
}
