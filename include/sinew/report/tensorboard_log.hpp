#pragma once
/// \file
/// TensorBoardLog: a callback of fit() that writes each epoch to an event file of TensorBoard.

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#if defined(_WIN32)
#include <direct.h>
#else
#include <sys/stat.h>
#endif

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/train/history.hpp>
#include <sinew/report/log_file.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

// The writer is the project's own: libprotobuf has no description of TensorFlow's Event, and of the format only six
// fields and one checksum, which zlib does not have, are needed.

/// CRC-32C (Castagnoli), the polynomial 0x1EDC6F41, reflected.
inline std::uint32_t crc32c(std::string_view bytes) noexcept {
  static constexpr std::array<std::uint32_t, 256> table = [] {
    std::array<std::uint32_t, 256> rows{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t row = i;
      for (int bit = 0; bit < 8; ++bit) row = (row >> 1) ^ ((row & 1) != 0 ? 0x82f63b78u : 0u);
      rows[i] = row;
    }
    return rows;
  }();
  std::uint32_t crc = 0xffffffffu;
  for (const char c : bytes) crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(c)) & 0xffu];
  return crc ^ 0xffffffffu;
}
/// An unsigned integer as `width` bytes, the lowest first.
inline std::string fixed_bytes(std::uint64_t value, std::size_t width) {
  std::string bytes;
  for (std::size_t i = 0; i < width; ++i) bytes += static_cast<char>((value >> (8 * i)) & 0xffu);
  return bytes;
}
/// A record of TensorFlow's TFRecord format: length, checksum of the length, data, checksum of the data. Checksums are
/// masked, because data may hold checksums.
inline std::string event_record(const std::string& data) {
  const auto masked = [](std::string_view bytes) {
    const std::uint32_t crc = _detail::crc32c(bytes);
    return _detail::fixed_bytes(((crc >> 15) | (crc << 17)) + 0xa282ead8u, 4);
  };
  const std::string length = _detail::fixed_bytes(data.size(), 8);
  return length + masked(length) + data + masked(data);
}

// Fields of protocol buffers: a key of number and wire type, and the value.
inline std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value > 0x7f; value >>= 7) bytes += static_cast<char>((value & 0x7fu) | 0x80u);
  return bytes + static_cast<char>(value);
}
inline std::string text_field(unsigned number, std::string_view bytes) {
  return _detail::varint(number << 3 | 2u) + _detail::varint(bytes.size()) + std::string(bytes);
}
inline std::string double_field(unsigned number, double value) {
  return _detail::varint(number << 3 | 1u) + _detail::fixed_bytes(std::bit_cast<std::uint64_t>(value), 8);
}
inline std::string float_field(unsigned number, float value) {
  return _detail::varint(number << 3 | 5u) + _detail::fixed_bytes(std::bit_cast<std::uint32_t>(value), 4);
}
inline std::string integer_field(unsigned number, std::uint64_t value) {
  return _detail::varint(number << 3) + _detail::varint(value);
}

/// Makes a folder and those that it is in. What fails is noticed when a file is opened there.
inline void make_folders(const std::string& path) {
  for (std::size_t end = path.find_first_of("/\\", 1);; end = path.find_first_of("/\\", end + 1)) {
    const std::string folder = path.substr(0, end);
#if defined(_WIN32)
    static_cast<void>(::_mkdir(folder.c_str()));
#else
    static_cast<void>(::mkdir(folder.c_str(), 0777));
#endif
    if (end == std::string::npos) return;
  }
}
inline double seconds_since_1970() noexcept {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}
/// Opens a new event file in a folder, which is made if there is none.
inline LogFile new_event_file(const std::string& folder) {
  _detail::make_folders(folder);
  const std::string name = folder + "/events.out.tfevents." +
                           std::to_string(static_cast<long long>(_detail::seconds_since_1970())) + ".sinew.";
  for (int n = 0; n < 1000; ++n) {
    const std::string path = name + std::to_string(n);
    if (std::FILE* const taken = std::fopen(path.c_str(), "rb")) std::fclose(taken);
    else return LogFile(path, "wb");
  }
  fail(training_log_error("there are a thousand event files of this second", folder));
}

}  // namespace _detail

/// A callback of fit() that writes each epoch to an event file, flushed, which TensorBoard shows while training goes
/// on:
///
///     fit<64>(net, train, CrossEntropy{}, Adam{}, {.epochs = 20, .validation = test}, F1{}, TensorBoardLog{"runs/a"});
///
/// and `tensorboard --logdir runs`. Scalars have the names of Epoch's members and of metrics; what was not measured is
/// left out. Each object begins a file of its own, runs/a/events.out.tfevents.…; a training that goes on in the same
/// folder goes on in the same curves.
/// Cost: a few hundred bytes for each epoch. TensorBoard's scalars are floats.
/// Errors: training_log_error if the file cannot be written.
/// PyTorch: torch.utils.tensorboard.SummaryWriter with add_scalar. Format: TFRecord and event.proto of TensorFlow.
class TensorBoardLog {
 public:
  /// Begins a file in the folder, which is made if there is none.
  explicit TensorBoardLog(const std::string& folder) : file_{_detail::new_event_file(folder)} {
    file_.write(_detail::event_record(_detail::double_field(1, _detail::seconds_since_1970()) +
                                      _detail::text_field(3, "brain.Event:2")));
  }

  /// Writes an epoch; fit() calls it.
  void operator()(const Epoch& epoch) {
    std::string summary;
    _detail::each_figure(epoch, [&](const char* name, double value) {
      if (_detail::is_nan(value)) return;
      summary +=
          _detail::text_field(1, _detail::text_field(1, name) + _detail::float_field(2, static_cast<float>(value)));
    });
    file_.write(_detail::event_record(_detail::double_field(1, _detail::seconds_since_1970()) +
                                      _detail::integer_field(2, epoch.epoch) + _detail::text_field(5, summary)));
  }
  /// The path of the event file.
  [[nodiscard]] const std::string& path() const noexcept { return file_.path(); }

 private:
  _detail::LogFile file_;
};

}  // namespace sinew
