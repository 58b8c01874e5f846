// Inference of nets of vectors: dense layers of all kinds of kernels, all activations, composed layers.
#include "calls.hpp"
#include "nets.hpp"

using realtime::hold;

BOOST_AUTO_TEST_SUITE(realtime_vectors)

BOOST_AUTO_TEST_CASE(dense) {
  hold<every_layer::Unrolled>();
  hold<every_layer::Shared>();
  hold<every_layer::Panels>();
  hold<every_layer::Line>();
}
BOOST_AUTO_TEST_CASE(activations) {
  hold<every_layer::untrained::Few>();
  hold<every_layer::untrained::Many>();
}
BOOST_AUTO_TEST_CASE(composed) { hold<every_layer::Composed>(); }
BOOST_AUTO_TEST_CASE(several_inputs_and_outputs) { hold<every_layer::Detector>(); }

BOOST_AUTO_TEST_SUITE_END()
