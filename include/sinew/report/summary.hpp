#pragma once
/// \file
/// summary<Net>(): the layers of a net with their shapes and sizes, as a table, as Markdown, and as a Graphviz graph;
/// and tables of its tensors.

#include <algorithm>
#include <array>
#include <cstddef>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/compose/repeat.hpp>
#include <sinew/compose/residual.hpp>
#include <sinew/compose/sequence.hpp>
#include <sinew/compose/sequential.hpp>
#include <sinew/compose/unroll.hpp>
#include <sinew/report/table.hpp>

namespace SINEW_NAMESPACE {

/// One layer in a Summary.
struct LayerSummary {
  /// The name as written, `Dense<784, 128, ReLU>`; for composites the name of their template alone.
  std::string name;
  std::vector<std::size_t> path;  ///< the position: {1, 2} is layer<1, 2>, layer 2 of layer 1
  /// the extents of a sample; of several inputs or heads, the number of scalars
  std::vector<std::size_t> input, output;
  std::size_t parameters = 0;     ///< trainable, without padding; a composite includes those of its layers
  std::size_t bytes = 0;          ///< as stored, buffers included
  std::size_t multiply_adds = 0;  ///< in the forward pass of one sample
  bool sequence = false;          ///< whether the layer is a nested net
};

/// The summary of a net: its layers in order, and the totals. The layers of a composite follow it, with longer paths.
struct Summary {
  std::vector<LayerSummary> layers;  ///< in order; the layers of a composite follow it
  std::size_t parameters = 0, bytes = 0,
              multiply_adds = 0;                      ///< of the net; `bytes` includes the padding between layers
  std::size_t activation_bytes = 0, stack_bytes = 0;  ///< for one sample; see BasicNet (net/net.hpp)
  std::size_t stream_bytes = 0;                       ///< what each sequence of a Stream keeps from step to step
};

namespace _detail {

template <class Shape> struct extents_list;
template <std::size_t... D> struct extents_list<shape<D...>> {
  static std::vector<std::size_t> list() { return {D...}; }
};
/// Of several parts: how many scalars they are.
template <class... S> struct extents_list<shapes<S...>> {
  static std::vector<std::size_t> list() { return {shapes<S...>::size}; }
};

/// A layer that contains layers. `parts` lists them as pairs of the written type and the type bound to its input.
template <class Bound> concept Composite = requires { typename Bound::layers; };
template <class Written, class Bound> struct parts { using type = list<>; };  // not a composite
template <class Written, class... B> struct bound_parts { using type = list<list<B, B>...>; };
template <template <class...> class F, class... W, class... B>
requires(sizeof...(W) == sizeof...(B)) struct bound_parts<F<W...>, B...> {
  using type = list<list<W, B>...>;
};
template <class T, class... W, class... B>
requires(sizeof...(W) == sizeof...(B)) struct bound_parts<BasicNet<T, W...>, B...> {
  using type = list<list<W, B>...>;
};
template <class... P, class... W, class B, class C> struct bound_parts<Residual<Projection<P...>, W...>, B, C> {
  using type = list<list<Projection<P...>, B>, list<Sequential<W...>, C>>;
};
template <std::size_t Steps, class... W, class... B>
requires(sizeof...(W) == sizeof...(B)) struct bound_parts<Unroll<Steps, W...>, B...> {
  using type = list<list<W, B>...>;
};
template <std::size_t N, class... W, class... B> struct bound_parts<Repeat<N, W...>, B...> {
  using type = list<list<element<0, typename Repeat<N, W...>::copies>, B>...>;
};
template <class Written, class Layers> struct parts_of_list;
template <class Written, class... B> struct parts_of_list<Written, list<B...>> : bound_parts<Written, B...> {};
template <class Written, Composite Bound> struct parts<Written, Bound>
    : parts_of_list<Written, typename Bound::layers> {};

template <class> inline constexpr bool is_sequence = false;
template <class... L> inline constexpr bool is_sequence<sequence<L...>> = true;

template <class Written, class Bound> std::string layer_name() {
  if constexpr (is_net<Written> || is_sequence<Written>) return "Net";
  else {
    const std::string_view name = type_name<Written>;
    if constexpr (requires { Bound::title; }) return Bound::title;  // a part that no user has written
    else if constexpr (Composite<Bound>) return std::string(name.substr(0, name.find('<')));
    // The written form of an open layer is unknown within some composites; then its bound name is cut:
    // Flatten::on<…>.
    else return std::string(name.substr(0, name.find("::on<")));
  }
}

/// Adds a layer, then the layers within it.
template <class T, class Written, class Bound>
void add_layer(std::vector<LayerSummary>& to, std::vector<std::size_t> path);
template <class T, class... Written, class... Bound>
void add_layers(list<list<Written, Bound>...>, std::vector<LayerSummary>& to, std::vector<std::size_t> path) {
  path.push_back(0);
  ((_detail::add_layer<T, Written, Bound>(to, path), ++path.back()), ...);
}
template <class T, class Written, class Bound>
void add_layer(std::vector<LayerSummary>& to, std::vector<std::size_t> path) {
  to.push_back({layer_name<Written, Bound>(), path, extents_list<typename Bound::input>::list(),
                extents_list<typename Bound::output>::list(), parameter_count_of<Bound>(),
                (Bound::parameters + buffers_of<Bound>()) * sizeof(T), multiply_adds_of<Bound>(), is_sequence<Bound>});
  _detail::add_layers<T>(typename parts<Written, Bound>::type{}, to, (std::move)(path));
}

}  // namespace _detail

/// Returns the summary of a net's type, without an object of it. to_string(), operator<<, markdown() and graphviz()
/// print it.
template <class Net> [[nodiscard]] Summary summary() {
  Summary all;
  _detail::add_layers<typename Net::scalar>(typename _detail::parts_of_list<Net, typename Net::layers::layers>::type{},
                                            all.layers, {});
  all.parameters = Net::parameter_count;
  all.bytes = Net::parameter_bytes;
  all.multiply_adds = Net::multiply_adds;
  all.activation_bytes = Net::template activation_bytes<1>;
  all.stack_bytes = Net::stack_bytes;
  all.stream_bytes = Net::stream_bytes;
  return all;
}

namespace _detail {

/// Formats {1, 28, 28} as "1×28×28".
inline std::string joined(const std::vector<std::size_t>& numbers, std::string_view between) {
  std::string text;
  for (const std::size_t n : numbers) text.append(text.empty() ? "" : between).append(std::to_string(n));
  return text;
}

/// Returns the header, the layers and the totals as rows of cells. `name` formats a layer's name.
template <class Name> std::vector<std::vector<std::string>> summary_cells(const Summary& s, Name name) {
  std::vector<std::vector<std::string>> rows{{"layer", "output", "parameters", "bytes", "multiply-adds"}};
  for (const LayerSummary& l : s.layers)
    rows.push_back({name(l), joined(l.output, "×"), grouped(l.parameters).text, grouped(l.bytes).text,
                    grouped(l.multiply_adds).text});
  rows.push_back({"total", "", grouped(s.parameters).text, grouped(s.bytes).text, grouped(s.multiply_adds).text});
  return rows;
}
/// Formats rows, the first of which is the head, as a Markdown table.
inline std::string markdown_of(const std::vector<std::vector<std::string>>& rows) {
  std::string text;
  for (const auto& row : rows) {
    for (const std::string& cell : row) text += "| " + cell + " ";
    text += "|\n";
    if (&row != &rows.front()) continue;
    text += "|:--|";
    for (std::size_t column = 1; column < row.size(); ++column) text += "--:|";
    text += '\n';
  }
  return text;
}
inline std::string summary_foot(const Summary& s) {
  return std::string("one sample: ") + counted(s.activation_bytes, "byte").text + " between the layers, at most " +
         counted(s.stack_bytes, "byte").text + " of stack" +
         (s.stream_bytes == 0 ? "" : std::string("; a stream keeps ") + counted(s.stream_bytes, "byte").text) + '\n';
}

}  // namespace _detail

/// Formats the summary as a table similar to that of Keras.
/// The layers of a composite are listed with their paths, as in error messages: 1.2 is layer<1, 2>. The figures of a
/// composite include those of its layers. The total of bytes includes the padding between layers.
///     layer                     output  parameters    bytes  multiply-adds
///     0  Dense<784, 128, ReLU>     128     100,480  401,920        100,352
///     1  Dense<128, 64, ReLU>       64       8,256   33,024          8,192
///     2  Dense<64, 10, Softmax>     10         650    2,600            640
///     total                                109,386  437,632        109,184
///     one sample: 768 bytes between the layers, at most 2,112 bytes of stack
[[nodiscard]] inline std::string to_string(const Summary& s) {
  std::size_t longest = 0;
  for (const LayerSummary& l : s.layers) longest = (std::max)(longest, _detail::joined(l.path, ".").size());
  _detail::Table table;
  for (auto& row : _detail::summary_cells(s, [&](const LayerSummary& l) {
         std::string path = _detail::joined(l.path, ".");
         path.resize(longest + 2, ' ');
         return path + l.name;
       }))
    table.row((std::move)(row));
  return table.text() + _detail::summary_foot(s);
}
/// Writes the table to a stream: std::cout << summary<Digits>().
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& to, const Summary& s) {
  return to << to_string(s);
}

