#pragma once
/// \file
/// `parallel<Join, Branch...>`: layers side by side on one input, with Join combining their outputs. Residual
/// (compose/residual.hpp) adds them, Concat (compose/concat.hpp) concatenates them.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/side_by_side.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/layer/concept.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/compose/sequence.hpp>

namespace SINEW_NAMESPACE::_detail {

/// y = A(x) + B(x) + …; all branches have the same output shape.
struct join_by_sum {
  static constexpr bool adds = true;
  template <class... L> using output = typename element<0, list<L...>>::output;
  /// None: a loss must not take y for the output of a branch's last activation.
  template <class...> using activation = nothing;
  template <class, head_mask Whole, std::size_t> static constexpr head_mask dy_is_dz = Whole;
  template <class...> static consteval std::array<part_name, 2> part_names() { return {{{"projection"}, {"block"}}}; }
  template <class Run> static constexpr std::size_t cost(std::size_t values) {
    return (values + native_lanes<typename Run::scalar> - 1) / native_lanes<typename Run::scalar>;
  }
};

/// The activation that all branches share if it is elementwise, else `nothing`.
template <class First, class... Rest> struct common_activation {
  using type = std::conditional_t<ElementwiseActivation<First> && (std::is_same_v<First, Rest> && ...), First, nothing>;
};

/// y = (A(x), B(x), …), along the first extent.
struct join_by_concatenation {
  static constexpr bool adds = false;
  template <class... L> using output = side_by_side<typename L::output...>;
  template <class... L> using activation = typename common_activation<activation_of<L>...>::type;
  template <class, head_mask Whole, std::size_t> static constexpr head_mask dy_is_dz = Whole;
  template <class... L> static consteval std::array<part_name, sizeof...(L)> part_names() {
    std::size_t j = 0;
    return {part_name{"branches", j++, modules_of<L>() > 1}...};
  }
  template <class Run> static constexpr std::size_t cost(std::size_t values) {
    return 2 * values / native_lanes<typename Run::scalar>;
  }
};

/// to[i] = of[i] + more[i] + …; `to` may alias any of them.
template <class T, class... More>
constexpr void add_up(std::size_t count, T* to, const T* of, const More*... more) noexcept {
  sweep<T>(count, [&]<class V>(std::size_t i) { store<V>(to + i, V((load<V>(of + i) + ... + load<V>(more + i)))); });
}
/// Copies the first `count` scalars of each block, or adds them with Add.
template <bool Add, class T> constexpr void transfer(std::size_t blocks, std::size_t count, const T* from,
                                                     std::size_t from_block, T* to, std::size_t to_block) noexcept {
  if (from_block == count && to_block == count) {  // without gaps, all blocks are one
    count *= blocks;
    blocks = 1;
  }
  for (std::size_t b = 0; b < blocks; ++b) {
    const T* source = from + b * from_block;
    T* target = to + b * to_block;
    sweep<T>(count, [&]<class V>(std::size_t i) {
      if constexpr (Add) store<V>(target + i, V(load<V>(target + i) + load<V>(source + i)));
      else store<V>(target + i, load<V>(source + i));
    });
  }
}

/// The type that runs as a branch. A layer becomes a sequence, which changes layouts and collects gradients of layers
/// that add to a span. A view stays as it is.
template <class L> struct as_branch { using type = sequence<L>; };
template <class... L> struct as_branch<sequence<L...>> { using type = sequence<L...>; };
template <class L>
requires(is_view<L, probe>() && is_view<L, pass_traits<float, 1, 1, false>>()) struct as_branch<L> {
  using type = L;
};

/// What is trained of branch J of the layer Whole: a layer is the only one of its branch, and the layers of a residual
/// block without a projection are those of its branch.
template <class Whole, class Trained, std::size_t J> struct trained_of {
  using part = typename Trained::template part<J>;
  struct of_one {
    template <std::size_t> using part = typename Trained::template part<J>;
  };
  using type = std::conditional_t<
      std::is_same_v<part, all_trained> || std::is_same_v<part, none_trained> ||
          std::is_same_v<typename Whole::template at<J>, typename as_branch<typename Whole::template at<J>>::type>,
      part, of_one>;
};
template <class Whole, class Trained, std::size_t J>
requires requires { Whole::adds_its_input; }
struct trained_of<Whole, Trained, J> {
  using type = Trained;
};

/// Layers L... side by side on one input, their outputs combined by Join.
template <class Join, class... L> struct parallel : composite<L...> {
  using base = composite<L...>;
  using base::depth, base::slice, base::buffer;
  static constexpr bool side_by_side = true, every_branch_has_parameters = ((L::parameters > 0) && ...);
  template <std::size_t J> using at = typename base::template at<J>;
  template <std::size_t J> using branch = typename as_branch<at<J>>::type;
  using input = typename at<0>::input;
  using output = typename Join::template output<L...>;
  using activation = typename Join::template activation<L...>;
  static consteval auto part_names() { return Join::template part_names<L...>(); }

  template <class Run> static constexpr bool view = false;
  static constexpr bool writes_unwanted_dx =
      ((!is_view<L, probe>() && sinew::_detail::writes_unwanted_dx<typename as_branch<L>::type>()) || ...);
  template <class Run> static constexpr std::size_t cost = (cost_of<typename as_branch<L>::type, Run>() + ... +
                                                            Join::template cost<Run>(Run::samples * output::size));

 private:
  /// How many branches before each one compute something (are not views), and how many do in total.
  template <class Run> static constexpr std::array<std::size_t, depth + 1> computing_before =
      running_total<depth>({!is_view<typename as_branch<L>::type, Run>()...});
  template <class Run> static constexpr std::size_t computing = computing_before<Run>[depth];
  /// Offset of each branch's values within a sample of y.
  static constexpr std::array<std::size_t, depth + 1> begin =
      running_total<depth>({(Join::adds ? 0 : L::output::size)...});
  /// Whether the values of a branch are contiguous in y, as they are if all samples lie in one block. The branch then
  /// works on y and dy directly.
  template <class Run> static constexpr bool in_place = !Join::adds && Run::blocks == 1;

  /// Scalars for the values of one branch, or for their gradients.
  template <class Run> static constexpr std::size_t branch_room{
      whole_lines<typename Run::scalar>(Run::samples * max_of({L::output::size...}))};
  /// Scalars of scratch for values of branches. Sum: only in inference, for all computing branches but the first, which
  /// writes to y. Concatenation: one branch at a time, and in training its dy.
  template <class Run> static constexpr std::size_t scratch_values{
      branch_room<Run> *
      (Join::adds ? (Run::training || computing<Run> == 0 ? 0 : computing<Run> - 1) : !in_place<Run>)};
  /// Scalars for the dx of a branch before it is added. The first branch writes to dx directly.
  template <class Run> static constexpr std::size_t dx_room{
      Run::training && computing<Run> > 1 ? whole_lines<typename Run::scalar>((Run::samples * input::size)) : 0};

 public:
  template <class Run> static constexpr std::size_t scratch =
      scratch_values<Run> + dx_room<Run> +
      max_of({whole_lines<typename Run::scalar>(scratch_of<typename as_branch<L>::type, Run>())...});

  /// What the branches keep, and their values unless these can be read from y.
  template <class Run> struct cache {
    alignas(line_bytes) std::array<typename Run::scalar, in_place<Run> ? 0 : computing<Run> * branch_room<Run>> y{};
    boost::hana::basic_tuple<cache_of<typename as_branch<L>::type, Run>...> of{};
  };

  // Not force-inlined, so that equal blocks are compiled once.
  static constexpr void forward(ForwardPass auto pass) noexcept {
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      // Branches may draw random numbers, and the order of an initializer list is defined.
      const typename decltype(pass)::scalar* const of[] = {forward_branch<J>(pass)...};
      if constexpr (Join::adds) _detail::add_up(decltype(pass)::run::samples * output::size, pass.y.data, of[J]...);
    }
    (std::index_sequence_for<L...>{});
  }
  static constexpr void backward(BackwardPass auto pass) noexcept {
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      (backward_branch<J>(pass), ...);
      if constexpr (decltype(pass)::wants_dx) (backward_view<J>(pass), ...);
    }
    (std::index_sequence_for<L...>{});
  }

 private:
  /// Scalars of a block of x, of a block of y, and of a block of branch J; and the offset of branch J in a block of y.
  template <class Run> static constexpr std::size_t x_block{input::size * Run::lanes};
  template <class Run> static constexpr std::size_t y_block{output::size * Run::lanes};
  template <class Run, std::size_t J> static constexpr std::size_t block{at<J>::output::size * Run::lanes};
  template <class Run, std::size_t J> static constexpr std::size_t offset = begin[J] * Run::lanes;

  /// Computes branch J, and stores its values in y unless they are to be added. Returns where they are.
  template <std::size_t J, class Pass>
  static constexpr const typename Pass::scalar* forward_branch(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    using F = branch<J>;
    constexpr bool is_view = sinew::_detail::is_view<F, Run>();
    auto* const y = pass.y.data + offset<Run, J>;
    const auto* values = pass.x.data;
    if constexpr (!is_view) {
      constexpr std::size_t before = computing_before<Run>[J];
      auto* own = y;
      if constexpr (in_place<Run>) {
      } else if constexpr (Run::training) own = pass.cache.y.data() + before * branch_room<Run>;
      else if constexpr (!Join::adds) own = pass.scratch;
      else if constexpr (before > 0) own = pass.scratch + (before - 1) * branch_room<Run>;
      F::forward(base::template forward_part<J, F, Run>(
          pass, base::template part<J, cache_of<F, Run>>(pass.cache),
          {.x = pass.x.data, .y = own, .scratch = pass.scratch + scratch_values<Run>, .count = pass.count}));
      values = own;
    }
    if constexpr (!Join::adds && (is_view || !in_place<Run>))
      _detail::transfer<false>(Run::blocks, block<Run, J>, values, block<Run, J>, y, y_block<Run>);
    return values;
  }

  /// Runs branch J backward, and adds its dx.
  template <std::size_t J, class Pass> static constexpr void backward_branch(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    using F = branch<J>;
    using Trained = typename trained_of<typename Pass::layer, typename Pass::trained, J>::type;
    if constexpr (!is_view<F, Run>() && (Pass::wants_dx || _detail::gives_gradients<F, Trained>())) {
      constexpr std::size_t before = computing_before<Run>[J];
      const auto *y = pass.y.data + offset<Run, J>, *dy = pass.dy.data + offset<Run, J>;
      if constexpr (!in_place<Run>) y = pass.cache.y.data() + before * branch_room<Run>;
      if constexpr (!in_place<Run> && !Join::adds) {
        _detail::transfer<false>(Run::blocks, block<Run, J>, dy, y_block<Run>, pass.scratch, block<Run, J>);
        dy = pass.scratch;
      }
      constexpr bool adds_dx = Pass::wants_dx && before > 0;
      // A dx that is not wanted may be written, but is not read.
      auto* const dx = adds_dx ? pass.scratch + scratch_values<Run> : pass.dx.data;
      constexpr head_mask dy_is_dz = !std::is_same_v<activation, nothing>
                                         ? Join::template dy_is_dz<activation_of<at<J>>, Pass::heads_dy_is_dz, J>
                                         : 0;
      F::backward(base::template backward_part<J, F, Run, Pass::wants_dx, dy_is_dz, Trained>(
          pass, base::template part<J, cache_of<F, Run>>(pass.cache),
          {.x = pass.x.data,
           .y = y,
           .dy = dy,
           .dx = dx,
           .scratch = pass.scratch + scratch_values<Run> + dx_room<Run>,
           .sink = _detail::sink_of<typename Run::scalar>(pass.dparameters.from(slice[J])),
           .count = pass.count}));
      if constexpr (adds_dx) _detail::add_up(Run::samples * input::size, pass.dx.data, pass.dx.data, dx);
    }
  }
  /// Adds the gradient that reaches dx through a view, after the computing branches.
  template <std::size_t J, class Pass> static constexpr void backward_view(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    if constexpr (is_view<branch<J>, Run>())
      _detail::transfer<(J > 0 || computing<Run> > 0)>(Run::blocks, block<Run, J>, pass.dy.data + offset<Run, J>,
                                                       y_block<Run>, pass.dx.data, x_block<Run>);
  }
};

}  // namespace sinew::_detail
