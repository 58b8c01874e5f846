#pragma once
/// \file
/// SafetensorsDirectory: the tensors and metadata of a file of weights, as its header lists them; SafetensorsHeader:
/// writes such a header. Neither needs a library, so that other formats share them.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/io/narrow.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The types of elements that the format knows, and their bits.
struct element_type {
  std::string_view name;
  unsigned bits;
};
inline constexpr element_type element_types[] = {
    {"F64", 64}, {"F32", 32},    {"F16", 16},    {"BF16", 16},   {"I64", 64},    {"I32", 32},   {"I16", 16},
    {"I8", 8},   {"U64", 64},    {"U32", 32},    {"U16", 16},    {"U8", 8},      {"BOOL", 8},   {"C64", 64},
    {"F4", 4},   {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"F6_E2M3", 6}, {"F6_E3M2", 6}};

/// A tensor as the header describes it. `begin` and `end` count bytes from the beginning of the data.
struct file_tensor {
  std::string_view name{};
  const element_type* type = nullptr;
  std::array<std::uint64_t, 16> shape{};
  std::size_t rank = 0;
  std::uint64_t begin = 0, end = 0;

  std::span<const std::uint64_t> extents() const noexcept { return {shape.data(), rank}; }
};

/// What the header says. The entries lie one after the other in one string, in which they are never longer than in
/// JSON; numbers have 7 bits in a byte, the last byte is below 128.
class SafetensorsDirectory {
 public:
  explicit SafetensorsDirectory(std::uint64_t length) { entries_.reserve(_detail::in_memory(length) + 1024); }

  void add(const file_tensor& tensor) {
    tensors_.push_back(static_cast<std::uint32_t>(entries_.size()));
    put(tensor.name);
    put(static_cast<std::uint64_t>(tensor.type - element_types));
    put(tensor.rank);
    for (const std::uint64_t extent : tensor.extents()) put(extent);
    put(tensor.begin);
    put(tensor.end);
  }
  void add(std::string_view key, std::string_view value) {
    metadata_.push_back(static_cast<std::uint32_t>(entries_.size()));
    put(key);
    put(value);
  }

  std::size_t size() const noexcept { return tensors_.size(); }
  file_tensor operator[](std::size_t index) const {
    std::size_t at = tensors_[index];
    file_tensor tensor;
    tensor.name = text(at);
    tensor.type = element_types + number_at(at);
    tensor.rank = _detail::in_memory(number_at(at));
    for (std::size_t k = 0; k < tensor.rank; ++k) tensor.shape[k] = number_at(at);
    tensor.begin = number_at(at);
    tensor.end = number_at(at);
    return tensor;
  }
  std::size_t metadata_size() const noexcept { return metadata_.size(); }
  /// An entry of the metadata: its key and its value.
  std::pair<std::string_view, std::string_view> metadata(std::size_t index) const {
    std::size_t at = metadata_[index];
    const std::string_view key = text(at);
    return {key, text(at)};
  }
  /// The value of a key; with no data() if there is none, or an empty one, which says as little. The entries must be
  /// sorted, by duplicate_of(true).
  std::string_view metadata(std::string_view key) const {
    const auto at = std::lower_bound(metadata_.begin(), metadata_.end(), key,
                                     [&](std::uint32_t a, std::string_view b) { return name_at(a) < b; });
    if (at == metadata_.end() || name_at(*at) != key) return {};
    const std::string_view value = metadata(static_cast<std::size_t>(at - metadata_.begin())).second;
    return value.empty() ? std::string_view{} : value;
  }

  /// A name that two tensors have, or two entries of the metadata; with no data() if there is none. It sorts them by
  /// their names.
  std::string_view duplicate_of(bool metadata) {
    auto& index = metadata ? metadata_ : tensors_;
    std::sort(index.begin(), index.end(), [&](std::uint32_t a, std::uint32_t b) { return name_at(a) < name_at(b); });
    for (std::size_t i = 1; i < index.size(); ++i)
      if (const auto name = name_at(index[i]); name == name_at(index[i - 1])) return name;
    return {};
  }
  /// Sorts the tensors by their places in the data.
  void sort_by_place() {
    std::sort(tensors_.begin(), tensors_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return state_at(a) < state_at(b); });
  }

 private:
  void put(std::uint64_t n) {
    for (; n >= 128; n >>= 7) entries_ += static_cast<char>((n & 127) | 128);
    entries_ += static_cast<char>(n);
  }
  void put(std::string_view piece) {
    put(std::uint64_t{piece.size()});
    entries_ += piece;
  }
  std::uint64_t number_at(std::size_t& at) const {
    std::uint64_t n = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(entries_[at++]);
      n |= std::uint64_t{byte & 127u} << shift;
      if (byte < 128) return n;
    }
  }
  std::string_view text(std::size_t& at) const {
    const auto length = _detail::in_memory(number_at(at));
    const std::string_view piece(entries_.data() + at, length);
    at += length;
    return piece;
  }
  std::string_view name_at(std::size_t at) const { return text(at); }
  std::pair<std::uint64_t, std::uint64_t> state_at(std::size_t at) const {
    text(at);
    number_at(at);
    for (std::uint64_t rank = number_at(at); rank > 0; --rank) number_at(at);
    const std::uint64_t begin = number_at(at);
    return {begin, number_at(at)};
  }

  std::string entries_{};
  std::vector<std::uint32_t> tensors_{}, metadata_{};  // where in entries_
};

/// Appends a text in quotes as JSON has it: a header is made of such texts and of numbers.
inline void add_json(std::string& to, std::string_view text) {
  constexpr char hexadecimal[] = "0123456789abcdef";
  to += '"';
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20) {
      to += "\\u00";
      to += hexadecimal[c >> 4];
      to += hexadecimal[c & 15];
    } else {
      if (c == '"' || c == '\\') to += '\\';
      to += c;
    }
  to += '"';
}

/// The beginning of a file: the length of the header, and the header. Blanks make the data begin at a multiple of
/// `alignment`.
class SafetensorsHeader {
 public:
  void metadata(std::string_view key, std::string_view value) {
    metadata_ += metadata_.empty() ? "{\"__metadata__\":{" : ",";
    add_json(metadata_, key);
    metadata_ += ':';
    add_json(metadata_, value);
  }
  /// Adds a tensor, whose data follow those of the tensor before it.
  void tensor(std::string_view name, std::string_view type, std::span<const std::size_t> extents, std::uint64_t bytes) {
    tensors_ += ",";
    add_json(tensors_, name);
    tensors_ += ":{\"dtype\":\"";
    tensors_ += type;
    tensors_ += "\",\"shape\":[";
    for (std::size_t k = 0; k < extents.size(); ++k) tensors_ += (k > 0 ? "," : "") + std::to_string(extents[k]);
    tensors_ += "],\"data_offsets\":[" + std::to_string(end_) + ',' + std::to_string(end_ + bytes) + "]}";
    end_ += bytes;
  }
  std::string bytes(std::size_t alignment = 8) const {
    std::string all(8, ' ');
    if (metadata_.empty()) all.append("{").append(tensors_.empty() ? "" : tensors_.substr(1));
    else all.append(metadata_).append("}").append(tensors_);
    all += '}';
    all.resize((all.size() + alignment - 1) / alignment * alignment, ' ');
    unsigned char length[8];
    _detail::to_little_endian(std::uint64_t{all.size() - 8}, length);
    for (std::size_t i = 0; i < 8; ++i) all[i] = static_cast<char>(length[i]);
    return all;
  }

 private:
  std::string metadata_{}, tensors_{};
  std::uint64_t end_ = 0;
};

}  // namespace sinew::_detail
