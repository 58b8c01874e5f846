// Models of every layer for vectors and sequences and of every activation, in float and, as far as onnxruntime has the
// operators, in double.
#include "models.hpp"

#include <filesystem>

using namespace sinew;

namespace {

/// An activation of a program's own.
struct OwnMish {
  template <std::floating_point T> static T value(T z) { return z * math::tanh(math::softplus(z)); }
  template <std::floating_point T> static T derivative(T z) {
    const T t = math::tanh(math::softplus(z));
    return t + z * (1 - t * t) * math::sigmoid(z);
  }
  static auto onnx(auto& graph, auto z) {
    return graph.add("Mul", {z, graph.add("Tanh", {graph.add("Softplus", {z})})});
  }
};
/// A layer of a program's own, with two tensors, one of them stored backwards.
template <std::size_t N> struct Scale {
  using input = shape<N>;
  using output = shape<N>;
  static constexpr std::size_t parameters = 2 * N;
  static constexpr void tensors(auto& list) {
    list.parameter("gain", {N});
    list.parameter("shift", {N});
  }
  static auto onnx(auto& graph, auto x) {
    return graph.add("Add", {graph.add("Mul", {x, graph.tensor("gain")}), graph.tensor("shift")});
  }
  static constexpr void forward(auto pass) {
    for (std::size_t s = 0; s < pass.batch; ++s)
      for (std::size_t i = 0; i < N; ++i) pass.y[s][i] = pass.parameters[i] * pass.x[s][i] + pass.parameters[N + i];
  }
  static constexpr void backward(auto) {}
};
/// A view of a program's own: it needs no `onnx`.
struct Tall {
  using input = shape<2, 6>;
  using output = shape<3, 2, 2>;
  static constexpr std::size_t parameters = 0;
  template <class Run> static constexpr bool view = true;
};

template <class... A> using Activations = Concat<Dense<3, 2, A>...>;
template <class... A> using ActivationLayers = Concat<Activate<A>...>;

}  // namespace

