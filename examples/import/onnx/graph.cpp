#include "graph.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <utility>

#include "file.hpp"
#include "operators.hpp"

namespace importer {

namespace {

/// Refuses an operator that takes the first extent as that which counts samples, or the order of the others as such.
void check_order(const Node& node, const Flow& flow) {
  for (const char* const op :
       {"LSTM",     "GRU",     "RNN",  "Transpose", "Squeeze",     "Unsqueeze", "Gather",   "Slice",    "Reshape",
        "Identity", "Dropout", "Cast", "Shape",     "Concat",      "Relu",      "Sigmoid",  "Tanh",     "LeakyRelu",
        "Elu",      "Celu",    "Selu", "Gelu",      "HardSigmoid", "HardSwish", "Softplus", "Softsign", "Mish",
        "Clip",     "MatMul",  "Add",  "Sub",       "Mul",         "Div",       "Neg"})
    if (node.op() == op) return;
  node.refuse("extent " + std::to_string(flow.lead) +
              " of its input counts samples; a Transpose that makes it the first would be needed before");
}

/// Refuses an operator that does not treat each row by itself, where ONNX sees samples and their rows as one extent.
void check_rows(const Node& node) {
  const Flow* first = nullptr;
  std::size_t flows = 0;
  bool alike = true;
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    if (!node.has(i) || node.is_constant(i)) continue;
    const Flow* const flow = node.stacked(i) == nullptr ? &node.flow(i) : nullptr;
    if (++flows == 1) first = flow;
    alike = alike && flow != nullptr && flow->joined != 0 && flow->shape == first->shape;
  }
  const std::string& op = node.op();
  bool known = op == "Add" && flows == 2;
  for (const char* const one :
       {"Reshape", "Identity",    "Dropout",   "Cast",     "Relu",     "Sigmoid", "Tanh", "LeakyRelu", "Elu",
        "Celu",    "Selu",        "Gelu",      "Softplus", "Softsign", "Mish",    "Clip", "Neg",       "MatMul",
        "Gemm",    "HardSigmoid", "HardSwish", "Add",      "Sub",      "Mul",     "Div",  "Softmax",   "LogSoftmax"})
    known = known || (op == one && flows == 1);
  if ((op == "MatMul" || op == "Gemm") && node.is_constant(0)) known = false;
  if (!known || !alike)
    node.refuse(
        "samples and their rows are one extent of its input, since a Reshape has joined them; before another one "
        "parts them, only layers and functions that treat each row by itself are understood");
}

/// Refuses an operator that is not one of ONNX's own.
void refuse_domain(const Node& node, const onnx::NodeProto& proto) {
  std::string advice;
  if (proto.domain() == "ai.onnx.ml") {
    const std::string before = proto.input_size() > 0 ? in_quotes(proto.input(0)) : "";
    if (node.op() == "ZipMap")
      advice = "; export the model without it (zipmap=False), or import what it takes: --result " + before;
    else if (node.op() == "Scaler" || node.op() == "Normalizer" || node.op() == "Imputer")
      advice =
          "; export the model without it, and scale the inputs in front of the net, by a StandardScaler for a Scaler";
    else advice = "; the values before it can be imported: --result " + before;
  }
  node.refuse("its domain is " + in_quotes(proto.domain()) + "; only ONNX's own operators are understood" + advice);
}
bool is_of_integers(const std::string& op) {
  return op == "QuantizeLinear" || op == "DequantizeLinear" || op == "DynamicQuantizeLinear" || op == "MatMulInteger" ||
         op == "ConvInteger" || op == "QGemm" || op.compare(0, 7, "QLinear") == 0;
}
/// Whether an operator takes the first extent as that which counts samples.
bool counts_samples(const std::string& op) {
  for (const char* const one :
       {"Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool", "BatchNormalization",
        "InstanceNormalization", "GroupNormalization", "DepthToSpace", "SpaceToDepth"})
    if (op == one) return true;
  return false;
}
/// Whether input i of an operator is weights.
bool is_weights(const std::string& op, std::size_t i) {
  if (importer::is_recurrence(op)) return i == 1 || i == 2;
  return op == "MatMul" ? i < 2 : i == 1 && (op == "Gemm" || op == "Conv" || op == "ConvTranspose");
}

}  // namespace

// ---- Graph

