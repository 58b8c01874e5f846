#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/io/onnx.hpp>
#include <sinew/sinew.hpp>

#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include "../data/temporary.hpp"
#include "faults.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(io_onnx)

/// The model in a file, after ONNX's own checks, and with the shapes that follow from its input.
onnx::ModelProto read_model(const std::string& path) {
  onnx::ModelProto model;
  std::ifstream file(path, std::ios::binary);
  BOOST_TEST_REQUIRE(model.ParseFromIstream(&file));
  onnx::checker::check_model(model);
  return model;
}
std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string attribute_text(const onnx::AttributeProto& a) {
  std::ostringstream text;
  text << a.name() << '=';
  if (a.type() == onnx::AttributeProto::INT) text << a.i();
  else if (a.type() == onnx::AttributeProto::FLOAT) text << a.f();
  else if (a.type() == onnx::AttributeProto::STRING) text << a.s();
  else {
    for (int k = 0; k < a.ints_size(); ++k) text << (k > 0 ? "," : "") << a.ints(k);
    for (int k = 0; k < a.strings_size(); ++k) text << (k > 0 ? "," : "") << a.strings(k);
  }
  return text.str();
}
/// "0/Gemm = Gemm(input, 0.weight, 0.bias) transB=1; …": the nodes of a model.
std::string nodes_of(const onnx::ModelProto& model) {
  std::string text;
  for (const auto& node : model.graph().node()) {
    text += (text.empty() ? "" : "; ") + node.output(0) + " = " + node.op_type() + '(';
    for (int k = 0; k < node.input_size(); ++k) text += (k > 0 ? ", " : "") + node.input(k);
    text += ')';
    for (const auto& a : node.attribute()) text += ' ' + attribute_text(a);
  }
  return text;
}
std::string shape_text(const onnx::ValueInfoProto& value) {
  std::string text;
  for (const auto& d : value.type().tensor_type().shape().dim())
    text += (text.empty() ? "" : "x") + (d.has_dim_value() ? std::to_string(d.dim_value()) : d.dim_param());
  return text;
}
const onnx::TensorProto& tensor_of(const onnx::ModelProto& model, std::string_view name) {
  for (const auto& t : model.graph().initializer())
    if (t.name() == name) return t;
  throw std::runtime_error("no tensor " + std::string(name));
}
std::string dims_text(const onnx::TensorProto& t) {
  std::string text;
  for (const std::int64_t d : t.dims()) text += (text.empty() ? "" : "x") + std::to_string(d);
  return text;
}
template <class T> std::vector<T> values_of(const onnx::TensorProto& t) {
  std::vector<T> values(t.raw_data().size() / sizeof(T));
  std::memcpy(values.data(), t.raw_data().data(), t.raw_data().size());
  return values;
}

/// Checks a model: its input and output are (batch, …), and ONNX infers the output from the nodes. Returns the nodes.
std::string check(const std::string& path, const std::string& input, const std::string& output, int opset) {
  onnx::ModelProto model = read_model(path);
  BOOST_TEST(shape_text(model.graph().input(0)) == input);
  BOOST_TEST(shape_text(model.graph().output(0)) == output);
  BOOST_TEST(model.opset_import(0).version() == opset);
  const std::string nodes = nodes_of(model);
  model.mutable_graph()->mutable_output(0)->mutable_type()->mutable_tensor_type()->clear_shape();
  onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(),
                                     onnx::ShapeInferenceOptions(true, 1, true));
  if (output.find("steps") < output.size()) return nodes;  // known only as the model runs
  const std::string inferred = shape_text(model.graph().output(0));
  BOOST_TEST(inferred.substr(inferred.find('x')) == output.substr(output.find('x')));
  return nodes;
}
/// The nodes of a net whose weights are 0, without the names of values where they only follow each other.
template <class Net>
void expect_nodes(int opset, const std::string& input, const std::string& output, const std::string& nodes) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/net.onnx";
  save_onnx(*std::make_unique<Net>(), path);
  BOOST_TEST(check(path, input, output, opset) == nodes);
}

using Digits = Net<Dense<3, 4, ReLU>, Dense<4, 2, Softmax>>;

