#pragma once
/// \file
/// composite<L...>: base of all layers made of layers. It divides what the whole owns (parameters, buffers, caches,
/// states) among the parts, and makes a part's pass from the pass of the whole. How values flow between the parts is up
/// to the classes derived from it: plan/pipeline.hpp, one after the other, and compose/parallel.hpp, side by side.

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

/// A fault of part I, its path extended by I; nothing stays nothing.
template <std::size_t I, class Fault> struct fault_of_part { using type = typename Fault::template within<I>; };
template <std::size_t I> struct fault_of_part<I, nothing> { using type = nothing; };

/// The fields of a part's pass that do not follow from the pass of the whole.
template <class T> struct forward_fields {
  const T* x;
  T* y;
  T* scratch;
  std::size_t count;
};
/// `sink` takes the gradient of the part's first parameter first.
template <class T> struct backward_fields {
  const T *x, *y, *dy;
  T *dx, *scratch;
  gradient_sink<T> sink;
  std::size_t count;
};

template <class... L> struct composite {
  static constexpr std::size_t depth = sizeof...(L);
  using layers = list<L...>;
  template <std::size_t I> using at = element<I, layers>;

  /// Where the parameters and the buffers of each part begin.
  static constexpr auto slice = slice_starts<depth>({L::parameters...}),
                        buffer = slice_starts<depth>({buffers_of<L>()...});
  static constexpr std::size_t parameters = slice[depth], buffers = buffer[depth];
  static constexpr std::size_t parameter_count = total_of({parameter_count_of<L>()...});
  static constexpr std::size_t multiply_adds = total_of({multiply_adds_of<L>()...});
  static constexpr bool random = first_true({is_random<L>()...}) < depth, gradients_once = true;
  static constexpr bool samplewise = first_true({!is_samplewise<L>()...}) == depth;
  static constexpr bool has_state = first_true({!std::is_same_v<state_of<L, probe>, nothing>...}) < depth;
  using no_gradient = typename fault_of_part<first_of<no_gradient_of<L>...>::index,
                                             typename first_of<no_gradient_of<L>...>::type>::type;

  /// Sets every layer's parameters by its own scheme, in order; the same engine gives the same values everywhere.
  template <class T, class Engine>
  static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const bool in_order[] = {(initialize_part<I, L, T>(all, engine), true)...};
      static_cast<void>(in_order);
    }
    (std::index_sequence_for<L...>{});
  }

 protected:
  template <std::size_t I, class K, class T, class Engine>
  static constexpr void initialize_part(std::span<T, parameters> all, Engine& engine) noexcept {
    const std::span<T, K::parameters> mine = all.template subspan<slice[I], K::parameters>();
    if constexpr (requires { K::initialize(mine, engine); }) K::initialize(mine, engine);
  }
  /// Part I of the caches or states `whole.of`; those that have none share one empty object.
  template <std::size_t I, class Part> static constexpr auto& part(auto& whole) noexcept {
    if constexpr (std::is_same_v<Part, nothing>) return nowhere;
    else return boost::hana::at_c<I>(whole.of);
  }

  // The pass of part I, which runs as layer K under Run, made from the pass of the whole. Every pass of a part is made
  // here. Inlined by force: in a tiny net nothing but values may pass through memory.
  template <std::size_t I, class K, class Run, class Whole>
  [[gnu::always_inline]] static constexpr auto forward_pass_of(
      const Whole& whole, auto& cache, const forward_fields<typename Run::scalar>& own) noexcept {
    return forward_pass<K, Run, std::remove_reference_t<decltype(whole.random)>>{
        .parameters = {whole.parameters.data() + slice[I], K::parameters},
        .x = {own.x},
        .y = {own.y},
        .cache = cache,
        .state = part<I, state_of<K, Run>>(whole.state),
        .buffers = buffers_of<K>() == 0 ? decltype(whole.buffers){} : whole.buffers.subspan(buffer[I], buffers_of<K>()),
        .scratch = own.scratch,
        .random = whole.random,
        .count = own.count};
  }
  /// `dparameters` of a layer that adds to a span is left empty.
  template <std::size_t I, class K, class Run, bool WantsDx, bool DyIsDz, class Whole>
  [[gnu::always_inline]] static constexpr auto backward_pass_of(
      const Whole& whole, const auto& cache, const backward_fields<typename Run::scalar>& own) noexcept {
    backward_pass<K, Run, WantsDx, DyIsDz> pass{.parameters = {whole.parameters.data() + slice[I], K::parameters},
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
