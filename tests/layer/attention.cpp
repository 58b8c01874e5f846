// Embedding and SelfAttention: PyTorch's figures, gradients through time and where they end, blocks, streams, other
// layers around them, constant expressions.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/net/tensors.hpp>
#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "../random/aborts.hpp"
#include "sequences.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_attention)

template <std::size_t D, std::size_t Heads, std::size_t W> using Plain =
    BasicNet<double, SelfAttention<D, Heads, Context<W>>>;
template <std::size_t D, std::size_t Heads, std::size_t W> using Biased =
    BasicNet<double, SelfAttention<D, Heads, ALiBi, Context<W>>>;
template <std::size_t V, std::size_t D> using Table = BasicNet<double, Embedding<V, D>>;

static_assert(Plain<6, 2, 4>::parameter_count == 4 * 6 * (6 + 1));
static_assert(Plain<6, 2, 4>::stream_bytes == (2 * 4 * 6 + 1) * sizeof(double));
static_assert(Plain<6, 2, 4>::multiply_adds == 4 * 6 * 6 + 2 * 4 * 6);
static_assert(!Plain<6, 2, 4>::layers::samplewise && Table<5, 3>::layers::samplewise);
static_assert(Table<5, 3>::parameter_count == 15 && Table<5, 3>::multiply_adds == 0 && Table<5, 3>::stream_bytes == 0);

// ---- PyTorch

BOOST_AUTO_TEST_CASE(figures_of_pytorch) {
  using sequences::figures;
  figures<Plain<1, 1, 3>, 2, 7>("attention.txt", "attention_1_1_3_2_7_0");
  figures<Plain<6, 2, 4>, 1, 9>("attention.txt", "attention_6_2_4_1_9_0");
  figures<Plain<6, 3, 5>, 2, 3>("attention.txt", "attention_6_3_5_2_3_2");
  figures<Plain<8, 1, 4>, 2, 2>("attention.txt", "attention_8_1_4_2_2_7");
  figures<Plain<6, 2, 3>, 2, 8>("attention.txt", "attention_6_2_3_2_8_11");
  figures<Plain<10, 2, 19>, 1, 4>("attention.txt", "attention_10_2_19_1_4_33");
  figures<Plain<4, 4, 1>, 3, 4>("attention.txt", "attention_4_4_1_3_4_2");
  figures<Plain<12, 2, 37>, 1, 12>("attention.txt", "attention_12_2_37_1_12_30");
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch_with_linear_biases) {
  using sequences::figures;
  figures<Biased<1, 1, 3>, 2, 7>("attention.txt", "attention_alibi_1_1_3_2_7_0");
  figures<Biased<6, 2, 4>, 1, 9>("attention.txt", "attention_alibi_6_2_4_1_9_0");
  figures<Biased<6, 3, 5>, 2, 3>("attention.txt", "attention_alibi_6_3_5_2_3_2");
  figures<Biased<8, 1, 4>, 2, 2>("attention.txt", "attention_alibi_8_1_4_2_2_7");
  figures<Biased<6, 2, 3>, 2, 8>("attention.txt", "attention_alibi_6_2_3_2_8_11");
  figures<Biased<10, 2, 19>, 1, 4>("attention.txt", "attention_alibi_10_2_19_1_4_33");
  figures<Biased<4, 4, 1>, 3, 4>("attention.txt", "attention_alibi_4_4_1_3_4_2");
  figures<Biased<12, 2, 37>, 1, 12>("attention.txt", "attention_alibi_12_2_37_1_12_30");
}
BOOST_AUTO_TEST_CASE(figures_of_pytorch_embedding) {
  using sequences::figures;
  figures<Table<5, 3>, 2, 6>("attention.txt", "embedding_5_3_2_6");
  figures<Table<20, 9>, 3, 2>("attention.txt", "embedding_20_9_3_2");
  figures<Table<1, 1>, 1, 1>("attention.txt", "embedding_1_1_1_1");
}

template <std::size_t Steps, std::size_t D, std::size_t Heads> using Whole =
    BasicNet<double, Input<Steps, D>, SelfAttention<D, Heads>>;
