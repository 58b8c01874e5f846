#include "header.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string_view>
#include <utility>

#include <sinew/config/version.hpp>
#include <sinew/deploy/embed.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/safetensors_file.hpp>

#include "json.hpp"

namespace importer {

namespace {

/// The text as part of a comment on one line.
std::string comment_text(std::string_view text) {
  std::string line = sinew::_detail::printable(text, 400);
  if (!line.empty() && line.back() == '\\') line += '.';  // the next line is code
  return line;
}
/// The text between quotes in C++.
std::string cpp_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      const char digits[] = {'\\', static_cast<char>('0' + (c >> 6)), static_cast<char>('0' + (c >> 3 & 7)),
                             static_cast<char>('0' + (c & 7))};
      result.append(digits, 4);
      continue;
    }
    if (c == '"' || c == '\\' || (c == '?' && result.back() == '?')) result += '\\';
    result += c;
  }
  return result + '"';
}
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// The type with sinew:: before each name that has no qualification: all are sinew's.
std::string qualified(std::string_view type) {
  std::string result;
  for (std::size_t i = 0; i < type.size();) {
    std::size_t end = i;
    while (end < type.size() && is_word(type[end])) ++end;
    if (end == i) {
      result += type[i++];
      continue;
    }
    const std::string_view word = type.substr(i, end - i);
    const bool number = std::isdigit(static_cast<unsigned char>(word[0])) != 0;
    const bool built_in = word == "float" || word == "double" || word == "true" || word == "false";
    const bool after = result.size() >= 2 && result.compare(result.size() - 2, 2, "::") == 0;
    if (!number && !built_in && !after) result += "sinew::";
    result += word;
    i = end;
  }
  return result;
}

/// "{64, 784}".
std::string braced(const std::vector<std::size_t>& extents) {
  std::string result = "{";
  for (const std::size_t n : extents) result += (result.size() > 1 ? ", " : "") + std::to_string(n);
  return result + "}";
}
std::string template_arguments(const std::vector<std::size_t>& extents) {
  std::string text = braced(extents);
  text.front() = '<';
  text.back() = '>';
  return text;
}

/// How the header spells the name of a tensor's module.
std::string module_spelled(const Contents& contents, const std::string& module) {
  const auto found = std::find(contents.modules.begin(), contents.modules.end(), module);
  if (found == contents.modules.end()) return cpp_text(module);
  return "sinew::tensor_modules_of<Net>[" + std::to_string(found - contents.modules.begin()) + "]";
}
std::string name_of(const NamedTensor& t) { return t.module.empty() ? t.own_name : t.module + '.' + t.own_name; }

/// How load_safetensors is told the names of modules.
std::string names_option(const std::vector<std::string>& modules) {
  std::string result;
  for (const std::string& name : modules)
    result += (result.empty() ? ", {.names = {" : ", ") + comment_text(cpp_text(name));
  return modules.empty() ? result : result + "}}";
}

/// The function that sets a stream to its first values.
void write_start(std::string& out, const StreamStart& start, bool weights_beside) {
  out += "\n/// The sample rate in Hz that the net was made for.\ninline constexpr double sample_rate = ";
  out += importer::number_text(start.sample_rate) + ";\n\n";
  out += "/// Sets a stream to what the net has kept before the first sample of sound: ";
  if (!start.values.empty()) out += "the values that the file says, then";
  out += "\n/// what " + sinew::_detail::digits(start.silence) +
         " steps of silence leave. It takes the time of as many steps.\n";
  out += "inline void prewarm(sinew::Stream<Net>& stream, const Net& of";
  out += weights_beside ? ") noexcept {\n" : " = net) noexcept {\n";
  out += "  stream.reset();\n";
  if (!start.values.empty()) {
    out += "  constexpr float first[] = {";
    sinew::_detail::write_literals(out, start.values);
    out += "\n  };\n  stream[0] = first;\n";
  }
  out += "  constexpr std::array<std::array<Net::scalar, Net::input::size>, " + std::to_string(silent_block) +
         "> silence{};\n  std::array<Net::Output, " + std::to_string(silent_block) +
         "> unheard;\n  for (int block = 0; block < " + std::to_string(start.silence / silent_block) +
         "; ++block) of(silence, unheard, stream);\n";
  out += "}\n";
}

}  // namespace

