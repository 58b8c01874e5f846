// Optimizers whose step depends on a whole tensor, written as a user would; and steps that a gradient sink takes.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../reference/lamb.hpp"

using namespace sinew;
namespace figures = ::reference::lamb;

namespace mine {

/// LAMB: Adam's direction, with a length in proportion to the tensor's own.
/// Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes", ICLR (2020).
struct Lamb {
  double rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-6, weight_decay = 0.01;
  static constexpr std::size_t slot_count = 2;

  template <class T> constexpr void update(const ParameterTensor<T, 2>& tensor, std::size_t step) const {
    const T corrected1 = T(1 - power(beta1, step)), corrected2 = T(1 - power(beta2, step));
    const std::span<T> w = tensor.parameters;
    const std::span<const T> g = tensor.gradient;
    const std::array<std::span<T>, 2>& moments = tensor.slot;
    const auto direction = [&](std::size_t i) {
      return moments[0][i] / corrected1 / (math::sqrt(moments[1][i] / corrected2) + T(epsilon)) +
             T(weight_decay) * w[i];
    };
    T size = 0, length = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      moments[0][i] = T(beta1) * moments[0][i] + T(1 - beta1) * g[i];
      moments[1][i] = T(beta2) * moments[1][i] + T(1 - beta2) * g[i] * g[i];
      size += w[i] * w[i];
      length += direction(i) * direction(i);
    }
    const T trust = size > 0 && length > 0 ? math::sqrt(size) / math::sqrt(length) : T(1);
    for (std::size_t i = 0; i < w.size(); ++i) w[i] -= T(rate) * trust * direction(i);
  }

 private:
  static constexpr double power(double base, std::size_t n) {
    double result = 1;
    for (; n > 0; --n) result *= base;
    return result;
  }
};

/// Writes the extents of each tensor into its parameters.
struct Extents {
  double rate = 1;
  static constexpr std::size_t slot_count = 0;
  template <class T> constexpr void update(const ParameterTensor<T, 0>& tensor, std::size_t) const {
    for (T& w : tensor.parameters) w = T(100 * tensor.rows + tensor.cols);
  }
};

/// Plain descent of one's own, without weight decay.
struct Descent {
  double rate = 0.1;
  static constexpr std::size_t slot_count = 0;
  template <class T> constexpr auto at(std::size_t) const {
    return [step = T(rate)]<class V>(const V& w, const V& g) -> V { return w - simd::broadcast<V>(step) * g; };
  }
  template <class T> constexpr GradientSink<T> sink(T* parameters, std::size_t) const {
    return descend(parameters, T(rate));
  }
};
struct Stored {  // the same, through a gradient in memory
  double rate = 0.1;
  static constexpr std::size_t slot_count = 0;
  template <class T> constexpr auto at(std::size_t step) const { return Descent{rate}.at<T>(step); }
};

struct extents {
  std::size_t rows, cols;
};

/// Five tensors, and no passes to speak of: a row-major matrix, a matrix whose second extent is the innermost of three,
/// padded rows, a number, and a vector after a gap.
struct Five {
  using input = shape<2>;
  using output = input;
  static constexpr std::size_t parameters = 6 + 24 + 7 + 1 + 5, parameter_count = 6 + 24 + 6 + 1 + 3;
  static constexpr void tensors(auto& list) {
    list.parameter("row_major", {2, 3});
    list.parameter("inner", {2, 3, 4}, {3, 1, 6});
    list.parameter("padded", {2, 3}, {4, 1});
    list.parameter("number");
    list.parameter("vector", {3}, {1}, 40);
  }
  static constexpr void forward(auto) {}
  static constexpr void backward(auto) {}
};

}  // namespace mine

BOOST_AUTO_TEST_SUITE(optimizer_tensors)

static_assert(OptimizerFormula<mine::Lamb> && TensorFormula<mine::Lamb> && !ElementwiseFormula<mine::Lamb> &&
              !TensorFormula<Adam>);

using Linear = BasicNet<double, Dense<3, 2>>;
template <class Formula> void follows_the_paper() {
  Linear net;
  std::copy(figures::matrix.begin(), figures::matrix.end(), net.parameters.begin());
  std::copy(figures::vector.begin(), figures::vector.end(), net.parameters.begin() + 6);
  Optimizer<Formula, Linear> optimizer{{.rate = figures::rate,
                                        .beta1 = figures::beta1,
                                        .beta2 = figures::beta2,
                                        .epsilon = figures::epsilon,
                                        .weight_decay = figures::weight_decay}};
  std::size_t at = 0;
  for (std::size_t step = 1; step <= 1000; ++step) {
    std::array<double, 8> x;
    std::copy_n(net.parameters.begin(), 8, x.begin());
    const auto g = figures::gradient(x);
    std::copy(g.begin(), g.end(), optimizer.gradient().begin());
    optimizer.step(net);
    if (at == figures::steps.size() || step != figures::steps[at]) continue;
    for (std::size_t i = 0; i < 8; ++i)
      BOOST_TEST(std::abs(net.parameters[i] - figures::x[at][i]) <= 1e-10, "step " << step << ", parameter " << i);
    ++at;
  }
  BOOST_TEST(at == figures::steps.size());
  BOOST_TEST(optimizer.steps() == 1000u);
}
BOOST_AUTO_TEST_CASE(lamb_as_its_paper) {
  follows_the_paper<mine::Lamb>();
  follows_the_paper<LAMB>();
}
// A tensor of packs and a tail, against the plain loops above.
BOOST_AUTO_TEST_CASE(lamb_of_packs) {
  using Wide = BasicNet<double, Dense<7, 11, Tanh>, Dense<11, 3>>;
  Wide net;
  initialize(net, 1);
  Wide plain = net;
  Optimizer<LAMB, Wide> ours{{.rate = 0.01}};
  Optimizer<mine::Lamb, Wide> theirs{{.rate = 0.01}};
  for (int step = 0; step < 50; ++step) {
    for (std::size_t i = 0; i < net.parameters.size(); ++i)
      ours.gradient()[i] = theirs.gradient()[i] = std::sin(0.7 * double(i) + step) * (step % 7 == 0 ? 0 : 1);
    ours.step(net);
    theirs.step(plain);
  }
  double off = 0;
  for (std::size_t i = 0; i < net.parameters.size(); ++i)
    off = std::max(off, std::abs(net.parameters[i] - plain.parameters[i]));
  BOOST_TEST(off <= 1e-12);
}

