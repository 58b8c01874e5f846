#pragma once
/// \file
/// OnnxGraph: the graph of an ONNX model while a net is written into it, and how a layer or an activation says what it
/// is in ONNX: the member `onnx`, next to the formula.
///
///     static auto onnx(auto& graph, auto x) {                    // of a layer y = γ ⊙ x with the tensor "weight"
///       return graph.add("Mul", {x, graph.tensor("weight")});
///     }
///     static auto onnx(auto& graph, auto z) {                    // of an activation y = z·tanh(softplus(z))
///       return graph.add("Mul", {z, graph.add("Tanh", {graph.add("Softplus", {z})})});
///     }
///
/// It adds nodes that compute y from x at inference, and returns y: an OnnxValue, as x is. x has the shape (batch,
/// extents of the layer's input...), and y must have (batch, extents of its output...). In a net of sequences a row is
/// a step, and the steps of a sequence lie one after the other: graph.windows() and graph.rows() lead from rows to
/// sequences and back. A view (layer/traits.hpp) needs no such member. The activation of a layer with `modules = 2`
/// (layer/traits.hpp) is added behind what its `onnx` returns; another layer calls graph.activate<A>(z) itself.
///
/// Nodes have the name of the module and the operator, "3.block.0/Conv", and so has the value that a node computes. The
/// graph takes the lowest version of the operators ("opset") that knows all of them.

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/window.hpp>
#include <sinew/layer/pool_options.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/io/onnx_nodes.hpp>

namespace SINEW_NAMESPACE {

class OnnxGraph;

namespace _detail {

/// A layer or an activation says what it is in ONNX.
template <class L> concept TellsOnnx = requires(OnnxGraph& graph, const OnnxValue& x) {
  { L::onnx(graph, x) } -> std::same_as<OnnxValue>;
};

}  // namespace _detail

/// The graph of an ONNX model while save_onnx writes it. Layers and activations of a program's own use it in their
/// `onnx`; see the head of this file.
class OnnxGraph : public OnnxNodes {
 public:
  using OnnxNodes::OnnxNodes;

  /// y = A(z), for an activation A that has the member `onnx`.
  template <_detail::TellsOnnx A> OnnxValue activate(const OnnxValue& z) { return A::onnx(*this, z); }

  // ---- Forms that the library's layers share.

