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
  /// The terms layer I runs under.
  template <class Run, std::size_t I> using terms = typename Run::template with_lanes<plan<Run>.width[I]>;

  template <class Run, class Indices = std::index_sequence_for<L...>> struct cache;
  template <class Run, std::size_t... I> struct cache<Run, std::index_sequence<I...>> {
    alignas(line_bytes) std::array<typename Run::scalar, plan<Run>.values.length> value{};
    boost::hana::basic_tuple<cache_of<L, terms<Run, I>>...> of;
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
  template <class Run> static constexpr std::size_t scratch = inner_scratch<Run> +
      (Run::training ? plan<Run>.gradients.length + span_gradients<typename Run::scalar> : 0) + (Run::keeps ? 0 : plan<Run>.values.length);

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
    constexpr std::size_t end = plan<Run>.values.target[depth - 1];
    if constexpr (!plan<Run>.values.arrives)
      kernel::relayout<spare_lanes::repeat_last_sample>(
          view_of<const T, terms<Run, depth - 1>, output>(end == outside ? pass.x.data : values + end), pass.y);
  }

  [[gnu::always_inline]] static constexpr void backward(auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T* gradients = pass.scratch;
    pass.scratch += plan<Run>.gradients.length;
    backward_parts(pass, gradients, std::make_index_sequence<backward_parts_of<decltype(pass)>.count>{});
    constexpr std::size_t end = plan<Run>.gradients.target[0];
    if constexpr (!plan<Run>.gradients.arrives && decltype(pass)::wants_dx)
      kernel::relayout<spare_lanes::zero>(view_of<const T, terms<Run, 0>, input>(end == outside ? pass.dy.data : gradients + end), pass.dx);
  }

  /// What layer I put out, of a pass in training; in the layout of its own terms.
  template <std::size_t I, class Run> static constexpr auto output_of(const cache_of<pipeline, Run>& kept, const typename Run::scalar* x,
                                                                      const typename Run::scalar* y) noexcept {
    constexpr std::size_t where = plan<Run>.values.target[I];
    constexpr bool own = where == outside && I < last;   // a view of x
    return view_of<const typename Run::scalar, terms<Run, I>, typename at<I>::output>(where != outside ? kept.value.data() + where : own ? x : y);
  }

 private:
  template <class T, class Run, class Shape> static constexpr auto view_of(T* data) {
    return batch_view<T, Run::batch, Shape::size, Run::lanes>{data};
  }
  template <class T> static constexpr T* locate(std::size_t where, T* ours, T* callers) { return where == outside ? callers : ours + where; }

  // A pass goes part by part: a part is one layer, inlined (so that in a tiny net nothing passes through memory but values), or a stretch of
  // layers that are run by their steps.
  template <class Run> static constexpr auto steps = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<affine_step<typename Run::scalar>, depth>{step_of<L, terms<Run, I>>()...};
  }(std::index_sequence_for<L...>{});
  /// Of the layers, First … End − 1 may be run by their steps.
  template <class Run, std::size_t First, std::size_t End> static constexpr auto parts_of =
      detail::make_parts(Run::lanes, plan<Run>.width, steps<Run>, First, End);

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
    if constexpr (!all.stepped[P]) forward_step<all.begin[P], at<all.begin[P]>>(pass, values);
    else each_of<all.begin[P + 1] - all.begin[P]>([&](std::size_t k) __attribute__((always_inline)) {
      const std::size_t i = all.begin[P] + k;
      const auto& s = steps<Run>[i];
      const auto* w = pass.parameters.data() + slice[i];
      s.forward(s.in, s.out, locate<const typename Run::scalar>(way.source[i], values, pass.x.data), w, w + s.in * s.out,
                locate<typename Run::scalar>(way.target[i], values, pass.y.data), nullptr);
    });
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
    if constexpr (!all.stepped[P]) backward_step<all.begin[P], at<all.begin[P]>>(pass, gradients);
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
  /// f(0) … f(N − 1); a few with constants, so that calls are direct.
  template <std::size_t N> [[gnu::always_inline]] static constexpr void each_of(auto f) {
    if constexpr (N <= 8) unroll<N>(f);
    else for (std::size_t k = 0; k < N; ++k) f(k);
  }

  template <std::size_t I, class K, class Pass>
  [[gnu::always_inline]] static constexpr void forward_step(const Pass& pass, typename Pass::scalar* values) noexcept {
    using Run = typename Pass::run;
    using Here = terms<Run, I>;
    using T = typename Run::scalar;
    constexpr auto& way = plan<Run>.values;
    using Before = typename Run::template with_lanes<I == 0 ? Run::lanes : plan<Run>.width[I - (I > 0)]>;
    if constexpr (!detail::lies_alike(Run::batch, K::input::size, Before::lanes, Here::lanes)) {
      constexpr std::size_t from = I == 0 ? outside : way.target[I - (I > 0)];
      kernel::relayout<spare_lanes::repeat_last_sample>(view_of<const T, Before, typename K::input>(locate<const T>(from, values, pass.x.data)),
                                                view_of<T, Here, typename K::input>(values + way.source[I]));
    }
    if constexpr (!is_view<K, Run>())
      K::forward(forward_pass<K, Here, std::remove_reference_t<decltype(pass.random)>>{
          {pass.parameters.data() + slice[I], K::parameters}, {locate<const T>(way.source[I], values, pass.x.data)},
          {locate<T>(way.target[I], values, pass.y.data)}, base::template part<I, cache_of<K, Here>>(pass.cache),
          base::template part<I, state_of<K, Here>>(pass.state),
          buffers_of<K>() == 0 ? decltype(pass.buffers){} : pass.buffers.subspan(buffer[I], buffers_of<K>()), pass.scratch, pass.random,
          pass.count});
  }

  template <std::size_t I, class K, class Pass>
  [[gnu::always_inline]] static constexpr void backward_step(const Pass& pass, typename Pass::scalar* gradients) noexcept {
    using Run = typename Pass::run;
    using Here = terms<Run, I>;
    using T = typename Run::scalar;
    constexpr auto& way = plan<Run>.gradients;
    constexpr bool rightmost = I + 1 == depth;
    using After = typename Run::template with_lanes<rightmost ? Run::lanes : plan<Run>.width[I + !rightmost]>;
    constexpr bool wants_dx = Pass::wants_dx || slice[I] > 0;   // somebody on the left learns
    constexpr bool dy_is_dz = Pass::dy_is_dz && I == last;
    if constexpr (!detail::lies_alike(Run::batch, K::output::size, After::lanes, Here::lanes))
      kernel::relayout<spare_lanes::zero>(
          view_of<const T, After, typename K::output>(locate<const T>(rightmost ? outside : way.target[I + !rightmost], gradients, pass.dy.data)),
          view_of<T, Here, typename K::output>(gradients + way.source[I]));
    if constexpr (!is_view<K, Run>() && (wants_dx || K::parameters > 0)) {
      const T* values = pass.cache.value.data();
      constexpr auto& kept = plan<Run>.values;
      const gradient_sink<T> sink = pass.dparameters.from(slice[I]);
      backward_pass<K, Here, wants_dx, dy_is_dz> own{
          {pass.parameters.data() + slice[I], K::parameters}, {locate<const T>(kept.source[I], values, pass.x.data)},
          {locate<const T>(kept.target[I], values, pass.y.data)}, {locate<const T>(way.source[I], gradients, pass.dy.data)},
          base::template part<I, cache_of<K, Here>>(pass.cache), {locate<T>(way.target[I], gradients, pass.dx.data)}, {}, pass.scratch,
          pass.count};
      if constexpr (gives_gradients_once<K>()) {
        own.dparameters = sink;
        K::backward(own);
      } else {   // a layer that adds to a span: its sum is handed over for it
        own.dparameters = std::span<T>(own.scratch, K::parameters);
        own.scratch += whole_lines<T>(K::parameters);
        for (T& g : own.dparameters) g = T(0);
        K::backward(own);
        sweep<T>(K::parameters, [&]<class V>(std::size_t i) { sink.template add<V>(i, load<V>(own.dparameters.data() + i)); });
      }
    }
  }
};

}  // namespace sinew
