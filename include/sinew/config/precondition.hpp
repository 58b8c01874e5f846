#pragma once
/// \file
/// precondition(holds, what): checks a precondition of a function that does not throw.
///
/// A violation at run time prints `sinew: <what>` to stderr and aborts. In a constant expression it is a compile error
/// whose trace shows the text. Cost: one predictable branch; keep it out of inner loops.

#include <cstdio>
#include <cstdlib>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

// Not constexpr on purpose: reaching it ends constant evaluation. Cold and out of line, so the caller keeps only a
// branch.
[[noreturn, gnu::cold, gnu::noinline]] inline void precondition_violated(const char* what) noexcept {
  std::fputs("sinew: ", stderr);
  std::fputs(what, stderr);
  std::fputs("\n", stderr);
  std::abort();
}

/// Aborts with the message `what` unless `holds`. `what` is a sentence that states the precondition.
constexpr void precondition(bool holds, const char* what) noexcept {
  if (!holds) [[unlikely]]
    _detail::precondition_violated(what);
}

}  // namespace sinew::_detail
