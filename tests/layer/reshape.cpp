// Reshape: the values of a shape under another.
#include <array>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_reshape)

using Images = BasicNet<double, Dense<3, 8, Tanh>, Reshape<2, 2, 2>, MaxPool2D<2>, Reshape<2>, Dense<2, 2>>;

static_assert(std::is_same_v<Images::layer<1>::output, shape<2, 2, 2>> &&
              std::is_same_v<Images::layer<4>::input, shape<2>>);
static_assert(Images::parameter_count == (3 * 8 + 8) + (2 * 2 + 2));
// In the order of the extents: the second channel is the second half.
static_assert(Net<Input<8>, Reshape<2, 2, 2>, GlobalMaxPool2D>{}({1, 4, 3, 2, 8, 7, 6, 5}) ==
              std::array<float, 2>{4, 8});
static_assert(Net<Input<2, 3>, Reshape<3, 2>, Reshape<6>>{}({1, 2, 3, 4, 5, 6}) ==
              std::array<float, 6>{1, 2, 3, 4, 5, 6});
// Nothing is copied: a net of views needs no room in inference.
static_assert(Net<Dense<2, 4>, Reshape<2, 2>, Reshape<4>, Dense<4, 1>>::activation_bytes<1> ==
              Net<Dense<2, 4>, Dense<4, 1>>::activation_bytes<1>);

BOOST_AUTO_TEST_CASE(laws_hold) { laws::all_laws(laws::make<Images, 19>, 32); }

BOOST_AUTO_TEST_SUITE_END()
