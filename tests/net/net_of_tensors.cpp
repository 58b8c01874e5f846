// net_of_tensors: each value of a tensor in PyTorch's order is where tensors_of<Net> says that it is, also in a
// constant expression, and padding is 0. (That tensors_of<Net> is right: net/tensors.cpp.)
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>
#include <sinew/deploy/net_of_tensors.hpp>

using namespace sinew;

namespace {

/// Padded rows, turned ones, a single number, dimensions of 1, a name with a dot, out of order.
struct Padded {
  using input = shape<2>;
  using output = input;
  static constexpr std::size_t parameters = 2 + 8 + 1 + 6, parameter_count = 2 + 6 + 1 + 6, buffers = 6;
  static constexpr void tensors(auto& list) {
    list.parameter("rows", {2, 3}, {4, 1}, 2);
    list.parameter("gate.first", {2}, {1}, 0);
    list.buffer("turned", {2, 3}, {1, 2});
    list.parameter("number", shape<>{}, 10);
    list.parameter("image", shape<1, 2, 3>{});
  }
  static constexpr void forward(auto) {}
  static constexpr void backward(auto) {}
};

/// first, first + 1, … as a constant with an address.
template <class T, std::size_t N, int First> inline constexpr auto counted = [] {
  struct numbers {
    T values[N];
  } result{};
  for (std::size_t i = 0; i < N; ++i) result.values[i] = static_cast<T>(i) + First;
  return result;
}();

/// The number of elements that are not what `counted` says for tensor J, which began with 100·(J + 1).
template <class Net> constexpr std::size_t wrong_elements(const Net& net) {
  std::size_t wrong = 0;
  int first = 0;
  for (const TensorDescription& t : tensors_of<Net>) {
    auto value = static_cast<typename Net::scalar>(first += 100);
    t.each_position([&](std::size_t at) {
      if (!_detail::equals(tensor_storage(net, t)[at], value)) ++wrong;
      value += 1;
    });
  }
  return wrong;
}

using Images =
    Net<Input<2, 6, 5>, Conv2D<6, 3, Groups<2>, ReLU>, BatchNorm<>, ConvTranspose2D<4, 2>, Flatten, Dense<80, 3>>;
constexpr Images images = net_of_tensors<Images>({{"5", "bias", counted<float, 3, 800>.values},
                                                  {"0", "weight", counted<float, 54, 100>.values},
                                                  {"0", "bias", counted<float, 6, 200>.values},
                                                  {"2", "weight", counted<float, 6, 300>.values},
                                                  {"2", "bias", counted<double, 6, 400>.values},
                                                  {"2", "running_mean", counted<float, 6, 500>.values},
                                                  {"2", "running_var", counted<float, 6, 600>.values},
                                                  {"3", "weight", counted<float, 96, 700>.values},
                                                  {"3", "bias", counted<float, 4, 800>.values},
                                                  {"5", "weight", counted<float, 240, 900>.values}});

}  // namespace

BOOST_AUTO_TEST_SUITE(net_net_of_tensors)

BOOST_AUTO_TEST_CASE(has_tensor_compares_names_and_extents) {
  static_assert(has_tensor<Images>("0", "weight", {6, 1, 3, 3}));
  static_assert(!has_tensor<Images>("0", "weight", {6, 3, 3, 1}));
  static_assert(!has_tensor<Images>("0", "weight", {6, 1, 3}));
  static_assert(!has_tensor<Images>("0", "weigh", {6, 1, 3, 3}));
  static_assert(!has_tensor<Images>("00", "weight", {6, 1, 3, 3}));
  static_assert(!has_tensor<Images>("", "0.weight", {6, 1, 3, 3}));
  static_assert(has_tensor<Images>("2", "running_var", {6}));
  static_assert(has_tensor<Net<Padded>>("0.gate", "first", {2}));  // a header splits names at the last dot
  static_assert(has_tensor<Net<Padded>>("0", "gate.first", {2}));
  static_assert(has_tensor<Net<Padded>>("0", "number", {}));
}

BOOST_AUTO_TEST_CASE(values_are_in_their_places) {
  const TensorDescription& w = tensors_of<Images>[0];
  static_assert(images.parameters[0] > 99);
  BOOST_TEST(images.parameters[w.position(5, 0, 2, 1)] == 100 + 5 * 9 + 2 * 3 + 1);
  BOOST_TEST(images.weight<5>(7, 2) == 900 + 2 * 80 + 7);
  std::size_t at = 0;
  for (const int first : {100, 200, 300, 400, 500, 600, 700, 800, 900, 800}) {
    const TensorDescription& t = tensors_of<Images>[at++];
    float value = static_cast<float>(first);
    t.each_position([&](std::size_t position) { BOOST_TEST(tensor_storage(images, t)[position] == value++); });
  }
}

BOOST_AUTO_TEST_CASE(a_layer_of_a_programs_own) {
  constexpr Net<Padded> net = net_of_tensors<Net<Padded>>({{"0", "rows", counted<float, 6, 100>.values},
                                                           {"0", "gate.first", counted<float, 2, 200>.values},
                                                           {"0", "turned", counted<float, 6, 500>.values},
                                                           {"0", "number", counted<float, 1, 300>.values},
                                                           {"0", "image", counted<float, 6, 400>.values}});
  constexpr std::array<float, 17> expected{200, 201, 100, 101, 102, 0,   103, 104, 105,
                                           0,   300, 400, 401, 402, 403, 404, 405};
  constexpr std::array<float, 6> turned{500, 503, 501, 504, 502, 505};
  BOOST_TEST(std::equal(turned.begin(), turned.end(), net.buffers.begin()));
  BOOST_TEST(std::equal(expected.begin(), expected.end(), net.parameters.begin()));
}

// Lines of 64, 8 and single elements, short lines, and lines that are one.
template <std::size_t In, std::size_t Out> void check_dense() {
  using D = BasicNet<double, Dense<In, Out>>;
  static constexpr D net = net_of_tensors<D>(
      {{"0", "weight", counted<float, In * Out, 100>.values}, {"0", "bias", counted<double, Out, 200>.values}});
  static_assert(wrong_elements(net) == 0);
}
BOOST_AUTO_TEST_CASE(lines_of_all_lengths) {
  check_dense<1, 1>();
  check_dense<3, 150>();
  check_dense<150, 3>();
  check_dense<1, 77>();
  check_dense<77, 1>();
  check_dense<16, 17>();
}

BOOST_AUTO_TEST_SUITE_END()
