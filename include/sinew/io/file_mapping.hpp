#pragma once
/// \file
/// FileMapping: a file as memory that can only be read, for POSIX and Windows.

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#if defined(_WIN32)
#include <cstdint>

#include <io.h>

#include <boost/winapi/file_mapping.hpp>
#include <boost/winapi/get_last_error.hpp>
#include <boost/winapi/handles.hpp>
#include <boost/winapi/page_protection_flags.hpp>
#elif __has_include(<sys/mman.h>) && __has_include(<sys/wait.h>)  // WebAssembly has the first one only
#define SINEW_IO_MAPPING
#include <sys/mman.h>
#endif

#include <sinew/config/namespace.hpp>
#include <sinew/report/system.hpp>

namespace SINEW_NAMESPACE::_detail {

#if defined(_WIN32)
inline const void* map_file(std::FILE* file, std::size_t bytes, std::string& fault) {
  namespace api = boost::winapi;
  const void* memory = nullptr;
  const auto handle = reinterpret_cast<api::HANDLE_>(_get_osfhandle(_detail::descriptor(file)));
  const api::HANDLE_ mapping =
      api::create_file_mapping(handle, nullptr, api::PAGE_READONLY_, 0, 0, static_cast<const char*>(nullptr));
  if (mapping != nullptr) memory = api::MapViewOfFile(mapping, api::FILE_MAP_READ_, 0, 0, bytes);
  if (memory == nullptr) fault = "Windows' error " + std::to_string(api::GetLastError());
  if (mapping != nullptr) api::CloseHandle(mapping);  // the view keeps it
  return memory;
}
inline void unmap_file(const void* memory, std::size_t) noexcept { boost::winapi::UnmapViewOfFile(memory); }
#elif defined(SINEW_IO_MAPPING)
#undef SINEW_IO_MAPPING
inline const void* map_file(std::FILE* file, std::size_t bytes, std::string& fault) {
  // Private: some network file systems share no other kind. Pages that are only read are shared all the same.
  void* const memory = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, _detail::descriptor(file), 0);
  if (memory != MAP_FAILED) return memory;
  fault = std::strerror(errno);
  return nullptr;
}
inline void unmap_file(const void* memory, std::size_t bytes) noexcept { ::munmap(const_cast<void*>(memory), bytes); }
#else
inline const void* map_file(std::FILE*, std::size_t, std::string& fault) {
  fault = "not on this system";
  return nullptr;
}
inline void unmap_file(const void*, std::size_t) noexcept {}
#endif

/// The first bytes of an open file as memory, aligned to a page. They stay when the file is closed, or when another one
/// takes its name.
class FileMapping {
 public:
  FileMapping() noexcept = default;
  /// Maps so many bytes, at least 1, which the file must have. After an error data() is null, and `fault` says why.
  FileMapping(std::FILE* file, std::size_t bytes, std::string& fault)
      : data_{_detail::map_file(file, bytes, fault)},
        bytes_{bytes} {}
  FileMapping(FileMapping&& other) noexcept
      : data_{std::exchange(other.data_, nullptr)},
        bytes_{std::exchange(other.bytes_, 0)} {}
  FileMapping& operator=(FileMapping&& other) noexcept {
    FileMapping taken((std::move)(other));
    std::swap(data_, taken.data_);
    std::swap(bytes_, taken.bytes_);
    return *this;
  }
  ~FileMapping() {
    if (data_ != nullptr) _detail::unmap_file(data_, bytes_);
  }

  const void* data() const noexcept { return data_; }

 private:
  const void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace sinew::_detail
