// 12 · An activation of your own.
//
// An activation is an empty type with the value and the derivative. The derivative comes in one of two forms:
//
//     derivative_at_output(y)   from the output, where y determines it: the layer keeps nothing more
//     derivative(z)             from the input: the layer keeps z in training
//
// Two ways to write the formula. Over a value type V, a scalar or a pack of them (a vector register), with sinew::math
// and select: it runs as fast as the library's own, and in constant expressions. Or for scalars alone, with anything
// from <cmath>: the library then applies it lane by lane.

#include <cmath>
#include <concepts>
#include <cstdio>
#include <span>

#include <sinew/sinew.hpp>

namespace mine {

/// y = z / (1 + |z|);  ∂y/∂z = (1 − |y|)².
struct Softsign {
  static constexpr double decision = 0;  // of a single output: class 1 above 0. Optional; without it predict() refuses
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

/// y = e^(−z²);  ∂y/∂z = −2z·e^(−z²): a bump; y does not tell on which side z was.
struct Bump {
  using initializer = sinew::LeCunNormal;  // how a layer's weights are drawn by default. Optional: Xavier
  template <std::floating_point T> static T value(T z) noexcept { return std::exp(-z * z); }
  template <std::floating_point T> static T derivative(T z) noexcept { return -2 * z * std::exp(-z * z); }
};

}  // namespace mine

using namespace sinew;

// Written over values, it works at compile time.
constexpr auto line = [] {
  Net<Dense<1, 1, mine::Softsign>> net;
  net.weight<0>(0, 0) = 3;
  return net;
}();
static_assert(line({1})[0] == 0.75f && line({-1})[0] == -0.75f && line.predict({1}) == 1);
static_assert(KeepsInput<mine::Bump> && !KeepsInput<mine::Softsign>);

/// The derivative against the measured slope, at points −4, −3.9, … 4.
template <class A> static double derivative_error() {
  double worst = 0;
  for (int i = -40; i <= 40; ++i) {
    const double z = i / 10.0, h = 1e-7,
                 measured = (_detail::activate<A>(z + h) - _detail::activate<A>(z - h)) / (2 * h);
    worst = std::max(
        worst, std::abs(_detail::activation_derivative<A>(KeepsInput<A> ? z : _detail::activate<A>(z)) - measured));
  }
  return worst;
}

int main() {
  const double softsign = derivative_error<mine::Softsign>(), bump = derivative_error<mine::Bump>();
  std::printf("derivative against measured slope: Softsign %.1e, Bump %.1e\n", softsign, bump);

  // Inside or outside of a ring? Bumps are good at that.
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
  std::printf("a ring learned: %.1f %% of 600 points right\n\n", 100 * right);
  for (int row = 0; row < 20; ++row) {
    for (int column = 0; column < 40; ++column) {
      const float x = -0.975f + 0.05f * static_cast<float>(column), y = -0.95f + 0.1f * static_cast<float>(row);
      std::putchar(net.predict({x, y}) == 1 ? '#' : '.');
    }
    std::putchar('\n');
  }
  return softsign < 1e-6 && bump < 1e-6 && right > 0.95 ? 0 : 1;
}
