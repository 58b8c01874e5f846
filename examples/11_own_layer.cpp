// 11 · A layer of your own, in your own namespace, without changes to the library.
//
// A layer is an empty type. It declares its input, its output and its number of parameters, and has two static
// functions, forward and backward. Each takes a pass, an aggregate with the data it needs:
//
//     forward    reads pass.parameters and pass.x, writes pass.y
//     backward   reads pass.parameters, pass.x, pass.y and pass.dy = ∂L/∂y,
//                writes pass.dx = ∂L/∂x and adds ∂L/∂parameters to pass.dparameters
//     pass.batch samples; x, y, dx and dy are (sample, feature)
//
// This layer adds a wave whose frequency it learns for each feature, so that a net can go on with what repeats (Ziyin,
// Hartwig, Ueda, "Neural networks fail to learn periodic functions and how to fix it", NeurIPS 2020). It works for any
// input shape by `on<In>`; a layer of a fixed shape needs no such wrapper. Without backward the program does not
// compile, and the error names the layer.
//
// gradient_error() tests backward in one line: it compares the gradients with numeric slopes of a loss, and says which
// is wrong. A mistake in a gradient is easily made and hardly noticed, since a net learns in spite of it, but worse.

#include <array>
#include <cmath>
#include <cstdio>
#include <span>

#include <sinew/sinew.hpp>
#include <sinew/diagnose/gradient_error.hpp>

namespace mine {

/// y = x + sin²(a_i·x) / a_i;  dx = (1 + sin(2·a_i·x))·dy;
/// da_i += Σ over samples of (x·sin(2·a_i·x) − sin²(a_i·x) / a_i) / a_i·dy.
struct Snake {
  template <class In> struct on {
    using input = In;
    using output = In;
    static constexpr std::size_t parameters = In::size;

    static void forward(auto pass) noexcept {
      for (std::size_t s = 0; s < pass.batch; ++s)
        for (std::size_t i = 0; i < In::size; ++i) {
          const auto x = pass.x(s, i), a = pass.parameters[i], wave = std::sin(a * x);
          pass.y(s, i) = x + wave * wave / a;
        }
    }
    static void backward(auto pass) noexcept {
      for (std::size_t s = 0; s < pass.batch; ++s)
        for (std::size_t i = 0; i < In::size; ++i) {
          const auto x = pass.x(s, i), a = pass.parameters[i], wave = std::sin(a * x), slope = std::sin(2 * a * x);
          pass.dx(s, i) = (1 + slope) * pass.dy(s, i);
          pass.dparameters[i] += (x * slope - wave * wave / a) / a * pass.dy(s, i);
        }
    }
    /// Optional: the names and extents of the parameters, for files. Without it they are one vector, "parameters".
    static constexpr void tensors(auto& list) { list.parameter("frequency", {In::size}); }
    /// Optional: without it, parameters start at 0, by which this layer would divide.
    template <class T> static constexpr void initialize(std::span<T, parameters> a, sinew::Engine&) noexcept {
      for (T& frequency : a) frequency = T(1);
    }
  };
};

}  // namespace mine

using namespace sinew;

// It is used like the layers of the library. The Dense before it has the default activation Identity: x·W + b.
using Wave = BasicNet<double, Dense<1, 12>, mine::Snake, Dense<12, 8>, mine::Snake, Dense<8, 1>>;
static_assert(Wave::parameter_count == 24 + 12 + 104 + 8 + 9);

int main() {
  // backward against numeric slopes: of the layer alone, and within a net.
  const GradientCheck alone = gradient_error<mine::Snake, shape<6>>(1);
  Wave net;
  initialize(net, 1);
  const GradientCheck within = gradient_error(net, MSE{}, 2);
  std::printf("alone: %s\nwithin a net: %s\n", alone.text.c_str(), within.text.c_str());

  Dataset<std::array<double, 1>, double> data;  // with one output, a target may be a plain number
  for (int i = 0; i < 200; ++i) {
    const double x = -3 + 6 * i / 199.0;
    data.push_back({x}, std::sin(x));
  }
  const History history = fit<20>(net, data, MSE{}, Adam{.rate = 0.01}, {.epochs = 200});
  std::printf("learning sin x: mean squared error %.5f → %.5f\n", history.epochs[0].loss, history.last().loss);
  std::printf("frequencies of the first layer's units:");
  // The parameters of layer 1, the first mine::Snake.
  for (double frequency : net.parameters_of<1>()) std::printf(" %.2f", frequency);
  std::printf("\n");
  return alone.ok() && within.ok() && history.last().loss < 0.005 ? 0 : 1;
}
