// Every elementwise activation: the laws, figures from outside, extremes, what it declares.
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/celu.hpp>
#include <sinew/activation/elu.hpp>
#include <sinew/activation/gelu.hpp>
#include <sinew/activation/hard_sigmoid.hpp>
#include <sinew/activation/hard_swish.hpp>
#include <sinew/activation/hard_tanh.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/activation/leaky_relu.hpp>
#include <sinew/activation/log_sigmoid.hpp>
#include <sinew/activation/mish.hpp>
#include <sinew/activation/relu.hpp>
#include <sinew/activation/selu.hpp>
#include <sinew/activation/shrink.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/silu.hpp>
#include <sinew/activation/softplus.hpp>
#include <sinew/activation/softsign.hpp>
#include <sinew/activation/step.hpp>
#include <sinew/activation/tanh.hpp>

#include "../laws/activation.hpp"
#include "../reference/activations.hpp"

using namespace sinew;
namespace figures = ::reference::activations;

namespace mine {
/// Knows scalars alone: applied lane by lane.
struct Cubic {
  template <std::floating_point T> static constexpr T value(T z) { return z * z * z / 25 / 3; }
  template <std::floating_point T> static constexpr T derivative(T z) { return z * z / 25; }
};
/// Has no template at all.
struct Halved {
  static double value(double z) { return z / 2; }
  static float value(float z) { return z / 2; }
  template <class V> static V derivative_at_output(const V&) { return simd::broadcast<V>(simd::scalar_of<V>(0.5)); }
};
}  // namespace mine

BOOST_AUTO_TEST_SUITE(activation_elementwise)

static_assert(ElementwiseActivation<ReLU> && ElementwiseActivation<Step> && ElementwiseActivation<mine::Cubic> &&
              !RowActivation<ReLU>);
static_assert(Activation<GELU> && !Activation<int> && !Activation<XavierUniform>);
static_assert(KeepsInput<GELU> && KeepsInput<SiLU> && KeepsInput<mine::Cubic> && !KeepsInput<Tanh> &&
              !KeepsInput<Softplus>);
static_assert(std::is_same_v<_detail::default_initializer<ReLU>, HeNormal> &&
              std::is_same_v<_detail::default_initializer<Tanh>, XavierUniform> &&
              std::is_same_v<_detail::default_initializer<Sigmoid>, XavierUniform> &&
              std::is_same_v<_detail::default_initializer<mine::Cubic>, XavierUniform>);

// In constant expressions, on both sides of each kink.
static_assert(ReLU::value(-2.f) == 0 && ReLU::value(2.f) == 2 && ReLU::derivative_at_output(0.f) == 0 &&
              ReLU::derivative_at_output(2.f) == 1);
static_assert(Step::value(0.f) == 1 && Step::value(-0.f) == 1 && Step::value(-1e-30f) == 0);
static_assert(HardSigmoid::value(-3.) == 0 && HardSigmoid::value(0.) == 0.5 && HardSigmoid::value(3.) == 1);
static_assert(HardTanh::value(-3.) == -1 && HardTanh::value(0.25) == 0.25 && HardTanh::value(3.) == 1 &&
              ReLU6::value(-1.) == 0 && ReLU6::value(7.) == 6);
static_assert(HardTanhWith<Ratio<-1, 2>, Ratio<3, 1>>::value(-1.) == -0.5 &&
              HardTanhWith<Ratio<-1, 2>, Ratio<3, 1>>::derivative_at_output(3.) == 0);
static_assert(HardSwish::value(-3.) == 0 && HardSwish::value(3.) == 3 && HardSwish::value(1.) == 4. / 6);
static_assert(Softsign::value(-3.) == -0.75 && Softsign::derivative_at_output(-0.75) == 0.0625);
static_assert(CELUWith<Ratio<2, 1>>::value(-1e30f) == -2 && CELUWith<Ratio<2, 1>>::derivative_at_output(-2.) == 0);
static_assert(LeakyReLU::value(-100.) == -1 && LeakyReLUWith<Ratio<1, 4>>::value(-8.) == -2);
static_assert(LeakyReLUWith<Ratio<1, 4>>::derivative_at_output(-2.) == 0.25);
static_assert(Sigmoid::value(0.) == 0.5 && Tanh::value(0.) == 0 && SiLU::value(0.) == 0 && GELU::value(0.) == 0 &&
              ELU::value(0.) == 0);
