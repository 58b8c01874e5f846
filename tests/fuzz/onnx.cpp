/// The importer's reader of ONNX, and the header that comes of what it reads. Mutations change protobuf's messages:
/// nodes, attributes, tensors and their names, so that the file stays one.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <onnx/onnx_pb.h>

#include "fuzz.hpp"
#include "header.hpp"
#include "imported.hpp"
#include "onnx.hpp"

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr const char* operators[] = {"Abs",
                                     "Add",
                                     "AveragePool",
                                     "BatchNormalization",
                                     "Cast",
                                     "Ceil",
                                     "Celu",
                                     "Clip",
                                     "Concat",
                                     "Constant",
                                     "ConstantOfShape",
                                     "Conv",
                                     "ConvTranspose",
                                     "Div",
                                     "Dropout",
                                     "Elu",
                                     "Equal",
                                     "Erf",
                                     "Exp",
                                     "Expand",
                                     "Flatten",
                                     "Floor",
                                     "Gather",
                                     "Gelu",
                                     "Gemm",
                                     "GlobalAveragePool",
                                     "GlobalMaxPool",
                                     "GroupNormalization",
                                     "HardSigmoid",
                                     "HardSwish",
                                     "Identity",
                                     "InstanceNormalization",
                                     "LayerNormalization",
                                     "LeakyRelu",
                                     "LogSoftmax",
                                     "MatMul",
                                     "Max",
                                     "MaxPool",
                                     "Mean",
                                     "Min",
                                     "Mish",
                                     "Mul",
                                     "Neg",
                                     "PRelu",
                                     "Pad",
                                     "Pow",
                                     "Range",
                                     "Reciprocal",
                                     "ReduceMean",
                                     "ReduceSum",
                                     "Relu",
                                     "Reshape",
                                     "Resize",
                                     "Round",
                                     "Selu",
                                     "Shape",
                                     "Sigmoid",
                                     "Slice",
                                     "Shrink",
                                     "Softmax",
                                     "Softplus",
                                     "Softsign",
                                     "Split",
                                     "Sqrt",
                                     "Squeeze",
                                     "Sub",
                                     "Sum",
                                     "Tanh",
                                     "Tile",
                                     "Transpose",
                                     "Unsqueeze",
                                     "Upsample",
                                     "Where",
                                     "LSTM",
                                     "X"};
constexpr const char* attributes[] = {"align_corners",
                                      "allowzero",
                                      "alpha",
                                      "approximate",
                                      "auto_pad",
                                      "axes",
                                      "axis",
                                      "beta",
                                      "bias",
                                      "broadcast",
                                      "ceil_mode",
                                      "count_include_pad",
                                      "dilations",
                                      "ends",
                                      "epsilon",
                                      "gamma",
                                      "group",
                                      "is_test",
                                      "keepdims",
                                      "kernel_shape",
                                      "mode",
                                      "momentum",
                                      "nearest_mode",
                                      "num_groups",
                                      "output_padding",
                                      "output_shape",
                                      "pads",
                                      "perm",
                                      "ratio",
                                      "scales",
                                      "spatial",
                                      "start",
                                      "starts",
                                      "steps",
                                      "stash_type",
                                      "storage_order",
                                      "strides",
                                      "to",
                                      "training_mode",
                                      "transA",
                                      "transB",
                                      "value",
                                      "value_float",
                                      "value_floats",
                                      "value_int",
                                      "value_ints",
                                      "coordinate_transformation_mode"};
constexpr const char* words[] = {"",
                                 "x",
                                 "y",
                                 "w",
                                 "b",
                                 "NOTSET",
                                 "VALID",
                                 "SAME_UPPER",
                                 "SAME_LOWER",
                                 "constant",
                                 "reflect",
                                 "edge",
                                 "nearest",
                                 "linear",
                                 "cubic",
                                 "asymmetric",
                                 "half_pixel",
                                 "tanh",
                                 "none",
                                 "floor",
                                 "location",
                                 "offset",
                                 "length",
                                 "weights.bin",
                                 "../weights.bin",
                                 "/etc/passwd",
                                 "ai.onnx",
                                 "16",
                                 "0",
                                 "N"};

const std::string& model_folder() {
  static const std::string path = [] {
    const std::string made = fuzz::folder() + "/onnx";
    std::filesystem::create_directory(made);
    std::ofstream(made + "/weights.bin", std::ios::binary) << std::string(64, '\0');
    return made;
  }();
  return path;
}

