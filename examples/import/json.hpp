#pragma once
// A JSON file, character by character, for nlohmann's parser: a file is never in memory as a whole.

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <sinew/io/safetensors_file.hpp>

#include "model.hpp"

namespace importer {

/// Characters of a file, for the parser. Python writes the words NaN, Infinity and -Infinity for such numbers, which
/// JSON does not have: they are given as texts, whose number non_finite() knows.
class Characters {
 public:
  explicit Characters(const std::string& path) : file_{std::fopen(path.c_str(), "rb")} {
    if (!file_) throw import_error((path + ": " + std::strerror(errno)).c_str());
    fill();
    if (std::ferror(file_.get()) != 0) throw import_error((path + ": " + std::strerror(errno)).c_str());
    look();
  }
  bool ended() const { return instead_.empty() && count_ == 0; }
  char now() const { return instead_.empty() ? buffer_[next_] : instead_[at_]; }
  void advance() {
    if (!instead_.empty()) {
      if (++at_ < instead_.size()) return;
      instead_.clear();
    } else {
      const char passed = buffer_[next_];
      next();
      if (std::exchange(escaped_, in_text_ && !escaped_ && passed == '\\')) return;
      if (passed == '"') in_text_ = !in_text_;
    }
    look();
  }

 private:
  void next() {
    if (++next_ == count_) fill();
  }
  /// Puts a text in the place of a word that begins here.
  void look() {
    const auto is = [&](char c) { return count_ != 0 && buffer_[next_] == c; };
    if (in_text_ || (!is('-') && !is('I') && !is('N'))) return;
    at_ = 0;
    const bool minus = is('-');
    if (minus) next();
    instead_ = minus ? "-" : "";
    if (minus && !is('I')) return;
    while (count_ != 0 && instead_.size() < 10 && std::isalpha(static_cast<unsigned char>(buffer_[next_])) != 0) {
      instead_ += buffer_[next_];
      next();
    }
    if (instead_ == "NaN" || instead_ == "Infinity" || instead_ == "-Infinity") instead_ = '"' + instead_ + '"';
  }
  void fill() {
    count_ = std::fread(buffer_.data(), 1, buffer_.size(), file_.get());
    next_ = 0;
  }
  struct close {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
  };
  std::unique_ptr<std::FILE, close> file_;
  std::size_t next_ = 0, count_ = 0;
  std::array<char, 4096> buffer_{};
  bool in_text_ = false, escaped_ = false;
  std::string instead_;  ///< of the characters before next_, from at_ on
  std::size_t at_ = 0;
};
/// The number that a text is, if it is one that is not finite.
inline std::optional<float> non_finite(std::string_view text) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  if (text == "NaN") return std::numeric_limits<float>::quiet_NaN();
  if (text == "Infinity") return infinity;
  if (text == "-Infinity") return -infinity;
  return std::nullopt;
}
/// What is expected where non_finite() is not allowed.
inline constexpr char a_finite_number[] = "a finite number (--allow-non-finite takes others)";

struct character_iterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;
  Characters* characters = nullptr;
  char operator*() const { return characters->now(); }
  character_iterator& operator++() {
    characters->advance();
    return *this;
  }
  friend bool operator==(const character_iterator& a, const character_iterator&) { return a.characters->ended(); }
  friend bool operator!=(const character_iterator& a, const character_iterator& b) { return !(a == b); }
};

/// Parses the file. The handler has the functions of nlohmann's json_sax, and throws what it refuses.
/// Errors: import_error for a file that cannot be read or is empty.
template <class Handler> void parse_json(const std::string& path, Handler& handler) {
  Characters characters(path);
  if (characters.ended()) throw import_error((path + ": found an empty file, expected JSON").c_str());
  static_cast<void>(nlohmann::json::sax_parse(character_iterator{&characters}, character_iterator{}, &handler));
}

/// Throws what the parser says of a file that is no JSON.
[[noreturn]] inline void refuse_json(const std::string& path, std::size_t position, const std::exception& error) {
  std::string_view what = error.what();
  if (const std::size_t colon = what.find("] "); colon != what.npos) what.remove_prefix(colon + 2);
  throw import_error(
      (path + ": found at byte " + std::to_string(position) + " no JSON: " + sinew::_detail::printable(what, 200))
          .c_str());
}

/// Numbers in blocks, so that no more memory is taken than they need while they become more.
class NumberList {
 public:
  void push(float value) {
    if (size_ == room_) grow();
    blocks_.back()[size_++ % block] = value;
  }
  std::size_t size() const { return size_; }
  float operator[](std::size_t i) const { return blocks_[i / block][i % block]; }

 private:
  static constexpr std::size_t block = 1024;

  /// A new block. The first one grows, since most lists are short.
  void grow() {
    if (size_ % block == 0) blocks_.push_back(nullptr);
    const std::size_t more = size_ >= block ? block : size_ == 0 ? 4 : size_;
    if (size_ >= block || size_ == 0) blocks_.back() = std::make_unique<float[]>(more);
    else {
      auto larger = std::make_unique<float[]>(2 * size_);
      std::copy_n(blocks_[0].get(), size_, larger.get());
      blocks_[0] = std::move(larger);
    }
    room_ += more;
  }

  std::vector<std::unique_ptr<float[]>> blocks_{};
  std::size_t size_ = 0, room_ = 0;
};

/// `count` numbers, of which number i is the one at `order(i)` of the list.
template <class Order> Numbers numbers_of(std::shared_ptr<const NumberList> list, std::size_t count, Order order) {
  Numbers result(count, [list = std::move(list), order](std::size_t i) {
    return static_cast<double>((*list)[static_cast<std::size_t>(order(i))]);
  });
  result.round_to(false);
  return result;
}
/// All numbers of a list.
inline Numbers numbers_of(std::shared_ptr<const NumberList> list) {
  const std::size_t count = list->size();
  return importer::numbers_of(std::move(list), count, [](std::size_t i) { return i; });
}
/// `count` times the same one.
inline Numbers same_numbers(std::size_t count, double value) {
  Numbers result(count, [value](std::size_t) { return value; });
  result.round_to(false);
  return result;
}

/// A number as short as it is exact.
inline std::string number_text(double v) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, v).ptr};
}

}  // namespace importer