static_assert(Whole<5, 6, 2>::parameter_count == 4 * 6 * (6 + 1) && Whole<5, 6, 2>::stream_bytes == 0);
static_assert(Whole<5, 6, 2>::multiply_adds == 5 * Plain<6, 2, 5>::multiply_adds);
BOOST_AUTO_TEST_CASE(figures_of_pytorch_over_windows) {
  against::file<Whole<5, 6, 2>, 3>("attention.txt", "whole_6_2_3_5");
  against::file<Whole<9, 1, 1>, 2>("attention.txt", "whole_1_1_2_9");
  against::file<Whole<20, 10, 1>, 1>("attention.txt", "whole_10_1_1_20");
  against::file<Whole<1, 8, 4>, 2>("attention.txt", "whole_8_4_2_1");
}

// ---- The laws of layers

using Block = Residual<LayerNorm<>, SelfAttention<6, 3, Context<4>, ALiBi>>;
using Around = BasicNet<double, Dense<2, 6, Tanh>, Block, Residual<BasicNet<double, Dense<6, 9, GELU>, Dense<9, 6>>>,
                        Concat<SelfAttention<6, 1, Context<3>>, PassThrough, LSTM<6, 2>>, Dense<14, 2>>;
BOOST_AUTO_TEST_CASE(gradients) {
  laws::gradient(laws::make_sequences<Plain<6, 2, 3>, 3, 5>, 1);
  laws::gradient(laws::make_sequences<Biased<10, 5, 20>, 2, 7>, 2);
  laws::gradient(laws::make_sequences<Biased<18, 1, 2>, 4, 3>, 3);
  laws::gradient(laws::make_sequences<Around, 3, 6>, 4);
}
BOOST_AUTO_TEST_CASE(sinks_and_memory) {
  laws::sinks(laws::make_sequences<Biased<6, 2, 3>, 3, 5>, 5);
  laws::no_trace(laws::make_sequences<Biased<6, 2, 3>, 3, 5>, 6);
  laws::sinks(laws::make_sequences<Around, 3, 6>, 7);
  laws::no_trace(laws::make_sequences<Around, 3, 6>, 8);
}
BOOST_AUTO_TEST_CASE(single_steps) { laws::all_laws(laws::make<Around, 7>, 9, 64); }

using Encoder = BasicNet<double, Unroll<4, Dense<2, 6>>, Residual<SelfAttention<6, 2>>, LayerNorm<>,
                         Unroll<4, Dense<6, 3, Tanh>>, LastStep>;
BOOST_AUTO_TEST_CASE(windows) {
  laws::all_laws(laws::make<Encoder, 1>, 10, 64);
  laws::all_laws(laws::make<Encoder, 5>, 11, 64);
}