/// All messages of a model, and the names of its values.
void collect(Message& message, std::vector<Message*>& to, std::vector<std::string>& names) {
  if (to.size() > 2000) return;
  to.push_back(&message);
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && names.size() < 100 && field->name() != "raw_data") {
      if (field->is_repeated())
        for (int i = 0; i < reflection.FieldSize(message, field); ++i)
          names.push_back(reflection.GetRepeatedString(message, field, i));
      else names.push_back(reflection.GetString(message, field));
    }
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (field->is_repeated())
      for (int i = 0; i < reflection.FieldSize(message, field); ++i)
        collect(*reflection.MutableRepeatedMessage(&message, field, i), to, names);
    else collect(*reflection.MutableMessage(&message, field), to, names);
  }
}

class Change {
 public:
  Change(Message& model, fuzz::Choices& choices) : choices_(choices) { collect(model, all_, names_); }
  /// Changes a field of a message somewhere in the model. `from` gives whole messages, too.
  void one(Message* from = nullptr) {
    Message& message = *choices_.of(all_);
    const Descriptor& type = *message.GetDescriptor();
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    if (fields.empty() || choices_.one_in(4)) {  // one that may be empty
      if (type.field_count() == 0) return;
      fields = {type.field(static_cast<int>(choices_.below(static_cast<std::size_t>(type.field_count()))))};
    }
    const FieldDescriptor* const field = choices_.of(fields);
    if (from != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      std::vector<Message*> others;
      std::vector<std::string> ignored;
      collect(*from, others, ignored);
      std::erase_if(others, [&](const Message* m) { return m->GetDescriptor() != field->message_type(); });
      if (!others.empty()) {
        const Message& other = *choices_.of(others);
        if (field->is_repeated()) reflection.AddMessage(&message, field)->CopyFrom(other);
        else reflection.MutableMessage(&message, field)->CopyFrom(other);
        return;
      }
    }
    if (!field->is_repeated()) return choices_.one_in(8) ? reflection.ClearField(&message, field) : set(message, field);
    const int size = reflection.FieldSize(message, field);
    if (size == 0 || choices_.one_in(4)) return add(message, field, size);
    const int at = static_cast<int>(choices_.below(static_cast<std::size_t>(size)));
    switch (choices_.below(4)) {
      case 0:
        reflection.RemoveLast(&message, field);
        break;
      case 1:
        reflection.SwapElements(&message, field, at, static_cast<int>(choices_.below(static_cast<std::size_t>(size))));
        break;
      default:
        set(message, field, at);
    }
  }

