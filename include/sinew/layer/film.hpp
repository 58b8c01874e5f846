#pragma once
/// \file
/// FiLM<N, C>: values scaled and shifted by what other values say.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/affine.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/xavier.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/weight_index.hpp>

namespace SINEW_NAMESPACE {

/// Feature-wise linear modulation: of an input (x, c), the N values x are scaled and shifted by affine maps of the
/// C values c, the condition:
///
///     y = x ⊙ (c·W_scale + b_scale) + c·W_shift + b_shift
///
/// The condition comes beside x by a Concat, as in Concat<Dense<3, 8>, Dense<3, 2, Tanh>>, FiLM<8, 2>.
/// Init draws W; b_scale starts at 1 and b_shift at 0, so that c changes x little at first.
/// Shapes: x with c (Batch, N + C), y (Batch, N).
/// Parameters: W (C, 2·N) row-major, then b (2·N): those of the scale, then those of the shift.
/// Backward: ds = dy ⊙ x for the scale s, and dy for the shift, then as Dense; dx = dy ⊙ s. Keeps s.
/// Cost: 4·C·N + 2·N flops a sample, twice that backward.
/// Misuse: neighbours whose shapes differ → mistake::shape_mismatch; N or C of 0 → mistake::zero_size.
/// Source: Perez, Strub, de Vries, Dumoulin, Courville, "FiLM: visual reasoning with a general conditioning layer",
/// AAAI (2018).
/// PyTorch: it has no such module. Tensors are those of a Linear(C, 2·N), whose outputs are chunked into scale and
/// shift.
template <std::size_t N, std::size_t C> struct FiLM {
  using input = shape<N + C>;
  using output = shape<N>;
  using fault = std::conditional_t<N == 0 || C == 0, mistake::refuse<mistake::zero_size, FiLM>, mistake::nothing>;
  static constexpr std::size_t parameters = _detail::bounded_product(C, 2 * N) + 2 * N, multiply_adds = 2 * C * N + N;
  static constexpr bool gradients_once = true, samplewise = true;

  /// The names of the indices of a weight.
  using WeightIndex = _detail::dense_weight_index;
  /// The indices among the parameters of the weight from condition i to output o, a scale if o < N, else a shift, and
  /// of its bias.
  /// Precondition: i < C, o < 2·N.
  static constexpr std::size_t weight_index(std::size_t i, std::size_t o) noexcept {
    _detail::check_index({"weight(in, out)", "in"}, i, C);
    _detail::check_index({"weight(in, out)", "out"}, o, 2 * N);
    return i * 2 * N + o;
  }
  /// The same with named indices.
  static constexpr std::size_t weight_index(WeightIndex at) noexcept { return weight_index(at.in, at.out); }
  static constexpr std::size_t bias_index(std::size_t o) noexcept {
    _detail::check_index({"bias(out)", "out"}, o, 2 * N);
    return C * 2 * N + o;
  }
  static constexpr void tensors(auto& list) {
    list.parameter("weight", {2 * N, C}, {1, 2 * N});
    list.parameter("bias", {2 * N});
  }
  static auto onnx(auto& graph, auto x) {
    const auto maps =
        graph.add("Gemm", {graph.slice(x, 1, N, N + C), graph.tensor("weight"), graph.tensor("bias")}, {{"transB", 1}});
    return graph.add("Add", {graph.add("Mul", {graph.slice(x, 1, 0, N), graph.slice(maps, 1, 0, N)}),
                             graph.slice(maps, 1, N, 2 * N)});
  }

 private:
  template <class Run>
  static constexpr std::size_t condition_room{_detail::whole_lines<typename Run::scalar>(Run::batch * C)};
  template <class Run>
  static constexpr std::size_t maps_room{_detail::whole_lines<typename Run::scalar>(Run::batch * 2 * N)};
  /// The conditions, one after the other.
  template <class Run, class T> static constexpr void take_conditions(const T* x, T* to) noexcept {
    for (std::size_t s = 0; s < Run::batch; ++s)
      for (std::size_t i = 0; i < C; ++i) to[s * C + i] = x[s * (N + C) + N + i];
  }

 public:
  template <class Run> static constexpr std::size_t scratch{
      condition_room<Run> +
      (Run::training ? condition_room<Run> + maps_room<Run> : maps_room<Run>)+_detail::max_of(
          kernel::affine_forward_scratch<typename Run::scalar, Run::batch, C, 2 * N, 1>,
          Run::training ? _detail::max_of(kernel::affine_dx_scratch<typename Run::scalar, Run::batch, C, 2 * N, 1>,
                                          kernel::affine_dw_scratch<typename Run::scalar, Run::batch, C, 2 * N, 1>)
                        : 0)};
  /// What backward needs.
  template <class Run> struct cache {
    /// scales and shifts of each sample
    alignas(_detail::line_bytes) std::array<typename Run::scalar, Run::batch * 2 * N> maps{};
  };

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    const T* const w = pass.parameters.data();
    T *const condition = pass.scratch, *maps = condition + condition_room<Run>, *const scratch = maps + maps_room<Run>;
    if constexpr (Run::training) maps = pass.cache.maps.data();
    take_conditions<Run>(pass.x.data, condition);
    kernel::affine_forward<T, Run::batch, C, 2 * N, 1>(
        _detail::rows<const T, Run::batch, C>{condition}, w, w + C * 2 * N, _detail::rows<T, Run::batch, 2 * N>{maps},
        static_cast<T*>(nullptr), scratch, _detail::activation_map<Identity, false>{});
    for (std::size_t s = 0; s < Run::batch; ++s) {
      const T *const x = pass.x.data + s * (N + C), *const map = maps + s * 2 * N;
      T* const y = pass.y.data + s * N;
      simd::cover<T, N>([&]<class V>(std::size_t i) __attribute__((always_inline)) {
        simd::store<V>(y + i, V(simd::load<V>(x + i) * simd::load<V>(map + i) + simd::load<V>(map + N + i)));
      });
    }
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    T *const condition = pass.scratch, *const dcondition = condition + condition_room<Run>,
             *const dmaps = dcondition + condition_room<Run>, *const scratch = dmaps + maps_room<Run>;
    take_conditions<Run>(pass.x.data, condition);
    for (std::size_t s = 0; s < Run::batch; ++s) {
      const T *const x = pass.x.data + s * (N + C), *const dy = pass.dy.data + s * N,
                     *const map = pass.cache.maps.data() + s * 2 * N;
      T *const dmap = dmaps + s * 2 * N, *const dx = pass.dx.data + s * (N + C);
      simd::cover<T, N>([&]<class V>(std::size_t i) __attribute__((always_inline)) {
        const V d = simd::load<V>(dy + i);
        simd::store<V>(dmap + i, V(d * simd::load<V>(x + i)));
        simd::store<V>(dmap + N + i, d);
        if constexpr (Pass::wants_dx) simd::store<V>(dx + i, V(d * simd::load<V>(map + i)));
      });
    }
    const _detail::rows<const T, Run::batch, 2 * N> of_maps{dmaps};
    // dx first: a sink that descends changes W.
    if constexpr (Pass::wants_dx) {
      kernel::affine_dx<T, Run::batch, C, 2 * N, 1>(of_maps, pass.parameters.data(),
                                                    _detail::rows<T, Run::batch, C>{dcondition}, scratch);
      for (std::size_t s = 0; s < Run::batch; ++s)
        for (std::size_t i = 0; i < C; ++i) pass.dx.data[s * (N + C) + N + i] = dcondition[s * C + i];
    }
    kernel::affine_dw<T, Run::batch, C, 2 * N, 1>(_detail::rows<const T, Run::batch, C>{condition}, of_maps,
                                                  pass.dparameters, scratch);
  }

  /// Draws W; b_scale is 1, b_shift 0.
  template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    initialize_by<XavierUniform>(all, engine);
  }
  template <class By, class T>
  static constexpr void initialize_by(std::span<T, parameters> all, Engine& engine) noexcept {
    By::fill(std::span<T>(all.data(), C * 2 * N), C, 2 * N, engine);
    for (std::size_t i = 0; i < 2 * N; ++i) all[C * 2 * N + i] = T(i < N ? 1 : 0);
  }
};

}  // namespace sinew
