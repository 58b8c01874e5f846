#pragma once
/// \file
/// The choice of a level when a program with dispatched functions (deploy/dispatch.hpp) first calls one. Only the file
/// that the CMake function sinew_dispatch writes for a target includes this.

#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include <sinew/config/namespace.hpp>

#if defined(__x86_64__)

namespace SINEW_NAMESPACE::_detail {

/// The registers after the instruction CPUID.
struct cpuid {
  unsigned a = 0, b = 0, c = 0, d = 0;
  // Not the compiler's header: clang's builtins know the levels from 18 on only, and its <cpuid.h> defines macros.
  explicit cpuid(unsigned leaf) noexcept { __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(leaf), "c"(0)); }
};

/// The highest level of x86-64 that processor and operating system have, 1 to 4. Features: System V Application Binary
/// Interface, AMD64 Architecture Processor Supplement 1.0, table 3.1. An operating system has a set of registers if
/// it saves them: XCR0, Intel Software Developer's Manual, volume 1, section 13.3.
[[gnu::cold]] inline int level_of_processor() noexcept {
  const auto has = [](unsigned bits, unsigned all) { return (bits & all) == all; };
  const auto bits = [](auto... at) { return ((1u << at) | ...); };
  const unsigned highest = cpuid(0).a, highest_extended = cpuid(0x8000'0000).a;
  const cpuid one(1);
  const unsigned extended = highest_extended >= 0x8000'0001 ? cpuid(0x8000'0001).c : 0;
  const unsigned seven = highest >= 7 ? cpuid(7).b : 0;
  unsigned saved = 0;  // by the operating system
  if (has(one.c, bits(27))) {
    unsigned upper = 0;
    __asm__("xgetbv" : "=a"(saved), "=d"(upper) : "c"(0));
  }
  // SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT; LAHF
  if (!has(one.c, bits(0, 9, 13, 19, 20, 23)) || !has(extended, bits(0))) return 1;
  // FMA, MOVBE, AVX, F16C; LZCNT; BMI1, AVX2, BMI2; XMM and YMM
  if (!has(one.c, bits(12, 22, 28, 29)) || !has(extended, bits(5)) || !has(seven, bits(3, 5, 8)) ||
      !has(saved, bits(1, 2)))
    return 2;
  // AVX512F, DQ, CD, BW, VL; the masks, and ZMM in two parts
  if (!has(seven, bits(16, 17, 28, 30, 31)) || !has(saved, bits(5, 6, 7))) return 3;
  return 4;
}

/// The level that the flags of this file contain.
inline constexpr int level_of_flags =
#if defined(SINEW_ISA_HAS_V4)
    4;
#elif defined(SINEW_ISA_HAS_V3)
    3;
#elif defined(__SSE4_2__) && defined(__POPCNT__)
    2;
#else
    1;
#endif

/// A level of a target, and its entries of .init_array and .fini_array.
struct dispatch_level {
  using function = void (*)(int, char**, char**);
  const char* name;
  int number;
  function const *init_begin, *init_end, *fini_begin, *fini_end;
};

inline bool same_name(const char* a, const char* b) noexcept {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

/// The place in `levels`, whose first is the baseline, of the level that SINEW_LEVEL names, or else of the best one.
/// Ends the program with a sentence and a status of failure if there is no such level.
template <std::size_t N>
[[gnu::cold]] int choose_level(const char* target, const dispatch_level (&levels)[N]) noexcept {
  static constexpr const char* known[] = {"baseline", "x86-64-v2", "x86-64-v3", "x86-64-v4"};
  const int processor = _detail::level_of_processor();
  const char* const wanted = std::getenv("SINEW_LEVEL");
  if (wanted == nullptr || *wanted == '\0') {
    int best = 0;
    for (int place = 1; place < static_cast<int>(N); ++place)
      if (levels[place].number > level_of_flags && levels[place].number <= processor) best = place;
    return best;
  }
  bool is_known = false;
  for (const char* name : known) is_known = is_known || _detail::same_name(name, wanted);
  bool is_compiled = false;
  for (int place = 0; place < static_cast<int>(N); ++place)
    if (_detail::same_name(levels[place].name, wanted)) {
      if (place == 0 || levels[place].number <= processor) return place;
      is_compiled = true;
    }
  std::fprintf(stderr, "sinew: the environment variable SINEW_LEVEL is \"%.64s\", %s; ", wanted,
               is_compiled ? "a level that this processor does not have"
               : is_known  ? "a level that is not among those that sinew_dispatch compiled"
                           : "which is no level");
  std::fprintf(stderr, "\"%s\" can run here as", target);
  const char* separator = " ";
  for (int place = 0; place < static_cast<int>(N); ++place)
    if (place == 0 || levels[place].number <= processor) {
      std::fprintf(stderr, "%s%s", separator, levels[place].name);
      separator = ", ";
    }
  std::fputs(": set SINEW_LEVEL to one of these, or unset it for the best\n", stderr);
  std::_Exit(EXIT_FAILURE);
}

/// Runs the level's initialisers, as the start of a program does those of the other files.
inline void initialise_level(const dispatch_level& level) {
  for (auto f = level.init_begin; f != level.init_end; ++f) (*f)(0, nullptr, nullptr);
}
/// At the end of the program (or when the library is unloaded) it runs what the level has for that, in reverse order.
struct finish_level {
  const dispatch_level& level;
  explicit finish_level(const dispatch_level& chosen) noexcept : level(chosen) {}
  finish_level(const finish_level&) = delete;
  finish_level& operator=(const finish_level&) = delete;
  ~finish_level() {
    for (auto f = level.fini_end; f != level.fini_begin;) (*--f)(0, nullptr, nullptr);
  }
};

}  // namespace sinew::_detail

#endif
