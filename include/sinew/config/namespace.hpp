#pragma once
/// \file
/// SINEW_NAMESPACE is the namespace `sinew` plus an inline namespace named after the instruction set.
/// SINEW_ISA_QUALIFIER is what compilers print for the inline namespace, "x86_64_v3::" or "".
///
/// The files of one program may be compiled for different instruction sets: a portable file, and one with
/// -march=x86-64-v3 that is called where the processor allows it. The register width decides the library's memory
/// layout, and every inline function contains instructions of its file's set. The linker keeps only one of several
/// functions with the same name, so each set needs its own names.
///
/// Code compiled for the target's baseline is in `sinew` itself. Other code is in `sinew::x86_64_v3` and the like; a
/// program still writes `sinew::Net`. Two files that differ in any of the features below have different types of nets,
/// workspaces and data. They can share parameters, which are arrays of scalars. `shape`, `Error` and the words of
/// compile-time errors (the folder mistake/) are in `sinew` itself for all sets.
///
/// The name has one part for each of these:
///
///     x86_64_v2, _v3, _v4   the levels of the x86-64 psABI
///     one part a feature    what a level does not imply: avx, fma, …; extensions of AVX-512 take one letter each
///     scalar                SINEW_SCALAR (simd/scalar_only.hpp)
///     nothrow               -fno-exceptions

#include <sinew/config/language.hpp>

// ---- x86: the level, or the newest vector extension; each contains those before it.
#if defined(__AVX2__) && defined(__FMA__) && defined(__BMI__) && defined(__BMI2__) && defined(__F16C__) && \
    defined(__LZCNT__) && defined(__MOVBE__)
#define SINEW_ISA_HAS_V3
#endif
#if defined(SINEW_ISA_HAS_V3) && defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512CD__) && \
    defined(__AVX512DQ__) && defined(__AVX512VL__)
#define SINEW_ISA_HAS_V4
#define SINEW_ISA_VECTORS x86_64_v4
#elif defined(SINEW_ISA_HAS_V3) && !defined(__AVX512F__)
#define SINEW_ISA_VECTORS x86_64_v3
#elif defined(__AVX512F__)
#define SINEW_ISA_VECTORS avx512f
#elif defined(__AVX2__)
#define SINEW_ISA_VECTORS avx2
#elif defined(__AVX__)
#define SINEW_ISA_VECTORS avx
#elif defined(__SSE4_2__) && defined(__POPCNT__)
#define SINEW_ISA_VECTORS x86_64_v2
#elif defined(__SSE4_2__)
#define SINEW_ISA_VECTORS sse4_2
#elif defined(__SSE4_1__)
#define SINEW_ISA_VECTORS sse4_1
#elif defined(__SSSE3__)
#define SINEW_ISA_VECTORS ssse3
#elif defined(__SSE3__)
#define SINEW_ISA_VECTORS sse3
#elif defined(__i386__) && defined(__SSE2__)
#define SINEW_ISA_VECTORS sse2
// ---- Other targets.
#elif defined(__ARM_FEATURE_SVE2)
#define SINEW_ISA_VECTORS sve2
#elif defined(__ARM_FEATURE_SVE)
#define SINEW_ISA_VECTORS sve
#elif defined(__ARM_NEON) && !defined(__aarch64__)
#define SINEW_ISA_VECTORS neon
#elif defined(__wasm_relaxed_simd__)
#define SINEW_ISA_VECTORS relaxed_simd
#elif defined(__wasm_simd128__)
#define SINEW_ISA_VECTORS simd128
#elif defined(__riscv_vector)
#define SINEW_ISA_VECTORS rvv
#endif
// ---- Features that none of these imply. A part is empty or begins with an underscore; AVX-512 extensions are letters.
#if defined(__FMA__) && !defined(SINEW_ISA_HAS_V3)
#define SINEW_ISA_FMA _fma
#else
#define SINEW_ISA_FMA
#endif
#if defined(__F16C__) && !defined(SINEW_ISA_HAS_V3)
#define SINEW_ISA_F16C _f16c
#else
#define SINEW_ISA_F16C
#endif
#if defined(__BMI__) && !defined(SINEW_ISA_HAS_V3)
#define SINEW_ISA_BMI _bmi
#else
#define SINEW_ISA_BMI
#endif
#if defined(__BMI2__) && !defined(SINEW_ISA_HAS_V3)
#define SINEW_ISA_BMI2 _bmi2
#else
#define SINEW_ISA_BMI2
#endif
#if defined(__LZCNT__) && !defined(SINEW_ISA_HAS_V3)
#define SINEW_ISA_LZCNT _lzcnt
#else
#define SINEW_ISA_LZCNT
#endif
#if defined(__MOVBE__) && !defined(SINEW_ISA_HAS_V3)
#define SINEW_ISA_MOVBE _movbe
#else
#define SINEW_ISA_MOVBE
#endif
#if defined(__FMA4__)
#define SINEW_ISA_FMA4 _fma4
#else
#define SINEW_ISA_FMA4
#endif
#if defined(__XOP__)
#define SINEW_ISA_XOP _xop
#else
#define SINEW_ISA_XOP
#endif
#if defined(__TBM__)
#define SINEW_ISA_TBM _tbm
#else
#define SINEW_ISA_TBM
#endif
#if defined(__POPCNT__) && !defined(__SSE4_2__)
#define SINEW_ISA_POPCNT _popcnt
#else
#define SINEW_ISA_POPCNT
#endif
#if defined(__AVX512BW__) && !defined(SINEW_ISA_HAS_V4)
#define SINEW_ISA_AVX512BW _bw
#else
#define SINEW_ISA_AVX512BW
#endif
#if defined(__AVX512CD__) && !defined(SINEW_ISA_HAS_V4)
#define SINEW_ISA_AVX512CD _cd
#else
#define SINEW_ISA_AVX512CD
#endif
#if defined(__AVX512DQ__) && !defined(SINEW_ISA_HAS_V4)
#define SINEW_ISA_AVX512DQ _dq
#else
#define SINEW_ISA_AVX512DQ
#endif
#if defined(__AVX512VL__) && !defined(SINEW_ISA_HAS_V4)
#define SINEW_ISA_AVX512VL _vl
#else
#define SINEW_ISA_AVX512VL
#endif
#if defined(__AVX512VBMI__) || defined(__AVX512VBMI2__) || defined(__AVX512IFMA__) || defined(__AVX512VNNI__) ||       \
    defined(__AVX512BITALG__) || defined(__AVX512VPOPCNTDQ__) || defined(__AVX512BF16__) || defined(__AVX512FP16__) || \
    defined(__GFNI__) || defined(__AVXVNNI__)
