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
/// extents of the layer's input...), and y must have (batch, extents of its output...). A view (layer/traits.hpp) needs
/// no such member. The activation of a layer with `modules = 2` (layer/traits.hpp) is added behind what its `onnx`
/// returns; another layer calls graph.activate<A>(z) itself.
///
/// Nodes have the name of the module and the operator, "3.block.0/Conv", and so has the value that a node computes. The
/// graph takes the lowest version of the operators ("opset") that knows all of them.

#include <bit>
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
  std::span<const std::size_t> input, output;  // extents of a sample
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
    bool computed = false;
    for (auto& node : *graph_.mutable_node()) {
      for (auto& name : *node.mutable_input())
        if (name == y.name && computed) name = output;
      for (auto& name : *node.mutable_output())
        if (name == y.name) {
          computed = true;
          name = output;
        }
    }
    if (computed) return;
    module_ = {};
    add("Identity", {y});
    graph_.mutable_node()->rbegin()->set_output(0, output);
  }
  /// The version of the operators.
  int opset() const noexcept { return opset_; }

 private:
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
  int opset_ = _detail::first_onnx_opset;
};

}  // namespace sinew
