#pragma once
/// \file
/// The types that compile-time errors are made of. The comment on each mistake says what is wrong and how to fix it.
///
/// A mistake is a type that is declared and never defined. Requiring it to be complete is the error, and its name is
/// the message. The first line a compiler prints reads
///
///     … incomplete type 'struct sinew::mistake::shape_mismatch<sinew::mistake::layer<2>,
///     sinew::mistake::given<sinew::shape<64> >, sinew::mistake::expected<sinew::shape<32> > >'
///
/// and no further errors follow from it. Of the designs tried (static_assert, requires clauses, sentences as template
/// arguments) this is the only one whose first line names layer, given and expected on g++ 12, clang 14 and clang 19.
///
/// A function body reports a mistake by a temporary, `mistake::wrong_input<…>{};`, as close to the user's call as
/// possible, because each function in between adds three lines to the message. A class reports it by deriving from
/// `decltype(tell(of<fault>))`. tests/errors/README.md shows each mistake with code that causes it and the fix.

#include <cstddef>

#include <sinew/config/language.hpp>

namespace sinew::mistake {

/// The place of a mistake: layer<2> is the third layer of the net, layer<2, 0> the first layer within it.
template <std::size_t... Path> struct layer;
/// What the program passes: types, shapes or sizes.
template <class...> struct given;
/// What is required instead of what is given.
template <class...> struct expected;
/// The advice to use fit_perceptron(), which trains Net<Dense<In, Out, Step>>.
struct fit_perceptron_for_one_layer;
/// What to write instead.
template <class...> struct instead;
/// Bounds on what is given: at_least<samples<1>>. more_than and less_than exclude the bound.
template <class> struct at_least;
template <class> struct at_most;
template <class> struct more_than;
template <class> struct less_than;
/// The number of samples in a batch.
template <std::size_t> struct samples;
/// Extents of an image and what they are compared with: height<2>, with_padding<0>, less_than_window<3>.
template <std::size_t> struct channels;
template <std::size_t> struct height;
template <std::size_t> struct width;
template <std::size_t> struct length;
template <std::size_t> struct with_padding;
template <std::size_t> struct less_than_window;
/// Kinds of shapes: shape<C, H, W> is an image, shape<C, N> a sequence.
struct channels_height_width;
struct channels_length;
/// A number of scalars.
template <std::size_t> struct scalars;
/// The bytes or operations needed, and the most that are allowed.
template <std::size_t> struct takes;
template <std::size_t> struct allowed;

/// A class of a data set, as an integer of any type from 0 on.
struct class_index;

/// Names of options: those of fit(), those that other libraries have in their place, and where the latter are set here.
namespace option {
struct epoch;
struct epochs;
struct n_epochs;
struct num_epochs;
struct max_epochs;
struct iterations;
struct steps;
struct batch;
struct batch_size;
struct random_seed;
struct random_state;
struct seed;
struct shuffled;
struct shuffle;
struct val;
struct valid;
struct test;
struct validation_data;
struct validation_set;
struct validation_split;
struct validation;
struct lr_schedule;
struct scheduler;
struct schedule;
struct lr;
struct rate;
struct learning_rate;
struct momentum;
struct weight_decay;
struct clip;
struct clipnorm;
struct max_norm;
struct max_grad_norm;
struct clip_norm;
struct early_stopping;
struct patience;
struct tol;
struct tolerance;
struct min_delta;
struct loss;
struct optimizer;
struct callback;
struct callbacks;
struct augment;
struct augmentation;
struct verbose;
/// fit<16>(…) has batches of 16 samples.
struct template_argument_of_fit;
/// Adam{.rate = 0.01, .weight_decay = 0.1}.
struct member_of_the_optimizer;
/// train_test_split(data, 0.2, seed) first; its second part is the validation data.
struct train_test_split;
/// fit(net, data, loss, optimizer, …).
struct argument_before_the_options;
/// fit(net, data, loss, optimizer, {…}, callback, Augmentation{…}, ProgressDisplay(10)).
struct argument_after_the_options;
}  // namespace option

/// Headers that sinew.hpp does not include: diagnose_diagnose_hpp is <sinew/diagnose/diagnose.hpp>.
namespace header {
struct diagnose_diagnose_hpp;
struct report_text_hpp;
struct report_summary_hpp;
}  // namespace header

/// Members that a user's type must have, each declared as its comment shows.
namespace member {
struct input;       ///< using input = shape<8>;
struct output;      ///< using output = shape<8>;
struct parameters;  ///< static constexpr std::size_t parameters = 0;
/// template <class V> static constexpr V derivative(const V& z), or derivative_at_output(const V& y): see
/// activation/concept.hpp
struct derivative_or_derivative_at_output;
/// template <class V, std::size_t N, std::size_t Stride, class T> static void backward(y, dy, dz)
struct backward;
/// template <class V> static constexpr V value(const V& y, const V& t): see loss/concept.hpp
struct value;
struct derivative;        ///< template <class V> static constexpr V derivative(const V& y, const V& t)
struct sample_of_y_t_dy;  ///< T sample(std::span<const T> y, std::span<const T> t, std::span<T> dy)
struct rate;              ///< double rate = 0.1;  see optimizer/concept.hpp
struct slot_count;        ///< static constexpr std::size_t slot_count = 0;
/// template <class T> constexpr auto at(std::size_t step) const; or update(tensor, step)
struct at_step;
}  // namespace member

// The layers of a net
/// The net (or the block at `Where`) has no layers. Give it at least one.
template <class Where> struct net_without_layers;
/// The scalar type is neither float nor double. Write BasicNet<float, …> or BasicNet<double, …> (Net<…> is
/// BasicNet<float, …>), and float or double for the rows of a CSV file.
template <class Given, class Expected> struct wrong_scalar;
/// An entry in the list of layers is not a layer. Write an activation as an argument of its layer, Dense<4, 8, ReLU>
/// instead of Dense<4, 8>, ReLU, or as Activate<ReLU>.
template <class Where, class What> struct not_a_layer;
/// The activation argument of a layer is not an activation. Use one of the library's, or define the members listed in
/// activation/concept.hpp.
template <class Where, class What> struct not_an_activation;
/// The activation can be applied but not trained. Add the member named: see activation/concept.hpp.
template <class Where, class Activation, class Member> struct activation_lacks;
/// The initializer argument of a layer is not an initializer. Use one of the library's, or define fill() as in
/// initializer/concept.hpp.
template <class Where, class What> struct not_an_initializer;
/// The layer has a single output and an activation that normalizes outputs (Softmax makes their sum 1), so that output
/// is constant. Use Sigmoid, or one output per class.
template <class Where, class Layer, class Instead> struct single_output_is_constant;
/// The layer has an extent of 0, or its options leave no output. Correct the sizes, the stride or the padding.
template <class Where, class Layer> struct zero_size;
/// The layer has more scalars than the largest size allowed. Look for a mistyped extent, or for one computed below 0.
template <class Where, class Layer, class Expected> struct absurd_size;
/// The output of the previous layer (given) is not this layer's input (expected). Make the two sizes agree, or put
/// Flatten between an image and a Dense layer. In a Concat that is the first layer of a net, `given` is what the first
/// branch takes.
template <class Where, class Given, class Expected> struct shape_mismatch;
/// The layers of a Residual end in a shape (given) other than the one they start from (expected), so the sum x + F(x)
/// is not defined. Change the last layer of the block, or add a Projection.
template <class Where, class Given, class Expected> struct residual_changes_its_shape;
/// The output of this branch of a Concat (given) cannot be joined to that of the first branch: all extents but the
/// first (height, width) must agree (expected). Change the branch, or Flatten all of them.
template <class Where, class Given, class Expected> struct branches_do_not_fit_together;
/// The first layer takes its shape from its input, and nothing names that shape. Begin the net with Input<...>.
template <class Where, class Layer> struct start_the_net_with_Input;

// Images: see layer/options.hpp and shape/window.hpp
/// The layer needs an image (channels, height, width) or a sequence (channels, length), as `expected` says, and is
/// given another shape. Begin the net with Input<1, 28, 28>, or put Reshape<1, 28, 28> before the layer.
template <class Where, class Layer, class Given, class Expected> struct not_an_image;
/// The window, (kernel − 1)·dilation + 1, is larger than the padded image that reaches the layer. Use a smaller
/// kernel, more padding (Same), or fewer poolings before it.
template <class Where, class Given, class Extent, class Padding, class Pool> struct window_does_not_fit;
/// A window of the pooling covers padding only, which has no largest value and no mean. Use less padding or a smaller
/// stride.
template <class Where, class Layer, class Given> struct window_of_padding_alone;
/// An argument of the layer is not one of its options, or has a value the layer does not accept. Remove or correct it:
/// see layer/options.hpp.
template <class Where, class Layer, class What> struct not_an_option;
/// Two options set the same property, such as two activations or Same and Padding. Remove one of them.
template <class Where, class Layer, class What> struct option_given_twice;
/// All groups must have the same number of channels. Choose a number of groups that divides both the input channels
/// and the output channels.
template <class Where, class Layer, class Given> struct groups_do_not_divide;
/// The layer normalizes each value by itself: a value minus its own mean is 0, so its outputs are the same for all
/// samples. Use BatchNorm, which normalizes over samples, or GroupNorm with fewer groups.
template <class Where, class Layer, class Given> struct normalizes_single_values;
/// The number of an option or activation is not a Ratio, or lies outside these bounds. Write it as Dropout<Ratio<1,
/// 5>>, which drops a fifth of the values.
template <class Where, class What, class... Bounds> struct out_of_range;

// User-defined layers: see layer/traits.hpp
/// The layer lacks this member, or the member has another kind. Declare it as namespace `member` shows, above.
template <class Where, class Layer, class Member> struct layer_lacks;
/// The layer has no `static void forward(auto pass)`, or its forward is not static or does not take a pass. Declare it
/// so: see layer/pass.hpp.
template <class Where, class Layer> struct layer_without_forward;
/// The layer has no `static void backward(auto pass)`, or its backward is not static or does not take a pass. Declare
/// it so: see layer/pass.hpp.
template <class Where, class Layer> struct layer_without_backward;
/// A view, such as Reshape, gives its input another shape, and the new shape (given) has another number of scalars
/// than the input (expected). Choose extents with the same product.
template <class Where, class Given, class Expected> struct view_of_another_size;
/// The layer has an `initialize` that cannot be called as the library would call it. Declare it as template <class T>
/// static void initialize(std::span<T, parameters>, Engine&).
template <class Where, class Layer> struct initialize_is_never_called;

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

// Training
/// fit() and the other training functions change the net, and this one is const or a temporary. Declare it as a
/// variable without const.
template <class Net> struct training_needs_a_net_to_change;
/// The layer cannot be trained by gradient: the derivative of Step is 0 everywhere. Use what `instead` names.
template <class Where, class What, class Instead> struct no_gradient;
/// The loss needs an output activation (expected) other than the one the net ends with (given). Change the last
/// activation or the loss.
template <class Loss, class Given, class Expected> struct loss_needs_another_output;
/// The loss compares the outputs of a sample with each other (softmax makes their sum 1), and the net has a single
/// one: the loss is the same whatever it is, and its gradient 0. Use the loss for yes and no, or one output per class.
template <class Loss, class Instead> struct loss_of_one_output_is_constant;
/// The layer normalizes by the mean and variance of a batch, and the batch is one sample with a single value per
/// channel: its variance is 0, so the outputs are the same for all samples. Train with larger batches, fit<16>(…), or
/// use LayerNorm.
template <class Where, class Layer, class Expected> struct batch_statistics_of_one_sample;
/// No layer of the net has parameters, so training cannot change it. Add a Dense layer or a convolution.
template <class Net> struct nothing_to_train;
/// The argument passed as a loss is not a loss. Pass one such as MSE{}, or define the members in loss/concept.hpp.
template <class What> struct not_a_loss;
/// A user-defined loss lacks this member. Add it: see loss/concept.hpp.
template <class Loss, class Member> struct loss_lacks;
/// The argument passed as an optimizer is not an optimizer. Pass one such as Adam{}, or define the members in
/// optimizer/concept.hpp.
template <class What> struct not_an_optimizer;
/// A user-defined optimizer lacks this member. Add it: see optimizer/concept.hpp.
template <class Optimizer, class Member> struct optimizer_lacks;
/// What the optimizer's at(step) returns cannot be called with a weight, its gradient and a reference for each slot.
/// Give it the signature V(V w, V g, V& slot...).
template <class Optimizer, class Expected> struct optimizer_formula_takes_something_else;
/// The optimizer's formula has no sink() that takes steps within backward, as SGD has. Use gradient() and step().
template <class Optimizer> struct optimizer_without_sink;
/// The argument passed as data is not a dataset. Pass a Dataset or a DataView.
template <class What> struct not_a_dataset;
/// The inputs of the data do not fit the net. Use arrays of the net's number of inputs, of its scalar or of bytes.
/// distort() and augment() need shape<channels, height, width>, an image and an output of its size.
template <class Given, class Expected> struct wrong_input_data;
/// The targets of the data do not fit the net. Use class indices (integers: floating-point targets are numbers to fit),
/// arrays of the net's output size, or numbers for a net with a single output.
template <class Given, class Expected> struct wrong_target_data;
/// fit() lacks an argument or has them in another order. Write fit(net, data, loss, optimizer).
template <class Given, class Expected> struct fit_needs_data_loss_and_optimizer;
/// The sixth argument of train_step() is a number. Write {.clip_norm = …} there to clip the gradient; an Engine for
/// random layers is the last argument.
template <class Given, class Expected> struct wrong_step_options;
/// Trainer::fit() lacks an argument, or has them in another order. Write trainer.fit(data, loss); the net and the
/// optimizer are those of the Trainer.
template <class Given, class Expected> struct trainer_needs_data_and_loss;
/// The fifth argument of fit(), the third of Trainer::fit(), is not a set of options. Write {.epochs = 10,
/// …} there; callbacks and an Augmentation
/// come after it.
template <class Given, class Expected> struct wrong_fit_options;
/// fit() has no option of this name (given). Use what `instead` names: another option, or another place. The options
/// are the members of FitOptions.
template <class Given, class Instead> struct no_such_option_of_fit;
/// The value (given) of an option of fit() is of another type than the option (expected).
template <class Given, class Expected> struct wrong_value_of_an_option;
/// The validation data (given) have other inputs or targets than the training data, whose type (expected) they must
/// have. Store the targets of both alike, or convert one of them: to_dataset, one_hot.
template <class Given, class Expected> struct validation_of_another_type;
/// The argument is not a callback. A callback takes a `const Epoch&` and returns nothing, or false to end the
/// training.
template <class Given, class Expected> struct not_a_callback;
/// An Augmentation needs images, and the net's input (given) is not an image. Begin the net with Input<channels,
/// height, width>.
template <class Given, class Expected> struct augmentation_needs_an_image;
/// fit() is given more than one Augmentation. Merge them: Augmentation{.shift = 2, .rotation = 10}.
template <class Given> struct augmentation_given_twice;
/// fit_perceptron() trains a single Dense layer with Step. Use Net<Dense<In, Out, Step>>, or fit() for other nets.
template <class Net> struct perceptron_rule_needs_one_Step_layer;

// Data
/// The targets are bool, and std::vector<bool> is not an array of its values. Store 0 and 1 as std::uint8_t.
template <class Given, class Instead> struct targets_of_bool;
/// The class label is not an integer. Use integers from 0 to N − 1; the label of a CSV file may also be a
/// floating-point number.
template <class Given, class Expected> struct not_a_class_index;
/// one_hot<N>() is called with N = 0. Pass the number of classes.
template <class Given, class Expected> struct wrong_number_of_classes;
/// The argument is not a row, or a span of rows that can be written to. A row is a std::array<T, N> with as many
/// columns as the scaler.
template <class Given, class Expected> struct wrong_rows;
/// The rows of the file have 0 columns. Name the number of columns: read_csv<4>(path).
template <class Given, class Expected> struct wrong_number_of_columns;

// Headers
/// The function is in a header that sinew.hpp does not include. Include it: header::report_text_hpp is
/// <sinew/report/text.hpp>.
template <class Header> struct header_is_not_included;

// Budgets, and nets chosen at run time
/// The net takes more of an item than its Budget allows. Make the net smaller or the budget larger: see
/// net/budget.hpp.
template <class Item, class Takes, class Allowed> struct over_budget;
/// Items of a Budget.
struct parameter_bytes;
struct scratch_bytes;
struct stack_bytes;
struct training_bytes;
struct multiply_adds;
/// A Budget limits training, and the memory of training depends on the optimizer. Name it: fits<Net, Budget{.training
/// = …}, Adam>.
template <class Net> struct training_budget_needs_an_optimizer;
/// The net's number of inputs (given) differs from that of the first net of the OneOf, or from the one AnyNet names
/// (expected). Interchangeable nets must take the same number of inputs.
template <class Given, class Expected> struct another_number_of_inputs;
/// The net's number of outputs (given) differs from that of the first net of the OneOf, or from the one AnyNet names
/// (expected). Interchangeable nets must have the same number of outputs.
template <class Given, class Expected> struct another_number_of_outputs;
/// The net's scalar (given) differs from that of the first net of the OneOf, or from AnyNet's (expected).
/// Interchangeable nets must have the same scalar.
template <class Given, class Expected> struct another_scalar;
/// The net is larger than the storage of AnyNet<In, Out, Capacity>. Increase Capacity.
template <class Takes, class Allowed, class Net> struct net_exceeds_capacity;
/// The net is not one of the OneOf's nets. Add it to the arguments of OneOf.
template <class Given, class Expected> struct not_one_of;

// Memory of a call
/// The call would put more bytes on the stack than SINEW_STACK_LIMIT allows (net/stack_limit.hpp), and a thread with a
/// smaller stack would end without a word. Let the call use memory of yours: `Instead` names the form that takes it.
template <class Takes, class Allowed, class Instead> struct exceeds_stack_limit;
/// Forms of calls that take memory.
struct net_of_x_and_workspace;            ///< net(x, w), net.predict(x, w): w is a Workspace<Net, 1>
struct net_of_xs_ys_and_workspace;        ///< net(xs, ys, w): w is a Workspace<Net, Batch>
struct net_of_x_and_memory;               ///< net(x, memory), net(xs, ys, memory): net.workspace_bytes bytes
struct fold_batch_norm_into_a_given_net;  ///< fold_batch_norm(net, folded): folded is a folded_t<Net>
/// A call that runs one sample, or samples in blocks, is given a workspace of another batch or mode. Use a
/// Workspace<Net, 1> for net(x, w) and a Workspace<Net, Batch> for net(xs, ys, w).
template <class Given, class Expected> struct wrong_workspace;

}  // namespace sinew::mistake

