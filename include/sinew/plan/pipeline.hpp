#pragma once
/// \file
/// `pipeline<L...>`: runs layers one after the other. It holds their execution plan, the memory the plan needs, and the
/// forward and backward passes. compose/sequence.hpp decides which layers form a pipeline.

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
#include <sinew/layer/trained.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/plan/execution_plan.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Runs the layers L... one after the other by their execution plan.
template <class... L> struct pipeline : _detail::composite<L...> {
  using base = _detail::composite<L...>;
  using base::depth, base::slice, base::buffer;
  template <std::size_t J> using at = _detail::element<J, typename base::layers>;
  using input = typename at<0>::input;
  using output = typename at<depth - 1>::output;

  /// The most features that a layer outputs, and the same including the input of the first layer.
  static constexpr std::size_t max_output_features = _detail::max_of({L::output::size...});
  static constexpr std::size_t max_features = _detail::max_of(max_output_features, input::size);

 private:
  /// The first and the last layer that is not a view. They read the caller's x and write the caller's y.
  static constexpr std::size_t first =
      _detail::min_of(depth - 1, _detail::first_true({!_detail::is_view<L, _detail::probe>()...}));
  static constexpr std::size_t last = _detail::last_true({!_detail::is_view<L, _detail::probe>()...}) % depth;
  /// Whether layers get gradients of parameters, and the first that does: dx of all after it is needed, and without the
  /// dx of the pipeline no layer before it runs backward.
  template <class Trained> static constexpr auto gives = []<std::size_t... J>(std::index_sequence<J...>) {
    return std::array<bool, depth>{_detail::gives_gradients<L, typename Trained::template part<J>>()...};
  }
  (std::index_sequence_for<L...>{});
  template <class Trained> static constexpr std::size_t first_trained = [] {
    std::size_t found = 0;
    while (found < depth && !gives<Trained>[found]) ++found;
    return found;
  }();

 public:
  using activation = _detail::activation_of<at<last>>;
  static constexpr bool writes_unwanted_dx = _detail::writes_unwanted_dx<at<first>>();

  // ---- The plan and its memory.

  template <class Run> static constexpr bool view = _detail::first_true({!_detail::is_view<L, Run>()...}) == depth;
  template <class Run> static constexpr execution_plan<sizeof...(L)> plan = _detail::make_execution_plan<Run, L...>();
  template <class Run> static constexpr std::size_t cost = plan<Run>.cost;
  /// batch_traits: the pass_traits of layer J for the whole batch. layer_traits: those it runs under, for one of its
  /// micro-batches. Layers that are not timed have one step.
  template <class Run, std::size_t J> using batch_traits =
      typename Run::template with_lanes<plan<Run>.lanes[J]>::template with_steps<_detail::is_timed<at<J>>() ? Run::steps
                                                                                                            : 1>;
  template <class Run, std::size_t J> using layer_traits = typename batch_traits<Run, J>::template with_batch<
      plan<Run>.micro_batches[J] == 1 ? Run::batch : batch_traits<Run, J>::samples / plan<Run>.micro_batches[J]>;

  /// The caches of a layer, one per micro-batch.
  template <class Cache, std::size_t Times> using repeated =
      std::conditional_t<Times == 1 || std::is_same_v<Cache, mistake::nothing>, Cache, std::array<Cache, Times>>;
  template <class Run, class Indices = std::index_sequence_for<L...>> struct cache;
  template <class Run, std::size_t... J> struct cache<Run, std::index_sequence<J...>> {
    alignas(_detail::line_bytes) std::array<typename Run::scalar, plan<Run>.values.length> value{};
    boost::hana::basic_tuple<repeated<_detail::cache_of<L, layer_traits<Run, J>>, plan<Run>.micro_batches[J]>...> of;
  };

  /// Scratch of the layer that needs the most.
  template <class Run> static constexpr std::size_t layer_scratch = []<std::size_t... J>(std::index_sequence<J...>) {
    return _detail::whole_lines<typename Run::scalar>(
        _detail::max_of({_detail::scratch_of<L, layer_traits<Run, J>>()...}));
  }
  (std::index_sequence_for<L...>{});
  /// Scalars for the gradient of a layer that adds to a span, before the gradient goes to the sink.
  template <class T> static constexpr std::size_t span_gradients =
      _detail::max_of({_detail::gives_gradients_once<L>() ? 0 : _detail::whole_lines<T>(L::parameters)...});
  /// Scalars for the gradients of layers in micro-batches, summed over the micro-batches.
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

  /// The output of layer J after a pass that keeps values, in the layout in which the layer ran.
  template <std::size_t J, class Run> static constexpr auto output_of(const cache<Run>& kept,
                                                                      const typename Run::scalar* x,
                                                                      const typename Run::scalar* y) noexcept {
    constexpr std::size_t begin = plan<Run>.values.target[J].begin;
    constexpr bool view_of_x = begin == callers_buffer && J < last;
    return _detail::batch_view<const typename Run::scalar, Run::batch, at<J>::output::size,
                               batch_traits<Run, J>::lanes>{begin != callers_buffer ? kept.value.data() + begin
                                                            : view_of_x             ? x
                                                                                    : y};
  }

  // ---- The passes, segment by segment (plan/execution_plan.hpp). Single layers are inlined: in a tiny net only values
  // may pass through memory.

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
  /// The dense_entry of each layer, empty for layers without one.
  template <class Run> static constexpr auto table = []<std::size_t... J>(std::index_sequence<J...>) {
    return std::array<_detail::dense_entry<typename Run::scalar>, depth>{
        _detail::dense_entry_of<L, layer_traits<Run, J>>()...};
  }
  (std::index_sequence_for<L...>{});
  template <class Run, std::size_t First, std::size_t End>
  static constexpr auto segments_of = _detail::make_segments(Run::lanes, plan<Run>, table<Run>, First, End);
  /// Segments of a backward pass. Layers whose dx is not needed do not run from the table, nor does the last one if its
  /// dy is dz.
  template <class Pass> static constexpr auto backward_segments =
      segments_of<typename Pass::run,
                  Pass::wants_dx ? 0 : _detail::min_of(depth, first_trained<typename Pass::trained> + 1),
                  Pass::dy_is_dz ? last : depth>;

  /// The values of micro-batch k in a slot. `ours` points to the buffers of the plan.
  template <class T> static constexpr T* address(slot at, T* ours, T* callers, std::size_t k = 0) {
    return (at.begin == callers_buffer ? callers : ours + at.begin) + k * at.stride;
  }
  /// Changes the layout of micro-batch k. The last micro-batch may have fewer samples.
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
  /// f(0) … f(N − 1). Up to 8 calls get constant arguments, so that calls through the table become direct.
  template <std::size_t N> [[gnu::always_inline]] static constexpr void for_each_index(auto f) {
    if constexpr (N <= 8) simd::unroll<N>(f);
    else
      for (std::size_t k = 0; k < N; ++k) f(k);
  }
  /// Passes a complete gradient to the sink.
  template <class T>
  static constexpr void give_to(GradientSink<T> sink, std::size_t count, const T* gradient) noexcept {
    simd::sweep<T>(count, [&]<class V>(std::size_t i) { sink.template add<V>(i, simd::load<V>(gradient + i)); });
  }
  /// Passes the gradients of layers First, First + 1, … to the sink, but those of frozen layers.
  template <std::size_t First, class Trained, class T, std::size_t... J>
  static constexpr void give_trained(GradientSink<T> sink, const T* sums, std::index_sequence<J...>) noexcept {
    const auto give = [&](std::size_t begin, std::size_t count) {
      give_to(sink.from(begin), count, sums + (begin - slice[First]));
    };
    (_detail::each_trained<at<First + J>, typename Trained::template part<First + J>>(slice[First + J], give), ...);
  }
  /// The cache of layer J for micro-batch k.
  template <std::size_t J, class K, class Run> static constexpr auto& cache_part(auto& cache, std::size_t k) noexcept {
    using Kept = _detail::cache_of<K, layer_traits<Run, J>>;
    auto& own = base::template part<J, Kept>(cache);
    if constexpr (plan<Run>.micro_batches[J] == 1 || std::is_same_v<Kept, mistake::nothing>) return own;
    else return own[k];
  }

  /// Runs segment S.
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
                      address<typename Run::scalar>(buffers.target[i], values, pass.y.data), nullptr, pass.scratch);
      });
  }
  /// Runs layers First, First + 1, … on micro-batch k.
  template <std::size_t First, std::size_t... J>
  static constexpr void forward_layers(const auto& pass, auto* values, std::size_t k,
                                       std::index_sequence<J...>) noexcept {
    const bool in_order[] = {(forward_layer<First + J, at<First + J>>(pass, values, k), true)...};
    static_cast<void>(in_order);
  }

  /// Runs segment S backward.
  template <std::size_t S, class Pass>
  [[gnu::always_inline]] static constexpr void backward_segment(const Pass& pass,
                                                                typename Pass::scalar* gradients) noexcept {
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    constexpr auto& all = backward_segments<Pass>;
    constexpr auto& buffers = plan<Run>.gradients;
    constexpr auto& kept = plan<Run>.values;
    constexpr std::size_t begin = all.begin[S], layers = all.begin[S + 1] - begin;
    using Trained = typename Pass::trained;
    if constexpr (!Pass::wants_dx && begin + layers <= first_trained<Trained>) return;
    else if constexpr (plan<Run>.micro_batches[begin] > 1) {
      // Each micro-batch contributes to the gradients, and weights may change only after the last one: sum first.
      constexpr std::size_t parameters = slice[begin + layers] - slice[begin];
      Pass inner = pass;
      T* const sums = pass.scratch;
      inner.scratch += _detail::whole_lines<T>(parameters);
      if constexpr (Pass::wants_dparameters) {
        inner.dparameters = accumulate(sums);
        for (std::size_t i = 0; i < parameters; ++i) sums[i] = T(0);
      }
      for (std::size_t k = 0; k < plan<Run>.micro_batches[begin]; ++k)
        backward_layers<begin>(inner, gradients, k, std::make_index_sequence<layers>{});
      if constexpr (!Pass::wants_dparameters) return;
      else if constexpr (std::is_same_v<Trained, all_trained>)
        give_to(pass.dparameters.from(slice[begin]), parameters, sums);
      else give_trained<begin, Trained>(pass.dparameters, sums, std::make_index_sequence<layers>{});
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
        if constexpr (Pass::wants_dparameters)
          if (gives<Trained>[i])
            entry.dw(entry.in, entry.out, address<const T>(kept.source[i], values, pass.x.data), dz,
                     pass.dparameters.from(slice[i]), pass.scratch + _detail::whole_lines<T>(Run::samples * entry.out));
      });
  }
  /// Runs layers First, First + 1, … backward on micro-batch k, the last one first.
  template <std::size_t First, std::size_t... J>
  static constexpr void backward_layers(const auto& pass, auto* gradients, std::size_t k,
                                        std::index_sequence<J...>) noexcept {
    constexpr std::size_t end = First + sizeof...(J);
    const bool in_order[] = {(backward_layer<end - 1 - J, First, at<end - 1 - J>>(pass, gradients, k), true)...};
    static_cast<void>(in_order);
  }

  /// Runs layer J, which is K, on micro-batch k, with the layout change before it and, for the last layer, after it.
  template <std::size_t J, class K, class Pass>
  [[gnu::always_inline]] static constexpr void forward_layer(const Pass& pass, typename Pass::scalar* values,
                                                             std::size_t k) noexcept {
    using Run = typename Pass::run;
    using Here = layer_traits<Run, J>;
    using T = typename Run::scalar;
    constexpr auto& buffers = plan<Run>.values;
    constexpr std::size_t lanes_before = J == 0 ? Run::lanes : plan<Run>.lanes[J - (J > 0)];
    if constexpr (!_detail::same_layout(Run::batch, K::input::size, lanes_before, Here::lanes)) {
      constexpr slot from{J == 0 ? callers_buffer : buffers.target[J - (J > 0)].begin, K::input::size * Here::batch};
      relayout<_detail::spare_lanes::repeat_last_sample, Run, Here, K::input::size, lanes_before, Here::lanes>(
          k, address<const T>(from, values, pass.x.data, k), address<T>(buffers.source[J], values, nullptr, k));
    }
    const T* const x = address<const T>(buffers.source[J], values, pass.x.data, k);
    T* const y = address<T>(buffers.target[J], values, pass.y.data, k);
    if constexpr (!_detail::is_view<K, Run>())
      K::forward(base::template forward_part<J, K, Here>(
          pass, cache_part<J, K, Run>(pass.cache, k),
          {.x = x,
           .y = y,
           .scratch = pass.scratch,
           .count = plan<Run>.micro_batches[J] == 1 ? pass.count : Here::batch}));
    if constexpr (J + 1 == depth && !buffers.ends_in_callers_buffer)
      relayout<_detail::spare_lanes::repeat_last_sample, Run, Here, output::size, Here::lanes, Run::lanes>(
          k, buffers.target[J].begin == callers_buffer ? x : y, pass.y.data + k * output::size * Here::batch);
  }

  /// Runs layer J backward. The sink of `pass` begins at the parameters of layer First if the layers run in
  /// micro-batches, else at those of layer 0.
  template <std::size_t J, std::size_t First, class K, class Pass>
  [[gnu::always_inline]] static constexpr void backward_layer(const Pass& pass, typename Pass::scalar* gradients,
                                                              std::size_t k) noexcept {
    using Run = typename Pass::run;
    using Here = layer_traits<Run, J>;
    using T = typename Run::scalar;
    constexpr auto& buffers = plan<Run>.gradients;
    constexpr auto& kept = plan<Run>.values;
    constexpr bool rightmost = J + 1 == depth, whole_batch = plan<Run>.micro_batches[J] == 1;
    constexpr std::size_t lanes_after = rightmost ? Run::lanes : plan<Run>.lanes[J + !rightmost];
    using Trained = typename Pass::trained::template part<J>;
    constexpr bool wants_dx = Pass::wants_dx || first_trained<typename Pass::trained> < J;
    if constexpr (!wants_dx && !gives<typename Pass::trained>[J]) return;
    constexpr head_mask dy_is_dz = J == last ? Pass::heads_dy_is_dz : 0;
    if constexpr (!_detail::same_layout(Run::batch, K::output::size, lanes_after, Here::lanes)) {
      constexpr slot from{rightmost ? callers_buffer : buffers.target[J + !rightmost].begin,
                          K::output::size * Here::batch};
      relayout<_detail::spare_lanes::zero, Run, Here, K::output::size, lanes_after, Here::lanes>(
          k, address<const T>(from, gradients, pass.dy.data, k), address<T>(buffers.source[J], gradients, nullptr, k));
    }
    const T* const dy = address<const T>(buffers.source[J], gradients, pass.dy.data, k);
    T* const dx = address<T>(buffers.target[J], gradients, pass.dx.data, k);
    if constexpr (!_detail::is_view<K, Run>()) {
      const T* values = pass.cache.value.data();
      const auto sink = _detail::sink_of<T>(pass.dparameters.from(slice[J] - (whole_batch ? 0 : slice[First])));
      auto own = base::template backward_part<J, K, Here, wants_dx, dy_is_dz, Trained>(
          pass, cache_part<J, K, Run>(pass.cache, k),
          {.x = address<const T>(kept.source[J], values, pass.x.data, k),
           .y = address<const T>(kept.target[J], values, pass.y.data, k),
           .dy = dy,
           .dx = dx,
           .scratch = pass.scratch,
           .sink = sink,
           .count = whole_batch ? pass.count : Here::batch});
      if constexpr (_detail::gives_gradients_once<K>()) K::backward(own);
      else {  // it adds to a span, and the sum goes to the sink afterwards
        own.dparameters = std::span<T>(own.scratch, K::parameters);
        own.scratch += _detail::whole_lines<T>(K::parameters);
        for (T& g : own.dparameters) g = T(0);
        K::backward(own);
        if constexpr (decltype(own)::wants_dparameters) give_to(sink, K::parameters, own.dparameters.data());
      }
    }
    if constexpr (J == 0 && !buffers.ends_in_callers_buffer && Pass::wants_dx)
      relayout<_detail::spare_lanes::zero, Run, Here, input::size, Here::lanes, Run::lanes>(
          k, buffers.target[0].begin == callers_buffer ? dy : dx, pass.dx.data + k * input::size * Here::batch);
  }
};

}  // namespace sinew::_detail
