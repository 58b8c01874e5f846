#pragma once
/// \file
/// SINEW_KERNEL: an attribute of the functions whose loops do a pass's arithmetic.
///
/// A kernel keeps sums in arrays, whose elements only the optimiser keeps in registers: without optimisation g++ 12
/// computes a sample of 784-128-64-10 55 to 70 times as slowly as with -O1, with -Og 3 to 20 times (AVX-512, SSE2).
/// g++ therefore compiles kernels with -O1 in files without optimisation, which costs little compile time, and with
/// -O3 in all others, where it changes nothing for -O3. The program's other options, such as -march and -ffp-contract,
/// stay in force, and -Os, which asks for small code, is respected. clang has no such attribute.
///
/// SINEW_DEBUG_KERNELS, defined before the first include, leaves kernels to the level of their file, so that a
/// debugger can step through them. Like files of different levels, files with and without it may form one program.

#if defined(__GNUC__) && !defined(__clang__) && !defined(__OPTIMIZE_SIZE__) && !defined(SINEW_DEBUG_KERNELS)
#ifdef __OPTIMIZE__
#define SINEW_KERNEL gnu::optimize("O3")
#else
#define SINEW_KERNEL gnu::optimize("O1")
#endif
#else
#define SINEW_KERNEL
#endif
