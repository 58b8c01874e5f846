#pragma once
/// \file
/// pass_traits: the compile-time properties of a pass.

#include <bit>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The scalar, the batch, the lanes per block (1: rows), whether backward follows (Training), whether the values
/// between layers are kept (Keeps; layers themselves always get Keeps = Training), and the steps in time of each
/// stream: the batch is streams × steps rows, time-major. Layers without state get steps = 1, unless they are `timed`
/// (layer/traits.hpp). Caches, costs and scratch of layers are templates over this one type, so that a property added
/// later breaks no layer.
template <class T, std::size_t Batch, std::size_t Lanes, bool Training, bool Keeps = Training, std::size_t Steps = 1>
struct pass_traits {
  using scalar = T;
  static constexpr std::size_t batch = Batch, lanes = Lanes, blocks = (Batch + Lanes - 1) / Lanes,
                               samples = blocks * Lanes, steps = Steps, streams = Batch / Steps;
  static constexpr bool training = Training, keeps = Keeps;
  /// The lanes this batch would use: a native register, or fewer if the batch is smaller.
  static constexpr std::size_t max_lanes = min_of(native_lanes<T>, std::bit_ceil(Batch));
  template <std::size_t W> using with_lanes = pass_traits<T, Batch, W, Training, Training, Steps>;
  template <std::size_t B> using with_batch = pass_traits<T, B, Lanes, Training, Training, B == Batch ? Steps : 1>;
  template <std::size_t S> using with_steps = pass_traits<T, Batch, Lanes, Training, Keeps, S>;
};

}  // namespace sinew::_detail
