#pragma once
/// \file
/// wavenet_run: layers of a WaveNet that differ by their dilations alone. Their parts are layers, by which parameters
/// have their places and names; the passes run through all of them in a loop, a piece of a stream at a time, so that a
/// hundred layers compile as three.

#include <array>
#include <cstddef>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/kernel/causal.hpp>
#include <sinew/activation/concept.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/layer/causal_conv1d.hpp>
#include <sinew/layer/causal_gradients.hpp>
#include <sinew/layer/gated.hpp>
#include <sinew/layer/options.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/plan/composite.hpp>

namespace SINEW_NAMESPACE::_detail {

/// f<V>(i) so that the indices below `count` are covered: whole native vectors, then at most one of each smaller power
/// of two.
template <class T, std::size_t W = native_lanes<T>, class F>
[[gnu::always_inline]] constexpr void cover_values(std::size_t count, F&& f, std::size_t i = 0) {
  if (scalar_only())
    for (; i < count; ++i) f.template operator()<T>(i);
  else {
    for (; i + W <= count; i += W) f.template operator()<pack<T, W>>(i);
    if constexpr (W > 1)
      if (i < count) _detail::cover_values<T, W / 2>(count, f, i);
  }
}

/// The activation of a layer of N values: from `width` values z to N values a.
template <class Act, std::size_t N> struct layer_activation {
  using layer = Act;
  static constexpr bool sound = ElementwiseActivation<Act>;
  using no_gradient = no_gradient_of<Act>;
  static constexpr std::size_t width = N;
  /// a = act(z), and sum += a, for rows of values.
  template <class T>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void apply(std::size_t rows, const T* z, T* a, T* sum) noexcept {
    _detail::cover_values<T>(
        rows * N, [&]<class V>(std::size_t i) __attribute__((always_inline)) {
          const V y = activate<Act, V>(load<V>(z + i));
          store<V>(a + i, y);
          store<V>(sum + i, V(load<V>(sum + i) + y));
        });
  }
  /// a = act(z).
  template <class T>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void apply(std::size_t rows, const T* z, T* a) noexcept {
    _detail::cover_values<T>(
        rows * N, [&]<class V>(std::size_t i)
                      __attribute__((always_inline)) { store<V>(a + i, activate<Act, V>(load<V>(z + i))); });
  }
  /// dz from da.
  template <class T> [[gnu::noinline, SINEW_KERNEL]] static constexpr void derive(std::size_t rows, const T* z,
                                                                                  const T* da, T* dz) noexcept {
    _detail::cover_values<T>(
        rows * N, [&]<class V>(std::size_t i) __attribute__((always_inline)) {
          store<V>(dz + i, V(load<V>(da + i) * _detail::derivative_at<Act, V>(load<V>(z + i))));
        });
  }
};
template <class A, class B, std::size_t N> struct layer_activation<Gated<A, B>, N> {
  using layer = typename Gated<A, B>::template bound<shape<2 * N>>;
  static constexpr bool sound = ElementwiseActivation<A> && ElementwiseActivation<B>;
  using no_gradient =
      std::conditional_t<std::is_same_v<no_gradient_of<A>, nothing>, no_gradient_of<B>, no_gradient_of<A>>;
  static constexpr std::size_t width = 2 * N;
  template <class T>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void apply(std::size_t rows, const T* z, T* a, T* sum) noexcept {
    for (std::size_t r = 0; r < rows; ++r, z += 2 * N, a += N, sum += N)
      cover<T, N>([&]<class V>(std::size_t i) __attribute__((always_inline)) {
        const V y = activate<A, V>(load<V>(z + i)) * activate<B, V>(load<V>(z + N + i));
        store<V>(a + i, y);
        store<V>(sum + i, V(load<V>(sum + i) + y));
      });
  }
  template <class T>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void apply(std::size_t rows, const T* z, T* a) noexcept {
    for (std::size_t r = 0; r < rows; ++r) _detail::gate_values<A, B>(N, z + r * 2 * N, z + r * 2 * N + N, a + r * N);
  }
  template <class T> [[gnu::noinline, SINEW_KERNEL]] static constexpr void derive(std::size_t rows, const T* z,
                                                                                  const T* da, T* dz) noexcept {
    for (std::size_t r = 0; r < rows; ++r) {
      const T* const own = z + r * 2 * N;
      T* const to = dz + r * 2 * N;
      _detail::gate_gradients<A, B>(N, own, own + N, da + r * N, to, to + N);
    }
  }
};
template <std::size_t N> struct layer_activation<GLU, N> : layer_activation<Gated<Identity, Sigmoid>, N> {};

/// The steps of a stream that go through all layers at once.
inline constexpr std::size_t wavenet_steps = 64;

/// What the functions below see of the pass_traits: in inference nothing, so that blocks of all lengths share them.
struct inference_run {
  static constexpr bool training = false;
};
template <class Run> using kept_run = std::conditional_t<Run::training, Run, inference_run>;

/// Where a piece of one stream stands in a pass.
template <class T> struct wavenet_piece {
  std::size_t steps;
  const T* condition;  // the inputs of the net
  T *h, *z, *a, *sum, *room;
  std::size_t stream, streams, first_step;  // where in a cache it belongs
};
/// What a part has of a pass: its parameters, the state of a stream and, in training, its cache.
template <class T> struct wavenet_memory {
  const T* parameters;
  T *state, *cache;
};
/// Keeps a piece of rows of N values in the rows of all streams.
template <std::size_t N, class T> constexpr void keep_rows(const wavenet_piece<T>& at, const T* from, T* to) noexcept {
  for (std::size_t t = 0; t < at.steps; ++t)
    kernel::copy_scalars(from + t * N, N, to + ((at.first_step + t) * at.streams + at.stream) * N);
}

/// One layer, as parts: the dilated convolution, the condition's part, and what is added to the channels.
template <std::size_t Cond, std::size_t C, std::size_t N, std::size_t K, class Act, std::size_t D> struct wavenet_layer
    : composite<CausalConv1D<C, layer_activation<Act, N>::width, K, Dilation<D>>,
                CausalConv1D<Cond, layer_activation<Act, N>::width, 1, NoBias>, CausalConv1D<N, C, 1>> {
  using input = shape<C>;
  using output = shape<C>;
  // For save_onnx: the activation, which is no part, as it is written and as what has a member `onnx`.
  using activation_between = Act;
  using between = typename layer_activation<Act, N>::layer;
  static constexpr const char* title = "WaveNetLayer";
  static consteval std::array<part_name, 3> part_names() { return {{{"_conv"}, {"_input_mixer"}, {"_layer1x1"}}}; }
  /// For save_onnx: h becomes the channels after the layer, and what it shows is added to sum, which has no name at
  /// first.
  template <class Value>
  static void add_onnx(auto& graph, auto parts, const Value& condition, Value& h, Value& sum, bool last) {
    const auto conv = parts.template add<0>(h), mixed = parts.template add<1>(condition);
    parts.enter();
    const auto a = between::onnx(graph, graph.add("Add", {conv, mixed}));
    sum = sum.name.empty() ? a : graph.add("Add", {sum, a});
    if (last) parts.template leave_out<2>();  // none uses the channels
    else {
      const auto change = parts.template add<2>(a);
      parts.enter();
      h = graph.add("Add", {h, change});
    }
  }
};

/// Layers that differ by their dilations alone. Base: the number of the first one in its stack.
template <std::size_t Base, std::size_t Cond, std::size_t C, std::size_t N, std::size_t K, class Act, std::size_t... D>
struct wavenet_run : composite<wavenet_layer<Cond, C, N, K, Act, D>...> {
  using base = composite<wavenet_layer<Cond, C, N, K, Act, D>...>;
  using first = wavenet_layer<Cond, C, N, K, Act, 1>;
  using act = layer_activation<Act, N>;
  using no_gradient = typename act::no_gradient;
  using input = shape<C>;
  using output = shape<C>;
  using base::depth, base::slice, base::state_begin;
  static constexpr const char* title = "Dilated";
  static constexpr std::array<std::size_t, depth> dilation{D...};
  static consteval std::array<part_name, depth> part_names() {
    std::array<part_name, depth> names{};
    for (std::size_t j = 0; j < depth; ++j) names[j] = {"_layers", Base + j};
    return names;
  }
  static constexpr std::size_t width = act::width, next_base = Base + depth;
  static constexpr std::size_t mixer = first::slice[1], pointwise = first::slice[2];  // where their parameters begin
  static constexpr std::size_t bias_of_conv = K * C * width, bias_of_pointwise = N * C;
  using sizes = kernel::tap_sizes<C, width, C, width, Cond>;
  using pointwise_sizes = kernel::tap_sizes<N, C>;
  using gradients = causal_gradients<C, width, K, 1, true>;
  using mixer_gradients = causal_gradients<Cond, width, 1, 1, false>;
  using pointwise_gradients = causal_gradients<N, C, 1, 1, true>;

