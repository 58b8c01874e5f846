#pragma once
/// \file
/// What an argument of fit() is (data, a loss, an optimizer, …), and what would fit the net: for sentences about
/// mistakes in training.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/correction.hpp>
#include <sinew/mistake/sentence.hpp>

// Declared here because their headers come after this one.
namespace SINEW_NAMESPACE {
struct Identity;
struct LogSoftmax;
struct Sigmoid;
struct Softmax;
struct MSE;
struct CrossEntropy;
struct CrossEntropyWithLogits;
struct BinaryCrossEntropy;
struct BinaryCrossEntropyWithLogits;
struct NLL;
struct Adam;
struct Schedule;
struct Augmentation;
template <class A> struct Activate;
template <class Input, class Target> struct Dataset;
template <class Input, class Target> struct DataView;
template <class View> struct FitOptions;
}  // namespace sinew

namespace SINEW_NAMESPACE::_detail {

template <class X> inline constexpr bool is_a_set_of_options = false;
template <class View> inline constexpr bool is_a_set_of_options<FitOptions<View>> = true;
template <class X> inline constexpr bool is_data = requires(const X& data) {
  data.inputs;
  data.targets;
};
template <class X> inline constexpr bool is_a_loss = requires(const X& loss, float y) { loss.value(y, y); }
|| requires(const X& loss, float y) { loss.derivative(y, y); }
|| requires(const X& loss, std::span<const float> y, std::span<float> dy) { loss.sample(y, y, dy); };
template <class X> inline constexpr bool is_an_optimizer = requires(const X& formula) {
  formula.rate;
  X::slot_count;
};
template <class X> inline constexpr bool is_an_activation =
    applies_to_values<X> || std::is_same_v<X, Softmax> || std::is_same_v<X, LogSoftmax>;
/// Whether X is characters: a literal, a std::string or a view of one.
template <class X> inline constexpr bool is_a_text = std::is_convertible_v<const X&, const char*>;
template <class X>
requires requires(const X& x) { x.c_str(); } || requires(X& x) {
  x.remove_prefix(1u);
}
inline constexpr bool is_a_text<X> = true;
/// Whether X is a lambda or another type with one call operator that is no template.
template <class X> inline constexpr bool is_a_function = requires { &X::operator(); };

/// What an argument is: "Adam, an optimizer".
template <class Argument> consteval auto role() {
  using X = std::remove_cvref_t<Argument>;
  if constexpr (std::is_arithmetic_v<X>) return _detail::say("a number, ", _detail::name<X>());
  else if constexpr (is_a_text<X>) return _detail::say("a text, ", _detail::name<X>());
  else if constexpr (is_some_net<X>) return _detail::say(_detail::name<X>(), ", a net");
  else if constexpr (is_data<X>) return _detail::say(_detail::name<X>(), ", a data set");
  else if constexpr (is_a_set_of_options<X>) return _detail::say(_detail::name<X>(), ", a set of options");
  else if constexpr (std::is_same_v<X, Schedule>) return _detail::say("a Schedule");
  else if constexpr (std::is_same_v<X, Augmentation>) return _detail::say("an Augmentation");
  else if constexpr (is_a_loss<X>) return _detail::say(_detail::name<X>(), ", a loss");
  else if constexpr (is_an_optimizer<X>) return _detail::say(_detail::name<X>(), ", an optimizer");
  else if constexpr (is_an_activation<X>) return _detail::say(_detail::name<X>(), ", an activation");
  else if constexpr (is_a_function<X>) return _detail::say("a function");
  else return _detail::name<X>();
}

/// The layer whose outputs are those of L, and its place: the last one of a net or of a Sequential.
template <class L, class Place = mistake::layer<>> struct end_of {
  using type = L;
  using place = Place;
};
template <class T, class First, class... L, std::size_t... P>
struct end_of<BasicNet<T, First, L...>, mistake::layer<P...>>
    : end_of<element<sizeof...(L), list<First, L...>>, mistake::layer<P..., sizeof...(L)>> {};
template <class First, class... L, std::size_t... P> struct end_of<Sequential<First, L...>, mistake::layer<P...>>
    : end_of<element<sizeof...(L), list<First, L...>>, mistake::layer<P..., sizeof...(L)>> {};
/// The first layer of a net.
template <class Net> struct beginning_of { using type = nothing; };
template <class T, class First, class... L> struct beginning_of<BasicNet<T, First, L...>> { using type = First; };

/// The layer L with the activation New in place of Old; `nothing` if that cannot be told. An initializer that is the
/// default for Old is dropped.
template <class L, class Old, class New> struct exchanged { using type = nothing; };
template <class Old, class New> struct exchanged<Activate<Old>, Old, New> { using type = Activate<New>; };
template <template <std::size_t, std::size_t, class...> class F, std::size_t M, std::size_t N, class... A, class Old,
          class New>
struct exchanged<F<M, N, A...>, Old, New> {
  static consteval auto search() {
    if constexpr (std::is_same_v<F<M, N, Old>, F<M, N, A...>>) return std::type_identity<F<M, N, New>>{};
    else if constexpr ((false || ... || std::is_same_v<A, Old>))
      return std::type_identity<F<M, N, std::conditional_t<std::is_same_v<A, Old>, New, A>...>>{};
    else return std::type_identity<F<M, N, A..., New>>{};
  }
  using type = typename decltype(search())::type;
};
template <class L, class Old, class New> using exchanged_t = typename exchanged<L, Old, New>::type;

/// The name of an activation in "outputs of Softmax".
template <class Activation> consteval auto outputs_of() {
  if constexpr (std::is_same_v<Activation, Identity> || std::is_same_v<Activation, nothing>)
    return _detail::say("outputs without an activation");
  else return _detail::say("outputs of ", _detail::name<Activation>());
}

template <class Activation> struct loss_for_outputs { using type = MSE; };
template <> struct loss_for_outputs<Softmax> { using type = CrossEntropy; };
template <> struct loss_for_outputs<LogSoftmax> { using type = NLL; };
template <> struct loss_for_outputs<Sigmoid> { using type = BinaryCrossEntropy; };
template <class Net> struct loss_for { using type = MSE; };
template <class T, class... L> struct loss_for<BasicNet<T, L...>>
    : loss_for_outputs<typename BasicNet<T, L...>::activation> {};
/// A loss that fits the outputs of a net; MSE where there is none for its activation alone, or no net.
template <class Net> using loss_for_t = typename loss_for<Net>::type;

/// The first of the arguments that is a loss, or an optimizer; Otherwise if there is none.
template <class Otherwise, class... X> using loss_among =
    element<first_true({is_a_loss<X>..., true}), list<X..., Otherwise>>;
template <class Otherwise, class... X> using optimizer_among =
    element<first_true({is_an_optimizer<X>..., true}), list<X..., Otherwise>>;
/// What fit() lacks: "data, a loss and an optimizer".
consteval auto missing_arguments(bool data, bool loss, bool optimizer) {
  phrase all;
  if (data) all.add("data");
  if (loss) all.add(!data ? "a loss" : optimizer ? ", a loss" : " and a loss");
  if (optimizer) all.add(data || loss ? " and an optimizer" : "an optimizer");
  return all;
}
/// The data of a corrected call: inputs and targets that are given apart are to be made a view.
template <class... X> consteval auto data_of_call() {
  if constexpr (!(false || ... || is_data<X>)&&(false || ... || requires { typename X::value_type; }))
    return _detail::say("DataView(inputs, targets)");
  else return _detail::say("data");
}

/// The number of values in an array or a span of fixed extent, and their type; 0 and `nothing` for other types.
template <class X> inline constexpr std::size_t values_in = 0;
template <class U, std::size_t N> inline constexpr std::size_t values_in<std::array<U, N>> = N;
template <class U, std::size_t N> inline constexpr std::size_t values_in<U[N]> = N;
template <class U, std::size_t N> inline constexpr std::size_t values_in<std::span<U, N>> =
    N == std::dynamic_extent ? 0 : N;
template <class X> struct value_in_sample { using type = nothing; };
template <class U, std::size_t N> struct value_in_sample<std::array<U, N>> { using type = U; };
template <class U, std::size_t N> struct value_in_sample<U[N]> { using type = U; };
template <class U, std::size_t N> struct value_in_sample<std::span<U, N>> { using type = U; };
/// The type of the values in an array, a span or a container.
template <class X> struct value_in_range : value_in_sample<X> {};
template <class X>
requires requires { typename X::value_type; }
struct value_in_range<X> {
  using type = typename X::value_type;
};

/// The targets that fit N outputs over T: those that its last activation is made for come first.
template <class Net, class T, std::size_t N> consteval auto fitting_targets() {
  constexpr auto indices = _detail::say("int for a class from 0 to ", _detail::number(N == 1 ? 1 : N - 1));
  constexpr auto numbers = [] {
    if constexpr (N == 1) return _detail::say(_detail::name<T>(), " for a number");
    else return _detail::say(_detail::name<std::array<T, N>>(), " for ", _detail::number(N), " numbers");
  }();
  using Loss = loss_for_t<Net>;
  if constexpr (std::is_same_v<Loss, MSE>) return _detail::say(numbers, ", or ", indices);
  else return _detail::say(indices, ", or ", numbers);
}

/// The parameters of an optimizer's formula for its N slots.
template <std::size_t N> consteval auto slot_parameters() {
  if constexpr (N == 1) return _detail::say(", V& slot");
  else {
    phrase all;
    for (std::size_t i = 0; i < N; ++i) {
      all.add(", V& slot");
      all.add(_detail::number(i).view());
    }
    return all;
  }
}

/// The shape of an image of N values, as arguments of Input or shape: "1, 28, 28"; the words where N values are no
/// square of 1 or 3 channels.
template <std::size_t N> consteval auto image_extents() {
  constexpr auto side = [](std::size_t channels) {
    std::size_t s = 1;
    while (channels * s * s < N) ++s;
    return channels * s * s == N ? s : std::size_t{0};
  };
  if constexpr (N > 1 && side(1) > 0) return _detail::say("1, ", _detail::separated<side(1), side(1)>());
  else if constexpr (N > 3 && side(3) > 0) return _detail::say("3, ", _detail::separated<side(3), side(3)>());
  else return _detail::say("channels, height, width");
}

}  // namespace sinew::_detail
