// The arithmetic of the library against figures from outside, compiled with the flags that CMakeLists.txt gives: excess
// precision of x87, sums that the compiler may reorder, divisions by reciprocals. Bounds are those of the docstrings,
// plus a unit in the last place or two for what such flags permit.
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <span>

#include <sinew/activation/elu.hpp>
#include <sinew/activation/gelu.hpp>
#include <sinew/activation/relu.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/silu.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/activation/softplus.hpp>
#include <sinew/activation/tanh.hpp>
#include <sinew/kernel/channel_statistics.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/net/net.hpp>
#include <sinew/loss/binary_cross_entropy.hpp>
#include <sinew/loss/cross_entropy.hpp>
#include <sinew/loss/differentiate.hpp>
#include <sinew/optimizer/clip.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/train/divergence.hpp>

#include "../reference/activations.hpp"
#include "../reference/functions.hpp"
#include "../reference/losses.hpp"

using namespace sinew;

namespace {

int failures = 0;
[[gnu::noinline]] void fail(const char* what, double at, double got, double want) {
  if (++failures <= 20) std::printf("%s at %.17g: %.17g, expected %.17g\n", what, at, got, want);
}
void check(bool holds, const char* what) {
  if (!holds) fail(what, 0, 0, 1);
}

/// 2^exponent of |v|, from its bits.
double binade(double v) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(v) & (std::uint64_t{0x7ff} << 52));
}
/// A unit in the last place of T near v.
template <class T> double unit(double v) {
  return (binade(v) > double(std::numeric_limits<T>::min()) ? binade(v) : double(std::numeric_limits<T>::min())) *
         double(std::numeric_limits<T>::epsilon());
}
/// Results below the normal numbers may be flushed to 0: the flags link a start-up file that makes processors do so.
template <class T> bool near(T got, double want, double bound) {
  const double least = double(std::numeric_limits<T>::min());
  if (std::fabs(want) < least) return std::fabs(double(got)) <= least + bound;
  return std::fabs(double(got) - want) <= bound;
}

/// f at each point, as a scalar and in the lanes of a native pack, both of T.
template <class T, class F, std::size_t N>
void function(const char* what, F f, const ::reference::functions::point (&points)[N], double ulps) {
  constexpr std::size_t W = simd::native_lanes<T>;
  for (std::size_t i = 0; i < N; ++i) {
    const volatile T opaque = static_cast<T>(points[i].x);
    const T x = opaque;
    // Subnormal arguments count as 0 in such programs.
    if (double(x) != points[i].x || std::fabs(points[i].x) < double(std::numeric_limits<T>::min()) ||
        !(std::fabs(points[i].y) < double(std::numeric_limits<T>::max())))
      continue;
    const double want = points[i].y, bound = ulps * unit<T>(want);
    const volatile T alone = f(x);
    std::array<T, W> lanes;
    simd::store(lanes.data(), f(simd::broadcast<simd::pack<T, W>>(x)));
    if (!near(T(alone), want, bound)) fail(what, points[i].x, double(alone), want);
    if (!near(lanes[i % W], want, bound)) fail(what, points[i].x, double(lanes[i % W]), want);
  }
}
template <class T> void functions() {
  namespace figures = ::reference::functions;
  constexpr bool f = sizeof(T) == 4;
  constexpr double more = 1.5;
  function<T>(
      "exp", [](const auto& x) { return math::exp(x); }, figures::exp, 1.1 + more);
  function<T>(
      "expm1", [](const auto& x) { return math::expm1(x); }, figures::expm1, (f ? 1.7 : 2.1) + more);
  function<T>(
      "log", [](const auto& x) { return math::log(x); }, figures::log, 0.9 + more);
  function<T>(
      "log1p", [](const auto& x) { return math::log1p(x); }, figures::log1p, 0.9 + more);
  function<T>(
      "tanh", [](const auto& x) { return math::tanh(x); }, figures::tanh, (f ? 5.8 : 2.7) + more);
  function<T>(
      "sigmoid", [](const auto& x) { return math::sigmoid(x); }, figures::sigmoid, (f ? 3.3 : 2.6) + more);
  function<T>(
      "softplus", [](const auto& x) { return math::softplus(x); }, figures::softplus, (f ? 1.7 : 1.8) + more);
  function<T>(
      "erf", [](const auto& x) { return math::erf(x); }, figures::erf, (f ? 1.2 : 1.4) + more);
  function<T>(
      "sqrt", [](const auto& x) { return math::sqrt(x); }, figures::sqrt, 0.51 + more);
  if (!f) {
    function<T>(
        "exp", [](const auto& x) { return math::exp(x); }, figures::exp_double, 1.1 + more);
    function<T>(
        "log", [](const auto& x) { return math::log(x); }, figures::log_double, 0.9 + more);
  }
}

