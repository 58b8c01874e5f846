#pragma once
/// \file
/// Longer sentences of mistake/call.hpp: inputs, what belongs to another net, paths to layers, memory of a call.

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/argument.hpp>
#include <sinew/mistake/correction.hpp>
#include <sinew/mistake/place.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/mistake/words.hpp>

namespace SINEW_NAMESPACE::_detail {

// ---- Inputs of a net over T with N inputs.

/// The arguments X... of net(x), where they are no sample.
template <class In, class T, std::size_t N, class... X> struct input_text {
  static constexpr auto value = [] {
    constexpr auto wanted = _detail::name<std::array<T, N>>();
    if constexpr (sizeof...(X) == 0) return _detail::say("net(x) is given no sample: write net(x) with ", wanted, " x");
    else if constexpr ((std::is_arithmetic_v<X> && ...)) {
      constexpr auto fact =
          _detail::say("the net takes its ", _detail::quantity(N, "value"), " as one argument, but is given ",
                       _detail::quantity(sizeof...(X), "argument"), ": write them in braces, net({…})");
      if constexpr (sizeof...(X) == N) return fact;
      else return _detail::say(fact, ", with as many values as the net has inputs");
    } else
      return _detail::say("the net is given ", _detail::quantity(sizeof...(X), "argument"),
                          ": write net(x) for one sample, net(xs, ys) for many, or net(x, w) and net(xs, ys, w) in a "
                          "workspace w");
  }();
};
template <class In, class T, std::size_t N, class X> struct input_text<In, T, N, X> {
  static constexpr auto value =
      _detail::say("the net takes ", _detail::quantity(N, "value"), ", as ", _detail::name<std::array<T, N>>(),
                   " or a span of fixed extent, of ", _detail::name<T>(), " or std::uint8_t, but x is ",
                   _detail::argument<X>(), ": ", _detail::fitting_sample<X, T, N, In>());
};
/// The elements X of xs in net(xs, ys).
template <class In, class T, std::size_t N, class X> struct input_text<mistake::rows_for<In>, T, N, X> {
  static constexpr auto value = [] {
    constexpr auto wanted = _detail::name<std::array<T, N>>();
    constexpr auto fact = _detail::say("net(xs, ys) takes ", wanted, " for each sample, but the elements of xs are ",
                                       _detail::argument<X>(), ": write ");
    constexpr auto many = _detail::say("std::vector<", wanted, "> xs");
    if constexpr (std::is_arithmetic_v<X>) return _detail::say(fact, "net(x) for one sample, or ", many, " for many");
    else if constexpr (elements_in<X>::known && elements_in<X>::extent != std::dynamic_extent)
      return _detail::say(fact, many, or_other_first_layer < In,
                          elements_in<X>::extent % N == 0 ? 0 : elements_in<X>::extent > ());
    else return _detail::say(fact, many);
  }();
};
/// The arguments of net(xs, ys), where xs is no range.
template <class In, class T, std::size_t N, class Xs, class Ys> struct input_text<mistake::rows_for<In>, T, N, Xs, Ys> {
  static constexpr auto value = [] {
    if constexpr (std::is_arithmetic_v<Xs>) return input_text<In, T, N, Xs, Xs>::value;
    else {
      constexpr auto fact = _detail::say("net(xs, ys) takes a contiguous range of samples, but xs is ",
                                         _detail::argument<Xs>(), ": write ");
      if constexpr (HasSamples<Xs>) return _detail::say(fact, "net(data.inputs, ys)");
      else return _detail::say(fact, "std::vector<", _detail::name<std::array<T, N>>(), "> xs");
    }
  }();
};

/// What stands in place of arrays of outputs in ys: elements Y, void if ys is no contiguous range.
template <class Y> consteval auto elements_of_ys() {
  if constexpr (std::is_void_v<Y>) return _detail::say("ys is not a contiguous range");
  else return _detail::say("the elements of ys are ", _detail::argument<Y>());
}

// ---- What belongs to another net.

template <class W> consteval auto workspace_as_is() {
  using Facts = workspace_facts<W>;
  return _detail::workspace_name<typename Facts::net, Facts::batch, Facts::steps>(Facts::mode);
}
template <class O> struct optimizer_facts { static constexpr bool known = false; };
template <class F, class Net> struct optimizer_facts<Optimizer<F, Net>> {
  static constexpr bool known = true;
  using formula = F;
  using net = Net;
};
template <class Facts> struct net_in { using type = void; };
template <class Facts>
requires(Facts::known) struct net_in<Facts> {
  using type = typename Facts::net;
};
template <class Facts> using net_of = typename net_in<Facts>::type;
/// "Optimizer<Adam, Net<Dense<4, 2>>>".
template <class Formula, class Net> consteval auto optimizer_name() {
  return _detail::say("Optimizer<", _detail::name<Formula>(), ", ", _detail::net_name<Net>(), ">");
}

/// `Given` where the net Expected, or something made for it, is expected. In is the net, folding<Net>, or the optimizer
/// that is given another net.
template <class Given, class Expected, class In> struct other_net_text {
  using Plain = std::remove_const_t<Given>;
  static constexpr auto value = [] {
    using W = workspace_facts<Plain>;
    using O = optimizer_facts<Plain>;
    if constexpr (W::known && std::is_same_v<net_of<W>, Expected>)
      return _detail::say("the workspace stands where the optimizer is expected: write (net, w, t, loss, optimizer)");
    else if constexpr (W::known)
      return _detail::say("the workspace is made for another net", first_difference<net_of<W>, Expected>::value,
                          ": write ", _detail::workspace_name<Expected, W::batch, W::steps>(W::mode));
    else if constexpr (O::known && std::is_same_v<net_of<O>, Expected>) {
      if constexpr (std::is_const_v<Given>)
        return _detail::say("a step changes the optimizer, but the optimizer is const: declare it without const");
      else
        return _detail::say("the optimizer stands where a workspace is expected: write Workspace<",
                            _detail::net_name<Expected>(), ", Batch, Mode::training> w, and w in its place");
    } else if constexpr (O::known)
      return _detail::say("the optimizer is made for another net", first_difference<net_of<O>, Expected>::value,
                          ": write ", _detail::optimizer_name<typename O::formula, Expected>());
    else if constexpr (requires { Plain::slot_count; })
      return _detail::say(_detail::name<Plain>(), " is the formula of an optimizer: write ",
                          _detail::optimizer_name<Plain, Expected>(), " optimizer, and optimizer in its place");
    else if constexpr (elements_in<Plain>::known)
      return _detail::say("a pass takes a workspace, but is given ", _detail::argument<Plain>(),
                          ": write net(x) for one sample, or Workspace<", _detail::net_name<Expected>(),
                          ", 8> w and w.x()[0] = x");
    else
      return _detail::say(
          _detail::name<Plain>(), " is neither a workspace nor an optimizer of the net: write Workspace<",
          _detail::net_name<Expected>(), ", Batch> or Optimizer<Formula, ", _detail::net_name<Expected>(), ">");
  }();
};
template <class Given, class Expected, class Formula, class Net>
struct other_net_text<Given, Expected, Optimizer<Formula, Net>> {
  static constexpr auto value = [] {
    if constexpr (std::is_same_v<Given, const Expected>)
      return _detail::say("a step changes the net, but the net is const: declare it without const");
    else if constexpr (is_some_net<std::remove_const_t<Given>>)
      return _detail::say("the optimizer is made for another net",
                          first_difference<Expected, std::remove_const_t<Given>>::value, ": write ",
                          _detail::optimizer_name<Formula, std::remove_const_t<Given>>());
    else
      return _detail::say("the optimizer takes its net, but is given ", _detail::name<Given>(),
                          ": write optimizer.step(net)");
  }();
};
template <class Given, class Expected, class Net> struct other_net_text<Given, Expected, mistake::folding<Net>> {
  static constexpr auto value = [] {
    constexpr auto call = _detail::say("fold_batch_norm(net, folded) writes to folded, ");
    if constexpr (std::is_same_v<Given, const Expected>)
      return _detail::say(call, "but folded is const: declare it without const");
    else
      return _detail::say(call, "a net of the folded layers, but is given another net",
                          first_difference<std::remove_const_t<Given>, Expected>::value, ": write folded_t<",
                          _detail::net_name<Net>(), "> folded");
  }();
};

template <class X> inline constexpr bool is_engine = requires {
  typename X::result_type;
  (X::min)();
};
template <class X> inline constexpr bool is_initializer_list = false;
template <class X> inline constexpr bool is_initializer_list<std::initializer_list<X>> = true;
template <class Net> using layers_as_written = typename written_layers<Net>::type;

// ---- Layers of a net.

template <class Layer> inline constexpr bool draws_random_numbers = requires { requires Layer::random; };
/// The place of the first layer of a net that draws random numbers, or `nothing`.
template <class Net> struct random_layer { using type = nothing; };
template <class Net>
requires requires { Net::depth; }
struct random_layer<Net> {
  static consteval auto find() {
    return []<std::size_t... J>(std::index_sequence<J...>) {
      constexpr std::size_t at = _detail::first_true({draws_random_numbers<typename Net::template layer<J>>..., true});
      if constexpr (at < sizeof...(J)) return std::type_identity<mistake::layer<at>>{};
      else return std::type_identity<nothing>{};
    }
    (std::make_index_sequence<Net::depth>{});
  }
  using type = typename decltype(find())::type;
};

template <class Before, std::size_t... Path> struct without_last;
template <std::size_t... Before, std::size_t Last> struct without_last<mistake::layer<Before...>, Last> {
  using type = mistake::layer<Before...>;
  template <std::size_t J> using with = mistake::layer<Before..., J>;
};
template <std::size_t... Before, std::size_t J, std::size_t K, std::size_t... Rest>
struct without_last<mistake::layer<Before...>, J, K, Rest...> : without_last<mistake::layer<Before..., J>, K, Rest...> {
};

/// "layer 0, Residual<…>," of a path within layer 0, "the net" of a path of one index.
template <class In, std::size_t... Path> consteval auto outer_place() {
  return _detail::place<typename without_last<mistake::layer<>, Path...>::type, In>();
}
template <class Where> struct as_arguments;
template <std::size_t... J> struct as_arguments<mistake::layer<J...>> {
  static constexpr auto value = _detail::say("<", _detail::separated<J...>(), ">");
};
/// The layers that can stand at the end of a path whose last one is Last: "<0> for Dense<4, 8>, or <1> for Dense<8,
/// 2>", the first and the last of many.
template <class In, std::size_t... Last> consteval auto layers_there() {
  using Path = without_last<mistake::layer<>, Last...>;
  constexpr std::size_t last = [] {
    std::size_t j = 0;
    ((j = Last), ...);
    return j;
  }();
  constexpr auto one = []<std::size_t J>(std::integral_constant<std::size_t, J>) {
    using Where = typename Path::template with<J>;
    using Written = typename written<Where, In>::type;
    if constexpr (std::is_same_v<Written, nothing>) return as_arguments<Where>::value;
    else return _detail::say(as_arguments<Where>::value, " for ", _detail::name<Written>());
  };
  constexpr auto end = one(std::integral_constant<std::size_t, last>{});
  if constexpr (last == 0) return end;
  else {
    constexpr auto begin = one(std::integral_constant<std::size_t, 0>{});
    if constexpr (last == 1) return _detail::say(begin, " or ", end);
    else if constexpr (last == 2)
      return _detail::say(begin, ", ", one(std::integral_constant<std::size_t, 1>{}), " or ", end);
    else return _detail::say(begin, " to ", end);
  }
}

/// The number of indices of a layer's weight, 0 for a layer without weights.
template <class Layer> inline constexpr std::size_t weight_indices = [] {
  constexpr std::size_t i = 0;
  if constexpr (requires { Layer::weight_index(i, i); }) return 2;
  else if constexpr (requires { Layer::weight_index(i, i, i); }) return 3;
  else if constexpr (requires { Layer::weight_index(i, i, i, i); }) return 4;
  else if constexpr (requires { Layer::weight_index(i); }) return 1;
  else return 0;
}();
/// What to write where the layer at a path has no weights: the first layer of the net with some.
template <class Net> consteval auto layer_with_weights() {
  if constexpr (requires { Net::depth; }) return []<std::size_t... J>(std::index_sequence<J...>) {
      constexpr std::size_t at =
          _detail::first_true({(weight_indices < typename Net::template layer < J >>> 0)..., true});
      if constexpr (at < sizeof...(J))
        return _detail::say(": write <", _detail::digits<at>(), "> for ",
                            _detail::name<typename written<mistake::layer<at>, Net>::type>());
      else return _detail::say(": write net.parameters_of<J>()");
    }
  (std::make_index_sequence<Net::depth>{});
  else return _detail::say(": write net.parameters_of<J>()"); }
template <class In, class Layer, std::size_t... Path> struct weights_text {
  static constexpr auto value = [] {
    constexpr auto where = _detail::place<mistake::layer<Path...>, In, Layer>();
    constexpr auto path = as_arguments<mistake::layer<Path...>>::value;
    if constexpr (requires { Layer::depth; })
      return _detail::say(where, " is made of layers, which have the weights: write a path to one of them, such as ",
                          as_arguments<mistake::layer<Path..., 0>>::value);
    else if constexpr (weight_indices<Layer> == 2)
      return _detail::say("a weight of ", where, " has 2 indices: write net.weight", path, "(in, out)");
    else if constexpr (weight_indices<Layer> == 4)
      return _detail::say("a weight of ", where, " has 4 indices: write net.weight", path,
                          "(channel, row, column, out)");
    else if constexpr (weight_indices<Layer> > 0)
      return _detail::say("a weight of ", where, " has ", _detail::quantity(weight_indices<Layer>, "index", "indices"),
                          ": write as many");
    else return _detail::say(where, " has no weights", _detail::layer_with_weights<In>());
  }();
};
template <class Net, class Layer, std::size_t... Path> struct weights_text<mistake::bias_of<Net>, Layer, Path...> {
  static constexpr auto value = [] {
    if constexpr (requires { Layer::depth; } || weight_indices<Layer> == 0)
      return weights_text<Net, Layer, Path...>::value;
    else
      return _detail::say(_detail::place<mistake::layer<Path...>, Net, Layer>(),
                          " has no biases: write it without NoBias, or use its weights only");
  }();
};

// ---- Memory of a call.

/// A call that takes too much of the stack, and how it takes memory of the caller's.
template <class Form, class In> struct memory_form {
  static constexpr auto call = _detail::say("the call");
  static constexpr auto code = _detail::name<Form>();
};
template <class In> struct memory_form<mistake::net_of_x_and_workspace, In> {
  static constexpr auto call = _detail::say("net(x)");
  static constexpr auto code =
      _detail::say("static Workspace<", _detail::net_name<In>(), ", 1> w; net(x, w) or net.predict(x, w)");
};
template <class In> struct memory_form<mistake::net_of_xs_ys_and_workspace, In> {
  static constexpr auto call = _detail::say("net(xs, ys)");
  static constexpr auto code = _detail::say("static Workspace<", _detail::net_name<In>(), ", 8> w; net(xs, ys, w)");
};
template <class In> struct memory_form<mistake::forward_with_stream, In> {
  static constexpr auto call = _detail::say("net(xs, ys, stream)");
  static constexpr auto code =
      _detail::say("static Workspace<", _detail::net_name<In>(), ", 1> w; net.forward(w, stream)");
};
template <class In> struct memory_form<mistake::net_of_x_and_memory, In> {
  static constexpr auto call = _detail::say("net(x)");
  static constexpr auto code = _detail::say("std::vector<std::byte> memory(net.workspace_bytes()); net(x, memory)");
};
template <class In> struct memory_form<mistake::net_of_x_and_memory, mistake::rows_for<In>> {
  static constexpr auto call = _detail::say("net(xs, ys)");
  static constexpr auto code =
      _detail::say("std::vector<std::byte> memory(net.workspace_bytes()); net(xs, ys, memory)");
};
template <class In> struct memory_form<mistake::fold_batch_norm_into_a_given_net, In> {
  static constexpr auto call = _detail::say("fold_batch_norm(net)");
  static constexpr auto code = _detail::say("auto folded = std::make_unique<folded_t<", _detail::net_name<In>(),
                                            ">>(); fold_batch_norm(net, *folded)");
};
template <class In> struct memory_form<mistake::fold_scalers_into_a_given_net, In> {
  static constexpr auto call = _detail::say("fold_scalers(net, inputs)");
  static constexpr auto code = _detail::say("auto folded = std::make_unique<", _detail::net_name<In>(),
                                            ">(); fold_scalers(net, *folded, inputs)");
};

}  // namespace sinew::_detail
