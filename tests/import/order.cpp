// Shapes and orders: Reshape, Transpose and the extents that models compute.

#include <cmath>

#include "build.hpp"

BOOST_AUTO_TEST_SUITE(import_order)

BOOST_AUTO_TEST_CASE(transposes_that_cancel_leave_nothing) {
  // tf2onnx: the input is height, width, channels; convolutions stand between transposes.
  const std::string net = types_of(import_model(Build()
                                                    .input("x", {-1, 4, 4, 1})
                                                    .output("y")
                                                    .constant("W", {2, 1, 3, 3}, counting(18))
                                                    .constant("V", {3, 2, 1, 1}, counting(6))
                                                    .constant("b", {2}, {5, 6})
                                                    .node("Transpose", {"x"}, "t", {{"perm", Ints{0, 3, 1, 2}}})
                                                    .node("Conv", {"t", "W"}, "c")
                                                    .node("Transpose", {"c"}, "u", {{"perm", Ints{0, 2, 3, 1}}})
                                                    .node("Add", {"u", "b"}, "a")
                                                    .node("Relu", {"a"}, "r")
                                                    .node("Transpose", {"r"}, "v", {{"perm", Ints{0, 3, 1, 2}}})
                                                    .node("Conv", {"v", "V"}, "y")));
  // One channel: height, width, 1 is the same memory as 1, height, width.
  BOOST_TEST(net == "Input<4, 4, 1>, Reshape<1, 4, 4>, Conv2D<2, 3, ReLU>, Conv2D<3, 1, NoBias>");
}

BOOST_AUTO_TEST_CASE(several_channels_last_are_permuted) {
  const std::string net = types_of(import_model(Build()
                                                    .input("x", {-1, 4, 5, 3})
                                                    .output("y")
                                                    .constant("W", {2, 3, 1, 1}, counting(6))
                                                    .node("Transpose", {"x"}, "t", {{"perm", Ints{0, 3, 1, 2}}})
                                                    .node("Conv", {"t", "W"}, "y")));
  BOOST_TEST(net == "Input<4, 5, 3>, Reshape<20, 3>, Permute<1, 0>, Reshape<3, 4, 5>, Conv2D<2, 1, NoBias>");
}

BOOST_AUTO_TEST_CASE(a_transpose_before_a_matrix_permutes_its_weights) {
  // The input is (2, 3) and is read column by column: rows 0…5 of W belong to inputs 0, 3, 1, 4, 2, 5.
  const importer::Model model = import_model(Build()
                                                 .input("x", {-1, 2, 3})
                                                 .output("y")
                                                 .constant("W", {6, 1}, {0, 1, 2, 3, 4, 5})
                                                 .node("Transpose", {"x"}, "t", {{"perm", Ints{0, 2, 1}}})
                                                 .node("Flatten", {"t"}, "f")
                                                 .node("MatMul", {"f", "W"}, "y"));
  BOOST_TEST(types_of(model) == "Input<2, 3>, Flatten, Dense<6, 1>");
  BOOST_TEST(values_of(model.layers[2], "weight") == (Floats{0, 2, 4, 1, 3, 5}));
}

BOOST_AUTO_TEST_CASE(a_constant_per_position_finds_its_value) {
  // x is (2, 3); its transpose (3, 2) is multiplied by a constant of the same extents.
  const importer::Model model = import_model(Build()
                                                 .input("x", {-1, 2, 3})
                                                 .output("y")
                                                 .constant("c", {3, 2}, {10, 11, 20, 21, 30, 31})
                                                 .node("Transpose", {"x"}, "t", {{"perm", Ints{0, 2, 1}}})
                                                 .node("Mul", {"t", "c"}, "m")
                                                 .node("Transpose", {"m"}, "y", {{"perm", Ints{0, 2, 1}}}));
  BOOST_TEST(types_of(model) == "Input<2, 3>, Reshape<6, 1>, Conv1D<6, 1, Groups<6>, NoBias>, Reshape<2, 3>");
  BOOST_TEST(values_of(model.layers[2], "weight") == (Floats{10, 20, 30, 11, 21, 31}));
}

