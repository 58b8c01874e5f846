#pragma once
/// \file
/// sequence<L...>: layers one after the other: all of a net but the storage. It is a layer itself, so nets nest.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/kernel/transpose.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/net/plan.hpp>

namespace sinew {

template <class... L> struct sequence {
  static constexpr std::size_t depth = sizeof...(L);
  using layers = list<L...>;
  template <std::size_t I> using at = element<I, layers>;
  using input = typename at<0>::input;
  using output = typename at<depth - 1>::output;

  static constexpr auto slice = slice_starts<depth>({L::parameters...}), buffer = slice_starts<depth>({buffers_of<L>()...});
  static constexpr std::size_t parameters = slice[depth], parameter_count = (parameter_count_of<L>() + ...), buffers = buffer[depth];
  static constexpr std::size_t multiply_adds = (multiply_adds_of<L>() + ...);
  /// The most features between two layers, and with the net's own input and output.
  static constexpr std::size_t widest_value = greatest({L::output::size...}), widest = greatest(widest_value, input::size);
  static constexpr bool random = (is_random<L>() || ...), gradients_once = true;

 private:
  /// The layer whose y is the sequence's own: the last that is no view.
  static constexpr std::size_t last = [] {
    std::size_t found = 0, here = 0;
    ((is_view<L, run<float, 1, 1, true>>() ? 0 : found = here, ++here), ...);
    return found;
  }();
  /// The layer that reads the sequence's own x.
  static constexpr std::size_t first = [] {
    std::size_t found = depth - 1, here = 0;
    ((is_view<L, run<float, 1, 1, true>>() ? 0 : found = least(found, here), ++here), ...);
    return found;
  }();
  static constexpr std::size_t first_without_gradient = [] {
    std::size_t found = depth, here = 0;
    ((std::is_same_v<no_gradient_of<L>, nothing> ? 0 : found = least(found, here), ++here), ...);
    return found;
  }();
  template <std::size_t I, class Fault> struct placed { using type = typename Fault::template within<I>; };
  template <std::size_t I> struct placed<I, nothing> { using type = nothing; };

 public:
  using activation = activation_of<at<last>>;
  using no_gradient = typename placed<first_without_gradient, element<first_without_gradient, list<no_gradient_of<L>..., nothing>>>::type;
  static constexpr bool writes_unwanted_dx = sinew::writes_unwanted_dx<at<first>>();

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
  template <class Run> requires (!std::is_same_v<state_of<L, run<float, 1, 1, true>>, nothing> || ...)
  using state = states<Run, std::index_sequence_for<L...>>;

  template <class Run> static constexpr std::size_t inner_scratch = []<std::size_t... I>(std::index_sequence<I...>) {
    return whole_lines<typename Run::scalar>(greatest({scratch_of<L, terms<Run, I>>()...}));
  }(std::index_sequence_for<L...>{});
  /// Room for the gradient of a layer that adds to a span, before it is handed to the sink.
  template <class T> static constexpr std::size_t span_gradients = greatest({gives_gradients_once<L>() ? 0 : whole_lines<T>(L::parameters)...});
  template <class Run> static constexpr std::size_t scratch = inner_scratch<Run> +
      (Run::training ? plan<Run>.gradients.length + span_gradients<typename Run::scalar> : plan<Run>.values.length);

  [[gnu::always_inline]] static constexpr void forward(auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T* values = nullptr;
    if constexpr (Run::training) values = pass.cache.value.data();
    else {
      values = pass.scratch;
      pass.scratch += plan<Run>.values.length;
    }
    forward_steps(pass, values, std::index_sequence_for<L...>{});
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
    backward_steps(pass, gradients, std::index_sequence_for<L...>{});
    constexpr std::size_t end = plan<Run>.gradients.target[0];
    if constexpr (!plan<Run>.gradients.arrives && decltype(pass)::wants_dx)
      kernel::relayout<spare_lanes::zero>(view_of<const T, terms<Run, 0>, input>(end == outside ? pass.dy.data : gradients + end), pass.dx);
  }

  /// What layer I put out, of a pass in training; in the layout of its own terms.
  template <std::size_t I, class Run> static constexpr auto output_of(const cache_of<sequence, Run>& kept, const typename Run::scalar* x,
                                                                      const typename Run::scalar* y) noexcept {
    constexpr std::size_t where = plan<Run>.values.target[I];
    constexpr bool own = where == outside && I < last;   // a view of x
    return view_of<const typename Run::scalar, terms<Run, I>, typename at<I>::output>(where != outside ? kept.value.data() + where : own ? x : y);
  }

  /// Sets every layer's parameters by its own scheme, in order; the same engine gives the same values everywhere.
  template <class T, class Engine> static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (initialize_step<I, L, T>(all, engine), ...); }(std::index_sequence_for<L...>{});
  }

 private:
  template <class T, class Run, class Shape> static constexpr auto view_of(T* data) {
    return batch_view<T, Run::batch, Shape::size, Run::lanes>{data};
  }
  template <class T> static constexpr T* locate(std::size_t where, T* ours, T* callers) { return where == outside ? callers : ours + where; }

  // Inlined, so that in a tiny net nothing passes through memory but values.
  template <std::size_t... I>
  [[gnu::always_inline]] static constexpr void forward_steps(const auto& pass, auto* values, std::index_sequence<I...>) noexcept {
    (forward_step<I, L>(pass, values), ...);
  }
  template <std::size_t... I>
  [[gnu::always_inline]] static constexpr void backward_steps(const auto& pass, auto* gradients, std::index_sequence<I...>) noexcept {
    int from_the_right = 0;
    ((backward_step<I, L>(pass, gradients), from_the_right) = ... = 0);
  }

  template <std::size_t I, class K, class Pass>
  [[gnu::always_inline]] static constexpr void forward_step(const Pass& pass, typename Pass::scalar* values) noexcept {
    using Run = typename Pass::run;
    using Here = terms<Run, I>;
    using T = typename Run::scalar;
    constexpr auto& way = plan<Run>.values;
    using Before = typename Run::template with_lanes<I == 0 ? Run::lanes : plan<Run>.width[I - (I > 0)]>;
    if constexpr (Before::lanes != Here::lanes) {
      constexpr std::size_t from = I == 0 ? outside : way.target[I - (I > 0)];
      kernel::relayout<spare_lanes::repeat_last_sample>(view_of<const T, Before, typename K::input>(locate<const T>(from, values, pass.x.data)),
                                                view_of<T, Here, typename K::input>(values + way.source[I]));
    }
    if constexpr (!is_view<K, Run>())
      K::forward(forward_pass<K, Here, std::remove_reference_t<decltype(pass.random)>>{
          pass.parameters.template subspan<slice[I], K::parameters>(), {locate<const T>(way.source[I], values, pass.x.data)},
          {locate<T>(way.target[I], values, pass.y.data)}, part<I, cache_of<K, Here>>(pass.cache), part<I, state_of<K, Here>>(pass.state),
          pass.buffers.template subspan<buffer[I], buffers_of<K>()>(), pass.scratch, pass.random});
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
    if constexpr (After::lanes != Here::lanes)
      kernel::relayout<spare_lanes::zero>(
          view_of<const T, After, typename K::output>(locate<const T>(rightmost ? outside : way.target[I + !rightmost], gradients, pass.dy.data)),
          view_of<T, Here, typename K::output>(gradients + way.source[I]));
    if constexpr (!is_view<K, Run>() && (wants_dx || K::parameters > 0)) {
      const T* values = pass.cache.value.data();
      constexpr auto& kept = plan<Run>.values;
      auto run_with = [&](auto dparameters, T* scratch) {
        K::backward(backward_pass<K, Here, decltype(dparameters), wants_dx, dy_is_dz>{
            pass.parameters.template subspan<slice[I], K::parameters>(), {locate<const T>(kept.source[I], values, pass.x.data)},
            {locate<const T>(kept.target[I], values, pass.y.data)}, {locate<const T>(way.source[I], gradients, pass.dy.data)},
            part<I, cache_of<K, Here>>(pass.cache), {locate<T>(way.target[I], gradients, pass.dx.data)}, dparameters, scratch});
      };
      const gradient_sink<T> sink = pass.dparameters.from(slice[I]);
      if constexpr (gives_gradients_once<K>()) run_with(sink, pass.scratch);
      else {   // a layer that adds to a span: its sum is handed over for it
        for (std::size_t i = 0; i < K::parameters; ++i) pass.scratch[i] = T{};
        run_with(std::span<T, K::parameters>(pass.scratch, K::parameters), pass.scratch + whole_lines<T>(K::parameters));
        sweep<T>(K::parameters, [&]<class V>(std::size_t i) { sink.template add<V>(i, load<V>(pass.scratch + i)); });
      }
    }
  }

  template <std::size_t I, class K, class T, class Engine>
  static constexpr void initialize_step(std::span<T, parameters> all, Engine& engine) noexcept {
    const std::span<T, K::parameters> mine = all.template subspan<slice[I], K::parameters>();
    if constexpr (requires { K::initialize(mine, engine); }) K::initialize(mine, engine);
  }

  /// A layer's part of the caches or states; those that have none share one empty object.
  template <std::size_t I, class Part> static constexpr auto& part(auto& whole) noexcept {
    if constexpr (std::is_same_v<Part, nothing>) return nowhere;
    else return boost::hana::at_c<I>(whole.of);
  }
};

}  // namespace sinew
