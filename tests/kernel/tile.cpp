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
  kernel::each_panel<T, N, C>([&]<class V, std::size_t P>(std::size_t from) {
    for (std::size_t i = 0; i < P * lanes_of<V>; ++i) ++times.at(from + i);
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

template <std::size_t M, std::size_t R> bool groups_cover_once() {
  std::vector<int> times(M);
  kernel::each_row_group<M, R>([&]<std::size_t Rows>(std::size_t from) {
    for (std::size_t r = 0; r < Rows; ++r) ++times.at(from + r);
  });
  return times == std::vector<int>(M, 1);
}
BOOST_AUTO_TEST_CASE(row_groups) {
  BOOST_TEST((groups_cover_once<1, 1>()));
  BOOST_TEST((groups_cover_once<7, 4>()));
  BOOST_TEST((groups_cover_once<8, 4>()));
  BOOST_TEST((groups_cover_once<64, 8>()));
}

// The accumulators of a tile never exceed what the register file is taken to hold.
static_assert(kernel::tile_rows<1> == 1 && kernel::tile_rows<3> * kernel::tile_packs<3> <= kernel::accumulators);
static_assert(kernel::tile_rows<64> * kernel::tile_packs<64> <= kernel::accumulators);

BOOST_AUTO_TEST_SUITE_END()
