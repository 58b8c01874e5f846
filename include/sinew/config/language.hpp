#pragma once
/// \file
/// Rejects compilers and language standards that the library cannot be compiled with, by one error.
///
/// Needed are g++ 12, clang 14 or later, and C++20 or later. A compiler that claims C++20 without concepts as C++20
/// has them is refused as well. Every header includes this one before anything that an older compiler would misread.
///
/// The error is an #include of a header that does not exist and whose name is the message. #error would not do:
/// compilers continue after it and report hundreds of errors of the headers and of the program. No pragma ends a
/// compilation in g++; only a missing header does, with and without any flags.

#if defined(__clang__)
#if __clang_major__ < 14
#include <sinew needs clang 14 or later: this compiler is older>
#endif
#elif defined(__GNUC__)
#if __GNUC__ < 12
#include <sinew needs g++ 12 or later: this compiler is older>
#endif
#else
#include <sinew needs g++ 12 or clang 14 or later: this is another compiler>
#endif

#if __cplusplus < 202002L || !defined(__cpp_concepts) || __cpp_concepts < 201907L
#include <sinew needs C++20: compile with -std=c++20>
#endif

/// 1 if a compile-time error begins with a sentence (mistake/sentence.hpp), 0 if it begins with the mistake's type. The
/// sentence needs a static_assert whose message is computed: C++26, and clang from 22 on in every standard. A program
/// may define it as 0.
#if !defined(SINEW_SENTENCES)
#if defined(__cpp_static_assert) && __cpp_static_assert >= 202306L
#define SINEW_SENTENCES 1
#else
#define SINEW_SENTENCES 0
#endif
#endif
