// Imports all cases of a folder by sinew-import, and writes a program that holds their nets:
//   import_write PROGRAM CASES OUT
// A case is a folder, in CASES or within one of its folders:
// - as in ONNX's own tests, with model.onnx and test_data_set_0. Its first input is that of the net, further ones are
//   constants;
// - or with model.json, model.nam or model.safetensors, the arguments of sinew-import in `arguments`, and inputs and
//   outputs in `numbers` (reference/rtneural.py, nam.py).
// Or CASES is the folder of RTNeural's own tests, with models/*.json and test_data/*.csv; or one of models of Neural
// Amp Modeler, with what its reference implementation gives: *.nam, input.f32, *.f32.
// OUT gets a header for each case, unit_<n>.cpp, which includes some of them, the inputs and outputs as text, and
// index.txt: the name of each case and, where it was refused, the message.

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

#include <sys/wait.h>

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
/// The values of a tensor in which an extent behind others counts samples, (steps, samples, values), with that first. A
/// net has them so.
std::vector<double> read_samples_first(const fs::path& path) {
  const auto proto = read_message<onnx::TensorProto>(path);
  const std::vector<double> values = read_values(path);
  if (proto.dims_size() < 3) return values;
  const int axis = proto.dims_size() - 2;
  std::size_t before = 1;
  for (int i = 0; i < axis; ++i) before *= static_cast<std::size_t>(proto.dims(i));
  const auto samples = static_cast<std::size_t>(proto.dims(axis)), run = static_cast<std::size_t>(proto.dims(axis + 1));
  std::vector<double> turned;
  for (std::size_t s = 0; s < samples; ++s)
    for (std::size_t b = 0; b < before; ++b)
      for (std::size_t i = 0; i < run; ++i) turned.push_back(values[(b * samples + s) * run + i]);
  return turned;
}
bool has_text(const fs::path& path, const std::string& text) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.find(text) != std::string::npos) return true;
  return false;
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
  fs::path model;
  std::string arguments;
  std::vector<double> x, y;
  std::string message;  ///< empty if it was imported
  double most = 0;      ///< how far the net may be from y; 0: as compare.cpp says
};

/// Runs sinew-import. Whether that succeeded.
bool import(Case& c, const std::string& arguments, const std::string& program, const fs::path& out) {
  const fs::path header = out / (c.name + ".hpp"), error = out / "message.txt";
  const int status = std::system((in_shell(program) + ' ' + in_shell(c.model.string()) + " --name " + c.name + " -o " +
                                  in_shell(header.string()) + ' ' + arguments + " 2>" + in_shell(error.string()))
                                     .c_str());
  c.message = first_line(error);
  if (status == 0 && c.message.empty() && fs::exists(header)) return true;
  // A refusal names the file, and writes no header.
  const std::string start = "sinew-import: ", place = c.model.parent_path().string() + '/';
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 1 || fs::exists(header) ||
      c.message.compare(0, start.size() + c.model.string().size() + 2, start + c.model.string() + ": ") != 0)
    throw std::runtime_error(c.name + ": sinew-import ended with " + std::to_string(status) + ": " + c.message);
  c.message.erase(start.size(), place.size());
  return false;
}

/// A case of ONNX's. How many extents of the input count samples, its tensors do not say: first the usual one.
Case import_onnx(const fs::path& model, const std::string& program, const fs::path& out) {
  const fs::path data = model.parent_path() / "test_data_set_0";
  Case c{model.parent_path().filename().string(), model, {}, {}, {}, {}, 0};
  const auto graph = read_message<onnx::ModelProto>(model).graph();
  std::set<std::string> constants;
  for (const auto& initializer : graph.initializer()) constants.insert(initializer.name());
  std::string arguments = "--result " + in_shell(graph.output(0).name());
  if (fs::exists(model.parent_path() / "arguments")) arguments += ' ' + first_line(model.parent_path() / "arguments");
  std::size_t inputs = 0;
  for (const auto& input : graph.input()) {
    if (constants.count(input.name()) != 0) continue;
    const fs::path value = data / ("input_" + std::to_string(inputs++) + ".pb");
    if (inputs > 1 && fs::exists(value)) arguments += " --constant " + in_shell(input.name() + "=" + value.string());
  }
  std::string first;
  for (const int extents : {1, 0, 2, 3}) {
    if (import(c, arguments + " --batch-extents " + std::to_string(extents), program, out)) {
      if (!fs::exists(data / "input_0.pb")) {  // so it is with two of the public ones
        c.message = "incomplete: the case has no input to compare with";
        return c;
      }
      const bool turned = has_text(out / (c.name + ".hpp"), "Extent 1 of the input counts samples");
      c.x = turned ? read_samples_first(data / "input_0.pb") : read_values(data / "input_0.pb");
      c.y = turned ? read_samples_first(data / "output_0.pb") : read_values(data / "output_0.pb");
      return c;
    }
    if (first.empty()) first = c.message;
  }
  c.message = first;
  return c;
}

