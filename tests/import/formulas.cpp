// Functions that exporters write as several nodes, where an opset has no operator for them, and save_onnx for double.
// The formulas are those of PyTorch's documentation.

#include "build.hpp"

BOOST_AUTO_TEST_SUITE(import_formulas)

/// The layers behind Input<4>, or "refused".
std::string net_of(const Build& build) {
  if (!error_of(build).empty()) return "refused";
  return types_of(import_model(build)).substr(std::string("Input<4>, ").size());
}
Build vector(std::int64_t opset = 13) {
  Build build(opset);
  build.input("x", {-1, 4}).output("y").constant("zero", {}, {0}).constant("one", {}, {1}).constant("half", {}, {0.5f});
  build.constant("minus_half", {}, {-0.5f})
      .constant("two", {}, {2})
      .constant("three", {}, {3})
      .constant("six", {}, {6});
  return build;
}

BOOST_AUTO_TEST_CASE(gelu_by_tanh) {
  // 0.5·x·(1 + tanh(√(2/π)·(x + cubic·x³)))
  const auto gelu = [](float cubic, bool power, const std::string& cubed = "x") {
    Build build = vector();
    build.constant("cubic", {}, {cubic}).constant("root", {}, {0.7978845608f});
    if (power) build.node("Pow", {cubed, "three"}, "x3");
    else build.node("Mul", {cubed, cubed}, "x2").node("Mul", {cubed, "x2"}, "x3");
    build.node("Mul", {"cubic", "x3"}, "c").node("Add", {"x", "c"}, "s").node("Mul", {"root", "s"}, "u");
    build.node("Tanh", {"u"}, "t").node("Add", {"one", "t"}, "a").node("Mul", {"x", "a"}, "m");
    return net_of(build.node("Mul", {"half", "m"}, "y"));
  };
  BOOST_TEST(gelu(0.044715f, false) == "Activate<GELUTanh>");
  BOOST_TEST(gelu(0.044715f, true) == "Activate<GELUTanh>");
  BOOST_TEST(gelu(0.0447f, false) == "refused");
  // As save_onnx writes it: tanh(x·(root·cubic·x² + root)).
  const auto saved = [](const std::string& squared) {
    Build build = vector();
    build.constant("slope", {}, {0.0356774081f}).constant("root", {}, {0.7978845608f}).node("Neg", {"x"}, "minus");
    build.node("Mul", {squared, squared}, "x2").node("Mul", {"x2", "slope"}, "c").node("Add", {"c", "root"}, "s");
    build.node("Mul", {"x", "s"}, "u").node("Tanh", {"u"}, "t").node("Add", {"t", "one"}, "a");
    return net_of(build.node("Mul", {"x", "a"}, "m").node("Mul", {"m", "half"}, "y"));
  };
  BOOST_TEST(saved("x") == "Activate<GELUTanh>");
}

BOOST_AUTO_TEST_CASE(powers_alone_are_refused) {
  const auto error = [](const Build& build) { return error_of(build); };
  const std::string place = "node \"y_node\" ";
  BOOST_TEST(error(vector().node("Pow", {"x", "two"}, "y")) ==
             place + "(Pow): there is no layer for this operator alone");
  BOOST_TEST(error(vector().node("Pow", {"x", "six"}, "y")) == place + "(Pow): there is no layer for this operator");
  BOOST_TEST(error(vector().node("Mul", {"x", "x"}, "s").node("Mul", {"s", "s"}, "y")) ==
             "node \"s_node\" (Mul): both inputs depend on the input of the graph; a layer that multiplies two values "
             "would be "
             "needed");
  BOOST_TEST(net_of(vector().node("Mul", {"x", "x"}, "s").node("Add", {"s", "x"}, "y")) == "refused");
}

BOOST_AUTO_TEST_CASE(logarithms) {
  BOOST_TEST(net_of(vector().node("Sigmoid", {"x"}, "s").node("Log", {"s"}, "y")) == "Activate<LogSigmoid>");
  BOOST_TEST(net_of(vector().node("Softmax", {"x"}, "s").node("Log", {"s"}, "y")) == "Activate<LogSoftmax>");
  BOOST_TEST(net_of(vector().node("Tanh", {"x"}, "s").node("Log", {"s"}, "y")) == "refused");
  BOOST_TEST(net_of(vector().node("Tanh", {"x"}, "t").node("Sub", {"x", "t"}, "y")) == "Activate<TanhShrink>");
}

