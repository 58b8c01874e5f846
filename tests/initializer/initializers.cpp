// Every initializer: the laws with PyTorch's bounds and deviations, and first weights to the bit.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/gelu.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/activation/leaky_relu.hpp>
#include <sinew/activation/relu.hpp>
#include <sinew/activation/selu.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/tanh.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/initializer/constant.hpp>
#include <sinew/initializer/gain.hpp>
#include <sinew/initializer/he.hpp>
#include <sinew/initializer/kaiming.hpp>
#include <sinew/initializer/lecun.hpp>
#include <sinew/initializer/orthogonal.hpp>
#include <sinew/initializer/truncated_normal.hpp>
#include <sinew/initializer/with_bias.hpp>
#include <sinew/initializer/xavier.hpp>
#include <sinew/initializer/zeros.hpp>

#include "../laws/initializer.hpp"
#include "../reference/initializers.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(initializer_initializers)

static_assert(Initializer<HeNormal> && Initializer<HeUniform> && Initializer<XavierNormal> &&
              Initializer<XavierUniform>);
static_assert(Initializer<LeCunNormal> && Initializer<Zeros> && !Initializer<int>);

BOOST_AUTO_TEST_CASE(laws_hold) {
  for (const auto& e : ::reference::initializers::examples) {
    const auto in = std::size_t(e.fan_in), out = std::size_t(e.fan_out);
    laws::initializer<XavierUniform, float>(in, out, e.xavier_uniform_bound / std::sqrt(3), e.xavier_uniform_bound);
    laws::initializer<HeUniform, double>(in, out, e.kaiming_uniform_bound / std::sqrt(3), e.kaiming_uniform_bound);
    laws::initializer<XavierNormal, double>(in, out, e.xavier_normal_std, 0);
    laws::initializer<HeNormal, float>(in, out, e.kaiming_normal_std, 0);
  }
  laws::initializer<LeCunNormal, float>(16, 3, 0.25, 0);  // √(1/16)
  for (const float w : laws::filled<Zeros, float>(4, 4, 1, 10)) BOOST_TEST(w == 0);
}

// Four weights from fan_in 4, fan_out 16, seed 1, by tests/initializer/reference.py.
template <class I, class T> constexpr bool begins(const std::array<double, 4>& expected) {
  std::array<T, 4> w{};
  Engine engine(1);
  I::fill(std::span<T>(w), 4, 16, engine);
  for (std::size_t i = 0; i < 4; ++i)
    if (static_cast<double>(w[i]) != expected[i]) return false;
  return true;
}
constexpr std::array xavier_uniform_float{0x1.5d8be6p-2, 0x1.152facp-2, -0x1.c0866cp-2, 0x1.1430b4p-2};
constexpr std::array xavier_uniform{0x1.5d8be8515bad2p-2, 0x1.152fab30d0fddp-2, -0x1.c086695cf0145p-2,
                                    0x1.1430b60b83b26p-2};
constexpr std::array xavier_normal_float{0x1.524ebcp-1, 0x1.dd2db6p-5, 0x1.19d4dep-2, -0x1.8d2ff0p-2};
constexpr std::array xavier_normal{0x1.524ebbf8a8e8ap-1, 0x1.dd2db5d0fb71ep-5, 0x1.19d4dd44a9ecdp-2,
                                   -0x1.8d2ff0ec018e9p-2};
constexpr std::array he_uniform_float{0x1.86ce0cp-1, 0x1.35e752p-1, -0x1.f5775ep-1, 0x1.34ca42p-1};
constexpr std::array he_uniform{0x1.86ce0cce369d9p-1, 0x1.35e7524ab2288p-1, -0x1.f5775bdaff229p-1,
                                0x1.34ca452b202e2p-1};