BOOST_AUTO_TEST_CASE(every_tensor_of_every_layer) {
  using Nested = Net<Input<2, 4, 4>, Conv2D<3, 2, NoBias>, BatchNorm<>, ConvTranspose2D<2, 2>, Flatten, Dense<32, 5>,
                     LayerNorm<>, Sequential<Dense<5, 4, Tanh>, Residual<Dense<4, 4>>>>;
  Nested net;
  Optimizer<mine::Extents, Nested> optimizer;
  optimizer.step(net);
  const auto all = [&]<std::size_t... I>(auto first, auto second) {
    const auto own = net.parameters_of<I...>();
    for (std::size_t i = 0; i < own.size(); ++i)
      BOOST_TEST(own[i] ==
                 float(i < first.rows * first.cols ? 100 * first.rows + first.cols : 100 * second.rows + second.cols));
  };
  using mine::extents;
  all.operator()<1>(extents{8, 3}, extents{0, 0});
  all.operator()<2>(extents{1, 3}, extents{1, 3});
  all.operator()<3>(extents{8, 3}, extents{1, 2});  // as the convolution that it transposes
  all.operator()<5>(extents{32, 5}, extents{1, 5});
  all.operator()<6>(extents{1, 5}, extents{1, 5});
  all.operator()<7, 0>(extents{5, 4}, extents{1, 4});
  all.operator()<7, 1, 0>(extents{4, 4}, extents{1, 4});
}

// A tensor of more than two extents is a matrix of the first by the others, as PyTorch's reshape(len, -1).
BOOST_AUTO_TEST_CASE(tensors_that_are_no_matrices) {
  Net<mine::Five> net;
  Optimizer<mine::Extents, Net<mine::Five>> optimizer;
  optimizer.step(net);
  const auto own = net.parameters_of<0>();
  for (std::size_t i = 0; i < own.size(); ++i)
    BOOST_TEST(own[i] == (i < 6    ? 203.f
                          : i < 30 ? 124.f  // the first extent is in the middle: one row
                          : i < 37 ? 107.f  // with its gap
                          : i < 38 ? 101.f
                          : i < 40 ? 0.f
                                   : 103.f),
               "parameter " << i);
  using Images = Net<Input<2, 3, 4>, LayerNorm<>>;
  Images image;
  Optimizer<mine::Extents, Images> of_image;
  of_image.step(image);
  for (const float w : image.parameters_of<1>()) BOOST_TEST(w == 212.f);
}

constexpr std::array<std::array<double, 2>, 4> x{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
constexpr std::array<int, 4> t{0, 1, 1, 1};
using Classifier = BasicNet<double, Dense<2, 3, Tanh>, Dense<3, 1, Sigmoid>>;
template <class Formula> constexpr Classifier trained(const Formula& formula, std::size_t epochs) {
  Classifier net;
  initialize(net, 1);
  fit<2>(net, DataView(x, t), BinaryCrossEntropy{}, formula, {.epochs = epochs});
  return net;
}
// in constant expressions
static_assert(trained(mine::Lamb{.rate = 0.1}, 2).parameters != trained(mine::Lamb{.rate = 0.1}, 1).parameters);
BOOST_AUTO_TEST_CASE(a_net_learns_by_lamb) {
  BOOST_TEST(accuracy(trained(mine::Lamb{.rate = 0.05}, 200), DataView(x, t)) == 1);
}

static_assert(Optimizer<SGD, Linear>::descends && Optimizer<mine::Descent, Linear>::descends &&
              !Optimizer<mine::Stored, Linear>::descends);
static_assert(Linear::training_bytes<4, mine::Lamb> ==
              sizeof(Workspace<Linear, 4, Mode::training>) + sizeof(Optimizer<mine::Lamb, Linear>));
BOOST_AUTO_TEST_CASE(a_sink_of_ones_own) {
  const Classifier by_sink = trained(mine::Descent{.rate = 0.5}, 20),
                   by_gradient = trained(mine::Stored{.rate = 0.5}, 20), by_sgd = trained(SGD{.rate = 0.5}, 20);
  BOOST_TEST((by_sink.parameters == by_sgd.parameters));
  for (std::size_t i = 0; i < by_sink.parameters.size(); ++i)
    BOOST_TEST(std::abs(by_sink.parameters[i] - by_gradient.parameters[i]) <= 1e-13);
}

BOOST_AUTO_TEST_SUITE_END()
