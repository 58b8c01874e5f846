#pragma once
/// \file
/// The words compile-time errors are made of.
///
/// A mistake is a declared, never defined type. To need it whole is the error, and its name is the message: the first
/// line a compiler prints reads
///   … incomplete type 'struct sinew::mistake::shape_mismatch<sinew::layer<2>, sinew::given<sinew::shape<64> >,
///   sinew::expected<sinew::shape<32> > >'
/// and nothing follows from it. Of the designs tried (static_assert, requires clauses, sentences as template arguments)
/// this is the only one whose first line names layer, given and expected on g++ 12, clang 14 and clang 19.
/// In a function body it is told by writing the mistake as a temporary, `mistake::wrong_input<…>{};`, as near to the
/// user's line as can be, for every function between costs the reader three lines; in a class by deriving from
/// `decltype(tell(of<fault>))`. tests/errors/README.md shows each with the code that causes it and the way out.

#include <cstddef>

namespace sinew::mistake {

/// Where: layer<2> is the third layer of the net, layer<2, 0> the first one within it.
template <std::size_t... Path> struct layer;
template <class...> struct given;
template <class...> struct expected;
/// fit_perceptron() trains Net<Dense<In, Out, Step>>.
struct fit_perceptron_for_one_layer;
/// What to write instead.
template <class...> struct instead;
/// Bounds of what is given: at_least<samples<1>>.
template <class> struct at_least;
template <class> struct at_most;
template <class> struct more_than;
template <class> struct less_than;
/// A batch of so many.
template <std::size_t> struct samples;
/// Extents of an image, and what is set against them: height<2>, with_padding<0>, less_than_window<3>.
template <std::size_t> struct channels;
template <std::size_t> struct height;
template <std::size_t> struct width;
template <std::size_t> struct length;
template <std::size_t> struct with_padding;
template <std::size_t> struct less_than_window;
/// Kinds of shapes: shape<C, H, W> is an image, shape<C, N> a sequence.
struct channels_height_width;
struct channels_length;
/// So many numbers.
template <std::size_t> struct scalars;
/// So many bytes or operations, and the most there may be.
template <std::size_t> struct takes;
template <std::size_t> struct allowed;

/// Members that a user's type must have; each in the form that the comment shows.
namespace member {
struct input;       ///< using input = shape<8>;
struct output;      ///< using output = shape<8>;
struct parameters;  ///< static constexpr std::size_t parameters = 0;
/// template <class V> static constexpr V derivative(const V& z): see activation/concept.hpp
struct derivative_or_derivative_at_output;
/// template <class V, std::size_t N, std::size_t Stride, class T> static void backward(y, dy, dz)
struct backward;
/// template <class V> static constexpr V value(const V& y, const V& t): see loss/concept.hpp
struct value;
struct derivative;        ///< template <class V> static constexpr V derivative(const V& y, const V& t)
struct sample_of_y_t_dy;  ///< T sample(std::span<const T> y, std::span<const T> t, std::span<T> dy)
struct rate;              ///< double rate = 0.1;  see optimizer/concept.hpp
struct slots;             ///< static constexpr std::size_t slots = 0;
/// template <class T> constexpr auto at(std::size_t step) const; or update(tensor, step)
struct at_step;
}  // namespace member

// The chain of layers
/// Net<> maps nothing to nothing: give it at least one layer.
template <class Where> struct net_without_layers;
/// The first argument of BasicNet is its scalar, float or double; Net<…> is BasicNet<float, …>.
template <class Given, class Expected> struct wrong_scalar;
/// Something in the list of layers is not one. An activation belongs into its layer: Dense<4, 8, ReLU>, not Dense<4,
/// 8>, ReLU.
template <class Where, class What> struct not_a_layer;
/// The activation of a layer is none: see activation/concept.hpp.
template <class Where, class What> struct not_an_activation;
/// An activation that can be applied but not trained: give it the member.
template <class Where, class Activation, class Member> struct activation_lacks;
/// The initializer of a layer is none: see initializer/concept.hpp.
template <class Where, class What> struct not_an_initializer;
/// The activation normalizes the outputs (Softmax: their sum is 1), so a single one is constant: use Sigmoid, or one
/// output for each class.
template <class Where, class Layer, class Instead> struct single_output_is_constant;
/// A layer with an extent of 0.
template <class Where, class Layer> struct zero_size;
/// A layer of more scalars than a computer holds: is an extent mistyped, or was it below 0?
template <class Where, class Layer, class Expected> struct absurd_size;
/// The output of the layer before (given; in a Concat that comes first: what its first branch takes) is not this
/// layer's input (expected).
template <class Where, class Given, class Expected> struct shape_mismatch;
/// x + F(x) needs an F that ends (given) in the shape it starts from (expected): change the last layer of the block.
template <class Where, class Given, class Expected> struct residual_changes_its_shape;
/// The output of this branch of a Concat (given) cannot stand beside the first one's: height, width and so on must be
/// the same (expected).
template <class Where, class Given, class Expected> struct branches_do_not_fit_together;
/// A layer that takes the shape reaching it cannot come first: begin with Input<...>.
template <class Where, class Layer> struct start_the_net_with_Input;

// Images: see layer/options.hpp and shape/window.hpp
/// What reaches the layer (given) is no image (channels, height, width), or no sequence (channels, length), as it
/// expects: begin with
/// Input<1, 28, 28>, or put Reshape<1, 28, 28> before it.
template <class Where, class Layer, class Given, class Expected> struct not_an_image;
/// The window, (kernel − 1)·dilation + 1, is larger than the image that reaches the layer (given) with its padding: a
/// smaller kernel, padding (Same), or a pooling less before it.
template <class Where, class Given, class Extent, class Padding, class Window> struct window_does_not_fit;
/// A window of the pooling sees padding alone, which has no largest value and no mean: less padding, or a smaller
/// stride.
template <class Where, class Layer, class Given> struct window_of_padding_alone;
/// Something among the arguments of a layer that is none of its options: see layer/options.hpp.
template <class Where, class Layer, class What> struct not_an_option;
/// An option that says the same thing as another one.
template <class Where, class Layer, class What> struct option_given_twice;
/// Each group has as many channels: the number of groups divides that of the channels that come in, and of those that
/// go out.
template <class Where, class Layer, class Given> struct groups_do_not_divide;
/// The number of an option or activation is no Ratio, or one beyond these bounds: Dropout<Ratio<1, 5>> drops a fifth of
/// the values.
template <class Where, class What, class... Bounds> struct out_of_range;

// Layers of one's own: see layer/traits.hpp
/// The layer has no such member, or of another kind: see namespace member, above.
template <class Where, class Layer, class Member> struct layer_lacks;
/// The layer has no `static void forward(auto pass)` (or one that is not static or does not take a pass).
template <class Where, class Layer> struct layer_without_forward;
/// The layer has no `static void backward(auto pass)` (or one that is not static or does not take a pass).
template <class Where, class Layer> struct layer_without_backward;
/// A view renames the shape of what it is given, so as many scalars leave it (given) as reach it (expected).
template <class Where, class Given, class Expected> struct view_of_another_size;
/// The layer's `initialize` does not take what it would be given: template <class T> static void
/// initialize(std::span<T, parameters>, Engine&).
template <class Where, class Layer> struct initialize_is_never_called;

// The use of a net
/// The argument is no sample of this net: an array or fixed-extent span of its input's size, of its scalar or of bytes.
template <class Given, class Expected> struct wrong_input;
/// The outputs asked for are no arrays of this net's output size that can be written to.
template <class Given, class Expected> struct wrong_output;
/// Something that is no net, where one belongs.
template <class What> struct not_a_net;
/// A batch of 0, or one that no memory holds.
template <class Given, class Expected> struct wrong_batch_size;
/// The workspace belongs to another net, or is none.
template <class Given, class Expected> struct made_for_another_net;
/// A pass writes into its workspace: declare it without const.
template <class Workspace> struct a_pass_changes_its_workspace_but_it_is_const;
/// forward() in training may update buffers (running means): call it on a net that is not const.
template <class Workspace> struct training_changes_the_net_but_it_is_const;
/// Inference takes a workspace and, for recurrent layers, its Stream; only training takes an engine.
template <class Given, class Expected> struct wrong_stream;
/// Training draws from an engine, `Engine engine(seed);`, which is no number and not const.
template <class Given, class Expected> struct not_a_random_engine;
/// A layer draws random numbers in training (Dropout): pass an engine to forward().
template <class Net> struct training_needs_a_random_engine;
/// backward() needs what a training pass keeps: Workspace<Net, Batch, Mode::training>.
template <class Workspace> struct backward_needs_a_training_workspace;
/// backward() adds the gradient to an array laid out as the parameters are: Net::Parameters, or an Optimizer's
/// gradient().
template <class Given, class Expected> struct wrong_gradient;
/// Only Workspace<Net, Batch, Mode::input_gradient> has ∂L/∂x.
template <class Workspace> struct dx_needs_an_input_gradient_workspace;
/// Only Workspace<Net, Batch, Mode::inspection> and <Net, Batch, Mode::training> keep what each layer put out.
template <class Workspace> struct output_of_a_layer_needs_a_training_workspace;
/// The layer is computed together with the pooling behind it, and what it puts out is never stored: ask a
/// Workspace<Net, Batch, Mode::inspection>.
template <class Where, class Layer> struct output_of_a_layer_fused_with_the_next;
/// predict() needs an output to decide by: more than one, or a single one of Sigmoid, HardSigmoid, Step, Tanh or
/// Identity (a logit).
template <class Activation> struct output_without_decision;
/// The net has no layer of this index; they are counted from 0.
template <class Given, class Last> struct no_such_layer;
/// A path such as layer<1, 2> ends within a layer that is not made of layers.
template <class Where, class Layer> struct no_layers_within;
/// weight<I>() or bias<I>() of a layer that has none, or whose weights have another number of indices: (in, out) of a
/// Dense layer, (channel, row, column, output channel) of a convolution.
template <class Where, class Layer> struct layer_without_weights;
/// initialize(net, seed): a net that is not const, and a number or an Engine.
template <class Given, class Expected> struct wrong_arguments_to_initialize;

// Training
/// fit(net, …) and its kin change the net: declare it without const, and give it a name.
template <class Net> struct training_needs_a_net_to_change;
/// The layer cannot be trained by gradient: Step's derivative is 0 everywhere. Use `instead`.
template <class Where, class What, class Instead> struct no_gradient;
/// The loss needs an output activation (expected) that the net does not end with (given).
template <class Loss, class Given, class Expected> struct loss_needs_another_output;
/// Something passed as a loss that is none.
template <class What> struct not_a_loss;
/// A loss of one's own without this member: see loss/concept.hpp.
template <class Loss, class Member> struct loss_lacks;
/// Something passed as an optimizer that is none.
template <class What> struct not_an_optimizer;
/// An optimizer of one's own without this member: see optimizer/concept.hpp.
template <class Optimizer, class Member> struct optimizer_lacks;
/// What the optimizer's at(step) returns cannot be called with a weight, its gradient, and a reference for each slot:
/// V(V w, V g, V& slot...).
template <class Optimizer, class Expected> struct optimizer_formula_takes_something_else;
/// The optimizer's formula has no sink() that steps within backward, as SGD has: use gradient() and step().
template <class Optimizer> struct optimizer_without_sink;
/// Something passed as training data that is none: see DataView.
template <class What> struct not_a_dataset;
/// The inputs of the data do not fit the net.
template <class Given, class Expected> struct wrong_input_data;
/// The targets of the data do not fit the net: a class index, an array of its output's size, or a number for a single
/// output.
template <class Given, class Expected> struct wrong_target_data;
/// fit(net, data, loss, optimizer) has them all four, in this order.
template <class Given, class Expected> struct fit_needs_data_loss_and_optimizer;
/// The fifth argument of fit() are its options, {.epochs = 10, …}; callbacks and an Augmentation come after them.
template <class Given, class Expected> struct wrong_fit_options;
/// A callback takes a `const Epoch&` and returns nothing, or false to end the training.
template <class Given, class Expected> struct not_a_callback;
/// Images are augmented, and what the net takes (given) is none: begin it with Input<channels, height, width>.
template <class Given, class Expected> struct augmentation_needs_an_image;
/// fit() takes one Augmentation, with all its numbers: Augmentation{.shift = 2, .rotation = 10}.
template <class Given> struct augmentation_given_twice;
/// The perceptron rule trains one layer: Net<Dense<In, Out, Step>>.
template <class Net> struct perceptron_rule_needs_one_Step_layer;

// Data
/// Targets of 0 and 1 as std::uint8_t: std::vector<bool> is no array of its values.
template <class Given, class Instead> struct targets_of_bool;
/// A class is an integer, 0 … N − 1.
template <class Given, class Expected> struct not_a_class_index;
/// one_hot of no classes.
template <class Given, class Expected> struct wrong_number_of_classes;
/// A scaler takes one row, or a span of rows that can be written to; a row is std::array<T, N> with as many columns as
/// the scaler.
template <class Given, class Expected> struct wrong_rows;
/// A row of a file without columns.
template <class Given, class Expected> struct wrong_number_of_columns;

// Budgets, and the choice among nets at run time
/// The net takes more of an item than its Budget allows: a smaller net, or a larger budget. See net/budget.hpp.
template <class Item, class Takes, class Allowed> struct over_budget;
struct parameter_bytes;
struct scratch_bytes;
struct stack_bytes;
struct training_bytes;
struct multiply_adds;
/// What training takes depends on its optimizer: fits<Net, Budget{.training = …}, Adam>.
template <class Net> struct training_budget_needs_an_optimizer;
/// Nets that stand for each other must take as many inputs (given) as the first of OneOf, or as AnyNet says (expected).
template <class Given, class Expected> struct another_number_of_inputs;
/// The same of outputs.
template <class Given, class Expected> struct another_number_of_outputs;
/// Nets that stand for each other must compute in the same scalar.
template <class Given, class Expected> struct another_scalar;
/// The net does not fit into AnyNet<In, Out, Capacity>: give it a larger Capacity.
template <class Takes, class Allowed, class Net> struct net_larger_than_its_place;
/// OneOf holds none of these: name it among its nets.
template <class Given, class Expected> struct not_one_of;

/// What a layer answers instead of a bound layer when it refuses the shape that reaches it: a mistake and its facts.
template <template <class...> class Mistake, class Where, class... Facts> struct fault;
template <template <class...> class Mistake, std::size_t... Path, class... Facts>
struct fault<Mistake, layer<Path...>, Facts...> {
  template <std::size_t I> using within = fault<Mistake, layer<I, Path...>, Facts...>;
};
template <template <class...> class Mistake, class... Facts> using refuse = fault<Mistake, layer<>, Facts...>;

template <class T> inline constexpr bool is_fault = false;
template <template <class...> class M, class Where, class... Facts>
inline constexpr bool is_fault<fault<M, Where, Facts...>> = true;

/// The absent type: no mistake, and in layers no activation, no cache, no state.
struct nothing {};

/// The mistake of a fault; an empty class for `nothing`; any other type is a mistake itself.
/// Code commits the mistake by deriving from `decltype(tell(of<Fault>))`, or by making a temporary of it. The result of
/// a function has no other name than its own, where an alias would be printed first and make the line twice as long.
struct told_nothing {};
told_nothing tell(const nothing*);
template <class Mistake> Mistake tell(const Mistake*);
template <template <class...> class Mistake, class Where, class... Facts>
Mistake<Where, Facts...> tell(const fault<Mistake, Where, Facts...>*);
template <class Fault> inline constexpr const Fault* of = nullptr;
/// The same for comparisons.
template <class Fault> using told = decltype(tell(of<Fault>));

}  // namespace sinew::mistake
