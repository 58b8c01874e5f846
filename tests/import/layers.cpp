// What operators become: the types of layers, and where their numbers are.

#include "build.hpp"

BOOST_AUTO_TEST_SUITE(import_layers)

BOOST_AUTO_TEST_CASE(gemm_has_all_its_attributes) {
  // y = 2·x·Bᵀ + 3·c, with B of (out, in) as PyTorch writes it.
  const importer::Model model = import_model(
      Build()
          .input("x", {-1, 2})
          .output("y")
          .constant("B", {3, 2}, {1, 2, 3, 4, 5, 6})
          .constant("c", {3}, {1, 2, 3})
          .node("Gemm", {"x", "B", "c"}, "y", {{"transB", std::int64_t{1}}, {"alpha", 2.f}, {"beta", 3.f}}));
  BOOST_TEST(types_of(model) == "Input<2>, Dense<2, 3>");
  BOOST_TEST(values_of(model.layers[1], "weight") == (Floats{2, 4, 6, 8, 10, 12}));
  BOOST_TEST(values_of(model.layers[1], "bias") == (Floats{3, 6, 9}));
  BOOST_TEST(model.scalar == "float");
  BOOST_TEST(model.input == (std::vector<std::size_t>{2}));
  BOOST_TEST(model.output == (std::vector<std::size_t>{3}));
}

BOOST_AUTO_TEST_CASE(a_matrix_a_bias_and_an_activation_are_one_layer) {
  const importer::Model model = import_model(Build()
                                                 .input("x", {-1, 2})
                                                 .output("y")
                                                 .constant("W", {2, 3}, {1, 2, 3, 4, 5, 6})
                                                 .constant("b", {3}, {7, 8, 9})
                                                 .node("MatMul", {"x", "W"}, "m")
                                                 .node("Add", {"b", "m"}, "a")
                                                 .node("Relu", {"a"}, "r")
                                                 .node("Softmax", {"r"}, "y"));
  BOOST_TEST(types_of(model) == "Input<2>, Dense<2, 3, ReLU>, Activate<Softmax>");
  BOOST_TEST(model.layers[1].modules == 2u);
  BOOST_TEST(values_of(model.layers[1], "weight") == (Floats{1, 4, 2, 5, 3, 6}));
  BOOST_TEST(values_of(model.layers[1], "bias") == (Floats{7, 8, 9}));
}

BOOST_AUTO_TEST_CASE(numbers_before_and_after_a_layer_become_part_of_it) {
  // ((x/2 − 1)·W + b)·3
  const importer::Model model = import_model(Build()
                                                 .input("x", {-1, 2})
                                                 .output("y")
                                                 .constant("two", {}, {2})
                                                 .constant("one", {1}, {1})
                                                 .constant("three", {}, {3})
                                                 .constant("W", {2, 1}, {4, 8})
                                                 .node("Div", {"x", "two"}, "h")
                                                 .node("Sub", {"h", "one"}, "s")
                                                 .node("MatMul", {"s", "W"}, "m")
                                                 .node("Mul", {"m", "three"}, "y"));
  BOOST_TEST(types_of(model) == "Input<2>, Dense<2, 1>");
  BOOST_TEST(values_of(model.layers[1], "weight") == (Floats{6, 12}));
  BOOST_TEST(values_of(model.layers[1], "bias") == (Floats{-36}));
}

BOOST_AUTO_TEST_CASE(a_shift_before_padding_stays) {
  const auto net = [](const Ints& pads) {
    return types_of(import_model(Build()
                                     .input("x", {-1, 1, 4, 4})
                                     .output("y")
                                     .constant("one", {}, {1})
                                     .constant("W", {2, 1, 3, 3}, counting(18))
                                     .node("Add", {"x", "one"}, "s")
                                     .node("Conv", {"s", "W"}, "y", {{"pads", pads}})));
  };
  BOOST_TEST(net({0, 0, 0, 0}) == "Input<1, 4, 4>, Conv2D<2, 3>");
  BOOST_TEST(net({1, 1, 1, 1}) == "Input<1, 4, 4>, DepthwiseConv2D<1>, Conv2D<2, 3, Padding<1>, NoBias>");
}

