#pragma once
/// \file
/// The parts that convolutions and transposed convolutions share: the layout of their parameters, and the activation.

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/weight_index.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The parameters: the weights of S (kernel/convolution.hpp), then Biases biases, possibly none. Rank is that of a
/// sample: 3 for images, 2 for sequences.
template <class S, std::size_t Biases, class Act, std::size_t Rank = 3> struct convolution_parameters {
  using activation = Act;
  /// The names of the indices of a weight.
  using WeightIndex = convolution_weight_index;
  using no_gradient = no_gradient_of<Act>;
  static constexpr std::size_t parameters = S::weights + Biases;
  static constexpr std::size_t multiply_adds = S::out_height * S::out_width * S::depth * S::outputs;
  static constexpr std::size_t modules = std::is_same_v<Act, Identity> ? 1 : 2;
  static constexpr bool gradients_once = true, samplewise = true;

  /// The indices among the parameters of the weight between input channel c (counted within its group) and output
  /// channel o of S, at row r and column s of the kernel, and of the bias of a channel of the layer's output. (The
  /// input of a transposed convolution is the output of S.)
  /// Precondition: each index is less than its extent.
  static constexpr std::size_t weight_index(std::size_t c, std::size_t r, std::size_t s, std::size_t o) noexcept {
    constexpr const char* function = "weight(channel, row, column, out)";
    check_index({function, "channel"}, c, S::depth / (S::rows.kernel * S::cols.kernel));
    check_index({function, "row"}, r, S::rows.kernel);
    check_index({function, "column"}, s, S::cols.kernel);
    check_index({function, "out"}, o, S::outputs);
    return S::weight_index(c, r, s, o);
  }
  /// The same with named indices.
  static constexpr std::size_t weight_index(convolution_weight_index at) noexcept {
    return weight_index(at.channel, at.row, at.column, at.out);
  }
  static constexpr std::size_t bias_index(std::size_t channel) noexcept requires(Biases > 0) {
    check_index({"bias(out)", "out"}, channel, Biases);
    return S::weights + channel;
  }
  /// PyTorch's order is (out, channel, row, column). A transposed convolution, whose input is the output of S, has (in,
  /// out, row, column) there, which is the same of S.
  static constexpr void tensors(auto& list) {
    constexpr std::size_t rows = S::rows.kernel, cols = S::cols.kernel, channels = S::depth / (rows * cols);
    if constexpr (Rank == 3)
      list.parameter("weight", {S::outputs, channels, rows, cols},
                     {1, rows * cols * S::outputs, cols * S::outputs, S::outputs});
    else list.parameter("weight", {S::outputs, channels, cols}, {1, cols * S::outputs, S::outputs});
    if constexpr (Biases > 0) list.parameter("bias", {Biases});
  }

 protected:
  /// Draws the weights with Init, given the number of inputs per output and of outputs per input, and the biases.
  template <class Init, class T> static constexpr void fill(std::span<T, parameters> all, std::size_t inputs,
                                                            std::size_t outputs, Engine& engine) noexcept {
    sinew::_detail::fill_parameters<Init, T>(all.first(S::weights), all.subspan(S::weights),
                                             {inputs, outputs, S::depth, S::outputs}, engine);
  }
};

}  // namespace sinew::_detail
