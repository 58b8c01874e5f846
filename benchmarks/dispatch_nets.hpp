#pragma once
/// \file
/// The functions that dispatch.cpp times, once compiled with -march=native and once by sinew_dispatch.

#include <cstddef>

#define BENCH_DISPATCH_FUNCTIONS                                \
  /** The level whose code runs. */                             \
  const char* level();                                          \
  /** A net of 4-16-8-3, one sample: the call itself counts. */ \
  void flower(const float* x, float* y);                        \
  /** A net of 784-128-64-10, one sample. */                    \
  void digit(const float* x, float* y);                         \
  /** The same, 64 samples. */                                  \
  void digits(const float* xs, float* ys);

namespace native {
BENCH_DISPATCH_FUNCTIONS
}
namespace dispatched {
BENCH_DISPATCH_FUNCTIONS
}