BOOST_AUTO_TEST_CASE(shrinking) {
  const auto hard = [](const std::string& above, const std::string& below, const std::string& otherwise = "zero") {
    return net_of(vector()
                      .node("Greater", {"x", above}, "g")
                      .node("Less", {"x", below}, "l")
                      .node("Cast", {"g"}, "gb", {{"to", std::int64_t{9}}})
                      .node("Or", {"gb", "l"}, "o")
                      .node("Where", {"o", "x", otherwise}, "y"));
  };
  BOOST_TEST(hard("half", "minus_half") == "Activate<HardShrink>");
  BOOST_TEST(hard("two", "minus_half") == "refused");
  BOOST_TEST(hard("minus_half", "half") == "refused");
  BOOST_TEST(hard("half", "minus_half", "one") == "refused");
  BOOST_TEST(
      net_of(vector().node("Abs", {"x"}, "a").node("Less", {"two", "a"}, "g").node("Where", {"g", "x", "zero"}, "y")) ==
      "Activate<HardShrinkWith<Ratio<2, 1>>>");
  // x − ½ for x > ½, and x + ½ for x < −½.
  const auto soft = [](const std::string& above, const std::string& below) {
    return net_of(vector()
                      .node("Greater", {"x", "half"}, "g")
                      .node("Sub", {"x", above}, "s")
                      .node("Where", {"g", "s", "zero"}, "p")
                      .node("Less", {"x", "minus_half"}, "l")
                      .node("Add", {"x", below}, "t")
                      .node("Where", {"l", "t", "zero"}, "n")
                      .node("Add", {"p", "n"}, "y"));
  };
  BOOST_TEST(soft("half", "half") == "Activate<SoftShrink>");
  BOOST_TEST(soft("half", "one") == "refused");
  BOOST_TEST(soft("one", "half") == "refused");
  BOOST_TEST(net_of(vector()
                        .node("Sub", {"x", "half"}, "s")
                        .node("Max", {"s", "zero"}, "p")
                        .node("Add", {"x", "half"}, "t")
                        .node("Min", {"t", "zero"}, "n")
                        .node("Add", {"p", "n"}, "y")) == "Activate<SoftShrink>");
}

BOOST_AUTO_TEST_CASE(bounds) {
  const auto bounded = [](const std::string& first, const std::string& a, const std::string& second,
                          const std::string& b) {
    return net_of(vector().node(first, {"x", a}, "m").node(second, {b, "m"}, "y"));
  };
  BOOST_TEST(net_of(vector().node("Max", {"zero", "x"}, "y")) == "Activate<ReLU>");
  BOOST_TEST(bounded("Max", "zero", "Min", "six") == "Activate<ReLU6>");
  BOOST_TEST(bounded("Min", "six", "Max", "zero") == "Activate<ReLU6>");
  BOOST_TEST(bounded("Max", "minus_half", "Min", "two") == "Activate<HardTanhWith<Ratio<-1, 2>, Ratio<2, 1>>>");
  BOOST_TEST(bounded("Min", "zero", "Max", "minus_half") == "Activate<HardTanhWith<Ratio<-1, 2>, Ratio<0, 1>>>");
  // The bounds do not leave a range between them.
  BOOST_TEST(bounded("Max", "two", "Min", "one").find("HardTanh") == std::string::npos);
  BOOST_TEST(net_of(vector().node("Mul", {"x", "half"}, "h").node("Max", {"h", "x"}, "y")) ==
             "Activate<LeakyReLUWith<Ratio<1, 2>>>");
  BOOST_TEST(net_of(vector().node("Mul", {"x", "two"}, "h").node("Max", {"h", "x"}, "y")) == "refused");
  BOOST_TEST(net_of(vector().node("Mul", {"x", "half"}, "h").node("Min", {"h", "x"}, "y")) == "refused");
  BOOST_TEST(net_of(vector().node("Max", {"x", "k"}, "y").constant("k", {4}, counting(4))) == "refused");
}

