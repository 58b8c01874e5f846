#pragma once
/// \file
/// SafetensorsFile: reads and checks the container of safetensors files; safetensors_header: writes its header.
///
/// The format: the length of the header, 8 bytes in little-endian order; the header; the data, little-endian and
/// row-major. The header is a JSON object, whose offsets refer to the data:
///
///     {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]}, …, "__metadata__": {"key": "text", …}}
///
/// The tensors cover the data without overlaps and holes.
/// Source: Hugging Face, github.com/huggingface/safetensors.
///
/// The reader trusts nothing. Beyond the format it refuses what no file of weights needs: members that the format does
/// not have, more than 16 dimensions, more than 32,768 entries of metadata, and strings, numbers and blanks that are
/// longer than 64 KiB and a sixteenth of the file. So the memory that it takes is bounded by that of the file, twice,
/// and 1 MiB.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/source_file.hpp>
#include <sinew/io/tensor_directory.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The most bytes of a header.
inline constexpr std::uint64_t longest_header = 100'000'000;

using WeightsSource = SourceFile<weights_error>;

/// The characters of the header, as they are parsed. It refuses tokens that would make the parser take much memory, and
/// zeros, which the parser takes for an end.
class HeaderCharacters {
 public:
  HeaderCharacters(WeightsSource& source, std::uint64_t length) : source_{source}, length_{length}, left_{length} {
    if (const std::uint64_t part = source.size() / 16; part > longest_) longest_ = part;
  }
  bool ended() {
    if (next_ == filled_ && left_ > 0) fill();
    return next_ == filled_;
  }
  char now() const noexcept { return buffer_[next_]; }
  void advance() {
    const char c = buffer_[next_++];
    if (c == '\0') refuse("a byte of 0");
    ++run_;
    if (in_string_) {
      if (escaped_) escaped_ = false;
      else if (c == '\\') escaped_ = true;
      else if (c == '"') {
        in_string_ = false;
        run_ = 0;
      }
    } else if (c == '"') {
      in_string_ = true;
      run_ = 0;
    } else if (c == ',' || c == ':' || c == '[' || c == ']' || c == '{' || c == '}') run_ = 0;
    if (run_ > longest_) refuse("more than " + bytes_text(longest_) + " in one piece");
  }

 private:
  [[noreturn]] void refuse(const std::string& found) const {
    source_.refuse(found + " at byte " + _detail::digits(length_ - left_ - (filled_ - next_) - 1) + " of the header",
                   "a JSON object with strings, numbers and blanks of usual length");
  }
  void fill() {
    filled_ = left_ < sizeof buffer_ ? _detail::in_memory(left_) : sizeof buffer_;
    source_.read(buffer_, filled_);
    left_ -= filled_;
    next_ = 0;
  }

  WeightsSource& source_;
  std::uint64_t length_, left_, run_ = 0, longest_ = 1 << 16;
  std::size_t next_ = 0, filled_ = 0;
  bool in_string_ = false, escaped_ = false;
  char buffer_[4096];
};
/// An iterator over them, for the parser. One that compares equal to the end is at the end.
struct header_iterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  HeaderCharacters* characters = nullptr;

  char operator*() const { return characters->now(); }
  header_iterator& operator++() {
    characters->advance();
    return *this;
  }
  header_iterator operator++(int) {
    characters->advance();
    return *this;
  }
  friend bool operator==(const header_iterator& a, const header_iterator&) { return a.characters->ended(); }
  friend bool operator!=(const header_iterator& a, const header_iterator& b) { return !(a == b); }
};

/// Receives what nlohmann's parser finds in a header, and checks it at once. Its functions are called by that parser.
class HeaderHandler {
 public:
  using string_type = std::string;
  HeaderHandler(const WeightsSource& source, SafetensorsDirectory& directory, std::uint64_t data)
      : source_{source},
        directory_{directory},
        data_{data} {}

