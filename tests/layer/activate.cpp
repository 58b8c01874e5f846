// Activate: PyTorch's figures and the laws of laws/layer.hpp, in both layouts; and that it is what a layer's own
// activation is.
#include <array>
#include <cstddef>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"
#include "in_lanes.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_activate)

template <class In, class A> using Alone = BasicNet<double, In, Activate<A>>;
using Softmaxes = InLanes<Input<6>, Activate<Softmax>>;

BOOST_AUTO_TEST_CASE(figures) {
  against::file<Alone<Input<2, 3, 3>, Sigmoid>, 5>("activate.txt", "sigmoid");
  against::file<Alone<Input<2, 7>, ReLU>, 5>("activate.txt", "relu");
  against::file<Alone<Input<6>, GELU>, 5>("activate.txt", "gelu");
  against::file<InLanes<Input<6>, Activate<SiLU>>, 19>("activate.txt", "silu");
  against::file<InLanes<Input<3, 2, 2>, Activate<Tanh>>, 5>("activate.txt", "tanh");
  against::file<Alone<Input<5>, ELU>, 5>("activate.txt", "elu");
  against::file<Alone<Input<2, 3, 3>, LeakyReLU>, 5>("activate.txt", "leaky_relu");
  against::file<Alone<Input<6>, Softmax>, 5>("activate.txt", "softmax");
  against::file<Softmaxes, 19>("activate.txt", "softmax_19");
}

BOOST_AUTO_TEST_CASE(all_laws) {
  laws::all_laws(laws::make<Alone<Input<6>, GELU>, 5>, 1);
  laws::all_laws(laws::make<Alone<Input<6>, Softmax>, 5>, 2);
  laws::all_laws(laws::make<Softmaxes, 19>, 3);
}

// Dense<…, A> and Dense, Activate<A> are the same net to the bit: outputs, decisions, losses on logits, gradients.
BOOST_AUTO_TEST_CASE(as_in_a_layer) {
  using One = BasicNet<double, Dense<3, 5, SiLU>, Dense<5, 4, Softmax>>;
  using Two = BasicNet<double, Dense<3, 5, Identity, HeNormal>, Activate<SiLU>, Dense<5, 4>, Activate<Softmax>>;
  One one;
  Two two;
  initialize(one, 1);
  for (std::size_t k = 0; k < one.parameters.size(); ++k) two.parameters[k] = one.parameters[k];
  static_assert(One::layer<1>::parameters == Two::layer<2>::parameters &&
                One::weight_index<1>(0, 0) == Two::weight_index<2>(0, 0));
  const std::array<double, 3> x{0.5, -1, 2};
  BOOST_TEST(one(x) == two(x));
  BOOST_TEST(one.predict(x) == two.predict(x));
  Workspace<One, 2, Mode::training> v;
  Workspace<Two, 2, Mode::training> w;
  for (std::size_t i = 0; i < 6; ++i) v.x().data[i] = w.x().data[i] = 0.3 * double(i) - 1;
  One::Parameters of_one{};
  Two::Parameters of_two{};
  const double t[8] = {1, 0, 0, 0, 0, 0, 1, 0};
  BOOST_TEST(forward_loss(one, v, t, 2, CrossEntropy{}) == forward_loss(two, w, t, 2, CrossEntropy{}));
  backward_loss<CrossEntropy>(one, v, of_one);
  backward_loss<CrossEntropy>(two, w, of_two);
  for (std::size_t i = 0; i < of_one.size(); ++i)
    BOOST_TEST(of_one[i] == of_two[i], boost::test_tools::tolerance(1e-14));
}

static_assert(BasicNet<double, Input<1, 1, 2>, Activate<ReLU>>{}({-1, 2})[0] == 0 &&
              BasicNet<double, Input<2>, Activate<Softmax>>{}({3, 3})[0] == 0.5);

BOOST_AUTO_TEST_SUITE_END()