BOOST_AUTO_TEST_CASE(whole_model) {
  Digits net;
  for (std::size_t i = 0; i < net.parameters.size(); ++i) net.parameters[i] = static_cast<float>(i);
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/digits.onnx";
  save_onnx(net, path, {.description = "of a test"});
  const onnx::ModelProto model = read_model(path);
  BOOST_TEST(model.producer_name() == "sinew");
  BOOST_TEST(model.producer_version() == _detail::version);
  BOOST_TEST(model.doc_string() == "of a test");
  BOOST_TEST(model.ir_version() == 4);
  BOOST_TEST(model.opset_import_size() == 1);
  BOOST_TEST(model.opset_import(0).version() == 9);
  BOOST_TEST(model.metadata_props(0).key() == "sinew.net");
  BOOST_TEST(model.metadata_props(0).value() == "BasicNet<float, Dense<3, 4, ReLU>, Dense<4, 2, Softmax>>");
  BOOST_TEST(model.graph().input_size() == 1);
  BOOST_TEST(model.graph().input(0).name() == "input");
  BOOST_TEST(shape_text(model.graph().input(0)) == "batchx3");
  BOOST_TEST(model.graph().output(0).name() == "output");
  BOOST_TEST(shape_text(model.graph().output(0)) == "batchx2");
  BOOST_TEST(nodes_of(model) ==
             "0/Gemm = Gemm(input, 0.weight, 0.bias) transB=1; 1/Relu = Relu(0/Gemm); "
             "2/Gemm = Gemm(1/Relu, 2.weight, 2.bias) transB=1; output = Softmax(2/Gemm) axis=1");
  BOOST_TEST(model.graph().node(3).name() == "3/Softmax");
  BOOST_TEST(model.graph().initializer_size() == 4);

  // PyTorch's order of the weights is (out, in), that of the net (in, out)
  const auto& weight = tensor_of(model, "0.weight");
  BOOST_TEST(weight.data_type() == onnx::TensorProto::FLOAT);
  BOOST_TEST(dims_text(weight) == "4x3");
  const std::vector<float> transposed{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11};
  BOOST_TEST(values_of<float>(weight) == transposed, boost::test_tools::per_element());
  BOOST_TEST(dims_text(tensor_of(model, "0.bias")) == "4");
  const std::vector<float> bias{12, 13, 14, 15};
  BOOST_TEST(values_of<float>(tensor_of(model, "0.bias")) == bias, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(options) {
  const Digits net;
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/digits.onnx";
  save_onnx(net, path, {.input = "pixels", .output = "probabilities", .batch = 5});
  const onnx::ModelProto model = read_model(path);
  BOOST_TEST(model.graph().input(0).name() == "pixels");
  BOOST_TEST(shape_text(model.graph().input(0)) == "5x3");
  BOOST_TEST(model.graph().output(0).name() == "probabilities");
  BOOST_TEST(shape_text(model.graph().output(0)) == "5x2");
  BOOST_TEST(model.graph().node(0).input(0) == "pixels");
  BOOST_TEST(model.graph().node(3).output(0) == "probabilities");

  const std::string before = read_bytes(path);
  for (const OnnxOptions& wrong : {OnnxOptions{.input = ""}, OnnxOptions{.output = ""}, OnnxOptions{.input = "output"},
                                   OnnxOptions{.input = "0.weight"}, OnnxOptions{.output = "2.bias"}})
    BOOST_CHECK_EXCEPTION(save_onnx(net, path, wrong), weights_error, [&](const weights_error& e) {
      return e.file == path && e.found.starts_with("the name \"") && e.found.find(" for the model's ") < e.found.size();
    });
  BOOST_TEST(read_bytes(path) == before);
  // the name of a node is no name of a value that counts before
  save_onnx(net, path, {.input = "0/Gemm"});
  BOOST_TEST(nodes_of(read_model(path)).starts_with("0/Gemm_1 = Gemm(0/Gemm, 0.weight, 0.bias)"));
}

// Opset 9 is that of weights which are no inputs. What needs a later one is in its own test.
BOOST_AUTO_TEST_CASE(activations) {
  expect_nodes<Net<Input<2>, Activate<ReLU>, Activate<Tanh>, Activate<Sigmoid>, Activate<SiLU>, Activate<Softplus>>>(
      9, "batchx2", "batchx2",
      "0/Relu = Relu(input); 1/Tanh = Tanh(0/Relu); 2/Sigmoid = Sigmoid(1/Tanh); 3/Sigmoid = Sigmoid(2/Sigmoid); "
      "3/Mul = Mul(2/Sigmoid, 3/Sigmoid); output = Softplus(3/Mul)");
  expect_nodes<Net<Dense<3, 2, LeakyReLU>, Activate<LeakyReLUWith<Ratio<1, 4>>>, Activate<ELU>, Activate<HardSigmoid>,
                   Activate<Identity>, Activate<ELUWith<Ratio<1, 2>>>>>(
      9, "batchx3", "batchx2",
      "0/Gemm = Gemm(input, 0.weight, 0.bias) transB=1; 1/LeakyRelu = LeakyRelu(0/Gemm) alpha=0.01; "
      "2/LeakyRelu = LeakyRelu(1/LeakyRelu) alpha=0.25; 3/Elu = Elu(2/LeakyRelu) alpha=1; "
      "4/HardSigmoid = HardSigmoid(3/Elu) alpha=0.166667 beta=0.5; output = Elu(4/HardSigmoid) alpha=0.5");
  expect_nodes<Net<Input<2>, Activate<GELU>>>(
      9, "batchx2", "batchx2",
      "0/Mul = Mul(input, 0/Constant); 0/Erf = Erf(0/Mul); 0/Add = Add(0/Erf, 0/Constant_1); "
      "0/Mul_1 = Mul(input, 0/Add); output = Mul(0/Mul_1, 0/Constant_2)");
  expect_nodes<Net<Input<2>, Activate<Softsign>, Activate<SELU>, Activate<LogSoftmax>>>(
      9, "batchx2", "batchx2",
      "0/Softsign = Softsign(input); 1/Selu = Selu(0/Softsign) alpha=1.67326 gamma=1.0507; "
      "output = LogSoftmax(1/Selu) axis=1");
  expect_nodes<Net<Input<2>, Activate<ReLU6>>>(11, "batchx2", "batchx2",
                                               "output = Clip(input, 0/Constant, 0/Constant_1)");
  expect_nodes<Net<Input<2>, Activate<CELUWith<Ratio<1, 2>>>>>(12, "batchx2", "batchx2",
                                                               "output = Celu(input) alpha=0.5");
  expect_nodes<Net<Input<2>, Activate<HardSwish>>>(14, "batchx2", "batchx2", "output = HardSwish(input)");
  expect_nodes<Net<Input<2>, Activate<GELUTanh>>>(
      9, "batchx2", "batchx2",
      "0/Mul = Mul(input, input); 0/Mul_1 = Mul(0/Mul, 0/Constant); 0/Add = Add(0/Mul_1, 0/Constant_1); "
      "0/Mul_2 = Mul(input, 0/Add); 0/Tanh = Tanh(0/Mul_2); 0/Add_1 = Add(0/Tanh, 0/Constant_2); "
      "0/Mul_3 = Mul(input, 0/Add_1); output = Mul(0/Mul_3, 0/Constant_3)");
  expect_nodes<Net<Input<2>, Activate<Step>>>(
      12, "batchx2", "batchx2",
      "0/GreaterOrEqual = GreaterOrEqual(input, 0/Constant); output = Cast(0/GreaterOrEqual) to=1");
}

BOOST_AUTO_TEST_CASE(convolutions) {
  expect_nodes<Net<Input<2, 6, 7>, Conv2D<4, 3, ReLU, Stride<2, 1>, Padding<1, 2, 0, 3>, KernelWidth<5>>>>(
      9, "batchx2x6x7", "batchx4x4x6",
      "0/Conv = Conv(input, 0.weight, 0.bias) kernel_shape=3,5 strides=2,1 pads=1,0,2,3; output = Relu(0/Conv)");
  expect_nodes<Net<Input<4, 8, 9>, Conv2D<6, 3, Dilation<2, 3>, Groups<2>, NoBias>>>(
      9, "batchx4x8x9", "batchx6x4x3",
      "output = Conv(input, 0.weight) kernel_shape=3,3 strides=1,1 dilations=2,3 group=2");
  expect_nodes<Net<Input<2, 9>, Conv1D<3, 4, Same, Stride<2>>>>(
      9, "batchx2x9", "batchx3x5", "output = Conv(input, 0.weight, 0.bias) kernel_shape=4 strides=2 pads=1,2");
  expect_nodes<Net<Input<2, 3, 4>, ConvTranspose2D<3, 3, Stride<2>, Padding<1, 0, 2, 1>, OutputPadding<1, 0>>>>(
      9, "batchx2x3x4", "batchx3x7x6",
      "output = ConvTranspose(input, 0.weight, 0.bias) kernel_shape=3,3 strides=2,2 output_padding=1,0 pads=1,2,0,1");

  // PyTorch's extents: (out, in / groups, rows, columns), of the transpose (in, out / groups, rows, columns)
  BasicNet<double, Input<4, 3, 3>, Conv2D<2, 1, Groups<2>>, ConvTranspose2D<3, 2>> net;
  for (std::size_t o = 0; o < 2; ++o)
    for (std::size_t c = 0; c < 2; ++c) net.weight<1>(c, 0, 0, o) = static_cast<double>(10 * o + c);
  for (std::size_t o = 0; o < 3; ++o)
    for (std::size_t r = 0; r < 2; ++r)
      for (std::size_t s = 0; s < 2; ++s)
        for (std::size_t c = 0; c < 2; ++c)
          net.weight<2>(o, r, s, c) = static_cast<double>(1000 * c + 100 * o + 10 * r + s);
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/net.onnx";
  save_onnx(net, path);
  const onnx::ModelProto model = read_model(path);
  BOOST_TEST(tensor_of(model, "0.weight").data_type() == onnx::TensorProto::DOUBLE);
  BOOST_TEST(dims_text(tensor_of(model, "0.weight")) == "2x2x1x1");
  const std::vector<double> weight{0, 1, 10, 11};
  BOOST_TEST(values_of<double>(tensor_of(model, "0.weight")) == weight, boost::test_tools::per_element());
  BOOST_TEST(dims_text(tensor_of(model, "1.weight")) == "2x3x2x2");
  const auto transposed = values_of<double>(tensor_of(model, "1.weight"));
  BOOST_TEST_REQUIRE(transposed.size() == 24u);
  for (std::size_t i = 0; i < 24; ++i)
    BOOST_TEST(transposed[i] == static_cast<double>(1000 * (i / 12) + 100 * (i / 4 % 3) + 10 * (i / 2 % 2) + i % 2));
}

// Neither ceil_mode nor auto_pad: runtimes differ in what these mean.
BOOST_AUTO_TEST_CASE(poolings) {
  expect_nodes<Net<Input<2, 6, 7>, MaxPool2D<2>>>(9, "batchx2x6x7", "batchx2x3x3",
                                                  "output = MaxPool(input) kernel_shape=2,2 strides=2,2");
  expect_nodes<Net<Input<2, 6, 7>, MaxPool2D<3, Stride<2>, CeilMode>>>(
      9, "batchx2x6x7", "batchx2x3x3", "output = MaxPool(input) kernel_shape=3,3 strides=2,2 pads=0,0,1,0");
  expect_nodes<Net<Input<2, 6, 7>, MaxPool2D<2, Dilation<2>, Padding<1>>>>(
      10, "batchx2x6x7", "batchx2x3x4",
      "output = MaxPool(input) kernel_shape=2,2 strides=2,2 dilations=2,2 pads=1,1,0,1");
  expect_nodes<Net<Input<2, 9>, MaxPool1D<2, Dilation<3>, Padding<3>, Stride<1>>>>(
      11, "batchx2x9", "batchx2x12",
      "0/Pad = Pad(input, 0/Constant, 0/Constant_1); output = MaxPool(0/Pad) kernel_shape=2 strides=1 dilations=3");
  expect_nodes<Net<Input<2, 6, 7>, AvgPool2D<3, Stride<2>, Padding<1>>>>(
      9, "batchx2x6x7", "batchx2x3x4",
      "output = AveragePool(input) kernel_shape=3,3 strides=2,2 pads=1,1,0,1 count_include_pad=1");
  expect_nodes<Net<Input<2, 6, 7>, AvgPool2D<3, Stride<2>, Padding<1>, IgnorePadding>>>(
      9, "batchx2x6x7", "batchx2x3x4", "output = AveragePool(input) kernel_shape=3,3 strides=2,2 pads=1,1,0,1");
  expect_nodes<Net<Input<2, 6, 7>, AvgPool2D<3, Stride<2>, CeilMode>>>(
      9, "batchx2x6x7", "batchx2x3x3", "output = AveragePool(input) kernel_shape=3,3 strides=2,2 pads=0,0,1,0");
  expect_nodes<Net<Input<2, 6>, AvgPool1D<3, Stride<2>, Padding<1, 0>, CeilMode>>>(
      9, "batchx2x6", "batchx2x3", "output = AveragePool(input) kernel_shape=3 strides=2 pads=1,0 count_include_pad=1");
  expect_nodes<Net<Input<2, 5>, AvgPool1D<3, Stride<2>, Padding<1, 0>, CeilMode>>>(
      11, "batchx2x5", "batchx2x3",
      "0/Pad = Pad(input, 0/Constant, 0/Constant_1); output = AveragePool(0/Pad) kernel_shape=3 strides=2 pads=0,1");
  expect_nodes<Net<Input<3, 4, 5>, GlobalAvgPool2D>>(
      9, "batchx3x4x5", "batchx3",
      "0/GlobalAveragePool = GlobalAveragePool(input); output = Flatten(0/GlobalAveragePool) axis=1");
  expect_nodes<Net<Input<3, 4>, GlobalMaxPool2D>>(
      9, "batchx3x4", "batchx3", "0/GlobalMaxPool = GlobalMaxPool(input); output = Flatten(0/GlobalMaxPool) axis=1");
}

BOOST_AUTO_TEST_CASE(normalizations) {
  expect_nodes<Net<Input<3, 4, 5>, BatchNorm<Epsilon<Ratio<1, 8>>>>>(
      9, "batchx3x4x5", "batchx3x4x5",
      "output = BatchNormalization(input, 0.weight, 0.bias, 0.running_mean, 0.running_var) epsilon=0.125");
  expect_nodes<Net<Input<3>, BatchNorm<NoAffine>>>(
      9, "batchx3", "batchx3",
      "output = BatchNormalization(input, 0/Constant, 0/Constant_1, 0.running_mean, 0.running_var) epsilon=1e-05");
  expect_nodes<Net<Input<2, 3>, LayerNorm<Epsilon<Ratio<1, 4>>>>>(
      17, "batchx2x3", "batchx2x3", "output = LayerNormalization(input, 0.weight, 0.bias) axis=1 epsilon=0.25");
  expect_nodes<Net<Input<2, 3>, LayerNorm<NoAffine>>>(
      17, "batchx2x3", "batchx2x3", "output = LayerNormalization(input, 0/Constant) axis=1 epsilon=1e-05");
  expect_nodes<Net<Input<3, 4, 5>, InstanceNorm<>>>(
      9, "batchx3x4x5", "batchx3x4x5", "output = InstanceNormalization(input, 0.weight, 0.bias) epsilon=1e-05");
  expect_nodes<Net<Input<4, 2, 3>, GroupNorm<2>>>(
      9, "batchx4x2x3", "batchx4x2x3",
      "0/Reshape = Reshape(input, 0/Constant); "
      "0/InstanceNormalization = InstanceNormalization(0/Reshape, 0/Constant_1, 0/Constant_2) epsilon=1e-05; "
      "0/Reshape_1 = Reshape(0/InstanceNormalization, 0/Constant_3); 0/Mul = Mul(0/Reshape_1, 0.weight); "
      "output = Add(0/Mul, 0.bias)");
  // double: LayerNormalization would compute the statistics in float
  expect_nodes<BasicNet<double, Input<2, 3>, LayerNorm<NoAffine>>>(
      9, "batchx2x3", "batchx2x3",
      "0/ReduceMean = ReduceMean(input) axes=1,2 keepdims=1; 0/Sub = Sub(input, 0/ReduceMean); "
      "0/Mul = Mul(0/Sub, 0/Sub); 0/ReduceMean_1 = ReduceMean(0/Mul) axes=1,2 keepdims=1; "
      "0/Add = Add(0/ReduceMean_1, 0/Constant); 0/Sqrt = Sqrt(0/Add); output = Div(0/Sub, 0/Sqrt)");

  Net<Input<2, 3, 1>, BatchNorm<>, GroupNorm<1>> net;
  net.buffers = {1, 2, 3, 4};
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/net.onnx";
  save_onnx(net, path);
  const onnx::ModelProto model = read_model(path);
  const std::vector<float> mean{1, 2}, variance{3, 4};
  BOOST_TEST(values_of<float>(tensor_of(model, "0.running_mean")) == mean, boost::test_tools::per_element());
  BOOST_TEST(values_of<float>(tensor_of(model, "0.running_var")) == variance, boost::test_tools::per_element());
  BOOST_TEST(dims_text(tensor_of(model, "1.weight")) == "2x1x1");  // broadcast over the pixels
}

BOOST_AUTO_TEST_CASE(shapes) {
  expect_nodes<Net<Input<2, 3, 2>, Flatten>>(9, "batchx2x3x2", "batchx12", "output = Flatten(input) axis=1");
  expect_nodes<Net<Input<12>, Reshape<3, 4>>>(9, "batchx12", "batchx3x4", "output = Reshape(input, 0/Constant)");
  expect_nodes<Net<Input<4>, Dropout<Ratio<1, 2>>, PassThrough>>(9, "batchx4", "batchx4", "output = Identity(input)");
  expect_nodes<Net<Dense<4, 3>, Dropout<Ratio<1, 2>>, Dense<3, 2>>>(
      9, "batchx4", "batchx2",
      "0/Gemm = Gemm(input, 0.weight, 0.bias) transB=1; output = Gemm(0/Gemm, 2.weight, 2.bias) transB=1");
  expect_nodes<Net<Input<3, 2, 4>, Permute<2, 0, 1>>>(9, "batchx3x2x4", "batchx4x3x2",
                                                      "output = Transpose(input) perm=0,3,1,2");
  expect_nodes<Net<Input<2, 3, 4>, Upsample<2>>>(
      13, "batchx2x3x4", "batchx2x6x8",
      "output = Resize(input, , 0/Constant) mode=nearest coordinate_transformation_mode=asymmetric nearest_mode=floor");
  expect_nodes<Net<Input<2, 3>, Upsample<3, Bilinear>>>(
      13, "batchx2x3", "batchx2x9",
      "output = Resize(input, , 0/Constant) mode=linear coordinate_transformation_mode=half_pixel");
}

BOOST_AUTO_TEST_CASE(composition) {
  expect_nodes<Net<Dense<4, 3>, Residual<Dense<3, 2, Tanh>, Dense<2, 3>>>>(
      9, "batchx4", "batchx3",
      "0/Gemm = Gemm(input, 0.weight, 0.bias) transB=1; "
      "1.block.0/Gemm = Gemm(0/Gemm, 1.block.0.weight, 1.block.0.bias) transB=1; "
      "1.block.1/Tanh = Tanh(1.block.0/Gemm); "
      "1.block.2/Gemm = Gemm(1.block.1/Tanh, 1.block.2.weight, 1.block.2.bias) transB=1; "
      "output = Add(0/Gemm, 1.block.2/Gemm)");
  expect_nodes<Net<Residual<Projection<Dense<2, 3>>, Dense<2, 3, ReLU>>>>(
      9, "batchx2", "batchx3",
      "0.projection.0/Gemm = Gemm(input, 0.projection.0.weight, 0.projection.0.bias) transB=1; "
      "0.block.0/Gemm = Gemm(input, 0.block.0.weight, 0.block.0.bias) transB=1; "
      "0.block.1/Relu = Relu(0.block.0/Gemm); output = Add(0.projection.0/Gemm, 0.block.1/Relu)");
  expect_nodes<Net<Input<2>, Concat<PassThrough, Dense<2, 1, Tanh>, Sequential<Dense<2, 2>, Activate<ReLU>>>>>(
      9, "batchx2", "batchx5",
      "0.branches.1.0/Gemm = Gemm(input, 0.branches.1.0.weight, 0.branches.1.0.bias) transB=1; "
      "0.branches.1.1/Tanh = Tanh(0.branches.1.0/Gemm); "
      "0.branches.2.0/Gemm = Gemm(input, 0.branches.2.0.weight, 0.branches.2.0.bias) transB=1; "
      "0.branches.2.1/Relu = Relu(0.branches.2.0/Gemm); "
      "output = Concat(input, 0.branches.1.1/Tanh, 0.branches.2.1/Relu) axis=1");
  expect_nodes<Net<Dense<2, 3, ReLU>, Net<Dense<3, 2, Tanh>>>>(
      9, "batchx2", "batchx2",
      "0/Gemm = Gemm(input, 0.weight, 0.bias) transB=1; 1/Relu = Relu(0/Gemm); "
      "2.0/Gemm = Gemm(1/Relu, 2.0.weight, 2.0.bias) transB=1; output = Tanh(2.0/Gemm)");
  expect_nodes<Net<Repeat<2, Dense<2, 3, ReLU>, Dense<3, 2>>, Repeat<2, Dense<2, 2>>>>(
      9, "batchx2", "batchx2",
      "0.0.0/Gemm = Gemm(input, 0.0.0.weight, 0.0.0.bias) transB=1; 0.0.1/Relu = Relu(0.0.0/Gemm); "
      "0.0.2/Gemm = Gemm(0.0.1/Relu, 0.0.2.weight, 0.0.2.bias) transB=1; "
      "0.1.0/Gemm = Gemm(0.0.2/Gemm, 0.1.0.weight, 0.1.0.bias) transB=1; 0.1.1/Relu = Relu(0.1.0/Gemm); "
      "0.1.2/Gemm = Gemm(0.1.1/Relu, 0.1.2.weight, 0.1.2.bias) transB=1; "
      "1.0/Gemm = Gemm(0.1.2/Gemm, 1.0.weight, 1.0.bias) transB=1; "
      "output = Gemm(1.0/Gemm, 1.1.weight, 1.1.bias) transB=1");
}

// Attributes are floats: in double the numbers are constants.
// That these compute what the nets do is tested by tests/interchange/onnx.
BOOST_AUTO_TEST_CASE(sequences) {
  using Voice = Net<LSTM<2, 3>, Dense<3, 1>>;
  expect_nodes<Voice>(
      10, "batchxstepsx2", "batchxstepsx1",
      "Shape = Shape(input); Slice = Slice(Shape, Constant, Constant_1, Constant_2); "
      "Reshape = Reshape(input, Constant_3); 0/Concat = Concat(Slice, 0/Constant) axis=0; "
      "0/Reshape = Reshape(Reshape, 0/Concat); 0/Transpose = Transpose(0/Reshape) perm=1,0,2; "
      "0/LSTM = LSTM(0/Transpose, 0/W, 0/R, 0/B) hidden_size=3; 0/Transpose_1 = Transpose(0/LSTM) perm=2,0,1,3; "
      "0/Reshape_1 = Reshape(0/Transpose_1, 0/Constant_1); "
      "1/Gemm = Gemm(0/Reshape_1, 1.weight, 1.bias) transB=1; Concat = Concat(Slice, Constant_4) axis=0; "
      "output = Reshape(1/Gemm, Concat)");

  // the gates i, f, g, o of a unit become i, o, f, g, and both biases lie in B
  Voice net;
  for (std::size_t i = 0; i < net.parameters.size(); ++i) net.parameters[i] = static_cast<float>(i);
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/voice.onnx";
  save_onnx(net, path, {.batch = 4, .steps = 5, .states = true});
  const onnx::ModelProto model = read_model(path);
  BOOST_TEST(shape_text(model.graph().input(0)) == "4x5x2");
  BOOST_TEST(shape_text(model.graph().output(0)) == "4x5x1");
  const auto& w = tensor_of(model, "0/W");
  BOOST_TEST(dims_text(w) == "1x12x2");
  // W_ih is (inputs, gates · units) in the net: unit u of gate g and input i is 12·i + 3·g + u
  std::vector<float> expected;
  for (const int gate : {0, 3, 1, 2})
    for (int unit = 0; unit < 3; ++unit)
      for (int in = 0; in < 2; ++in) expected.push_back(static_cast<float>(12 * in + 3 * gate + unit));
  BOOST_TEST(values_of<float>(w) == expected, boost::test_tools::per_element());
  const auto& b = tensor_of(model, "0/B");
  BOOST_TEST(dims_text(b) == "1x24");
  expected.clear();
  for (const int first : {24, 24 + 12 + 36})  // b_ih behind W_ih, b_hh behind W_hh
    for (const int gate : {0, 3, 1, 2})
      for (int unit = 0; unit < 3; ++unit) expected.push_back(static_cast<float>(first + 3 * gate + unit));
  BOOST_TEST(values_of<float>(b) == expected, boost::test_tools::per_element());
  BOOST_TEST_REQUIRE(model.graph().input_size() == 3);
  BOOST_TEST_REQUIRE(model.graph().output_size() == 3);
  for (int k = 1; k < 3; ++k) {
    BOOST_TEST(model.graph().input(k).name() == (k == 1 ? "0.h_0" : "0.c_0"));
    BOOST_TEST(model.graph().output(k).name() == (k == 1 ? "0.h_n" : "0.c_n"));
    BOOST_TEST(shape_text(model.graph().input(k)) == "1x4x3");
    BOOST_TEST(shape_text(model.graph().output(k)) == "1x4x3");
  }

  // options of sequences, and a net that has none
  const std::string before = read_bytes(path);
  for (const OnnxOptions& wrong : {OnnxOptions{.steps = 5}, OnnxOptions{.states = true}})
    BOOST_CHECK_EXCEPTION(save_onnx(Digits{}, path, wrong), weights_error, [&](const weights_error& e) {
      return e.file == path && e.found == (wrong.states ? "the option .states" : "the option .steps") &&
             e.expected.find("no memory") < e.expected.size();
    });
  BOOST_CHECK_EXCEPTION(save_onnx(net, path, {.input = "0.h_0", .states = true}), weights_error,
                        [&](const weights_error& e) { return e.tensor == "0.h_0"; });
  BOOST_TEST(read_bytes(path) == before);

  // a window is a sample
  expect_nodes<Net<Unroll<5, RNN<2, 3, ReLU>>, LastStep>>(
      10, "batchx5x2", "batchx3",
      "0/Reshape = Reshape(input, 0/Constant); 0.0/Reshape = Reshape(0/Reshape, 0.0/Constant); "
      "0.0/Transpose = Transpose(0.0/Reshape) perm=1,0,2; "
      "0.0/RNN = RNN(0.0/Transpose, 0.0/W, 0.0/R, 0.0/B) hidden_size=3 activations=Relu; "
      "0.0/Transpose_1 = Transpose(0.0/RNN) perm=2,0,1,3; 0.0/Reshape_1 = Reshape(0.0/Transpose_1, 0.0/Constant_1); "
      "0.0/Reshape_2 = Reshape(0.0/Reshape_1, 0.0/Constant_2); "
      "1/Slice = Slice(0.0/Reshape_2, 1/Constant, 1/Constant_1, 1/Constant_2); output = Flatten(1/Slice) axis=1");
  expect_nodes<Net<Input<4, 2>, Bidirectional<GRU<2, 3>>>>(
      9, "batchx4x2", "batchx4x6",
      "0/Transpose = Transpose(input) perm=1,0,2; 0/GRU = GRU(0/Transpose, 0/W, 0/R, 0/B) hidden_size=3 "
      "direction=bidirectional linear_before_reset=1; 0/Transpose_1 = Transpose(0/GRU) perm=2,0,1,3; "
      "output = Reshape(0/Transpose_1, 0/Constant)");
}

BOOST_AUTO_TEST_CASE(in_double) {
  using Wide = BasicNet<double, Dense<2, 3, LeakyReLU>, Activate<ELUWith<Ratio<1, 3>>>, Activate<HardSigmoid>>;
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/wide.onnx";
  save_onnx(Wide{}, path);
  check(path, "batchx2", "batchx3", 9);
  const onnx::ModelProto model = read_model(path);
  BOOST_TEST(model.graph().input(0).type().tensor_type().elem_type() == onnx::TensorProto::DOUBLE);
  BOOST_TEST(model.graph().output(0).type().tensor_type().elem_type() == onnx::TensorProto::DOUBLE);
  for (const auto& t : model.graph().initializer()) BOOST_TEST(t.data_type() == onnx::TensorProto::DOUBLE);
  for (const auto& node : model.graph().node())
    for (const auto& a : node.attribute()) BOOST_TEST(a.type() != onnx::AttributeProto::FLOAT);
  BOOST_TEST(values_of<double>(tensor_of(model, "1/Constant"))[0] == 0.01);
  BOOST_TEST(values_of<double>(tensor_of(model, "2/Constant_2"))[0] == 1.0 / 3);
}

/// y = γ ⊙ x + γ ⊙ (x as one row): it takes one tensor in two forms. Asked is the name that it asks for.
template <class Asked> struct Twice {
  using input = shape<4>;
  using output = shape<4>;
  static constexpr std::size_t parameters = 4;
  static constexpr void tensors(auto& list) { list.parameter("gain", {4}); }
  static OnnxValue onnx(OnnxGraph& graph, const OnnxValue& x) {
    graph.needs_opset(14);
    const OnnxValue once = graph.add("Mul", {x, graph.tensor(Asked::name)});
    const OnnxValue again = graph.add("Mul", {x, graph.tensor("gain", {Asked::rows, 4})});
    return graph.add("HardSwish", {graph.add("Sum", {once, again, graph.tensor("gain")})});
  }
  static constexpr void forward(auto) {}
  static constexpr void backward(auto) {}
};
struct Right {
  static constexpr const char* name = "gain";
  static constexpr std::size_t rows = 1;
};
struct WrongName {
  static constexpr const char* name = "gian";
  static constexpr std::size_t rows = 1;
};
struct WrongExtents {
  static constexpr const char* name = "gain";
  static constexpr std::size_t rows = 2;
};

BOOST_AUTO_TEST_CASE(layers_of_a_program) {
  expect_nodes<Net<Dense<2, 4>, Twice<Right>>>(
      14, "batchx2", "batchx4",
      "0/Gemm = Gemm(input, 0.weight, 0.bias) transB=1; 1/Mul = Mul(0/Gemm, 1.gain); "
      "1/Reshape = Reshape(1.gain, 1/Constant); 1/Mul_1 = Mul(0/Gemm, 1/Reshape); "
      "1/Sum = Sum(1/Mul, 1/Mul_1, 1.gain); output = HardSwish(1/Sum)");
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/net.onnx";
  using Misspelt = Net<Dense<2, 4>, Twice<WrongName>>;
  BOOST_CHECK_EXCEPTION(save_onnx(Misspelt{}, path), weights_error, [&](const weights_error& e) {
    return std::string_view(e.what()) ==
           path + ": tensor 1.gian: found no such tensor, expected one of those that the layer has: gain";
  });
  using Misshapen = Net<Dense<2, 4>, Twice<WrongExtents>>;
  BOOST_CHECK_EXCEPTION(save_onnx(Misshapen{}, path), weights_error, [&](const weights_error& e) {
    return std::string_view(e.what()) ==
           path + ": tensor 1.gain: found 8 elements in the form that the layer asks for, expected 4";
  });
  BOOST_TEST(read_bytes(path).empty());
}

BOOST_AUTO_TEST_CASE(faults_of_the_disk) {
  const auto net = std::make_unique<Net<Dense<300, 200>>>();
  const TemporaryFolder folder;
  const std::string path = folder.write("net.onnx", std::string_view("the old file"));
  for (const Fault f : {Fault{"open", 0, 1, EACCES}, Fault{"write", 0, 1, ENOSPC}, Fault{"write", 2, 1, EIO},
                        Fault{"fsync", 0, 1, EIO}, Fault{"rename", 0, 1, EACCES}}) {
    fault = f;
    BOOST_CHECK_EXCEPTION(save_onnx(*net, path), weights_error, [&](const weights_error& e) {
      return e.file == path && e.found.find(std::strerror(f.error)) < e.found.size() &&
             e.expected == "a file that can be written";
    });
    fault = {};
    BOOST_TEST(read_bytes(path) == "the old file");
  }
  fault = {"write", 1, 40, 0};  // short writes are continued
  save_onnx(*net, path);
  fault = {};
  BOOST_TEST(read_model(path).graph().initializer_size() == 2);
  BOOST_CHECK_THROW(save_onnx(*net, folder.path() + "/none/net.onnx"), weights_error);
}

BOOST_AUTO_TEST_CASE(memory) {
  const auto net = std::make_unique<Net<Dense<1000, 2000>>>();
  const TemporaryFolder folder;
  const std::size_t before = allocated;
  most_allocated = before;
  save_onnx(*net, folder.path() + "/net.onnx");
  BOOST_TEST(most_allocated - before >= 8'000'000u);
  BOOST_TEST(most_allocated - before < 8'100'000u);  // one copy
}

BOOST_AUTO_TEST_CASE(too_large) {
  using Large = Net<Dense<30000, 20000>>;  // 2.4 GB; the weights are not looked at
  static constexpr std::size_t in[] = {30000}, out[] = {20000};
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/net.onnx";
  BOOST_CHECK_EXCEPTION(_detail::save_onnx_model({tensors_of<Large>, nullptr, nullptr, false, "Large", in, out, false},
                                                 path, {}, _detail::write_onnx_layers<Large::layers>),
                        weights_error, [&](const weights_error& e) {
                          return e.found == "a model of 2400080000 bytes" &&
                                 e.expected.starts_with("at most 2147483647, which is protobuf's limit");
                        });
  BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_SUITE_END()
