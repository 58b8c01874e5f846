// 03 · The forward pass by hand: every intermediate value of a 2-3-1 net.
//
//     z_j = b_j + Σ_i x_i·w_ij          the weighted sum of unit j
//     a_j = σ(z_j) = 1 / (1 + e^−z_j)   its activation, an input of the next layer
//
// Each row is computed twice, by the two formulas above and by the library, and the two must agree.

#include <array>
#include <cmath>
#include <cstdio>

#include <sinew/sinew.hpp>

using namespace sinew;

// BasicNet<double, …> is Net in double precision
using Tiny = BasicNet<double, Dense<2, 3, Sigmoid>, Dense<3, 1, Sigmoid>>;
static_assert(Tiny::parameter_count == 2 * 3 + 3 + 3 * 1 + 1 && Tiny::multiply_adds == 9);

// The given weights: w1[i][j] is the weight from input i to hidden unit j.
constexpr std::array<double, 2> input{0.6, -1.2};
constexpr double w1[2][3] = {{0.5, -0.3, 0.8}, {0.2, 0.7, -0.4}}, b1[3] = {0.1, -0.2, 0.05};
constexpr double w2[3] = {1.2, -0.7, 0.4}, b2 = -0.3;

constexpr Tiny given_net() {
  Tiny net;
  for (std::size_t j = 0; j < 3; ++j) {
    for (std::size_t i = 0; i < 2; ++i) net.weight<0>(i, j) = w1[i][j];  // layer 0, from input i, to output j
    net.bias<0>(j) = b1[j];
    net.weight<1>(j, 0) = w2[j];
  }
  net.bias<1>(0) = b2;
  return net;
}

static double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

static bool kept = true;
static void row(const char* unit, double z, double library) {
  const bool agree = std::abs(sigmoid(z) - library) < 1e-15;
  std::printf("%-4s %10.6f %10.6f %10.6f  %s  ", unit, z, sigmoid(z), library, agree ? "=" : "DIFFERENT");
  kept = kept && agree;
}

int main() {
  // net(x) returns the outputs alone. A forward pass in training also keeps the outputs of all layers, in a
  // workspace, here for one sample. Such a pass may update running statistics of the net, so the net is not const.
  Tiny net = given_net();
  Workspace<Tiny, 1, Mode::training> w;
  for (std::size_t i = 0; i < 2; ++i) w.x()[0][i] = input[i];  // sample 0, feature i
  net.forward(w);

  std::printf("x = (%g, %g)\n\n%-4s %10s %10s %10s\n", input[0], input[1], "unit", "z", "a = σ(z)", "library");
  double hidden[3];
  for (std::size_t j = 0; j < 3; ++j) {
    const double z = b1[j] + input[0] * w1[0][j] + input[1] * w1[1][j];
    hidden[j] = sigmoid(z);
    row(j == 0 ? "h1" : j == 1 ? "h2" : "h3", z, w.output<0>()(0, j));  // the output of layer 0 at (sample, feature)
    std::printf("   z = %g + %g·%g + %g·%g\n", b1[j], input[0], w1[0][j], input[1], w1[1][j]);
  }
  double z = b2;
  for (std::size_t j = 0; j < 3; ++j) z += hidden[j] * w2[j];
  row("y", z, w.y()[0][0]);
  std::printf("   z = %g + %.4f·%g + %.4f·%g + %.4f·%g\n", b2, hidden[0], w2[0], hidden[1], w2[1], hidden[2], w2[2]);

  // Inference needs no workspace and no allocation, and works at compile time.
  constexpr std::array<double, 1> y = given_net()(input);
  std::printf("\nnet(x) = %.6f, computed by the compiler; decision %zu\n", y[0], net.predict(input));
  return kept && std::abs(y[0] - sigmoid(z)) < 1e-15 ? 0 : 1;
}
