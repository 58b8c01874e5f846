#pragma once
/// \file
/// `composite<L...>`: base of all layers made of layers. It divides what the whole layer owns (parameters, buffers,
/// caches, states) among the parts, and makes the pass of a part from the pass of the whole. Derived classes define how
/// values flow between the parts: one after the other (plan/pipeline.hpp) or side by side (compose/parallel.hpp). A
/// derived class whose PyTorch module is no torch.nn.Sequential says by `part_names()` what it calls the parts.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/concept.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A fault of part J with J prepended to its path; `nothing` stays `nothing`.
template <std::size_t J, class Fault> struct fault_of_part { using type = typename Fault::template within<J>; };
template <std::size_t J> struct fault_of_part<J, nothing> { using type = nothing; };

/// The fields of a part's forward pass that do not follow from the pass of the whole.
template <class T> struct forward_fields {
  const T* x;
  T* y;
  T* scratch;
  std::size_t count;
};
/// The same for a backward pass. `sink` takes the part's gradient; its first element is the part's first parameter.
template <class T> struct backward_fields {
  const T *x, *y, *dy;
  T *dx, *scratch;
  GradientSink<T> sink;
  std::size_t count;
};

/// What the PyTorch module of a layer made of layers calls a part: "block", "branches.1", "2".
struct part_name {
  static constexpr std::size_t unnumbered = ~std::size_t{};
  const char* name = nullptr;
  std::size_t number = unnumbered;
  bool in_sequential = false;  ///< the part and its activation are the modules 0 and 1 of a torch.nn.Sequential
};
/// The names of the parts of L in a torch.nn.Sequential called `name`, if it has a name.
template <class L> consteval std::array<part_name, L::depth> numbered_parts(const char* name = nullptr) {
  return [=]<std::size_t... J>(std::index_sequence<J...>) {
    const std::array<std::size_t, L::depth> modules{modules_of<typename L::template at<J>>()...};
    std::array<part_name, L::depth> all{};
    for (std::size_t j = 0, number = 0; j < L::depth; number += modules[j++]) all[j] = {name, number};
    return all;
  }
  (std::make_index_sequence<L::depth>{});
}

/// A layer made of the layers L...: their slices of the flat arrays, their sums, and the passes of the parts.
template <class... L> struct composite {
  static constexpr std::size_t depth = sizeof...(L);
  using layers = list<L...>;
  template <std::size_t J> using at = element<J, layers>;

  /// Offsets of the parts' parameters and buffers; the last entry is the total.
  static constexpr auto slice = slice_starts<depth>({L::parameters...}),
                        buffer = slice_starts<depth>({buffers_of<L>()...});
  static constexpr std::size_t parameters = slice[depth], buffers = buffer[depth];
  static constexpr std::size_t parameter_count = total_of({parameter_count_of<L>()...});
  static constexpr std::size_t multiply_adds = total_of({multiply_adds_of<L>()...});
  static constexpr bool random = first_true({is_random<L>()...}) < depth, gradients_once = true;
  static constexpr bool samplewise = first_true({!is_samplewise<L>()...}) == depth;
  static constexpr bool has_state = first_true({!std::is_same_v<state_of<L, probe>, nothing>...}) < depth;
  /// Why some part cannot be trained by gradient: the first such fault, or `nothing`.
  using no_gradient = typename fault_of_part<first_of<no_gradient_of<L>...>::index,
                                             typename first_of<no_gradient_of<L>...>::type>::type;
  /// Why some part cannot be trained by a batch of one sample; see no_single_sample in layer/traits.hpp.
  static consteval auto find_no_single_sample_of_parts() {
    using First = first_of<no_single_sample_of<L>...>;
    return fault_of_part<First::index, typename First::type>{};
  }

  /// Sets the parameters of every layer by its own scheme, in order. Equal engines give equal values on every platform.
  template <class T, class Engine>
  static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      const bool in_order[] = {(initialize_part<J, L, T>(all, engine), true)...};
      static_cast<void>(in_order);
    }
    (std::index_sequence_for<L...>{});
  }

 protected:
  template <std::size_t J, class K, class T, class Engine>
  static constexpr void initialize_part(std::span<T, parameters> all, Engine& engine) noexcept {
    const std::span<T, K::parameters> mine = all.template subspan<slice[J], K::parameters>();
    if constexpr (requires { K::initialize(mine, engine); }) K::initialize(mine, engine);
  }
  /// The cache or state of part J, from `whole.of`. Parts without one share one empty object.
  template <std::size_t J, class Part> static constexpr auto& part(auto& whole) noexcept {
    if constexpr (std::is_same_v<Part, nothing>) return nowhere;
    else return boost::hana::at_c<J>(whole.of);
  }

  // The pass of part J, made from the pass of the whole. K is the layer that runs as part J, under the pass_traits Run.
  // All passes of parts are made here. Always inlined: in a tiny net only values may pass through memory.
  template <std::size_t J, class K, class Run, class Whole>
  [[gnu::always_inline]] static constexpr auto forward_pass_of(
      const Whole& whole, auto& cache, const forward_fields<typename Run::scalar>& own) noexcept {
    return forward_pass<K, Run, std::remove_reference_t<decltype(whole.random)>>{
        .parameters = {whole.parameters.data() + slice[J], K::parameters},
        .x = {own.x},
        .y = {own.y},
        .cache = cache,
        .state = part<J, state_of<K, Run>>(whole.state),
        .buffers = buffers_of<K>() == 0 ? decltype(whole.buffers){} : whole.buffers.subspan(buffer[J], buffers_of<K>()),
        .scratch = own.scratch,
        .random = whole.random,
        .count = own.count};
  }
  /// The backward pass of part J. `dparameters` stays empty for a layer that adds to a span.
  template <std::size_t J, class K, class Run, bool WantsDx, bool DyIsDz, class Whole>
  [[gnu::always_inline]] static constexpr auto backward_pass_of(
      const Whole& whole, const auto& cache, const backward_fields<typename Run::scalar>& own) noexcept {
    backward_pass<K, Run, WantsDx, DyIsDz> pass{.parameters = {whole.parameters.data() + slice[J], K::parameters},
                                                .x = {own.x},
                                                .y = {own.y},
                                                .dy = {own.dy},
                                                .cache = cache,
                                                .dx = {own.dx},
                                                .dparameters = {},
                                                .scratch = own.scratch,
                                                .count = own.count};
    if constexpr (gives_gradients_once<K>()) pass.dparameters = own.sink;
    return pass;
  }
};

}  // namespace sinew::_detail
