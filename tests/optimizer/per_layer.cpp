// What an optimizer does per layer: frozen layers stay as they are to the bit, and nobody computes their gradients.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"
#include "../laws/user_layers.hpp"

using namespace sinew;

namespace mine {

/// Counts its backward passes.
struct Counting {
  template <class In> struct on {
    using input = In;
    using output = In;
    static constexpr std::size_t parameters = 0;
    static constexpr void forward(auto pass) {
      for (std::size_t s = 0; s < pass.batch; ++s)
        for (std::size_t i = 0; i < In::size; ++i) pass.y[s][i] = pass.x[s][i];
    }
    static void backward(auto pass) {
      ++passes;
      for (std::size_t s = 0; s < pass.batch; ++s)
        for (std::size_t i = 0; i < In::size; ++i) pass.dx[s][i] = pass.dy[s][i];
    }
  };
  static inline int passes = 0;
};

}  // namespace mine

BOOST_AUTO_TEST_SUITE(per_layer_rules)

template <class Net> bool same_bits(const Net& a, const Net& b, std::size_t begin, std::size_t end) {
  return std::memcmp(a.parameters.data() + begin, b.parameters.data() + begin,
                     (end - begin) * sizeof(a.parameters[0])) == 0;
}

using Small = Net<Dense<4, 24, Tanh>, Dense<24, 24, Tanh>, Dense<24, 1>>;
Dataset<std::array<float, 4>, float> data() {
  Dataset<std::array<float, 4>, float> all;
  auto draw = laws::draws(5);
  for (int i = 0; i < 50; ++i) {
    const std::array<float, 4> x{float(draw()), float(draw()), float(draw()), float(draw())};
    all.inputs.push_back(x);
    all.targets.push_back(x[0] * x[1] + x[2]);
  }
  return all;
}

template <class Formula> void keeps_layers(const Formula& formula) {
  const auto all = data();
  for (const double clip_norm : {0.0, 0.5}) {
    Small net;
    initialize(net, 1);
    for (float& b : net.parameters_of<0>()) b += 1e-3f;  // biases of 0 have no weight decay
    const Small before = net;
    fit<16>(net, all, MSE{}, per_layer(formula, freeze<0, 2>), {.epochs = 3, .clip_norm = clip_norm});
    constexpr auto& slice = Small::layers::slice;
    BOOST_TEST(same_bits(net, before, slice[0], slice[1]));
    BOOST_TEST(same_bits(net, before, slice[2], slice[3]));
    BOOST_TEST(!same_bits(net, before, slice[1], slice[1] + 24));
    BOOST_TEST(!same_bits(net, before, slice[1] + 24 * 24, slice[1] + 24 * 24 + 24));
  }
}
BOOST_AUTO_TEST_CASE(frozen_layers_stay_as_they_are_to_the_bit) {
  keeps_layers(SGD{.rate = 0.01, .weight_decay = 0.1});
  keeps_layers(Momentum{.weight_decay = 0.1});
  keeps_layers(Adam{.weight_decay = 0.1});
  keeps_layers(AdamW{});
  keeps_layers(Lion{.rate = 1e-3, .weight_decay = 0.1});
  keeps_layers(LAMB{});
}

