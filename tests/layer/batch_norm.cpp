// BatchNorm: PyTorch's figures and the laws of laws/layer.hpp that layers which mix samples keep, in both layouts; what
// is PyTorch's own is by hand.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"
#include "../laws/layer.hpp"
#include "figures_file.hpp"
#include "in_lanes.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_batch_norm)

using Image = BasicNet<double, Input<2, 3, 2>, BatchNorm<>>;
using Odd = BasicNet<double, Input<3, 1, 3>, BatchNorm<>>;
using Plain = InLanes<Input<3, 1, 3>, BatchNorm<NoAffine>>;
using Other = InLanes<Input<2, 3, 2>, BatchNorm<RunningMomentum<Ratio<2, 5>>, Epsilon<Ratio<1, 100>>>>;
using Sequence = InLanes<Input<2, 7>, BatchNorm<>>;
using Vector = BasicNet<double, Input<11>, BatchNorm<>>;
using PlainVector = BasicNet<double, Input<3>, BatchNorm<NoAffine>>;
using Between = BasicNet<double, Dense<3, 5>, BatchNorm<>, Activate<Tanh>, Dense<5, 2>>;
using ImageInLanes = InLanes<Input<2, 3, 2>, BatchNorm<>>;
using VectorInLanes = InLanes<Input<11>, BatchNorm<>>;

static_assert(Image::plan<19, Mode::training>.lanes[1] == 1 && Vector::plan<19, Mode::training>.lanes[1] == 1);
static_assert(ImageInLanes::plan<19, Mode::training>.lanes[2] == simd::native_lanes<double> &&
              VectorInLanes::plan<19, Mode::training>.lanes[2] == simd::native_lanes<double>);
static_assert(Image::parameter_count == 4 && Plain::parameter_count == 0 && Vector::layer<1>::buffers == 22);

BOOST_AUTO_TEST_CASE(figures_in_rows) {
  against::file<Image, 19>("batch_norm.txt", "image");  // the rest of the batch does not exist
  against::file<Image, 19>("batch_norm.txt", "image_19");
  against::file<Image, 1>("batch_norm.txt", "image_of_one_sample");
  against::file<Odd, 5>("batch_norm.txt", "odd_image");
  against::file<Vector, 19>("batch_norm.txt", "vector");
  against::file<Vector, 19>("batch_norm.txt", "vector_19");
  against::file<PlainVector, 5>("batch_norm.txt", "vector_without_affine");
  against::file<Between, 5>("batch_norm.txt", "between_dense");
}
BOOST_AUTO_TEST_CASE(figures_in_lanes) {
  against::file<ImageInLanes, 19>("batch_norm.txt", "image");
  against::file<ImageInLanes, 19>("batch_norm.txt", "image_19");
  against::file<Plain, 5>("batch_norm.txt", "image_without_affine");
  against::file<Other, 5>("batch_norm.txt", "image_options");
  against::file<Sequence, 5>("batch_norm.txt", "sequence");
  against::file<VectorInLanes, 19>("batch_norm.txt", "vector");
  against::file<VectorInLanes, 19>("batch_norm.txt", "vector_19");
}

template <class Net, std::size_t B> void laws_of(std::uint64_t seed) {
  laws::gradient(laws::make<Net, B>, seed);
  laws::sinks(laws::make<Net, B>, seed);
  laws::no_trace(laws::make<Net, B>, seed);
}
BOOST_AUTO_TEST_CASE(laws_of_batches) {
  laws_of<Image, 19>(2);
  laws_of<ImageInLanes, 19>(4);
  laws_of<Vector, 19>(5);
  laws_of<VectorInLanes, 19>(6);
  laws_of<Between, 5>(7);
}

// A new layer normalises by mean 0 and variance 1, so it leaves (nearly) everything as it is; also within other layers.
BOOST_AUTO_TEST_CASE(first_statistics) {
  BasicNet<double, Dense<2, 3>, Residual<BatchNorm<>, Concat<BatchNorm<>, Sequential<PassThrough>>, Dense<6, 3>>,
           BatchNorm<NoAffine>>
      net;
  initialize(net, 1);
  const double expected[] = {0, 0, 0, 1, 1, 1};
  const auto& b = net.buffers;
  std::size_t ones = 0, zeros = 0;
  for (const double v : b) (v == 1 ? ones : zeros) += 1;
  BOOST_TEST(ones == 9u);
  BOOST_TEST((b[0] == expected[0] && b[3] == expected[3] && b[5] == expected[5]));
  BasicNet<double, Input<2>, BatchNorm<>> plain;
  initialize(plain, 1);
  BOOST_TEST(plain({3, -5})[0] == 3 / std::sqrt(1 + 1e-5), boost::test_tools::tolerance(1e-15));
}

