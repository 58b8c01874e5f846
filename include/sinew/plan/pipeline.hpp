#pragma once
/// \file
/// pipeline<L...>: layers one after the other: the execution plan of their passes, the room it needs, and the passes
/// themselves. What a net computes is computed here. compose/sequence.hpp decides which layers stand in a pipeline.

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
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/kernel/transpose.hpp>
#include <sinew/layer/dense_entry.hpp>
#include <sinew/layer/concept.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/plan/execution_plan.hpp>

namespace SINEW_NAMESPACE::_detail {

template <class... L> struct pipeline : _detail::composite<L...> {
  using base = _detail::composite<L...>;
  using base::depth, base::slice, base::buffer;
  template <std::size_t I> using at = _detail::element<I, typename base::layers>;
  using input = typename at<0>::input;
  using output = typename at<depth - 1>::output;

  /// The most features that a layer puts out, and with the features of the first layer's input.
  static constexpr std::size_t max_output_features = _detail::max_of({L::output::size...});
  static constexpr std::size_t max_features = _detail::max_of(max_output_features, input::size);

 private:
  /// The first and the last layer that are no views: they read the caller's x and write the caller's y.
  static constexpr std::size_t first =
      _detail::min_of(depth - 1, _detail::first_true({!_detail::is_view<L, _detail::probe>()...}));
  static constexpr std::size_t last = _detail::last_true({!_detail::is_view<L, _detail::probe>()...}) % depth;
  /// The first layer whose dx a layer with parameters needs.
  static constexpr std::size_t first_with_learners_before = [] {
    std::size_t found = 0;
    while (found < depth && slice[found] == 0) ++found;
    return found;
  }();

 public:
  using activation = _detail::activation_of<at<last>>;
  static constexpr bool writes_unwanted_dx = _detail::writes_unwanted_dx<at<first>>();

  // ---- The plan, and the memory it takes.

  template <class Run> static constexpr bool view = _detail::first_true({!_detail::is_view<L, Run>()...}) == depth;
  template <class Run> static constexpr execution_plan<sizeof...(L)> plan = _detail::make_execution_plan<Run, L...>();
  template <class Run> static constexpr std::size_t cost = plan<Run>.cost;
  /// Run for layer I's layout and the whole batch; and what the layer runs under: the same for one of its
  /// micro-batches.
  template <class Run, std::size_t I> using batch_traits = typename Run::template with_lanes<plan<Run>.lanes[I]>;
  template <class Run, std::size_t I> using layer_traits = typename batch_traits<Run, I>::template with_batch<
      plan<Run>.micro_batches[I] == 1 ? Run::batch : batch_traits<Run, I>::samples / plan<Run>.micro_batches[I]>;

  template <class Cache, std::size_t Times> using repeated =
      std::conditional_t<Times == 1 || std::is_same_v<Cache, mistake::nothing>, Cache, std::array<Cache, Times>>;
  template <class Run, class Indices = std::index_sequence_for<L...>> struct cache;
  template <class Run, std::size_t... I> struct cache<Run, std::index_sequence<I...>> {
    alignas(_detail::line_bytes) std::array<typename Run::scalar, plan<Run>.values.length> value{};
    boost::hana::basic_tuple<repeated<_detail::cache_of<L, layer_traits<Run, I>>, plan<Run>.micro_batches[I]>...> of;
  };
  template <class Run, class Indices> struct states;
  template <class Run, std::size_t... I> struct states<Run, std::index_sequence<I...>> {
    boost::hana::basic_tuple<_detail::state_of<L, layer_traits<Run, I>>...> of;
  };
  template <class Run>
  requires(base::has_state) using state = states<Run, std::index_sequence_for<L...>>;

  template <class Run> static constexpr std::size_t layer_scratch = []<std::size_t... I>(std::index_sequence<I...>) {
    return _detail::whole_lines<typename Run::scalar>(
        _detail::max_of({_detail::scratch_of<L, layer_traits<Run, I>>()...}));
  }
  (std::index_sequence_for<L...>{});
  /// Room for the gradient of a layer that adds to a span, before it is given to the sink.
  template <class T> static constexpr std::size_t span_gradients =
      _detail::max_of({_detail::gives_gradients_once<L>() ? 0 : _detail::whole_lines<T>(L::parameters)...});
  /// Room for the gradients of layers in micro-batches, summed over these.
  template <class Run> static constexpr std::size_t gradient_sums = [] {
    std::size_t most = 0;
    for (std::size_t i = 0, begin = 0; i < depth; ++i) {
      if (plan<Run>.micro_batches[i] == 1) begin = i + 1;
      most = _detail::max_of(most, slice[i + 1] - slice[begin]);
    }
    return _detail::whole_lines<typename Run::scalar>(most);
  }();
  template <class Run> static constexpr std::size_t scratch =
      layer_scratch<Run> +
      (Run::training ? plan<Run>.gradients.length + span_gradients<typename Run::scalar> + gradient_sums<Run> : 0) +
      (Run::keeps ? 0 : plan<Run>.values.length);

  /// What layer I put out in a pass that keeps values, in the layout the layer ran in.
  template <std::size_t I, class Run> static constexpr auto output_of(const cache<Run>& kept,
                                                                      const typename Run::scalar* x,
                                                                      const typename Run::scalar* y) noexcept {
    constexpr std::size_t begin = plan<Run>.values.target[I].begin;
    constexpr bool view_of_x = begin == callers_buffer && I < last;
    return _detail::batch_view<const typename Run::scalar, Run::batch, at<I>::output::size,
                               batch_traits<Run, I>::lanes>{begin != callers_buffer ? kept.value.data() + begin
                                                            : view_of_x             ? x
                                                                                    : y};
  }

  // ---- The passes. They go segment by segment (plan/execution_plan.hpp). Single layers are inlined, so that in a tiny
  // net nothing but values passes through memory.

  [[gnu::always_inline]] static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T* values = nullptr;
    if constexpr (Run::keeps) values = pass.cache.value.data();
    else {
      values = pass.scratch;
      pass.scratch += plan<Run>.values.length;
    }
    [&]<std::size_t... S>(std::index_sequence<S...>) __attribute__((always_inline)) {
      const bool in_order[] = {(forward_segment<S>(pass, values), true)...};
      static_cast<void>(in_order);
    }
    (std::make_index_sequence<segments_of<Run, 0, depth>.count>{});
  }

