// initialize(net, seed, Scheme{}): the bounds that modules have in PyTorch, schemes in layers of layers, own layers.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../reference/initializers.hpp"

using namespace sinew;
namespace figures = ::reference::initializers;

namespace {

/// The largest of the absolute values of a span in several draws of the scheme.
template <class Net, class Scheme> std::array<double, 2> largest(std::size_t weights) {
  std::array<double, 2> most{};
  const auto net = std::make_unique<Net>();
  Engine engine(1);
  for (int n = 0; n < 400; ++n) {
    initialize(*net, engine, Scheme{});
    const std::span<const double> all(net->parameters.data(), Net::layers::slice[Net::depth]);
    for (std::size_t i = 0; i < Net::parameter_count; ++i)
      most[i < weights ? 0 : 1] = (std::max)(most[i < weights ? 0 : 1], std::abs(all[i]));
  }
  return most;
}
void reaches(const std::array<double, 2>& most, const double (&bounds)[2]) {
  for (std::size_t k = 0; k < 2; ++k)
    BOOST_TEST((most[k] <= bounds[k] * (1 + 1e-15) && most[k] > 0.98 * bounds[k]), most[k] << " of " << bounds[k]);
}
template <class Scheme, class Shape, class... L> std::array<double, 2> largest_of(std::size_t weights) {
  return largest<BasicNet<double, Shape, L...>, Scheme>(weights);
}

}  // namespace

namespace mine {
/// Begins at 3, or at 4 by a scheme.
struct Scale {
  template <class In> struct on {
    using input = In;
    using output = In;
    static constexpr std::size_t parameters = 1;
    static constexpr void forward(ForwardPass auto pass) noexcept {
      for (std::size_t n = 0; n < pass.batch; ++n)
        for (std::size_t i = 0; i < In::size; ++i) pass.y(n, i) = pass.parameters[0] * pass.x(n, i);
    }
    static constexpr void backward(BackwardPass auto) noexcept {}
    template <class T> static constexpr void initialize(std::span<T, 1> s, Engine&) noexcept { s[0] = 3; }
  };
};
struct SchemeScale {
  template <class In> struct on : Scale::on<In> {
    template <class By, class T> static constexpr void initialize_by(std::span<T, 1> s, Engine&) noexcept { s[0] = 4; }
  };
};
}  // namespace mine

BOOST_AUTO_TEST_SUITE(net_initialize)

BOOST_AUTO_TEST_CASE(pytorchs_bounds) {
  reaches(largest<BasicNet<double, Dense<7, 3>>, PyTorchDefault>(21), figures::linear_7_3);
  reaches((largest_of<PyTorchDefault, Input<2, 9>, Conv1D<4, 3>>(24)), figures::conv1d_2_4_3);
  reaches((largest<BasicNet<double, CausalConv1D<2, 4, 3>>, PyTorchDefault>(24)), figures::conv1d_2_4_3);
  reaches((largest_of<PyTorchDefault, Input<4, 5, 5>, Conv2D<6, 3, Groups<2>>>(108)), figures::conv2d_4_6_3_groups_2);
  reaches((largest_of<PyTorchDefault, Input<4, 5, 5>, ConvTranspose2D<6, 3, Stride<2>, Groups<2>>>(108)),
          figures::conv_transpose2d_4_6_3_stride_2_groups_2);
  // named in the layer it is the same
  BasicNet<double, Dense<7, 3, Identity, PyTorchDefault>> named;
  BasicNet<double, Dense<7, 3>> plain;
  initialize(named, 5);
  initialize(plain, 5, PyTorchDefault{});
  BOOST_TEST((named.parameters == plain.parameters));
}

