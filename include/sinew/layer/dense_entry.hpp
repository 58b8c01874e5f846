#pragma once
/// \file
/// dense_entry: the passes of a layer y = act(x·W + b) as data, i.e. its sizes and functions that serve all such
/// layers. A net runs these layers by a loop over a table (plan/pipeline.hpp), so another one adds almost nothing to
/// compile time.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/effects.hpp>
#include <sinew/layer/gradient_sink.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A layer provides `template <class Run> static consteval dense_entry<scalar> as_dense_entry()` if its batch is in
/// rows, it caches only y, and it has neither state nor random draws.
/// Parameters: W (in, out), then b (out).
template <class T> struct dense_entry {
  std::size_t in = 0, out = 0;  ///< 0: the layer has no entry
  void (*forward)(std::size_t in, std::size_t out, const T* x, const T* w, const T* b, T* y, T* kept,
                  T* scratch) noexcept SINEW_NONBLOCKING = nullptr;
  // Set in training only.
  void (*derivative)(std::size_t count, const T* dy, const T* y,
                     T* dz) noexcept SINEW_NONBLOCKING = nullptr;  ///< null: dz is dy
  void (*dx)(std::size_t in, std::size_t out, const T* dz, const T* w, T* dx,
             T* scratch) noexcept SINEW_NONBLOCKING = nullptr;
  void (*dw)(std::size_t in, std::size_t out, const T* x, const T* dz, GradientSink<T> sink,
             T* scratch) noexcept SINEW_NONBLOCKING = nullptr;
};

/// The entry of layer L under Run, or one of size 0.
template <class L, class Run> consteval dense_entry<typename Run::scalar> dense_entry_of() {
  if constexpr (requires { L::template as_dense_entry<Run>(); }) return L::template as_dense_entry<Run>();
  else return {};
}

}  // namespace sinew::_detail