  [[gnu::always_inline]] static constexpr void backward(BackwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T* gradients = pass.scratch;
    pass.scratch += plan<Run>.gradients.length;
    [&]<std::size_t... S>(std::index_sequence<S...>) __attribute__((always_inline)) {
      const bool in_order[] = {(backward_segment<sizeof...(S) - 1 - S>(pass, gradients), true)...};
      static_cast<void>(in_order);
    }
    (std::make_index_sequence<backward_segments<decltype(pass)>.count>{});
  }

 private:
  template <class Run> static constexpr auto table = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<_detail::dense_entry<typename Run::scalar>, depth>{
        _detail::dense_entry_of<L, layer_traits<Run, I>>()...};
  }
  (std::index_sequence_for<L...>{});
  template <class Run, std::size_t First, std::size_t End>
  static constexpr auto segments_of = _detail::make_segments(Run::lanes, plan<Run>, table<Run>, First, End);
  /// Layers whose dx nobody wants, and one whose dy is dz, do not run from the table.
  template <class Pass> static constexpr auto backward_segments =
      segments_of<typename Pass::run, Pass::wants_dx ? 0 : first_with_learners_before, Pass::dy_is_dz ? last : depth>;

  /// The values of micro-batch k in a slot, `ours` being the buffers of the plan.
  template <class T> static constexpr T* address(slot at, T* ours, T* callers, std::size_t k = 0) {
    return (at.begin == callers_buffer ? callers : ours + at.begin) + k * at.stride;
  }
  /// Changes the layout of micro-batch k, the last of which may have fewer samples.
  template <_detail::spare_lanes Spare, class Run, class Here, std::size_t Features, std::size_t From, std::size_t To,
            class T>
  static constexpr void relayout(std::size_t k, const T* from, T* to) noexcept {
    constexpr std::size_t rest = Run::batch % Here::batch;
    if constexpr (rest > 0)
      if (k == Run::batch / Here::batch)
        return kernel::relayout<Spare>(_detail::batch_view<const T, rest, Features, From>{from},
                                       _detail::batch_view<T, rest, Features, To>{to});
    kernel::relayout<Spare>(_detail::batch_view<const T, Here::batch, Features, From>{from},
                            _detail::batch_view<T, Here::batch, Features, To>{to});
  }
  /// f(0) … f(N − 1); for a few, with constants, so that calls are direct.
  template <std::size_t N> [[gnu::always_inline]] static constexpr void for_each_index(auto f) {
    if constexpr (N <= 8) simd::unroll<N>(f);
    else
      for (std::size_t k = 0; k < N; ++k) f(k);
  }
  template <class T>
  static constexpr void give_to(_detail::gradient_sink<T> sink, std::size_t count, const T* gradient) noexcept {
    simd::sweep<T>(count, [&]<class V>(std::size_t i) { sink.template add<V>(i, simd::load<V>(gradient + i)); });
  }
  /// What layer I keeps, of micro-batch k.
  template <std::size_t I, class K, class Run> static constexpr auto& cache_part(auto& cache, std::size_t k) noexcept {
    using Kept = _detail::cache_of<K, layer_traits<Run, I>>;
    auto& own = base::template part<I, Kept>(cache);
    if constexpr (plan<Run>.micro_batches[I] == 1 || std::is_same_v<Kept, mistake::nothing>) return own;
    else return own[k];
  }

  template <std::size_t S, class Pass>
  [[gnu::always_inline]] static constexpr void forward_segment(const Pass& pass,
                                                               typename Pass::scalar* values) noexcept {
    using Run = typename Pass::run;
    constexpr auto& all = segments_of<Run, 0, depth>;
    constexpr auto& buffers = plan<Run>.values;
    constexpr std::size_t begin = all.begin[S], layers = all.begin[S + 1] - begin;
    if constexpr (plan<Run>.micro_batches[begin] > 1) {
      for (std::size_t k = 0; k < plan<Run>.micro_batches[begin]; ++k)
        forward_layers<begin>(pass, values, k, std::make_index_sequence<layers>{});
    } else if constexpr (!all.from_table[S]) forward_layer<begin, at<begin>>(pass, values, 0);
    else
      for_each_index<layers>([&](std::size_t k) __attribute__((always_inline)) {
        const std::size_t i = begin + k;
        const auto& entry = table<Run>[i];
        const auto* w = pass.parameters.data() + slice[i];
        entry.forward(entry.in, entry.out, address<const typename Run::scalar>(buffers.source[i], values, pass.x.data),
                      w, w + entry.in * entry.out,
                      address<typename Run::scalar>(buffers.target[i], values, pass.y.data), nullptr);
      });
  }
  template <std::size_t First, std::size_t... I>
  static constexpr void forward_layers(const auto& pass, auto* values, std::size_t k,
                                       std::index_sequence<I...>) noexcept {
    const bool in_order[] = {(forward_layer<First + I, at<First + I>>(pass, values, k), true)...};
    static_cast<void>(in_order);
  }

  template <std::size_t S, class Pass>
  [[gnu::always_inline]] static constexpr void backward_segment(const Pass& pass,
                                                                typename Pass::scalar* gradients) noexcept {
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    constexpr auto& all = backward_segments<Pass>;
    constexpr auto& buffers = plan<Run>.gradients;
    constexpr auto& kept = plan<Run>.values;
    constexpr std::size_t begin = all.begin[S], layers = all.begin[S + 1] - begin;
    if constexpr (plan<Run>.micro_batches[begin] > 1) {
      // Each micro-batch gives gradients; weights may change only after the last one.
      constexpr std::size_t parameters = slice[begin + layers] - slice[begin];
      Pass inner = pass;
      T* const sums = pass.scratch;
      inner.scratch += _detail::whole_lines<T>(parameters);
      inner.dparameters = accumulate(sums);
      for (std::size_t i = 0; i < parameters; ++i) sums[i] = T(0);
      for (std::size_t k = 0; k < plan<Run>.micro_batches[begin]; ++k)
        backward_layers<begin>(inner, gradients, k, std::make_index_sequence<layers>{});
      give_to(pass.dparameters.from(slice[begin]), parameters, sums);
    } else if constexpr (!all.from_table[S]) backward_layer<begin, begin, at<begin>>(pass, gradients, 0);
    else
      for_each_index<layers>([&](std::size_t k) __attribute__((always_inline)) {
        const std::size_t i = begin + layers - 1 - k;
        const auto& entry = table<Run>[i];
        const T* values = pass.cache.value.data();
        const T* dz = address<const T>(buffers.source[i], gradients, pass.dy.data);
        if (entry.derivative != nullptr) {
          entry.derivative(Run::samples * entry.out, dz, address<const T>(kept.target[i], values, pass.y.data),
                           pass.scratch);
          dz = pass.scratch;
        }
        entry.dx(entry.in, entry.out, dz, pass.parameters.data() + slice[i],
                 address<T>(buffers.target[i], gradients, pass.dx.data),
                 pass.scratch + _detail::whole_lines<T>(Run::samples * entry.out));
        entry.dw(entry.in, entry.out, address<const T>(kept.source[i], values, pass.x.data), dz,
                 pass.dparameters.from(slice[i]));
      });
  }
  template <std::size_t First, std::size_t... I>
  static constexpr void backward_layers(const auto& pass, auto* gradients, std::size_t k,
                                        std::index_sequence<I...>) noexcept {
    constexpr std::size_t end = First + sizeof...(I);
    const bool in_order[] = {(backward_layer<end - 1 - I, First, at<end - 1 - I>>(pass, gradients, k), true)...};
    static_cast<void>(in_order);
  }

  /// Layer I, which is K, on micro-batch k, with the changes of layout before it and at the end.
  template <std::size_t I, class K, class Pass>
  [[gnu::always_inline]] static constexpr void forward_layer(const Pass& pass, typename Pass::scalar* values,
                                                             std::size_t k) noexcept {
    using Run = typename Pass::run;
    using Here = layer_traits<Run, I>;
    using T = typename Run::scalar;
    constexpr auto& buffers = plan<Run>.values;
    constexpr std::size_t lanes_before = I == 0 ? Run::lanes : plan<Run>.lanes[I - (I > 0)];
    if constexpr (!_detail::same_layout(Run::batch, K::input::size, lanes_before, Here::lanes)) {
      constexpr slot from{I == 0 ? callers_buffer : buffers.target[I - (I > 0)].begin, K::input::size * Here::batch};
      relayout<_detail::spare_lanes::repeat_last_sample, Run, Here, K::input::size, lanes_before, Here::lanes>(
          k, address<const T>(from, values, pass.x.data, k), address<T>(buffers.source[I], values, nullptr, k));
    }
    const T* const x = address<const T>(buffers.source[I], values, pass.x.data, k);
    T* const y = address<T>(buffers.target[I], values, pass.y.data, k);
    if constexpr (!_detail::is_view<K, Run>())
      K::forward(base::template forward_pass_of<I, K, Here>(
          pass, cache_part<I, K, Run>(pass.cache, k),
          {.x = x,
           .y = y,
           .scratch = pass.scratch,
           .count = plan<Run>.micro_batches[I] == 1 ? pass.count : Here::batch}));
    if constexpr (I + 1 == depth && !buffers.ends_in_callers_buffer)
      relayout<_detail::spare_lanes::repeat_last_sample, Run, Here, output::size, Here::lanes, Run::lanes>(
          k, buffers.target[I].begin == callers_buffer ? x : y, pass.y.data + k * output::size * Here::batch);
  }

  /// The same backward. The sink of `pass` begins with the parameters of layer First, if layers run in micro-batches,
  /// else with all.
  template <std::size_t I, std::size_t First, class K, class Pass>
  [[gnu::always_inline]] static constexpr void backward_layer(const Pass& pass, typename Pass::scalar* gradients,
                                                              std::size_t k) noexcept {
    using Run = typename Pass::run;
    using Here = layer_traits<Run, I>;
    using T = typename Run::scalar;
    constexpr auto& buffers = plan<Run>.gradients;
    constexpr auto& kept = plan<Run>.values;
    constexpr bool rightmost = I + 1 == depth, whole_batch = plan<Run>.micro_batches[I] == 1;
    constexpr std::size_t lanes_after = rightmost ? Run::lanes : plan<Run>.lanes[I + !rightmost];
    constexpr bool wants_dx = Pass::wants_dx || slice[I] > 0;  // a layer before it has parameters
    constexpr bool dy_is_dz = Pass::dy_is_dz && I == last;
    if constexpr (!_detail::same_layout(Run::batch, K::output::size, lanes_after, Here::lanes)) {
      constexpr slot from{rightmost ? callers_buffer : buffers.target[I + !rightmost].begin,
                          K::output::size * Here::batch};
      relayout<_detail::spare_lanes::zero, Run, Here, K::output::size, lanes_after, Here::lanes>(
          k, address<const T>(from, gradients, pass.dy.data, k), address<T>(buffers.source[I], gradients, nullptr, k));
    }
    const T* const dy = address<const T>(buffers.source[I], gradients, pass.dy.data, k);
    T* const dx = address<T>(buffers.target[I], gradients, pass.dx.data, k);
    if constexpr (!_detail::is_view<K, Run>() && (wants_dx || K::parameters > 0)) {
      const T* values = pass.cache.value.data();
      const _detail::gradient_sink<T> sink = pass.dparameters.from(slice[I] - (whole_batch ? 0 : slice[First]));
      auto own = base::template backward_pass_of<I, K, Here, wants_dx, dy_is_dz>(
          pass, cache_part<I, K, Run>(pass.cache, k),
          {.x = address<const T>(kept.source[I], values, pass.x.data, k),
           .y = address<const T>(kept.target[I], values, pass.y.data, k),
           .dy = dy,
           .dx = dx,
           .scratch = pass.scratch,
           .sink = sink,
           .count = whole_batch ? pass.count : Here::batch});
      if constexpr (_detail::gives_gradients_once<K>()) K::backward(own);
      else {  // it adds to a span, whose sum goes to the sink afterwards
        own.dparameters = std::span<T>(own.scratch, K::parameters);
        own.scratch += _detail::whole_lines<T>(K::parameters);
        for (T& g : own.dparameters) g = T(0);
        K::backward(own);
        give_to(sink, K::parameters, own.dparameters.data());
      }
    }
    if constexpr (I == 0 && !buffers.ends_in_callers_buffer && Pass::wants_dx)
      relayout<_detail::spare_lanes::zero, Run, Here, input::size, Here::lanes, Run::lanes>(
          k, buffers.target[0].begin == callers_buffer ? dy : dx, pass.dx.data + k * input::size * Here::batch);
  }
};

}  // namespace sinew::_detail
