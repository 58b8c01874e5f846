#pragma once
/// \file
/// `Unroll<T, L...>`: layers that run over the T steps of a window, so that a whole window is one sample.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/mistake/heads.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/pass_traits.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/compose/infer_shapes.hpp>
#include <sinew/compose/sequence.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// The shape of `Steps` samples of a shape, one after the other; and that of one of them, if there is one.
template <std::size_t Steps, class Shape> struct in_time;
template <std::size_t Steps, std::size_t... D> struct in_time<Steps, shape<D...>> { using type = shape<Steps, D...>; };
template <class Shape> struct of_a_step { using type = unknown; };
template <std::size_t Steps, std::size_t First, std::size_t... D> struct of_a_step<shape<Steps, First, D...>> {
  using type = shape<First, D...>;
};

/// The layers F over Steps steps. A batch of windows has the steps of a sample side by side; F takes time-major rows.
/// The layers are those of F: `layer<J, K>` of a net is layer K of F.
template <std::size_t Steps, class F> struct unrolled : F {
  using input = typename in_time<Steps, typename F::input>::type;
  using output = typename in_time<Steps, typename F::output>::type;
  /// None: a loss must not take y for the output of the last activation in one step.
  using activation = nothing;
  static constexpr bool timed = false;  // the steps of F are those of a window
  static constexpr std::size_t state_values = 0, multiply_adds = Steps * F::multiply_adds;

  static auto onnx(auto& graph, auto x, auto parts) {
    const auto around = graph.begin_window(Steps);
    const auto y = graph.windows(parts.in_sequence(graph.rows(x, typename F::input{})), typename F::output{});
    graph.end_window(around);
    return y;
  }

  template <class Run> static constexpr bool view = false;
  template <class Run> static constexpr std::size_t cost = Run::lanes == 1 ? 0 : impossible;

 private:
  static constexpr std::size_t in = F::input::size, out = F::output::size;
  template <class Run> using steps_of =
      pass_traits<typename Run::scalar, Run::batch * Steps, 1, Run::training, Run::training, Steps>;
  /// One window is time-major as it is.
  template <class Run> static constexpr bool copies = (Run::batch > 1);
  template <class Run> static constexpr std::size_t room(std::size_t n) noexcept {
    return whole_lines<typename Run::scalar>(n);
  }
  template <class Run> static constexpr std::size_t in_room = copies<Run> ? room<Run>(Run::batch* Steps* in) : 0;
  template <class Run> static constexpr std::size_t out_room = copies<Run> ? room<Run>(Run::batch* Steps* out) : 0;
  template <class Run> static constexpr std::size_t state_room = room<Run>(Run::batch* F::state_values);

 public:
  template <class Run>
  static constexpr std::size_t scratch = max_of(state_room<Run> + (Run::training ? 0 : in_room<Run> + out_room<Run>),
                                                Run::training ? in_room<Run> + out_room<Run> : 0) +
                                         scratch_of<F, steps_of<Run>>();
  /// What F keeps, and its x and y.
  template <class Run> struct cache {
    alignas(line_bytes) std::array<typename Run::scalar, in_room<Run>> x{};
    alignas(line_bytes) std::array<typename Run::scalar, out_room<Run>> y{};
    cache_of<F, steps_of<Run>> of{};
  };

  // Not force-inlined, so that equal windows are compiled once.
  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    T* rest = pass.scratch;
    state_of<F, T> state{};
    if constexpr (F::state_values > 0) {
      for (std::size_t i = 0; i < Run::batch * F::state_values; ++i) rest[i] = T(0);
      state = {rest, F::state_values};
      rest += state_room<Run>;
    }
    const T* x = pass.x.data;
    T* y = pass.y.data;
    if constexpr (copies<Run>) {
      T* to = rest;
      if constexpr (Run::training) {
        to = pass.cache.x.data();
        y = pass.cache.y.data();
      } else {
        y = rest + in_room<Run>;
        rest += in_room<Run> + out_room<Run>;
      }
      swap_axes<T, Run::batch, Steps, in>(x, to);
      x = to;
    }
    const forward_values<T> values{.x = x, .y = y, .scratch = rest, .count = Run::batch * Steps};
    if constexpr (Run::training)
      F::forward(_detail::forward_pass_of<F, steps_of<Run>>(pass.parameters.data(), pass.buffers, pass.cache.of, state,
                                                            pass.random, values));
    else {
      nothing none;
      F::forward(_detail::forward_pass_of<F, steps_of<Run>>(pass.parameters.data(), pass.buffers, none, state,
                                                            pass.random, values));
    }
    if constexpr (copies<Run>) swap_axes<T, Steps, Run::batch, out>(y, pass.y.data);
  }
  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    backward_values<T> values{.x = pass.x.data,
                              .y = pass.y.data,
                              .dy = pass.dy.data,
                              .dx = pass.dx.data,
                              .scratch = pass.scratch,
                              .sink = _detail::sink_of<T>(pass.dparameters),
                              .count = Run::batch * Steps};
    if constexpr (copies<Run>) {
      T* const dy = pass.scratch;
      swap_axes<T, Run::batch, Steps, out>(pass.dy.data, dy);
      values.x = pass.cache.x.data();
      values.y = pass.cache.y.data();
      values.dy = dy;
      values.dx = dy + out_room<Run>;
      values.scratch = values.dx + in_room<Run>;
    }
    F::backward(_detail::backward_pass_of<F, steps_of<Run>, Pass::wants_dx, false, typename Pass::trained>(
        pass.parameters.data(), pass.cache.of, values));
    if constexpr (copies<Run> && Pass::wants_dx)
      swap_axes<T, Steps, Run::batch, in>(static_cast<const T*>(values.dx), pass.dx.data);
  }

 private:
  /// to[b][a] = from[a][b], of runs of N values.
  template <class T, std::size_t A, std::size_t B, std::size_t N>
  static constexpr void swap_axes(const T* from, T* to) noexcept {
    for (std::size_t a = 0; a < A; ++a)
      for (std::size_t b = 0; b < B; ++b, from += N)
        sweep<T>(N, [=]<class V>(std::size_t i) { store<V>(to + (b * A + a) * N + i, load<V>(from + i)); });
  }
};

