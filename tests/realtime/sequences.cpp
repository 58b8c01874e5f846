// Steps and blocks of steps of nets with a state.
#include <array>
#include <cstddef>
#include <vector>

#include "calls.hpp"
#include "nets.hpp"

using namespace sinew;
using realtime::hold;

BOOST_AUTO_TEST_SUITE(realtime_sequences)

BOOST_AUTO_TEST_CASE(recurrent) {
  hold<every_layer::Amp>();
  hold<every_layer::Gates>();
  hold<every_layer::Within>();
}
BOOST_AUTO_TEST_CASE(causal) { hold<every_layer::Taps>(); }
BOOST_AUTO_TEST_CASE(attention) { hold<every_layer::Text>(); }
BOOST_AUTO_TEST_CASE(windows) { hold<every_layer::Gesture>(); }
// Behind one type
using Amp = Net<LSTM<1, 20>, Dense<20, 1, Sigmoid>>;
using Wave = Net<Dense<1, 16, Tanh>, Dense<16, 1, Sigmoid>>;
template <class Held> struct erased {
  Held net = Wave{};
  std::vector<std::byte> memory = std::vector<std::byte>(4'096);  // for the larger net, too
  std::vector<std::array<float, 1>> xs = std::vector<std::array<float, 1>>(70), ys = xs;

  float infer() noexcept [[clang::nonblocking]] {
    net(xs, ys);
    net(xs, ys, memory);
    return net({0.5f})[0] + net(xs[0], memory)[0] + float(net.predict({0.5f}) + net.predict(xs[1], memory));
  }
};
BOOST_AUTO_TEST_CASE(behind_one_type) {
  erased<OneOf<Amp, Wave>> one;
  BOOST_TEST(one.infer() > 0);
  one.net = Amp{};
  BOOST_TEST(one.infer() > 0);
  erased<AnyNet<1, 1, 16_KiB>> any;
  BOOST_TEST(any.infer() > 0);
  any.net = Amp{};
  BOOST_TEST(any.infer() > 0);
}

BOOST_AUTO_TEST_SUITE_END()