Graph::Graph(const std::string& path, const OnnxOptions& options)
    : path_(path),
      folder_(std::filesystem::path(path).parent_path().string()),
      options_(options) {}

void Graph::refuse(const std::string& place, const std::string& what) const {
  throw import_error((path_ + ": " + (place.empty() ? "" : place + ": ") + what + advice_).c_str());
}

const Value* Graph::find(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}
void Graph::check_room(const std::string& place, std::size_t elements, std::size_t width) const {
  if (elements > (std::size_t{1} << 40) || !memory_->has_room(elements * width))
    refuse(place, "a constant of " + std::to_string(elements) +
                      " elements; the constants would take more memory than twice the file");
}
void Graph::take_room(const std::string& place, std::size_t numbers) {
  const std::size_t bytes = draft_->is_double() ? sizeof(double) : sizeof(float);
  if (numbers > (std::size_t{1} << 40) || !memory_->has_room(numbers * bytes))
    refuse(place, "it needs a tensor of " + std::to_string(numbers) +
                      " numbers that the file does not have; the tensors would take more memory than twice the file");
  memory_->take(numbers * bytes);
}
void Graph::define(const std::string& name, Value value, const std::string& place) {
  if (!values_.emplace(name, std::move(value)).second)
    refuse(place, "the name " + in_quotes(name) + " is defined twice");
}
void Graph::release(const std::string& name) {
  const auto found = readers_.find(name);
  if (found != readers_.end() && --found->second == 0) values_[name] = nothing{};
}
void Graph::give_back(std::size_t bytes_of_message) {
  const std::size_t bytes = std::min(message_, bytes_of_message);
  message_ -= bytes;
  memory_->give_back(bytes);
}
template <class Object> void Graph::release(Object& object) {
  give_back(object.SpaceUsedLong());
  Object().Swap(&object);  // Clear() keeps the memory
}
Constant Graph::take(onnx::TensorProto& tensor, const std::string& folder, const std::string& place) {
  const std::size_t bytes = tensor.SpaceUsedLong();
  Constant constant = importer::take_constant(tensor, folder, place, memory_);
  give_back(bytes);
  return constant;
}

void Graph::take_axis_1_as_batch() const {
  if (!options_.batch_axis && options_.batch_extents == 1) throw batch_is_axis_1{};
}

void Graph::read_model(onnx::ModelProto& model) {
  message_ = importer::read_message(path_, model, *memory_);
  if (!model.has_graph()) refuse("", "the model has no graph");
  // What is known of each value, by its name.
  const auto values =
      static_cast<std::size_t>(model.graph().node_size()) + static_cast<std::size_t>(model.graph().initializer_size());
  if (!memory_->has_room(384 * values))
    refuse("", "its " + std::to_string(values) + " nodes and initializers would take more memory than twice the file");
  memory_->take(384 * values);
  if (model.functions_size() > 0) refuse("", "the model defines functions of its own; they would have to be inlined");
  for (const onnx::OperatorSetIdProto& set : model.opset_import())
    if (set.domain().empty() || set.domain() == "ai.onnx") {
      if (opset_ != 0) refuse("", "the model imports two opsets");
      opset_ = set.version();
      if (opset_ == 0) refuse("", "opset 0; 6 to 25 are understood");
    }
  if (opset_ < 6 || opset_ > 25)
    refuse("", opset_ == 0 ? "the model imports no opset of ONNX's own operators"
                           : "opset " + std::to_string(opset_) + "; 6 to 25 are understood");
}

