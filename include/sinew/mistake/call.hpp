#pragma once
/// \file
/// Mistakes in calls of a net, its workspaces and passes, and in views of their values.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <sinew/mistake/call_text.hpp>
#endif

namespace sinew::mistake {

// Using a net
/// The argument is not a sample of this net. Pass an array, or a span of fixed extent, with the net's number of
/// inputs; its elements are the net's scalar or bytes.
template <class Given, class Expected> struct wrong_input;
#if SINEW_SENTENCES
template <class... X, class T, std::size_t N, class In>
constexpr auto sentence<wrong_input<given<X...>, expected<std::array<T, N>>>, In> =
    _detail::input_text<In, T, N, X...>::value;
#endif
/// The output argument is not a range of writable arrays of the net's output size. Pass a range of elements of the
/// expected type.
template <class Given, class Expected> struct wrong_output;
#if SINEW_SENTENCES
template <class Y, class Output, class In> constexpr auto sentence<wrong_output<given<Y>, expected<Output>>, In> = [] {
  if constexpr (std::is_same_v<std::remove_const_t<Y>, Output>)
    return say("net(xs, ys) writes its outputs to ys, but the elements of ys are const: declare ys without const");
  else
    return say("net(xs, ys) writes ", quantity(_detail::elements_in<Output>::extent, "value"), " for each sample, but ",
               _detail::elements_of_ys<Y>(), ": write std::vector<", name<Output>(), "> ys(xs.size())");
}();
#endif
/// The argument is not a net. Pass a Net<…> or BasicNet<…>.
template <class What> struct not_a_net;
#if SINEW_SENTENCES
template <class What, class In> constexpr auto sentence<not_a_net<What>, In> = [] {
  using Plain = std::remove_cvref_t<What>;
  constexpr auto fact = [](const auto& what) {
    return say(name<Plain>(), " is ", what, ", where a net is expected: write ");
  };
  if constexpr (_detail::is_some_layer<Plain>) return say(fact(say("a layer")), "Net<", name<Plain>(), ">");
  else if constexpr (_detail::HasSamples<Plain>)
    return say(fact(say("the data")), "the net first, as in (net, data, …)");
  else if constexpr (requires { Plain::slot_count; })
    return say(fact(say("an optimizer")), "the net first, as in (net, ", name<Plain>(), "{})");
  else if constexpr (requires(const Plain& x) { requires _detail::is_some_net<std::remove_cvref_t<decltype(*x)>>; })
    return say(fact(say("a pointer")), "*net");
  else return say(fact(say("given")), "a Net<…> or BasicNet<…>");
}();
#endif
/// The batch size is 0 or larger than the largest allowed. Choose one within the bound in `expected`.
template <class Given, class Expected> struct wrong_batch_size;
#if SINEW_SENTENCES
template <std::size_t Batch, class Bound, class In>
constexpr auto sentence<wrong_batch_size<given<samples<Batch>>, expected<Bound>>, In> =
    say("the batch is ", quantity(Batch, "sample"), ", but must be ", bound<Bound>(),
        ": write the number of samples that are computed at once, such as 32; a data set may have any number");
#endif
/// The workspace or optimizer belongs to another net type (expected), or is no workspace or optimizer. Declare it for
/// this net: Workspace<Net, Batch>, Optimizer<Formula, Net>.
template <class Given, class Expected> struct made_for_another_net;
#if SINEW_SENTENCES
template <class Given, class Expected, class In>
constexpr auto sentence<made_for_another_net<given<Given>, expected<Expected>>, In> =
    _detail::other_net_text<Given, Expected, In>::value;
#endif
/// A pass writes into its workspace, which is const. Declare the workspace without const.
template <class Workspace> struct a_pass_changes_its_workspace_but_it_is_const;
#if SINEW_SENTENCES
template <class W, class In> constexpr auto sentence<a_pass_changes_its_workspace_but_it_is_const<W>, In> =
    say("a pass writes to its workspace, but the workspace is const: write ", _detail::workspace_as_is<W>(),
        " without const");
#endif
/// forward() with a training workspace may update the net's buffers (running means), and the net is const. Call it on
/// a net that is not const, or use an inference workspace.
template <class Workspace> struct training_changes_the_net_but_it_is_const;
#if SINEW_SENTENCES
template <class W, class In> constexpr auto sentence<training_changes_the_net_but_it_is_const<W>, In> =
    say("forward() in a training workspace may change the net (running means), but the net is const: declare the net "
        "without const, or infer in ",
        _detail::workspace_for<W>("inference"));
#endif
/// The stream is of another net or of another number of sequences than the call needs, or is const, or the argument in
/// its place is none. net(x, stream) takes a Stream<Net>, net(xs, ys, stream) one of any number of sequences, and
/// forward() one with as many as its workspace. An engine is needed only in training.
template <class Given, class Expected> struct wrong_stream;
#if SINEW_SENTENCES
template <class... Rest, class Expected, class In>
constexpr auto sentence<wrong_stream<given<Rest...>, expected<Expected>>, In> = [] {
  using Wanted = _detail::stream_facts<Expected>;
  constexpr auto code = say("write ", _detail::stream_declaration<typename Wanted::net, Wanted::streams>());
  constexpr auto fact =
      say("forward() in an inference workspace takes the workspace and, for layers with state, its "
          "Stream, but is given ");
  if constexpr (sizeof...(Rest) != 1)
    return say(fact, quantity(sizeof...(Rest), "more argument"), ": write net.forward(w)");
  else if constexpr ((_detail::stream_facts<Rest>::known && ...)) {
    using Own = _detail::stream_facts<Rest...>;
    if constexpr (!std::is_same_v<typename Own::net, typename Wanted::net>)
      return say("the stream is of another net",
                 _detail::first_difference<typename Own::net, typename Wanted::net>::value, ": ", code);
    else if constexpr (Own::streams != Wanted::streams)
      return say("the call computes ", quantity(Wanted::streams, "sequence"), ", but the stream holds ",
                 number(Own::streams), ": ", code,
                 Wanted::streams == 1 ? ", or net(xs, ys, stream) for sequences side by side" : "");
    else if constexpr ((std::is_const_v<Rest> || ...))
      return say("a pass changes the state in a Stream, but the Stream is const: declare it without const");
    else return say("forward() in a workspace for inspection takes no Stream: write net.forward(w)");
  } else if constexpr ((_detail::is_engine<Rest> && ...))
    return say("forward() in an inference workspace draws no random numbers, but is given ", name<Rest>()...,
               ": write net.forward(w), or a workspace of Mode::training");
  else
    return say(fact, _detail::argument<Rest>()..., ": write net.forward(w), or ", code.view(),
               "; net.forward(w, stream)");
}();
#endif
/// A Stream holds what the layers of one type of net keep, but the net of an AnyNet or OneOf is known at run time only.
template <class Stream, class Holder> struct stream_needs_the_type_of_its_net;
#if SINEW_SENTENCES
template <class Given, class Holder, class In>
constexpr auto sentence<stream_needs_the_type_of_its_net<Given, Holder>, In> =
    say("a Stream is of one type of net, but ", name<Holder>(),
        " holds a net of several types: write if (auto* known = "
        "net.get_if<",
        name<typename _detail::stream_facts<Given>::net>(), ">()) (*known)(x, stream)");
#endif
/// The random argument of a training pass is not an engine that can be written to. Declare `Engine engine(seed);`
/// without const and pass it.
template <class Given, class Expected> struct not_a_random_engine;
#if SINEW_SENTENCES
template <class... Given, class In>
constexpr auto sentence<not_a_random_engine<given<Given...>, expected<Engine>>, In> = [] {
  constexpr auto fact = say("forward() in training takes an Engine, ");
  constexpr auto code = say("write Engine engine(seed); net.forward(w, engine)");
  if constexpr (sizeof...(Given) != 1)
    return say(fact, "but is given ", number(sizeof...(Given)), " arguments: ", code);
  else if constexpr ((std::is_same_v<Given, const Engine> && ...))
    return say(fact, "which it changes, but the engine is const: declare it without const");
  else if constexpr ((std::is_arithmetic_v<Given> && ...))
    return say(fact, "but is given a number, ", name<Given>()..., ": ", code);
  else return say(fact, "but is given ", name<Given>()..., ": ", code);
}();
#endif
/// A layer of the net (Dropout) draws random numbers in training, and no engine is given. Pass one: `Engine
/// engine(seed); net.forward(workspace, engine);`.
template <class Net> struct training_needs_a_random_engine;
#if SINEW_SENTENCES
template <class Net, class In> constexpr auto sentence<training_needs_a_random_engine<Net>, In> = [] {
  using Where = typename _detail::random_layer<Net>::type;
  constexpr auto rest =
      say(" draws random numbers in training, but no engine is given: write Engine engine(1); and pass engine as "
          "the last argument");
  if constexpr (std::is_same_v<Where, nothing>) return say("a layer of the net", rest);
  else return say(place<Where, Net>(), rest);
}();
#endif
/// backward() needs values that only a training pass keeps. Use a Workspace<Net, Batch, Mode::training>.
template <class Workspace> struct backward_needs_a_training_workspace;
#if SINEW_SENTENCES
template <class W, class In> constexpr auto sentence<backward_needs_a_training_workspace<W>, In> =
    say("the workspace is for ", _detail::workspace_facts<W>::mode,
        " and keeps neither dy() nor the values that backward() needs: write ", _detail::workspace_for<W>("training"));
#endif
/// backward() is called without a gradient, or with one of the wrong type: pass a Net::Parameters or an Optimizer's
/// gradient(). clip_by_norm(gradient, limit) and gradient_norm(gradient) take an array, span or vector of float or
/// double, which clip_by_norm writes to.
template <class Given, class Expected> struct wrong_gradient;
#if SINEW_SENTENCES
template <class... Given, class T, std::size_t N, class In>
constexpr auto sentence<wrong_gradient<given<Given...>, expected<std::array<T, N>>>, In> = [] {
  constexpr auto fact =
      say("backward() writes the gradient to ", name<std::array<T, N>>(), ", the net's Parameters, but is given ");
  constexpr auto code = [] {
    if constexpr (std::is_void_v<In>) return say("write Net::Parameters gradient{}; net.backward(w, gradient)");
    else return say("write ", _detail::net_name<In>(), "::Parameters gradient{}; net.backward(w, gradient)");
  }();
  if constexpr (sizeof...(Given) == 0) return say(fact, "none: ", code);
  else if constexpr (sizeof...(Given) > 1) return say(fact, number(sizeof...(Given)), " arguments: ", code);
  else if constexpr ((requires(Given & optimizer) { optimizer.gradient(); } && ...))
    return say(fact, "the optimizer: write net.backward(w, optimizer.gradient())");
  else if constexpr ((std::is_same_v<Given, const std::array<T, N>> && ...))
    return say("backward() writes the gradient, but it is const: declare it without const");
  else return say(fact, _detail::argument<Given>()..., ": ", code);
}();
template <class Given, class T, class In>
constexpr auto sentence<wrong_gradient<given<Given>, expected<std::span<const T>>>, In> = [] {
  constexpr auto fact = say("gradient_norm() takes an array, span or vector of float or double, but is given ");
  if constexpr (requires(Given & optimizer) { optimizer.gradient(); })
    return say(fact, "the optimizer: write gradient_norm(optimizer.gradient())");
  else if constexpr (!_detail::elements_in<Given>::known)
    return say(fact, _detail::argument<Given>(), ": write gradient_norm(optimizer.gradient())");
  else return say(fact, _detail::argument<Given>(), ": convert the values");
}();
template <class Given, class Limit, class T, class Number, class In>
constexpr auto sentence<wrong_gradient<given<Given, Limit>, expected<std::span<T>, Number>>, In> = [] {
  constexpr auto fact =
      say("clip_by_norm(gradient, limit) scales an array, span or vector of float or double, but is given ");
  if constexpr (requires(Given & optimizer) { optimizer.gradient(); })
    return say(fact, "the optimizer: write clip_by_norm(optimizer.gradient(), limit)");
  else if constexpr (std::is_arithmetic_v<Given>)
    return say(fact, "the number first: write clip_by_norm(gradient, limit)");
  else if constexpr (!std::is_arithmetic_v<Limit>)
    return say(fact, "the limit as ", _detail::argument<Limit>(), ": write a number");
  else if constexpr (_detail::is_a_net_scalar<typename _detail::elements_in<std::remove_const_t<Given>>::element>)
    return say("clip_by_norm(gradient, limit) scales the gradient in place, but the gradient, ", name<Given>(),
               ", is const: declare it without const, or measure it with gradient_norm(gradient)");
  else if constexpr (!_detail::elements_in<std::remove_const_t<Given>>::known)
    return say(fact, _detail::argument<Given>(), ": write clip_by_norm(optimizer.gradient(), limit)");
  else return say(fact, _detail::argument<Given>(), ": convert the values");
}();
#endif
/// dx() needs ∂L/∂x, which this workspace does not hold. Use a Workspace<Net, Batch, Mode::input_gradient>.
template <class Workspace> struct dx_needs_an_input_gradient_workspace;
#if SINEW_SENTENCES
template <class W, class In> constexpr auto sentence<dx_needs_an_input_gradient_workspace<W>, In> =
    say("w.dx() is the gradient of the inputs, which a workspace for ", _detail::workspace_facts<W>::mode,
        " does not hold: write ", _detail::workspace_for<W>("input_gradient"));
#endif
/// output() needs the outputs of single layers, which an inference workspace does not keep. Use a Workspace<Net,
/// Batch, Mode::inspection> or <Net, Batch, Mode::training>.
template <class Workspace> struct output_of_a_layer_needs_a_training_workspace;
#if SINEW_SENTENCES
template <class W, class In> constexpr auto sentence<output_of_a_layer_needs_a_training_workspace<W>, In> =
    say("w.output<J>() is the output of a layer, which a workspace for inference does not keep: write ",
        _detail::workspace_for<W>("inspection"), ", or Mode::training");
#endif
/// The layer is computed together with the pooling behind it, so its output is never stored. Use a Workspace<Net,
/// Batch, Mode::inspection>.
template <class Where, class Layer> struct output_of_a_layer_fused_with_the_next;
#if SINEW_SENTENCES
template <std::size_t J, class Layer, class Net, std::size_t Batch, Mode M, std::size_t Steps>
constexpr auto sentence<output_of_a_layer_fused_with_the_next<layer<J>, Layer>, Workspace<Net, Batch, M, Steps>> =
    say(place<layer<J>, Net>(), " is computed together with ", place<layer<J + 1>, Net>(),
        " so its output is never stored: write ", _detail::workspace_for<Workspace<Net, Batch, M, Steps>>("inspection"),
        ", which computes each layer by itself");
#endif
/// predict() cannot tell a class from the net's single output. Use several outputs, or end in Sigmoid, HardSigmoid,
/// Step, Tanh or Identity (a logit).
template <class Activation> struct output_without_decision;
#if SINEW_SENTENCES
template <class Activation, class In> constexpr auto sentence<output_without_decision<Activation>, In> =
    say("the net has a single output with the activation ", name<Activation>(),
        ", which has no threshold between two classes: end the net in Sigmoid, or use the number, net(x)[0], and its "
        "loss, evaluate(net, data, MSE{}).loss");
#endif
/// The outputs are numbers, of which none is right or wrong: these targets (given) are numbers too, and the output
/// activation has no threshold between two classes, or one that numbers may cross. Use class indices as targets; end
/// in Softmax or Sigmoid; or name the loss, which tells scores of classes from numbers: accuracy(net, data,
/// CrossEntropyWithLogits{}). For numbers use evaluate(net, data, MSE{}).loss.
template <class Activation, class Given> struct outputs_are_no_classes;
#if SINEW_SENTENCES
template <class Activation, class Given, class In>
constexpr auto sentence<outputs_are_no_classes<Activation, given<Given>>, In> = [] {
  constexpr auto fact = say("the targets (", name<Given>(), ") and the outputs (", name<Activation>(),
                            ") are numbers, not classes: write evaluate(net, data, MSE{}).loss; for outputs that are "
                            "scores of classes, class indices as targets, or accuracy(net, data, ");
  if constexpr (std::is_arithmetic_v<Given>) return say(fact, "BinaryCrossEntropyWithLogits{})");
  else return say(fact, "CrossEntropyWithLogits{})");
}();
#endif
/// Each output answers a question of its own, so that a sample has no single class. Use accuracy(net, data), which
/// counts the labels that are right; or end in Softmax and use class indices if only one of them can be right.
template <class Activation, class Given> struct several_labels_have_no_single_class;
#if SINEW_SENTENCES
template <class Activation, class Given, class In>
constexpr auto sentence<several_labels_have_no_single_class<Activation, given<Given>>, In> = say(
    "the outputs (", name<Activation>(), ") and targets (", name<Given>(),
    ") are yes/no answers, so a sample has no single class: write accuracy(net, data), which counts the answers, or "
    "end the net in Softmax and use class indices as targets");
#endif
/// The net has no layer with this index. Indices count from 0; `expected` names the last one.
template <class Given, class Last> struct no_such_layer;
#if SINEW_SENTENCES
template <std::size_t... J, std::size_t... Last, class In>
constexpr auto sentence<no_such_layer<given<layer<J...>>, expected<at_most<layer<Last...>>>>, In> =
    say(_detail::outer_place<In, J...>(), " has no ", _detail::path_text<layer<J...>>::value, ": write ",
        _detail::layers_there<In, Last...>());
#endif
/// The path continues into a layer that is not made of layers. End the path at this layer.
template <class Where, class Layer> struct no_layers_within;
#if SINEW_SENTENCES
template <std::size_t... Path, class Layer, class In>
constexpr auto sentence<no_layers_within<layer<Path...>, Layer>, In> =
    say(place<layer<Path...>, In, Layer>(), " has no layers within it: end the path there, <",
        _detail::separated<Path...>(), ">");
#endif
/// weight<J>() or bias<J>() is called for a layer without weights or biases, or with the wrong number of indices. Pass
/// (in, out) for a Dense layer, (channel, row, column, output channel) for a convolution.
template <class Where, class Layer> struct layer_without_weights;
#if SINEW_SENTENCES
template <std::size_t... Path, class Layer, class In>
constexpr auto sentence<layer_without_weights<layer<Path...>, Layer>, In> =
    _detail::weights_text<In, Layer, Path...>::value;
#endif
/// A net is constructed from, or assigned, another type of net. Declare both by one alias. A net with the same layers
/// over another scalar is converted explicitly: Net::with_scalar<double> precise(net).
template <class Given, class Expected> struct nets_of_different_layers;
#if SINEW_SENTENCES
template <class Given, class Expected, class In>
constexpr auto sentence<nets_of_different_layers<given<Given>, expected<Expected>>, In> = [] {
  if constexpr (std::is_same_v<_detail::layers_as_written<Given>, _detail::layers_as_written<Expected>>)
    return say("a net of ", name<typename Given::scalar>(), " is assigned to one of ",
               name<typename Expected::scalar>(),
               ", which rounds its parameters: write net = ", _detail::net_name<Expected>(), "(other)");
  else
    return say("a net is made from, or assigned, another net", _detail::first_difference<Given, Expected>::value,
               ": declare both by one alias, such as using Model = ",
               _detail::net_name<typename Given::template with_scalar<typename Expected::scalar>>());
}();
#endif
/// initialize() takes a net that is not const, a seed or an Engine, and perhaps an initializer for all layers:
/// initialize(net, seed), initialize(net, seed, PyTorchDefault{}).
template <class Given, class Expected> struct wrong_arguments_to_initialize;
#if SINEW_SENTENCES
template <class Given, class... Rest, class... Expected, class In>
constexpr auto sentence<wrong_arguments_to_initialize<given<Given, Rest...>, expected<Expected...>>, In> = [] {
  constexpr auto fact = say("initialize(net, seed) ");
  constexpr auto code = say("write initialize(net, 1), or Engine engine(1); initialize(net, engine)");
  if constexpr (std::is_const_v<Given>)
    return say(fact, "sets the parameters of the net, but the net is const: declare the net without const");
  else if constexpr (sizeof...(Rest) == 0) return say(fact, "is given no seed: ", code);
  else if constexpr (sizeof...(Rest) > 2)
    return say(fact, "is given ", number(sizeof...(Rest) + 1), " arguments: ", code);
  else if constexpr ((std::is_same_v<Rest, const Engine> && ...))
    return say(fact, "draws from the engine, but the engine is const: declare it without const");
  else if constexpr ((std::is_same_v<Rest, Engine> && ...))
    return say(fact, "is given an Engine that has no name: ", code);
  else return say(fact, "is given ", name<Rest>()..., " as its seed: ", code);
}();
template <class Given, class Seed, class Scheme, class... Expected, class In>
constexpr auto sentence<wrong_arguments_to_initialize<given<Given, Seed, Scheme>, expected<Expected...>>, In> = [] {
  constexpr auto fact = say("initialize(net, seed, scheme) ");
  if constexpr (std::is_const_v<Given>)
    return say(fact, "sets the parameters of the net, but the net is const: declare the net without const");
  else
    return say(fact, "is given ", name<Seed>(), " and ", name<std::remove_cv_t<Scheme>>(),
               ", but takes a seed or an Engine, and an initializer: write initialize(net, 1, PyTorchDefault{})");
}();
#endif

// Views
/// What is assigned to a view of values (a row of w.x() or w.dy(), parameters_of<J>()) is not as many values of its
/// type. Assign an array or a span of fixed extent with as many values as `expected` names; to w.x(), bytes as well.
template <class Given, class Expected> struct wrong_values;
#if SINEW_SENTENCES
template <class X, class T, std::size_t N, class In>
constexpr auto sentence<wrong_values<given<X>, expected<std::array<T, N>>>, In> =
    say("x, ", _detail::argument<X>(), ", is assigned to ", quantity(N, "value"), " of ", name<T>(), ": ",
        _detail::fitting_sample<X, T, N>());
template <class X, class T, class In>
constexpr auto sentence<wrong_values<given<X>, expected<std::span<const T>>>, In> =
    say("a view of values of ", name<T>(), " is assigned ", _detail::argument<X>(),
        ": write an array, span or vector of ", name<T>());
template <class X, class T, std::size_t N, std::size_t B, class In>
constexpr auto sentence<wrong_values<given<X>, expected<std::array<T, N>[B]>>, In> =
    say("a batch of ", quantity(B, "sample"), " of ", quantity(N, "value"), " is assigned ", _detail::argument<X>(),
        ": write std::array<", name<std::array<T, N>>(), ", ", _detail::digits<B>(),
        ">, or assign each sample, w.x()[s] = sample");
#endif
/// The view is of results or of a const object (a row of w.y() or w.dx(), or of a const workspace), so nothing can be
/// assigned to it. Assign to w.x() or w.dy() of a workspace that is not const.
template <class View> struct values_are_read_only;
#if SINEW_SENTENCES
template <class View, class In> constexpr auto sentence<values_are_read_only<View>, In> = [] {
  using Element = typename _detail::elements_in<std::remove_all_extents_t<View>>::element;
  if constexpr (std::is_integral_v<Element>)
    return say(
        "the indices of a Batches are read-only: write batches.shuffle(engine) or batches.sort() to change their "
        "order, or loop over indices of your own");
  else
    return say(
        "the values (", name<std::remove_all_extents_t<View>>(),
        ") are results, or belong to a const object, and are read-only: assign to w.x() or w.dy() of a workspace, "
        "or to the parameters of a net, that is not const");
}();
#endif
/// softmax() and log_softmax() return as many numbers as they are given, whose number is not known at compile time, or
/// these are no floating-point numbers. Pass an array or a span of fixed extent.
template <class Activation, class Given> struct scores_of_unknown_number;
#if SINEW_SENTENCES
template <class Activation, class Given, class In>
constexpr auto sentence<scores_of_unknown_number<Activation, given<Given>>, In> =
    say("softmax() and log_softmax() return as many numbers as they are given, and ", name<Given>(),
        " is no array of float or double whose number is known at compile time: write a std::array, or a span of fixed "
        "extent such as std::span<const float, 10>(values)");
#endif
/// top_k<K>() is asked for none of the values, or for more than there are. Choose K from 1 to their number.
template <class Given, class Expected> struct top_of_fewer_values;
#if SINEW_SENTENCES
template <std::size_t K, std::size_t N, class In>
constexpr auto sentence<top_of_fewer_values<given<scalars<K>>, expected<scalars<N>>>, In> = [] {
  if constexpr (K == 0) return say("top_k<0>() returns nothing: write the number of values that it is to return");
  else return say("top_k<", number(K), ">() of ", quantity(N, "value"), ": write at most top_k<", number(N), ">()");
}();
#endif
/// The view would refer to a temporary, which is destroyed at the end of the expression. Give the object a name first:
/// `const auto data = load(); DataView view = data;`.
template <class Temporary> struct view_of_a_temporary;
#if SINEW_SENTENCES
template <class Temporary, class In> constexpr auto sentence<view_of_a_temporary<Temporary>, In> = [] {
  constexpr auto what = say("the view would refer to ", name<Temporary>());
  constexpr auto fact = say(what, ", a temporary that is destroyed at the end of the expression: write ");
  if constexpr (_detail::is_initializer_list<Temporary>)
    return say(fact, "const std::array inputs{…}, targets{…}; DataView view(inputs, targets)");
  else if constexpr (_detail::HasSamples<Temporary>)
    return say(what,
               ", a temporary or moved object, which is destroyed before the view: write const auto data = …; and "
               "data in its place");
  else if constexpr (_detail::elements_in<Temporary>::known)
    return say(fact, "Dataset data{inputs, targets}, which owns them, or name both first");
  else if constexpr (_detail::is_some_net<Temporary> || requires { typename Temporary::Output; })
    return say(fact, "auto net = …; and net in its place");
  else return say(fact, "const ", name<Temporary>(), " object = …; and object in its place");
}();
#endif

// Memory of a call
/// The call would put more bytes on the stack than SINEW_STACK_LIMIT allows (net/stack_limit.hpp), and a thread with a
/// smaller stack would end without a word. Let the call use memory of yours: `Instead` names the form that takes it.
template <class Takes, class Allowed, class Instead> struct exceeds_stack_limit;
#if SINEW_SENTENCES
template <std::size_t Bytes, std::size_t Limit, class Form, class In>
constexpr auto sentence<exceeds_stack_limit<takes<Bytes>, allowed<Limit>, instead<Form>>, In> =
    say(_detail::memory_form<Form, In>::call, " takes ", quantity(Bytes, "byte"), " of stack, ", number(Bytes - Limit),
        " more than SINEW_STACK_LIMIT, ", number(Limit), ": write ", _detail::memory_form<Form, In>::code);
#endif
/// A call that runs one sample, or samples in blocks, is given a workspace of another batch or mode. Use a
/// Workspace<Net, 1> for net(x, w) and a Workspace<Net, Batch> for net(xs, ys, w).
template <class Given, class Expected> struct wrong_workspace;
#if SINEW_SENTENCES
template <class Given, class Expected, class In>
constexpr auto sentence<wrong_workspace<given<Given>, expected<Expected>>, In> = [] {
  using Own = _detail::workspace_facts<Given>;
  using Wanted = _detail::workspace_facts<Expected>;
  constexpr auto code = say("write ", _detail::workspace_as_is<Expected>());
  if constexpr (std::is_const_v<Given>)
    return say("the call writes to its workspace, but the workspace is const: ", code, " without const");
  else if constexpr (Own::batch != Wanted::batch)
    return say("net(x, w) computes one sample, but the workspace is for ", number(Own::batch), ": ", code,
               ", or net(xs, ys, w) for many samples");
  else return say("the call infers, but the workspace is for ", Own::mode, ": ", code);
}();
#endif

}  // namespace sinew::mistake