  bool null() { unexpected("null"); }
  bool boolean(bool value) { unexpected(value ? "true" : "false"); }
  bool number_integer(std::int64_t value) { unexpected(value < 0 ? std::to_string(value) : "-0"); }
  bool number_unsigned(std::uint64_t value) {
    if (state_ == in_shape) {
      if (tensor_.rank == tensor_.shape.size()) refuse("more than 16 dimensions", "at most 16");
      tensor_.shape[tensor_.rank++] = value;
    } else if (state_ == in_offsets && offsets_ < 2) (offsets_++ == 0 ? tensor_.begin : tensor_.end) = value;
    else unexpected(std::to_string(value));
    return true;
  }
  bool number_float(double, const std::string& spelled) { unexpected("the number " + _detail::printable(spelled, 40)); }
  template <class Binary> bool binary(Binary&) { unexpected("binary data"); }
  bool string(const std::string& value) {
    if (state_ == before_dtype) {
      for (const auto& type : element_types)
        if (type.name == value) tensor_.type = &type;
      if (tensor_.type == nullptr)
        refuse("dtype " + name_text(value), "a dtype of the format: F64, F32, F16, BF16, integers, F8, …");
      state_ = in_tensor;
    } else if (state_ == in_metadata && !key_.empty()) {
      if (directory_.metadata_size() == 32768) refuse("more than 32,768 entries of metadata", "at most so many");
      directory_.add(std::string_view(key_).substr(1), value);
      key_ = {};
    } else unexpected("the string " + name_text(value));
    return true;
  }
  bool start_object(std::size_t) {
    if (state_ == outside) state_ = in_header;
    else if (state_ == before_tensor) state_ = in_tensor;
    else if (state_ == before_metadata) state_ = in_metadata;
    else unexpected("an object");
    return true;
  }
  bool key(std::string& name) {
    if (state_ == in_header) {
      if (name == "__metadata__") {
        if (std::exchange(has_metadata_, true)) refuse("the key \"__metadata__\" twice", "each key once");
        state_ = before_metadata;
      } else {
        name_.swap(name);
        tensor_ = {};
        tensor_.name = name_;
        seen_ = 0;
        state_ = before_tensor;
      }
    } else if (state_ == in_metadata) {
      key_ = "k";  // so that an empty key is one
      key_ += name;
    } else {
      const unsigned member = name == "dtype" ? 1 : name == "shape" ? 2 : name == "data_offsets" ? 4 : 0;
      if (member == 0) refuse("the key " + name_text(name), "dtype, shape and data_offsets");
      if ((seen_ & member) != 0) refuse("the key \"" + name + "\" twice", "each key once");
      seen_ |= member;
      state_ = member == 1 ? before_dtype : member == 2 ? before_shape : before_offsets;
    }
    return true;
  }
  bool end_object() {
    if (state_ == in_tensor) add_tensor();
    state_ = state_ == in_header ? finished : in_header;
    return true;
  }
  bool start_array(std::size_t) {
    if (state_ == before_shape) state_ = in_shape;
    else if (state_ == before_offsets) {
      state_ = in_offsets;
      offsets_ = 0;
    } else unexpected("an array");
    return true;
  }
  bool end_array() {
    if (state_ == in_offsets && offsets_ < 2) refuse("data_offsets of less than 2 numbers", "[begin, end]");
    state_ = in_tensor;
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const std::exception& cause) {
    std::string_view what = cause.what();  // "[json.exception…] parse error at line 1, column 5: syntax error …"
    if (const std::size_t start = what.find("column "); start != what.npos)
      if (const std::size_t colon = what.find(": ", start); colon != what.npos) what.remove_prefix(colon + 2);
    refuse("at byte " + _detail::digits(position > 0 ? position - 1 : 0) +
               " of the header: " + _detail::printable(what, 160),
           "a JSON object");
  }

 private:
  enum state {
    outside,
    in_header,
    before_tensor,
    in_tensor,
    before_dtype,
    before_shape,
    in_shape,
    before_offsets,
    in_offsets,
    before_metadata,
    in_metadata,
    finished
  };

  [[noreturn]] void refuse(std::string found, std::string expected) const {
    const bool of_tensor = state_ >= before_tensor && state_ <= in_offsets;
    source_.refuse(of_tensor ? name_text(name_) : std::string(), (std::move)(found), (std::move)(expected));
  }
  [[noreturn]] void unexpected(const std::string& found) const {
    const char* const expected[] = {"a JSON object",
                                    "a name",
                                    "an object with dtype, shape and data_offsets",
                                    "dtype, shape and data_offsets",
                                    "a dtype in quotes",
                                    "an array of extents as its shape",
                                    "extents of 0 to 2^64 − 1 in its shape",
                                    "an array of two numbers as data_offsets",
                                    "two numbers of 0 to 2^64 − 1 as data_offsets",
                                    "an object as __metadata__",
                                    "strings in __metadata__",
                                    "the end of the header"};
    refuse(found, expected[state_]);
  }
  void add_tensor() {
    if (seen_ != 7)
      refuse((seen_ & 1) == 0   ? "no dtype"
             : (seen_ & 2) == 0 ? "no shape"
                                : "no data_offsets",
             "dtype, shape and data_offsets");
    const std::string range =
        "data_offsets [" + std::to_string(tensor_.begin) + ", " + std::to_string(tensor_.end) + "]";
    if (tensor_.begin > tensor_.end) refuse(range, "a begin that is not behind the end");
    if (tensor_.end > data_) refuse(range, "a range within the data of " + bytes_text(data_));
    std::uint64_t bits = tensor_.type->bits;
    bool fits = true;
    for (const std::uint64_t extent : tensor_.extents()) fits &= !__builtin_mul_overflow(bits, extent, &bits);
    for (const std::uint64_t extent : tensor_.extents())
      if (extent == 0) {
        bits = 0;
        fits = true;
      }
    if (!fits || bits % 8 != 0 || bits / 8 != tensor_.end - tensor_.begin)
      refuse(bytes_text(tensor_.end - tensor_.begin),
             (fits && bits % 8 == 0 ? bytes_text(bits / 8) : in_text("another number")) + " for " +
                 in_text(tensor_.type->name) + " of " + shape_text(tensor_.extents()));
    directory_.add(tensor_);
  }