/// The output to import, and the nodes on which it depends.
void Graph::find_needed(const onnx::GraphProto& graph) {
  if (graph.output_size() == 0) refuse("", "the graph has no output");
  std::string outputs;
  for (const onnx::ValueInfoProto& output : graph.output()) {
    if (output.name() == options_.output) output_ = output.name();
    if (outputs.size() < 200) outputs += " " + in_quotes(output.name());
  }
  if (options_.output.empty() && graph.output_size() == 1) output_ = graph.output(0).name();
  else if (options_.output.empty())
    refuse("", "the graph has " + std::to_string(graph.output_size()) +
                   " outputs; a net has one: choose one by --result, of" + outputs);

  std::unordered_map<std::string, std::size_t> maker;
  for (int i = 0; i < graph.node_size(); ++i)
    for (const std::string& name : graph.node(i).output())
      if (!name.empty() && !maker.emplace(name, static_cast<std::size_t>(i)).second)
        refuse("node " + std::to_string(i), "the name " + in_quotes(name) + " is defined twice");
  if (output_.empty() && maker.count(options_.output) != 0) output_ = options_.output;  // a value within the graph
  if (output_.empty())
    refuse("", "there is no output or other value " + in_quotes(options_.output) + "; outputs are" + outputs);
  needed_.assign(static_cast<std::size_t>(graph.node_size()), false);
  std::vector<const std::string*> open{&output_};
  ++readers_[output_];
  while (!open.empty()) {
    const auto found = maker.find(*open.back());
    open.pop_back();
    if (found == maker.end() || needed_[found->second]) continue;
    needed_[found->second] = true;
    if (importer::is_recurrence(graph.node(static_cast<int>(found->second)).op_type())) has_recurrence_ = true;
    for (const std::string& input : graph.node(static_cast<int>(found->second)).input()) {
      if (input.empty()) continue;
      ++readers_[input];
      open.push_back(&input);
    }
  }
}

void Graph::read_initializers(onnx::GraphProto& graph) {
  if (graph.sparse_initializer_size() > 0) refuse("", "the graph has sparse initializers; dense ones would be needed");
  for (onnx::TensorProto& tensor : *graph.mutable_initializer()) {
    const std::string name = tensor.name();
    const std::string place = path_ + ": initializer " + in_quotes(name);
    if (name.empty()) refuse("", "an initializer has no name");
    for (const onnx::StringStringEntryProto& entry : tensor.external_data())
      if (entry.key() == "location" && entry.value().find('\0') == std::string::npos && files_.size() < 100)
        files_.insert((std::filesystem::path(folder_) / entry.value()).string());
    if (readers_.count(name) == 0) {  // nothing reads it
      release(tensor);
      define(name, nothing{}, "initializer");
    } else define(name, std::make_shared<const Constant>(take(tensor, folder_, place)), "initializer");
  }
  for (const OnnxOptions::Given& given : options_.constants) {
    onnx::TensorProto tensor;
    message_ += importer::read_message(given.path, tensor, *memory_);
    const bool is_input = std::any_of(graph.input().begin(), graph.input().end(),
                                      [&](const auto& input) { return input.name() == given.input; });
    if (!is_input) refuse("", "there is no input " + in_quotes(given.input) + " to be a constant");
    const std::string folder = std::filesystem::path(given.path).parent_path().string();
    define(given.input, std::make_shared<const Constant>(take(tensor, folder, given.path)), "input");
  }
}

