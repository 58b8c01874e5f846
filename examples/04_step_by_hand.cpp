// 04 · One training step by hand: back-propagation on a 2-2-2 net with every intermediate value.
//
// The numbers are those of a well-known worked example: Matt Mazur, "A step by step backpropagation example" (2015).
// Its names are w1 (i1→h1), w2 (i2→h1), w3 (i1→h2), w4 (i2→h2), w5 (h1→o1), w6 (h2→o1), w7 (h1→o2), w8 (h2→o2).
//
//     forward    z = b + Σ x·w        a = σ(z)
//     loss       L = ½ Σ (a − t)²     which is SquaredError
//     backward   output units  dz = (a − t)·a(1 − a)
//                hidden units  dz = (Σ dz_next·w)·a(1 − a)
//                dw = dz·x,    db = dz
//     step       w ← w − rate·dw
//
// The library computes everything: each value below is read from its workspace, gradient or net. The program prints
// the published numbers beside them and fails if one differs.

#include <array>
#include <cmath>
#include <cstdio>
#include <span>

#include <sinew/sinew.hpp>

using namespace sinew;

using Small = BasicNet<double, Dense<2, 2, Sigmoid>, Dense<2, 2, Sigmoid>>;

constexpr std::array<double, 8> given_weights{0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55};  // w1 … w8
// The positions of w1 … w8 among a net's parameters, and in a gradient, which has the same layout: <layer>(from, to).
constexpr std::array<std::size_t, 8> place{Small::weight_index<0>(0, 0), Small::weight_index<0>(1, 0),
                                           Small::weight_index<0>(0, 1), Small::weight_index<0>(1, 1),
                                           Small::weight_index<1>(0, 0), Small::weight_index<1>(1, 0),
                                           Small::weight_index<1>(0, 1), Small::weight_index<1>(1, 1)};

// Prints a value and the published number; `unit` is one unit of its last digit.
static bool kept = true;
static void compare(const char* name, double value, double published, double unit) {
  const bool agree = std::abs(value - published) <= unit / 2;
  std::printf("    %-24s %.12f   published %.10g%s\n", name, value, published, agree ? "" : "   DIFFERENT");
  kept = kept && agree;
}

static Small given_net() {
  Small net;
  for (std::size_t k = 0; k < 8; ++k) net.parameters[place[k]] = given_weights[k];
  net.bias<0>(0) = net.bias<0>(1) = 0.35;
  net.bias<1>(0) = net.bias<1>(1) = 0.60;
  return net;
}

// Prints a value that the text does not give.
static void show(const char* name, double value) { std::printf("    %-24s %.12f\n", name, value); }

int main() {
  Small net = given_net();
  const std::array<double, 2> target{0.01, 0.99};
  Workspace<Small, 1, Mode::training> w;  // a batch of one sample, and all that backward needs
  w.x()[0][0] = 0.05;
  w.x()[0][1] = 0.10;
  Optimizer<SGD, Small> optimizer{{.rate = 0.5}};
  Small::Parameters& gradient = optimizer.gradient();

  std::printf("Forward\n");
  // forward_loss computes all outputs and the loss, and writes ∂L/∂a to w.dy().
  const double loss = forward_loss(net, w, std::span<const double>(target), 1, SquaredError{});
  // The inverse of σ: a layer does not keep z, because a determines it.
  auto z = [](double a) { return std::log(a / (1 - a)); };
  compare("z  h1", z(w.output<0>()(0, 0)), 0.3775, 1e-4);
  compare("a  h1", w.output<0>()(0, 0), 0.593269992, 1e-9);
  compare("a  h2", w.output<0>()(0, 1), 0.596884378, 1e-9);
  compare("z  o1", z(w.y()[0][0]), 1.105905967, 1e-9);
  compare("a  o1", w.y()[0][0], 0.75136507, 1e-8);
  compare("a  o2", w.y()[0][1], 0.772928465, 1e-9);
  compare("L", loss, 0.298371109, 1e-9);

  std::printf("Backward\n");
  compare("da o1", w.dy()[0][0], 0.74136507, 1e-8);
  net.backward(w, gradient);  // adds ∂L/∂w to the gradient
  // With one sample ∂L/∂b equals dz, so the gradients of the biases show dz.
  compare("dz o1 = db", gradient[Small::bias_index<1>(0)], 0.138498562, 1e-9);
  show("dz o2 = db", gradient[Small::bias_index<1>(1)]);
  compare("dw5", gradient[place[4]], 0.082167041, 1e-9);
  show("dw6", gradient[place[5]]);
  show("dw7", gradient[place[6]]);
  show("dw8", gradient[place[7]]);
  show("dz h1 = db", gradient[Small::bias_index<0>(0)]);
  show("dz h2 = db", gradient[Small::bias_index<0>(1)]);
  compare("dw1", gradient[place[0]], 0.000438568, 1e-9);
  show("dw2", gradient[place[1]]);
  show("dw3", gradient[place[2]]);
  show("dw4", gradient[place[3]]);

  std::printf("Step\n");
  // The published example does not change the biases. SGD leaves a parameter with gradient 0 unchanged.
  auto only = [&gradient](std::size_t first, std::size_t last) {  // keeps the gradients of w_first … w_last
    const Small::Parameters all = gradient;
    gradient.fill(0);
    for (std::size_t k = first - 1; k < last; ++k) gradient[place[k]] = all[place[k]];
  };
  only(1, 8);
  optimizer.step(net);  // w ← w − 0.5·dw; the gradient is 0 again
  constexpr std::array<double, 8> published{0.149780716, 0.19956143,  0.24975114, 0.29950229,
                                            0.35891648,  0.408666186, 0.51130127, 0.561370121};
  constexpr std::array<double, 8> unit{1e-9, 1e-8, 1e-8, 1e-8, 1e-8, 1e-9, 1e-9, 1e-9};
  for (std::size_t k = 0; k < 8; ++k) {
    const char name[] = {'w', static_cast<char>('1' + k), '\0'};
    compare(name, net.parameters[place[k]], published[k], unit[k]);
  }
  const double after = forward_loss(net, w, std::span<const double>(target), 1, SquaredError{});
  std::printf("    %-24s %.12f   lower by %.9f\n", "L of these weights", after, loss - after);
  kept = kept && std::abs(after - 0.29102777369359933) < 1e-15;  // PyTorch's result for these weights

  std::printf("The published error after the step\n");
  // The text continues with an error of 0.291027924, which is 0.00000015 more than the error of its own new weights.
  // It results from another order: the output layer steps first, and the hidden units' dz then uses the new w5 … w8.
  // This is not the gradient of L at any point, but the public pieces can compute it: back-propagate twice over the
  // values of one forward pass.
  Small other = given_net();
  forward_loss(other, w, std::span<const double>(target), 1, SquaredError{});
  other.backward(w, gradient);
  only(5, 8);
  optimizer.step(other);
  other.backward(w, gradient);
  only(1, 4);
  optimizer.step(other);
  compare("L, output layer first", forward_loss(other, w, std::span<const double>(target), 1, SquaredError{}),
          0.291027924, 1e-9);
  return kept ? 0 : 1;
}
