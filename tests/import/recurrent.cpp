// Recurrent layers: LSTM, GRU and RNN over windows, what exporters write around them, and what is refused.

#include "build.hpp"

BOOST_AUTO_TEST_SUITE(import_recurrent)

/// A layer of two units over (steps, samples, 3), as `op` with `gates` gates. Its outputs are "y" and "h".
Build layer(const std::string& op, std::int64_t gates, const std::vector<Attribute>& attributes = {},
            std::int64_t directions = 1, const Ints& extents = {4, -1, 3}, std::int64_t opset = 14) {
  Build build(opset);
  const auto count = [&](std::int64_t n) { return counting(static_cast<std::size_t>(directions * n)); };
  build.input("x", extents)
      .constant("W", {directions, 2 * gates, 3}, count(6 * gates))
      .constant("R", {directions, 2 * gates, 2}, count(4 * gates))
      .constant("B", {directions, 4 * gates}, count(4 * gates))
      .node(op, {"x", "W", "R", "B"}, "y", attributes);
  build.graph().mutable_node(0)->add_output("h");
  return build;
}
std::string types(Build build, const char* output, const importer::OnnxOptions& options = {}) {
  return types_of(import_model(build.output(output), options));
}
std::string fault(Build build, const char* output = "y") { return error_of(build.output(output)); }

BOOST_AUTO_TEST_CASE(every_step_or_the_last_one) {
  BOOST_TEST(types(layer("LSTM", 4), "y") == "Input<4, 3>, Unroll<4, LSTM<3, 2>>, Reshape<4, 1, 2>");
  BOOST_TEST(types(layer("LSTM", 4), "h") == "Input<4, 3>, Unroll<4, LSTM<3, 2>>, LastStep, Reshape<1, 2>");
  BOOST_TEST(types(layer("GRU", 3), "h") == "Input<4, 3>, Unroll<4, GRU<3, 2, ResetBefore>>, LastStep, Reshape<1, 2>");
  BOOST_TEST(types(layer("GRU", 3, {{"linear_before_reset", std::int64_t{1}}}), "h") ==
             "Input<4, 3>, Unroll<4, GRU<3, 2>>, LastStep, Reshape<1, 2>");
  BOOST_TEST(types(layer("RNN", 1), "h") == "Input<4, 3>, Unroll<4, RNN<3, 2>>, LastStep, Reshape<1, 2>");
  BOOST_TEST(types(layer("RNN", 1, {{"direction", "reverse"}}), "y") ==
             "Input<4, 3>, ReverseSteps, Unroll<4, RNN<3, 2>>, ReverseSteps, Reshape<4, 1, 2>");
  BOOST_TEST(types(layer("RNN", 1, {{"direction", "bidirectional"}}, 2), "y") ==
             "Input<4, 3>, Bidirectional<RNN<3, 2>>, Reshape<4, 2, 2>");
  BOOST_TEST(
      types(layer("RNN", 1, {{"direction", "bidirectional"}}, 2), "h") ==
      "Input<4, 3>, Concat<Sequential<Unroll<4, RNN<3, 2>>, LastStep>, Sequential<ReverseSteps, Unroll<4, RNN<3, "
      "2>>, LastStep>>, Reshape<2, 2>");
}

BOOST_AUTO_TEST_CASE(which_extent_counts_samples) {
  const std::string net = "Input<4, 3>, Unroll<4, RNN<3, 2>>, LastStep, Reshape<1, 2>";
  for (const Ints& extents : {Ints{4, -1, 3}, Ints{4, 5, 3}, Ints{4, 1, 3}})
    BOOST_TEST(types(layer("RNN", 1, {}, 1, extents), "h") == net);
  BOOST_TEST(types(layer("RNN", 1, {{"layout", std::int64_t{1}}}, 1, {-1, 4, 3}), "h") == net);
  importer::OnnxOptions options;
  options.batch_axis = 1;
  BOOST_TEST(types(layer("RNN", 1), "h", options) == net);
  options.steps = 4;
  BOOST_TEST(types(layer("RNN", 1, {}, 1, {-1, -1, 3}), "h", options) == net);
  options.batch_axis.reset();
  BOOST_TEST(types(layer("RNN", 1, {}, 1, {-1, -1, 3}), "h", options) == net);
  options = {};
  options.batch_extents = 0;
  BOOST_TEST(types(layer("RNN", 1, {}, 1, {4, 1, 3}), "y", options) ==
             "Input<4, 1, 3>, Reshape<4, 3>, Unroll<4, RNN<3, 2>>, Reshape<4, 1, 1, 2>");
  options = {};
  options.batch_axis = 0;
  BOOST_TEST(error_of(layer("RNN", 1, {}, 1, {4, 5, 3}).output("y"), options) ==
             "node \"y_node\" (RNN): extent 0 of its input counts samples; extent 1 would have to: --batch-axis says "
             "which of the input of the graph does");
}

