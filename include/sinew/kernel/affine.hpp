#pragma once
/// \file
/// The affine map of a batch and its gradients, in both layouts:
///   forward  y = act(x·W + b)          dx = dz·Wᵀ          dW = xᵀ·dz, db = Σ_batch dz
/// W is (In, Out), row-major. Every product runs over register tiles (kernel/tile.hpp); sums run in ascending order of the summed
/// index from the bias on, so a sample's result does not depend on the batch it travels in, but for whether the compiler fuses
/// a·b + c (clang does so everywhere, g++ 12 not in narrow single rows).

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/reference.hpp>
#include <sinew/kernel/tile.hpp>

namespace sinew::kernel {

/// y = finish(sample or block, output, x·W + b): `finish` maps a pack and says where it lies, so that an activation needs no
/// second pass over memory: finish(T* y, V z) stores.
template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W, class Finish>
constexpr void affine_forward(batch_view<const T, B, In, W> x, const T* w, const T* b, batch_view<T, B, Out, W> y, Finish finish) noexcept {
  if (std::is_constant_evaluated()) {
    reference::affine_forward(x, w, b, y, [&](std::size_t s, std::size_t o, T z) {
      finish(&y(s, o), z);
      return y(s, o);
    });
  } else if constexpr (W == 1) {
    constexpr std::size_t R = tile_rows<B>, C = tile_packs<B>;
    each_panel<T, Out, C>([&]<class V, std::size_t P>(std::size_t o) {
      each_row_group<B, R>([&]<std::size_t M>(std::size_t s) {
        tile<V, M, P>(In, x.data + s * In, In, 1, w + o, Out, [&](auto j) { return load<V>(b + o + j * lanes_of<V>); },
                      [&](auto r, auto j, const V& z) { finish(y.data + (s + r) * Out + o + j * lanes_of<V>, z); });
      });
    });
  } else {
    using V = pack<T, W>;
    for (std::size_t block = 0; block < x.samples / W; ++block)
      each_row_group<Out, std::min(Out, accumulators)>([&]<std::size_t M>(std::size_t o) {
        V z[M];   // a tile whose start differs by row: each output's own bias
        unroll<M>([&](auto r) { z[r] = broadcast<V>(b[o + r]); });
        for (std::size_t i = 0; i < In; ++i) {
          const V xi = load<V>(x.at(block, 0, i));
          unroll<M>([&](auto r) { z[r] += xi * broadcast<V>(w[i * Out + o + r]); });
        }
        unroll<M>([&](auto r) { finish(y.at(block, 0, o + r), z[r]); });
      });
  }
}

/// Scalars of scratch that affine_dx needs: a panel of Wᵀ.
template <class T, std::size_t B, std::size_t Out, std::size_t W>
inline constexpr std::size_t affine_dx_scratch = W == 1 && B >= 4 ? Out * tile_packs<B> * native_lanes<T> : 0;

/// dx = dz·Wᵀ.
template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W>
constexpr void affine_dx(batch_view<const T, B, Out, W> dz, const T* w, batch_view<T, B, In, W> dx, T* scratch) noexcept {
  if (std::is_constant_evaluated()) {
    reference::affine_dx(dz, w, dx);
  } else if constexpr (W > 1) {
    using V = pack<T, W>;
    for (std::size_t block = 0; block < dz.samples / W; ++block)
      each_row_group<In, std::min(In, accumulators)>([&]<std::size_t M>(std::size_t i) {
        tile<V, M, 1>(Out, w + i * Out, Out, 1, dz.at(block, 0), W, [](auto) { return V{}; },
                      [&](auto r, auto, const V& d) { store<V>(dx.at(block, 0, i + r), d); });
      });
  } else if constexpr (B >= 4) {
    // Vectors must lie along inputs: a panel of W is transposed once for all rows of the batch.
    constexpr std::size_t R = tile_rows<B>, C = tile_packs<B>;
    each_panel<T, In, C>([&]<class V, std::size_t P>(std::size_t i) {
      constexpr std::size_t width = P * lanes_of<V>;
      for (std::size_t j = 0; j < width; ++j)
        for (std::size_t o = 0; o < Out; ++o) scratch[o * width + j] = w[(i + j) * Out + o];
      each_row_group<B, R>([&]<std::size_t M>(std::size_t s) {
        tile<V, M, P>(Out, dz.data + s * Out, Out, 1, scratch, width, [](auto) { return V{}; },
                      [&](auto r, auto j, const V& d) { store<V>(dx.data + (s + r) * In + i + j * lanes_of<V>, d); });
      });
    });
  } else {
    // Too few rows to pay for a transposition: dot products along outputs.
    for (std::size_t i = 0; i < In; ++i)
      for (std::size_t s = 0; s < B; ++s) {
        T total{};
        pack<T, native_lanes<T>> along{};
        cover<T, Out>([&]<class V>(std::size_t o) {
          const V term = load<V>(dz.data + s * Out + o) * load<V>(w + i * Out + o);
          if constexpr (lanes_of<V> == native_lanes<T>) along += term;
          else total += sum<V>(term);
        });
        if constexpr (Out >= native_lanes<T>) total += sum<pack<T, native_lanes<T>>>(along);
        dx.data[s * In + i] = total;
      }
  }
}

/// dW = xᵀ·dz to sink.add(i·Out + o, …), db to sink.add(In·Out + o, …): each value once, complete.
template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W, class Sink>
constexpr void affine_dw(batch_view<const T, B, In, W> x, batch_view<const T, B, Out, W> dz, Sink sink) noexcept {
  if (std::is_constant_evaluated()) {
    reference::affine_dw(x, dz, sink);
  } else if constexpr (W == 1) {
    constexpr std::size_t R = tile_rows<In>, C = tile_packs<In>;
    each_panel<T, Out, C>([&]<class V, std::size_t P>(std::size_t o) {
      each_row_group<In, R>([&]<std::size_t M>(std::size_t i) {
        tile<V, M, P>(B, x.data + i, 1, In, dz.data + o, Out, [](auto) { return V{}; },
                      [&](auto r, auto j, const V& d) { sink.template add<V>((i + r) * Out + o + j * lanes_of<V>, d); });
      });
    });
    cover<T, Out>([&]<class V>(std::size_t o) {
      V db{};
      for (std::size_t s = 0; s < B; ++s) db += load<V>(dz.data + s * Out + o);
      sink.template add<V>(In * Out + o, db);
    });
  } else {
    using V = pack<T, W>;
    constexpr std::size_t R = std::min<std::size_t>(In, 4), C = std::min(Out, accumulators / 4);
    each_row_group<Out, C>([&]<std::size_t N>(std::size_t o) {
      each_row_group<In, R>([&]<std::size_t M>(std::size_t i) {
        V c[M][N];
        unroll<M>([&](auto r) { unroll<N>([&](auto j) { c[r][j] = V{}; }); });
        for (std::size_t block = 0; block < x.samples / W; ++block) {
          V d[N];
          unroll<N>([&](auto j) { d[j] = load<V>(dz.at(block, 0, o + j)); });
          unroll<M>([&](auto r) {
            const V xi = load<V>(x.at(block, 0, i + r));
            unroll<N>([&](auto j) { c[r][j] += xi * d[j]; });
          });
        }
        unroll<M>([&](auto r) { unroll<N>([&](auto j) { sink.template add<T>((i + r) * Out + o + j, sum<V>(c[r][j])); }); });
      });
    });
    for (std::size_t o = 0; o < Out; ++o) {
      V db{};
      for (std::size_t block = 0; block < x.samples / W; ++block) db += load<V>(dz.at(block, 0, o));
      sink.template add<T>(In * Out + o, sum<V>(db));
    }
  }
}

}  // namespace sinew::kernel
