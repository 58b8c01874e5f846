#pragma once
/// \file
/// A residual block whose connection has layers of its own: y = P(x) + F(x).

#include <array>
#include <cstddef>
#include <type_traits>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/net/chain.hpp>
#include <sinew/net/composite.hpp>
#include <sinew/net/sequence.hpp>
#include <sinew/net/sequential.hpp>

namespace sinew::detail {

/// to[i] = a[i] + b[i]; `to` may be either of them.
template <class T> constexpr void add_up(std::size_t count, const T* a, const T* b, T* to) noexcept {
  sweep<T>(count, [&]<class V>(std::size_t i) { store<V>(to + i, V(load<V>(a + i) + load<V>(b + i))); });
}

/// The sum of two sequences of one input.
template <class P, class F> struct projected_residual : composite<P, F> {
  using base = composite<P, F>;
  using base::slice, base::buffer;
  template <std::size_t I> using at = typename base::template at<I>;
  using input = typename P::input;
  using output = typename P::output;
  using activation = nothing;   // y is a sum
  template <class Run> static constexpr bool view = false;
  static constexpr bool writes_unwanted_dx = sinew::writes_unwanted_dx<P>() || sinew::writes_unwanted_dx<F>();

 private:
  template <class Run, class Shape> static constexpr std::size_t room = whole_lines<typename Run::scalar>(Run::samples * Shape::size);

 public:
  template <class Run> static constexpr std::size_t cost = cost_of<P, Run>() + cost_of<F, Run>() +
      (Run::samples * output::size + native_lanes<typename Run::scalar> - 1) / native_lanes<typename Run::scalar>;
  /// Forward: the values of F. Backward: its dx.
  template <class Run> static constexpr std::size_t scratch =
      (Run::training ? room<Run, input> : room<Run, output>) + greatest(scratch_of<P, Run>(), scratch_of<F, Run>());
  /// Both sequences' own y, from which their last layers may tell their slopes, and what they keep.
  template <class Run> struct cache {
    alignas(line_bytes) std::array<typename Run::scalar, 2 * room<Run, output>> y{};
    boost::hana::basic_tuple<cache_of<P, Run>, cache_of<F, Run>> of{};
  };
  template <class Run> struct states { boost::hana::basic_tuple<state_of<P, Run>, state_of<F, Run>> of{}; };
  template <class Run> requires (!std::is_same_v<state_of<P, run<float, 1, 1, true>>, nothing> ||
                                 !std::is_same_v<state_of<F, run<float, 1, 1, true>>, nothing>)
  using state = states<Run>;

  // Not inlined by force: blocks that are alike are compiled once.
  static constexpr void forward(auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    auto* of_p = pass.y.data;
    auto* of_f = pass.scratch;
    if constexpr (Run::training) {
      of_p = pass.cache.y.data();
      of_f = of_p + room<Run, output>;
    } else pass.scratch += room<Run, output>;
    detail::add_up(Run::samples * output::size, forward_part<0>(pass, of_p), forward_part<1>(pass, of_f), pass.y.data);
  }
  static constexpr void backward(auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    auto* more = pass.scratch;
    pass.scratch += room<Run, input>;
    const auto* of_p = backward_part<0>(pass, pass.dx.data);
    const auto* of_f = backward_part<1>(pass, more);
    if constexpr (decltype(pass)::wants_dx) detail::add_up(Run::samples * input::size, of_p, of_f, pass.dx.data);
  }

 private:
  /// Where its values are, or its dx.
  template <std::size_t I, class Pass>
  static constexpr const typename Pass::scalar* forward_part(const Pass& pass, typename Pass::scalar* y) noexcept {
    using Run = typename Pass::run;
    using L = at<I>;
    if constexpr (is_view<L, Run>()) return pass.x.data;
    else {
      L::forward(forward_pass<L, Run, std::remove_reference_t<decltype(pass.random)>>{
          pass.parameters.subspan(slice[I], L::parameters), pass.x, {y}, base::template part<I, cache_of<L, Run>>(pass.cache),
          base::template part<I, state_of<L, Run>>(pass.state), pass.buffers.subspan(buffer[I], buffers_of<L>()), pass.scratch, pass.random,
          pass.count});
      return y;
    }
  }
  template <std::size_t I, class Pass>
  static constexpr const typename Pass::scalar* backward_part(const Pass& pass, typename Pass::scalar* dx) noexcept {
    using Run = typename Pass::run;
    using L = at<I>;
    if constexpr (is_view<L, Run>()) return pass.dy.data;
    else if constexpr (Pass::wants_dx || L::parameters > 0)
      L::backward(backward_pass<L, Run, Pass::wants_dx>{
          pass.parameters.subspan(slice[I], L::parameters), pass.x, {pass.cache.y.data() + I * room<Run, output>}, pass.dy,
          base::template part<I, cache_of<L, Run>>(pass.cache), {dx}, pass.dparameters.from(slice[I]), pass.scratch, pass.count});
    return dx;
  }
};

/// Residual<Projection<P...>, L...> bound to what reaches it; P is its layer 0, F = L... its layer 1.
template <class In, class P, class F> struct projected_chain {
  using projection = link<0, P, In>;
  using inner = link<1, F, In>;
  using from = typename projection::layer::output;
  using to = typename inner::layer::output;
  using fault = typename first_of<typename projection::fault, typename inner::fault,
      std::conditional_t<std::is_same_v<typename projection::layer::input, typename inner::layer::input>, nothing,
          sinew::fault<mistake::shape_mismatch, layer<1>, given<typename projection::layer::input>, expected<typename inner::layer::input>>>,
      std::conditional_t<std::is_same_v<from, to>, nothing, refuse<mistake::residual_changes_its_shape, given<to>, expected<from>>>>::type;
  using recovered = std::conditional_t<std::is_same_v<fault, nothing>, projected_residual<typename projection::layer, typename inner::layer>,
                                       stand_in<typename projection::layer::input, from>>;
};

}  // namespace sinew::detail