BOOST_AUTO_TEST_CASE(convolutions_have_their_options) {
  const auto conv = [](const std::vector<Attribute>& attributes, std::int64_t group = 1) {
    std::vector<Attribute> all = attributes;
    all.push_back({"group", group});
    return types_of(
        import_model(Build()
                         .input("x", {-1, 4, 9, 8})
                         .output("y")
                         .constant("W", {4, 4 / group, 3, 2}, counting(static_cast<std::size_t>(96 / group)))
                         .node("Conv", {"x", "W"}, "y", all)));
  };
  const std::string before = "Input<4, 9, 8>, ";
  BOOST_TEST(conv({}) == before + "Conv2D<4, 3, KernelWidth<2>, NoBias>");
  BOOST_TEST(conv({{"pads", Ints{1, 0, 2, 3}}}) ==
             before + "Conv2D<4, 3, KernelWidth<2>, Padding<1, 2, 0, 3>, NoBias>");
  BOOST_TEST(conv({{"strides", Ints{2, 1}}, {"dilations", Ints{1, 2}}}) ==
             before + "Conv2D<4, 3, KernelWidth<2>, Stride<2, 1>, Dilation<1, 2>, NoBias>");
  BOOST_TEST(conv({{"auto_pad", "SAME_UPPER"}}) == before + "Conv2D<4, 3, KernelWidth<2>, Same, NoBias>");
  BOOST_TEST(conv({{"auto_pad", "SAME_LOWER"}}) ==
             before + "Conv2D<4, 3, KernelWidth<2>, Padding<1, 1, 1, 0>, NoBias>");
  BOOST_TEST(conv({{"auto_pad", "VALID"}}, 2) == before + "Conv2D<4, 3, KernelWidth<2>, Groups<2>, NoBias>");
  BOOST_TEST(conv({}, 4) == before + "DepthwiseConv2D<3, KernelWidth<2>, NoBias>");
}

BOOST_AUTO_TEST_CASE(zeros_around_an_image_become_padding) {
  const std::string net = types_of(import_model(Build()
                                                    .input("x", {-1, 1, 4, 4})
                                                    .output("y")
                                                    .constant("W", {2, 1, 3, 3}, counting(18))
                                                    .integers("pads", {0, 0, 1, 2, 0, 0, 0, 1})
                                                    .node("Pad", {"x", "pads"}, "p")
                                                    .node("Conv", {"p", "W"}, "y")));
  BOOST_TEST(net == "Input<1, 4, 4>, Conv2D<2, 3, Padding<1, 0, 2, 1>, NoBias>");
}

BOOST_AUTO_TEST_CASE(poolings_count_as_onnx_does) {
  const auto pool = [](const std::string& op, const std::vector<Attribute>& attributes, std::int64_t opset = 13) {
    std::vector<Attribute> all = attributes;
    all.push_back({"kernel_shape", Ints{3, 3}});
    return types_of(import_model(Build(opset).input("x", {-1, 2, 8, 8}).output("y").node(op, {"x"}, "y", all)));
  };
  const std::string before = "Input<2, 8, 8>, ";
  const Ints two{2, 2}, ones{1, 1, 1, 1};
  BOOST_TEST(pool("MaxPool", {}) == before + "MaxPool2D<3, Stride<1>>");
  BOOST_TEST(pool("MaxPool", {{"strides", Ints{3, 3}}}) == before + "MaxPool2D<3>");
  BOOST_TEST(pool("MaxPool", {{"strides", two}, {"ceil_mode", std::int64_t{1}}}) ==
             before + "MaxPool2D<3, Stride<2>, CeilMode>");
  BOOST_TEST(pool("AveragePool", {{"pads", ones}}) == before + "AvgPool2D<3, Stride<1>, Padding<1>, IgnorePadding>");
  BOOST_TEST(pool("AveragePool", {{"pads", ones}, {"count_include_pad", std::int64_t{1}}}) ==
             before + "AvgPool2D<3, Stride<1>, Padding<1>>");
}