// With clipping, the step is that of the trained layers alone: momentum with a gradient cut to a norm of 0.5.
BOOST_AUTO_TEST_CASE(frozen_gradients_do_not_count_in_the_norm) {
  Small net;
  initialize(net, 1);
  Workspace<Small, 16, Mode::training> w;
  auto draw = laws::draws(9);
  for (float& x : w.x().flat()) x = float(draw());
  net.forward(w);
  for (float& d : w.dy().flat()) d = float(draw());
  Small::Parameters whole{};
  net.backward(w, whole);
  const auto formula = per_layer(SGD{}, freeze<0>, rate_factor<2>(0.5));
  Optimizer<std::remove_const_t<decltype(formula)>, Small> optimizer{formula};
  static_assert(!decltype(optimizer)::descends);
  net.backward(w, optimizer.gradient());  // of all layers
  constexpr std::size_t trained = Small::layers::slice[1];
  const float expected = gradient_norm(std::span<const float>(whole).subspan(trained));
  const Small before = net;
  BOOST_TEST(apply_gradient(net, optimizer, 0.25f) == expected, boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(same_bits(net, before, 0, trained));
  const float scale = 0.1f * 0.25f / expected;
  for (std::size_t i = trained; i < whole.size(); ++i) {
    const float rate = i < Small::layers::slice[2] ? scale : scale / 2;
    BOOST_TEST(std::abs(net.parameters[i] - before.parameters[i] + rate * whole[i]) <= 1e-7f);
  }
}

/// The gradients that backward gives with frozen layers are those of a whole pass, and dx is; those of the layers from
/// `begin` to `end` are not given.
template <std::size_t B, std::size_t Steps = 1, class Net, class Rule>
void gives_the_other_gradients(Net& net, const Rule& rule, std::size_t begin, std::size_t end) {
  using T = typename Net::scalar;
  auto draw = laws::draws(3);
  auto all = std::make_unique<Workspace<Net, B, Mode::input_gradient, Steps>>();
  auto& w = *all;
  for (T& p : net.parameters) p = T(draw());
  for (T& x : w.x().flat()) x = T(draw());
  net.forward(w);
  for (T& d : w.dy().flat()) d = T(draw());
  const T none = std::numeric_limits<T>::max();
  std::vector<T> whole(net.parameters.size(), none);
  net.backward(w, overwrite(whole.data()));
  const std::vector<T> dx(w.dx().flat().begin(), w.dx().flat().end());
  const auto formula = per_layer(Adam{}, rule);
  auto optimizer = std::make_unique<Optimizer<std::remove_const_t<decltype(formula)>, Net>>(formula);
  std::fill(optimizer->gradient().begin(), optimizer->gradient().end(), none);
  net.backward(w, optimizer->overwrite());
  BOOST_TEST(std::equal(dx.begin(), dx.end(), w.dx().flat().begin()));
  std::size_t given = 0;
  // Padding between layers gets 0 or nothing.
  const auto differ = [&] {
    std::size_t off = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
      const T found = optimizer->gradient()[i], expected = i >= begin && i < end ? none : whole[i];
      off += std::memcmp(&found, &expected, sizeof(T)) != 0 && (found != none || expected != 0);
      given += found != none;
    }
    return off;
  };
  BOOST_TEST(differ() == 0u);
  BOOST_TEST(given + (end - begin) >= Net::parameter_count);
  auto training = std::make_unique<Workspace<Net, B, Mode::training, Steps>>();  // without dx
  std::copy(w.x().flat().begin(), w.x().flat().end(), training->x().flat().begin());
  net.forward(*training);
  std::copy(w.dy().flat().begin(), w.dy().flat().end(), training->dy().flat().begin());
  std::fill(optimizer->gradient().begin(), optimizer->gradient().end(), none);
  net.backward(*training, optimizer->overwrite());
  BOOST_TEST(differ() == 0u);
}
template <std::size_t B, std::size_t J, class Net> void freezes(Net& net) {
  gives_the_other_gradients<B>(net, freeze<J>, Net::layers::slice[J], Net::layers::slice[J + 1]);
}
BOOST_AUTO_TEST_CASE(other_gradients_are_those_of_a_whole_pass) {
  {
    Net<Dense<5, 7, Tanh>, Dense<7, 6, ReLU>, Dense<6, 2>> lanes;  // small: the layout of lanes
    freezes<16, 0>(lanes);
    freezes<16, 1>(lanes);
    freezes<16, 2>(lanes);
  }
  {
    Net<Dense<20, 40, Tanh>, Dense<40, 40, ReLU>, Dense<40, 40, ReLU>, Dense<40, 2>> table;  // from the table
    freezes<9, 0>(table);
    freezes<9, 1>(table);
    freezes<9, 2>(table);
  }
  {
    Net<Dense<6, 6>, mine::Gain, Dense<6, 3, Tanh>> own;  // a layer that adds to a span
    freezes<8, 0>(own);
    freezes<8, 1>(own);
  }
  {  // convolutions with a fused pooling, in micro-batches
    static Net<Input<2, 24, 24>, Conv2D<16, 3, Same, ReLU>, MaxPool2D<2>, Conv2D<8, 3, Same, ReLU>, Flatten,
               Dense<8 * 12 * 12, 10>>
        images;
    freezes<40, 1>(images);
    freezes<40, 3>(images);
  }
}
BOOST_AUTO_TEST_CASE(layers_within_layers_are_frozen_one_by_one) {
  {
    using Block = Net<Dense<4, 6, Tanh>, Residual<Dense<6, 8, Tanh>, Dense<8, 6>>, Dense<6, 2>>;
    Block net;
    constexpr std::size_t at = Block::layers::slice[1];
    using Inner = Block::layer<1>;
    gives_the_other_gradients<16>(net, freeze<nested<1, 0>>, at, at + Inner::slice[1]);
    gives_the_other_gradients<16>(net, freeze<nested<1, 1>>, at + Inner::slice[1], at + Inner::slice[2]);
    freezes<16, 1>(net);
  }
  {
    using Branches = Net<Input<4>, Concat<Dense<4, 6, Tanh>, Net<Dense<4, 3>, Dense<3, 3, ReLU>>>, Dense<9, 2>>;
    Branches net;
    constexpr std::size_t at = Branches::layers::slice[1];
    using Inner = Branches::layer<1>;
    gives_the_other_gradients<16>(net, freeze<nested<1, 0>>, at, at + Inner::slice[1]);
    constexpr std::size_t second = at + Inner::slice[1];
    gives_the_other_gradients<16>(net, freeze<nested<1, 1, 1>>, second + Branches::layer<1, 1>::slice[1],
                                  second + Branches::layer<1, 1>::slice[2]);
  }
  {
    using Window = Net<Unroll<5, LSTM<3, 4>, Dense<4, 4, Tanh>>, LastStep, Dense<4, 1>>;
    Window net;
    gives_the_other_gradients<3>(net, freeze<nested<0, 0>>, 0, Window::layer<0>::slice[1]);
    freezes<3, 0>(net);
  }
  {  // copies of one layer, and of several
    using Deep = Net<Dense<4, 6>, Repeat<4, Dense<6, 6, Tanh>>, Dense<6, 2>>;
    Deep net;
    constexpr std::size_t at = Deep::layers::slice[1];
    using Inner = Deep::layer<1>;
    gives_the_other_gradients<16>(net, freeze<nested<1, 0>>, at, at + Inner::slice[1]);
    gives_the_other_gradients<9>(net, freeze<nested<1, 2>>, at + Inner::slice[2], at + Inner::slice[3]);
    freezes<16, 0>(net);
    freezes<16, 1>(net);
  }
  {
    using Deep = Net<Dense<4, 6>, Repeat<3, Dense<6, 8, Tanh>, Dense<8, 6>>, Dense<6, 2>>;
    Deep net;
    constexpr std::size_t at = Deep::layers::slice[1];
    using Inner = Deep::layer<1>;
    constexpr std::size_t second = at + Inner::slice[1];
    gives_the_other_gradients<16>(net, freeze<nested<1, 1, 1>>, second + Deep::layer<1, 1>::slice[1],
                                  second + Deep::layer<1, 1>::slice[2]);
    gives_the_other_gradients<9>(net, freeze<nested<1, 0>>, at, second);
    freezes<16, 1>(net);
  }
  {  // of several inputs and outputs
    using Parts = Net<Inputs<shape<4>, shape<3>>, Branches<Dense<4, 5, Tanh>, Dense<3, 6, ReLU>>,
                      Heads<Dense<11, 2>, Sequential<Dense<11, 4, Tanh>, Dense<4, 3>>>>;
    Parts net;
    constexpr std::size_t at = Parts::layers::slice[1], heads = Parts::layers::slice[2];
    using Inner = Parts::layer<1>;
    gives_the_other_gradients<16>(net, freeze<nested<1, 0>>, at, at + Inner::slice[1]);
    gives_the_other_gradients<9>(net, freeze<nested<1, 1>>, at + Inner::slice[1], at + Inner::slice[2]);
    gives_the_other_gradients<16>(net, freeze<nested<2, 0>>, heads, heads + Parts::layer<2>::slice[1]);
    freezes<9, 1>(net);
    freezes<16, 2>(net);
  }
}

