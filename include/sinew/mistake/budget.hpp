#pragma once
/// \file
/// Mistakes about budgets, and about nets chosen at run time.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <sinew/mistake/budget_text.hpp>
#endif

namespace sinew::mistake {

/// The net takes more of an item than its Budget allows. Make the net smaller or the budget larger: see
/// net/budget.hpp.
template <class Item, class Takes, class Allowed> struct over_budget;
#if SINEW_SENTENCES
template <class Item, std::size_t Takes, std::size_t Allowed, class In>
constexpr auto sentence<over_budget<Item, takes<Takes>, allowed<Allowed>>, In> = [] {
  constexpr auto over = say(", ", number(Takes - Allowed), " more than the budget of ", number(Allowed));
  constexpr auto bytes = quantity(Takes, "byte");
  constexpr auto in_budget = say(_detail::separated<Takes>(), " in the Budget");
  if constexpr (std::is_same_v<Item, parameter_bytes>)
    return say("the net takes ", bytes, " of parameters", over, _detail::largest_share<Item, In>("takes ", " of them"),
               ": write smaller layers, or .parameters = ", in_budget);
  else if constexpr (std::is_same_v<Item, multiply_adds>)
    return say("the net takes ", quantity(Takes, "multiply-add"), " a sample", over,
               _detail::largest_share<Item, In>("takes ", " of them"),
               ": write smaller layers, or .multiply_adds = ", in_budget);
  else if constexpr (std::is_same_v<Item, scratch_bytes>)
    return say("the values between the layers take ", bytes, over,
               _detail::largest_share<Item, In>("gives ", " values a sample, the most"),
               ": write a smaller batch or smaller layers, or .scratch = ", in_budget);
  else if constexpr (std::is_same_v<Item, stack_bytes>)
    return say("net(x) takes ", bytes, " of the stack", over,
               _detail::largest_share<Item, In>("gives ", " values, the most"),
               ": write smaller layers, .stack = ", in_budget,
               ", or net(x, workspace), whose memory is the caller's, without .stack");
  else if constexpr (std::is_same_v<Item, stream_bytes>)
    return say("each sequence of a Stream takes ", bytes, over,
               ": write recurrent layers with fewer units, or .stream = ", in_budget);
  else
    return say("training takes ", bytes, over, "; the gradient takes as much as the parameters, ",
               quantity(In::parameter_bytes, "byte"),
               ", and so does each slot of the optimizer: write a smaller batch, an optimizer with fewer slots such as "
               "SGD, smaller layers, or .training = ",
               in_budget);
}();
#endif
/// A Budget limits training, and the memory of training depends on the optimizer. Name it: fits<Net, Budget{.training
/// = …}, Adam>.
template <class Net> struct training_budget_needs_an_optimizer;
#if SINEW_SENTENCES
template <class Net, class In> constexpr auto sentence<training_budget_needs_an_optimizer<Net>, In> =
    say("the Budget limits .training, whose memory depends on the optimizer, and none is named: write fits<",
        name<Net>(), ", Budget{…}, Adam>");
#endif
/// The net's number of inputs (given) differs from that of the first net of the OneOf, or from the one AnyNet names
/// (expected). Interchangeable nets must take the same number of inputs.
template <class Given, class Expected> struct another_number_of_inputs;
#if SINEW_SENTENCES
template <std::size_t Given, std::size_t Expected, template <std::size_t, std::size_t, std::size_t, class> class Any,
          std::size_t Out, std::size_t Capacity, class T, class Net>
constexpr auto sentence<another_number_of_inputs<given<scalars<Given>>, expected<scalars<Expected>>>,
                        held_by<Any<Expected, Out, Capacity, T>, Net>> =
    say(name<Net>(), " takes ", quantity(Given, "value"), ", but the nets of ", name<Any<Expected, Out, Capacity, T>>(),
        " take ", number(Expected), ": write ", name<Any<Given, Out, Capacity, T>>(), ", or a net of ",
        quantity(Expected, "input"));
template <std::size_t Given, std::size_t Expected, template <class...> class One, class First, class... Rest, class Net>
constexpr auto sentence<another_number_of_inputs<given<scalars<Given>>, expected<scalars<Expected>>>,
                        held_by<One<First, Rest...>, Net>> = say(name<Net>(), " takes ", quantity(Given, "value"),
                                                                 ", but the first net of the OneOf, ", name<First>(),
                                                                 ", takes ", number(Expected),
                                                                 ": write nets with the same number of inputs");
#endif
/// The net's number of outputs (given) differs from that of the first net of the OneOf, or from the one AnyNet names
/// (expected). Interchangeable nets must have the same number of outputs.
template <class Given, class Expected> struct another_number_of_outputs;
#if SINEW_SENTENCES
template <std::size_t Given, std::size_t Expected, template <std::size_t, std::size_t, std::size_t, class> class Any,
          std::size_t In, std::size_t Capacity, class T, class Net>
constexpr auto sentence<another_number_of_outputs<given<scalars<Given>>, expected<scalars<Expected>>>,
                        held_by<Any<In, Expected, Capacity, T>, Net>> =
    say(name<Net>(), " gives ", quantity(Given, "value"), ", but the nets of ", name<Any<In, Expected, Capacity, T>>(),
        " give ", number(Expected), ": write ", name<Any<In, Given, Capacity, T>>(), ", or a net of ",
        quantity(Expected, "output"));
template <std::size_t Given, std::size_t Expected, template <class...> class One, class First, class... Rest, class Net>
constexpr auto sentence<another_number_of_outputs<given<scalars<Given>>, expected<scalars<Expected>>>,
                        held_by<One<First, Rest...>, Net>> = say(name<Net>(), " gives ", quantity(Given, "value"),
                                                                 ", but the first net of the OneOf, ", name<First>(),
                                                                 ", gives ", number(Expected),
                                                                 ": write nets with the same number of outputs");
#endif
/// The net's scalar (given) differs from that of the first net of the OneOf, or from AnyNet's (expected).
/// Interchangeable nets must have the same scalar.
template <class Given, class Expected> struct another_scalar;
#if SINEW_SENTENCES
template <class Given, class Expected, template <std::size_t, std::size_t, std::size_t, class> class Any,
          std::size_t In, std::size_t Out, std::size_t Capacity, class Net>
constexpr auto
    sentence<another_scalar<given<Given>, expected<Expected>>, held_by<Any<In, Out, Capacity, Expected>, Net>> =
        say("the scalar of ", name<Net>(), " is ", name<Given>(), ", but that of ",
            name<Any<In, Out, Capacity, Expected>>(), " is ", name<Expected>(), ": write ",
            name<Any<In, Out, Capacity, Given>>(), ", or ", name<typename Net::template with_scalar<Expected>>());
template <class Given, class Expected, template <class...> class One, class First, class... Rest, class Net>
constexpr auto sentence<another_scalar<given<Given>, expected<Expected>>, held_by<One<First, Rest...>, Net>> =
    say("the scalar of ", name<Net>(), " is ", name<Given>(), ", but that of the first net of the OneOf, ",
        name<First>(), ", is ", name<Expected>(), ": write ", name<typename Net::template with_scalar<Expected>>());
#endif
/// The net is larger than the storage of AnyNet<In, Out, Capacity>. Increase Capacity.
template <class Takes, class Allowed, class Net> struct net_exceeds_capacity;
#if SINEW_SENTENCES
template <std::size_t Takes, std::size_t Allowed, class Net,
          template <std::size_t, std::size_t, std::size_t, class> class Any, std::size_t In, std::size_t Out, class T>
constexpr auto
    sentence<net_exceeds_capacity<takes<Takes>, allowed<Allowed>, Net>, held_by<Any<In, Out, Allowed, T>, Net>> = say(
        name<Net>(), " takes ", quantity(Takes, "byte"), ", ", number(Takes - Allowed), " more than the capacity of ",
        name<Any<In, Out, Allowed, T>>(), ": write ", name<Any<In, Out, Takes, T>>());
#endif
/// The net is not one of the OneOf's nets. Add it to the arguments of OneOf.
template <class Given, class Expected> struct not_one_of;
#if SINEW_SENTENCES
template <class Given, class... Net, class In> constexpr auto sentence<not_one_of<given<Given>, expected<Net...>>, In> =
    say("the OneOf holds ", either<Net...>(), ", but is given ", name<Given>(),
        ": write it as one more argument of OneOf, or use one of these");
#endif

}  // namespace sinew::mistake
