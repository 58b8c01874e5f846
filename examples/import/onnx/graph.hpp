#pragma once
// A graph of ONNX while it is read: its nodes, and what is known of each value. Operators (operators.hpp) turn nodes
// into constants or into steps of a net.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include <onnx/onnx_pb.h>

#include "../draft.hpp"
#include "../onnx.hpp"
#include "constant.hpp"

namespace importer {

/// Values that depend on the input of the graph: where a step of the net has them, and how ONNX sees them.
/// The memory of a sample is that of the step, row-major. ONNX sees its axes in another order after a Transpose, which
/// costs nothing until an operator needs the order. `extents` are the axes of the memory as ONNX orders them, and
/// `memory` is the place of each in memory. Neighbours that stay together are one axis, extents of 1 are none; so a
/// sample whose order is that of the memory has at most one axis. `shape` are the extents that ONNX sees; `lead` of
/// them stand before those that count samples, as the steps do in (steps, samples, values). Where `joined` is 1, ONNX
/// sees the first of them and the one that counts samples as one extent: (samples·rows, values), between two Reshapes.
struct Flow {
  std::size_t step = 0;
  std::vector<std::int64_t> batch;  ///< the extents that count samples; -1: not known
  std::size_t lead = 0, joined = 0;
  Extents shape;
  Extents extents;
  std::vector<std::size_t> memory;

  bool is_row_major() const { return extents.size() < 2; }
  /// All values in the order of the memory.
  static Flow of(std::size_t step, std::vector<std::int64_t> batch, Extents shape);
  /// Splits axes such that each extent of `to` is a product of neighbouring ones. False if that is impossible.
  bool split(const Extents& to);
  /// Joins axes that stay together.
  void join();
  std::size_t rank() const { return batch.size() + shape.size() - joined; }
  std::size_t size() const { return product(shape); }
};

/// Results of recurrent layers, each a vector: to ONNX (how many, samples, values). They become one flow where several
/// of them are used at once.
struct Stacked {
  std::vector<Flow> parts;
};

/// What a name stands for. `nothing`: an output that no operator here computes, such as the mask of Dropout.
struct nothing {};
using Value = std::variant<nothing, Flow, Stacked, std::shared_ptr<const Constant>>;

class Graph;

/// A node whose operator is being read. Attributes that its operator does not ask for are an error.
class Node {
 public:
  Node(Graph& graph, onnx::NodeProto& proto, std::size_t index) : graph_(graph), proto_(proto), index_(index) {}

  const std::string& op() const { return proto_.op_type(); }
  /// "node "conv1" (Conv)" or "node 3 (Conv)"
  std::string place() const;
  [[noreturn]] void refuse(const std::string& what) const;
  /// Refuses an attribute with its value: "auto_pad is "SAME": NOTSET, … would be needed".
  [[noreturn]] void refuse_attribute(const std::string& name, const std::string& needed) const;
  std::int64_t opset() const;

  std::size_t inputs() const { return static_cast<std::size_t>(proto_.input_size()); }
  /// Checks the number of inputs.
  void takes(std::size_t least, std::size_t most) const;
  /// Whether input i is given.
  bool has(std::size_t i) const;
  bool is_constant(std::size_t i) const;
  const Constant& constant(std::size_t i) const;
  const Flow& flow(std::size_t i) const;
  /// Input i, if it is results of recurrent layers.
  const Stacked* stacked(std::size_t i) const;
  /// The number of outputs up to the last one that has a name.
  std::size_t outputs() const;
  /// Whether output i is used.
  bool gives(std::size_t i) const;
  /// All numbers of a constant.
  Numbers numbers(std::size_t i) const;
  /// The integers of a constant of rank 0 or 1.
  std::vector<std::int64_t> integers(std::size_t i) const;

  bool has_attribute(const std::string& name);
  std::int64_t integer(const std::string& name, std::int64_t otherwise);
  double real(const std::string& name, double otherwise);
  std::vector<float> reals(const std::string& name);
  std::string text(const std::string& name, const std::string& otherwise);
  std::vector<std::int64_t> list(const std::string& name, std::vector<std::int64_t> otherwise = {});
  std::vector<std::string> texts(const std::string& name);
  onnx::TensorProto* tensor(const std::string& name);
  /// Marks an attribute as read that changes nothing here.
  void ignore(const std::string& name) { read_.insert(name); }
  /// An attribute that must have one value.
  void must_be(const std::string& name, std::int64_t value, std::int64_t otherwise);
  /// Axes in 0…rank−1 from ONNX's, which may count from the end. Each at most once.
  std::size_t axis(std::int64_t axis, std::size_t rank) const;
  std::vector<std::size_t> axes(const std::vector<std::int64_t>& axes, std::size_t rank) const;
  /// Axis of a sample, from an axis of the whole tensor. Refuses those of the batch.
  std::size_t sample_axis(std::int64_t axis, const Flow& flow) const;

  /// An output.
  void give(std::size_t output, Value value) const;
  /// The only output that most operators give.
  void give(Flow flow) const;
  void give(Constant constant) const;
  void give_sum(const std::vector<Flow>& flows) const;  ///< arithmetic.cpp
  /// Refuses attributes that were not asked for.
  void finish() const;

