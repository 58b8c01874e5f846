#include "malloc.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>

#include <malloc.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define SANITIZED
#endif

#if defined(SANITIZED)
bool malloc_is_counted() noexcept { return false; }
#else
bool malloc_is_counted() noexcept { return true; }

extern "C" {
void* __libc_malloc(std::size_t) noexcept;
void* __libc_calloc(std::size_t, std::size_t) noexcept;
void* __libc_realloc(void*, std::size_t) noexcept;
void* __libc_memalign(std::size_t, std::size_t) noexcept;
void __libc_free(void*) noexcept;
}

namespace {
bool fails() noexcept {
  if (malloc_fails_after < 0 || malloc_fails_after-- > 0) return false;
  errno = ENOMEM;
  return true;
}
void* count(void* memory) noexcept {
  malloced += static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
  if (malloced > most_malloced) most_malloced = malloced;
  return memory;
}
}  // namespace

extern "C" {
void* malloc(std::size_t size) noexcept { return fails() ? nullptr : count(__libc_malloc(size)); }
void* calloc(std::size_t n, std::size_t size) noexcept { return fails() ? nullptr : count(__libc_calloc(n, size)); }
void* realloc(void* old, std::size_t size) noexcept {
  if (fails()) return nullptr;
  const auto before = static_cast<std::ptrdiff_t>(malloc_usable_size(old));
  void* const memory = __libc_realloc(old, size);
  if (memory == nullptr && size > 0) return nullptr;
  malloced -= before;
  return count(memory);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
  return fails() ? nullptr : count(__libc_memalign(alignment, size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept { return memalign(alignment, size); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  void* const got = memalign(alignment, size);
  if (got == nullptr) return ENOMEM;
  *memory = got;
  return 0;
}
void free(void* memory) noexcept {
  malloced -= static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
  __libc_free(memory);
}
}
#endif
