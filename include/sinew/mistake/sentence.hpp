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
/// This header compiles with every compiler of the library. Run-time errors share mistake/quantity.hpp with it.

#include <array>
#include <cstddef>
#include <cstdint>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/spelled_name.hpp>
#include <sinew/shape/text.hpp>
#include <sinew/shape/text_view.hpp>
#include <sinew/mistake/place.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/mistake/words.hpp>

namespace sinew {
template <class... S> struct shapes;  // shape/shapes.hpp
}

namespace SINEW_NAMESPACE::_detail {

/// The most characters of a type's name in a sentence.
inline constexpr std::size_t longest_name = 120;

/// What the functions below return, and a sentence as a whole. It has one type for all lengths, because a program would
/// pay for each type, whether it makes a mistake or not. More than `capacity` characters are left out.
struct phrase {
  static constexpr std::size_t capacity = 1500;
  char characters[capacity + 1]{};
  std::size_t length = 0;

  constexpr phrase() = default;
  constexpr phrase(text_view only) { add(only); }
  constexpr void add(text_view more) {
    for (std::size_t i = 0; i < more.length && length < capacity; ++i) characters[length++] = more.first[i];
  }
  constexpr text_view view() const { return {characters, length}; }
  constexpr operator text_view() const { return view(); }
  // size() and data() make it the message of a static_assert.
  constexpr std::size_t size() const { return length; }
  constexpr const char* data() const { return characters; }
};

// No template, for the reason above; and not consteval, which would be computed where a template is only read.
constexpr phrase say(text_view a = {}, text_view b = {}, text_view c = {}, text_view d = {}, text_view e = {},
                     text_view f = {}, text_view g = {}, text_view h = {}, text_view i = {}, text_view j = {},
                     text_view k = {}, text_view l = {}, text_view m = {}, text_view n = {}, text_view o = {},
                     text_view p = {}, text_view q = {}, text_view r = {}, text_view s = {}, text_view t = {}) {
  phrase all;
  for (const text_view one : {a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t}) all.add(one);
  return all;
}

/// The text without the middle if it is longer than longest_name.
constexpr phrase shortened(const phrase& whole) {
  constexpr std::size_t last = 20;
  const text_view view = whole.view();
  if (view.size() <= longest_name) return whole;
  return _detail::say(view.substr(0, longest_name - last - 3), "…", view.substr(view.size() - last));
}
/// A copy in which `from` is replaced by the shorter `to`.
constexpr phrase replaced(text_view whole, text_view from, text_view to) {
  phrase all;
  text_view rest = whole;
  while (!rest.empty()) {
    const bool here = rest.starts_with(from);
    all.add(here ? to : rest.substr(0, 1));
    rest.remove_prefix(here ? from.size() : 1);
  }
  return all;
}
/// The name of T without `sinew::`, in full.
template <class T> consteval phrase full_name() {
  const auto nets = _detail::replaced(_detail::replaced(spelled<T, false>::value, "BasicNet<float, ", "Net<"),
                                      "BasicNet<float>", "Net<>");
  return _detail::replaced(_detail::replaced(nets, "std::basic_string<char>", "std::string"), "mistake::", "");
}
template <class T> consteval phrase name() { return _detail::shortened(_detail::full_name<T>()); }
template <class T> consteval phrase word_of() {
  const text_view whole = spelled<T, false>::value;
  return whole.substr(whole.rfind(':') + 1);
}

constexpr phrase number(std::uintmax_t n) { return text_view(grouped(n).text); }
constexpr phrase quantity(std::size_t n, const char* singular, const char* plural) {
  return text_view(counted(n, singular, plural).text);
}
constexpr phrase quantity(std::size_t n, const char* singular) { return text_view(counted(n, singular).text); }

/// "8, 2, 12", as in code.
template <std::size_t... N> consteval auto separated() {
  phrase all;
  [[maybe_unused]] std::size_t i = 0;
  ((all.add(i++ > 0 ? ", " : ""), all.add(spelled_number<N>::value.view())), ...);
  return all;
}

template <class Shape> struct extents_text;
template <std::size_t... D> struct extents_text<shape<D...>> {
  static constexpr auto value = [] {
    phrase all;
    [[maybe_unused]] std::size_t i = 0;
    ((all.add(i++ > 0 ? " × " : ""), all.add(_detail::number(D).view())), ...);
    return all;
  }();
};
template <class... S> struct extents_text<shapes<S...>> {
  static constexpr auto value = [] {
    phrase all;
    [[maybe_unused]] std::size_t i = 0;
    ((all.add(i++ > 0 ? " and " : ""), all.add(extents_text<S>::value.view())), ...);
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
    phrase all;
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
  phrase all;
  std::size_t i = 0;
  ((all.add(i == 0 ? "" : i + 1 < sizeof...(T) ? ", " : " or "), all.add(_detail::name<T>().view()), ++i), ...);
  return all;
}

/// The fraction Num/Den, Den > 0: as decimals if they end, else as a fraction.
template <std::intmax_t Num, std::intmax_t Den> constexpr auto fraction() {
  constexpr std::uintmax_t num =
      Num < 0 ? std::uintmax_t{0} - static_cast<std::uintmax_t>(Num) : static_cast<std::uintmax_t>(Num);
  constexpr auto den = static_cast<std::uintmax_t>(Den);
  phrase all;
  if (Num < 0) all.add("-");
  phrase decimals;
  std::uintmax_t rest = num % den;
  for (; rest > 0 && decimals.size() < 12 && rest <= UINTMAX_MAX / 10; rest = rest * 10 % den) {
    const char digit = static_cast<char>('0' + rest * 10 / den);
    decimals.add(text_view(&digit, 1));
  }
  if (rest > 0) {
    all.add(_detail::number(num).view());
    all.add("/");
    all.add(_detail::number(den).view());
  } else {
    all.add(_detail::number(num / den).view());
    if (decimals.size() > 0) all.add(".");
    all.add(decimals.view());
  }
  return all;
}

template <class T> struct amount_text { static constexpr auto value = _detail::name<T>(); };
template <std::size_t N> struct amount_text<mistake::samples<N>> {
  static constexpr auto value = _detail::quantity(N, "sample");
};
template <std::size_t N> struct amount_text<mistake::scalars<N>> {
  static constexpr auto value = _detail::quantity(N, "scalar");
};
template <std::size_t N> struct amount_text<mistake::channels<N>> {
  static constexpr auto value = _detail::quantity(N, "channel");
};
template <std::size_t N> struct amount_text<mistake::height<N>> {
  static constexpr auto value = _detail::quantity(N, "row");
};
template <std::size_t N> struct amount_text<mistake::width<N>> {
  static constexpr auto value = _detail::quantity(N, "column");
};
template <std::size_t N> struct amount_text<mistake::length<N>> {
  static constexpr auto value = _detail::quantity(N, "value");
};
template <std::size_t... J> struct amount_text<mistake::layer<J...>> : path_text<mistake::layer<J...>> {};
template <class T, std::size_t N> struct amount_text<std::array<T, N>> {
  static constexpr auto value = _detail::quantity(N, "value");
};
template <class R>
requires(R::num <= R::num && R::den > 0) struct amount_text<R> {
  static constexpr auto value = _detail::fraction<R::num, R::den>();
};
template <class T> consteval auto amount() { return amount_text<T>::value; }

template <class Bound> struct bound_text;
template <class T> struct bound_text<mistake::at_least<T>> {
  static constexpr auto value = _detail::say("at least ", amount_text<T>::value);
};
template <class T> struct bound_text<mistake::at_most<T>> {
  static constexpr auto value = _detail::say("at most ", amount_text<T>::value);
};
template <class T> struct bound_text<mistake::more_than<T>> {
  static constexpr auto value = _detail::say("more than ", amount_text<T>::value);
};
template <class T> struct bound_text<mistake::less_than<T>> {
  static constexpr auto value = _detail::say("less than ", amount_text<T>::value);
};
template <class First, class... Bound> consteval auto joined_bounds() {
  return _detail::say(bound_text<First>::value, _detail::say(" and ", bound_text<Bound>::value)...);
}

}  // namespace sinew::_detail

namespace sinew::mistake {

/// The pieces one after the other: string literals, and what the functions below return.
using _detail::say;
/// name<T>(): a type as a program writes it, "Dense<784, 128, ReLU>": without `sinew::` and default arguments, and
/// shortened in the middle if it is very long.
using _detail::name;
/// word_of<T>(): the last part of a type's name, "epochs" for option::epochs.
using _detail::word_of;
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
/// amount<samples<71>>(): "71 samples"; so for scalars, channels, height (rows), width (columns), length, and the
/// values of a std::array; "layer 2.0" of layer<2, 0>, "0.01" of Ratio<1, 100>.
using _detail::amount;
/// bound<at_least<samples<1>>>(): "at least 1 sample"; bound<more_than<Ratio<0, 1>>, less_than<Ratio<1, 1>>>(): "more
/// than 0 and less than 1".
template <class... Bound> consteval auto bound() { return _detail::joined_bounds<Bound...>(); }

/// The sentence of a mistake in the net In (void if the mistake is in none): an object with size() and data(). Without
/// a specialisation: the mistake's name.
template <class Mistake, class In> inline constexpr auto sentence = name<Mistake>();

}  // namespace sinew::mistake
