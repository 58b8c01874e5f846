#pragma once
/// \file
/// Mistakes in training and evaluation: data, losses, optimizers, options.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/member.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <array>
#include <cstdint>
#include <span>
#include <type_traits>

#include <sinew/mistake/options.hpp>
#include <sinew/mistake/roles.hpp>
#endif

namespace sinew::mistake {

/// fit() and the other training functions change the net, and this one is const or a temporary. Declare it as a
/// variable without const.
template <class Net> struct training_needs_a_net_to_change;
#if SINEW_SENTENCES
template <class Net, class In> constexpr auto sentence<training_needs_a_net_to_change<Net>, In> = [] {
  using Type = std::remove_const_t<Net>;
  constexpr auto fact = say("training changes the net, but this one, ", name<Type>());
  if constexpr (std::is_const_v<Net>) return say(fact, ", is const: declare it without const");
  else return say(fact, ", is a temporary: give it a name, ", name<Type>(), " net; and pass net");
}();
#endif
/// The layer cannot be trained by gradient: the derivative of Step is 0 everywhere. Use what `instead` names.
template <class Where, class What, class Instead> struct no_gradient;
#if SINEW_SENTENCES
template <class Where, class What, class... Instead, class In>
constexpr auto sentence<no_gradient<Where, What, instead<Instead...>>, In> = [] {
  using Layer = typename _detail::written<Where, In>::type;
  using Other = typename _detail::last_of<_detail::list<Instead...>>;
  using Layers = typename _detail::written_layers<In>::type;
  constexpr auto fact = say(place<Where, In>(), " cannot be trained by gradient, because the derivative of ",
                            name<What>(), " is 0 everywhere: write ");
  constexpr auto correction = [] {
    using Corrected = _detail::exchanged_t<Layer, What, Other>;
    if constexpr (std::is_same_v<Corrected, nothing>) return say(name<Other>(), " in its place");
    else return name<Corrected>();
  }();
  if constexpr ((false || ... ||
                 std::is_same_v<Instead, fit_perceptron_for_one_layer>)&&std::is_same_v<Layers, _detail::list<Layer>>)
    return say(fact, correction, ", or train this single layer by fit_perceptron(net, data)");
  else return say(fact, correction);
}();
#endif
/// The loss needs an output activation (expected) other than the one the net ends with (given). Change the last
/// activation or the loss.
template <class Loss, class Given, class Expected> struct loss_needs_another_output;
#if SINEW_SENTENCES
template <class Loss, class Given, class Expected, class In>
constexpr auto sentence<loss_needs_another_output<Loss, given<Given>, expected<Expected>>, In> = [] {
  using End = _detail::end_of<In>;
  using Layer = typename End::type;
  constexpr bool classes = requires { requires Loss::classifies; };
  constexpr bool together = requires { requires Loss::normalizes_outputs; };
  constexpr bool plain = std::is_same_v<Given, nothing> || std::is_same_v<Given, Identity>;
  constexpr bool single = together && In::output::size == 1;
  using ForScores = std::conditional_t<together && !single, CrossEntropyWithLogits, BinaryCrossEntropyWithLogits>;
  using Fitting = std::conditional_t<plain && classes, ForScores, typename _detail::loss_for_outputs<Given>::type>;
  constexpr bool fits_any = std::is_same_v<Fitting, MSE>;
  using Old = std::conditional_t<plain, Identity, Given>;
  constexpr auto fact = say(name<Loss>(), " takes ", _detail::outputs_of<Expected>(), ", but ",
                            place<typename End::place, In>(), " gives ", _detail::outputs_of<Given>(), ": write ");
  constexpr auto loss = [] {
    if constexpr (fits_any) return say("a loss of numbers such as MSE{}");
    else return say(name<Fitting>(), "{}, which takes these");
  }();
  if constexpr (single) {
    using Yes = _detail::exchanged_t<Layer, Old, Sigmoid>;
    if constexpr (!fits_any) return say(fact, loss, ", or one output per class");
    else if constexpr (std::is_same_v<Yes, nothing>)
      return say(fact, "BinaryCrossEntropy{} and a last layer with Sigmoid, or one output per class");
    else return say(fact, name<Yes>(), " and BinaryCrossEntropy{}, or one output per class");
  } else {
    using Corrected = _detail::exchanged_t<Layer, Old, Expected>;
    if constexpr (std::is_same_v<Corrected, Activate<Identity>>)
      return say(fact, loss, ", or leave out ", name<Layer>());
    else if constexpr (!std::is_same_v<Corrected, nothing>) return say(fact, name<Corrected>(), ", or ", loss);
    else if constexpr (!std::is_same_v<Expected, Identity>)
      return say(fact, name<Activate<Expected>>(), " after it, or ", loss);
    else return say(fact, loss, ", or a last layer without an activation");
  }
}();
#endif
/// The loss compares the outputs of a sample with each other (softmax makes their sum 1), and the net has a single
/// one: the loss is the same whatever it is, and its gradient 0. Use the loss for yes and no, or one output per class.
template <class Loss, class Instead> struct loss_of_one_output_is_constant;
#if SINEW_SENTENCES
template <class Loss, class Instead, class In>
constexpr auto sentence<loss_of_one_output_is_constant<Loss, instead<Instead>>, In> = [] {
  using End = _detail::end_of<In>;
  using Activation = typename In::activation;
  constexpr bool plain = std::is_same_v<Activation, nothing> || std::is_same_v<Activation, Identity>;
  using Other = std::conditional_t<plain, Instead, typename _detail::loss_for_outputs<Activation>::type>;
  constexpr auto fact =
      say(name<Loss>(), " compares the outputs of a sample with each other, but ", place<typename End::place, In>(),
          " gives a single one, so the loss is constant: write ", name<Other>(), "{} for yes and no, or ");
  if constexpr (_detail::is_plain<typename End::type>)
    return say(fact, name<_detail::with_output<typename End::type, 2>>(), " for two classes");
  else return say(fact, "one output per class");
}();
#endif
/// The layer normalizes by the mean and variance of a batch, and the batch is one sample with a single value per
/// channel: its variance is 0, so the outputs are the same for all samples. Train with larger batches, fit<16>(…), or
/// use LayerNorm.
template <class Where, class Layer, class Expected> struct batch_statistics_of_one_sample;
#if SINEW_SENTENCES
template <class Where, class Layer, class Least, class In>
constexpr auto sentence<batch_statistics_of_one_sample<Where, Layer, expected<Least>>, In> =
    say(place<Where, In, Layer>(), " needs ", bound<Least>(),
        " in a batch, because 1 has no variance: write a larger batch, fit<16>(…) or Workspace<Net, 16, …>, or "
        "LayerNorm<> in its place");
#endif
/// No layer of the net has parameters, so training cannot change it. Add a Dense layer or a convolution.
template <class Net> struct nothing_to_train;
#if SINEW_SENTENCES
template <class Net, class In> constexpr auto sentence<nothing_to_train<Net>, In> = [] {
  constexpr auto fact = say("no layer of ", name<Net>(), " has parameters, so training cannot change it: ");
  using Last = typename _detail::end_of<Net>::type;
  using Activation = typename Net::activation;
  if constexpr (std::is_same_v<Last, Activate<Activation>> && Net::output::rank == 1)
    return say(fact, "write Dense<", _detail::separated<Net::output::size, Net::output::size>(), ", ",
               name<Activation>(), "> in place of ", name<Last>());
  else return say(fact, "add a layer that has them, such as Dense or Conv2D");
}();
#endif
/// The argument passed as a loss is not a loss. Pass one such as MSE{}, or define the members in loss/concept.hpp.
template <class What> struct not_a_loss;
#if SINEW_SENTENCES
template <class What, class In> constexpr auto sentence<not_a_loss<What>, In> = [] {
  using Loss = _detail::loss_for_t<In>;
  constexpr auto fact = say("the loss is ", _detail::role<What>());
  if constexpr (_detail::is_an_optimizer<What>)
    return say(fact, ": write the loss before the optimizer, as in fit(net, data, ", name<Loss>(), "{}, ", name<What>(),
               "{})");
  else if constexpr (_detail::is_a_set_of_options<What>)
    return say(fact, ": write the loss and the optimizer before it, as in fit(net, data, ", name<Loss>(),
               "{}, Adam{}, options)");
  else if constexpr (std::is_class_v<What> && !_detail::is_an_activation<What>)
    return say(fact, ", which is no loss: write one such as ", name<Loss>(),
               "{}; one of your own has the members of loss/concept.hpp");
  else return say(fact, ": write one that fits the outputs of the net, such as ", name<Loss>(), "{}");
}();
#endif
/// A user-defined loss lacks this member. Add it: see loss/concept.hpp.
template <class Loss, class Member> struct loss_lacks;
#if SINEW_SENTENCES
template <class Loss, class Member, class In> constexpr auto sentence<loss_lacks<Loss, Member>, In> = [] {
  if constexpr (std::is_same_v<Member, member::sample_of_y_t_dy>)
    return say(name<Loss>(),
               " is a loss whose sample() does not take outputs, targets and the gradient to write: write ",
               declaration<Member>);
  else return say(name<Loss>(), " is a loss that lacks ", word_of<Member>(), "(): add ", declaration<Member>);
}();
#endif
/// Weights of classes multiply the targets, and this samplewise loss does not say that it is linear in them. Use
/// CrossEntropy, NLL or Focal, or declare it in the loss: see loss/concept.hpp.
template <class Loss> struct loss_takes_no_weights;
#if SINEW_SENTENCES
template <class Loss, class In> constexpr auto sentence<loss_takes_no_weights<Loss>, In> = say(
    "class weights multiply the targets, and ", name<Loss>(),
    " does not say that this multiplies the loss: declare static constexpr bool linear_in_targets = true in it, or use "
    "a loss such as CrossEntropy{}");
#endif
/// The function counts each sample once, and the samples have weights. Pass the data without them.
template <class Target, class Instead> struct weights_of_samples_are_not_used;
#if SINEW_SENTENCES
template <class Target, class Instead, class In>
constexpr auto sentence<weights_of_samples_are_not_used<Target, instead<Instead>>, In> =
    say("a target of the data is ", name<Target>(), ", but this function uses no weights of samples: write ",
        name<Instead>(), " for the targets");
#endif
/// Weights of classes are computed from class indices, and the targets are of this type. Give data with integers.
template <class Target> struct balanced_weights_need_class_indices;
#if SINEW_SENTENCES
template <class Target, class In> constexpr auto sentence<balanced_weights_need_class_indices<Target>, In> =
    say("balanced_weights() counts classes, but a target of the data is ", name<Target>(),
        ": pass data whose targets are class indices, such as int");
#endif
/// The loss has another number of weights (given) than the net has outputs (expected). Give one weight for each output,
/// or two, of no and yes, for one output and a loss such as BinaryCrossEntropy.
template <class Loss, class Given, class Expected> struct wrong_number_of_class_weights;
#if SINEW_SENTENCES
template <class Loss, std::size_t Given, std::size_t Outputs, class In>
constexpr auto sentence<wrong_number_of_class_weights<Loss, given<scalars<Given>>, expected<scalars<Outputs>>>, In> =
    [] {
      constexpr auto fact = say("the net has ", quantity(Outputs, "output"), ", but the loss, ", name<Loss>(), ", has ",
                                quantity(Given, "weight"), ": write ");
      if constexpr (Outputs == 1) return say(fact, "two for BinaryCrossEntropy{}, those of no and yes");
      else return say(fact, "one for each output");
    }();
#endif
/// The argument passed as an optimizer is not an optimizer. Pass one such as Adam{}, or define the members in
/// optimizer/concept.hpp.
template <class What> struct not_an_optimizer;
#if SINEW_SENTENCES
template <class What, class In> constexpr auto sentence<not_an_optimizer<What>, In> = [] {
  constexpr auto fact = say("the optimizer is ", _detail::role<What>());
  if constexpr (_detail::is_some_net<What> && _detail::is_an_optimizer<In>)
    return say(fact, ", and the net is ", name<In>(), ": write Optimizer<", name<In>(), ", ", name<What>(), ">");
  else if constexpr (_detail::is_a_loss<What>)
    return say(fact, ": write one such as Adam{}; the loss is an argument of fit(net, data, ", name<What>(),
               "{}, Adam{}) or of trainer.fit(data, ", name<What>(), "{})");
  else if constexpr (_detail::is_a_set_of_options<What>)
    return say(fact, ": write an optimizer before it, as in fit(net, data, loss, Adam{}, options)");
  else if constexpr (std::is_same_v<What, Schedule>)
    return say(fact, ": write an optimizer such as Adam{}, and the Schedule as an option, {.schedule = …}");
  else if constexpr (std::is_arithmetic_v<What>)
    return say(fact, ": write an optimizer with this rate, such as SGD{.rate = …}");
  else if constexpr (std::is_class_v<What> && !_detail::is_an_activation<What> && !_detail::is_some_net<What>)
    return say(fact,
               ", which is no optimizer: write one such as Adam; one of your own has the members of "
               "optimizer/concept.hpp");
  else return say(fact, ": write one such as Adam");
}();
#endif
/// A user-defined optimizer lacks this member. Add it: see optimizer/concept.hpp.
template <class Optimizer, class Member> struct optimizer_lacks;
#if SINEW_SENTENCES
template <class Optimizer, class Member, class In>
constexpr auto sentence<optimizer_lacks<Optimizer, Member>, In> = [] {
  constexpr auto fact = say(name<Optimizer>(), " is an optimizer that lacks ");
  if constexpr (std::is_same_v<Member, member::rate>)
    return say(fact, "rate, which schedules change: add ", declaration<Member>);
  else if constexpr (std::is_same_v<Member, member::slot_count>)
    return say(fact, "slot_count, the number of values kept for each parameter: add ", declaration<Member>);
  else if constexpr (std::is_same_v<Member, member::at_step>)
    return say(fact, "at(), which returns the formula of a step: add ", declaration<Member>);
  else return say(fact, word_of<Member>(), ": add ", declaration<Member>);
}();
#endif
/// What the optimizer's at(step) returns cannot be called with a weight, its gradient and a reference for each slot.
/// Give it the signature V(V w, V g, V& slot...).
template <class Optimizer, class Expected> struct optimizer_formula_takes_something_else;
#if SINEW_SENTENCES
template <class Optimizer, class Result, class Weight, class Gradient, class... Slot, class In> constexpr auto
    sentence<optimizer_formula_takes_something_else<Optimizer, expected<Result(Weight, Gradient, Slot...)>>, In> = [] {
      constexpr auto fact = say("the formula of ", name<Optimizer>(),
                                ", which its at(step) returns, must give the new weight from a "
                                "weight, its gradient and ");
      constexpr auto count = quantity(sizeof...(Slot), "slot");
      return say(fact, count, " (slot_count): write []<class V>(V w, V g", _detail::slot_parameters<sizeof...(Slot)>(),
                 ") { … }");
    }();
#endif
/// The optimizer's formula has no sink() that takes steps within backward, as SGD has. Use gradient() and step().
template <class Optimizer> struct optimizer_without_sink;
#if SINEW_SENTENCES
template <class Optimizer, class In> constexpr auto sentence<optimizer_without_sink<Optimizer>, In> =
    say(name<Optimizer>(),
        " needs the whole gradient and has no sink(), which takes steps within backward: write "
        "net.backward(w, optimizer.gradient()); optimizer.step(net);");
#endif
/// The argument passed as data is not a dataset. Pass a Dataset or a DataView.
template <class What> struct not_a_dataset;
#if SINEW_SENTENCES
template <class What, class In> constexpr auto sentence<not_a_dataset<What>, In> = [] {
  constexpr auto fact = say("the data are ", _detail::role<What>(), ", but must be inputs with their targets: write ");
  if constexpr (requires(const What& parts) {
                  parts.train;
                  parts.test;
                })
    return say(fact, "one of its parts, as in auto [train, test] = …");
  else if constexpr (requires { typename What::value_type; } || std::is_array_v<What>)
    return say(fact, "DataView(inputs, targets)");
  else return say(fact, "a Dataset, or DataView(inputs, targets)");
}();
#endif
/// The source of an OnDemand lacks size() const, or read(i, x, t) const for spans of as many inputs and outputs as the
/// net has.
template <class Given, class Expected> struct wrong_source;
#if SINEW_SENTENCES
template <class Given, class X, class Y, class In>
constexpr auto sentence<wrong_source<given<Given>, expected<X, Y>>, In> =
    say("the source of samples, ", name<Given>(),
        ", must have std::size_t size() const, and read() const for this net: "
        "write void read(std::size_t i, ",
        name<X>(), " x, ", name<Y>(), " t) const");
#endif
/// An Augmentation distorts images in memory. Distort what read() writes, by augment(), or load the images.
template <class Given> struct augmentation_of_a_source;
#if SINEW_SENTENCES
template <class Given, class In>
constexpr auto sentence<augmentation_of_a_source<Given>, In> = say("an Augmentation needs images in memory, and ",
                                                                   name<Given>(),
                                                                   " reads them on demand: distort them in its read()");
#endif
/// The inputs of the data are no sequences of samples of this net, as fit<Streams, Steps>() takes them. An input is a
/// range of samples, one for each step; fit<Batch>() takes samples that are independent of one another.
template <class Given, class Expected> struct wrong_sequences;
#if SINEW_SENTENCES
template <class Given, class Sequence, class In>
constexpr auto sentence<wrong_sequences<given<Given>, expected<Sequence>>, In> = [] {
  using Sample = typename Sequence::value_type;
  constexpr auto fact = say("an input of the data is ", name<Given>(), ", but must be a sequence, with ");
  constexpr auto code = say(" for each step: write std::vector<", name<Sample>(), ">");
  if constexpr (std::is_same_v<Given, Sample>)
    return say(fact, name<Sample>(), code, ", or fit<Batch>(…) for independent samples");
  else return say(fact, name<Sample>(), code);
}();
#endif
/// The target of a sequence fits the net neither for each step nor for the last one. Use a range of as many targets as
/// the sequence has steps, or a single target.
template <class Given, class Expected> struct wrong_targets_of_sequences;
#if SINEW_SENTENCES
template <class Given, class Targets, class In>
constexpr auto sentence<wrong_targets_of_sequences<given<Given>, expected<Targets>>, In> =
    say("the target of a sequence is ", name<Given>(), ", but the net has ", quantity(In::output::size, "output"),
        ": write std::vector<", name<typename Targets::value_type>(), "> for each step, or ",
        name<typename Targets::value_type>(), " for the last; a class is an integer");
#endif
/// The inputs of the data do not fit the net. Use arrays of the net's number of inputs, of its scalar or of bytes.
/// distort() and augment() need shape<channels, height, width>, an image and an output of its size.
template <class Given, class Expected> struct wrong_input_data;
#if SINEW_SENTENCES
template <class Given, class T, std::size_t N, class In>
constexpr auto sentence<wrong_input_data<given<Given>, expected<std::array<T, N>>>, In> = [] {
  using Sample = std::remove_cvref_t<Given>;
  using Value = std::remove_cv_t<typename _detail::value_in_sample<Sample>::type>;
  constexpr std::size_t values = _detail::values_in<Sample>;
  constexpr auto sample = say("write ", name<std::array<T, N>>());
  constexpr bool readable = std::is_same_v<Value, T> || std::is_same_v<Value, std::uint8_t>;
  if constexpr (std::is_void_v<In>)
    return say("the image is ", name<Given>(), ", but the shape named has ", quantity(N, "value"), ": ", sample,
               ", or std::array<std::uint8_t, ", _detail::separated<N>(), "> for bytes");
  else {
    using First = typename _detail::beginning_of<In>::type;
    constexpr auto fact =
        say("a sample of the data is ", name<Given>(), ", but the net takes ", quantity(N, "value"), " of ", name<T>());
    if constexpr (readable && values > 0 && values != N && _detail::is_plain<First> && In::input::rank == 1)
      return say(fact, ": ", sample, ", or begin the net with ", name<_detail::with_input<First, values>>());
    else if constexpr (std::is_same_v<Value, double> && values == N)
      return say(fact, ": ", sample, ", or BasicNet<double, …> in place of Net<…>");
    else if constexpr (std::is_same_v<Value, float> && values == N)
      return say(fact, ": ", sample, ", or Net<…> in place of BasicNet<double, …>");
    else if constexpr (values == 0 && requires { typename Sample::value_type; })
      return say(fact, ", and its length must be a constant: ", sample);
    else return say(fact, ": ", sample, ", or std::array<std::uint8_t, ", _detail::separated<N>(), "> for bytes");
  }
}();
template <class Given, class In>
constexpr auto sentence<wrong_input_data<given<Given>, expected<channels_height_width>>, In> = [] {
  constexpr auto wants = say(", but must have channels, height and width, each at least 1: write shape<");
  if constexpr (requires { Given::rank; })
    return say("the shape of the image is ", name<Given>(), wants, _detail::image_extents<Given::size>(), ">");
  else return say("the shape of the image is ", name<Given>(), wants, "1, 28, 28>");
}();
template <class Given, class T, std::size_t N, class In>
constexpr auto sentence<wrong_input_data<given<Given>, expected<std::span<T, N>>>, In> = [] {
  using Value = typename _detail::value_in_sample<Given>::type;
  constexpr std::size_t values = _detail::values_in<Given>;
  constexpr auto fact = say("the destination of the image is ", name<Given>());
  if constexpr (values > 0 && values != N && !std::is_const_v<Value> && !std::is_const_v<Given>)
    return say(fact, ", but the image has ", quantity(N, "value"), ": write std::array<",
               name<std::remove_const_t<Value>>(), ", ", _detail::separated<N>(), ">");
  else
    return say(fact, ", but must be ", quantity(N, "value"), " to write to: write std::array<float, ",
               _detail::separated<N>(), "> copy; and pass copy");
}();
#endif
/// The targets of the data do not fit the net. Use class indices (integers: floating-point targets are numbers to fit),
/// arrays of the net's output size, or numbers for a net with a single output.
template <class Given, class Expected> struct wrong_target_data;
#if SINEW_SENTENCES
template <class Given, class T, std::size_t N, class In>
constexpr auto sentence<wrong_target_data<given<Given>, expected<std::array<T, N>, class_index>>, In> = [] {
  using Value = std::remove_cv_t<typename _detail::value_in_sample<Given>::type>;
  constexpr std::size_t values = _detail::values_in<Given>;
  constexpr auto fact = say("a target of the data is ", name<Given>(), ", but the net has ", quantity(N, "output"),
                            " of ", name<T>(), ": write ", _detail::fitting_targets<In, T, N>());
  if constexpr (_detail::is_some_net<In> && std::is_same_v<Value, T> && values > 0 && values != N) {
    using End = typename _detail::end_of<In>::type;
    if constexpr (_detail::is_plain<End> && In::output::rank == 1 &&
                  !(values == 1 && std::is_same_v<typename In::activation, Softmax>))
      return say(fact, ", or end the net with ", name<_detail::with_output<End, values>>());
    else return fact;
  } else return fact;
}();
template <class Given, class T, class In>
constexpr auto sentence<wrong_target_data<given<Given>, expected<std::span<const T>>>, In> = [] {
  using Targets = std::remove_cv_t<Given>;
  using Value = std::remove_cv_t<typename _detail::value_in_range<Targets>::type>;
  constexpr std::size_t outputs = In::output::size, values = _detail::values_in<Targets>;
  constexpr auto fact = say("the targets are ", name<Targets>());
  if constexpr (std::is_floating_point_v<Value> && !std::is_same_v<Value, T>) {
    constexpr auto of_other_type = say(fact, ", but the numbers of the net are ", name<T>(), ": write ");
    if constexpr (values > 0) return say(of_other_type, name<std::array<T, values>>());
    else return say(of_other_type, "std::vector<", name<T>(), ">");
  } else
    return say(fact, ", but the net has ", quantity(outputs, "output"), " of ", name<T>(),
               ": write std::vector<int> for a class from 0 to ", number(outputs == 1 ? 1 : outputs - 1),
               " per sample, or std::vector<", name<T>(), "> for ", quantity(outputs, "number"), " per sample");
}();
template <class Given, class T, std::size_t N, class In>
constexpr auto sentence<wrong_target_data<given<Given>, expected<std::array<T, N>>>, In> = [] {
  constexpr std::size_t outputs = In::output::size;
  using Value = std::remove_cv_t<typename _detail::value_in_sample<Given>::type>;
  constexpr auto fact = say("the targets are ", name<Given>(), ", but the batch has ", quantity(N / outputs, "sample"),
                            " of ", quantity(outputs, "output"), ": write ");
  if constexpr (std::is_same_v<Value, T>)
    return say(fact, name<std::array<T, N>>(), ", or one class index per sample, std::array<int, ",
               _detail::separated<N / outputs>(), ">");
  else return say(fact, name<std::array<Value, N / outputs>>(), ", one target per sample");
}();
#endif
/// fit() lacks an argument or has them in another order. Write fit(net, data, loss, optimizer).
template <class Given, class Expected> struct fit_needs_data_loss_and_optimizer;
#if SINEW_SENTENCES
template <class... Given, class... Expected, class In>
constexpr auto sentence<fit_needs_data_loss_and_optimizer<given<Given...>, expected<Expected...>>, In> = [] {
  constexpr bool data = !(false || ... || _detail::is_data<Given>), loss = !(false || ... || _detail::is_a_loss<Given>),
                 optimizer = !(false || ... || _detail::is_an_optimizer<Given>);
  constexpr auto call = say("write fit(net, ", _detail::data_of_call<Given...>(), ", ",
                            name<_detail::loss_among<_detail::loss_for_t<In>, Given...>>(), "{}, ",
                            name<_detail::optimizer_among<Adam, Given...>>(), "{})");
  if constexpr (data || loss || optimizer)
    return say("fit() lacks ", _detail::missing_arguments(data, loss, optimizer), ": ", call);
  else return say("fit() takes a net, data, a loss and an optimizer, in this order: ", call);
}();
#endif
/// The sixth argument of train_step() is a number. Write {.clip_norm = …} there to clip the gradient; an Engine for
/// random layers is the last argument.
template <class Given, class Expected> struct wrong_step_options;
#if SINEW_SENTENCES
template <class Given, class... Expected, class In>
constexpr auto sentence<wrong_step_options<given<Given>, expected<Expected...>>, In> =
    say("the sixth argument of train_step() is ", _detail::role<Given>(),
        ": write {.clip_norm = …} there to limit the norm of the gradient; an Engine for random layers is the last "
        "argument");
#endif
/// Trainer::fit() lacks an argument, or has them in another order. Write trainer.fit(data, loss); the net and the
/// optimizer are those of the Trainer.
template <class Given, class Expected> struct trainer_needs_data_and_loss;
#if SINEW_SENTENCES
template <class... Given, class... Expected, class In>
constexpr auto sentence<trainer_needs_data_and_loss<given<Given...>, expected<Expected...>>, In> = [] {
  constexpr bool data = !(false || ... || _detail::is_data<Given>), loss = !(false || ... || _detail::is_a_loss<Given>);
  constexpr auto call = say("write trainer.fit(", _detail::data_of_call<Given...>(), ", ",
                            name<_detail::loss_among<_detail::loss_for_t<In>, Given...>>(), "{})");
  if constexpr (data || loss)
    return say("Trainer::fit() lacks ", _detail::missing_arguments(data, loss, false), ": ", call);
  else return say("Trainer::fit() takes data and a loss, in this order: ", call);
}();
#endif
/// The fifth argument of fit(), the third of Trainer::fit(), is not a set of options. Write {.epochs = 10,
/// …} there; callbacks and an Augmentation
/// come after it.
template <class Given, class Expected> struct wrong_fit_options;
#if SINEW_SENTENCES
template <class Given, class Expected, class In>
constexpr auto sentence<wrong_fit_options<given<Given>, expected<Expected>>, In> = [] {
  constexpr auto fact = say("the argument in place of the options of fit() is ", _detail::role<Given>(), ": write ");
  if constexpr (std::is_arithmetic_v<Given>) return say(fact, "{.epochs = …} if it is the number of epochs");
  else if constexpr (std::is_same_v<Given, Schedule>) return say(fact, "{.schedule = …}");
  else if constexpr (_detail::is_a_set_of_options<Given>) return say(fact, name<Expected>());
  else if constexpr (_detail::is_data<Given>) return say(fact, "{.validation = …} if these are validation data");
  else if constexpr (_detail::is_an_optimizer<Given>)
    return say(fact, "{.epochs = 10} there; a Trainer takes its optimizer once, Trainer trainer(net, ", name<Given>(),
               "{}), and fit() one after the loss");
  else if constexpr (_detail::is_a_loss<Given>)
    return say(fact, "{.epochs = 10} there; fit() takes one loss, after the data");
  else if constexpr (std::is_same_v<Given, Augmentation> || std::is_same_v<Given, Checkpoint> ||
                     _detail::is_a_function<Given>)
    return say(fact, "the options before it, {.epochs = 10}, or {} for none");
  else return say(fact, "{.epochs = 10, …}; callbacks and an Augmentation come after the options");
}();
#endif
/// fit() has no option of this name (given). Use what `instead` names: another option, or another place. The options
/// are the members of FitOptions.
template <class Given, class Instead> struct no_such_option_of_fit;
#if SINEW_SENTENCES
template <class Given, class Instead, class In>
constexpr auto sentence<no_such_option_of_fit<given<Given>, instead<Instead>>, In> =
    say("fit() has no option .", word_of<Given>(), ": ", _detail::option_meant<Given, Instead>());
#endif
/// The value (given) of an option of fit() is of another type than the option (expected).
template <class Given, class Expected> struct wrong_value_of_an_option;
#if SINEW_SENTENCES
template <class Given, class Expected, class In>
constexpr auto sentence<wrong_value_of_an_option<given<Given>, expected<Expected>>, In> = [] {
  constexpr auto is = say(" is given ", _detail::role<Given>(), ", but takes ");
  constexpr auto value = [] {
    if constexpr (std::is_same_v<Expected, bool>) return say("true or false");
    else if constexpr (std::is_integral_v<Expected>) return say("a whole number");
    else if constexpr (std::is_arithmetic_v<Expected>) return say("a number");
    else if constexpr (std::is_same_v<Expected, Schedule>) return say("a Schedule");
    else return name<Expected>();
  }();
  if constexpr (std::is_void_v<In>) return say("an option of fit()", is, value, ": write a value of that type");
  else return say("the option .", word_of<In>(), " of fit()", is, value, ": write ", _detail::option_code<In>);
}();
#endif
/// The validation data (given) have other inputs or targets than the training data, whose type (expected) they must
/// have. Store the targets of both alike, or convert one of them: to_dataset, one_hot.
template <class Given, class Expected> struct validation_of_another_type;
#if SINEW_SENTENCES
template <template <class, class> class Data, class Input, class Target, class OtherInput, class OtherTarget, class In>
constexpr auto
    sentence<validation_of_another_type<given<Data<OtherInput, OtherTarget>>, expected<DataView<Input, Target>>>, In> =
        [] {
          constexpr auto correction =
              say(": convert one of them, or write ", name<Dataset<Input, Target>>(), " for both");
          if constexpr (std::is_same_v<Input, OtherInput>)
            return say("the validation data have targets of type ", name<OtherTarget>(),
                       ", but the training data of type ", name<Target>(), correction);
          else
            return say("the validation data have inputs of type ", name<OtherInput>(),
                       ", but the training data of type ", name<Input>(), correction);
        }();
#endif
/// The argument is not a callback. A callback takes a `const Epoch&`, or a `const TrainingStep&`, and returns nothing,
/// or false to end the training.
template <class Given, class Expected> struct not_a_callback;
#if SINEW_SENTENCES
template <class Given, class Expected, class In>
constexpr auto sentence<not_a_callback<given<Given>, expected<Expected>>, In> = [] {
  constexpr auto correction = say(": write [](const Epoch& epoch) { … }, which may return false to end the training");
  if constexpr (_detail::is_a_function<Given> && !_detail::is_an_optimizer<Given>)
    return say(
        "an argument after the options is a function that takes neither an Epoch nor a TrainingStep, or returns "
        "something other than nothing or bool",
        correction);
  else if constexpr (std::is_arithmetic_v<Given>)
    return say("an argument after the options is ", _detail::role<Given>(),
               ", but must be a callback or an Augmentation: write numbers as options, {.epochs = …}");
  else
    return say("an argument after the options is ", _detail::role<Given>(),
               ", but must be a callback or an Augmentation", correction);
}();
#endif
/// An Augmentation needs images, and the net's input (given) is not an image. Begin the net with Input<channels,
/// height, width>.
template <class Given, class Expected> struct augmentation_needs_an_image;
#if SINEW_SENTENCES
template <class Given, class Expected, class In>
constexpr auto sentence<augmentation_needs_an_image<given<Given>, expected<Expected>>, In> =
    say("an Augmentation needs images, but the net takes ", describe<Given>(), ": begin the net with Input<",
        _detail::image_extents<Given::size>(), ">, Flatten");
#endif
/// fit() is given more than one Augmentation. Merge them: Augmentation{.shift = 2, .rotation = 10}.
template <class Given> struct augmentation_given_twice;
#if SINEW_SENTENCES
template <class... Given, class In> constexpr auto sentence<augmentation_given_twice<given<Given...>>, In> =
    say("fit() is given ", number((0 + ... + std::is_same_v<Given, Augmentation>)),
        " Augmentations and takes one: merge them, as in Augmentation{.shift = 2, .rotation = 10}");
#endif
/// fit() is given more than one Checkpoint (io/checkpoint.hpp). A training goes on from one file: pass one.
template <class Given> struct checkpoint_given_twice;
#if SINEW_SENTENCES
template <class... Given, class In> constexpr auto sentence<checkpoint_given_twice<given<Given...>>, In> = say(
    "fit() is given ", number((0 + ... + std::is_same_v<Given, Checkpoint>)),
    " Checkpoints and takes one, from whose file it goes on: merge them, as in Checkpoint{.path = \"run.ckpt\", .best "
    "= \"best.safetensors\"}");
#endif
/// A ReduceOnPlateau lowers the rate of an optimizer, which must be a variable that fit() is given as well. Declare
/// one.
template <class Formula> struct plateau_changes_an_optimizer;
#if SINEW_SENTENCES
template <class Formula, class In> constexpr auto sentence<plateau_changes_an_optimizer<Formula>, In> = [] {
  using Type = std::remove_const_t<Formula>;
  constexpr auto fact = say("ReduceOnPlateau changes the rate of an optimizer, but this one, ", name<Type>(), ", is ");
  if constexpr (std::is_const_v<Formula>) return say(fact, "const: declare it without const");
  else
    return say(fact, "a temporary: give it a name, as in ", name<Type>(),
               " optimizer; and pass it to fit() and to ReduceOnPlateau(optimizer)");
}();
#endif
/// A ReduceOnPlateau beside a Checkpoint: a later run of the program would begin with the first rate, which is not that
/// of the file. Use a Trainer, whose checkpoint has the rate.
template <class Given> struct plateau_beside_a_checkpoint;
#if SINEW_SENTENCES
template <class... Given, class In> constexpr auto sentence<plateau_beside_a_checkpoint<given<Given...>>, In> = say(
    "a Checkpoint goes on with the rate of the call, which ReduceOnPlateau has changed by then: write a Trainer and "
    "save_checkpoint(trainer, path), which keep the rate, or a .schedule in place of ReduceOnPlateau");
#endif
/// A Checkpoint is an argument of the function fit(), which is a whole training: it begins by itself where the file is.
/// A Trainer is stored by save_checkpoint(trainer, path), also from within a callback, and goes on after
/// load_checkpoint(trainer, path).
template <class Given> struct checkpoint_of_a_trainer;
#if SINEW_SENTENCES
template <class... Given, class In> constexpr auto sentence<checkpoint_of_a_trainer<given<Given...>>, In> = say(
    "a Checkpoint is for the function fit(), which goes on from its file by itself: write save_checkpoint(trainer, "
    "path), as in [&](const Epoch&) { save_checkpoint(trainer, path); }, and load_checkpoint(trainer, path)");
#endif
/// save_checkpoint() and load_checkpoint() take a Trainer, which load_checkpoint() changes. For the weights of a net
/// alone there are save_safetensors() and load_safetensors().
template <class What> struct not_a_trainer;
#if SINEW_SENTENCES
template <class What, class In> constexpr auto sentence<not_a_trainer<What>, In> = [] {
  if constexpr (_detail::is_some_net<std::remove_const_t<What>>)
    return say("a checkpoint is of a Trainer, but this is ", _detail::role<What>(),
               ": write Trainer trainer(net, Adam{}); and pass trainer, or save_safetensors(net, path) and "
               "load_safetensors(net, path) for the weights alone");
  else if constexpr (std::is_const_v<What>)
    return say("load_checkpoint() changes the Trainer and its net, but this one is const: declare it without const");
  else
    return say("a checkpoint is of a Trainer, but this is ", _detail::role<What>(),
               ": write Trainer trainer(net, Adam{});");
}();
#endif
/// fit_perceptron() trains a single Dense layer with Step. Use Net<Dense<In, Out, Step>>, or fit() for other nets.
template <class Net> struct perceptron_rule_needs_one_Step_layer;
#if SINEW_SENTENCES
template <class Net, class In> constexpr auto sentence<perceptron_rule_needs_one_Step_layer<Net>, In> =
    say("fit_perceptron() trains a single Dense layer with Step, but the net is ", name<Net>(), ": write Net<Dense<",
        _detail::separated<Net::input::size, Net::output::size>(), ", Step>>, or train a net without Step by fit()");
#endif

}  // namespace sinew::mistake
