#pragma once
/// Every way to infer with a net, in one function that clang holds to its effect: as it compiles it, by
/// -Wfunction-effects, and as it runs, by RealtimeSanitizer.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "nets.hpp"

namespace realtime {

template <class Net> class calls {
  using T = typename Net::scalar;
  static constexpr std::size_t in = Net::input::size, out = Net::output::size;
  using Input = std::array<T, in>;
  using Output = typename Net::Output;
  // The public functions say their effects: a pointer whose type has more effects than its function is a warning.
  static constexpr Output (Net::*step)(const Input&, sinew::Stream<Net>&) const noexcept
      [[clang::nonblocking]] = &Net::template operator()<sinew::Stream<Net>>;
  static constexpr Output (Net::*sample)(const Input&) const noexcept [[clang::nonblocking]] = &Net::operator();

  Net net{};
  sinew::Stream<Net> one{};
  sinew::Stream<Net, 3> three{};
  sinew::Workspace<Net, 1> single{};
  sinew::Workspace<Net, 19> batch{};
  sinew::Workspace<Net, 3, sinew::Mode::inference, 4> steps{};
  std::vector<Input> xs = std::vector<Input>(150);
  std::vector<Output> ys = std::vector<Output>(150);
  std::array<std::uint8_t, in> pixels{};

  void infer() noexcept [[clang::nonblocking]] {
    ys[0] = (net.*sample)(xs[0]);
    ys[1] = (net.*step)(xs[1], one);
    ys[2] = net(pixels);
    ys[3] = net(pixels, one);
    ys[4] = net(xs[4], single);
    net(xs, ys);
    net(xs, ys, batch);
    net(xs, ys, one);
    net(xs, ys, three);
    for (std::size_t s = 0; s < 19; ++s) batch.x()[s] = xs[s];
    net.forward(batch);
    for (std::size_t s = 0; s < 12; ++s) steps.x()[s] = xs[s];
    net.forward(steps, three);
    if constexpr (Net::output::rank == 0) {
      ys[5][0] += T(net.template predict<0>(xs[5]));
    } else if constexpr (out > 1) {
      ys[5][0] += T(net.predict(xs[5]));
      ys[5][0] += T(net.predict(xs[5], one));
      ys[5][0] += T(net.predict(xs[5], single));
    }
    one.reset();
    three.reset(2);
  }

 public:
  /// The effects hold, and the outputs are numbers.
  static void hold() {
    const auto made = std::make_unique<calls>();
    sinew::initialize(made->net, 1);
    for (std::size_t i = 0; i < made->xs.size(); ++i)
      for (std::size_t k = 0; k < in; ++k) made->xs[i][k] = every_layer::input_of<Net>(i, k);
    made->infer();
    for (const Output& y : made->ys)
      for (const T v : y) BOOST_TEST_REQUIRE(std::isfinite(v));
    BOOST_TEST_REQUIRE(made->batch.y()(18, 0) == made->batch.y()(18, 0));
  }
};

/// For nets in float and double.
template <template <class> class Net> void hold() {
  calls<Net<float>>::hold();
  calls<Net<double>>::hold();
}

}  // namespace realtime
