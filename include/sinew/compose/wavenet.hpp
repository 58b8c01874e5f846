#pragma once
/// \file
/// WaveNet<In, Stacks...>: stacks of dilated causal convolutions with residual and skip connections, conditioned on the
/// input. compose/wavenet_stack.hpp and wavenet_layers.hpp have its passes.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/mistake/wavenet.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/kernel/causal.hpp>
#include <sinew/layer/causal_conv1d.hpp>
#include <sinew/layer/options.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/compose/infer_shapes.hpp>
#include <sinew/compose/wavenet_layers.hpp>
#include <sinew/compose/wavenet_stack.hpp>

namespace SINEW_NAMESPACE {

/// Layers of a WaveNetStack with kernels of Kernel taps and the activation Act: one for each Dilation. Act is an
/// activation of single values, or Gated<A, B>.
template <std::size_t Kernel, class Act, std::size_t... Dilation> struct Dilated {};
/// The head of a WaveNetStack: a causal convolution of Kernel taps from the sum of what the layers show to Out values.
/// Option: NoBias.
template <std::size_t Out, std::size_t Kernel = 1, class... Options> struct Head {};
/// An option of WaveNetStack: the values that the activations of its layers give. [as many as channels]
template <std::size_t N> struct Bottleneck {};
/// The last argument of WaveNet: the Ratio by which the outputs are multiplied. [1]
template <class Scale> struct HeadScale {};
/// Layers of Channels channels and their head. Parts: one or more Dilated, one Head, and Bottleneck, if any.
template <std::size_t Channels, class... Parts> struct WaveNetStack {};

namespace _detail {

// ---- What a user writes, taken apart.

template <class P> struct stack_part {
  static constexpr bool layers = false, head = false, bottleneck = false;
  static constexpr std::size_t size = 0;
  using act_fault = nothing;
};
template <std::size_t K, class Act, std::size_t... D> struct stack_part<Dilated<K, Act, D...>> : stack_part<void> {
  static constexpr bool layers = true, empty = K == 0 || sizeof...(D) == 0 || ((D == 0) || ...);
  static constexpr std::size_t size = sizeof...(D);
  template <std::size_t Base, std::size_t Cond, std::size_t C, std::size_t N> using run =
      wavenet_run<Base, Cond, C, N, K, Act, D...>;
  using activation = Act;
  static constexpr bool sound = layer_activation<Act, 1>::sound;
  /// Whether a ring has more values than a scalar counts.
  static constexpr bool too_long(std::size_t channels) {
    return K > 0 && max_of<std::size_t>({bounded_product(bounded_product(K - 1, D), channels)..., 0}) > most_kept_steps;
  }
};
template <std::size_t Out, std::size_t K, class... O> struct stack_part<Head<Out, K, O...>> : stack_part<void> {
  static constexpr bool head = true, empty = Out == 0 || K == 0;
  static constexpr std::size_t out = Out;
  using unknown = element<first_true({!std::is_same_v<O, NoBias>..., true}), list<O..., nothing>>;
  template <std::size_t N> using conv = CausalConv1D<N, Out, K, O...>;
};
template <std::size_t N> struct stack_part<Bottleneck<N>> : stack_part<void> {
  static constexpr bool bottleneck = true, empty = N == 0;
  static constexpr std::size_t out = N;
};

/// The stacks one after the other.
template <std::size_t In, class Scale, class... Stack> struct wavenet : composite<Stack...> {
  using base = composite<Stack...>;
  using base::depth, base::slice, base::state_begin, base::state_values;
  template <std::size_t J> using at = element<J, list<Stack...>>;
  using input = shape<In>;
  using output = typename at<depth - 1>::output;
  using fault = nothing;
  static consteval std::array<part_name, depth> part_names() {
    std::array<part_name, depth> names{};
    for (std::size_t j = 0; j < depth; ++j) names[j] = {"_layer_arrays", j};
    return names;
  }
  static auto onnx(auto& graph, auto x, auto parts) {
    auto h = x, sum = decltype(x){};
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      (at<J>::add_onnx(graph, parts.template inside<J>(), x, h, sum, J + 1 == depth), ...);
    }
    (std::make_index_sequence<depth>{});
    parts.enter();
    return std::is_same_v<Scale, Ratio<1, 1>> ? sum
                                              : graph.add("Mul", {sum, graph.constant(ratio_value<double, Scale>)});
  }

