#pragma once
/// Structure-aware changes of files in the safetensors format: of names, dtypes, shapes, offsets, data and metadata.
/// Mostly the file is made whole again afterwards, so that what lies behind the first check is reached.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <sinew/io/safetensors_file.hpp>

#include "fuzz.hpp"

namespace fuzz {

/// What a loader looks for in a file.
struct ContainerWords {
  std::vector<std::string> names;         ///< of tensors
  std::vector<std::string> keys, values;  ///< of metadata
  std::size_t alignment = 1;              ///< of the data in the file
};

/// The parts of a container, right or wrong. Numbers are texts, so that they may be no numbers.
struct Tensor {
  std::string name, dtype;
  std::vector<std::string> shape;
  std::string begin, end, data;
};
struct Container {
  std::vector<Tensor> tensors;
  std::vector<std::pair<std::string, std::string>> metadata;
  std::string rest;  // data that no tensor has

  /// Returns whether the bytes are a container, as far as that is needed here.
  bool parse(std::string_view bytes) {
    if (bytes.size() < 10) return false;
    std::uint64_t length = 0;
    for (unsigned i = 0; i < 8; ++i) length |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
    if (length > bytes.size() - 8 || length > 20'000) return false;
    const auto header = nlohmann::ordered_json::parse(bytes.substr(8, length), nullptr, false);
    if (!header.is_object()) return false;
    const std::string_view data = bytes.substr(8 + length);
    std::size_t used = 0;
    for (const auto& [name, entry] : header.items()) {
      if (!entry.is_object()) continue;
      if (name == "__metadata__") {
        for (const auto& [key, value] : entry.items())
          metadata.emplace_back(key, value.is_string() ? value.template get<std::string>() : value.dump());
        continue;
      }
      Tensor t;
      t.name = name;
      t.dtype = entry.value("/dtype"_json_pointer, nlohmann::ordered_json()).dump();
      const auto shape = entry.value("/shape"_json_pointer, nlohmann::ordered_json());
      if (shape.is_array())
        for (const auto& extent : shape) t.shape.push_back(extent.dump());
      const auto begin = entry.value("/data_offsets/0"_json_pointer, nlohmann::ordered_json()),
                 end = entry.value("/data_offsets/1"_json_pointer, nlohmann::ordered_json());
      t.begin = begin.dump();
      t.end = end.dump();
      if (begin.is_number_unsigned() && end.is_number_unsigned())
        if (const std::size_t from = begin, to = end; from <= to && to <= data.size()) {
          t.data = data.substr(from, to - from);
          used = std::max(used, to);
        }
      tensors.push_back(std::move(t));
    }
    rest = data.substr(used);
    return true;
  }
  /// Makes offsets and data fit the dtypes and shapes.
  void settle() {
    std::size_t at = 0;
    for (Tensor& t : tensors) {
      std::uint64_t bits = 8;
      for (const auto& type : sinew::_detail::element_types)
        if ('"' + std::string(type.name) + '"' == t.dtype) bits = type.bits;
      for (const std::string& extent : t.shape) {
        const bool number = !extent.empty() && extent.size() < 6 &&
                            std::all_of(extent.begin(), extent.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (number) bits *= std::stoul(extent);
        if (bits > 30'000) bits = 30'000;
      }
      t.data.resize(bits / 8);
      t.begin = std::to_string(at);
      at += t.data.size();
      t.end = std::to_string(at);
    }
    rest = {};
  }
  std::string bytes(std::size_t alignment = 1) const {
    std::string header = "{", data;
    const auto quoted = [](const std::string& text) {
      return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    };
    if (!metadata.empty()) {
      header += "\"__metadata__\":{";
      for (const auto& [key, value] : metadata)
        header += (&key == &metadata.front().first ? "" : ",") + quoted(key) + ':' + quoted(value);
      header += '}';
    }
    for (const Tensor& t : tensors) {
      header += (header.size() > 1 ? "," : "") + quoted(t.name) + ":{\"dtype\":" + t.dtype + ",\"shape\":[";
      for (std::size_t k = 0; k < t.shape.size(); ++k) header += (k > 0 ? "," : "") + t.shape[k];
      header += "],\"data_offsets\":[" + t.begin + ',' + t.end + "]}";
      data += t.data;
    }
    header += '}';
    while ((8 + header.size()) % alignment != 0) header += ' ';
    return with_length(header, data + rest);
  }
  static std::string with_length(const std::string& header, const std::string& data) {
    std::string all;
    for (unsigned i = 0; i < 8; ++i) all += static_cast<char>(std::uint64_t{header.size()} >> 8 * i & 255);
    return all + header + data;
  }
};

inline constexpr const char* numbers[] = {"0",
                                          "1",
                                          "2",
                                          "3",
                                          "4",
                                          "5",
                                          "16",
                                          "18",
                                          "24",
                                          "-1",
                                          "-0",
                                          "1.0",
                                          "1e2",
                                          "1e999",
                                          "{}",
                                          "[3]",
                                          "\"\"",
                                          "null",
                                          "4294967296",
                                          "2305843009213693952",
                                          "9223372036854775808",
                                          "18446744073709551615",
                                          "18446744073709551616"};
inline constexpr const char* elements[] = {"\0\0\0\0\0\0\0\0",         "\0\0\x80\x7f\0\0\x80\x7f",
                                           "\0\0\xc0\x7f\0\0\xc0\xff", "\0\x7c\x80\x7f\0\xfc\x80\xff",
                                           "\0\0\0\0\0\0\xf0\x7f",     "\xff\xff\xff\xff\xff\xff\xef\x7f",
                                           "\x01\0\0\0\x01\0\0\0",     "\xff\xff\x7f\x7f\xff\xff\x7f\xff"};

inline void change(Container& c, Choices& choices, const ContainerWords& words) {
  if (c.tensors.empty() || choices.one_in(24)) {
    c.tensors.push_back({choices.of(words.names), "\"F32\"", {"2", "3"}, "0", "24", std::string(24, '\0')});
    return;
  }
  Tensor& t = choices.of(c.tensors);
  switch (choices.below(14)) {
    case 0:
      t.name = choices.of(words.names);
      break;
    case 1:
      t.name = fuzz::mutated(t.name, 4);
      break;
    case 2:
      t.dtype = '"' + std::string(choices.of(sinew::_detail::element_types).name) + '"';
      break;
    case 3:
      if (!t.shape.empty()) choices.of(t.shape) = choices.of(numbers);
      break;
    case 4:
      t.shape.insert(t.shape.begin() + static_cast<std::ptrdiff_t>(choices.below(t.shape.size() + 1)),
                     choices.of(numbers));
      break;
    case 5:
      if (!t.shape.empty()) t.shape.erase(t.shape.begin() + static_cast<std::ptrdiff_t>(choices.below(t.shape.size())));
      break;
    case 6:
      std::reverse(t.shape.begin(), t.shape.end());
      break;
    case 7:
      (choices.one_in(2) ? t.begin : t.end) = choices.of(numbers);
      break;
    case 8:
      t.begin = choices.of(c.tensors).end;
      break;
    case 9:
      t.data = fuzz::mutated(t.data);
      break;
    case 10:
      if (t.data.size() >= 8)
        std::memcpy(t.data.data() + choices.below(t.data.size() / 8) * 8, choices.of(elements), 8);
      break;
    case 11:
      std::swap(t, choices.of(c.tensors));
      break;
    case 12:
      if (choices.one_in(2)) c.tensors.push_back(Tensor(t));
      else c.tensors.erase(c.tensors.begin() + (&t - c.tensors.data()));
      break;
    default:
      if (!c.metadata.empty() && choices.one_in(3)) {
        auto& value = choices.of(c.metadata).second;
        value = choices.one_in(2) ? fuzz::mutated(value, 16) : std::string(choices.of(words.values));
      } else c.metadata.emplace_back(choices.of(words.keys), choices.of(words.values));
  }
}

inline std::size_t mutate_container(std::uint8_t* bytes, std::size_t size, std::size_t most, unsigned seed,
                                    const ContainerWords& words) {
  Choices choices(seed);
  Container c;
  if (choices.one_in(6) || !c.parse(fuzz::text_of(bytes, size))) return LLVMFuzzerMutate(bytes, size, most);
  if (choices.one_in(8)) {  // the header as a text
    std::string all = c.bytes();
    std::uint64_t length = 0;
    for (unsigned i = 0; i < 8; ++i) length |= std::uint64_t{static_cast<unsigned char>(all[i])} << 8 * i;
    all = Container::with_length(fuzz::mutated(all.substr(8, length)), all.substr(8 + length));
    return fuzz::given_back(all, bytes, size, most);
  }
  for (std::size_t changes = 1 + choices.below(3); changes > 0; --changes) fuzz::change(c, choices, words);
  if (!choices.one_in(4)) c.settle();
  return fuzz::given_back(c.bytes(choices.one_in(8) ? 1 : words.alignment), bytes, size, most);
}
inline std::size_t cross_containers(const std::uint8_t* a, std::size_t a_size, const std::uint8_t* b,
                                    std::size_t b_size, std::uint8_t* to, std::size_t most, unsigned seed,
                                    const ContainerWords& words) {
  Choices choices(seed);
  Container one, other;
  if (!one.parse(fuzz::text_of(a, a_size)) || !other.parse(fuzz::text_of(b, b_size))) return 0;
  for (Tensor& t : one.tensors)
    if (!other.tensors.empty() && choices.one_in(2)) {
      const Tensor& from = choices.of(other.tensors);
      if (choices.one_in(2)) t = from;
      else t.data = from.data;
    }
  if (!other.metadata.empty() && choices.one_in(2)) one.metadata.push_back(choices.of(other.metadata));
  if (choices.one_in(2) && !other.tensors.empty()) one.tensors.push_back(choices.of(other.tensors));
  if (!choices.one_in(4)) one.settle();
  const std::string crossed = one.bytes(words.alignment);
  if (crossed.size() > most) return 0;
  std::memcpy(to, crossed.data(), crossed.size());
  return crossed.size();
}

}  // namespace fuzz