std::size_t weights_of(const Contents& contents) {
  std::size_t sum = 0;
  for (const NamedTensor& t : contents.tensors) sum += t.values.size();
  return sum;
}

std::string extents_text(const std::vector<std::size_t>& extents) {
  return sinew::_detail::shape_text(std::span<const std::size_t>(extents));
}

Contents contents_of(Model model) {
  Contents contents;
  contents.source = std::move(model.source);
  contents.files = std::move(model.files);
  contents.notes = std::move(model.notes);
  contents.shapes_known = true;
  contents.widest = model.widest;
  contents.is_stream = model.is_stream;
  contents.start = std::move(model.start);
  contents.input = std::move(model.input);
  contents.output = std::move(model.output);
  contents.type = model.scalar == "double" ? "sinew::BasicNet<double" : "sinew::Net<";
  std::size_t module = 0;
  for (Layer& layer : model.layers) {
    contents.type += (contents.type.back() == '<' ? "\n    " : ",\n    ") + qualified(layer.type);
    for (Tensor& t : layer.tensors) {
      const std::string name = std::to_string(module) + '.' + t.name;
      const std::size_t dot = name.rfind('.');
      contents.tensors.push_back(
          {name.substr(0, dot), name.substr(dot + 1), std::move(t.extents), std::move(t.values)});
    }
    module += layer.modules;
  }
  contents.type += ">";
  return contents;
}

void require_finite(const Contents& contents) {
  for (const NamedTensor& t : contents.tensors)
    for (std::size_t i = 0; i < t.values.size(); ++i)
      if (const double value = t.values[i]; !sinew::_detail::is_finite(value))
        throw import_error((contents.source + ": tensor " + sinew::_detail::name_text(name_of(t)) + ": found " +
                            (value > 0   ? "infinity"
                             : value < 0 ? "-infinity"
                                         : "NaN") +
                            " as value " + std::to_string(i) +
                            ", expected finite numbers (--allow-non-finite takes others)")
                               .c_str());
}

