#pragma once
/// \file
/// precondition(holds, what, facts...): checks a precondition of a function that does not throw.
///
/// A violation at run time prints `sinew: <what>` to stderr and aborts. Each {} of the text stands for a number or a
/// word, and {s} for the s of a plural, which is left out after the number 1. In a constant expression a violation is a
/// compile error whose trace shows the text and the numbers:
///
///     precondition(t.size() == n, "train_step: found {} target{s}, expected {}", t.size(), n);
///
/// Cost: one predictable branch; keep it out of inner loops. Numbers are formatted only after a violation, without
/// <format> or streams, so the check works without exceptions and costs no header.

#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A fact of a message: a number of any type, or a word.
struct printed_fact {
  char number[32];
  const char* text = number;

  template <class N> [[gnu::cold]] explicit printed_fact(N n) noexcept {
    if constexpr (N(1) / N(2) > N(0)) std::snprintf(number, sizeof number, "%g", static_cast<double>(n));
    else if (n < N(1) && n != N(0)) std::snprintf(number, sizeof number, "%lld", static_cast<long long>(n));
    else std::snprintf(number, sizeof number, "%llu", static_cast<unsigned long long>(n));
  }
  explicit printed_fact(const char* word) noexcept : number{}, text{word} {}
  printed_fact(const printed_fact&) = delete;
  printed_fact& operator=(const printed_fact&) = delete;
};

// Not constexpr on purpose: reaching it ends constant evaluation. Cold and out of line, so the caller keeps only a
// branch.
[[noreturn, gnu::cold, gnu::noinline]] inline void precondition_violated(const char* what,
                                                                         const printed_fact* facts = nullptr) noexcept {
  std::fputs("sinew: ", stderr);
  for (; *what != '\0'; ++what)
    if (facts != nullptr && what[0] == '{' && what[1] == '}') {
      std::fputs((facts++)->text, stderr);
      ++what;
    } else if (facts != nullptr && what[0] == '{' && what[1] == 's' && what[2] == '}') {
      if (const char* const n = facts[-1].text; n[0] != '1' || n[1] != '\0') std::fputc('s', stderr);
      what += 2;
    } else std::fputc(*what, stderr);
  std::fputs("\n", stderr);
  std::abort();
}
/// Formats the facts. It is a function of its own, so that the caller passes numbers in registers.
template <class... Facts>
[[noreturn, gnu::cold, gnu::noinline]] void precondition_violated_by(const char* what, Facts... facts) noexcept {
  const printed_fact all[] = {printed_fact(facts)...};
  _detail::precondition_violated(what, all);
}

/// Aborts with the message `what` unless `holds`. `what` is a sentence that states the precondition.
constexpr void precondition(bool holds, const char* what) noexcept {
  if (!holds) [[unlikely]]
    _detail::precondition_violated(what);
}
/// The same with a fact for each {} of `what`.
template <class... Facts> constexpr void precondition(bool holds, const char* what, Facts... facts) noexcept {
  if (!holds) [[unlikely]]
    _detail::precondition_violated_by(what, facts...);
}

}  // namespace sinew::_detail