template <class T> constexpr double small = sizeof(T) == 4 ? 2e-6 : 4e-15;

template <class T, class A, std::size_t N>
void activation(const char* what, const ::reference::activations::point (&points)[N]) {
  constexpr std::size_t W = simd::native_lanes<T>;
  using V = simd::pack<T, W>;
  for (const auto& p : points) {
    const volatile T opaque = static_cast<T>(p.z);
    const T z = opaque;
    std::array<T, W> y, slope;
    const V value = A::value(simd::broadcast<V>(z));
    simd::store(y.data(), value);
    if constexpr (requires { A::derivative(value); }) simd::store(slope.data(), A::derivative(simd::broadcast<V>(z)));
    else simd::store(slope.data(), A::derivative_at_output(value));
    const double scale = std::fabs(p.y) > 1 ? std::fabs(p.y) : 1;
    if (!near(y[0], p.y, small<T> * scale)) fail(what, p.z, double(y[0]), p.y);
    if (!near(slope[W - 1], p.slope, small<T> * 2)) fail(what, p.z, double(slope[W - 1]), p.slope);
  }
}
template <class T> void activations() {
  namespace figures = ::reference::activations;
  activation<T, ELU>("ELU", figures::elu);
  activation<T, GELU>("GELU", figures::gelu);
  activation<T, Sigmoid>("Sigmoid", figures::sigmoid);
  activation<T, SiLU>("SiLU", figures::silu);
  activation<T, Softplus>("Softplus", figures::softplus);
  activation<T, Tanh>("Tanh", figures::tanh);
  constexpr std::size_t W = simd::native_lanes<T>;
  for (const auto& row : figures::softmax) {
    std::array<T, 5> one;
    std::array<T, 5 * W> many;
    for (std::size_t i = 0; i < 5; ++i) {
      one[i] = static_cast<T>(row.z[i]);
      for (std::size_t w = 0; w < W; ++w) many[i * W + w] = one[i];
    }
    Softmax::forward<T, 5, 1>(one.data());
    Softmax::forward<simd::pack<T, W>, 5, W>(many.data());
    for (std::size_t i = 0; i < 5; ++i) {
      if (!near(one[i], row.y[i], small<T>)) fail("Softmax", row.z[i], double(one[i]), row.y[i]);
      const T last = many[i * W + W - 1];
      if (!near(last, row.y[i], small<T>)) fail("Softmax", row.z[i], double(last), row.y[i]);
    }
  }
}

template <class T, class L>
void loss(const char* what, const L& of, const ::reference::losses::example& e, const std::array<double, 12>& input) {
  std::array<T, 12> y, t, dy;
  for (std::size_t i = 0; i < 12; ++i) {
    y[i] = static_cast<T>(input[i]);
    t[i] = static_cast<T>(e.target[i]);
  }
  const T value = differentiate<3>(of, y, t, dy);
  if (!near(value, e.value, small<T> * e.value)) fail(what, 0, double(value), e.value);
  for (std::size_t i = 0; i < 12; ++i)
    if (!near(dy[i], e.gradient[i], small<T>)) fail(what, double(i), double(dy[i]), e.gradient[i]);
}
template <class T> void losses() {
  namespace figures = ::reference::losses;
  loss<T>("CrossEntropyWithLogits", CrossEntropyWithLogits{}, figures::cross_entropy_soft,
          figures::cross_entropy_soft.input);
  loss<T>("CrossEntropyWithLogits", CrossEntropyWithLogits{}, figures::cross_entropy_large,
          figures::cross_entropy_large.input);
  loss<T>("CrossEntropy", CrossEntropy{}, figures::cross_entropy_soft, figures::softmax_of_input);
  loss<T>("BinaryCrossEntropyWithLogits", BinaryCrossEntropyWithLogits{}, figures::binary_cross_entropy_large,
          figures::binary_cross_entropy_large.input);
  loss<T>("BinaryCrossEntropy", BinaryCrossEntropy{}, figures::binary_cross_entropy, figures::sigmoid_of_input);
  // a class of probability 0 costs 100
  std::array<T, 3> p{T(0), T(1), T(0)}, t{T(1), T(0), T(0)}, dz;
  const T certain = differentiate<3>(CrossEntropy{}, p, t, dz);
  if (certain != T(100)) fail("CrossEntropy", 0, double(certain), 100);
}