int main(int, char** arguments) {
  const std::string folder = arguments[1];
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  Models to{folder, std::ofstream(folder + "/cases.txt")};

  add<Net<Dense<4, 3>>>(to, "dense");
  add<Net<Dense<5, 70, ReLU>, Dense<70, 9, Tanh>, Dense<9, 4, Softmax>>>(to, "mlp");
  add<Net<Activations<Identity, ReLU, LeakyReLU, LeakyReLUWith<Ratio<1, 5>>, ELU, ELUWith<Ratio<3, 2>>, GELU>>>(
      to, "dense_activations");
  add<Net<Activations<HardSigmoid, Sigmoid, SiLU, Softplus, Step, Tanh, OwnMish, Softmax>>>(to,
                                                                                            "dense_more_activations");
  add<Net<Concat<Dense<3, 2, CELU>, Dense<3, 2, CELUWith<Ratio<1, 2>>>, Dense<3, 2, SELU>, Dense<3, 2, HardTanh>,
                 Dense<3, 2, ReLU6>, Dense<3, 2, Softsign>, Dense<3, 2, HardSwish>, Dense<3, 2, GELUTanh>,
                 Dense<3, 4, LogSoftmax>>>>(to, "dense_other_activations");
  add<Net<Activations<Mish, LogSigmoid, HardShrink, SoftShrinkWith<Ratio<1, 4>>, TanhShrink>>>(
      to, "dense_rare_activations");
  add<Net<Dense<3, 4>, PReLU<PerChannel>, Dense<4, 3>, PReLU<>>>(to, "prelu");
  add<Net<Input<3, 5>, PReLU<PerChannel>, Conv1D<2, 2>, PReLU<>>>(to, "prelu_sequence");
  add<Net<Input<3, 2, 4>, Permute<2, 0, 1>, Conv2D<2, 1>>>(to, "permute");
  add<Net<Input<1, 5>, Permute<1, 0>>>(to, "permute_without_copy");
  add<Net<Input<2, 3>, ActivationLayers<Identity, ReLU, LeakyReLU, ELU, GELU, HardSigmoid, Sigmoid, SiLU, Softplus,
                                        Step, Tanh, OwnMish>>>(to, "activate");
  add<Net<Input<5>, Activate<Softmax>>>(to, "activate_softmax");
  add<Net<Dense<4, 6, OwnMish>, Scale<6>, Dense<6, 2>>>(to, "own");
  add<Net<Input<2, 6>, Tall, Conv2D<2, 1>>>(to, "own_view");

  // views
  add<Net<Input<7>>>(to, "input");
  add<Net<Input<2, 3, 2>, Flatten>>(to, "flatten");
  add<Net<Input<12>, Reshape<3, 2, 2>>>(to, "reshape");
  add<Net<Input<3, 4>, Reshape<2, 6>>>(to, "reshape_sequence");
  add<Net<Dense<4, 6, ReLU>, Dropout<Ratio<1, 4>>, PassThrough, Dense<6, 3>>>(to, "dropout");
  add<Net<Input<4>, Dropout<Ratio<1, 2>>>>(to, "dropout_alone");
  add<Net<Input<2, 5>, Dropout2D<Ratio<1, 2>>, Conv1D<2, 2>>>(to, "dropout_of_channels");

  // normalization
  add<Net<Dense<4, 6>, BatchNorm<>, Activate<ReLU>>>(to, "batch_norm");
  add<Net<Input<3, 4>, BatchNorm<NoAffine, Epsilon<Ratio<1, 10>>>>>(to, "batch_norm_options");
  add<Net<Input<6>, LayerNorm<>>>(to, "layer_norm");
  add<Net<Input<2, 5>, LayerNorm<Epsilon<Ratio<1, 10>>>>>(to, "layer_norm_sequence");
  add<Net<Input<6>, LayerNorm<NoAffine>>>(to, "layer_norm_no_affine");
  add<Net<Input<6>, GroupNorm<2>>>(to, "group_norm");
  add<Net<Input<6>, GroupNorm<1>>>(to, "group_norm_of_one_group");
  add<Net<Input<4, 5>, GroupNorm<2, Epsilon<Ratio<1, 10>>>>>(to, "group_norm_sequence");
  add<Net<Input<3, 5>, InstanceNorm<>>>(to, "instance_norm_sequence");

  // sequences
  add<Net<Input<2, 9>, Conv1D<4, 3, ReLU>>>(to, "conv1d");
  add<Net<Input<4, 9>, Conv1D<6, 3, Stride<2>, Padding<3, 1>, Dilation<2>, Groups<2>, NoBias>>>(to, "conv1d_options");
  add<Net<Input<2, 9>, Conv1D<3, 4, Same, Stride<2>, SiLU>>>(to, "conv1d_same");
  add<Net<Input<2, 9>, MaxPool1D<2>>>(to, "max_pool1d");
  add<Net<Input<2, 10>, MaxPool1D<3, Stride<2>, Padding<1, 2>, CeilMode>>>(to, "max_pool1d_options");
  add<Net<Input<2, 11>, MaxPool1D<3, Dilation<2>, Padding<4>>>>(to, "max_pool1d_dilated");
  add<Net<Input<2, 9>, AvgPool1D<2, CeilMode>>>(to, "avg_pool1d_ceil");
  add<Net<Input<2, 9>, AvgPool1D<3, Stride<2>, Padding<1, 0>>>>(to, "avg_pool1d_padded");
  add<Net<Input<2, 9>, GlobalMaxPool2D>>(to, "global_max_pool_sequence");
  add<Net<Input<2, 9>, GlobalAvgPool2D>>(to, "global_avg_pool_sequence");
  add<Net<Input<2, 9>, GlobalMaxPool1D>>(to, "global_max_pool1d");
  add<Net<Input<2, 9>, GlobalAvgPool1D>>(to, "global_avg_pool1d");
  add<Net<Input<2, 9>, DepthwiseConv1D<3, Same, ReLU>>>(to, "depthwise_conv1d");
  add<Net<Input<2, 4>, ConvTranspose1D<3, 3, Stride<3>, Padding<1>, OutputPadding<2>>>>(to, "conv_transpose1d");
  add<Net<Input<4, 5>, ConvTranspose1D<6, 2, Groups<2>, Dilation<2>, NoBias>>>(to, "conv_transpose1d_groups");
  add<Net<Input<2, 4>, Upsample<3>>>(to, "upsample_sequence");
  add<Net<Input<2, 4>, Upsample<3, Bilinear>>>(to, "upsample_sequence_linear");

  // composition
  add<Net<Dense<4, 6>, Residual<Dense<6, 5, ReLU>, Dense<5, 6, Tanh>>, Dense<6, 2>>>(to, "residual");
  add<Net<Residual<Projection<Dense<4, 6>>, Dense<4, 5, GELU>, Dense<5, 6>>>>(to, "residual_projection");
  add<Net<Residual<Dense<3, 3>>, Residual<Residual<Dense<3, 3, ReLU>>, Dense<3, 3>>>>(to, "residual_nested");
  add<Net<Dense<4, 3, ReLU>, Concat<PassThrough, Dense<3, 2, Tanh>, Sequential<Dense<3, 5, ELU>, Dense<5, 2>>>,
          Dense<7, 2>>>(to, "concat");
  add<Net<Input<2, 3, 2>, Concat<Flatten, Sequential<Flatten, Dense<12, 4, ReLU>>>>>(to, "concat_of_views");
  add<Net<Dense<3, 4, ReLU>, Net<Dense<4, 5, Tanh>, Dense<5, 4>>, Sequential<Dense<4, 2>, Activate<Softmax>>>>(
      to, "nested");

  // double
  using Wide = BasicNet<double, Dense<5, 7, ReLU>, BatchNorm<>, Dense<7, 9, LeakyReLUWith<Ratio<1, 3>>>, LayerNorm<>,
                        Dense<9, 6, ELUWith<Ratio<1, 3>>>, GroupNorm<3>, Dense<6, 5, HardSigmoid>, Dense<5, 4, Tanh>,
                        Dense<4, 4, SiLU>, Residual<Dense<4, 4, Sigmoid>>, Dense<4, 3, Softmax>>;
  add<Wide>(to, "double");
  add<BasicNet<double, Input<3, 2, 4>, LayerNorm<NoAffine>, InstanceNorm<>, MaxPool2D<2, CeilMode>, Activate<ReLU>,
               Flatten, Dense<6, 3>>>(to, "double_images");

  add<BasicNet<double, Dense<5, 4, CELUWith<Ratio<1, 2>>>, Dense<4, 4, SELU>, Dense<4, 4, Softsign>,
               Dense<4, 4, HardSwish>, Dense<4, 4, HardTanh>, Dense<4, 4, GELUTanh>, Dense<4, 3>>>(
      to, "double_activations");

  add_models_of_images(to);
  add_models_in_time(to);
  return to.cases ? 0 : 1;
}
