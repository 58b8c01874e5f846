#pragma once
/// \file
/// embed: writes a net's weights, or a scaler's, as C++ source, a header that another program includes. That program
/// loads no file and does no work at start-up.

#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/net/net.hpp>
#include <sinew/data/scale.hpp>
#include <sinew/io/atomic_file.hpp>
#include <sinew/deploy/taken_names.hpp>

namespace SINEW_NAMESPACE {

/// Thrown by embed() if the name cannot be that of a variable (nothing is written then), or if the file or the stream
/// cannot be written.
struct SINEW_SHARED_ERROR embed_error : Error {
  using Error::Error;
};

/// Options of embed().
struct EmbedOptions {
  /// What the header includes to declare the type of the net. Name a header of your own if the net has layers or
  /// activations of your own.
  std::string include = "<sinew/sinew.hpp>";
  /// How the header spells the type of the net; empty: as the library spells it. Required for types inside functions or
  /// unnamed namespaces.
  std::string type = {};
};

namespace _detail {

/// An exact literal for v: hexadecimal, or a bit cast if v is infinite or NaN.
template <class T> std::string literal(T v) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  char digits[40];
  const auto text = [&](std::to_chars_result end) { return std::string(digits, end.ptr); };
  const bool single = sizeof(T) == 4;
  const Bits bits = std::bit_cast<Bits>(v);
  if (!_detail::equals(v - v, T(0))) {
    const std::string number = "(0x" + text(std::to_chars(digits, digits + sizeof digits, bits, 16));
    return (single ? "std::bit_cast<float>" : "std::bit_cast<double>") + number + (single ? "u)" : "ull)");
  }
  const bool negative = (bits >> (8 * sizeof(T) - 1)) != 0;  // true for −0 as well
  const std::string magnitude =
      text(std::to_chars(digits, digits + sizeof digits, negative ? -v : v, std::chars_format::hex));
  return (negative ? "-0x" : "0x") + magnitude + (single ? "f" : "");
}

/// Appends the values as literals, in lines.
template <class Values> void write_literals(std::string& out, const Values& values) {
  std::size_t column = 150;
  for (const auto v : values) {
    const std::string text = _detail::literal(v);
    if (column + text.size() > 148) {
      out += "\n     ";
      column = 5;
    }
    out.append(" ").append(text).append(",");
    column += text.size() + 2;
  }
}
/// Appends an assignment of all values to a member of the net.
template <class Values> void write_values(std::string& out, std::string_view member, const Values& values) {
  out.append("  net.").append(member).append(" = {");
  _detail::write_literals(out, values);
  out += "\n  };\n";
}

/// Why a variable at namespace scope cannot have this name; nullptr if it can.
inline const char* name_fault(std::string_view name) {
  bool word = !name.empty() && !is_digit(name[0]);
  for (const char c : name) word = word && is_word(c);
  if (!word) return "is not a valid C++ name: use letters, digits and _";
  if (name[0] == '_' || name.find("__") != name.npos)
    return "is reserved for the compiler: a name must not begin with _ or contain __";
  return _detail::taken_fault(name);
}

/// The text of the header.
/// Errors: embed_error for the name.
template <class Net> std::string embedded(const Net& net, std::string_view name, const EmbedOptions& options) {
  if (const char* const fault = _detail::name_fault(name))
    fail(embed_error(message("embed: \"%.*s\" %s", static_cast<int>(name.size()), name.data(), fault).text));
  const std::string type = options.type.empty() ? std::string(qualified_name<Net>) : options.type;
  const std::string alias = std::string(name) + "_net";
  std::string out =
      "#pragma once\n// A trained net, written by sinew's embed(). Do not edit.\n\n#include <bit>\n\n#include ";
  out.append(options.include).append("\n\nusing ").append(alias).append(" = ").append(type);
  out.append(";\n\ninline constexpr ").append(alias).append(" ").append(name);
  out.append(" = [] {\n  ").append(alias).append(" net;\n  static_assert(net.parameter_count == ");
  out.append(std::to_string(Net::parameter_count)).append(" && net.parameters.size() == ");
  out.append(std::to_string(net.parameters.size()));
  out += ",\n                \"the net's type has changed since its weights were written\");\n";
  if constexpr (Net::layers::buffers > 0) {
    out.append("  static_assert(net.buffers.size() == ").append(std::to_string(net.buffers.size()));
    out += ", \"the net's type has changed since its weights were written\");\n";
  }
  if constexpr (Net::layers::parameters > 0) _detail::write_values(out, "parameters", net.parameters);
  if constexpr (Net::layers::buffers > 0) _detail::write_values(out, "buffers", net.buffers);
  return out += "  return net;\n}();\n";
}
/// The text of the header of a scaler.
/// Errors: embed_error for the name.
template <class T, std::size_t N> std::string embedded(const AffineScaler<T, N>& scaler, std::string_view name) {
  if (const char* const fault = _detail::name_fault(name))
    fail(embed_error(message("embed: \"%.*s\" %s", static_cast<int>(name.size()), name.data(), fault).text));
  std::string out =
      "#pragma once\n// A fitted scaler, written by sinew's embed(). Do not edit.\n\n#include <bit>\n\n#include "
      "<sinew/data/scale.hpp>\n\ninline constexpr ";
  out.append(qualified_name<AffineScaler<T, N>>).append(" ").append(name).append("{\n    {");
  _detail::write_literals(out, scaler.offset);
  out += "\n    },\n    {";
  _detail::write_literals(out, scaler.scale);
  return out += "\n    }};\n";
}
/// Writes the text of a header to a file, or to a stream.
inline void write_embedded(const std::string& text, const std::string& path) {
  AtomicFile file(path);
  if (!file.write(text.data(), text.size()) || !file.commit())
    fail(embed_error(message("embed: %s cannot be written: %s", path.c_str(), file.fault().c_str()).text));
}
inline void write_embedded(const std::string& text, std::ostream& out) {
  if (!out.write(text.data(), static_cast<std::streamsize>(text.size())).flush())
    fail(embed_error(
        "embed: writing failed, so the header is incomplete: check that the file is open and the disk is not full"));
}

}  // namespace _detail