 private:
  static constexpr std::size_t most_channels = max_of({Stack::channels...}), most_shown = max_of({Stack::shown...}),
                               most_out = max_of({Stack::out...}), most_width = max_of({Stack::width...}),
                               out = output::size;
  /// Without a state, all rows of a pass are steps of one stream.
  template <class Run> static constexpr std::size_t streams = state_values == 0 ? 1 : Run::streams;
  template <class Run> static constexpr std::size_t steps = Run::batch / streams<Run>;
  template <class Run> static constexpr std::size_t most_steps = min_of(steps<Run>, wavenet_steps);
  /// Scalars for a piece of rows of n values.
  template <class Run> static constexpr std::size_t piece(std::size_t n) noexcept {
    return whole_lines<typename Run::scalar>(most_steps<Run> * n);
  }
  static constexpr std::size_t in_h = max_of(most_channels, In),
                               in_z = max_of(max_of(most_width, most_channels), most_out),
                               in_sum = max_of(most_shown, most_out);
  template <class Run> static constexpr std::size_t forward_scratch{
      piece<Run>(In) + piece<Run>(in_h) + piece<Run>(in_z) + piece<Run>(most_shown) + piece<Run>(in_sum) +
      whole_lines<typename Run::scalar>(max_of({Stack::template room<typename Run::scalar>...}))};
  template <class Run> static constexpr std::size_t rows(std::size_t n) noexcept {
    return whole_lines<typename Run::scalar>(Run::batch * n);
  }
  template <class Run> static constexpr std::size_t backward_scratch{
      rows<Run>(in_sum) + 2 * rows<Run>(most_channels) + 3 * rows<Run>(most_shown) + rows<Run>(most_width) +
      max_of({Stack::template gradient_scratch<Run>...})};
  template <class Run>
  static constexpr auto cache_begin = running_total<depth>({Stack::template cache_begin<Run>[Stack::runs + 1]...});

