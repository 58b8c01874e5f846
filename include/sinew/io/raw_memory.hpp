#pragma once
/// \file
/// RawMemory: much memory that is written before it is read.

#include <cstddef>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include <sinew/config/namespace.hpp>
#include <sinew/memory/align.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Owns bytes without values, aligned as nets are. On Linux a large piece gets large pages where the system has them:
/// half of the time of reading a file into new memory goes by the faults of small ones.
class RawMemory {
 public:
  explicit RawMemory(std::size_t bytes)
      : alignment_{bytes < 2 * large_page ? line_bytes : large_page},
        data_{static_cast<unsigned char*>(::operator new(bytes, alignment_))} {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    if (static_cast<std::size_t>(alignment_) == large_page)
      ::madvise(data_, bytes / large_page * large_page, MADV_HUGEPAGE);  // a hint
#endif
  }
  ~RawMemory() { ::operator delete(data_, alignment_); }
  RawMemory(const RawMemory&) = delete;
  RawMemory& operator=(const RawMemory&) = delete;

  unsigned char* data() noexcept { return data_; }

 private:
  static constexpr std::size_t large_page = std::size_t{1} << 21;
  std::align_val_t alignment_;
  unsigned char* data_;
};

}  // namespace sinew::_detail
