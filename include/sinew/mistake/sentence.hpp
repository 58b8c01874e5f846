#pragma once
/// \file
/// sentence<Mistake, In>: a mistake in plain words, and the pieces that sentences are made of.
///
/// Compilers whose static_assert takes a computed message (SINEW_SENTENCES in config/language.hpp) print it as the
/// first line of the error:
///
///     error: static assertion failed: layer 2, Dense<29, 10, Softmax>, takes 29 values, but layer 1, Dense<128, 71,
///     Tanh>, gives 71 values: write Dense<71, 10, Softmax>
///
/// Each mistake has its sentence below its declaration. A sentence says what is wrong and where, what is given and
/// expected, and after its colon what to write instead. It is only computed for a mistake that a program makes.
///
/// A program gives the mistakes of its own layers their sentences in the same way:
///
///     template <class Where, class Given> struct odd_length;   // a layer returns refuse<odd_length, given<In>>
///
///     template <class Where, class Given, class In>
///     constexpr auto sinew::mistake::sentence<odd_length<Where, sinew::mistake::given<Given>>, In> =
///         sinew::mistake::say(sinew::mistake::place<Where, In>(), " takes an even number of values, but ",
///                             sinew::mistake::source<Where, In>(), " gives ", sinew::mistake::describe<Given>());
///
/// This header compiles with every compiler of the library, so run-time errors are made of the same pieces.

#include <cstddef>
#include <string_view>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/text.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/mistake/place.hpp>
#include <sinew/mistake/words.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The most characters of a type's name in a sentence.
inline constexpr std::size_t longest_name = 120;

template <class Piece> inline constexpr std::size_t capacity_of = 0;
template <std::size_t N> inline constexpr std::size_t capacity_of<char[N]> = N;
template <std::size_t C> inline constexpr std::size_t capacity_of<text<C>> = C;
template <std::size_t N> constexpr std::string_view characters_of(const char (&literal)[N]) { return {literal, N - 1}; }
template <std::size_t C> constexpr std::string_view characters_of(const text<C>& piece) { return piece.view(); }

template <class... Piece> constexpr auto say(const Piece&... piece) {
  text<(0 + ... + capacity_of<Piece>)> all;
  (all.add(_detail::characters_of(piece)), ...);
  return all;
}

/// The text without the middle if it is longer than longest_name.
template <std::size_t C> constexpr auto shortened(const text<C>& whole) {
  constexpr std::size_t last = 20;
  text<longest_name> all;
  const std::string_view view = whole.view();
  if (view.size() <= longest_name) all.add(view);
  else {
    all.add(view.substr(0, longest_name - last - 3));
    all.add("…");  // three bytes
    all.add(view.substr(view.size() - last));
  }
  return all;
}
/// A copy in which `from` is replaced by the shorter `to`.
template <std::size_t C> constexpr text<C> replaced(const text<C>& whole, std::string_view from, std::string_view to) {
  text<C> all;
  std::string_view rest = whole.view();
  while (!rest.empty()) {
    const bool here = rest.starts_with(from);
    all.add(here ? to : rest.substr(0, 1));
    rest.remove_prefix(here ? from.size() : 1);
  }
  return all;
}
template <class T> consteval auto name() {
  text<type_name<T>.size()> whole;
  whole.add(type_name<T>);
  return _detail::shortened(_detail::replaced(_detail::replaced(whole, "BasicNet<float, ", "Net<"), "mistake::", ""));
}
template <class T> consteval auto(word)() {  // in brackets, since others have it as a macro
  constexpr std::string_view whole = type_name<T>;
  text<whole.size()> last;
  last.add(whole.substr(whole.rfind(':') + 1));
  return last;
}

constexpr text<32> number(std::size_t n) {
  text<32> all;
  std::size_t unit = 1, digits = 1;
  for (; n / unit >= 10; unit *= 10) ++digits;
  for (; unit > 0; unit /= 10, --digits) {
    const char digit = static_cast<char>('0' + n / unit % 10);
    all.add({&digit, 1});
    if (digits > 1 && digits % 3 == 1) all.add(",");
  }
  return all;
}
template <std::size_t N, std::size_t M>
constexpr auto quantity(std::size_t n, const char (&singular)[N], const char (&plural)[M]) {
  text<33 + N + M> all;
  all.add(_detail::number(n).view());
  all.add(" ");
  all.add(n == 1 ? _detail::characters_of(singular) : _detail::characters_of(plural));
  return all;
}
template <std::size_t N> constexpr auto quantity(std::size_t n, const char (&singular)[N]) {
  text<34 + N> all;
  all.add(_detail::number(n).view());
  all.add(" ");
  all.add(_detail::characters_of(singular));
  if (n != 1) all.add("s");
  return all;
}

