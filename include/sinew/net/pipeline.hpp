#pragma once
/// \file
/// pipeline<L...>: the passes of layers one after the other, as planned: forward and backward.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/shape/list.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/kernel/transpose.hpp>
#include <sinew/layer/affine_step.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/net/plan.hpp>
#include <sinew/net/planned.hpp>

namespace sinew {

template <class... L> struct pipeline : detail::planned<L...> {
  using base = detail::planned<L...>;
  using base::depth, base::slice, base::buffer, base::last, base::first_with_learners_before;
  using typename base::input, typename base::output;
  template <std::size_t I> using at = typename base::template at<I>;

  [[gnu::always_inline]] static constexpr void forward(auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T* values = nullptr;
    if constexpr (Run::keeps) values = pass.cache.value.data();
    else {
      values = pass.scratch;
      pass.scratch += schedule_of<Run>.values.length;
    }
    forward_parts(pass, values, std::make_index_sequence<parts_of<Run, 0, depth>.count>{});
  }

  [[gnu::always_inline]] static constexpr void backward(auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T* gradients = pass.scratch;
    pass.scratch += schedule_of<Run>.gradients.length;
    backward_parts(pass, gradients, std::make_index_sequence<backward_parts_of<decltype(pass)>.count>{});
  }

 private:
  template <class Run> static constexpr const schedule<sizeof...(L)>& schedule_of = base::template plan<Run>;
  template <class Run, std::size_t I> using terms = typename base::template terms<Run, I>;
  /// Micro-batch k in the caller's buffer or one of ours.
  template <class T> static constexpr T* locate(spot at, T* ours, T* callers, std::size_t k = 0) {
    return (at.begin == outside ? callers : ours + at.begin) + k * at.step;
  }
  /// Changes the layout of micro-batch k, the last of which may have fewer samples.
  template <spare_lanes Spare, class Run, class Here, std::size_t Features, std::size_t From, std::size_t To, class T>
  static constexpr void relayout(std::size_t k, const T* from, T* to) noexcept {
    constexpr std::size_t rest = Run::batch % Here::batch;
    if constexpr (rest > 0)
      if (k == Run::batch / Here::batch)
        return kernel::relayout<Spare>(batch_view<const T, rest, Features, From>{from}, batch_view<T, rest, Features, To>{to});
    kernel::relayout<Spare>(batch_view<const T, Here::batch, Features, From>{from}, batch_view<T, Here::batch, Features, To>{to});
  }

  // A pass goes part by part: a part is one layer, inlined (so that in a tiny net nothing passes through memory but values), or a stretch of
  // layers that are run by their steps, or of layers that are run by micro-batches.
  template <class Run> static constexpr auto steps = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<affine_step<typename Run::scalar>, depth>{step_of<L, terms<Run, I>>()...};
  }(std::index_sequence_for<L...>{});
  /// Of the layers, First … End − 1 may be run by their steps.
  template <class Run, std::size_t First, std::size_t End> static constexpr auto parts_of =
      detail::make_parts(Run::lanes, schedule_of<Run>, steps<Run>, First, End);

