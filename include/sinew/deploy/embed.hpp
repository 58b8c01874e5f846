#pragma once
/// \file
/// embed: a net's weights as C++ source: a header that another program includes, with no file to load and nothing to do
/// at start-up.

#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/type_name.hpp>
#include <sinew/net/net.hpp>

namespace SINEW_NAMESPACE {

/// The name is no C++ identifier (nothing is written then), or the stream failed.
struct embed_error : Error {
  using Error::Error;
};

struct EmbedOptions {
  /// What the header includes, for its type to be known: name your own header where the net has layers or activations
  /// of your own.
  std::string_view include = "<sinew/sinew.hpp>";
  /// How the net's type is spelled there; empty: as the library spells it. Needed for types within functions or unnamed
  /// namespaces.
  std::string_view type = {};
};

namespace _detail {

/// The bits of v, exactly: a hexadecimal literal; where v is infinite or NaN, a cast of its bits.
template <class T> std::string literal(T v) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  char digits[40];
  const auto text = [&](std::to_chars_result end) { return std::string(digits, end.ptr); };
  const bool single = sizeof(T) == 4;
  const Bits bits = std::bit_cast<Bits>(v);
  if (v - v != T(0)) {
    const std::string number = "(0x" + text(std::to_chars(digits, digits + sizeof digits, bits, 16));
    return (single ? "std::bit_cast<float>" : "std::bit_cast<double>") + number + (single ? "u)" : "ull)");
  }
  const bool negative = (bits >> (8 * sizeof(T) - 1)) != 0;  // of −0 too
  const std::string magnitude =
      text(std::to_chars(digits, digits + sizeof digits, negative ? -v : v, std::chars_format::hex));
  return (negative ? "-0x" : "0x") + magnitude + (single ? "f" : "");
}

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

inline bool is_identifier(std::string_view name) {
  bool good = !name.empty() && !is_digit(name[0]);
  for (const char c : name) good = good && is_word(c);
  return good;
}

}  // namespace _detail

/// Writes a header that defines `inline constexpr <the net's type> name` with these parameters and buffers, to the bit
/// (−0, ∞ and NaN too):
///     std::ofstream file("digits.hpp");
///     embed(file, net, "digits");          then, in another program:  #include "digits.hpp" …  digits.predict(image)
/// The constant lies in read-only memory and works in constant expressions. A type that has changed since (other
/// layers, other sizes, another layout of the parameters) is a compile error there. Text: about 18 bytes a parameter in
/// float, 24 in double.
/// Errors: embed_error for a name that is no identifier, and where the stream fails.
template <class T, class... L>
void embed(std::ostream& out, const BasicNet<T, L...>& net, std::string_view name, const EmbedOptions& options = {}) {
  using Net = BasicNet<T, L...>;
  if (!_detail::is_identifier(name))
    _detail::fail(
        embed_error(_detail::message("embed: \"%.*s\" is no name for a C++ variable: use letters, digits and _",
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
        "embed: the stream failed, and what it holds is no whole header: is the disk full, or the file not open?"));
}

}  // namespace sinew
