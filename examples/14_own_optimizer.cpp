// 14 · An optimizer of your own.
//
// An optimizer is an aggregate of hyper-parameters with one formula for a parameter's update. The library provides
// the loops, the memory and the step count. An optimizer declares
//
//     double rate                               the learning rate, which schedules change
//     static constexpr std::size_t slot_count        the number of values kept for each parameter
//     template <class T> auto at(step) const    the formula of step 1, 2, …: (w, gradient, slot&...) → new w
//
// The formula is a template over a value type V (a scalar or a vector register), so it uses broadcast and select
// instead of `if`.
// An optimizer whose step depends on a whole weight matrix (as that of Muon) has update(tensor, step) instead of
// at(step); see optimizer/concept.hpp.

#include <array>
#include <cmath>
#include <cstdio>

#include <sinew/sinew.hpp>

#include "data/iris.hpp"

namespace mine {

/// m ← momentum·m + (1 − momentum)·g,  w ← w − rate·(sign(m) + weight_decay·w). Every parameter moves by the same
/// amount; the gradient determines only the direction.
/// Source: Bernstein et al., "signSGD: compressed optimisation for non-convex problems" (Signum), ICML (2018).
struct Signum {
  double rate = 1e-3, momentum = 0.9, weight_decay = 0;
  static constexpr std::size_t slot_count = 1;

  template <class T> constexpr auto at(std::size_t) const noexcept {
    return [step = static_cast<T>(rate), keep = static_cast<T>(momentum),
            decay = static_cast<T>(weight_decay)]<class V>(const V& w, const V& g, V& m) noexcept -> V {
      const V one = sinew::simd::broadcast<V>(T(1));
      m = sinew::simd::broadcast<V>(keep) * m + sinew::simd::broadcast<V>(T(1) - keep) * g;
      const V sign = sinew::simd::select(m > V{}, one, sinew::simd::select(m < V{}, -one, V{}));
      return w - sinew::simd::broadcast<V>(step) * (sign + sinew::simd::broadcast<V>(decay) * w);
    };
  }
};

}  // namespace mine

using namespace sinew;

int main() {
  // While the gradient keeps its sign, a parameter moves by the rate at every step; with gradient 0 it does not move.
  using Line = BasicNet<double, Dense<2, 1>>;
  Line line;
  Optimizer<mine::Signum, Line> optimizer{{.rate = 0.125}};
  for (int step = 1; step <= 4; ++step) {
    optimizer.gradient()[Line::weight_index<0>(0, 0)] = 7;
    optimizer.gradient()[Line::weight_index<0>(1, 0)] = -0.001;
    optimizer.step(line);
  }
  std::printf("after 4 steps of 0.125: w1 %g, w2 %g, b %g\n", line.weight<0>(0, 0), line.weight<0>(1, 0),
              line.bias<0>(0));
  // A change of sign, by hand: after a gradient of 1, m = 0.1. Then g = −0.5 gives 0.9·0.1 − 0.1·0.5 = 0.04 > 0, and
  // the direction stays; g = −1 gives 0.09 − 0.1 < 0, and the direction changes.
  auto two_steps = [](double second) {
    Line net;
    Optimizer<mine::Signum, Line> signum{{.rate = 1}};
    for (double g : {1.0, second}) {
      signum.gradient()[0] = g;
      signum.step(net);
    }
    return net.parameters[0];
  };
  std::printf("1 then −0.5: %g; 1 then −1: %g\n", two_steps(-0.5), two_steps(-1));
  const bool exact = line.weight<0>(0, 0) == -0.5 && line.weight<0>(1, 0) == 0.5 && line.bias<0>(0) == 0 &&
                     two_steps(-0.5) == -2 && two_steps(-1) == 0;

  // fit() takes it like the optimizers of the library, with schedules and clipping.
  using Flowers = Net<Dense<4, 16, ReLU>, Dense<16, 3, Softmax>>;
  const auto& iris = examples::iris();
  Flowers net;
  initialize(net, 1);
  const History history =
      fit<16>(net, DataView(iris.inputs, iris.targets), CrossEntropy{},
              mine::Signum{.rate = 0.003, .weight_decay = 0.1}, {.epochs = 100, .schedule = cosine_decay(100)});
  std::printf("Iris: loss %.4f → %.4f, accuracy %.1f %%\n", history.epochs[0].loss, history.last().loss,
              100 * history.last().accuracy);
  return exact && history.last().accuracy > 0.95 ? 0 : 1;
}
