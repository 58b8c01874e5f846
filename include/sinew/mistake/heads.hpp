#pragma once
/// \file
/// Mistakes in nets with several inputs (Inputs, Branches) and several outputs (Heads), and in their losses and
/// targets. The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <array>
#include <type_traits>
#endif

namespace sinew::mistake {

/// A number of branches, heads, losses or weights.
template <std::size_t> struct branches;
template <std::size_t> struct heads;
template <std::size_t> struct losses;
template <std::size_t> struct weights;
/// Head J, counted from 0.
template <std::size_t> struct head;

/// Functions and views for nets with one output.
namespace function {
struct OnDemand;
struct accuracy;
struct confusion_matrix;
struct diagnose;
struct fit_on_sequences;
struct evaluate_sequences;
struct plot;
struct save_onnx;
struct predict;
}  // namespace function

#if SINEW_SENTENCES
/// "std::array<float, 3> and int".
template <class... T> consteval auto names_text() {
  _detail::phrase all;
  [[maybe_unused]] std::size_t i = 0;
  ((all.add(i == 0 ? "" : i + 1 < sizeof...(T) ? ", " : " and "), all.add(name<T>().view()), ++i), ...);
  return all;
}
/// "10 values and 2 values" of arrays: what each part has.
template <class... Part> consteval auto parts_text() {
  _detail::phrase all;
  [[maybe_unused]] std::size_t i = 0;
  ((all.add(i == 0 ? "" : i + 1 < sizeof...(Part) ? ", " : " and "), all.add(amount<Part>().view()), ++i), ...);
  return all;
}
#endif

/// Branches has another number of branches than its input has parts. Write one branch for each input that Inputs names;
/// branches of one input are a Concat.
template <class Where, class Given, class Expected> struct wrong_number_of_branches;
#if SINEW_SENTENCES
template <class Where, std::size_t Given, std::size_t Expected, class In>
constexpr auto sentence<wrong_number_of_branches<Where, given<branches<Given>>, expected<branches<Expected>>>, In> =
    [] {
      constexpr auto fact = say(place<Where, In>(), " has ", quantity(Given, "branch", "branches"), ", but ",
                                source<Where, In>(), " gives ", quantity(Expected, "part"), ": write ");
      if constexpr (Expected == 1)
        return say(fact, "Concat for branches of one input, or begin the net with Inputs and a shape for each branch");
      else return say(fact, "one branch for each part, PassThrough to leave it as it is");
    }();
#endif
/// A branch or an Unroll ends in Heads (given are their shapes), but its output goes on as one. Write Heads as the last
/// layer of the net, not within a branch or a head.
template <class Where, class Given> struct heads_within_a_branch;
#if SINEW_SENTENCES
template <class Where, class Given, class In> constexpr auto sentence<heads_within_a_branch<Where, given<Given>>, In> =
    say(place<Where, In>(), " gives ", quantity(Given::count, "output"), " of ", describe<Given>(),
        ", but only Inputs and the last layer of a net may: write Heads as the last layer, with all heads in it");
#endif
/// Heads has more heads than the library can tell apart. Join those that have the same loss to one.
template <class Where, class Given, class Expected> struct too_many_heads;
#if SINEW_SENTENCES
template <class Where, std::size_t Given, std::size_t Most, class In>
constexpr auto sentence<too_many_heads<Where, given<heads<Given>>, expected<at_most<heads<Most>>>>, In> =
    say(place<Where, In>(), " has ", quantity(Given, "head"), ", but at most ", quantity(Most, "head"),
        " are allowed: join those that have the same loss to one");
#endif
/// The loss does not fit the number of outputs of the net. Write Losses{…} with a loss for each of the Heads, and a
/// single loss for a net without.
template <class Given, class Expected> struct wrong_number_of_losses;
#if SINEW_SENTENCES
template <class Given, std::size_t Expected, class In>
constexpr auto sentence<wrong_number_of_losses<given<Given>, expected<losses<Expected>>>, In> = [] {
  constexpr auto fact = say("the net has ", quantity(Expected, "output"), ", but the loss is ", name<Given>());
  if constexpr (Expected == 1) return say(fact, ": write a single loss, not Losses");
  else return say(fact, ": write Losses{…} with ", quantity(Expected, "loss", "losses"), ", one for each head");
}();
#endif
/// The loss of a head needs an output activation (expected) other than the one that the head ends with (given). Change
/// the activation of the head or its loss.
template <class Where, class Loss, class Given, class Expected> struct loss_needs_another_head;
#if SINEW_SENTENCES
template <class Where, class Loss, class Given, class Expected, class In>
constexpr auto sentence<loss_needs_another_head<Where, Loss, given<Given>, expected<Expected>>, In> = [] {
  constexpr auto fact = say(name<Loss>(), " needs outputs of ", name<Expected>(), ", but ", place<Where, In>());
  if constexpr (std::is_same_v<Given, nothing>)
    return say(fact, " ends in no activation: write ", name<Expected>(), " in that head, or another loss for it");
  else
    return say(fact, " ends in ", name<Given>(), ": write ", name<Expected>(), " in that head, or another loss for it");
}();
#endif
/// The loss of a head compares the outputs of a sample with each other, and the head has a single one. Write the loss
/// for yes and no, or one output per class.
template <class Where, class Loss, class Instead> struct loss_of_a_head_is_constant;
#if SINEW_SENTENCES
template <class Where, class Loss, class Instead, class In>
constexpr auto sentence<loss_of_a_head_is_constant<Where, Loss, instead<Instead>>, In> =
    say(name<Loss>(), " compares the outputs of a sample with each other, but ", place<Where, In>(),
        " gives a single one, so the loss is constant: write ", name<Instead>(),
        "{} for yes and no, or one output per class");
#endif
/// The loss of a head has another number of weights (given) than the head has outputs (expected). Give one weight for
/// each output, or two, of no and yes, for one output and a loss such as BinaryCrossEntropy.
template <class Where, class Loss, class Given, class Expected> struct loss_of_a_head_has_other_weights;
#if SINEW_SENTENCES
template <class Where, class Loss, std::size_t Given, std::size_t Outputs, class In> constexpr auto
    sentence<loss_of_a_head_has_other_weights<Where, Loss, given<weights<Given>>, expected<scalars<Outputs>>>, In> =
        [] {
          constexpr auto fact = say(place<Where, In>(), " has ", quantity(Outputs, "output"), ", but its loss, ",
                                    name<Loss>(), ", has ", quantity(Given, "weight"), ": write ");
          if constexpr (Outputs == 1) return say(fact, "two for BinaryCrossEntropy{}, those of no and yes");
          else return say(fact, "one for each output");
        }();
#endif
/// The weights of Losses are not as many as the losses.
template <class Given, class Expected> struct wrong_number_of_weights;
#if SINEW_SENTENCES
template <std::size_t Given, std::size_t Expected, class In>
constexpr auto sentence<wrong_number_of_weights<given<weights<Given>>, expected<weights<Expected>>>, In> =
    say("Losses has ", quantity(Expected, "loss", "losses"), ", but weighted() is given ", quantity(Given, "number"),
        ": write one for each loss");
#endif
/// A target of a net with Heads is not a tuple with a target for each head. Write std::tuple<…> with a class index or
/// an array of as many numbers as the head has outputs, in the order of the heads; train_step() and forward_loss() also
/// take a std::tuple of ranges.
template <class Given, class Expected> struct wrong_targets_of_heads;
#if SINEW_SENTENCES
template <class Given, class... Head, class In>
constexpr auto sentence<wrong_targets_of_heads<given<Given>, expected<Head...>>, In> =
    say("the net has ", quantity(sizeof...(Head), "head"), " of ", parts_text<Head...>(), ", but a target is ",
        name<Given>(), ": write a std::tuple with one for each head, ", names_text<Head...>(),
        ", or an integer for a class");
#endif
/// A sample is not one of this net with several inputs. Write std::tuple<…> with an array for each input, or give them
/// to net(…) one after the other. An array holds as many numbers as the input has, of the net's type, or bytes.
template <class Given, class Expected> struct wrong_inputs;
#if SINEW_SENTENCES
template <class... Given, class... Input, class In>
constexpr auto sentence<wrong_inputs<given<Given...>, expected<Input...>>, In> = [] {
  constexpr auto fact =
      say("the net has ", quantity(sizeof...(Input), "input"), " of ", parts_text<Input...>(), ", but a sample is ");
  constexpr auto code = say(": write net(x, …) with ", quantity(sizeof...(Input), "array"),
                            ", or a std::tuple of them; numbers have the net's type, or are bytes");
  if constexpr (sizeof...(Given) == 0) return say(fact, "nothing", code);
  else return say(fact, names_text<Given...>(), code);
}();
#endif
/// There is no such input or head: they count from 0.
template <class Given, class Expected> struct no_such_head;
#if SINEW_SENTENCES
template <std::size_t Given, std::size_t Most, class In>
constexpr auto sentence<no_such_head<given<head<Given>>, expected<at_most<head<Most>>>>, In> = [] {
  if constexpr (Most == 0)
    return say("the net has one input and one output, but number ", number(Given),
               " is asked for: write 0, or nothing");
  else
    return say("there is no number ", number(Given), " among the inputs or heads, which count from 0: write at most ",
               number(Most));
}();
#endif
/// The function looks at the output of a net as a whole, and this net has several. Do what `instead` names.
template <class Function, class Given, class Instead> struct function_of_one_output;
/// What to do instead.
struct evaluate_of_losses;  ///< evaluate(net, data, losses).heads[J]
struct predict_of_a_head;   ///< net.predict<J>(x)
struct nothing_instead;     ///< there is no form for several outputs
#if SINEW_SENTENCES
template <class Function, class Given, class Instead, class In>
constexpr auto sentence<function_of_one_output<Function, given<Given>, instead<Instead>>, In> = [] {
  constexpr auto fact =
      say(word_of<Function>(), "() takes nets with one input and one output, but this one has several: ");
  if constexpr (std::is_same_v<Instead, evaluate_of_losses>)
    return say(fact, "write evaluate(net, data, losses).heads[J]");
  else if constexpr (std::is_same_v<Instead, predict_of_a_head>) return say(fact, "write net.predict<0>(x) for head 0");
  else return say(fact, "use it on a net with one of them");
}();
#endif

}  // namespace sinew::mistake
