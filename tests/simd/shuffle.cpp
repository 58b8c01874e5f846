#include <array>
#include <cstddef>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(simd_shuffle)

template <class T, std::size_t W> constexpr std::array<T, W> counted(std::size_t from) {
  std::array<T, W> a{};
  for (std::size_t i = 0; i < W; ++i) a[i] = T(from + i);
  return a;
}

template <class T, std::size_t W> void parts() {
  const auto source = counted<T, W>(1);
  using V = simd::pack<T, W>;
  simd::unroll<W + 1>([&](auto n) {
    std::array<T, W> loaded, stored{};
    simd::store<V>(loaded.data(), simd::load_first<V, n>(source.data()));
    simd::store_first<n>(stored.data(), simd::load<V>(source.data()));
    for (std::size_t i = 0; i < W; ++i) {
      BOOST_TEST(loaded[i] == (i < n ? T(i + 1) : T(0)));
      BOOST_TEST(stored[i] == (i < n ? T(i + 1) : T(0)));
    }
  });
}
BOOST_AUTO_TEST_CASE(first_lanes) {
  parts<float, 2>();
  parts<float, 8>();
  parts<float, simd::native_lanes<float>>();
  parts<double, simd::native_lanes<double>>();
}

template <class T, std::size_t W, std::size_t P> void blocks() {
  using V = simd::pack<T, W>;
  std::array<std::array<T, W>, P> memory;
  V row[P];
  for (std::size_t p = 0; p < P; ++p) {
    memory[p] = counted<T, W>(100 * p);
    row[p] = simd::load<V>(memory[p].data());
  }
  simd::transpose_blocks<P>(row);
  for (std::size_t p = 0; p < P; ++p) {
    std::array<T, W> turned;
    simd::store<V>(turned.data(), row[p]);
    for (std::size_t b = 0; b < W; b += P)
      for (std::size_t q = 0; q < P; ++q) BOOST_TEST(turned[b + q] == memory[q][b + p]);
  }
}
BOOST_AUTO_TEST_CASE(transposed_blocks) {
  blocks<float, 4, 1>();
  blocks<float, 4, 2>();
  blocks<float, simd::native_lanes<float>, simd::native_lanes<float>>();
  blocks<float, simd::native_lanes<float>, simd::native_lanes<float> / 2>();
  blocks<double, simd::native_lanes<double>, simd::native_lanes<double>>();
}

template <class T, std::size_t W, std::size_t P> void totals() {
  using V = simd::pack<T, W>;
  V row[P];
  for (std::size_t p = 0; p < P; ++p) row[p] = simd::load<V>(counted<T, W>(10 * p).data());
  std::array<T, P> total;
  simd::store<simd::pack<T, P>>(total.data(), simd::sums<P>(row));
  for (std::size_t p = 0; p < P; ++p) BOOST_TEST(total[p] == T(W * 10 * p + W * (W - 1) / 2));
}
BOOST_AUTO_TEST_CASE(sums_over_lanes) {
  totals<float, 4, 1>();
  totals<float, 2, 2>();
  totals<float, simd::native_lanes<float>, 4>();
  totals<float, simd::native_lanes<float>, simd::native_lanes<float>>();
  totals<double, simd::native_lanes<double>, 2>();
}

template <class T, std::size_t W, std::size_t N> void ends() {
  using V = simd::pack<T, W>;
  const V v = simd::load<V>(counted<T, W>(5).data());
  std::array<T, W> filled, kept;
  simd::store<V>(filled.data(), simd::fill_past<N>(v));
  simd::store<V>(kept.data(), simd::keep_first<N>(v));
  for (std::size_t i = 0; i < W; ++i) {
    BOOST_TEST(filled[i] == (i < N ? T(5 + i) : T(5)));
    BOOST_TEST(kept[i] == (i < N ? T(5 + i) : T(0)));
  }
  BOOST_TEST(simd::reduce(v, []<class P>(const P& a, const P& b) { return simd::select(a > b, a, b); }) ==
             T(5 + W - 1));
}
BOOST_AUTO_TEST_CASE(lanes_past_the_end) {
  ends<float, 4, 3>();
  ends<float, simd::native_lanes<float>, 1>();
  ends<double, simd::native_lanes<double>, simd::native_lanes<double> - 1>();
}

template <class T, std::size_t N> bool padded_packs_cover_once() {
  std::array<int, N> times{};
  simd::cover_padded<T, N>([&]<class V, std::size_t Valid>(std::size_t from) {
    static_assert(Valid <= simd::lanes_of<V>);
    for (std::size_t i = 0; i < Valid; ++i) ++times.at(from + i);
  });
  for (const int t : times)
    if (t != 1) return false;
  return true;
}
BOOST_AUTO_TEST_CASE(padded_cover) {
  BOOST_TEST((padded_packs_cover_once<float, 1>()));
  BOOST_TEST((padded_packs_cover_once<float, 10>()));
  BOOST_TEST((padded_packs_cover_once<float, 67>()));
  BOOST_TEST((padded_packs_cover_once<double, 16>()));
}

BOOST_AUTO_TEST_SUITE_END()