void Graph::read_input(const onnx::GraphProto& graph) {
  const onnx::ValueInfoProto* input = nullptr;
  std::string names;
  std::size_t count = 0;
  for (const onnx::ValueInfoProto& each : graph.input()) {
    if (values_.count(each.name()) != 0 || readers_.count(each.name()) == 0) continue;
    if (each.name().empty()) refuse("", "an input has no name");
    input = &each;
    ++count;
    if (names.size() < 200) names += " " + in_quotes(each.name());
  }
  if (count == 0) refuse("", "the output depends on no input of the graph");
  if (count > 1)
    refuse("", "the graph has " + std::to_string(count) + " inputs," + names +
                   "; a net has one, the others would have to be constants: --constant NAME=FILE");
  const std::string place = "input " + in_quotes(input->name());
  if (!input->type().has_tensor_type()) refuse(place, "it is no tensor");
  const onnx::TypeProto_Tensor& type = input->type().tensor_type();
  const int element = type.elem_type();
  if (element != onnx::TensorProto::FLOAT && element != onnx::TensorProto::DOUBLE &&
      element != onnx::TensorProto::FLOAT16 && element != onnx::TensorProto::BFLOAT16)
    refuse(place, "its elem_type is " + std::to_string(element) +
                      "; a net takes FLOAT, DOUBLE, FLOAT16 or BFLOAT16 (1, 11, 10 or 16)");
  draft_.emplace(path_, element == onnx::TensorProto::DOUBLE, options_.allow_non_finite, memory_);
  if (element == onnx::TensorProto::FLOAT16 || element == onnx::TensorProto::BFLOAT16)
    draft_->note("The model computes in 16 bits, the net in float");
  if (!type.has_shape()) refuse(place, "its extents are not known; those of a sample would be needed");
  const int rank = type.shape().dim_size();
  if (rank > 16) refuse(place, "it has " + std::to_string(rank) + " extents");
  if (static_cast<std::size_t>(rank) < options_.batch_extents)
    refuse(place, "it has " + std::to_string(rank) + " extents, of which " + std::to_string(options_.batch_extents) +
                      " should count samples");
  const std::size_t batch_axis = options_.batch_axis.value_or(0);
  if (options_.batch_axis && (options_.batch_extents != 1 || batch_axis >= static_cast<std::size_t>(rank)))
    refuse(place, "it has " + std::to_string(rank) + " extents, of which extent " + std::to_string(batch_axis) +
                      " should count samples");
  std::vector<std::int64_t> batch;
  Extents shape;
  std::size_t size = 1;
  bool has_steps = false;
  for (int i = 0; i < rank; ++i) {
    const onnx::TensorShapeProto_Dimension& dim = type.shape().dim(i);
    const std::size_t at = static_cast<std::size_t>(i);
    const bool counts = at >= batch_axis && at < batch_axis + options_.batch_extents;
    std::int64_t extent = dim.has_dim_value() ? dim.dim_value() : -1;
    // (steps, samples, values) with a number of samples that is not known
    const auto known = [&](int k) { return type.shape().dim(k).has_dim_value(); };
    if (has_recurrence_ && rank == 3 && at == 1 && !counts && extent < 1 && known(0) && options_.steps == 0)
      take_axis_1_as_batch();
    const bool may_be_steps = rank == 3 && (!has_recurrence_ || at < 2);
    if (may_be_steps && !counts && extent < 1 && options_.steps > 0 && !has_steps) {
      extent = static_cast<std::int64_t>(options_.steps);
      has_steps = true;
    }
    if (counts) batch.push_back(extent > 0 ? extent : -1);
    else if (extent > 0 && static_cast<std::uint64_t>(extent) <= most_values / size) {
      shape.push_back(static_cast<std::size_t>(extent));
      size *= shape.back();
    } else {
      refuse(place, "extent " + std::to_string(i) + " is " +
                        (dim.has_dim_value() ? std::to_string(extent) : "not known " + in_quotes(dim.dim_param())) +
                        "; a net needs the extents of a sample: numbers above 0, of at most 2^32 values" +
                        (may_be_steps && !has_steps ? "; --steps says how many steps a window has" : ""));
    }
  }
  if (options_.steps > 0 && !has_steps)
    refuse(place, "it has no extent that is left open and could be that of --steps");
  Step step;
  step.kind = Step::Kind::input;
  step.shape = shape.empty() ? Extents{1} : shape;
  step.place = place;
  if (rank == 1 && options_.batch_extents == 1 && batch[0] > 1)
    advice_ = " (if the extent of the input does not count samples: --batch-extents 0)";
  Flow flow = Flow::of(draft_->add(std::move(step)), std::move(batch), std::move(shape));
  flow.lead = batch_axis;
  define(input->name(), std::move(flow), place);
}

/// Refuses a graph that declares other extents of a sample for the output than the net gives.
void Graph::check_output(const onnx::GraphProto& graph, const Flow& flow) const {
  for (const onnx::ValueInfoProto& output : graph.output()) {
    const onnx::TensorShapeProto& declared = output.type().tensor_type().shape();
    const auto rank = static_cast<std::size_t>(declared.dim_size());
    if (output.name() != output_ || rank == 0) continue;  // many files leave the extents out
    bool differs = rank != flow.rank();
    std::string wanted, given;
    for (std::size_t i = 0; i < std::max(rank, flow.rank()); ++i) {
      const bool counts = i >= flow.lead && i < flow.lead + flow.batch.size();
      if (i < rank) {
        const onnx::TensorShapeProto_Dimension& dim = declared.dim(static_cast<int>(i));
        const bool known = dim.has_dim_value() && dim.dim_value() > 0;
        wanted += (wanted.empty() ? "" : "×") + (known ? std::to_string(dim.dim_value()) : std::string("?"));
        if (!counts && known && i < flow.rank() &&
            static_cast<std::uint64_t>(dim.dim_value()) != flow.shape[i < flow.lead ? i : i - flow.batch.size()])
          differs = true;
      }
      if (i < flow.rank())
        given += (given.empty() ? "" : "×") +
                 (counts ? std::string("?") : std::to_string(flow.shape[i < flow.lead ? i : i - flow.batch.size()]));
    }
    if (differs)
      refuse("output " + in_quotes(output_), "the graph declares it as " + wanted + ", the net would give " + given +
                                                 ", where ? stands for a number of samples or one that is not known");
  }
}

