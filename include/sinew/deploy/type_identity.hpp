#pragma once
/// \file
/// same_type: whether two types are the same, in a program whose libraries were loaded while it runs.
///
/// A library that dlopen() loads has variables and functions of its own, even those that are inline: their addresses
/// differ from the program's for the same type. So types are compared by their names. A name says everything about a
/// type that has one in the whole program; types of unnamed namespaces and of static functions, lambdas and unnamed
/// types may share theirs with others, and equal only themselves, by address.

#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <typeinfo>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/characters.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The names of a type. A file compiled without run-time type information (-fno-rtti) has no `info`.
struct type_identity {
  const std::type_info* info;
  const char* text;  ///< what the compiler prints
};

template <class T> constexpr const char* printed_name() noexcept { return __PRETTY_FUNCTION__; }

/// Whether the compiler's text names one type only. Unnamed and local types are printed with brackets or, by clang, as
/// names of the global namespace; and g++ prints the same for values of different types, such as 1 and 1u, as arguments
/// of `template <auto>`. So the types of others than this library need a named namespace and no values as arguments.
inline bool is_unique_text(const char* printed) noexcept {
  const char* const text = std::strstr(printed, "T = ") + 4;
  const std::size_t size = static_cast<std::size_t>(std::strrchr(text, ']') - text);
  const auto starts = [text](const char* prefix, std::size_t i) {
    return std::strncmp(text + i, prefix, std::strlen(prefix)) == 0;
  };
  for (std::size_t i = 0; i < size;) {
    if (text[i] == '(' || text[i] == '{' || starts("<unnamed", i) || starts("<lambda", i)) return false;
    if (is_digit(text[i]) || text[i] == '\'' || text[i] == '&') {
      // A value: its template is the last name before the bracket that is still open.
      std::size_t at = i, depth = 1;
      while (at > 0 && depth > 0) {
        --at;
        depth += text[at] == '>';
        depth -= text[at] == '<';
      }
      std::size_t begin = at;
      while (begin > 0 && (is_word(text[begin - 1]) || text[begin - 1] == ':')) --begin;
      if (depth > 0 || !starts("sinew::", begin)) return false;
      while (is_word(text[i]) || text[i] == '\'') ++i;
      if (text[i] == '&') return false;
      continue;
    }
    if (is_word(text[i])) {
      std::size_t end = i;
      while (is_word(text[end])) ++end;
      bool known = starts("::", end);
      for (const char* const word :
           {"float", "double", "int", "unsigned", "long", "short", "char", "bool", "const", "signed", "true", "false"})
        known = known || (std::strlen(word) == end - i && starts(word, i));
      if (!known) return false;
      while (is_word(text[end]) || text[end] == ':') ++end;
      i = end;
      continue;
    }
    ++i;
  }
  return true;
}

template <class T> inline constexpr type_identity identity_of {
#if defined(__cpp_rtti)
  &typeid(T),
#else
  nullptr,
#endif
      _detail::printed_name<T>()
};

/// Whether a mangled name belongs to one type in the whole program: no part of it is unnamed or has internal linkage.
inline bool is_unique_mangled(const char* name) noexcept {
  if (std::strstr(name, "_GLOBAL__N_") != nullptr || std::strchr(name, '$') != nullptr) return false;
  for (const char* c = name; *c != '\0'; ++c)
    if (*c == 'L' && is_digit(c[1])) return false;  // literals have a letter there: Lm5E
  return true;
}

inline bool same_type(const type_identity& a, const type_identity& b) noexcept {
  if (&a == &b) return true;
  if (a.info != nullptr && b.info != nullptr) {
    if (a.info == b.info) return true;
    if (std::strcmp(a.info->name(), b.info->name()) != 0) return false;
#if defined(__GLIBCXX__)
    if (*a.info != *b.info) return false;  // g++ marks internal linkage, for this operator alone
#endif
    return _detail::is_unique_mangled(a.info->name());
  }
  return std::strcmp(a.text, b.text) == 0 && _detail::is_unique_text(a.text);
}

}  // namespace sinew::_detail
