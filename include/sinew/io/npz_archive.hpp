#pragma once
/// \file
/// NpzReader and NpzWriter: zip archives of NumPy's arrays, by libzip.
///
/// An archive has one member NAME.npy for each array, stored as it is or deflated. Names are only names: nothing is
/// ever written to a path that an archive says.
///
/// The reader trusts nothing. libzip takes memory for each entry of the central directory, and as much as the end of
/// the archive says there are; so that is checked before (`checked_end`). Encrypted members, other compressions than
/// deflate and names that occur twice are refused. A member is expanded piece by piece while its array is read, only
/// after its header was found right.
/// Source: PKWARE, APPNOTE 6.3; numpy.savez.

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <zip.h>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/error.hpp>
#include <sinew/report/system.hpp>
#include <sinew/io/atomic_file.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/npy.hpp>
#include <sinew/io/npy_format.hpp>
#include <sinew/io/regular_file.hpp>
#include <sinew/io/source_file.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Which error is thrown about an archive.
enum class NpzErrors { of_arrays, of_weights };
/// `array` is its name_text(), or empty.
[[noreturn]] inline void refuse_npz(NpzErrors kind, const std::string& file, std::string array, std::string found,
                                    std::string expected) {
  if (kind == NpzErrors::of_weights)
    fail(weights_error(file, (std::move)(array), (std::move)(found), (std::move)(expected)));
  fail(npy_error(file, (std::move)(array), (std::move)(found), (std::move)(expected)));
}

/// A file as libzip reads it.
class ZipFile {
 public:
  explicit ZipFile(File file) noexcept : file_{(std::move)(file)} {}
  /// Sets the size. Returns false if the file has none, with the cause in errno.
  bool measure() noexcept {
    const long long end = _detail::move_in(file_.get(), 0, SEEK_END) ? _detail::place_in(file_.get()) : -1;
    if (end >= 0) size = place_ = static_cast<std::uint64_t>(end);
    return end >= 0;
  }
  /// Returns how many bytes were read: less at the end of the file and after an error, whose cause is then in errno.
  std::size_t read_at(std::uint64_t at, void* to, std::size_t count) noexcept {
    errno = 0;
    if (at != place_) {
      std::rewind(file_.get());
      place_ = 0;
    }
    for (std::uint64_t left = at - place_; left > 0;) {
      const long step = static_cast<long>(left < (1u << 30) ? left : 1u << 30);  // off_t has 32 bits on some systems
      if (!_detail::move_in(file_.get(), step, SEEK_CUR)) return 0;
      left -= static_cast<std::uint64_t>(step);
    }
    const std::size_t got = std::fread(to, 1, count, file_.get());
    place_ = at + got;
    return got;
  }
  bool failed() const noexcept { return std::ferror(file_.get()) != 0; }

  std::uint64_t size = 0;
  std::vector<std::uint64_t> hidden{};  ///< bytes that libzip is to take for 0

  /// The callback of libzip's source.
  static zip_int64_t call(void* self, void* data, zip_uint64_t length, zip_source_cmd_t command) {
    return static_cast<ZipFile*>(self)->answer(data, length, command);
  }

 private:
  zip_int64_t answer(void* data, zip_uint64_t length, zip_source_cmd_t command) noexcept {
    switch (static_cast<int>(command)) {
      case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, -1);
      case ZIP_SOURCE_OPEN:
        at_ = 0;
        return 0;
      case ZIP_SOURCE_READ: {
        if (at_ >= size) return 0;
        const std::size_t got = read_at(at_, data, _detail::in_memory(length));
        if (got < length && failed()) {
          cause_ = errno;
          return -1;
        }
        for (const std::uint64_t byte : hidden)
          if (byte >= at_ && byte - at_ < got) static_cast<unsigned char*>(data)[byte - at_] = 0;
        at_ += got;
        return static_cast<zip_int64_t>(got);
      }
      case ZIP_SOURCE_SEEK: {
        zip_error_t trouble;
        zip_error_init(&trouble);
        const zip_int64_t to = zip_source_seek_compute_offset(at_, size, data, length, &trouble);
        zip_error_fini(&trouble);
        if (to < 0) return -1;
        at_ = static_cast<std::uint64_t>(to);
        return 0;
      }
      case ZIP_SOURCE_TELL:
        return static_cast<zip_int64_t>(at_);
      case ZIP_SOURCE_STAT: {
        auto* const stat = static_cast<zip_stat_t*>(data);
        zip_stat_init(stat);
        stat->size = size;
        stat->valid |= ZIP_STAT_SIZE;
        return sizeof *stat;
      }
      case ZIP_SOURCE_ERROR: {
        const int codes[] = {ZIP_ER_READ, cause_};
        __builtin_memcpy(data, codes, sizeof codes);
        return sizeof codes;
      }
      default:
        return 0;
    }
  }

  File file_;
  std::uint64_t at_ = 0, place_ = 0;  // of libzip, of the file
  int cause_ = 0;                     // errno of the last failure
};

