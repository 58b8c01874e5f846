#pragma once
/// \file
/// Mistakes in plots.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <sinew/mistake/data_text.hpp>
#endif

namespace sinew::mistake {

/// plot_decision_boundary() takes nets with two inputs. For other nets, pass a function that maps a point of the
/// plane to the net's input and calls the net.
template <class Given, class Expected> struct plot_needs_a_net_with_two_inputs;
#if SINEW_SENTENCES
template <class Given, class In>
constexpr auto sentence<plot_needs_a_net_with_two_inputs<given<Given>, expected<shape<2>>>, In> = [] {
  constexpr auto fact = say("plot_decision_boundary() takes a net of 2 values, but ", name<In>(), " takes ",
                            describe<Given>(), ": write a function of two values in its place, such as [&](std::array<",
                            name<typename In::scalar>(), ", 2> p) { return ");
  if constexpr (In::output::size == 1) return say(fact, "net(", _detail::point_of_plane<Given::size>, ")[0]; }");
  else return say(fact, "net.predict(", _detail::point_of_plane<Given::size>, "); }");
}();
#endif
/// The function to plot does not map the samples' std::array<float, 2> to a number, or their targets are neither
/// classes nor numbers.
template <class Function, class Given> struct not_a_function_of_two_inputs;
#if SINEW_SENTENCES
template <class Function, class Input, class Target, class In>
constexpr auto sentence<not_a_function_of_two_inputs<Function, given<Input, Target>>, In> = [] {
  constexpr auto plot = say("plot_decision_boundary() takes ");
  if constexpr (!_detail::is_point<Input>)
    return say(plot, "samples of type std::array<float, 2>, but is given ", name<Input>(),
               ": write samples of the two numbers that are the axes");
  else if constexpr (!std::integral<Target> && !std::floating_point<Target>)
    return say(plot, "samples whose targets are classes or numbers, but is given ", name<Target>(),
               ": write an integer for the class of each, or a number");
  else
    return say(plot, "a function that maps ", name<Input>(),
               " to a class or number, but is given another one: write [&](", name<Input>(),
               " p) { return net.predict(p); }");
}();
#endif

}  // namespace sinew::mistake