/// Writes a header that defines `inline constexpr name_net name` with the parameters and buffers of the net, and
/// `name_net`, its type. The values are exact, including −0, ∞ and NaN.
///
///     embed(net, "digits.hpp", "digits");  // in another program: #include "digits.hpp" … digits.predict(image)
///     digits_net copy = digits;            // a copy that can be trained further
///
/// A program may include the headers of several nets, of the same type or not.
/// The constant is in read-only memory and usable in constant expressions. If the type has changed in the meantime
/// (other layers, other sizes, another layout of the parameters), the header does not compile.
/// Parameters: `path` is a string, or a std::filesystem::path where paths are of char. The file is replaced at once and
/// whole: at any moment, also after a failure or the end of the process, it is the old one or the new one.
/// Cost: about 18 bytes of text per parameter in float, 24 in double, in memory as well.
/// Errors: embed_error if the name is not an identifier, is a keyword, reserved, or one that headers of C or POSIX have
/// (`index`, `gamma`, `EOF`: deploy/taken_names.hpp), or if the file cannot be written.
template <class T, class... L> void embed(const BasicNet<T, L...>& net, const std::string& path, std::string_view name,
                                          const EmbedOptions& options = {}) {
  _detail::write_embedded(_detail::embedded(net, name, options), path);
}
/// The same to a stream.
/// Errors: embed_error if the name is none for it, as above, or if the stream fails.
template <class T, class... L>
void embed(std::ostream& out, const BasicNet<T, L...>& net, std::string_view name, const EmbedOptions& options = {}) {
  _detail::write_embedded(_detail::embedded(net, name, options), out);
}
/// Writes a header that defines `inline constexpr AffineScaler<T, N> name` with the offsets and scales of a
/// StandardScaler, MinMaxScaler or AffineScaler, exact to the bit: what transforms inputs where the net is used.
/// fold_scalers() (deploy/fold_scalers.hpp) makes it part of the net instead.
/// Parameters, errors: those of the net's.
template <class T, std::size_t N>
void embed(const AffineScaler<T, N>& scaler, const std::string& path, std::string_view name) {
  _detail::write_embedded(_detail::embedded(scaler, name), path);
}
/// The same to a stream.
template <class T, std::size_t N>
void embed(std::ostream& out, const AffineScaler<T, N>& scaler, std::string_view name) {
  _detail::write_embedded(_detail::embedded(scaler, name), out);
}

}  // namespace sinew