BOOST_AUTO_TEST_CASE(the_backward_pass_ends_at_the_frozen_layers) {
  using Counted = Net<Dense<3, 4, Tanh>, mine::Counting, Dense<4, 1>>;
  Counted net;
  initialize(net, 1);
  Workspace<Counted, 4, Mode::training> w;
  net.forward(w);
  Optimizer<SGD, Counted> all{{}};
  net.backward(w, all.accumulate());
  BOOST_TEST(mine::Counting::passes == 1);
  const auto formula = per_layer(SGD{}, freeze<0>);
  Optimizer<std::remove_const_t<decltype(formula)>, Counted> some{formula};
  static_assert(decltype(some)::descends);
  net.backward(w, some.sink(net));
  net.backward(w, some.accumulate());
  BOOST_TEST(mine::Counting::passes == 1);

  using Copies = Net<Dense<4, 4>, Repeat<3, Dense<4, 4, Tanh>, mine::Counting>>;
  Copies copies;
  initialize(copies, 1);
  Workspace<Copies, 4, Mode::training> steps;
  copies.forward(steps);
  const auto last = per_layer(SGD{}, freeze<0, nested<1, 0>, nested<1, 1>>);
  Optimizer<std::remove_const_t<decltype(last)>, Copies> of_last{last};
  mine::Counting::passes = 0;
  copies.backward(steps, of_last.accumulate());
  BOOST_TEST(mine::Counting::passes == 1);
}

