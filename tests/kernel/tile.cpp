#include <array>
#include <cstddef>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/kernel/tile.hpp>
#include <sinew/simd/pack.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(kernel_tile)

template <std::size_t N, std::size_t C, class T> bool panels_cover_once() {
  std::vector<int> times(N);
  kernel::each_panel<T, C, kernel::columns_left<T, N, C>>(
      N, [&]<class V, std::size_t P, std::size_t Valid>(std::size_t from) {
        static_assert(Valid == simd::lanes_of<V> || (P == 1 && Valid > simd::lanes_of<V> / 2));
        for (std::size_t i = 0; i < (P - 1) * simd::lanes_of<V> + Valid; ++i) ++times.at(from + i);
      });
  return times == std::vector<int>(N, 1);
}
BOOST_AUTO_TEST_CASE(panels) {
  BOOST_TEST((panels_cover_once<1, 2, float>()));
  BOOST_TEST((panels_cover_once<3, 2, double>()));
  BOOST_TEST((panels_cover_once<16, 2, float>()));
  BOOST_TEST((panels_cover_once<20, 4, float>()));
  BOOST_TEST((panels_cover_once<33, 2, float>()));
  BOOST_TEST((panels_cover_once<100, 3, double>()));
  BOOST_TEST((panels_cover_once<127, 16, float>()));
}

template <bool Shared, std::size_t M, std::size_t R> bool groups_cover_once() {
  std::vector<int> times(M);
  kernel::each_row_group<Shared, M, R>([&]<std::size_t Rows>(std::size_t from, std::size_t count) {
    for (std::size_t r = 0; r < count * Rows; ++r) ++times.at(from + r);
  });
  return times == std::vector<int>(M, 1);
}
BOOST_AUTO_TEST_CASE(row_groups) {
  BOOST_TEST((groups_cover_once<false, 1, 1>() && groups_cover_once<true, 1, 1>()));
  BOOST_TEST((groups_cover_once<false, 7, 4>() && groups_cover_once<true, 7, 4>()));
  BOOST_TEST((groups_cover_once<false, 8, 4>() && groups_cover_once<true, 8, 4>()));
  BOOST_TEST((groups_cover_once<false, 64, 8>() && groups_cover_once<true, 64, 8>()));
}

// The accumulators of a tile never exceed what the register file is taken to hold.
template <std::size_t... M>
constexpr bool all_fit = ((kernel::tile_rows<false, M> * kernel::tile_packs<false, M> <= kernel::accumulators &&
                           kernel::tile_rows<true, M> * kernel::tile_packs<true, M> <= kernel::accumulators &&
                           kernel::tile_rows<true, M> <= M) &&
                          ...);
static_assert(all_fit<1, 2, 3, 5, 7, 8, 64>);

BOOST_AUTO_TEST_SUITE_END()
