#pragma once
/// \file
/// `Branches<B...>`: a branch for each input of a net with several, and their outputs concatenated.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/mistake/heads.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/compose/concat.hpp>
#include <sinew/compose/infer_shapes.hpp>
#include <sinew/compose/parallel.hpp>

namespace SINEW_NAMESPACE::_detail {

/// y = (A(x₀), B(x₁), …): layer J of L... on part J of the input.
template <class... L> struct branches_of_parts : composite<L...> {
  using base = composite<L...>;
  using base::depth, base::slice, base::buffer;
  static constexpr bool side_by_side = true, every_branch_has_parameters = ((L::parameters > 0) && ...);
  static constexpr bool takes_parts = true;  ///< each layer has an input of its own
  template <std::size_t J> using at = typename base::template at<J>;
  template <std::size_t J> using branch = typename as_branch<at<J>>::type;
  using input = shapes<typename L::input...>;
  using output = join_by_concatenation::output<L...>;
  using activation = join_by_concatenation::activation<L...>;
  static consteval auto part_names() { return join_by_concatenation::part_names<L...>(); }

  template <class Run> static constexpr bool view = false;
  static constexpr bool writes_unwanted_dx = false;
  template <class Run>
  static constexpr std::size_t cost = (cost_of<typename as_branch<L>::type, Run>() + ... +
                                       join_by_concatenation::cost<Run>(Run::samples * (input::size + output::size)));

 private:
  /// Where the values of each branch begin within a sample of x and of y.
  static constexpr std::array<std::size_t, depth + 1> x_begin = running_total<depth>({L::input::size...}),
                                                      y_begin = running_total<depth>({L::output::size...});
  /// Whether the values of a branch are contiguous in x and y: all samples lie in one block.
  template <class Run> static constexpr bool in_place = Run::blocks == 1;
  template <class Run> static constexpr std::size_t room(std::size_t n) noexcept {
    return whole_lines<typename Run::scalar>(Run::samples * n);
  }
  /// Scalars for the x, and for the y, of all branches that compute something.
  template <class Run> static constexpr auto x_room = running_total<depth>(
      {(in_place<Run> || is_view<typename as_branch<L>::type, Run>() ? 0 : room<Run>(L::input::size))...});
  template <class Run> static constexpr auto y_room = running_total<depth>(
      {(in_place<Run> || is_view<typename as_branch<L>::type, Run>() ? 0 : room<Run>(L::output::size))...});
  /// Scalars for the x or dx, and for the y or dy, of one branch at a time.
  template <class Run> static constexpr std::size_t one_x = in_place<Run> ? 0 : max_of({room<Run>(L::input::size)...});
  template <class Run> static constexpr std::size_t one_y = in_place<Run> ? 0 : max_of({room<Run>(L::output::size)...});
  /// A branch may write a dx that is not wanted.
  template <class Run> static constexpr std::size_t unwanted_dx =
      in_place<Run>&& Run::training &&
              ((!is_view<L, probe>() && sinew::_detail::writes_unwanted_dx<typename as_branch<L>::type>()) || ...)
          ? max_of({room<Run>(L::input::size)...})
          : 0;

 public:
  template <class Run> static constexpr std::size_t scratch =
      one_x<Run> + one_y<Run> + unwanted_dx<Run> +
      max_of({whole_lines<typename Run::scalar>(scratch_of<typename as_branch<L>::type, Run>())...});

  /// What the branches keep, and their x and y unless these can be read in place.
  template <class Run> struct cache {
    alignas(line_bytes) std::array<typename Run::scalar, x_room<Run>[depth]> x {};
    alignas(line_bytes) std::array<typename Run::scalar, y_room<Run>[depth]> y {};
    boost::hana::basic_tuple<cache_of<typename as_branch<L>::type, Run>...> of{};
  };

  // Not force-inlined, so that equal branches are compiled once.
  static constexpr void forward(ForwardPass auto pass) noexcept {
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      // Branches may draw random numbers, and the order of an initializer list is defined.
      const bool in_order[] = {(forward_branch<J>(pass), true)...};
      static_cast<void>(in_order);
    }
    (std::index_sequence_for<L...>{});
  }
  static constexpr void backward(BackwardPass auto pass) noexcept {
    [&]<std::size_t... J>(std::index_sequence<J...>) { (backward_branch<J>(pass), ...); }
    (std::index_sequence_for<L...>{});
  }

