#pragma once
/// \file
/// Bidirectional<Layer>: a recurrent layer over a window, in both directions.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/steps.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/pass_traits.hpp>
#include <sinew/layer/traits.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// LSTM, GRU and RNN: layers that have two sets of PyTorch's tensors in both directions.
template <class K> concept Recurrent = requires {
  K::hidden_bias;
  K::state_values;
};

/// K over windows of Steps steps, from the first to the last, and with other parameters from the last to the first.
template <class K, std::size_t Steps> struct bidirectional {
 private:
  static constexpr std::size_t in = K::input::size, out = K::output::size;

 public:
  using input = shape<Steps, in>;
  using output = shape<Steps, 2 * out>;
  static constexpr std::size_t parameters = 2 * K::parameters, multiply_adds = 2 * Steps * K::multiply_adds;
  static constexpr bool gradients_once = true, samplewise = true;
  using no_gradient = no_gradient_of<K>;

  static constexpr void tensors(auto& list) {
    K::tensors(list);
    K::tensors_at(list, K::parameters,
                  {"weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse", "bias_hh_l0_reverse"});
  }
  template <class Graph> static auto onnx(Graph& graph, auto x) requires requires { K::onnx(graph, x, true); }
  { return K::onnx(graph, x, true); }
  template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine& engine) noexcept {
    K::initialize(all.template first<K::parameters>(), engine);
    K::initialize(all.template last<K::parameters>(), engine);
  }
  template <class By, class T>
  static constexpr void initialize_by(std::span<T, parameters> all, Engine& engine) noexcept {
    K::template initialize_by<By>(all.template first<K::parameters>(), engine);
    K::template initialize_by<By>(all.template last<K::parameters>(), engine);
  }

 private:
  template <class Run> using steps_of =
      pass_traits<typename Run::scalar, Run::batch * Steps, 1, Run::training, Run::training, Steps>;
  /// Scalars of x, of y and of the state of one direction, in time-major rows.
  template <class Run> static constexpr std::size_t x_room = whole_lines<typename Run::scalar>(Run::batch* Steps* in);
  template <class Run> static constexpr std::size_t y_room = whole_lines<typename Run::scalar>(Run::batch* Steps* out);
  template <class Run>
  static constexpr std::size_t state_room = whole_lines<typename Run::scalar>(Run::batch* K::state_values);

 public:
  template <class Run> static constexpr std::size_t scratch = scratch_of<K, steps_of<Run>>() +
                                                              (Run::training
                                                                   ? max_of(x_room<Run> + y_room<Run>, state_room<Run>)
                                                                   : x_room<Run> + y_room<Run> + state_room<Run>);
  /// What backward needs of one direction.
  template <class Run> struct kept {
    alignas(line_bytes) std::array<typename Run::scalar, x_room<Run>> x{};
    alignas(line_bytes) std::array<typename Run::scalar, y_room<Run>> y{};
    cache_of<K, steps_of<Run>> of{};
  };
  template <class Run> struct cache { kept<Run> directions[2]{}; };

  static constexpr void forward(ForwardPass auto pass) noexcept {
    one_way<false>(pass);
    one_way<true>(pass);
  }
  static constexpr void backward(BackwardPass auto pass) noexcept {
    one_way_back<false>(pass);
    one_way_back<true>(pass);
  }

 private:
  /// The row of step t of sample s in one direction.
  template <class Run, bool Reverse> static constexpr std::size_t row(std::size_t s, std::size_t t) noexcept {
    return (Reverse ? Steps - 1 - t : t) * Run::batch + s;
  }
  /// f(at, row): the index of each step of each sample, in order, and its row.
  template <class Run, bool Reverse, class F> [[gnu::always_inline]] static constexpr void each_step(F&& f) noexcept {
    for (std::size_t s = 0; s < Run::batch; ++s)
      for (std::size_t t = 0; t < Steps; ++t) f(s * Steps + t, row<Run, Reverse>(s, t));
  }
  template <std::size_t N, bool Add = false, class T> static constexpr void copy(const T* from, T* to) noexcept {
    sweep<T>(N, [=]<class V>(std::size_t i) {
      if constexpr (Add) store<V>(to + i, V(load<V>(to + i) + load<V>(from + i)));
      else store<V>(to + i, load<V>(from + i));
    });
  }

  template <bool Reverse, class Pass> static constexpr void one_way(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    T *x = pass.scratch, *y = x + x_room<Run>, *state = y + y_room<Run>, *rest = state + state_room<Run>;
    if constexpr (Run::training) {
      x = pass.cache.directions[Reverse].x.data();
      y = pass.cache.directions[Reverse].y.data();
      state = pass.scratch;
      rest = state + state_room<Run>;
    }
    for (std::size_t i = 0; i < Run::batch * K::state_values; ++i) state[i] = T(0);
    each_step<Run, Reverse>([&](std::size_t at, std::size_t to) { copy<in>(pass.x.data + at * in, x + to * in); });
    const T* const parameters_of_direction = pass.parameters.data() + (Reverse ? K::parameters : 0);
    const forward_values<T> values{.x = x, .y = y, .scratch = rest, .count = Run::batch * Steps};
    const state_of<K, T> rows{state, K::state_values};
    if constexpr (Run::training)
      K::forward(_detail::forward_pass_of<K, steps_of<Run>>(
          parameters_of_direction, pass.buffers, pass.cache.directions[Reverse].of, rows, pass.random, values));
    else {
      nothing none;
      K::forward(_detail::forward_pass_of<K, steps_of<Run>>(parameters_of_direction, pass.buffers, none, rows,
                                                            pass.random, values));
    }
    each_step<Run, Reverse>([&](std::size_t at, std::size_t from) {
      copy<out>(static_cast<const T*>(y) + from * out, pass.y.data + (2 * at + Reverse) * out);
    });
  }
  template <bool Reverse, class Pass> static constexpr void one_way_back(const Pass& pass) noexcept {
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    const auto& own = pass.cache.directions[Reverse];
    T *const dx = pass.scratch, *const dy = dx + x_room<Run>;
    each_step<Run, Reverse>(
        [&](std::size_t at, std::size_t to) { copy<out>(pass.dy.data + (2 * at + Reverse) * out, dy + to * out); });
    K::backward(_detail::backward_pass_of<K, steps_of<Run>, Pass::wants_dx, false, typename Pass::trained>(
        pass.parameters.data() + (Reverse ? K::parameters : 0), own.of,
        backward_values<T>{.x = own.x.data(),
                           .y = own.y.data(),
                           .dy = dy,
                           .dx = dx,
                           .scratch = dy + y_room<Run>,
                           .sink = _detail::sink_of<T>(pass.dparameters.from(Reverse ? K::parameters : 0)),
                           .count = Run::batch * Steps}));
    if constexpr (Pass::wants_dx)
      each_step<Run, Reverse>([&](std::size_t at, std::size_t from) {
        copy<in, Reverse>(static_cast<const T*>(dx) + from * in, pass.dx.data + at * in);
      });
  }
};