/// "8, 2, 12", as in code.
template <std::size_t... N> consteval auto separated() {
  text<sizeof...(N) * 22> all;
  [[maybe_unused]] std::size_t i = 0;
  ((all.add(i++ > 0 ? ", " : ""), all.add(spelled_number<N>::value.view())), ...);
  return all;
}

template <class Shape> struct extents_text;
template <std::size_t... D> struct extents_text<shape<D...>> {
  static constexpr auto value = [] {
    text<sizeof...(D) * 36> all;
    [[maybe_unused]] std::size_t i = 0;
    ((all.add(i++ > 0 ? " × " : ""), all.add(_detail::number(D).view())), ...);
    return all;
  }();
};
template <class Shape> consteval auto extents() { return extents_text<Shape>::value; }
template <class Shape> consteval auto describe() {
  if constexpr (Shape::rank == 1) return _detail::quantity(Shape::size, "value");
  else if constexpr (Shape::rank == 2)
    return _detail::say("a sequence of ", extents_text<Shape>::value, " (channels × length)");
  else if constexpr (Shape::rank == 3)
    return _detail::say("an image of ", extents_text<Shape>::value, " (channels × height × width)");
  else return _detail::say(extents_text<Shape>::value, " values");
}

template <class Where> struct path_text;
template <std::size_t... J> struct path_text<mistake::layer<J...>> {
  static constexpr auto value = [] {
    text<6 + sizeof...(J) * 33> all;
    all.add("layer ");
    [[maybe_unused]] std::size_t i = 0;
    ((all.add(i++ > 0 ? "." : ""), all.add(_detail::number(J).view())), ...);
    return all;
  }();
};
template <class Where, class In, class Layer = nothing> consteval auto place() {
  using Written = typename written<Where, In>::type;
  if constexpr (std::is_same_v<Where, mistake::layer<>>) return _detail::say("the net");
  else if constexpr (!std::is_same_v<Written, nothing>)
    return _detail::say(path_text<Where>::value, ", ", _detail::name<Written>(), ",");
  else if constexpr (!std::is_same_v<Layer, nothing>)
    return _detail::say(path_text<Where>::value, ", ", _detail::name<Layer>(), ",");
  else return path_text<Where>::value;
}
template <class Where, class In> consteval auto source() {
  using Before = typename written<Where, In>::previous;
  if constexpr (std::is_void_v<In>) return _detail::say("the layer before it");
  else if constexpr (std::is_same_v<Before, nothing>) return _detail::say("the input of the net");
  else
    return _detail::say(path_text<typename written<Where, In>::previous_place>::value, ", ", _detail::name<Before>(),
                        ",");
}

template <class... T> consteval auto either() {
  text<sizeof...(T) * (longest_name + 4)> all;
  std::size_t i = 0;
  ((all.add(i == 0 ? "" : i + 1 < sizeof...(T) ? ", " : " or "), all.add(_detail::name<T>().view()), ++i), ...);
  return all;
}

}  // namespace sinew::_detail

namespace sinew::mistake {

/// The pieces one after the other: string literals, and what the functions below return.
using _detail::say;
/// name<T>(): a type as a program writes it, "Dense<784, 128, ReLU>": without `sinew::` and default arguments, and
/// shortened in the middle if it is very long.
using _detail::name;
/// word<T>(): the last part of a type's name, "epochs" for option::epochs.
using _detail::word;
/// number(n): "438,312".
using _detail::number;
/// quantity(n, "value"): "1 value", "71 values"; quantity(n, "class", "classes") for other plurals.
using _detail::quantity;
/// extents<shape<8, 2, 12>>(): "8 × 2 × 12".
using _detail::extents;
/// describe<Shape>(): "71 values", "an image of 8 × 2 × 12 (channels × height × width)", "a sequence of 4 × 100
/// (channels × length)".
using _detail::describe;
/// place<Where, In>(): "layer 2, Dense<29, 10, Softmax>,", or "layer 2" where the net In is not known; place<Where, In,
/// Layer>() names Layer then.
using _detail::place;
/// source<Where, In>(): where the input of a layer comes from: "layer 1, Dense<128, 71, Tanh>,", "the input of the
/// net", or "the layer before it" where the net is not known.
using _detail::source;
/// either<A, B, C>(): "A, B or C".
using _detail::either;

/// The sentence of a mistake in the net In (void if the mistake is in none): an object with size() and data(). Without
/// a specialisation: the mistake's name.
template <class Mistake, class In> inline constexpr auto sentence = say(name<Mistake>());

}  // namespace sinew::mistake
