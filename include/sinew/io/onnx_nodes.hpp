#pragma once
/// \file
/// OnnxNodes: the nodes, values and constants of an ONNX model while a net is written into it. io/onnx_graph.hpp has
/// the graph that layers see.

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
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
#include <sinew/net/tensors.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/strided_copy.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE {

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

/// What can be added to a model, operator by operator.
class OnnxNodes {
 public:
  /// Used by save_onnx: an empty graph for a net. `path` is for messages.
  OnnxNodes(const _detail::onnx_net& net, std::string path, ONNX_NAMESPACE::GraphProto& graph)
      : graph_(graph),
        net_(net),
        path_((std::move)(path)) {
    for (const TensorDescription& t : net.tensors) names_.emplace(t.name);
  }
  OnnxNodes(const OnnxNodes&) = delete;
  OnnxNodes& operator=(const OnnxNodes&) = delete;

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
  /// Whether OnnxOptions::states asks for inputs and outputs with what layers remember.
  bool passes_states() const noexcept { return states_; }
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
  /// Says that the model needs at least this version of ONNX's operators: for an operator that is newer than 9, or has
  /// newer inputs or attributes. The graph knows it of those that sinew's layers use, and of most others up to 17.
  void needs_opset(int version) noexcept { opset_ = _detail::max_of(opset_, version); }

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

 protected:
  /// A constant integer.
  OnnxValue integer(std::int64_t value) {
    auto& tensor = new_constant(ONNX_NAMESPACE::TensorProto::INT64, {});
    append(tensor, value);
    return {tensor.name()};
  }
  /// "<module>/<what>", with a number behind it if that is taken.
  std::string new_name(const char* what) {
    const std::string name = module_ + (module_.empty() ? "" : "/") + what;
    std::string unique = name;
    for (int k = 1; !names_.insert(unique).second; ++k) unique = name + "_" + std::to_string(k);
    return unique;
  }
  /// A constant without elements yet.
  ONNX_NAMESPACE::TensorProto& new_constant(int type, std::span<const std::size_t> extents) {
    auto& tensor = *graph_.add_initializer();
    tensor.set_name(new_name("Constant"));
    tensor.set_data_type(type);
    for (const std::size_t extent : extents) tensor.add_dims(static_cast<std::int64_t>(extent));
    return tensor;
  }
  /// Adds an element to a constant.
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
  /// Names an input or output for a state, and gives it its shape.
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

  /// The tensor of the module that is added, by the layer's own name for it.
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
  /// A tensor of the net, with other extents than its own if they are so.
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
  /// The elements of a tensor of the net, row-major and little-endian.
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

  ONNX_NAMESPACE::GraphProto& graph_;  ///< what is written

 private:
  const _detail::onnx_net& net_;
  std::string path_, module_{};
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
