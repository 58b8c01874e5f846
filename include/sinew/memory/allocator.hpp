#pragma once
/// \file
/// allocator: std::allocator under a name that depends on the instruction set. It is taken from <vector>, because
/// <memory> would add two thirds to the compile time of the umbrella header.

#include <vector>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Allocates as std::allocator does. The functions of std::vector<std::size_t, allocator<std::size_t>> have names of
/// this instruction set; those of std::vector<std::size_t> are shared by all files of a program (config/namespace.hpp).
template <class T> struct allocator : std::vector<T>::allocator_type {
  constexpr allocator() noexcept = default;
  template <class U> constexpr explicit(false) allocator(const allocator<U>&) noexcept {}
};

}  // namespace sinew::_detail
