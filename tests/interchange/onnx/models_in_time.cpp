// Models of every layer with a memory, and of windows.
#include "models.hpp"

using namespace sinew;

namespace {
template <std::size_t In, std::size_t Steps, class... L> using Window = Net<Input<Steps, In>, L...>;
}

void add_models_in_time(Models& to) {
  // sequences of any length: what net(x, stream) gives step by step
  add_sequences<Net<LSTM<3, 5>>>(to, "lstm");
  add_sequences<Net<Dense<2, 4, Tanh>, LSTM<4, 6>, LSTM<6, 3>, Dense<3, 2, Softmax>>>(to, "lstm_stacked");
  add_sequences<Net<GRU<3, 5>, Dense<5, 1>>>(to, "gru");
  add_sequences<Net<GRU<3, 5, ResetBefore>>>(to, "gru_reset_before");
  add_sequences<Net<RNN<2, 4>, RNN<4, 3, ReLU>, RNN<3, 3, Sigmoid>>>(to, "rnn");
  add_sequences<Net<Embedding<5, 3>, GRU<3, 4>, Dense<4, 5, LogSoftmax>>, 5>(to, "embedding");
  add_sequences<Net<CausalConv1D<2, 3, 4, Dilation<3>>>>(to, "causal");
  add_sequences<Net<CausalConv1D<4, 6, 2, Groups<2>, NoBias, Tanh>, CausalConv1D<6, 3, 1, NoBias>,
                    CausalConv1D<3, 3, 1, Groups<3>, SiLU>, CausalConv1D<3, 2, 5>>>(to, "causal_options");
  add_sequences<
      Net<Input<4, 2>, CausalConv1D<2, 3, 5, Stride<2>, ReLU>, CausalConv1D<3, 2, 2, Stride<2>, Dilation<2>>, Flatten>>(
      to, "causal_strided");
  add_sequences<Net<Input<3, 2>, CausalConv1D<2, 2, 1, Stride<3>>, Flatten, LSTM<2, 2>>>(to, "causal_stride_only");
  add_sequences<Net<Input<6, 2>, CausalConv1D<2, 4, 2, Stride<3>, Groups<2>>, Flatten, GRU<8, 2>>>(to, "causal_gaps");
  add_sequences<Net<LSTM<3, 4>, Dropout<Ratio<1, 4>, Variational>, CausalConv1D<4, 6, 3>, Gated<Tanh, Sigmoid>>>(
      to, "gated");
  add_sequences<Net<Concat<GRU<3, 4>, CausalConv1D<3, 2, 3>>, FiLM<4, 2>, Residual<LSTM<4, 4>>, Dense<4, 2>>>(to,
                                                                                                              "film");
  add_sequences<
      Net<WaveNet<1, WaveNetStack<3, Dilated<3, Tanh, 1, 2, 4>, Head<2, 1, NoBias>>,
                  WaveNetStack<2, Dilated<2, Gated<Tanh, Sigmoid>, 1, 3>, Head<1, 3>>, HeadScale<Ratio<1, 50>>>>>(
      to, "wavenet");
  add_sequences<Net<WaveNet<2, WaveNetStack<4, Dilated<2, ReLU, 1, 2>, Dilated<3, SiLU, 4>, Bottleneck<3>, Head<2>>>>>(
      to, "wavenet_bottleneck");
  add_sequences<Net<SelfAttention<4, 2, Context<3>>>>(to, "attention");
  add_sequences<Net<SelfAttention<6, 3, Context<8>, ALiBi>, SelfAttention<6, 1, Context<1>>, Dense<6, 2>>>(
      to, "attention_biased");
  add_sequences<Net<Embedding<7, 4>, Residual<LayerNorm<>, SelfAttention<4, 2, Context<4>, ALiBi>>,
                    Residual<LayerNorm<>, Dense<4, 6, GELU>, Dense<6, 4>>, Dense<4, 7, LogSoftmax>>,
                7>(to, "language_model");

  // windows, which are samples
  add<Window<3, 5, Unroll<5, LSTM<3, 4>>, LastStep, Dense<4, 2, Softmax>>>(to, "unroll");
  add<Window<2, 6, Unroll<6, GRU<2, 3>, Dense<3, 2, Tanh>, CausalConv1D<2, 3, 3, Dilation<2>>>, Flatten>>(
      to, "unroll_several");
  add<Window<3, 4, Bidirectional<LSTM<3, 2>>>>(to, "bidirectional_lstm");
  add<Window<3, 4, Bidirectional<GRU<3, 2>>, Bidirectional<GRU<4, 3, ResetBefore>>, LastStep>>(to, "bidirectional_gru");
  add<Window<3, 4, Bidirectional<RNN<3, 5, ReLU>>, Unroll<4, Dense<10, 2>>>>(to, "bidirectional_rnn");
  add<Window<3, 4, ReverseSteps, Unroll<4, LSTM<3, 2>>, ReverseSteps>>(to, "reverse_steps");
  add<Window<4, 5, SelfAttention<4, 2>, LastStep>>(to, "attention_to_windows");
  add<Window<4, 5, Unroll<5, SelfAttention<4, 2, Context<3>, ALiBi>>>>(to, "attention_unrolled");
  add<Net<Input<3, 2, 4>, LastStep>>(to, "last_step_of_images");
  add<Net<Input<2, 5>, Unroll<2, CausalConv1D<5, 3, 2>>>>(to, "unroll_causal");
}