// A subject of the laws whose inputs are indices.
template <class Net, std::size_t B, std::size_t Indices> std::unique_ptr<laws::subject> of_indices(std::uint64_t seed) {
  auto made = std::make_unique<laws::subject_of<Net, B>>();
  made->randomize(seed);
  Engine engine(seed);
  for (double& v : made->x) v = double(uniform_index(engine, Indices));
  return made;
}
using Words = BasicNet<double, Embedding<7, 5>, Dense<5, 4, Tanh>, Dense<4, 2>>;
BOOST_AUTO_TEST_CASE(gradient_of_an_embedding) {
  for (const laws::maker make : {laws::maker(of_indices<Words, 1, 7>), laws::maker(of_indices<Words, 5, 7>),
                                 laws::maker(of_indices<Words, 40, 7>)}) {
    const auto s = make(3);
    const auto g = s->gradient();
    BOOST_TEST(laws::worst_slope(*s, s->parameters, g) < 1e-6);
    for (const double dx : s->dx) BOOST_TEST(dx == 0);
    laws::sinks(make, 4);
  }
}
// Descent without weight decay writes to the rows that occur, and to no others.
BOOST_AUTO_TEST_CASE(other_rows_stay) {
  auto net = std::make_unique<Net<Embedding<6, 9>>>();
  initialize(*net, 1);
  const auto before = *net;
  auto w = std::make_unique<Workspace<Net<Embedding<6, 9>>, 3, Mode::training>>();
  w->x()[0] = {4.f};
  w->x()[1] = {1.f};
  w->x()[2] = {4.f};
  net->forward(*w);
  for (std::size_t s = 0; s < 3; ++s)
    for (std::size_t i = 0; i < 9; ++i) {
      BOOST_TEST(w->y()(s, i) == before.parameters[std::size_t(w->x()(s, 0)) * 9 + i]);
      w->dy()(s, i) = float(s + 1);
    }
  net->backward(*w, descend(net->parameters.data(), 0.5f));
  for (std::size_t row = 0; row < 6; ++row)
    for (std::size_t i = 0; i < 9; ++i) {
      const float moved = row == 4 ? 2 : row == 1 ? 1 : 0;
      BOOST_TEST(net->parameters[row * 9 + i] == before.parameters[row * 9 + i] - moved,
                 boost::test_tools::tolerance(1e-6f));
    }
}
#if !defined(__wasi__) && !defined(_WIN32)
BOOST_AUTO_TEST_CASE(indices_out_of_range) {
  static const Net<Embedding<6, 2>> net{};
  // An emulator may add lines of its own.
  const auto of = [](float x) { return message_of_abort([=] { static_cast<void>(net({x})); }); };
  BOOST_TEST(of(6).starts_with("sinew: Embedding: found index 6, expected a whole number less than 6\n"));
  BOOST_TEST(of(-1).starts_with("sinew: Embedding: found index -1, expected a whole number less than 6\n"));
  BOOST_TEST(of(2.5f).starts_with("sinew: Embedding: found index 2.5, expected a whole number less than 6\n"));
  BOOST_TEST(of(std::numeric_limits<float>::quiet_NaN()).starts_with("sinew: Embedding: found index "));
  BOOST_TEST(of(std::numeric_limits<float>::infinity()).starts_with("sinew: Embedding: found index "));
  BOOST_TEST(of(5) == "");
}
#endif

// ---- Streams, in float

BOOST_AUTO_TEST_CASE(blocks_and_streams) {
  sequences::blocks_and_streams<Net<SelfAttention<8, 2, Context<7>>>>();
  sequences::blocks_and_streams<Net<Dense<1, 12>, SelfAttention<12, 3, Context<100>, ALiBi>, Dense<12, 1>>>();
  sequences::blocks_and_streams<Net<SelfAttention<5, 1, Context<400>, ALiBi>>>();
}
BOOST_AUTO_TEST_CASE(blocks_and_streams_of_a_language_model) {
  using Model = Net<Embedding<11, 16>, Residual<LayerNorm<>, SelfAttention<16, 4, Context<20>, ALiBi>>,
                    Residual<LayerNorm<>, Dense<16, 32, GELU>, Dense<32, 16>>, LayerNorm<>, Dense<16, 11, Softmax>>;
  sequences::blocks_and_streams<Model, 11>();
}
BOOST_AUTO_TEST_CASE(states) {
  using Model = Net<SelfAttention<4, 2, Context<3>>>;
  auto net = std::make_unique<Model>();
  initialize(*net, 3);
  Stream<Model> used, fresh;
  const auto x = [](int i) { return std::array<float, 4>{float(i % 3), 1, float(i % 2), -1}; };
  for (int i = 0; i < 10; ++i) static_cast<void>((*net)(x(i), used));
  // what is more than a window back has no influence
  for (int i = 7; i < 10; ++i) static_cast<void>((*net)(x(i), fresh));
  const auto y = (*net)(x(10), used), z = (*net)(x(10), fresh);
  for (std::size_t o = 0; o < 4; ++o) BOOST_TEST(std::abs(y[o] - z[o]) < 1e-6f);
  used.reset();
  BOOST_TEST((used == Stream<Model>{}));
  BOOST_TEST(((*net)(x(1), used) == (*net)(x(1))));
  // A position that no stream has is that of rest.
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -1.f, 6.f, 1e30f}) {
    used.reset();
    used[0][used.values - 1] = bad;
    BOOST_TEST(((*net)(x(1), used) == (*net)(x(1))));
    BOOST_TEST(used[0][used.values - 1] == 1.f);
  }
}
// Scores of any size: the softmax does not overflow, and the shares that are 0 do no harm.
BOOST_AUTO_TEST_CASE(large_scores) {
  using Model = Net<SelfAttention<2, 1, Context<40>>>;
  auto net = std::make_unique<Model>();
  for (std::size_t i = 0; i < 2; ++i) {  // q = k = 10¹⁵·x, v = x, y = v
    net->parameters[i * 6 + i] = net->parameters[i * 6 + 2 + i] = 1e15f;
    net->parameters[i * 6 + 4 + i] = 1;
    net->parameters[18 + i * 2 + i] = 1;
  }
  Stream<Model> stream;
  for (int i = 0; i < 40; ++i) static_cast<void>((*net)({float(i % 5), 0.f}, stream));
  const auto y = (*net)({2.f, 0.f}, stream);  // the scores of the steps with 4 are the largest
  BOOST_TEST(y[0] == 4.f);
  BOOST_TEST(y[1] == 0.f);
}

