// Compiled to assembly by stack.cmake: probe_N() calls a net, bound_N is what the net says of the stack under that
// call; all_N calls it with many samples, bytes_N with bytes, in_N in a workspace.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <sinew/sinew.hpp>

using namespace sinew;

#define PROBE(n, ...)                                                                                  \
  namespace n##_of {                                                                                   \
    using N = __VA_ARGS__;                                                                             \
  }                                                                                                    \
  extern "C" {                                                                                         \
  void probe_##n(const n##_of::N& net, const std::array<n##_of::N::scalar, n##_of::N::input::size>& x, \
                 n##_of::N::Output& y) {                                                               \
    y = net(x);                                                                                        \
  }                                                                                                    \
  extern const std::size_t bound_##n;                                                                  \
  const std::size_t bound_##n = n##_of::N::stack_bytes;                                                \
  }

#define PROBE_FORMS(n, ...)                                                                                           \
  PROBE(n, __VA_ARGS__)                                                                                               \
  extern "C" {                                                                                                        \
  void probe_all_##n(const n##_of::N& net, std::span<const std::array<n##_of::N::scalar, n##_of::N::input::size>> xs, \
                     std::span<n##_of::N::Output> ys) {                                                               \
    net(xs, ys);                                                                                                      \
  }                                                                                                                   \
  extern const std::size_t bound_all_##n;                                                                             \
  const std::size_t bound_all_##n = n##_of::N::batch_stack_bytes<>;                                                   \
  void probe_in_##n(const n##_of::N& net, const std::array<n##_of::N::scalar, n##_of::N::input::size>& x,             \
                    Workspace<n##_of::N, 1>& w) {                                                                     \
    static_cast<void>(net(x, w));                                                                                     \
  }                                                                                                                   \
  extern const std::size_t bound_in_##n;                                                                              \
  const std::size_t bound_in_##n = 8192;                                                                              \
  }

// One step of a stream, and blocks of steps of several.
#define PROBE_STREAMS(n, ...)                                                                               \
  PROBE_FORMS(n, __VA_ARGS__)                                                                               \
  extern "C" {                                                                                              \
  void probe_step_##n(const n##_of::N& net, const std::array<n##_of::N::scalar, n##_of::N::input::size>& x, \
                      n##_of::N::Output& y, Stream<n##_of::N>& stream) {                                    \
    y = net(x, stream);                                                                                     \
  }                                                                                                         \
  extern const std::size_t bound_step_##n;                                                                  \
  const std::size_t bound_step_##n = n##_of::N::stack_bytes;                                                \
  void probe_steps_##n(const n##_of::N& net,                                                                \
                       std::span<const std::array<n##_of::N::scalar, n##_of::N::input::size>> xs,           \
                       std::span<n##_of::N::Output> ys, Stream<n##_of::N, 3>& stream) {                     \
    net(xs, ys, stream);                                                                                    \
  }                                                                                                         \
  extern const std::size_t bound_steps_##n;                                                                 \
  const std::size_t bound_steps_##n = _detail::net_access::steps_bytes<n##_of::N, 3>;                       \
  }

#ifndef TOO_MUCH
PROBE(xor_net, Net<Dense<2, 4, Tanh>, Dense<4, 1, Sigmoid>>)
PROBE(iris, Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>)
PROBE_FORMS(digits, Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>)
PROBE(deep, Net<Dense<64, 64, Tanh>, Dense<64, 64, Tanh>, Dense<64, 64, Tanh>, Dense<64, 64, Tanh>>)
PROBE(odd, BasicNet<double, Dense<100, 37, GELU>, Dense<37, 91, ELU>, Dense<91, 53, Softplus>, Dense<53, 17, SiLU>,
                    Dense<17, 3, Softmax>>)
PROBE_FORMS(squares, BasicNet<double, Dense<15, 15, GELU>, Dense<15, 15, Softmax>, Dense<15, 15, SiLU>>)
PROBE_FORMS(wide, Net<Dense<5, 1000, Softmax>>)
PROBE(views, Net<Input<4, 4>, Flatten>)
PROBE_STREAMS(amp, Net<LSTM<1, 20>, Dense<20, 1>>)
PROBE_STREAMS(
    model,
    Net<Embedding<30, 24>, Residual<LayerNorm<>, SelfAttention<24, 3, Context<8>, ALiBi>>, Dense<24, 30, Softmax>>)
