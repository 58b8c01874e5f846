// The laws of laws/layer.hpp for Dense, in both layouts.
#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_dense)

using Small = BasicNet<double, Dense<3, 5, Tanh>, Dense<5, 2, Softmax>>;
using Keeping = BasicNet<double, Dense<4, 7, GELU>, Dense<7, 3, SiLU>>;  // activations that keep z
using Wide = BasicNet<double, Dense<20, 40, Tanh>, Dense<40, 16, Softplus>>;

// What these batches stand for, on registers of 8 doubles: samples in lanes with and without spare ones, and rows.
constexpr bool wide_registers = simd::native_lanes<double> == 8;
static_assert(Small::plan<1, Mode::training>.lanes[0] == 1 && Wide::plan<19, Mode::training>.lanes[0] == 1);
static_assert(!wide_registers ||
              (Small::plan<16, Mode::training>.lanes[0] == 8 && Small::plan<23, Mode::training>.lanes[0] == 8));

BOOST_AUTO_TEST_CASE(in_lanes) {
  laws::all_laws(laws::make<Small, 1>, 1);
  laws::all_laws(laws::make<Small, 16>, 4);
  laws::all_laws(laws::make<Small, 23>, 102);
}
BOOST_AUTO_TEST_CASE(keeping_its_input) { laws::all_laws(laws::make<Keeping, 5>, 12); }
BOOST_AUTO_TEST_CASE(in_rows) { laws::all_laws(laws::make<Wide, 19>, 22); }

BOOST_AUTO_TEST_SUITE_END()