class NpzMember;

/// An archive that is open for reading.
class NpzReader {
 public:
  struct member {
    std::string name;  ///< without .npy
    std::uint64_t index, size, packed;
    bool deflated;
  };
  NpzReader(std::string path, NpzErrors errors) : path_{(std::move)(path)}, errors_{errors}, file_{open_file()} {
    open();
    list();
  }

  const std::string& path() const noexcept { return path_; }
  std::uint64_t bytes() const noexcept { return file_->size; }
  const std::vector<member>& members() const noexcept { return members_; }
  /// How many members are no arrays.
  std::size_t others() const noexcept { return others_; }
  [[noreturn]] void refuse(std::string array, std::string found, std::string expected) const {
    _detail::refuse_npz(errors_, path_, (std::move)(array), (std::move)(found), (std::move)(expected));
  }

 private:
  friend NpzMember;
  struct Discard {
    void operator()(zip_t* zip) const noexcept { zip_discard(zip); }
  };
  static constexpr std::uint32_t end_mark = 0x06054b50, end64_mark = 0x06064b50, end64_place_mark = 0x07064b50,
                                 entry_mark = 0x02014b50;

  template <class N> static N number(const unsigned char* from) noexcept {
    return _detail::from_little_endian<N>(from);
  }
  void read_at(std::uint64_t at, void* to, std::size_t count) const {
    if (file_->read_at(at, to, count) == count) return;
    refuse({}, file_->failed() ? std::strerror(errno) : "the end of the file", "a readable archive");
  }

  std::unique_ptr<ZipFile> open_file() const {
    std::string fault;
    File file = _detail::open_regular_file(path_, fault);
    if (!file) refuse({}, fault, "a regular file that can be read");
    return std::make_unique<ZipFile>((std::move)(file));
  }
  void open() {
    if (!file_->measure())
      refuse({}, "a file without a length (" + in_text(std::strerror(errno)) + ")", "a regular file");
    check_end();
    zip_error_t trouble;
    zip_error_init(&trouble);
    zip_source_t* const source = zip_source_function_create(ZipFile::call, file_.get(), &trouble);
    if (source != nullptr) zip_.reset(zip_open_from_source(source, ZIP_RDONLY, &trouble));
    if (source != nullptr && zip_ == nullptr) zip_source_free(source);
    const std::string cause = zip_ == nullptr ? zip_error_strerror(&trouble) : "";
    zip_error_fini(&trouble);
    file_->hidden.resize(0);
    if (zip_ == nullptr) refuse({}, "no right zip archive (" + cause + ")", "an archive that np.savez wrote");
  }