PROBE_FORMS(windows, Net<Unroll<12, LSTM<3, 8>, Dropout<Ratio<1, 5>, Variational>>, Bidirectional<GRU<8, 4>>,
                         Residual<SelfAttention<8, 2>>, ReverseSteps, LastStep>)
PROBE_STREAMS(gates, BasicNet<double, GRU<3, 40>, GRU<40, 7, ResetBefore>, RNN<7, 33>, LSTM<33, 64>>)
PROBE_STREAMS(
    slower,
    Net<Input<8, 1>, CausalConv1D<1, 6, 9, Stride<4>, GELU>, CausalConv1D<6, 8, 3, Stride<2>, Groups<2>>, LastStep>)
PROBE_STREAMS(echo, Net<CausalConv1D<1, 18, 5, Dilation<9>, Tanh>, Gated<>, CausalConv1D<9, 1, 3, Groups<1>>>)
PROBE_STREAMS(stacks, Net<WaveNet<1, WaveNetStack<16, Dilated<3, Tanh, 1, 2, 4>, Head<8, 1, NoBias>>,
                                  WaveNetStack<8, Dilated<3, Gated<Tanh, Sigmoid>, 1, 2>, Head<1, 4>>>>)
PROBE_FORMS(images, Net<Input<1, 28, 28>, Conv2D<8, 3, ReLU>, MaxPool2D<2>, Conv2D<16, 3, ReLU>, MaxPool2D<2>, Flatten,
                        Dense<400, 10, Softmax>>)
PROBE_FORMS(block,
            Net<Input<4, 9, 9>, Conv2D<10, 3, Tanh, Stride<2>, Same>, BatchNorm<>,
                Residual<DepthwiseConv2D<3, Same>, Conv2D<10, 1, SiLU>>, LayerNorm<>,
                Repeat<3, Conv2D<10, 3, Same>, Activate<ReLU>>, GlobalAvgPool2D, Dropout<Ratio<1, 5>>, Dense<10, 2>>)
PROBE(larger, BasicNet<double, Input<3, 4, 4>, ConvTranspose2D<5, 3, ReLU, Stride<2>>, AvgPool2D<3, Stride<2>, Same>,
                       Upsample<2>, GroupNorm<5>>)
PROBE_FORMS(detector, Net<Inputs<shape<1, 12, 12>, shape<5>>,
                          Branches<Sequential<Conv2D<4, 3, ReLU>, MaxPool2D<2>, Flatten>, Dense<5, 16, Tanh>>,
                          Heads<Dense<116, 10, Softmax>, Dense<116, 2>>>)
PROBE(slopes, Net<Input<3, 16>, DepthwiseConv1D<3, Same>, PReLU<PerChannel>, ConvTranspose1D<4, 2, Stride<2>, Mish>,
                  PReLU<>, GlobalAvgPool1D>)
// One layer that is wide at one end: nothing is between layers, and the samples are not copied.
PROBE_FORMS(line, Net<Dense<20'000, 1>>)
// A net too large for the stack, in a workspace.
extern "C" {
using Photos = Net<Input<3, 64, 64>, Conv2D<32, 3, ReLU>, MaxPool2D<2>, Conv2D<16, 3, ReLU, Same>, GlobalAvgPool2D,
                   Dense<16, 10, Softmax>>;
static_assert(Photos::stack_bytes > 256_KiB);
void probe_photos(const Photos& net, const std::array<std::uint8_t, 3 * 64 * 64>& x, Workspace<Photos, 1>& w) {
  static_cast<void>(net(x, w));
}
extern const std::size_t bound_photos;
const std::size_t bound_photos = 8192;
}
#else
struct Greedy {
  using input = shape<4>;
  using output = input;
  static constexpr std::size_t parameters = 0;
  static void forward(auto pass) {
    volatile char own[10'000];
    for (volatile char& byte : own) byte = 1;
    for (std::size_t i = 0; i < 4; ++i) pass.y[0][i] = pass.x[0][i] + static_cast<float>(own[i * 2'500]);
  }
  static void backward(auto) {}
};
PROBE(greedy, Net<Greedy>)
#endif