// How mistakes are carried and reported.
namespace sinew::mistake {

/// What a layer returns in place of a bound layer if it rejects the shape that reaches it: a mistake and its facts.
/// `Where` is a layer<Path...>.
template <template <class...> class Mistake, class Where, class... Facts> struct fault;
/// A fault at the place layer<Path...>.
template <template <class...> class Mistake, std::size_t... Path, class... Facts>
struct fault<Mistake, layer<Path...>, Facts...> {
  /// The same fault at layer<J, Path...>, for a composite whose layer J returned it.
  template <std::size_t J> using within = fault<Mistake, layer<J, Path...>, Facts...>;
};
/// The fault that a layer or a part returns: its own place has no path yet; each composite around it adds an index.
template <template <class...> class Mistake, class... Facts> using refuse = fault<Mistake, layer<>, Facts...>;

/// Whether T is a fault.
template <class T> inline constexpr bool is_fault = false;
/// true for every fault.
template <template <class...> class M, class Where, class... Facts>
inline constexpr bool is_fault<fault<M, Where, Facts...>> = true;

/// The absent type: no mistake; in layers no activation, no cache, no state.
struct nothing {};

/// The complete, empty type that is reported for `nothing`.
struct told_nothing {};
/// The type of tell(of<Fault>) is the mistake of a fault, told_nothing for `nothing`, and Fault itself for any other
/// type. Code reports the mistake by deriving from `decltype(tell(of<Fault>))` or by making a temporary of it. A
/// function is used because compilers print an alias's own name first, which doubles the length of the message. It is
/// only declared.
told_nothing tell(const nothing*);
/// Overload for a mistake that is no fault.
template <class Mistake> Mistake tell(const Mistake*);
/// Overload for a fault: its mistake, with the place and the facts as arguments.
template <template <class...> class Mistake, class Where, class... Facts>
Mistake<Where, Facts...> tell(const fault<Mistake, Where, Facts...>*);
/// The argument of tell() that stands for Fault: a null pointer of its type.
template <class Fault> inline constexpr const Fault* of = nullptr;
/// The type of tell(of<Fault>) under an alias, for comparisons.
template <class Fault> using told = decltype(tell(of<Fault>));

}  // namespace sinew::mistake
