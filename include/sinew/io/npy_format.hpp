#pragma once
/// \file
/// The header of NumPy's .npy format, read and written, and the numbers behind it.
///
/// The format: the bytes \x93NUMPY, a version of 2 bytes (1.0, 2.0 or 3.0), the length of the header (2 bytes, from
/// version 2 on 4 bytes, little-endian), the header, the numbers. The header is a literal of Python,
///
///     {'descr': '<f4', 'fortran_order': False, 'shape': (60000, 784), }
///
/// with blanks so that the numbers begin at a multiple of 64, and a line end. Version 3 has it in UTF-8 for the names
/// of fields, which arrays of numbers do not have.
/// Source: numpy.lib.format, NEP 1.
///
/// The reader trusts nothing. Of Python it knows the literals that NumPy writes: a dict of these three keys, strings,
/// True and False, tuples of whole numbers. It refuses headers beyond 64 KiB and more than 16 dimensions.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/characters.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/source_file.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A type of numbers: 'f' floating-point, 'i' and 'u' integers, 'b' bool; their bytes; whether their order is not that
/// of this machine.
struct npy_type {
  char kind = 'f';
  unsigned bytes = 0;
  bool swapped = false;
  friend constexpr bool operator==(const npy_type&, const npy_type&) = default;
};
/// The type of T in this machine's order.
template <class T> constexpr npy_type npy_type_of() noexcept {
  if constexpr (std::is_same_v<T, bool>) return {'b', 1, false};
  else return {std::is_floating_point_v<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u', sizeof(T), false};
}
/// "float32", as NumPy calls it.
inline std::string name_of(npy_type type) {
  if (type.kind == 'b') return "bool";
  return (type.kind == 'f' ? "float" : type.kind == 'i' ? "int" : "uint") + std::to_string(8 * type.bytes);
}

/// What the header says.
struct npy_header {
  npy_type type{};
  bool fortran = false;  ///< the first index changes fastest
  std::array<std::uint64_t, 16> shape{};
  std::size_t rank = 0;
  std::uint64_t elements = 1;

  std::span<const std::uint64_t> extents() const noexcept { return {shape.data(), rank}; }
};

/// The bytes of one array, header and numbers, from a file or a member of an archive.
class NpyStream {
 public:
  NpyStream(const NpyStream&) = delete;
  NpyStream& operator=(const NpyStream&) = delete;
  virtual ~NpyStream() = default;

  /// How many bytes are left, as the file or the archive says.
  std::uint64_t left() const noexcept { return left_; }
  /// Where the next byte is.
  std::uint64_t at() const noexcept { return at_; }
  /// Reads `count` bytes, which must be left.
  void read(void* to, std::size_t count) {
    take(to, count);
    left_ -= count;
    at_ += count;
  }
  /// Throws the typed error about the array.
  [[noreturn]] void refuse(std::string found, std::string expected) const {
    fail_with((std::move)(found), (std::move)(expected));
    __builtin_unreachable();  // g++ does not know that a virtual function never returns
  }

 protected:
  explicit NpyStream(std::uint64_t size) noexcept : left_{size} {}

 private:
  virtual void take(void* to, std::size_t count) = 0;
  virtual void fail_with(std::string found, std::string expected) const = 0;
  std::uint64_t left_, at_ = 0;
};

/// Reads the header's literal.
class NpyLiteral {
 public:
  /// `at` is where the text begins in the file.
  NpyLiteral(const NpyStream& stream, std::string_view text, std::uint64_t begin)
      : stream_{stream},
        text_{text},
        begin_{begin} {}

  npy_header parse() {
    constexpr std::string_view keys[] = {"descr", "fortran_order", "shape"};
    bool seen[3] = {};
    skip("{", "the { of a dict");
    while (!follows('}')) {
      const std::size_t start = at_;
      const std::string_view key = string();
      std::size_t k = 0;
      while (k < 3 && keys[k] != key) ++k;
      if (k == 3) refuse_at(start, "the key " + quoted(key), "the keys 'descr', 'fortran_order' and 'shape'");
      if (std::exchange(seen[k], true)) refuse_at(start, "the key " + quoted(key) + " twice", "each key once");
      skip(":", "a colon");
      if (k == 0) type();
      else if (k == 1) order();
      else shape();
      if (!follows(',')) break;
      ++at_;
    }
    skip("}", "a comma or the } of the dict");
    blanks();
    if (at_ != text_.size()) refuse_at(at_, here(), "the end of the header");
    for (std::size_t k = 0; k < 3; ++k)
      if (!seen[k])
        stream_.refuse("a header without '" + in_text(keys[k]) + "'", "'descr', 'fortran_order' and 'shape'");
    return header_;
  }

 private:
  static std::string quoted(std::string_view text) { return "'" + _detail::printable(text, 60) + "'"; }
  [[noreturn]] void refuse_at(std::size_t at, const std::string& found, std::string expected) const {
    stream_.refuse(found + " at byte " + _detail::digits(begin_ + at), (std::move)(expected));
  }
  std::string here() const { return at_ == text_.size() ? "the end of the header" : byte_text(text_[at_]); }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }
  bool follows(char c) {
    blanks();
    return at_ < text_.size() && text_[at_] == c;
  }
  void skip(std::string_view word, const char* what) {
    blanks();
    if (!text_.substr(at_).starts_with(word)) refuse_at(at_, here(), what);
    at_ += word.size();
  }
  std::string_view string() {
    blanks();
    const char quote = at_ < text_.size() ? text_[at_] : ' ';
    if (quote != '\'' && quote != '"') refuse_at(at_, here(), "a string in quotes");
    const std::size_t first = ++at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\\' && text_[at_] != '\n') ++at_;
    if (at_ == text_.size() || text_[at_] != quote) refuse_at(at_, here(), "the rest of a string without escapes");
    return text_.substr(first, at_++ - first);
  }
  void order() {
    blanks();
    const std::string_view rest = text_.substr(at_);
    header_.fortran = rest.starts_with("True");
    if (!header_.fortran && !rest.starts_with("False")) refuse_at(at_, here(), "True or False as 'fortran_order'");
    at_ += header_.fortran ? 4 : 5;
  }
  void shape() {
    skip("(", "a tuple of whole numbers as 'shape'");
    bool comma = true;
    while (!follows(')')) {
      if (!comma) refuse_at(at_, here(), "a comma or the ) of 'shape'");
      if (header_.rank == header_.shape.size()) refuse_at(at_, "more than 16 dimensions", "at most 16");
      header_.shape[header_.rank++] = number();
      comma = follows(',');
      if (comma) ++at_;
    }
    if (header_.rank == 1 && !comma) refuse_at(at_, "a number in brackets", "a tuple as 'shape': (3,)");
    ++at_;
  }
  std::uint64_t number() {
    blanks();
    const std::size_t first = at_;
    std::uint64_t n = 0;
    bool fits = true;
    for (; at_ < text_.size() && is_digit(text_[at_]); ++at_)
      fits &= !__builtin_mul_overflow(n, 10u, &n) && !__builtin_add_overflow(n, unsigned(text_[at_] - '0'), &n);
    const std::size_t count = at_ - first;
    if (count == 0) refuse_at(at_, here(), "a whole number from 0 on in 'shape'");
    if (count > 1 && text_[first] == '0') refuse_at(first, "a number that begins with 0", "a whole number");
    if (!fits) refuse_at(first, "the number " + _detail::printable(text_.substr(first, count), 40), "at most 2^64 − 1");
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // a long of Python 2
    return n;
  }

  void type() {
    blanks();
    const std::size_t start = at_;
    if (at_ < text_.size() && (text_[at_] == '[' || text_[at_] == '('))
      refuse_at(start, "a structured dtype, " + _detail::printable(text_.substr(at_), 40),
                "numbers: in NumPy save one field, np.save(path, a['name'])");
    const std::string_view descr = string();
    const auto refuse = [&](const char* what, const char* expected) {
      refuse_at(start, what + (" (dtype " + quoted(descr) + ")"), expected);
    };
    const char order = descr.empty() ? ' ' : descr[0];
    const bool ordered = order == '<' || order == '>' || order == '|' || order == '=';
    const std::string_view type = descr.substr(ordered ? 1 : 0);
    const char kind = type.empty() ? ' ' : type[0];
    if (kind == 'O')
      refuse("pickled objects",
             "numbers: in NumPy give the array a type of numbers, np.save(path, "
             "np.array(a.tolist(), dtype='float32')); lists of different lengths have none");
    if (kind == 'U' || kind == 'S' || kind == 'a')
      refuse("strings", "numbers: in NumPy save their classes, np.unique(a, return_inverse=True)[1]");
    if (kind == 'c') refuse("complex numbers", "real numbers: in NumPy save a.real and a.imag, or np.abs(a)");
    if (kind == 'M' || kind == 'm') refuse("dates or times", "numbers: in NumPy save a.astype('int64')");
    if (kind == 'V')
      refuse("bytes without a type", "numbers: in NumPy save a.astype('float32'), or one field a['name']");
    std::uint64_t bytes = 0;
    for (std::size_t i = 1; i < type.size() && bytes < 1000; ++i)
      bytes = is_digit(type[i]) && (i > 1 || type[i] != '0') ? 10 * bytes + unsigned(type[i] - '0') : 1000;
    if (kind == 'f' && bytes > 8 && bytes < 1000)
      refuse("numbers of more than 64 bits", "numbers: in NumPy save a.astype('float64')");
    const bool known = kind == 'f'                  ? bytes == 2 || bytes == 4 || bytes == 8
                       : kind == 'i' || kind == 'u' ? bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8
                                                    : kind == 'b' && bytes == 1;
    if (!known || !ordered)
      refuse("no type of numbers",
             "'<f4' and the like: < or >, and f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 or b1; in NumPy save "
             "a.astype('float32')");
    if (bytes > 1 && (order == '|' || order == '='))
      refuse("numbers without an order of their bytes", "< or >: in NumPy save a.astype('float32')");
    const bool little = order == '<';
    header_.type = {kind, static_cast<unsigned>(bytes),
                    bytes > 1 && little != (std::endian::native == std::endian::little)};
  }

  const NpyStream& stream_;
  std::string_view text_;
  std::uint64_t begin_;
  std::size_t at_ = 0;
  npy_header header_{};
};

