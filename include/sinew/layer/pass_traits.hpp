#pragma once
/// \file
/// run: the terms of one pass, all known to the compiler.

#include <bit>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Scalar, samples, lanes per block (1: rows), whether backward will follow, and whether the values between layers are
/// kept (of a net whose layers are looked at; the layers are told that they are not). Caches, costs and scratch of
/// layers are templates over this one argument, so that a term added later breaks no layer.
template <class T, std::size_t Batch, std::size_t Lanes, bool Training, bool Keeps = Training> struct pass_traits {
  using scalar = T;
  static constexpr std::size_t batch = Batch, lanes = Lanes, blocks = (Batch + Lanes - 1) / Lanes,
                               samples = blocks * Lanes;
  static constexpr bool training = Training, keeps = Keeps;
  /// The lanes this batch would take: a native register, or fewer where the batch is smaller.
  static constexpr std::size_t max_lanes = min_of(native_lanes<T>, std::bit_ceil(Batch));
  template <std::size_t W> using with_lanes = pass_traits<T, Batch, W, Training>;
  template <std::size_t B> using with_batch = pass_traits<T, B, Lanes, Training>;
};

}  // namespace sinew::_detail
