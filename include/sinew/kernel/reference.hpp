#pragma once
/// \file
/// The naive twins of the kernels: what the fast ones are compared with, and what runs in constant expressions (where
/// every step counts and no compiler has vectors). Any layout; spare lanes are computed like samples.
/// Order of summation: from the bias on, inputs in ascending order, as in the fast kernels.

#include <cstddef>
#include <type_traits>

#include <sinew/memory/batch_view.hpp>

namespace sinew::reference {

/// y = map(x·W + b), W (In, Out) row-major; x·W + b itself to `kept`, if anywhere.
template <class X, class T, class Y, class Map> constexpr void affine_forward(X x, const T* w, const T* b, Y y, T* kept, Map map) noexcept {
  for (std::size_t s = 0; s < Y::samples; ++s)
    for (std::size_t o = 0; o < Y::features; ++o) {
      T z = b[o];
      for (std::size_t i = 0; i < X::features; ++i) z += x(s, i) * w[i * Y::features + o];
      if (kept != nullptr) kept[&y(s, o) - y.data] = z;
      y(s, o) = map(z);
    }
}
/// dx = dz·Wᵀ.
template <class Z, class T, class X> constexpr void affine_dx(Z dz, const T* w, X dx) noexcept {
  for (std::size_t s = 0; s < X::samples; ++s)
    for (std::size_t i = 0; i < X::features; ++i) {
      T sum{};
      for (std::size_t o = 0; o < Z::features; ++o) sum += dz(s, o) * w[i * Z::features + o];
      dx(s, i) = sum;
    }
}
/// dW = xᵀ·dz, then db = Σ_batch dz, given to sink.add(index, value).
template <class X, class Z, class Sink> constexpr void affine_dw(X x, Z dz, Sink sink) noexcept {
  using T = std::remove_const_t<std::remove_pointer_t<decltype(dz.data)>>;
  for (std::size_t i = 0; i <= X::features; ++i)   // the last row is the bias, an input that is always 1
    for (std::size_t o = 0; o < Z::features; ++o) {
      T sum{};
      for (std::size_t s = 0; s < Z::samples; ++s) sum += i < X::features ? T(x(s, i) * dz(s, o)) : dz(s, o);
      sink.template add<T>(i * Z::features + o, sum);
    }
}

/// A batch from one layout to the other; Spare says what the spare lanes of the last block get.
template <spare_lanes Spare, class From, class To> constexpr void relayout(From from, To to) noexcept {
  constexpr std::size_t W = From::lanes > To::lanes ? From::lanes : To::lanes;
  for (std::size_t block = 0; block < To::samples; block += W)
    for (std::size_t i = 0; i < To::features; ++i)
      for (std::size_t s = block; s < block + W && s < To::samples; ++s) {
        if (To::samples == To::batch || s < To::batch) to(s, i) = from(s, i);
        else if constexpr (Spare == spare_lanes::repeat_last_sample) to(s, i) = from(To::batch - 1, i);
        else to(s, i) = 0;
      }
}

}  // namespace sinew::reference
