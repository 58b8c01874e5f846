#pragma once
/// \file
/// nothing, the absent type.

#include <sinew/config/language.hpp>

namespace sinew::mistake {

/// The absent type: no mistake; in layers no activation, no cache, no state.
struct nothing {
  /// All are equal.
  constexpr bool operator==(const nothing&) const noexcept = default;
};

}  // namespace sinew::mistake
