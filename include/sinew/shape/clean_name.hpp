#pragma once
/// \file
/// clean_name: turns the name a compiler prints for a type into one spelling for all compilers.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/characters.hpp>
#include <sinew/shape/text.hpp>
#include <sinew/shape/text_view.hpp>

namespace SINEW_NAMESPACE::_detail {

struct replacement_of_text {
  text_view from, to;
};
/// Replacements at the beginning of a word. g++ writes integer types in full and prints the inline namespaces of its
/// library. `sinew::` must stay last: clean_name treats it as a special case.
inline constexpr replacement_of_text replacements[] = {{"long long unsigned int", "unsigned long long"},
                                                       {"long unsigned int", "unsigned long"},
                                                       {"long long int", "long long"},
                                                       {"long int", "long"},
                                                       {"short unsigned int", "unsigned short"},
                                                       {"short int", "short"},
                                                       {"__cxx11::", ""},
                                                       {"{anonymous}::", ""},
                                                       {"(anonymous namespace)::", ""},
                                                       {"<unnamed>::", ""},
                                                       {SINEW_ISA_QUALIFIER, ""},
                                                       {"sinew::", ""}};

/// Removes integer suffixes (784UL), casts before integers ((short)3), blanks before > * and &, anonymous namespaces
/// and the library's inline namespace; unless `qualified`, also the library's own namespace. The result is never
/// longer than `raw`.
template <std::size_t C> consteval text<C> clean_name(text_view raw, bool qualified) {
  text<C> clean;
  std::size_t i = 0;
  const auto at = [&](std::size_t k) { return k < raw.size() ? raw[k] : '\0'; };
  const auto replaced = [&] {
    const char before = i > 0 ? raw[i - 1] : ' ';
    if (is_word(before)) return false;
    for (const auto& [from, to] : replacements) {
      if (from.empty() || !raw.substr(i).starts_with(from)) continue;
      const bool own = from == "sinew::";
      if (own ? qualified || before == ':' : from.back() != ':' && is_word(at(i + from.size()))) continue;
      clean.add(to);
      i += from.size();
      return true;
    }
    return false;
  };
  const auto skipped_cast = [&] {
    std::size_t end = i + 1;
    while (is_word(at(end)) || at(end) == ' ') ++end;
    if (at(i) != '(' || end == i + 1 || at(end) != ')' || !(is_digit(at(end + 1)) || at(end + 1) == '-')) return false;
    i = end + 1;
    return true;
  };
  while (i < raw.size()) {
    if (raw[i] == '\'') {  // a character literal, copied as it is
      std::size_t end = i + 1;
      while (end < raw.size() && raw[end] != '\'') end += raw[end] == '\\' ? 2u : 1u;
      clean.add(raw.substr(i, end + 1 - i));
      i = end + 1;
    } else if (replaced() || skipped_cast()) {
    } else if (raw[i] == ' ' && (at(i + 1) == '>' || at(i + 1) == '*' || at(i + 1) == '&')) {
      ++i;
    } else if (is_word(raw[i])) {
      std::size_t end = i, digits = i;
      while (is_word(at(end))) ++end;
      while (is_digit(at(digits))) ++digits;
      std::size_t suffix = digits;
      while (at(suffix) == 'u' || at(suffix) == 'U' || at(suffix) == 'l' || at(suffix) == 'L') ++suffix;
      clean.add(raw.substr(i, digits > i && suffix == end ? digits - i : end - i));
      i = end;
    } else {
      clean.add(raw.substr(i++, 1));
    }
  }
  return clean;
}

}  // namespace sinew::_detail
