#pragma once
/// \file
/// `Net<L...>`: a neural network as a type. An object of it is the network's parameters.

#include <array>
#include <bit>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/effects.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/memory/sample_of_parts.hpp>
#include <sinew/memory/value_span.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/trained.hpp>
#include <sinew/compose/infer_shapes.hpp>
#include <sinew/net/decision.hpp>
#include <sinew/net/footprint.hpp>
#include <sinew/net/head_outputs.hpp>
#include <sinew/net/misuse.hpp>
#include <sinew/net/layer_path.hpp>
#include <sinew/net/stack_limit.hpp>
#include <sinew/compose/sequence.hpp>
#include <sinew/net/stream.hpp>
#include <sinew/net/workspace.hpp>

namespace SINEW_NAMESPACE {

/// A network of the layers L... over the scalar T, float or double. An object holds the parameters in one flat, aligned
/// array: each layer's slice begins at a constant offset, and padding is 0. It is trivially copyable. A new object has
/// all parameters 0; see initialize(). No function here allocates or throws.
///
///     Net<Dense<784, 64, ReLU>, Dense<64, 10, Softmax>> net;
///     initialize(net, 1);
///     const std::array<float, 10> y = net(x);
///
/// Misuse: neighbouring layers with different shapes → `mistake::shape_mismatch<layer<J>, given<…>, expected<…>>`;
/// the folder mistake/ has them all.
/// PyTorch: a `torch.nn.Sequential` with its parameters.
template <class T, class... L> struct BasicNet
    : decltype(mistake::tell(mistake::of<typename _detail::infer_shapes<_detail::unknown, L...>::fault>,
                             mistake::of<BasicNet<T, L...>>)) {
  /// The type of parameters, inputs and outputs.
  using scalar = T;
  /// The layers as one layer, with all shapes known (compose/sequence.hpp).
  using layers = typename _detail::infer_shapes<_detail::unknown, L...>::recovered;
  /// The shape of the input; `input::size` is its number of scalars.
  using input = typename layers::input;
  /// The shape of the output; `output::size` is its number of scalars.
  using output = typename layers::output;
  /// The activation of the last layer, or `mistake::nothing`.
  using activation = typename layers::activation;
  /// The array of all parameters, and of a gradient.
  using Parameters = std::array<T, layers::parameters>;
  /// The outputs of one sample: an array, or HeadOutputs (net/head_outputs.hpp) of a net with Heads.
  using Output = typename _detail::outputs_type<T, output>::type;
  /// The same net over another scalar.
  template <class U> using with_scalar = BasicNet<U, L...>;

  /// The number of layers as written.
  static constexpr std::size_t depth = sizeof...(L);
  /// Layer J with its shapes known. It has `input`, `output`, `parameters` and the other members of layer/traits.hpp.
  /// `layer<1, 2>` is layer 2 inside layer 1, as in error messages. Such paths address the layers of nested nets, of
  /// Residual, and of Concat (its branches), in all functions below.
  template <std::size_t... J> using layer =
      typename _detail::layer_at_path<_detail::layer_path<layers, J...>, BasicNet>::type;
  /// Number of trainable parameters, without padding.
  static constexpr std::size_t parameter_count = layers::parameter_count;
  /// Bytes of the parameters and buffers as stored, with the alignment of each layer's slice.
  static constexpr std::size_t parameter_bytes = [] {
    // An array of no elements takes the space of one.
    constexpr std::size_t bytes = (_detail::max_of<std::size_t>(layers::parameters, 1) + layers::buffers) * sizeof(T);
    return (bytes + _detail::line_bytes - 1) / _detail::line_bytes * _detail::line_bytes;
  }();
  /// Multiply-adds of one sample's forward pass.
  static constexpr std::size_t multiply_adds = layers::multiply_adds;
  /// Bytes of a `Workspace<Net, Batch, Mode, Steps>`.
  template <std::size_t Batch, Mode M = Mode::inference, std::size_t Steps = 1>
  static constexpr std::size_t workspace_bytes = sizeof(Workspace<BasicNet, Batch, M, Steps>);
  /// Bytes of what each sequence of a Stream keeps from step to step; 0 if no layer has a state.
  static constexpr std::size_t stream_bytes = layers::state_values * sizeof(T);
  /// Bytes of the values between layers when inferring Batch samples, and of a panel of weights where a batch copies
  /// such (16 KiB at most): the memory of inference without the net, its inputs and its outputs.
  template <std::size_t Batch>
  static constexpr std::size_t activation_bytes = layers::template scratch<_detail::pass_traits<T, Batch, 1, false>> *
                                                  sizeof(T);
  /// Bytes that training with the optimizer Formula (Adam, …) needs in addition to the net: a
  /// `Workspace<Net, Batch, Mode::training>` and an Optimizer. fit() also keeps two copies of the net, with the last
  /// good and the best weights, and has a smaller workspace for large images.
  template <std::size_t Batch, class Formula> static constexpr std::size_t training_bytes =
      workspace_bytes<Batch, Mode::training> + _detail::optimizer_bytes<Formula, Parameters>;
  /// An upper bound for the stack used by net(x) or predict(x), in bytes, with x of the net's scalar; bytes as pixels
  /// take `input::size` scalars more. It holds for -O1 and above and for the layers of this library; other layers may
  /// add stack frames of their own. See net/footprint.hpp, and net/stack_limit.hpp for the limit.
  static constexpr std::size_t stack_bytes = _detail::stack_bytes<T>(activation_bytes<1>, output::size, multiply_adds) +
                                             _detail::whole_lines<T>(layers::state_values) * sizeof(T);
  /// The layouts and buffers of a pass over Batch samples (plan/execution_plan.hpp).
  template <std::size_t Batch, Mode M = Mode::inference> static constexpr auto plan =
      layers::template plan<_detail::pass_traits<T, Batch, 1, _detail::trains(M), M != Mode::inference>>;

  /// All parameters and buffers are 0.
  constexpr BasicNet() noexcept = default;
  /// Converts the net with the same layers over another scalar: each parameter and buffer is rounded.
  template <class U>
  requires(!std::is_same_v<U, T>) constexpr explicit BasicNet(const BasicNet<U, L...>& other) noexcept {
    for (std::size_t i = 0; i < layers::parameters; ++i) parameters[i] = static_cast<T>(other.parameters[i]);
    if constexpr (layers::buffers > 0)
      for (std::size_t i = 0; i < layers::buffers; ++i) buffers[i] = static_cast<T>(other.buffers[i]);
  }
  // Misuse: a net of other layers.
  template <class U, class... M> constexpr explicit BasicNet(const BasicNet<U, M...>&) noexcept {
    decltype(mistake::tell(
        mistake::of<
            mistake::nets_of_different_layers<mistake::given<BasicNet<U, M...>>, mistake::expected<BasicNet>>>)){};
  }
  // Misuse: assigning another net.
  template <class U, class... M> constexpr BasicNet& operator=(const BasicNet<U, M...>&) noexcept {
    decltype(mistake::tell(
        mistake::of<
            mistake::nets_of_different_layers<mistake::given<BasicNet<U, M...>>, mistake::expected<BasicNet>>>)){};
    return *this;
  }

  /// All parameters, one slice per layer; see parameters_of().
  alignas(_detail::line_bytes) Parameters parameters{};
  /// Values that layers keep but gradients do not change, such as running means; an empty object if no layer has any.
  [[no_unique_address]] std::conditional_t<(layers::buffers > 0), std::array<T, layers::buffers>, mistake::nothing>
      buffers{};

  /// The parameters of layer J as a span of fixed extent, for layers without weight() and bias(). Assigning to it
  /// copies as many values.
  /// Misuse: assigning another number or type of values → `mistake::wrong_values`, to those of a const net →
  /// `mistake::values_are_read_only`; calling it on a temporary net → `mistake::view_of_a_temporary`.
  template <std::size_t... J> [[nodiscard]] constexpr auto parameters_of() & noexcept SINEW_LIFETIMEBOUND {
    return slice_of<_detail::layer_path<layers, J...>>(parameters);
  }
  /// The same for a const net.
  template <std::size_t... J> [[nodiscard]] constexpr auto parameters_of() const& noexcept SINEW_LIFETIMEBOUND {
    return slice_of<_detail::layer_path<layers, J...>>(parameters);
  }
  /// Catches a temporary.
  template <std::size_t... J> constexpr auto parameters_of() const&& noexcept {
    decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<BasicNet>>)){};
    return slice_of<_detail::layer_path<layers, J...>>(parameters);
  }
  /// The buffers of layer J as a span of fixed extent: of BatchNorm the running means, then the running variances. The
  /// array `buffers` holds those of all layers in the order of the layers; slices are aligned as those of parameters.
  template <std::size_t... J> [[nodiscard]] constexpr auto buffers_of() & noexcept SINEW_LIFETIMEBOUND {
    return buffer_slice_of<_detail::layer_path<layers, J...>>(*this);
  }
  /// The same for a const net.
  template <std::size_t... J> [[nodiscard]] constexpr auto buffers_of() const& noexcept SINEW_LIFETIMEBOUND {
    return buffer_slice_of<_detail::layer_path<layers, J...>>(*this);
  }
  /// Catches a temporary.
  template <std::size_t... J> constexpr auto buffers_of() const&& noexcept {
    decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<BasicNet>>)){};
    return buffer_slice_of<_detail::layer_path<layers, J...>>(*this);
  }
  /// A weight of layer J: `weight<J>(in, out)` of a Dense layer, `weight<J>(channel, row, column, out)` of a
  /// convolution. The indices can be named, so that they cannot be confused: `weight<J>({.in = 3, .out = 1})`. Layers
  /// count from 0, and an `Input<…>` counts as one.
  /// Precondition: each index is less than its extent. (PyTorch's order is (out, in).)
  /// Misuse: a layer without weights, or with another number of indices → `mistake::layer_without_weights`; a path to
  /// no layer → `mistake::no_such_layer` or `mistake::no_layers_within`.
  template <std::size_t... J, class... Index> constexpr T& weight(Index... at) noexcept {
    return parameters[weight_index<J...>(at...)];
  }
  /// The same for a const net.
  template <std::size_t... J, class... Index> constexpr const T& weight(Index... at) const noexcept {
    return parameters[weight_index<J...>(at...)];
  }
  /// The same with named indices.
  template <std::size_t... J>
  constexpr T& weight(typename _detail::layer_path<layers, J...>::layer::WeightIndex at) noexcept {
    return parameters[weight_index<J...>(at)];
  }
  /// The same with named indices, for a const net.
  template <std::size_t... J>
  constexpr const T& weight(typename _detail::layer_path<layers, J...>::layer::WeightIndex at) const noexcept {
    return parameters[weight_index<J...>(at)];
  }
  /// The bias of output `out` of layer J.
  /// Precondition: `out` is less than the number of biases.
  template <std::size_t... J> constexpr T& bias(std::size_t out) noexcept { return parameters[bias_index<J...>(out)]; }
  /// The same for a const net.
  template <std::size_t... J> constexpr const T& bias(std::size_t out) const noexcept {
    return parameters[bias_index<J...>(out)];
  }
  /// The position of a weight in `parameters`, and in any gradient.
  template <std::size_t... J, class... Index>
  [[nodiscard]] static constexpr std::size_t weight_index(Index... at) noexcept {
    using Path = _detail::layer_path<layers, J...>;
    if constexpr (!std::is_same_v<typename Path::fault, mistake::nothing>) {
      decltype(mistake::tell(mistake::of<typename Path::fault>, mistake::of<BasicNet>)){};
      return 0;
    } else if constexpr (requires { Path::layer::weight_index(static_cast<std::size_t>(at)...); })
      return Path::begin + Path::layer::weight_index(static_cast<std::size_t>(at)...);
    else {
      decltype(mistake::tell(
          mistake::of<mistake::layer_without_weights<sinew::mistake::layer<J...>, typename Path::layer>>,
          mistake::of<BasicNet>)){};
      return 0;
    }
  }
  /// The same with named indices.
  template <std::size_t... J> [[nodiscard]] static constexpr std::size_t weight_index(
      typename _detail::layer_path<layers, J...>::layer::WeightIndex at) noexcept {
    using Path = _detail::layer_path<layers, J...>;
    return Path::begin + Path::layer::weight_index(at);
  }
  /// The position of a bias in `parameters`, and in any gradient.
  template <std::size_t... J> [[nodiscard]] static constexpr std::size_t bias_index(std::size_t out) noexcept {
    using Path = _detail::layer_path<layers, J...>;
    if constexpr (!std::is_same_v<typename Path::fault, mistake::nothing>) {
      decltype(mistake::tell(mistake::of<typename Path::fault>, mistake::of<BasicNet>)){};
      return 0;
    } else if constexpr (requires { Path::layer::bias_index(out); }) return Path::begin + Path::layer::bias_index(out);
    else {
      decltype(mistake::tell(
          mistake::of<mistake::layer_without_weights<sinew::mistake::layer<J...>, typename Path::layer>>,
          mistake::of<mistake::bias_of<BasicNet>>)){};
      return 0;
    }
  }

  /// Computes the outputs of one sample. x is an array, a fixed-extent span, or bytes that stand for pixels
  /// (memory/sample.hpp). Layers with state start from rest; see net(x, stream). Threads may call it on the same net at
  /// once. A sample alone and in a batch may give results that differ by rounding, because sums of narrow layers are
  /// added in another order: by at most 4 units in the last place of |b| + Σ|x·w| per sum. For 3×3 convolutions see
  /// kernel/winograd.hpp.
  /// Cost: multiply_adds; the values between layers are on the stack, `stack_bytes` at most.
  /// Misuse: another type or size → `mistake::wrong_input`; more stack than SINEW_STACK_LIMIT
  /// (net/stack_limit.hpp) → `mistake::exceeds_stack_limit`: call net(x, w).
  [[nodiscard]] constexpr Output operator()(const std::array<T, input::size>& x) const noexcept SINEW_NONBLOCKING {
    return infer_on_stack(x);
  }
  /// The same for any other type of sample.
  template <class X> [[nodiscard]] constexpr Output operator()(const X& x) const noexcept SINEW_NONBLOCKING {
    return infer_on_stack(x);
  }
  /// The same for a braced list, `net({1, 2, 3})`, with exactly one number per input. (An array would accept fewer and
  /// fill up with zeros.)
  template <std::size_t N> [[nodiscard]] constexpr Output operator()(const T (&x)[N]) const noexcept SINEW_NONBLOCKING {
    return infer_on_stack(x);
  }
  /// The same for a net with several inputs, whose parts are arguments of their own: `net(image, numbers)`. (As one
  /// argument they are a std::tuple, or an array of all values.)
  template <class... X>
  requires(_detail::are_given_as_parts<input, X...>) [[nodiscard]] constexpr Output operator()(
      const X&... x) const noexcept SINEW_NONBLOCKING {
    if constexpr (_detail::are_parts_of_sample<T, input, X...>) return infer_on_stack(_detail::given_parts<X...>(x...));
    else {
      decltype(mistake::tell(mistake::of<_detail::input_mistake_of<T, input, X...>>, mistake::of<BasicNet>)){};
      return {};
    }
  }
  /// Catches a wrong number of arguments.
  template <class... X>
  requires((sizeof...(X) == 0 || sizeof...(X) > 2) && !_detail::are_given_as_parts<input, X...>) constexpr Output
  operator()(const X&...) const noexcept {
    decltype(mistake::tell(mistake::of<_detail::input_mistake_of<T, input, X...>>, mistake::of<BasicNet>)){};
    return {};
  }

  /// Computes one step of a sequence: the layers with state (LSTM, …) go on from `stream`, and leave there what the
  /// next step needs.
  ///
  ///     Stream<Amp> stream;
  ///     for (float& sample : samples) sample = net({sample}, stream)[0];
  ///
  /// Threads may call it on the same net at once, each with a stream of its own.
  /// Cost: that of net(x).
  /// Misuse: `mistake::wrong_input`; a stream of another net or of several sequences, or a const one →
  /// `mistake::wrong_stream`.
  template <_detail::AnyStream S>
  constexpr Output operator()(const std::array<T, input::size>& x, S& stream) const noexcept SINEW_NONBLOCKING {
    return infer_step(x, stream);
  }
  /// The same for any other type of sample.
  template <class X, _detail::AnyStream S>
  constexpr Output operator()(const X& x, S& stream) const noexcept SINEW_NONBLOCKING {
    return infer_step(x, stream);
  }
  /// The same for a braced list.
  template <std::size_t N, _detail::AnyStream S>
  constexpr Output operator()(const T (&x)[N], S& stream) const noexcept SINEW_NONBLOCKING {
    return infer_step(x, stream);
  }
  /// Computes the following steps of the sequences in a `Stream<Net, Streams>`, as many as xs has: what net(x, stream)
  /// gives step by step, faster. With several streams the samples are time-major: xs[t * Streams + s] is step t of
  /// stream s. Results may differ by rounding from those of other block lengths, as those of batches do.
  /// Precondition: xs and ys have the same size, a multiple of Streams.
  /// Cost: at most that of net(x, stream) per step; steps are processed in blocks, on the stack.
  /// Misuse: as for net(xs, ys); a stream of another net, or a const one → `mistake::wrong_stream`.
  template <class Xs, class Ys, _detail::AnyStream S>
  constexpr void operator()(const Xs& xs, Ys&& ys, S& stream) const noexcept SINEW_NONBLOCKING {
    using X = std::remove_cv_t<_detail::item_of<const Xs>>;
    using Mistake = samples_mistake<Xs, Ys>;
    if constexpr (!std::is_same_v<Mistake, mistake::nothing>)
      decltype(mistake::tell(mistake::of<Mistake>, mistake::of<mistake::rows_for<BasicNet>>)){};
    else if constexpr (!std::is_same_v<S, Stream<BasicNet, S::streams>>)
      decltype(mistake::tell(
          mistake::of<mistake::wrong_stream<mistake::given<S>, mistake::expected<Stream<BasicNet, S::streams>>>>,
          mistake::of<BasicNet>)){};
    else if constexpr (SINEW_STACK_LIMIT < steps_stack<X, S::streams>)
      decltype(mistake::tell(mistake::of<mistake::exceeds_stack_limit<mistake::takes<steps_stack<X, S::streams>>,
                                                                      mistake::allowed<SINEW_STACK_LIMIT>,
                                                                      mistake::instead<mistake::forward_with_stream>>>,
                             mistake::of<BasicNet>)){};
    else {
      _detail::precondition(std::size(xs) == std::size(ys),
                            "net(xs, ys, stream): found {} output{s} for {} input{s}, expected as many", std::size(ys),
                            std::size(xs));
      _detail::precondition(std::size(xs) % S::streams == 0,
                            "net(xs, ys, stream): found {} sample{s}, expected a multiple of {}, the streams",
                            std::size(xs), S::streams);
      infer_steps(std::data(xs), std::data(ys), std::size(xs) / S::streams, stream);
    }
  }

  /// Computes the outputs of many samples: ys[i] = net(xs[i]). xs and ys are contiguous ranges of samples and of
  /// Output.
  /// Precondition: xs and ys have the same size.
  /// Cost: at most that of net(x) per sample; samples are processed in blocks.
  /// Misuse: ranges of other elements → `mistake::wrong_input` or `mistake::wrong_output`; more stack than
  /// SINEW_STACK_LIMIT → `mistake::exceeds_stack_limit`: call net(xs, ys, w).
  template <class Xs, class Ys>
  requires(!_detail::are_given_as_parts<input, Xs, std::remove_cvref_t<Ys>>) constexpr void operator()(
      const Xs& xs, Ys&& ys) const noexcept SINEW_NONBLOCKING {
    using X = std::remove_cv_t<_detail::item_of<const Xs>>;
    using Mistake = samples_mistake<Xs, Ys>;
    if constexpr (!std::is_same_v<Mistake, mistake::nothing>)
      decltype(mistake::tell(mistake::of<Mistake>, mistake::of<mistake::rows_for<BasicNet>>)){};
    else if constexpr (SINEW_STACK_LIMIT < batch_stack_bytes<X>)
      decltype(mistake::tell(
          mistake::of<
              mistake::exceeds_stack_limit<mistake::takes<batch_stack_bytes<X>>, mistake::allowed<SINEW_STACK_LIMIT>,
                                           mistake::instead<mistake::net_of_xs_ys_and_workspace>>>,
          mistake::of<BasicNet>)){};
    else {
      _detail::precondition(std::size(xs) == std::size(ys),
                            "net(xs, ys): found {} output{s} for {} input{s}, expected as many", std::size(ys),
                            std::size(xs));
      infer_all(std::data(xs), std::data(ys), std::size(xs));
    }
  }

  /// The predicted class of one step of a sequence, see net(x, stream).
  template <_detail::AnyStream S>
  [[nodiscard]] constexpr std::size_t predict(const std::array<T, input::size>& x,
                                              S& stream) const noexcept SINEW_NONBLOCKING {
    return _detail::predicted_class<activation, output::size>(infer_step(x, stream).data());
  }
  /// The same for any other type of sample.
  template <class X, _detail::AnyStream S>
  [[nodiscard]] constexpr std::size_t predict(const X& x, S& stream) const noexcept SINEW_NONBLOCKING {
    return _detail::predicted_class<activation, output::size>(infer_step(x, stream).data());
  }
  /// The same for a braced list.
  template <std::size_t N, _detail::AnyStream S>
  [[nodiscard]] constexpr std::size_t predict(const T (&x)[N], S& stream) const noexcept SINEW_NONBLOCKING {
    return _detail::predicted_class<activation, output::size>(infer_step(x, stream).data());
  }
  /// The predicted class of one sample: the index of the largest output; 0 or 1 for a single output (net/decision.hpp).
  /// Misuse: a single output without a threshold → `mistake::output_without_decision`; see also net(x).
  [[nodiscard]] constexpr std::size_t predict(const std::array<T, input::size>& x) const noexcept SINEW_NONBLOCKING {
    return _detail::predicted_class<activation, output::size>(infer_on_stack(x).data());
  }
  /// The same for any other type of sample.
  template <class X> [[nodiscard]] constexpr std::size_t predict(const X& x) const noexcept SINEW_NONBLOCKING {
    return _detail::predicted_class<activation, output::size>(infer_on_stack(x).data());
  }
  /// The same for a braced list.
  template <std::size_t N>
  [[nodiscard]] constexpr std::size_t predict(const T (&x)[N]) const noexcept SINEW_NONBLOCKING {
    return _detail::predicted_class<activation, output::size>(infer_on_stack(x).data());
  }

  /// The predicted class by head J of a net with Heads: `net.predict<0>(x)`, or `net.predict<0>(image, numbers)`.
  /// Misuse: no head J → `mistake::no_such_head`; a head of one output without a threshold →
  /// `mistake::output_without_decision`; see also net(x).
  template <std::size_t J, class... X>
  [[nodiscard]] constexpr std::size_t predict(const X&... x) const noexcept SINEW_NONBLOCKING {
    if constexpr (J >= _detail::part_count<output>) {
      decltype(mistake::tell(mistake::of<_detail::no_part_mistake<J, output>>, mistake::of<BasicNet>)){};
      return 0;
    } else
      return _detail::predicted_class<_detail::head_activation<J, activation>, _detail::part_shape<J, output>::size>(
          (*this)(x...).data() + _detail::part_begin<J, output>);
  }

  /// net(x) in the caller's memory, for nets that are too large for the stack: the values between layers are in the
  /// workspace, and so is the result. It is that of net(x) to the bit.
  ///
  ///     static Workspace<Large, 1> w;                          // or std::make_unique<Workspace<Large, 1>>()
  ///     const Large::Output& y = net(x, w);                    // valid until the next call with w
  ///
  /// w.x() is not used, except for pixels. The call puts less than 8 KiB on the stack, whatever the net.
  /// Misuse: `mistake::wrong_input`; a workspace of another net, batch or mode → `mistake::made_for_another_net` or
  /// `mistake::wrong_workspace`.
  template <class W>
  requires(_detail::workspace_parts<std::remove_const_t<W>>::known) constexpr const Output& operator()(
      const std::array<T, input::size>& x, W& w) const noexcept SINEW_NONBLOCKING {
    return infer_in(x, w);
  }
  /// The same for any other type of sample.
  template <class X, class W>
  requires(_detail::workspace_parts<std::remove_const_t<W>>::known) constexpr const Output& operator()(
      const X& x, W& w) const noexcept SINEW_NONBLOCKING {
    return infer_in(x, w);
  }
  /// The same for a braced list.
  template <std::size_t N, class W>
  requires(_detail::workspace_parts<std::remove_const_t<W>>::known) constexpr const Output& operator()(
      const T (&x)[N], W& w) const noexcept SINEW_NONBLOCKING {
    return infer_in(x, w);
  }
  /// net.predict(x) in the caller's memory.
  template <class W>
  requires(_detail::workspace_parts<std::remove_const_t<W>>::known) constexpr std::size_t
      predict(const std::array<T, input::size>& x, W& w) const noexcept SINEW_NONBLOCKING {
    return _detail::predicted_class<activation, output::size>(infer_in(x, w).data());
  }
  /// The same for any other type of sample.
  template <class X, class W>
  requires(_detail::workspace_parts<std::remove_const_t<W>>::known) constexpr std::size_t
      predict(const X& x, W& w) const noexcept SINEW_NONBLOCKING {
    return _detail::predicted_class<activation, output::size>(infer_in(x, w).data());
  }
  /// The same for a braced list.
  template <std::size_t N, class W>
  requires(_detail::workspace_parts<std::remove_const_t<W>>::known) constexpr std::size_t
      predict(const T (&x)[N], W& w) const noexcept SINEW_NONBLOCKING {
    return _detail::predicted_class<activation, output::size>(infer_in(x, w).data());
  }
  /// net(xs, ys) in the caller's memory: Batch samples at a time, where w is a `Workspace<Net, Batch>`. The last
  /// batch is filled up with copies of its last sample.
  template <class Xs, class Ys, class W>
  requires(_detail::workspace_parts<std::remove_const_t<W>>::known) constexpr void operator()(
      const Xs& xs, Ys&& ys, W& w) const noexcept SINEW_NONBLOCKING {
    if constexpr (!_detail::workspace_of<W, BasicNet>)
      decltype(mistake::tell(mistake::of<mistake::made_for_another_net<mistake::given<W>, mistake::expected<BasicNet>>>,
                             mistake::of<BasicNet>)){};
    else if constexpr (!std::is_same_v<W, Workspace<BasicNet, W::batch>>)
      decltype(mistake::tell(
          mistake::of<
              mistake::wrong_workspace<mistake::given<W>, mistake::expected<Workspace<BasicNet, W::batch>>>>)){};
    else if constexpr (!std::is_same_v<samples_mistake<Xs, Ys>, mistake::nothing>)
      decltype(mistake::tell(mistake::of<samples_mistake<Xs, Ys>>, mistake::of<mistake::rows_for<BasicNet>>)){};
    else {
      _detail::precondition(std::size(xs) == std::size(ys),
                            "net(xs, ys, w): found {} output{s} for {} input{s}, expected as many", std::size(ys),
                            std::size(xs));
      constexpr std::size_t block = W::batch, in = input::size;
      const std::size_t all = std::size(xs);
      const auto* const x = std::data(xs);
      auto* const y = std::data(ys);
      for (std::size_t at = 0; at < all; at += block) {
        const std::size_t count = _detail::min_of(block, all - at);
        for (std::size_t s = 0; s < block; ++s)
          read_input<T, input>(x[at + (s < count ? s : count - 1)], w.x_.data() + s * in);
        forward(w);
        for (std::size_t s = 0; s < count; ++s)
          for (std::size_t i = 0; i < output::size; ++i) y[at + s][i] = w.y_[s * output::size + i];
      }
    }
  }

  /// Inference on the batch in the workspace: reads w.x(), writes w.y(). Layers with state start from rest.
  template <std::size_t B, std::size_t S>
  constexpr void forward(Workspace<BasicNet, B, Mode::inference, S>& w) const noexcept SINEW_NONBLOCKING {
    infer_block(w, w.rest());
  }
  /// The same, where layers with state (LSTM, …) go on from `stream`, which has one sequence for each of the
  /// workspace's.
  template <std::size_t B, std::size_t S>
  constexpr void forward(Workspace<BasicNet, B, Mode::inference, S>& w,
                         Stream<BasicNet, B>& stream) const noexcept SINEW_NONBLOCKING {
    infer_block(w, stream);
  }
  /// The same, keeping the output of every layer: see Workspace::output.
  template <std::size_t B, std::size_t S>
  constexpr void forward(Workspace<BasicNet, B, Mode::inspection, S>& w) const noexcept SINEW_NONBLOCKING {
    infer_block(w, w.rest());
  }
  /// The forward pass of training: reads w.x(), writes w.y(), and keeps what backward needs. It may draw from the
  /// caller's engine and update buffers, and is therefore not const.
  /// Misuse: a net with random layers (Dropout) and no engine → `mistake::training_needs_a_random_engine`; one sample
  /// and BatchNorm of vectors → `mistake::batch_statistics_of_one_sample`.
  template <std::size_t B, Mode M, std::size_t S, class Random = mistake::nothing>
  requires(_detail::trains(M) && !_detail::AnyStream<std::remove_cvref_t<Random>>) constexpr void forward(
      Workspace<BasicNet, B, M, S>& w, Random&& random = {}) noexcept SINEW_NONALLOCATING {
    train_block(w, w.rest(), random);
  }
  /// The same, where layers with state go on from `stream` and leave there what the next block needs. Gradients end
  /// where the block begins: truncated back-propagation through time.
  template <std::size_t B, Mode M, std::size_t S, class Random = mistake::nothing>
  requires(_detail::trains(M)) constexpr void forward(Workspace<BasicNet, B, M, S>& w, Stream<BasicNet, B>& stream,
                                                      Random&& random = {}) noexcept SINEW_NONALLOCATING {
    train_block(w, stream, random);
  }

  /// The backward pass from w.dy() = ∂L/∂y: gives ∂L/∂parameters to a sink (layer/gradient_sink.hpp). In a
  /// `Workspace<…, Mode::input_gradient>` it also computes w.dx() = ∂L/∂x. A sink that descends changes its net, so
  /// make it from the parameters of this net.
  template <std::size_t B, Mode M, std::size_t S>
  requires(_detail::trains(M)) constexpr void backward(Workspace<BasicNet, B, M, S>& w,
                                                       GradientSink<T> sink) const noexcept SINEW_NONALLOCATING {
    run_backward<0>(w, sink);
  }
  /// The same, adding ∂L/∂parameters to a gradient laid out as the parameters are.
  template <std::size_t B, Mode M, std::size_t S>
  requires(_detail::trains(M)) constexpr void backward(Workspace<BasicNet, B, M, S>& w,
                                                       Parameters& gradient) const noexcept SINEW_NONALLOCATING {
    run_backward<0>(w, gradient);
  }
  /// The same for ∂L/∂x alone: `net.backward(w, discard)`. No layer computes gradients of its parameters.
  /// Misuse: a workspace without Mode::input_gradient → `mistake::dx_needs_an_input_gradient_workspace`.
  template <std::size_t B, Mode M, std::size_t S>
  requires(_detail::trains(M)) constexpr void backward(
      Workspace<BasicNet, B, M, S>& w, _detail::discard_gradients to) const noexcept SINEW_NONALLOCATING {
    run_backward<0>(w, to);
  }
  /// The same without the gradients of layers that an optimizer does not train: `optimizer.sink_of_gradient()`.
  template <std::size_t B, Mode M, std::size_t S, class Trained>
  requires(_detail::trains(M)) constexpr void backward(
      Workspace<BasicNet, B, M, S>& w, _detail::choosing_sink<T, Trained> to) const noexcept SINEW_NONALLOCATING {
    run_backward<0>(w, to);
  }
  /// The backward pass from w.dy() = ∂L/∂z, where z is the input of the last activation. Fused losses give this
  /// gradient (softmax with cross-entropy: p − t).
  template <std::size_t B, Mode M, std::size_t S>
  requires(_detail::trains(M)) constexpr void backward_from_logits(
      Workspace<BasicNet, B, M, S>& w, GradientSink<T> sink) const noexcept SINEW_NONALLOCATING {
    run_backward<_detail::all_heads>(w, sink);
  }
  /// The same, adding ∂L/∂parameters to a gradient laid out as the parameters are.
  template <std::size_t B, Mode M, std::size_t S>
  requires(_detail::trains(M)) constexpr void backward_from_logits(
      Workspace<BasicNet, B, M, S>& w, Parameters& gradient) const noexcept SINEW_NONALLOCATING {
    run_backward<_detail::all_heads>(w, gradient);
  }

  /// The same for ∂L/∂x alone.
  template <std::size_t B, Mode M, std::size_t S>
  requires(_detail::trains(M)) constexpr void backward_from_logits(
      Workspace<BasicNet, B, M, S>& w, _detail::discard_gradients to) const noexcept SINEW_NONALLOCATING {
    run_backward<_detail::all_heads>(w, to);
  }
  /// The same without the gradients of layers that an optimizer does not train.
  template <std::size_t B, Mode M, std::size_t S, class Trained>
  requires(_detail::trains(M)) constexpr void backward_from_logits(
      Workspace<BasicNet, B, M, S>& w, _detail::choosing_sink<T, Trained> to) const noexcept SINEW_NONALLOCATING {
    run_backward<_detail::all_heads>(w, to);
  }

  /// Catches arguments that fit no overload.
  template <class W, class... Rest> constexpr void forward(W&, Rest&&...) const noexcept {
    decltype(mistake::tell(mistake::of<_detail::forward_mistake<BasicNet, W, Rest...>>, mistake::of<BasicNet>)){};
  }
  /// Catches arguments that fit no overload.
  template <class W, class... G> constexpr void backward(W&, G&&...) const noexcept {
    decltype(mistake::tell(mistake::of<_detail::backward_mistake<BasicNet, W, G...>>, mistake::of<BasicNet>)){};
  }
  /// Catches arguments that fit no overload.
  template <class W, class... G> constexpr void backward_from_logits(W&, G&&...) const noexcept {
    decltype(mistake::tell(mistake::of<_detail::backward_mistake<BasicNet, W, G...>>, mistake::of<BasicNet>)){};
  }

 private:
  friend struct _detail::net_access;
  friend struct _detail::heads_access;

  /// Whether samples X in a row are scalars in a row, which a pass can read in place.
  template <class X> static constexpr bool lies_in_a_row = std::is_same_v<X, std::array<T, input::size>> &&
                                                           sizeof(X) == input::size * sizeof(T);
  /// Rows that net(xs, ys) processes at once: the largest power of two up to 64 with buffers of at most 32 KiB, at
  /// least 1. Two buffers as wide as the widest output count, or one as wide as the widest layer if inputs are copied.
  template <class X> static constexpr std::size_t rows_a_block = [] {
    constexpr std::size_t features = lies_in_a_row<X> ? 2 * layers::max_output_features : layers::max_features,
                          fit = (1 << 15) / (sizeof(T) * features);
    return std::bit_floor(_detail::max_of<std::size_t>(1, _detail::min_of<std::size_t>(64, fit)));
  }();
  /// Bytes of n scalars in an array of its own.
  static constexpr std::size_t array_bytes(std::size_t n) noexcept { return _detail::whole_lines<T>(n) * sizeof(T); }
  /// A bound for the stack of net(x) with a sample X.
  template <class X> static constexpr std::size_t sample_stack =
      stack_bytes + (SampleOf<X, T, input::size> ? 0 : array_bytes(input::size) + array_bytes(output::size));
  /// The same for net(x, stream), whose state is the caller's.
  template <class X> static constexpr std::size_t step_stack = sample_stack<X> - array_bytes(layers::state_values);
  /// Steps that net(xs, ys, stream) processes at once: as many rows, of S streams.
  template <class X, std::size_t S>
  static constexpr std::size_t steps_a_block = S < rows_a_block<X> ? std::bit_floor(rows_a_block<X> / S) : 1;
  /// The same for B rows, of Steps steps of B / Steps streams.
  template <class X, std::size_t B, std::size_t Steps> static constexpr std::size_t rows_stack =
      _detail::stack_bytes<T>(layers::template scratch<_detail::pass_traits<T, B, 1, false, false, Steps>> * sizeof(T),
                              B* output::size, multiply_adds) +
      (lies_in_a_row<X> ? 0 : array_bytes(B * input::size));

 public:
  /// An upper bound of the stack of net(xs, ys) in bytes, with samples of type X, under the conditions of stack_bytes.
  template <class X = std::array<T, input::size>> static constexpr std::size_t batch_stack_bytes = [] {
    constexpr std::size_t block = rows_a_block<X>;
    if constexpr (block == 1) return sample_stack<X> + array_bytes(output::size);
    else return sample_stack<X> + rows_stack<X, block, 1> + array_bytes(block * layers::state_values);
  }();

 private:
  // Each length of blocks has a frame of its own: compilers do not always let them share memory.
  template <class X, std::size_t S> static constexpr std::size_t steps_stack = [] {
    constexpr std::size_t most = steps_a_block<X, S>, some = most / 4, few = most / 16;
    std::size_t bytes = S == 1 ? step_stack<X> : rows_stack<X, S, 1>;
    if constexpr (most > 1) bytes += rows_stack<X, S * most, most>;
    if constexpr (some > 1) bytes += rows_stack<X, S * some, some>;
    if constexpr (few > 1) bytes += rows_stack<X, S * few, few>;
    return bytes;
  }();

  template <class Xs, class Ys> using samples_mistake = _detail::samples_mistake<T, input, Output, Xs, Ys>;
  /// net(x), or the mistake in it.
  template <class X> constexpr Output infer_on_stack(const X& x) const noexcept {
    if constexpr (!InputOf<X, T, input>) {
      decltype(mistake::tell(mistake::of<_detail::input_mistake_of<T, input, X>>, mistake::of<BasicNet>)){};
      return {};
    } else if constexpr (SINEW_STACK_LIMIT < sample_stack<X>) {
      decltype(mistake::tell(
          mistake::of<mistake::exceeds_stack_limit<mistake::takes<sample_stack<X>>, mistake::allowed<SINEW_STACK_LIMIT>,
                                                   mistake::instead<mistake::net_of_x_and_workspace>>>,
          mistake::of<BasicNet>)){};
      return {};
    } else return infer(x);
  }
  template <class X> constexpr Output infer(const X& x) const noexcept {
    Output y;
    infer_rows<1>(&x, &y);
    return y;
  }
  template <class X> constexpr void infer_all(const X* xs, Output* ys, std::size_t count) const noexcept {
    constexpr std::size_t block = rows_a_block<X>;
    std::size_t at = 0;
    // In a constant expression a pass cannot read several arrays as one.
    if (!(lies_in_a_row<X> && __builtin_is_constant_evaluated()))
      for (; at + block <= count; at += block) infer_rows<block>(xs + at, ys + at);
    for (; at < count; ++at) ys[at] = infer(xs[at]);
  }
  /// B samples, each from rest.
  template <std::size_t B, class X>
  [[gnu::always_inline]] constexpr void infer_rows(const X* x, Output* y) const noexcept {
    Stream<BasicNet, B> rest{};
    infer_rows_from<B, 1>(x, y, rest.rows());
  }
  /// Steps steps of B / Steps streams. Inlined, so that an output that fits a register does not pass through memory.
  template <std::size_t B, std::size_t Steps, bool Copies = false, class X>
  [[gnu::always_inline]] constexpr void infer_rows_from(const X* x, Output* y, auto state) const noexcept {
    using Run = _detail::pass_traits<T, B, 1, false, false, Steps>;
    alignas(_detail::line_bytes) std::array<T, layers::template scratch<Run>> scratch;
    const auto run = [&](const T* from, T* to) __attribute__((always_inline)) {
      run_forward<Run>(*this, _detail::nowhere, state, _detail::nowhere,
                       {.x = from, .y = to, .scratch = scratch.data(), .count = B});
    };
    if constexpr (SampleOf<X, T, input::size> && B == 1) {
      run(&(*x)[0], y->data());
    } else {
      // The outputs are copied at the end, so xs and ys may be the same memory.
      alignas(_detail::line_bytes) std::array<T, B * output::size> ys;
      if constexpr (lies_in_a_row<X> && !Copies) {
        run(reinterpret_cast<const T*>(x), ys.data());
      } else {
        alignas(_detail::line_bytes) std::array<T, B * input::size> xs;
        for (std::size_t s = 0; s < B; ++s) read_input<T, input>(x[s], xs.data() + s * input::size);
        run(xs.data(), ys.data());
      }
      for (std::size_t i = 0; i < B * output::size; ++i) y[i / output::size][i % output::size] = ys[i];
    }
  }
  /// net(x, stream), or the mistake in it.
  template <class X, class S> constexpr Output infer_step(const X& x, S& stream) const noexcept {
    if constexpr (!std::is_same_v<S, Stream<BasicNet, 1>>) {
      decltype(mistake::tell(
          mistake::of<mistake::wrong_stream<mistake::given<S>, mistake::expected<Stream<BasicNet, 1>>>>,
          mistake::of<BasicNet>)){};
      return {};
    } else if constexpr (!InputOf<X, T, input> || SINEW_STACK_LIMIT < step_stack<X>) return infer_on_stack(x);
    else {
      Output y;
      infer_rows_from<1, 1>(&x, &y, stream.rows());
      return y;
    }
  }
  /// The following steps of all streams: in blocks of many steps, then in blocks of few, then one by one.
  template <class X, std::size_t S>
  constexpr void infer_steps(const X* xs, Output* ys, std::size_t steps, Stream<BasicNet, S>& stream) const noexcept {
    constexpr std::size_t most = steps_a_block<X, S>, some = most / 4, few = most / 16;
    std::size_t at = 0;
    // In a constant expression a pass cannot read several arrays as one.
    if (!(lies_in_a_row<X> && __builtin_is_constant_evaluated())) {
      if constexpr (most > 1)
        for (; at + most <= steps; at += most) infer_rows_from<most * S, most>(xs + at * S, ys + at * S, stream.rows());
      if constexpr (some > 1)
        for (; at + some <= steps; at += some) infer_rows_from<some * S, some>(xs + at * S, ys + at * S, stream.rows());
      if constexpr (few > 1)
        for (; at + few <= steps; at += few) infer_rows_from<few * S, few>(xs + at * S, ys + at * S, stream.rows());
    }
    for (; at < steps; ++at) {
      if constexpr (S == 1) ys[at] = infer_step(xs[at], stream);
      else if (__builtin_is_constant_evaluated()) infer_rows_from<S, 1, true>(xs + at * S, ys + at * S, stream.rows());
      else infer_rows_from<S, 1>(xs + at * S, ys + at * S, stream.rows());
    }
  }
  template <class X, class W> constexpr const Output& infer_in(const X& x, W& w) const noexcept {
    using Single = Workspace<BasicNet, 1>;
    if constexpr (!InputOf<X, T, input>) {
      decltype(mistake::tell(mistake::of<_detail::input_mistake_of<T, input, X>>, mistake::of<BasicNet>)){};
      return refused();
    } else if constexpr (!_detail::workspace_of<W, BasicNet>) {
      decltype(mistake::tell(mistake::of<mistake::made_for_another_net<mistake::given<W>, mistake::expected<BasicNet>>>,
                             mistake::of<BasicNet>)){};
      return refused();
    } else if constexpr (!std::is_same_v<W, Single>) {
      decltype(mistake::tell(mistake::of<mistake::wrong_workspace<mistake::given<W>, mistake::expected<Single>>>)){};
      return refused();
    } else {
      const T* from = w.x_.data();
      if constexpr (SampleOf<X, T, input::size>) from = &x[0];
      else read_input<T, input>(x, w.x_.data());
      run_forward<typename Single::run>(*this, w.cache_, w.rest().rows(), _detail::nowhere,
                                        {.x = from, .y = w.y_.data(), .scratch = w.scratch_.data(), .count = 1});
      return w.y_;
    }
  }
  /// One sample, with the values between layers in `scratch`.
  void infer_pointers(const T* x, T* y, T* scratch) const noexcept {
    Stream<BasicNet> rest{};
    run_forward<_detail::pass_traits<T, 1, 1, false>>(*this, _detail::nowhere, rest.rows(), _detail::nowhere,
                                                      {.x = x, .y = y, .scratch = scratch, .count = 1});
  }
  /// What a refused call returns, so that its mistake is the only error. It is never called.
  static const Output& refused() noexcept;
  template <std::size_t B, Mode M, std::size_t S>
  constexpr void infer_block(Workspace<BasicNet, B, M, S>& w, auto& stream) const noexcept {
    using W = Workspace<BasicNet, B, M, S>;
    run_forward<typename W::run, typename W::layers>(
        *this, w.cache_, stream.rows(), _detail::nowhere,
        {.x = w.x_.data(), .y = w.y_.data(), .scratch = w.scratch_.data(), .count = W::batch});
  }
  template <std::size_t B, Mode M, std::size_t S, class Random>
  constexpr void train_block(Workspace<BasicNet, B, M, S>& w, auto& stream, Random& random) noexcept {
    if constexpr (layers::random && std::is_same_v<std::remove_const_t<Random>, mistake::nothing>)
      decltype(mistake::tell(mistake::of<mistake::training_needs_a_random_engine<BasicNet>>)){};
    else if constexpr (!std::is_same_v<std::remove_const_t<Random>, mistake::nothing> &&
                       !std::is_convertible_v<Random&, Engine&>)
      decltype(mistake::tell(
          mistake::of<mistake::not_a_random_engine<mistake::given<Random>, mistake::expected<Engine>>>)){};
    else if constexpr (B * S == 1 && !std::is_same_v<_detail::no_single_sample_of<layers>, mistake::nothing>)
      decltype(mistake::tell(mistake::of<_detail::no_single_sample_of<layers>>, mistake::of<BasicNet>)){};
    else if constexpr (layers::random) train_block_with(w, stream, random);
    else train_block_with(w, stream, _detail::nowhere);  // one instantiation for all engine types
  }
  template <class W> constexpr void train_block_with(W& w, auto& stream, auto& random) noexcept {
    run_forward<typename W::run>(*this, w.cache_, stream.rows(), random,
                                 {.x = w.x_.data(), .y = w.y_.data(), .scratch = w.scratch_.data(), .count = w.count_});
  }
  template <class Run, class Passes = layers, class N>
  [[gnu::always_inline]] static constexpr void run_forward(N& net, auto& cache, auto state, auto& random,
                                                           const _detail::forward_values<T>& values) noexcept {
    Passes::forward(_detail::forward_pass_of<Passes, Run>(net.parameters.data(), buffers_of_net(net), cache, state,
                                                          random, values));
  }
  template <_detail::head_mask FromLogits, class W, class Sink>
  constexpr void run_backward(W& w, Sink&& given) const noexcept {
    const auto to = _detail::chosen_sink<T>(given);
    using Trained = typename decltype(to)::trained;
    if constexpr (!std::is_same_v<typename layers::no_gradient, mistake::nothing>)
      decltype(mistake::tell(mistake::of<typename layers::no_gradient>, mistake::of<BasicNet>)){};
    else if constexpr (std::is_same_v<Trained, _detail::none_trained> && !W::wants_dx)
      decltype(mistake::tell(mistake::of<mistake::dx_needs_an_input_gradient_workspace<W>>)){};
    else
      layers::backward(_detail::backward_pass_of<layers, typename W::run, W::wants_dx, FromLogits, Trained>(
          parameters.data(), w.cache_,
          {.x = w.x_.data(),
           .y = w.y_.data(),
           .dy = w.dy_.data(),
           .dx = w.dx_.data(),
           .scratch = w.scratch_.data(),
           .sink = to.sink,
           .count = w.count_}));
  }
  template <class Path, class Values> static constexpr auto slice_of(Values& values) noexcept {
    using U = std::remove_reference_t<decltype(values[0])>;
    if constexpr (!std::is_same_v<typename Path::fault, mistake::nothing>) {
      decltype(mistake::tell(mistake::of<typename Path::fault>, mistake::of<BasicNet>)){};
      return std::span<U>();
    } else return _detail::value_span<U, Path::layer::parameters>(values.data() + Path::begin, Path::layer::parameters);
  }
  template <class Path> static constexpr auto buffer_slice_of(auto& net) noexcept {
    using U = std::remove_reference_t<decltype(net.parameters[0])>;
    if constexpr (!std::is_same_v<typename Path::fault, mistake::nothing>) {
      decltype(mistake::tell(mistake::of<typename Path::fault>, mistake::of<BasicNet>)){};
      return std::span<U>();
    } else {
      constexpr std::size_t count = _detail::buffers_of<typename Path::layer>();
      U* begin = nullptr;
      if constexpr (count > 0) begin = net.buffers.data() + Path::buffer_begin;
      return _detail::value_span<U, count>(begin, count);
    }
  }
  static constexpr auto buffers_of_net(auto& net) noexcept {
    if constexpr (layers::buffers > 0) return std::span<std::remove_reference_t<decltype(net.buffers[0])>>(net.buffers);
    else return std::span<T>{};
  }
};

/// Reports a scalar other than float and double. A sound net as second base class prevents further errors.
template <class T, class... L>
requires(!_detail::NetScalar<T>) struct BasicNet<T, L...>
    : decltype(mistake::tell(mistake::of<mistake::wrong_scalar<mistake::given<T>, mistake::expected<float, double>>>,
                             mistake::of<BasicNet<T, L...>>)),
      _detail::with_layer<T, L...> {
};

/// A network in single precision; see BasicNet.
template <class... L> using Net = BasicNet<float, L...>;

}  // namespace sinew