// sinew's gates of ONNX's: i, f, g, o of i, o, f, c; r, z, n of z, r, h. Each has two units.
BOOST_AUTO_TEST_CASE(gates_in_the_order_of_pytorch) {
  const auto model = import_model(layer("LSTM", 4).output("y"));
  const importer::Layer& unroll = model.layers[1];
  BOOST_TEST(values_of(unroll, "0.bias_ih_l0") == (Floats{0, 1, 4, 5, 6, 7, 2, 3}));
  BOOST_TEST(values_of(unroll, "0.bias_hh_l0") == (Floats{8, 9, 12, 13, 14, 15, 10, 11}));
  BOOST_TEST(values_of(unroll, "0.weight_hh_l0") == (Floats{0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 4, 5, 6, 7}));
  const auto both = import_model(layer("GRU", 3, {{"direction", "bidirectional"}}, 2).output("y"));
  BOOST_TEST(values_of(both.layers[1], "bias_ih_l0") == (Floats{2, 3, 0, 1, 4, 5}));
  BOOST_TEST(values_of(both.layers[1], "bias_hh_l0_reverse") == (Floats{20, 21, 18, 19, 22, 23}));
  BOOST_TEST(values_of(both.layers[1], "weight_ih_l0_reverse") ==
             (Floats{24, 25, 26, 27, 28, 29, 18, 19, 20, 21, 22, 23, 30, 31, 32, 33, 34, 35}));
}

BOOST_AUTO_TEST_CASE(what_stands_around_them) {
  // A matrix in each step, with a bias and a Softmax; scales become part of it.
  BOOST_TEST(types(layer("RNN", 1)
                       .integers("one", {1})
                       .constant("V", {2, 5}, counting(10))
                       .constant("b", {5}, counting(5))
                       .constant("two", {}, {2})
                       .node("Squeeze", {"y", "one"}, "s")
                       .node("Transpose", {"s"}, "t", {{"perm", Ints{1, 0, 2}}})
                       .node("MatMul", {"t", "V"}, "m")
                       .node("Mul", {"m", "two"}, "n")
                       .node("Add", {"n", "b"}, "a")
                       .node("Softmax", {"a"}, "z"),
                   "z") == "Input<4, 3>, Unroll<4, RNN<3, 2>, Dense<2, 5, Softmax>>");
  // A scale per unit that no layer takes up.
  BOOST_TEST(types(layer("RNN", 1)
                       .integers("one", {1})
                       .constant("s", {2}, {2, 3})
                       .node("Squeeze", {"y", "one"}, "q")
                       .node("Mul", {"q", "s"}, "z"),
                   "z") ==
             "Input<4, 3>, Unroll<4, RNN<3, 2>, Reshape<2, 1>, Conv1D<2, 1, Groups<2>, NoBias>, Flatten>");
  // The state of one direction.
  BOOST_TEST(types(layer("RNN", 1, {{"direction", "bidirectional"}}, 2)
                       .integers("first", {0})
                       .node("Gather", {"h", "first"}, "z", {{"axis", std::int64_t{0}}}),
                   "z") == "Input<4, 3>, Unroll<4, RNN<3, 2>>, LastStep, Reshape<1, 2>");
}

BOOST_AUTO_TEST_CASE(the_first_or_the_last_step) {
  const auto taken = [](std::int64_t step) {
    return layer("RNN", 1)
        .integers("step", {step})
        .integers("one", {1})
        .node("Squeeze", {"y", "one"}, "s")
        .node("Gather", {"s", "step"}, "z", {{"axis", std::int64_t{0}}});
  };
  BOOST_TEST(types(taken(-1), "z") == "Input<4, 3>, Unroll<4, RNN<3, 2>>, LastStep, Reshape<1, 2>");
  BOOST_TEST(types(taken(3), "z") == "Input<4, 3>, Unroll<4, RNN<3, 2>>, LastStep, Reshape<1, 2>");
  BOOST_TEST(types(taken(0), "z") == "Input<4, 3>, Unroll<4, RNN<3, 2>>, ReverseSteps, LastStep, Reshape<1, 2>");
  BOOST_TEST(
      fault(taken(1), "z") ==
      "node \"z_node\" (Gather): it takes 1 of 4 elements along axis 0; a layer takes the first or the last step "
      "of a window alone");
  BOOST_TEST(fault(taken(4), "z") == "node \"z_node\" (Gather): its index 4 is beyond 4 elements");
}

