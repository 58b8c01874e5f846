#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/io/dtype.hpp>
#include <sinew/io/strided_copy.hpp>

using namespace sinew;
using _detail::tensor_tile;
using _detail::TensorWalk;

BOOST_AUTO_TEST_SUITE(io_strided_copy)

/// A tensor of numbers 1, 2, … in PyTorch's order goes to a net and back, at once and in blocks of rows.
template <class T> void there_and_back(std::vector<std::size_t> extents, std::vector<std::size_t> strides) {
  TensorDescription t;
  t.offset = 3;
  t.extents = extents;
  t.strides = strides;
  const std::size_t size = t.size();
  std::vector<T> row(size), net(t.end() + 2, T(-1)), expected = net;
  for (std::size_t i = 0; i < size; ++i) row[i] = static_cast<T>(i + 1);
  std::size_t next = 0;
  t.each_position([&](std::size_t at) { expected[at] = row[next++]; });
  std::vector<T> between(_detail::spaced_tile_size<T>);
  const TensorWalk<T> walk(t);
  BOOST_TEST(walk.rows() * walk.row_size() == (size > 0 ? size : walk.rows() * walk.row_size()));
  walk.each_tile([&](const tensor_tile& tile) {
    _detail::copy_to_net(tile, row.data() + tile.in_row, tile.row_step, net.data(), between.data(), tile.rows_behind);
  });
  BOOST_TEST((net == expected));  // and nothing else has changed
  for (const std::size_t at_once : {walk.rows(), std::size_t{1}, std::size_t{5}, walk.neighbours()}) {
    std::vector<T> block(at_once * walk.row_size()), back;
    for (std::size_t first = 0; size > 0 && first < walk.rows(); first += at_once) {
      const std::size_t count = first + at_once < walk.rows() ? at_once : walk.rows() - first;
      walk.each_tile(first, count, [&](const tensor_tile& tile) {
        _detail::copy_from_net(tile, net.data(), block.data() + tile.in_row, tile.row_step);
      });
      back.insert(back.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count * walk.row_size()));
    }
    BOOST_TEST((back == row), "rows at once: " << at_once);
  }
}
void there_and_back(const std::vector<std::size_t>& extents, const std::vector<std::size_t>& strides) {
  there_and_back<float>(extents, strides);
  there_and_back<double>(extents, strides);
}

BOOST_AUTO_TEST_CASE(tensors_of_layers) {
  there_and_back({}, {});
  there_and_back({7}, {1});
  for (const std::size_t out : {1, 2, 3, 4, 15, 16, 17, 63, 65, 130})
    for (const std::size_t in : {1, 2, 5, 16, 33, 64, 70}) there_and_back({out, in}, {1, out});  // Dense
  there_and_back({1030, 131}, {1, 1030});        // several tiles each way
  there_and_back({5, 3, 2, 4}, {1, 40, 20, 5});  // Conv2D
  there_and_back({70, 3, 3}, {1, 210, 70});
  there_and_back({0, 4}, {1, 0});
}

BOOST_AUTO_TEST_CASE(other_orders) {
  there_and_back({6}, {3});                       // gaps
  there_and_back({70'000}, {1});                  // more than a tile
  there_and_back({5, 4}, {7, 1});                 // padded rows
  there_and_back({5, 4}, {2, 11});                // no neighbours at all
  there_and_back({4, 70, 3}, {210, 1, 70});       // transposed within
  there_and_back({3, 4, 5, 2}, {40, 1, 8, 4});    // and joined extents around it
  there_and_back({2, 3, 2, 3}, {3, 12, 6, 1});    // outer extents in another order
  there_and_back({2, 1, 3, 1}, {1, 100, 2, 7});   // extents of 1 mean nothing
  there_and_back({2, 2, 2, 2, 2, 2, 2, 2, 2, 2},  // more extents than are walked by tiles
                 {1, 4, 2, 16, 8, 64, 32, 256, 128, 512});
}

template <class I> void below(I limit) {
  using _detail::all_below;
  std::vector<I> numbers(77, I(-5));
  for (I& n : numbers) n = static_cast<I>(limit - 1);
  const auto test = [&] {
    return all_below<I>(reinterpret_cast<const unsigned char*>(numbers.data()), numbers.size(), limit);
  };
  BOOST_TEST(test());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    for (const I sign : {I{0}, std::numeric_limits<I>::min()}) {
      numbers[i] = static_cast<I>(limit | sign);
      BOOST_TEST(!test(), "number " << i);
      numbers[i] = static_cast<I>((limit - 1) | sign);
      BOOST_TEST(test(), "number " << i);
    }
  BOOST_TEST(all_below<I>(nullptr, 0, limit));
}

BOOST_AUTO_TEST_CASE(magnitudes) {
  below<std::int16_t>(0x7c00);
  below<std::int32_t>(0x7f800000);
  below<std::int64_t>(0x7ff0000000000000);
  below<std::int64_t>(0x47effffff0000000);
}

BOOST_AUTO_TEST_SUITE_END()
