#pragma once
/// \file
/// Mistakes in training and evaluation: data, losses, optimizers, options.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/member.hpp>
#include <sinew/mistake/words.hpp>

namespace sinew::mistake {

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

}  // namespace sinew::mistake
