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

#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

// The macros that onnx's headers need; sinew::onnx defines them as Debian's package does.
#if !defined(ONNX_ML)
#define ONNX_ML 1
#endif
#if !defined(ONNX_NAMESPACE)
#define ONNX_NAMESPACE onnx
#endif
#include <onnx/onnx_pb.h>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/window.hpp>
#include <sinew/layer/pool_options.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/strided_copy.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE {

class OnnxGraph;

/// A value of the graph: an input, a tensor of weights, or what a node computes. Without a name it stands for an
/// optional input that a node does without.
struct OnnxValue {
  std::string name;  ///< its name in the graph
};

/// An attribute of a node: {"axis", 1}, {"alpha", 0.01}, {"mode", "linear"} or {"strides", {2, 2}}.
class OnnxAttribute {
 public:
  /// An integer.
  template <std::integral Integer> OnnxAttribute(const char* name, Integer value) : OnnxAttribute(name) {
    proto_.set_type(ONNX_NAMESPACE::AttributeProto::INT);
    proto_.set_i(static_cast<std::int64_t>(value));
  }
  /// A number; ONNX stores it as a float.
  template <std::floating_point Number> OnnxAttribute(const char* name, Number value) : OnnxAttribute(name) {
    proto_.set_type(ONNX_NAMESPACE::AttributeProto::FLOAT);
    proto_.set_f(static_cast<float>(value));
  }
  /// A word.
  OnnxAttribute(const char* name, const char* value) : OnnxAttribute(name) {
    proto_.set_type(ONNX_NAMESPACE::AttributeProto::STRING);
    proto_.set_s(value);
  }
  /// Words.
  OnnxAttribute(const char* name, std::span<const char* const> values) : OnnxAttribute(name) {
    proto_.set_type(ONNX_NAMESPACE::AttributeProto::STRINGS);
    for (const char* const v : values) proto_.add_strings(v);
  }
  /// Integers.
  OnnxAttribute(const char* name, std::initializer_list<std::int64_t> values)
      : OnnxAttribute(name, std::span<const std::int64_t>(values.begin(), values.size())) {}
  /// Integers.
  OnnxAttribute(const char* name, std::span<const std::int64_t> values) : OnnxAttribute(name) {
    proto_.set_type(ONNX_NAMESPACE::AttributeProto::INTS);
    for (const std::int64_t v : values) proto_.add_ints(v);
  }
  /// As ONNX's own class.
  const ONNX_NAMESPACE::AttributeProto& proto() const noexcept { return proto_; }

 private:
  explicit OnnxAttribute(const char* name) { proto_.set_name(name); }
  ONNX_NAMESPACE::AttributeProto proto_{};
};

namespace _detail {

/// A layer or an activation says what it is in ONNX.
template <class L> concept TellsOnnx = requires(OnnxGraph& graph, const OnnxValue& x) {
  { L::onnx(graph, x) } -> std::same_as<OnnxValue>;
};

/// The net that is written.
struct onnx_net {
  std::span<const TensorDescription> tensors;
  const void *parameters, *buffers;  // double with in_double, else float
  bool in_double;
  std::string_view type;                       // as it is written
  std::span<const std::size_t> input, output;  // extents of a sample, or of a step
  bool in_time;                                // whether it has a memory: a sample is a sequence of steps
};

/// What protobuf can hold in one message.
inline constexpr std::size_t most_onnx_bytes = 0x7fffffff;
/// The first version of the operators that every model has at least: the one in which weights are no inputs.
inline constexpr int first_onnx_opset = 9;
/// The version in which an operator came to be, or took the form that OnnxGraph::add gives it, if that is later than
/// the first.
struct onnx_since {
  std::string_view op;
  int opset;
};
inline constexpr onnx_since onnx_operators[] = {{"BitShift", 11},
                                                {"Celu", 12},
                                                {"Clip", 11},
                                                {"CumSum", 11},
                                                {"Det", 11},
                                                {"Einsum", 12},
                                                {"GatherElements", 11},
                                                {"GatherND", 11},
                                                {"GreaterOrEqual", 12},
                                                {"GridSample", 16},
                                                {"HardSwish", 14},
                                                {"IsInf", 10},
                                                {"LayerNormalization", 17},
                                                {"LessOrEqual", 12},
                                                {"Mod", 10},
                                                {"Pad", 11},
                                                {"Range", 11},
                                                {"ReduceSum", 13},
                                                {"Resize", 13},
                                                {"Round", 11},
                                                {"ScatterElements", 11},
                                                {"ScatterND", 11},
                                                {"Slice", 10},
                                                {"Split", 13},
                                                {"Squeeze", 13},
                                                {"ThresholdedRelu", 10},
                                                {"TopK", 10},
                                                {"Trilu", 14},
                                                {"Unsqueeze", 13}};

}  // namespace _detail