/// `Unroll<Steps, L...>` applied to the shape In. A shape of another number of steps is found by whoever compares the
/// input with In.
template <class In, std::size_t Steps, class... L> struct infer_unrolled {
  using inner = infer_shapes<typename of_a_step<In>::type, L...>;
  using layers = typename inner::recovered;
  using several =
      std::conditional_t<has_several_parts<typename layers::output>, typename layers::output, typename layers::input>;
  using fault =
      typename first_of<typename inner::fault,
                        std::conditional_t<has_several_parts<several>,
                                           refuse<mistake::heads_within_a_branch, given<several>>, nothing>>::type;
  using recovered = std::conditional_t<has_several_parts<several>, placeholder<shape<Steps, 1>, shape<Steps, 1>>,
                                       unrolled<Steps, layers>>;
};

}  // namespace _detail

/// Layers over a window of Steps steps, from rest: a net with it takes whole windows as samples, and so
/// `net(window)`, `fit<Batch>` and all the rest work as for images. L... are layers per step, as in a net of sequences:
///
///     using Gesture = Net<Unroll<50, LSTM<6, 20>>, LastStep, Dense<20, 4, Softmax>>;   // 50 steps of 6 values
///
/// Inside it gradients flow through all of the window. A net that runs step by step, with the same weights, has L...
/// without Unroll: its parameters are the same array.
/// Shapes: x (Batch, Steps, D...), y (Batch, Steps, E...), where the layers L... make E... of D... in each step.
/// Parameters: those of L..., sliced as in a Net. They are the same in all steps.
/// Backward: that of L..., over Batch × Steps rows. Keeps what L... keep, and for more than one window a copy of x and
/// y, whose rows L... take time-major.
/// Cost: Steps times that of L..., and two copies. Layers that mix samples (BatchNorm) mix all steps of a batch.
/// Misuse: the layer before gives another shape → mistake::shape_mismatch; mistakes inside name `layer<J, K>`, where K
/// is the layer of L....
/// PyTorch: the modules over a batch of sequences, with batch_first=True; tensors have the names of a
/// torch.nn.Sequential of L....
template <std::size_t Steps, class... L> struct Unroll {
  /// Used by the library: the layer with the input shape In.
  template <class In> using infer_on = _detail::infer_unrolled<In, Steps, L...>;
};

}  // namespace sinew