 private:
  /// Scalars of a block of x and of y, of the parts of branch J in them, and where these begin.
  template <class Run> static constexpr std::size_t x_block{input::size * Run::lanes};
  template <class Run> static constexpr std::size_t y_block{output::size * Run::lanes};
  template <class Run, std::size_t J> static constexpr std::size_t x_part{at<J>::input::size * Run::lanes};
  template <class Run, std::size_t J> static constexpr std::size_t y_part{at<J>::output::size * Run::lanes};
  template <class Run, std::size_t J> static constexpr std::size_t x_at{x_begin[J] * Run::lanes};
  template <class Run, std::size_t J> static constexpr std::size_t y_at{y_begin[J] * Run::lanes};

  template <std::size_t J, class Pass> static constexpr void forward_branch(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    using F = branch<J>;
    const auto* x = pass.x.data + x_at<Run, J>;
    auto* const y = pass.y.data + y_at<Run, J>;
    if constexpr (is_view<F, Run>()) {
      _detail::transfer<false>(Run::blocks, x_part<Run, J>, x, x_block<Run>, y, y_block<Run>);
    } else {
      auto* own = y;
      if constexpr (!in_place<Run>) {
        auto* part = pass.scratch;
        own = pass.scratch + one_x<Run>;
        if constexpr (Run::training) {
          part = pass.cache.x.data() + x_room<Run>[J];
          own = pass.cache.y.data() + y_room<Run>[J];
        }
        _detail::transfer<false>(Run::blocks, x_part<Run, J>, x, x_block<Run>, part, x_part<Run, J>);
        x = part;
      }
      F::forward(base::template forward_part<J, F, Run>(
          pass, base::template part<J, cache_of<F, Run>>(pass.cache),
          {.x = x, .y = own, .scratch = pass.scratch + one_x<Run> + one_y<Run>, .count = pass.count}));
      if constexpr (!in_place<Run>)
        _detail::transfer<false>(Run::blocks, y_part<Run, J>, own, y_part<Run, J>, y, y_block<Run>);
    }
  }

  template <std::size_t J, class Pass> static constexpr void backward_branch(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    using F = branch<J>;
    using Trained = typename trained_of<typename Pass::layer, typename Pass::trained, J>::type;
    const auto* dy = pass.dy.data + y_at<Run, J>;
    if constexpr (is_view<F, Run>()) {
      if constexpr (Pass::wants_dx)
        _detail::transfer<false>(Run::blocks, x_part<Run, J>, dy, y_block<Run>, pass.dx.data + x_at<Run, J>,
                                 x_block<Run>);
    } else if constexpr (Pass::wants_dx || _detail::gives_gradients<F, Trained>()) {
      const auto *x = pass.x.data + x_at<Run, J>, *y = pass.y.data + y_at<Run, J>;
      auto* dx = pass.scratch;  // also for one that is not wanted, which may be written, but is not read
      if constexpr (!in_place<Run>) {
        x = pass.cache.x.data() + x_room<Run>[J];
        y = pass.cache.y.data() + y_room<Run>[J];
        auto* const part = pass.scratch + one_x<Run>;
        _detail::transfer<false>(Run::blocks, y_part<Run, J>, dy, y_block<Run>, part, y_part<Run, J>);
        dy = part;
      } else if constexpr (Pass::wants_dx) dx = pass.dx.data + x_at<Run, J>;
      constexpr head_mask dy_is_dz = std::is_same_v<activation, nothing> ? 0 : Pass::heads_dy_is_dz;
      F::backward(base::template backward_part<J, F, Run, Pass::wants_dx, dy_is_dz, Trained>(
          pass, base::template part<J, cache_of<F, Run>>(pass.cache),
          {.x = x,
           .y = y,
           .dy = dy,
           .dx = dx,
           .scratch = pass.scratch + one_x<Run> + one_y<Run> + unwanted_dx<Run>,
           .sink = _detail::sink_of<typename Run::scalar>(pass.dparameters.from(slice[J])),
           .count = pass.count}));
      if constexpr (Pass::wants_dx && !in_place<Run>)
        _detail::transfer<false>(Run::blocks, x_part<Run, J>, dx, x_part<Run, J>, pass.dx.data + x_at<Run, J>,
                                 x_block<Run>);
    }
  }
};

