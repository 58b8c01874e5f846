// Winograd's convolution beside plain sums in long double: exactly, of whole numbers, and within its error bound.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/pack.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/kernel/winograd.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>

#include "../laws/draws.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(kernel_winograd)

template <std::size_t C, std::size_t H, std::size_t W, std::size_t O> using valid =
    kernel::convolution<C, H, W, O, 1, _detail::windows{{3}, {3}}>;
template <class S> inline constexpr bool wins = kernel::winograd<S>::wins;
static_assert(wins<valid<8, 13, 13, 16>> && wins<valid<16, 4, 6, 16>>);
static_assert(!wins<valid<1, 28, 28, 8>>);  // the pixels would take more than they save,
static_assert(!wins<valid<32, 28, 28, 1>>);
static_assert(!wins<valid<16, 5, 5, 16>>);  // too many would be computed twice
static_assert(!wins<valid<16, 3, 9, 16>>);
template <_detail::windows A, std::size_t G = 1> inline constexpr bool wins_by =
    wins<kernel::convolution<16, 20, 20, 16, G, A>>;
static_assert(wins_by<_detail::windows{{3}, {3}}> && wins_by<_detail::windows{{3, 1, 1, 1, 1}, {3, 1, 1, 2, 0}}>);
static_assert(!wins_by<_detail::windows{{3}, {2}}> && !wins_by<_detail::windows{{5}, {3}}> &&
              !wins_by<_detail::windows{{3, 2}, {3}}> && !wins_by<_detail::windows{{3}, {3, 1, 2}}>);
static_assert(!wins_by<_detail::windows{{3}, {3}}, 2>);

/// The convolution whose weights are transformed: S, or the one that S transposes.
template <class S> struct weights_of { using type = S; };
template <class S> struct weights_of<kernel::transposed<S>> { using type = S; };

/// A block of images, weights and biases, its convolution, and the sums it is made of.
template <class S, class T, std::size_t L = simd::native_lanes<T>> struct block {
  static constexpr std::size_t pixels = S::out_height * S::out_width, gap = 16;
  std::vector<T> x = std::vector<T>(S::padded_size * L), w = std::vector<T>(S::weights), b = std::vector<T>(S::outputs);
  std::vector<T> y = std::vector<T>(S::outputs * pixels * L + gap, T(99)), kept = y;
  std::vector<std::uint8_t> index = std::vector<std::uint8_t>(y.size(), std::uint8_t{99});

  template <class F, class G> block(F draw_pixel, G draw_weight) {
    for (T& v : x) v = T(draw_pixel());
    for (T& v : w) v = T(draw_weight());
    for (T& v : b) v = T(draw_weight());
  }
  template <std::size_t N, bool Bias = true> void convolve() {
    using V = simd::pack<T, L>;
    std::vector<T> room(kernel::winograd<S>::template room<T, L> + gap, T(77));
    kernel::transform_weights<typename weights_of<S>::type>(w.data(), room.data());
    const T* const bias = Bias ? b.data() : nullptr;
    if constexpr (N == 1)
      kernel::convolve_winograd<S, N, true, L, V>(x.data(), room.data(), bias, y.data(), kept.data(),
                                                  _detail::activation_map<Identity, true>{});
    else
      kernel::convolve_winograd<S, N, true, L, V>(x.data(), room.data(), bias, y.data(), index.data(),
                                                  _detail::activation_map<Identity, false>{});
    for (std::size_t i = 0; i < gap; ++i) BOOST_REQUIRE(room[room.size() - 1 - i] == T(77));
  }
  /// b + Σ x·w of one pixel, and |b| + Σ|x·w|.
  std::array<long double, 2> exact(std::size_t o, std::size_t row, std::size_t column, std::size_t lane,
                                   bool bias = true) const {
    long double sum = bias ? b[o] : T(0), size = std::abs(sum);
    for (std::size_t c = 0; c < S::channels; ++c)
      for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t s = 0; s < 3; ++s) {
          const long double product = static_cast<long double>(w[S::weight_index(c, r, s, o)]) *
                                      x[((c * S::padded_height + row + r) * S::padded_width + column + s) * L + lane];
          sum += product;
          size += std::abs(product);
        }
    return {sum, size};
  }
};

