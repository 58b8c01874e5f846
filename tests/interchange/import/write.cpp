// Imports all cases of a folder by sinew-import, and writes a program that holds their nets:
//   import_write PROGRAM CASES OUT
// A case is a folder with model.onnx and test_data_set_0, as in ONNX's own tests. Its first input is that of the net,
// further ones are constants. OUT gets a header for each case, unit_<n>.cpp, which includes some of them, the numbers
// of the tensors as text, and index.txt: the name of each case and, where it was refused, the message.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <onnx/onnx_pb.h>

namespace {

namespace fs = std::filesystem;

template <class Message> Message read_message(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  Message message;
  if (!file || !message.ParseFromIstream(&file)) throw std::runtime_error(path.string() + " cannot be read");
  return message;
}

/// The values of a tensor of float or double; none of another.
std::vector<double> read_values(const fs::path& path) {
  const auto proto = read_message<onnx::TensorProto>(path);
  std::vector<double> values;
  const auto take = [&](auto zero, const auto& field) {
    const std::string& raw = proto.raw_data();
    if (raw.empty()) values.assign(field.begin(), field.end());
    for (std::size_t i = 0; i < raw.size() / sizeof zero; ++i) {
      std::memcpy(&zero, raw.data() + i * sizeof zero, sizeof zero);  // little-endian, as the machines of this test
      values.push_back(static_cast<double>(zero));
    }
  };
  if (proto.data_type() == onnx::TensorProto::FLOAT) take(float{}, proto.float_data());
  if (proto.data_type() == onnx::TensorProto::DOUBLE) take(double{}, proto.double_data());
  return values;
}
std::string in_shell(const std::string& word) {
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}
std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

struct Case {
  std::string name;
  fs::path folder;
  std::string message;  ///< empty if it was imported
};

/// Runs sinew-import. What the first extents of an input count, the tensors of a case do not say: the usual first.
void import(Case& c, const std::string& program, const fs::path& out) {
  const auto model = read_message<onnx::ModelProto>(c.folder / "model.onnx");
  std::set<std::string> constants;
  for (const auto& initializer : model.graph().initializer()) constants.insert(initializer.name());
  std::vector<std::string> inputs;
  for (const auto& input : model.graph().input())
    if (constants.count(input.name()) == 0) inputs.push_back(input.name());
  std::string command = in_shell(program) + ' ' + in_shell((c.folder / "model.onnx").string()) + " --name " + c.name +
                        " -o " + in_shell((out / (c.name + ".hpp")).string()) + " --result " +
                        in_shell(model.graph().output(0).name());
  for (std::size_t k = 1; k < inputs.size(); ++k) {
    const fs::path value = c.folder / "test_data_set_0" / ("input_" + std::to_string(k) + ".pb");
    if (fs::exists(value)) command += " --constant " + in_shell(inputs[k] + "=" + value.string());
  }
  std::string first;
  for (const int extents : {1, 0, 2, 3}) {
    const std::string tried =
        command + " --batch-extents " + std::to_string(extents) + " 2>" + in_shell((out / "message.txt").string());
    const int status = std::system(tried.c_str());
    if (status == 0) {
      c.message.clear();
      return;
    }
    c.message = first_line(out / "message.txt");
    if (const std::string place = c.folder.string() + '/'; c.message.find(place) != std::string::npos)
      c.message.replace(c.message.find(place), place.size(), "");
    if (first.empty()) first = c.message;
    const std::string expected = "sinew-import: model.onnx: ";
    if (c.message.compare(0, expected.size(), expected) != 0 || fs::exists(out / (c.name + ".hpp")))
      throw std::runtime_error(c.name + ": sinew-import ended with " + std::to_string(status) + ": " + c.message);
  }
  c.message = first;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return 2;
  const std::string program = argv[1];
  const fs::path out = argv[3];
  std::vector<Case> cases;
  for (const auto& entry : fs::recursive_directory_iterator(argv[2]))
    if (entry.path().filename() == "model.onnx")
      cases.push_back({entry.path().parent_path().filename().string(), entry.path().parent_path(), {}});
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
  if (cases.empty()) throw std::runtime_error("there are no cases");

  std::ofstream index(out / "index.txt");
  std::vector<std::string> imported;
  for (Case& c : cases) {
    import(c, program, out);
    index << c.name << '\t' << c.message << '\n';
    if (!c.message.empty()) continue;
    imported.push_back(c.name);
    std::ofstream numbers(out / (c.name + ".txt"));
    for (const char* const file : {"input_0.pb", "output_0.pb"}) {
      const std::vector<double> values = read_values(c.folder / "test_data_set_0" / file);
      numbers << values.size() << std::setprecision(17);
      for (const double v : values) numbers << ' ' << v;
      numbers << '\n';
    }
    if (!numbers.flush()) throw std::runtime_error(c.name + ".txt cannot be written");
  }
  constexpr std::size_t in_unit = 24;
  for (std::size_t i = 0; i < imported.size(); i += in_unit) {
    std::ofstream unit(out / ("unit_" + std::to_string(i / in_unit) + ".cpp"));
    unit << "#include \"imported.hpp\"\n";
    for (std::size_t k = i; k < std::min(i + in_unit, imported.size()); ++k) {
      const std::string& name = imported[k];
      unit << "#include \"" << name << ".hpp\"\nstatic const bool has_" << name << " = add_imported<" << name
           << "::net>(\"" << name << "\");\n";
    }
  }
  if (!index.flush()) throw std::runtime_error("index.txt cannot be written");
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
