#pragma once
/// What malloc gives in this executable, to C++ and to libraries in C: malloc.cpp stands in its place, but for
/// sanitizers, which have their own.

#include <cstddef>

/// Bytes given and not got back, and the most of them since it was set.
inline std::ptrdiff_t malloced = 0, most_malloced = 0;
/// The next so many calls succeed, then one fails; −1: none does.
inline long malloc_fails_after = -1;
/// Whether the above is so.
bool malloc_is_counted() noexcept;
