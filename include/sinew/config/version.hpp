#pragma once
/// \file
/// The version of the library. CMakeLists.txt reads it here.

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

inline constexpr char version[] = "0.3.0";

}  // namespace sinew::_detail