// Activations never leave their range, where 1 − y² and log(1 − y) would go wrong.
template <class T> void ranges() {
  using V = simd::pack<T, simd::native_lanes<T>>;
  for (int i = -4000; i <= 4000; ++i) {
    const V x = simd::broadcast<V>(static_cast<T>(i) * static_cast<T>(0.005)), t = math::tanh(x), s = math::sigmoid(x);
    std::array<T, simd::native_lanes<T>> ts, ss;
    simd::store<V>(ts.data(), t);
    simd::store<V>(ss.data(), s);
    const volatile T tanh = ts[0], sigmoid = ss[0];
    if (!(std::fabs(tanh) <= 1)) fail("tanh out of range", i * 0.005, double(tanh), 1);
    if (!(sigmoid >= 0 && sigmoid <= 1)) fail("sigmoid out of range", i * 0.005, double(sigmoid), 1);
  }
}

// Targets without vectors compute value by value. Small and large layers, one sample and a batch, against the sums of
// the definition.
#if !defined(__SSE2__)
static_assert(simd::native_lanes<float> == 1 && simd::native_lanes<double> == 1);
#endif
template <class T> void nets() {
  constexpr std::size_t in = 9, hidden = 40, out = 3, batch = 13;
  using N = BasicNet<T, Dense<in, hidden, ReLU>, Dense<hidden, out, Sigmoid>>;
  static N net;
  static Workspace<N, batch> w;
  for (std::size_t i = 0; i < N::parameter_count; ++i) net.parameters[i] = T(int(i * 37 % 64) - 32) / T(64);
  for (std::size_t s = 0; s < batch; ++s)
    for (std::size_t i = 0; i < in; ++i) w.x()[s][i] = T(int((s * in + i) * 29 % 32) - 16) / T(16);
  net.forward(w);
  for (std::size_t s = 0; s < batch; ++s) {
    std::array<T, in> one;
    for (std::size_t i = 0; i < in; ++i) one[i] = w.x()[s][i];
    const auto y = net(one);
    std::array<double, hidden> h;
    for (std::size_t o = 0; o < hidden; ++o) {
      h[o] = double(net.parameters[in * hidden + o]);
      for (std::size_t i = 0; i < in; ++i) h[o] += double(one[i]) * double(net.parameters[i * hidden + o]);
      h[o] = h[o] > 0 ? h[o] : 0;
    }
    for (std::size_t o = 0; o < out; ++o) {
      const auto second = net.template parameters_of<1>();
      double z = double(second[hidden * out + o]);
      for (std::size_t i = 0; i < hidden; ++i) z += h[i] * double(second[i * out + o]);
      const double want = 1 / (1 + std::exp(-z)), bound = 64 * unit<T>(1);
      if (!near(y[o], want, bound)) fail("one sample", z, double(y[o]), want);
      if (!near(T(w.y()[s][o]), want, bound)) fail("batch", z, double(T(w.y()[s][o])), want);
    }
  }
}

// 2^20 ± 1 has the mean 2^20 and the variance 1; 3, 4 has the norm 5.
template <class T> void statistics() {
  constexpr std::size_t B = 64;
  std::array<T, B * 3> x{};
  for (std::size_t s = 0; s < B; ++s)
    for (std::size_t c = 0; c < 3; ++c) x[s * 3 + c] = T(1 << 20) + (s % 2 == 0 ? T(1) : T(-1));
  std::array<T, 3> mean, variance;
  kernel::channel_statistics<T, B, 3, 1, 1>::moments(_detail::batch_view<const T, B, 3, 1>{x.data()}, B, mean.data(),
                                                     variance.data());
  for (std::size_t c = 0; c < 3; ++c) {
    if (!near(mean[c], 1 << 20, 0.25)) fail("mean", 0, double(mean[c]), 1 << 20);
    if (!near(variance[c], 1, 1e-3)) fail("variance", 0, double(variance[c]), 1);
  }
  std::array<T, 2> gradient{T(3), T(4)};
  const T norm = clip_by_norm(std::span<T>(gradient), T(1));
  if (!near(norm, 5, small<T>)) fail("norm", 0, double(norm), 5);
  if (!near(gradient[0], 3 / 5.000001, small<T>)) fail("clipped", 0, double(gradient[0]), 3 / 5.000001);
}