/// The shape that reaches branch J: part J of In; if In is unknown, the branch names its own.
template <class In, std::size_t J> struct reaching_branch { using type = part_shape<J, In>; };
template <std::size_t J> struct reaching_branch<unknown, J> { using type = unknown; };

/// The branches' first fault, and the layer they form.
template <class Indices, class... Verdict> struct branches_of;
template <std::size_t... J, class... Verdict> struct branches_of<std::index_sequence<J...>, Verdict...> {
  using left = typename element<0, list<Verdict...>>::layer;
  using fault = typename first_of<typename Verdict::fault..., heads_fault<typename Verdict::layer::output, J>...,
                                  side_fault<typename Verdict::layer::output, typename left::output, J>...>::type;
  using recovered = std::conditional_t<
      std::is_same_v<fault, nothing>, branches_of_parts<typename Verdict::layer...>,
      placeholder<shapes<typename Verdict::layer::input...>, shape<(Verdict::layer::output::size + ...)>>>;
};

/// `Branches<B...>` applied to the shape In.
template <class In, class Indices, class... B> struct infer_branches {
  using fault = refuse<mistake::wrong_number_of_branches, given<mistake::branches<sizeof...(B)>>,
                       expected<mistake::branches<part_count<In>>>>;
  using recovered = placeholder<In, shape<1>>;
};
template <class In, std::size_t... J, class... B>
requires(sizeof...(B) > 0 &&
         (std::is_same_v<In, unknown> || (has_several_parts<In> && part_count<In> == sizeof...(B))))  //
    struct infer_branches<In, std::index_sequence<J...>, B...>
    : branches_of<std::index_sequence<J...>, checked_layer<J, B, typename reaching_branch<In, J>::type>...> {
};
template <class In> struct infer_branches<In, std::index_sequence<>> : infer_shapes<In> {};

}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

/// Layers on the inputs of a net with several: branch J takes input J, and the outputs of the branches are
/// concatenated, y = (A(x₀), B(x₁), …). A branch is a layer, a Sequential or a Net; `PassThrough` is the identity.
///
///     Net<Inputs<shape<1, 28, 28>, shape<5>>,
///         Branches<Sequential<Conv2D<8, 3, ReLU>, MaxPool2D<2>, Flatten>, Dense<5, 16, ReLU>>,
///         Dense<1368, 10, Softmax>>
///
/// Branches of one input are a Concat.
/// Shapes: x (Batch, S...) as Inputs names them, or as the branches do; y (Batch, A + B + …) for vectors. Images must
/// agree in height and width; their channels are concatenated.
/// Parameters: those of the branches, one slice after the other.
/// Backward: dx = (dA, dB, …). Keeps what the branches keep. For more samples than one block, it also keeps a second
/// copy of their inputs and outputs.
/// Cost: that of the branches, and a copy of x and y.
/// Misuse: a branch does not take its input → `mistake::shape_mismatch<layer<J, K>, given<…>, expected<…>>`, K being
/// the branch; another number of inputs → `mistake::wrong_number_of_branches`; outputs do not fit side by side →
/// `mistake::branches_do_not_fit_together<layer<J, K>, given<…>, expected<…>>`.
/// PyTorch: `torch.cat` of the branches' outputs along dimension 1. Tensors have the names of this module, as
/// "0.branches.0.weight" (net/tensors.hpp). A layer with an activation, such as Dense<5, 16, ReLU>, is a
/// torch.nn.Sequential of two there:
///
///     class Branches(torch.nn.Module):
///         def __init__(self, *branches):
///             super().__init__()
///             self.branches = torch.nn.ModuleList(branches)
///
///         def forward(self, x):
///             return torch.cat([branch(part) for branch, part in zip(self.branches, x)], dim=1)
template <class... B> struct Branches {
  /// Used by the library: the layer with the input shape In.
  template <class In> using infer_on = _detail::infer_branches<In, std::index_sequence_for<B...>, B...>;
};

}  // namespace sinew
