#pragma once
/// \file
/// Embedding<Vocabulary, D>: a learned vector for each of a set of indices.

#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE {

/// y = row x of W: a vector of D values for each of the indices 0 to Vocabulary − 1, such as characters, words or
/// products.
/// Inputs of a net are scalars, and so is the index: `net({7.f})`. A float holds each whole number up to 2²⁴.
/// Shapes: x (Batch, 1), W (Vocabulary, D) row-major, y (Batch, D). In a net of sequences x is one index per step.
/// Parameters: W, initialized normal with mean 0 and deviation 1.
/// Backward: the gradient of a row is the sum of dy over the samples with its index; dx = 0, as an index has no
/// gradient, so layers with parameters before this one learn nothing.
/// Cost: a copy of D values per sample. Backward adds them to the rows that occur; SGD without momentum, weight decay
/// and clipping touches no others.
/// Precondition: x is a whole number from 0 to Vocabulary − 1. (A byte of a sample is read as byte / 255, so it is no
/// index.)
/// Misuse: neighbours whose shapes differ → mistake::shape_mismatch; an extent of 0 → mistake::zero_size.
/// Source: Bengio, Ducharme, Vincent, Jauvin, "A neural probabilistic language model", JMLR 3 (2003).
/// PyTorch: Embedding(Vocabulary, D), which takes integers.
template <std::size_t Vocabulary, std::size_t D> struct Embedding {
  using input = shape<1>;
  using output = shape<D>;
  static constexpr std::size_t parameters = _detail::bounded_product(Vocabulary, D), multiply_adds = 0;
  static constexpr bool gradients_once = true, samplewise = true;

  static constexpr void tensors(auto& list) { list.parameter("weight", {Vocabulary, D}); }
  static auto onnx(auto& graph, auto x) {
    constexpr int int64 = 7;  // ONNX's number of the type
    const auto index = graph.add("Reshape", {graph.add("Cast", {x}, {{"to", int64}}), graph.integers({-1})});
    return graph.add("Gather", {graph.tensor("weight"), index}, {{"axis", 0}});
  }

  /// Whether forward takes the value.
  template <class T> static constexpr bool takes(std::span<const T, 1> x) noexcept { return is_index(x[0]); }
  static constexpr void forward(ForwardPass auto pass) noexcept { copy(pass); }
  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    if constexpr (Pass::wants_dx)
      for (std::size_t s = 0; s < Pass::batch; ++s) pass.dx.data[s] = typename Pass::scalar(0);
    if constexpr (Pass::wants_dparameters) add(pass);
  }

  /// Normal with mean 0 and deviation 1, as in PyTorch.
  template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    _detail::fill_normal(std::span<T>(all), 1, engine);
  }

 private:
  template <class T> static constexpr bool is_index(T x) noexcept {
    return x >= T(0) && x < static_cast<T>(Vocabulary) &&
           _detail::equals(static_cast<T>(static_cast<std::size_t>(x)), x);
  }
  template <class T> static constexpr std::size_t checked(T x) noexcept {
    _detail::precondition(is_index(x), "Embedding: found index {}, expected a whole number less than {}", x,
                          Vocabulary);
    return static_cast<std::size_t>(x);
  }
  template <class Pass> [[SINEW_KERNEL]] static constexpr void copy(Pass pass) noexcept {
    using T = typename Pass::scalar;
    for (std::size_t s = 0; s < Pass::batch; ++s) {
      const T* const row = pass.parameters.data() + checked(pass.x.data[s]) * D;
      T* const y = pass.y.data + s * D;
      simd::cover<T, D>([&]<class V>(std::size_t i)
                            __attribute__((always_inline)) { simd::store<V>(y + i, simd::load<V>(row + i)); });
    }
  }
  /// The sink's other rows are scaled once; then each sample adds to its own.
  template <class Pass> [[SINEW_KERNEL]] static constexpr void add(Pass pass) noexcept {
    using T = typename Pass::scalar;
    const auto give = pass.dparameters.taker(parameters);
    for (std::size_t s = 0; s < Pass::batch; ++s) {
      const std::size_t row = static_cast<std::size_t>(pass.x.data[s]) * D;  // forward has checked it
      const T* const dy = pass.dy.data + s * D;
      simd::cover<T, D>([&]<class V>(std::size_t i)
                            __attribute__((always_inline)) { give(row + i, simd::load<V>(dy + i)); });
    }
  }
};

}  // namespace sinew
