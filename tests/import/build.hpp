#pragma once
/// Small models of ONNX, and what the importer makes of them.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <onnx/onnx_pb.h>

#include "../../examples/import/onnx.hpp"
#include "../data/temporary.hpp"

using Ints = std::vector<std::int64_t>;
using Floats = std::vector<float>;

/// An attribute of a node.
struct Attribute {
  std::string name;
  std::variant<std::int64_t, float, std::string, Ints, Floats> value;
};

/// A model with one graph. Extents of -1 are not known.
class Build {
 public:
  explicit Build(std::int64_t opset = 13) {
    model.set_ir_version(8);
    model.add_opset_import()->set_version(opset);
  }
  Build& input(const std::string& name, const Ints& extents, int type = onnx::TensorProto::FLOAT) {
    describe(*graph().add_input(), name, extents, type);
    return *this;
  }
  Build& output(const std::string& name) {
    describe(*graph().add_output(), name, {}, onnx::TensorProto::FLOAT);
    return *this;
  }
  Build& constant(const std::string& name, const Ints& extents, const Floats& values) {
    onnx::TensorProto& tensor = add(name, extents, onnx::TensorProto::FLOAT);
    tensor.mutable_float_data()->Add(values.begin(), values.end());
    return *this;
  }
  Build& integers(const std::string& name, const Ints& values) {
    onnx::TensorProto& tensor = add(name, {static_cast<std::int64_t>(values.size())}, onnx::TensorProto::INT64);
    tensor.mutable_int64_data()->Add(values.begin(), values.end());
    return *this;
  }
  onnx::TensorProto& add(const std::string& name, const Ints& extents, int type) {
    onnx::TensorProto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    tensor.mutable_dims()->Add(extents.begin(), extents.end());
    return tensor;
  }
  Build& node(const std::string& op, const std::vector<std::string>& inputs, const std::string& output,
              const std::vector<Attribute>& attributes = {}) {
    onnx::NodeProto& made = *graph().add_node();
    made.set_op_type(op);
    made.set_name(output + "_node");
    for (const std::string& name : inputs) made.add_input(name);
    made.add_output(output);
    for (const Attribute& attribute : attributes) {
      onnx::AttributeProto& to = *made.add_attribute();
      to.set_name(attribute.name);
      if (const auto* i = std::get_if<std::int64_t>(&attribute.value)) {
        to.set_type(onnx::AttributeProto::INT);
        to.set_i(*i);
      } else if (const auto* f = std::get_if<float>(&attribute.value)) {
        to.set_type(onnx::AttributeProto::FLOAT);
        to.set_f(*f);
      } else if (const auto* s = std::get_if<std::string>(&attribute.value)) {
        to.set_type(onnx::AttributeProto::STRING);
        to.set_s(*s);
      } else if (const auto* list = std::get_if<Ints>(&attribute.value)) {
        to.set_type(onnx::AttributeProto::INTS);
        to.mutable_ints()->Add(list->begin(), list->end());
      } else {
        to.set_type(onnx::AttributeProto::FLOATS);
        const Floats& all = std::get<Floats>(attribute.value);
        to.mutable_floats()->Add(all.begin(), all.end());
      }
    }
    return *this;
  }
  onnx::GraphProto& graph() { return *model.mutable_graph(); }

  onnx::ModelProto model;

 private:
  static void describe(onnx::ValueInfoProto& info, const std::string& name, const Ints& extents, int type) {
    info.set_name(name);
    info.mutable_type()->mutable_tensor_type()->set_elem_type(type);
    auto& shape = *info.mutable_type()->mutable_tensor_type()->mutable_shape();
    for (const std::int64_t extent : extents) {
      if (extent < 0) shape.add_dim()->set_dim_param("N");
      else shape.add_dim()->set_dim_value(extent);
    }
  }
};

/// The net that the importer makes of a file with these bytes.
inline importer::Model import_bytes(const std::string& bytes, const importer::OnnxOptions& options = {}) {
  const TemporaryFolder folder;
  return importer::read_onnx(folder.write("model.onnx", bytes), options);
}
inline importer::Model import_model(const Build& build, const importer::OnnxOptions& options = {}) {
  return import_bytes(build.model.SerializeAsString(), options);
}
/// "Input<4>, Dense<4, 2>"
inline std::string types_of(const importer::Model& model) {
  std::string types;
  for (const importer::Layer& layer : model.layers) types += (types.empty() ? "" : ", ") + layer.type;
  return types;
}
/// The sentence of the error, without the path of the file. Empty if there is none.
inline std::string error_of(const Build& build, const importer::OnnxOptions& options = {}) {
  try {
    import_model(build, options);
  } catch (const importer::import_error& error) {
    const std::string text = error.what();
    const std::string file = "model.onnx: ";
    return text.substr(text.find(file) + file.size());
  }
  return {};
}
/// The values of tensor `name` of a layer, rounded to float.
inline Floats values_of(const importer::Layer& layer, const std::string& name) {
  for (const importer::Tensor& tensor : layer.tensors)
    if (tensor.name == name) return tensor.values.copy<float>();
  return {};
}
/// 0, 1, 2, …
inline Floats counting(std::size_t count) {
  Floats values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i);
  return values;
}