  /// Checks the end of the archive and the list before it, so that libzip takes no more memory than the file allows.
  void check_end() {
    const std::uint64_t size = file_->size;
    if (size < 22) refuse({}, size == 0 ? "an empty file" : bytes_text(size), "a zip archive, of at least 22 bytes");
    // libzip looks for the mark in so many bytes; the right one is followed by a comment that reaches the end.
    const std::size_t window = _detail::in_memory(min_of<std::uint64_t>(size, 65535 + 22 + 20));
    const std::uint64_t begin = size - window;
    std::uint64_t end = size;
    {
      std::vector<unsigned char> tail(window);
      read_at(begin, tail.data(), window);
      if (begin == 0 && std::memcmp(tail.data(), "\x93NUMPY", 6) == 0)
        refuse({}, "a single array", "a zip archive of arrays (load_npy of <sinew/io/npy.hpp> reads it)");
      for (std::size_t i = window - 21; i-- > 0;) {
        if (number<std::uint32_t>(&tail[i]) != end_mark) continue;
        if (end == size && i + 22 + number<std::uint16_t>(&tail[i + 20]) == window) end = begin + i;
        else file_->hidden.push_back(begin + i);
      }
    }
    if (end == size)
      refuse({}, "no end of a zip archive in the last " + bytes_text(window), "an archive that np.savez wrote");
    unsigned char bytes[56];
    read_at(end, bytes, 22);
    std::uint64_t count = number<std::uint16_t>(bytes + 10), length = number<std::uint32_t>(bytes + 12),
                  place = number<std::uint32_t>(bytes + 16), list_end = end;
    if (end >= 20) {
      read_at(end - 20, bytes, 20);
      if (number<std::uint32_t>(bytes) == end64_place_mark) {
        list_end = number<std::uint64_t>(bytes + 8);
        if (end < 76 || list_end > end - 76)
          refuse({}, "an end of the archive at byte " + _detail::digits(list_end), "a place within the file");
        read_at(list_end, bytes, 56);
        if (number<std::uint32_t>(bytes) != end64_mark)
          refuse({}, "no end of the archive at byte " + _detail::digits(list_end), "one in the format zip64");
        count = number<std::uint64_t>(bytes + 32);
        length = number<std::uint64_t>(bytes + 40);
        place = number<std::uint64_t>(bytes + 48);
      }
    }
    if (place > list_end || length != list_end - place)
      refuse({}, "a list of members of " + bytes_text(length) + " at byte " + _detail::digits(place),
             "one that ends at byte " + _detail::digits(list_end));
    check_list(place, list_end, count);
  }
  /// Counts the entries, and what libzip and this class take for them.
  void check_list(std::uint64_t at, std::uint64_t end, std::uint64_t count) const {
    std::uint64_t found = 0, memory = 0;
    const std::uint64_t most = 2 * file_->size + (1u << 19);
    for (; at < end; ++found) {
      unsigned char bytes[46] = {};
      if (end - at >= 46) read_at(at, bytes, 46);
      const std::uint64_t name = number<std::uint16_t>(bytes + 28), extra = number<std::uint16_t>(bytes + 30),
                          comment = number<std::uint16_t>(bytes + 32);
      if (number<std::uint32_t>(bytes) != entry_mark || 46 + name + extra + comment > end - at)
        refuse({}, "no entry of a member at byte " + _detail::digits(at),
               "a list of " + _detail::digits(count) + " members");
      at += 46 + name + extra + comment;
      memory += 600 + 5 * name + 20 * extra + 2 * comment;
      if (memory > most)
        refuse({}, "more than " + _detail::digits(found) + " members", "fewer in a file of " + bytes_text(file_->size));
    }
    if (found != count)
      refuse({}, _detail::digits(found) + " members in the list",
             _detail::digits(count) + ", as the end of the archive says");
  }

  void list() {
    const zip_int64_t count = zip_get_num_entries(zip_.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
      zip_stat_t stat;
      zip_stat_init(&stat);
      if (zip_stat_index(zip_.get(), static_cast<zip_uint64_t>(i), 0, &stat) != 0 || stat.name == nullptr)
        refuse({}, "member " + std::to_string(i) + " (" + zip_strerror(zip_.get()) + ")", "a right member");
      const std::string_view name = stat.name;
      if (!name.ends_with(".npy")) {
        if (name == "data.pkl" || name.ends_with("/data.pkl"))
          refuse({}, "a file of torch.save()",
                 errors_ == NpzErrors::of_weights
                     ? "an archive of arrays: np.savez of the state_dict's arrays, or examples/pytorch/sinew_export.py "
                       "and load_safetensors"
                     : "an archive of arrays: np.savez writes one");
        ++others_;
        continue;
      }
      const std::string_view array = name.substr(0, name.size() - 4);
      constexpr zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_CRC;
      if ((stat.valid & needed) != needed) refuse(name_text(array), "a member without a size", "its size");
      if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
        refuse(name_text(array), "an encrypted member", "one that is not, as np.savez writes it");
      if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
        refuse(name_text(array), "compression method " + std::to_string(stat.comp_method),
               "0 (stored) or 8 (deflate), which np.savez and np.savez_compressed use");
      const bool deflated = stat.comp_method == ZIP_CM_DEFLATE;
      if (stat.comp_size > file_->size || (!deflated && stat.comp_size != stat.size))
        refuse(name_text(array), "a member of " + bytes_text(stat.comp_size),
               deflated ? "at most the " + bytes_text(file_->size) + " of the file"
                        : bytes_text(stat.size) + ", its size");
      members_.push_back({in_text(array), static_cast<std::uint64_t>(i), stat.size, stat.comp_size, deflated});
    }
    std::vector<std::uint32_t> order(members_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return members_[a].name < members_[b].name; });
    for (std::size_t i = 1; i < order.size(); ++i)
      if (const auto& name = members_[order[i]].name; name == members_[order[i - 1]].name)
        refuse(name_text(name), "two members of this name", "each name once");
  }

  std::string path_;
  NpzErrors errors_;
  std::unique_ptr<ZipFile> file_;
  std::unique_ptr<zip_t, Discard> zip_{};
  std::vector<member> members_{};
  std::size_t others_ = 0;
};

