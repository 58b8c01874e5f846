#pragma once
/// \file
/// pipeline<L...>: the passes of layers one after the other: their plan, what they keep, forward and backward.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/kernel/transpose.hpp>
#include <sinew/layer/affine_step.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/net/composite.hpp>
#include <sinew/net/plan.hpp>

namespace sinew {

template <class... L> struct pipeline : detail::composite<L...> {
  using base = detail::composite<L...>;
  using base::depth, base::slice, base::buffer;
  template <std::size_t I> using at = element<I, typename base::layers>;
  using input = typename at<0>::input;
  using output = typename at<depth - 1>::output;

  /// The most features between two layers, and with the net's own input and output.
  static constexpr std::size_t widest_value = greatest({L::output::size...}), widest = greatest(widest_value, input::size);

 private:
  /// The layer whose y is the sequence's own: the last that is no view.
  static constexpr std::size_t last = last_true({!is_view<L, run<float, 1, 1, true>>()...}) % depth;
  /// The layer that reads the sequence's own x.
  static constexpr std::size_t first = least(depth - 1, first_true({!is_view<L, run<float, 1, 1, true>>()...}));
  /// The first layer that hands a gradient on to a layer that learns.
  static constexpr std::size_t first_with_learners_before = [] {
    std::size_t found = 0;
    while (found < depth && slice[found] == 0) ++found;
    return found;
  }();

 public:
  using activation = activation_of<at<last>>;
  static constexpr bool writes_unwanted_dx = sinew::writes_unwanted_dx<at<first>>();

  template <class Run> static constexpr bool view = first_true({!is_view<L, Run>()...}) == depth;
  template <class Run> static constexpr auto plan = detail::make_schedule<Run, L...>();
  template <class Run> static constexpr std::size_t cost = plan<Run>.cost;
  /// The terms layer I runs under: those of its micro-batch, of which it gets as many.
  template <class Run, std::size_t I> static constexpr std::size_t micro_batches = plan<Run>.micro_batches[I];
  template <class Run, std::size_t I> using laid_out = typename Run::template with_lanes<plan<Run>.width[I]>;
  template <class Run, std::size_t I> using terms = typename laid_out<Run, I>::template with_batch<
      micro_batches<Run, I> == 1 ? Run::batch : laid_out<Run, I>::samples / micro_batches<Run, I>>;

  template <class Cache, std::size_t Times>
  using repeated = std::conditional_t<Times == 1 || std::is_same_v<Cache, nothing>, Cache, std::array<Cache, Times>>;
  template <class Run, class Indices = std::index_sequence_for<L...>> struct cache;
  template <class Run, std::size_t... I> struct cache<Run, std::index_sequence<I...>> {
    alignas(line_bytes) std::array<typename Run::scalar, plan<Run>.values.length> value{};
    boost::hana::basic_tuple<repeated<cache_of<L, terms<Run, I>>, micro_batches<Run, I>>...> of;
  };
  template <class Run, class Indices> struct states;
  template <class Run, std::size_t... I> struct states<Run, std::index_sequence<I...>> {
    boost::hana::basic_tuple<state_of<L, terms<Run, I>>...> of;
  };
  static constexpr bool has_state = first_true({!std::is_same_v<state_of<L, run<float, 1, 1, true>>, nothing>...}) < depth;
  template <class Run> requires (has_state)
  using state = states<Run, std::index_sequence_for<L...>>;

  template <class Run> static constexpr std::size_t inner_scratch = []<std::size_t... I>(std::index_sequence<I...>) {
    return whole_lines<typename Run::scalar>(greatest({scratch_of<L, terms<Run, I>>()...}));
  }(std::index_sequence_for<L...>{});
  /// Room for the gradient of a layer that adds to a span, before it is handed to the sink.
  template <class T> static constexpr std::size_t span_gradients = greatest({gives_gradients_once<L>() ? 0 : whole_lines<T>(L::parameters)...});
  /// Room for the sums over micro-batches of the gradients of the layers that share them.
  template <class Run> static constexpr std::size_t gradient_sums = [] {
    std::size_t most = 0;
    for (std::size_t i = 0, begin = 0; i < depth; ++i) {
      if (plan<Run>.micro_batches[i] == 1) begin = i + 1;
      most = greatest(most, slice[i + 1] - slice[least(begin, i + 1)]);
    }
    return whole_lines<typename Run::scalar>(most);
  }();
  template <class Run> static constexpr std::size_t scratch = inner_scratch<Run> +
      (Run::training ? plan<Run>.gradients.length + span_gradients<typename Run::scalar> + gradient_sums<Run> : 0) +
      (Run::keeps ? 0 : plan<Run>.values.length);

  [[gnu::always_inline]] static constexpr void forward(auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T* values = nullptr;
    if constexpr (Run::keeps) values = pass.cache.value.data();
    else {
      values = pass.scratch;
      pass.scratch += plan<Run>.values.length;
    }
    forward_parts(pass, values, std::make_index_sequence<parts_of<Run, 0, depth>.count>{});
  }

  [[gnu::always_inline]] static constexpr void backward(auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T* gradients = pass.scratch;
    pass.scratch += plan<Run>.gradients.length;
    backward_parts(pass, gradients, std::make_index_sequence<backward_parts_of<decltype(pass)>.count>{});
  }

  /// What layer I put out, of a pass in training; in the layout of its own terms.
  template <std::size_t I, class Run> static constexpr auto output_of(const cache_of<pipeline, Run>& kept, const typename Run::scalar* x,
                                                                      const typename Run::scalar* y) noexcept {
    constexpr std::size_t where = plan<Run>.values.target[I];
    constexpr bool own = where == outside && I < last;   // a view of x
    return batch_view<const typename Run::scalar, Run::batch, at<I>::output::size, laid_out<Run, I>::lanes>{
        where != outside ? kept.value.data() + where : own ? x : y};
  }

 private:
  template <std::size_t I, class K, class Run> static constexpr auto& cache_part(auto& cache, std::size_t k) noexcept {
    auto& own = base::template part<I, cache_of<K, terms<Run, I>>>(cache);
    if constexpr (micro_batches<Run, I> == 1 || std::is_same_v<cache_of<K, terms<Run, I>>, nothing>) return own;
    else return own[k];
  }
  /// Micro-batch k of what layer I reads or writes.
  template <class T> static constexpr T* locate(std::size_t where, T* ours, T* callers, std::size_t k = 0, std::size_t step = 0) {
    return (where == outside ? callers : ours + where) + k * step;
  }
  /// Changes the layout of micro-batch k, with `to` of all `from` lanes; `batch` samples are all there are.
  template <spare_lanes Spare, class Run, class Here, std::size_t Features, std::size_t From, std::size_t To, class T>
  static constexpr void relayout(std::size_t k, const T* from, T* to) noexcept {
    constexpr std::size_t rest = Run::batch % Here::batch;
    const auto change = [&]<std::size_t B>() {
      kernel::relayout<Spare>(batch_view<const T, B, Features, From>{from}, batch_view<T, B, Features, To>{to});
    };
    if (rest == 0 || k < Run::batch / Here::batch) change.template operator()<Here::batch>();
    else if constexpr (rest > 0) change.template operator()<rest>();
  }

  // A pass goes part by part: a part is one layer, inlined (so that in a tiny net nothing passes through memory but values), or a stretch of
  // layers that are run by their steps, or of layers that are run by micro-batches.
  template <class Run> static constexpr auto steps = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<affine_step<typename Run::scalar>, depth>{step_of<L, terms<Run, I>>()...};
  }(std::index_sequence_for<L...>{});
  /// Of the layers, First … End − 1 may be run by their steps.
  template <class Run, std::size_t First, std::size_t End> static constexpr auto parts_of =
      detail::make_parts(Run::lanes, plan<Run>, steps<Run>, First, End);