 public:
  template <class Run>
  static constexpr std::size_t scratch{max_of(forward_scratch<Run>, Run::training ? backward_scratch<Run> : 0)};
  /// What backward needs: of each stack its inputs and sums, of each layer its channels and z; channels before the
  /// pass.
  template <class Run> struct cache {
    alignas(line_bytes) std::array<typename Run::scalar, cache_begin<Run>[depth]> values {};
  };

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    constexpr std::size_t S = streams<Run>;
    T *const x = pass.scratch, *const h = x + piece<Run>(In), *const z = h + piece<Run>(in_h),
             *const a = z + piece<Run>(in_z), *const sum = a + piece<Run>(most_shown),
             *const room = sum + piece<Run>(in_sum);
    T *state = nullptr, *kept = nullptr;
    if constexpr (Run::training) kept = pass.cache.values.data();
    for (std::size_t s = 0; s < S; ++s) {
      if constexpr (state_values > 0) state = pass.state.data + s * pass.state.stride;
      for (std::size_t t = 0; t < steps<Run>; t += most_steps<Run>) {
        const std::size_t n = min_of(most_steps<Run>, steps<Run> - t);
        const T* from = pass.x.data + t * S * In;
        if constexpr (S > 1) {
          for (std::size_t i = 0; i < n; ++i) kernel::copy_scalars(from + (i * S + s) * In, In, x + i * In);
          from = x;
        }
        for (std::size_t i = 0; i < n * at<0>::shown; ++i) sum[i] = T(0);
        run_stacks<Run>(wavenet_piece<T>{n, from, h, z, a, sum, room, s, S, t},
                        wavenet_memory<T>{pass.parameters.data(), state, kept}, std::make_index_sequence<depth>{});
        for (std::size_t i = 0; i < n; ++i)
          for (std::size_t o = 0; o < out; ++o)
            pass.y.data[((t + i) * S + s) * out + o] = sum[i * out + o] * ratio_value<T, Scale>;
      }
    }
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    T* const dhead = pass.scratch;
    for (std::size_t i = 0; i < Run::batch * out; ++i) dhead[i] = pass.dy.data[i] * ratio_value<T, Scale>;
    if constexpr (Pass::wants_dx)
      for (std::size_t i = 0; i < Run::batch * In; ++i) pass.dx.data[i] = T(0);
    T* const dh = dhead + rows<Run>(in_sum);
    for (std::size_t i = 0; i < Run::batch * most_channels; ++i) dh[i] = T(0);
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      const bool in_order[] = {(stack_back<depth - 1 - J>(pass, dhead), true)...};
      static_cast<void>(in_order);
    }
    (std::make_index_sequence<depth>{});
  }

 private:
  template <class Run, class T, std::size_t... J>
  static constexpr void run_stacks(const wavenet_piece<T>& piece_of_stream, const wavenet_memory<T>& whole,
                                   std::index_sequence<J...>) noexcept {
    const bool in_order[] = {(run_stack<J, Run>(piece_of_stream, whole), true)...};
    static_cast<void>(in_order);
  }
  template <std::size_t J, class Run, class T>
  [[gnu::always_inline]] static constexpr void run_stack(const wavenet_piece<T>& piece_of_stream,
                                                         wavenet_memory<T> own) noexcept {
    own.parameters += slice[J];
    if constexpr (state_values > 0) own.state += state_begin[J];
    if constexpr (Run::training) own.cache += cache_begin<Run>[J];
    at<J>::template forward<J + 1 == depth, kept_run<Run>>(
        piece_of_stream, own, J == 0 ? piece_of_stream.condition : static_cast<const T*>(piece_of_stream.h));
  }
  /// dh is the gradient of the channels after stack J, in one of two places that take turns.
  template <std::size_t J, class Pass, class T> static constexpr void stack_back(const Pass& pass, T* dhead) noexcept {
    using Run = typename Pass::run;
    T *const first = dhead + rows<Run>(in_sum), *const second = first + rows<Run>(most_channels),
             *const dsum = second + rows<Run>(most_channels), *const a = dsum + rows<Run>(most_shown),
             *const da = a + rows<Run>(most_shown), *const dz = da + rows<Run>(most_shown),
             *const rest = dz + rows<Run>(most_width);
    constexpr bool swapped = (depth - 1 - J) % 2 != 0;
    T *const dh = swapped ? second : first, *dx = swapped ? first : second;
    if constexpr (J > 0)
      for (std::size_t i = 0; i < Run::batch * at<J>::inputs; ++i) dx[i] = T(0);
    else dx = pass.dx.data;
    at<J>::template backward<Run, (J > 0 || Pass::wants_dx), Pass::wants_dx>(
        pass.parameters.data() + slice[J], pass.cache.values.data() + cache_begin<Run>[J], pass.x.data, dhead, dh, dx,
        pass.dx.data, pass.dparameters.from(slice[J]), dsum, a, da, dz, rest);
  }
};

// ---- From what a user writes to the layers, or a fault.