/// What save_onnx writes for double, for which onnxruntime lacks operators.
BOOST_AUTO_TEST_CASE(forms_for_double) {
  const auto chosen = [](const std::string& positive, const std::string& negative, const std::string& op = "Greater") {
    Build build = vector();
    build.constant("gamma", {}, {1.05070099f}).constant("limit", {}, {1.75809934f}).node(op, {"x", "zero"}, "g");
    build.node("Mul", {"x", "half"}, "x_half").node("Mul", {"x", "gamma"}, "x_gamma").node("Min", {"x", "zero"}, "m");
    build.node("Exp", {"m"}, "e").node("Sub", {"e", "one"}, "grown").node("Mul", {"grown", "limit"}, "selu");
    build.node("Mul", {"grown", "two"}, "elu").node("Div", {"m", "half"}, "d").node("Exp", {"d"}, "f");
    build.node("Sub", {"f", "one"}, "fell").node("Mul", {"fell", "half"}, "celu").node("Mul", {"fell", "two"}, "none");
    return net_of(build.node("Where", {"g", positive, negative}, "y"));
  };
  BOOST_TEST(chosen("x", "x_half") == "Activate<LeakyReLUWith<Ratio<1, 2>>>");
  BOOST_TEST(chosen("x", "grown") == "Activate<ELU>");
  BOOST_TEST(chosen("x", "elu") == "Activate<ELUWith<Ratio<2, 1>>>");
  BOOST_TEST(chosen("x", "celu") == "Activate<CELUWith<Ratio<1, 2>>>");
  BOOST_TEST(chosen("x_gamma", "selu") == "Activate<SELU>");
  BOOST_TEST(chosen("x", "none") == "refused");
  BOOST_TEST(chosen("x_half", "x_half") == "refused");
  BOOST_TEST(chosen("x", "x_half", "Less") == "refused");
  BOOST_TEST(net_of(vector()
                        .node("Neg", {"x"}, "n")
                        .node("Exp", {"n"}, "e")
                        .node("Add", {"e", "one"}, "a")
                        .node("Div", {"x", "a"}, "y")) == "Activate<SiLU>");
  BOOST_TEST(net_of(vector()
                        .node("Add", {"x", "three"}, "a")
                        .node("Max", {"a", "zero"}, "b")
                        .node("Min", {"b", "six"}, "c")
                        .node("Mul", {"x", "c"}, "d")
                        .node("Div", {"d", "six"}, "y"))
                 .find("Activate<HardSwish>") == 0);
}

BOOST_AUTO_TEST_CASE(steps) {
  const auto step = [](const std::string& op, const std::string& number, std::int64_t to = 1) {
    return net_of(vector(16).node(op, {"x", number}, "g").node("Cast", {"g"}, "y", {{"to", to}}));
  };
  BOOST_TEST(step("GreaterOrEqual", "zero") == "Activate<Step>");
  BOOST_TEST(step("Greater", "zero") == "refused");
  BOOST_TEST(step("GreaterOrEqual", "half") == "refused");
  BOOST_TEST(step("GreaterOrEqual", "zero", 9) == "refused");
  BOOST_TEST(step("GreaterOrEqual", "zero", 7) == "refused");
}