static_assert(ELU::value(-1e30f) == -1 && ELUWith<Ratio<2, 1>>::value(-1e30f) == -2 &&
              ELUWith<Ratio<2, 1>>::derivative_at_output(-2.) == 0);
static_assert(Sigmoid::value(1e30f) == 1 && Sigmoid::value(-1e30f) == 0 && Tanh::value(-1e30) == -1 &&
              Softplus::value(1e30f) == 1e30f);

BOOST_AUTO_TEST_CASE(laws_hold) {
  laws::activation<Identity>();
  laws::activation<ReLU>();
  laws::activation<LeakyReLU>();
  laws::activation<ELU>();
  laws::activation<ELUWith<Ratio<1, 2>>>();
  laws::activation<Sigmoid>();
  laws::activation<HardSigmoid>();
  laws::activation<Tanh>();
  laws::activation<Softplus>();
  laws::activation<SiLU>();
  laws::activation<GELU>();
  laws::activation<GELUTanh>();
  laws::activation<SELU>();
  laws::activation<CELU>();
  laws::activation<CELUWith<Ratio<1, 2>>>();
  laws::activation<HardTanh>();
  laws::activation<ReLU6>();
  laws::activation<Softsign>();
  laws::activation<HardSwish>();
  laws::activation<Mish>();
  laws::activation<LogSigmoid>();
  laws::activation<HardShrink>();
  laws::activation<SoftShrink>();
  laws::activation<TanhShrink>();
}
BOOST_AUTO_TEST_CASE(an_activation_that_knows_scalars_alone) {
  laws::activation<mine::Halved>();
  laws::derivative_is_numeric(laws::functions_of<mine::Cubic, double>());
  laws::pack_is_scalar(laws::functions_of<mine::Cubic, float>());
}

// PyTorch's and mpmath's figures. `tails`: what y may be off by where it is tiny (GELU's 1 + erf cancels).
void agrees(const laws::functions<float>& narrow, const laws::functions<double>& wide,
            std::span<const figures::point> table, double tails) {
  for (const auto& [z, y, slope] : table) {
    BOOST_TEST(std::abs(wide.value(z) - y) <= 1e-15 * std::abs(y) + tails, "value at " << z << ": " << wide.value(z));
    BOOST_TEST(std::abs(wide.slope(z) - slope) <= 2e-15, "slope at " << z << ": " << wide.slope(z));
    const float f = static_cast<float>(z);
    if ((f == 0) != (z == 0)) continue;  // 1e-300 lies on a kink in float
    BOOST_TEST(std::abs(double(narrow.value(f)) - y) <= 5e-7 * std::abs(y) + 5e-7, "float value at " << z);
    BOOST_TEST(std::abs(double(narrow.slope(f)) - slope) <= 2e-6, "float slope at " << z);
  }
}
template <class A> void agrees(std::span<const figures::point> table, double tails = 0) {
  agrees(laws::functions_of<A, float>(), laws::functions_of<A, double>(), table, tails);
}
BOOST_AUTO_TEST_CASE(outside_figures) {
  agrees<Identity>(figures::identity);
  agrees<Sigmoid>(figures::sigmoid);
  agrees<ReLU>(figures::relu);
  agrees<Tanh>(figures::tanh);
  agrees<LeakyReLU>(figures::leaky_relu);
  agrees<ELU>(figures::elu);
  agrees<GELU>(figures::gelu, 1e-15);
  agrees<SiLU>(figures::silu);
  agrees<Softplus>(figures::softplus);
  agrees<HardSigmoid>(figures::hard_sigmoid, 1e-16);
  agrees<GELUTanh>(figures::gelu_tanh, 1e-15);
  agrees<SELU>(figures::selu);
  agrees<CELUWith<Ratio<1, 2>>>(figures::celu_half);
  agrees<HardTanh>(figures::hard_tanh);
  agrees<ReLU6>(figures::relu6);
  agrees<Softsign>(figures::softsign);
  agrees<HardSwish>(figures::hard_swish);
  agrees<Mish>(figures::mish);
  agrees<LogSigmoid>(figures::log_sigmoid);
  agrees<HardShrink>(figures::hard_shrink);
  agrees<SoftShrinkWith<Ratio<1, 4>>>(figures::soft_shrink_quarter);
  agrees<TanhShrink>(figures::tanh_shrink, 1e-15);  // z − tanh z cancels
  for (const auto& [z, y] : figures::step) BOOST_TEST(laws::value<Step>(z) == y);
}

