#pragma once
// A JSON file, character by character, for nlohmann's parser: a file is never in memory as a whole.

#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <sinew/io/safetensors_file.hpp>

#include "model.hpp"

namespace importer {

/// Characters of a file, for the parser.
class Characters {
 public:
  explicit Characters(const std::string& path) : file_{std::fopen(path.c_str(), "rb")} {
    if (!file_) throw import_error((path + ": " + std::strerror(errno)).c_str());
    fill();
    if (std::ferror(file_.get()) != 0) throw import_error((path + ": " + std::strerror(errno)).c_str());
  }
  bool ended() const { return count_ == 0; }
  char now() const { return buffer_[next_]; }
  void advance() {
    if (++next_ == count_) fill();
  }

 private:
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
};
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

/// A number as short as it is exact.
inline std::string number_text(double v) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, v).ptr};
}

}  // namespace importer
