// 02 · Activations: the values and derivatives of the functions that a unit applies to its weighted sum z.
//
// An activation is an empty type with static functions: the value y = A::value(z), and the derivative either from the
// input, A::derivative(z), or from the output, A::derivative_at_output(y), if y determines it. In the second case a
// layer needs to keep nothing. `activate<A>` and `activation_derivative<A>` work for all activations.
//
// The program compares each derivative with the numerical slope (f(z + h) − f(z − h)) / 2h.

#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

#include <sinew/sinew.hpp>

using namespace sinew;

constexpr std::array points{-3.5, -1.5, -0.5, 0.0, 0.5, 1.5, 3.5};

template <class A> static double slope(double z) {
  return activation_derivative<A>(KeepsInput<A> ? z : activate<A>(z));
}

template <class A> static bool show(const char* name, bool corner_at_0 = false) {
  std::printf("%-12s y ", name);
  for (double z : points) std::printf(" %9.6f", activate<A>(z));
  std::printf("\n%-12s y′", "");
  bool right = true;
  for (double z : points) {
    const double h = 1e-6, measured = (activate<A>(z + h) - activate<A>(z - h)) / (2 * h);
    std::printf(" %9.6f", slope<A>(z));
    // a corner has two slopes
    if (z != 0 || !corner_at_0) right = right && std::abs(slope<A>(z) - measured) < 1e-6;
  }
  std::printf("  %s\n", right ? "" : "WRONG");
  return right;
}

static bool near(double value, double expected) { return std::abs(value - expected) < 1e-12; }

int main() {
  std::printf("%-12s z ", "");
  for (double z : points) std::printf(" %9g", z);
  std::printf("\n");
  bool kept = show<Identity>("Identity");
  kept &= show<Step>("Step", true);  // derivative 0: gradient descent cannot train it, see 01_perceptron
  kept &= show<Sigmoid>("Sigmoid");
  kept &= show<Tanh>("Tanh");
  kept &= show<ReLU>("ReLU", true);
  kept &= show<LeakyReLU>("LeakyReLU", true);  // slope 0.01 below 0; for another slope LeakyReLUWith<Ratio<1, 5>>
  kept &= show<ELU>("ELU");
  kept &= show<GELU>("GELU");
  kept &= show<SiLU>("SiLU");
  kept &= show<GELUTanh>("GELUTanh");  // GELU by a tanh, as many published models have it
  kept &= show<Softplus>("Softplus");
  kept &= show<SELU>("SELU", true);
  kept &= show<CELU>("CELU");
  kept &= show<Softsign>("Softsign");
  kept &= show<HardSigmoid>("HardSigmoid");
  kept &= show<HardTanh>("HardTanh");
  kept &= show<HardSwish>("HardSwish");
  kept &= show<ReLU6>("ReLU6", true);

  // Known values: σ(1), tanh 1, Φ(1), 1·σ(1), log 2.
  kept &= near(activate<Sigmoid>(1.0), 0.731058578630004879) && near(activate<Tanh>(1.0), 0.761594155955764888) &&
          near(activate<GELU>(1.0), 0.841344746068542949) && near(activate<SiLU>(1.0), 0.731058578630004879) &&
          near(activate<Softplus>(0.0), 0.693147180559945309);

  // Softmax depends on all outputs of a layer: e^(z_i) / Σ e^(z_j). Here it is the activation of a layer with
  // identity weights.
  BasicNet<double, Dense<3, 3, Softmax>> softmax;
  for (std::size_t i = 0; i < 3; ++i) softmax.weight<0>(i, i) = 1;
  const auto p = softmax({1, 2, 3});
  std::printf("\nsoftmax(1, 2, 3)          = %.6f %.6f %.6f, sum %g\n", p[0], p[1], p[2], p[0] + p[1] + p[2]);
  kept &= near(p[0], 0.090030573170380458) && near(p[1], 0.244728471054797652) && near(p[2], 0.665240955774821890);

  // Large inputs do not overflow.
  const auto far = softmax({-1e30, 0, 1e30});
  std::printf("softmax(−1e30, 0, 1e30)   = %g %g %g\n", far[0], far[1], far[2]);
  std::printf("sigmoid(−1e30), σ(1e30)   = %g %g\n", activate<Sigmoid>(-1e30), activate<Sigmoid>(1e30));
  kept &= far[0] == 0 && far[1] == 0 && far[2] == 1 && activate<Sigmoid>(-1e30) == 0 && activate<Sigmoid>(1e30) == 1;
  return kept ? 0 : 1;
}
