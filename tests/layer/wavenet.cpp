// WaveNets: PyTorch's figures, gradients through time, blocks and streams, other layers around them, names of tensors,
// a hundred layers, constant expressions.
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/net/tensors.hpp>
#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "causal_figures.hpp"
#include "sequences.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_wavenet)

template <class... L> using Doubles = BasicNet<double, L...>;

using Small = WaveNet<1, WaveNetStack<3, Dilated<3, Tanh, 1, 2>, Head<2, 1, NoBias>>,
                      WaveNetStack<2, Dilated<3, Tanh, 8>, Head<1>>, HeadScale<Ratio<1, 50>>>;
using Gates =
    WaveNet<2, WaveNetStack<4, Dilated<2, Gated<Tanh, Sigmoid>, 1, 3>, Head<3>>,
            WaveNetStack<5, Dilated<3, GELU, 2>, Dilated<2, Gated<GELU, Tanh>, 1, 5>, Head<2, 4>, Bottleneck<3>>>;
using LongHead = WaveNet<1,
                         WaveNetStack<3, Bottleneck<2>, Dilated<4, LeakyReLU, 1, 3>, Dilated<6, LeakyReLU, 1>,
                                      Dilated<4, LeakyReLU, 2>, Head<1, 6>>,
                         HeadScale<Ratio<1, 2>>>;
BOOST_AUTO_TEST_CASE(figures_of_pytorch_wavenet) {
  causal::all_figures<Doubles<Small>>("wavenet");
  causal::all_figures<Doubles<Gates>>("gated");
  causal::all_figures<Doubles<LongHead>>("long_head");
}

using Nested = Doubles<Dense<2, 1, Tanh>, Concat<Small, PassThrough>, Residual<Gates>, Dense<2, 2>>;
BOOST_AUTO_TEST_CASE(gradients) {
  laws::gradient(laws::make_sequences<Nested, 2, 6>, 3);
  laws::gradient(laws::make_sequences<Doubles<Gates>, 3, 4>, 4);
  laws::gradient(laws::make_sequences<Doubles<LongHead>, 1, 9>, 5);
}
BOOST_AUTO_TEST_CASE(sinks_and_memory) {
  laws::sinks(laws::make_sequences<Nested, 2, 6>, 7);
  laws::no_trace(laws::make_sequences<Nested, 2, 6>, 8);
}
// A batch of single steps is one of samples: each stream is by itself.
BOOST_AUTO_TEST_CASE(single_steps) { laws::all_laws(laws::make<Doubles<Gates>, 5>, 10, 32); }
BOOST_AUTO_TEST_CASE(blocks_and_streams_of_wavenets) {
  sequences::blocks_and_streams<Net<Small>>();
  sequences::blocks_and_streams<Net<Gates>>();
  sequences::blocks_and_streams<Net<WaveNet<1, WaveNetStack<16, Dilated<3, Tanh, 1, 2, 64>, Head<8, 1, NoBias>>,
                                            WaveNetStack<8, Dilated<3, Tanh, 1, 31>, Head<1, 5>>>>>();
}
BOOST_AUTO_TEST_CASE(tensors_of_a_wavenet) {
  const auto& all = tensors_of<Net<Small>>;
  const char* const names[]{"_rechannel.weight",          "_layers.0._conv.weight",
                            "_layers.0._conv.bias",       "_layers.0._input_mixer.weight",
                            "_layers.0._layer1x1.weight", "_layers.0._layer1x1.bias",
                            "_layers.1._conv.weight"};
  BOOST_TEST_REQUIRE(all.size() == 20u);
  for (std::size_t i = 0; i < std::size(names); ++i)
    BOOST_TEST(all[i].name == std::string("0._layer_arrays.0.") + names[i]);
  BOOST_TEST(all[11].name == "0._layer_arrays.0._head_rechannel.weight");
  BOOST_TEST(all[19].name == "0._layer_arrays.1._head_rechannel.bias");
  const auto& in_runs = tensors_of<Net<LongHead>>;
  BOOST_TEST(in_runs[1 + 5 * 3].name == "0._layer_arrays.0._layers.3._conv.weight");
  Net<Small> net;
  net.weight<0, 1, 1, 0, 0>(1, 2, 0) = 5;  // stack 1, its first Dilated, layer 0, convolution
  BOOST_TEST(net.parameters[all[13].offset + all[13].strides[1] + 2 * all[13].strides[2]] == 5);
}
// ---- Large nets

BOOST_AUTO_TEST_CASE(a_hundred_layers) {
  using Deep = Net<WaveNet<
      1, WaveNetStack<4,
                      Dilated<2, Tanh, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32,
                              1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4,
                              8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32,
                              1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4,
                              8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 1, 2>,
                      Head<1>>>>;
  static_assert(Deep::parameter_count == 4 + 128 * (4 * 4 * 2 + 4 + 4 + 4 * 4 + 4) + 5);
  BOOST_TEST(tensors_of<Deep>.size() == 1u + 128 * 5 + 2);
  auto net = std::make_unique<Deep>();
  initialize(*net, 1);
  auto stream = std::make_unique<Stream<Deep>>();
  std::vector<std::array<float, 1>> xs(100, {0.5f}), ys(100);
  (*net)(xs, ys, *stream);
  BOOST_TEST((std::isfinite(ys[99][0]) && ys[99][0] != ys[0][0]));
}

static_assert(sequences::in_constant_expressions(
    Doubles<WaveNet<1, WaveNetStack<2, Dilated<2, Gated<Tanh, Sigmoid>, 1, 2>, Head<1, 2>>>>{}));

BOOST_AUTO_TEST_SUITE_END()