  template <std::size_t... P>
  [[gnu::always_inline]] static constexpr void forward_parts(const auto& pass, auto* values, std::index_sequence<P...>) noexcept {
    const bool in_order[] = {(forward_part<P>(pass, values), true)...};
    static_cast<void>(in_order);
  }
  template <std::size_t P, class Pass>
  [[gnu::always_inline]] static constexpr void forward_part(const Pass& pass, typename Pass::scalar* values) noexcept {
    using Run = typename Pass::run;
    constexpr auto& all = parts_of<Run, 0, depth>;
    constexpr auto& way = plan<Run>.values;
    constexpr std::size_t begin = all.begin[P], layers = all.begin[P + 1] - begin;
    if constexpr (micro_batches<Run, begin> > 1) {
      for (std::size_t k = 0; k < micro_batches<Run, begin>; ++k) forward_layers<begin>(pass, values, k, std::make_index_sequence<layers>{});
    } else if constexpr (!all.stepped[P]) forward_step<begin, at<begin>>(pass, values, 0);
    else each_of<all.begin[P + 1] - all.begin[P]>([&](std::size_t k) __attribute__((always_inline)) {
      const std::size_t i = all.begin[P] + k;
      const auto& s = steps<Run>[i];
      const auto* w = pass.parameters.data() + slice[i];
      s.forward(s.in, s.out, locate<const typename Run::scalar>(way.source[i], values, pass.x.data), w, w + s.in * s.out,
                locate<typename Run::scalar>(way.target[i], values, pass.y.data), nullptr);
    });
  }
  template <std::size_t First, std::size_t... I>
  static constexpr void forward_layers(const auto& pass, auto* values, std::size_t k, std::index_sequence<I...>) noexcept {
    const bool in_order[] = {(forward_step<First + I, at<First + I>>(pass, values, k), true)...};
    static_cast<void>(in_order);
  }
  template <std::size_t... P>
  [[gnu::always_inline]] static constexpr void backward_parts(const auto& pass, auto* gradients, std::index_sequence<P...>) noexcept {
    const bool in_order[] = {(backward_part<sizeof...(P) - 1 - P>(pass, gradients), true)...};
    static_cast<void>(in_order);
  }
  /// Layers whose dx nobody wants, and one whose dy is dz, are no part of a stretch.
  template <class Pass> static constexpr auto backward_parts_of =
      parts_of<typename Pass::run, Pass::wants_dx ? 0 : first_with_learners_before, Pass::dy_is_dz ? last : depth>;
  template <std::size_t P, class Pass>
  [[gnu::always_inline]] static constexpr void backward_part(const Pass& pass, typename Pass::scalar* gradients) noexcept {
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    constexpr auto& all = backward_parts_of<Pass>;
    constexpr auto& way = plan<Run>.gradients;
    constexpr auto& kept = plan<Run>.values;
    constexpr std::size_t begin = all.begin[P], layers = all.begin[P + 1] - begin;
    if constexpr (micro_batches<Run, begin> > 1) {
      // Of each micro-batch come gradients, and weights may change when all have been.
      constexpr std::size_t parameters = slice[begin + layers] - slice[begin];
      Pass inner = pass;
      T* const sums = pass.scratch;
      inner.scratch += whole_lines<T>(parameters);
      inner.dparameters = accumulate(sums);
      for (std::size_t i = 0; i < parameters; ++i) sums[i] = T(0);
      for (std::size_t k = 0; k < micro_batches<Run, begin>; ++k)
        backward_layers<begin>(inner, gradients, k, std::make_index_sequence<layers>{});
      hand_over(parameters, sums, pass.dparameters.from(slice[begin]));
    } else if constexpr (!all.stepped[P]) backward_step<begin, begin, at<begin>>(pass, gradients, 0);
    else each_of<all.begin[P + 1] - all.begin[P]>([&](std::size_t k) __attribute__((always_inline)) {
      const std::size_t i = all.begin[P + 1] - 1 - k;
      const auto& s = steps<Run>[i];
      const T* values = pass.cache.value.data();
      const T* dz = locate<const T>(way.source[i], gradients, pass.dy.data);
      if (s.derivative != nullptr) {
        s.derivative(Run::samples * s.out, dz, locate<const T>(kept.target[i], values, pass.y.data), pass.scratch);
        dz = pass.scratch;
      }
      s.dx(s.in, s.out, dz, pass.parameters.data() + slice[i], locate<T>(way.target[i], gradients, pass.dx.data),
           pass.scratch + whole_lines<T>(Run::samples * s.out));
      s.dw(s.in, s.out, locate<const T>(kept.source[i], values, pass.x.data), dz, pass.dparameters.from(slice[i]));
    });
  }
  template <std::size_t First, std::size_t... I>
  static constexpr void backward_layers(const auto& pass, auto* gradients, std::size_t k, std::index_sequence<I...>) noexcept {
    constexpr std::size_t end = First + sizeof...(I);
    const bool in_order[] = {(backward_step<end - 1 - I, First, at<end - 1 - I>>(pass, gradients, k), true)...};
    static_cast<void>(in_order);
  }
  template <class T> static constexpr void hand_over(std::size_t count, const T* sums, gradient_sink<T> sink) noexcept {
    sweep<T>(count, [&]<class V>(std::size_t i) { sink.template add<V>(i, load<V>(sums + i)); });
  }
  /// f(0) … f(N − 1); a few with constants, so that calls are direct.
  template <std::size_t N> [[gnu::always_inline]] static constexpr void each_of(auto f) {
    if constexpr (N <= 8) unroll<N>(f);
    else for (std::size_t k = 0; k < N; ++k) f(k);
  }

