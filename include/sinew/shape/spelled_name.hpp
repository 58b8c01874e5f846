#pragma once
/// \file
/// spelled<T, Qualified>: the name of a type as a user would write it, the same text from g++ and clang.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/clean_name.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/text.hpp>
#include <sinew/shape/text_view.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// The compiler's text: g++ prints "… [with T = x]", clang "… [T = x]".
template <class T> consteval const char* pretty_function() { return __PRETTY_FUNCTION__; }
template <class T> consteval text_view raw_name() {
  const text_view all = _detail::pretty_function<T>();
  const std::size_t from = all.find("T = ", all.find('[')) + 4;
  return all.substr(from, all.rfind(']') - from);
}

/// The number of leading arguments of A… that a template needs; the others equal their defaults. g++ prints default
/// arguments in some places, clang 14 in all and clang 19 in none. Spelled::enough<…> says whether a prefix of the
/// arguments is enough; arguments are dropped from the end while it is.
template <class Spelled, class... A> consteval std::size_t needed() {
  if constexpr (sizeof...(A) == 0) return 0;
  else return []<std::size_t... J>(std::index_sequence<J...>)->std::size_t {
      using All = list<A...>;
      if constexpr (Spelled::template enough<element<J, All>...>) return _detail::needed<Spelled, element<J, All>...>();
      else return sizeof...(A);
    }
  (std::make_index_sequence<sizeof...(A) - 1>{});
}

template <std::size_t N> struct spelled_number {
  static constexpr auto value = [] {
    text<20> digits;
    std::size_t unit = 1;
    while (N / unit >= 10) unit *= 10;
    for (; unit > 0; unit /= 10) {
      const char digit = static_cast<char>('0' + N / unit % 10);
      digits.add({&digit, 1});
    }
    return digits;
  }();
};

/// The index of the bracket that opens the arguments of a template-id.
consteval std::size_t arguments_of(text_view name) {
  std::size_t i = name.size(), depth = 0;
  do {
    --i;
    depth += name[i] == '>';
    depth -= name[i] == '<';
  } while (depth > 0);
  return i;
}
/// T's template name with the first K arguments; or the short name that clang prints for some types of libc++, such as
/// std::string.
template <class T, bool Qualified, std::size_t K, class... Arguments> consteval auto spell() {
  constexpr text_view raw = _detail::raw_name<T>();
  if constexpr (!raw.ends_with('>')) return _detail::clean_name<raw.size()>(raw, Qualified);
  else {
    constexpr std::size_t open = _detail::arguments_of(raw);
    text<open + 2 + (0 + ... + (Arguments::value.size() + 2))> all;
    all.add(_detail::clean_name<open>(raw.substr(0, open), Qualified).view());
    all.add("<");
    std::size_t k = 0;
    ((k < K ? (all.add(k > 0 ? ", " : ""), all.add(Arguments::value.view()), ++k) : k), ...);
    all.add(">");
    return all;
  }
}

/// Any other type: what the compiler prints, cleaned.
template <class T, bool Qualified> struct spelled {
  static constexpr auto value = _detail::clean_name<_detail::raw_name<T>().size()>(_detail::raw_name<T>(), Qualified);
};
template <template <class...> class F, class... A, bool Q> struct spelled<F<A...>, Q> {
  template <class... Head> static constexpr bool enough = requires { requires std::is_same_v<F<Head...>, F<A...>>; };
  static constexpr auto value = _detail::spell<F<A...>, Q, _detail::needed<spelled, A...>(), spelled<A, Q>...>();
};
template <template <std::size_t, class...> class F, std::size_t M, class... A, bool Q>
requires(sizeof...(A) > 0) struct spelled<F<M, A...>, Q> {
  template <class... Head> static constexpr bool enough = requires {
    requires std::is_same_v<F<M, Head...>, F<M, A...>>;
  };
  static constexpr auto value =
      _detail::spell<F<M, A...>, Q, 1 + _detail::needed<spelled, A...>(), spelled_number<M>, spelled<A, Q>...>();
};
template <template <std::size_t, std::size_t, class...> class F, std::size_t M, std::size_t N, class... A, bool Q>
requires(sizeof...(A) > 0) struct spelled<F<M, N, A...>, Q> {
  template <class... Head> static constexpr bool enough = requires {
    requires std::is_same_v<F<M, N, Head...>, F<M, N, A...>>;
  };
  static constexpr auto value = _detail::spell<F<M, N, A...>, Q, 2 + _detail::needed<spelled, A...>(),
                                               spelled_number<M>, spelled_number<N>, spelled<A, Q>...>();
};

}  // namespace _detail

}  // namespace sinew