constexpr std::array he_normal_float{0x1.7a3d46p+0, 0x1.0ac03cp-3, 0x1.3b18e2p-1, -0x1.bc11a0p-1};
constexpr std::array he_normal{0x1.7a3d45c689161p+0, 0x1.0ac03c6af385fp-3, 0x1.3b18e1f01322fp-1, -0x1.bc11a14fe274ap-1};
constexpr std::array lecun_normal_float{0x1.0b74a2p+0, 0x1.793e26p-4, 0x1.bd9d5ep-2, -0x1.3a010ep-1};
constexpr std::array lecun_normal{0x1.0b74a29f6aa54p+0, 0x1.793e264663b78p-4, 0x1.bd9d5ef5ba81cp-2,
                                  -0x1.3a010d32e56cep-1};
static_assert(begins<XavierUniform, float>(xavier_uniform_float) && begins<XavierUniform, double>(xavier_uniform));
static_assert(begins<HeUniform, float>(he_uniform_float) && begins<HeNormal, double>(he_normal));

BOOST_AUTO_TEST_CASE(first_weights_are_the_same_everywhere) {
  BOOST_TEST((begins<XavierUniform, float>(xavier_uniform_float)));
  BOOST_TEST((begins<XavierUniform, double>(xavier_uniform)));
  BOOST_TEST((begins<XavierNormal, float>(xavier_normal_float)));
  BOOST_TEST((begins<XavierNormal, double>(xavier_normal)));
  BOOST_TEST((begins<HeUniform, float>(he_uniform_float)));
  BOOST_TEST((begins<HeUniform, double>(he_uniform)));
  BOOST_TEST((begins<HeNormal, float>(he_normal_float)));
  BOOST_TEST((begins<HeNormal, double>(he_normal)));
  BOOST_TEST((begins<LeCunNormal, float>(lecun_normal_float)));
  BOOST_TEST((begins<LeCunNormal, double>(lecun_normal)));
}

// Gains and fan_out
using Fifth = LeakyReLUWith<Ratio<1, 5>>;
static_assert(gain_of<Identity> == ::reference::initializers::gain_linear &&
              gain_of<Sigmoid> == ::reference::initializers::gain_sigmoid &&
              gain_of<Tanh> == ::reference::initializers::gain_tanh &&
              gain_of<SELU> == ::reference::initializers::gain_selu && gain_of<Gain<Ratio<3, 2>>> == 1.5);
static_assert(!_detail::HasGain<GELU> && !_detail::HasGain<Gain<Ratio<0, 1>>> && !_detail::HasGain<int>);
static_assert(mistake::is_fault<KaimingNormal<GELU>::fault> && mistake::is_fault<KaimingUniform<ReLU, int>::fault> &&
              mistake::is_fault<Orthogonal<GELU>::fault> && !mistake::is_fault<Orthogonal<>::fault>);

BOOST_AUTO_TEST_CASE(gains_of_activations) {
  BOOST_TEST(std::abs(gain_of<ReLU> - ::reference::initializers::gain_relu) < 1e-15);
  BOOST_TEST(std::abs(gain_of<LeakyReLU> - ::reference::initializers::gain_leaky_relu) < 1e-15);
  BOOST_TEST(std::abs(gain_of<Fifth> - ::reference::initializers::gain_leaky_relu_fifth) < 1e-15);
}
BOOST_AUTO_TEST_CASE(kaiming_by_fan_out_and_gain) {
  for (const auto& e : ::reference::initializers::leaky) {
    const auto in = std::size_t(e.fan_in), out = std::size_t(e.fan_out);
    laws::initializer<KaimingUniform<Fifth, FanOut>, float>(in, out, e.uniform_bound / std::sqrt(3), e.uniform_bound);
    laws::initializer<KaimingNormal<Fifth, FanOut>, double>(in, out, e.normal_std, 0);
    laws::initializer<KaimingUniform<Gain<Ratio<1, 1>>>, double>(in, out, 1 / std::sqrt(in), std::sqrt(3. / e.fan_in));
  }
  for (const auto& e : ::reference::initializers::examples) {
    const auto in = std::size_t(e.fan_in), out = std::size_t(e.fan_out);
    laws::initializer<KaimingNormal<ReLU>, float>(in, out, e.kaiming_normal_std, 0);
    laws::initializer<KaimingUniform<ReLU>, double>(in, out, e.kaiming_uniform_bound / std::sqrt(3),
                                                    e.kaiming_uniform_bound);
  }
}

