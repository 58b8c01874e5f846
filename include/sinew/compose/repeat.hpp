#pragma once
/// \file
/// `Repeat<N, L...>`: the same layers N times, each time with weights of their own, compiled once.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/trained.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/compose/infer_shapes.hpp>
#include <sinew/compose/parallel.hpp>
#include <sinew/compose/sequence.hpp>
#include <sinew/compose/sequential.hpp>

namespace SINEW_NAMESPACE {

template <std::size_t N, class... L> struct Repeat;

namespace _detail {

template <class List> struct composite_of;
template <class... L> struct composite_of<list<L...>> { using type = composite<L...>; };

/// L applied N times; its input and output have one shape. Passes are loops over the copies.
template <std::size_t N, class L> struct repetition : composite_of<repeat_type<N, L>>::type {
  using base = typename composite_of<repeat_type<N, L>>::type;
  /// What runs as a copy: it changes layouts, and collects the gradients of a layer that adds to a span.
  using copy = typename as_branch<L>::type;
  using input = typename L::input;
  using output = typename L::output;
  using activation = activation_of<copy>;
  static constexpr bool writes_unwanted_dx = sinew::_detail::writes_unwanted_dx<copy>();
  /// Each copy can be frozen, and so can the layers within.
  static constexpr bool runs_copies = true;

  template <class Run> static constexpr bool view = is_view<copy, Run>();
  template <class Run> static constexpr std::size_t cost = cost_of<copy, Run>() >= impossible ? impossible
                                                                                              : N* cost_of<copy, Run>();

 private:
  /// Scalars for the values between two copies.
  template <class Run>
  static constexpr std::size_t room = whole_lines<typename Run::scalar>(Run::samples* output::size);
  template <class Run>
  static constexpr std::size_t copy_scratch = whole_lines<typename Run::scalar>(scratch_of<copy, Run>());
  static constexpr part_offsets place_of(std::size_t k) noexcept {
    return {base::slice[k], base::buffer[k], base::state_begin[k]};
  }

 public:
  /// In inference, the values of every other copy; the others write to y. In training, the gradients between copies.
  template <class Run> static constexpr std::size_t scratch = copy_scratch<Run> + (N == 1          ? 0
                                                                                   : Run::training ? 2 * room<Run>
                                                                                                   : room<Run>);
  /// What the copies keep, and the values between them.
  template <class Run> struct cache {
    alignas(line_bytes) std::array<typename Run::scalar, (N - 1) * room<Run>> between{};
    std::array<cache_of<copy, Run>, N> of{};
  };

  // Not force-inlined, so that equal layers are compiled once.
  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    const T* x = pass.x.data;
    T* other = pass.scratch;  // in inference, values alternate between this and y, and the last ones reach y
    T* const rest = pass.scratch + (Run::training || N == 1 ? 0 : room<Run>);
    for (std::size_t k = 0; k < N; ++k) {
      T* y = pass.y.data;
      if (k + 1 < N) {
        if constexpr (Run::training) y = pass.cache.between.data() + k * room<Run>;
        else y = (N - 1 - k) % 2 == 0 ? y : other;
      }
      const forward_values<T> values{.x = x, .y = y, .scratch = rest, .count = pass.count};
      if constexpr (std::is_same_v<cache_of<copy, Run>, nothing>)
        copy::forward(_detail::part_of<copy, Run>(pass, place_of(k), nowhere, values));
      else copy::forward(_detail::part_of<copy, Run>(pass, place_of(k), pass.cache.of[k], values));
      x = y;
    }
  }
  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Trained = typename Pass::trained;
    if constexpr (std::is_same_v<Trained, all_trained> || std::is_same_v<Trained, none_trained>) {
      if constexpr (Pass::wants_dx || _detail::gives_gradients<copy, Trained>()) {
        if constexpr (1 < N) {
          copy_backward<true, Pass::heads_dy_is_dz, Trained>(pass, N - 1);
          for (std::size_t k = N - 2; k > 0; --k) copy_backward<true, 0, Trained>(pass, k);
        }
        copy_backward<Pass::wants_dx, N == 1 ? Pass::heads_dy_is_dz : 0, Trained>(pass, 0);
      }
    } else [&]<std::size_t... J>(std::index_sequence<J...>) {
        (chosen_backward<N - 1 - J>(pass), ...);
      }
    (std::make_index_sequence<N>{});
  }

  template <class T, class Engine>
  static constexpr void initialize(std::span<T, base::parameters> all, Engine& engine) noexcept {
    for (std::size_t k = 0; k < N; ++k) {
      const std::span<T, L::parameters> mine(all.data() + base::slice[k], L::parameters);
      if constexpr (requires { L::initialize(mine, engine); }) L::initialize(mine, engine);
    }
  }

