#pragma once
/// \file
/// summary<Net>(): the layers of a net, what each maps to what, and what it takes. As texts: report/summary.hpp.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/residual.hpp>
#include <sinew/net/sequence.hpp>
#include <sinew/net/sequential.hpp>

namespace sinew {

/// One layer in a Summary.
struct LayerSummary {
  std::string name;                         ///< as it was written: "Dense<784, 128, ReLU>"; composites by their template's name alone
  std::vector<std::size_t> path;            ///< where: {1, 2} is layer<1, 2>, layer 2 of layer 1
  std::vector<std::size_t> input, output;   ///< extents of a sample
  std::size_t parameters = 0;               ///< trainable, without padding; of a composite: with those of its layers
  std::size_t bytes = 0;                    ///< as stored, buffers included
  std::size_t multiply_adds = 0;            ///< of one sample's forward pass
  bool sequence = false;                    ///< a net within the net
};

/// The layers in order; those of a composite follow it, with longer paths.
struct Summary {
  std::vector<LayerSummary> layers;
  std::size_t parameters = 0, bytes = 0, multiply_adds = 0;   ///< of the net; bytes with the padding between layers
  std::size_t activation_bytes = 0, stack_bytes = 0;          ///< of one sample: see BasicNet (net/net.hpp)
};

namespace detail {

template <class Shape> struct extents;
template <std::size_t... D> struct extents<shape<D...>> { static std::vector<std::size_t> list() { return {D...}; } };

/// The layers of a composite, as they were written and as they are bound to their inputs.
template <class Bound> concept Composite = requires { typename Bound::layers; };
template <class Written, class Bound> struct parts { using type = list<>; };   // no composite
template <class Written, class... B> struct bound_parts { using type = list<list<B, B>...>; };
template <template <class...> class F, class... W, class... B> requires (sizeof...(W) == sizeof...(B))
struct bound_parts<F<W...>, B...> { using type = list<list<W, B>...>; };
template <class T, class... W, class... B> requires (sizeof...(W) == sizeof...(B))
struct bound_parts<BasicNet<T, W...>, B...> { using type = list<list<W, B>...>; };
template <class... P, class... W, class B, class C> struct bound_parts<Residual<Projection<P...>, W...>, B, C> {
  using type = list<list<Projection<P...>, B>, list<Sequential<W...>, C>>;
};
template <class Written, class Layers> struct parts_of_list;
template <class Written, class... B> struct parts_of_list<Written, list<B...>> : bound_parts<Written, B...> {};
template <class Written, Composite Bound> struct parts<Written, Bound> : parts_of_list<Written, typename Bound::layers> {};

template <class> inline constexpr bool is_sequence = false;
template <class... L> inline constexpr bool is_sequence<sequence<L...>> = true;

template <class Written, class Bound> std::string layer_name() {
  if constexpr (is_net<Written> || is_sequence<Written>) return "Net";
  else {
    const std::string_view name = type_name<Written>;
    if constexpr (Composite<Bound>) return std::string(name.substr(0, name.find('<')));
    // Open layers whose own spelling is unknown, within a composite that does not say: Flatten::on<…>.
    else return std::string(name.substr(0, name.find("::on<")));
  }
}

/// Adds a layer, then those within it.
template <class T, class Written, class Bound> void add_layer(std::vector<LayerSummary>& to, std::vector<std::size_t> path);
template <class T, class... Written, class... Bound>
void add_layers(list<list<Written, Bound>...>, std::vector<LayerSummary>& to, std::vector<std::size_t> path) {
  path.push_back(0);
  ((detail::add_layer<T, Written, Bound>(to, path), ++path.back()), ...);
}
template <class T, class Written, class Bound> void add_layer(std::vector<LayerSummary>& to, std::vector<std::size_t> path) {
  to.push_back({layer_name<Written, Bound>(), path, extents<typename Bound::input>::list(), extents<typename Bound::output>::list(),
                parameter_count_of<Bound>(), (Bound::parameters + buffers_of<Bound>()) * sizeof(T), multiply_adds_of<Bound>(),
                is_sequence<Bound>});
  detail::add_layers<T>(typename parts<Written, Bound>::type{}, to, std::move(path));
}

}  // namespace detail

/// The summary of a net's type; no object of it is needed. Print it by to_string(), operator<<, markdown() or graphviz().
template <class Net> Summary summary() {
  Summary all;
  detail::add_layers<typename Net::scalar>(typename detail::parts_of_list<Net, typename Net::layers::layers>::type{}, all.layers, {});
  all.parameters = Net::parameter_count;
  all.bytes = Net::parameter_bytes;
  all.multiply_adds = Net::multiply_adds;
  all.activation_bytes = Net::template activation_bytes<1>;
  all.stack_bytes = Net::stack_bytes;
  return all;
}

}  // namespace sinew
