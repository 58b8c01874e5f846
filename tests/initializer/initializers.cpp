// Every initializer: the laws with PyTorch's bounds and deviations, and first weights to the bit.
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/initializer/concept.hpp>
#include <sinew/initializer/he.hpp>
#include <sinew/initializer/lecun.hpp>
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

BOOST_AUTO_TEST_SUITE_END()