/// Formats the summary as a Markdown table.
[[nodiscard]] inline std::string markdown(const Summary& s) {
  return _detail::markdown_of(_detail::summary_cells(
             s, [](const LayerSummary& l) { return _detail::joined(l.path, ".") + " `" + l.name + "`"; })) +
         "\nO" + _detail::summary_foot(s).substr(1);
}

namespace _detail {

/// Returns the header, the tensors and the totals as rows of cells. `name` formats a tensor's name.
template <class Name>
std::vector<std::vector<std::string>> tensor_cells(std::span<const TensorDescription> tensors, Name name) {
  std::vector<std::vector<std::string>> rows{{"tensor", "extents", "parameters", "buffers"}};
  std::size_t parameters = 0, buffers = 0;
  for (const TensorDescription& t : tensors) {
    (t.buffer ? buffers : parameters) += t.size();
    rows.push_back({name(t), joined({t.extents.begin(), t.extents.end()}, "×"), t.buffer ? "" : grouped(t.size()).text,
                    t.buffer ? grouped(t.size()).text : ""});
  }
  rows.push_back({"total", "", grouped(parameters).text, grouped(buffers).text});
  return rows;
}
}  // namespace _detail

/// Formats the tensors of a net, to_string(tensors_of<Digits>), as a table: their names and extents in PyTorch's terms
/// (net/tensors.hpp), and how many numbers they are.
///     tensor    extents  parameters  buffers
///     0.weight  128×784     100,352
///     0.bias        128         128
///     …
///     total                 109,386        0
[[nodiscard]] inline std::string to_string(std::span<const TensorDescription> tensors) {
  _detail::Table table;
  for (auto& row : _detail::tensor_cells(tensors, [](const TensorDescription& t) { return std::string(t.name); }))
    table.row((std::move)(row));
  return table.text();
}
/// Formats the tensors of a net as a Markdown table.
[[nodiscard]] inline std::string markdown(std::span<const TensorDescription> tensors) {
  return _detail::markdown_of(
      _detail::tensor_cells(tensors, [](const TensorDescription& t) { return "`" + std::string(t.name) + "`"; }));
}

