#pragma once
/// \file
/// Mistakes in calls of a net, its workspaces and passes, and in views of their values.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

namespace sinew::mistake {

// Using a net
/// The argument is not a sample of this net. Pass an array, or a span of fixed extent, with the net's number of
/// inputs; its elements are the net's scalar or bytes.
template <class Given, class Expected> struct wrong_input;
/// The output argument is not a range of writable arrays of the net's output size. Pass a range of elements of the
/// expected type.
template <class Given, class Expected> struct wrong_output;
/// The argument is not a net. Pass a Net<…> or BasicNet<…>.
template <class What> struct not_a_net;
/// The batch size is 0 or larger than the largest allowed. Choose one within the bound in `expected`.
template <class Given, class Expected> struct wrong_batch_size;
/// The workspace or optimizer belongs to another net type (expected), or is no workspace or optimizer. Declare it for
/// this net: Workspace<Net, Batch>, Optimizer<Formula, Net>.
template <class Given, class Expected> struct made_for_another_net;
/// A pass writes into its workspace, which is const. Declare the workspace without const.
template <class Workspace> struct a_pass_changes_its_workspace_but_it_is_const;
/// forward() with a training workspace may update the net's buffers (running means), and the net is const. Call it on
/// a net that is not const, or use an inference workspace.
template <class Workspace> struct training_changes_the_net_but_it_is_const;
/// forward() with an inference workspace takes only the workspace and, for recurrent layers, its Stream. Remove other
/// arguments; an engine is needed only in training.
template <class Given, class Expected> struct wrong_stream;
/// The random argument of a training pass is not an engine that can be written to. Declare `Engine engine(seed);`
/// without const and pass it.
template <class Given, class Expected> struct not_a_random_engine;
/// A layer of the net (Dropout) draws random numbers in training, and no engine is given. Pass one: `Engine
/// engine(seed); net.forward(workspace, engine);`.
template <class Net> struct training_needs_a_random_engine;
/// backward() needs values that only a training pass keeps. Use a Workspace<Net, Batch, Mode::training>.
template <class Workspace> struct backward_needs_a_training_workspace;
/// backward() is called without a gradient, or with one of the wrong type: pass a Net::Parameters or an Optimizer's
/// gradient(). clip_by_norm(gradient, limit) and gradient_norm(gradient) take an array, span or vector of float or
/// double, which clip_by_norm writes to.
template <class Given, class Expected> struct wrong_gradient;
/// dx() needs ∂L/∂x, which this workspace does not hold. Use a Workspace<Net, Batch, Mode::input_gradient>.
template <class Workspace> struct dx_needs_an_input_gradient_workspace;
/// output() needs the outputs of single layers, which an inference workspace does not keep. Use a Workspace<Net,
/// Batch, Mode::inspection> or <Net, Batch, Mode::training>.
template <class Workspace> struct output_of_a_layer_needs_a_training_workspace;
/// The layer is computed together with the pooling behind it, so its output is never stored. Use a Workspace<Net,
/// Batch, Mode::inspection>.
template <class Where, class Layer> struct output_of_a_layer_fused_with_the_next;
/// predict() cannot tell a class from the net's single output. Use several outputs, or end in Sigmoid, HardSigmoid,
/// Step, Tanh or Identity (a logit).
template <class Activation> struct output_without_decision;
/// The outputs are numbers, of which none is right or wrong: these targets (given) are numbers too, and the output
/// activation has no threshold between two classes, or one that numbers may cross. Use class indices as targets; end
/// in Softmax or Sigmoid; or name the loss, which tells scores of classes from numbers: accuracy(net, data,
/// CrossEntropyWithLogits{}). For numbers use evaluate(net, data, MSE{}).loss.
template <class Activation, class Given> struct outputs_are_no_classes;
/// Each output answers a question of its own, so that a sample has no single class. Use accuracy(net, data), which
/// counts the labels that are right; or end in Softmax and use class indices if only one of them can be right.
template <class Activation, class Given> struct several_labels_have_no_single_class;
/// The net has no layer with this index. Indices count from 0; `expected` names the last one.
template <class Given, class Last> struct no_such_layer;
/// The path continues into a layer that is not made of layers. End the path at this layer.
template <class Where, class Layer> struct no_layers_within;
/// weight<J>() or bias<J>() is called for a layer without weights or biases, or with the wrong number of indices. Pass
/// (in, out) for a Dense layer, (channel, row, column, output channel) for a convolution.
template <class Where, class Layer> struct layer_without_weights;
/// A net is constructed from, or assigned, another type of net. Declare both by one alias. A net with the same layers
/// over another scalar is converted explicitly: Net::with_scalar<double> precise(net).
template <class Given, class Expected> struct nets_of_different_layers;
/// initialize() takes a net that is not const and a seed or an Engine: initialize(net, seed).
template <class Given, class Expected> struct wrong_arguments_to_initialize;

// Views
/// What is assigned to a view of values (a row of w.x() or w.dy(), parameters_of<J>()) is not as many values of its
/// type. Assign an array or a span of fixed extent with as many values as `expected` names; to w.x(), bytes as well.
template <class Given, class Expected> struct wrong_values;
/// The view is of results or of a const object (a row of w.y() or w.dx(), or of a const workspace), so nothing can be
/// assigned to it. Assign to w.x() or w.dy() of a workspace that is not const.
template <class View> struct values_are_read_only;
/// The view would refer to a temporary, which is destroyed at the end of the expression. Give the object a name first:
/// `const auto data = load(); DataView view = data;`.
template <class Temporary> struct view_of_a_temporary;

// Memory of a call
/// The call would put more bytes on the stack than SINEW_STACK_LIMIT allows (net/stack_limit.hpp), and a thread with a
/// smaller stack would end without a word. Let the call use memory of yours: `Instead` names the form that takes it.
template <class Takes, class Allowed, class Instead> struct exceeds_stack_limit;
/// A call that runs one sample, or samples in blocks, is given a workspace of another batch or mode. Use a
/// Workspace<Net, 1> for net(x, w) and a Workspace<Net, Batch> for net(xs, ys, w).
template <class Given, class Expected> struct wrong_workspace;

}  // namespace sinew::mistake