  /// Layer I on micro-batch k, with the changes of layout before it and at the end.
  template <std::size_t I, class K, class Pass>
  [[gnu::always_inline]] static constexpr void forward_step(const Pass& pass, typename Pass::scalar* values, std::size_t k) noexcept {
    using Run = typename Pass::run;
    using Here = terms<Run, I>;
    using T = typename Run::scalar;
    constexpr auto& way = plan<Run>.values;
    constexpr std::size_t before = I == 0 ? Run::lanes : plan<Run>.width[I - (I > 0)];
    if constexpr (!detail::lies_alike(Run::batch, K::input::size, before, Here::lanes)) {
      constexpr std::size_t from = I == 0 ? outside : way.target[I - (I > 0)];
      relayout<spare_lanes::repeat_last_sample, Run, Here, K::input::size, before, Here::lanes>(
          k, locate<const T>(from, values, pass.x.data, k, K::input::size * Here::batch),
          locate<T>(way.source[I], values, nullptr, k, way.source_step[I]));
    }
    const T* const x = locate<const T>(way.source[I], values, pass.x.data, k, way.source_step[I]);
    T* const y = locate<T>(way.target[I], values, pass.y.data, k, way.target_step[I]);
    if constexpr (!is_view<K, Run>())
      K::forward(forward_pass<K, Here, std::remove_reference_t<decltype(pass.random)>>{
          {pass.parameters.data() + slice[I], K::parameters}, {x}, {y}, cache_part<I, K, Run>(pass.cache, k),
          base::template part<I, state_of<K, Here>>(pass.state),
          buffers_of<K>() == 0 ? decltype(pass.buffers){} : pass.buffers.subspan(buffer[I], buffers_of<K>()), pass.scratch, pass.random,
          micro_batches<Run, I> == 1 ? pass.count : Here::batch});
    if constexpr (I + 1 == depth && !way.arrives)
      relayout<spare_lanes::repeat_last_sample, Run, Here, output::size, Here::lanes, Run::lanes>(
          k, way.target[I] == outside ? x : y, locate<T>(outside, nullptr, pass.y.data, k, output::size * Here::batch));
  }

