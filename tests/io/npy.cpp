#include <array>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/io/npy.hpp>

#include "../data/temporary.hpp"
#include "faults.hpp"
#include "malloc.hpp"
#include "numpy_files.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(io_npy)

/// The array in these bytes, as a file.
template <class Array> Array parse(const std::string& bytes, const NpyOptions& options = {}) {
  // fmemopen takes no empty memory
  std::FILE* const file = fmemopen(const_cast<char*>(bytes.data()), bytes.size(), "rb");
  if (file == nullptr) throw std::runtime_error("fmemopen");
  _detail::NpyFile stream(_detail::SourceFile<npy_error>("file", file));
  return _detail::read_npy_array<Array>(stream, options.axes, options.allow_non_finite);
}
/// The message of the error about these bytes, without the file; empty if there is none. Memory stays within its bound.
template <class Array = NpyArray<double>>
std::string fault_of(const std::string& bytes, const NpyOptions& options = {}) {
  const std::ptrdiff_t before = malloced;
  most_malloced = before;
  std::size_t result = 0;
  std::string message;
  try {
    if constexpr (requires(Array a) { a.values; }) result = 8 * parse<Array>(bytes, options).values.size();
    else static_cast<void>(parse<Array>(bytes, options));
  } catch (const npy_error& e) {
    message = e.what();
    BOOST_TEST(message.starts_with("file: found "));
    BOOST_TEST((e.file == "file" && e.array.empty() && !e.found.empty() && !e.expected.empty()));
    message = message.substr(6);
  }
  const auto most = static_cast<std::size_t>(most_malloced - before);
  if (most > 2 * bytes.size() + (std::size_t{1} << 20) + result) BOOST_ERROR("takes " << most << " bytes: " + message);
  return message;
}
bool contains(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

/// Number k of the arrays in tests/reference/npy.py.
double number(char kind, std::size_t k) {
  const auto n = static_cast<double>(k);
  return kind == 'f' ? 0.5 * n - 1.25 : kind == 'i' ? 7 * n - 11 : kind == 'u' ? 37 * n + 5 : std::fmod(n, 2);
}
template <class T> void check_numbers(const std::string& name, const NpyArray<T>& array) {
  if (array.shape != std::vector<std::size_t>{2, 3} || array.values.size() != 6) BOOST_ERROR("shape of " + name);
  else
    for (std::size_t k = 0; k < 6; ++k)
      if (static_cast<double>(array.values[k]) != number(name[0], k)) BOOST_ERROR("number " << k << " of " + name);
}
/// As double, as float and as the type itself.
template <class T> void check_types(const std::string& name, const std::string& bytes) {
  check_numbers(name, parse<NpyArray<double>>(bytes));
  check_numbers(name, parse<NpyArray<float>>(bytes));
  const auto own = parse<NpyArray<T>>(bytes);
  for (std::size_t k = 0; k < 6; ++k)
    if (static_cast<double>(own.values[k]) != number(name[0], k)) BOOST_ERROR("number " << k << " of " + name);
}

BOOST_AUTO_TEST_CASE(every_type_order_and_version) {
  std::size_t count = 0;
  for (const auto& [name, bytes] : numpy_cases()) {
    if (name.size() < 4 || name[2] != '_' || (name[3] != 'C' && name[3] != 'F')) continue;
    ++count;
    const std::string type = name.substr(0, 2);
    if (type == "f2" || type == "f4") check_types<float>(name, bytes);
    else if (type == "f8") check_types<double>(name, bytes);
    else if (type == "i1") check_types<std::int8_t>(name, bytes);
    else if (type == "i2") check_types<std::int16_t>(name, bytes);
    else if (type == "i4") check_types<std::int32_t>(name, bytes);
    else if (type == "i8") check_types<std::int64_t>(name, bytes);
    else if (type == "u1") check_types<std::uint8_t>(name, bytes);
    else if (type == "u2") check_types<std::uint16_t>(name, bytes);
    else if (type == "u4") check_types<std::uint32_t>(name, bytes);
    else if (type == "u8") check_types<std::uint64_t>(name, bytes);
    else check_numbers(name, parse<NpyArray<double>>(bytes));
  }
  BOOST_TEST(count == 12u * 2 * 2 * 3);
  const auto truth = parse<std::array<std::array<bool, 3>, 2>>(numpy_case("b1_F_big_2"));
  BOOST_TEST((!truth[0][0] && truth[0][1] && !truth[0][2] && truth[1][0]));
}

template <class T> void check_extremes(const char* type) {
  const auto both = parse<std::array<T, 2>>(numpy_case(std::string("extremes_") + type));
  BOOST_TEST((both[0] == std::numeric_limits<T>::lowest() && both[1] == std::numeric_limits<T>::max()), type);
}
BOOST_AUTO_TEST_CASE(extremes) {
  check_extremes<float>("f4");
  check_extremes<double>("f8");
  check_extremes<std::int8_t>("i1");
  check_extremes<std::int16_t>("i2");
  check_extremes<std::int32_t>("i4");
  check_extremes<std::int64_t>("i8");
  check_extremes<std::uint8_t>("u1");
  check_extremes<std::uint16_t>("u2");
  check_extremes<std::uint32_t>("u4");
  check_extremes<std::uint64_t>("u8");
  BOOST_TEST((parse<std::array<float, 2>>(numpy_case("extremes_f2")) == std::array<float, 2>{-65504, 65504}));
  // What does not fit.
  using Two = std::array<int, 2>;
  BOOST_TEST(fault_of<Two>(numpy_case("extremes_i8")) ==
             "found -9223372036854775808 at [0], expected whole numbers from -2147483648 to 2147483647, as int32 has");
  BOOST_TEST(contains(fault_of<Two>(numpy_case("extremes_u4")), "found 4294967295 at [1]"));
  BOOST_TEST((contains(fault_of<std::array<std::uint64_t, 2>>(numpy_case("extremes_i1")), "found -128 at [0]")));
  BOOST_TEST((
      contains(fault_of<std::array<std::int64_t, 2>>(numpy_case("extremes_u8")), "found 18446744073709551615 at [1]")));
  BOOST_TEST(
      (contains(fault_of<std::array<std::int64_t, 2>>(numpy_case("extremes_f4")), "found -3.40282347e+38 at [0]")));
  BOOST_TEST((fault_of<std::array<float, 2>>(numpy_case("extremes_f8")) ==
              "found -1.79769313e+308 at [0], expected numbers that float32 can hold"));
  BOOST_TEST((fault_of<std::array<bool, 2>>(numpy_case("extremes_u1")) ==
              "found 255 at [1], expected whole numbers from 0 to 1, as bool has"));
}

BOOST_AUTO_TEST_CASE(shapes) {
  BOOST_TEST(parse<float>(numpy_case("scalar")) == 0.5f);
  BOOST_TEST(parse<NpyArray<float>>(numpy_case("scalar")).shape.empty());
  const auto row = parse<std::vector<float>>(numpy_case("row"));
  BOOST_TEST((row == std::vector<float>{-1.25f, -0.75f, -0.25f, 0.25f, 0.75f}));
  const auto column = parse<std::vector<int>>(numpy_case("column"));
  BOOST_TEST((column == std::vector<int>{-11, -4, 3, 10, 17}));
  BOOST_TEST((parse<std::vector<std::array<int, 1>>>(numpy_case("column"))[1][0] == -4));
  const auto none = parse<std::vector<std::array<float, 4>>>(numpy_case("empty"));
  BOOST_TEST(none.empty());
  for (const char* const name : {"cube_C", "cube_F"}) {
    const auto any = parse<NpyArray<double>>(numpy_case(name));
    BOOST_TEST((any.shape == std::vector<std::size_t>{2, 3, 4}));
    const auto flat = parse<std::array<double, 24>>(numpy_case(name));
    const auto rows = parse<std::vector<std::array<double, 12>>>(numpy_case(name));
    const auto nested = parse<std::vector<std::array<std::array<float, 4>, 3>>>(numpy_case(name));
    const auto turned = parse<NpyArray<double>>(numpy_case(name), {.axes = {2, 0, 1}});
    BOOST_TEST((turned.shape == std::vector<std::size_t>{4, 2, 3}));
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        for (std::size_t k = 0; k < 4; ++k) {
          const std::size_t at = (i * 3 + j) * 4 + k;
          BOOST_TEST((any.values[at] == number('f', at) && flat[at] == number('f', at) &&
                      rows[i][j * 4 + k] == number('f', at) && double{nested[i][j][k]} == number('f', at) &&
                      turned.values[(k * 2 + i) * 3 + j] == number('f', at)));
        }
  }
  // 2 × 2 × 2 × 3, whose channels come last, as 2 × 3 × 2 × 2
  const auto images =
      parse<std::vector<std::array<std::uint8_t, 12>>>(numpy_case("channels_last"), {.axes = {0, 3, 1, 2}});
  for (std::size_t i = 0; i < 24; ++i)
    BOOST_TEST(images[i / 12][i % 12] == static_cast<std::uint8_t>(static_cast<unsigned>(number('u', i))));
}

BOOST_AUTO_TEST_CASE(other_extents) {
  using Rows = std::vector<std::array<float, 5>>;
  using Nested = std::vector<std::array<std::array<float, 3>, 4>>;
  const std::string cube = numpy_case("cube_C");
  BOOST_TEST(fault_of<Rows>(cube) == "found 2 × 3 × 4, expected N × 5, or N × … with 5 numbers each");
  BOOST_TEST(fault_of<Nested>(cube) == "found 2 × 3 × 4, expected N × 4 × 3");
  BOOST_TEST(fault_of<float>(cube) == "found 2 × 3 × 4, expected a single number");
  BOOST_TEST(fault_of<std::vector<float>>(cube) == "found 2 × 3 × 4, expected N numbers along one axis");
  BOOST_TEST(fault_of<std::vector<float>>(numpy_case("scalar")) ==
             "found a single number, expected N numbers along one axis");
  BOOST_TEST(fault_of<Rows>(numpy_case("scalar")) ==
             "found a single number, expected N × 5, or N × … with 5 numbers each");
  BOOST_TEST((fault_of<std::array<float, 1>>(numpy_case("scalar")) ==
              "found a single number, expected 1, or other extents with as many numbers"));
  BOOST_TEST((fault_of<std::array<std::array<float, 5>, 1>>(numpy_case("row")) == "found 5, expected 1 × 5"));
  for (const std::vector<std::size_t>& axes :
       std::vector<std::vector<std::size_t>>{{0}, {0, 1, 3}, {0, 1, 1}, {0, 1, 2, 3}})
    BOOST_TEST(contains(fault_of<NpyArray<float>>(cube, {.axes = axes}),
                        "for 2 × 3 × 4, expected each axis once, from 0 to 2"));
  BOOST_TEST(contains(fault_of<NpyArray<float>>(cube, {.axes = {0, 1, 1}}), "found .axes = {0, 1, 1} for"));
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_finite) {
  const std::string odd = numpy_case("odd");
  BOOST_TEST(fault_of<std::vector<double>>(odd) == "found nan at [1], expected finite numbers (or .allow_non_finite)");
  BOOST_TEST(fault_of<std::vector<float>>(odd) == "found nan at [1], expected finite numbers (or .allow_non_finite)");
  const auto all = parse<std::vector<double>>(odd, {.allow_non_finite = true});
  BOOST_TEST(
      (all.size() == 4 && std::isnan(all[1]) && all[2] == -std::numeric_limits<double>::infinity() && all[3] == 1e300));
  BOOST_TEST(fault_of<std::vector<float>>(odd, {.allow_non_finite = true}) ==
             "found 1e+300 at [3], expected numbers that float32 can hold");
  BOOST_TEST(contains(fault_of<std::vector<int>>(odd, {.allow_non_finite = true}),
                      "found nan at [1], expected whole numbers"));
  BOOST_TEST(fault_of<std::vector<int>>(numpy_case("row")) ==
             "found -1.25 at [0], expected whole numbers from -2147483648 to 2147483647, as int32 has");
  BOOST_TEST(contains(fault_of<NpyArray<int>>(numpy_case("cube_F")), "found -1.25 at [0, 0, 0]"));
  std::string truth = numpy_case("b1_F_little_1");
  truth[truth.size() - 2] = 7;  // in Fortran order number 4 is in row 0
  BOOST_TEST(fault_of<NpyArray<float>>(truth) == "found 7 at [0, 2], expected bytes of 0 and 1, as NumPy's bool has");
}

BOOST_AUTO_TEST_CASE(arrays_of_other_things) {
  for (const auto& [name, says] : {std::pair{"object",
                                             "pickled objects (dtype '|O') at byte 20, expected numbers: in NumPy "
                                             "give the array a type of numbers"},
                                   {"structured", "a structured dtype, [('a', '<f4'), ('b', '<i4')]"},
                                   {"names", "a structured dtype, [('größe'"},
                                   {"unicode",
                                    "strings (dtype '<U9') at byte 20, expected numbers: in NumPy save their "
                                    "classes, np.unique(a, return_inverse=True)[1]"},
                                   {"bytes", "strings (dtype '|S6')"},
                                   {"complex",
                                    "complex numbers (dtype '<c8') at byte 20, expected real numbers: in NumPy save "
                                    "a.real and a.imag"},
                                   {"dates", "dates or times (dtype '<M8[ns]')"},
                                   {"times", "dates or times (dtype '<m8[s]')"},
                                   {"void", "bytes without a type (dtype '|V2')"},
                                   {"long_double",
                                    "numbers of more than 64 bits (dtype '<f16') at byte 20, expected numbers: "
                                    "in NumPy save a.astype('float64')"}}) {
    const std::string message = fault_of(numpy_case(std::string("refused_") + name));
    BOOST_TEST(contains(message, says), message);
  }
}

/// A file in version 1.0 with this header and so many bytes of zeros.
std::string file_of(std::string header, std::size_t data, char version = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += {version, 0, static_cast<char>(header.size() & 255), static_cast<char>(header.size() >> 8 & 255)};
  if (version > 1)
    bytes += {static_cast<char>(header.size() >> 16 & 255), static_cast<char>(header.size() >> 24 & 255)};
  return bytes + header + std::string(data, '\0');
}
std::string one(const std::string& descr, const std::string& order, const std::string& shape) {
  return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + "}";
}

BOOST_AUTO_TEST_CASE(headers_that_are_right) {
  for (const std::string& header :
       {one("'<f4'", "False", "(6,)"), one("\"<f4\"", "True", "(2,3)"), one("'<f4'", "False", "( 2 , 3 , )") + "   \n",
        std::string("{\n'shape':(3L,2L),\t'fortran_order':False,\"descr\":'<f4',}"), one("'>i8'", "False", "(3, 1)"),
        one("'|u1'", "False", "(1, 24)"), one("'<b1'", "False", "(24,)"), one("'>i1'", "False", "(24,)"),
        one("'<f8'", "False", "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,3)")})
    for (const char version : {'\1', '\2', '\3'}) BOOST_TEST(fault_of(file_of(header, 24, version)) == "", header);
  BOOST_TEST(fault_of(file_of(one("'<f4'", "False", "()"), 4)) == "");
  BOOST_TEST(fault_of(file_of(one("'<f4'", "False", "(0,)"), 0)) == "");
  BOOST_TEST(fault_of(file_of(one("'<f8'", "True", "(18446744073709551615, 0, 9)"), 0)) == "");
  BOOST_TEST(fault_of(file_of(one("'<f4'", "False", "(6,)") + std::string(60000, ' '), 24)) == "");
  // 10,000 dimensions of 1 and the like are refused, deep brackets too.
  std::string many = "(";
  for (int i = 0; i < 10000; ++i) many += "1, ";
  BOOST_TEST(fault_of(file_of(one("'<f4'", "False", many + ")"), 4)) ==
             "found more than 16 dimensions at byte 109, expected at most 16");
}

BOOST_AUTO_TEST_CASE(headers_that_are_wrong) {
  struct Case {
    std::string header;
    const char* says;
  };
  for (const auto& [header, says] : {
           Case{"", "the end of the header at byte 10, expected the { of a dict"},
           {"[]", "\"[\" at byte 10, expected the { of a dict"},
           {"{}", "a header without 'descr', expected 'descr', 'fortran_order' and 'shape'"},
           {"{", "the end of the header at byte 11, expected a string in quotes"},
           {"{'descr': '<f4'", "the end of the header at byte 25, expected a comma or the } of the dict"},
           {"{'descr': '<f4', 'shape': (6,)}", "a header without 'fortran_order'"},
           {"{'descr': '<f4', 'fortran_order': False}", "a header without 'shape'"},
           {"{'descr': '<f4', 'descr': '<f4'}", "the key 'descr' twice at byte 27, expected each key once"},
           {"{'dtype': '<f4'}", "the key 'dtype' at byte 11, expected the keys 'descr', 'fortran_order' and 'shape'"},
           {"{'descr' '<f4'}", "\"'\" at byte 19, expected a colon"},
           {"{descr: '<f4'}", "\"d\" at byte 11, expected a string in quotes"},
           {"{'descr: '<f4'}", "the key 'descr: ' at byte 11"},
           {"{'des\\x63r': '<f4'}", "\"\\\" at byte 15, expected the rest of a string without escapes"},
           {"{'descr': '<f4}", "the end of the header at byte 25, expected the rest of a string"},
           {one("'<f4'", "False", "(6,)") + "x", "\"x\" at byte 65, expected the end of the header"},
           {one("'<f4'", "False", "(6,)") + std::string(1, '\0'),
            "the byte 0 at byte 65, expected the end of the header"},
           {one("'<f4'", "0", "(6,)"), "\"0\" at byte 44, expected True or False as 'fortran_order'"},
           {one("'<f4'", "false", "(6,)"), "\"f\" at byte 44, expected True or False as 'fortran_order'"},
           {one("'<f4'", "False", "6"), "\"6\" at byte 60, expected a tuple of whole numbers as 'shape'"},
           {one("'<f4'", "False", "[6]"), "\"[\" at byte 60, expected a tuple of whole numbers as 'shape'"},
           {one("'<f4'", "False", "(6)"), "a number in brackets at byte 62, expected a tuple as 'shape': (3,)"},
           {one("'<f4'", "False", "(-6,)"), "\"-\" at byte 61, expected a whole number from 0 on in 'shape'"},
           {one("'<f4'", "False", "(6.0,)"), "\".\" at byte 62, expected a comma or the ) of 'shape'"},
           {one("'<f4'", "False", "(6e0,)"), "\"e\" at byte 62"},
           {one("'<f4'", "False", "(06,)"), "a number that begins with 0 at byte 61"},
           {one("'<f4'", "False", "(6,,)"), "\",\" at byte 63, expected a whole number"},
           {one("'<f4'", "False", "(2 3)"), "\"3\" at byte 63, expected a comma"},
           {one("'<f4'", "False", "((6,),)"), "\"(\" at byte 61"},
           {one("'<f4'", "False", std::string(5000, '(')), "\"(\" at byte 61"},
           {one("'<f4'", "False", "(6"), "\"}\" at byte 62, expected a comma or the ) of 'shape'"},
           {one("'<f4'", "False", "(18446744073709551616,)"),
            "the number 18446744073709551616 at byte 61, expected at most"},
           {one("'<f4'", "False", "(" + std::string(300, '9') + ",)"),
            "the number 9999999999999999999999999999999999999999…"},
           {one("'<f4'", "False", "(4611686018427387910,)"),
            "the shape 4,611,686,018,427,387,910, expected fewer elements"},
           {one("'<f4'", "False", "(2305843009213693952, 8)"),
            "the shape 2,305,843,009,213,693,952 × 8, expected fewer elements"},
           {one("'<f4'", "False", "(7,)"), "24 bytes of numbers, expected 28 bytes for float32 of 7"},
           {one("'<f4'", "False", "(2, 2)"), "24 bytes of numbers, expected 16 bytes for float32 of 2 × 2"},
           {one("'<f4'", "False", "()"), "24 bytes of numbers, expected 4 bytes for float32 of a single number"},
           {one("'<f4'", "False", "(0, 9)"), "24 bytes of numbers, expected 0 bytes for float32 of 0 × 9"},
           {one("'<f3'", "False", "(8,)"), "no type of numbers (dtype '<f3') at byte 20, expected '<f4' and the like"},
           {one("'<f04'", "False", "(6,)"), "no type of numbers (dtype '<f04')"},
           {one("'<f4294967300'", "False", "(6,)"), "no type of numbers (dtype '<f4294967300')"},
           {one("'<f1'", "False", "(24,)"), "no type of numbers"},
           {one("'<i3'", "False", "(8,)"), "no type of numbers"},
           {one("'<u16'", "False", "(1,)"), "no type of numbers"},
           {one("'<b2'", "False", "(12,)"), "no type of numbers"},
           {one("'<f'", "False", "(6,)"), "no type of numbers"},
           {one("''", "False", "(6,)"), "no type of numbers (dtype '')"},
           {one("'<'", "False", "(6,)"), "no type of numbers (dtype '<')"},
           {one("'f4'", "False", "(6,)"), "no type of numbers (dtype 'f4')"},
           {one("'|f4'", "False", "(6,)"), "numbers without an order of their bytes (dtype '|f4')"},
           {one("'=f4'", "False", "(6,)"), "numbers without an order of their bytes (dtype '=f4')"},
           {one("('<f4', (3,))", "False", "(2,)"), "a structured dtype, ('<f4', (3,))"},
           {one("None", "False", "(2,)"), "\"N\" at byte 20, expected a string in quotes"},
       }) {
    const std::string message = fault_of(file_of(header, 24));
    BOOST_TEST(contains(message, std::string("found ") + says), header.substr(0, 100)
                                                                    << " says " << message << ", expected " << says);
  }
}

BOOST_AUTO_TEST_CASE(beginnings) {
  const TemporaryFolder folder;
  const std::string nothing = folder.write("nothing", std::string());
  BOOST_CHECK_EXCEPTION(static_cast<void>(load_npy<float>(nothing)), npy_error, [&](const npy_error& e) {
    return e.what() == nothing + ": found nothing, expected an array in NumPy's format, of at least 10 bytes" &&
           e.file == nothing;
  });
  BOOST_CHECK_EXCEPTION(static_cast<void>(load_npy<float>(folder.path())), npy_error,
                        [](const npy_error& e) { return e.found == "Is a directory"; });
  BOOST_CHECK_EXCEPTION(static_cast<void>(load_npy<float>(folder.path() + "/none")), npy_error,
                        [](const npy_error& e) { return e.found == "No such file or directory"; });
  BOOST_TEST(fault_of("\x93NUMPY") == "found 6 bytes, expected an array in NumPy's format, of at least 10 bytes");
  BOOST_TEST(fault_of("1,2,3,4\n5,6,7,8\n") == "found \"1\" at byte 0, expected the bytes \\x93NUMPY of a .npy file");
  BOOST_TEST(
      contains(fault_of("PK\3\4" + std::string(30, '\0')), "found a zip archive, expected one array, a .npy file"));
  BOOST_TEST(fault_of("\x80\4\x95" + std::string(30, '\0')) ==
             "found a pickled object, expected an array of numbers, saved by np.save");
  std::string row = numpy_case("row");
  row[6] = 4;
  BOOST_TEST(fault_of(row) == "found version 4.0 of the format, expected 1.0, 2.0 or 3.0");
  row[6] = 1;
  row[7] = 1;
  BOOST_TEST(fault_of(row) == "found version 1.1 of the format, expected 1.0, 2.0 or 3.0");
  row[7] = 0;
  row[9] = 1;
  BOOST_TEST(contains(fault_of(row), "found a header of 374 bytes, expected at most the 138 that follow"));
  std::string second = numpy_case("f4_C_little_2");
  second[11] = 1;
  BOOST_TEST(contains(fault_of(second), "found a header of 16,777,332 bytes, expected at most 65,536 bytes"),
             fault_of(second));
  BOOST_TEST(contains(fault_of(second.substr(0, 11)), "the end of the file in the length of the header"));
}

BOOST_AUTO_TEST_CASE(every_truncation_and_every_flipped_bit) {
  for (const char* const name : {"f4_C_little_1", "u1_F_big_3", "f2_F_big_2", "b1_C_little_1"}) {
    const std::string bytes = numpy_case(name);
    BOOST_REQUIRE(fault_of(bytes) == "");
    for (std::size_t length = 1; length < bytes.size(); ++length)
      if (fault_of(bytes.substr(0, length)).empty()) BOOST_ERROR("truncated to " << length);
    if (fault_of(bytes + '0').empty()) BOOST_ERROR("a byte too many");
    std::size_t refused = 0;
    for (std::size_t i = 0; i < 128; ++i)
      for (int bit = 0; bit < 8; ++bit) {
        std::string flipped = bytes;
        flipped[i] = static_cast<char>(flipped[i] ^ 1 << bit);
        refused += !fault_of<NpyArray<float>>(flipped).empty();
      }
    BOOST_TEST(refused > 128u * 8 - 40);  // others are another right type, or a blank that became another one
  }
}

BOOST_AUTO_TEST_CASE(what_numpy_writes) {
  // The same bytes as NumPy's.
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.npy";
  const auto written = [&](const auto& array) {
    save_npy(array, path);
    return file_content(path);
  };
  std::array<std::array<float, 3>, 2> floats{};
  std::array<std::array<double, 3>, 2> doubles{};
  std::vector<std::array<std::int16_t, 3>> shorts(2);
  NpyArray<std::uint8_t> bytes{{2, 3}, std::vector<std::uint8_t>(6)};
  bool truth[2][3]{};
  for (std::size_t k = 0; k < 6; ++k) {
    floats[k / 3][k % 3] = static_cast<float>(number('f', k));
    doubles[k / 3][k % 3] = number('f', k);
    shorts[k / 3][k % 3] = static_cast<std::int16_t>(number('i', k));
    bytes.values[k] = static_cast<std::uint8_t>(number('u', k));
    truth[k / 3][k % 3] = number('b', k) > 0;
  }
  BOOST_TEST(written(floats) == numpy_case("f4_C_little_1"));
  BOOST_TEST(written(std::span(floats)) == numpy_case("f4_C_little_1"));
  BOOST_TEST(written(doubles) == numpy_case("f8_C_little_1"));
  BOOST_TEST(written(shorts) == numpy_case("i2_C_little_1"));
  BOOST_TEST(written(bytes) == numpy_case("u1_C_little_1"));
  BOOST_TEST(written(truth) == numpy_case("b1_C_little_1"));
  BOOST_TEST(written(0.5f) == numpy_case("scalar"));
  BOOST_TEST(written(std::vector<float>{-1.25f, -0.75f, -0.25f, 0.25f, 0.75f}) == numpy_case("row"));
  BOOST_TEST(written(std::vector<std::array<float, 4>>{}) == numpy_case("empty"));
  // The numbers begin at a multiple of 64, whatever the extents.
  for (std::size_t rank = 0; rank <= 16; ++rank) {
    const NpyArray<double> array{std::vector<std::size_t>(rank, 1), {2.5}};
    const std::string content = written(array);
    BOOST_TEST((content.size() % 64 == 8 && content[content.size() - 9] == '\n'));
    const auto back = load_npy<NpyArray<double>>(path);
    BOOST_TEST((back.shape == array.shape && back.values == array.values));
  }
  BOOST_CHECK_EXCEPTION(save_npy(NpyArray<float>{std::vector<std::size_t>(17, 1), {1}}, path), npy_error,
                        [](const npy_error& e) { return e.found == "17 dimensions" && e.expected == "at most 16"; });
  BOOST_CHECK_EXCEPTION(save_npy(NpyArray<float>{{2, 3}, {1}}, path), npy_error, [](const npy_error& e) {
    return e.found == "1 values" && e.expected == "as many as the shape 2 × 3 says";
  });
}

BOOST_AUTO_TEST_CASE(datasets) {
  const TemporaryFolder folder;
  const std::string x = folder.path() + "/x.npy", y = folder.path() + "/y.npy";
  save_npy(std::vector<std::array<double, 2>>{{1, 2}, {3, 4}, {5, 6}}, x);
  save_npy(std::vector<double>{0, 2, 1}, y);
  const Dataset<std::array<float, 2>, std::uint8_t> data = load_npy_dataset<2, std::uint8_t>(x, y, {.class_count = 3});
  BOOST_TEST((data.inputs == std::vector<std::array<float, 2>>{{1, 2}, {3, 4}, {5, 6}}));
  BOOST_TEST((data.targets == std::vector<std::uint8_t>{0, 2, 1}));
  const auto regression = load_npy_dataset<2, std::array<double, 1>, double>(x, y);
  BOOST_TEST(regression.targets[1][0] == 2.0);
  const auto says = [&](auto load, const std::string& file, const char* message) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(load()), npy_error, [&](const npy_error& e) {
      BOOST_TEST(e.what() == file + ": " + message);
      return e.file == file;
    });
  };
  says([&] { return load_npy_dataset<2, int>(x, y, {.class_count = 2}); }, y,
       "found label 2 at [1], expected a label from 0 to 1");
  save_npy(std::vector<int>{0, -1, 1}, y);
  says([&] { return load_npy_dataset<2, int>(x, y); }, y, "found label -1 at [1], expected a label from 0 on");
  says([&] { return load_npy_dataset<2, std::uint8_t>(x, y); }, y,
       "found -1 at [1], expected whole numbers from 0 to 255, as uint8 has");
  save_npy(std::vector<int>{0, 1}, y);
  says([&] { return load_npy_dataset<2, int>(x, y); }, y,
       ("found 2 targets, expected 3, one for each sample of " + x).c_str());
  says([&] { return load_npy_dataset<3, int>(x, y); }, x, "found 3 × 2, expected N × 3, or N × … with 3 numbers each");
  save_npy(std::vector<std::array<double, 2>>{}, x);
  save_npy(std::vector<int>{}, y);
  says([&] { return load_npy_dataset<2, int>(x, y); }, y, "found no targets, expected at least one");
  // Images with the channels last.
  folder.write("x.npy", numpy_case("channels_last"));
  save_npy(std::vector<int>{1, 0}, y);
  const auto images = load_npy_dataset<12, int, std::uint8_t>(x, y, {.axes = {0, 3, 1, 2}});
  BOOST_TEST(images.inputs[0][1] == static_cast<std::uint8_t>(number('u', 1)));
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_written) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.npy";
  save_npy(std::array<float, 2>{1, 2}, path);
  const std::string before = file_content(path);
  for (const auto& [call, after] : {std::pair{"open", 0}, std::pair{"write", 0}, std::pair{"write", 1},
                                    std::pair{"fsync", 0}, std::pair{"rename", 0}}) {
    fault = {call, after, 1, ENOSPC};
    BOOST_CHECK_EXCEPTION(save_npy(std::array<float, 3>{}, path), npy_error, [&](const npy_error& e) {
      return e.file == path && e.found.ends_with("No space left on device") &&
             e.expected == "a file that can be written";
    });
    BOOST_TEST(fault.times == 0);
    fault = {};
    BOOST_TEST(file_content(path) == before);
  }
  fault = {"write", 0, 3, EINTR};
  save_npy(std::array<float, 3>{1, 2, 3}, path);
  fault = {};
  BOOST_TEST((load_npy<std::vector<float>>(path) == std::vector<float>{1, 2, 3}));
}

BOOST_AUTO_TEST_SUITE_END()
