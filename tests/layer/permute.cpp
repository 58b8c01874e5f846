// Permute against figures of PyTorch; the laws of laws/layer.hpp in both layouts; in constant expressions.
#include <array>
#include <cstddef>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_permute)

template <class In, class Layer> void same(const char* name) {
  against::file<BasicNet<double, In, Layer>, 3>("permute.txt", name);
}
using Image = Input<2, 3, 4>;

BOOST_AUTO_TEST_CASE(axes_in_another_order) {
  same<Image, Permute<2, 0, 1>>("2_0_1_of_2x3x4");
  same<Image, Permute<1, 2, 0>>("1_2_0_of_2x3x4");
  same<Image, Permute<2, 1, 0>>("2_1_0_of_2x3x4");
  same<Image, Permute<0, 2, 1>>("0_2_1_of_2x3x4");
  same<Input<3, 4>, Permute<1, 0>>("1_0_of_3x4");
  same<Input<2, 3, 2, 3>, Permute<3, 1, 0, 2>>("3_1_0_2_of_2x3x2x3");
  same<Input<1, 3, 4>, Permute<1, 0, 2>>("1_0_2_of_1x3x4");
}

using Channels = BasicNet<double, Input<4, 3, 2>, Permute<2, 0, 1>, Conv2D<8, 2, Tanh>, Permute<1, 2, 0>, Flatten,
                          Dense<48, 2, Tanh>>;
BOOST_AUTO_TEST_CASE(laws_hold) {
  laws::all_laws(laws::make<Channels, 1>, 51);
  laws::all_laws(laws::make<Channels, 19>, 52);
}

static_assert(std::is_same_v<Permute<2, 0, 1>::on<shape<4, 5, 3>>::output, shape<3, 4, 5>>);
static_assert(Net<Input<2, 3>, Permute<1, 0>>{}({1, 2, 3, 4, 5, 6}) == std::array<float, 6>{1, 4, 2, 5, 3, 6});
// A permutation and its inverse.
static_assert(Net<Input<2, 1, 3>, Permute<2, 0, 1>, Permute<1, 2, 0>>{}({1, 2, 3, 4, 5, 6}) ==
              std::array<float, 6>{1, 2, 3, 4, 5, 6});
// Nothing is copied where only axes of extent 1 move.
static_assert(Net<Dense<2, 4>, Reshape<1, 2, 2>, Permute<1, 2, 0>, Flatten, Dense<4, 1>>::activation_bytes<1> ==
              Net<Dense<2, 4>, Dense<4, 1>>::activation_bytes<1>);

BOOST_AUTO_TEST_SUITE_END()