BOOST_AUTO_TEST_CASE(the_extents_of_the_input_may_be_moved) {
  // All with the size of the batch among them, which is not known.
  const auto reshaped = [](const std::string& op, const std::vector<std::string>& inputs) {
    Build build(13);
    build.input("x", {-1, 2, 3})
        .output("y")
        .integers("rows", {0, 1, 2})
        .integers("three", {3})
        .node("Shape", {"x"}, "s");
    return types_of(import_model(build.node(op, inputs, "t").node("Reshape", {"x", "t"}, "y")));
  };
  for (const auto& [op, inputs] : {std::pair{"Transpose", std::vector<std::string>{"s"}},
                                   std::pair{"Gather", std::vector<std::string>{"s", "rows"}},
                                   std::pair{"Expand", std::vector<std::string>{"s", "three"}},
                                   std::pair{"Identity", std::vector<std::string>{"s"}}})
    BOOST_TEST(reshaped(op, inputs) == "Input<2, 3>, PassThrough");
}

BOOST_AUTO_TEST_CASE(the_batch_may_be_computed) {
  // x.view(x.size(0), -1), as PyTorch writes it.
  Build build;
  build.input("x", {-1, 2, 2, 3})
      .output("y")
      .integers("zero", {0})
      .integers("rest", {-1})
      .node("Shape", {"x"}, "s")
      .node("Gather", {"s", "zero"}, "n", {{"axis", std::int64_t{0}}})
      .node("Concat", {"n", "rest"}, "shape", {{"axis", std::int64_t{0}}})
      .node("Reshape", {"x", "shape"}, "y");
  BOOST_TEST(types_of(import_model(build)) == "Input<2, 2, 3>, Flatten");
}