// Orthogonal matrices
template <class I, class T> void is_orthogonal(std::size_t in, std::size_t out, double gain, double tolerance) {
  const std::vector<T> w = laws::filled<I, T>(in, out, 7, in * out);
  const bool tall = out <= in;
  double worst = 0;
  for (std::size_t a = 0; a < (tall ? out : in); ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      double product = 0;
      for (std::size_t i = 0; i < (tall ? in : out); ++i)
        product +=
            tall ? double(w[i * out + a]) * double(w[i * out + b]) : double(w[a * out + i]) * double(w[b * out + i]);
      worst = (std::max)(worst, std::abs(product / (gain * gain) - (a == b ? 1 : 0)));
    }
  BOOST_TEST(worst < tolerance, in << " x " << out << ": " << worst);
}
BOOST_AUTO_TEST_CASE(orthogonal_matrices) {
  for (const auto& [in, out] : {std::array<std::size_t, 2>{1, 1},
                                {2, 2},
                                {5, 3},
                                {3, 5},
                                {33, 1},
                                {1, 33},
                                {64, 64},
                                {70, 69},
                                {69, 70},
                                {200, 33},
                                {100, 200}}) {
    is_orthogonal<Orthogonal<>, double>(in, out, 1, 1e-12);
    is_orthogonal<Orthogonal<Tanh>, double>(in, out, 5. / 3, 1e-12);
    is_orthogonal<Orthogonal<ReLU>, float>(in, out, std::sqrt(2.), 2e-6);
  }
}
// Q of numpy.linalg.qr with a positive diagonal of R, as torch.nn.init.orthogonal_ makes it, of the same normal
// numbers: tests/initializer/reference.py.
template <class I, std::size_t In, std::size_t Out> constexpr std::array<double, In * Out> orthogonal_of_seed_1() {
  std::array<double, In * Out> w{};
  Engine engine(1);
  I::fill(std::span<double>(w), In, Out, engine);
  return w;
}
BOOST_AUTO_TEST_CASE(orthogonal_is_q_of_the_decomposition) {
  constexpr std::array tall{0.6314507585329936,   0.14190004520994362,  0.39794825734213585,  -0.3706748469521375,
                            -0.38969569698428963, -0.42802587890758326, -0.18309217632107444, 0.2076335614368136,
                            -0.08779299017426802, 0.007911761179060783, 0.8303548388098599,   -0.4863289362490894,
                            -0.6559609412077635,  0.3088701778279364,   0.6435896115591349};
  constexpr std::array wide{1.3492452766135299, 0.11894334409943144, 0.5620031469682858,  -0.7920352927780709,
                            0.336718110899883,  -1.3784194765950826, -0.8430433716205815, -0.2315951460625476};
  const auto a = orthogonal_of_seed_1<Orthogonal<>, 5, 3>();
  const auto b = orthogonal_of_seed_1<Orthogonal<Tanh>, 2, 4>();
  for (std::size_t i = 0; i < a.size(); ++i) BOOST_TEST(std::abs(a[i] - tall[i]) < 1e-14);
  for (std::size_t i = 0; i < b.size(); ++i) BOOST_TEST(std::abs(b[i] - wide[i]) < 1e-14);
}
// The compiler's bits: no fused multiply-add, no reordering.
BOOST_AUTO_TEST_CASE(orthogonal_is_the_same_in_constant_expressions) {
  constexpr auto expected = orthogonal_of_seed_1<Orthogonal<Tanh>, 7, 5>();
  BOOST_TEST((orthogonal_of_seed_1<Orthogonal<Tanh>, 7, 5>() == expected));
}

