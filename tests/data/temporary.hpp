#pragma once
/// A folder of its own for a test, removed at the end; and how to fill it with files.

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>

#ifdef _WIN32
#include <io.h>
#endif

/// What the system says of a folder that is read as a file.
#ifdef _WIN32
inline constexpr const char* reading_a_folder = "Permission denied";
#else
inline constexpr const char* reading_a_folder = "Is a directory";
#endif

class TemporaryFolder {
 public:
  TemporaryFolder() : path_{(std::filesystem::temp_directory_path() / "sinew-XXXXXX").string()} {
#ifdef _WIN32
    if (_mktemp(path_.data()) == nullptr || !std::filesystem::create_directory(path_))
#else
    if (mkdtemp(path_.data()) == nullptr)
#endif
      throw std::runtime_error("no temporary folder");
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const noexcept { return path_; }
  /// Writes the bytes to a file of this name and returns its path.
  template <class Bytes> std::string write(const std::string& name, const Bytes& bytes) const {
    const std::string path = path_ + "/" + name;
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) throw std::runtime_error("cannot create " + path);
    const std::size_t count = std::size(bytes), written = count > 0 ? std::fwrite(std::data(bytes), 1, count, file) : 0;
    if (std::fclose(file) != 0 || written != count) throw std::runtime_error("cannot write " + path);
    return path;
  }

 private:
  std::string path_;
};
