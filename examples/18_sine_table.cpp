// 18 · A net instead of a table: the compiler fits ten weights to seven values of the sine. The program contains a
// constant of 64 bytes in read-only memory and the few instructions that run the net, but no training code.
//
// Compilers limit the length of constant expressions, so this file needs
//     g++ -fconstexpr-ops-limit=1000000000          clang++ -fconstexpr-steps=100000000

#include <array>
#include <cmath>
#include <cstdio>

#include <sinew/sinew.hpp>

using namespace sinew;

// The sine of 0°, 15° … 90°; angles are in units of the right angle.
constexpr std::array<std::array<float, 1>, 7> angles{{{0}, {1 / 6.f}, {2 / 6.f}, {3 / 6.f}, {4 / 6.f}, {5 / 6.f}, {1}}};
constexpr std::array<float, 7> sines{0, 0.258819f, 0.5f, 0.707107f, 0.866025f, 0.965926f, 1};

constexpr auto quarter_wave = [] {
  Net<Dense<1, 3, Tanh>, Dense<3, 1>> net;
  initialize(net, 4);
  fit<7>(net, DataView(angles, sines), MSE{}, Adam{.rate = 0.2}, {.epochs = 300, .schedule = cosine_decay(300)});
  return net;
}();
static_assert(quarter_wave.parameter_count == 10);
static_assert(quarter_wave({0.5f})[0] > 0.687f && quarter_wave({0.5f})[0] < 0.727f);

// The other three quarters follow from symmetry.
static float sine(float right_angles) {
  const float turn = right_angles - 4 * std::floor(right_angles / 4), half = turn < 2 ? turn : turn - 2;
  const float y = quarter_wave({half < 1 ? half : 2 - half})[0];
  return turn < 2 ? y : -y;
}

int main() {
  float worst = 0;
  std::printf("degrees      net     sinf\n");
  for (int degree = -360; degree <= 360; ++degree) {
    const float exact = sinf(static_cast<float>(degree) * 3.14159265f / 180),
                ours = sine(static_cast<float>(degree) / 90);
    worst = std::fmax(worst, std::fabs(ours - exact));
    if (degree % 45 == 0) std::printf("%7d  %7.4f  %7.4f\n", degree, ours, exact);
  }
  std::printf("largest error %.4f\n", worst);
  return worst < 0.02f ? 0 : 1;
}