/// Whole numbers, weights multiples of 4, whose quarters are whole: nothing is rounded, so every value is exact, and of
/// equal ones the first counts.
template <class S, class T, std::size_t N, std::size_t L, bool Bias = true> void whole_numbers() {
  auto draw = laws::draws(S::outputs);
  const auto whole = [&draw] { return std::floor(draw() * 3); };
  block<S, T, L> t(whole, [&whole] { return whole() * 4; });
  t.template convolve<N, Bias>();
  constexpr std::size_t height = S::out_height / N, width = S::out_width / N, count = S::outputs * height * width * L;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t lane = i % L, column = i / L % width * N, row = i / L / width % height * N,
                      o = i / L / width / height;
    long double most = t.exact(o, row, column, lane, Bias)[0];
    std::uint8_t which = 0;
    for (std::uint8_t k = 1; k < N * N; ++k)
      if (const long double z = t.exact(o, row + k / N, column + k % N, lane, Bias)[0]; z > most) most = z, which = k;
    wrong += t.y[i] != T(most) || (N == 1 ? t.kept[i] != T(most) : t.index[i] != which);
  }
  BOOST_TEST(wrong == 0u);
  for (std::size_t i = 0; i < t.gap; ++i)
    BOOST_REQUIRE((t.y[count + i] == T(99) && t.kept[count + i] == T(99) && t.index[count + i] == 99));
}
BOOST_AUTO_TEST_CASE(exact_of_whole_numbers) {
  whole_numbers<valid<2, 4, 4, 1>, float, 1, simd::native_lanes<float>>();
  whole_numbers<valid<3, 7, 6, 5>, float, 1, simd::native_lanes<float>>();  // odd: some pixels twice
  whole_numbers<valid<1, 6, 9, 17>, double, 1, simd::native_lanes<double>, false>();
  whole_numbers<valid<3, 6, 7, 11>, float, 2, simd::native_lanes<float>>();  // pooling leaves a column over
  whole_numbers<valid<2, 5, 8, 6>, float, 2, 2, false>();                    // a batch of two
}
BOOST_AUTO_TEST_CASE(exact_with_rotated_kernels) {
  whole_numbers<kernel::transposed<valid<3, 7, 6, 5>>, float, 1, simd::native_lanes<float>>();
  using padded = kernel::convolution<4, 5, 6, 9, 1, _detail::windows{{3, 1, 1, 1, 2}, {3, 1, 1, 2, 0}}>;
  whole_numbers<kernel::transposed<padded>, double, 1, simd::native_lanes<double>, false>();
}

/// The largest error in units of epsilon, as a part of |b| + Σ|x·w|, of pixels and weights in [−1, 1).
template <std::size_t C> double largest_error() {
  using S = valid<C, 6, 6, 8>;
  constexpr std::size_t L = simd::native_lanes<float>;
  auto draw = laws::draws(C);
  double worst = 0;
  for (int round = 0; round < 10; ++round) {
    block<S, float> t([&draw] { return draw(); }, [&draw] { return draw(); });
    t.template convolve<1>();
    for (std::size_t i = 0; i < 8 * 16 * L; ++i) {
      const auto [sum, size] = t.exact(i / L / 16, i / L / 4 % 4, i / L % 4, i % L);
      worst = std::fmax(worst, double(std::abs(t.y[i] - sum) / size) / double(std::numeric_limits<float>::epsilon()));
    }
  }
  return worst;
}
BOOST_AUTO_TEST_CASE(error) {
  BOOST_TEST(largest_error<4>() < 2);
  BOOST_TEST(largest_error<16>() < 2);
  BOOST_TEST(largest_error<64>() < 2);
}

BOOST_AUTO_TEST_CASE(not_a_number_reaches_whoever_sees_it) {
  using S = valid<2, 8, 6, 3>;
  constexpr std::size_t L = simd::native_lanes<float>;
  auto draw = laws::draws(1);
  block<S, float> t([&draw] { return draw(); }, [&draw] { return draw(); });
  t.x[(3 * 6 + 1) * L + 1] = std::numeric_limits<float>::quiet_NaN();  // row 3, column 1 of the second sample
  t.convolve<1>();
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < 3 * 24 * L; ++i) {
    const std::size_t lane = i % L, column = i / L % 4, row = i / L / 4 % 6;
    wrong += std::isnan(t.y[i]) != (lane == 1 && column <= 1 && row >= 1 && row <= 3);
  }
  BOOST_TEST(wrong == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