  const WeightsSource& source_;
  SafetensorsDirectory& directory_;
  std::uint64_t data_;
  state state_ = outside;
  file_tensor tensor_{};
  std::string name_{}, key_{};
  unsigned seen_ = 0, offsets_ = 0;
  bool has_metadata_ = false;
};

/// A safetensors file whose header is read and right. read() then gives the data from their beginning on: those of the
/// tensors of the directory in their order.
class SafetensorsFile : public WeightsSource {
 public:
  explicit SafetensorsFile(const std::string& path) : SafetensorsFile(WeightsSource(path)) {}
  explicit SafetensorsFile(WeightsSource source)
      : WeightsSource((std::move)(source)),
        header_bytes_{header_length()},
        directory_{header_bytes_} {
    const std::uint64_t data = size() - 8 - header_bytes_;
    {
      HeaderCharacters characters(*this, header_bytes_);
      if (characters.ended() || characters.now() != '{')
        refuse("a header that begins with " + (characters.ended() ? "nothing" : byte_text(characters.now())),
               "the { of a JSON object");
      HeaderHandler handler(*this, directory_, data);
      const header_iterator begin{&characters}, end{};
      static_cast<void>(nlohmann::json::sax_parse(begin, end, &handler));  // the handler throws
    }
    for (const bool metadata : {true, false})
      if (const std::string_view name = directory_.duplicate_of(metadata); name.data() != nullptr)
        refuse((metadata ? "the key " : "the tensor ") + name_text(name) + " twice", "each name once");
    directory_.sort_by_place();
    std::uint64_t at = 0;
    for (std::size_t i = 0; i < directory_.size(); ++i) {
      const file_tensor tensor = directory_[i];
      if (tensor.begin != at)
        refuse(name_text(tensor.name), "a begin at byte " + _detail::digits(tensor.begin) + " of the data",
               "byte " + _detail::digits(at) + ", where the tensor before it ends: no " +
                   (tensor.begin < at ? "overlaps" : "holes"));
      at = tensor.end;
    }
    if (at != data) refuse(bytes_text(data) + " of data", bytes_text(at) + ", the end of the last tensor");
  }

  const SafetensorsDirectory& tensors() const noexcept { return directory_; }
  /// The name of a type for messages, and the types of weights.
  static std::string dtype_text(const element_type& type) { return in_text(type.name); }
  static constexpr const char* dtypes = "F32, F64, F16 or BF16";
  /// Where the data begin in the file.
  std::uint64_t data_begin() const noexcept { return 8 + header_bytes_; }

 private:
  std::uint64_t header_length() {
    if (size() < 8)
      refuse(size() == 0 ? "an empty file" : bytes_text(size()), "8 bytes, the length of a safetensors header");
    unsigned char bytes[8];
    read(bytes, 8);
    const auto length = _detail::from_little_endian<std::uint64_t>(bytes);
    if (length > longest_header || length > size() - 8) refuse_other_format(bytes);
    const std::string found = "a header of " + std::to_string(length) + " bytes";
    if (length > longest_header) refuse(found, "at most 100,000,000 bytes (is this a safetensors file?)");
    if (length > size() - 8)
      refuse(found, "at most the " + std::to_string(size() - 8) + " that the file has after its length");
    return length;
  }

  /// Throws the error of a file of another format, if it is one that others keep weights in.
  [[gnu::cold]] void refuse_other_format(const unsigned char* first) {
    const auto begins = [&](std::string_view with) { return std::memcmp(first, with.data(), with.size()) == 0; };
    const char* const from_torch =
        "a safetensors file: examples/pytorch/sinew_export.py, or safetensors.torch.save_file(), writes one";
    if (begins({"\x80\x02\x8a\x0a", 4})) refuse("a file of torch.save()", from_torch);
    if (begins("\x89HDF\r\n\x1a\n")) refuse("an HDF5 file, as Keras writes it", "a safetensors file");
    if (!begins({"PK\3\4", 4})) return;
    // The name of the first member tells whose archive it is.
    unsigned char entry[22] = {};
    if (size() >= 30) read(entry, 22);
    std::string name(min_of<std::uint64_t>(entry[18] + 256u * entry[19], size() - min_of<std::uint64_t>(size(), 30)),
                     ' ');
    read(name.data(), name.size());
    if (name.ends_with("data.pkl")) refuse("a file of torch.save()", from_torch);
    if (name.ends_with(".npy"))
      refuse("an archive of NumPy's arrays", "a safetensors file (load_npz of <sinew/io/npz.hpp> reads it)");
    refuse("a zip archive", "a safetensors file");
  }

  std::uint64_t header_bytes_;
  SafetensorsDirectory directory_;
};

}  // namespace sinew::_detail
