// Files that no program wrote: always an import_error, and no more memory than the file deserves.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>

#include "build.hpp"

BOOST_AUTO_TEST_SUITE(import_hostile)

Build small() {
  return Build()
      .input("x", {-1, 2, 4})
      .output("y")
      .constant("W", {3, 2, 3}, counting(18))
      .integers("shape", {0, -1})
      .node("Conv", {"x", "W"}, "c", {{"pads", Ints{1, 1}}})
      .node("Relu", {"c"}, "r")
      .node("Reshape", {"r", "shape"}, "y");
}
std::string error_of_bytes(const std::string& bytes) {
  try {
    import_bytes(bytes);
  } catch (const importer::import_error& error) { return error.what(); }
  return {};
}

BOOST_AUTO_TEST_CASE(cut_off_at_every_byte) {
  const std::string whole = small().model.SerializeAsString();
  BOOST_TEST(error_of_bytes(whole) == "");
  for (std::size_t size = 0; size < whole.size(); ++size)
    BOOST_TEST(error_of_bytes(whole.substr(0, size)) != "", "the first " << size << " bytes are a model");
}

BOOST_AUTO_TEST_CASE(each_bit_flipped) {
  const std::string whole = small().model.SerializeAsString();
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string bytes = whole;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    refused += !error_of_bytes(bytes).empty();
  }
  BOOST_TEST(refused > whole.size());  // most others change a weight or a name
}

BOOST_AUTO_TEST_CASE(sizes_that_are_too_large) {
  const std::int64_t huge = std::int64_t{1} << 62;
  Build dims = small();
  dims.graph().mutable_initializer(0)->set_dims(0, huge);
  BOOST_TEST(error_of(dims) == "initializer \"W\": its extents are too large");
  Build negative = small();
  negative.graph().mutable_initializer(0)->set_dims(0, -1);
  BOOST_TEST(error_of(negative) == "initializer \"W\": an extent is -1");
  Build few = small();
  few.graph().mutable_initializer(0)->set_dims(0, 4);
  BOOST_TEST(error_of(few) == "initializer \"W\": float_data has 18 values, its extents need 24");
  Build input = small();
  input.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape()->mutable_dim(2)->set_dim_value(
      huge);
  BOOST_TEST(error_of(input).find("input \"x\": extent 2 is 4611686018427387904; a net needs") == 0u);
  // A constant that a few bytes blow up.
  Build expanded = Build()
                       .input("x", {-1, 4})
                       .output("y")
                       .constant("one", {1}, {1})
                       .integers("shape", {1 << 20, 1 << 10})
                       .node("Expand", {"one", "shape"}, "W")
                       .node("MatMul", {"x", "W"}, "y");
  BOOST_TEST(error_of(expanded) ==
             "node \"W_node\" (Expand): a constant of 1073741824 elements; the constants would take "
             "more memory than twice the file");
}

BOOST_AUTO_TEST_CASE(samples_that_are_too_large) {
  const Ints many{-1, 1 << 16, 1 << 16};
  const auto has = [](const Build& build, const std::string& text) {
    const std::string error = error_of(build);
    BOOST_TEST(error.find(text) != std::string::npos, error);
  };
  const auto model = [&] { return Build(20).input("x", many).output("y"); };
  // Tensors that the layer needs and the file does not have.
  has(model().constant("g", {2}, {1, 2}).node("LayerNormalization", {"x", "g"}, "y", {{"axis", std::int64_t{1}}}),
      "its scale and bias have 2 and 2 values; 4294967296 would be needed");
  has(Build(20)
          .input("x", {-1, 1 << 30, 2})
          .output("y")
          .constant("g", {1}, {1})
          .node("GroupNormalization", {"x", "g", "g"}, "y", {{"num_groups", std::int64_t{1}}}),
      "it needs a tensor of 1073741824 numbers that the file does not have");
  has(Build(20)
          .input("x", {-1, 1 << 20, 4, 4})
          .output("y")
          .node("AveragePool", {"x"}, "y", {{"kernel_shape", Ints{2, 2}}, {"dilations", Ints{2, 2}}}),
      "it needs a tensor of 4194304 numbers that the file does not have");
  // Joined again and again.
  Build joined = model();
  std::string last = "x";
  for (int i = 0; i < 70; ++i) {
    const std::string next = i == 69 ? "y" : "v" + std::to_string(i);
    joined.node("Concat", {last, last}, next, {{"axis", std::int64_t{1}}});
    last = next;
  }
  has(joined, "its output would be 131072×65536; a net takes at most 2^32 values a sample");
}