/// PyTorch's AvgPool2d(3, 2, padding=1, ceil_mode=True) before opset 19, and the same in later files: zeros of the Pad
/// count in the last window, what lies beyond them does not.
BOOST_AUTO_TEST_CASE(zeros_before_a_pooling_that_reaches_beyond_them_stay) {
  const auto pool = [](std::int64_t width, std::int64_t opset, std::int64_t ceil) {
    return types_of(
        import_model(Build(opset)
                         .input("x", {-1, 2, 6, width})
                         .output("y")
                         .integers("pads", {0, 0, 1, 1, 0, 0, 1, 1})
                         .node("Pad", {"x", "pads"}, "p")
                         .node("AveragePool", {"p"}, "y",
                               {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}, {"ceil_mode", ceil}})));
  };
  for (const std::int64_t opset : {std::int64_t{11}, std::int64_t{19}, std::int64_t{22}}) {
    BOOST_TEST(pool(6, opset, 1) ==
               "Input<2, 6, 6>, DepthwiseConv2D<1, Padding<1>, NoBias>, AvgPool2D<3, Stride<2>, CeilMode>");
    BOOST_TEST(pool(6, opset, 0) == "Input<2, 6, 6>, AvgPool2D<3, Stride<2>, Padding<1>>");
  }
  const auto counted = [](const Ints& pads, std::int64_t opset) {
    return error_of(Build(opset)
                        .input("x", {-1, 2, 6})
                        .output("y")
                        .node("AveragePool", {"x"}, "y",
                              {{"kernel_shape", Ints{3}},
                               {"strides", Ints{2}},
                               {"ceil_mode", std::int64_t{1}},
                               {"pads", pads},
                               {"count_include_pad", std::int64_t{1}}}));
  };
  const std::string disagree =
      "node \"y_node\" (AveragePool): attribute ceil_mode is 1; before opset 19, programs do not agree on what "
      "count_include_pad counts in the last window; ceil_mode 0, or zeros by a Pad and count_include_pad 0, would be "
      "needed";
  BOOST_TEST(counted({1, 1}, 13) == disagree);
  BOOST_TEST(counted({0, 0}, 13) == disagree);
  BOOST_TEST(counted({0, 0}, 19).empty());
}

BOOST_AUTO_TEST_CASE(batch_normalization_stays_a_layer) {
  const importer::Model model = import_model(Build()
                                                 .input("x", {-1, 2, 3, 3})
                                                 .output("y")
                                                 .constant("W", {2, 2, 1, 1}, {1, 2, 3, 4})
                                                 .constant("gain", {2}, {1, 2})
                                                 .constant("shift", {2}, {3, 4})
                                                 .constant("mean", {2}, {5, 6})
                                                 .constant("var", {2}, {7, 8})
                                                 .node("Conv", {"x", "W"}, "c")
                                                 .node("BatchNormalization", {"c", "gain", "shift", "mean", "var"}, "b",
                                                       {{"epsilon", 0.001f}, {"momentum", 0.99f}})
                                                 .node("Relu", {"b"}, "y"));
  BOOST_TEST(types_of(model) ==
             "Input<2, 3, 3>, Conv2D<2, 1, NoBias>, "
             "BatchNorm<Epsilon<Ratio<1, 1000>>, RunningMomentum<Ratio<1, 100>>>, Activate<ReLU>");
  BOOST_TEST(values_of(model.layers[2], "running_var") == (Floats{7, 8}));
  BOOST_TEST(model.layers[2].tensors[3].buffer);
  BOOST_TEST(!model.layers[2].tensors[1].buffer);
}

/// The operators of each version before 14: "Output case #1: Y, mean, var, saved_mean, saved_var (training mode)".
BOOST_AUTO_TEST_CASE(batch_normalization_in_training_is_refused) {
  const auto normalization = [](std::int64_t opset, const std::vector<std::string>& more,
                                const std::vector<Attribute>& attributes = {}) {
    Build build(opset);
    build.input("x", {-1, 2, 3}).output("y").constant("k", {2}, {1, 2});
    build.node("BatchNormalization", {"x", "k", "k", "k", "k"}, "y", attributes);
    for (const std::string& name : more) build.graph().mutable_node(0)->add_output(name);
    return error_of(build);
  };
  const std::vector<std::string> all{"mean", "var", "saved_mean", "saved_var"};
  const std::string before = "node \"y_node\" (BatchNormalization): ";
  for (const std::int64_t opset : {std::int64_t{7}, std::int64_t{9}, std::int64_t{13}}) {
    BOOST_TEST(normalization(opset, {}).empty());
    BOOST_TEST(normalization(opset, {"", "", "", ""}).empty());
    BOOST_TEST(normalization(opset, all) ==
               before +
                   "it has 5 outputs, which means training: it would normalize by the statistics of the batch; a model "
                   "exported for inference, with one output, would be needed");
  }
  BOOST_TEST(normalization(6, {}) == before + "attribute is_test is not given; 1 would be needed");
  BOOST_TEST(normalization(6, {}, {{"is_test", std::int64_t{1}}}).empty());
  BOOST_TEST(!normalization(6, all, {{"is_test", std::int64_t{1}}}).empty());
  BOOST_TEST(normalization(14, {}).empty());
  BOOST_TEST(normalization(15, {"mean", "var"}, {{"training_mode", std::int64_t{1}}}) ==
             before + "attribute training_mode is 1; 0 would be needed");
}

