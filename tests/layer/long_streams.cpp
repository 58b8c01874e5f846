// A stream of a million steps: what it keeps neither grows nor lingers below the normal numbers, which processors are
// slow with.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <sinew/net/tensors.hpp>
#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(layer_long_streams)

/// Bursts of the same 100 steps, each followed by 900 steps of silence. Biases are 0, so that silence is the limit, but
/// for those of the gate that keeps what there is (LSTM's forget gate, GRU's update gate): it keeps three quarters in
/// each step, of which rounding would make a number below the normal ones that stays.
template <class Net> void of_bursts() {
  using T = typename Net::scalar;
#ifdef __OPTIMIZE__
  constexpr std::size_t bursts = 1000;
#else
  constexpr std::size_t bursts = 20;
#endif
  const auto net = std::make_unique<Net>();
  initialize(*net, 1);
  for (const TensorDescription& tensor : tensors_of<Net>)
    if (std::string_view(tensor.name).find("bias") != std::string_view::npos) {
      const bool gates = std::string_view(tensor.name).find("bias_ih") != std::string_view::npos;
      const auto values = tensor_storage(*net, tensor);
      std::size_t row = 0;
      tensor.each_position([&](std::size_t at) { values[at] = T(gates && row++ / 8 == 1 ? 1 : 0); });
    }
  auto draw = laws::draws(1);
  std::array<std::array<T, 1>, 100> burst{}, silence{};
  for (auto& x : burst) x[0] = static_cast<T>(2 * draw() - 1);
  std::array<typename Net::Output, 100> ys{};
  Stream<Net> stream;
  const auto run = [&](const auto& xs) {  // the largest value in the outputs and the stream
    (*net)(xs, ys, stream);
    T largest = 0;
    for (const auto& y : ys)
      for (const T v : y) largest = (std::max)(largest, std::abs(v));
    for (const T v : std::as_const(stream)[0]) largest = (std::max)(largest, std::abs(v));
    return largest;
  };
  T first = 0;
  std::size_t others = 0, lingering = 0;
  for (std::size_t b = 0; b < bursts; ++b) {
    const T largest = run(burst);
    if (b == 0) first = largest;
    others += largest == first ? 0 : 1;
    for (int i = 0; i < 9; ++i) run(silence);
    for (const T v : std::as_const(stream)[0]) lingering += v == T(0) ? 0 : 1;
  }
  BOOST_TEST(first > T(0.01));
  BOOST_TEST(first < T(10));
  BOOST_TEST(others == 0u);
  BOOST_TEST(lingering == 0u);
}

BOOST_AUTO_TEST_CASE(lstm) { of_bursts<Net<LSTM<1, 8>>>(); }
BOOST_AUTO_TEST_CASE(gru) {
  of_bursts<Net<GRU<1, 8>>>();
  of_bursts<Net<GRU<1, 8, ResetBefore>>>();
}
BOOST_AUTO_TEST_CASE(rnn) {
  of_bursts<Net<RNN<1, 8>>>();
  of_bursts<BasicNet<double, RNN<1, 8, ReLU>>>();
}

BOOST_AUTO_TEST_SUITE_END()