/// The graph of an ONNX model while save_onnx writes it. Layers and activations of a program's own use it in their
/// `onnx`; see the head of this file.
class OnnxGraph {
 public:
  /// Used by save_onnx: an empty graph for a net. `path` is for messages.
  OnnxGraph(const _detail::onnx_net& net, std::string path, ONNX_NAMESPACE::GraphProto& graph)
      : net_(net),
        path_((std::move)(path)),
        graph_(graph) {
    for (const TensorDescription& t : net.tensors) names_.emplace(t.name);
  }
  OnnxGraph(const OnnxGraph&) = delete;
  OnnxGraph& operator=(const OnnxGraph&) = delete;

  /// Whether the net computes in double. Attributes are floats even then; where that matters, a form without the
  /// attribute is more exact.
  bool in_double() const noexcept { return net_.in_double; }
  /// ONNX's number for the type of the net's scalars, as the attribute `to` of Cast takes it.
  int scalar_type() const noexcept {
    return in_double() ? ONNX_NAMESPACE::TensorProto::DOUBLE : ONNX_NAMESPACE::TensorProto::FLOAT;
  }

  /// Adds a node. Returns its first output, which must be its only one.
  OnnxValue add(const char* op, std::initializer_list<OnnxValue> inputs,
                std::initializer_list<OnnxAttribute> attributes = {}) {
    return add(op, std::span(inputs.begin(), inputs.size()), std::span(attributes.begin(), attributes.size()));
  }
  /// The same with any number of inputs and attributes.
  OnnxValue add(const char* op, std::span<const OnnxValue> inputs, std::span<const OnnxAttribute> attributes = {}) {
    for (const auto& [name, opset] : _detail::onnx_operators)
      if (name == op) needs_opset(opset);
    auto& node = *graph_.add_node();
    node.set_op_type(op);
    node.set_name(new_name(op));
    for (const OnnxValue& x : inputs) node.add_input(x.name);
    node.add_output(node.name());
    for (const OnnxAttribute& a : attributes) *node.add_attribute() = a.proto();
    return {node.name()};
  }
  /// The tensor of the layer that it calls so in its `tensors`, with the extents that it says there.
  OnnxValue tensor(std::string_view own_name) {
    const TensorDescription& t = find_tensor(own_name);
    return tensor(t, t.extents);
  }
  /// The same elements with other extents: {C, 1, 1} is broadcast over the pixels of an image.
  OnnxValue tensor(std::string_view own_name, std::initializer_list<std::size_t> extents) {
    return tensor(find_tensor(own_name), std::span(extents.begin(), extents.size()));
  }
  /// The same elements with other extents.
  OnnxValue tensor(std::string_view own_name, std::span<const std::size_t> extents) {
    return tensor(find_tensor(own_name), extents);
  }
  /// A constant of the net's scalars; one number without extents, else each element is `value`.
  OnnxValue constant(double value, std::initializer_list<std::size_t> extents = {}) {
    return constant(value, std::span(extents.begin(), extents.size()));
  }
  /// The same with any number of extents.
  OnnxValue constant(double value, std::span<const std::size_t> extents) {
    auto& tensor = new_constant(scalar_type(), extents);
    std::size_t count = 1;
    for (const std::size_t extent : extents) count *= extent;
    for (std::size_t i = 0; i < count; ++i)
      in_double() ? append(tensor, value) : append(tensor, static_cast<float>(value));
    return {tensor.name()};
  }
  /// A constant vector of the net's scalars, with these extents.
  OnnxValue constants(std::span<const double> values, std::initializer_list<std::size_t> extents) {
    auto& tensor = new_constant(scalar_type(), std::span(extents.begin(), extents.size()));
    for (const double v : values) in_double() ? append(tensor, v) : append(tensor, static_cast<float>(v));
    return {tensor.name()};
  }
  /// A constant vector of 64-bit integers, as Reshape takes them.
  OnnxValue integers(std::initializer_list<std::int64_t> values) {
    return integers(std::span(values.begin(), values.size()));
  }
  /// The same of any number of integers.
  OnnxValue integers(std::span<const std::int64_t> values) {
    auto& tensor = new_constant(ONNX_NAMESPACE::TensorProto::INT64, std::array{values.size()});
    for (const std::int64_t v : values) append(tensor, v);
    return {tensor.name()};
  }
  /// x with other extents of a sample, and the same number of values.
  template <std::size_t... D> OnnxValue reshape(const OnnxValue& x, shape<D...>) {
    if constexpr (sizeof...(D) == 1) return add("Flatten", {x}, {{"axis", 1}});
    else return add("Reshape", {x, integers({0, static_cast<std::int64_t>(D)...})});
  }
  /// x, rows of steps (batch · steps, extents...), as sequences: (batch, steps, extents...). In a net without a memory
  /// a sequence has one step; within an Unroll it is the window.
  template <std::size_t... D> OnnxValue windows(const OnnxValue& x, shape<D...>) { return windows(x, {D...}); }
  /// The same with extents that are no type.
  OnnxValue windows(const OnnxValue& x, std::initializer_list<std::size_t> extents) {
    std::vector<std::int64_t> to;
    for (const std::size_t extent : extents) to.push_back(static_cast<std::int64_t>(extent));
    if (time_.steps > 0) to.insert(to.begin(), {-1, static_cast<std::int64_t>(time_.steps)});
    else if (time_.batch > 0) to.insert(to.begin(), {static_cast<std::int64_t>(time_.batch), -1});
    else return add("Reshape", {x, add("Concat", {sequence_extents_, integers(to)}, {{"axis", 0}})});
    return add("Reshape", {x, integers(to)});
  }
  /// x, sequences (batch, steps, extents...), as rows of steps: (batch · steps, extents...).
  template <std::size_t... D> OnnxValue rows(const OnnxValue& x, shape<D...>) { return rows(x, {D...}); }
  /// The same with extents that are no type.
  OnnxValue rows(const OnnxValue& x, std::initializer_list<std::size_t> extents) {
    std::vector<std::int64_t> to{-1};
    for (const std::size_t extent : extents) to.push_back(static_cast<std::int64_t>(extent));
    return add("Reshape", {x, integers(to)});
  }
  /// The values `begin` to `end` along an axis; negative ones count from the end.
  OnnxValue slice(const OnnxValue& x, std::int64_t axis, std::int64_t begin, std::int64_t end) {
    return add("Slice", {x, integers({begin}), integers({end}), integers({axis})});
  }
  /// An extent of a state that may differ from call to call.
  static constexpr std::size_t any_number = static_cast<std::size_t>(-1);
  /// The memory of a layer before the first step, if OnnxOptions::states asks for it, else a value without a name: an
  /// input of the model, "<module>.<name>_0". An extent of 0 stands for the batch.
  OnnxValue state(const std::string& name, std::initializer_list<std::size_t> extents) {
    if (!states_) return {};
    auto& input = *graph_.add_input();
    describe_state(input, name, "_0", extents);
    return {input.name()};
  }
  /// What the memory is after the last step: an output of the model, "<module>.<name>_n". `value` is used by no other
  /// node.
  void next_state(const std::string& name, std::initializer_list<std::size_t> extents, const OnnxValue& value) {
    auto& output = *graph_.add_output();
    describe_state(output, name, "_n", extents);
    rename(value, output.name());
  }
  /// y = A(z), for an activation A that has the member `onnx`.
  template <_detail::TellsOnnx A> OnnxValue activate(const OnnxValue& z) { return A::onnx(*this, z); }
  /// Says that the model needs at least this version of ONNX's operators: for an operator that is newer than 9, or has
  /// newer inputs or attributes. The graph knows it of those that sinew's layers use, and of most others up to 17.
  void needs_opset(int version) noexcept { opset_ = _detail::max_of(opset_, version); }

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
    const bool has_cell = order.size() == 4, keeps = states_ && !both;
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

