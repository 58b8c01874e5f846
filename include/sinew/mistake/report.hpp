#pragma once
/// \file
/// Mistakes in plots.
/// The comment on each mistake says what is wrong and how to fix it.

#include <cstddef>

#include <sinew/mistake/fault.hpp>
#include <sinew/mistake/words.hpp>

#if SINEW_SENTENCES
#include <array>
#include <concepts>
#include <type_traits>
#include <utility>
#endif

namespace sinew::mistake {

/// plot_decision_boundary() takes nets with two inputs. For other nets, pass a function that maps a point of the
/// plane to the net's input and calls the net.
template <class Given, class Expected> struct plot_needs_a_net_with_two_inputs;
#if SINEW_SENTENCES
template <std::size_t... J> constexpr auto zeros(std::index_sequence<J...>) {
  return say((static_cast<void>(J), ", 0")...);
}
/// A point of the plane as the input of a net: "{p[0], p[1], 0, 0}".
template <std::size_t Inputs> constexpr auto point_of_plane = [] {
  if constexpr (Inputs == 1) return say("{p[0]}");
  else if constexpr (Inputs <= 8) return say("{p[0], p[1]", zeros(std::make_index_sequence<Inputs - 2>{}), "}");
  else return say("{p[0], p[1], …}");
}();
template <class Given, class In>
constexpr auto sentence<plot_needs_a_net_with_two_inputs<given<Given>, expected<shape<2>>>, In> = [] {
  constexpr auto fact = say("plot_decision_boundary() takes a net of 2 values, but ", name<In>(), " takes ",
                            describe<Given>(), ": write a function of two values in its place, such as [&](std::array<",
                            name<typename In::scalar>(), ", 2> p) { return ");
  if constexpr (In::output::size == 1) return say(fact, "net(", point_of_plane<Given::size>, ")[0]; }");
  else return say(fact, "net.predict(", point_of_plane<Given::size>, "); }");
}();
#endif
/// The function to plot does not map the samples' std::array<float, 2> to a number, or their targets are neither
/// classes nor numbers.
template <class Function, class Given> struct not_a_function_of_two_inputs;
#if SINEW_SENTENCES
template <class Input> inline constexpr bool is_point = false;
template <std::floating_point T> inline constexpr bool is_point<std::array<T, 2>> = true;
template <class Function, class Input, class Target, class In>
constexpr auto sentence<not_a_function_of_two_inputs<Function, given<Input, Target>>, In> = [] {
  constexpr auto plot = say("plot_decision_boundary() takes ");
  if constexpr (!is_point<Input>)
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