std::string header_text(const Contents& contents, const HeaderOptions& options) {
  const std::string file = contents.source.substr(contents.source.find_last_of("/\\") + 1);
  const bool typed = !contents.shapes_known;  // the type was given by the user
  const std::string again =
      typed ? ": the type does not fit " + sinew::_detail::printable(file, 200) : ": run sinew-import again";
  std::string out = "#pragma once\n// " + comment_text(file) + " as a net, written by sinew-import " +
                    sinew::_detail::version + ". Do not edit.\n";
  if (contents.shapes_known)
    out += "//\n// A sample is " + extents_text(contents.input) + ", its output " + extents_text(contents.output) +
           "; the net has " + sinew::_detail::digits(weights_of(contents)) + " weights.\n";
  if (contents.is_stream)
    out +=
        "// It is one time step of a sequence: net(x, stream), or net(xs, ys, stream) for several, with a Stream<Net> "
        "for each voice.\n";
  // Two of the values between layers are kept at once, and SINEW_STACK_LIMIT is 256 KiB.
  const std::size_t width =
      contents.type.find("BasicNet<double") == contents.type.npos ? sizeof(float) : sizeof(double);
  if (!contents.is_stream && contents.widest > 128 * 1024 / width)
    out +=
        "//\n// Up to " + sinew::_detail::digits(contents.widest) +
        " values lie between its layers. net(x) has them on the stack, and does not compile where that is more than\n"
        "// SINEW_STACK_LIMIT. A workspace has them elsewhere:\n//\n//     static sinew::Workspace<" +
        options.name + "::Net, 1> w;\n//     const auto y = " + (options.weights.empty() ? options.name + "::" : "") +
        "net(x, w);  // or net.predict(x, w)\n//\n";
  for (const std::string& note : contents.notes) out += "// " + comment_text(note) + "\n";
  if (!options.weights.empty())
    out +=
        "//\n// The weights are in a file beside this header:\n//\n//     #include <sinew/io/safetensors.hpp>\n"
        "//     static " +
        options.name + "::Net net;\n//     sinew::load_safetensors(net, " + options.name + "::weights" +
        names_option(contents.modules) + ");\n";
  if (contents.start) out += "\n#include <array>";
  out += "\n#include <type_traits>\n\n#include " + options.include + "\n#include <sinew/deploy/net_of_tensors.hpp>\n";
  out += "\nnamespace " + options.name + " {\n\n";
  if (contents.type.find("sinew::") == std::string::npos) out += "using namespace sinew;\n";
  out += "using Net = " + contents.type + ";\n\n";

  const auto require = [&out](const std::string& condition, const std::string& sentence) {
    out += "static_assert(" + condition + ",\n              " + cpp_text(sentence) + ");\n";
  };
  if (contents.shapes_known) {
    require("std::is_same_v<Net::input, sinew::shape" + template_arguments(contents.input) + ">",
            "Net has another input than " + extents_text(contents.input) + again);
    require("std::is_same_v<Net::output, sinew::shape" + template_arguments(contents.output) + ">",
            "Net has another output than " + extents_text(contents.output) + again);
  }
  const std::size_t count = contents.tensors.size(), modules = contents.modules.size();
  require("sinew::tensors_of<Net>.size() == " + std::to_string(count),
          "Net has another number of tensors than " + std::to_string(count) + again);
  if (modules > 0)
    require("sinew::tensor_modules_of<Net>.size() == " + std::to_string(modules),
            "Net has another number of modules with tensors than --names, " + std::to_string(modules));
  for (const NamedTensor& t : contents.tensors)
    require("sinew::has_tensor<Net>(" + module_spelled(contents, t.module) + ", " + cpp_text(t.own_name) + ", " +
                braced(t.extents) + ")",
            "Net has no tensor " + sinew::_detail::printable(name_of(t)) + " of " + extents_text(t.extents) + again);

  if (!options.weights.empty()) {
    out += "\n/// The file with the weights, in the format of safetensors.\ninline constexpr char weights[] = " +
           cpp_text(options.weights) + ";\n";
  } else if (contents.tensors.empty()) {
    out += "\ninline constexpr Net net{};\n";
  } else {
    out += "\ninline constexpr Net net = [] {\n";
    std::string list;
    for (std::size_t i = 0; i < contents.tensors.size(); ++i) {
      const NamedTensor& t = contents.tensors[i];
      const std::string variable = "tensor_" + std::to_string(i);
      out += "  constexpr ";
      out += t.values.is_double() ? "double " : "float ";
      out += variable + "[] = {  // " + comment_text(name_of(t)) + ": " + extents_text(t.extents);
      if (t.values.is_double()) sinew::_detail::write_literals(out, t.values.copy<double>());
      else sinew::_detail::write_literals(out, t.values.copy<float>());
      out += "\n  };\n";
      list += (list.empty() ? "\n      {" : ",\n      {") + module_spelled(contents, t.module) + ", " +
              cpp_text(t.own_name) + ", " + variable + "}";
    }
    out += "  return sinew::net_of_tensors<Net>({" + list + "});\n}();\n";
  }
  if (contents.start) write_start(out, *contents.start, !options.weights.empty());
  return out + "\n}  // namespace " + options.name + "\n";
}

void write_weights(const Contents& contents, const std::function<void(const void*, std::size_t)>& write) {
  sinew::_detail::SafetensorsHeader header;
  header.metadata("sinew.version", sinew::_detail::version);
  const auto width = [](const NamedTensor& t) { return t.values.is_double() ? sizeof(double) : sizeof(float); };
  for (const NamedTensor& t : contents.tensors)
    header.tensor(name_of(t), t.values.is_double() ? "F64" : "F32", t.extents, t.values.size() * width(t));
  const std::string beginning = header.bytes();
  write(beginning.data(), beginning.size());
  std::array<unsigned char, 64 * 1024> block;
  for (const NamedTensor& t : contents.tensors)
    for (std::size_t i = 0; i < t.values.size();) {
      std::size_t used = 0;
      for (; i < t.values.size() && used < block.size(); ++i, used += width(t))
        if (t.values.is_double()) sinew::_detail::to_little_endian(t.values[i], block.data() + used);
        else sinew::_detail::to_little_endian(static_cast<float>(t.values[i]), block.data() + used);
      write(block.data(), used);
    }
}

}  // namespace importer
