#pragma once
/// \file
/// BasicNet, declared, and is_net: for layers that may contain a net. The net itself is net/net.hpp.

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

template <class T, class... L> struct BasicNet;

namespace _detail {
template <class L> inline constexpr bool is_net = false;
template <class T, class... L> inline constexpr bool is_net<BasicNet<T, L...>> = true;
}  // namespace _detail

}  // namespace sinew
