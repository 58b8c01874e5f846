// Reading a model and writing its weights takes at most twice its file and 1 MiB, however narrow the numbers of the
// file are: they become floats one by one, as they are written.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "../../examples/import/header.hpp"
#include "../io/malloc.hpp"
#include "build.hpp"

BOOST_AUTO_TEST_SUITE(import_memory)

constexpr std::int64_t n = 1536, channels = n * n / 2;

/// Elements whose bytes are all 0x3c: numbers near 1 or 0.01.
void fill(Build& build, const std::string& name, const Ints& extents, int type) {
  std::size_t bytes = type == onnx::TensorProto::BOOL                                             ? 1
                      : type == onnx::TensorProto::FLOAT || type == onnx::TensorProto::INT32      ? 4
                      : type == onnx::TensorProto::FLOAT16 || type == onnx::TensorProto::BFLOAT16 ? 2
                                                                                                  : 8;
  for (const std::int64_t extent : extents) bytes *= static_cast<std::size_t>(extent);
  build.add(name, extents, type).set_raw_data(std::string(bytes, '\x3c'));
}
Build model(int type, const Ints& extents = {n, n}, const Ints& input = {-1, n}) {
  Build build(20);
  build.input("x", input, type == onnx::TensorProto::DOUBLE ? type : onnx::TensorProto::FLOAT).output("y");
  fill(build, "W", extents, type);
  return build;
}

/// The error; empty if there is none. Memory is checked in any case.
std::string within_memory(const std::string& path, std::size_t files, std::size_t weights) {
  std::string error;
  const std::ptrdiff_t before = malloced;
  most_malloced = before;
  try {
    const importer::Contents contents = importer::contents_of(importer::read_onnx(path));
    std::size_t written = 0;
    importer::write_weights(contents, [&](const void*, std::size_t count) { written += count; });
    BOOST_TEST(importer::weights_of(contents) == weights);
    BOOST_TEST(written > sizeof(float) * weights);
  } catch (const importer::import_error& e) { error = e.what(); }
  const auto most = static_cast<std::size_t>(most_malloced - before);
  BOOST_TEST_INFO(static_cast<double>(most) / static_cast<double>(files) << " times the file");
  BOOST_TEST(most <= 2 * files + (std::size_t{1} << 20));
  return error;
}
std::string within_memory(const Build& build, std::size_t weights) {
  const TemporaryFolder folder;
  std::string path, bytes;
  build.model.SerializeToString(&bytes);
  path = folder.write("model.onnx", bytes);
  return within_memory(path, bytes.size(), weights);
}
void refuses(const Build& build, const std::string& what) {
  const std::string error = within_memory(build, 0);
  BOOST_TEST(error.find(what) != std::string::npos, error);
}