BOOST_AUTO_TEST_CASE(other_extents_than_the_batch_may_be_computed_with) {
  const Attribute first{"axis", std::int64_t{0}}, to_float{"to", std::int64_t{1}}, to_integer{"to", std::int64_t{7}};
  const auto extents = [] {
    return Build()
        .input("x", {-1, 2, 4, 3})
        .output("y")
        .integers("0", {0})
        .integers("1", {1})
        .integers("2", {2})
        .integers("3", {3})
        .integers("4", {4})
        .integers("-1", {-1})
        .constant("twice", {1}, {2})
        .node("Shape", {"x"}, "s");
  };
  // x.view(-1, x.size(1) * x.size(2) * x.size(3)), and with x.size(0) in front
  for (const char* const samples : {"-1", "n"}) {
    Build build = extents();
    build.node("Gather", {"s", "0"}, "n").node("Gather", {"s", "1"}, "c");
    build.node("Gather", {"s", "2"}, "h").node("Gather", {"s", "3"}, "w");
    build.node("Mul", {"c", "h"}, "ch").node("Mul", {"ch", "w"}, "chw");
    build.node("Concat", {samples, "chw"}, "t", {first}).node("Reshape", {"x", "t"}, "y");
    BOOST_TEST(error_of(build) == "");
    BOOST_TEST(types_of(import_model(build)) == "Input<2, 4, 3>, Flatten");
  }
  // The same of a part of the shape.
  Build parts = extents();
  parts.node("Slice", {"s", "1", "4"}, "chw")
      .node("Slice", {"chw", "0", "1"}, "c")
      .node("Slice", {"chw", "1", "3"}, "hw");
  parts.node("Concat", {"c", "hw"}, "all", {first}).node("Mul", {"all", "1"}, "same").node("Neg", {"same"}, "less");
  parts.node("Neg", {"less"}, "same2").node("Concat", {"-1", "same2"}, "t", {first}).node("Reshape", {"x", "t"}, "y");
  BOOST_TEST(error_of(parts) == "");
  // F.interpolate(x, size=(2 * height, 2 * width))
  Build resize = extents();
  resize.node("Slice", {"s", "2", "4"}, "hw")
      .node("Cast", {"hw"}, "real", {to_float})
      .node("Mul", {"real", "twice"}, "more");
  resize.node("Floor", {"more"}, "floor")
      .node("Cast", {"floor"}, "size", {to_integer})
      .node("Slice", {"s", "0", "2"}, "nc");
  resize.node("Concat", {"nc", "size"}, "t", {first});
  resize.node("Resize", {"x", "", "", "t"}, "y",
              {{"coordinate_transformation_mode", "asymmetric"}, {"nearest_mode", "floor"}});
  BOOST_TEST(error_of(resize) == "");
  BOOST_TEST((import_model(resize).output == std::vector<std::size_t>{2, 8, 6}));
  // The batch itself stays unknown.
  for (const char* const op : {"Mul", "Neg"}) {
    Build batch = extents();
    batch.node("Gather", {"s", "0"}, "n")
        .node(op, op[0] == 'M' ? std::vector<std::string>{"n", "1"} : std::vector<std::string>{"n"}, "m");
    batch.node("Concat", {"m", "-1"}, "t", {first}).node("Reshape", {"x", "t"}, "y");
    BOOST_TEST(error_of(batch).find("it computes with the size of the batch, which is not known") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(reshapes_keep_samples_apart) {
  const auto reshape = [](const Ints& extents, const Ints& shape) {
    const Build build =
        Build().input("x", extents).output("y").integers("shape", shape).node("Reshape", {"x", "shape"}, "y");
    const std::string error = error_of(build);
    return error.empty() ? types_of(import_model(build)) : "refused";
  };
  BOOST_TEST(reshape({-1, 6}, {0, 2, 3}) == "Input<6>, Reshape<2, 3>");
  BOOST_TEST(reshape({-1, 6}, {-1, 2, 3}) == "Input<6>, Reshape<2, 3>");
  BOOST_TEST(reshape({1, 6}, {1, -1, 3}) == "Input<6>, Reshape<2, 3>");
  BOOST_TEST(reshape({-1, 6}, {-1, 3}) == "refused");
  BOOST_TEST(reshape({2, 6}, {3, 4}) == "refused");
  BOOST_TEST(reshape({-1, 6}, {0, 4, -1}) == "refused");
  BOOST_TEST(reshape({-1, 6}, {6, -1}) == "refused");
}

/// A model over (N, 4, 5), or 3 samples, whose first node joins samples and rows.
Build rows(std::int64_t samples = -1, const Ints& shape = {-1, 5}) {
  return Build()
      .input("x", {samples, 4, 5})
      .output("y")
      .integers("rows", shape)
      .integers("parted", {-1, 4, 6})
      .constant("W", {5, 6}, counting(30))
      .constant("b", {6}, counting(6))
      .constant("b1", {1, 6}, counting(6))
      .constant("each", {12, 5}, counting(60))
      .constant("M", {12, 12}, counting(144))
      .node("Reshape", {"x", "rows"}, "r");
}

BOOST_AUTO_TEST_CASE(a_layer_on_rows_that_samples_are_joined_with_is_unrolled) {
  // As Keras and tf2onnx write a Dense on (steps, values).
  for (const std::int64_t samples : {-1, 1, 3}) {
    const importer::Model model = import_model(rows(samples)
                                                   .node("MatMul", {"r", "W"}, "m")
                                                   .node("Reshape", {"m", "parted"}, "p")
                                                   .node("Add", {"p", "b"}, "a")
                                                   .node("Relu", {"a"}, "y"));
    BOOST_TEST(types_of(model) == "Input<4, 5>, Unroll<4, Dense<5, 6, ReLU>>");
    BOOST_TEST(values_of(model.layers[1], "0.weight")[1] == 6);  // of input 1 for output 0
    BOOST_TEST(values_of(model.layers[1], "0.bias") == counting(6));
  }
  // The number of rows may be written.
  const Build numbered = rows(3, {12, 5}).node("Gemm", {"r", "W", "b1"}, "m").node("Softmax", {"m"}, "s");
  BOOST_TEST(types_of(import_model(Build(numbered).node("Reshape", {"s", "parted"}, "y"))) ==
             "Input<4, 5>, Unroll<4, Dense<5, 6, Softmax>>");
  // Rows of rows, and a sum of both.
  const importer::Model again = import_model(rows()
                                                 .integers("thrice", {-1, 3})
                                                 .integers("all", {-1, 24})
                                                 .constant("V", {3, 3}, counting(9))
                                                 .node("MatMul", {"r", "W"}, "m")
                                                 .node("Reshape", {"m", "thrice"}, "t")
                                                 .node("MatMul", {"t", "V"}, "v")
                                                 .node("Add", {"v", "t"}, "s")
                                                 .node("Reshape", {"s", "all"}, "y"));
  BOOST_TEST(types_of(again) ==
             "Input<4, 5>, Unroll<4, Dense<5, 6>>, Residual<Projection<Reshape<8, 3>, Unroll<8, Dense<3, 3>>>, "
             "Reshape<8, 3>>, Flatten");
}

BOOST_AUTO_TEST_CASE(what_mixes_rows_of_samples_is_refused) {
  const std::string joined = "samples and their rows are one extent";
  const auto refused = [&](Build build) {
    return error_of(build.node("Reshape", {"m", "parted"}, "y")).find(joined) != std::string::npos;
  };
  BOOST_TEST(refused(rows().node("ReduceMean", {"r"}, "m", {{"axes", Ints{0}}})));
  BOOST_TEST(refused(rows().node("Transpose", {"r"}, "m")));
  BOOST_TEST(refused(rows().node("MatMul", {"M", "r"}, "m")));
  BOOST_TEST(refused(rows().node("MatMul", {"r", "r"}, "m")));
  BOOST_TEST(refused(rows().node("Flatten", {"r"}, "m")));
  BOOST_TEST(refused(rows().node("Shape", {"r"}, "s").node("Reshape", {"x", "s"}, "m")));
  BOOST_TEST(refused(rows().node("Add", {"x", "r"}, "m")));
  BOOST_TEST(refused(rows().node("Concat", {"r", "r"}, "m", {{"axis", std::int64_t{1}}})));
  BOOST_TEST(error_of(rows().node("MatMul", {"r", "W"}, "y")) ==
             "output \"y\": samples and the 4 rows of each are one extent; a Reshape that parts them would be needed");
  BOOST_TEST(error_of(rows(3).node("Add", {"r", "each"}, "m").node("Reshape", {"m", "parted"}, "y"))
                 .find("differs from sample to sample") != std::string::npos);
  BOOST_TEST(error_of(rows().node("Softmax", {"r"}, "y", {{"axis", std::int64_t{0}}})).find("axis 0 counts samples") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_matrix_at_each_position_is_a_convolution) {
  const importer::Model model = import_model(Build()
                                                 .input("x", {-1, 5, 2})
                                                 .output("y")
                                                 .constant("W", {2, 3}, {1, 2, 3, 4, 5, 6})
                                                 .node("MatMul", {"x", "W"}, "y"));
  BOOST_TEST(types_of(model) == "Input<5, 2>, Permute<1, 0>, Conv1D<3, 1>, Permute<1, 0>");
  BOOST_TEST(values_of(model.layers[2], "weight") == (Floats{1, 4, 2, 5, 3, 6}));
}

BOOST_AUTO_TEST_CASE(constants_are_computed) {
  // The weights are transposed, halved and cut from a larger tensor by the graph.
  const importer::Model model =
      import_model(Build()
                       .input("x", {-1, 2})
                       .output("y")
                       .constant("all", {3, 2}, {2, 4, 6, 8, 10, 12})
                       .constant("two", {1}, {2})
                       .integers("start", {2})
                       .integers("end", {0})
                       .integers("axis", {0})
                       .integers("step", {-1})
                       .node("Slice", {"all", "start", "end", "axis", "step"}, "part")  // rows 2 and 1
                       .node("Div", {"part", "two"}, "half")
                       .node("Transpose", {"half"}, "W", {{"perm", Ints{1, 0}}})
                       .node("MatMul", {"x", "W"}, "y"));
  BOOST_TEST(types_of(model) == "Input<2>, Dense<2, 2>");
  BOOST_TEST(values_of(model.layers[1], "weight") == (Floats{5, 6, 3, 4}));
}

BOOST_AUTO_TEST_CASE(norms_of_constants_are_computed) {
  // weight_norm without folding: g · v / ‖v‖, a norm for each output
  const auto norm = [](const Ints& axes, std::int64_t keep) {
    return Build()
        .input("x", {-1, 2})
        .output("y")
        .constant("v", {2, 2}, {3, 4, 6, 8})
        .node("ReduceL2", {"v"}, "n", {{"axes", axes}, {"keepdims", keep}});
  };
  const auto weights = [](Build build) {
    return values_of(import_model(build.node("Div", {"v", "n"}, "w").node("MatMul", {"x", "w"}, "y")).layers[1],
                     "weight");
  };
  BOOST_TEST(weights(norm({1}, 1)) == (Floats{0.6f, 0.6f, 0.8f, 0.8f}));  // of rows, and the matrix transposed
  const float a = 3 / std::sqrt(45.f), b = 6 / std::sqrt(45.f), c = 4 / std::sqrt(80.f), d = 8 / std::sqrt(80.f);
  BOOST_TEST(weights(norm({0}, 0)) == (Floats{a, b, c, d}), boost::test_tools::tolerance(1e-6f)
                                                                << boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(constants_become_numbers_of_16_bits) {
  for (const auto& [type, rounded] :
       {std::pair{onnx::TensorProto::FLOAT16, 0x1.998p-4f}, {onnx::TensorProto::BFLOAT16, 0x1.9ap-4f}}) {
    const importer::Model model = import_model(Build()
                                                   .input("x", {-1, 1}, type)
                                                   .output("y")
                                                   .constant("c", {1, 1}, {0.1f})
                                                   .node("Cast", {"c"}, "W", {{"to", std::int64_t{type}}})
                                                   .node("MatMul", {"x", "W"}, "y"));
    BOOST_TEST(values_of(model.layers[1], "weight") == Floats{rounded});
  }
}

BOOST_AUTO_TEST_CASE(an_image_without_samples_may_get_an_extent_for_them) {
  importer::OnnxOptions whole;
  whole.batch_extents = 0;
  const auto image = [] {
    return Build()
        .input("x", {3, 8, 8})
        .output("y")
        .integers("zero", {0})
        .constant("W", {3, 3, 1, 1}, counting(9))
        .node("Unsqueeze", {"x", "zero"}, "u")
        .node("Conv", {"u", "W"}, "c");
  };
  BOOST_TEST(types_of(import_model(image().node("Relu", {"c"}, "y"), whole)) ==
             "Input<3, 8, 8>, Conv2D<3, 1, NoBias, ReLU>");
  BOOST_TEST(types_of(import_model(image().node("Squeeze", {"c", "zero"}, "y"), whole)) ==
             "Input<3, 8, 8>, Conv2D<3, 1, NoBias>");
  BOOST_TEST(types_of(import_model(image().node("Add", {"c", "u"}, "y"), whole)) ==
             "Input<3, 8, 8>, Residual<Conv2D<3, 1, NoBias>>");
  BOOST_TEST(error_of(image().node("Relu", {"c"}, "y")).find("--batch-extents 0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(weights_of_several_layers_are_noted) {
  const auto twice = [](const std::string& second) {
    return import_model(Build()
                            .input("x", {-1, 2})
                            .output("y")
                            .constant("W", {2, 2}, counting(4))
                            .constant("V", {2, 2}, counting(4))
                            .node("MatMul", {"x", "W"}, "a")
                            .node("Relu", {"a"}, "b")
                            .node("MatMul", {"b", second}, "y"))
        .notes;
  };
  BOOST_TEST(twice("V").empty());
  BOOST_REQUIRE(twice("W").size() == 1u);
  BOOST_TEST(
      twice("W")[0] ==
      "node \"y_node\" (MatMul) has the weights of an earlier layer, from which training would change them apart");
}

BOOST_AUTO_TEST_CASE(old_softmax_is_over_all_that_follows) {
  const auto softmax = [](std::int64_t opset, std::int64_t axis) {
    const Build build = Build(opset).input("x", {-1, 2, 3}).output("y").node("Softmax", {"x"}, "y", {{"axis", axis}});
    const std::string error = error_of(build);
    return error.empty() ? types_of(import_model(build)) : "refused";
  };
  BOOST_TEST(softmax(11, 1) == "Input<2, 3>, Flatten, Activate<Softmax>, Reshape<2, 3>");
  BOOST_TEST(softmax(11, 2) == "Input<2, 3>, Unroll<2, Activate<Softmax>>");
  BOOST_TEST(softmax(13, 1) == "Input<2, 3>, Permute<1, 0>, Unroll<3, Activate<Softmax>>, Permute<1, 0>");
}

BOOST_AUTO_TEST_SUITE_END()
