// sinew-import: writes a net from a file of another program as a C++ header. `sinew-import --help` and README.md.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <getopt.h>

#include <sinew/config/version.hpp>
#include <sinew/deploy/embed.hpp>
#include <sinew/deploy/taken_names.hpp>
#include <sinew/io/atomic_file.hpp>

#include "header.hpp"
#include "nam.hpp"
#include "rtneural.hpp"
#include "tensors.hpp"
#if defined(SINEW_IMPORT_ONNX)
#include "onnx.hpp"
#endif

namespace {

constexpr char usage[] = R"(Usage: sinew-import FILE -o HEADER [options]

Writes a net as a C++ header for sinew: namespace digits { using Net = …; … net = …; }

FILE is one of
  *.onnx          a model of ONNX
  *.json          a model of RTNeural with layers; or its tensors, with --type
  *.nam           a model of Neural Amp Modeler
  *.safetensors   tensors, with --type

  -o, --output HEADER       the header to write; - is the standard output
  -n, --name NAME           the namespace; without it, the file name of HEADER, or of FILE (with _net behind it, if it
                            is a name of C or C++, such as index)
  -w, --weights FILE        write the weights to a safetensors file, not into the header
  -t, --type TYPE           the type of the net, as in C++: "Net<Dense<784, 64, ReLU>, Dense<64, 10, Softmax>>"
      --include HEADER      what the header includes to declare the type; "<sinew/sinew.hpp>" without it
      --names A,B,…         what FILE calls the modules of the net that have tensors, in their order
      --steps N             the time steps of a sample, for a net of RTNeural, or one of ONNX that leaves them open
      --submodel N          which model of a container of Neural Amp Modeler, from 0 on; the last one without it
      --constant NAME=FILE  the value of an input of an ONNX model, a file with a TensorProto; may be repeated
      --result NAME         the output of an ONNX model to import, where it has several, or a value within its graph
      --batch-extents N     how many leading extents of the input of an ONNX model count samples; 1 without it
      --batch-axis N        which extent of that input counts samples; 0 without it, or what recurrent layers take
      --allow-non-finite    take weights that are infinite or NaN
  -h, --help                print this text
      --version             print the version of sinew

The exit code is 0, 1 if FILE cannot be imported or HEADER not be written, or 2 if the command line is wrong.
Nothing is written in these cases.
)";

/// A wrong command line.
struct usage_error {
  std::string what;
};

struct Command {
  std::string input, output;
  std::optional<std::string> name, type, weights, names, include, result;
  std::size_t steps = 0;
  std::optional<std::size_t> batch_extents, batch_axis, submodel;
  std::vector<std::pair<std::string, std::string>> constants;
  bool allow_non_finite = false;
};

/// The argument of an option as a number.
std::size_t number(const char* option, long long least, long long most) {
  char* end = nullptr;
  errno = 0;
  const long long n = std::strtoll(optarg, &end, 10);
  if (errno != 0 || end == optarg || *end != '\0' || n < least || n > most)
    throw usage_error{std::string("--") + option + " " + optarg + ": give a number from " + std::to_string(least) +
                      " to " + std::to_string(most)};
  return static_cast<std::size_t>(n);
}

