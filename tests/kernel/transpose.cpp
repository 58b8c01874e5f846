// Batches turned from rows to lanes and back, beside the naive twin; a gap around each must stay as it was.
#include <array>
#include <cstddef>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/reference.hpp>
#include <sinew/kernel/transpose.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(kernel_transpose)

template <class T, std::size_t B, std::size_t N, std::size_t W> void check() {
  BOOST_TEST_CONTEXT("batch " << B << ", features " << N << ", lanes " << W << ", bytes " << sizeof(T)) {
    using Lanes = _detail::lanes<T, B, N, W>;
    constexpr std::size_t gap = 16;
    std::vector<T> from(B * N), back(B * N + 2 * gap, T(77)), expected_back = back;
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = T(i + 1);
    const _detail::rows<const T, B, N> r{from.data()};
    auto turn = [&]<_detail::spare_lanes Spare>() {
      std::vector<T> fast(Lanes::samples * N + 2 * gap, T(99)), naive = fast;
      kernel::relayout<Spare>(r, Lanes{fast.data() + gap});
      sinew::kernel::reference::relayout<Spare>(r.batch, r.features, r.data, 1, naive.data() + gap, Lanes::lanes);
      BOOST_TEST(fast == naive);
      return naive;
    };
    turn.template operator()<_detail::spare_lanes::zero>();
    const std::vector<T> turned = turn.template operator()<_detail::spare_lanes::repeat_last_sample>();
    kernel::relayout<_detail::spare_lanes::zero>(_detail::lanes<const T, B, N, W>{turned.data() + gap},
                                                 _detail::rows<T, B, N>{back.data() + gap});
    for (std::size_t i = 0; i < from.size(); ++i) expected_back[gap + i] = from[i];
    BOOST_TEST(back == expected_back);
  }
}
BOOST_AUTO_TEST_CASE(there_and_back) {
  check<float, 5, 3, 4>();
  check<float, 2, 5, 2>();
  check<float, 64, 4, simd::native_lanes<float>>();
  check<float, 19, 31, simd::native_lanes<float>>();
  check<float, 33, 1, simd::native_lanes<float>>();
  check<float, 40, 2, simd::native_lanes<float>>();
  check<float, 32, 8, simd::native_lanes<float>>();
  check<double, 48, 4, simd::native_lanes<double>>();
  check<float, 16, 50, simd::native_lanes<float>>();
  check<double, 3, 7, 2>();
  check<double, 21, 13, simd::native_lanes<double>>();
}

// By hand: 5 samples of 3 features, blocks of 4.
constexpr auto by_hand = [] {
  std::array<float, 15> from{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  std::array<float, 24> to{};
  kernel::relayout<_detail::spare_lanes::repeat_last_sample>(_detail::rows<const float, 5, 3>{from.data()},
                                                             _detail::lanes<float, 5, 3, 4>{to.data()});
  return to;
}();
static_assert(by_hand == std::array<float, 24>{1,  4,  7,  10, 2,  5,  8,  11, 3,  6,  9,  12,
                                               13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 15});

BOOST_AUTO_TEST_SUITE_END()