#define SINEW_ISA_LETTERS _
#else
#define SINEW_ISA_LETTERS
#endif
#if defined(__AVX512VBMI__)
#define SINEW_ISA_AVX512VBMI a
#else
#define SINEW_ISA_AVX512VBMI
#endif
#if defined(__AVX512VBMI2__)
#define SINEW_ISA_AVX512VBMI2 b
#else
#define SINEW_ISA_AVX512VBMI2
#endif
#if defined(__AVX512IFMA__)
#define SINEW_ISA_AVX512IFMA c
#else
#define SINEW_ISA_AVX512IFMA
#endif
#if defined(__AVX512VNNI__)
#define SINEW_ISA_AVX512VNNI d
#else
#define SINEW_ISA_AVX512VNNI
#endif
#if defined(__AVX512BITALG__)
#define SINEW_ISA_AVX512BITALG e
#else
#define SINEW_ISA_AVX512BITALG
#endif
#if defined(__AVX512VPOPCNTDQ__)
#define SINEW_ISA_AVX512VPOPCNTDQ f
#else
#define SINEW_ISA_AVX512VPOPCNTDQ
#endif
#if defined(__AVX512BF16__)
#define SINEW_ISA_AVX512BF16 g
#else
#define SINEW_ISA_AVX512BF16
#endif
#if defined(__AVX512FP16__)
#define SINEW_ISA_AVX512FP16 h
#else
#define SINEW_ISA_AVX512FP16
#endif
#if defined(__GFNI__)
#define SINEW_ISA_GFNI i
#else
#define SINEW_ISA_GFNI
#endif
#if defined(__AVXVNNI__)
#define SINEW_ISA_AVXVNNI j
#else
#define SINEW_ISA_AVXVNNI
#endif
#if defined(__ARM_FEATURE_FP16_VECTOR_ARITHMETIC)
#define SINEW_ISA_ARM_FP16 _fp16
#else
#define SINEW_ISA_ARM_FP16
#endif
#if defined(__ARM_FEATURE_BF16_VECTOR_ARITHMETIC)
#define SINEW_ISA_ARM_BF16 _bf16
#else
#define SINEW_ISA_ARM_BF16
#endif
#if defined(__ARM_FEATURE_DOTPROD)
#define SINEW_ISA_ARM_DOTPROD _dotprod
#else
#define SINEW_ISA_ARM_DOTPROD
#endif
#if defined(__ARM_FEATURE_ATOMICS)
#define SINEW_ISA_ARM_ATOMICS _lse
#else
#define SINEW_ISA_ARM_ATOMICS
#endif
// Operations on float and double that round to a wider type. clang also reports the method −1 under
// -funsafe-math-optimizations, which changes no type.
#if (defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ > 0) || \
    ((defined(__i386__) || defined(__x86_64__)) && !defined(__SSE2_MATH__))