// Samples that do not exist hand no gradient on.
template <class Net> void nothing_from_the_rest() {
  const auto w = std::make_unique<Workspace<Net, 19, Mode::input_gradient>>();
  Net net;
  initialize(net, 1);
  auto draw = laws::draws(1);
  for (double& x : w->x().flat()) x = draw();
  for (std::size_t i = 0; i < 3 * Net::output::size; ++i) w->dy().data[i] = draw();
  w->count(3);
  net.forward(*w);
  typename Net::Parameters gradient{};
  net.backward(*w, gradient);
  BOOST_TEST(w->dx()(2, 0) != 0);
  for (std::size_t i = 3 * Net::input::size; i < 19 * Net::input::size; ++i) BOOST_TEST(w->dx().data[i] == 0);
}
BOOST_AUTO_TEST_CASE(samples_that_do_not_exist) {
  nothing_from_the_rest<Vector>();
  nothing_from_the_rest<Image>();
  nothing_from_the_rest<ImageInLanes>();
}

// n = 1: the variance is 0 and tells nothing of the data.
BOOST_AUTO_TEST_CASE(one_value) {
  using Net = BasicNet<double, Input<2>, BatchNorm<>>;
  Net net;
  initialize(net, 1);
  Workspace<Net, 3, Mode::training> w;
  w.x().data[0] = w.x().data[2] = w.x().data[4] = 7, w.x().data[1] = w.x().data[3] = w.x().data[5] = -4;
  w.count(1);
  net.forward(w);
  BOOST_TEST(w.y()(0, 0) == 0);
  BOOST_TEST(w.y()(0, 1) == 0);
  BOOST_TEST(net.buffers[0] == 0.7, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(net.buffers[2] == 1);
}

// 10⁶ + 0, 1, 2, 3: mean 1000001.5, variance 1.25, unbiased 5/3. E[x²] − E[x]² in float would give multiples of 65536.
template <std::size_t P, std::size_t B> void far_from_zero() {
  using Net = BasicNet<float, Input<1, P>, BatchNorm<>>;
  Net net;
  initialize(net, 1);
  Workspace<Net, B, Mode::training> w;
  for (std::size_t i = 0; i < P * B; ++i) w.x().data[i] = 1e6f + static_cast<float>(i % 4);
  net.forward(w);
  const double n = P * B;
  BOOST_TEST(w.y()(0, 0) == -1.5 / std::sqrt(1.25), boost::test_tools::tolerance(1e-5));
  BOOST_TEST(net.buffers[0] == 100000.15f, boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(double(net.buffers[1]) == 0.9 + 0.1 * 1.25 * n / (n - 1), boost::test_tools::tolerance(1e-6));
}
BOOST_AUTO_TEST_CASE(variance_of_large_values) {
  far_from_zero<4, 1>();
  far_from_zero<4, 64>();
  far_from_zero<1, 64>();
}

// In a constant expression; by hand: mean 2, variance 1 of (1, 3), then inference by running statistics.
constexpr bool in_constant_expressions() {
  using Net = BasicNet<double, Input<2>, BatchNorm<>>;
  Net net{};
  initialize(net, 1);
  Workspace<Net, 2, Mode::training> w;
  w.x()(0, 0) = 1, w.x()(1, 0) = 3, w.x()(0, 1) = 5, w.x()(1, 1) = 5;
  net.forward(w);
  w.dy()(0, 0) = 1;
  Net::Parameters gradient{};
  net.backward(w, gradient);
  const double s = 1 / math::sqrt(1 + 1e-5);
  const auto near = [](double a, double b) { return a - b < 1e-12 && b - a < 1e-12; };
  return near(w.y()(0, 0), -s) && near(w.y()(1, 0), s) && w.y()(0, 1) == 0 && near(net.buffers[0], 0.2) &&
         near(net.buffers[2], 0.9 + 0.2) && near(net({0.2, 0})[0], 0) && near(gradient[0], -s) && near(gradient[2], 1);
}
static_assert(in_constant_expressions());

BOOST_AUTO_TEST_SUITE_END()