std::vector<double> read_csv(const fs::path& path, std::size_t columns) {
  std::ifstream file(path);
  std::vector<double> values;
  for (double v; file >> v; file.ignore(1)) values.push_back(v);
  if (values.empty() || values.size() % columns != 0) throw std::runtime_error(path.string() + " cannot be read");
  std::vector<double> turned;  // a column, which holds a channel, after the other
  for (std::size_t c = 0; c < columns; ++c)
    for (std::size_t i = c; i < values.size(); i += columns) turned.push_back(values[i]);
  return turned;
}

/// The models of RTNeural's tests.
std::vector<Case> rtneural(const fs::path& folder) {
  struct Known {
    const char *name, *model, *arguments, *x, *y;
    double most = 0;
    std::size_t inputs = 1;   ///< columns of x that are channels, to be one after the other
    std::size_t outputs = 0;  ///< rows of y that are channels, to be beside each other
  };
  const char *const group = "conv1d_torch_group_x_python", *const group_1 = "conv1d_torch_group_6_3_3_1_3",
                    *const y_1 = "conv1d_torch_group_y_python_6_3_3_1_3",
                    *const group_10 = "conv1d_torch_group_6_3_4_10_3",
                    *const y_10 = "conv1d_torch_group_y_python_6_3_4_10_3";
  const Known all[] = {
      {"dense", "dense", "", "dense_x_python", "dense_y_python"},
      {"conv", "conv", "", "conv_x_python", "conv_y_python", 1e-6},
      {"conv_of_100", "conv", "--steps 100", "conv_x_python", "conv_y_python"},
      {"conv2d", "conv2d", "", "conv2d_x_python", "conv2d_y_python"},
      {"conv1d_torch", "conv1d_torch", "--names '' --type 'Net<CausalConv1D<1, 12, 5>>'", "conv1d_torch_x_python",
       "conv1d_torch_y_python", 1e-6, 1, 12},
      {"conv1d_torch_of_1000", "conv1d_torch", "--names '' --type 'Net<Input<1, 1000>, Conv1D<12, 5>>'",
       "conv1d_torch_x_python", "conv1d_torch_y_python"},
      {group_1, group_1, "--names '' --type 'Net<CausalConv1D<6, 3, 3, Groups<3>>>'", group, y_1, 1e-6, 1, 3},
      {"conv1d_torch_group_of_500", group_1, "--names '' --type 'Net<Input<6, 500>, Conv1D<3, 3, Groups<3>>>'", group,
       y_1, 0, 6},
      {group_10, group_10, "--names '' --type 'Net<CausalConv1D<6, 3, 4, Groups<3>, Dilation<10>>>'", group, y_10, 1e-6,
       1, 3},
      {"conv1d_torch_group_10_of_500", group_10,
       "--names '' --type 'Net<Input<6, 500>, Conv1D<3, 4, Groups<3>, Dilation<10>>>'", group, y_10, 0, 6},
      {"convtranspose1d_torch", "convtranspose1d_torch", "", nullptr, nullptr},
      {"full_model", "full_model", "", nullptr, nullptr},
      {"gru", "gru", "", "gru_x_python", "gru_y_python", 5e-6},
      {"gru_torch", "gru_torch",
       "--names gru,gru2,dense --type 'Net<GRU<1, 8>, GRU<8, 8>, GRU<8, 8>, GRU<8, 8>, Dense<8, 1>>'",
       "gru_torch_x_python", "gru_torch_y_python", 5e-6},
      {"lstm", "lstm", "", "lstm_x_python", "lstm_y_python", 1e-6},
      {"lstm_1d", "lstm_1d", "", "lstm_1d_x_python", "lstm_1d_y_python", 1e-6},
      {"bad_lstm", "bad_lstm", "", nullptr, nullptr},
  };
  std::vector<Case> cases;
  for (const Known& k : all) {
    Case c{k.name, folder / "models" / (std::string(k.model) + ".json"), k.arguments, {}, {}, {}, k.most};
    if (k.x != nullptr) {
      const fs::path y = folder / "test_data" / (std::string(k.y) + ".csv");
      c.x = read_csv(folder / "test_data" / (std::string(k.x) + ".csv"), k.inputs);
      c.y = read_csv(y, 1);
      if (k.outputs > 0) c.y = read_csv(y, c.y.size() / k.outputs);
    } else c.message = "incomplete: the case has no input to compare with";
    cases.push_back(c);
  }
  return cases;
}