#define SINEW_EXCESS_PRECISION
#define SINEW_ISA_X87 _x87
#else
#define SINEW_ISA_X87
#endif
#if defined(SINEW_SCALAR)
#define SINEW_ISA_SCALAR _scalar
#else
#define SINEW_ISA_SCALAR
#endif
#if !defined(__cpp_exceptions)
#define SINEW_ISA_NOTHROW _nothrow
#else
#define SINEW_ISA_NOTHROW
#endif

// ---- All parts in one name.
#define SINEW_ISA_PASTE_8(a, b, c, d, e, f, g, h) a##b##c##d##e##f##g##h
#define SINEW_ISA_PASTE(...) SINEW_ISA_PASTE_8(__VA_ARGS__)
#define SINEW_ISA_PARTS_1                                                                                         \
  SINEW_ISA_PASTE(SINEW_ISA_FMA, SINEW_ISA_F16C, SINEW_ISA_BMI, SINEW_ISA_BMI2, SINEW_ISA_LZCNT, SINEW_ISA_MOVBE, \
                  SINEW_ISA_FMA4, SINEW_ISA_XOP)
#define SINEW_ISA_PARTS_2                                                                                      \
  SINEW_ISA_PASTE(SINEW_ISA_TBM, SINEW_ISA_POPCNT, SINEW_ISA_AVX512BW, SINEW_ISA_AVX512CD, SINEW_ISA_AVX512DQ, \
                  SINEW_ISA_AVX512VL, SINEW_ISA_LETTERS, SINEW_ISA_AVX512VBMI)
#define SINEW_ISA_PARTS_3                                                                                    \
  SINEW_ISA_PASTE(SINEW_ISA_AVX512VBMI2, SINEW_ISA_AVX512IFMA, SINEW_ISA_AVX512VNNI, SINEW_ISA_AVX512BITALG, \
                  SINEW_ISA_AVX512VPOPCNTDQ, SINEW_ISA_AVX512BF16, SINEW_ISA_AVX512FP16, SINEW_ISA_GFNI)
#define SINEW_ISA_PARTS_4                                                                           \
  SINEW_ISA_PASTE(SINEW_ISA_AVXVNNI, SINEW_ISA_ARM_FP16, SINEW_ISA_ARM_BF16, SINEW_ISA_ARM_DOTPROD, \
                  SINEW_ISA_ARM_ATOMICS, SINEW_ISA_X87, SINEW_ISA_SCALAR, SINEW_ISA_NOTHROW)
// Without a level or vector extension the name begins with `baseline`. The name `baseline` alone means no inline
// namespace.
#if defined(SINEW_ISA_VECTORS)
#define SINEW_ISA_BASE SINEW_ISA_VECTORS
#else
#define SINEW_ISA_BASE baseline
#endif
#define SINEW_ISA \
  SINEW_ISA_PASTE(SINEW_ISA_BASE, SINEW_ISA_PARTS_1, SINEW_ISA_PARTS_2, SINEW_ISA_PARTS_3, SINEW_ISA_PARTS_4, , , )
// SINEW_ISA_IS_BASELINE(name) is 1 for `baseline`, whose macro puts a comma before the 1, and 0 for other names. (As an
// undefined macro a name would be 0 as well, but -Wundef warns of those.)
#define SINEW_ISA_IS_baseline , 1
#define SINEW_ISA_SECOND_2(first, second, ...) second
#define SINEW_ISA_SECOND(...) SINEW_ISA_SECOND_2(__VA_ARGS__)
#define SINEW_ISA_IS_BASELINE_2(name) SINEW_ISA_SECOND(SINEW_ISA_IS_##name, 0, )
#define SINEW_ISA_IS_BASELINE(name) SINEW_ISA_IS_BASELINE_2(name)
#define SINEW_ISA_STRING_2(name) #name
#define SINEW_ISA_STRING(name) SINEW_ISA_STRING_2(name)
#if SINEW_ISA_IS_BASELINE(SINEW_ISA)
#define SINEW_NAMESPACE sinew
#define SINEW_ISA_QUALIFIER ""
#else
#define SINEW_NAMESPACE sinew::inline SINEW_ISA
#define SINEW_ISA_QUALIFIER SINEW_ISA_STRING(SINEW_ISA) "::"
#endif

// The library's namespaces import what they build on. `sinew` itself imports nothing, because `using namespace sinew;`
// would pass the imports on to the program.
namespace sinew::mistake {}
namespace SINEW_NAMESPACE::simd {}
namespace SINEW_NAMESPACE::math {
using namespace simd;
}
namespace SINEW_NAMESPACE::_detail {
using namespace simd;
using namespace mistake;
}  // namespace sinew::_detail
namespace SINEW_NAMESPACE::kernel {
using namespace _detail;
}
