#pragma once
/// \file
/// Arguments of calls in sentences: samples, workspaces and nets as a program wrote them, and what to write instead.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/correction.hpp>
#include <sinew/mistake/place.hpp>
#include <sinew/mistake/sentence.hpp>

// Declared here because these headers come after this one: net/workspace.hpp, net/stream.hpp, optimizer/optimizer.hpp.
namespace SINEW_NAMESPACE {
enum class Mode;
template <class Net, std::size_t Batch, Mode M, std::size_t Steps> struct Workspace;
template <class Net, std::size_t Streams> class Stream;
template <class Formula, class Net> class Optimizer;
class Engine;
}  // namespace sinew

namespace SINEW_NAMESPACE::_detail {

/// The elements of an array or a contiguous range X, and how many the type says: std::dynamic_extent for those that
/// only an object knows.
template <class X> struct elements_in {
  static constexpr bool known = false;
  using element = void;
  static constexpr std::size_t extent = 0;
};
template <class X>
requires requires(const X& x) {
  *std::data(x);
  std::size(x);
}
struct elements_in<X> {
  static constexpr bool known = true;
  using element = std::remove_cvref_t<decltype(*std::data(std::declval<const X&>()))>;
  static constexpr std::size_t extent = std::dynamic_extent;
};
template <class U, std::size_t N> struct elements_in<std::span<U, N>> {
  static constexpr bool known = true;
  using element = std::remove_cv_t<U>;
  static constexpr std::size_t extent = N;
};
template <class U, std::size_t N> struct elements_in<std::array<U, N>> : elements_in<std::span<U, N>> {};
template <class U, std::size_t N> struct elements_in<U[N]> : elements_in<std::span<U, N>> {};

template <class X> inline constexpr bool is_list = false;
template <class U, std::size_t N> inline constexpr bool is_list<U[N]> = std::is_arithmetic_v<U>;
template <class X> inline constexpr bool is_a_span = false;
template <class U, std::size_t N> inline constexpr bool is_a_span<std::span<U, N>> = true;
/// A data set or a view of one.
template <class X> concept HasSamples = requires(const X& x) {
  x.inputs;
  x.targets;
};
/// A layer, as far as its members tell.
template <class X> inline constexpr bool is_some_layer = requires { typename X::template on<shape<1>>; }
|| requires {
  typename X::input;
  typename X::output;
  X::parameters;
};
template <class... L> inline constexpr bool is_some_layer<Sequential<L...>> = true;
template <class... L> inline constexpr bool is_some_layer<Residual<L...>> = true;
template <class... L> inline constexpr bool is_some_layer<Concat<L...>> = true;
template <std::size_t Steps, class... L> inline constexpr bool is_some_layer<Unroll<Steps, L...>> = true;
template <std::size_t N, class... L> inline constexpr bool is_some_layer<Repeat<N, L...>> = true;
template <class T, class... L> inline constexpr bool is_some_layer<BasicNet<T, L...>> = false;

/// The type of an argument: "a list of 3 values" for a braced list or an array of C.
template <class X> consteval auto argument() {
  if constexpr (is_list<X>) return _detail::say("a list of ", _detail::quantity(std::extent_v<X>, "value"));
  else if constexpr (std::rank_v<X> == 2 && std::is_arithmetic_v<std::remove_all_extents_t<X>>)
    return _detail::say(_detail::quantity(std::extent_v<X>, "list"), " of ",
                        _detail::quantity(std::extent_v<X, 1>, "value"));
  else return _detail::name<X>();
}
template <std::size_t N> consteval auto digits() { return spelled_number<N>::value; }

/// The most characters of a net's name in what is to be written; of a longer one only "Net<…>" remains.
inline constexpr std::size_t longest_net = 90;
template <class Net> consteval auto net_name() {
  phrase all;
  constexpr auto whole = _detail::full_name<Net>();
  if (whole.size() <= longest_net) all.add(whole.view());
  else if (whole.view().starts_with("Net<")) all.add("Net<…>");
  else all.add("BasicNet<double, …>");
  return all;
}
/// The part after the last colon of what the compiler calls an enumerator.
template <auto V> consteval auto enumerator() {
  constexpr text_view all = __PRETTY_FUNCTION__;
  constexpr std::size_t end = all.rfind(']'), from = all.rfind(':', end) + 1;
  phrase last;
  last.add(all.substr(from, end - from));
  return last;
}
/// The net, the batch and the mode of a workspace.
template <class W> struct workspace_facts { static constexpr bool known = false; };
template <class N, std::size_t B, Mode M, std::size_t S> struct workspace_facts<Workspace<N, B, M, S>> {
  static constexpr bool known = true;
  using net = N;
  static constexpr std::size_t batch = B, steps = S;
  static constexpr auto mode = enumerator<M>();
};
template <class W> struct workspace_facts<const W> : workspace_facts<W> {};
/// The net and the number of sequences of a stream.
template <class S> struct stream_facts { static constexpr bool known = false; };
template <class N, std::size_t Streams> struct stream_facts<Stream<N, Streams>> {
  static constexpr bool known = true;
  using net = N;
  static constexpr std::size_t streams = Streams;
};
template <class S> struct stream_facts<const S> : stream_facts<S> {};
/// "Stream<Net<LSTM<1, 20>>, 8> stream"; no number for a single sequence.
template <class Net, std::size_t Streams> consteval auto stream_declaration() {
  if constexpr (Streams == 1) return _detail::say("Stream<", _detail::net_name<Net>(), "> stream");
  else return _detail::say("Stream<", _detail::net_name<Net>(), ", ", _detail::digits<Streams>(), "> stream");
}
/// "Workspace<Net<Dense<4, 2>>, 8, Mode::training>"; no mode for inference, and steps only if they are several.
template <class Net, std::size_t Batch, std::size_t Steps = 1> consteval auto workspace_name(const phrase& mode) {
  constexpr auto before = _detail::say("Workspace<", _detail::net_name<Net>(), ", ", _detail::digits<Batch>());
  constexpr auto steps = _detail::say(", ", _detail::digits<Steps>());
  phrase all;
  all.add(before.view());
  if (mode.view() != "inference" || Steps > 1) {
    all.add(", Mode::");
    all.add(mode.view());
  }
  if (Steps > 1) all.add(steps.view());
  all.add(">");
  return all;
}
/// The declaration of a workspace like W for another mode.
template <class W, std::size_t N> consteval auto workspace_for(const char (&mode)[N]) {
  using Facts = workspace_facts<W>;
  return _detail::workspace_name<typename Facts::net, Facts::batch, Facts::steps>(_detail::say(mode));
}

/// The index of the first layer of the list A that is another one in the list B; the length of the shorter list if none
/// is.
template <class... L, class... M> consteval std::size_t first_other(list<L...>*, list<M...>*) {
  constexpr std::size_t both = sizeof...(L) < sizeof...(M) ? sizeof...(L) : sizeof...(M);
  return []<std::size_t... J>(std::index_sequence<J...>) {
    std::size_t same = 0;
    static_cast<void>((true && ... && (std::is_same_v<element<J, list<L...>>, element<J, list<M...>>> && ++same > 0)));
    return same;
  }
  (std::make_index_sequence<both>{});
}
/// The first difference of the net A from the net B, as a relative clause: ", whose layer 0 is Dense<4, 3>, not
/// Dense<4, 2>".
template <class A, class B> struct first_difference {
  static constexpr auto value = _detail::say(", ", _detail::name<A>(), ", not ", _detail::name<B>());
};
template <class T, class... L, class U, class... M> struct first_difference<BasicNet<T, L...>, BasicNet<U, M...>> {
  static constexpr auto value = [] {
    constexpr std::size_t j =
        _detail::first_other(static_cast<list<L...>*>(nullptr), static_cast<list<M...>*>(nullptr));
    if constexpr (j < sizeof...(L) && j < sizeof...(M))
      return _detail::say(", whose layer ", _detail::number(j), " is ", _detail::name<element<j, list<L...>>>(),
                          ", not ", _detail::name<element<j, list<M...>>>());
    else if constexpr (sizeof...(L) != sizeof...(M))
      return _detail::say(", which has ", _detail::quantity(sizeof...(L), "layer"), ", not ",
                          _detail::number(sizeof...(M)));
    else return _detail::say(", whose scalar is ", _detail::name<T>(), ", not ", _detail::name<U>());
  }();
};

/// ", or Dense<5, 8, ReLU> as layer 0" if the first layer with a size of its own can have K inputs instead.
template <class In, std::size_t K> consteval auto or_other_first_layer() {
  using First = typename written<mistake::layer<0>, In>::type;
  if constexpr (is_plain<First> && K > 0 && K < 1000000)
    return _detail::say(", or ", _detail::name<with_input<First, K>>(), " as layer 0");
  else return _detail::say("");
}

/// The number of scalars in nested arrays of T; 0 if X is none.
template <class X, class T> struct nested_values { static constexpr std::size_t count = std::is_same_v<X, T>; };
template <class U, std::size_t N, class T> struct nested_values<std::array<U, N>, T> {
  static constexpr std::size_t count = N * nested_values<U, T>::count;
};
template <class U, std::size_t N, class T> struct nested_values<U[N], T> : nested_values<std::array<U, N>, T> {};

/// Whether X is a sample of N values for a net of T.
template <class X, class T, std::size_t N>
inline constexpr bool is_a_sample = elements_in<X>::extent == N &&
                                    (std::is_same_v<typename elements_in<X>::element, T> ||
                                     std::is_same_v<typename elements_in<X>::element, std::uint8_t>);
template <class U> inline constexpr bool is_a_net_scalar = std::is_same_v<U, float> || std::is_same_v<U, double>;

/// "net(xs, ys) with std::vector<std::array<float, 2>> ys" for many samples; In has the outputs.
template <class In> consteval auto call_for_many() {
  if constexpr (requires { typename In::Output; })
    return _detail::say("net(xs, ys) with std::vector<", _detail::name<typename In::Output>(), "> ys(xs.size())");
  else return _detail::say("net(xs, ys)");
}

/// What to write for an argument X where a sample of N values of type T is taken. The sentence calls it x.
template <class X, class T, std::size_t N, class In = void> consteval auto fitting_sample() {
  using E = elements_in<std::remove_cvref_t<X>>;
  using U = typename E::element;
  constexpr auto wanted = _detail::name<std::array<T, N>>();
  if constexpr (std::is_arithmetic_v<X>)
    return _detail::say("write a list in braces, {…}, of ", _detail::quantity(N, "value"), ", or ", wanted);
  else if constexpr (std::is_pointer_v<X>) {
    if constexpr (std::is_same_v<std::remove_cv_t<std::remove_pointer_t<X>>, T>)
      return _detail::say("write std::span<const ", _detail::name<T>(), ", ", _detail::digits<N>(), ">(x, ",
                          _detail::digits<N>(), ")");
    else return _detail::say("write ", wanted);
  } else if constexpr (HasSamples<X>)
    return _detail::say(
        "write evaluate(net, data, loss) or accuracy(net, data), or net(data.inputs[i]) for one sample");
  else if constexpr (std::is_same_v<U, T> || std::is_same_v<U, std::uint8_t>) {
    if constexpr (E::extent == std::dynamic_extent) {
      if constexpr (is_a_span<X>) return _detail::say("write x.first<", _detail::digits<N>(), ">()");
      else
        return _detail::say("write std::span<const ", _detail::name<U>(), ", ", _detail::digits<N>(), ">(x.data(), ",
                            _detail::digits<N>(), ")");
    } else if constexpr (is_list<X>)
      return _detail::say("write ", _detail::quantity(N, "value"), or_other_first_layer<In, E::extent>());
    else if constexpr (E::extent > N && E::extent % N == 0)
      return _detail::say("write ", wanted, ", or for ", _detail::number(E::extent / N), " samples std::array<", wanted,
                          ", ", _detail::digits<E::extent / N>(), "> xs and net(xs, ys)");
    else return _detail::say("write ", _detail::name<std::array<U, N>>(), or_other_first_layer<In, E::extent>());
  } else if constexpr (std::is_arithmetic_v<U>) {
    if constexpr (is_a_net_scalar<U> && is_some_net<In> && E::extent == N)
      return _detail::say("convert the values to ", wanted, ", or write BasicNet<", _detail::name<U>(),
                          ", …> for the net");
    else return _detail::say("convert the values to ", wanted);
  } else if constexpr (is_a_sample<U, T, N>) return _detail::say("for many samples write ", call_for_many<In>());
  else if constexpr (nested_values<X, T>::count == N) return _detail::say("write the values as one ", wanted);
  else return _detail::say("write ", wanted);
}

}  // namespace sinew::_detail