 private:
  std::int64_t integer(std::int64_t old) {
    static constexpr std::int64_t odd[] = {0,    1,          2,          3,           4,         5,        6,
                                           8,    -1,         -2,         10,          16,        100,      255,
                                           1000, 2147483647, 4294967296, -2147483648, INT64_MAX, INT64_MIN};
    return choices_.one_in(4) ? static_cast<std::int64_t>(static_cast<std::uint64_t>(old) + 1) : choices_.of(odd);
  }
  float number() {
    static constexpr float odd[] = {0.0f, 1.0f, -1.0f, 0.5f,   2.0f,   1e-5f,     0.01f,
                                    3.0f, 6.0f, 1e38f, -1e38f, 1e-40f, 0.7978846f};
    if (choices_.one_in(16)) return choices_.one_in(2) ? __builtin_inff() : __builtin_nanf("");
    return choices_.of(odd);
  }
  std::string word(const FieldDescriptor* field, const std::string& old) {
    if (field->name() == "op_type" && !choices_.one_in(8)) return choices_.of(operators);
    if (field->type() == FieldDescriptor::TYPE_BYTES && !choices_.one_in(3)) {
      std::string bytes = fuzz::mutated(old, 16);
      if (choices_.one_in(2)) bytes.resize(choices_.below(13) * 4);
      return bytes;
    }
    if (!names_.empty() && choices_.one_in(2)) return choices_.of(names_);
    if (field->containing_type()->name() == "AttributeProto" && choices_.one_in(2)) return choices_.of(attributes);
    return choices_.one_in(3) ? fuzz::mutated(old, 4) : std::string(choices_.of(words));
  }
  void set(Message& m, const FieldDescriptor* f) {
    const Reflection& r = *m.GetReflection();
    switch (f->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return r.SetInt32(&m, f, static_cast<std::int32_t>(integer(r.GetInt32(m, f))));
      case FieldDescriptor::CPPTYPE_INT64:
        return r.SetInt64(&m, f, integer(r.GetInt64(m, f)));
      case FieldDescriptor::CPPTYPE_UINT64:
        return r.SetUInt64(&m, f, static_cast<std::uint64_t>(integer(0)));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return r.SetFloat(&m, f, number());
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return r.SetDouble(&m, f, static_cast<double>(number()));
      case FieldDescriptor::CPPTYPE_ENUM:
        return r.SetEnumValue(&m, f, static_cast<int>(choices_.below(21)));
      case FieldDescriptor::CPPTYPE_STRING:
        return r.SetString(&m, f, word(f, r.GetString(m, f)));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        static_cast<void>(r.MutableMessage(&m, f));
        return;
      default:
        return;
    }
  }
  void set(Message& m, const FieldDescriptor* f, int at) {
    const Reflection& r = *m.GetReflection();
    switch (f->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return r.SetRepeatedInt32(&m, f, at, static_cast<std::int32_t>(integer(r.GetRepeatedInt32(m, f, at))));
      case FieldDescriptor::CPPTYPE_INT64:
        return r.SetRepeatedInt64(&m, f, at, integer(r.GetRepeatedInt64(m, f, at)));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return r.SetRepeatedFloat(&m, f, at, number());
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return r.SetRepeatedDouble(&m, f, at, static_cast<double>(number()));
      case FieldDescriptor::CPPTYPE_STRING:
        return r.SetRepeatedString(&m, f, at, word(f, r.GetRepeatedString(m, f, at)));
      case FieldDescriptor::CPPTYPE_MESSAGE: {  // another one of the same list
        const int other = static_cast<int>(choices_.below(static_cast<std::size_t>(r.FieldSize(m, f))));
        if (other != at) r.MutableRepeatedMessage(&m, f, at)->CopyFrom(r.GetRepeatedMessage(m, f, other));
        return;
      }
      default:
        return;
    }
  }
  void add(Message& m, const FieldDescriptor* f, int size) {
    const Reflection& r = *m.GetReflection();
    switch (f->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return r.AddInt32(&m, f, static_cast<std::int32_t>(integer(0)));
      case FieldDescriptor::CPPTYPE_INT64:
        return r.AddInt64(&m, f, integer(0));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return r.AddFloat(&m, f, number());
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return r.AddDouble(&m, f, static_cast<double>(number()));
      case FieldDescriptor::CPPTYPE_STRING:
        return r.AddString(&m, f, word(f, {}));
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        Message* const added = r.AddMessage(&m, f);
        if (size > 0)
          added->CopyFrom(r.GetRepeatedMessage(m, f, static_cast<int>(choices_.below(static_cast<std::size_t>(size)))));
        return;
      }
      default:
        return;
    }
  }

  fuzz::Choices& choices_;
  std::vector<Message*> all_{};
  std::vector<std::string> names_{};
};

// ---- Seeds.

class Builder {
 public:
  explicit Builder(std::vector<std::int64_t> input) {
    model_.set_ir_version(8);
    model_.add_opset_import()->set_version(17);
    model_.mutable_graph()->set_name("net");
    value(*model_.mutable_graph()->add_input(), "x", input);
  }
  Builder& weight(const std::string& name, const std::vector<std::int64_t>& extents) {
    onnx::TensorProto& tensor = *model_.mutable_graph()->add_initializer();
    std::size_t size = 1;
    for (const std::int64_t extent : extents) {
      tensor.add_dims(extent);
      size *= static_cast<std::size_t>(extent);
    }
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    std::vector<float> values(size);
    for (std::size_t i = 0; i < size; ++i) values[i] = 0.25f * static_cast<float>(i % 7) + 0.125f;
    if (size % 2 == 0) tensor.set_raw_data(values.data(), 4 * size);
    else
      for (const float v : values) tensor.add_float_data(v);
    return *this;
  }
  Builder& integers(const std::string& name, const std::vector<std::int64_t>& values) {
    onnx::TensorProto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.add_dims(static_cast<std::int64_t>(values.size()));
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::INT64);
    for (const std::int64_t v : values) tensor.add_int64_data(v);
    return *this;
  }
  Builder& external(const std::string& name, const std::string& location) {
    onnx::TensorProto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.add_dims(4);
    tensor.add_dims(3);
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    onnx::StringStringEntryProto& entry = *tensor.add_external_data();
    entry.set_key("location");
    entry.set_value(location);
    return *this;
  }
  Builder& node(const std::string& type, const std::vector<std::string>& inputs, const std::string& output) {
    node_ = model_.mutable_graph()->add_node();
    node_->set_op_type(type);
    for (const std::string& input : inputs) node_->add_input(input);
    node_->add_output(output);
    return *this;
  }
  Builder& with(const std::string& name, std::int64_t v) {
    onnx::AttributeProto& a = attribute(name, onnx::AttributeProto::INT);
    a.set_i(v);
    return *this;
  }
  Builder& with(const std::string& name, const std::vector<std::int64_t>& values) {
    onnx::AttributeProto& a = attribute(name, onnx::AttributeProto::INTS);
    for (const std::int64_t v : values) a.add_ints(v);
    return *this;
  }
  Builder& with_text(const std::string& name, const std::string& text) {
    attribute(name, onnx::AttributeProto::STRING).set_s(text);
    return *this;
  }
  std::string gives(const std::string& output, const std::vector<std::int64_t>& extents, std::int64_t opset = 17) {
    value(*model_.mutable_graph()->add_output(), output, extents);
    model_.mutable_opset_import(0)->set_version(opset);
    return model_.SerializeAsString();
  }

 private:
  onnx::AttributeProto& attribute(const std::string& name, onnx::AttributeProto::AttributeType type) {
    onnx::AttributeProto& a = *node_->add_attribute();
    a.set_name(name);
    a.set_type(type);
    return a;
  }
  static void value(onnx::ValueInfoProto& info, const std::string& name, const std::vector<std::int64_t>& extents) {
    info.set_name(name);
    onnx::TypeProto::Tensor& tensor = *info.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t extent : extents) {
      auto& dim = *tensor.mutable_shape()->add_dim();
      if (extent > 0) dim.set_dim_value(extent);
      else dim.set_dim_param("N");
    }
  }
  onnx::ModelProto model_{};
  onnx::NodeProto* node_ = nullptr;
};

}  // namespace

