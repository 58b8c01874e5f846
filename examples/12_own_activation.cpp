// 12 · An activation of your own.
//
// An activation is an empty type with a value and a derivative. The derivative has one of two forms:
//
//     derivative_at_output(y)   from the output, if y determines it: the layer keeps nothing more
//     derivative(z)             from the input: the layer keeps z in training
//
// The formula can be written in two ways. As a template over a value type V (a scalar or a vector register), with
// sinew::math and select, it runs as fast as the library's activations and works in constant expressions. For scalars
// alone it may use all of <cmath>; the library then applies it lane by lane.

#include <cmath>
#include <concepts>
#include <cstdio>
#include <span>

#include <sinew/sinew.hpp>
#include <sinew/diagnose/gradient_error.hpp>

namespace mine {

/// y = z / (1 + |z|);  ∂y/∂z = (1 − |y|)².
struct Softsign {
  static constexpr double decision = 0;  // a single output above 0 is class 1. Optional; predict() needs it
  template <class V> static constexpr V value(const V& z) noexcept { return z / (one<V>() + sinew::math::abs(z)); }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    const V rest = one<V>() - sinew::math::abs(y);
    return rest * rest;
  }

 private:
  // 1 in every lane
  template <class V> static constexpr V one() noexcept {
    return sinew::simd::broadcast<V>(sinew::simd::scalar_of<V>(1));
  }
};

/// y = e^(−z²);  ∂y/∂z = −2z·e^(−z²). The output does not determine the sign of z.
struct Bump {
  using initializer = sinew::LeCunNormal;  // the default initializer of its layers. Optional; otherwise Xavier
  template <std::floating_point T> static T value(T z) noexcept { return std::exp(-z * z); }
  template <std::floating_point T> static T derivative(T z) noexcept { return -2 * z * std::exp(-z * z); }
};

}  // namespace mine

using namespace sinew;

// As a template over values, it works at compile time.
constexpr auto line = [] {
  Net<Dense<1, 1, mine::Softsign>> net;
  net.weight<0>(0, 0) = 3;
  return net;
}();
static_assert(line({1})[0] == 0.75f && line({-1})[0] == -0.75f && line.predict({1}) == 1);
static_assert(KeepsInput<mine::Bump> && !KeepsInput<mine::Softsign>);

int main() {
  // The derivative against numeric slopes, at 40 random inputs.
  const GradientCheck softsign = gradient_error<Activate<mine::Softsign>, shape<8>>(1),
                      bump = gradient_error<Activate<mine::Bump>, shape<8>>(1);
  std::printf("Softsign: %s\nBump: %s\n", softsign.text.c_str(), bump.text.c_str());

  // Is a point inside a ring? Bumps suit this task.
  using Ring = Net<Dense<2, 16, mine::Bump>, Dense<16, 8, mine::Softsign>, Dense<8, 1, Sigmoid>>;
  Engine engine(1);
  Dataset<std::array<float, 2>, std::uint8_t> data;
  for (int i = 0; i < 600; ++i) {
    const float x = uniform(engine, -1.0f, 1.0f), y = uniform(engine, -1.0f, 1.0f), r = std::sqrt(x * x + y * y);
    data.push_back({x, y}, r > 0.4f && r < 0.8f);
  }
  Ring net;
  initialize(net, 1);
  fit<20>(net, data, BinaryCrossEntropy{}, Adam{.rate = 0.01}, {.epochs = 200});
  const double right = accuracy(net, data);
  std::printf("learning a ring: %.1f %% of 600 points correct\n\n", 100 * right);
  for (int row = 0; row < 20; ++row) {
    for (int column = 0; column < 40; ++column) {
      const float x = -0.975f + 0.05f * static_cast<float>(column), y = -0.95f + 0.1f * static_cast<float>(row);
      std::putchar(net.predict({x, y}) == 1 ? '#' : '.');
    }
    std::putchar('\n');
  }
  return softsign.ok() && bump.ok() && right > 0.95 ? 0 : 1;
}
