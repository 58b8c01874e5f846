#pragma once
/// Nets that together have every layer of the library, with the options that have code of their own, for checks that
/// all of them must pass. Only inference may be asked of those in `untrained`.

#include <cstddef>
#include <type_traits>

#include <sinew/sinew.hpp>

namespace every_layer {

using namespace sinew;

// Dense layers: unrolled, with shared kernels, by panels, to one output.
template <class T> using Unrolled = BasicNet<T, Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>;
template <class T> using Shared = BasicNet<T, Dense<40, 31, ReLU>, Dense<31, 33, Tanh>, Dense<33, 10, Softmax>>;
template <class T> using Panels = BasicNet<T, Dense<700, 130, ReLU>, Dense<130, 1, Sigmoid>>;
template <class T> using Line = BasicNet<T, Dense<5, 1>>;
template <class T> using Composed =
    BasicNet<T, Dense<6, 8, Tanh>, Dropout<Ratio<1, 5>>, BatchNorm<>, LayerNorm<>, Residual<Dense<8, 8, Tanh>>,
             Concat<PassThrough, Dense<8, 3>, Sequential<Dense<8, 4, ReLU>, Dense<4, 2>>>, Net<Dense<13, 12, ReLU>>,
             Residual<Projection<Dense<12, 5>>, Dense<12, 5>>, Repeat<3, Dense<5, 5, ReLU>, LayerNorm<>>, Reshape<5, 1>,
             Flatten>;
// Several inputs and outputs.
template <class T> using Detector =
    BasicNet<T, Inputs<shape<1, 6, 6>, shape<5>>,
             Branches<Sequential<Conv2D<4, 3, ReLU>, MaxPool2D<2>, Flatten>, Dense<5, 6, Tanh>>, Dropout<Ratio<1, 5>>,
             Heads<Dense<22, 4, Softmax>, Sequential<Dense<22, 6, ReLU>, Dense<6, 2>>, Dense<22, 1, Sigmoid>>>;
// Convolutions, poolings, normalisations, upsampling.
template <class T> using Digits = BasicNet<T, Input<1, 14, 14>, Conv2D<8, 3, ReLU>, MaxPool2D<2>, Conv2D<16, 3, ReLU>,
                                           AvgPool2D<2>, Flatten, Dense<64, 10, Softmax>>;
template <class T> using Options =
    BasicNet<T, Input<4, 9, 9>, Conv2D<10, 3, Tanh, Stride<2>, Same>, BatchNorm<>,
             Residual<DepthwiseConv2D<3, Same>, Conv2D<10, 1, SiLU>>, LayerNorm<>,
             Conv2D<6, 3, GELU, Groups<2>, Dilation<2>, Padding<2>>, GlobalAvgPool2D, Dense<6, 2>>;
template <class T> using Larger =
    BasicNet<T, Input<3, 4, 4>, ConvTranspose2D<5, 3, ReLU, Stride<2>>, AvgPool2D<3, Stride<2>, Same>, Upsample<2>,
             GroupNorm<5>, InstanceNorm<>, Upsample<2, Bilinear>, Permute<2, 0, 1>, GlobalMaxPool2D>;
template <class T> using Signals =
    BasicNet<T, Input<2, 32>, Conv1D<8, 3, Tanh, Padding<2, 0>>, LayerNorm<>, PReLU<PerChannel>, MaxPool1D<2>,
             Conv1D<3, 5>, DepthwiseConv1D<3, Same>, PReLU<>, AvgPool1D<2>, ConvTranspose1D<3, 3>,
             Dropout2D<Ratio<1, 4>>, AlphaDropout<Ratio<1, 4>>, Flatten>;
// Layers with a state.
template <class T> using Amp = BasicNet<T, LSTM<1, 20>, Dense<20, 1>>;
template <class T> using Gates = BasicNet<T, GRU<3, 16>, GRU<16, 7, ResetBefore>, RNN<7, 5>, LSTM<5, 6>, Dense<6, 2>>;
template <class T> using Within =
    BasicNet<T, Dense<2, 6, Tanh>, Dropout<Ratio<1, 5>, Variational>, Residual<LSTM<6, 6>>,
             Concat<PassThrough, GRU<6, 3>>, Net<RNN<9, 4, ReLU>, Dense<4, 2>>>;
template <class T> using Taps =
    BasicNet<T, Input<2, 1>, CausalConv1D<1, 4, 3, Stride<2>>, LastStep, CausalConv1D<4, 8, 3, Dilation<4>>,
             Gated<Tanh, Sigmoid>, CausalConv1D<4, 6, 2, Groups<2>, GELU>,
             WaveNet<6, WaveNetStack<8, Dilated<3, Gated<Tanh, Sigmoid>, 1, 2>, Head<4, 2>>,
                     WaveNetStack<4, Dilated<2, ReLU, 1, 2>, Head<1>>>,
             Concat<PassThrough, Dense<1, 2>>, FiLM<1, 2>>;
template <class T> using Text =
    BasicNet<T, Embedding<9, 12>, Residual<LayerNorm<>, SelfAttention<12, 3, Context<6>, ALiBi>>,
             Dense<12, 9, Softmax>>;
// Windows of steps as samples.
template <class T> using Gesture =
    BasicNet<T, Unroll<12, LSTM<3, 8>, Dropout<Ratio<1, 5>, Variational>>, Bidirectional<GRU<8, 4>>,
             Residual<SelfAttention<8, 2>>, ReverseSteps, LastStep, Dense<8, 4, Softmax>>;

namespace untrained {
template <class T> using Few =
    BasicNet<T, Dense<3, 4, CELU>, Dense<4, 4, ELU>, Dense<4, 4, GELU>, Dense<4, 4, HardSigmoid>,
             Dense<4, 4, HardSwish>, Dense<4, 4, HardTanh>, Dense<4, 4, LeakyReLU>, Dense<4, 4, SELU>,
             Dense<4, 4, SiLU>, Dense<4, 4, Softplus>, Dense<4, 4, Softsign>, Dense<4, 4, Step>, Dense<4, 4, Tanh>,
             Dense<4, 3, LogSoftmax>>;
template <class T> using Many =
    BasicNet<T, Dense<3, 99, CELU>, Activate<ELU>, Activate<GELU>, Activate<HardSigmoid>, Activate<HardSwish>,
             Activate<HardTanh>, Activate<LeakyReLU>, Activate<SELU>, Activate<SiLU>, Activate<Softplus>,
             Activate<Softsign>, Activate<Step>, Activate<Tanh>, Activate<LogSoftmax>, Activate<Sigmoid>,
             Activate<ReLU>, Activate<Mish>, Activate<LogSigmoid>, Activate<HardShrink>, Activate<SoftShrink>,
             Activate<TanhShrink>, Activate<Identity>, Activate<Softmax>>;
}  // namespace untrained

/// Input k of sample i: an index for an Embedding.
template <class Net> constexpr auto input_of(std::size_t i, std::size_t k) {
  using T = typename Net::scalar;
  return std::is_same_v<Net, Text<T>> ? T((7 * i + 3 * k) % 9) : T((7 * i + 3 * k) % 11) / T(11) - T(0.5);
}

}  // namespace every_layer
