#pragma once
/// \file
/// error: what every run-time error of the library derives from. Catch it to catch them all. And fail, which throws it.
///
/// Only code that meets the outside world fails (loaders of files, fitting a scaler, splitting data); each such type
/// adds the facts of its message as members: file, line or offset, what was found, what was expected. Broken
/// preconditions of `noexcept` code are contract violations instead (config/precondition.hpp).
///
/// No std::string here: <string> and <stdexcept> would be a third of what the umbrella header costs to compile.

#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <exception>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>

namespace SINEW_NAMESPACE {

/// Base class of the library's run-time errors. what() is one English sentence that names the place and the facts; of
/// one longer than 1,023 characters (a very long path) the middle is left out. Allocates nothing; copying it cannot
/// fail.
struct Error : std::exception {
  // Inlined: as a function it could be linked from a file that is compiled for another instruction set.
  [[gnu::always_inline]] explicit Error(const char* sentence) noexcept {
    constexpr std::size_t half = sizeof text_ / 2 - 2;
    std::size_t length = 0;
    while (sentence[length] != '\0') ++length;
    if (length < sizeof text_) std::snprintf(text_, sizeof text_, "%s", sentence);
    else std::snprintf(text_, sizeof text_, "%.*s…%s", static_cast<int>(half), sentence, sentence + length - half);
  }
  const char* what() const noexcept override { return text_; }

 private:
  char text_[1024];
};

}  // namespace sinew

namespace SINEW_NAMESPACE::_detail {

/// A sentence made by printf, of at most 511 characters.
struct message {
  char text[512];
  [[gnu::cold, gnu::noinline, gnu::format(printf, 2, 3)]] explicit message(const char* format, ...) noexcept {
    std::va_list facts;
    va_start(facts, format);
    std::vsnprintf(text, sizeof text, format, facts);
    va_end(facts);
  }
};

/// Throws the error. Under -fno-exceptions it prints what() and aborts, as a contract does, so that headers which can
/// fail still compile there. (All files of a program should agree on that flag, as with the standard library's own
/// headers.)
template <class E> [[noreturn, gnu::cold]] void fail(const E& mistake) {
#if defined(__cpp_exceptions)
  throw mistake;
#else
  precondition_violated(mistake.what());
#endif
}

}  // namespace sinew::_detail
