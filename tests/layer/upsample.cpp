// Upsampling against figures of PyTorch; the laws of laws/layer.hpp in both layouts; in constant expressions.
#include <array>
#include <cstddef>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_upsample)

template <std::size_t Batch, class In, class Layer> void same(const char* name) {
  against::file<BasicNet<double, In, Layer>, Batch>("upsample.txt", name);
}
using Image = Input<2, 3, 4>;
using Sequence = Input<2, 5>;

BOOST_AUTO_TEST_CASE(nearest) {
  same<3, Image, Upsample<1>>("nearest_1");
  same<19, Image, Upsample<2>>("nearest_2");
  same<3, Image, Upsample<3>>("nearest_3");
  same<3, Image, Upsample<4>>("nearest_4");
  same<3, Sequence, Upsample<3>>("nearest_1d_3");
}
BOOST_AUTO_TEST_CASE(bilinear) {
  same<3, Image, Upsample<1, Bilinear>>("bilinear_1");
  same<19, Image, Upsample<2, Bilinear>>("bilinear_2");
  same<3, Image, Upsample<3, Bilinear>>("bilinear_3");
  same<3, Image, Upsample<4, Bilinear>>("bilinear_4");
  same<3, Input<2, 1, 4>, Upsample<2, Bilinear>>("bilinear_2_of_one_row");
  same<3, Sequence, Upsample<2, Bilinear>>("linear_1d_2");
  same<5, Sequence, Upsample<3, Bilinear>>("linear_1d_3");
}

using Deep = BasicNet<double, Input<1, 2, 3>, Upsample<2, Bilinear>, Upsample<3>, GlobalAvgPool2D, Dense<1, 2, Tanh>>;
BOOST_AUTO_TEST_CASE(laws_hold) {
  laws::all_laws(laws::make<Deep, 1>, 21);
  laws::all_laws(laws::make<Deep, 19>, 24);
}

static_assert(std::is_same_v<Upsample<2>::on<shape<3, 4, 5>>::output, shape<3, 8, 10>>);
static_assert(std::is_same_v<Upsample<2>::on<shape<3, 5>>::output, shape<3, 10>>);
static_assert(simd::native_lanes<double> != 8 || Deep::plan<16, Mode::training>.lanes[1] == 8);
static_assert(Net<Input<1, 3>, Upsample<2>>{}({1, 2, 4}) == std::array<float, 6>{1, 1, 2, 2, 4, 4});
static_assert(Net<Input<1, 3>, Upsample<2, Bilinear>>{}({0, 4, 12}) == std::array<float, 6>{0, 1, 3, 6, 10, 12});

BOOST_AUTO_TEST_SUITE_END()
