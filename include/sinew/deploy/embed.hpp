#pragma once
/// \file
/// embed: writes a net's weights as C++ source, a header that another program includes. That program loads no file and
/// does no work at start-up.

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

namespace SINEW_NAMESPACE {

/// Thrown by embed() if the name is not a C++ identifier (nothing is written then) or the stream failed.
struct embed_error : Error {
  using Error::Error;
};

/// Options of embed().
struct EmbedOptions {
  /// What the header includes to declare the type of the net. Name a header of your own if the net has layers or
  /// activations of your own.
  std::string_view include = "<sinew/sinew.hpp>";
  /// How the header spells the type of the net; empty: as the library spells it. Required for types inside functions or
  /// unnamed namespaces.
  std::string_view type = {};
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

/// Writes an assignment of all values to a member of the net.
template <class Values> void write_values(std::ostream& out, std::string_view member, const Values& values) {
  out << "  net." << member << " = {";
  std::size_t column = 150;
  for (const auto v : values) {
    const std::string text = _detail::literal(v);
    if (column + text.size() > 148) {
      out << "\n     ";
      column = 5;
    }
    out << " " << text << ",";
    column += text.size() + 2;
  }
  out << "\n  };\n";
}

/// Whether the name consists of letters, digits and _, and does not begin with a digit.
inline bool is_identifier(std::string_view name) {
  bool good = !name.empty() && !is_digit(name[0]);
  for (const char c : name) good = good && is_word(c);
  return good;
}

}  // namespace _detail

/// Writes a header that defines `inline constexpr <type of the net> name` with the parameters and buffers of the net.
/// The values are exact, including −0, ∞ and NaN.
///
///     std::ofstream file("digits.hpp");
///     embed(file, net, "digits");          // in another program: #include "digits.hpp" … digits.predict(image)
///
/// The constant is in read-only memory and usable in constant expressions. If the type has changed in the meantime
/// (other layers, other sizes, another layout of the parameters), the header does not compile.
/// Cost: about 18 bytes of text per parameter in float, 24 in double.
/// Errors: embed_error if the name is not an identifier or the stream fails.
template <class T, class... L>
void embed(std::ostream& out, const BasicNet<T, L...>& net, std::string_view name, const EmbedOptions& options = {}) {
  using Net = BasicNet<T, L...>;
  if (!_detail::is_identifier(name))
    _detail::fail(embed_error(_detail::message("embed: \"%.*s\" is not a valid C++ name: use letters, digits and _",
                                               static_cast<int>(name.size()), name.data())
                                  .text));
  const std::string_view type = options.type.empty() ? qualified_name<Net> : options.type;
  out << "#pragma once\n// A trained net, written by sinew's embed(). Do not edit.\n\n#include <bit>\n\n#include "
      << options.include << "\n\ninline constexpr " << type << " " << name << " = [] {\n  " << type << " net;\n"
      << "  static_assert(net.parameter_count == " << Net::parameter_count
      << " && net.parameters.size() == " << net.parameters.size()
      << ",\n                \"the net's type has changed since its weights were written\");\n";
  if constexpr (Net::layers::buffers > 0)
    out << "  static_assert(net.buffers.size() == " << net.buffers.size()
        << ", \"the net's type has changed since its weights were written\");\n";
  if constexpr (Net::layers::parameters > 0) _detail::write_values(out, "parameters", net.parameters);
  if constexpr (Net::layers::buffers > 0) _detail::write_values(out, "buffers", net.buffers);
  out << "  return net;\n}();\n";
  if (!out.flush())
    _detail::fail(embed_error(
        "embed: writing failed, so the header is incomplete: check that the file is open and the disk is not full"));
}

}  // namespace sinew
