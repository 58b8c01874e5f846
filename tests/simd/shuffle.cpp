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
  using V = pack<T, W>;
  unroll<W + 1>([&](auto n) {
    std::array<T, W> loaded, stored{};
    store<V>(loaded.data(), load_first<V, n>(source.data()));
    store_first<n>(stored.data(), load<V>(source.data()));
    for (std::size_t i = 0; i < W; ++i) {
      BOOST_TEST(loaded[i] == (i < n ? T(i + 1) : T(0)));
      BOOST_TEST(stored[i] == (i < n ? T(i + 1) : T(0)));
    }
  });
}
BOOST_AUTO_TEST_CASE(first_lanes) {
  parts<float, 2>();
  parts<float, 8>();
  parts<float, native_lanes<float>>();
  parts<double, native_lanes<double>>();
}

template <class T, std::size_t W, std::size_t P> void blocks() {
  using V = pack<T, W>;
  std::array<std::array<T, W>, P> memory;
  V row[P];
  for (std::size_t p = 0; p < P; ++p) {
    memory[p] = counted<T, W>(100 * p);
    row[p] = load<V>(memory[p].data());
  }
  transpose_blocks<P>(row);
  for (std::size_t p = 0; p < P; ++p) {
    std::array<T, W> turned;
    store<V>(turned.data(), row[p]);
    for (std::size_t b = 0; b < W; b += P)
      for (std::size_t q = 0; q < P; ++q) BOOST_TEST(turned[b + q] == memory[q][b + p]);
  }
}
BOOST_AUTO_TEST_CASE(transposed_blocks) {
  blocks<float, 4, 1>();
  blocks<float, 4, 2>();
  blocks<float, native_lanes<float>, native_lanes<float>>();
  blocks<float, native_lanes<float>, native_lanes<float> / 2>();
  blocks<double, native_lanes<double>, native_lanes<double>>();
}

template <class T, std::size_t W, std::size_t P> void totals() {
  using V = pack<T, W>;
  V row[P];
  for (std::size_t p = 0; p < P; ++p) row[p] = load<V>(counted<T, W>(10 * p).data());
  std::array<T, P> total;
  store<pack<T, P>>(total.data(), sums<P>(row));
  for (std::size_t p = 0; p < P; ++p) BOOST_TEST(total[p] == T(W * 10 * p + W * (W - 1) / 2));
}
BOOST_AUTO_TEST_CASE(sums_over_lanes) {
  totals<float, 4, 1>();
  totals<float, 2, 2>();
  totals<float, native_lanes<float>, 4>();
  totals<float, native_lanes<float>, native_lanes<float>>();
  totals<double, native_lanes<double>, 2>();
}

BOOST_AUTO_TEST_SUITE_END()
