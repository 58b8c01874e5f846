#pragma once
/// \file
/// Forward declaration of BasicNet, and is_net, for headers that accept nets as layers. The definition is in
/// net/net.hpp.

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

template <class T, class... L> struct BasicNet;

namespace _detail {
/// Whether L is a BasicNet.
template <class L> inline constexpr bool is_net = false;
template <class T, class... L> inline constexpr bool is_net<BasicNet<T, L...>> = true;
}  // namespace _detail

}  // namespace sinew