  Graph& graph() const { return graph_; }
  Draft& draft() const;

  /// The product of the extents of a constant. Refuses what is too large.
  std::size_t checked_product(const Extents& extents) const;
  /// A new constant, whose elements are 0.
  Constant make(Extents extents, const ElementType& type) const;
  /// A list of integers.
  Constant list_of(const std::vector<std::int64_t>& values) const;
  /// A constant that the node has as a tensor.
  Constant take(onnx::TensorProto& tensor) const;
  /// A tensor of a layer whose elements are all `value`: one that the file does not have.
  Tensor filled(const char* name, const Extents& extents, double value) const;

  // ---- Steps on a flow.

  /// A layer, or another step, that reads `from`; its memory is the result's.
  Flow layer(const Flow& from, Step step, const Extents& input_shape, Extents shape) const;
  /// An activation of each value, whatever their order.
  Flow activate(const Flow& from, const std::string& name) const;
  /// scale·x + shift, each with the extents of a constant that ONNX broadcasts, or empty.
  Flow affine(const Flow& from, const Numbers& scale, const Numbers& shift, const Extents& extents) const;
  /// How many steps a flow has, if it is (steps, values) in the order of the memory, and a window of a graph with
  /// recurrent layers, rows that ONNX joins with samples, or what Unroll gives. Else 0.
  std::size_t steps_of(const Flow& flow) const;
  /// The same flow with the order of the memory.
  Flow row_major(Flow flow) const;
  /// The same values with the axes of ONNX in this order.
  Flow transpose(Flow flow, const std::vector<std::size_t>& order) const;
  /// The same values with other extents.
  Flow reshape(Flow flow, Extents shape) const;
  /// The step that has the values in ONNX's order and in this shape.
  std::size_t step_of(const Flow& flow, const Extents& shape) const;
  /// The step that has the values in the memory's order, in this shape.
  std::size_t memory_as(const Flow& flow, const Extents& shape) const;
  /// Refuses a flow that has not exactly one extent before those of a sample, as layers of images need.
  void needs_one_batch_extent(const Flow& flow) const;

 private:
  const onnx::AttributeProto* find(const std::string& name, onnx::AttributeProto::AttributeType type);

  Graph& graph_;
  onnx::NodeProto& proto_;
  std::size_t index_;
  std::set<std::string> read_;
};

/// Thrown where the second extent of the input counts samples.
struct batch_is_axis_1 {};

/// The graph and what is known of its values.
class Graph {
 public:
  Graph(const std::string& path, const OnnxOptions& options);
  Model import();

  Draft& draft() { return *draft_; }
  std::int64_t opset() const { return opset_; }
  const std::string& path() const { return path_; }
  const std::string& folder() const { return folder_; }
  [[noreturn]] void refuse(const std::string& place, const std::string& what) const;

  const std::shared_ptr<Memory>& memory() const { return memory_; }
  /// Refuses a new constant of that many elements if the constants would take more memory than twice the file and
  /// 1 MiB.
  void check_room(const std::string& place, std::size_t elements, std::size_t width) const;
  /// The same for a tensor that the file does not have, which is kept.
  void take_room(const std::string& place, std::size_t numbers);

  /// A constant of a tensor of the message.
  Constant take(onnx::TensorProto& tensor, const std::string& folder, const std::string& place);

  /// What a name stands for; null if it stands for nothing yet.
  const Value* find(const std::string& name) const;
  /// Gives a name that is defined another value.
  const Value& redefine(const std::string& name, Value value) { return values_[name] = std::move(value); }
  /// Whether something depends on the name.
  bool is_read(const std::string& name) const { return !name.empty() && readers_.count(name) != 0; }
  /// Whether an extent of the input counts samples.
  bool has_samples() const { return options_.batch_extents != 0; }
  /// Whether the net has recurrent layers.
  bool has_recurrence() const { return has_recurrence_; }
  /// Begins again with extent 1 of the input as that which counts samples, unless the options say which it is.
  void take_axis_1_as_batch() const;
  void define(const std::string& name, Value value, const std::string& place);

 private:
  void read_model(onnx::ModelProto& model);
  void find_needed(const onnx::GraphProto& graph);
  void read_initializers(onnx::GraphProto& graph);
  void read_input(const onnx::GraphProto& graph);
  void check_output(const onnx::GraphProto& graph, const Flow& flow) const;
  void release(const std::string& name);
  /// Replaces an object of the message by an empty one.
  template <class Object> void release(Object& object);
  void give_back(std::size_t bytes_of_message);

  std::string path_, folder_;
  std::shared_ptr<Memory> memory_ = std::make_shared<Memory>();
  std::size_t message_ = 0;  ///< bytes of memory that the message still takes
  const OnnxOptions& options_;
  bool has_recurrence_ = false;
  std::int64_t opset_ = 0;
  std::optional<Draft> draft_;
  std::unordered_map<std::string, Value> values_;
  std::unordered_map<std::string, std::size_t> readers_;  ///< how often a value is still read
  std::set<std::string> files_;                           ///< beside the model, in which it keeps constants
  std::vector<bool> needed_;                              ///< the nodes on which the output depends
  std::string output_;
  std::string advice_;  ///< behind each refusal
};

}  // namespace importer
