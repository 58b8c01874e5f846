#pragma once
/// \file
/// The affine map of a batch and its gradients, in both layouts:
///   forward  y = map(x·W + b)          dx = dz·Wᵀ          dW = xᵀ·dz, db = Σ_batch dz
/// W is (In, Out), row-major. Every product is computed by the register-tile micro-kernel of kernel/tile.hpp.
/// Sums start from the bias and run in ascending order of the summed index. A tile with few accumulators interleaves
/// partial sums instead (`chains`), and compilers may fuse a·b + c. So a sample's result may depend on the batch it
/// is computed in, by rounding only.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/kernel/affine_one_output.hpp>
#include <sinew/kernel/affine_constexpr.hpp>
#include <sinew/kernel/affine_lanes.hpp>
#include <sinew/kernel/affine_rows.hpp>
#include <sinew/kernel/discarding_sink.hpp>
#include <sinew/kernel/reference.hpp>

namespace SINEW_NAMESPACE::kernel {

/// y = map(x·W + b). The map runs in the epilogue of each tile, so an activation needs no second pass over memory.
/// Parameters: map: V → V for scalars and packs (activation_map). If Map::keeps_input, x·W + b itself is stored to
/// `kept`, in the layout of y. scratch: affine_forward_scratch scalars.
template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W, class Map>
constexpr void affine_forward(batch_view<const T, B, In, W> x, const T* w, const T* b, batch_view<T, B, Out, W> y,
                              T* kept, T* scratch, Map map) noexcept {
  if constexpr (W == 1 && is_shared<In * Out>)
    shared_forward<T, B, In, Out, Map>(In, Out, x.data, w, b, y.data, kept, scratch);
  else if (scalar_only()) {
    if constexpr (In * Out <= constexpr_weights)
      detail::forward_constexpr<batch_view<T, B, Out, W>::samples, Out, W>(std::make_index_sequence<In>{}, x.data, w, b,
                                                                           y.data, kept, map);
    else reference::affine_forward({y.samples, In, Out, W}, x.data, w, b, y.data, kept, map);
  } else if constexpr (W == 1 && Out == 1 && native_lanes<T> > 1)
    detail::forward_one_output<B, In, T, Map>(x.data, w, b, y.data, kept);
  else if constexpr (W == 1)
    detail::forward_rows<B, In, columns_left<T, Out, tile_packs<false, B>, small_lanes<T, B>>, T, Map>(
        In, Out, x.data, w, b, y.data, kept);
  else detail::forward_lanes<Map>(x, w, b, y, kept);
}

/// dx = dz·Wᵀ. scratch: affine_dx_scratch scalars.
template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W>
constexpr void affine_dx(batch_view<const T, B, Out, W> dz, const T* w, batch_view<T, B, In, W> dx,
                         T* scratch) noexcept {
  if constexpr (W == 1 && is_shared<In * Out>) shared_dx<T, B, In, Out>(In, Out, dz.data, w, dx.data, scratch);
  else if (scalar_only()) {
    if constexpr (In * Out <= constexpr_weights)
      detail::dx_constexpr<batch_view<T, B, In, W>::samples, In, W>(std::make_index_sequence<Out>{}, dz.data, w,
                                                                    dx.data);
    else reference::affine_dx({dx.samples, In, Out, W}, dz.data, w, dx.data);
  } else if constexpr (W == 1) detail::dx_rows_here<B, In, Out>(dz.data, w, dx.data, scratch);
  else detail::dx_lanes(dz, w, dx);
}

/// dW = xᵀ·dz goes to index i·Out + o of the sink (layer/gradient_sink.hpp), db to In·Out + o. Each value is given
/// exactly once, complete. scratch: affine_dw_scratch scalars.
template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W, class Sink>
constexpr void affine_dw(batch_view<const T, B, In, W> x, batch_view<const T, B, Out, W> dz, Sink sink,
                         T* scratch) noexcept {
  if constexpr (_detail::discards<Sink>) return;
  else if constexpr (W == 1 && is_shared<In * Out>)
    shared_dw<T, B, In, Out, Sink>(In, Out, x.data, dz.data, sink, scratch);
  else if (scalar_only()) {
    if constexpr (In * Out <= constexpr_weights)
      detail::dw_constexpr<batch_view<T, B, Out, W>::samples, In, Out, W>(
          std::make_index_sequence<detail::at_once<batch_view<T, B, Out, W>::samples, W>>{}, x.data, dz.data,
          sink.taker(In * Out + Out));
    else reference::affine_dw({dz.samples, In, Out, W}, x.data, dz.data, sink);
  } else if constexpr (W == 1) detail::dw_rows_here<B, In, Out>(x.data, dz.data, sink.taker(In * Out + Out));
  else detail::dw_lanes(x, dz, sink.taker(In * Out + Out));
}

}  // namespace sinew::kernel