// As in tests/random/distribution.cpp: bit for bit, because a seed must give the same weights everywhere.
void draws() {
  constexpr std::array uniforms{0x1.9f8ba0fede078p-1, 0x1.7e8482652c7fcp-1, 0x1.9a37d5757aaf0p-4, 0x1.7e10233e0b9aap-1};
  constexpr std::array between{0x1.05f20765446dep-1, 0x1.c9d5d19725cc5p-2, -0x1.994a7baba90eep-3, 0x1.c8ed1348e4021p-2};
  constexpr std::array normals{0x1.0b74a29f6aa54p+1, 0x1.793e264663b78p-3, 0x1.bd9d5ef5ba81cp-1, -0x1.3a010d32e56cep+0};
  constexpr std::array about{0x1.b57dba1fe2211p+0, 0x1.84b72d4747a57p+0, 0x1.9647de5916201p+0, 0x1.60997eae1c41ep+0};
  const auto equal = [](const char* what, const auto& expected, auto draw) {
    Engine engine(1);
    for (const double want : expected) {
      const volatile double got = draw(engine);
      if (got != want) fail(what, 0, got, want);
    }
  };
  equal("uniform", uniforms, [](Engine& e) { return uniform<double>(e); });
  equal("uniform between", between, [](Engine& e) { return uniform(e, -0.3, 0.7); });
  equal("normal", normals, [](Engine& e) { return normal<double>(e); });
  equal("normal about", about, [](Engine& e) { return normal(e, 1.5, 0.1); });
  // hundreds at run time as in constant expressions
  constexpr auto total = [](auto draw) {
    Engine engine(7);
    std::uint64_t sum = 0;
    for (int i = 0; i < 200; ++i) sum = sum * 31 + std::bit_cast<std::uint32_t>(static_cast<float>(draw(engine)));
    return sum;
  };
  constexpr auto far = [](Engine& e) { return uniform(e, -1e3, 0.1234567); };
  constexpr auto floats = [](Engine& e) { return uniform(e, -0.1f, 0.3f); };
  constexpr auto normal_floats = [](Engine& e) { return normal<float>(e); };
  constexpr std::uint64_t fars = total(far), float_total = total(floats), normal_total = total(normal_floats);
  check(total(far) == fars, "uniform between, hundreds");
  check(total(floats) == float_total, "uniform between, hundreds in float");
  check(total(normal_floats) == normal_total, "normal, hundreds in float");
}

struct Weights {
  using scalar = float;
  std::array<float, 3> parameters{};
};
void divergence() {
  const volatile float opaque = 0;
  const float zero = opaque;
  const float nan = zero / zero, infinity = 1 / zero;
  Weights net;
  check(_detail::is_finite(0.f) && _detail::is_finite(std::numeric_limits<float>::max()), "a number is finite");
  check(!_detail::is_finite(nan) && !_detail::is_finite(infinity) && !_detail::is_finite(-infinity),
        "NaN and infinity are not finite");
  check(!_detail::is_finite(double(nan)), "NaN in double is not finite");
  check(_detail::has_finite_parameters(net), "parameters are finite");
  net.parameters[1] = nan;
  check(!_detail::has_finite_parameters(net), "a NaN among the parameters");
  net.parameters[1] = -infinity;
  check(!_detail::has_finite_parameters(net), "an infinity among the parameters");
  const volatile float most = math::exp(infinity), least = math::exp(-infinity), log = math::log(zero);
  check(most == infinity && least == 0 && log == -infinity, "limits");
}

}  // namespace

int main() {
#ifdef WRONG
  function<float>(
      "exp", [](const auto& x) { return math::expm1(x); }, ::reference::functions::exp, 2);
#endif
  functions<float>();
  functions<double>();
  activations<float>();
  activations<double>();
  losses<float>();
  losses<double>();
  ranges<float>();
  ranges<double>();
  nets<float>();
  nets<double>();
  statistics<float>();
  statistics<double>();
  draws();
  divergence();
  if (failures > 0) std::printf("%d failures\n", failures);
  else std::puts("all figures agree");
  return failures > 0;
}
