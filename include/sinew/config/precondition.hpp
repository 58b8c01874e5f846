#pragma once
/// \file
/// contract(holds, what): the check of a precondition of a function that does not throw.
///
/// At run time a violation prints `sinew: <what>` to stderr and aborts; in a constant expression it is
/// a compile error whose trace shows the text. One predictable branch when it holds, so keep it out of inner loops.

#include <cstdio>
#include <cstdlib>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

// Not constexpr on purpose: reaching it ends constant evaluation. Cold and out of line: the caller keeps one branch.
[[noreturn, gnu::cold, gnu::noinline]] inline void precondition_violated(const char* what) noexcept {
  std::fputs("sinew: ", stderr);
  std::fputs(what, stderr);
  std::fputs("\n", stderr);
  std::abort();
}

/// Aborts with `what` (a sentence: what must hold) unless `holds`.
constexpr void precondition(bool holds, const char* what) noexcept {
  if (!holds) [[unlikely]]
    _detail::precondition_violated(what);
}

}  // namespace sinew::_detail
