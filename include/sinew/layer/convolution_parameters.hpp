#pragma once
/// \file
/// The parts that convolutions and transposed convolutions share: the layout of their parameters, and the activation.

#include <array>
#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/weight_index.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The parameters: the weights of S (kernel/convolution.hpp), then Biases biases, possibly none.
template <class S, std::size_t Biases, class Act> struct convolution_parameters {
  using activation = Act;
  /// The names of the indices of a weight.
  using WeightIndex = convolution_weight_index;
  using no_gradient = no_gradient_of<Act>;
  static constexpr std::size_t parameters = S::weights + Biases;
  static constexpr std::size_t multiply_adds = S::out_height * S::out_width * S::depth * S::outputs;
  static constexpr auto tensors = [] {
    std::array<TensorExtents, Biases == 0 ? 1 : 2> of{{{S::depth, S::outputs}}};
    if constexpr (Biases > 0) of[1] = {1, Biases};
    return of;
  }();
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

 protected:
  /// Draws the weights with Init, given the number of inputs per output and of outputs per input; biases are 0.
  template <class Init, class T> static constexpr void fill(std::span<T, parameters> all, std::size_t inputs,
                                                            std::size_t outputs, Engine& engine) noexcept {
    Init::fill(std::span<T>(all.first(S::weights)), inputs, outputs, engine);
    for (T& b : all.subspan(S::weights)) b = T(0);
  }
};

}  // namespace sinew::_detail
