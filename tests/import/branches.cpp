// Graphs that part and meet again.

#include "build.hpp"

BOOST_AUTO_TEST_SUITE(import_branches)

Build vectors() {
  Build build;
  build.input("x", {-1, 3})
      .output("y")
      .constant("W", {3, 3}, counting(9))
      .constant("V", {3, 3}, counting(9))
      .constant("b", {3}, {1, 2, 3});
  return build;
}

BOOST_AUTO_TEST_CASE(a_sum_with_the_input_is_a_residual) {
  const importer::Model model = import_model(vectors()
                                                 .node("Gemm", {"x", "W", "b"}, "g")
                                                 .node("Tanh", {"g"}, "t")
                                                 .node("MatMul", {"t", "V"}, "m")
                                                 .node("Add", {"m", "x"}, "y"));
  BOOST_TEST(types_of(model) == "Input<3>, Residual<Dense<3, 3, Tanh>, Dense<3, 3>>");
  BOOST_TEST(model.layers[1].modules == 1u);
  std::string names;
  for (const importer::Tensor& tensor : model.layers[1].tensors) names += tensor.name + " ";
  BOOST_TEST(names == "block.0.weight block.0.bias block.2.weight block.2.bias ");  // module 1 is the Tanh
}

BOOST_AUTO_TEST_CASE(a_sum_of_two_branches_has_a_projection) {
  const importer::Model model = import_model(
      vectors().node("MatMul", {"x", "W"}, "m").node("MatMul", {"x", "V"}, "n").node("Add", {"m", "n"}, "y"));
  BOOST_TEST(types_of(model) == "Input<3>, Residual<Projection<Dense<3, 3>>, Dense<3, 3>>");
  BOOST_TEST(model.layers[1].tensors[0].name == "projection.0.weight");
  BOOST_TEST(model.layers[1].tensors[2].name == "block.0.weight");
}

BOOST_AUTO_TEST_CASE(branches_are_concatenated) {
  BOOST_TEST(types_of(import_model(vectors()
                                       .node("MatMul", {"x", "W"}, "m")
                                       .node("MatMul", {"x", "V"}, "n")
                                       .node("Relu", {"n"}, "r")
                                       .node("Concat", {"x", "m", "r"}, "y", {{"axis", std::int64_t{-1}}}))) ==
             "Input<3>, Concat<PassThrough, Dense<3, 3>, Dense<3, 3, ReLU>>");
}

BOOST_AUTO_TEST_CASE(three_sums_lie_within_each_other) {
  BOOST_TEST(types_of(import_model(
                 vectors().node("Tanh", {"x"}, "t").node("Sigmoid", {"x"}, "s").node("Sum", {"x", "t", "s"}, "y"))) ==
             "Input<3>, Residual<Projection<Residual<Activate<Tanh>>>, Activate<Sigmoid>>");
}

BOOST_AUTO_TEST_CASE(layers_that_branches_share_are_refused) {
  // a is a branch of the last sum, and part of another branch.
  const std::string error = error_of(vectors()
                                         .node("MatMul", {"x", "W"}, "a")
                                         .node("Tanh", {"a"}, "t")
                                         .node("MatMul", {"x", "V"}, "c")
                                         .node("Add", {"t", "c"}, "d")
                                         .node("Add", {"a", "d"}, "y"));
  BOOST_TEST(error.find("node \"a_node\" (MatMul): its output goes into two branches") == 0u, error);
}

BOOST_AUTO_TEST_CASE(images_are_concatenated_along_channels) {
  const Build build = Build()
                          .input("x", {-1, 2, 4, 4})
                          .output("y")
                          .constant("W", {3, 2, 1, 1}, counting(6))
                          .node("Conv", {"x", "W"}, "c")
                          .node("Concat", {"c", "x"}, "y", {{"axis", std::int64_t{1}}});
  BOOST_TEST(types_of(import_model(build)) == "Input<2, 4, 4>, Concat<Conv2D<3, 1, NoBias>, PassThrough>");
}

BOOST_AUTO_TEST_SUITE_END()
