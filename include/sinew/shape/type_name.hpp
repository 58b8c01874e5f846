#pragma once
/// \file
/// type_name<T> and qualified_name<T>: the name of a type as a user would write it, the same text from g++ and clang.

#include <string_view>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/spelled_name.hpp>
#include <sinew/shape/text_view.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
constexpr std::string_view to_string_view(text_view view) noexcept { return {view.data(), view.size()}; }
}  // namespace _detail

/// The name of T without the library's namespace and without default arguments: `Dense<784, 128, ReLU>`. Net<…> is an
/// alias and gives `BasicNet<float, …>`. Types from elsewhere keep their namespaces ("mine::Gain"), except unnamed
/// ones.
/// The text is valid C++ under `using namespace sinew` for every type with a name at namespace scope.
/// Compilers still give different texts for local types, types of lambdas, types in users' inline namespaces, and
/// class or floating-point template arguments. clang 14 also prints the default arguments of templates other than
/// `class...` and those with one or two sizes followed by types.
template <class T>
inline constexpr std::string_view type_name = _detail::to_string_view(_detail::spelled<T, false>::value);
/// type_name with every namespace, `sinew::Dense<784, 128, sinew::ReLU>`, for code written to a file.
template <class T>
inline constexpr std::string_view qualified_name = _detail::to_string_view(_detail::spelled<T, true>::value);

}  // namespace sinew
