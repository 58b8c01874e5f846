// Inference of nets of images and signals: convolutions, poolings, normalisations, upsampling.
#include "calls.hpp"
#include "nets.hpp"

using realtime::hold;

BOOST_AUTO_TEST_SUITE(realtime_images)

BOOST_AUTO_TEST_CASE(images) {
  hold<every_layer::Digits>();
  hold<every_layer::Options>();
  hold<every_layer::Larger>();
}
BOOST_AUTO_TEST_CASE(signals) { hold<every_layer::Signals>(); }

BOOST_AUTO_TEST_SUITE_END()