BOOST_AUTO_TEST_CASE(of_each_type) {
  for (const int type :
       {onnx::TensorProto::FLOAT, onnx::TensorProto::DOUBLE, onnx::TensorProto::FLOAT16, onnx::TensorProto::BFLOAT16}) {
    BOOST_TEST_CONTEXT("type " << type) {
      Build gemm = model(type), matmul = model(type), chain = model(type);
      BOOST_TEST(within_memory(gemm.node("Gemm", {"x", "W"}, "y", {{"transB", std::int64_t{1}}}), n * n + n) == "");
      BOOST_TEST(within_memory(matmul.node("MatMul", {"x", "W"}, "y"), n * n + n) == "");
      fill(chain, "V", {n, n}, type);
      chain.node("MatMul", {"x", "W"}, "a").node("Relu", {"a"}, "b").node("MatMul", {"b", "V"}, "y");
      BOOST_TEST(within_memory(chain, 2 * (n * n + n)) == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(of_folded_scales) {
  const Ints kernel{1024, 256, 3, 3}, image{-1, 256, 8, 8};
  const auto scaled = [&] {
    Build build = model(onnx::TensorProto::FLOAT16, kernel, image);
    build.constant("before", {256, 1, 1}, counting(256)).constant("after", {1024, 1, 1}, counting(1024));
    return build;
  };
  constexpr std::size_t weights = 1024 * 256 * 9 + 1024;
  BOOST_TEST(
      within_memory(
          scaled().node("Conv", {"x", "W"}, "c").node("Mul", {"c", "after"}, "d").node("Add", {"d", "after"}, "y"),
          weights) == "");
  BOOST_TEST(
      within_memory(
          scaled().node("Mul", {"x", "before"}, "a").node("Add", {"a", "before"}, "b").node("Conv", {"b", "W"}, "y"),
          weights) == "");
}

BOOST_AUTO_TEST_CASE(of_constants_that_nodes_make) {
  const auto then = [](Build build, std::size_t weights = n * n + n) {
    return within_memory(build.node("MatMul", {"x", "V"}, "y"), weights);
  };
  Ints rows(n);
  std::iota(rows.begin(), rows.end(), 0);
  for (const int type : {onnx::TensorProto::FLOAT, onnx::TensorProto::BFLOAT16}) {
    BOOST_TEST(then(model(type).node("Transpose", {"W"}, "V")) == "");
    BOOST_TEST(then(model(type).node("Identity", {"W"}, "I").node("Identity", {"I"}, "V")) == "");
    BOOST_TEST(then(model(type).node("Cast", {"W"}, "V", {{"to", std::int64_t{onnx::TensorProto::FLOAT}}})) == "");
    BOOST_TEST(then(model(type, {n * n}).integers("shape", {n, n}).node("Reshape", {"W", "shape"}, "V")) == "");
    BOOST_TEST(then(model(type).integers("rows", rows).node("Gather", {"W", "rows"}, "V")) == "");
    Build halves = model(type, {n, n / 2});
    fill(halves, "H", {n, n / 2}, type);
    BOOST_TEST(then(halves.node("Concat", {"W", "H"}, "V", {{"axis", std::int64_t{1}}})) == "");
  }
  // What is computed is wider than truth values and halves.
  const Attribute to_float{"to", std::int64_t{onnx::TensorProto::FLOAT}};
  BOOST_TEST(then(model(onnx::TensorProto::INT32).node("Cast", {"W"}, "V", {to_float})) == "");
  refuses(model(onnx::TensorProto::BOOL).node("Cast", {"W"}, "V", {to_float}).node("MatMul", {"x", "V"}, "y"),
          "the constants would take more memory than twice the file");
  refuses(model(onnx::TensorProto::FLOAT16).node("Neg", {"W"}, "V").node("MatMul", {"x", "V"}, "y"),
          "the constants would take more memory than twice the file");
}

BOOST_AUTO_TEST_CASE(of_weights_that_layers_share) {
  Build build = model(onnx::TensorProto::FLOAT16);
  for (int i = 0; i < 20; ++i)
    build.node("MatMul", {i == 0 ? "x" : "v" + std::to_string(i - 1), "W"}, i == 19 ? "y" : "v" + std::to_string(i));
  BOOST_TEST(within_memory(build, 20 * (n * n + n)) == "");
}

BOOST_AUTO_TEST_CASE(of_many_small_layers) {
  for (const char* const op : {"MatMul", "Mul", "Relu", "Identity"}) {
    bool refused = false;
    for (int count = 100; count <= 3000; count += 100) {
      Build build(20);
      build.input("x", {-1, 1}).output("y").constant("W", {1, 1}, {2});
      for (int i = 0; i < count; ++i) {
        onnx::NodeProto& node = *build.graph().add_node();
        node.set_op_type(op);
        node.add_input(i == 0 ? "x" : std::to_string(i - 1));
        if (op[0] == 'M') node.add_input("W");
        node.add_output(i == count - 1 ? "y" : std::to_string(i));
      }
      const std::size_t numbers = op == std::string("Mul") ? 1 : op[0] == 'M' ? 2 * static_cast<std::size_t>(count) : 0;
      BOOST_TEST_CONTEXT(count << " × " << op) {
        const std::string error = within_memory(build, numbers);
        const bool by_memory = error.find("would take more memory than twice the file") != error.npos ||
                               error.find("bytes describe objects of more than") != error.npos;
        BOOST_TEST((error.empty() || by_memory), error);
        BOOST_TEST((count > 300 || error.empty()), error);
        refused = refused || by_memory;
      }
    }
    BOOST_TEST(refused);
  }
}

BOOST_AUTO_TEST_CASE(of_one_long_row) {
  constexpr std::int64_t many = n * n;
  for (const int type : {onnx::TensorProto::FLOAT, onnx::TensorProto::FLOAT16}) {
    BOOST_TEST(within_memory(model(type, {many, 1}, {-1, many}).node("MatMul", {"x", "W"}, "y"), many + 1) == "");
    Build wide = model(type, {1, many}, {-1, 1});
    fill(wide, "b", {many}, type);
    BOOST_TEST(within_memory(wide.node("Gemm", {"x", "W", "b"}, "y"), 2 * many) == "");
    const auto row = [&] { return model(type, {many}, {-1, many}); };
    BOOST_TEST(within_memory(row().node("Add", {"x", "W"}, "y"), 2 * many) == "");
    BOOST_TEST(within_memory(row().node("Mul", {"x", "W"}, "y"), many) == "");
    // The product of both would be computed in double, so they stay two layers.
    BOOST_TEST(within_memory(row().node("Mul", {"x", "W"}, "a").node("Add", {"a", "W"}, "y"), 3 * many) == "");
    // A position's value in each of 4 channels.
    BOOST_TEST(within_memory(model(type, {1, many / 4, 4}, {-1, many / 4, 4})
                                 .node("Transpose", {"x"}, "t", {{"perm", Ints{0, 2, 1}}})
                                 .node("Transpose", {"W"}, "V", {{"perm", Ints{0, 2, 1}}})
                                 .node("Add", {"t", "V"}, "y"),
                             2 * many) == "");
  }
}

BOOST_AUTO_TEST_CASE(of_many_channels) {
  for (const int type : {onnx::TensorProto::FLOAT, onnx::TensorProto::BFLOAT16}) {
    const auto wide = [&](std::initializer_list<const char*> names, const Ints& input = {-1, channels}) {
      Build build(20);
      build.input("x", input).output("y");
      for (const char* const name : names) fill(build, name, {channels}, type);
      return build;
    };
    BOOST_TEST(within_memory(wide({"g", "b", "m", "v"}).node("BatchNormalization", {"x", "g", "b", "m", "v"}, "y"),
                             4 * channels) == "");
    BOOST_TEST(within_memory(wide({"g", "b"}, {-1, channels, 2}).node("InstanceNormalization", {"x", "g", "b"}, "y"),
                             2 * channels) == "");
    // The gain and shift of a LayerNorm alone, which the file's are folded into, count as tensors that it has not.
    const Build normal = wide({"g", "b"}).node("LayerNormalization", {"x", "g", "b"}, "y");
    if (type == onnx::TensorProto::FLOAT) BOOST_TEST(within_memory(normal, 2 * channels) == "");
    else refuses(normal, "would take more memory than twice the file");
    BOOST_TEST(within_memory(wide({"s"}).node("PRelu", {"x", "s"}, "y"), channels) == "");
    BOOST_TEST(within_memory(wide({"s"}, {-1, 2, channels}).node("PRelu", {"x", "s"}, "y"), channels + 1) == "");
    BOOST_TEST(within_memory(wide({"c"}).node("Concat", {"x", "c"}, "y", {{"axis", std::int64_t{0}}}), 0) != "");
  }
}

BOOST_AUTO_TEST_CASE(of_lists_of_numbers) {
  Build build(20);
  build.input("x", {-1, n}).output("y").constant("W", {n, n}, counting(n * n)).node("MatMul", {"x", "W"}, "y");
  BOOST_TEST(within_memory(build, n * n + n) == "");
}

BOOST_AUTO_TEST_CASE(of_files_beside_the_model) {
  const TemporaryFolder folder;
  folder.write("values.bin", std::string(2 * n * n, '\x3c'));
  Build build(20);
  build.input("x", {-1, n}).output("y");
  for (int i = 0; i < 4; ++i) {
    const std::string number = std::to_string(i);
    onnx::TensorProto& tensor = build.add("W" + number, {n, n}, onnx::TensorProto::FLOAT16);
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    tensor.add_external_data()->set_key("location");
    tensor.mutable_external_data(0)->set_value("values.bin");
    build.node("MatMul", {i == 0 ? "x" : "v" + std::to_string(i - 1), "W" + number}, "v" + number);
    Build made = build;
    made.node("Relu", {"v" + number}, "y");
    const std::string path = folder.write("model.onnx", made.model.SerializeAsString());
    const std::string error = within_memory(path, std::filesystem::file_size(path) + 2 * n * n,
                                            static_cast<std::size_t>(i + 1) * (n * n + n));
    // The same bytes twice are what a file deserves.
    if (i < 2) BOOST_TEST(error == "");
    else BOOST_TEST(error.find("its values would take more memory than twice the file") != std::string::npos, error);
  }
}

BOOST_AUTO_TEST_SUITE_END()
