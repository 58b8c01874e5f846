#pragma once
/// \file
/// A net's summary as a table, as Markdown, and as a drawing for Graphviz.

#include <algorithm>
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/report/outline.hpp>
#include <sinew/report/table.hpp>

namespace sinew {

namespace detail {

/// 109386 → "109,386".
inline std::string grouped(std::size_t n) {
  const std::string digits = std::to_string(n);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}
/// {1, 28, 28} → "1×28×28".
inline std::string joined(const std::vector<std::size_t>& numbers, std::string_view between) {
  std::string text;
  for (const std::size_t n : numbers) text.append(text.empty() ? "" : between).append(std::to_string(n));
  return text;
}

/// Head, layers and totals, with what names a layer made by `name`.
template <class Name> std::vector<std::vector<std::string>> summary_cells(const Summary& s, Name name) {
  std::vector<std::vector<std::string>> rows{{"layer", "output", "parameters", "bytes", "multiply-adds"}};
  for (const LayerSummary& l : s.layers)
    rows.push_back({name(l), joined(l.output, "×"), grouped(l.parameters), grouped(l.bytes), grouped(l.multiply_adds)});
  rows.push_back({"total", "", grouped(s.parameters), grouped(s.bytes), grouped(s.multiply_adds)});
  return rows;
}
inline std::string summary_foot(const Summary& s) {
  return "one sample: " + grouped(s.activation_bytes) + " bytes between the layers, at most " + grouped(s.stack_bytes) + " bytes of stack\n";
}

}  // namespace detail

/// The table that one knows from Keras. Layers within layers are named by their paths, as in error messages: 1.2 is layer<1, 2>, and
/// what they take is in their composite's figures already. The total of bytes has the padding between layers in it.
///     layer                     output  parameters    bytes  multiply-adds
///     0  Dense<784, 128, ReLU>     128     100,480  401,920        100,352
///     1  Dense<128, 64, ReLU>       64       8,256   33,024          8,192
///     2  Dense<64, 10, Softmax>     10         650    2,600            640
///     total                                109,386  437,632        109,184
///     one sample: 768 bytes between the layers, at most 2,112 bytes of stack
inline std::string to_string(const Summary& s) {
  std::size_t longest = 0;
  for (const LayerSummary& l : s.layers) longest = std::max(longest, detail::joined(l.path, ".").size());
  detail::Table table;
  for (auto& row : detail::summary_cells(s, [&](const LayerSummary& l) {
         std::string path = detail::joined(l.path, ".");
         path.resize(longest + 2, ' ');
         return path + l.name;
       }))
    table.row(std::move(row));
  return table.text() + detail::summary_foot(s);
}
/// For streams: std::cout << summary<Digits>().
template <class Traits> std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& to, const Summary& s) {
  return to << to_string(s);
}

/// The same as a table in Markdown.
inline std::string markdown(const Summary& s) {
  std::string text;
  bool head = true;
  for (const auto& row : detail::summary_cells(s, [](const LayerSummary& l) { return detail::joined(l.path, ".") + " `" + l.name + "`"; })) {
    for (const std::string& cell : row) text += "| " + cell + " ";
    text += head ? "|\n|:--|--:|--:|--:|--:|\n" : "|\n";
    head = false;
  }
  return text + "\nO" + detail::summary_foot(s).substr(1);
}

/// A drawing of the structure in Graphviz' language: `dot -Tsvg net.dot > net.svg`. Edges bear shapes, boxes layers and their parameters,
/// frames the nets within the net.
inline std::string graphviz(const Summary& s) {
  auto id = [](const std::vector<std::size_t>& path) { return "layer_" + detail::joined(path, "_"); };
  auto quoted = [](std::string_view text) {
    std::string all = "\"";
    for (const char c : text) {
      if (c == '\n') all += "\\n";
      else all.append(c == '"' || c == '\\' ? "\\" : "").push_back(c);
    }
    return all + "\"";
  };
  std::string text = "digraph net {\n  node [shape=box, style=rounded];\n  input, output [shape=plaintext];\n", edges, from = "input", label;
  std::size_t open = 0;   // frames
  for (const LayerSummary& l : s.layers) {
    for (; open >= l.path.size(); --open) text += std::string(2 * open, ' ') + "}\n";
    const std::string indent(2 * l.path.size(), ' ');
    if (l.sequence) {
      text += indent + "subgraph cluster_" + id(l.path) + " {\n" + indent + "  label=" + quoted(l.name) + ";\n";
      ++open;
      continue;
    }
    if (l.path.size() > open + 1) continue;   // within a composite whose insides are its own affair
    const std::string what = l.parameters > 0 ? l.name + "\n" + detail::grouped(l.parameters) + " parameters" : l.name;
    text += indent + id(l.path) + " [label=" + quoted(what) + "];\n";
    edges += "  " + from + " -> " + id(l.path) + " [label=" + quoted(detail::joined(l.input, "×")) + "];\n";
    from = id(l.path);
    label = detail::joined(l.output, "×");
  }
  for (; open > 0; --open) text += std::string(2 * open, ' ') + "}\n";
  return text + edges + "  " + from + " -> output [label=" + quoted(label) + "];\n}\n";
}

}  // namespace sinew