/// Formats the structure for Graphviz: `dot -Tsvg net.dot > net.svg`. Edges are labelled with shapes, boxes with
/// layers and their parameters; nested nets are clusters.
[[nodiscard]] inline std::string graphviz(const Summary& s) {
  auto id = [](const std::vector<std::size_t>& path) { return "layer_" + _detail::joined(path, "_"); };
  auto quoted = [](std::string_view text) {
    std::string all = "\"";
    for (const char c : text) {
      if (c == '\n') all += "\\n";
      else all.append(c == '"' || c == '\\' ? "\\" : "").push_back(c);
    }
    return all + "\"";
  };
  std::string text = "digraph net {\n  node [shape=box, style=rounded];\n  input, output [shape=plaintext];\n", edges,
              from = "input", label;
  std::size_t open = 0;  // clusters
  for (const LayerSummary& l : s.layers) {
    for (; open >= l.path.size(); --open) text += std::string(2 * open, ' ') + "}\n";
    if (l.path.size() > open + 1) continue;  // within a composite that is drawn as one box
    const std::string indent(2 * l.path.size(), ' ');
    if (l.sequence) {
      text += indent + "subgraph cluster_" + id(l.path) + " {\n" + indent + "  label=" + quoted(l.name) + ";\n";
      ++open;
      continue;
    }
    const std::string what =
        l.parameters > 0 ? l.name + "\n" + _detail::counted(l.parameters, "parameter").text : l.name;
    text += indent + id(l.path) + " [label=" + quoted(what) + "];\n";
    edges += "  " + from + " -> " + id(l.path) + " [label=" + quoted(_detail::joined(l.input, "×")) + "];\n";
    from = id(l.path);
    label = _detail::joined(l.output, "×");
  }
  for (; open > 0; --open) text += std::string(2 * open, ' ') + "}\n";
  return text + edges + "  " + from + " -> output [label=" + quoted(label) + "];\n}\n";
}

}  // namespace sinew
