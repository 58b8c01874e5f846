// Conv2D of sizes that kernel/winograd.hpp computes where samples lie in lanes: its laws, the single image (computed
// directly) among them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_conv2d_winograd)

// An odd number of rows, with padding and an activation that keeps what it is given; then one with a pooling behind it.
using Fast = BasicNet<double, Input<8, 5, 4>, Conv2D<8, 3, GELU, Padding<1>>, Conv2D<8, 3, Tanh, NoBias>, MaxPool2D<2>>;
void laws_and_single_images(laws::maker make, std::uint64_t seed) {
  laws::gradient(make, seed);
  laws::sinks(make, seed);
  laws::no_trace(make, seed);
  laws::independence(make, seed);
  // Instead of the law of batch_size, which bounds roundings of sums in one order: a single image is computed directly.
  const auto s = make(seed);
  s->forward();
  const auto inferred = s->infer();
  double of_training = 0, of_single = 0;
  for (std::size_t at = 0; at < s->batch; ++at) {
    const auto one = s->single(at);
    for (std::size_t o = 0; o < s->outputs; ++o) {
      of_training = std::max(of_training, std::abs(inferred[at * s->outputs + o] - s->y[at * s->outputs + o]));
      of_single = std::max(of_single, std::abs(inferred[at * s->outputs + o] - one[o]));
    }
  }
  BOOST_TEST(of_training < 1e-13);
  BOOST_TEST(of_single < 1e-13);
}
BOOST_AUTO_TEST_CASE(laws_of_layers) { laws_and_single_images(laws::make<Fast, 9>, 2); }

// The gradients of x too, with uneven padding, and with a pooling that leaves a row and a column over.
using Same6x4 = kernel::convolution<16, 6, 4, 16, 1, _detail::windows{{3, 1, 1, 1, 1}, {3, 1, 1, 1, 1}}>;
using Uneven = kernel::convolution<16, 6, 4, 16, 1, _detail::windows{{3, 1, 1, 2, 1}, {3, 1, 1, 0, 3}}>;
template <class S> constexpr bool backward_too =
    kernel::winograd<S>::wins&& kernel::winograd<kernel::transposed<S>>::wins;
static_assert(backward_too<Same6x4> && kernel::transposes<Same6x4>);
static_assert(!kernel::transposes<Uneven>);  // a column of y that no pixel reaches
using Backward = BasicNet<double, Input<16, 6, 4>, Conv2D<16, 3, Same, SiLU>, Conv2D<16, 3, Padding<2, 1, 1, 2>, Tanh>,
                          MaxPool2D<2>>;
BOOST_AUTO_TEST_CASE(laws_of_layers_backward) { laws_and_single_images(laws::make<Backward, 9>, 3); }

// In constant expressions it is computed directly, lane by lane: 72 products and a bias.
constexpr double of_ones = [] {
  BasicNet<double, Input<8, 4, 4>, Conv2D<16, 3>> net;
  Workspace<decltype(net), 2> w;
  for (double& p : net.parameters) p = 1;
  for (double& v : w.x().flat()) v = 1;
  net.forward(w);
  return w.y()(1, 63);
}();
static_assert(of_ones == 73);

BOOST_AUTO_TEST_SUITE_END()