  // ---- Used by save_onnx.

  /// The module whose nodes are added next, "3.block.0".
  void enter(std::string module) { module_ = (std::move)(module); }
  /// The module's name.
  const std::string& module() const noexcept { return module_; }
  /// The next module that has tensors.
  void next_tensors() noexcept { module_with_tensors_ = next_module_++; }
  /// A name for the whole graph that nothing else may have.
  bool reserve(const std::string& name) { return !name.empty() && names_.insert(name).second; }
  /// Gives y the name of the graph's output.
  void finish(const OnnxValue& y, const std::string& output) {
    if (rename(y, output)) return;
    module_ = {};
    add("Identity", {y});
    graph_.mutable_node()->rbegin()->set_output(0, output);
  }
  /// A sample is a sequence: x is the model's input, (batch, steps, extents...). 0 stands for any number.
  void begin_sequences(const OnnxValue& x, std::size_t batch, std::size_t steps, bool states) {
    time_ = {batch, steps};
    batch_ = batch;
    states_ = states;
    if (batch == 0 && steps == 0) sequence_extents_ = slice(add("Shape", {x}), 0, 0, 2);
  }
  /// Within a window of so many steps, until end_window() gets what this returns.
  auto begin_window(std::size_t steps) noexcept {
    return std::pair{std::exchange(time_, {0, steps}), std::exchange(states_, false)};
  }
  /// The window is over.
  void end_window(const auto& around) noexcept {
    time_ = around.first;
    states_ = around.second;
  }
  /// The version of the operators.
  int opset() const noexcept { return opset_; }

