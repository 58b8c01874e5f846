#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <sinew/io/narrow.hpp>
#include <sinew/io/safetensors_file.hpp>

#include "../data/temporary.hpp"
#include "../reference/safetensors.hpp"
#include "container.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(io_safetensors_file)

const std::string zeros24(24, '\0');

/// A header with one tensor.
std::string one(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"a":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
}

/// An entry for bytes.
std::string bytes_at(const std::string& name, int begin, int end) {
  return '"' + name + R"(":{"dtype":"U8","shape":[)" + std::to_string(end - begin) + R"(],"data_offsets":[)" +
         std::to_string(begin) + ',' + std::to_string(end) + "]}";
}
std::string two(const std::string& a, const std::string& b) { return '{' + a + ',' + b + '}'; }

BOOST_AUTO_TEST_CASE(sixteen_bits) {
  namespace figures = reference::safetensors;
  for (std::size_t i = 0; i < figures::wide.size(); ++i)
    BOOST_TEST(_detail::binary16::from(figures::wide[i]) == figures::wide_f16[i], figures::wide[i]);
  for (std::size_t i = 0; i < figures::single.size(); ++i)
    BOOST_TEST(_detail::bfloat16::from(figures::single[i]) == figures::single_bf16[i], figures::single[i]);
  // To and from each number that is not NaN, in order.
  for (unsigned bits = 0; bits < 0x7c00; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const double v = _detail::binary16::to(half);
    if (_detail::binary16::from(v) != half || _detail::binary16::from(-v) != (half | 0x8000u) ||
        !(v < _detail::binary16::to(static_cast<std::uint16_t>(bits + 1))))
      BOOST_ERROR("binary16 " << bits);
  }
  for (unsigned bits = 0; bits < 0x7f80; ++bits) {  // the upper half of a float
    const auto half = static_cast<std::uint16_t>(bits);
    const double v = _detail::bfloat16::to(half);
    if (std::bit_cast<std::uint64_t>(v) != std::bit_cast<std::uint64_t>(double{std::bit_cast<float>(bits << 16)}) ||
        _detail::bfloat16::from(v) != half || _detail::bfloat16::from(-v) != (half | 0x8000u))
      BOOST_ERROR("bfloat16 " << bits);
  }
  static_assert(_detail::binary16::to(0x3555) == 0.333251953125 && _detail::binary16::to(0xfbff) == -65504);
  const double infinity = _detail::binary16::to(0x7c00), nan = _detail::binary16::to(0x7c01);
  BOOST_TEST(infinity > 1e300);
  BOOST_TEST(nan != nan);
  BOOST_TEST(_detail::binary16::from(nan) == 0x7e00);
  BOOST_TEST(_detail::bfloat16::from(infinity) == 0x7f80);
  BOOST_TEST(_detail::bfloat16::from(-nan) == 0xffc0);
}

BOOST_AUTO_TEST_CASE(files_of_another_program) {
  const _detail::SafetensorsFile file("reference/weights/image.safetensors");
  const auto& tensors = file.tensors();
  BOOST_REQUIRE(tensors.size() == 9u);
  BOOST_TEST(tensors[0].name == "0.weight");
  BOOST_TEST(tensors[0].type->name == "F32");
  BOOST_TEST(_detail::shape_text(tensors[0].extents()) == "3 × 2 × 3 × 3");
  BOOST_TEST(tensors[0].end == 3u * 2 * 3 * 3 * 4);
  BOOST_TEST(tensors[6].name == "1.num_batches_tracked");
  BOOST_TEST(tensors[6].type->name == "I64");
  BOOST_TEST(_detail::shape_text(tensors[6].extents()) == "a single number");
  BOOST_TEST(tensors.metadata_size() == 0u);

  const _detail::SafetensorsFile named("reference/weights/dense_named.safetensors");
  BOOST_TEST(named.tensors().metadata("note") == "naïve \"quotes\"\n");
  BOOST_TEST(named.tensors().metadata("format") == "pt");
  BOOST_TEST((named.tensors().metadata("none").data() == nullptr));
}

BOOST_AUTO_TEST_CASE(what_is_right) {
  for (const std::string& header : {std::string("{}"), std::string("{}   "), std::string(R"({"__metadata__":{}})"),
                                    std::string(R"({"__metadata__":{"":"","a":"ü😀"}})")})
    BOOST_TEST(fault_of(container(header, "")) == "", header);
  for (const std::string& header :
       {one("\"F32\"", "[2,3]", "[0,24]"), one("\"F64\"", "[3]", "[ 0 , 24 ]"), one("\"BOOL\"", "[24,1,1]", "[0,24]"),
        one("\"F6_E2M3\"", "[32]", "[0,24]"), std::string(R"({"b":{"data_offsets":[8,24],"shape":[8],"dtype":"F16"},
          "none":{"dtype":"F32","shape":[3,0,9],"data_offsets":[8,8]},
          "a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},
          "":{"dtype":"I8","shape":[0],"data_offsets":[24,24]}})")})
    BOOST_TEST(fault_of(container(header, zeros24)) == "", header);
  const auto file = open_container(container(one("\"F4\"", "[48]", "[0,24]"), zeros24));
  BOOST_TEST(file.tensors()[0].end == 24u);
}

BOOST_AUTO_TEST_CASE(lengths) {
  const TemporaryFolder folder;
  const std::string nothing = folder.write("nothing", std::string());
  BOOST_CHECK_EXCEPTION(_detail::SafetensorsFile{nothing}, weights_error, [&](const weights_error& e) {
    return e.what() == nothing + ": found an empty file, expected 8 bytes, the length of a safetensors header" &&
           e.file == nothing && e.tensor.empty() && e.differences == 1;
  });
  BOOST_CHECK_EXCEPTION(_detail::SafetensorsFile{folder.path()}, weights_error,
                        [&](const weights_error& e) { return e.found == "Is a directory"; });
  BOOST_CHECK_EXCEPTION(_detail::SafetensorsFile{folder.path() + "/none"}, weights_error,
                        [&](const weights_error& e) { return e.found == "No such file or directory"; });
  BOOST_TEST(fault_of("1234567") == "file: found 7 bytes, expected 8 bytes, the length of a safetensors header");
  BOOST_TEST(fault_of(std::string(8, '\0')) ==
             "file: found a header that begins with nothing, expected the { of a JSON object");
  const auto length = [](std::uint64_t n) {
    std::string bytes = container("{}", "");
    for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<char>(n >> 8 * i & 255);
    return fault_of(bytes);
  };
  BOOST_TEST(length(2) == "");
  BOOST_TEST(length(3) == "file: found a header of 3 bytes, expected at most the 2 that the file has after its length");
  BOOST_TEST(length(100'000'000) ==
             "file: found a header of 100000000 bytes, expected at most the 2 that the file has after its length");
  for (const std::uint64_t n : {std::uint64_t{100'000'001}, std::uint64_t{1} << 63, ~std::uint64_t{0}})
    BOOST_TEST(length(n) == "file: found a header of " + std::to_string(n) +
                                " bytes, expected at most 100,000,000 bytes (is this a safetensors file?)");
}

// Files that others keep weights in, by what they begin with.
BOOST_AUTO_TEST_CASE(other_formats) {
  const auto zip = [](std::string_view first_member) {
    std::string bytes("PK\3\4\0\0\x08\x08", 8);  // as torch.save() of PyTorch 2 begins
    bytes += std::string(18, '\0') + static_cast<char>(first_member.size()) + std::string(3, '\0');
    return bytes.append(first_member).append(100, 'Z');
  };
  const std::string from_torch =
      "file: found a file of torch.save(), expected a safetensors file: "
      "examples/pytorch/sinew_export.py, or safetensors.torch.save_file(), writes one";
  BOOST_TEST(fault_of(zip("m/data.pkl")) == from_torch);
  BOOST_TEST(fault_of(std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15)) ==
             from_torch);  // before 1.6
  BOOST_TEST(fault_of(zip("0.weight.npy")) ==
             "file: found an archive of NumPy's arrays, expected a safetensors file (load_npz of <sinew/io/npz.hpp> "
             "reads it)");
  BOOST_TEST(fault_of(zip("word/document.xml")) == "file: found a zip archive, expected a safetensors file");
  BOOST_TEST(fault_of(zip("m/data.pkl").substr(0, 35)) == "file: found a zip archive, expected a safetensors file");
  BOOST_TEST(fault_of(zip("m/data.pkl").substr(0, 20)) == "file: found a zip archive, expected a safetensors file");
  BOOST_TEST(fault_of("\x89HDF\r\n\x1a\n and more") ==
             "file: found an HDF5 file, as Keras writes it, expected a safetensors file");
}

BOOST_AUTO_TEST_CASE(headers_that_are_wrong) {
  struct Case {
    std::string header;
    const char* says;
  };
  const std::string deep(5000, '[');
  for (const auto& [header, says] : {
           Case{" {}", "a header that begins with \" \""},
           {"[]", "a header that begins with \"[\""},
           {"\xef\xbb\xbf{}", "a header that begins with the byte 239"},
           {"{", "at byte 1 of the header: syntax error while parsing object key - unexpected end of input"},
           {"{}}", "at byte 2 of the header: syntax error"},
           {"{}{", "at byte 2 of the header: syntax error"},
           {"{}// no", "at byte 2 of the header: syntax error"},
           {std::string("{}\0", 3), "a byte of 0 at byte 2 of the header"},
           {std::string("{\"\0\":1}", 7), "a byte of 0 at byte 2 of the header"},
           {"{\"a\xff\":1}", "ill-formed UTF-8 byte; last read: '\"a?'"},
           {"{\"a\xc3\":1}", "ill-formed UTF-8 byte"},
           {"{\"\xed\xa0\x80\":1}", "ill-formed UTF-8 byte"},
           {"{\"\\ud800\":1}", "surrogate"},
           {R"({"a":null})", "tensor \"a\": found null, expected an object with dtype, shape and data_offsets"},
           {R"({"a":true})", "tensor \"a\": found true"},
           {R"({"a":[]})", "tensor \"a\": found an array"},
           {R"({"a":{}})", "tensor \"a\": found no dtype"},
           {R"({"a":{"dtype":"F32","data_offsets":[0,0]}})", "tensor \"a\": found no shape"},
           {R"({"a":{"dtype":"F32","shape":[0]}})", "tensor \"a\": found no data_offsets"},
           {R"({"a":{"dtype":"F32","dtype":"F32"}})", "tensor \"a\": found the key \"dtype\" twice"},
           {R"({"a":{"type":"F32"}})", "tensor \"a\": found the key \"type\", expected dtype, shape and data_offsets"},
           {R"({"__metadata__":[]})", "found an array, expected an object as __metadata__"},
           {R"({"__metadata__":{"a":1}})", "found 1, expected strings in __metadata__"},
           {R"({"__metadata__":{"a":{}}})", "found an object, expected strings in __metadata__"},
           {R"({"__metadata__":{},"__metadata__":{}})", "found the key \"__metadata__\" twice"},
           {R"({"__metadata__":{"ab":"","a":"","ab":"c"}})", "found the key \"ab\" twice"},
           {one("\"F33\"", "[2,3]", "[0,24]"), "tensor \"a\": found dtype \"F33\""},
           {one("32", "[2,3]", "[0,24]"), "tensor \"a\": found 32, expected a dtype in quotes"},
           {one("\"F32\"", "6", "[0,24]"), "tensor \"a\": found 6, expected an array of extents as its shape"},
           {one("\"F32\"", "[[6]]", "[0,24]"), "found an array, expected extents of 0 to 2^64 − 1 in its shape"},
           {one("\"F32\"", "[-6]", "[0,24]"), "tensor \"a\": found -6, expected extents of 0 to 2^64 − 1"},
           {one("\"F32\"", "[-0]", "[0,24]"), "tensor \"a\": found -0"},
           {one("\"F32\"", "[6.0]", "[0,24]"), "tensor \"a\": found the number 6.0"},
           {one("\"F32\"", "[6e0]", "[0,24]"), "tensor \"a\": found the number 6e0"},
           {one("\"F32\"", "[1e999]", "[0,24]"), "number overflow parsing '1e999'"},
           {one("\"F32\"", "[18446744073709551616]", "[0,24]"), "found the number 18446744073709551616"},
           {one("\"F32\"", "[\"6\"]", "[0,24]"), "found the string \"6\""},
           {one("\"F32\"", "[6]", "[0,24,24]"), "found 24, expected two numbers"},
           {one("\"F32\"", "[6]", "[24]"), "found data_offsets of less than 2 numbers"},
           {one("\"F32\"", "[6]", "[24,0]"), "found data_offsets [24, 0], expected a begin that is not behind the end"},
           {one("\"F32\"", "[6]", "[0,25]"),
            "found data_offsets [0, 25], expected a range within the data of 24 bytes"},
           {one("\"F32\"", "[6]", "[0,18446744073709551615]"), "expected a range within the data of 24 bytes"},
           {one("\"F32\"", "[7]", "[0,24]"), "tensor \"a\": found 24 bytes, expected 28 bytes for F32 of 7"},
           {one("\"F32\"", "[2,2]", "[0,24]"), "tensor \"a\": found 24 bytes, expected 16 bytes for F32 of 2 × 2"},
           {one("\"F32\"", "[]", "[0,24]"), "expected 4 bytes for F32 of a single number"},
           {one("\"F4\"", "[47]", "[0,24]"), "found 24 bytes, expected another number for F4 of 47"},
           // 2^61 · 8 · 32 bits are 0 modulo 2^64, plus 6
           {one("\"F32\"", "[2305843009213693952,8]", "[0,0]"), "expected another number for F32"},
           {one("\"F32\"", "[4611686018427387910]", "[0,24]"), "expected another number for F32"},
           {one("\"F32\"", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,6]", "[0,24]"), "found more than 16 dimensions"},
           {one("\"F32\"", "[5]", "[0,20]"), "found 24 bytes of data, expected 20 bytes, the end of the last tensor"},
           {one("\"F32\"", "[5]", "[4,24]"),
            "tensor \"a\": found a begin at byte 4 of the data, expected byte 0, where the tensor before it ends: no "
            "holes"},
           {"{}", "found 24 bytes of data, expected 0 bytes"},
           {two(bytes_at("a", 0, 10), bytes_at("b", 11, 24)),
            "tensor \"b\": found a begin at byte 11 of the data, expected byte 10, where the tensor before it ends: no "
            "holes"},
           {two(bytes_at("b", 9, 24), bytes_at("a", 0, 10)),
            "tensor \"b\": found a begin at byte 9 of the data, expected byte 10, where the tensor before it ends: no "
            "overlaps"},
           {two(bytes_at("a", 0, 24), bytes_at("b", 0, 24)), "no overlaps"},
           {two(bytes_at("a", 0, 24), bytes_at("a", 24, 24)), "found the tensor \"a\" twice"},
           {two(bytes_at("a", 0, 24), bytes_at("\\u0061", 24, 24)), "found the tensor \"a\" twice"},
           {R"({"a":)" + deep, "tensor \"a\": found an array"},
           {R"({"a":{"dtype":"U8","shape":)" + deep, "tensor \"a\": found an array"},
           {"{\"a\\u0001\\n" + std::string(200, 'x') + "\":1}", "tensor \"a??xxx"},
       }) {
    const std::string message = fault_of(container(header, zeros24));
    BOOST_TEST(message.find(says) != message.npos, header.substr(0, 100)
                                                       << " says " << message << ", expected " << says);
  }
}

// What would cost the parser memory.
BOOST_AUTO_TEST_CASE(large_headers) {
  const std::size_t n = 3'000'000;
  for (const std::string& header :
       {"{\"" + std::string(n, 'x') + "\":1}", "{\"a\":{\"shape\":[" + std::string(n, '1') + "]}}",
        "{" + std::string(n, ' ') + "}", "{}" + std::string(n, '\n'),
        "{\"__metadata__\":{\"a\":\"" + std::string(n, '\\') + "\"}}"}) {
    const std::string message = fault_of(container(header, ""));
    BOOST_TEST(message.find("in one piece at byte ") != message.npos, message);
  }
  // A long piece is right in a file that is 16 times as large.
  BOOST_TEST(fault_of(container("{\"__metadata__\":{\"a\":\"" + std::string(100'000, 'x') + "\"}}", ""))
                 .find("in one piece") != std::string::npos);
  std::string wide = one("\"U8\"", "[1600000]", "[0,1600000]");
  wide.insert(1, "\"__metadata__\":{\"a\":\"" + std::string(100'000, 'x') + "\"},");
  BOOST_TEST(fault_of(container(wide, std::string(1'600'000, '\1'))) == "");

  // As many entries as fit: their number alone is refused, or they are right.
  std::string metadata = "{\"__metadata__\":{\"\":\"\"", empty = "{";
  for (int i = 0; metadata.size() < n; ++i) metadata += ",\"" + std::to_string(i) + "\":\"\"";
  const std::string message = fault_of(container(metadata + "}}", ""));
  BOOST_TEST(message == "file: found more than 32,768 entries of metadata, expected at most so many");
  for (int i = 0; empty.size() < n; ++i)
    empty += (i > 0 ? ",\"" : "\"") + std::to_string(i) +
             R"(":{"dtype":"F32","shape":[9,0,9,9,9,9,9,9,9,9,9,9,9,9,9,9],"data_offsets":[0,0]})";
  BOOST_TEST(fault_of(container(empty + "}", "")) == "");
}

BOOST_AUTO_TEST_CASE(every_truncation_and_every_flipped_bit) {
  for (const char* name : {"dense_f32", "dense_named"}) {
    const std::string bytes = content_of("reference/weights/" + std::string(name) + ".safetensors");
    BOOST_REQUIRE(fault_of(bytes) == "");
    for (std::size_t length = 1; length < bytes.size(); ++length)
      if (fault_of(bytes.substr(0, length)).empty()) BOOST_ERROR("truncated to " << length);
    std::size_t refused = 0, header = 0;
    for (unsigned i = 0; i < 8; ++i) header |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << 8 * i;
    for (std::size_t i = 0; i < 8 + header; ++i)
      for (int bit = 0; bit < 8; ++bit) {
        std::string flipped = bytes;
        flipped[i] = static_cast<char>(flipped[i] ^ 1 << bit);
        const bool wrong = !fault_of(flipped).empty();
        refused += wrong;
        if (i < 8 && !wrong) BOOST_ERROR("length with bit " << 8 * i << " flipped");
      }
    BOOST_TEST(refused > 6 * header);  // others change a name, metadata or blanks, which this reader cannot know
  }
}

BOOST_AUTO_TEST_CASE(a_header_of_this_library) {
  _detail::SafetensorsHeader header;
  header.metadata("key", "a \"quote\", \\, \n and ü");
  const std::array<std::size_t, 2> shape{2, 3};
  header.tensor("first\t", "F32", shape, 24);
  header.tensor("second", "F16", std::span(shape).first(0), 2);
  for (const std::size_t alignment : {8u, 64u}) {
    const std::string bytes = header.bytes(alignment);
    BOOST_TEST(bytes.size() % alignment == 0u);
    const auto file = open_container(bytes + std::string(26, 'x'));
    BOOST_REQUIRE(file.tensors().size() == 2u);
    BOOST_TEST(file.tensors()[0].name == "first\t");
    BOOST_TEST(file.tensors()[1].begin == 24u);
    BOOST_TEST(file.tensors()[1].rank == 0u);
    BOOST_TEST(file.tensors().metadata("key") == "a \"quote\", \\, \n and ü");
  }
  BOOST_TEST(fault_of(_detail::SafetensorsHeader().bytes()) == "");
}

BOOST_AUTO_TEST_SUITE_END()
