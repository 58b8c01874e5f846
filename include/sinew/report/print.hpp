#pragma once
/// \file
/// to_string(net): the layers of a net with their weights, as matrices in PyTorch's orientation and format; and
/// to_string(y, classes): the outputs of a net by the names of its classes.
///
///     std::cout << net;
///     std::fputs(to_string(net(x), {"setosa", "versicolor", "virginica"}).c_str(), stdout);

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iosfwd>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/activation/scores.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/report/summary.hpp>
#include <sinew/report/table.hpp>
#include <sinew/report/text.hpp>

namespace SINEW_NAMESPACE {

/// How to_string(net) prints numbers, with the defaults of PyTorch's set_printoptions().
struct PrintOptions {
  int precision = 4;             ///< digits behind the point, in [0, 30]
  std::size_t threshold = 1000;  ///< a tensor of more elements is shown by its first and last ones
  std::size_t edge_items = 3;    ///< how many of these, in each dimension
  std::size_t line_width = 80;   ///< longer lines are broken
};

namespace _detail {

/// The text of a tensor, as torch prints it: the elements in PyTorch's order, values(position).
template <class Values> class TensorText {
 public:
  TensorText(const Values& values, const TensorDescription& tensor, const PrintOptions& options)
      : values_{values},
        tensor_{tensor},
        options_{options},
        elided_{tensor.size() > options.threshold} {
    if (tensor.size() > 0) each_shown(0, tensor.offset, [&](double v) { note(v); });
    scientific_ = least_ > 0 && (most_ / least_ > 1000 || most_ > 1e8 || (!whole_ && least_ < 1e-4));
    if (tensor.size() > 0 && least_ > 0)
      each_shown(0, tensor.offset, [&](double v) {
        if (std::isfinite(v) && !_detail::equals(v, 0.0)) width_ = (std::max)(width_, digits(v).size());
      });
  }
  /// The text behind `indent` characters, which are those before its first line.
  std::string text(std::size_t indent) const {
    return tensor_.extents.empty() ? padded(values_(tensor_.offset)) : part(0, tensor_.offset, indent);
  }

 private:
  /// Whether dimension k is shown by its edges.
  bool by_edges(std::size_t k) const { return elided_ && tensor_.extents[k] > 2 * options_.edge_items; }
  /// Calls f(index, gap) for the indices of dimension k that are shown, gap: where others are left out before it.
  template <class F> void each_index(std::size_t k, F f) const {
    const std::size_t extent = tensor_.extents[k], edge = options_.edge_items;
    for (std::size_t i = 0; i < extent; ++i) {
      const bool gap = by_edges(k) && i == edge;
      if (gap) i = extent - edge;
      if (i < extent) f(i, gap);
    }
  }
  template <class F> void each_shown(std::size_t k, std::size_t at, const F& f) const {
    if (k == tensor_.extents.size()) return f(static_cast<double>(values_(at)));
    each_index(k, [&](std::size_t i, bool) { each_shown(k + 1, at + i * tensor_.strides[k], f); });
  }
  void note(double v) {
    if (!std::isfinite(v) || _detail::equals(v, 0.0)) return;
    const double size = (std::abs)(v);
    least_ = least_ > 0 ? (std::min)(least_, size) : size;
    most_ = (std::max)(most_, size);
    whole_ = whole_ && _detail::equals(v, std::ceil(v));
  }
  std::string digits(double v) const {
    if (_detail::is_nan(v)) return "nan";
    char to[512];  // a fixed double has up to 309 digits
    const auto format = scientific_ ? std::chars_format::scientific : std::chars_format::fixed;
    const int precision = whole_ && !scientific_ ? 0 : options_.precision;
    std::string text(to, std::to_chars(to, to + sizeof(to), v, format, precision).ptr);
    if (whole_ && !scientific_ && std::isfinite(v)) text += '.';
    return text;
  }
  std::string padded(double v) const {
    const std::string text = digits(v);
    return std::string(width_ > text.size() ? width_ - text.size() : 0, ' ') + text;
  }
  std::string part(std::size_t k, std::size_t at, std::size_t indent) const {
    const std::string margin(indent + 1, ' ');
    std::string all = "[";
    if (k + 1 == tensor_.extents.size()) {
      const std::size_t left = options_.line_width > indent ? options_.line_width - indent : 0,
                        in_line = (std::max)(left / (width_ + 2), std::size_t{1});
      std::size_t count = 0;
      const auto add = [&](const std::string& element) {
        if (count > 0) all += count % in_line == 0 ? ",\n" + margin : ", ";
        all += element;
        ++count;
      };
      each_index(k, [&](std::size_t i, bool gap) {
        if (gap) add(" ...");
        add(padded(static_cast<double>(values_(at + i * tensor_.strides[k]))));
      });
    } else {
      const std::string between = "," + std::string(tensor_.extents.size() - k - 1, '\n') + margin;
      bool first = true;
      each_index(k, [&](std::size_t i, bool gap) {
        if (!first) all += between;
        if (gap) all += "..." + between;
        first = false;
        all += part(k + 1, at + i * tensor_.strides[k], indent + 1);
      });
    }
    return all + "]";
  }

  const Values& values_;
  const TensorDescription& tensor_;
  const PrintOptions& options_;
  bool elided_, whole_ = true, scientific_ = false;
  double least_ = 0, most_ = 0;  // of the finite values that are not 0
  std::size_t width_ = 1;
};
template <class Values> TensorText(const Values&, const TensorDescription&, const PrintOptions&) -> TensorText<Values>;

/// Adds the texts of the tensors within these parameters and buffers of the net.
template <class Net> void add_tensor_texts(std::string& all, const Net& net, std::size_t parameters,
                                           std::size_t parameters_end, std::size_t buffers, std::size_t buffers_end,
                                           const PrintOptions& options) {
  for (const TensorDescription& t : tensors_of<Net>) {
    if (t.offset < (t.buffer ? buffers : parameters) || t.offset >= (t.buffer ? buffers_end : parameters_end)) continue;
    const std::span<const typename Net::scalar> storage = tensor_storage(net, t);
    const auto value = [&](std::size_t at) { return static_cast<double>(storage[at]); };
    all += "   " + std::string(t.name) + ", " + _detail::joined({t.extents.begin(), t.extents.end()}, "×") + '\n' +
           "     " + TensorText(value, t, options).text(5) + '\n';
  }
}

}  // namespace _detail

/// Formats a net: each layer with its shapes, and its tensors with their values. The tensors have the names, the
/// orientation and the format that PyTorch has (net/tensors.hpp): a Dense's weight is a matrix of outputs × inputs. Of
/// a tensor of more than 1000 elements the first and the last ones are shown.
///     0  Dense<2, 3, Tanh>, 2 → 3
///        0.weight, 3×2
///          [[ 0.5000, -0.2500],
///           [ 1.0000,  0.1250],
///           [-0.7500,  0.3000]]
///        0.bias, 3
///          [0., 0., 0.]
/// The layers of a composite stand below it, and before its tensors.
/// PyTorch: print(net) and print(net.state_dict()).
template <class T, class... L>
[[nodiscard]] std::string to_string(const BasicNet<T, L...>& net, const PrintOptions& options = {}) {
  using Net = BasicNet<T, L...>;
  using Layers = typename Net::layers;
  _detail::precondition(options.precision >= 0 && options.precision <= 30,
                        "to_string(net, options): found a precision of {}, expected 0 to 30", options.precision);
  const Summary s = summary<Net>();
  std::string all;
  const auto add = [&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
    for (const LayerSummary& l : s.layers)
      if (l.path[0] == J)
        all += _detail::joined(l.path, ".") + "  " + l.name + ", " + _detail::joined(l.input, "×") + " → " +
               _detail::joined(l.output, "×") + '\n';
    using Layer = typename Layers::template at<J>;
    _detail::add_tensor_texts(all, net, Layers::slice[J], Layers::slice[J] + Layer::parameters, Layers::buffer[J],
                              Layers::buffer[J] + _detail::buffers_of<Layer>(), options);
  };
  [&]<std::size_t... J>(std::index_sequence<J...>) { (add(std::integral_constant<std::size_t, J>{}), ...); }
  (std::make_index_sequence<Layers::depth>{});
  return all;
}
/// Writes the layers and weights of a net to a stream: std::cout << net.
template <class Traits, class T, class... L>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& to, const BasicNet<T, L...>& net) {
  return to << to_string(net);
}

