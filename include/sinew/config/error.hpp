#pragma once
/// \file
/// error: what every run-time error of the library derives from. Catch it to catch them all. And fail, which throws it.
///
/// Only code that meets the outside world fails (loaders of files, fitting a scaler, splitting data); each such type adds
/// the facts of its message as members: file, line or offset, what was found, what was expected. Broken preconditions of
/// `noexcept` code are contract violations instead (config/contract.hpp).

#include <cstdarg>
#include <cstdio>
#include <stdexcept>

#include <sinew/config/contract.hpp>

namespace sinew {

/// Base class of the library's run-time errors. what() is one English sentence that names the place and the facts.
struct error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

namespace detail {
/// A sentence made by printf, of at most 511 characters. Put together from std::string, the few messages of fit() would cost more
/// compile time than its loop: g++ compiles the string's functions anew in every file.
struct message {
  char text[512];
  [[gnu::cold, gnu::noinline, gnu::format(printf, 2, 3)]] explicit message(const char* format, ...) noexcept {
    std::va_list facts;
    va_start(facts, format);
    std::vsnprintf(text, sizeof text, format, facts);
    va_end(facts);
  }
};
}  // namespace detail

/// Throws the error. Under -fno-exceptions it prints what() and aborts, as a contract does, so that headers which can fail
/// still compile there. (All files of a program should agree on that flag, as with the standard library's own headers.)
template <class Error> [[noreturn, gnu::cold]] void fail(const Error& mistake) {
#if defined(__cpp_exceptions)
  throw mistake;
#else
  detail::contract_violated(mistake.what());
#endif
}

}  // namespace sinew