Model Graph::import() {
  onnx::ModelProto model;
  read_model(model);
  onnx::GraphProto& graph = *model.mutable_graph();
  find_needed(graph);
  for (int i = 0; i < graph.node_size(); ++i)
    if (needed_[static_cast<std::size_t>(i)] && importer::is_of_integers(graph.node(i).op_type()))
      Node(*this, *graph.mutable_node(i), static_cast<std::size_t>(i))
          .refuse(
              "the model is quantized, and computes with integers; the model before that, of floating-point numbers, "
              "would be needed");
  read_initializers(graph);
  read_input(graph);
  const bool is_output = std::any_of(graph.output().begin(), graph.output().end(),
                                     [&](const auto& output) { return output.name() == output_; });
  if (!is_output) draft_->note("The net ends at " + in_quotes(output_) + ", a value within the graph");
  else if (graph.output_size() > 1)
    draft_->note("Of the outputs of the graph this is " + in_quotes(output_) + "; the others were left out");
  std::set<std::string> weights;
  for (int i = 0; i < graph.node_size(); ++i) {
    if (!needed_[static_cast<std::size_t>(i)]) continue;
    Node node(*this, *graph.mutable_node(i), static_cast<std::size_t>(i));
    const onnx::NodeProto& proto = graph.node(i);
    if (!proto.domain().empty() && proto.domain() != "ai.onnx") importer::refuse_domain(node, proto);
    if (proto.output_size() == 0 || (proto.output(0).empty() && !importer::is_recurrence(node.op()))) {
      if (proto.output_size() > 0)
        node.refuse("there is no layer for this operator that gives only its output " +
                    in_quotes(proto.output(proto.output_size() - 1)));
      node.refuse("it has no output");
    }
    std::size_t rows = 0;  // of each sample, if they are one extent with the samples
    for (const std::string& input : proto.input())
      if (!input.empty()) {
        const Value* value = find(input);
        if (value == nullptr)
          node.refuse("its input " + in_quotes(input) +
                      " is no input of the graph, no initializer and no output of an earlier node");
        if (std::holds_alternative<nothing>(*value))
          node.refuse("its input " + in_quotes(input) + " is an output that cannot be computed here");
        const Flow* const flow = std::get_if<Flow>(value);
        if (flow != nullptr && flow->lead != 0) importer::check_order(node, *flow);
        if (flow != nullptr && flow->joined != 0) rows = flow->shape[0];
      }
    if (rows != 0) importer::check_rows(node);
    if (options_.batch_extents == 0 && importer::counts_samples(node.op()) && node.has(0)) {
      // The one sample has got an extent for it by an Unsqueeze.
      const Flow* const flow = std::get_if<Flow>(find(proto.input(0)));
      if (flow != nullptr && flow->batch.empty() && flow->shape.size() > 2 && flow->shape[0] == 1) {
        Flow counted = *flow;
        counted.batch = {1};
        counted.shape.erase(counted.shape.begin());
        redefine(proto.input(0), std::move(counted));
      }
    }
    for (std::size_t k = 0; k < node.inputs(); ++k)
      if (importer::is_weights(node.op(), k) && node.is_constant(k) &&
          !weights.insert(proto.input(static_cast<int>(k))).second)
        draft_->note(node.place() +
                     " has the weights of an earlier layer, from which training would change them apart");
    const bool known = importer::read_constant_operator(node) || importer::read_shape_operator(node) ||
                       importer::read_activation(node) || importer::read_formula(node) ||
                       importer::read_linear_operator(node) || importer::read_pooling(node) ||
                       importer::read_normalization(node) || importer::read_recurrent(node) ||
                       importer::read_arithmetic(node);
    if (!known) node.refuse("there is no layer for this operator");
    node.finish();
    if (rows != 0 && node.op() != "Reshape") {
      Flow flow = std::get<Flow>(*find(proto.output(0)));
      if (flow.shape.size() < 2 || flow.shape[0] != rows) node.refuse("its rows are not those of its input");
      flow.joined = 1;
      redefine(proto.output(0), std::move(flow));
    }
    for (int k = 1; k < proto.output_size(); ++k)
      if (!proto.output(k).empty() && find(proto.output(k)) == nullptr)
        define(proto.output(k), nothing{}, node.place());
    for (const std::string& input : proto.input()) release(input);
    release(*graph.mutable_node(i));
  }
  const Value* value = find(output_);
  if (value == nullptr) refuse("output " + in_quotes(output_), "nothing gives it");
  if (std::holds_alternative<nothing>(*value)) refuse("output " + in_quotes(output_), "it cannot be computed here");
  onnx::NodeProto end;
  end.set_name(output_);
  end.set_op_type("output");
  const Node node(*this, end, needed_.size());
  if (const Stacked* stacked = std::get_if<Stacked>(value))
    value = &redefine(output_, importer::joined(node, Stacked(*stacked)));
  if (!std::holds_alternative<Flow>(*value)) refuse("output " + in_quotes(output_), "it does not depend on the input");
  const Flow& flow = std::get<Flow>(*value);
  if (flow.joined != 0)
    refuse("output " + in_quotes(output_),
           "samples and the " + std::to_string(flow.shape[0]) +
               " rows of each are one extent; a Reshape that parts them would be needed");
  check_output(graph, flow);
  Model result = draft_->finish(node.step_of(flow, flow.shape.empty() ? Extents{1} : flow.shape));
  files_.insert(memory_->files().begin(), memory_->files().end());
  result.files.assign(files_.begin(), files_.end());
  return result;
}

