#pragma once
/// \file
/// training_log_error, and the file behind CsvLog (report/csv_log.hpp) and TensorBoardLog (report/tensorboard_log.hpp).

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/train/history.hpp>

namespace SINEW_NAMESPACE {

/// Thrown if a log cannot be opened or written, or is not what it is to be appended to.
struct SINEW_SHARED_ERROR training_log_error : Error {
  std::string path;  ///< of the log
  /// Takes what went wrong, and the path.
  training_log_error(const std::string& message, const std::string& where)
      : Error((where + ": " + message).c_str()),
        path{where} {}
};

namespace _detail {

/// A file that is open for writing and flushed after each record, so that it can be read while training goes on.
class LogFile {
 public:
  /// Opens the file by a mode of std::fopen.
  LogFile(std::string path, const char* mode) : path_{(std::move)(path)}, file_{std::fopen(path_.c_str(), mode)} {
    if (file_ == nullptr) refuse();
  }
  ~LogFile() {
    if (file_ != nullptr) std::fclose(file_);
  }
  LogFile(LogFile&& other) noexcept : path_{(std::move)(other.path_)}, file_{std::exchange(other.file_, nullptr)} {}
  LogFile& operator=(LogFile&&) = delete;

  const std::string& path() const noexcept { return path_; }
  std::FILE* file() noexcept { return file_; }
  void write(const std::string& bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size() || std::fflush(file_) != 0) refuse();
  }

 private:
  [[noreturn]] void refuse() const {
    fail(training_log_error(std::string("cannot be written: ") + std::strerror(errno), path_));
  }
  std::string path_;
  std::FILE* file_;
};

/// f(name, value) for each figure of an epoch, measured or not, by the name of the member; then for each metric.
template <class F> void each_figure(const Epoch& epoch, F f) {
  f("loss", epoch.loss);
  f("accuracy", epoch.accuracy);
  f("validation_loss", epoch.validation_loss);
  f("validation_accuracy", epoch.validation_accuracy);
  f("rate", epoch.rate);
  f("gradient_norm", epoch.gradient_norm);
  for (std::size_t i = 0; i < epoch.metrics.size(); ++i) f(epoch.metrics.name(i), epoch.metrics[i]);
}

}  // namespace _detail
}  // namespace sinew
