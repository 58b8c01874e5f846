// Training steps allocate nothing: all losses and optimizers, random layers, sequences.
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "nets.hpp"

using namespace sinew;

namespace {

// The memory of a training, and steps that clang holds to their effect as it compiles them.
template <class Net, class LossType, class Formula, std::size_t Steps = 1> struct training {
  using T = typename Net::scalar;
  Net net{};
  Workspace<Net, 7, Mode::training, Steps> w{};
  Optimizer<Formula, Net> optimizer{};
  Engine engine{1};
  std::array<T, 7 * Steps * Net::output::size> targets{};

  T steps() noexcept [[clang::nonallocating]] {
    T loss = train_step(net, w, targets, LossType{}, optimizer, engine);
    loss += train_step(net, w, targets, LossType{}, optimizer, {.clip_norm = 1}, engine);
    loss += forward_loss(net, w, targets, 5 * Steps, LossType{}, engine);
    backward_loss<LossType>(net, w, accumulate(optimizer.gradient().data()));
    optimizer.step(net);
    if constexpr (Net::layers::state_values > 0) {
      Stream<Net, 7> stream{};
      loss += forward_loss(net, w, stream, targets, LossType{}, engine);
      descend_loss<LossType>(net, w, optimizer);
      loss += train_step(net, w, stream, targets, LossType{}, optimizer, {.clip_norm = 1}, engine);
    }
    return loss;
  }
  static void hold() {
    const auto made = std::make_unique<training>();
    initialize(made->net, 1);
    for (std::size_t s = 0; s < 7 * Steps; ++s) made->targets[s * Net::output::size] = T(1);
    for (std::size_t s = 0; s < 7 * Steps; ++s)
      for (std::size_t i = 0; i < Net::input::size; ++i) made->w.x()[s][i] = every_layer::input_of<Net>(s, i);
    BOOST_TEST(std::isfinite(made->steps()));
  }
};
// A formula of whole tensors.
struct Halving {
  double rate = 1;
  static constexpr std::size_t slot_count = 0;
  template <class T> constexpr void update(const ParameterTensor<T, 0>& tensor, std::size_t) const {
    for (T& w : tensor.parameters) w /= T(2);
  }
};
using Numbers = Net<Dense<3, 40, Tanh>, Dropout<Ratio<1, 5>>, Dense<40, 20, GELU>, BatchNorm<>, Dense<20, 2>>;
using Classes = BasicNet<double, Dense<3, 8, ReLU>, Dense<8, 2, Softmax>>;
using Images = Net<Input<1, 8, 8>, Conv2D<4, 3, ReLU>, MaxPool2D<2>, GroupNorm<2>,
                   Residual<DepthwiseConv2D<3, Same>, Dropout2D<Ratio<1, 4>>>, Flatten, Dense<36, 2, LogSoftmax>>;
using Amp =
    Net<LSTM<1, 8>, Dropout<Ratio<1, 4>, Variational>, GRU<8, 6>, GRU<6, 5, ResetBefore>, RNN<5, 4>, Dense<4, 1>>;

}  // namespace

BOOST_AUTO_TEST_SUITE(realtime_training)

BOOST_AUTO_TEST_CASE(losses_and_optimizers) {
  training<Numbers, MSE, Adam>::hold();
  training<Numbers, MAE, RMSprop>::hold();
  training<Numbers, Huber, Adagrad>::hold();
  training<Classes, CrossEntropy, SGD>::hold();
  training<Images, NLL, AdamW>::hold();
  training<Net<Dense<3, 2, Sigmoid>>, BinaryCrossEntropy, SGD>::hold();
  training<Classes, CrossEntropy, Halving>::hold();
  training<Amp, MSE, Adam, 4>::hold();
  training<every_layer::Taps<float>, MSE, Adam, 4>::hold();
  training<every_layer::Text<float>, CrossEntropy, Adam, 4>::hold();
  training<every_layer::Gesture<float>, CrossEntropy, Adam>::hold();
  training<every_layer::Detector<float>, Losses<CrossEntropy, MSE, BinaryCrossEntropy>, SGD>::hold();
}

BOOST_AUTO_TEST_SUITE_END()
