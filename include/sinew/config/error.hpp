#pragma once
/// \file
/// Error, the base class of the library's run-time errors, and fail(), which throws one.
///
/// Only code that meets external data fails: loaders of files, fitting a scaler, splitting data. Each derived error
/// adds the facts of its message as members: file, line or offset, what was found, what was expected. A violated
/// precondition of `noexcept` code aborts instead (config/precondition.hpp).
///
/// std::string is not used: <string> and <stdexcept> would make up a third of the umbrella header's compile time.

#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <exception>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>

/// Gives a type of error the same identity in all libraries of a program, also where they are compiled with
/// -fvisibility=hidden, so that a handler in one catches what another throws. Windows compares errors by their names.
#if defined(_WIN32)
#define SINEW_SHARED_ERROR
#else
#define SINEW_SHARED_ERROR [[gnu::visibility("default")]]
#endif

namespace sinew {

/// Base class of the library's run-time errors; a handler of Error catches all of them, whichever instruction set the
/// file that throws is compiled for (config/namespace.hpp), and whichever library of the program throws. Types derived
/// from it are declared with SINEW_SHARED_ERROR.
/// what() is one English sentence that names the place and the facts. If it is longer than 1,023 characters (a very
/// long path), its middle is left out. No memory is allocated, and copying cannot fail.
struct SINEW_SHARED_ERROR Error : std::exception {
  /// Copies the sentence for what().
  // Always inlined, so that no copy compiled for another instruction set can be linked in.
  [[gnu::always_inline]] explicit Error(const char* sentence) noexcept {
    constexpr std::size_t half = sizeof text_ / 2 - 2;
    std::size_t length = 0;
    while (sentence[length] != '\0') ++length;
    // Not std::snprintf: to Ruby's headers it is a macro.
    if (length < sizeof text_) ::snprintf(text_, sizeof text_, "%s", sentence);
    else {  // between characters of UTF-8, whose bytes but the first begin with the bits 10
      // Hidden from g++ 12, which warns of reading the shorter arrays of other sentences this far.
      __asm__("" : "+r"(sentence));
      const auto within = [sentence](std::size_t at) {
        return (static_cast<unsigned char>(sentence[at]) & 0xc0) == 0x80;
      };
      std::size_t head = half, tail = length - half;
      while (head > half - 4 && within(head)) --head;
      while (tail < length - half + 4 && within(tail)) ++tail;
      ::snprintf(text_, sizeof text_, "%.*s…%s", static_cast<int>(head), sentence, sentence + tail);
    }
  }
  /// The sentence, for people to read.
  const char* what() const noexcept override { return text_; }

 private:
  char text_[1024];
};

}  // namespace sinew

// MinGW's std::printf knows the formats of C++, Microsoft's does not; g++ takes `printf` for Microsoft's there.
#if defined(__MINGW_PRINTF_FORMAT)
#define SINEW_PRINTF __MINGW_PRINTF_FORMAT
#else
#define SINEW_PRINTF __printf__
#endif

namespace SINEW_NAMESPACE::_detail {

/// A sentence formatted by printf, at most 511 characters long.
struct message {
  char text[512];
  [[gnu::cold, gnu::noinline, gnu::format(SINEW_PRINTF, 2, 3)]] explicit message(const char* format, ...) noexcept {
    std::va_list facts;
    va_start(facts, format);
    ::vsnprintf(text, sizeof text, format, facts);
    va_end(facts);
  }
};

#undef SINEW_PRINTF

/// Throws the error. Under -fno-exceptions it prints what() and aborts, as a violated precondition does, so headers
/// that can fail still compile there. Files with and without that flag have functions of their own
/// (config/namespace.hpp).
template <class E> [[noreturn, gnu::cold]] void fail(const E& mistake) {
#if defined(__cpp_exceptions)
  throw mistake;
#else
  precondition_violated(mistake.what());
#endif
}

}  // namespace sinew::_detail