std::vector<double> read_floats(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<double> values;
  for (float v = 0; file.read(reinterpret_cast<char*>(&v), sizeof v);) values.push_back(static_cast<double>(v));
  if (values.empty()) throw std::runtime_error(path.string() + " cannot be read");
  return values;
}

/// Models of Neural Amp Modeler. A2 is a container.
std::vector<Case> nam(const fs::path& folder) {
  struct Known {
    const char *name, *model, *arguments;
  };
  const Known all[] = {{"lstm", "lstm", ""},
                       {"wavenet", "wavenet", ""},
                       {"wavenet_a1_standard", "wavenet_a1_standard", ""},
                       {"a2_lite", "A2", "--submodel 0"},
                       {"a2_full", "A2", ""}};
  std::vector<Case> cases;
  for (const Known& k : all)
    cases.push_back({k.name,
                     folder / (std::string(k.model) + ".nam"),
                     k.arguments,
                     read_floats(folder / "input.f32"),
                     read_floats(folder / (std::string(k.name) + ".f32")),
                     {},
                     5e-5});
  return cases;
}

void write_numbers(const fs::path& path, const Case& c) {
  std::ofstream file(path);
  file << std::setprecision(17);
  for (const auto* values : {&c.x, &c.y}) {
    file << values->size();
    for (const double v : *values) file << ' ' << v;
    file << '\n';
  }
  if (c.most > 0) file << "1 " << c.most << '\n';
  if (!file.flush()) throw std::runtime_error(path.string() + " cannot be written");
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return 2;
  const std::string program = argv[1];
  const fs::path out = argv[3];
  const fs::path folder = argv[2];
  std::vector<Case> cases;
  if (fs::exists(folder / "models") || fs::exists(folder / "input.f32")) {
    cases = fs::exists(folder / "models") ? rtneural(folder) : nam(folder);
    for (Case& c : cases)
      if (const std::string incomplete = c.message; import(c, c.arguments, program, out)) {
        c.message = incomplete;
        if (c.message.empty()) write_numbers(out / (c.name + ".txt"), c);
      }
  } else {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const fs::path& model = entry.path();
      if (model.stem() != "model") continue;
      if (model.extension() == ".onnx") {
        cases.push_back(import_onnx(model, program, out));
        if (cases.back().message.empty()) write_numbers(out / (cases.back().name + ".txt"), cases.back());
      } else {
        const fs::path here = model.parent_path();
        cases.push_back({here.filename().string(), model, {}, {}, {}, {}, 0});
        if (import(cases.back(), first_line(here / "arguments"), program, out))
          fs::copy_file(here / "numbers", out / (cases.back().name + ".txt"));
      }
    }
  }
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
  if (cases.empty()) throw std::runtime_error("there are no cases");

  std::ofstream index(out / "index.txt");
  std::vector<std::string> imported;
  std::set<std::string> prewarmed;
  for (const Case& c : cases) {
    index << c.name << '\t' << c.message << '\n';
    if (c.message.empty()) imported.push_back(c.name);
    if (c.model.extension() == ".nam") prewarmed.insert(c.name);
  }
  constexpr std::size_t in_unit = 24;
  for (std::size_t i = 0; i < imported.size(); i += in_unit) {
    std::ofstream unit(out / ("unit_" + std::to_string(i / in_unit) + ".cpp"));
    unit << "#include \"imported.hpp\"\n";
    for (std::size_t k = i; k < std::min(i + in_unit, imported.size()); ++k) {
      const std::string& name = imported[k];
      unit << "#include \"" << name << ".hpp\"\nstatic const bool has_" << name << " = add_imported<" << name << "::net"
           << (prewarmed.count(name) != 0 ? ", " + name + "::prewarm" : "") << ">(\"" << name << "\");\n";
    }
  }
  if (!index.flush()) throw std::runtime_error("index.txt cannot be written");
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
