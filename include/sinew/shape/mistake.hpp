#pragma once
/// \file
/// The words compile-time errors are made of.
///
/// A mistake is a declared, never defined type. To derive from it (see `raise`) or to need its size is the error, and its name
/// is the message: the first line a compiler prints reads
///   … incomplete type 'struct sinew::mistake::shape_mismatch<sinew::layer<2>, sinew::given<sinew::shape<64> >, sinew::expected<sinew::shape<32> > >'
/// and nothing follows from it. Of the designs tried (static_assert, requires clauses, sentences as template arguments) this is
/// the only one whose first line names layer, given and expected on g++ 12, clang 14 and clang 19.

#include <cstddef>

namespace sinew {

/// Where: layer<2> is the third layer of the net, layer<2, 0> the first one within it.
template <std::size_t... Path> struct layer;
template <class...> struct given;
template <class...> struct expected;
/// What to write instead.
template <class...> struct instead;

namespace mistake {

// The chain of layers
/// Net<> maps nothing to nothing: give it at least one layer.
template <class Where> struct net_without_layers;
/// Something in the list of layers is not one. An activation belongs into its layer: Dense<4, 8, ReLU>, not Dense<4, 8>, ReLU.
template <class Where, class What> struct not_a_layer;
/// The activation of a layer is none: see activation/concept.hpp.
template <class Where, class What> struct not_an_activation;
/// The initializer of a layer is none: see initializer/concept.hpp.
template <class Where, class What> struct not_an_initializer;
/// A layer with an extent of 0.
template <class Where, class Layer> struct zero_size;
/// The output of the layer before (given) is not this layer's input (expected).
template <class Where, class Given, class Expected> struct shape_mismatch;
/// A layer that takes the shape reaching it cannot come first: begin with Input<...>.
template <class Where, class Layer> struct start_the_net_with_Input;
/// The layer has no `static void forward(auto pass)` (or one that does not take a pass).
template <class Where, class Layer> struct layer_without_forward;
/// The layer has no `static void backward(auto pass)`.
template <class Where, class Layer> struct layer_without_backward;

// The use of a net
/// The argument is no sample of this net: an array or fixed-extent span of its input's size, of its scalar or of bytes.
template <class Given, class Expected> struct wrong_input;
/// The outputs asked for are no arrays of this net's output size.
template <class Given, class Expected> struct wrong_output;
/// The workspace (or gradient) belongs to another net.
template <class Given, class Expected> struct made_for_another_net;
/// forward() in training may update buffers (running means): call it on a net that is not const.
template <class Workspace> struct training_changes_the_net_but_it_is_const;
/// backward() needs what a training pass keeps: Workspace<Net, Batch, training>.
template <class Workspace> struct backward_needs_a_training_workspace;
/// predict() needs an output to decide by: more than one, or a single one of Sigmoid, HardSigmoid, Step, Tanh or Identity (a logit).
template <class Activation> struct output_without_decision;
/// weight<I>() or bias<I>() of a layer that has none.
template <class Where, class Layer> struct layer_without_weights;

// Training
/// The layer cannot be trained by gradient: Step's derivative is 0 everywhere. Use `instead`.
template <class Where, class What, class Instead> struct no_gradient;
/// The loss needs an output activation (expected) that the net does not end with (given).
template <class Loss, class Given, class Expected> struct loss_needs_another_output;
/// Something passed as a loss that is none.
template <class What> struct not_a_loss;
/// Something passed as an optimizer that is none.
template <class What> struct not_an_optimizer;
/// Something passed as training data that is none: see DataView.
template <class What> struct not_a_dataset;
/// The inputs of the data do not fit the net.
template <class Given, class Expected> struct wrong_input_data;
/// The targets of the data do not fit the net: a class index, an array of its output's size, or a number for a single output.
template <class Given, class Expected> struct wrong_target_data;
/// A layer draws random numbers in training (Dropout): pass an engine to forward().
template <class Net> struct training_needs_a_random_engine;
/// The perceptron rule trains one layer: Net<Dense<In, Out, Step>>.
template <class Net> struct perceptron_rule_needs_one_Step_layer;

}  // namespace mistake

/// What a layer answers instead of a bound layer when it refuses the shape that reaches it: a mistake and its facts.
template <template <class...> class Mistake, class Where, class... Facts> struct fault;
template <template <class...> class Mistake, std::size_t... Path, class... Facts> struct fault<Mistake, layer<Path...>, Facts...> {
  template <std::size_t I> using within = fault<Mistake, layer<I, Path...>, Facts...>;
};
template <template <class...> class Mistake, class... Facts> using refuse = fault<Mistake, layer<>, Facts...>;

template <class T> inline constexpr bool is_fault = false;
template <template <class...> class M, class Where, class... Facts> inline constexpr bool is_fault<fault<M, Where, Facts...>> = true;

/// Completing raise<fault> is the compile error; raise<nothing> is none.
template <class Fault> struct raise {};
template <template <class...> class Mistake, class Where, class... Facts>
struct raise<fault<Mistake, Where, Facts...>> : Mistake<Where, Facts...> {};

/// The same within a function body: `complain<mistake::wrong_input<…>>()`.
template <class Mistake> constexpr void complain() noexcept { static_cast<void>(sizeof(Mistake)); }

}  // namespace sinew