/// The array of a member, as it is expanded.
class NpzMember final : public NpyStream {
 public:
  NpzMember(const NpzReader& archive, const NpzReader::member& member)
      : NpyStream(member.size),
        archive_{archive},
        member_{member},
        file_{zip_fopen_index(archive.zip_.get(), member.index, 0)} {
    if (file_ == nullptr) refuse(zip_strerror(archive.zip_.get()), "a right member");
  }
  /// Throws unless the member ends here, and is what its check sum says.
  void finish() {
    unsigned char byte;
    const zip_int64_t got = left() == 0 ? zip_fread(file_.get(), &byte, 1) : 1;
    if (got > 0) refuse("more bytes", "the end of the member after " + bytes_text(at()));
    if (got < 0) refuse_read();
  }

 private:
  struct Close {
    void operator()(zip_file_t* file) const noexcept { zip_fclose(file); }
  };
  void take(void* to, std::size_t count) override {
    for (std::size_t done = 0; done < count;) {
      const zip_int64_t got = zip_fread(file_.get(), static_cast<unsigned char*>(to) + done, count - done);
      if (got < 0) refuse_read();
      if (got == 0)
        refuse("the end of the member after " + bytes_text(at() + done),
               bytes_text(member_.size) + ", as the archive says");
      done += static_cast<std::size_t>(got);
    }
  }
  [[noreturn]] void refuse_read() const { refuse(zip_file_strerror(file_.get()), "a member that can be read"); }
  void fail_with(std::string found, std::string expected) const override {
    archive_.refuse(name_text(member_.name), (std::move)(found), (std::move)(expected));
  }

  const NpzReader& archive_;
  const NpzReader::member& member_;
  std::unique_ptr<zip_file_t, Close> file_;
};

/// What the writer puts into a member, piece by piece.
class NpzSource {
 public:
  NpzSource() = default;
  NpzSource(const NpzSource&) = delete;
  NpzSource& operator=(const NpzSource&) = delete;
  virtual ~NpzSource() = default;
  virtual std::uint64_t size() const = 0;
  /// Begins again.
  virtual void rewind() = 0;
  /// Writes the next bytes, at most `count`. Returns how many; 0 at the end.
  virtual std::size_t read(unsigned char* to, std::size_t count) = 0;
};