/// Reads the header of an array; the numbers follow it, as many as it says.
inline npy_header read_npy_header(NpyStream& stream) {
  constexpr std::string_view magic = "\x93NUMPY";
  constexpr std::size_t longest = 1 << 16;
  const std::uint64_t size = stream.left();
  if (size < 10)
    stream.refuse(size == 0 ? "nothing" : bytes_text(size), "an array in NumPy's format, of at least 10 bytes");
  unsigned char bytes[12];
  stream.read(bytes, 10);
  const std::string_view start(reinterpret_cast<const char*>(bytes), 10);
  if (start.starts_with("PK\3\4") || start.starts_with("PK\5\6"))
    stream.refuse("a zip archive", "one array, a .npy file (NpzFile of <sinew/io/npz.hpp> reads archives, .npz)");
  if (bytes[0] == 0x80 && bytes[1] <= 5) stream.refuse("a pickled object", "an array of numbers, saved by np.save");
  if (!start.starts_with(magic)) {
    std::size_t k = 0;
    while (start[k] == magic[k]) ++k;
    stream.refuse(byte_text(start[k]) + " at byte " + std::to_string(k), "the bytes \\x93NUMPY of a .npy file");
  }
  const unsigned format = bytes[6];
  if (format < 1 || format > 3 || bytes[7] != 0)
    stream.refuse("version " + std::to_string(format) + "." + std::to_string(unsigned{bytes[7]}) + " of the format",
                  "1.0, 2.0 or 3.0");
  std::uint64_t length = _detail::from_little_endian<std::uint16_t>(bytes + 8);
  if (format > 1) {
    if (stream.left() < 2) stream.refuse("the end of the file in the length of the header", "4 bytes");
    stream.read(bytes + 10, 2);
    length = _detail::from_little_endian<std::uint32_t>(bytes + 8);
  }
  if (length > longest) stream.refuse("a header of " + bytes_text(length), "at most " + bytes_text(longest));
  if (length > stream.left())
    stream.refuse("a header of " + bytes_text(length),
                  "at most the " + _detail::digits(stream.left()) + " that follow");
  std::string text(_detail::in_memory(length), ' ');
  const std::uint64_t begin = stream.at();
  stream.read(text.data(), text.size());
  npy_header header = NpyLiteral(stream, text, begin).parse();

  std::uint64_t data = header.type.bytes;
  bool fits = true, empty = false;
  for (const std::uint64_t extent : header.extents()) {
    fits &= !__builtin_mul_overflow(data, extent, &data);
    empty |= extent == 0;
  }
  if (empty) data = 0;
  else if (!fits)
    stream.refuse("the shape " + shape_text(header.extents()), "fewer elements: they have more than 2^64 bytes");
  if constexpr (sizeof(std::size_t) < sizeof data)
    for (std::uint64_t n = data, k = 0; k <= header.rank; n = header.shape[k % 16], ++k)
      if (n >> 8 * sizeof(std::size_t) != 0)
        stream.refuse("the shape " + shape_text(header.extents()), "what this machine can hold");
  if (data != stream.left())
    stream.refuse(bytes_text(stream.left()) + " of numbers",
                  bytes_text(data) + " for " + name_of(header.type) + " of " + shape_text(header.extents()));
  header.elements = data / header.type.bytes;
  return header;
}

/// The beginning of a file in version 1.0: magic, header, blanks up to a multiple of 64.
inline std::string npy_beginning(npy_type type, std::span<const std::size_t> extents) {
  const char order = type.bytes == 1 ? '|' : (std::endian::native == std::endian::little) != type.swapped ? '<' : '>';
  std::string header = "{'descr': '";
  header += order;
  header += type.kind;
  header += std::to_string(type.bytes) + "', 'fortran_order': False, 'shape': (";
  for (std::size_t k = 0; k < extents.size(); ++k) header += (k > 0 ? ", " : "") + std::to_string(extents[k]);
  header += extents.size() == 1 ? ",), }" : "), }";
  const std::size_t size = (10 + header.size() + 1 + 63) / 64 * 64;
  header.resize(size - 11, ' ');
  header += '\n';
  std::string all("\x93NUMPY\1\0", 8);
  unsigned char length[2];
  _detail::to_little_endian(static_cast<std::uint16_t>(header.size()), length);
  all += static_cast<char>(length[0]);
  all += static_cast<char>(length[1]);
  return all += header;
}

}  // namespace sinew::_detail
