#pragma once
/// How often this program has asked for memory, by whatever way: tests/allocation/hooks.cpp replaces them all.

#include <atomic>
#include <cstddef>

inline std::atomic<std::size_t> allocations = 0;

/// Whether malloc is: the sanitizers have one of their own, which must stay; there operator new alone is counted.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SINEW_TEST_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SINEW_TEST_SANITIZED
#endif
#endif
#if defined(__GLIBC__) && !defined(SINEW_TEST_SANITIZED)
#define SINEW_TEST_COUNTS_MALLOC 1
#else
#define SINEW_TEST_COUNTS_MALLOC 0
#endif