/// Writes an archive, which replaces the file at once and whole.
class NpzWriter {
 public:
  NpzWriter(const std::string& path, NpzErrors errors) : path_{path}, errors_{errors}, file_{path} {
    if (!file_.fault().empty()) refuse({});
    zip_error_t trouble;
    zip_error_init(&trouble);
    zip_source_t* const source = zip_source_function_create(call_writer, this, &trouble);
    if (source != nullptr) zip_ = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &trouble);
    if (source != nullptr && zip_ == nullptr) zip_source_free(source);
    const std::string cause = zip_ == nullptr ? zip_error_strerror(&trouble) : "";
    zip_error_fini(&trouble);
    if (zip_ == nullptr) refuse(cause);
  }
  ~NpzWriter() {
    if (zip_ != nullptr) zip_discard(zip_);
  }
  NpzWriter(const NpzWriter&) = delete;
  NpzWriter& operator=(const NpzWriter&) = delete;

  /// Adds a member, which is read when the archive is finished.
  void add(const std::string& name, NpzSource& member, bool compressed) {
    zip_source_t* const source = zip_source_function(zip_, call_member, &member);
    const zip_int64_t index =
        source == nullptr ? -1 : zip_file_add(zip_, (name + ".npy").c_str(), source, ZIP_FL_ENC_UTF_8);
    if (source != nullptr && index < 0) zip_source_free(source);
    if (index < 0) refuse(zip_strerror(zip_));
    const auto at = static_cast<zip_uint64_t>(index);
    // The earliest time, as NumPy does it: the same arrays are the same bytes.
    if (zip_set_file_compression(zip_, at, compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, compressed ? 6 : 0) != 0 ||
        zip_file_set_dostime(zip_, at, 0, 1 << 5 | 1, 0) != 0)
      refuse(zip_strerror(zip_));
  }
  void finish() {
    if (zip_get_num_entries(zip_, 0) == 0) {  // libzip would delete the file
      constexpr char nothing[22] = {'P', 'K', 5, 6};
      static_cast<void>(file_.write(nothing, sizeof nothing));
    } else {
      if (zip_close(zip_) != 0) refuse(file_.fault().empty() ? zip_strerror(zip_) : file_.fault());
      zip_ = nullptr;
      flush();
    }
    if (!file_.commit()) refuse(file_.fault());
  }

 private:
  [[noreturn]] void refuse(const std::string& cause) const {
    _detail::refuse_npz(errors_, path_, {}, file_.fault().empty() ? cause : file_.fault(),
                        "a file that can be written");
  }
  bool flush() { return file_.write(block_.data(), std::exchange(used_, 0)); }

  static zip_int64_t call_writer(void* self, void* data, zip_uint64_t length, zip_source_cmd_t command) {
    return static_cast<NpzWriter*>(self)->answer(data, length, command);
  }
  zip_int64_t answer(void* data, zip_uint64_t length, zip_source_cmd_t command) {
    switch (static_cast<int>(command)) {
      case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
                                              ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_COMMIT_WRITE,
                                              ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_SEEK_WRITE, ZIP_SOURCE_TELL_WRITE,
                                              ZIP_SOURCE_REMOVE, ZIP_SOURCE_WRITE, -1);
      case ZIP_SOURCE_STAT: {
        zip_stat_init(static_cast<zip_stat_t*>(data));
        return sizeof(zip_stat_t);
      }
      case ZIP_SOURCE_ERROR: {
        const int codes[] = {ZIP_ER_WRITE, 0};
        __builtin_memcpy(data, codes, sizeof codes);
        return sizeof codes;
      }
      case ZIP_SOURCE_WRITE:
        return write(static_cast<const unsigned char*>(data), _detail::in_memory(length));
      case ZIP_SOURCE_TELL_WRITE:
        return static_cast<zip_int64_t>(at_);
      case ZIP_SOURCE_SEEK_WRITE: {
        zip_error_t trouble;
        zip_error_init(&trouble);
        const zip_int64_t to = zip_source_seek_compute_offset(at_, end_, data, length, &trouble);
        zip_error_fini(&trouble);
        if (to < 0 || !flush() || !file_.move_to(static_cast<std::uint64_t>(to))) return -1;
        at_ = static_cast<std::uint64_t>(to);
        return 0;
      }
      default:
        return 0;  // libzip opens the file that it is to replace; there is nothing to read
    }
  }
  zip_int64_t write(const unsigned char* from, std::size_t count) {
    for (std::size_t done = 0; done < count;) {
      if (used_ == block_.size() && !flush()) return -1;
      const std::size_t piece = min_of(count - done, block_.size() - used_);
      __builtin_memcpy(block_.data() + used_, from + done, piece);
      used_ += piece;
      done += piece;
    }
    at_ += count;
    end_ = max_of(end_, at_);
    return static_cast<zip_int64_t>(count);
  }
  static zip_int64_t call_member(void* self, void* data, zip_uint64_t length, zip_source_cmd_t command) {
    auto* const member = static_cast<NpzSource*>(self);
    switch (static_cast<int>(command)) {
      case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
      case ZIP_SOURCE_OPEN:
        member->rewind();
        return 0;
      case ZIP_SOURCE_READ:
        return static_cast<zip_int64_t>(member->read(static_cast<unsigned char*>(data), _detail::in_memory(length)));
      case ZIP_SOURCE_STAT: {
        auto* const stat = static_cast<zip_stat_t*>(data);
        zip_stat_init(stat);
        stat->size = member->size();
        stat->valid |= ZIP_STAT_SIZE;
        return sizeof *stat;
      }
      default:
        return 0;
    }
  }

  std::string path_;
  NpzErrors errors_;
  AtomicFile file_;
  zip_t* zip_ = nullptr;
  std::vector<unsigned char> block_ = std::vector<unsigned char>(1 << 16);
  std::size_t used_ = 0;
  std::uint64_t at_ = 0, end_ = 0;
};

}  // namespace sinew::_detail