BOOST_AUTO_TEST_CASE(gates_of_the_other_half) {
  const auto split = [](const Ints& input, std::int64_t axis, const std::string& value, const std::string& gate,
                        const Ints& parts = {}) {
    Build build(11);
    build.input("x", input).output("y").node("Split", {"x"}, "a", {{"axis", axis}});
    if (!parts.empty()) {
      onnx::AttributeProto& attribute = *build.graph().mutable_node(0)->add_attribute();
      attribute.set_name("split");
      attribute.set_type(onnx::AttributeProto::INTS);
      attribute.mutable_ints()->Add(parts.begin(), parts.end());
    }
    build.graph().mutable_node(0)->add_output("b");
    build.node("Sigmoid", {"a"}, "sigmoid_a").node("Sigmoid", {"b"}, "sigmoid_b").node("Tanh", {"a"}, "tanh_a");
    build.node("Mul", {value, gate}, "y");
    const std::string error = error_of(build);
    return error.empty() ? types_of(import_model(build)) : "refused";
  };
  BOOST_TEST(split({-1, 4}, 1, "a", "sigmoid_b") == "Input<4>, Gated<Identity, Sigmoid>");
  BOOST_TEST(split({-1, 4}, -1, "sigmoid_b", "tanh_a") == "Input<4>, Gated<Tanh, Sigmoid>");
  BOOST_TEST(split({-1, 4}, 1, "sigmoid_a", "b") == "Input<4>, Gated<Sigmoid, Identity>");
  BOOST_TEST(split({-1, 4, 3, 3}, 1, "a", "sigmoid_b", {2, 2}) == "Input<4, 3, 3>, Gated<Identity, Sigmoid>");
  BOOST_TEST(split({-1, 3, 4}, 2, "a", "sigmoid_b") ==
             "Input<3, 4>, Permute<1, 0>, Gated<Identity, Sigmoid>, Permute<1, 0>");
  BOOST_TEST(split({-1, 4}, 1, "a", "sigmoid_a") == "refused");
  BOOST_TEST(split({-1, 4}, 1, "b", "sigmoid_b") == "refused");
  BOOST_TEST(split({-1, 4}, 1, "a", "sigmoid_b", {1, 3}) == "refused");
  BOOST_TEST(split({-1, 4}, 1, "a", "sigmoid_b", {1, 1}) == "refused");
  // By two Slices, as save_onnx writes it.
  const auto slices = [](std::int64_t end, std::int64_t begin) {
    return error_of(Build()
                        .input("x", {-1, 4})
                        .output("y")
                        .integers("axis", {1})
                        .integers("0", {0})
                        .integers("4", {4})
                        .integers("end", {end})
                        .integers("begin", {begin})
                        .node("Slice", {"x", "0", "end", "axis"}, "a")
                        .node("Slice", {"x", "begin", "4", "axis"}, "b")
                        .node("Sigmoid", {"b"}, "s")
                        .node("Mul", {"a", "s"}, "y"));
  };
  BOOST_TEST(slices(2, 2).empty());
  BOOST_TEST(!slices(2, 3).empty());
  BOOST_TEST(!slices(1, 2).empty());
  BOOST_TEST(
      error_of(Build()
                   .input("x", {-1, 4})
                   .output("y")
                   .integers("axis", {1})
                   .integers("0", {0})
                   .integers("2", {2})
                   .node("Slice", {"x", "0", "2", "axis"}, "y")) ==
      "node \"y_node\" (Slice): it takes a half of its input; a layer takes both halves, one of them as a gate of "
      "the other, or the first or the last step of a window alone");
}

BOOST_AUTO_TEST_CASE(reciprocals_in_a_layer_normalization) {
  const auto net = [](const std::string& op, bool by_power, const std::string& centred = "c") {
    Build build;
    build.input("x", {-1, 4}).output("y").constant("epsilon", {}, {0.001f}).constant("power", {}, {-0.5f});
    build.node("ReduceMean", {"x"}, "m", {{"axes", Ints{-1}}})
        .node("Sub", {"x", "m"}, "c")
        .node("Mul", {"c", "c"}, "s");
    build.node("ReduceMean", {"s"}, "v", {{"axes", Ints{-1}}}).node("Add", {"v", "epsilon"}, "a");
    if (by_power) build.node("Pow", {"a", "power"}, "r");
    else build.node("Sqrt", {"a"}, "d").node("Reciprocal", {"d"}, "r");
    return net_of(build.node(op, {centred, "r"}, "y"));
  };
  BOOST_TEST(net("Mul", false) == "LayerNorm<Epsilon<Ratio<1, 1000>>>");
  BOOST_TEST(net("Mul", true) == "LayerNorm<Epsilon<Ratio<1, 1000>>>");
  BOOST_TEST(net("Div", false) == "refused");
  BOOST_TEST(net("Mul", false, "x") == "refused");
}

BOOST_AUTO_TEST_CASE(matrices_with_extents_of_1) {
  const auto product = [](const Ints& input, const Ints& weights) {
    return types_of(import_model(
        Build().input("x", input).output("y").constant("W", weights, counting(12)).node("MatMul", {"x", "W"}, "y")));
  };
  BOOST_TEST(product({-1, 2, 3}, {1, 3, 4}) == product({-1, 2, 3}, {3, 4}));
  BOOST_TEST(error_of(Build()
                          .input("x", {-1, 3})
                          .output("y")
                          .constant("W", {1, 3, 4}, counting(12))
                          .node("MatMul", {"x", "W"}, "y")) ==
             "node \"y_node\" (MatMul): its weights have the extents 1×3×4; one matrix would be needed");
}

BOOST_AUTO_TEST_SUITE_END()
