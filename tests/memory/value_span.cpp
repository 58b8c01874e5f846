// Views to which values can be assigned: rows and batches of a workspace, parameters of a layer.
#include <algorithm>
#include <array>
#include <cstdint>
#include <ranges>
#include <span>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(memory_value_span)

using Small = Net<Dense<3, 4, ReLU>, Dense<4, 2>>;
using Training = Workspace<Small, 2, Mode::input_gradient>;
using Row = std::array<float, 3>;

Row row(const Training& w, std::size_t s) { return {w.x()(s, 0), w.x()(s, 1), w.x()(s, 2)}; }

BOOST_AUTO_TEST_CASE(a_row_copies_a_sample) {
  Training w;
  const Row sample{1, 2, 3};
  w.x()[1] = sample;
  BOOST_TEST((row(w, 1) == sample));
  BOOST_TEST((row(w, 0) == Row{}));
  const float plain[] = {4, 5, 6};
  w.x()[0] = plain;
  BOOST_TEST((row(w, 0) == Row{4, 5, 6}));
  w.x()[0] = std::span<const float, 3>(sample);
  BOOST_TEST((row(w, 0) == sample));
  w.x()[0] = {7, 8, 9};
  BOOST_TEST((row(w, 0) == Row{7, 8, 9}));
  w.x()[0] = std::array<std::uint8_t, 3>{0, 51, 255};
  BOOST_TEST((row(w, 0) == Row{0, 51 * (1.0f / 255), 1}));
  w.x()[1] = w.x()[0];
  BOOST_TEST((row(w, 1) == row(w, 0)));
  w.x()[1] = {};
  BOOST_TEST((row(w, 1) == Row{}));

  const auto first = w.x()[0];  // a view of the same values
  first = sample;
  BOOST_TEST((row(w, 0) == sample));
}

BOOST_AUTO_TEST_CASE(a_row_reads_as_a_span) {
  Training w;
  w.x()[1] = {1, 2, 3};
  const Training& same = w;
  const Row copy = same.x()[1];
  BOOST_TEST((copy == Row{1, 2, 3}));
  const std::span<float, 3> fixed = w.x()[1];
  const std::span<const float> dynamic = w.x()[1];
  BOOST_TEST((fixed.data() == w.x().data + 3 && dynamic.size() == 3u));
  float sum = 0;
  for (const float x : w.x()[1]) sum += x;
  BOOST_TEST(sum == 6);
  BOOST_TEST((w.x()[1].size() == 3u && w.x()[1].back() == 3 && w.x()[1].data()[1] == 2));
  std::ranges::fill(w.x()[1], 5.0f);
  BOOST_TEST(same.x()[1][2] == 5);
  std::ranges::copy(copy, w.x()[0].begin());
  BOOST_TEST((row(w, 0) == copy));
  static_assert(std::ranges::borrowed_range<decltype(w.x()[0])>);
  static_assert(std::is_same_v<decltype(same.x()[0][0]), const float&>);
  // a sample for the net
  Small net;
  initialize(net, 1);
  BOOST_TEST((net(w.x()[0]) == net(copy)));
  StandardScaler<float, 3> scaler;
  scaler.scale = {2, 2, 2};
  w.x()[1] = scaler.transform(w.x()[0]);
  BOOST_TEST((row(w, 1) == Row{0.5f, 1, 1.5f}));
}

BOOST_AUTO_TEST_CASE(a_batch_copies) {
  Training w, other;
  const std::array<Row, 2> batch{{{1, 2, 3}, {4, 5, 6}}};
  w.x() = batch;
  BOOST_TEST((row(w, 0) == batch[0] && row(w, 1) == batch[1]));
  other.x() = w.x();
  BOOST_TEST((row(other, 0) == batch[0] && row(other, 1) == batch[1]));
  const Training& same = w;
  w.x().flat() = std::array<float, 6>{};
  BOOST_TEST((row(w, 1) == Row{}));
  other.x() = same.x();
  BOOST_TEST((row(other, 1) == Row{}));
  w.x() = std::vector<Row>(batch.begin(), batch.end());
  BOOST_TEST((row(w, 1) == batch[1]));
  w.x() = {{6, 5, 4}, {3, 2, 1}};
  BOOST_TEST((row(w, 1) == Row{3, 2, 1}));
  w.x() = std::vector<std::array<std::uint8_t, 3>>{{255, 0, 0}, {0, 0, 255}};
  BOOST_TEST((row(w, 0) == Row{1, 0, 0} && row(w, 1) == Row{0, 0, 1}));
  const float plain[2][3] = {{1, 1, 1}, {2, 2, 2}};
  w.x() = plain;
  BOOST_TEST((row(w, 1) == Row{2, 2, 2}));
  w.x() = std::span(batch).first<2>();
  BOOST_TEST((row(w, 1) == batch[1]));

  // The outputs of one net are the inputs of the next.
  Workspace<Net<Dense<2, 1>>, 2> next;
  Small net;
  initialize(net, 1);
  net.forward(w);
  next.x() = w.y();
  BOOST_TEST((std::array<float, 2>(next.x()[1]) == net(batch[1])));
}

// A training step by hand from gradients that are assigned.
BOOST_AUTO_TEST_CASE(gradients_are_assigned) {
  Small net;
  initialize(net, 1);
  Training by_index, assigned;
  const std::array<std::array<float, 2>, 2> dy{{{1, -2}, {0.5f, 3}}};
  for (std::size_t s = 0; s < 2; ++s)
    for (std::size_t i = 0; i < 2; ++i) by_index.dy()(s, i) = dy[s][i];
  assigned.dy()[0] = dy[0];
  assigned.dy()[1] = {0.5f, 3};
  const std::array<Row, 2> batch{{{1, 2, 3}, {-4, 5, 6}}};
  by_index.x() = batch;
  assigned.x() = batch;
  Small::Parameters one{}, two{};
  net.forward(by_index);
  net.backward(by_index, one);
  net.forward(assigned);
  net.backward(assigned, two);
  BOOST_TEST((one == two));
  BOOST_TEST((one != Small::Parameters{}));
  BOOST_TEST((Row(by_index.dx()[1]) == Row(assigned.dx()[1])));
}

BOOST_AUTO_TEST_CASE(parameters_of_a_layer_are_assigned) {
  Small net, other;
  initialize(net, 1);
  other.parameters_of<1>() = net.parameters_of<1>();
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(other.weight<1>(i, 1) == net.weight<1>(i, 1));
  BOOST_TEST(other.weight<0>(0, 0) == 0);
  other.parameters_of<1>() = std::array<float, 10>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  BOOST_TEST((other.weight<1>(3, 1) == 8 && other.bias<1>(1) == 10));
  const std::array<float, 10> copy = other.parameters_of<1>();
  BOOST_TEST(copy[9] == 10);
}

constexpr bool in_constant_expressions = [] {
  Workspace<Small, 2> w, v;
  w.x()[0] = {1, 2, 3};
  w.x()[1] = std::array<std::uint8_t, 3>{255, 0, 0};
  v.x() = w.x();
  const Row copy = v.x()[0];
  return copy[2] == 3 && v.x()(1, 0) == 1;
}();
static_assert(in_constant_expressions);

BOOST_AUTO_TEST_SUITE_END()
