// The laws of laws/layer.hpp for nets whose layers are run by their steps (layer/dense_entry.hpp): stretches of them,
// long ones, and ones broken by small layers, views and activations that keep z.
#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/layer.hpp"
#include "../laws/user_layers.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_dense_steps)

template <std::size_t In, std::size_t Out, class Act>
constexpr bool has_step = _detail::dense_entry_of<Dense<In, Out, Act>, _detail::pass_traits<double, 5, 1, true>>().in >
                          0;
static_assert(has_step<17, 16, Tanh> && has_step<1, 257, Identity>);
// small; keeps z; not elementwise
static_assert(!has_step<16, 16, Tanh> && !has_step<17, 16, GELU> && !has_step<17, 16, Softmax>);

using All = BasicNet<double, Dense<17, 16, Tanh>, Dense<16, 20>, Dense<20, 17, Sigmoid>>;
using Long = BasicNet<double, Dense<16, 17, Tanh>, Dense<17, 18, Tanh>, Dense<18, 17, Tanh>, Dense<17, 16, Tanh>,
                      Dense<16, 17, Tanh>, Dense<17, 19, Tanh>, Dense<19, 17, Tanh>, Dense<17, 16, Tanh>,
                      Dense<16, 17, Tanh>, Dense<17, 2, Softmax>>;
using Broken = BasicNet<double, Input<2, 10>, Flatten, Dense<20, 17, Tanh>, Dense<17, 4, Tanh>, Dense<4, 65, GELU>,
                        Dense<65, 5, Sigmoid>, mine::Gain, Dense<5, 52, Tanh>, Dense<52, 5>>;

BOOST_AUTO_TEST_CASE(all_of_a_net) {
  laws::all_laws(laws::make<All, 1>, 31);
  laws::all_laws(laws::make<All, 16>, 33);
}
BOOST_AUTO_TEST_CASE(more_than_are_unrolled) { laws::gradient(laws::make<Long, 5>, 34); }
// The last argument is 4 units for each sum in a row (laws::batch_size): six layers.
BOOST_AUTO_TEST_CASE(broken_stretches) { laws::all_laws(laws::make<Broken, 16>, 36, 24); }

BOOST_AUTO_TEST_SUITE_END()
