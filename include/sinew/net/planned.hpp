#pragma once
/// \file
/// planned<L...>: layers one after the other and the compiler's plan of their passes: under which terms each runs, and the room it needs.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/net/composite.hpp>
#include <sinew/net/plan.hpp>

namespace sinew::detail {

template <class... L> struct planned : composite<L...> {
  using base = composite<L...>;
  using base::depth, base::slice, base::buffer;
  template <std::size_t I> using at = element<I, typename base::layers>;
  using input = typename at<0>::input;
  using output = typename at<depth - 1>::output;

  /// The most features between two layers, and with the net's own input and output.
  static constexpr std::size_t widest_value = greatest({L::output::size...}), widest = greatest(widest_value, input::size);

 protected:
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
  template <class Run> static constexpr auto plan = make_schedule<Run, L...>();
  template <class Run> static constexpr std::size_t cost = plan<Run>.cost;
  /// The terms of layer I's batch, and those it runs under, which are of one micro-batch.
  template <class Run, std::size_t I> using laid_out = typename Run::template with_lanes<plan<Run>.width[I]>;
  template <class Run, std::size_t I> using terms = typename laid_out<Run, I>::template with_batch<
      plan<Run>.micro_batches[I] == 1 ? Run::batch : laid_out<Run, I>::samples / plan<Run>.micro_batches[I]>;

  template <class Cache, std::size_t Times>
  using repeated = std::conditional_t<Times == 1 || std::is_same_v<Cache, nothing>, Cache, std::array<Cache, Times>>;
  template <class Run, class Indices = std::index_sequence_for<L...>> struct cache;
  template <class Run, std::size_t... I> struct cache<Run, std::index_sequence<I...>> {
    alignas(line_bytes) std::array<typename Run::scalar, plan<Run>.values.length> value{};
    boost::hana::basic_tuple<repeated<cache_of<L, terms<Run, I>>, plan<Run>.micro_batches[I]>...> of;
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
      most = greatest(most, slice[i + 1] - slice[begin]);
    }
    return whole_lines<typename Run::scalar>(most);
  }();
  template <class Run> static constexpr std::size_t scratch = inner_scratch<Run> +
      (Run::training ? plan<Run>.gradients.length + span_gradients<typename Run::scalar> + gradient_sums<Run> : 0) +
      (Run::keeps ? 0 : plan<Run>.values.length);

  /// What layer I put out, of a pass in training; in the layout of its own terms.
  template <std::size_t I, class Run> static constexpr auto output_of(const cache<Run>& kept, const typename Run::scalar* x,
                                                                      const typename Run::scalar* y) noexcept {
    constexpr std::size_t where = plan<Run>.values.target[I].begin;
    constexpr bool own = where == outside && I < last;   // a view of x
    return batch_view<const typename Run::scalar, Run::batch, at<I>::output::size, laid_out<Run, I>::lanes>{
        where != outside ? kept.value.data() + where : own ? x : y};
  }

 protected:
  /// What layer I keeps, of micro-batch k.
  template <std::size_t I, class K, class Run> static constexpr auto& cache_part(auto& cache, std::size_t k) noexcept {
    auto& own = base::template part<I, cache_of<K, terms<Run, I>>>(cache);
    if constexpr (plan<Run>.micro_batches[I] == 1 || std::is_same_v<cache_of<K, terms<Run, I>>, nothing>) return own;
    else return own[k];
  }
};

}  // namespace sinew::detail
