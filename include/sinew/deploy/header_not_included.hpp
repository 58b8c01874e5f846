#pragma once
/// \file
/// Functions whose headers sinew.hpp does not include: a call without the header is an error that names it. Once the
/// header is included, its functions are the better matches: they take no volatile objects and no packs.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/mistake/data.hpp>
#include <sinew/net/net.hpp>
#include <sinew/train/confusion_matrix.hpp>
#include <sinew/train/history.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// A result that causes no further errors.
struct no_result {
  constexpr bool ok() const noexcept { return true; }
  constexpr const char* c_str() const noexcept { return ""; }
};
/// An argument of any type.
struct any_argument {
  constexpr any_argument() noexcept = default;
  template <class T> constexpr any_argument(const T&) noexcept {}
};
constexpr no_result to_string(const no_result&) noexcept { return {}; }
/// Header, as a type that depends on the arguments of a call, so that only the call is an error.
template <class Header, class...> struct header_of_call { using type = Header; };
template <class Header, class... Arguments> using header_for = typename header_of_call<Header, Arguments...>::type;
}  // namespace _detail

/// Catches diagnose() without <sinew/diagnose/diagnose.hpp>.
template <std::size_t Batch = 64, class T, class... L, class... Rest>
constexpr _detail::no_result diagnose(const volatile BasicNet<T, L...>&, const Rest&...) {
  decltype(mistake::tell(
      mistake::of<mistake::header_is_not_included<_detail::header_for<mistake::header::diagnose_diagnose_hpp, T>>>)){};
  return {};
}
/// Catches to_string() of a training without <sinew/report/text.hpp>.
template <class Text = void> constexpr _detail::no_result to_string(const volatile History&, std::size_t = 0) {
  decltype(mistake::tell(
      mistake::of<mistake::header_is_not_included<_detail::header_for<mistake::header::report_text_hpp, Text>>>)){};
  return {};
}
/// Catches to_string() of a confusion matrix without <sinew/report/text.hpp>.
template <std::size_t Classes>
constexpr _detail::no_result to_string(const volatile ConfusionMatrix<Classes>&, _detail::any_argument = {}) {
  decltype(mistake::tell(mistake::of<mistake::header_is_not_included<
                             _detail::header_for<mistake::header::report_text_hpp, ConfusionMatrix<Classes>>>>)){};
  return {};
}
/// Catches summary() without <sinew/report/summary.hpp>.
template <class Net, class... Nothing> constexpr _detail::no_result summary(Nothing...) {
  decltype(mistake::tell(
      mistake::of<mistake::header_is_not_included<_detail::header_for<mistake::header::report_summary_hpp, Net>>>)){};
  return {};
}

}  // namespace sinew
