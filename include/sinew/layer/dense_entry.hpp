#pragma once
/// \file
/// affine_step: the passes of a layer y = act(x·W + b) as data: its sizes, and functions that serve all such layers. A
/// net runs its layers of this kind by a loop over a table (plan/pipeline.hpp), so that one more of them costs the
/// compiler next to nothing.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/layer/gradient_sink.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A layer says `template <class Run> static consteval dense_entry<scalar> step()`, where its batch is in rows, it
/// keeps nothing but y and has neither state nor random draws. Parameters: W (in, out), then b (out).
template <class T> struct dense_entry {
  std::size_t in = 0, out = 0;  ///< 0: this layer has no step
  void (*forward)(std::size_t in, std::size_t out, const T* x, const T* w, const T* b, T* y,
                  T* kept) noexcept = nullptr;
  // Of a run in training.
  void (*derivative)(std::size_t count, const T* dy, const T* y, T* dz) noexcept = nullptr;  ///< null: dz is dy
  void (*dx)(std::size_t in, std::size_t out, const T* dz, const T* w, T* dx, T* scratch) noexcept = nullptr;
  void (*dw)(std::size_t in, std::size_t out, const T* x, const T* dz, gradient_sink<T> sink) noexcept = nullptr;
};

/// A layer's step under Run, or one of size 0.
template <class L, class Run> consteval dense_entry<typename Run::scalar> dense_entry_of() {
  if constexpr (requires { L::template step<Run>(); }) return L::template step<Run>();
  else return {};
}

}  // namespace sinew::_detail