  template <class T> static constexpr std::size_t room{
      max_of(kernel::causal_room<sizes, K, T>, kernel::causal_room<pointwise_sizes, 1, T>)};
  template <class Run> static constexpr std::size_t gradient_scratch{
      max_of({gradients::template scratch<Run>, mixer_gradients::template scratch<Run>,
              pointwise_gradients::template scratch<Run>})};
  // The cache of a layer: the channels before it, z, and the channels before the pass.
  template <class Run> static constexpr std::size_t rows_of_channels{whole_lines<typename Run::scalar>(Run::batch * C)};
  template <class Run> static constexpr std::size_t rows_of_z{whole_lines<typename Run::scalar>(Run::batch * width)};
  template <class Run> static constexpr auto cache_begin = running_total<depth>({(
      rows_of_channels<Run> + rows_of_z<Run> + whole_lines<typename Run::scalar>(Run::streams * (K - 1) * D * C))...});

  template <class Value>
  static void add_onnx(auto& graph, auto parts, const Value& condition, Value& h, Value& sum, bool last) {
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      (base::template at<J>::add_onnx(graph, parts.template inside<J>(), condition, h, sum, last && J + 1 == depth),
       ...);
    }
    (std::make_index_sequence<depth>{});
  }

  /// The layers one after the other: h becomes the channels after them, what they show is added to sum. With Last the
  /// channels after the last layer are used by none.
  template <bool Last, class Run, class T>
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void forward(const wavenet_piece<T>& at,
                                                                wavenet_memory<T> own) noexcept {
    for (std::size_t j = 0; j < depth; ++j) {
      const T* const w = own.parameters + slice[j];
      const std::size_t kept = (K - 1) * dilation[j];
      kernel::ring<T, C> past{};
      if constexpr (K > 1) {
        T* const state = own.state + state_begin[j];
        past = {state, kept, _detail::index_of_scalar(state[kept * C], kept)};
      }
      if constexpr (Run::training) {
        T* const cache = own.cache + cache_begin<Run>[j];
        if (K > 1 && at.first_step == 0)
          past.copy_to(cache + rows_of_channels<Run> + rows_of_z<Run> + at.stream * kept * C);
        _detail::keep_rows<C>(at, static_cast<const T*>(at.h), cache);
      }
      kernel::causal_product<sizes, K>(
          at.steps, static_cast<const T*>(at.h), past, 0, dilation[j], w,
          kernel::tap_start<T>{.bias = w + bias_of_conv, .extra = at.condition, .extra_weights = w + mixer}, at.z,
          width, at.room);
      if constexpr (Run::training)
        _detail::keep_rows<width>(at, static_cast<const T*>(at.z),
                                  own.cache + cache_begin<Run>[j] + rows_of_channels<Run>);
      act::apply(at.steps, static_cast<const T*>(at.z), at.a, at.sum);
      if constexpr (K > 1) {
        past.append(at.h, at.steps);
        own.state[state_begin[j] + kept * C] = static_cast<T>(past.next);
      }
      if (!Last || j + 1 < depth)
        kernel::causal_product<pointwise_sizes, 1>(
            at.steps, static_cast<const T*>(at.a), kernel::ring<T, N>{}, 0, 1, w + pointwise,
            kernel::tap_start<T>{.bias = w + pointwise + bias_of_pointwise, .from = at.h, .stride = C}, at.h, C,
            at.room);
    }
  }

