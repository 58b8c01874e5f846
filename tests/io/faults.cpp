#include "faults.hpp"

#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

#include <dlfcn.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

namespace {
/// Whether this call of the function `name` is to fail.
bool fails(const char* name) {
  if (std::strcmp(fault.call, name) != 0 || fault.times == 0 || fault.after-- > 0) return false;
  fault.after = 0;
  --fault.times;
  errno = fault.error;
  return true;
}
/// Calls a function once.
void once(void (*&function)()) {
  if (function == nullptr) return;
  void (*const now)() = function;
  function = nullptr;
  now();
}
/// Counts what operator new gives; threads of a test may call it at once.
void count(void* memory) noexcept {
  const std::size_t now = __atomic_add_fetch(&allocated, malloc_usable_size(memory), __ATOMIC_RELAXED);
  if (now > __atomic_load_n(&most_allocated, __ATOMIC_RELAXED))
    __atomic_store_n(&most_allocated, now, __ATOMIC_RELAXED);
}
template <class F> F* next(const char* name) { return reinterpret_cast<F*>(dlsym(RTLD_NEXT, name)); }
}  // namespace

extern "C" {
int open(const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & O_CREAT) != 0) {
    std::va_list rest;
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  static const auto original = next<int(const char*, int, ...)>("open");
  return fails("open") ? -1 : original(path, flags, mode);
}
int flock(int fd, int operation) noexcept {
  static const auto original = next<int(int, int)>("flock");
  once(before_flock);
  return fails("flock") ? -1 : original(fd, operation);
}
int fstat(int fd, struct stat* facts) noexcept {
  static const auto original = next<int(int, struct stat*)>("fstat");
  once(before_fstat);
  return fails("fstat") ? -1 : original(fd, facts);
}
ssize_t write(int fd, const void* from, std::size_t count) {
  static const auto original = next<ssize_t(int, const void*, std::size_t)>("write");
  if (!fails("write")) return original(fd, from, count);
  return fault.error != 0 ? -1 : original(fd, from, 1);
}
int fsync(int fd) {
  static const auto original = next<int(int)>("fsync");
  return fails("fsync") ? -1 : original(fd);
}
int rename(const char* from, const char* to) noexcept {
  static const auto original = next<int(const char*, const char*)>("rename");
  return fails("rename") ? -1 : original(from, to);
}
}

void* operator new(std::size_t size) {
  void* const memory = fails("new") ? nullptr : std::malloc(size > 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc();
  count(memory);
  return memory;
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto line = static_cast<std::size_t>(alignment);
  void* const memory = std::aligned_alloc(line, (size + line - 1) / line * line);
  if (memory == nullptr) throw std::bad_alloc();
  count(memory);
  return memory;
}
void operator delete(void* memory) noexcept {
  if (memory != nullptr) __atomic_sub_fetch(&allocated, malloc_usable_size(memory), __ATOMIC_RELAXED);
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { operator delete(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { operator delete(memory); }