BOOST_AUTO_TEST_CASE(objects_that_are_too_many) {
  // Two bytes each, hundreds in memory.
  Build build = small();
  for (int i = 0; i < 100'000; ++i) build.graph().add_node();
  const std::string error = error_of(build);
  BOOST_TEST(error.find("bytes describe objects of more than") != std::string::npos, error);
}

BOOST_AUTO_TEST_CASE(graphs_within_graphs) {
  Build build = small();
  onnx::GraphProto* graph = &build.graph();
  for (int depth = 0; depth < 200; ++depth) {
    onnx::AttributeProto& attribute = *graph->add_node()->add_attribute();
    attribute.set_type(onnx::AttributeProto::GRAPH);
    graph = attribute.mutable_g();
  }
  BOOST_TEST(error_of(build) == "it is no ModelProto of ONNX: damaged, cut off or nested too deep");
}

BOOST_AUTO_TEST_CASE(values_in_files_beside_the_model) {
  const TemporaryFolder folder, elsewhere;
  const auto read = [&](const std::string& location, const std::string& offset = "", std::int64_t rows = 2) {
    Build build;
    build.input("x", {-1, 2}).output("y").node("MatMul", {"x", "W"}, "y");
    onnx::TensorProto& tensor = build.add("W", {2, rows - 1}, onnx::TensorProto::FLOAT);
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    const auto entry = [&](const char* key, const std::string& value) {
      tensor.add_external_data()->set_key(key);
      tensor.mutable_external_data(tensor.external_data_size() - 1)->set_value(value);
    };
    entry("location", location);
    if (!offset.empty()) entry("offset", offset);
    const std::string path = folder.write("model.onnx", build.model.SerializeAsString());
    try {
      return values_of(importer::read_onnx(path).layers[1], "weight");
    } catch (const importer::import_error&) { return Floats{}; }
  };
  const std::string values("\0\0\x80\x3f\0\0\0\x40\0\0\x40\x40", 12);  // 1, 2, 3
  folder.write("values.bin", values);
  elsewhere.write("values.bin", values);
  std::filesystem::create_symlink(elsewhere.path() + "/values.bin", folder.path() + "/link.bin");
  BOOST_TEST(read("values.bin") == (Floats{1, 2}));
  BOOST_TEST(read("values.bin", "4") == (Floats{2, 3}));
  BOOST_TEST(read("values.bin", "8").empty());  // beyond the end
  BOOST_TEST(read("values.bin", "-4").empty());
  BOOST_TEST(read("values.bin", "18446744073709551612").empty());
  BOOST_TEST(read("").empty());
  BOOST_TEST(read(".").empty());
  BOOST_TEST(read("missing.bin").empty());
  BOOST_TEST(read(elsewhere.path() + "/values.bin").empty());
  BOOST_TEST(read("../" + std::filesystem::path(elsewhere.path()).filename().string() + "/values.bin").empty());
  BOOST_TEST(read("link.bin").empty());
}

// Each operator with inputs of each kind, with too few, too many and none: it is imported or refused, and nothing else.
BOOST_AUTO_TEST_CASE(any_operator_of_any_inputs) {
  const char* const operators[] = {"Abs",
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
                                   "DepthToSpace",
                                   "Div",
                                   "Dropout",
                                   "Elu",
                                   "Erf",
                                   "Expand",
                                   "Flatten",
                                   "Floor",
                                   "GRU",
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
                                   "LSTM",
                                   "LayerNormalization",
                                   "LeakyRelu",
                                   "LogSoftmax",
                                   "MatMul",
                                   "MaxPool",
                                   "Mish",
                                   "Mul",
                                   "Neg",
                                   "PRelu",
                                   "Pad",
                                   "Pow",
                                   "RNN",
                                   "Reciprocal",
                                   "ReduceMax",
                                   "ReduceMean",
                                   "ReduceSum",
                                   "Relu",
                                   "Reshape",
                                   "Resize",
                                   "Selu",
                                   "Shape",
                                   "Shrink",
                                   "Sigmoid",
                                   "Slice",
                                   "Softmax",
                                   "Softplus",
                                   "Softsign",
                                   "SpaceToDepth",
                                   "Sqrt",
                                   "Squeeze",
                                   "Sub",
                                   "Sum",
                                   "Tanh",
                                   "Transpose",
                                   "Unsqueeze",
                                   "Upsample"};
  // Numbers, integers, and what is left out; vectors, images and one value, or steps and results of recurrent layers.
  const std::vector<std::string> constants{"w", "k", ""};
  sinew::Engine engine(1);
  std::size_t imported = 0, refused = 0;
  for (const bool recurrent : {false, true}) {
    std::vector<std::string> kinds = constants;
    Build values;
    values.constant("w", {2, 3}, counting(6)).integers("k", {0});
    if (recurrent) {
      values.input("x", {4, -1, 3}).constant("W", {2, 2, 3}, counting(12)).constant("R", {2, 2, 2}, counting(8));
      values.node("RNN", {"x", "W", "R"}, "t", {{"direction", "bidirectional"}});
      values.graph().mutable_node(0)->add_output("h");
      kinds.insert(kinds.end(), {"x", "t", "h"});
    } else {
      values.input("x", {-1, 12}).integers("image", {0, 2, 2, 3}).integers("one", {1}).node("Relu", {"x"}, "v");
      values.node("Reshape", {"v", "image"}, "i").constant("c", {12, 1}, counting(12));
      values.node("MatMul", {"v", "c"}, "d").node("Squeeze", {"d", "one"}, "o");
      kinds.insert(kinds.end(), {"v", "i", "o"});
    }
    const auto attempt = [&](const char* op, const std::vector<std::string>& inputs, bool axis) {
      std::vector<Attribute> attributes;
      if (axis) attributes.push_back({"axis", std::int64_t{0}});
      Build build = values;
      build.output("y").node(op, inputs, "z", attributes).node("Sum", {"z"}, "y");
      // The output depends on the input of the graph, whatever the operator's inputs are.
      if (std::all_of(inputs.begin(), inputs.end(), [&](const std::string& input) {
            return std::find(constants.begin(), constants.end(), input) != constants.end();
          }))
        build.graph().mutable_node(build.graph().node_size() - 1)->add_input("x");
      try {
        import_model(build);
        ++imported;
      } catch (const importer::import_error&) { ++refused; }
    };
    for (const char* const op : operators)
      for (const bool axis : {false, true}) {
        attempt(op, {}, axis);
        for (const std::string& first : kinds) {
          attempt(op, {first}, axis);
          for (const std::string& second : kinds) attempt(op, {first, second}, axis);
        }
        for (std::size_t i = 0; i < 20; ++i) {
          std::vector<std::string> inputs(3 + sinew::uniform_index(engine, 3));
          for (std::string& input : inputs) input = kinds[sinew::uniform_index(engine, kinds.size())];
          attempt(op, inputs, axis);
        }
      }
  }
  BOOST_TEST(imported > 100u);
  BOOST_TEST(refused > imported);
}

BOOST_AUTO_TEST_CASE(long_chains) {
  // More layers than a type can have, and more branches within each other.
  Build chain = Build().input("x", {-1, 4}).output("y").constant("unused", {3'000'000}, Floats(3'000'000));
  for (int i = 0; i < 12'000; ++i)
    chain.node("Relu", {i == 0 ? "x" : "v" + std::to_string(i - 1)}, i == 11'999 ? "y" : "v" + std::to_string(i));
  const std::string long_one = error_of(chain);
  BOOST_TEST(long_one.find("the net has more than 10000 layers") != std::string::npos, long_one);
  Build nested = Build().input("x", {-1, 4}).output("y").constant("unused", {100'000}, Floats(100'000));
  for (int i = 0; i < 200; ++i) {
    const std::string n = std::to_string(i), before = i == 0 ? "x" : "b" + std::to_string(i - 1);
    nested.node("Tanh", {before}, "t" + n).node("Add", {"t" + n, "x"}, i == 199 ? "y" : "b" + n);
  }
  const std::string deep = error_of(nested);
  BOOST_TEST(deep.find("branches lie within each other more than 100 deep") != std::string::npos, deep);
}

BOOST_AUTO_TEST_SUITE_END()