namespace _detail {
/// Values in an array, a span, a row of a workspace or a vector.
template <class Values> concept Outputs = !std::is_same_v<scores_t<Values>, nothing> && requires {
  requires std::floating_point<typename scores_t<Values>::value_type>;
};
}  // namespace _detail

/// Formats the outputs of a net, one line for each class, the most probable one first; of equals the lower index.
///     virginica   93.12 %
///     versicolor   6.80 %
///     setosa       0.08 %
/// Values that are all in [0, 1] are probabilities; others, such as scores, are printed as numbers.
/// Parameters: `y` is the result of net(x), or a row of a workspace; `names` are those of the classes, and by default
/// classes are numbered. `most`: the lines to print. Precondition: no names, or one for each output.
template <_detail::Outputs Values>
[[nodiscard]] std::string to_string(const Values& y, std::span<const std::string_view> names,
                                    std::size_t most = static_cast<std::size_t>(-1)) {
  const auto values = _detail::scores_of(y);
  using T = std::remove_cvref_t<decltype(values[0])>;
  _detail::precondition(names.empty() || names.size() == values.size(),
                        "to_string(y, names): found {} name{s} for {} outputs, expected as many", names.size(),
                        values.size());
  std::vector<std::size_t> order(values.size());
  bool probabilities = true;
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
    probabilities = probabilities && !(values[i] < T(0)) && !(values[i] > T(1));
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return _detail::precedes(values[a], values[b]) || (a < b && !_detail::precedes(values[b], values[a]));
  });
  _detail::Table table;
  for (std::size_t k = 0; k < (std::min)(order.size(), most); ++k) {
    const double value = static_cast<double>(values[order[k]]);
    table.row({names.empty() ? std::to_string(order[k]) : std::string(names[order[k]]),
               probabilities ? _detail::percent(value) : _detail::number(value)});
  }
  return table.text();
}
/// The same for a braced list of names, to_string(y, {"no", "yes"}).
template <_detail::Outputs Values>
[[nodiscard]] std::string to_string(const Values& y, std::initializer_list<std::string_view> names,
                                    std::size_t most = static_cast<std::size_t>(-1)) {
  return sinew::to_string(y, std::span<const std::string_view>(names.begin(), names.size()), most);
}
/// The same for a vector or array of strings.
template <_detail::Outputs Values, _detail::RangeOfNames Names>
[[nodiscard]] std::string to_string(const Values& y, const Names& names,
                                    std::size_t most = static_cast<std::size_t>(-1)) {
  const std::vector<std::string_view> views(std::begin(names), std::end(names));
  return sinew::to_string(y, std::span<const std::string_view>(views), most);
}

}  // namespace sinew