 private:
  OnnxValue integer(std::int64_t value) {
    auto& tensor = new_constant(ONNX_NAMESPACE::TensorProto::INT64, {});
    append(tensor, value);
    return {tensor.name()};
  }
  std::string new_name(const char* what) {
    const std::string name = module_ + (module_.empty() ? "" : "/") + what;
    std::string unique = name;
    for (int k = 1; !names_.insert(unique).second; ++k) unique = name + "_" + std::to_string(k);
    return unique;
  }
  ONNX_NAMESPACE::TensorProto& new_constant(int type, std::span<const std::size_t> extents) {
    auto& tensor = *graph_.add_initializer();
    tensor.set_name(new_name("Constant"));
    tensor.set_data_type(type);
    for (const std::size_t extent : extents) tensor.add_dims(static_cast<std::int64_t>(extent));
    return tensor;
  }
  template <class T> static void append(ONNX_NAMESPACE::TensorProto& tensor, T value) {
    unsigned char bytes[sizeof value];
    _detail::to_little_endian(value, bytes);
    tensor.mutable_raw_data()->append(reinterpret_cast<const char*>(bytes), sizeof bytes);
  }

  /// Gives a value another name. Returns false if no node computes it.
  bool rename(const OnnxValue& y, const std::string& to) {
    bool computed = false;
    for (auto& node : *graph_.mutable_node()) {
      for (auto& name : *node.mutable_input())
        if (name == y.name && computed) name = to;
      for (auto& name : *node.mutable_output())
        if (name == y.name) {
          computed = true;
          name = to;
        }
    }
    return computed;
  }
  void describe_state(ONNX_NAMESPACE::ValueInfoProto& value, const std::string& name, const char* when,
                      std::initializer_list<std::size_t> extents) {
    const std::string whole = module_ + (module_.empty() ? "" : ".") + name + when;
    if (!reserve(whole))
      _detail::fail(weights_error(path_, whole, "a name that is taken", "another name for the input or output"));
    value.set_name(whole);
    auto& tensor = *value.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(scalar_type());
    for (const std::size_t extent : extents) {
      auto& dim = *tensor.mutable_shape()->add_dim();
      if (extent == any_number)
        dim.set_dim_param(whole.substr(0, whole.size() - 2) + (when[1] == '0' ? "_before" : "_after"));
      else if (extent > 0 || batch_ > 0) dim.set_dim_value(static_cast<std::int64_t>(extent > 0 ? extent : batch_));
      else dim.set_dim_param("batch");
    }
  }