// Truncated normal numbers
using Cut = TruncatedNormal<Ratio<1, 2>, Ratio<-1, 2>, Ratio<1, 1>, Ratio<1, 4>>;
static_assert(mistake::is_fault<TruncatedNormal<Ratio<0, 1>>::fault> &&
              mistake::is_fault<TruncatedNormal<int>::fault> &&
              mistake::is_fault<TruncatedNormal<Ratio<1, 1>, Ratio<2, 1>, Ratio<2, 1>>::fault> &&
              mistake::is_fault<TruncatedNormal<Ratio<1, 1>, Ratio<3, 1>, Ratio<4, 1>>::fault> &&
              !mistake::is_fault<TruncatedNormal<Ratio<1, 1>, Ratio<2, 1>, Ratio<4, 1>>::fault>);
template <class I, class T> void is_truncated(double low, double high, const double (&expected)[2]) {
  constexpr std::size_t n = 100'000;
  double mean = 0, square = 0;
  for (const T w : laws::filled<I, T>(1, 1, 3, n)) {
    BOOST_REQUIRE(double(w) >= low && double(w) <= high);
    mean += double(w) / n;
    square += double(w) * double(w) / n;
  }
  const double deviation = std::sqrt(square - mean * mean);
  BOOST_TEST(std::abs(mean - expected[0]) < 5 * expected[1] / std::sqrt(double(n)));
  BOOST_TEST(std::abs(deviation / expected[1] - 1) < 5 / std::sqrt(2. * n));
}
BOOST_AUTO_TEST_CASE(truncated_normal_numbers) {
  is_truncated<TruncatedNormal<Ratio<1, 1>>, float>(-2, 2, ::reference::initializers::standard_within_2);
  is_truncated<Cut, double>(-0.5, 1, ::reference::initializers::quarter_above_1_of_half);
  constexpr std::array narrow{0x1.5e4f8ap-2, 0x1.5eceb0p-1, -0x1.74021ap-2, -0x1.2438dep-5};
  constexpr std::array wide{0x1.5e4f899198edep-2, 0x1.5eceaf7add40ep-1, -0x1.74021a65cad9cp-2, -0x1.2438de5a70c10p-5};
  BOOST_TEST((begins<Cut, float>(narrow) && begins<Cut, double>(wide)));
}

// Values that are not drawn, and biases
constexpr std::array<double, 4> quarters{0.25, 0.5, 0.75, 1};
static_assert(begins<FromArray<quarters>, float>(quarters) && begins<FromArray<quarters>, double>(quarters));
static_assert(begins<Constant<Ratio<1, 4>>, float>({0.25, 0.25, 0.25, 0.25}));

BOOST_AUTO_TEST_CASE(biases) {
  std::array<double, 6> w{};
  std::array<double, 2> b{9, 9};
  Engine engine(1);
  _detail::fill_parameters<HeNormal>(std::span<double>(w), std::span<double>(b), 3, 2, engine);
  BOOST_TEST((b == std::array<double, 2>{}));
  _detail::fill_parameters<WithBias<Constant<Ratio<2, 1>>, Constant<Ratio<1, 4>>>>(std::span<double>(w),
                                                                                   std::span<double>(b), 3, 2, engine);
  BOOST_TEST((w[5] == 2 && b == std::array<double, 2>{0.25, 0.25}));
  _detail::fill_parameters<WithBias<Zeros, PyTorchDefault>>(std::span<double>(w), std::span<double>(b), 3, 2, engine);
  BOOST_TEST((w[5] == 0 && b[0] != 0 && b[0] != b[1] && std::abs(b[0]) < std::sqrt(1. / 3)));
  // fans: 100, 2; extents: 3, 2
  _detail::fill_parameters<PyTorchDefault, double>(w, b, {100, 2, 3, 2}, engine);
  BOOST_TEST(*std::ranges::max_element(w) > 0.1);
  laws::initializer<PyTorchDefault, double>(7, 3, ::reference::initializers::linear_7_3[0] / std::sqrt(3),
                                            ::reference::initializers::linear_7_3[0]);
}

BOOST_AUTO_TEST_SUITE_END()