Model read_onnx(const std::string& path, const OnnxOptions& options) {
  try {
    try {
      return Graph(path, options).import();
    } catch (const batch_is_axis_1&) {
      OnnxOptions again = options;
      again.batch_axis = 1;
      Model model = Graph(path, again).import();
      model.notes.emplace_back("Extent 1 of the input counts samples; a sample is a window, (steps, values)");
      return model;
    }
  } catch (const std::bad_alloc&) {
    throw import_error((path + ": there is not enough memory").c_str());
  } catch (const std::length_error&) { throw import_error((path + ": there is not enough memory").c_str()); }
}

// ---- Flow

Flow Flow::of(std::size_t step, std::vector<std::int64_t> batch, Extents shape) {
  Flow flow;
  flow.step = step;
  flow.batch = std::move(batch);
  flow.shape = std::move(shape);
  if (flow.size() > 1) {
    flow.extents = {flow.size()};
    flow.memory = {0};
  }
  return flow;
}

bool Flow::split(const Extents& to) {
  Extents parts;
  std::vector<std::size_t> axis;  // which axis each part belongs to
  std::size_t k = 0, rest = extents.empty() ? 1 : extents[0];
  for (std::size_t extent : to)
    while (extent > 1) {
      if (k == extents.size()) return false;
      const std::size_t part = extent % rest == 0 ? rest : rest % extent == 0 ? extent : 0;
      if (part == 0) return false;
      parts.push_back(part);
      axis.push_back(k);
      extent /= part;
      rest /= part;
      if (rest == 1 && ++k < extents.size()) rest = extents[k];
    }
  // Places in memory: those of the axes, and within an axis in order.
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return memory[axis[a]] != memory[axis[b]] ? memory[axis[a]] < memory[axis[b]] : a < b;
  });
  std::vector<std::size_t> places(parts.size());
  for (std::size_t p = 0; p < order.size(); ++p) places[order[p]] = p;
  extents = std::move(parts);
  memory = std::move(places);
  return true;
}

void Flow::join() {
  Extents together;
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < extents.size(); ++k) {
    if (extents[k] == 1) continue;
    if (k > 0 && !places.empty() && memory[k] == memory[k - 1] + 1) together.back() *= extents[k];
    else {
      together.push_back(extents[k]);
      places.push_back(memory[k]);
    }
  }
  std::vector<std::size_t> sorted = places;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t& place : places)
    place = static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), place) - sorted.begin());
  extents = std::move(together);
  memory = std::move(places);
}

}  // namespace importer