  /// A convolution ("Conv") or its transpose, with the tensors "weight" and, with a bias, "bias".
  OnnxValue convolve(const char* op, const OnnxValue& x, const _detail::windows& w, bool sequence, std::size_t groups,
                     bool bias, std::initializer_list<std::size_t> output_padding = {}) {
    std::vector<OnnxValue> inputs{x, tensor("weight")};
    if (bias) inputs.push_back(tensor("bias"));
    std::vector<OnnxAttribute> attributes = window_attributes(w, sequence, true);
    if (groups > 1) attributes.emplace_back("group", groups);
    for (const std::size_t more : output_padding)
      if (more > 0) {
        const std::vector<std::int64_t> all(output_padding.begin(), output_padding.end());
        attributes.emplace_back("output_padding", std::span(all));
        break;
      }
    std::vector<std::int64_t> pads;
    for (const auto& axis : axes(w, sequence)) pads.push_back(static_cast<std::int64_t>(axis.before));
    for (const auto& axis : axes(w, sequence)) pads.push_back(static_cast<std::int64_t>(axis.after));
    add_pads(attributes, pads);
    return add(op, inputs, attributes);
  }
  /// A recurrent layer, "RNN", "GRU" or "LSTM", with the tensors of PyTorch's module. `order` says which of its gates
  /// is ONNX's first, second and so on. x: rows of steps; with `both`, windows, which are read in both directions.
  OnnxValue recur(const char* op, const OnnxValue& x, std::initializer_list<std::size_t> order, bool both,
                  const char* activation = nullptr, bool linear_before_reset = false) {
    const TensorDescription& weight = find_tensor("weight_ih_l0");
    const std::size_t hidden = weight.extents[0] / order.size(), in = weight.extents[1], directions = both ? 2 : 1,
                      sums = weight.extents[0];
    const OnnxValue sequence = add("Transpose", {both ? x : windows(x, {in})}, {{"perm", {1, 0, 2}}});
    std::vector<OnnxValue> inputs{sequence, gates("W", {"weight_ih_l0"}, order, both, {directions, sums, in}),
                                  gates("R", {"weight_hh_l0"}, order, both, {directions, sums, hidden}),
                                  gates("B", {"bias_ih_l0", "bias_hh_l0"}, order, both, {directions, 2 * sums})};
    std::vector<OnnxAttribute> attributes;
    attributes.emplace_back("hidden_size", hidden);
    const char* const activations[] = {activation, activation};
    if (activation != nullptr) attributes.emplace_back("activations", std::span(activations).first(directions));
    if (both) attributes.emplace_back("direction", "bidirectional");
    if (linear_before_reset) attributes.emplace_back("linear_before_reset", 1);
    const bool has_cell = order.size() == 4, keeps = passes_states() && !both;
    if (keeps) {
      inputs.emplace_back();
      inputs.push_back(state("h", {1, 0, hidden}));
      if (has_cell) inputs.push_back(state("c", {1, 0, hidden}));
    }
    OnnxValue y = add(op, inputs, attributes);
    if (keeps) {
      auto& node = *graph_.mutable_node()->rbegin();
      for (const char* const name : {"h", "c"})
        if (name[0] == 'h' || has_cell) {
          const OnnxValue last{new_name(name)};
          node.add_output(last.name);
          next_state(name, {1, 0, hidden}, last);
        }
    }
    y = add("Transpose", {y}, {{"perm", {2, 0, 1, 3}}});  // from steps, directions, batch, units
    if (both) return add("Reshape", {y, integers({0, 0, static_cast<std::int64_t>(2 * hidden)})});
    return rows(y, {hidden});
  }
  /// A causal convolution with the tensors "weight" (out, in / groups, kernel) and, with a bias, "bias", of rows of
  /// steps with `per_step` inputs, of which `kept` before them are seen. A step has per_step / stride outputs.
  OnnxValue convolve_steps(const OnnxValue& x, const _detail::window& along, std::size_t in, std::size_t groups,
                           std::size_t per_step, std::size_t kept, bool bias) {
    const TensorDescription& weight = find_tensor("weight");
    const std::size_t out = weight.extents[0], outputs = per_step / along.stride;
    if (along.kernel == 1 && groups == 1 && per_step == 1) {
      if (bias) return add("Gemm", {x, tensor("weight", {out, in}), tensor("bias")}, {{"transB", 1}});
      needs_opset(11);
      return add("Gemm", {x, tensor("weight", {out, in})}, {{"transB", 1}});
    }
    OnnxValue sequence =
        per_step > 1 ? add("Reshape", {windows(x, {per_step, in}), integers({0, -1, static_cast<std::int64_t>(in)})})
                     : windows(x, {in});
    sequence = add("Transpose", {sequence}, {{"perm", {0, 2, 1}}});
    constexpr std::int64_t end = (std::numeric_limits<std::int64_t>::max)();
    if (along.span() < along.stride)  // an output is of the last inputs of its stride
      sequence = slice(sequence, 2, static_cast<std::int64_t>(along.stride - along.span()), end);
    const OnnxValue before = kept > 0 ? state("x", {0, in, kept}) : OnnxValue{};
    if (!before.name.empty()) {
      sequence = add("Concat", {before, sequence}, {{"axis", 2}});
      next_state("x", {0, in, kept}, slice(sequence, 2, -static_cast<std::int64_t>(kept), end));
    }
    std::vector<OnnxValue> inputs{sequence, tensor("weight")};
    if (bias) inputs.push_back(tensor("bias"));
    const auto one = [](std::size_t value) { return std::array{static_cast<std::int64_t>(value)}; };
    std::vector<OnnxAttribute> attributes;
    attributes.emplace_back("kernel_shape", std::span<const std::int64_t>(one(along.kernel)));
    attributes.emplace_back("strides", std::span<const std::int64_t>(one(along.stride)));
    attributes.emplace_back("dilations", std::span<const std::int64_t>(one(along.dilation)));
    if (groups > 1) attributes.emplace_back("group", groups);
    add_pads(attributes, std::array{static_cast<std::int64_t>(before.name.empty() ? kept : 0), std::int64_t{0}});
    const OnnxValue y = add("Transpose", {add("Conv", inputs, attributes)}, {{"perm", {0, 2, 1}}});
    return per_step > 1 ? rows(y, {outputs, out}) : rows(y, {out});
  }
  /// Self-attention with the tensors of PyTorch's MultiheadAttention. x: windows (batch, steps, D). A step attends to
  /// the `context` last steps, or with 0 to all; the score of a step n steps back is n·slope lower in each head, if
  /// there are slopes. The memory is x of the context − 1 steps before, or as many as there are.
  OnnxValue attend(const OnnxValue& x, std::size_t heads, std::size_t context, std::span<const double> slopes) {
    const std::size_t n = find_tensor("in_proj_bias").extents[0] / 3;
    const auto d = static_cast<std::int64_t>(n), h = static_cast<std::int64_t>(heads), width = d / h;
    OnnxValue seen = x;
    if (const OnnxValue before = context > 1 ? state("x", {0, any_number, n}) : OnnxValue{}; !before.name.empty()) {
      seen = add("Concat", {before, x}, {{"axis", 1}});
      next_state("x", {0, any_number, n},
                 slice(seen, 1, 1 - static_cast<std::int64_t>(context), (std::numeric_limits<std::int64_t>::max)()));
    }
    const OnnxValue weight = tensor("in_proj_weight"), bias = tensor("in_proj_bias");
    // a third of the projection, in heads: (batch, heads, steps, width), or the last two the other way round
    const auto project = [&](const OnnxValue& from, std::int64_t third, bool transposed) {
      const OnnxValue w = slice(weight, 0, third * d, third * d + d), b = slice(bias, 0, third * d, third * d + d);
      const OnnxValue z = add("Add", {add("MatMul", {from, add("Transpose", {w}, {{"perm", {1, 0}}})}), b});
      const OnnxValue in_heads = add("Reshape", {z, integers({0, 0, h, width})});
      if (transposed) return add("Transpose", {in_heads}, {{"perm", {0, 2, 3, 1}}});
      return add("Transpose", {in_heads}, {{"perm", {0, 2, 1, 3}}});
    };
    const OnnxValue query = add("Mul", {project(x, 0, false), constant(1 / std::sqrt(static_cast<double>(width)))});
    OnnxValue scores = add("MatMul", {query, project(seen, 1, true)});
    if (context > 0) {
      // how many steps a key (column) lies before a query (row)
      const OnnxValue extents = add("Shape", {scores}), zero = integer(0), one = integer(1);
      const OnnxValue queries = add("Gather", {extents, integer(2)}, {{"axis", 0}}),
                      keys = add("Gather", {extents, integer(3)}, {{"axis", 0}});
      const OnnxValue rows_at = add("Range", {add("Sub", {keys, queries}), keys, one}),
                      cols_at = add("Range", {zero, keys, one});
      const OnnxValue back =
          add("Sub", {add("Reshape", {rows_at, integers({-1, 1})}), add("Reshape", {cols_at, integers({1, -1})})});
      if (!slopes.empty())
        scores =
            add("Sub",
                {scores, add("Mul", {constants(slopes, {heads, 1, 1}), add("Cast", {back}, {{"to", scalar_type()}})})});
      const OnnxValue in_window = add("And", {add("GreaterOrEqual", {back, zero}),
                                              add("Less", {back, integer(static_cast<std::int64_t>(context))})});
      scores = add("Where", {in_window, scores, constant(-std::numeric_limits<double>::infinity())});
    }
    const OnnxValue mixed =
        add("Transpose", {add("MatMul", {add("Softmax", {scores}, {{"axis", 3}}), project(seen, 2, false)})},
            {{"perm", {0, 2, 1, 3}}});
    const OnnxValue joined = add("Reshape", {mixed, integers({0, 0, d})});
    const OnnxValue out = add("Transpose", {tensor("out_proj.weight")}, {{"perm", {1, 0}}});
    return add("Add", {add("MatMul", {joined, out}), tensor("out_proj.bias")});
  }
  /// A pooling of images of height × width pixels, or of sequences. It does without ONNX's ceil_mode, of which runtimes
  /// have different notions: the rest of the last window is padding, which a maximum ignores, and which a mean ignores
  /// with count_include_pad = 0. Padding that counts in a mean is then a Pad of its own.
  OnnxValue pool(const OnnxValue& x, _detail::pool_kind kind, const _detail::windows& w, std::size_t height,
                 std::size_t width, bool sequence) {
    std::vector<std::int64_t> begins, ends, overhangs;
    bool large = false, overhangs_image = false;
    const auto each_axis = axes(w, sequence);
    for (std::size_t k = 0; k < each_axis.size(); ++k) {
      const _detail::window& a = each_axis[k];
      const std::size_t image = a.before + (sequence || k == 1 ? width : height);
      const std::size_t end = (a.outputs(image - a.before) - 1) * a.stride + a.span();
      const std::size_t reach = end > image ? end - image : 0;  // how far the windows reach behind the image
      begins.push_back(static_cast<std::int64_t>(a.before));
      ends.push_back(static_cast<std::int64_t>(reach));
      overhangs.push_back(static_cast<std::int64_t>(a.overhang));
      large |= a.before >= a.kernel || reach >= a.kernel;  // runtimes refuse that, but only dilated windows allow it
      overhangs_image |= a.overhang > 0;
    }
    OnnxValue from = x;
    const bool pads_first = kind == _detail::pool_kind::mean ? overhangs_image : large;
    if (pads_first) {
      std::vector<std::int64_t> pads{0, 0};
      pads.insert(pads.end(), begins.begin(), begins.end());
      pads.insert(pads.end(), {0, 0});
      for (std::size_t k = 0; k < ends.size(); ++k) {
        if (kind != _detail::pool_kind::mean) overhangs[k] = 0;
        pads.push_back(ends[k] - overhangs[k]);
        begins[k] = 0;
        ends[k] = overhangs[k];
      }
      bool any = false;
      for (const std::int64_t pad : pads) any |= pad != 0;
      if (any)
        from =
            add("Pad", {x, integers(pads),
                        constant(kind == _detail::pool_kind::maximum ? -std::numeric_limits<double>::infinity() : 0)});
    }
    std::vector<OnnxAttribute> attributes = window_attributes(w, sequence, kind == _detail::pool_kind::maximum);
    begins.insert(begins.end(), ends.begin(), ends.end());
    const bool padded = add_pads(attributes, begins);
    if (kind == _detail::pool_kind::maximum) {
      if (w.rows.dilation > 1 || w.cols.dilation > 1) needs_opset(10);
      return add("MaxPool", std::array{from}, attributes);
    }
    if (kind == _detail::pool_kind::mean && !pads_first && padded) attributes.emplace_back("count_include_pad", 1);
    return add("AveragePool", std::array{from}, attributes);
  }
  /// Each sample normalized in groups of its values, as GroupNorm and LayerNorm do: `extents` are those of a sample,
  /// `gains` the number of elements of "weight" and "bias", 0 for none.
  OnnxValue normalize(const OnnxValue& x, std::span<const std::size_t> extents, std::size_t groups, std::size_t gains,
                      bool each_value_has_a_gain, double epsilon) {
    std::vector<std::int64_t> whole{0};
    for (const std::size_t extent : extents) whole.push_back(static_cast<std::int64_t>(extent));
    if (each_value_has_a_gain && groups == 1) {
      if (!in_double()) {  // with double the operator would compute the statistics in float
        std::vector<OnnxValue> inputs{x, gains > 0 ? tensor("weight") : constant(1, extents)};
        if (gains > 0) inputs.push_back(tensor("bias"));
        return add("LayerNormalization", inputs,
                   std::array{OnnxAttribute("axis", 1), OnnxAttribute("epsilon", epsilon)});
      }
      std::vector<std::int64_t> axes;
      for (std::size_t k = 0; k < extents.size(); ++k) axes.push_back(static_cast<std::int64_t>(k) + 1);
      const OnnxValue y = standardize(x, axes, epsilon);
      return gains > 0 ? add("Add", {add("Mul", {y, tensor("weight")}), tensor("bias")}) : y;
    }
    const std::size_t channels = extents[0];
    const auto instances = [&](const OnnxValue& from, const OnnxValue& scale, const OnnxValue& shift) {
      return add("InstanceNormalization", {from, scale, shift}, {{"epsilon", epsilon}});
    };
    if (groups == channels && extents.size() > 1 && !in_double()) {
      const OnnxValue scale = gains > 0 ? tensor("weight") : constant(1, {channels});
      return instances(x, scale, gains > 0 ? tensor("bias") : constant(0, {channels}));
    }
    const OnnxValue grouped = add("Reshape", {x, integers({0, static_cast<std::int64_t>(groups), -1})});
    const std::int64_t values[] = {2};
    OnnxValue y;
    if (in_double()) y = standardize(grouped, values, epsilon);
    else {
      const OnnxValue one = constant(1, {groups});
      y = instances(grouped, one, constant(0, {groups}));
    }
    y = add("Reshape", {y, integers(whole)});
    if (gains == 0) return y;
    std::vector<std::size_t> broadcast(extents.size(), 1);
    broadcast[0] = channels;
    const OnnxValue scaled = add("Mul", {y, tensor("weight", std::span<const std::size_t>(broadcast))});
    return add("Add", {scaled, tensor("bias", std::span<const std::size_t>(broadcast))});
  }
  /// An image or a sequence, each axis enlarged by a factor.
  OnnxValue enlarge(const OnnxValue& x, std::size_t factor, bool sequence, bool linear) {
    auto& scales = new_constant(ONNX_NAMESPACE::TensorProto::FLOAT, std::array{std::size_t{sequence ? 3u : 4u}});
    append(scales, 1.0f);
    append(scales, 1.0f);
    for (int k = sequence ? 1 : 0; k < 2; ++k) append(scales, static_cast<float>(factor));
    const OnnxValue by{scales.name()};
    if (linear)
      return add("Resize", {x, OnnxValue{}, by},
                 {{"mode", "linear"}, {"coordinate_transformation_mode", "half_pixel"}});
    return add("Resize", {x, OnnxValue{}, by},
               {{"mode", "nearest"}, {"coordinate_transformation_mode", "asymmetric"}, {"nearest_mode", "floor"}});
  }

