#pragma once
/// \file
/// branches<L...>: layers side by side: all of Concat but what binds it.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/least.hpp>
#include <sinew/shape/side_by_side.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/net/composite.hpp>
#include <sinew/net/sequence.hpp>

namespace sinew::detail {

/// The first `count` scalars of each block.
template <class T> constexpr void copy_blocks(std::size_t blocks, std::size_t count, const T* from, std::size_t from_block, T* to,
                                              std::size_t to_block) noexcept {
  for (std::size_t b = 0; b < blocks; ++b) {
    const T* source = from + b * from_block;
    T* target = to + b * to_block;
    sweep<T>(count, [&]<class V>(std::size_t i) { store<V>(target + i, load<V>(source + i)); });
  }
}
template <class T> constexpr void add_blocks(std::size_t blocks, std::size_t count, const T* from, std::size_t from_block, T* to,
                                             std::size_t to_block) noexcept {
  for (std::size_t b = 0; b < blocks; ++b) {
    const T* source = from + b * from_block;
    T* target = to + b * to_block;
    sweep<T>(count, [&]<class V>(std::size_t i) { store<V>(target + i, V(load<V>(target + i) + load<V>(source + i))); });
  }
}

/// A branch as a sequence, which changes layouts and hands over gradients for layers that cannot.
template <class L> struct as_sequence { using type = sequence<L>; };
template <class... L> struct as_sequence<sequence<L...>> { using type = sequence<L...>; };

/// The activation that all share, if it works output by output; else nothing.
template <class First, class... Rest> struct common_activation {
  using type = std::conditional_t<ElementwiseActivation<First> && (std::is_same_v<First, Rest> && ...), First, nothing>;
};

/// Layers L... of one input, their outputs side by side.
template <class... L> struct branches : composite<L...> {
  using base = composite<L...>;
  using base::depth, base::slice, base::buffer;
  template <std::size_t I> using at = typename base::template at<I>;
  using input = typename at<0>::input;
  using output = side_by_side<typename L::output...>;
  using activation = typename common_activation<activation_of<L>...>::type;
  template <std::size_t I> using branch = typename as_sequence<at<I>>::type;

  /// Where the values of each branch begin in those of a sample.
  static constexpr std::array<std::size_t, depth + 1> begin = [] {
    std::array<std::size_t, depth + 1> at{};
    std::size_t here = 0;
    ((at[here + 1] = at[here] + L::output::size, ++here), ...);
    return at;
  }();
  static constexpr std::size_t widest_branch = greatest({L::output::size...});
  template <class Run> static constexpr bool view = false;
  static constexpr bool writes_unwanted_dx =
      ((!is_view<L, run<float, 1, 1, true>>() && sinew::writes_unwanted_dx<typename as_sequence<L>::type>()) || ...);

  /// Where all samples lie in one block, the values of a branch are contiguous: it works on x, y and their gradients in place.
  template <class Run> static constexpr bool in_place = Run::blocks == 1;
  template <class Run> static constexpr std::size_t cost = (as_sequence<L>::type::template cost<Run> + ...) +
      2 * Run::samples * output::size / native_lanes<typename Run::scalar>;
  /// Room for the values, or the gradients, of one branch.
  template <class Run> static constexpr std::size_t branch_room =
      in_place<Run> ? 0 : whole_lines<typename Run::scalar>(Run::samples * widest_branch);
  /// Room for the dx of a branch, before it is added.
  template <class Run> static constexpr std::size_t dx_room =
      Run::training && depth > 1 ? whole_lines<typename Run::scalar>(Run::samples * input::size) : 0;
  template <class Run> static constexpr std::size_t scratch =
      branch_room<Run> + dx_room<Run> + greatest({whole_lines<typename Run::scalar>(scratch_of<typename as_sequence<L>::type, Run>())...});

  /// The branches' own values, where those in y are not theirs alone, and what they keep.
  template <class Run> struct cache {
    alignas(line_bytes) std::array<typename Run::scalar, in_place<Run> ? 0 : depth * branch_room<Run>> y{};
    boost::hana::basic_tuple<cache_of<typename as_sequence<L>::type, Run>...> of{};
  };
  template <class Run> struct states { boost::hana::basic_tuple<state_of<typename as_sequence<L>::type, Run>...> of{}; };
  template <class Run> requires (!std::is_same_v<state_of<typename as_sequence<L>::type, run<float, 1, 1, true>>, nothing> || ...)
  using state = states<Run>;

  // Not inlined by force: blocks that are alike are compiled once.
  static constexpr void forward(auto pass) noexcept {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (forward_branch<I>(pass), ...); }(std::index_sequence_for<L...>{});
  }
  static constexpr void backward(auto pass) noexcept {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (backward_branch<I>(pass), ...); }(std::index_sequence_for<L...>{});
  }

 private:
  /// Scalars of a block in x and y, in branch I, and from the begin of y's to that branch's.
  template <class Run> static constexpr std::size_t x_block = input::size * Run::lanes;
  template <class Run> static constexpr std::size_t y_block = output::size * Run::lanes;
  template <class Run, std::size_t I> static constexpr std::size_t block = at<I>::output::size * Run::lanes;
  template <class Run, std::size_t I> static constexpr std::size_t offset = begin[I] * Run::lanes;

  template <std::size_t I, class Pass> static constexpr void forward_branch(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    using F = branch<I>;
    auto* y = pass.y.data + offset<Run, I>;
    if constexpr (is_view<F, Run>()) {
      detail::copy_blocks(Run::blocks, block<Run, I>, pass.x.data, x_block<Run>, y, y_block<Run>);
    } else {
      auto* own = y;
      if constexpr (!in_place<Run> && Run::training) own = pass.cache.y.data() + I * branch_room<Run>;
      else if constexpr (!in_place<Run>) own = pass.scratch;
      F::forward(forward_pass<F, Run, std::remove_reference_t<decltype(pass.random)>>{
          pass.parameters.subspan(slice[I], at<I>::parameters), pass.x, {own}, base::template part<I, cache_of<F, Run>>(pass.cache),
          base::template part<I, state_of<F, Run>>(pass.state), pass.buffers.subspan(buffer[I], buffers_of<at<I>>()),
          pass.scratch + branch_room<Run>, pass.random, pass.count});
      if constexpr (!in_place<Run>) detail::copy_blocks(Run::blocks, block<Run, I>, own, block<Run, I>, y, y_block<Run>);
    }
  }

  template <std::size_t I, class Pass> static constexpr void backward_branch(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    using F = branch<I>;
    const auto* dy = pass.dy.data + offset<Run, I>;
    if constexpr (is_view<F, Run>()) {
      if constexpr (Pass::wants_dx && I == 0) detail::copy_blocks(Run::blocks, block<Run, I>, dy, y_block<Run>, pass.dx.data, x_block<Run>);
      else if constexpr (Pass::wants_dx) detail::add_blocks(Run::blocks, block<Run, I>, dy, y_block<Run>, pass.dx.data, x_block<Run>);
    } else if constexpr (Pass::wants_dx || F::parameters > 0) {
      const auto* y = pass.y.data + offset<Run, I>;
      if constexpr (!in_place<Run>) {
        detail::copy_blocks(Run::blocks, block<Run, I>, dy, y_block<Run>, pass.scratch, block<Run, I>);
        dy = pass.scratch;
        y = pass.cache.y.data() + I * branch_room<Run>;
      }
      constexpr bool dy_is_dz = Pass::dy_is_dz && !std::is_same_v<activation, nothing>;
      auto* dx = pass.dx.data;   // of the first, or of nobody: then what is written there is not read
      if constexpr (Pass::wants_dx && I > 0) dx = pass.scratch + branch_room<Run>;
      F::backward(backward_pass<F, Run, Pass::wants_dx, dy_is_dz>{
          pass.parameters.subspan(slice[I], at<I>::parameters), pass.x, {y}, {dy}, base::template part<I, cache_of<F, Run>>(pass.cache), {dx},
          pass.dparameters.from(slice[I]), pass.scratch + branch_room<Run> + dx_room<Run>, pass.count});
      if constexpr (Pass::wants_dx && I > 0) detail::add_blocks(Run::blocks, x_block<Run>, dx, x_block<Run>, pass.dx.data, x_block<Run>);
    }
  }
};

}  // namespace sinew::detail
