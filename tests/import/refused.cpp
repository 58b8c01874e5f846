// What cannot be a net is refused by a sentence that names the node, its operator, what was found and what is needed.

#include <limits>

#include "build.hpp"

BOOST_AUTO_TEST_SUITE(import_refused)

/// A model of one node on (N, 3, 8, 8), with a constant W.
Build one(const std::string& op, const std::vector<std::string>& inputs, const std::vector<Attribute>& attributes = {},
          std::int64_t opset = 13) {
  return Build(opset)
      .input("x", {-1, 3, 8, 8})
      .output("y")
      .constant("W", {4, 3, 3, 3}, counting(108))
      .node(op, inputs, "y", attributes);
}

BOOST_AUTO_TEST_CASE(operators_and_attributes) {
  BOOST_TEST(error_of(one("TopK", {"x", "W"})) == "node \"y_node\" (TopK): there is no layer for this operator");
  BOOST_TEST(error_of(one("Conv", {"x", "W"}, {{"auto_pad", "SAME"}})) ==
             "node \"y_node\" (Conv): attribute auto_pad is \"SAME\"; NOTSET, SAME_UPPER, SAME_LOWER or VALID would be "
             "needed");
  BOOST_TEST(error_of(one("Conv", {"x", "W"}, {{"padding", Ints{1, 1}}})) ==
             "node \"y_node\" (Conv): attribute padding is [1, 1]; this attribute is not understood for the operator");
  BOOST_TEST(error_of(one("Conv", {"x", "W"}, {{"strides", 2.f}})) ==
             "node \"y_node\" (Conv): attribute strides is 2.000000; its type is wrong");
  BOOST_TEST(error_of(one("Conv", {"x", "W"}, {{"group", std::int64_t{2}}})) ==
             "node \"y_node\" (Conv): its weights have the extents 4×3×3×3 and group is 2, its input has 3 channels");
  BOOST_TEST(error_of(one("Conv", {"x"})) == "node \"y_node\" (Conv): it has 1 inputs, but takes 2 to 3");
  BOOST_TEST(error_of(one("Relu", {"x"}, {{"alpha", 1.f}})) ==
             "node \"y_node\" (Relu): attribute alpha is 1.000000; this attribute is not understood for the operator");
  BOOST_TEST(error_of(Build().input("x", {-1, 2, 1}).output("y").node("Softmax", {"x"}, "y")) ==
             "node \"y_node\" (Softmax): it is over a single value, so its output is always the same");
  BOOST_TEST(
      error_of(one("Pad", {"x"}, {{"mode", "reflect"}, {"pads", Ints{0, 0, 1, 1, 0, 0, 1, 1}}}, 9)) ==
      "node \"y_node\" (Pad): attribute mode is \"reflect\"; \"constant\" would be needed: padding of layers is 0");
  BOOST_TEST(error_of(one("Mul", {"x", "x"})) ==
             "node \"y_node\" (Mul): both inputs depend on the input of the graph; a layer that multiplies two values "
             "would be needed");
  BOOST_TEST(error_of(one("Add", {"x", "c"}).constant("c", {1, 1, 1, 1, 8}, counting(8))) ==
             "node \"y_node\" (Add): the constant has the extents 1×1×1×1×8, more than the 4 of the other input, which "
             "would have to grow");
  BOOST_TEST(error_of(one("Add", {"x", "c"}).constant("c", {3}, counting(3))) ==
             "node \"y_node\" (Add): the constant has the extents 3, which do not fit a sample of 3×8×8");
  BOOST_TEST(error_of(one("Erf", {"x"})) == "node \"y_node\" (Erf): there is no layer for this operator alone");
  BOOST_TEST(
      error_of(one("MaxPool", {"x"}, {{"kernel_shape", Ints{3, 3}}, {"pads", Ints{3, 0, 0, 0}}})) ==
      "node \"y_node\" (MaxPool): one of its windows lies in the padding alone; each would have to reach the image");
}