BOOST_AUTO_TEST_CASE(refused) {
  BOOST_TEST(fault(layer("LSTM", 4, {{"input_forget", std::int64_t{1}}})) ==
             "node \"y_node\" (LSTM): attribute input_forget is 1; 0 would be needed");
  BOOST_TEST(fault(layer("LSTM", 4, {{"clip", 3.f}})) ==
             "node \"y_node\" (LSTM): attribute clip is 3.000000; none would be needed");
  BOOST_TEST(
      fault(layer("GRU", 3, {{"direction", "both"}})) ==
      "node \"y_node\" (GRU): attribute direction is \"both\"; \"forward\", \"reverse\" or \"bidirectional\" would "
      "be needed");
  BOOST_TEST(fault(layer("GRU", 4)) ==
             "node \"y_node\" (GRU): its W has the extents 1×8×3, its R 1×8×2; 1×6×3 and 1×6×2 would be needed");
  BOOST_TEST(fault(layer("GRU", 3, {{"hidden_size", std::int64_t{5}}})) ==
             "node \"y_node\" (GRU): attribute hidden_size is 5; its R has 2 units");
  BOOST_TEST(fault(layer("RNN", 1, {{"activation_alpha", Floats{0.5f}}})) ==
             "node \"y_node\" (RNN): attribute activation_alpha is [0.500000]; none would be needed: the activations "
             "have no numbers");
  const auto with = [](std::size_t input, const Ints& extents, const Floats& values) {
    Build build = layer("LSTM", 4).constant("c", extents, values);
    for (std::size_t i = 4; i < input; ++i) build.graph().mutable_node(0)->add_input("");
    build.graph().mutable_node(0)->add_input("c");
    return build;
  };
  BOOST_TEST(
      fault(with(4, {1}, {3})) ==
      "node \"y_node\" (LSTM): its sequence_lens has other numbers than 4, the steps of a window; a net has windows "
      "of one length");
  BOOST_TEST(fault(with(4, {1}, {4})) == "");
  BOOST_TEST(fault(with(5, {1, 1, 2}, {0, 1})) ==
             "node \"y_node\" (LSTM): its initial_h is not 0; windows begin at rest");
  BOOST_TEST(fault(with(6, {1, 1, 2}, {0, 1})) ==
             "node \"y_node\" (LSTM): its initial_c is not 0; windows begin at rest");
  BOOST_TEST(fault(with(7, {1, 6}, counting(6))) ==
             "node \"y_node\" (LSTM): it has peepholes (P); sinew's LSTM has none");
  BOOST_TEST(
      fault(layer("RNN", 1, {}, 1, {-1, -1, 3})) ==
      "input \"x\": extent 1 is not known \"N\"; a net needs the extents of a sample: numbers above 0, of at most "
      "2^32 values; --steps says how many steps a window has");
  // What needs the samples first.
  BOOST_TEST(
      fault(layer("RNN", 1).node("Flatten", {"y"}, "z"), "z") ==
      "node \"z_node\" (Flatten): extent 2 of its input counts samples; a Transpose that makes it the first would "
      "be needed before");
}

BOOST_AUTO_TEST_CASE(steps_that_the_file_leaves_open) {
  importer::OnnxOptions options;
  options.steps = 5;
  const auto convolution = [](const Ints& extents) {
    return Build().input("x", extents).output("y").constant("W", {3, 2, 3}, counting(18)).node("Conv", {"x", "W"}, "y");
  };
  BOOST_TEST(types_of(import_model(convolution({-1, 2, -1}), options)) == "Input<2, 5>, Conv1D<3, 3, NoBias>");
  BOOST_TEST(error_of(convolution({-1, 2, -1})) ==
             "input \"x\": extent 2 is not known \"N\"; a net needs the extents of a sample: numbers above 0, of at "
             "most 2^32 values; --steps says how many steps a window has");
  BOOST_TEST(error_of(convolution({-1, -1, -1}), options) ==
             "input \"x\": extent 2 is not known \"N\"; a net needs the extents of a sample: numbers above 0, of at "
             "most 2^32 values");
  const std::string unused = "input \"x\": it has no extent that is left open and could be that of --steps";
  BOOST_TEST(error_of(convolution({-1, 2, 7}), options) == unused);
  BOOST_TEST(error_of(layer("RNN", 1, {}, 1, {-1, 4, 3}).output("y"), options) == unused);
}

BOOST_AUTO_TEST_CASE(activations_by_name) {
  const auto with = [](const std::string& op, std::int64_t gates, const std::vector<std::string>& names) {
    Build build = layer(op, gates);
    onnx::AttributeProto& to = *build.graph().mutable_node(0)->add_attribute();
    to.set_name("activations");
    to.set_type(onnx::AttributeProto::STRINGS);
    for (const std::string& name : names) to.add_strings(name);
    return build;
  };
  BOOST_TEST(types(with("RNN", 1, {"Relu"}), "h") ==
             "Input<4, 3>, Unroll<4, RNN<3, 2, ReLU>>, LastStep, Reshape<1, 2>");
  BOOST_TEST(types(with("LSTM", 4, {"sigmoid", "tanh", "Tanh"}), "h") ==
             "Input<4, 3>, Unroll<4, LSTM<3, 2>>, LastStep, Reshape<1, 2>");
  BOOST_TEST(fault(with("RNN", 1, {"Elu"})) ==
             "node \"y_node\" (RNN): its activations have \"Elu\"; sinew's RNN has Tanh there, or Relu or Sigmoid");
  BOOST_TEST(fault(with("GRU", 3, {"HardSigmoid", "Tanh"})) ==
             "node \"y_node\" (GRU): its activations have \"HardSigmoid\"; sinew's GRU has Sigmoid there");
  BOOST_TEST(fault(with("GRU", 3, {"Tanh"})) == "node \"y_node\" (GRU): it has 1 activations; 2 would be needed");
}

BOOST_AUTO_TEST_SUITE_END()