/// The parts of a stack.
template <class S> struct stack_parts { static constexpr bool is_stack = false; };
template <std::size_t C, class... P> struct stack_parts<WaveNetStack<C, P...>> {
  static constexpr bool is_stack = true;
  static constexpr std::size_t channels = C, count = sizeof...(P), heads = total_of({0, stack_part<P>::head...}),
                               runs = total_of({0, stack_part<P>::layers...}),
                               bottlenecks = total_of({0, stack_part<P>::bottleneck...});
  template <std::size_t J> using part = stack_part<element<J, list<P..., nothing>>>;
  using head = part<first_true({stack_part<P>::head..., true})>;
  using bottleneck = part<first_true({stack_part<P>::bottleneck..., true})>;
  static constexpr std::size_t shown = [] {
    if constexpr (bottlenecks > 0) return bottleneck::out;
    else return C;
  }();
  static constexpr std::size_t out = [] {
    if constexpr (heads > 0) return head::out;
    else return std::size_t{0};
  }();
  /// The place of the K-th Dilated among the parts, and the number of layers before it.
  template <std::size_t K> static constexpr std::size_t place = [] {
    constexpr bool is[]{stack_part<P>::layers..., false};
    std::size_t at = 0;
    for (std::size_t found = 0; at < sizeof...(P) && (!is[at] || found++ < K);) ++at;
    return at;
  }();
  static constexpr auto layers_before = running_total<sizeof...(P)>({stack_part<P>::size...});

  using unfit =
      element<first_true({!(stack_part<P>::layers || stack_part<P>::head || stack_part<P>::bottleneck)..., true}),
              list<P..., nothing>>;
  template <class Q> static consteval bool is_empty() {
    if constexpr (requires { stack_part<Q>::empty; }) return stack_part<Q>::empty;
    else return false;
  }
  template <class Q> static consteval bool is_unsound() {
    if constexpr (stack_part<Q>::layers) return !stack_part<Q>::sound;
    else return false;
  }
  template <class Q> static consteval bool is_too_long() {
    if constexpr (stack_part<Q>::layers) return stack_part<Q>::too_long(C);
    else return false;
  }
  static constexpr bool empty = C == 0 || first_true({is_empty<P>()...}) < sizeof...(P),
                        too_long = first_true({is_too_long<P>()...}) < sizeof...(P);
  using unsound = part<first_true({is_unsound<P>()..., true})>;
  static consteval auto find_fault() {
    using S = WaveNetStack<C, P...>;
    if constexpr (!std::is_same_v<unfit, nothing>)
      return std::type_identity<refuse<mistake::not_an_option, S, unfit>>{};
    else if constexpr (runs == 0) return std::type_identity<refuse<mistake::wavenet_lacks, S, Dilated<3, Tanh, 1>>>{};
    else if constexpr (heads == 0) return std::type_identity<refuse<mistake::wavenet_lacks, S, Head<1>>>{};
    else if constexpr (heads > 1 || bottlenecks > 1) return std::type_identity<refuse<mistake::wavenet_has_two, S>>{};
    else if constexpr (empty) return std::type_identity<refuse<mistake::zero_size, S>>{};
    else if constexpr (!std::is_same_v<typename head::unknown, nothing>)
      return std::type_identity<refuse<mistake::not_an_option, S, typename head::unknown>>{};
    else if constexpr (requires { typename unsound::activation; })
      return std::type_identity<refuse<mistake::not_an_activation_of_single_values, S, typename unsound::activation>>{};
    else if constexpr (too_long)
      return std::type_identity<refuse<mistake::absurd_size, S, expected<at_most<scalars<most_kept_steps>>>>>{};
    else return std::type_identity<nothing>{};
  }
  template <std::size_t In, std::size_t Cond> static consteval auto bind() {
    return []<std::size_t... K>(std::index_sequence<K...>) {
      return std::type_identity<
          wavenet_stack<In, Cond, C, shown, head,
                        typename part<place<K>>::template run<layers_before[place<K>], Cond, C, shown>...>>{};
    }
    (std::make_index_sequence<runs>{});
  }
};

template <class S> struct scale_of { static constexpr bool is_scale = false; };
template <class R> struct scale_of<HeadScale<R>> {
  static constexpr bool is_scale = true;
  using type = R;
};

/// WaveNet<In, A...>, whose layers are A without a HeadScale at the end.
template <class Written, std::size_t In, class... A> struct bind_wavenet {
  static constexpr std::size_t arguments = sizeof...(A);
  using last = element<(arguments > 0 ? arguments - 1 : 0), list<A..., nothing>>;
  static constexpr bool scaled = scale_of<last>::is_scale;
  static constexpr std::size_t stacks = arguments - scaled;
  template <std::size_t J> using argument = element<J, list<A..., nothing>>;
  template <std::size_t J> using parts = stack_parts<argument<J>>;

  static consteval auto scale() {
    if constexpr (scaled) return std::type_identity<typename scale_of<last>::type>{};
    else return std::type_identity<Ratio<1, 1>>{};
  }

  template <std::size_t... J> static consteval auto find_fault(std::index_sequence<J...>) {
    using Unfit = element<first_true({!parts<J>::is_stack..., true}), list<argument<J>..., nothing>>;
    if constexpr (stacks == 0)
      return std::type_identity<
          refuse<mistake::wavenet_lacks, Written, WaveNetStack<16, Dilated<3, Tanh, 1>, Head<1>>>>{};
    else if constexpr (!std::is_same_v<Unfit, nothing>)
      return std::type_identity<refuse<mistake::not_an_option, Written, Unfit>>{};
    else {
      using OfStack = typename first_of<typename decltype(parts<J>::find_fault())::type...>::type;
      if constexpr (!std::is_same_v<OfStack, nothing>) return std::type_identity<OfStack>{};
      else if constexpr (In == 0) return std::type_identity<refuse<mistake::zero_size, Written>>{};
      else if constexpr (is_nan(number_of<typename decltype(scale())::type>()))
        return std::type_identity<refuse<mistake::not_an_option, Written, last>>{};
      else return heads_fault(std::make_index_sequence<stacks - 1>{});
    }
  }
  /// A head gives the sums that the next stack goes on from.
  template <std::size_t... J> static consteval auto heads_fault(std::index_sequence<J...>) {
    return std::type_identity<typename first_of<
        nothing, std::conditional_t<parts<J>::out == parts<J + 1>::shown, nothing,
                                    refuse<mistake::head_of_another_width, argument<J>, given<shape<parts<J>::out>>,
                                           expected<shape<parts<J + 1>::shown>>>>...>::type>{};
  }
  template <class Fault> struct refused : placeholder<shape<1>, shape<1>> { using fault = Fault; };
  static consteval auto find() {
    using Fault = typename decltype(find_fault(std::make_index_sequence<stacks>{}))::type;
    if constexpr (!std::is_same_v<Fault, nothing>) return std::type_identity<refused<Fault>>{};
    else return layers(std::make_index_sequence<stacks>{});
  }
  template <std::size_t... J> static consteval auto layers(std::index_sequence<J...>) {
    return std::type_identity<
        wavenet<In, typename decltype(scale())::type,
                typename decltype(parts<J>::template bind<(J == 0 ? In : parts<(J > 0 ? J - 1 : 0)>::channels),
                                                          In>())::type...>>{};
  }
  using type = typename decltype(find())::type;
};

}  // namespace _detail