BOOST_AUTO_TEST_CASE(graphs) {
  BOOST_TEST(error_of(one("Relu", {"x"}, {}, 30)) == "opset 30; 6 to 25 are understood");
  BOOST_TEST(error_of(one("Relu", {"z"})) == "the output depends on no input of the graph");
  BOOST_TEST(
      error_of(one("Add", {"x", "z"})) ==
      "node \"y_node\" (Add): its input \"z\" is no input of the graph, no initializer and no output of an earlier "
      "node");
  BOOST_TEST(error_of(one("Relu", {"x"}).output("z")) ==
             "the graph has 2 outputs; a net has one: choose one by --result, of \"y\" \"z\"");
  BOOST_TEST(error_of(one("Add", {"x", "z"}).input("z", {-1, 3, 8, 8})) ==
             "the graph has 2 inputs, \"x\" \"z\"; a net has one, the others would have to be constants: "
             "--constant NAME=FILE");
  BOOST_TEST(
      error_of(Build().input("x", {-1, -1}).output("y").node("Relu", {"x"}, "y")) ==
      "input \"x\": extent 1 is not known \"N\"; a net needs the extents of a sample: numbers above 0, of at most "
      "2^32 values");
  BOOST_TEST(error_of(Build().input("x", {-1, 4}, onnx::TensorProto::INT64).output("y").node("Relu", {"x"}, "y")) ==
             "input \"x\": its elem_type is 7; a net takes FLOAT, DOUBLE, FLOAT16 or BFLOAT16 (1, 11, 10 or 16)");
  // A cycle: no node is an earlier one.
  const std::string cycle = error_of(Build()
                                         .input("x", {-1, 4})
                                         .output("y")
                                         .node("Add", {"x", "b"}, "a")
                                         .node("Relu", {"a"}, "b")
                                         .node("Relu", {"b"}, "y"));
  BOOST_TEST(cycle.find("node \"a_node\" (Add): its input \"b\" is no input") == 0u, cycle);
  BOOST_TEST(error_of(one("Relu", {"x"}).node("Tanh", {"x"}, "y")) == "node 1: the name \"y\" is defined twice");
  BOOST_TEST(error_of(one("Relu", {"x"}).constant("W", {1}, {1})) == "initializer: the name \"W\" is defined twice");
  Build other = one("Relu", {"x"});
  other.graph().mutable_node(0)->set_domain("com.microsoft");
  BOOST_TEST(error_of(other) ==
             "node \"y_node\" (Relu): its domain is \"com.microsoft\"; only ONNX's own operators are "
             "understood");
}

BOOST_AUTO_TEST_CASE(refusals_name_the_option_that_helps) {
  // A model whose input has no extent that counts samples
  const Build flat =
      Build().input("x", {4}).output("y").constant("W", {4, 2}, counting(8)).node("MatMul", {"x", "W"}, "y");
  BOOST_TEST(
      error_of(flat) ==
      "node \"y_node\" (MatMul): a sample of its input is a single value, which only counts samples (if the extent "
      "of the input does not count samples: --batch-extents 0)");
  importer::OnnxOptions options;
  options.batch_extents = 0;
  BOOST_TEST(types_of(import_model(flat, options)) == "Input<4>, Dense<4, 2>");
  // Operators of other domains
  Build other = one("Relu", {"x"}).node("ZipMap", {"y"}, "z").node("Scaler", {"y"}, "s").output("z").output("s");
  for (const int node : {1, 2}) other.graph().mutable_node(node)->set_domain("ai.onnx.ml");
  options.batch_extents = 1;
  options.output = "z";
  BOOST_TEST(error_of(other, options)
                 .find("export the model without it (zipmap=False), or import what it takes: --result "
                       "\"y\"") != std::string::npos);
  options.output = "s";
  BOOST_TEST(error_of(other, options).find("scale the inputs in front of the net") != std::string::npos);
  // A value within the graph
  options.output = "inner";
  const importer::Model inner =
      import_model(one("Relu", {"x"}).node("Tanh", {"x"}, "inner").node("TopK", {"inner"}, "t"), options);
  BOOST_TEST(types_of(inner) == "Input<3, 8, 8>, Activate<Tanh>");
  BOOST_REQUIRE(inner.notes.size() == 1u);
  BOOST_TEST(inner.notes[0] == "The net ends at \"inner\", a value within the graph");
  options.output = "nowhere";
  BOOST_TEST(error_of(one("Relu", {"x"}), options) ==
             "there is no output or other value \"nowhere\"; outputs are \"y\"");
}