template <class Layer, class K, class In> struct bind_bidirectional {
  using type = refuse<mistake::not_a_window, Layer, given<In>>;
};
template <class Layer, Recurrent K, std::size_t Steps, std::size_t D>
struct bind_bidirectional<Layer, K, shape<Steps, D>> {
  using type = std::conditional_t<std::is_same_v<fault_of<K>, nothing>, bidirectional<K, Steps>, fault_of<K>>;
};
template <class Layer, class K, class In>
requires(!Recurrent<K>) struct bind_bidirectional<Layer, K, In> {
  using type = refuse<mistake::not_recurrent, Layer, K>;
};

}  // namespace _detail

/// A recurrent layer, LSTM, GRU or RNN, over a window of steps, from the first step to the last and, with parameters of
/// its own, from the last to the first; both from rest. Each step gets what both give for it, one after the other. It
/// takes whole windows, as what a step gives depends on the steps after it:
///
///     Net<Input<50, 6>, Bidirectional<LSTM<6, 20>>, Unroll<50, Dense<40, 8, ReLU>>, LastStep, Dense<8, 4, Softmax>>
///
/// Shapes: x (Batch, Steps, In), y (Batch, Steps, 2·H).
/// Parameters: those of Layer, then those of the other direction, each initialized as Layer initializes them.
/// Backward: that of Layer through all steps of the window. Keeps what Layer keeps, and a copy of x and y, twice.
/// Cost: that of both directions, and copies of x and y.
/// Misuse: a layer that is not LSTM, GRU or RNN → mistake::not_recurrent; a vector, which has no steps →
/// mistake::not_a_window; windows of other steps than Layer takes → mistake::shape_mismatch.
/// Source: Schuster, Paliwal, "Bidirectional recurrent neural networks", IEEE Transactions on Signal Processing 45
/// (1997).
/// PyTorch: LSTM(In, H, bidirectional=True, batch_first=True), and so GRU and RNN; tensors have its names and shapes.
template <class Layer> struct Bidirectional {
  template <class In> using on = typename _detail::bind_bidirectional<Bidirectional, Layer, In>::type;
};

}  // namespace sinew
