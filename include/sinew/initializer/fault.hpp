#pragma once
/// \file
/// Why a layer rejects an initializer.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/nothing.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/initializer/concept.hpp>

namespace SINEW_NAMESPACE::_detail {

template <class Init> consteval auto find_initializer_fault() {
  if constexpr (requires { requires mistake::is_fault<typename Init::fault>; })
    return std::type_identity<typename Init::fault>{};
  else if constexpr (!Initializer<Init>)
    return std::type_identity<mistake::refuse<mistake::not_an_initializer, Init>>{};
  else return std::type_identity<mistake::nothing>{};
}
/// The fault for which a layer rejects Init as its initializer, or nothing.
template <class Init> using initializer_fault = typename decltype(_detail::find_initializer_fault<Init>())::type;

}  // namespace sinew::_detail
