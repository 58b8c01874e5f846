// Inference of nets of vectors: dense layers of all kinds of kernels, all activations, dropout, composed layers.
#include "calls.hpp"

using namespace sinew;
using realtime::hold;

BOOST_AUTO_TEST_SUITE(realtime_vectors)

BOOST_AUTO_TEST_CASE(unrolled) { hold<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>(); }
BOOST_AUTO_TEST_CASE(shared) { hold<Dense<40, 31, ReLU>, Dense<31, 33, Tanh>, Dense<33, 10, Softmax>>(); }
BOOST_AUTO_TEST_CASE(of_panels) { hold<Dense<700, 130, ReLU>, Dense<130, 1, Sigmoid>>(); }
BOOST_AUTO_TEST_CASE(of_one_output) { hold<Dense<5, 1>>(); }
BOOST_AUTO_TEST_CASE(activations_of_few) {
  hold<Dense<3, 4, CELU>, Dense<4, 4, ELU>, Dense<4, 4, GELU>, Dense<4, 4, HardSigmoid>, Dense<4, 4, HardSwish>,
       Dense<4, 4, HardTanh>, Dense<4, 4, LeakyReLU>, Dense<4, 4, SELU>, Dense<4, 4, SiLU>, Dense<4, 4, Softplus>,
       Dense<4, 4, Softsign>, Dense<4, 4, Step>, Dense<4, 4, Tanh>, Dense<4, 3, LogSoftmax>>();
}
BOOST_AUTO_TEST_CASE(activations_of_many) {
  hold<Dense<3, 99, CELU>, Activate<ELU>, Activate<GELU>, Activate<HardSigmoid>, Activate<HardSwish>,
       Activate<HardTanh>, Activate<LeakyReLU>, Activate<SELU>, Activate<SiLU>, Activate<Softplus>, Activate<Softsign>,
       Activate<Step>, Activate<Tanh>, Activate<LogSoftmax>, Activate<Sigmoid>, Activate<ReLU>, Activate<Identity>,
       Activate<Softmax>>();
}
BOOST_AUTO_TEST_CASE(composed) {
  hold<Dense<6, 8, Tanh>, Dropout<Ratio<1, 5>>, BatchNorm<>, LayerNorm<>, Residual<Dense<8, 8, Tanh>>,
       Concat<PassThrough, Dense<8, 3>, Sequential<Dense<8, 4, ReLU>, Dense<4, 2>>>, Net<Dense<13, 12, ReLU>>,
       Residual<Projection<Dense<12, 5>>, Dense<12, 5>>, Reshape<5, 1>, Flatten>();
}

BOOST_AUTO_TEST_SUITE_END()