  template <std::size_t... P>
  [[gnu::always_inline]] static constexpr void forward_parts(const auto& pass, auto* values, std::index_sequence<P...>) noexcept {
    const bool in_order[] = {(forward_part<P>(pass, values), true)...};
    static_cast<void>(in_order);
  }
  template <std::size_t P, class Pass>
  [[gnu::always_inline]] static constexpr void forward_part(const Pass& pass, typename Pass::scalar* values) noexcept {
    using Run = typename Pass::run;
    constexpr auto& all = parts_of<Run, 0, depth>;
    constexpr auto& way = schedule_of<Run>.values;
    constexpr std::size_t begin = all.begin[P], layers = all.begin[P + 1] - begin;
    if constexpr (schedule_of<Run>.micro_batches[begin] > 1) {
      for (std::size_t k = 0; k < schedule_of<Run>.micro_batches[begin]; ++k)
        forward_layers<begin>(pass, values, k, std::make_index_sequence<layers>{});
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
    constexpr auto& way = schedule_of<Run>.gradients;
    constexpr auto& kept = schedule_of<Run>.values;
    constexpr std::size_t begin = all.begin[P], layers = all.begin[P + 1] - begin;
    if constexpr (schedule_of<Run>.micro_batches[begin] > 1) {
      // Of each micro-batch come gradients, and weights may change when all have been.
      constexpr std::size_t parameters = slice[begin + layers] - slice[begin];
      Pass inner = pass;
      T* const sums = pass.scratch;
      inner.scratch += whole_lines<T>(parameters);
      inner.dparameters = accumulate(sums);
      for (std::size_t i = 0; i < parameters; ++i) sums[i] = T(0);
      for (std::size_t k = 0; k < schedule_of<Run>.micro_batches[begin]; ++k)
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
    constexpr auto& way = schedule_of<Run>.values;
    constexpr std::size_t before = I == 0 ? Run::lanes : schedule_of<Run>.width[I - (I > 0)];
    if constexpr (!detail::lies_alike(Run::batch, K::input::size, before, Here::lanes)) {
      constexpr spot from{I == 0 ? outside : way.target[I - (I > 0)].begin, K::input::size * Here::batch};
      relayout<spare_lanes::repeat_last_sample, Run, Here, K::input::size, before, Here::lanes>(
          k, locate<const T>(from, values, pass.x.data, k), locate<T>(way.source[I], values, nullptr, k));
    }
    const T* const x = locate<const T>(way.source[I], values, pass.x.data, k);
    T* const y = locate<T>(way.target[I], values, pass.y.data, k);
    if constexpr (!is_view<K, Run>())
      K::forward(forward_pass<K, Here, std::remove_reference_t<decltype(pass.random)>>{
          {pass.parameters.data() + slice[I], K::parameters}, {x}, {y}, base::template cache_part<I, K, Run>(pass.cache, k),
          base::template part<I, state_of<K, Here>>(pass.state),
          buffers_of<K>() == 0 ? decltype(pass.buffers){} : pass.buffers.subspan(buffer[I], buffers_of<K>()), pass.scratch, pass.random,
          schedule_of<Run>.micro_batches[I] == 1 ? pass.count : Here::batch});
    if constexpr (I + 1 == depth && !way.arrives)
      relayout<spare_lanes::repeat_last_sample, Run, Here, output::size, Here::lanes, Run::lanes>(
          k, way.target[I].begin == outside ? x : y, pass.y.data + k * output::size * Here::batch);
  }

  /// Layer I on micro-batch k, with the changes of layout before it and at the end. Gradients go to a sink of parameters from layer First on.
  template <std::size_t I, std::size_t First, class K, class Pass>
  [[gnu::always_inline]] static constexpr void backward_step(const Pass& pass, typename Pass::scalar* gradients, std::size_t k) noexcept {
    using Run = typename Pass::run;
    using Here = terms<Run, I>;
    using T = typename Run::scalar;
    constexpr auto& way = schedule_of<Run>.gradients;
    constexpr bool rightmost = I + 1 == depth;
    constexpr std::size_t after = rightmost ? Run::lanes : schedule_of<Run>.width[I + !rightmost];
    constexpr bool wants_dx = Pass::wants_dx || slice[I] > 0;   // somebody on the left learns
    constexpr bool dy_is_dz = Pass::dy_is_dz && I == last;
    if constexpr (!detail::lies_alike(Run::batch, K::output::size, after, Here::lanes)) {
      constexpr spot from{rightmost ? outside : way.target[I + !rightmost].begin, K::output::size * Here::batch};
      relayout<spare_lanes::zero, Run, Here, K::output::size, after, Here::lanes>(
          k, locate<const T>(from, gradients, pass.dy.data, k), locate<T>(way.source[I], gradients, nullptr, k));
    }
    const T* const dy = locate<const T>(way.source[I], gradients, pass.dy.data, k);
    T* const dx = locate<T>(way.target[I], gradients, pass.dx.data, k);
    if constexpr (!is_view<K, Run>() && (wants_dx || K::parameters > 0)) {
      const T* values = pass.cache.value.data();
      constexpr auto& kept = schedule_of<Run>.values;
      const gradient_sink<T> sink = pass.dparameters.from(slice[I] - (schedule_of<Run>.micro_batches[I] == 1 ? 0 : slice[First]));
      backward_pass<K, Here, wants_dx, dy_is_dz> own{
          {pass.parameters.data() + slice[I], K::parameters}, {locate<const T>(kept.source[I], values, pass.x.data, k)},
          {locate<const T>(kept.target[I], values, pass.y.data, k)}, {dy}, base::template cache_part<I, K, Run>(pass.cache, k), {dx}, {},
          pass.scratch, schedule_of<Run>.micro_batches[I] == 1 ? pass.count : Here::batch};
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
          k, way.target[0].begin == outside ? dy : dx, pass.dx.data + k * input::size * Here::batch);
  }
};

}  // namespace sinew