BOOST_AUTO_TEST_CASE(quantized_models) {
  for (const char* const op : {"QLinearConv", "DequantizeLinear", "MatMulInteger"}) {
    Build build = one("Relu", {"q"}).node(op, {"x", "zero"}, "q");
    build.graph().mutable_node()->SwapElements(0, 1);
    build.add("zero", {1}, onnx::TensorProto::UINT8).set_raw_data("0");
    BOOST_TEST(error_of(build) ==
               "node \"q_node\" (" + std::string(op) +
                   "): the model is quantized, and computes with integers; the model before that, of "
                   "floating-point numbers, would be needed");
  }
}

BOOST_AUTO_TEST_CASE(outputs_of_other_extents_than_declared) {
  const auto declared = [](const Ints& extents) {
    Build build = one("Conv", {"x", "W"});
    onnx::TensorShapeProto& shape =
        *build.graph().mutable_output(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
    for (const std::int64_t extent : extents)
      if (extent > 0) shape.add_dim()->set_dim_value(extent);
      else shape.add_dim()->set_dim_param("n");
    return error_of(build);
  };
  BOOST_TEST(declared({}).empty());
  BOOST_TEST(declared({-1, 4, 6, 6}).empty());
  BOOST_TEST(declared({7, 4, -1, -1}).empty());
  BOOST_TEST(declared({-1, 4, 6, 7}) ==
             "output \"y\": the graph declares it as ?×4×6×7, the net would give ?×4×6×6, where ? stands for a number "
             "of samples or one that is not known");
  BOOST_TEST(declared({-1, 144}) ==
             "output \"y\": the graph declares it as ?×144, the net would give ?×4×6×6, where ? stands for a number "
             "of samples or one that is not known");
}

BOOST_AUTO_TEST_CASE(nodes_that_nothing_needs_are_left_out) {
  BOOST_TEST(error_of(one("Relu", {"x"}).node("Nonsense", {"W"}, "z")) == "");
  importer::OnnxOptions options;
  options.output = "y";
  const importer::Model model = import_model(one("Relu", {"x"}).node("Nonsense", {"x"}, "z").output("z"), options);
  BOOST_TEST(types_of(model) == "Input<3, 8, 8>, Activate<ReLU>");
  BOOST_REQUIRE(model.notes.size() == 1u);
  BOOST_TEST(model.notes[0] == "Of the outputs of the graph this is \"y\"; the others were left out");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_finite) {
  Build build = one("Conv", {"x", "W"});
  build.graph().mutable_initializer(0)->set_float_data(7, std::numeric_limits<float>::infinity());
  BOOST_TEST(error_of(build) ==
             "node \"y_node\" (Conv): its constants are not all finite (--allow-non-finite takes such)");
  importer::OnnxOptions options;
  options.allow_non_finite = true;
  const importer::Model model = import_model(build, options);
  BOOST_TEST(values_of(model.layers.back(), "weight")[7] == std::numeric_limits<float>::infinity());
  // A mask before a Softmax.
  const float minus = -std::numeric_limits<float>::infinity();
  Build mask;
  mask.input("x", {-1, 3}).output("y").constant("W", {3, 3}, counting(9)).constant("m", {3}, {0, minus, 0});
  mask.node("MatMul", {"x", "W"}, "a").node("Add", {"a", "m"}, "b").node("Softmax", {"b"}, "y");
  BOOST_TEST(error_of(mask).find("(--allow-non-finite takes such)") != std::string::npos);
  const importer::Model masked = import_model(mask, options);
  BOOST_TEST(types_of(masked) == "Input<3>, Dense<3, 3, Softmax>");
  BOOST_TEST((values_of(masked.layers.back(), "bias") == Floats{0, minus, 0}));
}

BOOST_AUTO_TEST_SUITE_END()