Command parse(int argc, char** argv) {
  enum long_only {
    include = 256,
    names,
    steps,
    submodel,
    constant,
    result,
    batch_extents,
    batch_axis,
    allow_non_finite,
    version
  };
  static const option options[] = {{"output", required_argument, nullptr, 'o'},
                                   {"name", required_argument, nullptr, 'n'},
                                   {"weights", required_argument, nullptr, 'w'},
                                   {"type", required_argument, nullptr, 't'},
                                   {"include", required_argument, nullptr, include},
                                   {"names", required_argument, nullptr, names},
                                   {"steps", required_argument, nullptr, steps},
                                   {"submodel", required_argument, nullptr, submodel},
                                   {"constant", required_argument, nullptr, constant},
                                   {"result", required_argument, nullptr, result},
                                   {"batch-extents", required_argument, nullptr, batch_extents},
                                   {"batch-axis", required_argument, nullptr, batch_axis},
                                   {"allow-non-finite", no_argument, nullptr, allow_non_finite},
                                   {"help", no_argument, nullptr, 'h'},
                                   {"version", no_argument, nullptr, version},
                                   {nullptr, 0, nullptr, 0}};
  Command command;
  std::optional<std::string> output;
  const auto once = [](std::optional<std::string>& to, const char* name) {
    if (to) throw usage_error{std::string("--") + name + " is given twice"};
    to = optarg;
  };
  constexpr char letters[] = ":o:n:w:t:h";
  opterr = 0;
  for (int chosen; (chosen = getopt_long(argc, argv, letters, options, nullptr)) != -1;) switch (chosen) {
      case 'o':
        once(output, "output");
        break;
      case 'n':
        once(command.name, "name");
        break;
      case 'w':
        once(command.weights, "weights");
        break;
      case 't':
        once(command.type, "type");
        break;
      case include:
        once(command.include, "include");
        break;
      case names:
        once(command.names, "names");
        break;
      case allow_non_finite:
        command.allow_non_finite = true;
        break;
      case result:
        once(command.result, "result");
        break;
      case steps:
        command.steps = number("steps", 1, 1'000'000'000);
        break;
      case submodel:
        command.submodel = number("submodel", 0, 1'000'000);
        break;
      case batch_extents:
        command.batch_extents = number("batch-extents", 0, 8);
        break;
      case batch_axis:
        command.batch_axis = number("batch-axis", 0, 8);
        break;
      case constant: {
        const char* const equals = std::strchr(optarg, '=');
        if (equals == nullptr || equals == optarg)
          throw usage_error{std::string("--constant ") + optarg + ": give NAME=FILE"};
        command.constants.emplace_back(std::string(optarg, static_cast<std::size_t>(equals - optarg)), equals + 1);
        break;
      }
      case 'h':
        std::fputs(usage, stdout);
        std::exit(0);
      case version:
        std::printf("sinew-import %s\n", sinew::_detail::version);
        std::exit(0);
      case ':':
        throw usage_error{std::string(argv[optind - 1]) + " needs an argument"};
      default:
        // A letter may be one of several of an argument that getopt is still at. Of a long option, optopt is 0 or
        // known.
        if (optopt > 0 && optopt < include && std::strchr(letters, optopt) == nullptr)
          throw usage_error{std::string("-") + static_cast<char>(optopt) + " is no option"};
        throw usage_error{std::string(argv[optind - 1]) +
                          (optopt == 0 ? " is no option" : ": the option takes no argument")};
    }
  if (optind + 1 != argc)
    throw usage_error{optind == argc ? "there is no file to import" : "there is more than one file to import"};
  command.input = argv[optind];
  if (!output) throw usage_error{"there is no header to write: -o HEADER"};
  command.output = *output;
  return command;
}

/// The name of a file without its folder and its last ending.
std::string stem(const std::string& path) {
  std::string name = path.substr(path.find_last_of("/\\") + 1);
  return name.substr(0, name.rfind('.'));
}
std::string ending(const std::string& path) {
  const std::string name = path.substr(path.find_last_of("/\\") + 1);
  const std::size_t dot = name.rfind('.');
  std::string result = dot == std::string::npos ? "" : name.substr(dot);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

/// What is written would replace what is read, or one another.
void check_places(const Command& command, const std::vector<std::string>& read) {
  const auto check = [&](const std::string& path, const char* option) {
    if (path.empty() || path.back() == '/')
      throw usage_error{std::string(option) + " \"" + path + "\" has no name of a file"};
    for (const std::string& other : read)
      if (sinew::_detail::same_file(path, other))
        throw usage_error{std::string(option) + " " + path + " would replace " + other + ", which is read"};
  };
  if (command.output != "-") check(command.output, "--output");
  if (!command.weights) return;
  if (*command.weights == "-") throw usage_error{"--weights -: only the header can go to the standard output"};
  check(*command.weights, "--weights");
  if (command.output != "-" && sinew::_detail::same_file(command.output, *command.weights))
    throw usage_error{"--output " + command.output + " and --weights " + *command.weights + " are one file"};
}

std::string chosen_name(const Command& command) {
  std::string name = command.name ? *command.name : stem(command.output == "-" ? command.input : command.output);
  if (!command.name && sinew::_detail::taken_fault(name) != nullptr) {
    std::fprintf(stderr, "sinew-import: note: the namespace is %s_net: %s is a name of C or C++ (--name NAME)\n",
                 name.c_str(), name.c_str());
    name += "_net";
  }
  if (const char* const fault = sinew::_detail::name_fault(name))
    throw usage_error{"the name \"" + name + "\" of the namespace " + fault +
                      (command.name ? "" : " (the name of the file is not one: give --name)")};
  return name;
}

std::vector<std::string> listed(const std::optional<std::string>& text) {
  std::vector<std::string> names;
  if (!text) return names;
  for (std::size_t at = 0;;) {
    const std::size_t comma = text->find(',', at);
    names.push_back(text->substr(at, comma - at));
    for (std::size_t i = 0; i + 1 < names.size(); ++i)
      if (names[i] == names.back()) throw usage_error{"--names has \"" + names[i] + "\" twice"};
    if (comma == std::string::npos) return names;
    at = comma + 1;
  }
}

/// A type goes into the header as it is, so that it must be one: nothing but a declaration could end it.
void check_type(const std::string& type) {
  for (const char c : type)
    if (c == ';' || c == '{' || c == '}' || c == '#' || c == '\n' || c == '\r')
      throw usage_error{"--type \"" + type + "\": a type has no ; { } # and one line"};
  if (type.find_first_not_of(' ') == std::string::npos) throw usage_error{"--type is empty"};
}

importer::Contents read(const Command& command) {
  const std::string kind = ending(command.input);
  const auto no = [&](bool given, const char* option) {
    if (given) throw usage_error{std::string(option) + " is not for a file *" + kind};
  };
  if (kind != ".nam") no(command.submodel.has_value(), "--submodel");
  if (kind == ".onnx") {
    no(command.type.has_value(), "--type");
    no(command.names.has_value(), "--names");
#if defined(SINEW_IMPORT_ONNX)
    importer::OnnxOptions options;
    for (const auto& [name, path] : command.constants) options.constants.push_back({name, path});
    options.output = command.result.value_or("");
    options.batch_extents = command.batch_extents.value_or(options.batch_extents);
    options.batch_axis = command.batch_axis;
    options.steps = command.steps;
    options.allow_non_finite = command.allow_non_finite;
    return importer::contents_of(importer::read_onnx(command.input, options));
#else
    throw importer::import_error(
        (command.input + ": this sinew-import was built without ONNX (Debian: libonnx-dev)").c_str());
#endif
  }
  no(!command.constants.empty(), "--constant");
  no(command.result.has_value(), "--result");
  no(command.batch_extents.has_value(), "--batch-extents");
  no(command.batch_axis.has_value(), "--batch-axis");
  if (kind == ".json") {
    no(command.names.has_value() && !command.type, "--names without --type");
    no(command.steps != 0 && command.type, "--steps with --type");
    return importer::read_rtneural(
        command.input, {command.steps, command.type.value_or(""), listed(command.names), command.allow_non_finite});
  }
  if (kind == ".nam") {
    no(command.type.has_value(), "--type");
    no(command.names.has_value(), "--names");
    no(command.steps != 0, "--steps");
    return importer::contents_of(importer::read_nam(command.input, {command.submodel, command.allow_non_finite}));
  }
  if (kind != ".safetensors") throw usage_error{command.input + ": give a file *.onnx, *.json, *.nam or *.safetensors"};
  no(command.steps != 0, "--steps");
  if (!command.type)
    throw usage_error{"a safetensors file has tensors and no net: give --type \"Net<…>\", the type of the net"};
  return importer::read_safetensors(command.input, *command.type, listed(command.names));
}

int run(const Command& command) {
  std::vector<std::string> given{command.input};
  for (const auto& [name, path] : command.constants) given.push_back(path);
  check_places(command, given);
  importer::HeaderOptions options;
  options.name = chosen_name(command);
  options.weights = command.weights.value_or("");
  if (command.type) check_type(*command.type);
  if (command.include) {
    if (!command.type) throw usage_error{"--include is for --type"};
    const std::string& name = *command.include;
    const bool marked =
        name.size() > 2 && ((name.front() == '<' && name.back() == '>') || (name.front() == '"' && name.back() == '"'));
    if (name.find_first_of("\n\r") != std::string::npos) throw usage_error{"--include has more than one line"};
    options.include = marked ? name : '"' + name + '"';
  }

  const importer::Contents contents = read(command);
  check_places(command, contents.files);
  if (!command.allow_non_finite) importer::require_finite(contents);
  if (const std::size_t n = importer::weights_of(contents); n > 1'000'000 && !command.weights)
    std::fprintf(
        stderr,
        "sinew-import: note: the header will hold %zu weights, for which compilers take minutes or find that their "
        "limits of constant expressions are exceeded: --weights FILE writes them to a file\n",
        n);
  const std::string header = importer::header_text(contents, options);
  const auto cannot = [](const std::string& path, const std::string& why) {
    throw importer::import_error((path + " cannot be written: " + why).c_str());
  };
  // Both files are complete before the first one takes its place.
  std::optional<sinew::_detail::AtomicFile> weights, out;
  if (command.weights) {
    weights.emplace(*command.weights);
    importer::write_weights(contents, [&](const void* bytes, std::size_t count) {
      if (!weights->write(bytes, count)) cannot(*command.weights, weights->fault());
    });
  }
  if (command.output != "-" && !out.emplace(command.output).write(header.data(), header.size()))
    cannot(command.output, out->fault());
  if (weights && !weights->commit()) cannot(*command.weights, weights->fault());
  if (out && !out->commit()) cannot(command.output, out->fault());
  if (!out && (std::fwrite(header.data(), 1, header.size(), stdout) != header.size() || std::fflush(stdout) != 0))
    cannot("the standard output", std::strerror(errno));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(parse(argc, argv));
  } catch (const usage_error& error) {
    std::fprintf(stderr, "sinew-import: %s\nTry sinew-import --help.\n", error.what.c_str());
    return 2;
  } catch (const sinew::Error& error) {
    std::fprintf(stderr, "sinew-import: %s\n", error.what());
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "sinew-import: there is not enough memory\n");
  } catch (const std::exception& error) { std::fprintf(stderr, "sinew-import: %s\n", error.what()); }
  return 1;
}