BOOST_AUTO_TEST_CASE(extremes) {
  constexpr float inf = std::numeric_limits<float>::infinity();
  struct row {
    float (*f)(float);
    float low, high;
  };  // at −1e30 and 1e30; at ±∞ the same limit
  for (const auto& [f, low, high] : {row{laws::value<Sigmoid, float>, 0, 1}, row{laws::value<Tanh, float>, -1, 1},
                                     row{laws::value<HardSigmoid, float>, 0, 1}, row{laws::value<Step, float>, 0, 1},
                                     row{laws::value<HardTanh, float>, -1, 1}, row{laws::value<ReLU6, float>, 0, 6},
                                     row{laws::value<Softsign, float>, -1, 1}}) {
    BOOST_TEST(f(-1e30f) == low);
    BOOST_TEST(f(1e30f) == high);
    BOOST_TEST(f(-inf) == low);
    BOOST_TEST(f(inf) == high);
  }
  for (const auto& [f, low, high] :
       {row{laws::value<ReLU, float>, 0, 1e30f}, row{laws::value<ELU, float>, -1, 1e30f},
        row{laws::value<GELU, float>, 0, 1e30f}, row{laws::value<SiLU, float>, 0, 1e30f},
        row{laws::value<Softplus, float>, 0, 1e30f}, row{laws::value<Mish, float>, 0, 1e30f},
        row{laws::value<GELUTanh, float>, 0, 1e30f}, row{laws::value<HardSwish, float>, 0, 1e30f},
        row{laws::value<CELUWith<Ratio<1, 2>>, float>, -0.5, 1e30f}}) {
    BOOST_TEST(f(-1e30f) == low);
    BOOST_TEST(f(1e30f) == high);
    BOOST_TEST(f(-inf) == low);
    BOOST_TEST(f(inf) == inf);
  }
  BOOST_TEST(std::signbit(laws::value<SiLU>(-inf)));
  BOOST_TEST(laws::value<Step>(std::numeric_limits<float>::quiet_NaN()) == 0);
  BOOST_TEST(laws::value<LeakyReLU>(-inf) == -inf);
  for (float end : {1e30f, inf}) {  // slopes of those that keep z
    BOOST_TEST(GELU::derivative(end) == 1);
    BOOST_TEST(GELU::derivative(-end) == 0);
    BOOST_TEST(SiLU::derivative(end) == 1);
    BOOST_TEST(SiLU::derivative(-end) == 0);
    BOOST_TEST(Mish::derivative(end) == 1);
    BOOST_TEST(Mish::derivative(-end) == 0);
    BOOST_TEST(LogSigmoid::value(end) == 0);
    BOOST_TEST(LogSigmoid::value(-end) == -end);
    BOOST_TEST(LogSigmoid::derivative_at_output(-end) == 1);
    BOOST_TEST(HardShrink::value(-end) == -end);
    BOOST_TEST(SoftShrink::value(end) == end);
    BOOST_TEST(GELUTanh::derivative(end) == 1);
    BOOST_TEST(GELUTanh::derivative(-end) == 0);
    BOOST_TEST(HardSwish::derivative(end) == 1);
    BOOST_TEST(HardSwish::derivative(-end) == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