// Layers that begin as in PyTorch keep that under PyTorch's scheme, and follow another.
BOOST_AUTO_TEST_CASE(recurrent_and_attention) {
  BasicNet<double, Unroll<4, LSTM<3, 8>>, LastStep, Dense<8, 2>> a, b;
  initialize(a, 1);
  initialize(b, 1, PyTorchDefault{});
  constexpr std::size_t lstm = 3 * 32 + 32 + 8 * 32 + 32;
  BOOST_TEST(std::equal(a.parameters.begin(), a.parameters.begin() + lstm, b.parameters.begin()));
  initialize(b, 1, Orthogonal<>{});
  const double* const hidden = b.parameters.data() + 3 * 32 + 32;
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double product = 0;
      for (std::size_t k = 0; k < 32; ++k) product += hidden[i * 32 + k] * hidden[j * 32 + k];
      BOOST_TEST(std::abs(product - (i == j ? 1 : 0)) < 1e-12);
    }
  const double* const bias = hidden - 32;
  for (std::size_t k = 0; k < 32; ++k) BOOST_TEST((hidden[8 * 32 + k] == 0 && bias[k] == 0));

  BasicNet<double, Input<5, 3>, Bidirectional<GRU<3, 4>>> c, d;
  initialize(c, 2);
  initialize(d, 2, PyTorchDefault{});
  BOOST_TEST((c.parameters == d.parameters));
  initialize(d, 2, Constant<Ratio<1, 2>>{});
  BOOST_TEST((d.parameters.front() == 0.5 && d.parameters[d.parameter_count / 2] == 0.5));

  BasicNet<double, SelfAttention<4, 2, Context<3>>> e, f;
  initialize(e, 3);
  initialize(f, 3, PyTorchDefault{});
  BOOST_TEST((e.parameters == f.parameters));
  initialize(f, 3, Constant<Ratio<1, 2>>{});
  BOOST_TEST((f.parameters.front() == 0.5 && f.parameters[4 * 12] == 0));
}

BOOST_AUTO_TEST_CASE(layers_of_layers_and_own_layers) {
  using Deep = BasicNet<double, Input<2, 4, 4>, Residual<Conv2D<2, 3, Same>, BatchNorm<>>, mine::Scale, Flatten,
                        Concat<Dense<32, 2>, Sequential<Dense<32, 3, ReLU>, mine::SchemeScale>>>;
  Deep net;
  initialize(net, 1, WithBias<Constant<Ratio<1, 2>>, Constant<Ratio<1, 4>>>{});
  const auto first = net.template parameters_of<1, 0>();
  BOOST_TEST((first[0] == 0.5 && first[36] == 0.25));
  BOOST_TEST((net.template parameters_of<1, 1>()[0] == 1 && net.template parameters_of<1, 1>()[2] == 0));  // BatchNorm
  BOOST_TEST((net.template parameters_of<2>()[0] == 3));
  BOOST_TEST((net.template parameters_of<4, 0>()[63] == 0.5 && net.template parameters_of<4, 0>()[64] == 0.25));
  BOOST_TEST((net.template parameters_of<4, 1, 1>()[0] == 4));
  BOOST_TEST((net.buffers[0] == 0 && net.buffers[2] == 1));
}

// The columns of a convolution's matrix are the weights of an output, as in PyTorch.
BOOST_AUTO_TEST_CASE(orthogonal_convolutions) {
  BasicNet<double, Input<3, 6, 6>, Conv2D<8, 2>> net;
  initialize(net, 1, Orthogonal<>{});
  const auto w = [&](std::size_t o, std::size_t i) { return net.template weight<1>(i / 4, i / 2 % 2, i % 2, o); };
  for (std::size_t a = 0; a < 8; ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      double product = 0;
      for (std::size_t i = 0; i < 12; ++i) product += w(a, i) * w(b, i);
      BOOST_TEST(std::abs(product - (a == b ? 1 : 0)) < 1e-12);
    }
}

constexpr double in_a_constant_expression() {
  Net<Dense<2, 4, Tanh>, Dense<4, 1>> net;
  initialize(net, 1, PyTorchDefault{});
  return static_cast<double>(net.bias<0>(0));
}
static_assert(in_a_constant_expression() > -0.7072 && in_a_constant_expression() < 0.7072 &&
              in_a_constant_expression() != 0);

BOOST_AUTO_TEST_SUITE_END()