/// A WaveNet, as Neural Amp Modeler has it. Its input of In values is also the condition c of all layers. Each stack
/// makes channels of what the stack before it leaves, h ← W_in·x, then each of its layers computes
///
///     z = conv(h) + W_mix·c       a causal convolution with the layer's kernel and dilation, with a bias
///     a = act(z)                  or, with Gated<A, B>, A of the first half of z times B of the second
///     s ← s + a
///     h ← h + W·a + b
///
/// and its head is a causal convolution of s. The sum s begins with 0 in the first stack, with the head of the stack
/// before it in the others. y is the head of the last stack, times HeadScale.
///
///     using Amp = Net<WaveNet<1, WaveNetStack<16, Dilated<3, Tanh, 1, 2, 4, 8, 16, 32, 64>, Head<8, 1, NoBias>>,
///                             WaveNetStack<8, Dilated<3, Tanh, 128, 256, 512>, Head<1>>, HeadScale<Ratio<1, 50>>>>;
///
/// Shapes: x (Batch, In), y (Batch, Out), where rows are steps × streams, time-major. Out is that of the last Head.
/// Parameters: those of the layers it is made of, which are CausalConv1D: `layer<J, K>` of the net is stack K,
/// `layer<J, K, 0>` what makes its channels, `layer<J, K, 1, L>` layer L of its first Dilated, whose parts are the
/// convolution, W_mix (Cond, N) and W with b; the head is last.
/// State: those of its convolutions.
/// Precision: as CausalConv1D, layer by layer.
/// Backward: gradients flow through the steps of a pass and end where it begins. Keeps h and z of each layer, and h
/// before the pass.
/// Cost: that of its layers; 64 steps at a time go through all of them, so values between layers stay in the
/// first-level cache. The passes of a Dilated are compiled once for all its layers, in inference for all blocks.
/// Misuse: an argument that is not one of those above → mistake::not_an_option; a stack without a Dilated or a Head →
/// mistake::wavenet_lacks, with two heads → mistake::wavenet_has_two; a head of another width than the next stack's
/// sums → mistake::head_of_another_width; an extent of 0 → mistake::zero_size; Softmax as an activation →
/// mistake::not_an_activation_of_single_values; more than 2²⁴ values to keep of a layer → mistake::absurd_size.
/// Source: van den Oord et al., "WaveNet: a generative model for raw audio", arXiv:1609.03499 (2016); Wright, Damskägg,
/// Juvela, Välimäki, "Real-time guitar amplifier emulation with deep learning", Applied Sciences 10 (2020).
/// PyTorch: the WaveNet of the package neural-amp-modeler; tensors have its names, extents and order, which is also
/// that of the weights in a .nam file.
template <std::size_t In, class... Stacks> struct WaveNet
    : _detail::bind_wavenet<WaveNet<In, Stacks...>, In, Stacks...>::type {};

}  // namespace sinew
