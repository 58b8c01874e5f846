// Nets that a consumer trains, compiled with the flags of a consumer: see CMakeLists.txt.
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <span>
#include <vector>

#include <sinew/sinew.hpp>

#ifdef A_WARNING
static int nobody_uses_me() { return 1; }
#else
using namespace sinew;

template <class Net, class Target, class Loss, class Optimizer>
History train(Net& net, DataView<std::array<std::uint8_t, Net::input::size>, Target> data, Loss loss,
              Optimizer optimizer) {
  initialize(net, 1);
  return fit<64>(net, data, loss, optimizer, {.epochs = 2});
}

using Tiny = Net<Dense<2, 4, Tanh>, Dense<4, 1, Sigmoid>>;
using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
using Images = Net<Input<1, 28, 28>, Conv2D<8, 3, ReLU>, MaxPool2D<2>, Conv2D<16, 3>, BatchNorm<>, Activate<ReLU>,
                   MaxPool2D<2>, Flatten, Dropout<Ratio<1, 5>>, Dense<400, 10, Softmax>>;
using Sequence =
    Net<Input<1, 64>, Conv1D<8, 3, Tanh, Padding<2, 0>>, LayerNorm<>, DepthwiseConv1D<3, Same, Mish>, PReLU<PerChannel>,
        ConvTranspose1D<8, 3, Padding<1>>, PReLU<>, AlphaDropout<Ratio<1, 10>>, AvgPool1D<2>, Flatten, Dense<256, 4>>;
using Copies = Net<Input<1, 16, 16>, Conv2D<8, 3, ReLU, Stride<2>, Same>, GroupNorm<4>,
                   Residual<Projection<Conv2D<16, 1>>, DepthwiseConv2D<3, Same>, Conv2D<16, 1>>,
                   ConvTranspose2D<1, 2, Sigmoid, Stride<2>>>;
using Halves = Net<Input<4, 8, 8>, Conv2D<8, 3, SiLU, Same>, InstanceNorm<>, Dropout2D<Ratio<1, 4>>, Upsample<2>,
                   Conv2D<4, 3, GELU, Dilation<2>>, Upsample<2, Bilinear>, GlobalAvgPool2D,
                   Repeat<3, Dense<4, 4, Tanh>, LayerNorm<>>, Dense<4, 3, Softmax>>;
using Amp = Net<Input<2, 1>, CausalConv1D<1, 8, 3, Stride<2>, ELU>, LastStep, CausalConv1D<8, 8, 3, Dilation<4>>, GLU,
                CausalConv1D<4, 6, 2, Groups<2>, GELU>,
                WaveNet<6, WaveNetStack<8, Dilated<3, Gated<Tanh, Sigmoid>, 1, 2, 4>, Head<4, 2>>,
                        WaveNetStack<3, Dilated<2, ReLU, 1, 2, 4>, Bottleneck<4>, Head<1>>>,
                Concat<PassThrough, Dense<1, 2>>, FiLM<1, 2>>;
template History train(Amp&, DataView<std::array<std::uint8_t, 2>, std::array<float, 1>>, MSE, Adam);
using Gesture = Net<Unroll<12, LSTM<3, 8>, Dropout<Ratio<1, 5>, Variational>>, Bidirectional<GRU<8, 4>>, ReverseSteps,
                    Residual<SelfAttention<8, 2>>, LastStep, Dense<8, 4, Softmax>>;
template History train(Gesture&, DataView<std::array<std::uint8_t, 36>, int>, CrossEntropy, Adam);
template History train(Tiny&, DataView<std::array<std::uint8_t, 2>, int>, BinaryCrossEntropy, SGD);
template History train(Digits&, DataView<std::array<std::uint8_t, 784>, int>, CrossEntropy, Adam);
template History train(Images&, DataView<std::array<std::uint8_t, 784>, int>, CrossEntropy, SGD);
template History train(Sequence&, DataView<std::array<std::uint8_t, 64>, std::array<float, 4>>, MSE, SGD);
template History train(Copies&, DataView<std::array<std::uint8_t, 256>, std::array<float, 256>>, MSE, SGD);
template History train(Halves&, DataView<std::array<std::uint8_t, 256>, int>, CrossEntropy, RMSprop);

// Several inputs and outputs.
using Detector =
    Net<Inputs<shape<1, 12, 12>, shape<5>>,
        Branches<Sequential<Conv2D<4, 3>, BatchNorm<>, Activate<ReLU>, MaxPool2D<2>, Flatten>, PassThrough>,
        Dropout<Ratio<1, 5>>, Heads<Dense<105, 10, Softmax>, Dense<105, 2>>>;
double train_detector(
    Detector& net,
    DataView<std::tuple<std::array<std::uint8_t, 144>, std::array<float, 5>>, std::tuple<int, std::array<float, 2>>>
        data);