  /// Layer I on micro-batch k, with the changes of layout before it and at the end. Gradients go to a sink of parameters from layer First on.
  template <std::size_t I, std::size_t First, class K, class Pass>
  [[gnu::always_inline]] static constexpr void backward_step(const Pass& pass, typename Pass::scalar* gradients, std::size_t k) noexcept {
    using Run = typename Pass::run;
    using Here = terms<Run, I>;
    using T = typename Run::scalar;
    constexpr auto& way = plan<Run>.gradients;
    constexpr bool rightmost = I + 1 == depth;
    constexpr std::size_t after = rightmost ? Run::lanes : plan<Run>.width[I + !rightmost];
    constexpr bool wants_dx = Pass::wants_dx || slice[I] > 0;   // somebody on the left learns
    constexpr bool dy_is_dz = Pass::dy_is_dz && I == last;
    if constexpr (!detail::lies_alike(Run::batch, K::output::size, after, Here::lanes)) {
      constexpr std::size_t from = rightmost ? outside : way.target[I + !rightmost];
      relayout<spare_lanes::zero, Run, Here, K::output::size, after, Here::lanes>(
          k, locate<const T>(from, gradients, pass.dy.data, k, K::output::size * Here::batch),
          locate<T>(way.source[I], gradients, nullptr, k, way.source_step[I]));
    }
    const T* const dy = locate<const T>(way.source[I], gradients, pass.dy.data, k, way.source_step[I]);
    T* const dx = locate<T>(way.target[I], gradients, pass.dx.data, k, way.target_step[I]);
    if constexpr (!is_view<K, Run>() && (wants_dx || K::parameters > 0)) {
      const T* values = pass.cache.value.data();
      constexpr auto& kept = plan<Run>.values;
      const gradient_sink<T> sink = pass.dparameters.from(slice[I] - (micro_batches<Run, I> == 1 ? 0 : slice[First]));
      backward_pass<K, Here, wants_dx, dy_is_dz> own{
          {pass.parameters.data() + slice[I], K::parameters}, {locate<const T>(kept.source[I], values, pass.x.data, k, kept.source_step[I])},
          {locate<const T>(kept.target[I], values, pass.y.data, k, kept.target_step[I])}, {dy}, cache_part<I, K, Run>(pass.cache, k), {dx}, {},
          pass.scratch, micro_batches<Run, I> == 1 ? pass.count : Here::batch};
      if constexpr (gives_gradients_once<K>()) {
        own.dparameters = sink;
        K::backward(own);
      } else {   // a layer that adds to a span: its sum is handed over for it
        own.dparameters = std::span<T>(own.scratch, K::parameters);
        own.scratch += whole_lines<T>(K::parameters);
        for (T& g : own.dparameters) g = T(0);
        K::backward(own);
        hand_over(K::parameters, own.dparameters.data(), sink);
      }
    }
    if constexpr (I == 0 && !way.arrives && Pass::wants_dx)
      relayout<spare_lanes::zero, Run, Here, input::size, Here::lanes, Run::lanes>(
          k, way.target[0] == outside ? dy : dx, locate<T>(outside, nullptr, pass.dx.data, k, input::size * Here::batch));
  }
};

}  // namespace sinew