BOOST_AUTO_TEST_CASE(slopes_are_a_layer_where_they_are_one_or_one_per_channel) {
  const auto model = [](const Ints& input, const Ints& extents, const Floats& slopes) {
    return import_model(
        Build().input("x", input).output("y").constant("s", extents, slopes).node("PRelu", {"x", "s"}, "y"));
  };
  BOOST_TEST(types_of(model({-1, 3}, {1}, {-2})) == "Input<3>, PReLU<>");
  BOOST_TEST(types_of(model({-1, 3}, {3}, {1, 2, 3})) == "Input<3>, PReLU<PerChannel>");
  BOOST_TEST(types_of(model({-1, 3, 2}, {3, 1}, {1, 2, 3})) == "Input<3, 2>, PReLU<PerChannel>");
  const importer::Model images = model({-1, 2, 3, 3}, {1, 2, 1, 1}, {0.5f, -1});
  BOOST_TEST(types_of(images) == "Input<2, 3, 3>, PReLU<PerChannel>");
  BOOST_TEST(values_of(images.layers[1], "weight") == (Floats{0.5f, -1}));
  // one per column: a sum of ReLUs, which is a Residual
  BOOST_TEST(types_of(model({-1, 3, 2}, {2}, {1, 2})).find("Residual<") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(activations_have_their_parameters) {
  const auto activation = [](const std::string& op, const std::vector<Attribute>& attributes = {},
                             std::int64_t opset = 20) {
    return types_of(import_model(Build(opset).input("x", {-1, 4}).output("y").node(op, {"x"}, "y", attributes)));
  };
  BOOST_TEST(activation("LeakyRelu") == "Input<4>, Activate<LeakyReLU>");
  BOOST_TEST(activation("Mish") == "Input<4>, Activate<Mish>");
  BOOST_TEST(activation("Shrink") == "Input<4>, Activate<HardShrink>");
  BOOST_TEST(activation("Shrink", {{"lambd", 0.25f}, {"bias", 0.25f}}) ==
             "Input<4>, Activate<SoftShrinkWith<Ratio<1, 4>>>");
  BOOST_TEST(types_of(import_model(Build(13)
                                       .input("x", {-1, 4})
                                       .output("y")
                                       .node("Softplus", {"x"}, "s")
                                       .node("Tanh", {"s"}, "t")
                                       .node("Mul", {"x", "t"}, "y"))) == "Input<4>, Activate<Mish>");
  BOOST_TEST(activation("LeakyRelu", {{"alpha", 0.2f}}) == "Input<4>, Activate<LeakyReLUWith<Ratio<1, 5>>>");
  BOOST_TEST(activation("Elu", {{"alpha", 0.5f}}) == "Input<4>, Activate<ELUWith<Ratio<1, 2>>>");
  BOOST_TEST(activation("Celu", {{"alpha", 2.f}}) == "Input<4>, Activate<CELUWith<Ratio<2, 1>>>");
  BOOST_TEST(activation("Selu") == "Input<4>, Activate<SELU>");
  BOOST_TEST(activation("Gelu", {{"approximate", "tanh"}}) == "Input<4>, Activate<GELUTanh>");
  BOOST_TEST(activation("HardSigmoid", {{"alpha", 1.f / 6}}) == "Input<4>, Activate<HardSigmoid>");
  BOOST_TEST(activation("Clip", {{"min", 0.f}, {"max", 6.f}}, 9) == "Input<4>, Activate<ReLU6>");
  BOOST_TEST(activation("Clip", {{"min", -2.f}, {"max", 0.5f}}, 9) ==
             "Input<4>, Activate<HardTanhWith<Ratio<-2, 1>, Ratio<1, 2>>>");
  BOOST_TEST(activation("LogSoftmax") == "Input<4>, Activate<LogSoftmax>");
}

BOOST_AUTO_TEST_CASE(products_that_are_an_activation) {
  BOOST_TEST(types_of(import_model(
                 Build().input("x", {-1, 4}).output("y").node("Sigmoid", {"x"}, "s").node("Mul", {"s", "x"}, "y"))) ==
             "Input<4>, Activate<SiLU>");
  // 0.5·x·(1 + erf(x/√2)), as PyTorch writes GELU.
  const Build gelu = Build()
                         .input("x", {-1, 4})
                         .output("y")
                         .constant("root", {}, {1.41421356f})
                         .constant("one", {}, {1})
                         .constant("half", {}, {0.5f})
                         .node("Div", {"x", "root"}, "d")
                         .node("Erf", {"d"}, "e")
                         .node("Add", {"e", "one"}, "a")
                         .node("Mul", {"x", "a"}, "m")
                         .node("Mul", {"m", "half"}, "y");
  BOOST_TEST(types_of(import_model(gelu)) == "Input<4>, Activate<GELU>");
}

BOOST_AUTO_TEST_CASE(products_of_what_is_scaled_or_shifted) {
  const auto product = [](const std::string& op, const std::string& before) {
    Build build;
    build.input("x", {-1, 4}).output("y").constant("k", {}, {2}).constant("W", {4, 1}, counting(4));
    build.node("MatMul", {"x", "W"}, "m").node("Mul", {"x", "k"}, "scaled").node("Add", {"x", "k"}, "shifted");
    build.node("Add", {"m", "k"}, "one").node(op, {before}, "f").node("Mul", {before, "f"}, "y");
    return types_of(import_model(build));
  };
  BOOST_TEST(product("Sigmoid", "one") == "Input<4>, Dense<4, 1, SiLU>");
  BOOST_TEST(product("Sigmoid", "scaled") == "Input<4>, Reshape<1, 4>, Conv1D<1, 1, NoBias>, Flatten, Activate<SiLU>");
  BOOST_TEST(product("Sigmoid", "shifted") == "Input<4>, Reshape<1, 4>, Conv1D<1, 1>, Flatten, Activate<SiLU>");
  // (x + 2)·σ(x) is none, and 2·x·σ(x) is twice one.
  const auto scaled = [](const std::string& op) {
    return Build()
        .input("x", {-1, 4})
        .output("y")
        .constant("k", {}, {2})
        .node(op, {"x", "k"}, "a")
        .node("Sigmoid", {"x"}, "s")
        .node("Mul", {"a", "s"}, "y");
  };
  BOOST_TEST(types_of(import_model(scaled("Mul"))) ==
             "Input<4>, Activate<SiLU>, Reshape<1, 4>, Conv1D<1, 1, NoBias>, Flatten");
  BOOST_TEST(error_of(scaled("Add")).find("a layer that multiplies two values") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(layer_normalization_as_a_formula) {
  const auto net = [](const Ints& mean_axes, const Ints& variance_axes) {
    const Build build = Build()
                            .input("x", {-1, 5, 4})
                            .output("y")
                            .constant("two", {}, {2})
                            .constant("epsilon", {}, {0.001f})
                            .node("ReduceMean", {"x"}, "m", {{"axes", mean_axes}})
                            .node("Sub", {"x", "m"}, "c")
                            .node("Pow", {"c", "two"}, "s")
                            .node("ReduceMean", {"s"}, "v", {{"axes", variance_axes}})
                            .node("Add", {"v", "epsilon"}, "a")
                            .node("Sqrt", {"a"}, "d")
                            .node("Div", {"c", "d"}, "y");
    const std::string error = error_of(build);
    return error.empty() ? types_of(import_model(build)) : "refused";
  };
  BOOST_TEST(net({-1}, {-1}) == "Input<5, 4>, InstanceNorm<Epsilon<Ratio<1, 1000>>, NoAffine>");
  BOOST_TEST(net({1, 2}, {-2, -1}) == "Input<5, 4>, LayerNorm<Epsilon<Ratio<1, 1000>>>");
  BOOST_TEST(net({1, 2}, {-1}) == "refused");
  BOOST_TEST(net({1}, {1}) ==
             "Input<5, 4>, Permute<1, 0>, InstanceNorm<Epsilon<Ratio<1, 1000>>, NoAffine>, Permute<1, 0>");
}

/// The formula over the last of 4 × 4 values, with nodes between its parts.
std::string normalized(const std::string& mean_of, const std::string& centred, const std::string& deviation) {
  Build build;
  build.input("x", {-1, 4, 4}).output("y").constant("epsilon", {}, {0.001f}).integers("columns", {-1, 1, 4});
  build.integers("blocks", {-1, 2, 8}).integers("axis", {1});
  build.node("ReduceMean", {"x"}, "m", {{"axes", Ints{-1}}});
  build.node("ReduceMean", {"x"}, "dropped", {{"axes", Ints{-1}}, {"keepdims", std::int64_t{0}}});
  build.node("Transpose", {"m"}, "turned", {{"perm", Ints{0, 2, 1}}});
  build.node("Reshape", {"m", "columns"}, "reshaped").node("Unsqueeze", {"dropped", "axis"}, "unsqueezed");
  build.node("Sub", {"x", mean_of}, "c").node("Reshape", {"c", "blocks"}, "c_blocks");
  build.node("Transpose", {"c"}, "c_turned", {{"perm", Ints{0, 2, 1}}});
  build.node("Mul", {centred, centred}, "s").node("ReduceMean", {"s"}, "v", {{"axes", Ints{-1}}});
  build.node("Add", {"v", "epsilon"}, "a").node("Sqrt", {"a"}, "d");
  build.node("Transpose", {"d"}, "d_turned", {{"perm", Ints{0, 2, 1}}}).node("Div", {centred, deviation}, "y");
  const std::string error = error_of(build);
  return error.empty() ? types_of(import_model(build)) : "refused";
}
BOOST_AUTO_TEST_CASE(each_value_meets_its_own_mean) {
  BOOST_TEST(normalized("m", "c", "d") == "Input<4, 4>, InstanceNorm<Epsilon<Ratio<1, 1000>>, NoAffine>");
  // The mean, or the deviation, of row i would meet column i.
  BOOST_TEST(normalized("turned", "c", "d") == "refused");
  BOOST_TEST(normalized("reshaped", "c", "d") == "refused");
  BOOST_TEST(normalized("unsqueezed", "c", "d") == "refused");
  BOOST_TEST(normalized("m", "c", "d_turned") == "refused");
  // The variance would be that of other values than the mean.
  BOOST_TEST(normalized("m", "c_blocks", "d") == "refused");
  BOOST_TEST(normalized("m", "c_turned", "d") == "refused");
}
BOOST_AUTO_TEST_CASE(layer_normalization_of_channels_last) {
  const std::string net = types_of(import_model(Build()
                                                    .input("x", {-1, 2, 3, 3})
                                                    .output("y")
                                                    .constant("epsilon", {}, {0.001f})
                                                    .node("Transpose", {"x"}, "t", {{"perm", Ints{0, 2, 3, 1}}})
                                                    .node("ReduceMean", {"t"}, "m", {{"axes", Ints{-1}}})
                                                    .node("Sub", {"t", "m"}, "c")
                                                    .node("Mul", {"c", "c"}, "s")
                                                    .node("ReduceMean", {"s"}, "v", {{"axes", Ints{-1}}})
                                                    .node("Add", {"v", "epsilon"}, "a")
                                                    .node("Sqrt", {"a"}, "d")
                                                    .node("Div", {"c", "d"}, "y")));
  BOOST_TEST(net ==
             "Input<2, 3, 3>, Reshape<2, 9>, Permute<1, 0>, InstanceNorm<Epsilon<Ratio<1, 1000>>, NoAffine>, "
             "Reshape<3, 3, 2>");
}

BOOST_AUTO_TEST_CASE(double_models_stay_double) {
  Build build;
  build.input("x", {-1, 2}, onnx::TensorProto::DOUBLE).output("y").node("MatMul", {"x", "W"}, "y");
  onnx::TensorProto& tensor = build.add("W", {2, 1}, onnx::TensorProto::DOUBLE);
  tensor.add_double_data(0.1);
  tensor.add_double_data(0.2);
  const importer::Model model = import_model(build);
  BOOST_TEST(model.scalar == "double");
  BOOST_TEST((model.layers[1].tensors[0].values.copy<double>() == std::vector<double>{0.1, 0.2}));
}

BOOST_AUTO_TEST_CASE(sixteen_bits) {
  // 1.5, −2, the largest half and the smallest; 1.5 and −2 as bfloat16.
  Build build;
  build.input("x", {-1, 4}).output("y").node("MatMul", {"x", "W"}, "m").node("MatMul", {"m", "V"}, "y");
  build.add("W", {4, 1}, onnx::TensorProto::FLOAT16).set_raw_data(std::string("\x00\x3e\x00\xc0\xff\x7b\x01\x00", 8));
  onnx::TensorProto& v = build.add("V", {1, 2}, onnx::TensorProto::BFLOAT16);
  v.add_int32_data(0x3fc0);
  v.add_int32_data(0xc000);
  const importer::Model model = import_model(build);
  BOOST_TEST(values_of(model.layers[1], "weight") == (Floats{1.5f, -2, 65504, 0x1p-24f}));
  BOOST_TEST(values_of(model.layers[2], "weight") == (Floats{1.5f, -2}));
}

BOOST_AUTO_TEST_SUITE_END()