 private:
  /// (x − mean) / √(variance + ε) over the axes.
  OnnxValue standardize(const OnnxValue& x, std::span<const std::int64_t> axes, double epsilon) {
    const OnnxAttribute attributes[] = {{"axes", axes}, {"keepdims", 1}};
    const OnnxValue centred = add("Sub", {x, add("ReduceMean", std::array{x}, attributes)});
    const OnnxValue variance = add("ReduceMean", std::array{add("Mul", {centred, centred})}, attributes);
    return add("Div", {centred, add("Sqrt", {add("Add", {variance, constant(epsilon)})})});
  }
  static std::vector<_detail::window> axes(const _detail::windows& w, bool sequence) {
    return sequence ? std::vector{w.cols} : std::vector{w.rows, w.cols};
  }
  static std::vector<OnnxAttribute> window_attributes(const _detail::windows& w, bool sequence, bool dilates) {
    std::vector<std::int64_t> kernel, stride, dilation;
    bool dilated = false;
    for (const auto& axis : axes(w, sequence)) {
      kernel.push_back(static_cast<std::int64_t>(axis.kernel));
      stride.push_back(static_cast<std::int64_t>(axis.stride));
      dilation.push_back(static_cast<std::int64_t>(axis.dilation));
      dilated |= axis.dilation > 1;
    }
    std::vector<OnnxAttribute> all;
    all.emplace_back("kernel_shape", std::span<const std::int64_t>(kernel));
    all.emplace_back("strides", std::span<const std::int64_t>(stride));
    if (dilates && dilated) all.emplace_back("dilations", std::span<const std::int64_t>(dilation));
    return all;
  }
  static bool add_pads(std::vector<OnnxAttribute>& attributes, std::span<const std::int64_t> pads) {
    for (const std::int64_t pad : pads)
      if (pad != 0) {
        attributes.emplace_back("pads", pads);
        return true;
      }
    return false;
  }
};

}  // namespace sinew
