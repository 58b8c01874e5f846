#pragma once
/// \file
/// The words that mistakes are made of: places, what is given and expected, units, bounds, names of options.

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

/// The items of a Budget.
struct parameter_bytes;
struct scratch_bytes;
struct stack_bytes;
struct stream_bytes;
struct training_bytes;
struct multiply_adds;

/// Forms of calls that take memory.
struct net_of_x_and_workspace;            ///< net(x, w), net.predict(x, w): w is a Workspace<Net, 1>
struct forward_with_stream;               ///< net.forward(w, stream): w is a Workspace<Net, Streams>
struct net_of_xs_ys_and_workspace;        ///< net(xs, ys, w): w is a Workspace<Net, Batch>
struct net_of_x_and_memory;               ///< net(x, memory), net(xs, ys, memory): net.workspace_bytes bytes
struct fold_batch_norm_into_a_given_net;  ///< fold_batch_norm(net, folded): folded is a folded_t<Net>
struct fold_scalers_into_a_given_net;     ///< fold_scalers(net, folded, inputs): folded is a Net

// Contexts: where a mistake in Net is found, if its sentence depends on it; in place of Net in tell(of<Mistake>,
// of<Net>).
/// A call of many samples, net(xs, ys). Net is void if it is not known.
template <class Net> struct rows_for;
/// A bias of a layer.
template <class Net> struct bias_of;
/// fold_batch_norm(net, folded).
template <class Net> struct folding;
/// Net as one of the nets of Holder, an AnyNet or OneOf.
template <class Holder, class Net> struct held_by;

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
struct max_steps;
struct max_iter;
struct n_iter;
struct num_train_epochs;
struct batch;
struct batch_size;
struct batchsize;
struct minibatch_size;
struct mini_batch_size;
struct random_seed;
struct random_state;
struct rng_seed;
struct seed;
struct shuffled;
struct shuffle;
struct val;
struct valid;
struct test;
struct validation_data;
struct validation_set;
struct val_data;
struct valid_data;
struct test_data;
struct eval_set;
struct validation_split;
struct validation_fraction;
struct validation;
struct lr_schedule;
struct scheduler;
struct lr_scheduler;
struct schedule;
struct lr;
struct rate;
struct learning_rate;
struct learning_rate_init;
struct eta;
struct momentum;
struct weight_decay;
struct clip;
struct clipnorm;
struct max_norm;
struct max_grad_norm;
struct clip_grad_norm;
struct grad_clip;
struct gradient_clip_val;
struct clip_norm;
struct accumulate_grad_batches;
struct gradient_accumulation_steps;
struct accumulation_steps;
struct accumulate;
struct early_stopping;
struct early_stop;
struct n_iter_no_change;
struct patience;
struct tol;
struct tolerance;
struct min_delta;
struct restore_best_weights;
struct save_best_only;
struct keep_best;
struct monitor;
struct metric;
struct metrics;
struct loss;
struct loss_fn;
struct loss_function;
struct criterion;
struct optimizer;
struct optim;
struct callback;
struct callbacks;
struct augment;
struct augmentation;
struct verbose;
struct progress_bar;
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

}  // namespace sinew::mistake