  /// dh becomes the gradient of the channels before the layers; the gradient of the condition is added to dcondition.
  template <class Run, bool WantsCondition, class T>
  static constexpr void backward(const T* parameters, const T* cache, const T* condition, const T* dsum, T* dh,
                                 T* dcondition, auto sink, T* a, T* da, T* dz, T* scratch) noexcept {
    for (std::size_t j = depth; j-- > 0;) {
      const T *const w = parameters + slice[j], *const own = cache + cache_begin<Run>[j],
                     *const z = own + rows_of_channels<Run>;
      act::apply(Run::batch, z, a);
      kernel::copy_scalars(dsum, Run::batch * N, da);
      constexpr const T* none = nullptr;
      pointwise_gradients::template run<Run, true>(1, static_cast<const T*>(a), none, w + pointwise,
                                                   static_cast<const T*>(dh), da, sink.from(slice[j] + pointwise),
                                                   scratch);
      act::derive(Run::batch, z, static_cast<const T*>(da), dz);
      mixer_gradients::template run<Run, WantsCondition>(1, condition, none, w + mixer, static_cast<const T*>(dz),
                                                         dcondition, sink.from(slice[j] + mixer), scratch);
      gradients::template run<Run, true>(dilation[j], own, z + rows_of_z<Run>, w, static_cast<const T*>(dz), dh,
                                         sink.from(slice[j]), scratch);
    }
  }
};

}  // namespace sinew::_detail