void fuzz::run(std::string_view bytes) {
  const std::string path = model_folder() + "/model.onnx";
  {
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  for (const std::size_t batch : {1u, 0u}) {
    importer::OnnxOptions options;
    options.batch_extents = batch;
    fuzz::imports(path, bytes, [&] { return importer::contents_of(importer::read_onnx(path, options)); });
  }
}

std::vector<fuzz::Seed> fuzz::seeds() {
  using B = Builder;
  std::vector<fuzz::Seed> all;
  const auto add = [&](const char* name, std::string bytes) { all.push_back({name, std::move(bytes)}); };
  add("gemm", B({-1, 3})
                  .weight("w", {4, 3})
                  .weight("b", {4})
                  .node("Gemm", {"x", "w", "b"}, "h")
                  .with("transB", 1)
                  .node("Relu", {"h"}, "y")
                  .gives("y", {-1, 4}));
  add("matmul", B({-1, 3})
                    .weight("w", {3, 2})
                    .weight("b", {2})
                    .node("MatMul", {"x", "w"}, "h")
                    .node("Add", {"h", "b"}, "s")
                    .node("Softmax", {"s"}, "y")
                    .with("axis", -1)
                    .gives("y", {-1, 2}));
  add("conv", B({-1, 2, 5, 5})
                  .weight("w", {3, 2, 3, 3})
                  .weight("b", {3})
                  .node("Conv", {"x", "w", "b"}, "c")
                  .with("kernel_shape", {3, 3})
                  .with("pads", {1, 1, 1, 1})
                  .weight("g", {3})
                  .weight("d", {3})
                  .weight("m", {3})
                  .weight("v", {3})
                  .node("BatchNormalization", {"c", "g", "d", "m", "v"}, "n")
                  .node("Relu", {"n"}, "r")
                  .node("MaxPool", {"r"}, "p")
                  .with("kernel_shape", {2, 2})
                  .with("strides", {2, 2})
                  .node("Flatten", {"p"}, "f")
                  .weight("w2", {12, 2})
                  .node("Gemm", {"f", "w2"}, "y")
                  .gives("y", {-1, 2}));
  add("same", B({-1, 1, 4, 4})
                  .weight("w", {1, 1, 2, 2})
                  .node("Conv", {"x", "w"}, "y")
                  .with_text("auto_pad", "SAME_UPPER")
                  .with("strides", {2, 2})
                  .gives("y", {-1, 1, 2, 2}));
  add("transposed", B({-1, 2, 3, 3})
                        .weight("w", {2, 1, 2, 2})
                        .node("ConvTranspose", {"x", "w"}, "y")
                        .with("strides", {2, 2})
                        .with("output_padding", {1, 1})
                        .gives("y", {-1, 1, 7, 7}));
  add("shapes", B({-1, 2, 3})
                    .integers("s", {0, -1})
                    .node("Transpose", {"x"}, "t")
                    .with("perm", {0, 2, 1})
                    .node("Reshape", {"t", "s"}, "r")
                    .node("Identity", {"r"}, "i")
                    .node("Dropout", {"i"}, "y")
                    .gives("y", {-1, 6}));
  add("squeeze", B({-1, 1, 3})
                     .integers("a", {1})
                     .node("Squeeze", {"x", "a"}, "s")
                     .node("Unsqueeze", {"s", "a"}, "u")
                     .node("Cast", {"u"}, "y")
                     .with("to", 1)
                     .gives("y", {-1, 1, 3}));
  add("pools", B({-1, 2, 6, 6})
                   .node("AveragePool", {"x"}, "a")
                   .with("kernel_shape", {3, 3})
                   .with("strides", {2, 2})
                   .with("ceil_mode", 1)
                   .with("count_include_pad", 1)
                   .node("GlobalAveragePool", {"a"}, "y")
                   .gives("y", {-1, 2, 1, 1}));
  add("pad",
      B({-1, 1, 2, 2}).integers("p", {0, 0, 1, 1, 0, 0, 1, 1}).node("Pad", {"x", "p"}, "y").gives("y", {-1, 1, 4, 4}));
  add("resize", B({-1, 1, 2, 2})
                    .integers("s", {1, 1, 4, 4})
                    .node("Resize", {"x", "", "", "s"}, "y")
                    .with_text("mode", "nearest")
                    .gives("y", {-1, 1, 4, 4}));
  add("residual", B({-1, 3})
                      .weight("w", {3, 3})
                      .node("MatMul", {"x", "w"}, "h")
                      .node("Tanh", {"h"}, "t")
                      .node("Add", {"x", "t"}, "y")
                      .gives("y", {-1, 3}));
  add("concat", B({-1, 2, 3, 3})
                    .node("Relu", {"x"}, "r")
                    .node("Sigmoid", {"x"}, "s")
                    .node("Concat", {"r", "s"}, "y")
                    .with("axis", 1)
                    .gives("y", {-1, 4, 3, 3}));
  add("norm", B({-1, 4})
                  .weight("g", {4})
                  .weight("b", {4})
                  .node("LayerNormalization", {"x", "g", "b"}, "y")
                  .gives("y", {-1, 4}));
  add("swish", B({-1, 4}).node("Sigmoid", {"x"}, "s").node("Mul", {"x", "s"}, "y").gives("y", {-1, 4}));
  add("folded", B({-1, 4})
                    .node("Shape", {"x"}, "s")
                    .integers("i", {0})
                    .node("Gather", {"s", "i"}, "n")
                    .integers("m", {-1})
                    .node("Concat", {"n", "m"}, "c")
                    .with("axis", 0)
                    .node("Reshape", {"x", "c"}, "y")
                    .gives("y", {-1, 4}));
  add("external",
      B({-1, 3}).external("w", "weights.bin").node("Gemm", {"x", "w"}, "y").with("transB", 1).gives("y", {-1, 4}));
  add("leaves", B({-1, 3}).external("w", "../../../etc/passwd").node("Gemm", {"x", "w"}, "y").gives("y", {-1, 4}));
  add("old", B({-1, 2}).node("Softmax", {"x"}, "y").gives("y", {-1, 2}, 7));
  add("objects", std::string("\x3a\xa0\x1f", 3) + std::string(4000, '\x0a').replace(1, 1, 1, '\0'));
  return all;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size, std::size_t most, unsigned seed) {
  fuzz::Choices choices(seed);
  onnx::ModelProto model;
  if (choices.one_in(8) || !model.ParsePartialFromArray(bytes, static_cast<int>(size)))
    return LLVMFuzzerMutate(bytes, size, most);
  for (std::size_t changes = 1 + choices.below(3); changes > 0; --changes) Change(model, choices).one();
  return fuzz::given_back(model.SerializePartialAsString(), bytes, size, most);
}
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size, const std::uint8_t* b,
                                                 std::size_t b_size, std::uint8_t* to, std::size_t most,
                                                 unsigned seed) {
  fuzz::Choices choices(seed);
  onnx::ModelProto one, other;
  if (!one.ParsePartialFromArray(a, static_cast<int>(a_size)) ||
      !other.ParsePartialFromArray(b, static_cast<int>(b_size)))
    return 0;
  for (std::size_t changes = 1 + choices.below(3); changes > 0; --changes) Change(one, choices).one(&other);
  const std::string crossed = one.SerializePartialAsString();
  if (crossed.size() > most) return 0;
  std::memcpy(to, crossed.data(), crossed.size());
  return crossed.size();
}
