// Bidirectional: PyTorch's figures, the laws of layers, names, constant expressions.
#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/net/tensors.hpp>
#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_bidirectional)

template <std::size_t Steps, std::size_t In, class Layer> using Both =
    BasicNet<double, Input<Steps, In>, Bidirectional<Layer>>;
static_assert(std::is_same_v<Both<7, 2, LSTM<2, 3>>::output, shape<7, 6>>);
static_assert(Both<7, 2, LSTM<2, 3>>::parameter_count == 2 * 4 * 3 * (2 + 3 + 2));
static_assert(Both<7, 2, LSTM<2, 3>>::stream_bytes == 0 && Both<7, 2, GRU<2, 3>>::multiply_adds == 7 * 2 * 9 * 5);

BOOST_AUTO_TEST_CASE(figures_of_pytorch) {
  against::file<Both<7, 2, LSTM<2, 3>>, 1>("bidirectional.txt", "lstm_2_3_1_7");
  against::file<Both<4, 3, LSTM<3, 5>>, 4>("bidirectional.txt", "lstm_3_5_4_4");
  against::file<Both<1, 1, LSTM<1, 8>>, 3>("bidirectional.txt", "lstm_1_8_3_1");
  against::file<Both<12, 4, LSTM<4, 2>>, 2>("bidirectional.txt", "lstm_4_2_2_12");
  against::file<Both<7, 2, GRU<2, 3>>, 1>("bidirectional.txt", "gru_2_3_1_7");
  against::file<Both<4, 3, GRU<3, 5>>, 4>("bidirectional.txt", "gru_3_5_4_4");
  against::file<Both<1, 1, GRU<1, 8>>, 3>("bidirectional.txt", "gru_1_8_3_1");
  against::file<Both<12, 4, GRU<4, 2>>, 2>("bidirectional.txt", "gru_4_2_2_12");
  against::file<Both<7, 2, RNN<2, 3>>, 1>("bidirectional.txt", "rnn_2_3_1_7");
  against::file<Both<4, 3, RNN<3, 5>>, 4>("bidirectional.txt", "rnn_3_5_4_4");
  against::file<Both<1, 1, RNN<1, 8>>, 3>("bidirectional.txt", "rnn_1_8_3_1");
  against::file<Both<12, 4, RNN<4, 2>>, 2>("bidirectional.txt", "rnn_4_2_2_12");
}
using Deep = BasicNet<double, Unroll<5, Dense<2, 3, Tanh>>, Bidirectional<LSTM<3, 4>>,
                      Residual<Bidirectional<GRU<8, 4, ResetBefore>>>, Unroll<5, Dense<8, 3>>, LastStep, Dense<3, 2>>;
BOOST_AUTO_TEST_CASE(laws_of_layers) {
  laws::all_laws(laws::make<Deep, 1>, 1, 64);
  laws::all_laws(laws::make<Deep, 6>, 2, 64);
  laws::all_laws(laws::make<Both<1, 3, LSTM<3, 9>>, 4>, 3, 64);
}
BOOST_AUTO_TEST_CASE(tensors_are_those_of_pytorch) {
  using Model = Net<Input<9, 2>, Bidirectional<LSTM<2, 3>>>;
  const auto& all = tensors_of<Model>;
  const std::array<const char*, 8> names{"0.weight_ih_l0",       "0.weight_hh_l0",         "0.bias_ih_l0",
                                         "0.bias_hh_l0",         "0.weight_ih_l0_reverse", "0.weight_hh_l0_reverse",
                                         "0.bias_ih_l0_reverse", "0.bias_hh_l0_reverse"};
  for (std::size_t i = 0; i < 8; ++i) BOOST_TEST((all[i].name == names[i]));
  BOOST_TEST((std::ranges::equal(all[4].extents, std::array<std::size_t, 2>{12, 2})));
}
constexpr bool in_constant_expressions() {
  using Tiny = BasicNet<double, Input<3, 1>, Bidirectional<GRU<1, 2>>>;
  Tiny net;
  initialize(net, 3);
  Workspace<Tiny, 2, Mode::training> w;
  w.x()[0] = {1, 2, 3};
  w.x()[1] = {-1, 0, 1};
  net.forward(w);
  w.dy()[0] = w.dy()[1] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  Tiny::Parameters gradient{};
  net.backward(w, gradient);
  const double off = net({1, 2, 3})[3] - w.y()(0, 3);
  return off < 1e-14 && off > -1e-14 && (gradient[0] > 0 || gradient[0] < 0);
}
static_assert(in_constant_expressions());

BOOST_AUTO_TEST_SUITE_END()