// PyTorch with requires_grad=False in train(): running statistics go on.
BOOST_AUTO_TEST_CASE(a_frozen_batch_norm_goes_on_following_the_batches) {
  using Normed = Net<Dense<4, 8>, BatchNorm<>, Activate<ReLU>, Dense<8, 1>>;
  Normed net;
  initialize(net, 1);
  const Normed before = net;
  const auto all = data();
  fit<16>(net, all, MSE{}, per_layer(AdamW{}, freeze<1>), {.epochs = 2});
  BOOST_TEST(same_bits(net, before, Normed::layers::slice[1], Normed::layers::slice[2]));
  BOOST_TEST((net.buffers != before.buffers));
}

static_assert(std::is_same_v<decltype(per_layer(per_layer(Adam{}, freeze<0>), rate_factor<1>(0.5))),
                             decltype(per_layer(Adam{}, freeze<0>, rate_factor<1>(0.5)))>);
static_assert([] {
  const auto rules = per_layer(per_layer(Adam{.rate = 0.25}, rate_factor<0>(0.125)), freeze<1>, rate_factor<2>(0.5));
  return rules.rate == 0.25 && rules.factors == std::array{0.125, 1.0, 0.5};
}());

BOOST_AUTO_TEST_CASE(checkpoints_know_the_factors) {
  auto formula = per_layer(Adam{.rate = 0.5}, freeze<0>, rate_factor<1, 2>(0.25));
  std::string names;
  _detail::each_hyper_parameter(formula, [&](const char* name, double& value) {
    names += std::string(name) + " ";
    if (std::string(name) == "rate_factor01") BOOST_TEST(value == 0.25);
  });
  BOOST_TEST(names == "rate beta1 beta2 epsilon weight_decay rate_factor01 ");
}

constexpr bool trains_in_a_constant_expression() {
  using Tiny = Net<Dense<1, 2, ReLU>, Dense<2, 1>>;
  Tiny net;
  for (float& p : net.parameters) p = 0.5f;
  const Tiny before = net;
  Dataset<std::array<float, 1>, float> points;
  points.inputs = {{1.0f}, {2.0f}};
  points.targets = {1.0f, 0.0f};
  fit<2>(net, points, MSE{}, per_layer(Momentum{.rate = 0.01}, freeze<0>, rate_factor<1>(0.5)), {.epochs = 2});
  return net.weight<0>(0, 0) == before.weight<0>(0, 0) && net.weight<1>(0, 0) != before.weight<1>(0, 0);
}
BOOST_AUTO_TEST_CASE(rules_work_in_constant_expressions) { BOOST_TEST(trains_in_a_constant_expression()); }

BOOST_AUTO_TEST_SUITE_END()
