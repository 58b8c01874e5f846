#pragma once
/// Files in NumPy's format, written and changed.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <sinew/io/narrow.hpp>
#include <sinew/io/npy.hpp>

#include "fuzz.hpp"

namespace fuzz {

template <class T> struct number_in { using type = T; };
template <class T> struct number_in<std::vector<T>> : number_in<T> {};
template <class T, std::size_t N> struct number_in<std::array<T, N>> : number_in<T> {};
template <class T> struct number_in<sinew::NpyArray<T>> : number_in<T> {};
template <class Array> using number_of = typename number_in<Array>::type;

template <class T> bool all_finite(const T& number) {
  if constexpr (std::is_floating_point_v<T>) return sinew::_detail::is_finite(number);
  else return true;
}
template <class T, std::size_t N> bool all_finite(const std::array<T, N>& numbers) {
  for (const auto& n : numbers)
    if (!fuzz::all_finite(n)) return false;
  return true;
}
template <class T> bool all_finite(const std::vector<T>& numbers) {
  for (const auto& n : numbers)
    if (!fuzz::all_finite(n)) return false;
  return true;
}
template <class T> bool all_finite(const sinew::NpyArray<T>& array) { return fuzz::all_finite(array.values); }

}  // namespace fuzz

/// A file with this header, without check. The version is 1, or 2 and more with 4 bytes for the length.
inline std::string npy_file(std::string_view header, std::string_view numbers, char version = 1) {
  std::string bytes("\x93NUMPY");
  bytes += version;
  bytes += '\0';
  std::string padded(header);
  while ((bytes.size() + (version == 1 ? 2u : 4u) + padded.size() + 1) % 16 != 0) padded += ' ';
  padded += '\n';
  for (unsigned i = 0; i < (version == 1 ? 2u : 4u); ++i) bytes += static_cast<char>(padded.size() >> 8 * i & 255);
  return bytes + padded + std::string(numbers);
}
inline std::string npy_header(std::string_view descr, std::string_view shape, bool fortran = false) {
  return "{'descr': '" + std::string(descr) + "', 'fortran_order': " + (fortran ? "True" : "False") +
         ", 'shape': " + std::string(shape) + ", }";
}
inline std::string npy_file(std::string_view descr, std::string_view shape, const std::string& numbers) {
  return npy_file(npy_header(descr, shape), numbers);
}

inline std::vector<fuzz::Seed> npy_seeds() {
  const auto zeros = [](std::size_t n) { return std::string(n, '\0'); };
  return {{"f4_2x3", npy_file("<f4", "(2, 3)", zeros(24))},
          {"f8_big", npy_file(">f8", "(3,)", std::string("\x3f\xf0\0\0\0\0\0\0", 8) + zeros(16))},
          {"f2_3x2_fortran", npy_file(npy_header("<f2", "(3, 2)", true), zeros(12))},
          {"i8_4", npy_file("<i8", "(4,)", zeros(32))},
          {"u1_2", npy_file("|u1", "(2,)", "\1\2")},
          {"bool", npy_file("|b1", "(2, 1)", std::string("\0\1", 2))},
          {"number", npy_file("<f8", "()", zeros(8))},
          {"images", npy_file("|u1", "(1, 2, 2, 3)", zeros(12))},
          {"nothing", npy_file("<f4", "(0, 3)", "")},
          {"version_2", npy_file(npy_header("<f4", "(1, 3)"), zeros(12), 2)},
          {"version_3", npy_file(npy_header("<i4", "(3,)"), zeros(12), 3)},
          {"infinite", npy_file("<f4", "(1, 3)", std::string("\0\0\x80\x7f\0\0\xc0\x7f\0\0\0\0", 12))},
          {"pickled", npy_file("|O", "(1,)", "\x80\x03N.")},
          {"fields", npy_file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", zeros(4))},
          {"long_header", npy_file(npy_header("<f4", "(1,)") + std::string(70'000, ' '), zeros(4), 2)},
          {"huge", npy_file("<f4", "(4611686018427387904, 4)", "")}};
}

/// Changes a file: its type, order, shape or numbers, and mostly gives it as many numbers as the new shape has.
inline std::string mutate_npy(std::string_view bytes, fuzz::Choices& choices) {
  static constexpr const char* types[] = {"<f2", "<f4", "<f8", ">f2", ">f4", ">f8", "|u1", "|i1", "<u2", ">i4",
                                          "<i8", ">u8", "|b1", "=f4", "<c8", "|O",  "<U3", "<M8", "f4",  "<f16"};
  static constexpr const char* extents[] = {
      "0",    "1", "2", "3", "4", "6", "12", "-1", "1.0", "4294967296", "18446744073709551615", "99999999999999999999",
      "(1,)", "3L"};
  if (choices.one_in(4) || !bytes.starts_with("\x93NUMPY")) return fuzz::mutated(bytes);
  const std::size_t from = bytes.find('{'), to = bytes.find('}');
  if (from == bytes.npos || to == bytes.npos || to < from) return fuzz::mutated(bytes);
  if (choices.one_in(6)) {  // the header as a text
    const std::size_t end = bytes.find('\n', to);
    return npy_file(fuzz::mutated(bytes.substr(from, to + 1 - from)), bytes.substr(end == bytes.npos ? to : end + 1),
                    static_cast<char>(1 + choices.below(3)));
  }
  if (choices.one_in(3)) {  // the numbers
    const std::size_t end = bytes.find('\n', to);
    if (end != bytes.npos)
      return std::string(bytes.substr(0, end + 1)) + fuzz::mutated(bytes.substr(end + 1), choices.one_in(2) ? 8 : 0);
  }
  const std::string type = choices.of(types);
  std::string shape = "(";
  std::size_t numbers = 1;
  for (std::size_t k = choices.below(5); k > 0; --k) {
    const std::string extent = choices.of(extents);
    shape += extent + ", ";
    if (extent.size() == 1) numbers *= static_cast<std::size_t>(extent[0] - '0');
  }
  std::size_t size =
      numbers * (type.back() >= '1' && type.back() <= '8' ? static_cast<std::size_t>(type.back() - '0') : 1);
  if (choices.one_in(8)) size += choices.below(4);
  std::string values(bytes.substr(to + 1));
  values.resize(size, static_cast<char>(choices.below(3)));
  return npy_file(npy_header(type, shape + ')', choices.one_in(2)), values, static_cast<char>(1 + choices.below(3)));
}
