// The activations, losses, optimizers and initializers that train.cpp and the tour leave out, in float and double. It
// is compiled with the strictest warnings: see CMakeLists.txt.
#include <array>

#include <sinew/sinew.hpp>

using namespace sinew;

namespace {

template <class T> using Activations =
    BasicNet<T, Dense<4, 4, ELU, LeCunNormal>, Dense<4, 4, LeakyReLU>, Dense<4, 4, Softplus>, Dense<4, 4, HardSigmoid>,
             Concat<Dense<4, 2, GELU>, Sequential<Dense<4, 3, SiLU>, Dense<3, 2>>>, Activate<Sigmoid>, LayerNorm<>,
             Dense<4, 4, SELU>, Dense<4, 4, CELU>, Dense<4, 4, HardTanh>, Dense<4, 4, Softsign>, Dense<4, 4, HardSwish>,
             Dense<4, 4, GELUTanh>, Dense<4, 1>>;
using Images = BasicNet<double, Input<9, 9, 2>, Permute<2, 0, 1>, Conv2D<4, 3, ReLU>, GlobalMaxPool2D, Dense<4, 3>>;

template <class Net, class Target, class Loss, class Optimizer>
double train(const std::array<typename Net::scalar, Net::input::size>& input, const Target& target, Loss loss,
             Optimizer optimizer) {
  const std::array<std::array<typename Net::scalar, Net::input::size>, 1> inputs{input};
  const std::array<Target, 1> targets{target};
  Net net;
  initialize(net, 1);
  fit<2>(net, DataView(inputs, targets), loss, optimizer,
         {.epochs = 2, .schedule = warm_up(1, step_decay(2, 0.5)), .patience = 1});
  return static_cast<double>(net(input)[0]);
}

}  // namespace

int main() {
  const std::array<float, 4> x{1, 2, 3, 4};
  const std::array<double, 4> d{1, 2, 3, 4};
  double sum = train<Activations<float>>(x, 1, BinaryCrossEntropyWithLogits{}, AdamW{});
  sum += train<Activations<double>>(d, 0.5, MAE{}, Nesterov{});
  sum += train<Activations<float>>(x, 0.5f, Huber{}, Adagrad{});
  sum += train<Images>(std::array<double, 162>{}, 1, CrossEntropyWithLogits{}, Momentum{});
  return sum > 1e9;
}
