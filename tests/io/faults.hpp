#pragma once
/// System calls of this executable that fail on request: faults.cpp stands in their place.

#include <cstddef>

/// The next `after` calls of this name succeed. Then `times` calls fail with the error, or, if that is 0, write one
/// byte.
struct Fault {
  const char* call = "";  // "open", "flock", "fstat", "write", "fsync", "rename" or "new", which throws std::bad_alloc
  int after = 0, times = 1, error = 0;
};
inline Fault fault;

/// Called once, before the next flock(): what another process does in between. fstat() of the same.
inline void (*before_flock)() = nullptr;
inline void (*before_fstat)() = nullptr;

/// What operator new has given and not got back, in bytes, and the most of it since it was set.
inline std::size_t allocated = 0, most_allocated = 0;