 private:
  /// Runs copy K backward if it, or one before it, is trained.
  template <std::size_t K, class Pass> static constexpr void chosen_backward(const Pass& pass) noexcept {
    using Whole = typename Pass::layer;
    using Trained = typename trained_of<Whole, typename Pass::trained, K>::type;
    constexpr bool wants_dx = Pass::wants_dx || []<std::size_t... J>(std::index_sequence<J...>) {
      return (_detail::gives_gradients<copy, typename trained_of<Whole, typename Pass::trained, J>::type>() || ...);
    }
    (std::make_index_sequence<K>{});
    if constexpr (wants_dx || _detail::gives_gradients<copy, Trained>())
      copy_backward<wants_dx, K + 1 == N ? Pass::heads_dy_is_dz : 0, Trained>(pass, K);
  }
  /// Runs copy k backward. The gradients between copies alternate between two places in scratch.
  template <bool WantsDx, head_mask DyIsDz, class Trained, class Pass>
  static constexpr void copy_backward(const Pass& pass, std::size_t k) noexcept {
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    const auto& between = pass.cache.between;
    const backward_values<T> values{.x = k == 0 ? pass.x.data : between.data() + (k - 1) * room<Run>,
                                    .y = k + 1 == N ? pass.y.data : between.data() + k * room<Run>,
                                    .dy = k + 1 == N ? pass.dy.data : pass.scratch + ((k + 1) % 2) * room<Run>,
                                    .dx = k == 0 ? pass.dx.data : pass.scratch + (k % 2) * room<Run>,
                                    .scratch = pass.scratch + (N == 1 ? 0 : 2 * room<Run>),
                                    .sink = _detail::sink_of<T>(pass.dparameters.from(base::slice[k])),
                                    .count = pass.count};
    if constexpr (std::is_same_v<cache_of<copy, Run>, nothing>)
      copy::backward(_detail::part_of<copy, Run, WantsDx, DyIsDz, Trained>(pass, place_of(k), nowhere, values));
    else
      copy::backward(
          _detail::part_of<copy, Run, WantsDx, DyIsDz, Trained>(pass, place_of(k), pass.cache.of[k], values));
  }
};

/// A copy: the layer itself if there is one, several as one.
template <class Sequence> struct copy_of { using type = Sequence; };
template <class L> struct copy_of<sequence<L>> { using type = L; };

template <class... L> struct written_copy { using type = Sequential<L...>; };
template <class L> struct written_copy<L> { using type = L; };

/// `Repeat<N, L...>` applied to the shape In. Mistakes are those of copy 0.
template <class In, std::size_t N, class... L> struct infer_repeated {
  using shapes = infer_shapes<In, L...>;
  using inner = typename shapes::recovered;
  using from = typename inner::input;
  using to = typename inner::output;
  using fault =
      typename first_of<std::conditional_t<N == 0, refuse<mistake::repeats_zero_times, Repeat<N, L...>>, nothing>,
                        typename std::conditional_t<sizeof...(L) == 1, std::type_identity<typename shapes::fault>,
                                                    fault_of_part<0, typename shapes::fault>>::type,
                        std::conditional_t<std::is_same_v<from, to>, nothing,
                                           refuse<mistake::repeat_changes_its_shape, given<to>, expected<from>>>>::type;
  // Copies of a faulty layer would be as many; a placeholder has its shapes.
  template <class Fault, std::size_t Times> struct recover { using type = placeholder<from, to>; };
  template <std::size_t Times> struct recover<nothing, Times> {
    using type = repetition<Times, typename copy_of<inner>::type>;
  };
  using recovered = typename recover<fault, N>::type;
};

}  // namespace _detail

/// The layers L... N times, each time with weights of their own: a deep net at the cost of compiling one block.
///
///     using Deep = Net<Input<16, 32, 32>,
///                      Repeat<9, Residual<Conv2D<16, 3, Same, NoBias>, BatchNorm<>, Activate<ReLU>,
///                                         Conv2D<16, 3, Same, NoBias>, BatchNorm<>>, Activate<ReLU>>,
///                      GlobalAvgPool2D, Flatten, Dense<16, 10, Softmax>>;
///
/// y = F_{N−1}(… F_1(F_0(x))), where each F_k is the layers L... one after the other. Passes are loops over the copies;
/// a net that lists the layers N times computes the same numbers, bit for bit where no layer runs in another layout.
/// Shapes: x and y (Batch, D...), as the first layer or the layer before says; L... end in the shape they start from.
/// Parameters: N times those of L..., one copy after the other. Copy k is `layer<J, k>` of the net; layer K of a copy
/// of several layers is `layer<J, k, K>`.
/// Backward: that of L..., N times. Keeps what L... keep and the values between the copies.
/// Cost: N times that of L...; neighbours on both sides of a copy's end are not fused.
/// Misuse: N = 0 → `mistake::repeats_zero_times`; L... end in another shape → `mistake::repeat_changes_its_shape`.
/// Mistakes inside name copy 0: `layer<J, 0>`, `layer<J, 0, K>`.
/// PyTorch: `torch.nn.Sequential(*[copy() for _ in range(N)])`, where copy() is a module or a torch.nn.Sequential of
/// several; tensors have its names.
template <std::size_t N, class... L> struct Repeat {
  /// Used by the library: the copies as written, a layer or several as one.
  using copies = _detail::repeat_type<N, typename _detail::written_copy<L...>::type>;
  /// Used by the library: the layer with the input shape In.
  template <class In> using infer_on = _detail::infer_repeated<In, N, L...>;
};

}  // namespace sinew
