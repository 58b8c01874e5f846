#pragma once
/// \file
/// Residual<L...>: layers with a connection that skips them.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/net/chain.hpp>
#include <sinew/net/projected_residual.hpp>
#include <sinew/net/sequence.hpp>
#include <sinew/net/sequential.hpp>

namespace sinew {

namespace detail {

/// A residual block around the sequence F, whose output has the shape of its input.
template <class F> struct residual : F {
  using activation = nothing;   // y is a sum: no loss may take it for the output of F's last activation
  static constexpr std::size_t values = F::output::size;

  template <class Run> static constexpr bool view = false;
  template <class Run> static constexpr std::size_t cost = F::template cost<Run> +
      (Run::samples * values + native_lanes<typename Run::scalar> - 1) / native_lanes<typename Run::scalar>;
  /// F's own y, from which its last layer may tell its slope, and what F keeps.
  template <class Run> struct cache {
    alignas(line_bytes) std::array<typename Run::scalar, is_view<F, Run>() ? 0 : Run::samples * values> y{};
    cache_of<F, Run> inner{};
  };

  // Not inlined by force: blocks that are alike are compiled once.
  static constexpr void forward(auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using Random = std::remove_reference_t<decltype(pass.random)>;
    const auto add_x = [&](const auto* f) { detail::add_up(Run::samples * values, f, pass.x.data, pass.y.data); };
    if constexpr (is_view<F, Run>()) add_x(pass.x.data);
    else if constexpr (Run::training) {
      F::forward(forward_pass<F, Run, Random>{pass.parameters, pass.x, {pass.cache.y.data()}, pass.cache.inner, pass.state, pass.buffers,
                                              pass.scratch, pass.random, pass.count});
      add_x(pass.cache.y.data());
    } else {
      F::forward(forward_pass<F, Run, Random>{pass.parameters, pass.x, pass.y, nowhere, pass.state, pass.buffers, pass.scratch, pass.random,
                                              pass.count});
      add_x(pass.y.data);
    }
  }

  static constexpr void backward(auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    const auto add_dy = [&](const auto* of_f) { detail::add_up(Run::samples * values, of_f, pass.dy.data, pass.dx.data); };
    if constexpr (is_view<F, Run>()) {
      if constexpr (Pass::wants_dx) add_dy(pass.dy.data);
    } else {
      F::backward(backward_pass<F, Run, Pass::wants_dx>{pass.parameters, pass.x, {pass.cache.y.data()}, pass.dy, pass.cache.inner, pass.dx,
                                                        pass.dparameters, pass.scratch, pass.count});
      if constexpr (Pass::wants_dx) add_dy(pass.dx.data);
    }
  }
};

/// Residual<L...> bound to what reaches it.
template <class In, class... L> struct residual_chain {
  using inner = typename chain<In, L...>::recovered;
  using from = typename inner::input;
  using to = typename inner::output;
  using fault = std::conditional_t<!std::is_same_v<typename chain<In, L...>::fault, nothing>, typename chain<In, L...>::fault,
      std::conditional_t<!std::is_same_v<from, to>, refuse<mistake::residual_changes_its_shape, given<to>, expected<from>>, nothing>>;
  using recovered = std::conditional_t<std::is_same_v<fault, nothing>, residual<inner>, stand_in<from, from>>;
};

}  // namespace detail

/// y = x + F(x), F the layers L... one after the other, which return to the shape they start from.
/// Shapes: x and y (Batch, D...), as the first layer says or what reaches it.  Parameters: those of L..., sliced as in a Net.
/// Backward: dx = dy + dF, dF the gradient that leaves F.  Keeps F(x) (and what L... keep).
/// Cost: that of L..., and one addition a value.
/// Misuse: F ends in another shape → mistake::residual_changes_its_shape<layer<I>, given<…>, expected<…>>; mistakes within name
/// layer<I, K>, layer K of the block.
/// Residual<Projection<P...>, L...>: y = P(x) + F(x), where a block changes its shape: Projection<Conv2D<16, 1, Stride<2>>>. P is layer<I, 0> of
/// the net, F layer<I, 1>.
/// The sum goes through no activation, as in the second paper.
/// Source: He, Zhang, Ren, Sun, "Deep residual learning for image recognition", CVPR (2016), and "Identity mappings in deep residual
/// networks", ECCV (2016).
template <class... L> struct Residual {
  template <class In> using chain_on = detail::residual_chain<In, L...>;
};
/// The layers of a residual block's connection, as its first argument.
template <class... P> struct Projection {};
template <class... P, class... L> struct Residual<Projection<P...>, L...> {
  template <class In> using chain_on = detail::projected_chain<In, Sequential<P...>, Sequential<L...>>;
};

}  // namespace sinew