// ---- Names, first weights, other ways to run a net

BOOST_AUTO_TEST_CASE(tensors_are_those_of_pytorch) {
  using Model = Net<Embedding<11, 6>, SelfAttention<6, 2, Context<4>>>;
  const auto& all = tensors_of<Model>;
  BOOST_TEST((all[0].name == "0.weight" && all[1].name == "1.in_proj_weight" && all[2].name == "1.in_proj_bias" &&
              all[3].name == "1.out_proj.weight" && all[4].name == "1.out_proj.bias"));
  BOOST_TEST((std::ranges::equal(all[0].extents, std::array<std::size_t, 2>{11, 6}) &&
              std::ranges::equal(all[1].extents, std::array<std::size_t, 2>{18, 6}) &&
              std::ranges::equal(all[3].extents, std::array<std::size_t, 2>{6, 6})));
}
struct figures_of_weights {
  double mean, variance, most;
};
figures_of_weights statistics(std::span<const float> values) {
  double sum = 0, squares = 0, most = 0;
  for (const float p : values) {
    sum += double(p), squares += double(p) * double(p);
    most = std::max(most, std::abs(double(p)));
  }
  return {sum / double(values.size()), squares / double(values.size()), most};
}
BOOST_AUTO_TEST_CASE(first_weights) {
  auto net = std::make_unique<Net<Embedding<100, 50>, SelfAttention<50, 5, Context<4>>>>();
  initialize(*net, 1);
  const std::span<const float> all(net->parameters);
  constexpr std::size_t in = decltype(net)::element_type::layers::slice[1];
  const auto table = statistics(all.first(5000)), w = statistics(all.subspan(in, 7500)),
             w_out = statistics(all.subspan(in + 7650, 2500));
  BOOST_TEST((std::abs(table.mean) < 0.05 && std::abs(table.variance - 1) < 0.05 && table.most > 3));
  BOOST_TEST((std::abs(w.mean) < 0.005 && std::abs(w.variance * 3 / 0.03 - 1) < 0.05 && w.most <= 0.17321));
  BOOST_TEST((std::abs(w_out.variance * 3 * 50 - 1) < 0.06 && w_out.most <= 0.141422));
  for (std::size_t i = 0; i < 150; ++i) BOOST_TEST(all[in + 7500 + i] == 0.f);
}
BOOST_AUTO_TEST_CASE(behind_one_type) {  // each call is a step from rest
  using Model = Net<SelfAttention<2, 1, Context<6>>, Dense<2, 1>>;
  Model net;
  initialize(net, 1);
  AnyNet<2, 1, 4096> any = net;
  const std::array<float, 2> x{0.5f, -1};
  BOOST_TEST(any(x)[0] == net(x)[0]);
  Stream<Model> stream;
  BOOST_TEST(net(x, stream)[0] == net(x)[0]);
}

static_assert(
    sequences::in_constant_expressions<3>(BasicNet<double, Embedding<3, 4>, SelfAttention<4, 2, Context<2>, ALiBi>>{}));

BOOST_AUTO_TEST_SUITE_END()
