// Nets that a consumer trains, compiled with the flags of a consumer: see CMakeLists.txt.
#include <array>
#include <cstdint>
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
                   Conv2D<4, 3, GELU, Dilation<2>>, Upsample<2, Bilinear>, GlobalAvgPool2D, Dense<4, 3, Softmax>>;
using Amp = Net<CausalConv1D<1, 8, 3, Dilation<4>>, GLU, CausalConv1D<4, 6, 2, Groups<2>, GELU>,
                WaveNet<6, WaveNetStack<8, Dilated<3, Gated<Tanh, Sigmoid>, 1, 2, 4>, Head<4, 2>>,
                        WaveNetStack<3, Dilated<2, ReLU, 1, 2, 4>, Bottleneck<4>, Head<1>>>,
                Concat<PassThrough, Dense<1, 2>>, FiLM<1, 2>>;
template History train(Amp&, DataView<std::array<std::uint8_t, 1>, std::array<float, 1>>, MSE, Adam);
using Gesture = Net<Unroll<12, LSTM<3, 8>>, Bidirectional<GRU<8, 4>>, Residual<SelfAttention<8, 2>>, LastStep,
                    Dense<8, 4, Softmax>>;
template History train(Gesture&, DataView<std::array<std::uint8_t, 36>, int>, CrossEntropy, Adam);
template History train(Tiny&, DataView<std::array<std::uint8_t, 2>, int>, BinaryCrossEntropy, SGD);
template History train(Digits&, DataView<std::array<std::uint8_t, 784>, int>, CrossEntropy, Adam);
template History train(Images&, DataView<std::array<std::uint8_t, 784>, int>, CrossEntropy, SGD);
template History train(Sequence&, DataView<std::array<std::uint8_t, 64>, std::array<float, 4>>, MSE, SGD);
template History train(Copies&, DataView<std::array<std::uint8_t, 256>, std::array<float, 256>>, MSE, SGD);
template History train(Halves&, DataView<std::array<std::uint8_t, 256>, int>, CrossEntropy, RMSprop);

// Sequences of indices.
using Text = Net<Embedding<30, 16>, Residual<LayerNorm<>, SelfAttention<16, 4, Context<8>, ALiBi>>, LSTM<16, 8>,
                 Dense<8, 30, Softmax>>;
History train_text(Text& net, DataView<std::vector<std::array<float, 1>>, std::vector<int>> data);
History train_text(Text& net, DataView<std::vector<std::array<float, 1>>, std::vector<int>> data) {
  initialize(net, 1);
  return fit<4, 8>(net, data, CrossEntropy{}, Adam{}, {.epochs = 2});
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
float train_fours();
float train_fours() { return train_four<1>() + train_four<3>() + train_four<4>() + train_four<32>(); }
#endif