double train_detector(
    Detector& net,
    DataView<std::tuple<std::array<std::uint8_t, 144>, std::array<float, 5>>, std::tuple<int, std::array<float, 2>>>
        data) {
  const Losses losses = Losses{CrossEntropy{}, MSE{}}.weighted(1, 0.5);
  initialize(net, 1);
  fit<64>(net, data, losses, Adam{}, {.epochs = 2, .validation = data});
  const auto& [image, numbers] = data.inputs[0];
  const auto [classes, position] = net(image, numbers);
  return evaluate(net, data, losses).heads[1].loss + static_cast<double>(classes[net.predict<0>(image, numbers)]) +
         static_cast<double>(position[0]);
}

// Sequences of indices.
using Text = Net<Embedding<30, 16>, Residual<LayerNorm<>, SelfAttention<16, 4, Context<8>, ALiBi>>, LSTM<16, 8>,
                 Dense<8, 30, Softmax>>;
History train_text(Text& net, DataView<std::vector<std::array<float, 1>>, std::vector<int>> data);
History train_text(Text& net, DataView<std::vector<std::array<float, 1>>, std::vector<int>> data) {
  initialize(net, 1);
  return fit<4, 8>(net, data, CrossEntropy{}, Adam{}, {.epochs = 2});
}

// Losses with numbers, weights of classes, outputs and samples, a callback for plateaus.
using Flowers = Net<Dense<4, 3, Softmax>>;
using Answer = Net<Dense<4, 1, Sigmoid>>;
using Scores = Net<Dense<4, 3>>;
using Classes = Dataset<std::array<float, 4>, int>;
void train_weighted(Flowers& flowers, Answer& answer, Scores& scores, const Classes& data);
void train_weighted(Flowers& flowers, Answer& answer, Scores& scores, const Classes& data) {
  const std::vector<float> weights(data.size(), 0.5f);
  Adam adam;
  fit(flowers, weighted(data, weights), weighted(CrossEntropy{.label_smoothing = 0.1}, {0.5, 1, 2}), adam,
      {.schedule = one_cycle(1)}, ReduceOnPlateau(adam, {.patience = 2}));
  fit(flowers, data, weighted(Focal{}, balanced_weights<3>(data)), adam, {.schedule = cosine_restarts(2, 2)});
  fit(scores, data, FocalWithLogits{}, adam, {.schedule = polynomial_decay(3, 2)});
  fit(scores, data, positive_weighted(BinaryCrossEntropyWithLogits{}, {1, 2, 3}), adam);
  fit(scores, data, SmoothL1{}, adam);
  fit(answer, data, weighted(BinaryCrossEntropy{}, {1, 5}), adam);
  fit(answer, data, BinaryFocal{}, adam);
  const auto top = top_k<2>(log_softmax(scores({1, 2, 3, 4})));
  flowers.bias<0>(argmax(softmax(scores({1, 2, 3, 4})))) = top[0].value;
}

// Data whose size the optimiser sees, in one batch, in several and as a part of one.
template <std::size_t Batch> float train_four() {
  const std::array<std::array<float, 1>, 4> inputs{{{1}, {2}, {3}, {4}}};
  const std::array<std::array<float, 2>, 4> targets{{{0, 1}, {1, 0}, {1, 1}, {2, 1}}};
  Net<Dense<1, 2>> net;
  fit<Batch>(net, DataView(inputs, targets), MSE{}, Adam{.rate = 0.1},
             {.epochs = 1000, .schedule = cosine_decay(1000)});
  return net({0})[0];
}
// Metrics, callbacks for steps, pixels as targets, samples on demand, a range test of rates.
using Copy = Net<Dense<16, 4, Tanh>, Dense<4, 16, Sigmoid>>;
struct Source {
  std::size_t size() const { return 100; }
  void read(std::size_t i, std::span<float, 16> x, std::span<float, 16> t) const {
    for (std::size_t k = 0; k < 16; ++k) x[k] = t[k] = static_cast<float>(i * k % 7);
  }
};
template <class Data> double measured(Copy& net, const Data& data) {
  initialize(net, 1);
  const double rate = find_rate<8>(net, data, MSE{}, SGD{}).suggestion();
  return fit<8>(net, data, MSE{}, SGD{.rate = rate}, {.epochs = 2, .keep_best = true, .monitor = "R2"}, R2Score{},
                MeanAbsoluteError{}, RootMeanSquaredError{}, [](const TrainingStep& step) { return step.step < 90; })
             .best()
             .metrics.value("R2") +
         evaluate(net, data, BinaryCrossEntropy{}, F1{}, Precision<Micro>{}, Recall<OfClass<2>>{}, RocAuc{}).loss;
}
double train_measured(Copy& net, const Source& source,
                      DataView<std::array<std::uint8_t, 16>, std::array<std::uint8_t, 16>> images);
double train_measured(Copy& net, const Source& source,
                      DataView<std::array<std::uint8_t, 16>, std::array<std::uint8_t, 16>> images) {
  return measured(net, OnDemand(source)) + measured(net, images);
}
float train_fours();
float train_fours() { return train_four<1>() + train_four<3>() + train_four<4>() + train_four<32>(); }
#endif