  /// A tensor of those called so, one behind the other, and with `both` those of the other direction behind them. Each
  /// has as many blocks as gates, which are put into this order.
  OnnxValue gates(const char* name, std::initializer_list<const char*> own_names,
                  std::initializer_list<std::size_t> order, bool both, std::initializer_list<std::size_t> extents) {
    auto& all = *graph_.add_initializer();
    all.set_name(new_name(name));
    all.set_data_type(scalar_type());
    for (const std::size_t extent : extents) all.add_dims(static_cast<std::int64_t>(extent));
    for (const char* const direction : {"", "_reverse"})
      for (const char* const own_name : own_names) {
        if (direction[0] != '\0' && !both) continue;
        const TensorDescription& t = find_tensor(std::string(own_name) + direction);
        std::string bytes;
        if (in_double()) copy_elements<double>(t, bytes);
        else copy_elements<float>(t, bytes);
        const std::size_t block = bytes.size() / order.size();
        for (const std::size_t gate : order) all.mutable_raw_data()->append(bytes, gate * block, block);
      }
    return {all.name()};
  }

  const TensorDescription& find_tensor(std::string_view own_name) const {
    std::string others;
    for (const TensorDescription& t : net_.tensors)
      if (t.module == module_with_tensors_) {
        if (t.own_name == own_name) return t;
        others += (others.empty() ? "" : ", ") + std::string(t.own_name);
      }
    _detail::fail(
        weights_error(path_, module_ + "." + std::string(own_name), "no such tensor",
                      others.empty() ? "a layer that has tensors" : "one of those that the layer has: " + others));
  }
  OnnxValue tensor(const TensorDescription& t, std::span<const std::size_t> extents) {
    std::size_t count = 1;
    for (const std::size_t extent : extents) count *= extent;
    if (count != t.size())
      _detail::fail(weights_error(path_, std::string(t.name),
                                  std::to_string(count) + " elements in the form that the layer asks for",
                                  std::to_string(t.size())));
    std::vector<std::int64_t> asked;
    for (const std::size_t extent : extents) asked.push_back(static_cast<std::int64_t>(extent));
    for (const auto& there : graph_.initializer())
      if (there.name() == t.name) {
        if (std::vector<std::int64_t>(there.dims().begin(), there.dims().end()) == asked) return {there.name()};
        return add("Reshape", {{there.name()}, integers(asked)});
      }
    auto& tensor = *graph_.add_initializer();
    tensor.set_name(std::string(t.name));
    tensor.set_data_type(scalar_type());
    for (const std::int64_t extent : asked) tensor.add_dims(extent);
    std::string& bytes = *tensor.mutable_raw_data();
    if (in_double()) copy_elements<double>(t, bytes);
    else copy_elements<float>(t, bytes);
    return {tensor.name()};
  }
  template <class T> void copy_elements(const TensorDescription& t, std::string& bytes) const {
    const T* const values = static_cast<const T*>(t.buffer ? net_.buffers : net_.parameters);
    bytes.resize(t.size() * sizeof(T));
    T* const to = reinterpret_cast<T*>(bytes.data());
    _detail::TensorWalk<T>(t).each_tile([&](const _detail::tensor_tile& tile) {
      _detail::copy_from_net(tile, values, to + tile.in_row, tile.row_step);
    });
    if constexpr (std::endian::native != std::endian::little)
      for (std::size_t i = 0; i < t.size(); ++i)
        _detail::to_little_endian(to[i], reinterpret_cast<unsigned char*>(to + i));
  }

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

  const _detail::onnx_net& net_;
  std::string path_, module_{};
  ONNX_NAMESPACE::GraphProto& graph_;
  std::unordered_set<std::string> names_{};
  std::size_t module_with_tensors_ = static_cast<std::size_t>(-1), next_module_ = 0;
  /// Sequences and steps of the rows; 0: any number.
  struct extents_in_time {
    std::size_t batch, steps;
  };
  extents_in_time time_{0, 1};
  OnnxValue sequence_extents_{};  // both, where they are known only as the model runs
  std::size_t batch_ = 0;
  bool states_ = false;
  int opset_ = _detail::first_onnx_opset;
};

}  // namespace sinew
