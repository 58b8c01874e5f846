// Residual with a projection: the laws of laws/layer.hpp, in both layouts and with images; figures of PyTorch.
#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "figures_file.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_projected_residual)

using Small =
    BasicNet<double, Residual<Projection<Dense<4, 6>>, Dense<4, 5, Tanh>, Dense<5, 6, GELU>>, Dense<6, 3, Tanh>>;
using Wide = BasicNet<double, Dense<3, 8, Tanh>, Residual<Projection<Dense<8, 17>>, Dense<8, 17, Tanh>>,
                      Residual<Projection<PassThrough>, Dense<17, 17, Tanh>>, Dense<17, 3, Tanh>>;
using Images = BasicNet<
    double, Input<2, 5, 4>,
    Residual<Projection<Conv2D<3, 1, Stride<2>>>, Conv2D<4, 3, Tanh, Stride<2>, Padding<1>>, Conv2D<3, 3, Same>>>;

static_assert(Small::parameter_count == (4 * 6 + 6) + (4 * 5 + 5) + (5 * 6 + 6) + (6 * 3 + 3));
static_assert(std::is_same_v<Images::output, shape<3, 3, 2>> &&
              std::is_same_v<Images::layer<1, 1, 0>::output, shape<4, 3, 2>>);

BOOST_AUTO_TEST_CASE(laws_of_layers) {
  // The last argument is 4 units for each sum in a row (laws::batch_size): three, four and two layers.
  laws::all_laws(laws::make<Small, 19>, 2, 12);
  laws::all_laws(laws::make<Wide, 19>, 3, 16);
  laws::all_laws(laws::make<Images, 5>, 4);
}
BOOST_AUTO_TEST_CASE(against_torch) { against::file<Images, 5>("residual.txt", "projection"); }

BOOST_AUTO_TEST_SUITE_END()
